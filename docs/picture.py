"""Take the pictures of the README in JupyterLab. Run: python docs/picture.py."""

import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "tests"))
from conftest import _NAMES, _QUIET, Lab, Visitor, code, notebook

CELLS = (
    ("import reelab", "reelab.labs.reserves.mine()"),
    ("reelab.labs.scenario.chain()",),
    ("reelab.claim('C16')",),
)


def mine(page: Page) -> None:
    """Pin a run of the mine and move it."""
    panel = page.locator(".reelab-panel").nth(0)
    panel.get_by_role("button", name="Pin to compare").click()
    panel.get_by_label("Preset").select_option("The same mine in the far north")
    panel.get_by_text("The mine loses").first.wait_for()
    page.wait_for_timeout(500)
    panel.screenshot(path=HERE / "lab.png")


def chain(page: Page) -> None:
    """Pin a run of the chain and compare another with it."""
    panel = page.locator(".reelab-panel").nth(1)
    page.set_viewport_size({"width": 1520, "height": 2600})  # so that nothing scrolls
    panel.get_by_label("Name").fill("As it is")
    panel.get_by_role("button", name="Pin to compare").click()
    panel.get_by_text("As it is").first.wait_for()
    choices = panel.get_by_label("Preset").locator("option").all_inner_texts()
    panel.get_by_label("Preset").select_option(choices[1])
    page.wait_for_timeout(3000)
    panel.locator(".reelab-chart").screenshot(path=HERE / "chain.png")


def claim(page: Page) -> None:
    """Show a claim and its verdict."""
    page.locator(".jp-OutputArea-output").nth(2).screenshot(path=HERE / "claim.png")


def main() -> None:
    """Run the labs and take the pictures."""
    path = next(p for name in _NAMES if name and (p := shutil.which(name)))
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        lab = Lab(Path(folder))
        try:
            (lab.folder / "lab.ipynb").write_text(notebook(*(code(*lines) for lines in CELLS)))
            browser = playwright.chromium.launch(executable_path=path, args=_QUIET)
            visitor = Visitor(browser.new_context(viewport={"width": 1366, "height": 2600}), lab)
            visitor.open("lab.ipynb")
            visitor.run_all()
            for take in (mine, chain, claim):
                take(visitor.page)
            browser.close()
        finally:
            lab.close()


if __name__ == "__main__":
    main()
