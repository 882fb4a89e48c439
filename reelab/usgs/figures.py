"""One figure as USGS prints it: a number, a dash, NA, W, more than, a range, an estimate."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

LARGEST_T = 1e9
"""More tonnes than any table of rare earths prints; a figure above it has another unit."""

NO_ESTIMATE = "printed NA: no estimate available"
DASH = "Printed as a dash, which means zero"
_WORDS = {
    "na": NO_ESTIMATE,
    "n.a.": NO_ESTIMATE,
    "w": "printed W: withheld to protect company data",
    "xx": "printed XX: not applicable",
    **{word: f"printed as '{word}': no figure"
       for word in ("small", "moderate", "large", "very large", "adequate")},
}  # fmt: skip
_DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
_RAISED = str.maketrans("", "", "⁰¹²³⁴⁵⁶⁷⁸⁹")  # footnotes, which are no digits of the figure
_NUMBER = r"(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)"
_MARKED = re.compile(
    r"(?P<before>[erp]{0,2})[/ ]{0,2}(?P<rest>[^a-z].*?)[/ ]{0,2}(?P<after>[erp]{0,2})/?"
)
_MORE = re.compile(rf"(?:>|≥|>=|more than|greater than|over) ?{_NUMBER}")
_LESS = re.compile(rf"(?:<|≤|<=|less than|under) ?{_NUMBER}")
_RANGE = re.compile(rf"{_NUMBER} ?(?:[{_DASHES}]|to) ?{_NUMBER}")


@dataclass(frozen=True)
class Figure:
    """What one cell says, in tonnes.

    `value` is None where nothing is printed but a `reason`. `qualifier` is empty, "greater than",
    "less than" or "range". `estimated` is None where the cell does not say.
    """

    value: float | None = None
    qualifier: str = ""
    reason: str = ""
    estimated: bool | None = None
    note: str = ""


def parse(text: str, tonnes: float = 1) -> Figure | None:
    """Read one cell.

    Parameters
    ----------
    text : str
        As printed.
    tonnes : float
        Tonnes in the unit of the cell.

    Returns
    -------
    Figure or None
        None for an empty cell.

    Raises
    ------
    ValueError
        If the cell is nothing that USGS prints; the message completes "the cell ...".
    """
    plain = " ".join(unicodedata.normalize("NFKC", text.translate(_RAISED)).lower().split())
    plain = re.sub(r"(?<=\S) ?\(\d{1,2}\)$", "", plain)  # a footnote in brackets
    if not plain:
        return None
    if all(letter in _DASHES for letter in plain):
        return Figure(0.0, note=DASH)
    if plain in _WORDS:
        return Figure(reason=_WORDS[plain])
    if re.fullmatch(r"less than (1.2|half) ?(of )?(a |the |one )?unit", plain):
        return Figure(0.0, note="Printed as less than half a unit")
    marked = _MARKED.fullmatch(plain)
    rest = marked["rest"].strip() if marked else plain
    estimated = True if marked and "e" in marked["before"] + marked["after"] else None
    return _number(rest, tonnes, estimated)


def _number(text: str, tonnes: float, estimated: bool | None) -> Figure:
    if found := re.fullmatch(_NUMBER, text):
        return Figure(_tonnes(found[1], tonnes), estimated=estimated)
    if found := _MORE.fullmatch(text):
        return Figure(_tonnes(found[1], tonnes), "greater than", estimated=estimated)
    if found := _LESS.fullmatch(text):
        value = _tonnes(found[1], tonnes)
        note = f"Printed as less than {grouped(value)} t"
        return Figure(value, "less than", estimated=estimated, note=note)
    if found := _RANGE.fullmatch(text):
        low, high = sorted((_tonnes(found[1], tonnes), _tonnes(found[2], tonnes)))
        note = f"Printed as {grouped(low)} to {grouped(high)} t; this is the middle"
        return Figure((low + high) / 2, "range", estimated=estimated, note=note)
    raise ValueError("is not a number, a dash, NA, W or a range")


def _tonnes(number: str, tonnes: float) -> float:
    value = round(float(number.replace(",", "")) * tonnes, 6)
    if value > LARGEST_T:
        raise ValueError(f"is more than {grouped(LARGEST_T)} t, so its unit must be another")
    return value


def grouped(value: float) -> str:
    """Return a figure as a sentence shows it.

    Parameters
    ----------
    value : float
        Any number.

    Returns
    -------
    str
        With separators of thousands; a whole number without a point.
    """
    return f"{value:,.0f}" if value == round(value) else f"{value:,.6f}".rstrip("0")


def plain(value: float | None) -> str:
    """Return a figure as a table of the course holds it.

    Parameters
    ----------
    value : float or None
        Any number; None is no figure.

    Returns
    -------
    str
        Without separators; a whole number without a point.
    """
    return "" if value is None else f"{value:.0f}" if value == round(value) else repr(value)
