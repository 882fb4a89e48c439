"""Recognize the columns of a USGS table by what their names mean; they change every year."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

_UNITS = ("t", "kt", "kg")
_PLAIN = {  # the one word by which a column is known, and its part in the table
    "country": "country",
    "source": "source",
    "commodity": "commodity",
    "type": "type",
    "section": "section",
    "statistics": "statistics",
    "statistic": "statistics",
    "year": "year",
    "value": "value",
}


@dataclass(frozen=True)
class FigureColumn:
    """A column of figures in a wide table: what of, which year, in which unit."""

    name: str
    measure: str
    year: int | None = None
    unit: str = ""
    estimated: bool = False
    notes: str = ""


@dataclass(frozen=True)
class Columns:
    """The names of the columns by the part they play; empty where there is none."""

    country: str = ""
    source: str = ""
    commodity: str = ""
    type: str = ""
    unit: str = ""
    section: str = ""
    statistics: str = ""
    detail: str = ""
    year: str = ""
    value: str = ""
    notes: str = ""
    general: str = ""
    figures: list[FigureColumn] = field(default_factory=list)

    @property
    def long(self) -> bool:
        """Whether each row is one figure."""
        return all((self.country, self.statistics, self.year, self.value, self.unit))

    @property
    def layout(self) -> str:
        """The layout in words."""
        shape = "one row a figure" if self.long else "one row a country"
        return f"{shape}, {'all commodities' if self.commodity else 'rare earths only'}"

    @classmethod
    def of(cls, header: Iterable[str]) -> Columns | None:
        """Recognize a header.

        Parameters
        ----------
        header : iterable of str
            The names of the columns.

        Returns
        -------
        Columns or None
            None if it is no known layout.
        """
        parts: dict[str, str] = {}
        figures: list[FigureColumn] = []
        notes: dict[str, str] = {}
        for name in header:
            tokens = re.findall(r"[a-z]+|\d+", name.lower())
            if not tokens:
                continue
            if any(token.startswith(("note", "footnote")) for token in tokens):
                notes.setdefault(_measure(tokens) or _kind_of_note(tokens), name)
            elif _measure(tokens):
                figures.append(_figures(name, tokens))
            elif part := _part(tokens):
                parts.setdefault(part, name)
        figures = [_with_notes(column, notes) for column in figures if _usable(column)]
        general = {key: notes[key] for key in ("notes", "general") if key in notes}
        columns = cls(**parts, **general, figures=figures)
        known = columns.long or (columns.country and figures)
        return columns if known else None


def _measure(tokens: list[str]) -> str:
    first = " ".join(tokens[:2])
    if first.startswith(("prod", "mine prod")):
        return "production"
    return "reserves" if first.startswith("reserve") else ""


def _part(tokens: list[str]) -> str:
    if "detail" in tokens:
        return "detail"
    if tokens[0] in ("unit", "units"):
        return "unit"
    return _PLAIN.get(tokens[0], "") if len(tokens) == 1 else ""


def _kind_of_note(tokens: list[str]) -> str:
    return {1: "notes"}.get(len(tokens), "general" if "other" in tokens else "")


def _figures(name: str, tokens: list[str]) -> FigureColumn:
    years = [int(token) for token in tokens if re.fullmatch(r"(19|20)\d\d", token)]
    return FigureColumn(
        name=name,
        measure=_measure(tokens),
        year=years[0] if len(years) == 1 else None,
        unit=next((token for token in tokens[1:] if token in _UNITS), ""),
        estimated=any(token in ("e", "est", "estimated") for token in tokens),
    )


def _usable(column: FigureColumn) -> bool:
    """Whether a column of production says its year."""
    return column.measure == "reserves" or column.year is not None


def _with_notes(column: FigureColumn, notes: dict[str, str]) -> FigureColumn:
    found = notes.get(column.measure, notes.get("notes", ""))
    return FigureColumn(**{**vars(column), "notes": found})
