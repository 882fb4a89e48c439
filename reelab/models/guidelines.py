"""What merger guidelines say to a merger, from its index, its rise and the merged share."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from operator import or_
from typing import Any

import pandas as pd

from reelab.models.formula import sentence, where

GUIDELINES = {
    "US 2023": ("United States", 2023),
    "US 2010": ("United States", 2010),
    "EU 2004": ("European Union", 2004),
}
"""The guidelines shown, by jurisdiction and year."""

OUTCOMES = {
    "presumption": "presumed harmful",
    "concern": "raises concern",
    "no concern": "no concern",
}
"""What a guideline says, the strongest first."""


def outcome(rules: pd.DataFrame, guideline: str, index: Any, change: Any, share_pct: Any) -> Any:
    """Say what a guideline makes of a merger; in the browser, as an expression.

    Parameters
    ----------
    rules : DataFrame
        The table merger_thresholds.
    guideline : str
        A name in `GUIDELINES`.
    index, change : number or Altair expression
        Points after the merger, and by how many it raised them.
    share_pct : number or Altair expression
        Percent that the merged firm holds.

    Returns
    -------
    str or Altair expression
        One of `OUTCOMES`, or what is left where none applies.
    """
    jurisdiction, year = GUIDELINES[guideline]
    rows = rules[(rules["jurisdiction"] == jurisdiction) & (rules["year"] == year)]
    clears = bool((rows["outcome"] == "no concern").any())
    answer: Any = "may raise concern" if clears else "no presumption"
    for name in reversed(OUTCOMES):
        found = rows[rows["outcome"] == name]
        if len(found):
            tests = (_meets(row, index, change, share_pct) for row in found.to_dict("records"))
            answer = where(reduce(or_, tests), OUTCOMES[name], answer)
    return where(change > 0, answer, "no merger")


def _meets(row: Mapping[str, Any], index: Any, change: Any, share_pct: Any) -> Any:
    """Hold a merger against the limits of one test; those that are empty do not bind."""
    met: Any = change > 0
    for value, limit in ((index, "hhi"), (change, "change"), (share_pct, "share")):
        unit = "_pct" if limit == "share" else ""
        if not pd.isna(low := row[f"{limit}_min{unit}"]):
            met = met & (value > low)
        if not pd.isna(high := row[f"{limit}_max{unit}"]):
            met = met & (value <= high)
    return met


def market_message(name: str, before: float, change: Any) -> Any:
    """Say what a merger does to one market; in the browser, as an expression.

    Parameters
    ----------
    name : str
        The market.
    before : float
        Points before.
    change : number or Altair expression
        Points added.

    Returns
    -------
    str or Altair expression
        A sentence without its full stop.
    """
    return sentence(
        f"{name}: from ", (before, ",.0f"), " to ", (before + change, ",.0f"), " points"
    )
