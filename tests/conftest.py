"""What the tests share: a JupyterLab, a chromium that reaches nothing else, the course's data."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    Request,
    ViewportSize,
    sync_playwright,
)

ROOT = Path(__file__).parent.parent
TOKEN = "test"
SIZE: ViewportSize = {"width": 1366, "height": 900}
_NAMES = (os.environ.get("CHROMIUM"), "chromium", "chromium-browser", "google-chrome")
_QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # the network is off
]  # fmt: skip


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def code(*lines: str) -> dict[str, Any]:
    return {
        "cell_type": "code", "id": f"cell{abs(hash(lines)):x}"[:16], "metadata": {},
        "outputs": [], "execution_count": None, "source": "\n".join(lines),
    }  # fmt: skip


def notebook(*cells: dict[str, Any]) -> str:
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return json.dumps(
        {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    )


class Lab:
    """A JupyterLab server on this machine, in a folder of its own."""

    def __init__(
        self,
        folder: Path,
        python: str = sys.executable,
        user: dict[str, Any] | None = None,
        **environment: str,
    ) -> None:
        self.folder, self.port = folder, free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = (folder / "server.log").open("w")
        self.process = subprocess.Popen(
            [python, "-m", "jupyterlab", "--no-browser", "--allow-root", "--expose-app-in-browser",
             f"--ServerApp.port={self.port}", "--ServerApp.port_retries=0",
             f"--IdentityProvider.token={TOKEN}", f"--ServerApp.root_dir={folder}"],
            stdout=self.log, stderr=subprocess.STDOUT, cwd=folder, **(user or {}),
            env={**os.environ, "JUPYTER_PREFER_ENV_PATH": "1", "JUPYTERLAB_SETTINGS_DIR":
                 str(folder / ".settings"), "JUPYTERLAB_WORKSPACES_DIR": str(folder / ".spaces"),
                 "JUPYTER_CONFIG_DIR": str(folder / ".config"), **environment},
        )  # fmt: skip
        self._wait()

    def _wait(self) -> None:
        for _ in range(600):
            try:
                urllib.request.urlopen(f"{self.url}/api?token={TOKEN}", timeout=1)
                return
            except OSError:
                assert self.process.poll() is None, (self.folder / "server.log").read_text()
                time.sleep(0.1)
        raise TimeoutError("JupyterLab did not answer within a minute")

    def rest(self) -> None:
        """Stop all kernels."""
        sessions = f"{self.url}/api/sessions"
        with urllib.request.urlopen(f"{sessions}?token={TOKEN}") as answer:
            running = json.load(answer)
        for one in running:
            ask = urllib.request.Request(f"{sessions}/{one['id']}?token={TOKEN}", method="DELETE")
            with contextlib.suppress(urllib.error.HTTPError):  # it ended by itself
                urllib.request.urlopen(ask)

    def close(self) -> None:
        self.process.terminate()
        self.process.wait(30)
        self.log.close()


class Visitor:
    """A person with chromium: opens notebooks, runs cells, reads what is drawn."""

    def __init__(self, context: BrowserContext, lab: Lab) -> None:
        self.lab, self.page = lab, context.new_page()
        self.refused: list[str] = []
        self.errors: list[str] = []
        self.frames: list[bytes] = []
        context.on("request", self._asked)
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("websocket", self._socket)

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.lab.url, "data:", "blob:")):
            self.refused.append(request.url)

    def _heard(self, message: Any) -> None:
        if message.type == "error":
            self.errors.append(message.text)

    def _socket(self, socket: Any) -> None:
        def keep(frame: str | bytes) -> None:
            self.frames.append(frame.encode() if isinstance(frame, str) else frame)

        socket.on("framereceived", keep)

    def open(self, name: str) -> Page:
        """Open a notebook alone; JupyterLab itself, if it is on the page already, is kept."""
        if self.page.url.startswith(self.lab.url):
            self.close_all()
            self.page.evaluate(
                """async path => {
                    const found = await window.jupyterapp.commands.execute(
                        "docmanager:open", {path});
                    await found.context.ready;
                }""",
                name,
            )
        else:
            self.page.goto(f"{self.lab.url}/lab/tree/{name}?token={TOKEN}&reset")
        self.page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=90_000)
        return self.page

    def close_all(self) -> None:
        """Close what is open, unsaved."""
        self.page.evaluate(
            """() => {
                for (const one of [...window.jupyterapp.shell.widgets("main")]) {
                    if (one.context) one.context.model.dirty = false;
                    one.dispose();
                }
            }"""
        )

    def reload(self, name: str) -> Page:
        """Open a notebook as one who comes back later."""
        self.page.goto("about:blank")
        return self.open(name)

    def command(self, name: str) -> None:
        self.page.evaluate("name => window.jupyterapp.commands.execute(name)", name)

    def ask_kernel(self, lines: str, expression: str = "0") -> str:
        """Run lines in the kernel, out of the notebook, and return what an expression is then."""
        self.wait_for_kernel()
        return self.page.evaluate(
            """async ([code, answer]) => {
                const kernel = window.jupyterapp.shell.currentWidget.sessionContext.session.kernel;
                const request = {code, silent: true, user_expressions: {answer}};
                const reply = await kernel.requestExecute(request).done;
                return reply.content.user_expressions.answer.data["text/plain"];
            }""",
            [lines, expression],
        )

    def run_all(self, timeout: float = 120) -> None:
        """Run all cells and wait until the kernel is idle and every prompt has a number."""
        self.wait_for_kernel()
        self.command("notebook:run-all-cells")
        self.page.wait_for_function(
            """() => {
                const panel = window.jupyterapp.shell.currentWidget;
                const cells = [...panel.content.model.cells].filter(c => c.type === "code");
                return cells.every(c => !c.sharedModel.getSource().trim() || c.executionCount)
                    && panel.sessionContext.session.kernel.status === "idle";
            }""",
            timeout=timeout * 1000,
        )

    def wait_for_kernel(self) -> None:
        self.page.wait_for_function(
            "() => window.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel"
            "?.status === 'idle'",
            timeout=90_000,
        )


WHOLE = {
    "binder",
    "class",
    "contributing",
    "course_browser",
    "hub",
    "lab_browser",
    "nbgrader",
    "notebooks",
    "slides",
}
"""Files of which one worker runs all tests, because what they share takes long to make."""


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Give out tests one by one, but those files whole."""
    from xdist.scheduler import LoadScopeScheduling

    class Scheduling(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file = nodeid.partition("::")[0]
            return file if Path(file).stem.removeprefix("test_") in WHOLE else nodeid

    return Scheduling(config, log)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = next((p for name in _NAMES if name and (p := shutil.which(name))), None)
    assert path, "chromium is missing: sh .ci/chromium says how to get it"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=_QUIET)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    folder = tmp_path_factory.mktemp("lab")
    shutil.copytree(ROOT / "notebooks", folder / "notebooks")
    server = Lab(folder)
    yield server
    server.close()


@pytest.fixture(scope="session")
def window(browser: Browser, lab: Lab) -> Iterator[Visitor]:
    """A page that the tests of a worker share: JupyterLab takes four seconds to load."""
    context = browser.new_context(viewport=SIZE)
    yield Visitor(context, lab)
    context.close()


@pytest.fixture
def visitor(window: Visitor, lab: Lab, request: pytest.FixtureRequest) -> Iterator[Visitor]:
    window.page.set_viewport_size(SIZE)
    for seen in (window.refused, window.errors, window.frames):
        seen.clear()
    failed = request.session.testsfailed
    yield window
    if request.session.testsfailed > failed:
        window.page.goto("about:blank")  # whatever is left there goes, too
    else:
        window.close_all()
    lab.rest()
