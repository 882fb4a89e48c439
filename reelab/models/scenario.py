"""The chain from 2025 to 2045: what a set of assumptions gives, by year, bloc and stage."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

from reelab.errors import CourseError, did_you_mean
from reelab.models import plants
from reelab.models.base_year import OXIDE, Facts, facts, first_output, terms
from reelab.models.outcomes import Run
from reelab.models.simulator import step
from reelab.models.state import (
    BLOCS,
    CHINA,
    INDIA,
    RUSSIA,
    SEPARATION,
    STAGES,
    Made,
    State,
    Terms,
    Year,
)

__all__ = ["BLOCS", "LEVERS", "SCENARIO", "STAGES", "YEARS", "Facts", "Run", "begin",
           "facts", "paid", "simulate"]  # fmt: skip

LEVERS: dict[str, tuple[str, ...]] = {
    "our chain": (*plants.OWN, "mine_india", "plant_india", "build_year", "build_time",
                  "build_chance"),
    "China's response": ("flood_depth", "restrict_share", "response_year", "response_years",
                         "license_delay", "leader_growth_limit"),
    "partners": ("partnership", "sharing", "sanctions", "partner_premium", "arctic_factor",
                 "newcomer_learning", "ore_to_china"),
    "demand and price": ("demand_growth", "india_growth", "demand_elasticity", "price_ceiling",
                         "allied_premium", "plan_chance"),
    "policy": ("chain_floor", "capital_subsidy", "output_subsidy"),
}  # fmt: skip
"""The assumptions to move, in five groups."""

BACKGROUND = (
    "plan_delay", "ramp_rate", "ramp_half", "ramp_ceiling", "leader_spare", "leader_learning",
    "arctic_share", "first_lot", "made_years", "base_price", "cash_share", "cost_spread",
    "separation_yield", "metal_yield", "magnet_yield",
)  # fmt: skip
"""The other assumptions of the model."""

SCENARIO = tuple(name for group in LEVERS.values() for name in group) + BACKGROUND
"""All assumptions of the model."""

YEARS = np.arange(2025, 2046)
"""The years of a run; the state before them is that of 2024."""

CHUNK = 2500
"""Draws that are run at a time: many enough that Python itself costs little, few for memory."""

CORES = 2
"""Chunks that are run side by side; NumPy lets go of Python's lock while it computes."""


def simulate(
    known: Facts, values: Mapping[str, Any], luck: np.ndarray | None = None,
    progress: Callable[[float], object] | None = None, years: np.ndarray = YEARS,
    rules: Mapping[str, np.ndarray] | None = None,
) -> Run:  # fmt: skip
    """Run the chain.

    Parameters
    ----------
    known : Facts
        As from `facts`.
    values : mapping of str to number or ndarray of shape (draws,)
        One for each of `SCENARIO`, in the unit of the ledger.
    luck : ndarray of shape (plants + 4, draws), optional
        Numbers between 0 and 1 that decide which plants are finished: those of `known.plants`,
        then one's own at each stage. Without it a plant counts by its chance.
    progress : callable, optional
        Called with the fraction done; the run stops if it returns False.
    years : ndarray of shape (years,)
        Without gaps.
    rules : mapping of str to ndarray of shape (years,), optional
        Known rules of the past, in place of China's response: `restrict` (fraction of exports
        held back) and `quota` (kt that China may mine, not a number where not known).

    Returns
    -------
    Run
        What happened.

    Raises
    ------
    CourseError
        If a value is missing or not known, or if the run was stopped.
    """
    given = _arrays(values)
    draws = len(given["base_price"])
    run = Run.empty(years, draws)
    run.partners[:] = given["partnership"] > 0

    def work(part: slice) -> int:
        some = {name: value[part] for name, value in given.items()}
        _run(known, some, None if luck is None else luck[:, part], years, rules, run.part(part))
        return part.stop

    parts = [slice(start, min(start + CHUNK, draws)) for start in range(0, draws, CHUNK)]
    pool = ThreadPoolExecutor(min(CORES, len(parts)))
    try:
        for job in [pool.submit(work, part) for part in parts]:
            done = job.result() / draws
            if progress is not None and progress(done) is False:
                raise CourseError("The run was stopped.")
    finally:
        pool.shutdown(cancel_futures=True)
    return run


def _arrays(values: Mapping[str, Any]) -> dict[str, np.ndarray]:
    missing = [name for name in SCENARIO if name not in values]
    if missing:
        raise CourseError(f"No value was given for {', '.join(missing)}.")
    for name in values:
        if name not in SCENARIO:
            raise CourseError(f"'{name}' is not used here. {did_you_mean(name, SCENARIO)}")
    arrays = [np.atleast_1d(np.asarray(values[name], float)) for name in SCENARIO]
    return dict(zip(SCENARIO, np.broadcast_arrays(*arrays), strict=True))


def _run(
    known: Facts, v: Mapping[str, np.ndarray], luck: np.ndarray | None, years: np.ndarray,
    rules: Mapping[str, np.ndarray] | None, run: Run,
) -> None:  # fmt: skip
    """Run some draws and write what happens into `run`."""
    first = first_output(known, v)
    holds = terms(known, v, first)
    count = len(known.plants["kt"])
    gives, begun = plants.own(years, v, None if luck is None else luck[count:])
    gives += plants.added(years, known.plants, v, None if luck is None else luck[:count])
    state, demand = begin(first, holds), _demand(v, len(years))
    for t, year in enumerate(years):
        given = _year(int(year), t, v, rules, gives[t], demand[t])
        state, made = step(state, given, holds)
        run.record(t, made, holds, given.demand, v["base_price"])
        run.subsidy[t] = paid(made, begun[t], v, known.capital).T


def _demand(v: Mapping[str, np.ndarray], years: int) -> np.ndarray:
    """Return demand as multiples of the use in the base year, (years, blocs, draws)."""
    demand = np.empty((years, len(BLOCS), len(v["demand_growth"])))
    demand[:] = 1 + v["demand_growth"] / 100
    demand[:, INDIA] *= 1 + v["india_growth"] / 100
    return np.cumprod(demand, axis=0, out=demand)


def _year(
    year: int, t: int, v: Mapping[str, np.ndarray], rules: Mapping[str, np.ndarray] | None,
    new: np.ndarray, demand: np.ndarray,
) -> Year:  # fmt: skip
    if rules is not None:
        quota = rules["quota"][t]
        none = np.zeros_like(v["base_price"])
        return Year(
            new, demand, none, none + rules["restrict"][t],
            None if np.isnan(quota) else none + quota,
        )  # fmt: skip
    first = np.round(v["response_year"])
    acts = (year >= first) & (year < first + np.round(v["response_years"]))
    return Year(new, demand, acts * v["flood_depth"] / 100, acts * v["restrict_share"] / 100)


def begin(first: np.ndarray, holds: Terms) -> State:
    """Return what the years before the first one left.

    Parameters
    ----------
    first : ndarray of shape (stages, blocs, draws)
        As from `reelab.models.base_year.first_output`.
    holds : Terms
        What holds in all years.

    Returns
    -------
    State
        Nothing is closed; scrap and China's plants are those of the base year.
    """
    return State(
        made=holds.made, closed=np.zeros_like(first), losing=np.zeros_like(first),
        scrap=first[-1] * (1 / holds.yields[-1] - 1), home=first[:, CHINA] * (1 + holds.spare),
    )  # fmt: skip


def paid(
    made: Made, begun: np.ndarray, v: Mapping[str, np.ndarray], capital: np.ndarray
) -> np.ndarray:
    """Return what the state pays in a year.

    Parameters
    ----------
    made : Made
        What happened in the year.
    begun : ndarray of shape (stages, blocs, draws)
        Plants that are begun, in kt a year.
    v : mapping of str to ndarray of shape (draws,)
        The assumptions, in the units of the ledger.
    capital : ndarray of shape (stages,)
        USD for each kg a year.

    Returns
    -------
    ndarray of shape (blocs, draws)
        USD million: kt times USD/kg.
    """
    paid = (v["capital_subsidy"] / 100 * begun * capital[:, None, None]).sum(0)
    below = np.maximum(v["chain_floor"] - made.price * v["base_price"], 0)
    oxide = made.output[SEPARATION] / OXIDE
    oxide[CHINA] = 0
    paid += below * oxide
    for bloc in (RUSSIA, INDIA):
        paid[bloc] += v["output_subsidy"] * made.output[-1, bloc]
    return paid
