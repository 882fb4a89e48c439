"""Pictures of deposits: what their ore is worth, and which of them pay."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from typing import Any

import altair as alt
import pandas as pd

from reelab.charts import theme
from reelab.models import baskets as basket_model
from reelab.models import deposits as model
from reelab.models.formula import where
from reelab.models.reserves import basket_value


def basket(table: pd.DataFrame, deposit: str, year: int) -> alt.VConcatChart:
    """Draw the mass and the value of the elements in an ore.

    Parameters
    ----------
    table : DataFrame
        As `models.baskets.baskets` returns it.
    deposit, year : str and int
        The basket shown first, the deposit by its `models.baskets.key`; the parameters
        `deposit` and `year`, and `deposit_pinned`,
        `year_pinned` and `pinned`, change it.

    Returns
    -------
    altair.VConcatChart
        Two bar charts side by side: percent of the mass, USD per kg of mixed oxides.
    """
    chosen = {"deposit": deposit, "year": year}
    now, kept = theme.names(chosen), theme.names(chosen, "_pinned")
    pinned = theme.names(["pinned"])["pinned"]
    prices = table.pivot_table(index="element", columns="year", values="price_usd_kg")
    years = [int(when) for when in prices.columns]
    prices.columns = [f"price_{when}" for when in years]
    shares = table[["deposit", "element", "share_pct"]].drop_duplicates()
    shares["key"] = shares["deposit"].map(basket_model.key)
    rows = theme.Chart(shares.merge(prices.reset_index(), on="element"))
    order = ["La", "Ce", "Pr", "Nd", "Sm", "Eu", "Gd", "Tb", "Dy", "Ho", "Er", "Yb", "Lu", "Y"]

    def of(run: dict[str, Any]) -> alt.Chart:
        prices = [(when, alt.datum[f"price_{when}"]) for when in years]
        price = reduce(lambda rest, row: where(run["year"] == row[0], row[1], rest), prices, 0)
        return rows.transform_filter(alt.datum.key == run["deposit"]).transform_calculate(
            usd_kg=basket_value(alt.datum.share_pct, price)
        )

    def side(column: str, title: str, names: bool, color: str) -> theme.Picture:
        axis = alt.Axis(ticks=False, domain=False) if names else None
        y = alt.Y("element:N", sort=order, title=None, axis=axis, scale=alt.Scale(domain=order))
        room = alt.Scale(domain=[0, float(table[column].max() * 1.25)], nice=False)
        x = alt.X(f"{column}:Q", title=title, scale=room, axis=alt.Axis(tickCount=4))
        bars = of(now).mark_bar(height=13, color=color).encode(
            x, y, tooltip=["element:N", alt.Tooltip(f"{column}:Q", format=",.2f")]
        )  # fmt: skip
        ghost = (
            of(kept)
            .transform_filter(pinned)
            .mark_bar(height=17, filled=False, stroke=theme.INK, strokeWidth=1.5)
            .encode(x, y)
        )
        figure = of(now).mark_text(align="left", dx=4).encode(
            x, y, text=alt.Text(f"{column}:Q", format=".2~f")
        )  # fmt: skip
        return alt.layer(bars, ghost, figure).properties(width=215, height=alt.Step(20))

    def price(run: Mapping[str, Any]) -> Any:
        return basket_model.price_message(table, run["deposit"], run["year"])

    def balance(run: Mapping[str, Any]) -> Any:
        return basket_model.balance_message(table, run["deposit"], run["year"])

    note = (
        theme.Chart(alt.Data(values=[{}]))
        .transform_calculate(words=theme.flat(balance(now)))
        .mark_text(align="left", fontWeight=600)
        .encode(x=alt.value(0), text="words:N")
        .properties(width=theme.WIDTH, height=14)
    )
    both = alt.hconcat(
        side("share_pct", "Mass (% of TREO)", True, theme.SOFT),
        side("usd_kg", "Value (USD per kg TREO)", False, "#0072B2"),
        spacing=24,
    )
    return theme.finish(
        alt.vconcat(note, both, spacing=10),
        title=price,
        subtitle="No bar: the source gives no figure. Outline: the pinned basket.",
        source="USGS Minerals Yearbook 2022 (shares); Mineral Commodity Summaries (prices).",
        description=lambda run: price(run) + ". " + balance(run) + ".",
        values=chosen,
    )


def cost_curve(
    table: pd.DataFrame, ore: pd.DataFrame, values: Mapping[str, float]
) -> alt.VConcatChart:
    """Draw the price that each deposit needs, and the ore that pays in two countries.

    Parameters
    ----------
    table : DataFrame
        As `models.deposits.costs` returns it.
    ore : DataFrame
        As `models.deposits.ore_at_price` takes it.
    values : mapping of str to float
        One value for each name in `models.deposits.SETTINGS`.

    Returns
    -------
    altair.VConcatChart
        Steps from the cheapest deposit on, over a bar for each country of `ore`. Each name is a
        parameter, and so is each name with `_pinned`.
    """
    now, kept = theme.names(values), theme.names(values, "_pinned")
    pinned = theme.names(["pinned"])["pinned"]
    both = alt.vconcat(_steps(table, now, kept, pinned), _ore_bars(table, ore, now), spacing=20)
    return theme.finish(
        both,
        title=lambda run: model.curve_message(table, run),
        subtitle=[
            "Faded: not at this price. Thin lines: from the lowest to the highest cost that "
            "sources",
            "and ledger allow; where there is none, one source gives one figure. Dashed: pinned.",
        ],
        source="company studies of 2012 to 2025 (deposit_facts); gaps filled from the ledger.",
        description=lambda run: (
            model.curve_message(table, run) + ". " + model.curve_details(table, run)
        ),
        values=values,
    )


_HALO: dict[str, Any] = {"color": "white", "stroke": "white", "strokeWidth": 4, "aria": False}


def _steps(
    table: pd.DataFrame, now: dict[str, Any], kept: dict[str, Any], pinned: Any
) -> theme.Picture:
    room = float(table["output"].sum() * 1.25)
    narrow = room * 50 / theme.WIDTH

    def sorted_by_price(run: dict[str, Any]) -> alt.Chart:
        priced = theme.Chart(table).transform_calculate(
            needed=theme.flat(model.priced(alt.datum, run)),
            low=theme.flat(model.priced(alt.datum, run, "_low")),
            high=theme.flat(model.priced(alt.datum, run, "_high")),
        )
        summed = priced.transform_window(
            end="sum(output)", sort=[alt.SortField("needed")], frame=[None, 0]
        )
        return summed.transform_calculate(
            start=alt.datum.end - alt.datum.output,
            stop=alt.datum.end - room / theme.WIDTH,  # a pixel between neighbors
            middle=alt.datum.end - alt.datum.output / 2,
            roof=alt.datum.high / where(alt.datum.output > narrow, 0.9, 0.64),  # room for names
        )

    x = alt.X(
        "start:Q", title="Output, from the cheapest deposit on (thousand t REO a year)",
        scale=alt.Scale(domain=[0, room], nice=False),
    )  # fmt: skip
    y = alt.Y(
        "needed:Q", title="Price needed (USD per kg TREO)",
        # A label at the edge would add to the height while a slider moves.
        scale=alt.Scale(domainMin=0, nice=False), axis=alt.Axis(labelFlush=8),
    )  # fmt: skip
    tip = [
        "deposit:N",
        "country:N",
        *(alt.Tooltip(f"{name}:Q", format=",.1f") for name in ("needed", "low", "high")),
        alt.Tooltip("output:Q", title="kt REO a year"),
    ]
    this = sorted_by_price(now)
    bars = this.mark_rect(strokeWidth=0.75).encode(
        x=x, x2="stop:Q", y=y, y2=alt.datum(0), tooltip=tip,
        color=theme.bloc_color(title=None), stroke=theme.bloc_color(title=None),
        fillOpacity=alt.condition(
            alt.datum.needed <= now["basket_price"], alt.value(1), alt.value(0.35)
        ),
    )  # fmt: skip
    halo, doubt = (
        this.mark_rule(color=color, strokeWidth=wide).encode(x="middle:Q", y="low:Q", y2="high:Q")
        for color, wide in (("white", 4), (theme.INK, 1.5))
    )
    ghost = (
        sorted_by_price(kept)
        .transform_filter(pinned)
        .mark_rect(filled=False, stroke=theme.INK, strokeDash=[4, 3])
        .encode(x=x, x2="stop:Q", y=y, y2=alt.datum(0))
    )
    wide = this.transform_filter(alt.datum.output > narrow)
    thin = this.transform_filter(alt.datum.output <= narrow)
    names = [
        mark.encode(x="middle:Q", y="high:Q", text="deposit:N")
        for under in (_HALO, {})
        for mark in (
            wide.mark_text(dy=-9, **under), thin.mark_text(align="left", angle=270, dx=5, **under)
        )
    ]  # fmt: skip
    price = theme.Chart(alt.Data(values=[{}])).transform_calculate(
        price=now["basket_price"], roof=now["basket_price"] / 0.93
    )
    line = price.mark_rule(strokeWidth=2, color=theme.INK).encode(y="price:Q")
    label = price.mark_text(align="right", dy=-7, fontWeight=600).encode(
        x=alt.value(theme.WIDTH), y="price:Q", text=alt.value("basket price")
    )
    roofs = [rows.mark_point(opacity=0, aria=False).encode(y="roof:Q") for rows in (this, price)]
    return alt.layer(bars, ghost, halo, doubt, line, label, *names, *roofs).properties(
        width=theme.WIDTH, height=260
    )


def _ore_bars(table: pd.DataFrame, ore: pd.DataFrame, now: dict[str, Any]) -> theme.Picture:
    rows = ore.merge(table, on="deposit", how="left", suffixes=("", "_of_deposit"))
    rows["bloc"] = rows["country"]
    enough = model.priced(alt.datum, now) <= now["basket_price"]
    base = theme.Chart(rows).transform_calculate(
        fill=theme.flat(where(alt.expr.isValid(alt.datum.output), where(enough, 1, 0.35), 0))
    )
    y = alt.Y("country:N", title=None, sort=["Russia", "India"], axis=alt.Axis(ticks=False))
    x = alt.X("ore_mt:Q", title="Ore (million t REO)", stack="zero")
    bars = base.mark_bar(height=18, strokeWidth=1.5).encode(
        x=x,
        y=y,
        detail="ore:N",
        color=theme.bloc_color(title=None),
        stroke=theme.bloc_color(title=None),
        fillOpacity=alt.FillOpacity("fill:Q", scale=None),
        tooltip=["country:N", "ore:N", "ore_mt:Q"],
    )
    words: Any = ""
    for country in ore["country"].unique():
        told = model.ore_words(table, ore, str(country), now)
        words = where(alt.datum.country == country, told, words)
    text = (
        theme.Chart(ore[["country"]].drop_duplicates())
        .transform_calculate(words=theme.flat(words))
        .mark_text(align="left", dy=-19, dx=3)
        .encode(x=alt.value(0), y=y, text="words:N")
    )
    return alt.layer(bars, text).properties(width=theme.WIDTH, height=alt.Step(50))
