"""The questions of notebook 03."""

from __future__ import annotations

from reelab.course.answers import Number, Option, Ranking
from reelab.course.question import Question
from reelab.course.questions import consolidation_right as right
from reelab.data import load
from reelab.labs import abroad, consolidation
from reelab.models import markup
from reelab.models import merge as both

LABS = ("merge", "groups", "control", "shopping", "reaction", "ngualla")
POINTS, PERCENT = "points", "%"
FIRST = ("the merger", "the first purchase of shares", "the wider ban on technology",
         "the first paper of Russia and India")  # fmt: skip

QUESTIONS = (
    Question(
        id="03.northern",
        text="Three groups merged in December 2021. A fourth, China Northern Rare Earth, did not. "
        "What percentage of China's mining quota of 2024 did Northern alone hold?",
        form=Number(PERCENT, within=0.1, low=0, high=100),
        answer=lambda _: right.northern(),
    ),
    Question(
        id="03.half",
        text="From 2021 to 2022, the year after the merger, the concentration of China's mining "
        "quota rose by some 1,100 points. What percentage of that rise did the merger make?",
        form=Number(PERCENT, within=0.2, low=0),
        answer=lambda _: right.merger_part(),
    ),
    Question(
        id="03.buyer",
        text="69% of the world's mine output of 2024 came from mines in China. What percentage "
        "went to China, wherever it was mined?",
        form=Number(PERCENT, within=0.06, low=0, high=100),
        answer=lambda _: right.by("who takes its output"),
    ),
    Question(
        id="03.failed",
        text="Since 1995 the press reported 18 deals over rare earths outside China in which a "
        "Chinese firm bought, held or took a part. How many failed or were undone?",
        form=Number("of 18 deals", within=0, close=1, low=0, high=18, whole=True),
        answer=lambda _: right.failed(),
    ),
    Question(
        id="03.first",
        text="The article says that China's three actions answer the plans of Russia and India. "
        "Which of these came last?",
        form=Option(FIRST),
        answer=lambda _: FIRST[-1],
    ),
    Question(
        id="03.ionic-rise",
        grade="read",
        text="By how many points did the concentration of the ionic quota rise from 2021 to 2022?",
        form=Number(POINTS, within=0.005),
        answer=lambda _: float(right.years("ionic").at[2022, "change"]),
        mistakes=(
            (lambda _: float(right.years().at[2022, "change"]),
             "That is the rise of the whole mining quota; press Ionic ore."),
            (lambda _: float(right.years("ionic").at[2022, "after"]),
             "That is the level of 2022; asked is by how much it rose."),
            (lambda _: float(right.years("ionic")["change"].sum()),
             "That is the rise to 2024; asked is the year 2022."),
        ),
        hint="Press Ionic ore and subtract the bold figures of two neighboring years.",
        solution="5,137 less 2,772 are {answer}, and all of it is the merger: the ionic quota has "
        "stood at 19,150 t since 2018. On the ore with the heavy elements the merger bites most.",
    ),
    Question(
        id="03.pair",
        grade="vary",
        text="Had only {one} and {other} merged in 2021: by how many points would the "
        "concentration of the {market} quota have risen?",
        form=Number(POINTS, within=0.01),
        answer=right.pair,
        draw=right.pairs,
        mistakes=(
            (lambda p: right.pair(p) / 2, "That is the product of the shares; it counts twice."),
            (lambda p: right.pair(p) + both.before(consolidation.sellers(), p["market"]),
             "That is the level after the merger; asked is the rise."),
            (lambda p: right.pair({**p, "market": "mining"}),
             "Those are the shares of the mining quota; press the {market} quota."),
            (lambda p: sum(right.share(p["market"], p[name]) ** 2 for name in ("one", "other")),
             "You squared each share; the rise is twice their product."),
        ),
        hint="Press Reset, choose the market, and give both firms the letter A; or multiply: "
        "two times one share times the other, both in percent.",
        solution="{answer}. Two firms of 10% add 200 points, two of 1% add 2: mergers of small "
        "firms are hardly seen by the index.",
    ),
    Question(
        id="03.price",
        grade="vary",
        text="At an elasticity of {elasticity:g}: by what percentage would the price of rivals at "
        "the same cost rise, if the three groups merged in the mining quota of 2021?",
        form=Number(PERCENT, within=0.01),
        answer=lambda p: float(markup.price_rise(*right.three(), p["elasticity"])),
        draw=right.elasticities,
        mistakes=(
            (lambda p: right.margins(p)[1] - right.margins(p)[0],
             "That is by how many percentage points the margin grows; asked is the price."),
            (lambda p: right.margins(p)[1],
             "That is the margin after the merger, in % of the price."),
            (lambda p: 100 * (right.margins(p)[1] / right.margins(p)[0] - 1),
             "That is by how much the margin grows; the price is cost and margin together."),
            (lambda p: float(markup.price_rise(*right.three("separation"), p["elasticity"])),
             "That is the separation quota; asked is mining."),
        ),
        hint="Choose the preset of December 2021 and set the elasticity; the figure stands in the "
        "bottom row and, with more digits, under Show as table.",
        solution="{answer}. It is what the model says of rivals who choose quantities. These "
        "groups do not choose theirs: the state does.",
    ),
    Question(
        id="03.sasac",
        grade="build",
        text="Chinalco and China Minmetals are firms of the central state. Suppose that SASAC, its "
        "agency, owns all of both. What percentage of China Rare Earth Group does it then hold, "
        "directly and through them? Complete the `return` line; lines of your own go above it.",
        form=Number(PERCENT, within=0.002, low=0, high=100),
        answer=lambda _: right.sasac("Chinalco", "China Minmetals"),
        mistakes=(
            (lambda _: right.sasac(), "That is the direct stake; the rows you add must count too."),
            (lambda _: right.sasac("Chinalco"), "China Minmetals is missing."),
            (lambda _: right.sasac("Chinalco", "China Minmetals") - right.sasac(),
             "That is what it holds through the two; its direct stake comes on top."),
        ),
        hint="`pd.concat([owners, more])` joins the tables; then use `models.ownership.stakes` and "
        '`integrated`, and pick with `.at["SASAC", "China Rare Earth Group"]`.',
        solution="`return models.ownership.integrated(models.ownership.stakes(pd.concat([owners, "
        "more])))"
        '.at["SASAC", "China Rare Earth Group"]` gives {answer}. Read directly, no holder has '
        "a majority; read through its firms, the central state does.",
    ),
    Question(
        id="03.where",
        grade="build",
        text="In which three countries did most Chinese deals fail or come undone, the most "
        "first? Complete the `return` line with pandas.",
        form=Ranking(tuple(sorted(set(load("deals")["country"]))), count=3),
        answer=lambda _: right.failures("Chinese")[:3],
        mistakes=(
            (lambda _: list(abroad.deals().query("side == 'Chinese'")["country"].value_counts()
                            .index[:3]), "Those have most deals; asked are those that failed."),
            (lambda _: list(abroad.deals().query("side == 'Chinese' and outcome == 'done'")
                            ["country"].value_counts().index[:3]),
             "Those have most deals that were done."),
        ),
        hint="`query(\"outcome == 'failed or undone'\")` keeps rows; `value_counts()` of a column "
        "counts and sorts, and `.head(3)` takes the first.",
        solution="`return chinese.query(\"outcome == 'failed or undone'\")[\"country\"]"
        ".value_counts().head(3)` gives {answer}. Australia's government blocked or undid "
        "three, Canada's had a stockpile sold; in the United States a bid was withdrawn and a "
        "contract ended. The deals done since 2020 lie in Tanzania and Canada.",
    ),
    Question(
        id="03.implied",
        grade="vary",
        text="At which basket price is AUD {offer:g} million the right price for Peak, if money "
        "must earn {rate:g}% a year? All else as in the lab at its defaults.",
        form=Number("USD per kg", within=0.003),
        answer=right.implied,
        draw=right.offers,
        mistakes=(
            (right.break_even, "At that price the mine is worth nothing, so nothing may be paid."),
            (lambda p: right.implied(p, part=100), "Peak holds 84% of the mine, not all of it."),
            (lambda p: right.implied(p, aud_usd=1), "The offer is in Australian dollars."),
            (lambda p: right.implied({**p, "rate": 10}), "That is at 10% a year; move the rate."),
        ),
        hint="Set the offer and the discount rate in the lab and press Show as table.",
        solution="{answer}. A price paid is a bet on a price of oxides: at 20 dollars Ngualla "
        "looks cheap, at 15 it is worth nothing in the model.",
    ),
)  # fmt: skip
