"""A student's hour in notebook 01: guesses, exercises, notes, a killed kernel, a new session."""

from __future__ import annotations

import json
import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from conftest import ROOT, SIZE, Lab, Visitor
from playwright.sync_api import Browser, Page

from reelab.course import questions, workfile

pytestmark = pytest.mark.browser


OPENING = "opening.ipynb"
"""Notebook 01 to its first guess, and its note: what a new session needs to show."""


def write_opening(folder: Path) -> None:
    lesson = nbformat.read(ROOT / "notebooks" / "01_reserves.ipynb", 4)
    (note,) = [cell for cell in lesson.cells if cell.source.startswith("note(")]
    lesson.cells = [*lesson.cells[:8], note]
    nbformat.write(lesson, folder / OPENING)


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    folder = tmp_path_factory.mktemp("school")
    shutil.copy(ROOT / "notebooks" / "01_reserves.ipynb", folder)
    write_opening(folder)
    server = Lab(folder)
    yield server
    server.close()


@pytest.fixture(scope="module")
def window(browser: Browser, school: Lab) -> Iterator[Visitor]:
    context = browser.new_context(viewport=SIZE)
    yield Visitor(context, school)
    context.close()


@pytest.fixture
def student(window: Visitor, school: Lab) -> Iterator[Visitor]:
    yield window
    window.close_all()
    school.rest()


def kept(lab: Lab, name: str = "my-work.json") -> dict[str, object]:
    content = workfile.read((lab.folder / name).read_text(encoding="utf-8"))
    assert not content.damaged
    return {key: entry["value"] for key, entry in content.entries.items()}


def form(page: Page, text: str) -> object:
    return page.locator(".jp-OutputArea-output").filter(has_text=text[:60]).first


def test_a_student_predicts_answers_and_notes(student: Visitor, school: Lab) -> None:
    student.open("01_reserves.ipynb")
    student.run_all()
    page = student.page
    assert page.locator(".reelab-chart").count() == 1, "only the mine lab asks for no guess"
    asked = questions.of("01")

    guess = form(page, asked["01.russia-ratio"].text)
    guess.get_by_role("button", name="Commit").click()
    guess.get_by_text("Nothing is there; write a number (times)").wait_for()
    guess.get_by_role("textbox").fill("two")
    guess.get_by_role("button", name="Commit").click()
    guess.get_by_text("'two' is not a number").wait_for()
    guess.get_by_role("textbox").fill("2")
    guess.get_by_role("button", name="Commit").click()
    guess.get_by_text("You said: 2 times.").wait_for()
    guess.locator(".reelab-chart svg.marks").wait_for()
    assert guess.get_by_role("button", name="Commit").count() == 0

    choice = form(page, asked["01.longest-life"].text)
    choice.get_by_label("Brazil").check()
    choice.get_by_role("button", name="Commit").click()
    choice.locator("svg.marks").wait_for()

    skipped = form(page, asked["01.arctic"].text)
    skipped.get_by_role("button", name="Go on without a guess").click()
    skipped.locator(".reelab-chart svg.marks").wait_for()

    task = form(page, asked["01.arctic-known"].text)
    task.get_by_role("textbox").fill("2.28")
    task.get_by_role("button", name="Check").click()
    task.get_by_text("You took the USGS reserve as the whole").wait_for()
    task.get_by_role("textbox").fill("17,1 Mt")
    task.get_by_role("button", name="Check").click()
    task.get_by_text("Right: 17.1 million t.").wait_for()
    task.get_by_text("Hint").click()
    assert task.get_by_text("Move the share to 60").is_visible()

    note = form(page, "Which guess was furthest off")
    note.get_by_role("textbox").press_sequentially("The first one", delay=20)
    page.wait_for_timeout(1000)
    found = kept(school)
    assert found["prediction 01.russia-ratio"] == 2
    assert found["prediction 01.longest-life"] == "Brazil"
    assert found["prediction 01.arctic"] is None
    assert found["answer 01.arctic-known"] == {
        "given": "17.1 million t", "right": True, "tries": 2,
    }  # fmt: skip
    assert found["note 01.guesses"] == "The first one"
    assert student.refused == []
    assert student.errors == []


def test_a_killed_kernel_loses_nothing(student: Visitor, school: Lab) -> None:
    """Goes on from the test before: kill the kernel, restart it, run all again."""
    before = kept(school)
    student.open(OPENING)
    student.run_all()
    page = student.page
    pids = [
        int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()
        and b"ipykernel_launcher" in _command(entry)
        and str(school.folder).encode() == os.fsencode(os.readlink(entry / "cwd"))
    ]  # fmt: skip
    assert pids
    note = form(page, "Which guess was furthest off").get_by_role("textbox")
    note.fill("The first one, by far")
    page.wait_for_timeout(1000)
    for pid in pids:
        os.kill(pid, signal.SIGKILL)
    # Until the server notices (it looks every three seconds) the page takes the kernel for idle.
    page.locator(".jp-Dialog").get_by_role("button", name="Ok").click(timeout=60_000)
    for widget in (note, page.locator(".reelab-panel").first):
        said = widget.evaluate(
            """one => getComputedStyle(
                one.closest(".jp-OutputArea-output > *"), "::before").content"""
        )
        assert "Run the first code cell of the notebook again, then this one." in said
    assert note.evaluate("one => getComputedStyle(one).pointerEvents") == "none"
    student.run_all()
    page.get_by_text("You said: 2 times.").first.wait_for()
    after = kept(school)
    assert after == {**before, "note 01.guesses": "The first one, by far"}
    again = form(page, "Which guess was furthest off").get_by_role("textbox")
    assert again.input_value() == "The first one, by far"


def _command(process: Path) -> bytes:
    try:
        return (process / "cmdline").read_bytes()
    except OSError:
        return b""


def test_work_travels_to_a_new_session(
    student: Visitor, school: Lab, browser: Browser, tmp_path: Path
) -> None:
    """Download the file here; restore it on another server; and once more by its code."""
    student.open(OPENING)
    student.run_all()
    with student.page.expect_download() as download:
        student.page.get_by_role("link", name="Download my work").first.click()
    file = tmp_path / "mine.json"
    download.value.save_as(file)
    wanted = kept(school)
    assert wanted
    assert json.loads(file.read_text())["format"] == "reelab work"
    packed = student.page.get_by_label("Work code").first.input_value()
    for way in ("file", "code"):
        (tmp_path / way).mkdir()
        write_opening(tmp_path / way)
    lab = Lab(tmp_path)
    context = browser.new_context(viewport=SIZE)
    try:
        visitor = Visitor(context, lab)
        for way in ("file", "code"):
            visitor.open(f"{way}/{OPENING}")
            visitor.run_all()
            page = visitor.page
            if way == "file":
                with page.expect_file_chooser() as chooser:
                    page.get_by_role("button", name="Restore a file").first.click()
                chooser.value.set_files(file)
            else:
                page.get_by_label("Work code").first.fill("reelab-work1:oops")
                page.get_by_role("button", name="Restore this code").first.click()
                page.get_by_text("This is not a whole work code").wait_for()
                page.get_by_label("Work code").first.fill(packed)
                page.get_by_role("button", name="Restore this code").first.click()
            page.get_by_text(f"{len(wanted)} entries restored.").wait_for()
            assert kept(lab, f"{way}/my-work.json") == wanted
            visitor.run_all()
            page.get_by_text("You said: 2 times.").first.wait_for()
        assert visitor.refused == []
    finally:
        context.close()
        lab.close()
