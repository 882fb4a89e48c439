"""The words of a USGS table: countries, footnotes, units."""

from __future__ import annotations

import re

WORLD = "World"
_ALIASES = {
    "other": "Other countries",
    "myanmar": "Burma",
    "burma (myanmar)": "Burma",
    "viet nam": "Vietnam",
    "korea, republic of": "South Korea",
    "republic of korea": "South Korea",
    "russian federation": "Russia",
    "united states of america": "United States",
}
_SENTENCES = re.compile(r"\s+--\s+|(?<=[a-z0-9)]\.)\s+(?=[A-Z])")
_ESTIMATED = re.compile(r"(also )?estimated\b")
_ONLY_ESTIMATED = re.compile(r"(also )?estimated( (in|for) [\d, and]+)?( also)?")
_JORC = re.compile(r"joint ore reserves committee.* reserves were ([\d.]+) million tons", re.I)
_REVISED = re.compile(r"(reserves|production) for (.+?) (?:was|were) revised based on (.+)", re.I)
_HOUSE = {  # what a footnote begins with, and how this course says it
    "see appendix": "",
    "source:": "",
    "reported": "Reported figure",
    "production quota; does not include undocumented": (
        "Production quota; leaves out undocumented output"
    ),
    "estimated based on reported import data for china": (
        "Estimated by USGS from import data reported for China"
    ),
}


def country(printed: str) -> str:
    """Return the name under which the course knows a country.

    Parameters
    ----------
    printed : str
        As in the file, perhaps with the mark of a footnote.

    Returns
    -------
    str
        `World` for the total.
    """
    name = " ".join(printed.split())
    name = re.sub(r"(\s*\((\d+|rounded)\)|[\s,]*[\d⁰¹²³⁴⁵⁶⁷⁸⁹]+(/|,)?)+$", "", name)
    if name.lower().startswith("world"):
        return WORLD
    if name.lower().startswith("other"):
        return _ALIASES["other"]
    return _ALIASES.get(name.lower(), name)


def sentences(text: str) -> list[str]:
    """Return the sentences of a footnote, without the full stop."""
    plain = " ".join(text.split())
    return [part.rstrip(". ") for part in _SENTENCES.split(plain) if part.strip(". ")]


def estimated(text: str, year: int) -> bool | None:
    """Tell whether a footnote calls the figure of a year estimated.

    Parameters
    ----------
    text : str
        The footnote.
    year : int
        Year of the figure.

    Returns
    -------
    bool or None
        None where the footnote does not say.
    """
    for part in sentences(text.lower()):
        if _ESTIMATED.match(part):
            years = re.findall(r"\b(?:19|20)\d\d\b", part)
            if not years or str(year) in years:
                return True
        elif part == "reported":
            return False
    return None


def note(text: str, name: str, measure: str) -> str:
    """Return a footnote in the words of this course.

    Parameters
    ----------
    text : str
        The footnote, perhaps of several sentences.
    name : str
        The country of the row.
    measure : str
        `reserves` or `production`; a sentence on the revision of the other is left out.

    Returns
    -------
    str
        Without what the row says already; a sentence that is not known is kept as it is.
    """
    said = (_said(part, name, measure) for part in sentences(text))
    return "; ".join(dict.fromkeys(part for part in said if part))


def revision(text: str, name: str, measure: str) -> str:
    """Return what a general footnote says on the revision of one country.

    Parameters
    ----------
    text, name, measure : str
        As for `note`.

    Returns
    -------
    str
        Empty if it says nothing.
    """
    said = (_revised(part, name, measure) for part in sentences(text))
    return "; ".join(part for part in said if part)


def _said(part: str, name: str, measure: str) -> str:
    low = part.lower()
    if _REVISED.search(part):
        return _revised(part, name, measure)
    if found := _JORC.search(part):
        return f"JORC-compliant or equivalent reserves {found[1]} Mt"
    for start, words in _HOUSE.items():
        if low.startswith(start):
            return words
    return "" if _ONLY_ESTIMATED.fullmatch(low) else part


def _revised(part: str, name: str, measure: str) -> str:
    found = _REVISED.search(part)
    if (
        not found
        or found[1].lower() != measure
        or not re.search(rf"\b{re.escape(name)}\b", found[2])
    ):
        return ""
    return f"Revised in this edition on {found[3]}"


def tonnes(text: str) -> float | None:
    """Return the tonnes in a unit, as words or as the short name in a column.

    Parameters
    ----------
    text : str
        For instance `kt`, `thousand metric tons` or a text that holds it.

    Returns
    -------
    float or None
        None if no unit is named.
    """
    low = text.lower()
    if low in ("t", "kt", "kg"):
        return {"t": 1.0, "kt": 1e3, "kg": 1e-3}[low]
    if "metric ton" in low or "tonne" in low:
        return 1e6 if "million" in low else 1e3 if "thousand" in low else 1.0
    return 1e-3 if "kilogram" in low else None
