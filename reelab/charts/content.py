"""How much rare earth is in a product."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import altair as alt
import pandas as pd

from reelab.charts import theme
from reelab.models import content as model

_SHAPES = {
    "rare earths, counted": "circle",
    "rare earths, from the mass of magnets": "square",
    model.UNTOLD: "diamond",
}
_TOP, _ROW, _PLOT, _LEFT = 46, 34, 335, 155  # pixels
_POWERS = [10.0**n for n in range(-9, 11)]
_BLUE, _BAND = "#0072B2", "#DCE6EE"
_COMMAS = (
    "datum.value >= 1e6 ? format(datum.value / 1e6, ',') + ' million' : "
    "datum.value >= 1 ? format(datum.value, ',') : format(datum.value, '~g')"
)


def content(
    table: pd.DataFrame, world: Mapping[str, float], values: Mapping[str, Any]
) -> alt.VConcatChart:
    """Draw the rare earths in one of each product, and in many of one product.

    Parameters
    ----------
    table : DataFrame
        As `models.content.figures` returns it.
    world : mapping of str to float
        What the world makes in a year, t, by name; the first is the one for shares.
    values : mapping of str to value
        product, times, units and rare_earth_in_magnet: what is shown first. The parameters of
        these names, and those with `_pinned`, change it.

    Returns
    -------
    altair.VConcatChart
        A mark for each source and product, with its range, over the tonnes in a number of one
        product beside the world's output. Both axes are logarithmic.
    """
    now, kept = theme.names(values), theme.names(values, "_pinned")
    pinned = theme.names(["pinned"])["pinned"]
    world_t = next(iter(world.values()))
    whole = alt.vconcat(_one(table, now), _many(table, world, now, kept, pinned), spacing=24)
    return theme.finish(
        whole,
        title=lambda run: model.content_title(table, run),
        subtitle=[
            "Filled: the figure this course uses; hollow: a rival. Lines: a range.",
            "Both axes are logarithmic: the same distance is the same factor.",
        ],
        source="unit_content (each source is named in the table); IEA 2025\n"
        "(separated); USGS 2026 (mined). Magnets are counted with the\n"
        "share set in the ledger.",
        description=lambda run: model.content_message(table, world_t, run),
        values=values,
    )


def _base(table: pd.DataFrame, run: dict[str, Any]) -> alt.Chart:
    return theme.Chart(table).transform_calculate(
        **{
            f"{name}_kg": model.rare_earth_kg(
                alt.datum[name], alt.datum.magnet_part, run["rare_earth_in_magnet"]
            )
            for name in ("value", "low", "high")
        }
    )


def _shape() -> alt.Shape:
    return alt.Shape(
        "counts:N",
        scale=alt.Scale(domain=list(_SHAPES), range=list(_SHAPES.values())),
        legend=alt.Legend(title=None, orient="top", columns=1, labelLimit=400),
    )


def _one(table: pd.DataFrame, now: dict[str, Any]) -> theme.Picture:
    """Draw one of each product, the one that is chosen on a band."""
    short = table["product"].str.replace(" of those with magnets| gear", "", regex=True)
    base, order = _base(table.assign(short=short), now), list(short.unique())
    y = alt.Y("short:N", sort=order, title=None, axis=alt.Axis(ticks=False, domain=False))
    span: dict[str, Any] = {
        "title": "Rare earths in one (kg)",
        "scale": alt.Scale(type="log", domain=[0.00003, 6000], nice=False),
        "axis": alt.Axis(
            values=[10.0**n for n in range(-4, 4)],
            grid=True,
            # A label at every second line, so that none touches another.
            labelExpr=f"round(log(datum.value) / LN10) % 2 == 0 ? {_COMMAS} : ''",
        ),
    }
    x = alt.X("value_kg:Q", **span)
    tip = [
        "product:N", "basis:N", "source:N", "content_of:N",
        alt.Tooltip("value:Q", title="kg weighed", format=",.4~g"),
        alt.Tooltip("value_kg:Q", title="kg of rare earths", format=",.3~g"),
    ]  # fmt: skip
    band = (
        base.transform_filter(alt.datum.key == now["product"])
        .transform_aggregate(groupby=["short"])
        .mark_bar(height=17, color=_BAND, cornerRadius=0)
        .encode(x=alt.value(0), x2=alt.value(_PLOT), y=y)
    )
    spans = (
        base.transform_filter("datum.low < datum.high")
        .mark_rule(strokeWidth=2, color=theme.INK)
        .encode(x=alt.X("low_kg:Q", **span), x2="high_kg:Q", y=y)
    )
    marks = [
        base.transform_filter(test)
        .mark_point(size=52, opacity=1, strokeWidth=1.5, color=_BLUE, fill=fill)
        .encode(x=x, y=y, shape=_shape(), tooltip=tip)
        for test, fill in (("!datum.preferred", "white"), ("datum.preferred", _BLUE))
    ]
    return alt.layer(band, spans, *marks).properties(width=_PLOT, height=alt.Step(18))


def _many(
    table: pd.DataFrame,
    world: Mapping[str, float],
    now: dict[str, Any],
    kept: dict[str, Any],
    pinned: Any,
) -> theme.Picture:
    """Draw what each source makes of a number of the product, beside the world's output."""
    rows = table.assign(place=table.groupby("key").cumcount() * _ROW + _TOP + 16)
    pieces = now["units"] * now["times"]
    world_t = next(iter(world.values()))
    base = _base(rows, now).transform_filter(alt.datum.key == now["product"])
    base = base.transform_calculate(
        **{
            f"{name}_t": model.tonnes(alt.datum[f"{name}_kg"], pieces)
            for name in ("value", "low", "high")
        }
    )
    scale = alt.Scale(type="log", nice=False, padding=14)
    axis = alt.Axis(labelExpr=_COMMAS, grid=False, values=_POWERS, labelOverlap=True)
    x = alt.X("value_t:Q", title="Rare earths in all of them (t)", scale=scale, axis=axis)
    y = alt.Y(
        "place:Q", axis=None,
        scale=alt.Scale(domain=[0, _TOP + 4 * _ROW], range=[0, _TOP + 4 * _ROW], nice=False),
    )  # fmt: skip
    spans = (
        base.transform_filter("datum.low < datum.high")
        .mark_rule(strokeWidth=2, color=theme.INK)
        .encode(x=alt.X("low_t:Q"), x2="high_t:Q", y=y)
    )
    tip = [
        "source:N", "content_of:N",
        *(alt.Tooltip(f"{name}_t:Q", format=",.4~g") for name in ("low", "value", "high")),
    ]  # fmt: skip
    marks = [
        base.transform_filter(test)
        .mark_point(size=60, opacity=1, strokeWidth=1.5, color=_BLUE, fill=fill)
        .encode(x=x, y=y, shape=_shape(), tooltip=tip)
        for test, fill in (("!datum.preferred", "white"), ("datum.preferred", _BLUE))
    ]
    share = model.part(alt.datum.value_t / world_t * 100)
    words = base.transform_calculate(
        words=theme.flat(
            alt.datum.source + ": " + model.mass(alt.datum.value_t) + ", " + share
            + " the separated"
        )
    )  # fmt: skip
    words = words.encode(x=alt.value(-_LEFT), y=y, text="words:N")
    halo: dict[str, Any] = {"color": "white", "stroke": "white", "strokeWidth": 4, "aria": False}
    text = [words.mark_text(align="left", dy=-15, fontSize=11, **under) for under in (halo, {})]
    low, high = model.ends(table, kept)
    ghost = (
        theme.Chart(alt.Data(values=[{"place": _TOP + 3 * _ROW + 22}]))
        .transform_filter(pinned)
        .transform_calculate(low=theme.flat(low), high=theme.flat(high))
    )
    return alt.layer(
        *_outputs(world, y),
        spans,
        *marks,
        *text,
        ghost.mark_rule(strokeDash=[4, 3], strokeWidth=2).encode(
            x=alt.X("low:Q"), x2="high:Q", y=y
        ),
        ghost.mark_tick(height=12, thickness=2, orient="vertical", color=theme.INK).encode(
            x="high:Q", y=y
        ),
        ghost.mark_text(align="left", fontSize=11).encode(
            x=alt.value(-_LEFT), y=y, text=alt.value("pinned")
        ),
    ).properties(width=_PLOT, height=_TOP + 4 * _ROW)


def _outputs(world: Mapping[str, float], y: alt.Y) -> list[alt.Chart]:
    """Draw what the world makes in a year as lines with their names."""
    rows = pd.DataFrame({"name": world.keys(), "world_t": world.values()})
    rows["place"] = 10 + 16 * (rows["world_t"].rank(ascending=False) - 1)
    rows["words"] = rows["name"] + rows["world_t"].map(": {:,.0f} t".format)
    rows["floor"] = _TOP + 4 * _ROW
    base = theme.Chart(rows)
    x = alt.X("world_t:Q")
    # So that the axis always begins at a tonne or less, and keeps still.
    anchor = theme.Chart(alt.Data(values=[{"world_t": 1}])).mark_point(opacity=0, aria=False)
    return [
        anchor.encode(x=x),
        base.mark_rule(color=theme.SOFT).encode(x=x, y=y, y2="floor:Q"),
        base.mark_text(align="right", dx=-5, fontSize=11, color=theme.SOFT).encode(
            x=x, y=y, text="words:N"
        ),
    ]
