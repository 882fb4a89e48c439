"""The questions of notebook 06."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from reelab import assumptions
from reelab.course.answers import Number, Option
from reelab.course.question import Question
from reelab.labs import doubt
from reelab.labs import scenario as lab
from reelab.labs.spec import presets
from reelab.models import scorecard
from reelab.models.outcomes import Run
from reelab.models.state import CHINA, INDIA, MAGNET, RUSSIA, SEPARATION, STAGES

INDIA_COVERS = "What India covers of its own use (%)"
STORY, WAR, FULL = "The article's story", "Price war", "Full partnership"


def _run(preset: str = "", **other: float) -> Run:
    return lab.run(**{**(presets("scenario")[preset] if preset else {}), **other})


@cache
def _random(preset: str = "") -> Run:
    values = presets("scenario")[preset] if preset else {}
    return lab.sampled(values, scorecard.DRAWS)


def _both(run: Run) -> float:
    return float(scorecard.series(run)["partners"][-1, 0])


def _covers(bloc: int, preset: str = "", **other: float) -> float:
    return float(_run(preset, **other).sufficiency[-1, 0, bloc])


def _paid(preset: str, **other: float) -> float:
    return float(_run(preset, **other).subsidy[:, 0, [RUSSIA, INDIA]].sum())


def _china(stage: int = MAGNET) -> Any:
    return _run(FULL).share[:, 0, CHINA, stage]


def _below(share: float) -> float:
    return float(100 * (_random(FULL).share[-1, :, CHINA, MAGNET] < share).mean())


@cache
def _widest() -> list[str]:
    return list(doubt.tornado(INDIA_COVERS, {})["label"])


def _options() -> tuple[str, ...]:
    """Return the assumption that moves most, and three that move less."""
    names = _widest()
    return tuple(sorted((names[0], names[1], names[4], assumptions.get("arctic_factor").label)))


@cache
def _past() -> pd.DataFrame:
    rows = lab.past()
    return rows[(rows["stage"] == "magnet") & (rows["outcome"] == "share")].set_index("year")


def _chances(rng: np.random.Generator) -> dict[str, Any]:
    return {"chance": int(rng.choice([50, 70, 80, 90]))}


def _ores(rng: np.random.Generator) -> dict[str, Any]:
    return {"share": int(rng.choice([40, 50, 60, 70]))}


def _floors(rng: np.random.Generator) -> dict[str, Any]:
    return {"floor": int(rng.choice([70, 80, 90, 110, 120]))}


def _limits(rng: np.random.Generator) -> dict[str, Any]:
    return {"share": int(rng.choice([84, 86, 88, 90]))}


LABS = ("scenario",)
PERCENT = "%"
_CHAIN = len(STAGES)

QUESTIONS = (
    Question(
        id="06.share",
        text="Russia and India share some new plants of all four kinds, as in the lab's defaults. "
        "What percentage of the world's magnets will the two make together in 2045?",
        form=Number(PERCENT, within=0.25, close=0.5, low=0, high=100),
        answer=lambda _: _both(_run()),
    ),
    Question(
        id="06.neck",
        text="Now the article's story: Russia gives the ore, both build, and all that the two "
        "plan is finished. Which stage will limit what India can cover of its own use in 2045?",
        form=Option(STAGES),
        answer=lambda _: STAGES[int(_run(STORY).binding[-1, 0, INDIA])],
    ),
    Question(
        id="06.war",
        text="From 2028 on China offers at half its price for five years, but sells no more than "
        "its plants make. Of the share of magnets that Russia and India would have had in 2045, "
        "what percentage is left?",
        form=Number(PERCENT, within=0.15, low=0),
        answer=lambda _: 100 * _both(_run(WAR)) / _both(_run()),
    ),
    Question(
        id="06.random",
        text="Now luck is drawn: each plant is finished or not, each assumption lies somewhere in "
        "its range. In what percentage of 1,000 random runs does India cover nothing of its own "
        "use in 2045?",
        form=Number(PERCENT, within=0.15, close=3, low=0, high=100),
        answer=lambda _: float(100 * (_random().sufficiency[-1, :, INDIA] < 0.01).mean()),
    ),
    Question(
        id="06.decides",
        text="One assumption at a time is moved from its lowest to its highest value. Which of "
        "these moves most what India covers of its own use?",
        form=Option(_options()),
        answer=lambda _: _widest()[0],
    ),
    Question(
        id="06.chance",
        grade="vary",
        text="A chain of your own needs a mine, a separation plant, a metal plant and a magnet "
        "plant. Each is finished with a chance of {chance}%, each for itself. How likely is it, in "
        "percent, that all four are?",
        form=Number(PERCENT, within=0.01, low=0, high=100),
        answer=lambda p: 100 * (p["chance"] / 100) ** _CHAIN,
        draw=_chances,
        mistakes=(
            (lambda p: p["chance"], "That is one plant; all four are needed."),
            (lambda p: 100 * (1 - (1 - p["chance"] / 100) ** _CHAIN),
             "That is the chance that at least one is finished."),
            (lambda p: 100 * (p["chance"] / 100) ** 2, "That is two plants; there are four."),
        ),
        hint="Chances that must all come true are multiplied: change the number in the cell above.",
        solution="{answer}. A mean of many plants hides this: with a chance of 60% each, 60% of "
        "the capacity stands on average, and a whole chain in 13% of cases.",
    ),
    Question(
        id="06.ore",
        grade="vary",
        text="In the article's story all own mines stand in Russia. Put {share}% of them in India, "
        "and leave the rest of the preset as it is. What percentage of its own use does India "
        "cover in 2045?",
        form=Number(PERCENT, within=0.02, close=0.3, low=0, high=100),
        answer=lambda p: _covers(INDIA, STORY, mine_india=p["share"]),
        draw=_ores,
        mistakes=(
            (lambda _: _covers(INDIA, STORY), "That is with all mines in Russia."),
            (lambda p: _covers(RUSSIA, STORY, mine_india=p["share"]), "That is Russia."),
            (lambda p: _covers(INDIA, mine_india=p["share"]),
             "That is from the defaults; choose the preset first."),
        ),
        hint="Choose the preset, open 'Our chain', move the mines, read 'India covers' in the "
        "table below the lines; or change `told` in the cell above and read its row.",
        solution="{answer}. A mine in India does not bear the cost of the Arctic, and more of it "
        "stays open. Of Russia's ore only what Russia has left over crosses the border.",
    ),
    Question(
        id="06.floor",
        grade="vary",
        text="Price war, with a floor of {floor} USD per kg for plants outside China. What do "
        "Russia and India pay together until 2045, in million dollars?",
        form=Number("million USD", within=0.02, low=0),
        answer=lambda p: _paid(WAR, chain_floor=p["floor"]),
        draw=_floors,
        mistakes=(
            (lambda p: _run(WAR, chain_floor=p["floor"]).subsidy[:, 0, 1:].sum(),
             "That is what all blocs pay that have a floor."),
            (lambda p: _run(WAR, chain_floor=p["floor"]).subsidy[-1, 0, [RUSSIA, INDIA]].sum(),
             "That is the last year alone."),
        ),
        hint="Preset 'Price war', group 'Policy'; the last line of the table below the lines.",
        solution="{answer}. Compare with your neighbor's floor: the bill grows with it and the "
        "share of the two does not: each of these floors keeps open what the war would close.",
    ),
    Question(
        id="06.below",
        grade="build",
        text="In what percentage of 1,000 random runs around the full partnership does China make "
        "less than {share}% of all magnets in 2045? Complete the `return` line.",
        form=Number(PERCENT, within=0.01, close=0.05, low=0),
        answer=lambda p: _below(p["share"]),
        draw=_limits,
        mistakes=(
            (lambda p: 100 - _below(p["share"]), "That is how often it makes more."),
            (lambda p: 10 * _below(p["share"]), "That is how many of the 1,000 runs."),
        ),
        hint="`(china < {share})` is true or false for each run; its mean is a fraction.",
        solution="`return 100 * (china < {share}).mean()` gives {answer}. In the single run, in "
        "which each plant counts by its chance, it is 81%; three in four random runs lie above.",
    ),
    Question(
        id="06.past",
        grade="read",
        text="By how many percentage points, sign aside, is China's share of magnets in 2020 off "
        "in the run of the past?",
        form=Number("points", within=0.02, close=0.06, low=0),
        answer=lambda _: abs(float(_past()["error"][2020])),
        mistakes=(
            (lambda _: abs(float(_past()["error_pct"][2020])),
             "That is in percent of the share, not in points."),
            (lambda _: abs(float(_past()["error"][2017])), "That is 2017."),
            (lambda _: abs(float(_past()["error"][2024])), "That is 2024."),
        ),
        hint="The column `error`, in the row of 2020 of the table above, without its minus.",
        solution="{answer}, and on the low side, as in all three years on record: the model makes "
        "it too easy for others.",
    ),
    Question(
        id="06.back",
        grade="build",
        text="In the full partnership China's share of magnets falls and then rises again. By how "
        "many percentage points does it rise from its lowest value until 2045? Complete the "
        "`return` line, with the column `yearly`.",
        form=Number("points", within=0.02, close=0.05),
        answer=lambda _: float(_china()[-1] - _china().min()),
        mistakes=(
            (lambda _: float(_china()[0] - _china().min()), "That is how far it falls."),
            (lambda _: float(_china()[0] - _china()[-1]), "That is the fall from 2025 to 2045."),
            (lambda _: float(_china(SEPARATION)[-1] - _china(SEPARATION).min()),
             "That is separation; asked are magnets."),
        ),
        hint="`yearly.iloc[-1]` is the last value, `yearly.min()` the lowest.",
        solution="`return yearly.iloc[-1] - yearly.min()` gives {answer}. The plants of the two "
        "stay as large as they were built, and the world's demand grows on: China builds for it.",
    ),
)  # fmt: skip
