"""Pictures of an export stop: who runs dry, what is missing, what it costs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import altair as alt
import pandas as pd

from reelab.charts import theme
from reelab.models import shortage as model
from reelab.models import stop as formulas
from reelab.models.formula import choose, sentence, where

_BLUE = "#0072B2"


def stop(shares: pd.DataFrame, values: Mapping[str, Any]) -> alt.VConcatChart:
    """Draw who runs dry when a supplier stops, and what follows for one buyer.

    Parameters
    ----------
    shares : DataFrame
        flow, told (the flow in words), importer, bloc, share_pct and bill_usd.
    values : mapping of str to object
        flow, importer and one value for each name in `models.stop.STOP`; each is a parameter, and
        so is each name with `_pinned`.

    Returns
    -------
    altair.VConcatChart
        A bar for each buyer, over the months of the buyer that is followed. The named data `band`
        (importer, low, high, chance) is empty.
    """
    now, kept = theme.names(values), theme.names(values, "_pinned")
    pinned = theme.names(["pinned"])["pinned"]
    names = dict(zip(shares["key"], shares["importer"], strict=True))
    flows = dict(zip(shares["flow"], shares["told"], strict=True))

    def known(run: Mapping[str, Any]) -> dict[str, Any]:
        if not isinstance(run["flow"], str):  # the browser works it out once, as a parameter
            return theme.names(f"share_{key}" for key in names)
        return {f"share_{key}": model.figure_of(shares, "share_pct", run["flow"], key)
                for key in names}  # fmt: skip

    def message(run: Mapping[str, Any]) -> Any:
        shares_now = known(run)
        by_name = dict(zip(names.values(), shares_now.values(), strict=True))
        who = run["importer"]
        followed = shares_now[f"share_{who}"] if isinstance(who, str) else _FOLLOWED["share"]
        return model.message(choose(flows, run["flow"]), by_name, choose(names, who), followed, run)

    both = alt.hconcat(_missing(now), _price(now), spacing=28)
    whole = alt.vconcat(_buyers(shares, now, kept, pinned), _cost(names, now), both, spacing=14)
    told = theme.finish(
        whole,
        title=lambda run: model.title(choose(names, run["importer"]), _FOLLOWED["share"], run),
        subtitle=[
            "Pale: stock and other sources bridge the stop. Full color: use is missing. Tick: the",
            "pinned run. When shown, line: the middle "
            f"{model.BAND[1] - model.BAND[0]}% of random runs, cut where the stop ends;",
            "beside it: in how many runs the stock is gone by then.",
        ],
        source="CEPII BACI (magnets, HS 850511, 2024, by value); Eurostat, press and USGS (raw\n"
        "materials); model and ledger of this course. Shares are of imports, not of use.",
        description=message,
        values=values,
    )
    return theme.add_params(told, *_figures(shares, list(names), now))


_FOLLOWED = theme.names({"share": 0, "bill": 0}, "_followed")
"""Parameters that the browser works out: the figures of the buyer that is followed."""


def _figures(shares: pd.DataFrame, keys: list[str], now: dict[str, Any]) -> list[alt.Parameter]:
    """Return the parameters that follow from the controls alone, so that none is copied out."""

    def parameter(name: str, value: Any) -> alt.Parameter:
        return alt.param(name=name, expr=theme.flat(value))

    share: Any = model.UNKNOWN
    bill: Any = model.UNKNOWN
    parameters = []
    for key in keys:
        found = model.figure_of(shares, "share_pct", now["flow"], key)
        parameters.append(parameter(f"share_{key}", found))
        this = now["importer"] == key
        share = where(this, theme.names([f"share_{key}"])[f"share_{key}"], share)
        bill = where(this, model.figure_of(shares, "bill_usd", now["flow"], key), bill)
    return [*parameters, parameter("share_followed", share), parameter("bill_followed", bill)]


def _buyers(
    shares: pd.DataFrame, now: dict[str, Any], kept: dict[str, Any], pinned: Any
) -> theme.Picture:
    rows = theme.Chart(shares)
    full = {name: now[name] for name in formulas.LASTS}
    then = {name: kept[name] for name in formulas.LASTS}
    this = rows.transform_filter(alt.datum.flow == now["flow"]).transform_calculate(
        lasts=theme.flat(formulas.lasts(alt.datum.share_pct, **full)),
        end=now["stop_months"],
        share=f"isValid(datum.share_pct) ? datum.share_pct : {model.UNKNOWN}",
    )
    this = this.transform_calculate(
        words=theme.flat(
            sentence(alt.datum.importer, ": ", model.words(alt.datum.share, now)),
        )
    )
    order = list(dict.fromkeys(shares["importer"]))
    y = alt.Y("importer:N", sort=order, title=None, axis=None, scale=alt.Scale(domain=order))
    x = alt.X(
        "lasts:Q", title="Months since the stop began",
        scale=alt.Scale(domainMin=0, nice=False), axis=alt.Axis(tickMinStep=1, grid=False),
    )  # fmt: skip
    there = this.transform_filter(alt.expr.isValid(alt.datum.share_pct))
    pale = there.mark_bar(height=11, fillOpacity=0.3).encode(
        x=x, y=y, color=theme.bloc_color(title=None)
    )
    dry = there.mark_bar(height=11).encode(
        x=x, x2="end:Q", y=y, color=theme.bloc_color(title=None),
        tooltip=["importer:N", "share_pct:Q", alt.Tooltip("lasts:Q", format=".1f")],
    )  # fmt: skip
    text = this.mark_text(align="left", dy=-13).encode(x=alt.value(0), y=y, text="words:N")
    ghost = (
        rows.transform_filter((alt.datum.flow == kept["flow"]) & pinned)
        .transform_calculate(then=theme.flat(formulas.lasts(alt.datum.share_pct, **then)))
        .mark_tick(color=theme.INK, height=17, thickness=2)
        .encode(x="then:Q", y=y)
    )
    band = theme.Chart(alt.NamedData("band"))
    doubt = [
        band.mark_rule(color=color, strokeWidth=wide).encode(x="low:Q", x2="high:Q", y=y)
        for color, wide in (("white", 4), (theme.INK, 1.5))
    ]
    chance = band.transform_calculate(words=sentence((alt.datum.chance, ".0f"), "%")).mark_text(
        align="left", dx=5
    ).encode(x=alt.value(theme.WIDTH), y=y, text="words:N")  # fmt: skip
    return alt.layer(pale, dry, *doubt, ghost, text, chance).properties(
        width=theme.WIDTH, height=36 * len(order)
    )


def _months(now: dict[str, Any]) -> alt.Chart:
    """Return the months of the stop for the buyer that is followed."""
    made = model.month(alt.datum.month - 1, alt.datum.share, now)
    found: dict[str, Any] = {name: theme.flat(value) for name, value in made.items()}
    return (
        theme.Chart(alt.sequence(1, 25, as_="month"))
        .transform_filter(alt.datum.month <= now["stop_months"])
        .transform_calculate(share=alt.expr.max(_FOLLOWED["share"], 0))
        .transform_calculate(**found)
    )


def _cost(names: Mapping[str, str], now: dict[str, Any]) -> theme.Picture:
    bill, whole = _FOLLOWED["bill"], alt.datum.whole
    months = sentence(choose(names, now["importer"]), ", cost: ", (whole, ",.0f"),
                      " months of its normal bill")  # fmt: skip
    money = where(bill > 0, sentence(", ", (whole * bill / 12e6, ",.0f"), " million USD"), "")
    told = where(_FOLLOWED["share"] < 0, "", months + money)
    return (
        _months(now)
        .transform_aggregate(whole="sum(cost_months)")
        .transform_calculate(told=theme.flat(told))
        .mark_text(align="left", fontWeight=600)
        .encode(x=alt.value(0), text="told:N")
        .properties(width=theme.WIDTH, height=14)
    )


def _month_axis() -> alt.X:
    return alt.X(
        "month:Q", title="Month of the stop", axis=alt.Axis(tickMinStep=1, format="d"),
        scale=alt.Scale(domain=alt.ExprRef("[0.3, stop_months + 0.7]"), nice=False),
    )  # fmt: skip


def _missing(now: dict[str, Any]) -> theme.Picture:
    base = _months(now)
    x = _month_axis()
    y = alt.Y("gap_pct:Q", title="% of use", scale=alt.Scale(domain=[0, 100]),
              axis=alt.Axis(values=[0, 25, 50, 75, 100]))  # fmt: skip
    bars = base.mark_bar(size=5, color=theme.INK).encode(x=x, y="missing_pct:Q")
    line = base.mark_line(color=_BLUE, point=alt.OverlayMarkDef(color=_BLUE)).encode(x=x, y=y)
    key = theme.Chart(alt.Data(values=[{}]))
    names = [
        key.mark_text(align="left", color=color, fontWeight=600).encode(
            x=alt.value(4), y=alt.value(place), text=alt.value(name)
        )
        for name, color, place in (("does not arrive", _BLUE, 8), ("missing", theme.INK, 23))
    ]
    return alt.layer(bars, line, *names).properties(width=218, height=110)


def _price(now: dict[str, Any]) -> theme.Picture:
    base = _months(now)
    x = _month_axis()
    y = alt.Y("price_times:Q", title="Price (1: before the stop)",
              axis=alt.Axis(tickCount=5, minExtent=26, maxExtent=26),
              scale=alt.Scale(domain=alt.ExprRef("[0, price_ceiling]"), nice=False))  # fmt: skip
    line = base.mark_line(color=theme.INK, point=alt.OverlayMarkDef(color=theme.INK))
    before = theme.Chart(alt.Data(values=[{}])).mark_rule(color=theme.SOFT, strokeDash=[4, 3])
    return alt.layer(before.encode(y=alt.datum(1)), line.encode(x=x, y=y)).properties(
        width=218, height=110
    )
