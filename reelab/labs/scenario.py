"""The labs of notebook 06: the chain simulator, with runs side by side."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from numbers import Integral
from typing import Any

import pandas as pd

from reelab import assumptions
from reelab.charts import scenario as chart
from reelab.data import load
from reelab.errors import CourseError
from reelab.labs.controls import Console
from reelab.labs.panel import Panel, by_name
from reelab.labs.pins import NOW, Pin, recall
from reelab.labs.spec import Lab, Rows, Runs, Values, preset_notes, presets
from reelab.models import backtest, montecarlo, scorecard
from reelab.models import scenario as model

CONTROLS = tuple(name for group in model.LEVERS.values() for name in group)

MOST = 100_000
"""Draws that a small computer can hold: some 10 kB each."""


@by_name
def chain(**settings: Any) -> Panel:
    """Show who makes what from 2025 to 2045, and compare up to four runs with the one at hand.

    Parameters
    ----------
    **settings
        First settings, for instance `build_magnet=6`, in the units of the ledger.

    Returns
    -------
    Panel
        The lab.
    """
    return Panel(_chain(), **settings)


@cache
def facts(year: int = 2024) -> model.Facts:
    """Return what the model takes as known, of the year from which it runs."""
    return model.facts(load("chain_state"), load("chain_additions"), load("chain_stages"), year)


def run(*unnamed: object, **settings: float) -> model.Run:
    """Run the chain once.

    Parameters
    ----------
    *unnamed
        None: each setting has its name.
    **settings
        What differs from the ledger, by name.

    Returns
    -------
    Run
        With one draw, in which each plant counts by its chance.

    Raises
    ------
    CourseError
        If a name is missing or not known, or a value is out of range.
    """
    if unnamed:
        raise CourseError(
            "Give each setting with its name, such as run(build_mine=6); two stars stand before a "
            "dictionary of them: run(**settings)."
        )
    values = assumptions.values(model.SCENARIO, **settings)
    return _run(tuple(values.values()))


@lru_cache(maxsize=64)
def _run(values: tuple[float, ...]) -> model.Run:
    return model.simulate(facts(), dict(zip(model.SCENARIO, values, strict=True)))


def pinned() -> dict[str, Pin]:
    """Return the runs that were pinned, by slot; at most the last four."""
    return recall("scenario", Console(_chain()).read)


def sampled(
    values: Mapping[str, float], draws: int, progress: Callable[[float], object] | None = None
) -> model.Run:
    """Run the chain for many draws of what is in doubt.

    Parameters
    ----------
    values : mapping of str to float
        What differs from the ledger, by name; of what is in doubt, the likeliest value.
    draws : int
        Number of draws, 1 to `MOST`.
    progress : callable, optional
        Called with the fraction done; the run stops if it returns False.

    Returns
    -------
    Run
        With so many draws; a plant is finished or not.

    Raises
    ------
    CourseError
        If settings or draws are none, if a value is out of range, or if the run was stopped.
    """
    if not isinstance(values, Mapping):
        raise CourseError(
            f"{values!r} is no dictionary of settings; it comes first, then the draws: "
            "sampled({}, 1000)."
        )
    if isinstance(draws, bool) or not isinstance(draws, Integral) or not 1 <= draws <= MOST:
        raise CourseError(f"{draws!r} draws cannot be: give a whole number, 1 to {MOST:,}.")
    seed = assumptions.get("seed").default
    drawn = assumptions.draw(model.SCENARIO, draws, seed, **values)
    return montecarlo.sample(facts(), drawn, seed, progress)


@cache
def past() -> pd.DataFrame:
    """Run the past from 2010, with the rules and plants of then, beside the record.

    Returns
    -------
    DataFrame
        As `models.backtest.compare`.
    """
    then, shares = facts(backtest.START), load("stage_shares")
    start = load("shock_prices", product="Nd oxide", market="FOB China", date="2010-Q1")
    price = float(start["price"].iloc[0])
    values = backtest.past(assumptions.values(model.SCENARIO), then, facts(), price)
    rules = backtest.rules(load("quotas"), load("export_quota"), shares, then)
    done = backtest.run(then, values, rules)
    return backtest.compare(done, backtest.recorded(shares, load("prices"), then))


def compared(runs: Runs, names: Mapping[str, str]) -> tuple[Rows, Values]:
    """Return what the picture shows of some runs.

    Parameters
    ----------
    runs : mapping of str to dict
        Settings by slot; the first is the one at hand.
    names : mapping of str to str
        Name of each pinned run, by slot.

    Returns
    -------
    tuple of dict
        Rows and words, as `charts.scenario.compare` takes them.
    """
    return drawn({slot: run(**settings) for slot, settings in runs.items()}, names)


def drawn(done: Mapping[str, model.Run], names: Mapping[str, str]) -> tuple[Rows, Values]:
    """Return what the picture shows of runs that are done; otherwise as `compared`."""
    first = next(iter(done.values()))
    rows: Rows = {"shares": _shares(first), "lines": [], "card": []}
    for column, (slot, one) in enumerate(done.items()):
        values = {name: value[:, 0].round(4).tolist() for name, value in
                  scorecard.series(one).items()}  # fmt: skip
        lines = [
            {"year": int(year), "run": slot, **{name: value[t] for name, value in values.items()}}
            for t, year in enumerate(one.years)
        ]
        letter = "" if slot == NOW else slot
        place = column + (NOW not in done)  # a letter stands beside the mark, not on it
        lines[-1] |= {"letter": letter, "beside": lines[-1]["year"] + 1.6 * place}
        rows["lines"] += lines
        card = [("", slot), *_card(one)]
        rows["card"] += [
            {"run": slot, "column": column, "outcome": outcome, "text": text, "row": row}
            for row, (outcome, text) in enumerate(card)
        ]
    return rows, {"headline": scorecard.message(first), "spoken": _spoken(done, names)}


def _card(one: model.Run) -> list[tuple[str, str]]:
    table = scorecard.scores(one)
    return list(zip(table["outcome"], table["text"], strict=True))


def _shares(one: model.Run) -> list[dict[str, Any]]:
    share = one.share[:, 0].round(3)
    return [
        {"year": int(year), "bloc": bloc, "stage": stage, "place": b,
         "share": float(share[t, b, s])}
        for t, year in enumerate(one.years)
        for b, bloc in enumerate(model.BLOCS)
        for s, stage in enumerate(model.STAGES)
    ]  # fmt: skip


def _spoken(done: Mapping[str, model.Run], names: Mapping[str, str]) -> str:
    told = []
    for slot, one in done.items():
        who = f"{slot}, {names[slot]}" if slot in names else "This run"
        told.append(f"{who}: {'; '.join(f'{name} {text}' for name, text in _card(one))}.")
    return f"{scorecard.message(next(iter(done.values())))}. {' '.join(told)}"


@cache
def _chain() -> Lab:
    def drawn(values: Values) -> Any:
        rows, words = compared({NOW: values}, {})
        return chart.compare(rows, words)

    def table(values: Values) -> Any:
        return scorecard.scores(run(**values)).drop(columns="text").dropna(subset="value")

    def random(values: Values) -> Rows:
        table = scorecard.bands(sampled(values, scorecard.DRAWS))
        return {"lines": [{"run": chart.RANDOM, **row} for row in table.to_dict("records")]}

    return Lab(
        name="scenario",
        title="Lab: can the hold be broken? The chain from 2025 to 2045",
        controls=list(CONTROLS),
        groups={title[:1].upper() + title[1:]: names for title, names in model.LEVERS.items()},
        chart=drawn,
        table=table,
        facts=lambda: {
            "Other assumptions, kept at their defaults": assumptions.describe(
                assumptions.values(model.BACKGROUND)
            ),
            "Presets": load("presets", lab="scenario"),
            "The chain in 2024": load("chain_state", year=2024),
            "Plants that are planned": load("chain_additions"),
            "Stages": load("chain_stages"),
        },
        presets=presets("scenario"),
        notes=preset_notes("scenario"),
        push=random,
        push_label="Show uncertainty",
        compare=compared,
    )


LABS = {"scenario": chain}
"""Every lab of this room by its name, for scenario codes."""
