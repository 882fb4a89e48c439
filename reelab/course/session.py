"""A session of the role-play: what the teams did, in order, and the file that keeps it.

The state is the list of actions alone; round and moves follow from it. So to undo is to drop the
last action, and a session that was cut off is the same again when its file is read.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reelab import assumptions
from reelab.errors import CourseError, did_you_mean
from reelab.models.role_play import TEAMS, Move, rounds

NAME = "role-play.json"
FORMAT, VERSION = "reelab role-play", 1
LENGTHS = (3, 5)
"""How many rounds: three for 45 minutes, five for 90."""

Action = tuple[str, Mapping[str, float]] | None
"""A team and what it decides; None ends the round."""


@dataclass(frozen=True)
class Session:
    """What was done so far; `commit`, `advance` and `undo` give a new session."""

    length: int = 5
    actions: tuple[Action, ...] = ()

    @property
    def round(self) -> int:
        """The round that is played, from 0; the number of rounds when all are over."""
        return sum(action is None for action in self.actions)

    @property
    def year(self) -> int:
        """The year up to which the chain is played."""
        return rounds(self.length)[self.round]

    @property
    def over(self) -> bool:
        """Whether all rounds are played."""
        return self.round == self.length

    @property
    def moves(self) -> list[Move]:
        """The moves in order, with the year from which they hold."""
        found, number, years = [], 0, rounds(self.length)
        for action in self.actions:
            if action is None:
                number += 1
            else:
                found.append(Move(years[number], *action))
        return found

    @property
    def committed(self) -> list[str]:
        """The teams that have moved in this round."""
        moved = {move.team for move in self.moves if move.year == self.year and not self.over}
        return [team for team in TEAMS if team in moved]

    def commit(self, team: str, settings: Mapping[str, Any]) -> Session:
        """Return the session after a move; of two in one round the later one counts.

        Raises
        ------
        CourseError
            If the session is over, or the team may not decide this.
        """
        if self.over:
            raise CourseError("All rounds are played. Undo a step, or begin a new session.")
        return Session(self.length, (*self.actions, (team, _checked(team, settings))))

    def advance(self) -> Session:
        """Return the session in its next round.

        Raises
        ------
        CourseError
            If it is over.
        """
        if self.over:
            raise CourseError("All rounds are played. Undo a step, or begin a new session.")
        return Session(self.length, (*self.actions, None))

    def undo(self) -> Session:
        """Return the session before its last action; one that has just begun stays as it is."""
        return Session(self.length, self.actions[:-1])


def _checked(team: str, settings: Mapping[str, Any]) -> dict[str, float]:
    if team not in TEAMS:
        raise CourseError(f"There is no team {str(team)[:40]!r}. {did_you_mean(team, TEAMS)}")
    for name in settings:
        if name not in TEAMS[team]:
            raise CourseError(
                f"{team} does not decide '{str(name)[:40]}'. {did_you_mean(name, TEAMS[team])}"
            )
    return {name: assumptions.get(name).check(value) for name, value in settings.items()}


def write(session: Session) -> str:
    """Return the text of a session's file: JSON, one action a line."""
    rows = [
        json.dumps(None if action is None else [action[0], dict(action[1])])
        for action in session.actions
    ]
    inside = "[\n" + ",\n".join(rows) + "\n]" if rows else "[]"
    head = f'"format": "{FORMAT}",\n"version": {VERSION},\n"rounds": {session.length}'
    return f'{{\n{head},\n"actions": {inside}\n}}\n'


def read(text: str) -> Session:
    """Return the session that a file holds.

    Raises
    ------
    CourseError
        If it is no such file, or an action in it cannot be used.
    """
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise CourseError(f'This is not a role-play: it should say "format": "{FORMAT}".')
    if found.get("version") != VERSION or found.get("rounds") not in LENGTHS:
        raise CourseError("This role-play comes from another version of the course.")
    session = Session(found["rounds"])
    for action in found.get("actions") or ():
        session = session.advance() if action is None else session.commit(*_pair(action))
    return session


def _pair(action: Any) -> tuple[str, dict[str, Any]]:
    if isinstance(action, list) and len(action) == 2 and isinstance(action[1], dict):
        return str(action[0]), action[1]
    raise CourseError("A move in this role-play cannot be read.")


def load(path: Path, length: int) -> tuple[Session, str]:
    """Return the session in a file, or a new one, and a sentence on what was found.

    Parameters
    ----------
    path : Path
        The file; a damaged one is set aside.
    length : int
        Rounds of a new session.

    Returns
    -------
    tuple of Session and str
        The sentence is empty if there was no file.
    """
    try:
        session = read(path.read_text(encoding="utf-8", errors="replace"))
    except FileNotFoundError:
        return Session(length), ""
    except OSError as error:
        return Session(length), f"{path.name} cannot be read ({error.strerror or error})."
    except CourseError as error:
        number = 1
        while (spare := path.with_suffix(f".damaged{number}.json")).exists():
            number += 1
        with contextlib.suppress(OSError):
            path.replace(spare)
        return Session(length), f"{error} The old file is {spare.name}."
    told = f"Taken up again from {path.name}, with {len(session.actions)} steps."
    if session.length != length:
        told += f" It goes on with the {session.length} rounds it began with, not {length}."
    return session, told


def save(session: Session, path: Path) -> None:
    """Write the file whole or not at all.

    Raises
    ------
    CourseError
        If it cannot be written.
    """
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("w", encoding="utf-8") as file:
            file.write(write(session))
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        raise CourseError(
            f"The session could not be written to {path.name} ({error.strerror or error}). It is "
            "kept as long as this notebook runs."
        ) from None
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
