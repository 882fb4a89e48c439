"""Pictures of what was offered for a mine, against what a model says that it is worth."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import altair as alt

from reelab.charts import theme
from reelab.models import mine, purchase
from reelab.models.formula import sentence

PRICES = (5, 60)
"""Basket prices between which the value of a mine is drawn, USD per kg TREO."""


def value(
    fixed: Mapping[str, float], offers: Mapping[str, float], studies: Mapping[str, float],
    owner_pct: float,
    values: Mapping[str, float | str],
) -> alt.VConcatChart:  # fmt: skip
    """Draw what a mine is worth at every basket price, and what was offered for it.

    Parameters
    ----------
    fixed : mapping of str to float
        The settings of the mine model that no slider moves.
    offers : mapping of str to float
        AUD million for all shares of its owner, by name.
    studies : mapping of str to float
        Net present values that studies print, USD million, by name.
    owner_pct : float
        Percent of the mine that the owner holds.
    values : mapping of str to float
        `offer` (AUD million), `aud_usd` and settings of the mine model. Each is a parameter, and so
        is each name with `_pinned`.

    Returns
    -------
    altair.VConcatChart
        Net present value of the whole mine by basket price, over lines for the offers.
    """
    now, kept = theme.names(values), theme.names(values, "_pinned")
    pinned = theme.names(["pinned"])["pinned"]

    def settings(run: Mapping[str, Any]) -> dict[str, Any]:
        given = {k: v for k, v in run.items() if k in mine.MINE}
        return {**fixed, **given}

    def paid(run: Mapping[str, Any]) -> Any:
        return purchase.price_for_all(run["offer"], owner_pct, run["aud_usd"])

    prices = theme.Chart(alt.sequence(PRICES[0], PRICES[1] + 1, as_="price"))
    x = alt.X("price:Q", title="Basket price (USD per kg TREO)", scale=alt.Scale(nice=False))
    y = alt.Y(
        "worth:Q", title="Whole mine (USD million)",
        axis=alt.Axis(minExtent=50, maxExtent=50, labelFlush=8),
        scale=alt.Scale(padding=14, nice=False),  # pixels, for the figure at the end of the line
    )  # fmt: skip

    def curve(run: dict[str, Any]) -> alt.Chart:
        at = {**settings(run), "basket_price": alt.datum.price}
        return prices.transform_calculate(worth=theme.flat(mine.npv(**at)))

    one = theme.Chart(alt.Data(values=[{}])).transform_calculate(
        paid=theme.flat(paid(now)),
        price=now["basket_price"],
        worth=theme.flat(mine.npv(**settings(now))),
    )
    line = curve(now).mark_line(color="#0072B2", strokeWidth=3).encode(x, y)
    ghost = (
        curve(kept)
        .transform_filter(pinned)
        .mark_line(color=theme.SOFT, strokeDash=[6, 4])
        .encode(x, y)
    )
    zero = one.transform_calculate(zero="0").mark_rule(color=theme.SOFT).encode(y="zero:Q")
    rule = one.mark_rule(color="#A33C00", strokeWidth=2).encode(y="paid:Q")
    label = one.transform_calculate(
        words=sentence("offered: USD ", (alt.datum.paid, ",.0f"), " million")
    ).mark_text(align="right", dy=-8, color="#A33C00", fontWeight=600).encode(
        x=alt.value(theme.WIDTH - 40), y="paid:Q", text="words:N"
    )  # fmt: skip
    printed = theme.Chart(alt.Data(values=[{"study": k, "npv": v} for k, v in studies.items()]))
    rules = printed.mark_rule(color=theme.SOFT, strokeDash=[2, 3]).encode(y="npv:Q")
    notes = printed.mark_text(align="left", dx=6, dy=-7, color=theme.SOFT).encode(
        x=alt.value(0), y="npv:Q", text="study:N"
    )
    dot = one.mark_point(size=90, filled=True, color=theme.INK, opacity=1).encode(
        x=alt.X("price:Q"), y="worth:Q"
    )
    figure = (
        one.transform_calculate(words=sentence((alt.datum.worth, ",.0f")))
        .mark_text(align="right", dx=-9, dy=-7, fontWeight=600)
        .encode(x="price:Q", y="worth:Q", text="words:N")
    )
    words = {name: f"AUD {offer:g} million" for name, offer in offers.items()}
    listed = "; ".join(f"{name}: {text}" for name, text in words.items())

    def told(run: Mapping[str, Any]) -> Any:
        bare = {k: v for k, v in settings(run).items() if k != "basket_price"}
        return sentence(
            purchase.value_message(paid(run), **settings(run)), ". The price is right at ",
            (purchase.price_implied(paid(run), **bare), ".1f"), " USD per kg. Offers: ", listed,
            ".",
        )  # fmt: skip

    return theme.finish(
        alt.layer(zero, rules, notes, ghost, rule, line, dot, figure, label).properties(
            width=theme.WIDTH - 40, height=260
        ),
        title=lambda run: purchase.value_message(paid(run), **settings(run)),
        subtitle=[
            "Net present value by the model of notebook 01, before taxes, royalty and risk.",
            "Red: the offer, scaled to the whole mine. Dotted: what studies print. Dashed: pinned.",
        ],
        source="model of this course; offers from the table deals; plan of 2022 (presets).",
        description=told,
        values=values,
    )
