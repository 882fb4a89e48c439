"""The student's folder: the notebooks of the course, copied there and never over their work."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from reelab.data import COURSE
from reelab.errors import CourseError

NOTEBOOKS = COURSE / "notebooks"
START = "00_start.ipynb"
MANIFEST = ".reelab.json"
"""Name of the file, in the student's folder, that says what we last wrote: file -> sha256."""
EDITION = ".reelab-class.json"
"""The same in a folder that `reelab class` wrote; what is in it, `reelab lab` leaves as it is."""


@dataclass
class Copied:
    """What happened to the files of the course in a folder, by name.

    `kept` were changed by the student and left alone; of these, `newer` differ from what the
    course has today because the course has changed as well.
    """

    written: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    newer: list[str] = field(default_factory=list)


def locate(name: str | None) -> Path:
    """Return the folder to open.

    Parameters
    ----------
    name : str or None
        What the user named; without a name it is the current folder, if that holds the
        student's notebooks already, and else `reelab-course` in it. In a checkout of the course
        `reelab-course` lies at its top, so that the course's own notebooks stay as they are.

    Returns
    -------
    Path
        Absolute.

    Raises
    ------
    CourseError
        If the current folder is needed and gone.
    """
    try:
        here = Path(os.path.abspath(os.path.expanduser(name))) if name else Path.cwd()
    except FileNotFoundError:
        raise CourseError("The folder you are in was deleted; change to another one.") from None
    real, top = Path(os.path.realpath(here)), Path(os.path.realpath(COURSE))
    if os.path.isfile(here / MANIFEST) or (name and real != top):
        return here
    return (COURSE if real == top or top in real.parents else here) / "reelab-course"


def fill(folder: Path, source: Path = NOTEBOOKS) -> Copied:
    """Copy the notebooks to a folder: what is missing, and what the student did not change.

    Parameters
    ----------
    folder : Path
        The student's folder; made if it is not there.
    source : Path
        The notebooks of the course.

    Returns
    -------
    Copied
        What was written and what was left alone.

    Raises
    ------
    CourseError
        If the course has no notebooks, or the folder cannot be made, read or written.
    """
    return put(folder, lessons(source))


def lessons(source: Path = NOTEBOOKS) -> dict[str, bytes]:
    """Return the files of the course, without what editors leave in hidden folders.

    Parameters
    ----------
    source : Path
        The notebooks of the course.

    Returns
    -------
    dict of str to bytes
        Each file under its name in `source`, with slashes.

    Raises
    ------
    CourseError
        If the course has no notebooks, or one cannot be read.
    """
    files = (file.relative_to(source) for file in sorted(source.rglob("*")) if file.is_file())
    names = [file.as_posix() for file in files if not any(p.startswith(".") for p in file.parts)]
    if START not in names:
        raise CourseError(
            "This installation has no notebooks; install the course again. "
            "'reelab check' says what else is missing."
        )
    try:
        return {name: (source / name).read_bytes() for name in names}
    except OSError as error:
        raise CourseError(f"'{source}' cannot be read: {error.strerror or error}.") from None


def put(folder: Path, files: Mapping[str, bytes], manifest: str = MANIFEST) -> Copied:
    """Write files to a folder: what is missing there, and what the user did not change.

    Parameters
    ----------
    folder : Path
        Made if it is not there.
    files : mapping of str to bytes
        What each file is to hold, by its name in the folder.
    manifest : str
        Name of the file that says what was written last.

    Returns
    -------
    Copied
        What was written and what was left alone.

    Raises
    ------
    CourseError
        If the folder cannot be made, read or written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not os.access(folder, os.W_OK | os.X_OK):
            raise PermissionError
        return _put(folder, files, manifest)
    except (FileExistsError, NotADirectoryError):
        raise CourseError(f"'{folder}' is, or lies in, a file; name a folder instead.") from None
    except PermissionError:
        raise CourseError(f"You may not write to '{folder}'; name another folder.") from None
    except OSError as error:
        raise CourseError(f"'{folder}' cannot be used: {error.strerror or error}.") from None


def _put(folder: Path, files: Mapping[str, bytes], manifest: str) -> Copied:
    known = _read_manifest(folder / manifest)
    wrote, copied = dict(known), Copied()
    for name, ours in files.items():
        digest, theirs = _sha256(ours), _digest(folder / name)
        if theirs in (None, known.get(name)) and theirs != digest:
            _write(folder / name, ours)
            copied.written.append(name)
        elif theirs != digest:
            copied.kept.append(name)
            if known.get(name) != digest:
                copied.newer.append(name)
            continue
        wrote[name] = digest
    if wrote != known or not os.path.isfile(folder / manifest):
        _write(folder / manifest, json.dumps(wrote, indent=1, sort_keys=True).encode())
    return copied


def _read_manifest(file: Path) -> dict[str, str]:
    # Without a readable manifest every file that differs counts as the student's.
    try:
        known = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    if not isinstance(known, dict):
        return {}
    return {name: digest for name, digest in known.items() if isinstance(digest, str)}


def _digest(file: Path) -> str | None:
    """Return the sha256 of a file, None if there is none, and "" if it cannot be read."""
    try:
        return _sha256(file.read_bytes())
    except FileNotFoundError:
        return None
    except OSError:
        return ""


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _write(file: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        part.write_bytes(content)
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)
