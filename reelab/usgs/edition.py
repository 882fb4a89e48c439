"""Tell which edition a table belongs to."""

from __future__ import annotations

import re

from reelab.errors import CourseError
from reelab.usgs.columns import Columns
from reelab.usgs.file import Sheet

FIRST, LAST = 1996, 2100


def tell(sheet: Sheet, columns: Columns, years: set[int], given: int | None) -> int:
    """Return the edition of a table: what it says itself, its name, or its newest year.

    Parameters
    ----------
    sheet : Sheet
        The rows that are used.
    columns : Columns
        Its columns.
    years : set of int
        The years of production in it.
    given : int or None
        What the user says; stands above the name of the file.

    Returns
    -------
    int
        The edition.

    Raises
    ------
    CourseError
        If nothing tells, or if what tells disagrees.
    """
    said = _said(sheet, columns)
    named = {int(year) for year in re.findall(r"mcs[\s_-]*(20\d\d)", sheet.name.lower())}
    found = _one(sheet.name, said, "the column of the source") or given
    found = found or _one(sheet.name, named, "the name") or (max(years) + 1 if years else None)
    if found is None:
        raise CourseError(
            f"{sheet.name} does not tell its edition; say it, for instance --edition 2027."
        )
    if given not in (None, found):
        raise CourseError(f"{sheet.name} says of itself that it is edition {found}, not {given}.")
    if not FIRST <= found <= LAST:
        raise CourseError(f"{found} is not an edition; the first one is {FIRST}.")
    if years - {found - 2, found - 1}:
        fits = max(years) + 1
        hint = f"; it looks like edition {fits}" if fits != found else ""
        raise CourseError(
            f"{sheet.name} prints output of {_listed(years)}, but edition {found} would print "
            f"{found - 2} and {found - 1}{hint}."
        )
    return found


def _said(sheet: Sheet, columns: Columns) -> set[int]:
    if not columns.source:
        return set()
    texts = " ".join(sheet.rows[columns.source])
    return {int(year) for year in re.findall(r"MCS\s*(20\d\d)", texts, re.IGNORECASE)}


def _one(name: str, editions: set[int], where: str) -> int | None:
    if len(editions) > 1:
        raise CourseError(f"{name}: {where} names several editions, {_listed(editions)}.")
    return next(iter(editions), None)


def _listed(years: set[int]) -> str:
    return " and ".join(map(str, sorted(years)))
