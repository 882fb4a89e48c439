"""The questions of notebook 04."""

from __future__ import annotations

from typing import Any

import numpy as np

from reelab import assumptions
from reelab.course.answers import Number, Option
from reelab.course.question import Params, Question
from reelab.data import load
from reelab.labs import industry
from reelab.labs import technology as labs
from reelab.models import cascade, experience, ions, ladder, magnetocaloric, patents, separation


def _chemistry(**given: float) -> dict[str, float]:
    return {**assumptions.values(separation.SEPARATION), **given}


def _stages(**given: float) -> float:
    return float(cascade.stages(**_chemistry(**given)))


def _least(factor: float) -> float:
    run = _chemistry()
    return float(cascade.least_stages(factor, run["purity_a"], run["purity_b"]))


def _famous() -> str:
    rows = labs.coldest().set_index("holds_rare_earth")["formula"]
    return "cobalt" if "Co" in str(rows[False]) else ""


def _inner(start: Params, millikelvin: float | None = None) -> float:
    need = load("facts", id="qubit-temperature")["high"].item()
    kelvin = (need if millikelvin is None else millikelvin) / 1000
    return float(ions.inner_for(kelvin, start["field"], start["kelvin"]))


def _peaks(field: float) -> tuple[float, float]:
    """Return the model's and the measured entropy change at a field (T)."""
    rows = labs.measured().query("quantity == 'entropy change' and field_t == @field")
    magnet = labs.metal()
    found = magnetocaloric.changes(field, magnet.curie_k, magnet)["entropy_change"]
    return float(found), float(rows["value"].item())


def _above(field: float) -> float:
    model, seen = _peaks(field)
    return 100 * (model / seen - 1)


def _meets() -> float:
    return float(experience.catch_up(**assumptions.values(experience.CATCH_UP)))


def _made(year: str, plant: str = "Mountain Pass, Molycorp") -> float:
    rows = industry.starts().set_index(["name", "period"])["share_pct"]
    return float(rows[plant, year])


def _fitted(ceiling: float) -> tuple[float, float]:
    rows = industry.starts().query("name == 'Kuantan, Lynas' and months == 12 and years < 6")
    return experience.fit(rows["years"], rows["share_pct"], ceiling)


def _alive(name: str = "in force") -> float:
    return float(industry.counted()[name])


def _kinds(growth: float, years: float | None = None) -> float:
    known = industry.counted()
    grown = patents.grown(known["older"], growth, known["span"] if years is None else years)
    return float(100 * (1 - grown / patents.CLAIM))


def _times(content: float, over: str = "concentrate", column: str = "contained") -> float:
    found = ladder.rungs(load("value_ladder", ladder="export, 2024"), content)
    prices = found.set_index("product")[column]
    return float(prices["magnets"] / prices[over])


def _pick(name: str, *values: float) -> Any:
    return lambda rng: {name: float(rng.choice(values))}


def _starts(rng: np.random.Generator) -> dict[str, Any]:
    return {"kelvin": float(rng.choice([1, 1.5, 3])), "field": float(rng.choice([5, 6, 8, 9]))}


LABS = ("cascade", "cold", "gadolinium", "catch-up", "ramp", "ladder", "patents", "hot-magnet")
PERCENT, YEARS = "%", "years"
_METALS = ("gadolinium", "europium", "neodymium", "cobalt")

QUESTIONS = (
    Question(
        id="04.stages",
        text="Neodymium is to be 99.5% pure and praseodymium 99%. One step with the solvent "
        "changes their ratio by a factor of 1.55. How many steps, each a pair of tanks, does it "
        "take?",
        form=Number("stages", within=0.15, low=1),
        answer=lambda _: _stages(),
    ),
    Question(
        id="04.formula",
        text="In January 2024 a Chinese group reported cooling to 94 mK (thousandths of a kelvin) "
        "by a magnetic field, without helium-3. Which element in its crystal is the magnet?",
        form=Option(_METALS),
        answer=lambda _: _famous(),
    ),
    Question(
        id="04.meet",
        text="A newcomer's product costs 50% more than the leader's. All that it ever made grows "
        "by 40% a year, the leader's by 8%. Both save 15% with each doubling. After how many years "
        "do their costs meet?",
        form=Number(YEARS, within=0.15, low=0),
        answer=lambda _: _meets(),
    ),
    Question(
        id="04.start",
        text="Molycorp promised 19,050 t a year for the autumn of 2012 at Mountain Pass. What "
        "percentage of it did the plant separate in 2014?",
        form=Number(PERCENT, within=0.2, low=0),
        answer=lambda _: _made("2014"),
    ),
    Question(
        id="04.alive",
        text="Of all inventions on rare earth functional materials that were filed in China until "
        "August 2023, what percentage was in force?",
        form=Number(PERCENT, within=0.15, low=0, high=100),
        answer=lambda _: _alive(),
    ),
    Question(
        id="04.factor",
        grade="vary",
        text="Let the separation factor be {factor:g} and all else as in the lab's defaults. How "
        "many stages are there?",
        form=Number("stages", within=0.03),
        answer=lambda p: _stages(separation_factor=p["factor"]),
        draw=_pick("factor", 1.2, 1.3, 2, 2.5, 3),
        mistakes=(
            (lambda p: _least(p["factor"]),
             "That is with solvent without limit; a plant has 1.5 times the least."),
            (lambda _: _stages(), "That is at the factor of 1.55."),
            (lambda p: _stages() * 1.55 / p["factor"],
             "Stages do not fall in proportion: the logarithm of the factor counts."),
        ),
        hint="Set the factor in the lab and read the title, or the line 'Stages, exact' of its "
        "table.",
        solution="{answer}. Solvent, too, is measured from a least that grows as the factor nears "
        "1. That is why chemists spend years on an extractant.",
    ),
    Question(
        id="04.inner",
        grade="vary",
        text="You start from {kelvin:g} K in {field:g} T. Which internal field may a salt have at "
        "most if it is to reach 15 mK, the upper end of what the chip of a quantum computer needs?",
        form=Number("T", within=0.02),
        answer=lambda p: _inner(p),
        draw=_starts,
        mistakes=(
            (lambda p: _inner(p, 10), "That is for 10 mK, the lower end."),
            (lambda p: _inner(p, 94), "That is for the 94 mK that were reached."),
            (lambda p: _inner({"kelvin": p["field"], "field": p["kelvin"]}),
             "You exchanged field and temperature."),
        ),
        hint="Solve the equation for b, or call `models.ions.inner_for(0.015, field, kelvin)`; "
        "the temperature is in kelvin.",
        solution="{answer}. Where b is small it is the field times 15 mK over the first "
        "temperature. Ions far apart feel little of each other, but then a kilogram holds few of "
        "them.",
    ),
    Question(
        id="04.above",
        grade="read",
        text="By what percentage does the model's entropy change exceed the measured one at "
        "1 tesla?",
        form=Number(PERCENT, within=0.03),
        answer=lambda _: _above(1),
        mistakes=(
            (lambda _: _above(2), "That is at 2 T."),
            (lambda _: 100 * (1 - _peaks(1)[1] / _peaks(1)[0]),
             "You divided by the model; asked is how far it is above what was measured."),
            (lambda _: _peaks(1)[0] - _peaks(1)[1],
             "That is the difference in J/(kg K); asked is a percentage."),
        ),
        hint="Model over measured, less one.",
        solution="{answer}. At 5 T model and measurement agree within 1%. A model can be good in "
        "one range and poor in another; say in which you use it.",
    ),
    Question(
        id="04.half",
        grade="build",
        text="Suppose that Kuantan's end is {ceiling:g}% of the plan. After how many years, "
        "counted from its license, does the fitted curve pass half of that? In the next "
        "cell, change what follows `return`.",
        form=Number(YEARS, within=0.01),
        answer=lambda p: _fitted(p["ceiling"])[1],
        draw=_pick("ceiling", 82, 84, 97, 100),
        mistakes=(
            (lambda p: _fitted(p["ceiling"])[0],
             "That is the steepness; `fit` gives the years second."),
            (lambda _: _fitted(91)[1], "That is for an end of 91%."),
        ),
        hint="`fit(...)` gives two numbers; `[1]` takes the second.",
        solution="`return models.experience.fit(whole[\"years\"], whole[\"share_pct\"], "
        "{ceiling:g})[1]` gives {answer}. The end is a guess as long as a plant grows, and the "
        "date of one half hangs on it.",
    ),
    Question(
        id="04.times",
        grade="build",
        text="Let {content:g}% of a magnet be rare earths. How many times as much does a kilogram "
        "of NdPr cost in a magnet as in a concentrate, on the ladder \"export, 2024\"?",
        form=Number("times", within=0.01),
        answer=lambda p: _times(p["content"]),
        draw=_pick("content", 27, 28, 32, 33),
        mistakes=(
            (lambda p: _times(p["content"], "NdPr oxide"), "That is against the oxide."),
            (lambda _: _times(30), "That is with 30% in the magnet."),
            (lambda p: _times(p["content"], column="price"),
             "Those are the prices of the products; take the column `contained`."),
        ),
        hint="`prices[\"magnets\"] / prices[\"concentrate\"]`, with {content:g} in the place of "
        "30.",
        solution="`prices = models.ladder.rungs(rows, {content:g}).set_index(\"product\")"
        "[\"contained\"]; return prices[\"magnets\"] / prices[\"concentrate\"]` gives {answer}. "
        "Separation nearly doubles the price and magnet making more than doubles it; from oxide to "
        "metal it is a few percent. The magnet's price pays for iron, work and coating as well.",
    ),
    Question(
        id="04.kinds",
        grade="vary",
        text="Suppose that filings of inventions have grown by {growth:g}% a year since the "
        "average of 2011 to 2018. Which percentage of the 5,800 would then be something else, such "
        "as utility models?",
        form=Number(PERCENT, within=0.015, low=0, high=100),
        answer=lambda p: _kinds(p["growth"]),
        draw=_pick("growth", 2, 4, 5, 8),
        mistakes=(
            (lambda p: 100 - _kinds(p["growth"]),
             "That is the share of inventions; asked is the rest."),
            (lambda _: _kinds(0), "That is without growth."),
            (lambda p: _kinds(p["growth"], 1),
             "That is one year of growth; from the middle of the average it is nine and a half."),
        ),
        hint="Set the growth in the lab, read the last bar, and compare it with 5,800: what is "
        "missing, in percent?",
        solution="{answer}. If the older count is of inventions, which its source does not say, "
        "its average is a lower bound and this share an upper one. With growth of 14% a year all "
        "5,800 could be inventions: the claim could be true, and nothing shows it.",
    ),
)  # fmt: skip
