"""The `reelab` command, run as a student runs it: as a process, in a folder of their own."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ROOT, free_port

import reelab
from reelab.course import check, server, workspace

MAIN = "import sys; from reelab.course.cli import main; sys.exit(main())"
START = "00_start.ipynb"
DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER")
Run = Callable[..., subprocess.CompletedProcess[str]]


def environment(*path: Path, **more: str) -> dict[str, str]:
    """The environment of a machine without a display, with these folders first on the path."""
    seen = {name: value for name, value in os.environ.items() if name not in DISPLAYS}
    return {**seen, "PYTHONPATH": os.pathsep.join(map(str, path)), **more}


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A copy of the course that a test may damage or renew."""
    there = tmp_path / "installed"
    for part in ("reelab", "data"):
        shutil.copytree(ROOT / part, there / part)
    (there / "notebooks").mkdir()
    (there / "notebooks" / START).write_text('{"cells": [], "edition": 1}')
    (there / "notebooks" / "01_reserves.ipynb").write_text('{"cells": []}')
    (there / "notebooks" / ".ipynb_checkpoints").mkdir()
    (there / "notebooks" / ".ipynb_checkpoints" / START).write_text("{}")
    return there


@pytest.fixture
def student(tmp_path: Path) -> Path:
    folder = tmp_path / "student"
    folder.mkdir()
    return folder


@pytest.fixture
def run(course: Path, student: Path, tmp_path: Path) -> Run:
    """Run `reelab` in the student's folder; JupyterLab only says how it was called."""
    fake = tmp_path / "fake"
    for module, content in (
        ("jupyterlab/labapp.py",
         "import json\nclass LabApp:\n    def launch_instance(argv): print(json.dumps(argv))\n"),
        ("jupyter_server/serverapp.py", "def list_running_servers(): return []\n"),
    ):  # fmt: skip
        (fake / module).parent.mkdir(parents=True)
        (fake / module).with_name("__init__.py").touch()
        (fake / module).write_text(content)

    def reelab(*arguments: str, cwd: Path = student) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", MAIN, *arguments], cwd=cwd, text=True, capture_output=True,
            env=environment(fake, course), timeout=60, check=False,
        )  # fmt: skip

    return reelab


def options(result: subprocess.CompletedProcess[str]) -> list[str]:
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout.splitlines()[-1])


def refused(result: subprocess.CompletedProcess[str], *words: str) -> None:
    """Exit code 1 and one sentence that holds the words, no traceback."""
    assert result.returncode == 1, result.stdout
    assert result.stderr.startswith("reelab: ")
    assert result.stderr.count("\n") == 1
    for word in words:
        assert word in result.stderr


# The student's folder


def test_first_run_copies_the_notebooks(run: Run, student: Path) -> None:
    argv = options(run("lab"))
    folder = student / "reelab-course"
    assert sorted(p.name for p in folder.iterdir()) == [
        ".reelab.json", START, "01_reserves.ipynb",
    ]  # fmt: skip
    assert f"--ServerApp.root_dir={folder}" in argv
    assert f"--LabApp.default_url=/lab/tree/{START}" in argv


def test_second_run_writes_nothing(run: Run, student: Path) -> None:
    run("lab", "mine")
    before = {p: p.stat().st_mtime_ns for p in (student / "mine").iterdir()}
    result = run("lab", "mine")
    assert {p: p.stat().st_mtime_ns for p in (student / "mine").iterdir()} == before
    assert "Written" not in result.stdout
    assert "Kept" not in result.stdout


def test_in_the_folder_itself_no_second_one_is_made(run: Run, student: Path) -> None:
    run("lab", "mine")
    argv = options(run("lab", cwd=student / "mine"))
    assert f"--ServerApp.root_dir={student / 'mine'}" in argv
    assert not (student / "mine" / "reelab-course").exists()


def test_changed_file_is_kept_and_named(run: Run, student: Path, course: Path) -> None:
    run("lab", "mine")
    (student / "mine" / START).write_text("my work")
    result = run("lab", "mine")
    assert (student / "mine" / START).read_text() == "my work"
    assert f"Kept as you changed them: {START}." in result.stdout
    (course / "notebooks" / START).write_text('{"cells": [], "edition": 2}')
    result = run("lab", "mine")
    assert (student / "mine" / START).read_text() == "my work"
    assert f"the course has newer ones of {START}" in result.stdout


def test_unchanged_file_is_renewed(run: Run, student: Path, course: Path) -> None:
    run("lab", "mine")
    (course / "notebooks" / START).write_text('{"cells": [], "edition": 2}')
    result = run("lab", "mine")
    assert f"Written: {START}." in result.stdout
    assert "2" in (student / "mine" / START).read_text()


def test_deleted_file_comes_back(run: Run, student: Path) -> None:
    run("lab", "mine")
    (student / "mine" / START).unlink()
    assert f"Written: {START}." in run("lab", "mine").stdout
    assert (student / "mine" / START).is_file()


def test_own_files_are_left_alone(run: Run, student: Path) -> None:
    run("lab", "mine")
    (student / "mine" / "notes.txt").write_text("mine")
    run("lab", "mine")
    assert (student / "mine" / "notes.txt").read_text() == "mine"


@pytest.mark.parametrize(
    "damage", ["", "{", "[]", '{"00_start.ipynb": 3}', "[" * 100_000, "\ud800"]
)
def test_damaged_manifest_loses_nothing(run: Run, student: Path, course: Path, damage: str) -> None:
    run("lab", "mine")
    manifest = student / "mine" / ".reelab.json"
    manifest.write_bytes(damage.encode("utf-8", "surrogatepass"))
    (student / "mine" / START).write_text("my work")
    result = run("lab", "mine")
    assert (student / "mine" / START).read_text() == "my work"
    assert START in result.stdout
    assert list(json.loads(manifest.read_text())) == ["01_reserves.ipynb"]
    run("lab", "mine")
    assert (student / "mine" / START).read_text() == "my work"


def test_interrupted_write_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, folder = tmp_path / "source", tmp_path / "folder"
    source.mkdir()
    (source / START).write_text("one")
    workspace.fill(folder, source)
    (source / START).write_text("two")

    def full(self: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(reelab.CourseError, match="No space left"):
        workspace.fill(folder, source)
    assert (folder / START).read_text() == "one"
    assert sorted(p.name for p in folder.iterdir()) == [".reelab.json", START]


def test_in_a_checkout_the_own_notebooks_stay_as_they_are(run: Run, course: Path) -> None:
    for here in (course, course / "data", course / "notebooks"):
        argv = options(run("lab", cwd=here))
        assert f"--ServerApp.root_dir={course / 'reelab-course'}" in argv
    assert f"--ServerApp.root_dir={course / 'reelab-course'}" in options(
        run("lab", ".", cwd=course)
    )
    assert not (course / "notebooks" / "reelab-course").exists()
    (course / "reelab-course" / START).unlink()
    assert f"Written: {START}." in run("lab", cwd=course).stdout


def test_authors_open_the_notebooks_themselves(run: Run, course: Path) -> None:
    argv = options(run("lab", "notebooks", cwd=course))
    assert f"--ServerApp.root_dir={course / 'notebooks'}" in argv
    assert not (course / "notebooks" / ".reelab.json").exists()


def test_a_folder_is_opened_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = [{"root_dir": str(tmp_path / "other")}]
    monkeypatch.setattr("jupyter_server.serverapp.list_running_servers", lambda: found)
    assert server.running(tmp_path, START) == ""
    found.append({"root_dir": str(tmp_path), "url": "http://127.0.0.1:1/", "token": "t"})
    assert server.running(tmp_path, START) == f"http://127.0.0.1:1/lab/tree/{START}?token=t"


# What a user can do wrong


@pytest.mark.parametrize("name", ["file", "file/below"])
def test_folder_is_a_file(run: Run, student: Path, name: str) -> None:
    (student / "file").write_text("mine")
    refused(run("lab", name), "file")
    assert (student / "file").read_text() == "mine"


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere"
)
def test_folder_is_not_writable(run: Run, student: Path) -> None:
    (student / "closed").mkdir(mode=0o555)
    refused(run("lab", "closed"), "may not write")
    refused(run("lab", "closed/below"), "may not write")


def test_folder_name_is_too_long(run: Run) -> None:
    refused(run("lab", "a" * 300), "cannot be used")


def test_folder_name_that_cannot_be_printed(run: Run, student: Path) -> None:
    if sys.platform == "linux":
        assert run("lab", "caf\udce9").returncode == 0


def test_notebooks_are_missing(run: Run, course: Path, student: Path) -> None:
    (course / "notebooks" / START).unlink()
    refused(run("lab"), "no notebooks", "reelab check")
    assert not (student / "reelab-course").exists()


def test_port_is_in_use(run: Run, student: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        refused(run("lab", "--port", str(taken.getsockname()[1])), "in use")
    assert not list(student.iterdir())


@pytest.mark.parametrize(
    "arguments", [(), ("frob",), ("lab", "--port", "many"), ("lab", "--port", "70000"),
                  ("lab", "a", "b"), ("check", "it")],
)  # fmt: skip
def test_wrong_usage(run: Run, arguments: tuple[str, ...]) -> None:
    result = run(*arguments)
    assert result.returncode == 2
    assert result.stderr.startswith("usage: reelab")


def test_help_and_version(run: Run) -> None:
    assert run("--version").stdout == f"reelab {reelab.__version__}\n"
    assert "start here" in run("--help").stdout
    assert "never touched" in run("lab", "--help").stdout


def test_a_reader_that_stops_early_gets_no_traceback(course: Path, student: Path) -> None:
    command = [sys.executable, "-c", MAIN, "data", "changes", "2025", "2026"]
    process = subprocess.Popen(command, cwd=student, env=environment(course),
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE)  # fmt: skip
    assert process.stdout is not None
    process.stdout.close()
    assert process.wait(60) == 0
    assert process.stderr is not None
    assert process.stderr.read() == b""


# How JupyterLab is called


def test_display_decides_on_the_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in DISPLAYS:
        monkeypatch.delenv(name, raising=False)
    assert server.has_display() == (not sys.platform.startswith("linux"))
    monkeypatch.setenv("DISPLAY", ":0")
    assert server.has_display()


def test_options(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000, raising=False)
    quiet = server.arguments(tmp_path, START, browser=False, port=None)
    assert "--no-browser" in quiet
    assert "--allow-root" not in quiet
    assert not any("port" in option for option in quiet)
    monkeypatch.setattr(os, "geteuid", lambda: 0, raising=False)
    opened = server.arguments(tmp_path, START, browser=True, port=9000)
    assert "--no-browser" not in opened
    assert "--allow-root" in opened
    assert "--ServerApp.port=9000" in opened


SPY = """
import os, socket
def spied(real):
    def call(*arguments, **more):
        if not any(word in str(arguments) for word in ("127.0.0.1", "::1", "localhost")):
            open(os.environ["ASKED"], "a").write(f"{arguments}\\n")
        return real(*arguments, **more)
    return call
socket.socket.connect = spied(socket.socket.connect)
"""


def test_lab_answers_and_asks_nobody(tmp_path: Path) -> None:
    """The real JupyterLab, without a display, though the user's own settings ask for news."""
    asked, log, port = tmp_path / "asked", tmp_path / "log", free_port()
    (tmp_path / "sitecustomize.py").write_text(SPY)
    settings = tmp_path / "settings" / "@jupyterlab" / "apputils-extension"
    settings.mkdir(parents=True)
    (settings / "notification.jupyterlab-settings").write_text(
        '{"checkForUpdates": true, "fetchNews": "true"}'
    )
    with log.open("w") as out:
        process = subprocess.Popen(
            [sys.executable, "-c", MAIN, "lab", "course", "--port", str(port)],
            cwd=tmp_path, stdout=out, stderr=out,
            env=environment(tmp_path, ASKED=str(asked), JUPYTER_CONFIG_DIR=str(tmp_path / "config"),
                            JUPYTERLAB_SETTINGS_DIR=str(tmp_path / "settings")),
        )  # fmt: skip
        try:
            found = None
            for _ in range(600):
                found = re.search(r"http://127\S+/lab/tree/\S+\?(token=\w+)", log.read_text())
                if found or process.poll() is not None:
                    break
                time.sleep(0.1)
            assert found, log.read_text()
            token = found[1]
            for page in ("api", f"lab/tree/{START}", "lab/api/news", "lab/api/update"):
                address = f"http://127.0.0.1:{port}/{page}?{token}"
                assert urllib.request.urlopen(address, timeout=30).status == 200
        finally:
            process.terminate()
            assert process.wait(30) == 0
    assert not asked.exists(), asked.read_text()
    assert (tmp_path / "course" / START).is_file()


# Is the installation sound?


def test_check_passes_here() -> None:
    findings = check()
    assert findings["ok"].all(), findings.to_string()
    assert list(findings) == ["what", "ok", "detail"]
    assert {"Python", "pandas", "Data", "Chart engine", "Notebooks"} <= set(findings["what"])
    assert "kept in the cache" in findings.set_index("what").loc["Chart engine", "detail"]
    assert "..." not in findings._repr_html_()


def test_check_command(run: Run) -> None:
    result = run("check")
    assert result.returncode == 0, result.stdout
    lines = result.stdout.splitlines()
    assert all(line.startswith("ok ") for line in lines)
    assert len(lines) == len(check())


@pytest.mark.parametrize("damage", ["changed", "deleted"])
def test_check_finds_a_damaged_table(run: Run, course: Path, damage: str) -> None:
    table = course / "data" / "reserves.csv"
    if damage == "changed":
        table.write_bytes(table.read_bytes().replace(b"44000000", b"44000001", 1))
    else:
        table.unlink()
    result = run("check")
    assert result.returncode == 1
    wrong = [line for line in result.stdout.splitlines() if line.startswith("not ok")]
    assert len(wrong) == 1
    assert "reserves.csv" in wrong[0]
    assert "install the course again" in wrong[0]


@pytest.mark.parametrize("content", [None, "no json", "[]"])
def test_check_finds_a_damaged_notebook(run: Run, course: Path, content: str | None) -> None:
    if content is None:
        (course / "notebooks" / START).unlink()
    else:
        (course / "notebooks" / START).write_text(content)
    result = run("check")
    assert result.returncode == 1
    assert f"not ok  Notebooks: {START} is" in result.stdout


def test_check_finds_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    from importlib import metadata

    from reelab.course import installation

    real = metadata.version

    def version(name: str) -> str:
        if name == "anywidget":
            raise metadata.PackageNotFoundError(name)
        return "1.0" if name == "altair" else real(name)

    monkeypatch.setattr(metadata, "version", version)
    monkeypatch.setattr("jupyter_core.paths.jupyter_path", lambda *parts: ["/nowhere"])
    monkeypatch.setattr(installation, "_notebooks", lambda: 1 / 0)
    wrong = check().query("not ok").set_index("what")["detail"]
    assert sorted(wrong.index) == ["Notebooks", "Widgets in JupyterLab", "altair", "anywidget"]
    assert wrong["anywidget"].startswith("missing: python -m pip install")
    assert wrong["altair"].startswith("1.0 does not fit: python -m pip install")
    assert wrong["Notebooks"].startswith("ZeroDivisionError")


def test_check_without_a_place_for_the_engine(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    engine = check().set_index("what").loc["Chart engine"]
    assert engine["ok"]
    assert "made anew in each session" in engine["detail"]
