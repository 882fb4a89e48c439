"""Pictures of one mine."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import altair as alt

from reelab.charts import theme
from reelab.models import mine as model
from reelab.models.formula import where


def economics(values: Mapping[str, float]) -> alt.VConcatChart:
    """Draw what a mine needs and what it earns.

    Parameters
    ----------
    values : mapping of str to float
        One value for each name in `models.mine.MINE`, in the units of the ledger.

    Returns
    -------
    altair.VConcatChart
        Cost of a kilogram against the basket price, over the discounted cash flow by year. Each
        name is a parameter, and so is each name with `_pinned`, shown where `pinned` is true.
        The named data `band` (year, low, high) is empty.
    """
    now, kept = theme.names(values), theme.names(values, "_pinned")
    pinned = theme.names(["pinned"])["pinned"]
    whole = alt.vconcat(_cost_bars(now, kept, pinned), _cash_lines(now, kept, pinned), spacing=24)
    return theme.finish(
        whole.resolve_scale(color="independent"),
        title=lambda run: model.verdict(**run),
        subtitle=[
            "Before taxes and royalties. Pale and dashed: the pinned run.",
            f"Shaded, when shown: the middle {model.BAND[1] - model.BAND[0]}% of "
            f"{model.DRAWS:,} random runs.",
        ],
        source="model of this course; settings from its ledger of assumptions.",
        description=lambda run: model.verdict(**run) + ". " + model.needs(**run),
        values=values,
    )


_PARTS = {
    "Mining": theme.STAGES["mine"], "Separation": theme.STAGES["separation"], "Capital": "#54708C",
}  # fmt: skip


def _cost_bars(now: dict[str, Any], kept: dict[str, Any], pinned: Any) -> theme.Picture:
    """Stack what a kilogram costs, for this run and the pinned one."""
    runs = theme.Chart(alt.Data(values=[{"run": "this run"}, {"run": "pinned"}]))
    base = runs.transform_filter((alt.datum.run == "this run") | pinned)

    def pick(formula: Any, *names: str) -> Any:
        first = formula(**{name: now[name] for name in names})
        second = formula(**{name: kept[name] for name in names})
        return theme.flat(where(alt.datum.run == "this run", first, second))

    def mining(opex_multiplier: Any, **ore: Any) -> Any:
        return opex_multiplier * model.mining_cost(**ore)

    stacked = base.transform_calculate(
        Mining=pick(mining, "grade", "recovery", "ore_cost", "opex_multiplier"),
        Separation=pick(
            lambda separation_cost, opex_multiplier: separation_cost * opex_multiplier,
            "separation_cost", "opex_multiplier",
        ),
        Capital=pick(
            model.capital_charge, "grade", "recovery", "ore_rate", "capex", "discount_rate",
            "lead_time", "mine_life", "capex_multiplier",
        ),
    ).transform_fold(list(_PARTS), as_=["part", "usd"])  # fmt: skip
    stacked = stacked.transform_calculate(place=f"indexof({list(_PARTS)}, datum.part)")
    # The second row is always there: a chart that grew when a run is pinned would be cut off below.
    hidden = "datum.label == 'pinned' && !pinned ? '' : datum.label"
    y = alt.Y(
        "run:N", scale=alt.Scale(domain=["this run", "pinned"]), title=None,
        axis=alt.Axis(ticks=False, labelExpr=hidden),
    )  # fmt: skip
    x = alt.X("usd:Q", stack="zero", title="USD per kg TREO", axis=alt.Axis(tickCount=8))
    bars = stacked.mark_bar(height=26, stroke="white").encode(
        x=x,
        y=y,
        color=alt.Color(
            "part:N",
            scale=alt.Scale(domain=list(_PARTS), range=list(_PARTS.values())),
            legend=alt.Legend(title="Break-even price, made of", orient="top"),
        ),
        order=alt.Order("place:Q"),
        opacity=alt.condition(alt.datum.run == "this run", alt.value(1), alt.value(0.45)),
        tooltip=["run:N", "part:N", alt.Tooltip("usd:Q", format=",.2f", title="USD/kg")],
    )
    names = [name for name in model.MINE if name != "basket_price"]
    needed = base.transform_calculate(
        total=pick(model.break_even, *names),
        basket=pick(lambda basket_price: basket_price, "basket_price"),
    )
    totals = needed.mark_text(align="left", dx=5, fontWeight=600).encode(
        x="total:Q", y=y, text=alt.Text("total:Q", format=",.1f")
    )
    basket = needed.mark_tick(thickness=3, height=40, color=theme.INK).encode(
        x=alt.X("basket:Q"),
        y=y,
        tooltip=[alt.Tooltip("basket:Q", format=",.1f", title="basket price, USD/kg")],
    )
    caption = (
        needed.transform_filter(alt.datum.run == "this run")
        .mark_text(align="center", dy=-27, fontSize=11)
        .encode(x="basket:Q", y=y, text=alt.value("basket price"))
    )
    return alt.layer(bars, totals, basket, caption).properties(
        width=theme.WIDTH, height=alt.Step(46)
    )


def _cash_lines(now: dict[str, Any], kept: dict[str, Any], pinned: Any) -> theme.Picture:
    """Draw the discounted cash flow by year, for this run and the pinned one."""
    years = theme.Chart(alt.sequence(0, 71, as_="year"))
    x = alt.X(
        "year:Q", title="Years since the decision to build", scale=alt.Scale(nice=False),
        axis=alt.Axis(tickMinStep=1),
    )  # fmt: skip
    y = alt.Y(
        "cash:Q", title="Discounted cash flow so far (USD million)",
        # Labels widen while a slider moves; one at the edge would add to the height.
        axis=alt.Axis(minExtent=56, maxExtent=56, labelFlush=8),
        scale=alt.Scale(padding=18, nice=False),  # pixels, for the figure at the end of the line
    )  # fmt: skip

    def line(run: dict[str, Any]) -> alt.Chart:
        end = run["lead_time"] + run["mine_life"]
        return years.transform_filter(alt.datum.year <= end).transform_calculate(
            cash=theme.flat(model.cumulative_cash(alt.datum.year, **run))
        )

    ghost = (
        line(kept)
        .transform_filter(pinned)
        .mark_line(strokeDash=[6, 4], color=theme.SOFT, strokeWidth=2)
        .encode(x, y)
    )
    curve = line(now).mark_line(color="#0072B2", strokeWidth=3).encode(
        x, y, tooltip=["year:Q", alt.Tooltip("cash:Q", format=",.0f", title="USD million")]
    )  # fmt: skip
    zero = (
        theme.Chart(alt.Data(values=[{"cash": 0}])).mark_rule(color=theme.SOFT).encode(y="cash:Q")
    )
    band = (
        theme.Chart(alt.NamedData("band"))
        .mark_area(color="#0072B2", opacity=0.18)
        .encode(x=alt.X("year:Q"), y=alt.Y("low:Q"), y2="high:Q")
    )
    last = line(now).transform_filter(alt.datum.year == now["lead_time"] + now["mine_life"])
    end = [
        last.mark_text(**{"align": "right", "dy": -10, "fontWeight": 600, **under}).encode(
            x, y, text=alt.Text("cash:Q", format="+,.0f")
        )
        for under in (theme.HALO, {"color": "#0072B2"})
    ]
    return alt.layer(band, zero, ghost, curve, *end).properties(width=theme.WIDTH, height=230)
