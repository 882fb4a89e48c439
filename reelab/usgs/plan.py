"""What adding a file would do to the tables, worked out in full before anything is written."""

from __future__ import annotations

import datetime
import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from reelab.errors import CourseError
from reelab.usgs import apply, words
from reelab.usgs.differences import Change, changes
from reelab.usgs.figures import grouped
from reelab.usgs.layout import Printed
from reelab.usgs.store import FIGURES, Store

_VERSION = re.compile(r"(first|\d+\.\d+)(, \d{4}(-\d\d(-\d\d)?)?)?")
_SHOWN = Change._fields[:8]
WITHIN = 0.05
"""Share by which the countries of a whole edition may miss its printed total."""


@dataclass
class Plan:
    """What a file would change.

    `changes` has one row a figure: kind, table, country, year, column, now, file and note;
    `files` the old and new content of each file; `obstacles` says why it cannot be written as it
    is; `remarks` what to look at; `before` and `after` are the typed tables; `at_hand` is the
    version in which the data have the edition, None if they do not have it.
    """

    printed: Printed
    changes: pd.DataFrame
    files: dict[str, tuple[bytes, bytes]]
    before: dict[str, pd.DataFrame]
    after: dict[str, pd.DataFrame]
    at_hand: str | None
    obstacles: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def compare(
    printed: Printed,
    *,
    version: str | None = None,
    countries: Mapping[str, tuple[str, str]] | None = None,
    today: datetime.date | None = None,
    store: Store | None = None,
) -> Plan:
    """Work out what a file would change.

    Parameters
    ----------
    printed : Printed
        The file, as `read` returns it.
    version : str, optional
        Version and date of the edition that the file belongs to, as "1.3, 2026-05-27".
    countries : mapping of str to tuple of str, optional
        ISO code and bloc of countries that the course does not know yet.
    today : date, optional
        The day on which the source is looked up.
    store : Store, optional
        The tables; those of the course if left out.

    Returns
    -------
    Plan
        Nothing is written yet.

    Raises
    ------
    CourseError
        If the version is older than the one at hand or unreadable, or if a row would break a
        rule of its table.
    """
    store, today = store or Store.open(), today or datetime.date.today()
    before = store.typed()
    at_hand = _at_hand(store, printed.edition)
    newer = _is_newer(version, at_hand, printed.edition)
    found = list(changes(store, printed, newer))
    obstacles, known = _countries(store, found, countries or {})
    obstacles += _needs_version(found, version, at_hand, printed.edition)
    listed = [change[: len(_SHOWN)] for change in found]
    if newer and at_hand:
        listed.insert(0, ("changed", "all", "", "", "edition_version", at_hand, str(version), ""))
    dropped = apply.put(
        store,
        [change for change in found if _country(change) in known],
        apply.Reading(printed.edition, printed.digest, version, at_hand, newer, today),
    )
    listed += [("unused", "sources", "", "", "source_id", one, "", "") for one in dropped]
    after = store.typed()
    return Plan(
        printed, pd.DataFrame(listed, columns=list(_SHOWN)), store.changed(), before, after,
        at_hand, obstacles, _sums(after, found, printed.edition),
    )  # fmt: skip


def _at_hand(store: Store, edition: int) -> str | None:
    """Return the version in which the course has read an edition, None if it has not."""
    rows = (row for name in ("reserves", "production") for row in store.tables[name].rows)
    return next((r["edition_version"] for r in rows if r["edition"] == str(edition)), None)


def _rank(version: str) -> tuple[int, ...]:
    found = re.match(r"(\d+)\.(\d+)", version)
    return tuple(map(int, found.groups())) if found else (1, 0)


def _is_newer(version: str | None, at_hand: str | None, edition: int) -> bool:
    if version is None:
        return False
    if not _VERSION.fullmatch(version):
        raise CourseError(
            f"'{version}' is not a version; write number and date, as '1.3, 2026-05-27', or "
            "'first, 2027-01-31'."
        )
    if at_hand is None:
        return False
    if _rank(version) < _rank(at_hand):
        raise CourseError(
            f"The course has edition {edition} in version '{at_hand}', which is newer than "
            f"'{version}'; nothing is to be added."
        )
    return _rank(version) > _rank(at_hand)


def _country(change: Change) -> str:
    return (change.wanted or {}).get("country", words.WORLD)


def _countries(
    store: Store, found: list[Change], given: Mapping[str, tuple[str, str]]
) -> tuple[list[str], set[str]]:
    """Add the countries that the user describes; return what is missing, and all known names."""
    table = store.tables["countries"]
    known = {row["country"] for row in table.rows}
    needed = {_country(change) for change in found} - known
    if strange := sorted(set(given) - needed):
        why = "the course knows it" if strange[0] in known else "it is not in the file"
        raise CourseError(f"The country '{strange[0]}' needs no description: {why}.")
    for name, (iso, bloc) in given.items():
        values = (name, iso, bloc, "country" if iso else "aggregate", "reelab", "judgement", "")
        table.rows.append(dict(zip(table.header, values, strict=True)))
    return [_describe(name, known) for name in sorted(needed - set(given))], known | set(given)


def _describe(name: str, known: set[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.8)
    hint = f" (or is it a misprint of '{near[0]}'?)" if near else ""
    return (
        f"'{name}' is not in countries.csv{hint}. Add to the command: "
        f'--country "{name}=ISO,BLOC", with its ISO code of three letters and its bloc in this '
        "course (China, Russia, India, allies or others)."
    )


def _needs_version(
    found: list[Change], version: str | None, at_hand: str | None, edition: int
) -> list[str]:
    kinds = [change.kind for change in found]
    differing = kinds.count("changed") + kinds.count("older")
    if version or not differing or not set(kinds) & set(apply.WRITTEN):
        return []
    return [
        f"{differing} of the figures differ from edition {edition} as the course has it (version "
        f"'{at_hand}'). If the file is a newer version, say which: --version \"1.4, {edition}-09\""
    ]


def _sums(after: dict[str, pd.DataFrame], found: list[Change], edition: int) -> list[str]:
    """Hold the countries of what was added against the printed totals."""
    remarks = []
    totals = after["world_totals"]
    for row in totals[totals["edition"] == edition].itertuples():
        if not any(c.table == row.measure and c.kind in apply.WRITTEN for c in found):
            continue
        table = after[str(row.measure)]
        table = table[table["edition"] == edition]
        if row.measure == "production":
            table = table[table["year"] == row.year]
        added = float(table[FIGURES[str(row.measure)]].sum())
        if abs(added - row.total_t) > WITHIN * row.total_t:
            remarks.append(
                f"The countries add up to {grouped(added)} t of {row.measure}, the printed total "
                f"is {grouped(row.total_t)} t: look for a row that is missing or misread."
            )
    return remarks
