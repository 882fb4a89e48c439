"""An assignment that the real nbgrader generates, grades and reports on, in a clean folder."""

from __future__ import annotations

import copy
import csv
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from reelab.course import handout, questions, workfile, workspace
from reelab.course.grading import POINTS
from reelab.course.work import NAME

NUMBER, LESSON, SEED = "03", "03_consolidation", 77
ASKED = questions.of(NUMBER)
FULL = sum(POINTS[question.grade] for question in ASKED.values())
PREDICTIONS = [id for id, question in ASKED.items() if not question.grade]
TASKS = [id for id, question in ASKED.items() if question.grade in ("read", "vary")]
BUILD = [id for id, question in ASKED.items() if question.grade == "build"]
Notebook = dict[str, Any]


def nbgrader(course: Path, *arguments: str) -> str:
    """Run nbgrader as a teacher does, with nothing of this machine's settings and no network."""
    away = {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(course.parent), "JUPYTER_CONFIG_DIR": str(course.parent / "none"),
        "IPYTHONDIR": str(course.parent / "ipython"),
        "https_proxy": "http://127.0.0.1:9", "http_proxy": "http://127.0.0.1:9", "no_proxy": "",
    }  # fmt: skip
    seen = {name: text for name, text in os.environ.items() if name != "JPY_SESSION_NAME"}
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", *arguments], cwd=course, env={**seen, **away},
        capture_output=True, text=True, timeout=400,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stderr


def work(**changed: Any) -> str:
    """A work file with everything right but for some values; of those that are ... none."""
    content = handout.solved_work(SEED)
    for key in list(content.entries):
        if (id := key.partition(" ")[2]) in changed:
            value = changed[id]
            content.entries[key]["value"] = value
            if value is ...:
                del content.entries[key]
    return workfile.write(content)


def hand_in(course: Path, student: str, notebook: Notebook, kept: str) -> None:
    folder = course / "submitted" / student / LESSON
    folder.mkdir(parents=True)
    (folder / f"{LESSON}.ipynb").write_text(json.dumps(notebook))
    (folder / NAME).write_text(kept)


def cell_of(notebook: Notebook, text: str) -> dict[str, Any]:
    return next(cell for cell in notebook["cells"] if text in "".join(cell["source"]))


def partly(notebook: Notebook) -> tuple[Notebook, str, float]:
    """Half-done work, one answer of which only the code in the notebook can show; no labs left."""
    mine = copy.deepcopy(notebook)
    cell = cell_of(mine, f'@answer("{BUILD[0]}")')
    source = "".join(cell["source"])
    cell["source"] = handout._filled(source, SEED)
    assert cell["source"] != source
    mine["cells"] = [cell for cell in mine["cells"] if "predict(" not in "".join(cell["source"])]
    forged = {"given": "3", "right": True, "tries": 1}
    wrong = {"given": "3", "right": False, "tries": 4}
    kept = work(**{PREDICTIONS[0]: None, PREDICTIONS[1]: ..., BUILD[0]: ..., BUILD[1]: ...,
                   TASKS[0]: wrong, TASKS[1]: forged})  # fmt: skip
    lost = [PREDICTIONS[0], PREDICTIONS[1], BUILD[1], TASKS[0], TASKS[1]]
    return mine, kept, FULL - sum(POINTS[ASKED[id].grade] for id in lost)


def broken(notebook: Notebook) -> tuple[Notebook, str, float]:
    """Code that does not run, cells deleted, copied and rewritten; a work file that is cut off."""
    mine = copy.deepcopy(notebook)
    cell_of(mine, "my_work()")["source"] = "from reelab import (labs\nnonsense !"
    cell_of(mine, "predict(")["source"] = "1/0"
    graded = [cell for cell in mine["cells"] if "nbgrader" in cell["metadata"]]
    for cell in graded[2:]:
        mine["cells"].remove(cell)
    graded[0]["source"] = "pass"
    graded[0]["metadata"]["nbgrader"]["points"] = 1000
    mine["cells"].insert(3, copy.deepcopy(graded[1]))  # copied: one name, two cells
    mine["cells"][4]["metadata"]["nbgrader"] = {}
    text = work(**{BUILD[0]: {"given": "\x00 ???", "right": True, "tries": 1}})
    cut = text[: text.index(f'"answer {TASKS[-1]}"') + 60]
    left = workfile.read(cut)
    assert left.damaged
    there = [id for id in ASKED if f"answer {id}" in left.entries and id != BUILD[0]]
    there += [id for id in ASKED if f"prediction {id}" in left.entries]
    return mine, cut, sum(POINTS[ASKED[id].grade] for id in there)


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, float]]:
    """Three submissions, graded."""
    course = tmp_path_factory.mktemp("class") / "course"
    workspace.put(course, handout.nbgrader(), workspace.EDITION)
    nbgrader(course, "generate_assignment", LESSON)
    released = json.loads((course / "release" / LESSON / f"{LESSON}.ipynb").read_text())
    expected = {"perfect": float(FULL)}
    hand_in(course, "perfect", released, work())
    for student, make in (("partial", partly), ("broken", broken)):
        notebook, kept, points = make(released)
        hand_in(course, student, notebook, kept)
        expected[student] = points
    nbgrader(course, "autograde", LESSON)
    nbgrader(course, "generate_feedback", LESSON, "--student", "partial")
    nbgrader(course, "export")
    return course, expected


def test_what_students_get_is_the_lesson_and_its_points(
    graded: tuple[Path, dict[str, float]],
) -> None:
    course, _ = graded
    released = json.loads((course / "release" / LESSON / f"{LESSON}.ipynb").read_text())
    lesson = json.loads((workspace.NOTEBOOKS / f"{LESSON}.ipynb").read_text())
    sources = ["".join(cell["source"]) for cell in released["cells"]]
    assert sources[: len(lesson["cells"])] == ["".join(c["source"]) for c in lesson["cells"]]
    assert sources[len(lesson["cells"])].startswith(f"## Points: {FULL}")
    assert len(sources) == len(lesson["cells"]) + 1 + len(ASKED)


@pytest.mark.parametrize("student", ["perfect", "partial", "broken"])
def test_points(graded: tuple[Path, dict[str, float]], student: str) -> None:
    course, expected = graded
    with (course / "grades.csv").open(newline="") as file:
        rows = {row["student_id"]: row for row in csv.DictReader(file)
                if row["assignment"] == LESSON}  # fmt: skip
    assert float(rows[student]["max_score"]) == FULL
    assert float(rows[student]["score"]) == expected[student]
    assert student == "perfect" or 0 < expected[student] < FULL


def test_feedback_says_why(graded: tuple[Path, dict[str, float]]) -> None:
    course, _ = graded
    page = (course / "feedback" / "partial" / LESSON / f"{LESSON}.html").read_text()
    assert "You went on without a guess." in page
    assert "No guess was made." in page
    assert "Not right: 3." in page
    assert "The file calls 3 right, but it is not" in page
    assert "No answer is in my-work.json" in page
    assert "Traceback (most recent" not in page
