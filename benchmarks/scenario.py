"""How fast the chain runs: many draws, one, the same in pandas, the same in PySD.

The loop in pandas and the model of PySD hold one bloc of our five (`tests/chain.mdl`), so the
ratios are lower bounds; all three must give the same answer, or nothing is printed. Medians,
turn about. Run by `make bench`; nothing here is a test.
"""

from __future__ import annotations

import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pysd

import reelab
from reelab import assumptions
from reelab.models import experience, montecarlo, plants, scenario
from reelab.models.state import BLOCS, CHINA, STAGES

TURNS = 7
LOOPED = 10  # draws that the loop in pandas runs in a turn
FACTS = scenario.facts(
    *[reelab.load(name) for name in ("chain_state", "chain_additions", "chain_stages")]
)
ONLY = np.eye(len(BLOCS))[CHINA]
ALONE = FACTS._replace(
    mine=75 * ONLY, separation=80 * ONLY, shares=100 * np.stack([ONLY, ONLY]), use=100 * ONLY,
    plants={name: rows[:0] for name, rows in FACTS.plants.items()},
)  # fmt: skip
YIELDS = dict(zip(STAGES[1:], (0.9, 0.95, 0.7), strict=True))
SCRAP = 80 * 0.95 * 0.3
RECYCLED = (80 / 0.9 - 75) / SCRAP


def values(growth: np.ndarray | float) -> dict[str, Any]:
    default = assumptions.values(scenario.SCENARIO)
    return {**default, **dict.fromkeys(plants.OWN, 0), "demand_growth": growth}


def pandas_loop(growths: np.ndarray) -> np.ndarray:
    """Run China alone for each growth, year by year, stage by stage, in a table."""
    v = values(0)
    power = experience.elasticity(v["leader_learning"])
    prices = np.empty((len(scenario.YEARS), len(growths)))
    for draw, growth in enumerate(growths):
        table = pd.DataFrame({"weight": FACTS.weight / FACTS.weight.sum()}, index=list(STAGES))
        table["first"] = [75, 80, 80 * 0.95, 80 * 0.95 * 0.7]
        table["made"] = table["start"] = 10 * table["first"] + v["first_lot"]
        table["home"] = table["first"] * (1 + v["leader_spare"] / 100)
        scrap = SCRAP
        for year in scenario.YEARS:
            demand = table.loc["magnet", "first"] * (1 + growth / 100) ** (year - 2024)
            table["cost"] = table["weight"] * (table["made"] / table["start"]) ** -power
            table.loc["mine", "cost"] = table.loc["mine", "weight"]
            posted = table["cost"].sum()
            table["able"] = table["home"]
            feed = table.loc["mine", "able"] + RECYCLED * scrap
            for stage, part in YIELDS.items():
                table.loc[stage, "able"] = min(table.loc[stage, "home"], feed * part)
                feed = table.loc[stage, "able"]
            short = (demand / feed) ** (1 / v["demand_elasticity"])
            price = min(max(posted, short), v["price_ceiling"])
            for column, paid in (("output", price), ("wanted", posted)):
                need = demand * paid ** -v["demand_elasticity"]
                for stage, part in reversed(YIELDS.items()):
                    table.loc[stage, column] = need
                    need /= part
                table.loc["mine", column] = max(need - RECYCLED * scrap, 0)
            table["output"] = table[["output", "able"]].min(axis=1)
            table["made"] += table["output"]
            grown = table["home"] * (1 + v["leader_growth_limit"] / 100)
            goal = table["wanted"] * (1 + v["leader_spare"] / 100)
            table["home"] = pd.concat([grown, goal], axis=1).min(axis=1).clip(lower=table["home"])
            scrap = table.loc["magnet", "output"] * (1 / YIELDS["magnet"] - 1)
            prices[year - scenario.YEARS[0], draw] = price
    return prices


def clock(work: Callable[[], Any]) -> tuple[float, float]:
    """Return what some work takes by the clock, and of the processor (on a busy machine less)."""
    start, begun = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - start, time.process_time() - begun


def main() -> None:
    drawn = assumptions.draw(scenario.SCENARIO, 10_000, 1)
    thousand = {name: value[:1000] for name, value in drawn.items()}
    growths = np.linspace(1, 9, LOOPED)
    with tempfile.TemporaryDirectory() as folder:
        source = Path(__file__).parent.parent / "tests" / "chain.mdl"
        model = pysd.read_vensim(shutil.copy(source, folder))
        fixed = {"recycled": RECYCLED, "learning": experience.elasticity(15)}

        def theirs(growth: float) -> np.ndarray:
            given = {**fixed, "demand growth": growth / 100}
            return model.run(params=given, return_columns=["price"])["price"].to_numpy()

        works = {
            "10,000 draws, 21 years": lambda: montecarlo.sample(FACTS, drawn, 1),
            "1,000 draws": lambda: montecarlo.sample(FACTS, thousand, 1),
            "1 draw": lambda: scenario.simulate(FACTS, values(2.8)),
            "pandas": lambda: pandas_loop(growths),
            "PySD": lambda: theirs(2.8),
        }
        ours = scenario.simulate(ALONE, values(growths)).price_china / 55
        np.testing.assert_allclose(pandas_loop(growths), ours, rtol=1e-6)
        np.testing.assert_allclose(theirs(9), ours[:, -1], rtol=1e-6)
        spent: dict[str, list[tuple[float, float]]] = {name: [] for name in works}
        for _ in range(TURNS):
            for name, work in works.items():
                spent[name].append(clock(work))
    report(spent)


def report(spent: dict[str, list[tuple[float, float]]]) -> None:
    median = {
        name: [1000 * statistics.median(column) for column in zip(*times, strict=True)]
        for name, times in spent.items()
    }
    print(f"chain, medians of {TURNS}: by the clock, and of the processor")
    for name, (by_clock, of_core) in median.items():
        print(f"  {name:<24}{by_clock:9.1f} ms{of_core:9.1f} ms")
    ours = median["10,000 draws, 21 years"][0] / 10_000
    for name, draws in (("pandas", LOOPED), ("PySD", 1)):
        times = median[name][0] / draws / ours
        print(f"  a draw in {name}, one bloc: {times:,.0f} times as long as a draw of ours")


if __name__ == "__main__":
    main()
