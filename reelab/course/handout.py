"""The editions of the course for a class: for students, with solutions, and for nbgrader.

All are made from the same notebooks, which are left as they are; answers and points come from the
questions of the library.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import PurePosixPath
from typing import Any

from reelab.course import questions, work, workfile
from reelab.course.answers import Number
from reelab.course.grading import found, points
from reelab.course.question import Question
from reelab.course.workspace import lessons

Cell = dict[str, Any]
Files = dict[str, bytes]

_ASKED = re.compile(r"^\s*(?:predict|exercise)\(\s*[\"']([^\"']+)[\"']", re.MULTILINE)
_ANSWERED = re.compile(
    r"^@answer\(\s*[\"']([^\"']+)[\"']\s*\)\n(def \w+\(\):\n)((?:[ \t]+.*(?:\n|$)|\n)+)",
    re.MULTILINE,
)
_CODE = re.compile(r"`((?:[^`]+; )?return [^`]+)`")
POINTS_CELL = "points-"
"""Begins the name of each cell with points, and of no other."""
_MOMENT = 946684800.0  # the solutions are dated 2000-01-01, so that a second run makes the same

_IGNORED = """\
# A student's own work, so that an update of the lessons never meets it.
my-work*.json
report-*.html
.ipynb_checkpoints/
.*.part
"""
_CONFIG = """\
# Settings of nbgrader for this folder; run nbgrader in it.
from nbgrader import preprocessors

from reelab.course.regrade import restored

c = get_config()  # noqa: F821
c.CourseDirectory.course_id = "reelab"
# Before grading, the cells with points are put back as they were handed out.
c.Autograde.sanitize_preprocessors = [
    restored,
    preprocessors.ClearOutput,
    preprocessors.DeduplicateIds,
    preprocessors.OverwriteKernelspec,
    preprocessors.OverwriteCells,
    preprocessors.CheckCellMetadata,
]
# Labs need longer to open on a busy server than nbgrader would wait.
c.Execute.timeout = 120
"""


def student() -> Files:
    """Return the student edition: the lessons, clean, and what keeps work out of updates.

    Returns
    -------
    dict of str to bytes
        Files by name.
    """
    return {**_clean_lessons(), ".gitignore": _IGNORED.encode()}


def solution(seed: int) -> Files:
    """Return the solution edition: lessons with answers, and a work file that holds them.

    Parameters
    ----------
    seed : int
        Draws the numbers in the exercises.

    Returns
    -------
    dict of str to bytes
        Files by name.
    """
    files = {
        name: _rewritten(text, lambda cells: _solved(cells, seed)) if _asked(text) else text
        for name, text in _clean_lessons().items()
    }
    return {**files, work.NAME: workfile.write(solved_work(seed)).encode()}


def nbgrader() -> Files:
    """Return a folder for nbgrader: an assignment for each lesson that asks something.

    Returns
    -------
    dict of str to bytes
        Files by name.
    """
    files = {"nbgrader_config.py": _CONFIG.encode()}
    for name, content in _clean_lessons().items():
        if ids := _asked(content):
            path = PurePosixPath(name)
            files[f"source/{path.stem}/{path.name}"] = _rewritten(
                content,
                lambda cells, ids=ids: [*cells, *_graded(ids)],  # type: ignore[misc]
            )
    return files


def solved_work(seed: int) -> workfile.Content:
    """Return work in which every question is answered, and rightly.

    Parameters
    ----------
    seed : int
        Draws the numbers in the exercises.

    Returns
    -------
    Content
        The work.
    """
    content = workfile.Content(seed=seed, created=_MOMENT)
    for notebook in questions.notebooks():
        for question in questions.of(notebook).values():
            right = found(question, seed)
            if question.grade:
                key = f"answer {question.id}"
                value: Any = {"given": question.form.say(right), "right": True, "tries": 1}
            else:
                key, value = f"prediction {question.id}", question.form.read(right)
            content.entries[key] = {"at": _MOMENT, "value": value}
    return content


def _clean_lessons() -> Files:
    return {name: _clean(name, content) for name, content in lessons().items()}


def _clean(name: str, content: bytes) -> bytes:
    """Take saved outputs out of a notebook; one that has none stays as it is, to the letter."""
    if not name.endswith(".ipynb"):
        return content
    cells = [cell for cell in json.loads(content)["cells"] if cell["cell_type"] == "code"]
    if not any(cell.get("outputs") or cell.get("execution_count") for cell in cells):
        return content
    return _rewritten(content, lambda cells: [_emptied(cell) for cell in cells])


def _emptied(cell: Cell) -> Cell:
    return {**cell, "outputs": [], "execution_count": None} if "outputs" in cell else cell


def _rewritten(content: bytes, change: Callable[[list[Cell]], Iterable[Cell]]) -> bytes:
    notebook = json.loads(content)
    notebook["cells"] = list(change(notebook["cells"]))
    return (json.dumps(notebook, indent=1, ensure_ascii=False) + "\n").encode()


def _source(cell: Cell) -> str:
    return "".join(cell["source"]) if cell["cell_type"] == "code" else ""


def _asked(content: bytes) -> list[str]:
    """Return the ids of what a notebook asks, in its order; nothing for another file."""
    try:
        cells = json.loads(content)["cells"]
    except (ValueError, KeyError, TypeError):
        return []
    ids = [id for cell in cells for id in _ASKED.findall(_source(cell))]
    return list(dict.fromkeys(id for id in ids if id in questions.of(id.partition(".")[0])))


# Solutions


def _solved(cells: list[Cell], seed: int) -> Iterator[Cell]:
    head = (
        f"**Solution edition, seed {seed}.** Some exercises draw their numbers from a student's "
        "seed, which stands in `my-work.json` and at the end of each report. For another seed: "
        "`reelab class solution FOLDER --seed NUMBER`."
    )
    for place, cell in enumerate(cells):
        source = _source(cell)
        if filled := _filled(source, seed):
            yield {**cell, "source": filled.splitlines(keepends=True)}
        else:
            yield cell
        if place == 0:
            yield _text("solution-edition", head)
        for id in _ASKED.findall(source):
            question = questions.get(id)
            yield _text(f"solution-{_slug(id)}", _explained(question, seed))


def _filled(source: str, seed: int) -> str:
    """Put the code of the solution in the place of the student's; nothing if there is none."""
    match = _ANSWERED.search(source)
    code = match and solution_code(questions.get(match[1]), seed)
    if not match or not code:
        return ""
    lines = "".join(f"    {line}\n" for line in code.splitlines())
    return f"{source[: match.start(3)]}{lines}{source[match.end(3) :]}".rstrip("\n")


def solution_code(question: Question, seed: int) -> str:
    """Return the code in the solution of a question, or nothing.

    Parameters
    ----------
    question : Question
        One that is answered with code.
    seed : int
        The student's seed.

    Returns
    -------
    str
        What stands between backticks and holds a `return`; in the text, "; " ends a line.
    """
    match = _CODE.search(question.words(question.solution, seed))
    return match[1].replace("; ", "\n") if match else ""


def _explained(question: Question, seed: int) -> str:
    from reelab.course.forms import rich

    params, right = question.params(seed), found(question, seed)
    answer = f"<strong>Answer, seed {seed}:</strong> {rich(question.form.say(right))}."
    if isinstance(question.form, Number):
        answer += f" {_near(question.form, right)}"
    told = [f"<em>{rich(question.words(question.text, seed))}</em>", answer]
    if question.solution:
        told.append(rich(question.words(question.solution, seed)))
    slips = "".join(
        f"<li>{rich(question.form.say(wrong(params)))}: {rich(sentence.format(**params))}</li>"
        for wrong, sentence in question.mistakes
    )
    if slips:
        told.append("What is said to likely mistakes:")
    inside = "".join(f"<p>{text}</p>\n" for text in told) + (f"<ul>{slips}</ul>\n" if slips else "")
    return f'<div style="border-left: 6px solid #00694a; padding-left: 12px">\n{inside}</div>'


def _near(form: Number, right: float) -> str:
    room = max(form.within * abs(right), form.close)
    low, high = max(right - room, form.low), min(right + room, form.high)
    return f"From {low:,.4g} to {high:,.4g} counts as right."


def _text(id: str, source: str) -> Cell:
    lines = source.splitlines(keepends=True)
    return {"cell_type": "markdown", "id": id[:64], "metadata": {}, "source": lines}


def _slug(id: str) -> str:
    return re.sub(r"[^A-Za-z0-9_-]", "-", id)


# Points


def _graded(ids: list[str]) -> Iterator[Cell]:
    total = sum(points(questions.get(id)) for id in ids)
    yield _text("about-points", (
        f"## Points: {total}\n\nWhen the notebook is graded, each cell below looks into "
        "`my-work.json`, which lies beside it: **hand in both files**. Run the cells to see what "
        "counts so far; a red sentence says what is missing."
    ))  # fmt: skip
    for id in ids:
        source = f'from reelab.course import grade\n\ngrade("{id}")'
        yield points_cell(f"{POINTS_CELL}{_slug(id)}", points(questions.get(id)), source)


def points_cell(name: str, worth: float, source: str) -> Cell:
    """Return a cell that nbgrader gives points for.

    Parameters
    ----------
    name : str
        Its name in the gradebook.
    worth : float
        Its points.
    source : str
        Its code.

    Returns
    -------
    dict
        The cell, as a notebook holds it.
    """
    about = {
        "grade": True, "grade_id": name, "locked": True, "points": worth,
        "schema_version": 3, "solution": False, "task": False, "cell_type": "code",
    }  # fmt: skip
    return {
        "cell_type": "code", "id": name[:64], "outputs": [], "execution_count": None,
        # Run All goes on after a cell with this tag, whatever is still missing.
        "metadata": {"nbgrader": about, "tags": ["raises-exception"]},
        "source": source,
    }  # fmt: skip
