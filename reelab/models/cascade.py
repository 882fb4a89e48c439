"""Stages of a separation: by short cut, in closed form, and counted one by one.

Words and signs are those of `models.separation`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from reelab.errors import CourseError
from reelab.models import domain
from reelab.models.formula import closed_form, log, power
from reelab.models.separation import flows_of, least_solvent, odds, product

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


Run = Mapping[str, Any]


def _line(run: Run, below: bool) -> tuple[Any, Any]:
    """Return slope and height at zero of the line on which neighboring stages meet."""
    if below:
        rest = (1 - run["organic"]) * (1 - run["purity_b"] / 100)
        return (run["solvent"] - run["organic"] + 1) / run["solvent"], -1 * rest / run["solvent"]
    pure = run["organic"] * run["purity_a"] / 100
    return (run["solvent"] - run["organic"]) / run["solvent"], pure / run["solvent"]


def _half(run: Run, below: bool) -> Any:
    slope, at_zero = _line(run, below)
    return (run["separation_factor"] - (run["separation_factor"] - 1) * at_zero - slope) / 2


def _root(run: Run, below: bool) -> Any:
    (slope, at_zero), half = _line(run, below), run["half_below" if below else "half_above"]
    return power(half * half - (run["separation_factor"] - 1) * slope * at_zero, 0.5)


def _count(run: Run, below: bool) -> Any:
    """Count the stages of a section from one end of the water to the other."""
    feed, rise = run["feed_share"] / 100, run["separation_factor"] - 1
    start, end = (feed, 1 - run["purity_b"] / 100) if below else (run["purity_a"] / 100, feed)
    half, root = (run[f"{name}_{'below' if below else 'above'}"] for name in ("half", "root"))
    width = rise * _line(run, below)[0]
    low, high = (half - root) / width, (half + root) / width
    passed = (end - low) / (high - end) / ((start - low) / (high - start))
    return log(passed) / log((1 + rise * low) / (1 + rise * high))


STEPS: dict[str, Callable[[Run], Any]] = {
    "organic": lambda run: product(run["feed_share"], run["purity_a"], run["purity_b"]),
    "solvent": lambda run: run["solvent_excess"] * least_solvent(
        run["separation_factor"], run["feed_share"], run["purity_a"], run["purity_b"]
    ),
    "half_above": lambda run: _half(run, False),
    "half_below": lambda run: _half(run, True),
    "root_above": lambda run: _root(run, False),
    "root_below": lambda run: _root(run, True),
    "stages_above": lambda run: _count(run, False),
    "stages_below": lambda run: _count(run, True),
    "stages": lambda run: run["stages_above"] + run["stages_below"],
}  # fmt: skip
"""The exact count, step by step: each takes the settings and what the steps before it found."""


def in_steps(run: Run) -> dict[str, Any]:
    """Return the settings with what each of `STEPS` finds.

    Parameters
    ----------
    run : mapping
        Settings by name.

    Returns
    -------
    dict
        The settings and what each step finds, by name.
    """
    found = dict(run)
    for name, step in STEPS.items():
        found[name] = step(found)
    return found


@closed_form
def stages(
    separation_factor: Any, feed_share: Any, purity_a: Any, purity_b: Any, solvent_excess: Any
) -> Any:
    """Return the exact number of stages, with decimals.

    Parameters
    ----------
    separation_factor, feed_share, purity_a, purity_b : number or array
        As in `models.separation.least_solvent`.
    solvent_excess : number or array
        Solvent over the least, above 1.

    Returns
    -------
    number or array
        Ideal stages; whole stages, as `stepped` counts them, differ by less than one.

    References
    ----------
    Smoker, E. H. (1938), Transactions of the American Institute of Chemical Engineers 34, 165:
    each stage is the same linear fractional map, so its powers have a closed form.
    """
    return in_steps({"separation_factor": separation_factor, "feed_share": feed_share,
                     "purity_a": purity_a, "purity_b": purity_b,
                     "solvent_excess": solvent_excess})["stages"]  # fmt: skip


def held(run: Run) -> Any:
    """Return how much feed the full cascade holds.

    Parameters
    ----------
    run : mapping
        Settings with the counts of `in_steps`, and stage_minutes: how long water and solvent stay
        in a stage.

    Returns
    -------
    number, array or Altair expression
        Hours of feed: the rare earths in all stages over what is fed in an hour. No cascade can
        be full sooner.
    """
    carried = 2 * run["solvent"] - run["organic"]
    moles = run["stages"] * carried + run["stages_below"]
    return moles * run["stage_minutes"] / 60


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
    domain.check("cascade.stepped", "solvent", solvent)
    if not least < solvent < float("inf"):
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
