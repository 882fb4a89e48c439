"""The chain played by teams: what they decide in one year holds from that year on.

`reelab.models.scenario` takes each assumption as the same in all years. Here the teams of a
role-play set some of them anew at the start of each round, and what was is not changed by it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import NamedTuple

import numpy as np

from reelab.models import plants
from reelab.models.base_year import Facts, first_output, terms
from reelab.models.outcomes import Run
from reelab.models.scenario import SCENARIO, YEARS, begin, paid
from reelab.models.simulator import step
from reelab.models.state import BLOCS, INDIA, Year

TEAMS: dict[str, tuple[str, ...]] = {
    "China": ("flood_depth", "restrict_share", "leader_growth_limit"),
    "Russia": ("build_separation", "build_metal", "sharing"),
    "India": ("build_metal", "build_magnet", "capital_subsidy", "output_subsidy"),
    "Allied buyers": ("chain_floor", "sanctions"),
    "Miner": ("build_mine", "mine_india"),
    "Car maker": ("demand_growth", "demand_elasticity"),
}
"""What each team decides, by the ids of the ledger."""

ONCE = (*plants.OWN, "mine_india", "plant_india")
"""What is decided for one plant; everything else holds until the team decides anew."""

_PLACES = {"Russia": {"plant_india": 0.0}, "India": {"plant_india": 100.0}}


class Move(NamedTuple):
    """What a team decides at the start of a year; of two in one year the later one counts."""

    year: int
    team: str
    settings: Mapping[str, float]


def rounds(count: int) -> list[int]:
    """Return the years in which rounds begin, and the last year at the end.

    Parameters
    ----------
    count : int
        How many rounds.

    Returns
    -------
    list of int
        `count` + 1 years, as evenly spaced as whole years allow.
    """
    return [int(year) for year in np.linspace(YEARS[0], YEARS[-1], count + 1).round()]


def held(base: Mapping[str, float], moves: Sequence[Move], year: int) -> dict[str, float]:
    """Return the assumptions that hold in a year.

    Parameters
    ----------
    base : mapping of str to float
        What holds before any move, for each of `SCENARIO`.
    moves : sequence of Move
        In the order in which they were made.
    year : int
        Which year.

    Returns
    -------
    dict of str to float
        As `base`, with what the moves until this year changed; plants are not among them.
    """
    now = {name: float(base[name]) for name in SCENARIO}
    for move in _valid(moves):
        if move.year <= year:
            now |= {name: value for name, value in move.settings.items() if name not in ONCE}
    return now


def play(
    known: Facts, base: Mapping[str, float], moves: Sequence[Move], years: np.ndarray = YEARS
) -> Run:
    """Run the chain with the moves of the teams.

    Parameters
    ----------
    known : Facts
        As from `reelab.models.scenario.facts`.
    base : mapping of str to float
        What holds before any move, for each of `SCENARIO`; its own plants are not built.
    moves : sequence of Move
        In the order in which they were made.
    years : ndarray of shape (years,)
        Without gaps, from the first on.

    Returns
    -------
    Run
        With one draw, in which each plant counts by its chance.
    """
    first = _arrays(held(base, (), 0))
    output = first_output(known, first)
    gives, begun = _built(years, base, moves)
    new = gives + plants.added(years, known.plants, first, None)
    run = Run.empty(years, 1)
    run.partners[:] = first["partnership"] > 0
    state, demand = None, np.ones((len(BLOCS), 1))
    for t, year in enumerate(years):
        now = _arrays(held(base, moves, int(year)))
        holds = terms(known, now, output)
        state = state or begin(output, holds)
        demand = demand * (1 + now["demand_growth"] / 100)
        demand[INDIA] *= 1 + now["india_growth"] / 100
        given = Year(new[t], demand, now["flood_depth"] / 100, now["restrict_share"] / 100)
        state, made = step(state, given, holds)
        run.record(t, made, holds, demand, now["base_price"])
        run.subsidy[t] = paid(made, begun[t], now, known.capital).T
    return run


def until(run: Run, year: int) -> Run:
    """Return a run as far as it is played.

    Parameters
    ----------
    run : Run
        As from `play`.
    year : int
        The last year to keep.

    Returns
    -------
    Run
        The same, without the later years.
    """
    kept = run.years <= year
    cut = {
        field.name: getattr(run, field.name)[kept]
        for field in fields(run)
        if field.name != "partners"
    }
    return Run(partners=run.partners, **cut)


def _valid(moves: Sequence[Move]) -> list[Move]:
    """Return the moves that count: the last one of each team in each year."""
    return list({(move.year, move.team): move for move in moves}.values())


def _arrays(values: Mapping[str, float]) -> dict[str, np.ndarray]:
    return {name: np.array([value]) for name, value in values.items()}


def _built(
    years: np.ndarray, base: Mapping[str, float], moves: Sequence[Move]
) -> tuple[np.ndarray, np.ndarray]:
    """Add up the plants that were decided, each in the year of its move."""
    nothing = {**held(base, (), 0), **dict.fromkeys(plants.OWN, 0.0)}
    gives, begun = plants.own(years, _arrays(nothing), None)
    for move in _valid(moves):
        here = {name: value for name, value in move.settings.items() if name in ONCE}
        plan = {**nothing, **_PLACES.get(move.team, {}), **here, "build_year": float(move.year)}
        more, started = plants.own(years, _arrays(plan), None)
        gives, begun = gives + more, begun + started
    return gives, begun
