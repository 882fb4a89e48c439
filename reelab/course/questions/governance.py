"""The questions of notebook 05."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from reelab import assumptions
from reelab.course.answers import Number, Option, Ranking
from reelab.course.question import Params, Question
from reelab.data import load
from reelab.labs import criticality as labs
from reelab.models import budget, criticality, enforcement, frontier, indicators, portfolio
from reelab.models import smuggling as market


@cache
def _risk(indicator: str) -> float:
    settings = {"stage": "processing", "indicator": indicator, "governance_weight": 1.0}
    table = labs.rank().lab.table({**settings, "risk_weight": 100.0})
    return float(table.set_index("material")["risk"]["Dy"])


def _scaled(country: str) -> float:
    return float(load("wgi_scaled", country=country)["wgi_scaled"].item())


def _left() -> float:
    row = load("eu_criticality_inputs", edition=2023, material="Dy", stage="processing").iloc[0]
    return float((1 - row["eol_rir_pct"] / 100) * row["si_supply"])


def _two(share: float) -> float:
    points = [_scaled("China"), _scaled("Australia")]
    return criticality.weighted_hhi([share, 100 - share], points)


def _error() -> float:
    row = load("governance_indicators", country="China", year=2023,
               indicator="control of corruption")  # fmt: skip
    return float(row["standard_error"].item())


def _game(**other: float) -> dict[str, float]:
    return {**assumptions.values(enforcement.GAME[:4]), **other}


def _violated_at_twice_the_fine() -> str:
    game = _game()
    first = enforcement.violated(**game)
    second = enforcement.violated(**{**game, "fine": 2 * game["fine"]})
    return _CHANGES[1] if second == first else _CHANGES[0] if second < first else _CHANGES[2]


_CHANGES = ("it falls", "it stays the same", "it rises")


def _found() -> float:
    rows = load("smuggling", period="2011", preferred=True, country="China")
    tonnes = rows.set_index("measure")["value"]
    return float(100 * tonnes["smuggling found"] / tonnes["smuggled volume"])


def _apart() -> float:
    rows = load("smuggling", measure="illegal share of output", period="after 2014")
    return float(rows["value"].max() - rows["value"].min())


def _stops(fine: float) -> float:
    run = assumptions.values(market.MARKET)
    alone = market.price_abroad(**{name: run[name] for name in market.MARKET[:5]})
    wanted = (run["home_price"] + run["hiding_cost"]) / alone
    return float(100 * (1 - wanted / (1 - run["smuggling_discount"] / 100)) / (1 + fine))


@cache
def _run() -> dict[str, float]:
    return assumptions.values((*portfolio.PORTFOLIO, *portfolio.COSTS))


def _per_dollar() -> str:
    run = _run()
    bills, removed = budget.bills(run), frontier.alone(run)
    return max(bills, key=lambda name: removed[name] / bills[name])


@cache
def _best() -> pd.DataFrame:
    return frontier.frontier(_run())


def _within(money: float) -> float:
    return float(_best().query("cost <= @money")["removed"].max())


@cache
def _corruption() -> pd.DataFrame:
    rows = load("governance_indicators", indicator="control of corruption")
    return rows.pivot_table(index="country", columns="year", values="value").dropna()


def _moved(up: bool = True) -> list[str]:
    change = _corruption()[2023] - _corruption()[2005]
    return list(change.sort_values(ascending=not up).index[:3])


def _shares(rng: np.random.Generator) -> dict[str, Any]:
    return {"share": int(rng.choice([60, 65, 70, 75, 80]))}


def _fines(rng: np.random.Generator) -> dict[str, Any]:
    return {"fine": int(rng.choice([75, 120, 200, 250, 300]))}


def _multiples(rng: np.random.Generator) -> dict[str, Any]:
    return {"fine": int(rng.choice([2, 3, 4, 5]))}


def _budgets(rng: np.random.Generator) -> dict[str, Any]:
    return {"money": int(rng.choice([15, 20, 25, 30]))}


def _next(params: Params) -> float:
    return float(_best().query("cost > @params['money']")["removed"].iloc[0])


LABS = ("rank", "dilemma", "smuggling", "portfolio")
PERCENT, POINTS = "%", "points"

QUESTIONS = (
    Question(
        id="05.voice",
        text="The European method gives dysprosium at processing a supply risk of 5.6 of 10: all "
        "of it comes from China, and governance is the mean of six indicators. What is the risk if "
        "the indicator 'voice and accountability' alone stands for governance?",
        form=Number("points of 10", within=0.1, low=0, high=10),
        answer=lambda _: _risk("voice"),
    ),
    Question(
        id="05.fine",
        text="Inspectors and firms react to each other, and the fine is doubled. What happens to "
        "the share of firms that break the rule?",
        form=Option(_CHANGES),
        answer=lambda _: _violated_at_twice_the_fine(),
    ),
    Question(
        id="05.found",
        text="Of the rare earths that were smuggled out of China in 2011, what percentage did "
        "customs find?",
        form=Number(PERCENT, within=0.25, close=1, low=0, high=100),
        answer=lambda _: _found(),
    ),
    Question(
        id="05.apart",
        text="Two analysts estimate what percentage of China's output was illegal after 2014. How "
        "many percentage points lie between them?",
        form=Number(POINTS, within=0.25, low=0, high=100),
        answer=lambda _: _apart(),
    ),
    Question(
        id="05.dollar",
        text="An export stop would last six months. Which policy, in the amounts of the lab's "
        "defaults, removes most risk for each dollar?",
        form=Option(tuple(budget.bills(_run()))),
        answer=lambda _: _per_dollar(),
    ),
    Question(
        id="05.range",
        grade="read",
        text="China's control of corruption in 2023 is printed as -0.0054 points, with its "
        "standard error beside it. How many points does the 90% range reach to each side?",
        form=Number(POINTS, within=0.02),
        answer=lambda _: indicators.CONFIDENCE * _error(),
        mistakes=(
            (lambda _: _error(), "That is one standard error; 90% need 1.645 of them."),
            (lambda _: 2 * indicators.CONFIDENCE * _error(),
             "That is the whole width; asked is one side."),
            (lambda _: 1.96 * _error(), "That is the range of 95%."),
        ),
        hint="Multiply the standard error in the table by 1.645.",
        solution="{answer}. China's range overlaps with India's, so their order is not sure; "
        "Russia's, around -1.10, lies clearly outside both.",
    ),
    Question(
        id="05.share",
        grade="vary",
        text="Suppose that {share}% of dysprosium were processed in China and the rest in "
        "Australia, whose governance is 1.967 in the table wgi_scaled. What would its supply risk "
        "be? Change the numbers in the cell above, and multiply with recycling and substitution as "
        "there.",
        form=Number("points of 10", within=0.006),
        answer=lambda p: _two(p["share"]) * _left(),
        draw=_shares,
        mistakes=(
            (lambda p: _two(p["share"]), "Recycling and substitution are missing."),
            (lambda p: p["share"] / 100 * _scaled("China") * _left(),
             "Shares count squared."),
            (lambda p: (p["share"] / 100) ** 2 * _scaled("China") * _left(),
             "Australia's part is missing."),
        ),
        hint="Two shares and two scores: `weighted_hhi([{share}, ...], [5.714, 1.967])`.",
        solution="{answer}. The risk falls faster than the share, because shares count squared, "
        "and once more because the newcomer's score is lower.",
    ),
    Question(
        id="05.inspected",
        grade="vary",
        text="The fine is {fine} thousand dollars, all else as in the lab's defaults. What "
        "percentage of cases is inspected in equilibrium?",
        form=Number(PERCENT, within=0.01, low=0),
        answer=lambda p: enforcement.inspected(**_game(fine=float(p["fine"]))),
        draw=_fines,
        mistakes=(
            (lambda p: enforcement.violated(**_game(fine=float(p["fine"]))),
             "That is how often the rule is broken; asked is how often inspectors come."),
            (lambda p: 100 * p["fine"] / _game()["violation_gain"],
             "You divided the wrong way round: the gain over the fine."),
            (lambda p: enforcement.inspected(**_game()), "That is the fine of 100."),
        ),
        hint="Gain over fine; the gain is 30.",
        solution="{answer}. The fine sets how often inspectors come, not how often the rule is "
        "broken: that is the cost of an inspection over what a catch is worth.",
    ),
    Question(
        id="05.stops",
        grade="vary",
        text="Set the fine to {fine} times the value of the goods, and leave the rest at the "
        "defaults. From which percentage of goods found on does the first kilogram no longer pay?",
        form=Number(PERCENT, within=0.02, close=0.2, low=0, high=100),
        answer=lambda p: _stops(p["fine"]),
        draw=_multiples,
        mistakes=(
            (lambda p: _stops(p["fine"] - 1),
             "A smuggler who is found loses the goods as well as the fine."),
            (lambda _: _stops(assumptions.get("fine_multiple").default),
             "That is the default fine."),
        ),
        hint="Move the fine in the lab and read where the line crosses zero; or solve "
        "`0.7 * 162 * (1 - d * (1 + fine)) = 30` for d.",
        solution="{answer}. In 2011 customs found 3.7%. Prison is not in the model; for it a "
        "smuggler would want to be paid as well.",
    ),
    Question(
        id="05.moved",
        grade="build",
        text="In which three of these ten countries did control of corruption rise most from "
        "2005 to 2023, the largest rise first? Complete the `return` line with pandas.",
        form=Ranking(tuple(load("countries")["country"]), count=3),
        answer=lambda _: _moved(),
        mistakes=(
            (lambda _: _moved(up=False), "Those fell most; asked is who rose most."),
            (lambda _: list(_corruption()[2023].nlargest(3).index),
             "Those are highest in 2023; asked is the change."),
        ),
        hint="`change = corruption[2023] - corruption[2005]`, then `nlargest`.",
        solution="`return (corruption[2023] - corruption[2005]).nlargest(3)` gives {answer}. "
        "A change counts only where it is larger than the errors of both years.",
    ),
    Question(
        id="05.budget",
        grade="build",
        text="What percentage of the risk do the best portfolios remove for at most {money} "
        "million dollars a year? Complete the `return` line, with the table `best`.",
        form=Number(PERCENT, within=0.01, low=0, high=100),
        answer=lambda p: _within(p["money"]),
        draw=_budgets,
        mistakes=(
            (_next, "That portfolio costs more than you have."),
            (lambda _: float(_best()["removed"].max()), "That is without a limit on cost."),
            (lambda p: float(_best().query("cost <= @p['money']")["cost"].max()),
             "That is its cost; asked is the risk removed."),
        ),
        hint='`best.query("cost <= {money}")` keeps what you can pay.',
        solution='`return best.query("cost <= {money}")["removed"].max()` gives {answer}. All of '
        "these are stocks: for six months nothing is cheaper. A longer stop changes that.",
    ),
)  # fmt: skip
