"""Pictures of deals and other events by date."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from reelab.charts import theme
from reelab.models import deals as model
from reelab.models.formula import sentence, where

_OUTCOMES = {
    "done": ("circle", "#1A1A1A"),
    "agreed, not closed": ("square", "#7A7A7A"),
    "replaced by a later offer": ("triangle-right", "#A8A8A8"),
    "failed or undone": ("cross", "#A33C00"),
}
_SHORT = {
    "Chifeng Gold Laos venture": "Chifeng Gold", "Magnequench (GM)": "Magnequench",
    "Strandline Resources UK": "Strandline", "Greenland Minerals": "Greenland Min.",
    "Northern Minerals": "Northern Min.", "Molycorp assets": "Molycorp", "MP Materials": "MP",
    "Peak Rare Earths": "Peak", "Ngualla Group UK": "Ngualla UK",
}  # fmt: skip
_NEAR = 0.75
"""Years within which two marks in one row would touch."""
_SIDES = {"Chinese": theme.BLOCS["China"], "others": theme.BLOCS["allies"]}


def _days(table: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """Write days as years with a fraction, which every browser draws alike in every time zone."""
    found = table.copy()
    for name in columns:
        day = found[name]
        found[name] = day.dt.year + (day.dt.day_of_year - 1) / np.where(
            day.dt.is_leap_year, 366, 365
        )
    return found


def shopping(table: pd.DataFrame, side: str, kind: str) -> alt.VConcatChart:
    """Draw deals on a time line, by country of the mine.

    Parameters
    ----------
    table : DataFrame
        As `models.deals.timeline` returns it.
    side, kind : str
        Shown first: `all`, or a side; `all`, or `equity` for shares alone. The parameters of these
        names change it; what they leave out is faded.

    Returns
    -------
    altair.VConcatChart
        A mark for each deal at the day it was announced; its form says how it ended.
    """
    chosen = {"side": side, "kind": kind}
    now = theme.names(chosen)
    rows = _days(table, ["start", "end"])
    rows["equity"] = rows["kind"].isin(["equity", "joint venture"])
    rows["row"] = rows["target"].replace(_SHORT)
    rows["lane"] = _lanes(rows)
    order = list(rows.sort_values(["country", "start"])["row"].drop_duplicates())
    base = theme.Chart(
        rows[["deal", "date", "start", "end", "buyer", "target", "asset", "country", "kind", "side",
              "equity", "outcome", "status", "status_date", "stake_pct", "row", "lane"]]
    )  # fmt: skip
    chosen_side = (now["side"] == "all") | (alt.datum.side == now["side"])
    chosen_kind = (now["kind"] == "all") | alt.datum.equity
    shown = base.transform_calculate(shown=theme.flat(where(chosen_side & chosen_kind, 1, 0.12)))
    x = alt.X(
        "start:Q", title="Year announced",
        # Half of the room for the last ten years, in which most deals lie.
        scale=alt.Scale(domain=[1993.5, 2015, 2027], range=[0, 120, 400], nice=False),
        axis=alt.Axis(format="d", values=[1995, 2005, 2015, 2017, 2019, 2021, 2023, 2025]),
    )  # fmt: skip
    y = alt.Y("row:N", sort=order, title=None, axis=alt.Axis(grid=True, ticks=False))
    lane = alt.YOffset("lane:Q", scale=alt.Scale(domain=[-1, 1], range=[2, 16]))
    places = theme.Chart(rows[["row", "country"]].drop_duplicates("row")).mark_text(
        align="left", dx=6, color=theme.SOFT
    ).encode(x=alt.value(400), y=y, text="country:N")  # fmt: skip
    tip = [
        *(alt.Tooltip(f"{n}:N") for n in ("date", "buyer", "target", "kind")),
        alt.Tooltip("stake_pct:Q", title="stake, %"),
        *(alt.Tooltip(f"{n}:N") for n in ("status", "status_date")),
    ]
    fade = alt.Opacity("shown:Q", scale=None)
    color = alt.Color(
        "side:N", scale=alt.Scale(domain=list(_SIDES), range=list(_SIDES.values())),
        legend=alt.Legend(title="Buyer", orient="top"),
    )  # fmt: skip
    spans = shown.mark_rule(strokeWidth=2).encode(
        x=x, x2="end:Q", y=y, yOffset=lane, color=color, opacity=fade
    )
    marks = shown.mark_point(size=85, filled=True, stroke="white", strokeWidth=0.8).encode(
        x=x, y=y, yOffset=lane, color=color, opacity=fade, tooltip=tip,
        shape=alt.Shape(
            "outcome:N",
            scale=alt.Scale(domain=list(_OUTCOMES), range=[form for form, _ in _OUTCOMES.values()]),
            legend=alt.Legend(title="How it ended", orient="top", columns=2),
        ),
    )  # fmt: skip
    return theme.finish(
        alt.layer(spans, marks, places).properties(width=400, height=alt.Step(22)),
        title=lambda run: model.tally_title(table, run),
        subtitle=[
            "Deals outside China, by the day announced. A line: only the month or year is known.",
            "The axis is stretched from 2015 on. Faded: left out by the choice above.",
        ],
        source="trade press, as listed in the table deals; one deal of unknown date left out.",
        description=lambda run: model.tally_title(table, run) + ". " + model.tally_message(table),
        values=chosen,
    )


def _lanes(rows: pd.DataFrame) -> pd.Series:
    """Set deals of one row that lie close to each other apart, above and below its line."""
    near = rows.groupby("row")["start"].diff() < _NEAR
    run = (~near).groupby(rows["row"]).cumsum()
    place = rows.groupby([rows["row"], run]).cumcount()
    size = place.groupby([rows["row"], run]).transform("size")
    return ((size > 1) * (2 * (place % 2) - 1)).astype(float)


def reaction(
    events: pd.DataFrame, papers: pd.DataFrame, steps: pd.DataFrame, values: Mapping[str, float]
) -> alt.VConcatChart:
    """Draw the three actions and the papers of Russia and India on one time line.

    Parameters
    ----------
    events, papers : DataFrame
        Columns row, date, event, start and end (days), and first (whether it is the first of its
        row).
    steps : DataFrame
        As `models.deals.first_steps` returns it.
    values : mapping of str to float
        `plan_known`, in years. It is a parameter, and so is `plan_known_pinned`.

    Returns
    -------
    altair.VConcatChart
        A row for each action and one for the papers; the line is the day a plan was known.
    """
    now, kept = theme.names(values), theme.names(values, "_pinned")
    pinned = theme.names(["pinned"])["pinned"]
    rows = _days(pd.concat([events, papers]), ["start", "end"])
    cause = float(rows.loc[rows["row"] == papers["row"].iloc[0], "start"].min())
    order = [*dict.fromkeys(events["row"]), papers["row"].iloc[0]]
    colors = [theme.BLOCS["China"]] * (len(order) - 1) + [theme.BLOCS["India"]]
    base = theme.Chart(rows).transform_calculate(
        late=alt.datum.start >= cause - now["plan_known"] - 1e-6
    )
    scale = alt.Scale(domain=[2020, 2026.6], nice=False, zero=False)
    x = alt.X(
        "start:Q", title="Year", scale=scale,
        axis=alt.Axis(format="d", values=list(range(2020, 2027))),
    )  # fmt: skip
    y = alt.Y("row:N", sort=order, title=None, axis=alt.Axis(grid=True, ticks=False))
    color = alt.Color("row:N", scale=alt.Scale(domain=order, range=colors), legend=None)
    tip = ["date:N", "event:N"]
    spans = base.mark_rule(strokeWidth=2).encode(x=x, x2="end:Q", y=y, color=color)
    marks = base.mark_point(size=80, filled=True, opacity=1, stroke="white").encode(
        x=x, y=y, color=color, tooltip=tip,
        shape=alt.condition("datum.late", alt.value("circle"), alt.value("diamond")),
    )  # fmt: skip
    first = base.transform_filter("datum.first")
    rings = first.mark_point(size=220, filled=False, color=theme.INK).encode(x=x, y=y)
    sides: list[tuple[str, Any]] = [("datum.late", "left"), ("!datum.late", "right")]
    dates = [  # each on the side of its ring that is away from the line
        first.transform_filter(side)
        .mark_text(**{"dy": -15, "align": align, "fontWeight": 600, **under})
        .encode(x=x, y=y, text="date:N")
        for under in (theme.HALO, {})
        for side, align in sides
    ]

    def rule(run: dict[str, Any]) -> alt.Chart:
        one = theme.Chart(alt.Data(values=[{}]))
        return one.transform_calculate(known=theme.flat(cause - run["plan_known"]))

    line = (
        rule(now).mark_rule(color=theme.INK, strokeWidth=2).encode(x=alt.X("known:Q", scale=scale))
    )
    ghost = (
        rule(kept)
        .transform_filter(pinned)
        .mark_rule(color=theme.SOFT, strokeDash=[5, 4])
        .encode(x=alt.X("known:Q", scale=scale))
    )
    label = rule(now).mark_text(align="right", dx=-5, dy=-8, fontWeight=600).encode(
        x=alt.X("known:Q", scale=scale), y=alt.value(0), text=alt.value("plan known")
    )  # fmt: skip
    return theme.finish(
        alt.layer(ghost, line, label, spans, marks, rings, *dates).properties(
            width=430, height=alt.Step(46)
        ),
        title=lambda run: sentence(
            (model.answers(steps, run["plan_known"]), ".0f"),
            f" of {len(steps)} actions begin after the plan was known",
        ),
        subtitle=[
            "Ringed: the first step of each row. Diamonds: before the plan was known:",
            "no answer. Circles: after it: an answer is possible, which is not to say",
            "that it is one.",
        ],
        source="the tables consolidation_events and russia_india_events.",
        description=lambda run: (
            model.answer_message(steps, run["plan_known"]) + ". " + model.step_message(steps)
        ),
        values=values,
    )
