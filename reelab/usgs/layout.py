"""Tell the layout of a USGS world table and read its rare-earth rows."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from reelab.errors import CourseError
from reelab.files import short
from reelab.usgs import edition as editions
from reelab.usgs import rows as cells
from reelab.usgs import words
from reelab.usgs.columns import Columns
from reelab.usgs.file import Sheet, open_sheet

_RARE = re.compile(r"rare[\s-]*earths?\b", re.IGNORECASE)


@dataclass(frozen=True)
class Printed:
    """The rare-earth rows of one edition, as a file prints them.

    `rows` has a column for each field of `rows.Row`; the year of reserves is the one before the
    edition, the country of a total is `World`, values are in t REO.
    """

    name: str
    edition: int
    layout: str
    digest: str
    rows: pd.DataFrame


def read(path: str | Path, edition: int | None = None) -> Printed:
    """Read a world table as USGS publishes it.

    Parameters
    ----------
    path : str or Path
        A CSV file of a Mineral Commodity Summaries data release.
    edition : int, optional
        Its edition, where the file does not tell.

    Returns
    -------
    Printed
        Its rare-earth rows.

    Raises
    ------
    CourseError
        If it is no such table, or a figure in it cannot be read; one sentence.
    """
    sheet = open_sheet(path)
    columns = Columns.of(sheet.header)
    if columns is None:
        raise CourseError(
            f"{sheet.name} has no layout that is known here: looked for a column Country with "
            "columns such as Prod_t_2025 or Reserves_t, or for columns Country, Statistics, Year, "
            f"Unit and Value; found {_listed(sheet.header)}."
        )
    sheet = _rare_earths(sheet, columns)
    found = list(cells.long(sheet, columns) if columns.long else cells.wide(sheet, columns))
    if not found:
        raise CourseError(
            f"{sheet.name} has rows on rare earths, but neither mine production nor reserves."
        )
    years = {row.year for row in found if row.year is not None}
    year = editions.tell(sheet, columns, years, edition)
    rows = pd.DataFrame(_once(sheet.name, found), columns=cells.Row._fields, dtype=object)
    rows["year"] = [year - 1 if one is None else one for one in rows["year"]]
    digest = hashlib.sha256(sheet.raw).hexdigest()
    return Printed(sheet.name, year, columns.layout, digest, rows)


def _listed(names: list[str]) -> str:
    shown = [short(name) or "(no name)" for name in names[:12]]
    return ", ".join(shown) + (f" and {len(names) - 12} more" if len(names) > 12 else "")


def _rare_earths(sheet: Sheet, columns: Columns) -> Sheet:
    """Keep the rows on rare earths; a table of one commodity says in `Type` which it is."""
    if columns.commodity:
        texts = sheet.rows[columns.commodity]
        kept = sheet.rows[[bool(_RARE.fullmatch(text)) for text in texts]]
    else:
        texts = sheet.rows[columns.type] if columns.type else pd.Series([""])
        about = any(_RARE.search(text) for text in texts) or "raree" in sheet.name.lower()
        kept = sheet.rows if about else sheet.rows[:0]
    if kept.empty:
        known = [f"'{short(text)}'" for text in dict.fromkeys(texts) if text]
        names = ", ".join(known[:4]) + (f" and {len(known) - 4} more" if len(known) > 4 else "")
        raise CourseError(
            f"{sheet.name} has no rows on rare earths; it is about {names or 'no named commodity'}."
        )
    return sheet.only(kept)


def _once(name: str, found: list[cells.Row]) -> list[cells.Row]:
    """Refuse two figures for one thing; the same figure twice counts once."""
    kept: dict[tuple[object, ...], cells.Row] = {}
    for row in found:
        if row.country == words.WORLD and row.value == 0:
            raise CourseError(f"{name}, line {row.line}: a world total of zero cannot be right.")
        first = kept.setdefault((row.measure, row.country, row.year), row)
        if (first.value, first.qualifier, first.reason) != (row.value, row.qualifier, row.reason):
            year = "" if row.year is None else f" of {row.year}"
            raise CourseError(
                f"{name}, lines {first.line} and {row.line}: two figures for the {row.measure}"
                f"{year} of {row.country}."
            )
    return list(kept.values())
