"""The student's work: kept in memory and in one small file, so that nothing is lost."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from reelab.course.workfile import LARGEST, Content, begin, read, write, wrong
from reelab.errors import CourseError

NAME = "my-work.json"


class Work:
    """The work in a folder, kept in memory and in its file.

    Parameters
    ----------
    path : Path
        The file; it is made with the first entry.

    Attributes
    ----------
    content : Content
        What is known.
    trouble : str
        A sentence for the student while the file cannot be written, or after it was found
        damaged; else empty.
    """

    def __init__(self, path: Path) -> None:
        self.path, self.trouble = path, ""
        self.content = begin()
        self.listeners: list[Callable[[], None]] = []
        self._seen: tuple[int, int] | None = None
        for part in path.parent.glob(f".{path.name}.*.part"):  # of a kernel that was killed
            with contextlib.suppress(OSError):
                if time.time() - part.stat().st_mtime > 60:
                    part.unlink()
        self._fetch()

    def get(self, kind: str, key: str) -> Any:
        """Return the value of an entry, or None."""
        return self.content.entries.get(f"{kind} {key}", {}).get("value")

    def all(self, kind: str) -> dict[str, Any]:
        """Return the values of a kind by key, the oldest first."""
        found = [(name, e) for name, e in self.content.entries.items() if name.startswith(kind)]
        found.sort(key=lambda pair: pair[1]["at"])
        return {name.partition(" ")[2]: entry["value"] for name, entry in found}

    def put(self, kind: str, key: str, value: Any) -> None:
        """Keep an entry, in memory and in the file.

        Parameters
        ----------
        kind : str
            One of `KINDS`.
        key : str
            Which question, lab code or note.
        value : str, float, bool, list of str, dict or None
            What to keep.

        Raises
        ------
        CourseError
            If the value is not one that a file may hold.
        """
        name = f"{kind} {key}"
        ours = self.content.entries.get(name)
        entry = {"at": max(time.time(), ours["at"] + 1e-3 if ours else 0.0), "value": value}
        if reason := wrong(name, entry):
            raise CourseError(f"This cannot be kept as your {kind}: {reason}.")
        if ours and kind == "prediction":
            return
        self.content.entries[name] = entry
        self.save()

    def take(self, other: Content) -> None:
        """Take over another copy of the work, as `Content.merge` does, and keep it."""
        self.content.merge(other)
        self.save()

    def refresh(self) -> None:
        """Take over what another notebook wrote to the file."""
        if self._stamp() != self._seen:
            self._fetch()

    def save(self) -> None:
        """Write the file whole or not at all; first take over what another notebook wrote."""
        self.trouble = ""
        self.refresh()
        self._write()
        for listener in self.listeners:
            listener()

    def _write(self) -> None:
        part = self.path.with_name(f".{self.path.name}.{os.getpid()}.part")
        try:
            with part.open("w", encoding="utf-8") as file:
                file.write(write(self.content))
                file.flush()
                os.fsync(file.fileno())
            part.replace(self.path)
            self._seen = self._stamp()
        except OSError as error:
            self.trouble = (
                f"Your work could not be written to {self.path.name} ({error.strerror or error}). "
                "It is kept as long as this notebook runs: download it now."
            )
        finally:
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)

    def _stamp(self) -> tuple[int, int] | None:
        try:
            state = self.path.stat()
        except OSError:
            return None
        return state.st_mtime_ns, state.st_size

    def _fetch(self) -> None:
        """Merge what stands in the file; move a damaged one aside and write what was saved."""
        stamp = self._stamp()
        if stamp is None:
            return
        try:
            if stamp[1] > LARGEST:
                raise CourseError("It is far too large to be work of this course.")
            found = read(self.path.read_text(encoding="utf-8", errors="replace"))
        except CourseError as error:
            self._set_aside(f"cannot be used. {error}")
            return
        except OSError as error:
            self._set_aside(f"cannot be read ({error.strerror or error}).")
            return
        self.content.merge(found)
        self._seen = stamp
        if found.damaged:
            self._set_aside(f"was damaged. All was saved but {_listed(found.damaged)}.")
            self._write()  # at once: a kernel that stops now must find it

    def _set_aside(self, what: str) -> None:
        number = 1
        while (spare := self.path.with_suffix(f".damaged{number}.json")).exists():
            number += 1
        with contextlib.suppress(OSError):
            self.path.replace(spare)
        self.trouble = f"{self.path.name} {what} The old file is {spare.name}."


def _listed(words: list[str]) -> str:
    more = f" and {len(words) - 3} more" if len(words) > 3 else ""
    return "; ".join(words[:3]) + more
