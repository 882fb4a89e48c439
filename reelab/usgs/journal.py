"""Write several files so that all of them change or none, whatever interrupts it.

New contents are laid beside the tables first; then a journal is put in place that lists them,
which is the moment of decision; then they are moved over the old files one by one. Before the
journal is there, nothing has happened; after it, `recover` finishes what was begun.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from pathlib import Path

from reelab import data
from reelab.errors import CourseError
from reelab.usgs.plan import Plan

_STAGE, _JOURNAL = ".adding", "journal.json"


def write(plan: Plan, folder: Path | None = None) -> list[str]:
    """Write what a plan changes.

    Parameters
    ----------
    plan : Plan
        As `compare` returns it.
    folder : Path, optional
        The folder of the tables; that of the course if left out.

    Returns
    -------
    list of str
        The names of the files that were written, sorted.

    Raises
    ------
    CourseError
        If the plan has obstacles, a file was changed meanwhile, or the folder cannot be written.
    """
    folder = folder or data.DATA
    check_folder(folder)
    if plan.obstacles:
        raise CourseError(plan.obstacles[0])
    if not plan.files:
        return []
    stage = folder / _STAGE
    try:
        recover(folder)
        _unchanged(plan, folder)
        _lay_out(plan, stage)
        _carry_out(stage)
    except OSError as error:
        raise CourseError(
            f"The tables cannot be written: {error.strerror or error}. Nothing is lost: mend "
            "that and run the same command again."
        ) from None
    data.forget()
    return sorted(plan.files)


def check_folder(folder: Path | None = None) -> None:
    """Refuse to write into an installed package, or where the user may not.

    Parameters
    ----------
    folder : Path, optional
        The folder of the tables; that of the course if left out.

    Raises
    ------
    CourseError
        If the tables cannot be written there.
    """
    folder = folder or data.DATA
    if folder.parent.name == data.PACKED:
        raise CourseError(
            "This is an installed course, whose tables come with the package and would be lost "
            "with the next version; write into a checkout of its repository instead."
        )
    if not os.access(folder, os.W_OK | os.X_OK):
        raise CourseError(f"You may not write to '{folder}', where the tables are.")


def interrupted(folder: Path | None = None) -> bool:
    """Whether a writing was begun and not finished; `folder` as for `recover`."""
    return ((folder or data.DATA) / _STAGE / _JOURNAL).is_file()


def recover(folder: Path | None = None) -> bool:
    """Finish a writing that was interrupted, or clear away what was laid out for it.

    Parameters
    ----------
    folder : Path, optional
        The folder of the tables; that of the course if left out.

    Returns
    -------
    bool
        Whether there was something to finish.

    Raises
    ------
    CourseError
        If a file was changed since, so that finishing would lose that change.
    """
    stage = (folder or data.DATA) / _STAGE
    if not stage.is_dir():
        return False
    begun = interrupted(stage.parent)
    try:
        if begun:
            _carry_out(stage)
            data.forget()
        else:
            shutil.rmtree(stage)
    except OSError as error:
        raise CourseError(
            f"An addition was interrupted and cannot be finished: {error.strerror or error}."
        ) from None
    return begun


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _unchanged(plan: Plan, folder: Path) -> None:
    for name, (old, _) in plan.files.items():
        if (folder / name).read_bytes() != old:
            raise CourseError(f"{name} was changed by somebody else meanwhile; run this again.")


def _lay_out(plan: Plan, stage: Path) -> None:
    """Write the new contents beside the old ones, and last the journal that lists them."""
    stage.mkdir()
    try:
        for name, (_, new) in plan.files.items():
            _durable(stage / name, new)
        journal = {name: [_digest(old), _digest(new)] for name, (old, new) in plan.files.items()}
        _durable(stage / "begin", json.dumps(journal, indent=1).encode())
        os.replace(stage / "begin", stage / _JOURNAL)
        _settle(stage)
    except BaseException:
        if not (stage / _JOURNAL).exists():
            shutil.rmtree(stage, ignore_errors=True)
        raise


def _durable(file: Path, content: bytes) -> None:
    with file.open("wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())


def _settle(folder: Path) -> None:
    """Bring the names in a folder to the disk, where the system can do that."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _carry_out(stage: Path) -> None:
    """Move the new files over the old ones; those that are there already are passed over."""
    folder = stage.parent
    try:
        journal = json.loads((stage / _JOURNAL).read_bytes())
        steps = [(str(name), str(old), str(new)) for name, (old, new) in journal.items()]
    except (ValueError, AttributeError, TypeError):
        raise CourseError(
            f"'{stage / _JOURNAL}' is damaged; compare the files beside it with the tables, then "
            f"delete the folder '{stage}'."
        ) from None
    here = {name: _digest((folder / name).read_bytes()) for name, _, _ in steps}
    for name, old, new in steps:
        if here[name] not in (old, new):
            raise CourseError(
                f"An addition was interrupted, and {name} was changed since. Put it back as it "
                f"was, or, to give the addition up, delete the folder '{stage}'."
            )
    for name, _, new in steps:
        if here[name] != new:
            os.replace(stage / name, folder / name)
    _settle(folder)
    shutil.rmtree(stage)
