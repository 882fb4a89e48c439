"""What an argument of a formula can be at all, by its name; a slider's range is narrower."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from reelab.errors import CourseError, did_you_mean

PART = (
    "alive_share", "audit_chance", "backlog", "boundary_saving", "committed_rate",
    "contained_pct", "dependence", "detection", "feed_share", "grade", "held_share",
    "missing_pct", "other_kinds", "other_share_pct", "owner_pct", "policy_recycling",
    "policy_saving", "policy_second", "ramp_ceiling", "rare_earth_in_magnet", "recovery",
    "recycled_pct", "risk_weight", "second_share", "share_pct", "smuggling_discount",
    "stop_chance", "stop_size", "substitution", "upside_share",
)  # fmt: skip
"""Percent of a whole: 0 to 100."""

LIMITS = {
    **dict.fromkeys(PART, (0.0, 100.0)),
    **dict.fromkeys(("hhi", "other_hhi"), (0.0, 10_000.0)),
    **dict.fromkeys(("purity_a", "purity_b"), (50.0, 99.99999)),
    **dict.fromkeys(("learning_rate", "leader_learning", "newcomer_learning"), (0.0, 99.9)),
    **dict.fromkeys(("cost_gap", "patent_growth"), (-99.9, math.inf)),
    **dict.fromkeys(("month", "usd_million"), (-math.inf, math.inf)),
    "margin_pct": (-math.inf, 99.9),
    "scaled": (0.0, 10.0),
    **dict.fromkeys(("index", "imported_risk", "substitution_index"), (0.0, 1.0)),
    "reliance_pct": (-math.inf, math.inf),
    "j": (0.5, math.inf),
    "temperature_k": (0.001, math.inf),
    "operating_celsius": (-273.15, math.inf),
    "separation_factor": (1.000001, math.inf),
}
"""Least and most of an argument. One that is not named here may be anything from zero."""


def check(formula: str, argument: str, value: Any) -> None:
    """Refuse what no quantity of this name can be.

    Parameters
    ----------
    formula, argument : str
        Where it was given.
    value : number or array
        What was given; missing values pass.

    Raises
    ------
    CourseError
        If it is no number, or a value lies outside the limits.
    """
    if value is None or isinstance(value, (str, bytes)):
        raise CourseError(f"{formula}: {argument} is {value!r}; give a number.")
    if isinstance(value, (list, tuple, set, dict)):
        raise CourseError(
            f"{formula}: {argument} is a {type(value).__name__}; give a number, a column or "
            "numpy.array([...])."
        )
    if isinstance(value, (int, float)):  # NumPy's floats are among them
        ends: tuple[Any, ...] = (value,)
    else:
        values = np.asarray(value)  # an Altair expression becomes an object
        if values.dtype.kind not in "iuf" or not values.size:
            return
        ends = values.min(), values.max()
    least, most = LIMITS.get(argument, (0.0, math.inf))
    for found in ends:
        if found < least or found > most:
            raise CourseError(
                f"{formula}: {argument} cannot be {found:g}; give {_allowed(least, most)}."
            )


def settings(formula: str, given: Mapping[str, Any], wanted: Iterable[str]) -> None:
    """Refuse settings of which one is unknown, missing or cannot be.

    Parameters
    ----------
    formula : str
        Where they were given.
    given : mapping of str to number or array
        Setting by name.
    wanted : iterable of str
        The names there should be.

    Raises
    ------
    CourseError
        If a name is none of them, if one is missing, or if a value cannot be.
    """
    names = list(wanted)
    for name, value in given.items():
        if name not in names:
            raise CourseError(f"{formula} has no setting '{name}'. {did_you_mean(name, names)}")
        check(formula, name, value)
    if missing := [name for name in names if name not in given]:
        raise CourseError(
            f"{formula} needs a value for {', '.join(missing)}. Give a whole set with two stars, "
            f"for instance {formula.partition('.')[2]}(..., **settings)."
        )


def _allowed(least: float, most: float) -> str:
    if math.isinf(most):
        return f"{least:.10g} or more"
    return f"{most:g} or less" if math.isinf(least) else f"{least:.10g} to {most:.10g}"
