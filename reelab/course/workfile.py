"""The file of a student's work: what it holds, how it is written, and read even if damaged.

The file holds what the student committed to (predictions), answered, pinned and noted, and the
seed from which their own numbers in the exercises are drawn. It is JSON with one entry a line;
it is read, checked and merged, and nothing in it is ever executed.
"""

from __future__ import annotations

import contextlib
import json
import math
import re
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from reelab.errors import CourseError

FORMAT, VERSION = "reelab work", 1
LARGEST = 2_000_000  # bytes; a diligent student's file has 20,000
KINDS = ("prediction", "answer", "pin", "note")
UPGRADES: dict[int, Callable[[dict[str, Any]], dict[str, Any]]] = {}
"""For each old version of the format: what turns its content into that of the next one."""

_KEY = re.compile(rf"({'|'.join(KINDS)}) ([A-Za-z0-9][A-Za-z0-9._:=,+-]{{0,900}})")
_LINE = re.compile(r'\s*("(?:[^"\\]|\\.)*"):\s*(\{.*\}),?\s*')
_HEAD = re.compile(r'\s*"(format|version|seed|created)":\s*("[^"\\]*"|[\d.]+),?\s*')
_SAYS = re.compile(rf'"format"\s*:\s*"{FORMAT}"')
_TEXT = 20_000  # letters in a note

Entry = dict[str, Any]


@dataclass
class Content:
    """What a file or a work code says: the seed, when the work began, and the entries.

    An entry is `{"at": seconds since 1970, "value": ...}` under a key such as
    `"prediction 01.arctic"`. `damaged` says in words what could not be read.
    """

    seed: int
    created: float
    entries: dict[str, Entry] = field(default_factory=dict)
    damaged: list[str] = field(default_factory=list)

    def merge(self, other: Content) -> None:
        """Take over what another copy of the work has: its newer entries, its older beginning.

        A prediction is what was said first; every other entry is what was said last.
        """
        if other.created < self.created:
            self.created, self.seed = other.created, other.seed
        for key, theirs in other.entries.items():
            ours = self.entries.get(key)
            first = key.startswith("prediction ")
            if ours is None or (theirs["at"] < ours["at"] if first else theirs["at"] > ours["at"]):
                self.entries[key] = theirs


def begin() -> Content:
    """Return work that has just begun, with a seed of its own."""
    return Content(seed=secrets.randbelow(1_000_000), created=time.time())


def write(content: Content) -> str:
    """Return the text of a work file: JSON with one entry a line.

    Parameters
    ----------
    content : Content
        What to write.

    Returns
    -------
    str
        The text, in plain letters.
    """
    head = {"format": FORMAT, "version": VERSION, "seed": content.seed, "created": content.created}
    lines = [f"{json.dumps(name)}: {json.dumps(value)}" for name, value in head.items()]
    rows = [f"{json.dumps(key)}: {json.dumps(entry)}" for key, entry in content.entries.items()]
    inside = "{\n" + ",\n".join(rows) + "\n}" if rows else "{}"
    return "{\n" + ",\n".join([*lines, f'"entries": {inside}']) + "\n}\n"


def read(text: str) -> Content:
    """Read the text of a work file, or what is left of it.

    Parameters
    ----------
    text : str
        The text, perhaps damaged.

    Returns
    -------
    Content
        What could be read; `damaged` says what could not.

    Raises
    ------
    CourseError
        If it is something else, too large, from a newer version, or nothing in it can be read.
    """
    if len(text) > LARGEST:
        raise CourseError("This file is far too large to be work of this course.")
    try:
        found = json.loads(text, parse_constant=_refuse)
        whole = isinstance(found, dict)
    except (ValueError, RecursionError):
        whole = False
    if not whole:
        found = _salvage(text)
        if _SAYS.search(text) and not {"format", "version"} <= found.keys():
            raise CourseError(
                "This work file was cut off or changed by hand (it is no longer JSON), and nothing "
                "in it can be read."
            )
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise CourseError(f'This is not a work file: it should say "format": "{FORMAT}".')
    content = _checked(_upgraded(found))
    if not whole:
        content.damaged.insert(0, "what was cut off or changed by hand")
    if not content.entries and content.damaged:
        raise CourseError(f"Nothing in this file can be read: {content.damaged[0]}.")
    return content


def _refuse(word: str) -> None:
    raise ValueError(f"{word} is not a number")


def _salvage(text: str) -> dict[str, Any]:
    """Read line by line what can be read of a file that is no longer JSON."""
    found: dict[str, Any] = {"entries": {}}
    for line in text.splitlines():
        with contextlib.suppress(ValueError, RecursionError):
            if match := _HEAD.fullmatch(line):
                found[match[1]] = json.loads(match[2])
            elif match := _LINE.fullmatch(line):
                entry = json.loads(match[2], parse_constant=_refuse)
                found["entries"][json.loads(match[1])] = entry
    return found


def _upgraded(found: dict[str, Any]) -> dict[str, Any]:
    version = found.get("version")
    if isinstance(version, bool) or not isinstance(version, int) or version < 1:
        raise CourseError('This work file does not say its "version"; it cannot be read.')
    if version > VERSION:
        raise CourseError(
            "This work file comes from a newer version of the course; update the course first."
        )
    for step in range(version, VERSION):
        found = UPGRADES[step](found)
    return found


def _checked(found: dict[str, Any]) -> Content:
    content, problems = begin(), []
    seed, created = found.get("seed"), found.get("created")
    if isinstance(seed, int) and not isinstance(seed, bool) and 0 <= seed < 2**32:
        content.seed = seed
    else:
        problems.append("its seed, so your numbers in the exercises may be new")
    if created is not None and _moment(created):
        content.created = float(created)
    else:
        problems.append("the day it was begun")
    entries = found.get("entries")
    if not isinstance(entries, dict):
        entries = {}
        problems.append("its entries")
    for key, entry in entries.items():
        if reason := wrong(key, entry):
            problems.append(f"{str(key)[:40]} ({reason})")
        else:
            content.entries[key] = {"at": float(entry["at"]), "value": entry["value"]}
    content.damaged = problems
    return content


def _moment(value: Any) -> bool:
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return number and 0 < value < 1e11  # the year 5138


def wrong(key: str, entry: Any) -> str:
    """Return why an entry cannot be used, or nothing."""
    match = _KEY.fullmatch(key)
    if not match:
        return "unknown kind of entry"
    if not isinstance(entry, dict) or not _moment(entry.get("at")):
        return "no time"
    if "value" not in entry:
        return "no value"
    return _unfit(match[1], entry.get("value"))


def _unfit(kind: str, value: Any) -> str:
    if kind == "note":
        return "" if isinstance(value, str) and len(value) <= _TEXT else "not a short text"
    if kind == "pin":
        named = isinstance(value, str) and 0 < len(value) <= 80
        return "" if named or isinstance(value, bool) else "neither pinned nor unpinned"
    if kind == "prediction":
        return "" if _plain(value) else "not a guess"
    fits = (
        isinstance(value, dict)
        and isinstance(value.get("given"), str)
        and len(value["given"]) <= _TEXT
        and isinstance(value.get("right"), bool)
        and isinstance(value.get("tries"), int)
        and 0 <= value["tries"] < 1e6
    )
    return "" if fits else "not an answer"


def _plain(value: Any) -> bool:
    """Whether a value is what a guess can be: nothing, a number, a text or a list of texts."""
    if isinstance(value, list):
        return len(value) <= 50 and all(isinstance(v, str) and len(v) <= 200 for v in value)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return abs(value) < 1e300 and math.isfinite(value)
    return value is None or (isinstance(value, str) and len(value) <= 200)
