"""Pictures of what know-how is worth: the value ladder, and a count of patents in bounds."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import altair as alt
import pandas as pd

from reelab.charts import theme
from reelab.models import ladder as ladder_model
from reelab.models import patents as patent_model
from reelab.models.formula import choose, sentence

_STAGES = {
    "concentrate": theme.STAGES["mine"], "mixed carbonate": theme.STAGES["mine"],
    "NdPr oxide": theme.STAGES["separation"], "NdPr metal": theme.STAGES["metal"],
    "magnets": theme.STAGES["magnet"],
}  # fmt: skip
_BLUE, _ORANGE = theme.BLOCS["allies"], theme.BLOCS["China"]


def ladder(rows: pd.DataFrame, values: Mapping[str, Any]) -> alt.VConcatChart:
    """Draw the price of a kilogram of NdPr at each step.

    Parameters
    ----------
    rows : DataFrame
        Table `value_ladder`.
    values : mapping of str to object
        ladder and rare_earth_in_magnet; each is a parameter, and so is each name with `_pinned`.

    Returns
    -------
    altair.VConcatChart
        A bar for each step: the price of the NdPr in it, beside the price of the product.
    """
    now, kept = theme.names(values), theme.names(values, "_pinned")
    pinned = theme.names(["pinned"])["pinned"]
    bare = rows.drop(columns=["price_per_kg_ndpr"]).copy()
    for end in ("low", "high"):
        bare[end] = bare[end].fillna(bare["price"])
    base = theme.Chart(bare)

    def steps(run: dict[str, Any]) -> alt.Chart:
        content = alt.expr.if_(
            alt.datum.product == "magnets", run["rare_earth_in_magnet"], alt.datum.ndpr_content_pct
        )
        known = base.transform_filter(alt.datum.ladder == run["ladder"])
        known = known.transform_calculate(content=theme.flat(content))
        known = known.transform_filter(alt.datum.content > 0)
        return known.transform_calculate(
            contained=ladder_model.per_contained(alt.datum.price, alt.datum.content),
            least=ladder_model.per_contained(alt.datum.low, alt.datum.content),
            most=ladder_model.per_contained(alt.datum.high, alt.datum.content),
        )

    this = steps(now)
    order = [name for name in _STAGES if name != "mixed carbonate"]
    y = alt.Y("product:N", sort=order, title=None, axis=alt.Axis(ticks=False, domain=False))
    x = alt.X("contained:Q", title="Price for each kg of NdPr in it, in the money shown",
              scale=alt.Scale(domainMin=0, nice=False), axis=alt.Axis(tickCount=6))  # fmt: skip
    scale = alt.Scale(domain=list(_STAGES), range=list(_STAGES.values()))
    bars = this.mark_bar(height=24).encode(x, y, alt.Color("product:N", scale=scale, legend=None))
    doubt = this.mark_rule(color=_ORANGE, strokeWidth=2).encode(x="least:Q", x2="most:Q", y=y)
    told = this.transform_calculate(
        told=sentence((alt.datum.contained, ",.0f"), " ", alt.datum.unit, " (product: ",
                      (alt.datum.price, ",.0f"), ")"),
    )  # fmt: skip
    texts = [
        told.mark_text(align="left", dx=6, **under).encode(x="most:Q", y=y, text="told:N")
        for under in (theme.HALO, {})
    ]
    ghost = steps(kept).transform_filter(pinned).mark_tick(
        color=theme.SOFT, thickness=3, height=34
    ).encode(x, y)  # fmt: skip
    return theme.finish(
        # As high with three steps as with four: the page does not make room.
        alt.layer(bars, doubt, ghost, *texts).properties(width=330, height=44 * len(order)),
        title=partial(_ladder_title, rows),
        subtitle=["Everything else in a product counts as worthless: concentrate and magnets are",
                  "upper bounds. Orange: the printed range. Tick: the pinned run."],
        source="table value_ladder, by firm and press; contents from formulas.",
        description=partial(_ladder_message, rows),
        values=values,
    )  # fmt: skip


def _magnet(rows: pd.DataFrame, run: Mapping[str, Any], product: str) -> Any:
    prices = rows[rows["product"] == product].set_index("ladder")["price"]
    return choose({name: float(value) for name, value in prices.items()}, run["ladder"])


def _ladder_title(rows: pd.DataFrame, run: Mapping[str, Any]) -> Any:
    magnet = ladder_model.per_contained(_magnet(rows, run, "magnets"), run["rare_earth_in_magnet"])
    oxide = rows.loc[rows["product"] == "NdPr oxide", "ndpr_content_pct"].iloc[0]
    before = ladder_model.per_contained(_magnet(rows, run, "NdPr oxide"), oxide)
    return sentence("In a magnet NdPr costs ", (magnet / before, ".1f"),
                    " times its price as oxide")  # fmt: skip


def _ladder_message(rows: pd.DataFrame, run: Mapping[str, Any]) -> Any:
    told = {}
    for name, group in rows.groupby("ladder"):
        steps = ladder_model.rungs(group).dropna(subset="content")
        unit = group["unit"].iloc[0]
        told[str(name)] = "; ".join(
            f"{row.product} {row.price:,.0f} {unit}" for row in steps.itertuples()
        )
    return sentence(_ladder_title(rows, run), ". Prices of the products: ",
                    choose(told, run["ladder"]), ".")  # fmt: skip


def patents(known: Mapping[str, float], values: Mapping[str, float]) -> alt.VConcatChart:
    """Draw what a count of patents could mean, beside the counts that have a source.

    Parameters
    ----------
    known : mapping of str to float
        older (filings a year, at least), span (years from there to the claim), stock (inventions
        in one field, all years), alive_low and alive_high (percent).
    values : mapping of str to float
        other_kinds and patent_growth; each is a parameter, and so is each name with `_pinned`.

    Returns
    -------
    altair.VConcatChart
        A bar for each reading; a range where only bounds are known.
    """
    now, kept = theme.names(values), theme.names(values, "_pinned")
    pinned = theme.names(["pinned"])["pinned"]
    words = ["the claim, for 2024", "inventions among them", "of these, in force later",
             "older average, at least", "the same, grown to 2024"]  # fmt: skip

    def readings(run: dict[str, Any]) -> alt.Chart:
        count, kinds = patent_model.CLAIM, run["other_kinds"]
        grown = patent_model.grown(known["older"], run["patent_growth"], known["span"])
        low = [count, patent_model.inventions(count, kinds),
               patent_model.surviving(count, kinds, known["alive_low"]), known["older"],
               grown]  # fmt: skip
        high = [*low[:2], patent_model.surviving(count, kinds, known["alive_high"]), *low[3:]]
        rows = theme.Chart(alt.Data(values=[{"place": i, "word": w} for i, w in enumerate(words)]))

        def pick(values: list[Any]) -> Any:
            picked = values[-1]
            for place in range(len(values) - 2, -1, -1):
                picked = alt.expr.if_(alt.datum.place == place, values[place], picked)
            return theme.flat(picked)

        return rows.transform_calculate(low=pick(low), high=pick(high))

    this = readings(now)
    y = alt.Y("word:N", sort=words, title=None,
              axis=alt.Axis(ticks=False, domain=False, labelLimit=200))  # fmt: skip
    x = alt.X("low:Q", title="Filings, or patents, of one year",
              scale=alt.Scale(domainMin=0, nice=False), axis=alt.Axis(tickCount=6))  # fmt: skip
    color = alt.condition("datum.place < 3", alt.value(_ORANGE), alt.value(_BLUE))
    bars = this.mark_bar(height=22).encode(x, y, color=color)
    doubt = this.transform_filter(alt.datum.high > alt.datum.low).mark_bar(
        height=22, fillOpacity=0.3, color=_ORANGE
    ).encode(x="low:Q", x2="high:Q", y=y)  # fmt: skip
    told = this.transform_calculate(
        told=alt.expr.if_(
            alt.datum.high > alt.datum.low,
            sentence((alt.datum.low, ",.0f"), " to ", (alt.datum.high, ",.0f")),
            sentence((alt.datum.low, ",.0f")),
        )
    )
    texts = [
        told.mark_text(align="left", dx=6, **under).encode(x="high:Q", y=y, text="told:N")
        for under in (theme.HALO, {})
    ]
    ghost = readings(kept).transform_filter(pinned).mark_tick(
        color=theme.INK, thickness=2, height=32
    ).encode(x, y)  # fmt: skip
    return theme.finish(
        alt.layer(bars, doubt, ghost, *texts).properties(width=330, height=alt.Step(38)),
        title=partial(_patents_title, known),
        subtitle=["Growth since the average of 2011-2018 (blue). Orange: the claim",
                  "and what it could mean; pale, up to the bound if all that is",
                  "pending is granted. Tick: the pinned run."],
        source="SCMP 2019; Lexology 2019; Guangxi Institute 2024;\nthe claim has no source.",
        description=partial(_patents_message, known),
        values=values,
    )  # fmt: skip


def _patents_title(known: Mapping[str, float], run: Mapping[str, Any]) -> Any:
    growth = patent_model.growth_needed(
        patent_model.CLAIM, run["other_kinds"], known["older"], known["span"]
    )
    left = patent_model.inventions(patent_model.CLAIM, run["other_kinds"])
    return sentence((left, ",.0f"), " inventions take growth of ", (growth, ".0f"),
                    "% a year")  # fmt: skip


def _patents_message(known: Mapping[str, float], run: Mapping[str, Any]) -> Any:
    kinds = run["other_kinds"]
    low, high = (
        patent_model.surviving(patent_model.CLAIM, kinds, known[name])
        for name in ("alive_low", "alive_high")
    )
    return sentence(
        _patents_title(known, run), " since 2011-2018; the other ", (kinds, ".0f"),
        f"% of the {patent_model.CLAIM:,} are none. Of the inventions ", (low, ",.0f"), " to ",
        (high, ",.0f"), " would be in force later. The "
        f"older average is {known['older']:,.0f} a year at least, ",
        (patent_model.grown(known["older"], run["patent_growth"], known["span"]), ",.0f"),
        " in 2024 if it grew by ", (run["patent_growth"], ".1f"), "% a year; all inventions "
        f"ever filed in China on rare earth functional materials are {known['stock']:,.0f}.",
    )  # fmt: skip
