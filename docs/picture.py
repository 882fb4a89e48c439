"""Take the picture of the README: the mine lab in JupyterLab. Run: python docs/picture.py."""

import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "tests"))
from conftest import _NAMES, _QUIET, Lab, Visitor, code, notebook


def main() -> None:
    """Run the lab, pin a run, move it, and take the picture."""
    path = next(p for name in _NAMES if name and (p := shutil.which(name)))
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        lab = Lab(Path(folder))
        try:
            (lab.folder / "lab.ipynb").write_text(
                notebook(code("import reelab", "reelab.labs.reserves.mine()"))
            )
            browser = playwright.chromium.launch(executable_path=path, args=_QUIET)
            visitor = Visitor(browser.new_context(viewport={"width": 1366, "height": 900}), lab)
            visitor.open("lab.ipynb")
            visitor.run_all()
            page = visitor.page
            page.get_by_role("button", name="Pin to compare").click()
            page.get_by_label("Preset").select_option("The same mine in the far north")
            page.get_by_text("The mine loses").first.wait_for()
            page.wait_for_timeout(500)
            page.locator(".reelab-panel").screenshot(path=HERE / "lab.png")
            browser.close()
        finally:
            lab.close()


if __name__ == "__main__":
    main()
