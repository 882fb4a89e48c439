"""The questions of notebook 01."""

from __future__ import annotations

import math
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from reelab import assumptions
from reelab.course.answers import Number, Option, Ranking
from reelab.course.question import Params, Question
from reelab.data import load
from reelab.labs import deposits as labs
from reelab.models import baskets, deposits, mine, reserves


def _reserve(country: str, edition: int) -> float:
    rows = load("reserves", country=country, edition=edition)
    return float(rows["reserves_t"].item()) / 1e6


def _share(edition: int) -> float:
    world = load("world_totals", measure="reserves", edition=edition)["total_t"].item() / 1e6
    return 100 * _reserve("China", edition) / world


def _fact(id: str) -> float:
    return float(load("facts", id=id)["value"].item())


def _balance() -> float:
    rows = load("other_estimates", country="Russia", year=2025).set_index("basis")["value_t"]
    return float(rows["state balance A+B+C1+C2"]) / 1e6


@cache
def _supply() -> pd.DataFrame:
    return reserves.supply(load("reserves"), load("production"), load("countries"))


def _life(edition: int, largest: bool = True) -> list[str]:
    rows = _supply().query("edition == @edition").dropna(subset="life_years")
    rows = rows.sort_values("life_years", ascending=not largest)
    return list(rows["country"].head(3))


@cache
def _basket() -> pd.DataFrame:
    table = baskets.balance(labs.baskets())
    return table.set_index(["deposit", "year"])


def _left(params: Params) -> float:
    worth = _basket()["usd_kg"][params["ore"]]
    return float(100 * worth[2025] / worth[2022])


def _needed(**multipliers: float) -> float:
    values = assumptions.values(mine.MINE)
    values.pop("basket_price")
    return float(mine.break_even(**{**values, **multipliers}))


def _times(capex: float, opex: float) -> float:
    return _needed(capex_multiplier=capex, opex_multiplier=opex) / _needed()


@cache
def _prices() -> list[float]:
    settings = assumptions.values(deposits.SETTINGS)
    return list(deposits.curve(labs.costs(), **settings)["needed"])


def _paying(price: float) -> float:
    return float(sum(needed <= price for needed in _prices()))


def _ores(rng: np.random.Generator) -> dict[str, Any]:
    return {"ore": str(rng.choice(["Lovozero", "Bayan Obo", "Mountain Pass", "Mount Weld"]))}


def _multipliers(rng: np.random.Generator) -> dict[str, Any]:
    return {"capex": float(rng.choice([1.25, 2.5, 3])), "opex": float(rng.choice([1.2, 1.4, 1.8]))}


def _how_many(rng: np.random.Generator) -> dict[str, Any]:
    return {"count": int(rng.integers(3, 6))}


LABS = ("editions", "arctic", "basket", "mine", "curve")
MT, PERCENT, TIMES = "million t", "%", "times"

QUESTIONS = (
    Question(
        id="01.russia-ratio",
        text="Two editions of one publication, 2023 and 2026, print a reserve for Russia. How many "
        "times as large is the older figure?",
        form=Number(TIMES, within=0.25, low=0),
        answer=lambda _: _reserve("Russia", 2023) / _reserve("Russia", 2026),
    ),
    Question(
        id="01.arctic",
        text="The article gives Russia 3.8 million t of reserves and says that 80% of them lie in "
        "the Arctic. How many million t of rare earths does Russia count in the Arctic?",
        form=Number(MT, within=0.25, low=0),
        answer=lambda _: reserves.part_of(_fact("arctic-share-kozlov"), _balance()),
    ),
    Question(
        id="01.longest-life",
        text="Divide each country's reserve by what it mines in a year. Whose would last longest?",
        form=Option(("Australia", "Brazil", "China", "Russia", "United States", "Vietnam")),
        answer=lambda _: _life(2026)[0],
    ),
    Question(
        id="01.value",
        text="Lanthanum and cerium are 73% of the rare earths in the ore of Bayan Obo, China. What "
        "percentage of their value are they?",
        form=Number(PERCENT, within=0.25, close=2, low=0, high=100),
        answer=lambda _: float(_basket()["value_pct"]["Bayan Obo", 2025]),
    ),
    Question(
        id="01.paying",
        text="Six deposits have a published plan of costs. How many of them pay if a kilogram of "
        "mixed oxides earns 20 dollars?",
        form=Number("of 6 deposits", within=0, close=0.5, low=0, high=6, whole=True),
        answer=lambda _: _paying(20),
    ),
    Question(
        id="01.china-change",
        grade="read",
        text="China's share of world reserves rises from 34 to 59%. By how many million tonnes did "
        "China's own figure change from the edition of 2023 to that of 2026?",
        form=Number(MT, close=0.05),
        answer=lambda _: _reserve("China", 2026) - _reserve("China", 2023),
        mistakes=(
            (lambda _: round(_share(2026) - _share(2023)),
             "That is the change of the share, in percentage points; asked are tonnes of China."),
            (lambda _: round(_share(2026) - _share(2023)) / 100 * _reserve("China", 2026),
             "You took the change of the share for a change of the reserve."),
            (lambda _: _reserve("China", 2026),
             "That is the figure itself; asked is how much it changed."),
        ),
        hint="Show `china` in a new cell.",
        solution="By {answer}: it is 44 million t in all three editions. The world total fell, "
        "from 130 to 'greater than' 90 and 75 million t, so the last two shares are upper bounds.",
    ),
    Question(
        id="01.arctic-known",
        grade="vary",
        text="Two parts of the Russian balance are known by name: Murmansk region and Tomtor, 60% "
        "of it together. How many million t of the balance are they?",
        form=Number(MT),
        answer=lambda _: reserves.part_of(_fact("arctic-share-floor"), _balance()),
        mistakes=(
            (lambda _: reserves.part_of(_fact("arctic-share-floor"), _reserve("Russia", 2026)),
             "You took the USGS reserve as the whole; the 60% are a share of the state balance."),
            (lambda _: reserves.part_of(_fact("arctic-share-kozlov"), _balance()),
             "That is the minister's 76%; asked are the 60% known by name."),
            (lambda _: _balance(), "That is the whole balance; asked is a part of it."),
        ),
        hint="Move the share to 60 and read the longer bar, or use `models.reserves.part_of`: "
        "first the share in percent, then the whole.",
        solution="`models.reserves.part_of(60, 28.5)` gives {answer}. Even what is known by name "
        "is more than four times the 3.8 million t beside which the article prints its 80%.",
    ),
    Question(
        id="01.longest",
        grade="build",
        text="Of the countries that mine, which three had the longest static life in the edition "
        "of 2023, the longest first? Complete the `return` line with pandas.",
        form=Ranking(tuple(load("countries")["country"]), count=3),
        answer=lambda _: _life(2023),
        mistakes=(
            (lambda _: _life(2026), "That is the edition of 2026; asked is 2023."),
            (lambda _: _life(2023, largest=False), "Those are the shortest lives."),
            (lambda _: list(_supply().query("edition == 2023").nlargest(3, "reserves_mt")
                            ["country"]), "Those have the largest reserves; asked is the life."),
        ),
        hint="A table has a method `nlargest(how_many, column)`; the column is `life_years`.",
        solution='`return supply.query("edition == 2023").nlargest(3, "life_years")` gives {answer}'
        ". Brazil's 262,500 years come from an output of 80 t; three years later they are 5,500.",
    ),
    Question(
        id="01.left",
        grade="vary",
        text="What percentage of its basket price of 2022 did the ore of {ore} keep in 2025?",
        form=Number(PERCENT, low=0),
        answer=_left,
        draw=_ores,
        mistakes=(
            (lambda p: 1e4 / _left(p), "You divided the older price by the newer."),
            (lambda p: 100 - _left(p), "That is what was lost; asked is what was kept."),
            (lambda p: float(_basket()["usd_kg"][p["ore"], 2025]),
             "That is the price of 2025 in dollars; asked is its share in that of 2022."),
        ),
        hint="Choose the ore in the lab, press 2022 and 2025, and divide; or use "
        "`models.baskets.balance(baskets).query(\"deposit == '{ore}'\")`.",
        solution="{answer}. The ore is the same. What pays at one price may not pay at another.",
    ),
    Question(
        id="01.times",
        grade="vary",
        text="How many times as much must a kilogram earn if the capital cost is {capex:g} times "
        "and the running cost {opex:g} times the default? Change the numbers in the cell above.",
        form=Number(TIMES, within=0.01),
        answer=lambda p: _times(p["capex"], p["opex"]),
        draw=_multipliers,
        mistakes=(
            (lambda p: _times(p["opex"], p["capex"]), "You exchanged the two multipliers."),
            (lambda p: _times(p["capex"], 1), "The running cost grows as well."),
            (lambda p: _times(1, p["opex"]), "The capital cost grows as well."),
            (lambda p: p["capex"] * p["opex"],
             "Multipliers of two parts of a cost are not multiplied with each other."),
            (lambda p: _times(p["capex"], p["opex"]) * _needed(),
             "That is the price in dollars; asked is how many times the first one it is."),
        ),
        hint="The ratio lies between the two multipliers.",
        solution="{answer}. For three times nearly everything would have to cost three times as "
        "much. No source in our data gives the cost of a Russian or a Chinese mine, so this tests "
        "the claim against other mines.",
    ),
    Question(
        id="01.all-pay",
        grade="build",
        text="From which whole number of dollars per kg on do at least {count} of the six deposits "
        "pay? Complete the `return` line, with `my_curve`.",
        form=Number("USD per kg", within=0, close=0.01),
        answer=lambda p: float(math.ceil(_prices()[p["count"] - 1])),
        draw=_how_many,
        mistakes=(
            (lambda p: float(math.floor(_prices()[p["count"] - 1])),
             "Nearly: at this price the last of them does not pay yet. Round up."),
            (lambda p: _prices()[p["count"] - 1], "A whole number is asked for. Round up."),
            (lambda p: float(math.ceil(_prices()[p["count"] - 2])),
             "At this price one deposit too few pays."),
            (lambda p: float(math.ceil(_prices()[p["count"]])),
             "At this price they do, but fewer dollars are enough."),
        ),
        hint="The table is sorted. In the column `needed`, count {count} rows from the top.",
        solution='`return int(my_curve["needed"].iloc[{count} - 1]) + 1` gives {answer}. '
        "Price is not the only gate: Kvanefjeld is blocked by a Greenland law of 2021 on uranium.",
    ),
)  # fmt: skip
