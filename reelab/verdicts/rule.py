"""The one rule that turns what was found into a verdict, and the arithmetic of a gap."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from reelab.data import Note

VERDICTS = {
    "supported": "its core statement holds, and no caveat applies",
    "supported with a caveat": "its core statement holds, but a computed caveat applies",
    "disputed": "its core statement does not hold, and did not in an older part of the record",
    "outdated": "its core statement held in an older part of the record and no longer does",
    "unverifiable": "no figure in the record can tell",
    "opinion": "it cannot be measured; the ledger says why",
}
"""Each verdict, and when a claim gets it."""

WITHIN = 0.10
"""Share of the found figure by which a claimed one may differ and still agree."""

POINTS = 5.0
"""For a share in percent: at most so many percentage points."""

RULE = Note(
    "The verdict on a claim is\n\n"
    + ";\n".join(f"- **{verdict}** if {when}" for verdict, when in VERDICTS.items())
    + ".\n\nA claimed number holds if it differs from the found one, or from the range found, by "
    f"at most {WITHIN:.0%}; a share in percent by at most {POINTS:g} points as well. An older part "
    "of the record is an edition of USGS, or a year of a series, before the newest: for the "
    "article the edition of its day, for what is widely repeated any."
)
"""The rule in words."""


class Said(NamedTuple):
    """What a claim says, and nothing of what this course thinks of it.

    `low` and `high` are the same if the claim gives one number, and not-a-number if it gives
    none; `date` is empty for what is widely repeated.
    """

    low: float
    high: float
    unit: str
    date: str


@dataclass(frozen=True)
class Finding:
    """What the record says about one claim.

    `holds` tells whether the core statement holds (None: no figure can tell), `held` whether it
    did in an older part of the record, `how` the arithmetic in one sentence. `low` and `high` are
    the range of `value` where there is one. Each of the `caveats` is a condition and a sentence; it
    applies where the condition is true.
    """

    holds: bool | None
    how: str
    value: float = math.nan
    unit: str = ""
    low: float = math.nan
    high: float = math.nan
    gap: str = ""
    held: bool | None = None
    caveats: Sequence[tuple[bool, str]] = ()
    tables: tuple[str, ...] = ()

    @property
    def applying(self) -> list[str]:
        """The caveats that apply."""
        return [text for applies, text in self.caveats if applies]

    @property
    def found(self) -> str:
        """The figure found, with its range and unit."""
        if math.isnan(self.value):
            return self.unit
        ends = (self.low, self.high) if self.low < self.high else ()
        return figure(self.value, self.unit, *ends)


def decide(finding: Finding, opinion: bool = False) -> str:
    """Return the verdict on a claim.

    Parameters
    ----------
    finding : Finding
        What the record says.
    opinion : bool
        Whether the ledger gives a reason why the claim cannot be measured.

    Returns
    -------
    str
        One of `VERDICTS`.
    """
    if opinion:
        return "opinion"
    if finding.holds is None:
        return "unverifiable"
    if finding.holds:
        return "supported with a caveat" if finding.applying else "supported"
    return "outdated" if finding.held else "disputed"


def tolerance(figure: float, unit: str) -> float:
    """Return by how much a claimed number may differ from a found one.

    Parameters
    ----------
    figure : float
        What was found.
    unit : str
        Its unit; one that begins with % is a share.

    Returns
    -------
    float
        In the same unit.
    """
    wide = WITHIN * abs(figure)
    return min(wide, POINTS) if unit.startswith("%") else wide


def agrees(said: Said, low: float, high: float | None = None) -> bool:
    """Whether a claimed number agrees with what was found.

    Parameters
    ----------
    said : Said
        The claim.
    low, high : float
        What was found; one number, or a range.

    Returns
    -------
    bool
        True if the two ranges, the found one widened by the tolerance, meet.
    """
    high = low if high is None else high
    lowest = low - tolerance(low, said.unit)
    highest = high + tolerance(high, said.unit)
    return bool(said.low <= highest + 1e-9 and said.high >= lowest - 1e-9)


def compare(said: Said, low: float, high: float | None = None) -> str:
    """Say how far a claimed number is from what was found.

    Parameters
    ----------
    said : Said
        The claim.
    low, high : float
        What was found; one number, or a range, above zero.

    Returns
    -------
    str
        In points for a share, else as a factor; `none` if the ranges meet.
    """
    high = low if high is None else high
    if said.low <= high and said.high >= low:
        return "none"
    above = said.low > high
    near, far = (high, low) if above else (low, high)
    claimed = said.low if above else said.high
    where = "high" if above else "low"
    if said.unit.startswith("%"):
        points = _range(abs(claimed - near), abs(claimed - far))
        return f"{points} point{'' if points == '1' else 's'} too {where}"
    if not min(near, claimed) > 0:
        return f"{number(claimed)} claimed, {number(near)} found"
    factors = [claimed / end if above else end / claimed for end in (near, far)]
    if max(factors) < 2:
        return f"{_range(*(100 * (factor - 1) for factor in factors))}% too {where}"
    return f"{_range(*factors)} times too {where}"


def _range(near: float, far: float) -> str:
    first, last = f"{near:.2g}", f"{far:.2g}"
    return first if first == last else f"{first} to {last}"


def figure(value: float, unit: str, *ends: float) -> str:
    """Write a figure with its unit and, if there is one, its range.

    Parameters
    ----------
    value : float
        The figure.
    unit : str
        Its unit; a percent sign stands close to the figure.
    *ends : float
        The lower and the upper end of the range.

    Returns
    -------
    str
        Such as `61% (61 to 94%) of output`.
    """
    sign, rest = ("%", unit[1:].strip()) if unit.startswith("%") else ("", unit)
    span = f"({' to '.join(map(number, ends))}{sign})" if ends else ""
    return " ".join(word for word in (number(value) + sign, span, rest) if word)


def number(value: float) -> str:
    """Write a number short: three digits that count, or all before the decimal point.

    Parameters
    ----------
    value : float
        Any number.

    Returns
    -------
    str
        With thousands separators.
    """
    if float(value).is_integer() or abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.3g}"
