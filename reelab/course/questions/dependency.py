"""The questions of notebook 02."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from reelab import assumptions
from reelab.course.answers import Number, Option, Ranking
from reelab.course.question import Question
from reelab.data import load
from reelab.labs import dependency as labs
from reelab.models import concentration, dependency, shortage, stop

_FELL = 74.0  # percent, as the ledger of assumptions has it for May 2025


def _neck() -> str:
    shares = labs.chain()
    rows = shares[shares["country"] == "China"]
    return str(rows.loc[rows["share_pct"].idxmax(), "stage"])


def _paid() -> float:
    rows = load("magnet_imports", importer="India", supplier="China", year=2024)
    return float(rows["value_usd"].item()) / 1e6


def _fighter(content: str) -> float:
    return float(load("unit_content", product="F-35 fighter", content_of=content)["value"].item())


def _share(importer: str = "India") -> float:
    rows = labs.shares().query("flow == 'magnets_China'").set_index("importer")
    return float(rows["share_pct"][importer])


def _run(**given: float) -> dict[str, float]:
    return {**assumptions.values(stop.STOP), **given}


def _lasts(share: float) -> float:
    return float(stop.lasts(share, **{name: _run()[name] for name in stop.LASTS}))


def _fall() -> float:
    rows = labs.events()["world"].set_index("period")
    return float(100 * (1 - rows["times"]["2025-05"]))


def _reach(magnet_yield: float, column: str = "reach_t") -> pd.Series:
    stages = dependency.outside(labs.chain(), "China", labs.world_use())
    yields = {stage: assumptions.get(name).default for stage, name in dependency.YIELDS.items()}
    found = dependency.throughput(stages, {**yields, "magnets": magnet_yield})
    return found.set_index("stage")[column] / 1e3


@cache
def _markets() -> pd.DataFrame:
    rows = load("magnet_imports", year=2024)
    return concentration.by_market(rows, ["importer", "year"]).set_index("importer")


def _per_kg() -> dict[str, float]:
    rows = labs.figures().set_index("who")
    return (rows["usd_million"] / rows["weight_kt"]).to_dict()


def _gap(months: float) -> float:
    run = _run(stop_months=months)
    return float(stop.gap_so_far(months, _share(), **{name: run[name] for name in stop.GAP}))


def _times() -> float:
    rows = load("shock_prices", product="Dy oxide", market="Europe").set_index("date")["price"]
    return float(rows["2025-05"] / rows["2025-04"])


def _cost(share: float) -> float:
    return float(shortage.by_month(share, **_run())["cost_months"].sum())


def _premium(second: float, avoided: float | None = None) -> float:
    if avoided is None:
        avoided = _cost(_share()) - _cost(_share() - second)
    return float(dependency.premium(assumptions.get("stop_chance").default, avoided, second))


def _yields(rng: np.random.Generator) -> dict[str, Any]:
    return {"magnet": float(rng.choice([55, 60, 65, 80, 85, 90]))}


def _months(rng: np.random.Generator) -> dict[str, Any]:
    return {"months": float(rng.choice([4, 8, 9, 12]))}


def _seconds(rng: np.random.Generator) -> dict[str, Any]:
    return {"second": float(rng.choice([10, 15, 20, 25]))}


LABS = ("chain", "imports", "bill", "content", "stop", "replay")
PERCENT, MILLION, MONTHS = "%", "million USD", "months"
_STAGES = ("mining", "separation", "metal making", "magnets")
_IMPORTERS = ("European Union", "India", "Japan", "South Korea", "United States")

QUESTIONS = (
    Question(
        id="02.neck",
        text="Shares are counted at four stages: mining with the concentrate, separation, metal "
        "making and magnets. At which is China's share of the world's output largest?",
        form=Option(_STAGES),
        answer=lambda _: _neck(),
    ),
    Question(
        id="02.bill",
        text="The article says that India paid 1,200 million dollars to China for permanent "
        "magnets in a year. How many million does trade data of 2024 show?",
        form=Number(MILLION, within=0.25, low=0),
        answer=lambda _: _paid(),
    ),
    Question(
        id="02.fighter",
        text="The press gives an F-35 fighter 418 kg of rare earths. Counted part by part, how "
        "many kg of the elements themselves does it hold?",
        form=Number("kg", within=0.4, low=0),
        answer=lambda _: _fighter("rare earths"),
    ),
    Question(
        id="02.dry",
        text="India buys 87% of its magnets in China, by value. China stops three quarters of its "
        "deliveries; the stock is one month of use. After how many months is it gone?",
        form=Number(MONTHS, within=0.15, low=0),
        answer=lambda _: _lasts(_share()),
    ),
    Question(
        id="02.may",
        text="In April 2025 China put magnets with seven elements under license. By what "
        "percentage did its magnet exports of May fall below a normal month?",
        form=Number(PERCENT, within=0.15, low=0, high=100),
        answer=lambda _: _fall(),
    ),
    Question(
        id="02.reach",
        grade="vary",
        text="Let {magnet:g}% of the metal end up in magnets and the other yields as they are. How "
        "many thousand t of rare earths reach a magnet without China?",
        form=Number("thousand t", within=0.01),
        answer=lambda p: float(_reach(p["magnet"]).min()),
        draw=_yields,
        mistakes=(
            (lambda p: float(_reach(p["magnet"])["mining"]),
             "That is what the mines could feed; another stage lets less through."),
            (lambda p: float(_reach(p["magnet"], "output_t")["separation"]),
             "That is what leaves separation; some of it is lost on the way to the magnet."),
            (lambda p: float(_reach(p["magnet"])["metal making"]),
             "That is what metal making lets through; another stage lets less through."),
        ),
        hint="Change the yield, `yields[\"magnets\"] = {magnet:g}`, and run `throughput` again.",
        solution="{answer}. Up to a yield of about 81% separation is the neck, above it the "
        "magnet plants are. Which stage binds can hang on a number that nobody publishes.",
    ),
    Question(
        id="02.least",
        grade="build",
        text="Which two importers buy their magnets from the least concentrated suppliers, even if "
        "all that is not told apart is one supplier? The least concentrated first.",
        form=Ranking(_IMPORTERS, count=2),
        answer=lambda _: list(_markets().nsmallest(2, "hhi_high").index),
        mistakes=(
            (lambda _: list(_markets().nlargest(2, "hhi_high").index),
             "Those are the most concentrated."),
            (lambda _: list(_markets().nsmallest(2, "known_pct").index),
             "Of those the least is known; asked is the concentration."),
        ),
        hint="A table has a method `nsmallest(how_many, column)`; the upper end of the interval is "
        "`hhi_high`.",
        solution='`return markets.nsmallest(2, "hhi_high")` gives {answer}. Japan buys as much '
        "from Vietnam as from China, and more from the Philippines, partly from its own firms.",
    ),
    Question(
        id="02.kg",
        grade="read",
        text="By the Indian trade data of FY2024-25 India imported magnets from everybody. What "
        "did a kilogram cost, in dollars?",
        form=Number("USD per kg", within=0.03),
        answer=lambda _: _per_kg()["Indian trade data, FY2024-25"],
        mistakes=(
            (lambda _: _per_kg()["BACI, 2024"],
             "That is the price of the other trade data, from China in 2024."),
            (lambda _: _per_kg()["China to the whole world, 2024"],
             "That is what China's rare earth magnets cost all buyers in the mean."),
            (lambda _: _per_kg()["Indian trade data, FY2024-25"]
             * assumptions.get("inr_usd").default, "That is in rupees; asked are dollars."),
        ),
        hint="Million dollars divided by thousand tonnes are dollars per kilogram. Both stand "
        "above the bar.",
        solution="{answer}: 206 million for 53.7 thousand t. Rare earth magnets cost about 49. At "
        "such a mean price most of the tonnes cannot hold rare earths.",
    ),
    Question(
        id="02.stock",
        grade="vary",
        text="How many months of stock would let India outlive a stop of {months:g} months, all "
        "else at its default?",
        form=Number(MONTHS, within=0.01, close=0.05),
        answer=lambda p: _gap(p["months"]),
        draw=_months,
        mistakes=(
            (lambda p: _gap(p["months"]) - assumptions.get("stock_months").default,
             "That is what is missing with one month of stock; add that month."),
            (lambda p: p["months"] * _share() / 100,
             "A quarter of the deliveries still comes, and others help more and more."),
            (lambda p: p["months"] * _share() / 100 * assumptions.get("stop_size").default / 100,
             "Nearly: others and substitutes help a little more each month."),
            (lambda p: p["months"], "Some deliveries still come from elsewhere."),
        ),
        hint="`models.stop.gap_so_far` gives the use that is missing until a month; the stock must "
        "be as large. The slider of the lab ends at 6 months.",
        solution="{answer}. The more months a stock must bridge, the more of the gap the others "
        "fill; a second source bought early helps from the first day on.",
    ),
    Question(
        id="02.elasticity",
        grade="vary",
        text="In May 2025 exports were 74% below normal, and dysprosium oxide cost 850 USD per kg "
        "in Europe after 280 in April. Which elasticity makes the equation true?",
        form=Number("% for 1%", within=0.02),
        answer=lambda _: float(stop.elasticity(_FELL, _times())),
        mistakes=(
            (lambda _: float(1 / stop.elasticity(_FELL, _times())),
             "You solved for one over the elasticity."),
            (lambda _: _FELL / (100 * (_times() - 1)),
             "You divided percentages; for so large a change take logarithms."),
            (lambda _: float(stop.elasticity(100 - _FELL, _times())),
             "The 74% are what was missing, not what was left."),
        ),
        hint="Take logarithms on both sides, or call `models.stop.elasticity(74, 850 / 280)`.",
        solution="{answer}. The quotas of 2010 give 0.6 after half a year and 0.2 after a year and "
        "a half. The price of an oxide and the weight of all magnets are different goods: take "
        "it as an order of size.",
    ),
    Question(
        id="02.premium",
        grade="build",
        text="India buys {second:g}% of its use from a second source instead of China, all the "
        "time. Which premium on its price, in %, do the stops it softens pay back?",
        form=Number(PERCENT, within=0.02),
        answer=lambda p: _premium(p["second"]),
        draw=_seconds,
        mistakes=(
            (lambda p: _premium(p["second"], _cost(_share())),
             "That is the whole cost of a stop; only what the second source avoids counts."),
            (lambda p: _premium(p["second"], _cost(_share() - p["second"])),
             "That is the cost that is left; asked is what is avoided."),
            (lambda p: 100 * _premium(p["second"]) / assumptions.get("stop_chance").default,
             "A stop does not come every year: use the chance."),
        ),
        hint="The cost avoided is `cost(share) - cost(share - {second:g})`; then "
        "`models.dependency.premium(12.5, avoided, {second:g})`, where 12.5 is the chance of a "
        "stop in % a year.",
        solution="`return models.dependency.premium(12.5, cost(87.13) - cost(87.13 - {second:g}), "
        "{second:g})` gives {answer}, more than the 40 to 60% by which many projects outside China "
        "need a higher price than was paid in 2024 (Benchmark, table `costs`). But it rests on 50 "
        "dollars of output lost for each dollar of magnets; with one dollar it is less than a "
        "tenth. And who pays the premium is seldom who would lose the output.",
    ),
)  # fmt: skip
