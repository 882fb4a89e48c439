"""Learning by doing: falling costs, catching up, and the slow start of a plant."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from reelab.errors import CourseError
from reelab.models import domain
from reelab.models.formula import closed_form, exp, log, minimum, where

CATCH_UP = ("cost_gap", "leader_growth", "newcomer_growth", "leader_learning",
            "newcomer_learning")  # fmt: skip
"""The assumptions that say when a newcomer catches up."""

RAMP = ("ramp_rate", "ramp_half", "ramp_ceiling")
"""The assumptions of a plant's start."""

NEVER = 100
"""Years after which catching up is called never."""


@closed_form
def elasticity(learning_rate: Any) -> Any:
    """Return the power with which a cost falls in the output so far.

    Parameters
    ----------
    learning_rate : number or array
        Percent by which the cost falls with each doubling of the output so far.

    Returns
    -------
    number or array
        Zero or more.

    References
    ----------
    Wright, T. P. (1936), Journal of the Aeronautical Sciences 3, 122.
    """
    return -1 * log(1 - learning_rate / 100) / np.log(2)


@closed_form
def cost(years: Any, first_cost: Any, growth: Any, learning_rate: Any) -> Any:
    """Return a cost that falls while the output so far grows.

    Parameters
    ----------
    years : number or array
        From now on.
    first_cost : number or array
        Now, in any unit.
    growth : number or array
        Percent a year by which the output so far grows.
    learning_rate : number or array
        As in `elasticity`.

    Returns
    -------
    number or array
        In the unit of `first_cost`.

    References
    ----------
    Wright (1936), as in `elasticity`.
    """
    return first_cost * exp(-1 * years * fall(growth, learning_rate))


@closed_form
def fall(growth: Any, learning_rate: Any) -> Any:
    """Return how fast a cost falls.

    Parameters
    ----------
    growth, learning_rate : number or array
        As in `cost`.

    Returns
    -------
    number or array
        Part of itself each year, as in continuous interest.
    """
    return elasticity(learning_rate) * log(1 + growth / 100)


@closed_form
def catch_up(
    cost_gap: Any, leader_growth: Any, newcomer_growth: Any, leader_learning: Any,
    newcomer_learning: Any,
) -> Any:  # fmt: skip
    """Return after how many years a newcomer's cost meets the leader's.

    Parameters
    ----------
    cost_gap : number or array
        Percent by which the newcomer is dearer now.
    leader_growth, newcomer_growth : number or array
        Percent a year by which the output so far of each grows.
    leader_learning, newcomer_learning : number or array
        Percent for each doubling.

    Returns
    -------
    number or array
        Years, at most `NEVER`: a newcomer that falls behind never catches up.

    References
    ----------
    Wright (1936), as in `elasticity`, solved for the year in which both costs are equal.
    """
    closing = fall(newcomer_growth, newcomer_learning) - fall(leader_growth, leader_learning)
    safe = where(closing > 1e-9, closing, 1)
    return minimum(where(closing > 1e-9, log(1 + cost_gap / 100) / safe, NEVER), NEVER)


@closed_form
def extra_paid(
    cost_gap: Any, leader_growth: Any, newcomer_growth: Any, leader_learning: Any,
    newcomer_learning: Any,
) -> Any:  # fmt: skip
    """Return what buyers pay on top until the newcomer has caught up.

    Parameters
    ----------
    cost_gap, leader_growth, newcomer_growth, leader_learning, newcomer_learning : number or array
        As in `catch_up`.

    Returns
    -------
    number or array
        In years of buying the same amount at the leader's cost of today.
    """
    years = catch_up(cost_gap, leader_growth, newcomer_growth, leader_learning, newcomer_learning)
    theirs = _sum(years, fall(leader_growth, leader_learning))
    return (1 + cost_gap / 100) * _sum(years, fall(newcomer_growth, newcomer_learning)) - theirs


def _sum(years: Any, rate: Any) -> Any:
    """Add up a cost of 1 that falls at a rate."""
    moving = abs(rate) > 1e-9
    safe = where(moving, rate, 1)
    return where(moving, (1 - exp(-1 * safe * years)) / safe, years)


@closed_form
def ramp(years: Any, ramp_rate: Any, ramp_half: Any, ramp_ceiling: Any) -> Any:
    """Return which part of its planned output a plant makes.

    Parameters
    ----------
    years : number or array
        Since the start.
    ramp_rate : number or array
        How steep the start is, each year.
    ramp_half : number or array
        Years until half of what it reaches.
    ramp_ceiling : number or array
        Percent of the plan that it reaches in the end.

    Returns
    -------
    number or array
        Percent of the plan.

    References
    ----------
    Verhulst, P. F. (1838), Correspondance mathematique et physique 10, 113 (logistic curve).
    """
    return ramp_ceiling / (1 + exp(-1 * ramp_rate * (years - ramp_half)))


@closed_form
def lost(ramp_rate: Any, ramp_half: Any, ramp_ceiling: Any, years: Any) -> Any:
    """Return the planned output that is missing after some years.

    Parameters
    ----------
    ramp_rate, ramp_half, ramp_ceiling : number or array
        As in `ramp`.
    years : number or array
        Since the start.

    Returns
    -------
    number or array
        In years of planned output: the integral of what the plan has above the curve.
    """
    end, start = (
        log(1 + exp(ramp_rate * (year - ramp_half))) / ramp_rate for year in (years, 0 * years)
    )
    return years - ramp_ceiling / 100 * (end - start)


def fit(years: Any, share_pct: Any, ceiling_pct: float) -> tuple[float, float]:
    """Fit the start of a plant by a straight line through the log of the odds.

    Parameters
    ----------
    years, share_pct : array
        Years, and percent of the plan, below the ceiling.
    ceiling_pct : float
        Percent of the plan that is reached in the end.

    Returns
    -------
    tuple of float
        ramp_rate (each year) and the year of one half.

    Raises
    ------
    CourseError
        If a share is not between zero and the ceiling, if there are fewer than two, or if there are
        more or fewer years than shares.
    """
    domain.check("experience.fit", "ceiling_pct", ceiling_pct)
    if np.size(years) != np.size(share_pct):
        raise CourseError(f"There are {np.size(years)} years and {np.size(share_pct)} shares.")
    part = np.asarray(share_pct, float) / ceiling_pct
    if part.size < 2 or not ((part > 0) & (part < 1)).all():
        raise CourseError(
            f"A curve needs two or more shares above 0 and below its ceiling of {ceiling_pct:g}%; "
            f"given were {', '.join(f'{share:.3g}' for share in np.ravel(share_pct)) or 'none'}."
        )
    rate, start = np.polyfit(np.asarray(years, float), np.log(part / (1 - part)), 1)
    return float(rate), float(-start / rate)


def starts(rampups: pd.DataFrame, plans: pd.DataFrame) -> pd.DataFrame:
    """Return the output of plants as a part of what was planned, by years since their start.

    Parameters
    ----------
    rampups : DataFrame
        plant, operator, product, measure, months, mid_year and value_t.
    plans : DataFrame
        name, plant, operator, product, start (year with decimals) and plan_t.

    Returns
    -------
    DataFrame
        name, years since the start, value_t (t a year) and share_pct; whole years and quarters.
    """
    found = []
    for plan in plans.itertuples():
        rows = rampups[
            (rampups["plant"] == plan.plant) & (rampups["operator"] == plan.operator)
            & (rampups["product"] == plan.product) & (rampups["measure"] == "output")
            & rampups["preferred"]
        ]  # fmt: skip
        rate = rows["value_t"] * 12 / rows["months"]
        found.append(pd.DataFrame({
            "name": plan.name, "years": rows["mid_year"] - plan.start, "value_t": rate,
            "share_pct": 100 * rate / plan.plan_t, "period": rows["period"],
            "months": rows["months"],
        }))  # fmt: skip
    return pd.concat(found, ignore_index=True)
