"""The Binder image, replayed: what repo2docker does with binder/, as an ordinary user."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import pytest
from conftest import ROOT, SIZE, TOKEN, Lab, Visitor
from playwright.sync_api import Browser
from student_run import SERVER, peak_mb, size_mb

pytestmark = pytest.mark.browser
NOBODY = 65534
PACKAGES = 600  # MB
LINKS = re.compile(r"urlpath=([^\s`&]+)")


def ordinary() -> dict[str, Any]:
    """Return the arguments that start a process as an ordinary user."""
    return {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.getuid() == 0 else {}


def python() -> str:
    """Return an interpreter that an ordinary user can run and that makes environments."""
    for path in (Path(sys.base_prefix, "bin", "python3"), Path("/usr/bin/python3")):
        try:
            command = [
                path,
                "-c",
                "import ensurepip, venv, sys; assert sys.version_info >= (3, 11)",
            ]
            if subprocess.run(command, capture_output=True, cwd="/", **ordinary()).returncode == 0:
                return str(path)
        except PermissionError:
            continue
    pytest.fail("no Python 3.11 with venv that an ordinary user can run (python3-venv)")


@pytest.fixture(scope="module")
def image() -> Iterator[tuple[Path, Path, dict[str, str]]]:
    # Not below pytest's own folder, which is closed to other users.
    base = Path(tempfile.mkdtemp(prefix="reelab-binder-"))
    base.chmod(0o755)
    home = base / "home"
    files = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    ).stdout.split("\0")  # fmt: skip
    for name in filter(None, files):
        if (ROOT / name).is_file():
            (home / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, home / name)
    environment = {
        **{k: v for k, v in os.environ.items() if not k.startswith(("JUPYTER", "XDG", "PYTHON"))},
        "HOME": str(home), "PATH": f"{base}/kernel/bin:{os.environ['PATH']}",
        "PIP_NO_CACHE_DIR": "1", "VIRTUAL_ENV": f"{base}/kernel",
    }  # fmt: skip
    if os.getuid() == 0:
        subprocess.run(["chown", "-R", str(NOBODY), str(base)], check=True)

    def run(*command: str) -> None:
        done = subprocess.run(
            command, cwd=home, env=environment, capture_output=True, text=True, timeout=600,
            **ordinary(),
        )  # fmt: skip
        assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]

    run(python(), "-m", "venv", f"{base}/kernel")
    run(f"{base}/kernel/bin/pip", "install", "-q", "-r", "binder/requirements.txt")
    run("binder/postBuild")
    yield base, home, environment
    shutil.rmtree(base, ignore_errors=True)


def test_the_lock_has_no_local_reference_and_runtime_is_pinned() -> None:
    lock = (ROOT / "binder" / "requirements.txt").read_text()
    lines = [line for line in lock.splitlines() if not line.startswith((" ", "#"))]
    assert all("==" in line for line in lines)
    assert lock.count("--hash=sha256:") >= len(lines)
    assert (ROOT / "binder" / "runtime.txt").read_text().startswith("python-3.1")
    assert os.access(ROOT / "binder" / "postBuild", os.X_OK)


def test_a_failing_step_fails_the_build(tmp_path: Path) -> None:
    shutil.copy2(ROOT / "binder" / "postBuild", tmp_path)  # a folder without our package
    done = subprocess.run(["./postBuild"], cwd=tmp_path, capture_output=True, timeout=120)
    assert done.returncode != 0


def launch_path() -> str:
    """Return what the README's launch link hands over to JupyterLab."""
    (path,) = LINKS.findall((ROOT / "README.md").read_text())
    assert quote(unquote(path), safe="") == path, "BinderHub stops at a slash that is not escaped"
    return unquote(path)


def test_the_image_is_small_and_the_launch_link_opens_notebook_00(
    image: Any, browser: Browser
) -> None:
    base, home, environment = image
    assert size_mb(base / "kernel") <= PACKAGES
    assert not (home / "build").exists()
    installed = subprocess.run(
        [f"{base}/kernel/bin/python", "-c", "import reelab; print(reelab.__file__)"],
        cwd="/", env=environment, capture_output=True, text=True, check=True, **ordinary(),
    ).stdout  # fmt: skip
    assert str(base / "kernel") in installed
    assert list((base / "kernel").rglob("engine-*.js.gz"))
    lab = Lab(home, f"{base}/kernel/bin/python", ordinary(), **environment)
    context = browser.new_context(viewport=SIZE)
    try:
        visitor = Visitor(context, lab)
        visitor.page.goto(f"{lab.url}/{launch_path()}?token={TOKEN}")
        visitor.page.get_by_role("tab", name="00_start.ipynb").wait_for(timeout=90_000)
        visitor.run_all()
        visitor.page.locator(".reelab-chart svg.marks").first.wait_for(timeout=30_000)
        assert peak_mb(lab.process.pid) < SERVER
        assert visitor.refused == []
        assert visitor.errors == []
    finally:
        context.close()
        lab.close()
