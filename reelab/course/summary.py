"""A class's work files as tables: a row for each student, a row for each answer, none lost.

A file is only read, by `workfile.read`; nothing in it is executed, and a text in it that a
spreadsheet would take for a formula is marked as text.
"""

from __future__ import annotations

import io
import os
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from reelab.course import questions, transfer, workfile
from reelab.course.grading import mark, points
from reelab.course.question import Question
from reelab.course.workspace import EDITION
from reelab.errors import CourseError

OUTPUTS = ("students.csv", "answers.csv", "class.html", "not-read.csv")
"""What `reelab class summary` writes; in a folder that it wrote they are no work of a student."""

# Marks of a copy; a number of three digits or more is a student's.
_COPY = r"[-_. ]*(?:\(\d+\)|\d{1,2}|copy|damaged\d+)(?![A-Za-z0-9])"
_OUR_NAME = re.compile(rf"[-_ ]*my-work(?:{_COPY})*", re.IGNORECASE)
_FORMULA = re.compile(r"[=+\-@\t\r]")
_ANSWERS = ["student", "file", "notebook", "question", "kind", "given", "found", "right",
            "points", "of", "tries", "at"]  # fmt: skip


@dataclass
class Class:
    """The work of a class.

    `works` holds what was read by file name, `students` a row for each of them, `answers` a row
    for each question and entry of each of them, and `unread` the other files, each with a reason.
    """

    works: dict[str, workfile.Content]
    students: pd.DataFrame
    answers: pd.DataFrame
    unread: pd.DataFrame
    names: dict[str, str] = field(default_factory=dict)


def gather(folder: Path) -> Class:
    """Read all files in a folder and the folders in it.

    Parameters
    ----------
    folder : Path
        Where the work files are, under any names: JSON as downloaded, or a text that holds a work
        code. What a former summary wrote there is left out.

    Returns
    -------
    Class
        What they hold.

    Raises
    ------
    CourseError
        If there is no such folder, or not one work file in it.
    """
    if not folder.is_dir():
        raise CourseError(f"There is no folder '{folder}'. Check the spelling and where you are.")
    works, unread = {}, []
    for name, trouble in _files(folder):
        try:
            if trouble:
                raise CourseError(trouble)
            works[name] = _read(folder / name)
        except CourseError as error:
            unread.append((name, str(error)))
    missed = pd.DataFrame(unread, columns=["file", "reason"])
    if not works:
        first = f" {unread[0][0]}: {unread[0][1]}" if unread else ""
        among = f"among the {len(unread)} files in" if len(unread) > 1 else "in"
        raise CourseError(f"There is no work file {among} '{folder}'.{first}")
    names = _names(list(works))
    answers = pd.DataFrame(
        [row for file, work in works.items() for row in _answers(names[file], file, work)],
        columns=_ANSWERS,
    )
    rows = [_student(names[file], file, works, answers) for file in works]
    return Class(works, pd.DataFrame(rows), answers, missed, names)


def _files(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield each file's name in the folder, with the reason where its folder cannot be read."""
    closed: list[OSError] = []
    for place, inside, files in os.walk(folder, onerror=closed.append):
        inside.sort()
        ours = {*OUTPUTS, EDITION} if EDITION in files else set()
        for file in sorted(set(files) - ours):
            yield Path(place, file).relative_to(folder).as_posix(), ""
    for error in closed:
        name = os.path.relpath(error.filename, folder)
        yield Path(name).as_posix(), f"This folder cannot be read ({error.strerror})."


def _read(path: Path) -> workfile.Content:
    try:
        if not path.is_file():
            raise CourseError("This is no ordinary file, or points to one that is gone.")
        if path.stat().st_size > workfile.LARGEST:
            raise CourseError("This file is far too large to be work of this course.")
        raw = path.read_bytes()
    except OSError as error:
        raise CourseError(f"This file cannot be read ({error.strerror or error}).") from None
    return transfer.opened(raw)


def _names(files: list[str]) -> dict[str, str]:
    """Name each student by their file, without our own name for it, or else by its folder."""
    found = {}
    for file in files:
        path = Path(file)
        own = _OUR_NAME.sub("", path.stem).strip("-_. ")
        found[file] = own or path.parent.name or path.stem
    often = Counter(found.values())
    return {
        file: name if often[name] == 1 else Path(file).as_posix() for file, name in found.items()
    }


def twins(works: dict[str, workfile.Content]) -> list[list[str]]:
    """Return the files that were begun as one work, in groups of two or more.

    Parameters
    ----------
    works : dict of str to Content
        What was read, by file.

    Returns
    -------
    list of list of str
        Names of files with the same seed and beginning.
    """
    groups: dict[tuple[int, float], list[str]] = {}
    for file, work in works.items():
        groups.setdefault((work.seed, work.created), []).append(file)
    return [group for group in groups.values() if len(group) > 1]


# The tables


def _moment(at: float) -> str:
    try:
        return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M}"
    except (OverflowError, ValueError, OSError):
        return ""


def _answers(student: str, file: str, work: workfile.Content) -> Iterator[tuple[Any, ...]]:
    known = set()
    for notebook in questions.notebooks():
        for question in questions.of(notebook).values():
            key = _key(question)
            known.add(key)
            found, whole = mark(question, work), points(question)
            at = _moment(work.entries[key]["at"]) if key in work.entries else ""
            yield (student, file, notebook, question.id, question.grade or "prediction",
                   found.given, found.found, found.right, whole * found.counts, whole,
                   found.tries, at)  # fmt: skip
    for key, entry in work.entries.items():
        if key not in known:
            kind, _, name = key.partition(" ")
            kind = kind if kind in ("note", "pin") else "unknown question"
            value = name if kind == "pin" else entry["value"]
            notebook = name.partition(".")[0] if kind != "pin" else ""
            yield (student, file, notebook, "" if kind == "pin" else name, kind, str(value), "",
                   None, 0, 0, 0, _moment(entry["at"]))  # fmt: skip


def _key(question: Question) -> str:
    return f"{'answer' if question.grade else 'prediction'} {question.id}"


def _student(
    name: str, file: str, works: dict[str, workfile.Content], answers: pd.DataFrame
) -> dict[str, Any]:
    work = works[file]
    mine = answers[answers["file"] == file]
    row: dict[str, Any] = {
        "student": name,
        "file": file,
        "points": int(mine["points"].sum()),
        "of": int(mine["of"].sum()),
    }
    for notebook in questions.notebooks():
        row[f"points_{notebook}"] = int(mine.loc[mine["notebook"] == notebook, "points"].sum())
    asked = mine[mine["of"] > 0]
    guesses = asked["kind"] == "prediction"
    same = next((group for group in twins(works) if file in group), [])
    return {
        **row,
        "predictions": int((asked["points"] > 0)[guesses].sum()),
        "near": int((asked["right"] == True)[guesses].sum()),  # noqa: E712
        "exercises_right": int((asked["points"] > 0)[~guesses].sum()),
        "tries": int(mine["tries"].sum()),
        "notes": int(((mine["kind"] == "note") & (mine["given"].str.strip() != "")).sum()),
        "begun": _moment(work.created),
        "last_change": _moment(max((e["at"] for e in work.entries.values()), default=0.0)),
        "seed": work.seed,
        "same_beginning_as": "; ".join(other for other in same if other != file),
        "damaged": "; ".join(work.damaged),
    }


def to_csv(table: pd.DataFrame) -> bytes:
    """Return a table as CSV that spreadsheets open as it is meant.

    Parameters
    ----------
    table : DataFrame
        Any table; a text that begins like a formula gets an apostrophe before it.

    Returns
    -------
    bytes
        UTF-8 with a byte order mark, by which spreadsheets tell it.
    """
    safe = table.map(_safe)
    text = io.StringIO()
    safe.to_csv(text, index=False, lineterminator="\r\n")
    return text.getvalue().encode("utf-8-sig", "replace")


def _safe(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and _FORMULA.match(value) else value
