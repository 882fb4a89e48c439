"""Pictures of export stops of the past, and what a model makes of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import altair as alt
import pandas as pd

from reelab.charts import theme
from reelab.models import replay as past
from reelab.models.formula import choose, where

_BLUE = "#0072B2"


def replay(
    events: Mapping[str, pd.DataFrame], told: Mapping[str, str], values: Mapping[str, Any]
) -> alt.VConcatChart:
    """Draw a stop of the past, and what the model makes of it.

    Parameters
    ----------
    events : mapping of str to DataFrame
        For each stop, its months as `models.replay.months` returns them.
    told : mapping of str to str
        Each stop in words.
    values : mapping of str to object
        halt and one value for each name in `models.replay.REPLAY`; each is a parameter, and so is
        each name with `_pinned`.

    Returns
    -------
    altair.VConcatChart
        Points for the months observed, a line for the model.
    """
    now, kept = theme.names(values), theme.names(values, "_pinned")
    pinned = theme.names(["pinned"])["pinned"]
    rows = pd.concat([table.assign(halt=name, counts=past.counted(table))
                      for name, table in events.items()])  # fmt: skip

    def settings(run: Mapping[str, Any]) -> dict[str, Any]:
        return {name: run[name] for name in past.REPLAY}

    def of(run: dict[str, Any]) -> alt.Chart:
        made = past.in_month(alt.datum.month, **settings(run))
        return (
            theme.Chart(rows)
            .transform_filter(alt.datum.halt == now["halt"])
            .transform_calculate(made=theme.flat(made))
        )

    def words(run: Mapping[str, Any]) -> Any:
        whole: Any = ""
        for name, table in events.items():
            none = float(past.miss(table, past.nothing()))
            found = past.message(told[name], past.miss(table, settings(run)), none)
            whole = where(run["halt"] == name, found, whole)
        return whole

    seen = {
        name: "; observed, 1 being a normal month: "
        + ", ".join(f"{row.period} {row.times:.2f}" for row in table.itertuples())
        + "."
        for name, table in events.items()
    }
    x = alt.X("period:O", title=None, axis=alt.Axis(labelAngle=-45))
    y = alt.Y("made:Q", title="Deliveries (1: a normal month)",
              scale=alt.Scale(domain=[0, 3], nice=False))  # fmt: skip
    base = of(now)
    miss = (
        base.transform_filter("datum.counts")
        .mark_rule(color=theme.SOFT, strokeWidth=4, opacity=0.4)
        .encode(x=x, y="times:Q", y2="made:Q")
    )
    normal = theme.Chart(alt.Data(values=[{}])).mark_rule(color=theme.SOFT, strokeDash=[4, 3])
    ghost = of(kept).transform_filter(pinned).mark_line(color=theme.SOFT, strokeDash=[6, 4])
    line = base.mark_line(color=_BLUE, strokeWidth=3).encode(x=x, y=y)
    points = base.mark_point(size=70, stroke=theme.INK, opacity=1).encode(
        x=x, y="times:Q",
        fill=alt.condition("datum.counts", alt.value(theme.INK), alt.value("white")),
        tooltip=["period:N", alt.Tooltip("weight_t:Q", format=",.0f", title="t"),
                 alt.Tooltip("made:Q", format=".2f", title="model")],
    )  # fmt: skip
    # Above the picture, where no line runs through them.
    figures = base.mark_text(fontSize=11).encode(
        x=x, y=alt.value(-8), text=alt.Text("weight_t:Q", format=",.0f")
    )
    key = theme.Chart(alt.Data(values=[{}]))
    names = [
        key.mark_text(align="left", color=color, fontWeight=600).encode(
            x=alt.value(6), y=alt.value(place), text=alt.value(name)
        )
        for name, color, place in (("observed, in t above", theme.INK, 10), ("model", _BLUE, 27))
    ]
    layers = alt.layer(normal.encode(y=alt.datum(1)), miss, ghost.encode(x=x, y=y), line, points,
                       figures, *names)  # fmt: skip
    return theme.finish(
        layers.properties(width=theme.WIDTH, height=250),
        title=words,
        subtitle=[
            "Gray bars: by how much the model misses, from the month of the stop on. Hollow:",
            "months before it, not counted. Long dashes: the pinned run.",
            "A normal month: the mean of 2024, or for Japan of January to August 2010.",
        ],
        source="General Administration of Customs of China and Japanese customs,\nas the press "
        "prints them.",
        description=lambda run: words(run) + choose(seen, run["halt"]),
        values=values,
    )
