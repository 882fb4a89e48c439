"""Stages of a separation: by short cut, in closed form, and counted one by one.

Words and signs are those of `models.separation`.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from reelab.errors import CourseError
from reelab.models.formula import closed_form, log, power
from reelab.models.separation import Flows, flows_of, least_solvent, odds

MOST = 2000
"""Stages after which the stepping gives up."""


@closed_form
def least_stages(separation_factor: Any, purity_a: Any, purity_b: Any) -> Any:
    """Return the number of stages with solvent without limit.

    Parameters
    ----------
    separation_factor : number or array
        Ratio of A to B in the solvent over the same ratio in the water, above 1.
    purity_a, purity_b : number or array
        As in `product`.

    Returns
    -------
    number or array
        Stages.

    References
    ----------
    Fenske, M. R. (1932), Industrial and Engineering Chemistry 24, 482 (total reflux).
    """
    return log(odds(purity_a) * odds(purity_b)) / log(separation_factor)


@closed_form
def extraction_stages(
    separation_factor: Any, feed_share: Any, purity_a: Any, purity_b: Any, solvent: Any
) -> Any:
    """Return the stages below the feed by the short-cut formula.

    Parameters
    ----------
    separation_factor, feed_share, purity_a, purity_b : number or array
        As in `least_solvent`.
    solvent : number or array
        Mole per mole of feed, above the least for pure products.

    Returns
    -------
    number or array
        Stages; too few by 5 to 20% in all.

    References
    ----------
    Xu (1995), as in `least_solvent`.
    """
    flows = flows_of(feed_share, purity_a, purity_b, solvent)
    purified = odds(purity_b) * odds(feed_share)
    return log(purified) / log(separation_factor * solvent / (flows.scrub + 1))


@closed_form
def scrub_stages(
    separation_factor: Any, feed_share: Any, purity_a: Any, purity_b: Any, solvent: Any
) -> Any:
    """Return the stages above the feed by the short-cut formula.

    Parameters
    ----------
    separation_factor, feed_share, purity_a, purity_b, solvent : number or array
        As in `extraction_stages`.

    Returns
    -------
    number or array
        Stages.

    References
    ----------
    Xu (1995), as in `least_solvent`.
    """
    flows = flows_of(feed_share, purity_a, purity_b, solvent)
    purified = odds(purity_a) / odds(feed_share)
    return log(purified) / log(separation_factor * flows.scrub / solvent) - 1


def stages_at(
    separation_factor: Any, feed_share: Any, purity_a: Any, purity_b: Any, flows: Flows
) -> tuple[Any, Any]:
    """Return the exact stages above and below the feed, as numbers with decimals.

    Parameters
    ----------
    separation_factor, feed_share, purity_a, purity_b : number or array
        As in `least_solvent`.
    flows : Flows
        Of a solvent above the least.

    Returns
    -------
    tuple of two numbers, arrays or Altair expressions
        Stages above the feed (scrub) and below it (extraction).

    References
    ----------
    Smoker, E. H. (1938), Transactions of the American Institute of Chemical Engineers 34, 165:
    each stage is the same linear fractional map, so its powers have a closed form.
    """
    feed, top, bottom = feed_share / 100, purity_a / 100, 1 - purity_b / 100
    slope, at_zero = flows.scrub / flows.solvent, flows.product * top / flows.solvent
    above = _steps(separation_factor, slope, at_zero, top, feed)
    slope = (flows.scrub + 1) / flows.solvent
    at_zero = -1 * (1 - flows.product) * bottom / flows.solvent
    return above, _steps(separation_factor, slope, at_zero, feed, bottom)


def _steps(factor: Any, slope: Any, at_zero: Any, start: Any, end: Any) -> Any:
    """Count the stages from one composition of the water to another along an operating line."""
    rise = factor - 1
    half = (factor - rise * at_zero - slope) / 2
    root = power(half * half - rise * slope * at_zero, 0.5)
    low, high = (half - root) / (rise * slope), (half + root) / (rise * slope)
    ratio = (1 + rise * low) / (1 + rise * high)
    passed = (end - low) / (high - end) / ((start - low) / (high - start))
    return log(passed) / log(ratio)


@closed_form
def stages(
    separation_factor: Any, feed_share: Any, purity_a: Any, purity_b: Any, solvent_excess: Any
) -> Any:
    """Return the exact number of stages, with decimals.

    Parameters
    ----------
    separation_factor, feed_share, purity_a, purity_b : number or array
        As in `least_solvent`.
    solvent_excess : number or array
        Solvent over the least, above 1.

    Returns
    -------
    number or array
        Ideal stages; whole stages, as `stepped` counts them, differ by less than one.

    References
    ----------
    Smoker (1938), as in `stages_at`.
    """
    least = least_solvent(separation_factor, feed_share, purity_a, purity_b)
    flows = flows_of(feed_share, purity_a, purity_b, solvent_excess * least)
    above, below = stages_at(separation_factor, feed_share, purity_a, purity_b, flows)
    return above + below


@closed_form
def held(
    separation_factor: Any, feed_share: Any, purity_a: Any, purity_b: Any, solvent_excess: Any,
    stage_minutes: Any,
) -> Any:  # fmt: skip
    """Return how much feed the full cascade holds.

    Parameters
    ----------
    separation_factor, feed_share, purity_a, purity_b, solvent_excess : number or array
        As in `stages`.
    stage_minutes : number or array
        Minutes that water and solvent stay in a stage.

    Returns
    -------
    number or array
        Hours of feed: the rare earths in all stages over what is fed in an hour. No cascade can
        be full sooner.
    """
    least = least_solvent(separation_factor, feed_share, purity_a, purity_b)
    flows = flows_of(feed_share, purity_a, purity_b, solvent_excess * least)
    above, below = stages_at(separation_factor, feed_share, purity_a, purity_b, flows)
    carried = flows.solvent + flows.scrub
    return (above * carried + below * (carried + 1)) * stage_minutes / 60


def stepped(
    separation_factor: float, feed_share: float, purity_a: float, purity_b: float, solvent: float
) -> pd.DataFrame:
    """Count whole stages one by one, from the end where A leaves.

    Parameters
    ----------
    separation_factor, feed_share, purity_a, purity_b : float
        As in `least_solvent`.
    solvent : float
        Mole per mole of feed.

    Returns
    -------
    DataFrame
        stage (from 1), section (scrub or extraction), x and y: mole fraction of A in the water
        and in the solvent that leave the stage.

    Raises
    ------
    CourseError
        If the solvent is not above the least.

    References
    ----------
    McCabe, W. L. and Thiele, E. W. (1925), Industrial and Engineering Chemistry 17, 605.
    """
    least = least_solvent(separation_factor, feed_share, purity_a, purity_b)
    if not solvent > least:
        raise CourseError(f"With a solvent of {solvent:g} there is no number of stages that does. "
                          f"Give more than {least:.4g} mol per mol of feed.")  # fmt: skip
    flows = flows_of(feed_share, purity_a, purity_b, solvent)
    feed, bottom = feed_share / 100, 1 - purity_b / 100
    rows: list[tuple[Any, ...]] = []
    y, x = purity_a / 100, 1.0
    while x > bottom and len(rows) < MOST:
        x = y / (separation_factor - (separation_factor - 1) * y)
        scrub = x > feed
        rows.append((len(rows) + 1, "scrub" if scrub else "extraction", x, y))
        if scrub:
            y = (flows.scrub * x + flows.product * purity_a / 100) / solvent
        else:
            y = ((flows.scrub + 1) * x - (1 - flows.product) * bottom) / solvent
    return pd.DataFrame(rows, columns=["stage", "section", "x", "y"])
