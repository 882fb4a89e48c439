"""Pictures of who controls whose output."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import altair as alt
import pandas as pd

from reelab.charts import theme
from reelab.models import control as model
from reelab.models.formula import sentence, where

_PARTS = {
    "Chinese": theme.BLOCS["China"],
    "Chinese, assumed": "#F4C8A4",
    "not Chinese": "#8C8C8C",
    "not Chinese, assumed": "#DCDCDC",
}
_SIDE = 420
_SHORT = {"China Northern Rare Earth": "Northern", "China Rare Earth Group": "China REG",
          "MP Materials": "MP", "Other countries": "others"}  # fmt: skip


def tonnes(
    table: pd.DataFrame, sums: pd.DataFrame, values: Mapping[str, float | str]
) -> alt.VConcatChart:
    """Draw China's part of the world's mine output under three readings, and each origin.

    Parameters
    ----------
    table : DataFrame
        `models.control.readings` of each case, with its edition and contracts.
    sums : DataFrame
        `models.control.totals` of each case, with its edition and contracts.
    values : mapping of str to number or str
        `reading` (a value of `models.control.WORDS`), `edition` and `contracts`. Each is a
        parameter, and so is each name with `_pinned`.

    Returns
    -------
    altair.VConcatChart
        A bar for each reading, over a bar for each origin under one reading.
    """
    now, kept = theme.names(values), theme.names(values, "_pinned")
    pinned = theme.names(["pinned"])["pinned"]
    rows = table.assign(short=table["reading"].map(model.WORDS), kt=table["held_t"] / 1000)
    rows["name"] = rows["origin"].replace(_SHORT)
    rows["rest"] = rows["supply_t"] / 1000 - rows["kt"]
    whole = alt.vconcat(
        _readings(sums, now, kept, pinned), _origins(rows, now, kept, pinned), spacing=16
    )
    return theme.finish(
        whole,
        title=lambda run: model.share_title(sums, run),
        subtitle=[
            "By place: where the mine is. By owner: who owns it. By buyer: who takes its output.",
            "Pale, and with a question mark: a share that we assumed. Black tick: the pinned run.",
        ],
        source="USGS; company reports; effective_control. Not published: quotas since 2025.",
        description=lambda run: sentence(
            model.share_title(sums, run),
            ". ",
            model.share_message(sums, run),
            " ",
            model.origin_message(table, run),
        ),
        values=values,
    )


def _case(base: alt.Chart, run: dict[str, Any]) -> alt.Chart:
    return base.transform_filter(
        (alt.datum.edition == run["edition"]) & (alt.datum.contracts == run["contracts"])
    )


def _color() -> alt.Color:
    return alt.Color(
        "part:N",
        scale=alt.Scale(domain=list(_PARTS), range=list(_PARTS.values())),
        legend=alt.Legend(title=None, orient="top", symbolType="square"),
    )


def _readings(
    sums: pd.DataFrame, now: dict[str, Any], kept: dict[str, Any], pinned: Any
) -> theme.Picture:
    held, assumed, rest, rest_assumed = _PARTS
    base = theme.Chart(sums.assign(short=sums["reading"].map(model.WORDS)))
    parts = (
        _case(base, now)
        .transform_calculate(
            **{
                held: alt.datum.known_pct,
                assumed: alt.datum.share_pct - alt.datum.known_pct,
                rest: 100 - alt.datum.share_pct - alt.datum.assumed_rest_pct,
                rest_assumed: alt.datum.assumed_rest_pct,
            }
        )
        .transform_fold([held, assumed, rest, rest_assumed], as_=["part", "pct"])
        .transform_calculate(place=f"indexof({list(_PARTS)}, datum.part)")
    )
    y = alt.Y("short:N", sort=list(model.WORDS.values()), title=None, axis=alt.Axis(ticks=False))
    x = alt.X(
        "pct:Q", stack="zero", title="Share of world mine output, 2024 (%)",
        scale=alt.Scale(domain=[0, 100], nice=False),
    )  # fmt: skip
    bars = parts.mark_bar(height=20).encode(
        x=x, y=y, color=_color(), order=alt.Order("place:Q"),
        tooltip=["reading:N", "part:N", alt.Tooltip("pct:Q", format=".1f", title="%")],
    )  # fmt: skip
    figure = (
        _case(base, now)
        .transform_calculate(words=sentence((alt.datum.share_pct, ".0f"), "%"))
        .mark_text(align="left", dx=4)
        .encode(x=alt.datum(100), y=y, text="words:N")
    )
    ghost = (
        _case(base, kept)
        .transform_filter(pinned)
        .mark_tick(color=theme.INK, thickness=2, height=26)
        .encode(x="share_pct:Q", y=y)
    )
    return alt.layer(bars, figure, ghost).properties(width=_SIDE, height=alt.Step(28))


def _origins(
    rows: pd.DataFrame, now: dict[str, Any], kept: dict[str, Any], pinned: Any
) -> theme.Picture:
    held, held_assumed, rest, rest_assumed = _PARTS
    base = theme.Chart(rows)

    def of(run: dict[str, Any]) -> alt.Chart:
        return _case(base, run).transform_filter(alt.datum.short == run["reading"])

    order = list(rows.groupby("name")["supply_t"].max().sort_values(ascending=False).index)
    parts = (
        of(now)
        .transform_fold(["kt", "rest"], as_=["side", "amount"])
        .transform_filter(alt.datum.amount > 0)
        .transform_calculate(
            part=where(
                alt.datum.side == "kt",
                where(alt.datum.assumed, held_assumed, held),
                where(alt.datum.assumed, rest_assumed, rest),
            )
        )
    )
    y = alt.Y("name:N", sort=order, title=None, axis=alt.Axis(ticks=False))
    x = alt.X(
        "amount:Q", stack="zero", title="Output of 2024, under the reading chosen (thousand t REO)",
        scale=alt.Scale(domain=[0, 215], nice=False), axis=alt.Axis(tickCount=5),
    )  # fmt: skip
    bars = parts.mark_bar(height=13).encode(
        x=x, y=y, color=_color(), order=alt.Order("side:N"),
        tooltip=["origin:N", "part:N", alt.Tooltip("amount:Q", format=",.1f", title="thousand t")],
    )  # fmt: skip
    told = of(now).transform_calculate(
        words=sentence((alt.datum.share_pct, ".0f"), "%", where(alt.datum.assumed, " ?", "")),
        all="datum.supply_t / 1000",
    )
    figures = [
        told.mark_text(align="left", dx=4, **under).encode(x="all:Q", y=y, text="words:N")
        for under in (theme.HALO, {})
    ]
    ghost = (
        of(kept)
        .transform_filter(pinned)
        .mark_tick(color=theme.INK, thickness=2, height=17)
        .encode(x="kt:Q", y=y)
    )
    return alt.layer(bars, *figures, ghost).properties(width=_SIDE, height=alt.Step(19))
