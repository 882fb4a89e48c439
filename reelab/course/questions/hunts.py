"""The bug hunts: in each notebook a cell that runs, and reasons wrongly."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from reelab import assumptions
from reelab.course.answers import Finding, Number, Option
from reelab.course.question import Params, Question
from reelab.course.questions import consolidation_right
from reelab.data import load
from reelab.labs import abroad, dependency
from reelab.models import enforcement, experience
from reelab.models.base_year import OXIDE

Amount = Callable[[Params], float]


def _hunt(
    id: str,
    text: str,
    number: Number,
    mended: Amount,
    *,
    flaw: str,
    others: dict[str, str],
    slips: tuple[tuple[Amount, str], ...],
    **rest: Any,
) -> Question:
    """Put a hunt together: `others` are the wrong findings, each with what is said to it."""
    mistakes = [(_part(flaw=name, number=mended), told) for name, told in others.items()]
    mistakes += [(_part(flaw=flaw, number=slip), told) for slip, told in slips]
    return Question(
        id=id,
        grade="hunt",
        text=text,
        form=Finding(Option(tuple(sorted((flaw, *others)))), number),
        answer=_part(flaw=flaw, number=mended),
        mistakes=mistakes,
        **rest,
    )


def _part(flaw: str, number: Amount) -> Callable[[Params], tuple[str, float]]:
    return lambda params: (flaw, number(params))


def _world(edition: int) -> float:
    return float(load("world_totals", measure="reserves", edition=edition)["total_t"].item())


def _india(edition: int, whole: int) -> float:
    own = load("reserves", country="India", edition=edition)["reserves_t"].item()
    return 100 * float(own) / _world(whole)


def _bill(price: float, params: Params) -> float:
    return price * float(params["use"])


def _mean_price(who: str) -> float:
    row = dependency.figures().set_index("who").loc[who]
    return float(row["usd_million"] / row["weight_kt"])


def _indian_weight() -> float:
    rows = dependency.figures().set_index("who")["weight_kt"]
    return float(rows["Indian trade data, FY2024-25"])


def _plain_mean() -> float:
    rows = abroad.readings().query("edition == 2025 and contracts == 2024")
    return float(rows[rows["reading"] == "who takes its output"]["share_pct"].mean())


def _meets(rate: float) -> float:
    run = {**assumptions.values(experience.CATCH_UP), "leader_learning": rate}
    return float(experience.catch_up(**{**run, "newcomer_learning": rate}))


def _rates(rng: np.random.Generator) -> dict[str, Any]:
    return {"rate": int(rng.choice([8, 10, 12, 20, 24]))}


def _editions(rng: np.random.Generator) -> dict[str, Any]:
    return {"edition": int(rng.choice([2023, 2024, 2025]))}


def _uses(rng: np.random.Generator) -> dict[str, Any]:
    return {"use": float(rng.choice([0.9, 4, 4.5, 5]))}


def _costs(rng: np.random.Generator) -> dict[str, Any]:
    return {"cost": int(rng.choice([5, 15, 20, 25]))}


def _lasts(part: float) -> float:
    reserve = load("reserves", country="Russia", edition=2026)["reserves_t"].item()
    rows = load("demand", scenario="STEPS", use="all uses", year=2040, preferred=True)
    return float(part * reserve / rows["demand_t"].item())


def _parts(rng: np.random.Generator) -> dict[str, Any]:
    return {"share": int(rng.choice([15, 18, 20, 22, 25]))}


PRICE = 49  # USD per kg of Chinese rare earth magnets, as the notebook has it

QUESTIONS = (
    _hunt(
        "01.hunt",
        "The cell runs, and its sentence is wrong. What is wrong with it? And what percentage does "
        "India hold if all is taken from the edition of {edition}?",
        Number("%", within=0.01, low=0),
        lambda p: _india(p["edition"], p["edition"]),
        flaw="part and whole are of two editions",
        others={
            "a resource is taken for a reserve":
                "Both tables hold reserves; look at the arguments of `load`.",
            "the share is that of output":
                "`measure` says reserves, so it is a share of reserves.",
            "a share must not be given in percent": "A percentage is fine if it has a whole.",
        },
        slips=(
            (lambda _: _india(2025, 2026), "That number is still the cell's."),
            (lambda p: 1e4 / _india(p["edition"], p["edition"]),
             "You divided the wrong way round."),
        ),
        draw=_editions,
        hint="Give both lines the edition {edition} and run the cell again.",
        solution="{answer}. Between the editions of 2025 and 2026 the world total fell by 15 "
        "million t and India's figure vanished: a part of the old whole over the new whole is a "
        "share of nothing.",
    ),
    _hunt(
        "02.hunt",
        "The cell says that the article's bill is less than half of the true one. What is wrong "
        "with it? And how many million dollars would {use:g} thousand t of rare earth magnets be?",
        Number("million USD", within=0.01),
        lambda p: _bill(PRICE, p),
        flaw="weight and price are of different goods",
        others={
            "thousand tonnes are taken for tonnes":
                "Thousand tonnes times dollars per kg are million dollars, as the cell says.",
            "rupees are taken for dollars": "The price is in dollars; no rupee comes in.",
            "the price is of another year":
                "The years overlap by nine months; that moves little. The error is larger.",
        },
        slips=(
            (lambda _: PRICE * _indian_weight(), "That is still all that India counts."),
            (lambda p: _bill(_mean_price("Indian trade data, FY2024-25"), p),
             "That is the mean price of all magnets; those with rare earths cost 49."),
        ),
        draw=_uses,
        hint="Which magnets does HS 850511 count, and which cost 49 dollars per kg? Mend the "
        "weight.",
        solution="{answer}. The customs code holds cheap magnets without rare earths, at less "
        "than 4 dollars per kg. By two sources that do not agree, India uses 0.9 or 4 to 5 "
        "thousand t of rare earth magnets a year. Hold any bill against a weight of the same "
        "goods.",
    ),
    _hunt(
        "03.hunt",
        "The cell wants China's part of the world's output by buyer, as the lab shows it. What is "
        "wrong with it? And what is the part if China took {share}% of MP's output in place of "
        "the assumed 73%?",
        Number("%", within=0.003, low=0, high=100),
        consolidation_right.with_mp,
        flaw="large and small origins count alike",
        others={
            "one share is assumed":
                "True, and marked as such; but this mean would be wrong with any share.",
            "some output is counted twice": "Each origin stands in one row.",
            "the mines of China are missing": "Both Chinese groups are in the table.",
        },
        slips=(
            (lambda _: _plain_mean(), "That is still the plain mean."),
            (lambda _: consolidation_right.by("who takes its output"),
             "That is the part at 73%; change the share."),
            (lambda p: consolidation_right.with_mp(p, 100 - p["share"]),
             "You took the share that stays; asked is with the share that China takes."),
        ),
        draw=consolidation_right.shares,
        hint="Weigh each share with the output of its origin: "
        "`(taken * output[\"supply_t\"]).sum() / output[\"supply_t\"].sum()`, with {share} in the "
        "place of 73.",
        solution="{answer}. In a plain mean Serra Verde's 20 t weigh as much as Northern's "
        "188,100. And one assumed row moves the part by up to eight points, so it is known less "
        "well than its first digits pretend.",
    ),
    _hunt(
        "04.hunt",
        "The cell says that a newcomer whose output grows faster is soon as cheap as the leader. "
        "What is wrong with it? And after how many years do the costs meet if both save {rate}% "
        "with each doubling, all else as in the lab's defaults?",
        Number("years", within=0.02),
        lambda p: _meets(p["rate"]),
        flaw="growth of output is taken for a fall of cost",
        others={
            "the growth of the leader is left out": "It is there, and it is subtracted.",
            "the gap must be counted from the newcomer's cost":
                "The lab counts it from the leader's, too; that is a matter of words.",
            "no firm grows by 40% for ever":
                "Hardly one does, but the lab assumes it as well; the error is another.",
        },
        slips=(
            (lambda _: 50 / 32, "That number is still the cell's."),
            (lambda _: _meets(15), "That is at 15%; both learn at {rate}%."),
            (lambda p: _meets(15) * p["rate"] / 15,
             "The other way round: who learns faster closes the gap sooner."),
        ),
        draw=_rates,
        hint="Move both sliders of learning in the lab and read the title, or call "
        "`models.experience.fall` with {rate} in the place of 15.",
        solution="{answer}. Only doublings lower a cost, and only by the learning rate. Equal "
        "learning helps the newcomer, because its output doubles more often. Nobody has published "
        "a rate for separation or magnets, so the year is no forecast.",
    ),
    _hunt(
        "05.hunt",
        "The cell says that a fine of 200 leaves few violations. What is wrong with it? And what "
        "percentage breaks the rule in equilibrium if an inspection costs {cost}?",
        Number("%", within=0.01, low=0),
        lambda p: enforcement.worth_a_look_from(p["cost"], 50),
        flaw="the payoff of firms sets the rate of inspections",
        others={
            "gain and fine are divided the wrong way round":
                "Gain over fine is the right quotient, but of which rate?",
            "at such a fine nobody breaks the rule":
                "Then nobody would inspect, and breaking it would pay again.",
            "a fine of 200 is beyond what the model allows":
                "The model holds for any fine above the gain.",
        },
        slips=(
            (lambda _: enforcement.tempted_until(30, 200),
             "That is still how often inspectors come."),
            (lambda _: enforcement.worth_a_look_from(10, 50),
             "That is at a cost of 10; change it to yours."),
            (lambda p: 1e4 / enforcement.worth_a_look_from(p["cost"], 50),
             "You divided the wrong way round: the cost over what a catch is worth."),
        ),
        draw=_costs,
        hint="Firms break the rule so often that an inspection is just worth its cost: "
        "`models.enforcement.worth_a_look_from(cost, worth)`.",
        solution="{answer}, at any fine. Each side's payoff holds the other side in balance; a "
        "higher fine saves inspections, and only a fixed rate of inspection lets it deter.",
    ),
    _hunt(
        "06.hunt",
        "The cell holds Russia's reserve against what magnets will need in 2040. What is wrong "
        "with it? And how many years does the reserve last if {share}% of its oxides are of the "
        "elements that magnets need, and a tonne of oxide holds 0.857 t of metal?",
        Number("years", within=0.01),
        lambda p: _lasts(p["share"] / 100 * OXIDE),
        flaw="oxides of all elements are held against the metals of magnets",
        others={
            "a resource is taken for a reserve": "USGS prints these 3.8 million t as a reserve.",
            "tonnes are divided by thousand tonnes": "Both figures are in tonnes.",
            "the demand is that of all rare earths":
                "Show the row: its scope is magnet rare earths, as metal.",
        },
        slips=(
            (lambda _: _lasts(1), "That is still the whole reserve."),
            (lambda p: _lasts(p["share"] / 100), "That is oxide; the demand is counted as metal."),
            (lambda p: _lasts((1 - p["share"] / 100) * OXIDE),
             "You took the part that magnets do not need."),
        ),
        draw=_parts,
        hint="Multiply the reserve with {share} / 100 and with 0.857, then divide.",
        solution="{answer}. Most of any ore is lanthanum and cerium, which no magnet needs; in the "
        "ore of Lovozero a fifth is neodymium and praseodymium. And a reserve that would last is "
        "not a mine, nor a magnet.",
    ),
)  # fmt: skip
