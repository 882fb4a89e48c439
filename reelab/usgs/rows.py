"""Turn the cells of a USGS table into rows: measure, country, year, figure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from reelab.errors import CourseError
from reelab.files import short
from reelab.usgs import words
from reelab.usgs.columns import Columns
from reelab.usgs.figures import Figure, parse
from reelab.usgs.file import Sheet

_YEAR = re.compile(r"(?:19|20)\d\d")


class Row(NamedTuple):
    """One figure as printed; `year` is None for reserves, `estimated` where nothing is said."""

    measure: str
    country: str
    year: int | None
    value: float | None
    qualifier: str
    reason: str
    estimated: bool | None
    note: str
    line: int


def wide(sheet: Sheet, columns: Columns) -> Iterator[Row]:
    """Yield the figures of a table with one row a country.

    Parameters
    ----------
    sheet : Sheet
        Its rows on rare earths.
    columns : Columns
        Its columns.

    Yields
    ------
    Row
        A figure; an empty cell is none.
    """
    rows = sheet.rows
    if columns.type:
        mined = rows[columns.type].str.contains("mine", case=False).astype(bool)
        rows = rows[mined] if mined.any() else rows  # beside refineries and smelters
    for line, row in zip(rows.index, rows.to_dict("records"), strict=True):
        name = words.country(row[columns.country])
        filled = [column for column in columns.figures if row[column.name]]
        if filled and not name:
            raise CourseError(f"{sheet.name}, line {line}: figures without a country.")
        for column in filled:
            text, footnote = row[column.name], row.get(column.notes, "")
            if _is_figure(footnote):  # the 2024 files print some totals beside their column
                text, footnote = footnote, ""
            unit = _unit(sheet.name, column.unit, row, columns, column.measure)
            if figure := _parse(sheet.name, line, column.name, text, unit):
                year = column.year if column.measure == "production" else None
                marked = True if column.estimated else None
                yield _row(column.measure, name, year, figure, footnote, "", marked, line)


def _is_figure(text: str) -> bool:
    return bool(re.fullmatch(r">?\s*(\d{1,3}(,\d{3})+|\d{4,})", text))


def _unit(name: str, of_column: str, row: dict[str, str], columns: Columns, measure: str) -> float:
    """Return the tonnes in the unit that column and row agree on."""
    named = words.tonnes(of_column)
    stated = row.get(columns.unit, "")
    said = words.tonnes(stated)
    # The words of `Type` are those of production; reserves may have another unit.
    if said is None and (named is None or measure == "production"):
        stated = row.get(columns.type, "")
        said = words.tonnes(stated)
    if named is None and said is None:
        raise CourseError(
            f"{name} does not say its unit: looked for 't', 'kt' or 'kg' in the names of the "
            "columns and for 'metric tons' in a column Unit or Type."
        )
    if None not in (named, said) and named != said:
        raise CourseError(
            f"{name} has two units for {measure}: '{of_column}' in the name of the column and "
            f"'{short(stated)}' in the row."
        )
    return named if named is not None else said or 1.0


def long(sheet: Sheet, columns: Columns) -> Iterator[Row]:
    """Yield the figures of a table with one row a figure; parameters and rows as for `wide`."""
    for line, row in zip(sheet.rows.index, sheet.rows.to_dict("records"), strict=True):
        measure, name = _measure(row, columns), words.country(row[columns.country])
        if not measure or not row[columns.value]:
            continue
        where = f"{sheet.name}, line {line}"
        if not name:
            raise CourseError(f"{where}: a figure without a country.")
        if not _YEAR.fullmatch(row[columns.year]):
            raise CourseError(f"{where}: '{short(row[columns.year])}' is not a year.")
        if (unit := words.tonnes(row[columns.unit])) is None:
            raise CourseError(
                f"{where}: the unit '{short(row[columns.unit])}' is not metric tons or kilograms."
            )
        if figure := _parse(sheet.name, line, columns.value, row[columns.value], unit):
            year = None if measure == "reserves" else int(row[columns.year])
            footnote, general = row.get(columns.notes, ""), row.get(columns.general, "")
            yield _row(measure, name, year, figure, footnote, general, None, line)


def _measure(row: dict[str, str], columns: Columns) -> str:
    """Return what a row of a long table is about: reserves, mine production or neither."""
    if columns.section and not row[columns.section].lower().startswith("world"):
        return ""
    what = row[columns.statistics].lower()
    detail = row.get(columns.detail, what).lower()
    if what.startswith("reserve"):
        return "reserves"
    mined = "mine production" in detail or not columns.detail
    return "production" if "production" in what and mined else ""


def _parse(name: str, line: int, column: str, text: str, unit: float) -> Figure | None:
    try:
        return parse(text, unit)
    except ValueError as error:
        raise CourseError(
            f"{name}, line {line}, column '{short(column)}': '{short(text)}' {error}."
        ) from None


def _row(
    measure: str, name: str, year: int | None, figure: Figure, footnote: str, general: str,
    marked: bool | None, line: int,
) -> Row:  # fmt: skip
    said = None if year is None else words.estimated(footnote, year)
    known = next((e for e in (figure.estimated, said, marked) if e is not None), None)
    notes = (
        figure.note,
        words.note(footnote, name, measure),
        words.revision(general, name, measure),
    )
    return Row(
        measure, name, year, figure.value, figure.qualifier, figure.reason,
        known if figure.value else None,  # a zero carries no mark: there is nothing to estimate
        "; ".join(dict.fromkeys(part for part in notes if part)), line,
    )  # fmt: skip
