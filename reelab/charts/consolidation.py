"""Pictures of mergers in two markets at once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import altair as alt
import pandas as pd
from altair.expr.core import ConstExpression

from reelab import assumptions
from reelab.charts import theme
from reelab.models import consolidation as model
from reelab.models import guidelines, markup, merge
from reelab.models.formula import sentence, where

_SIDE = 190
_ADDED = "#9C9C9C"
_COLORS = {**dict.fromkeys(merge.FIRMS, theme.BLOCS["China"]), "mp": theme.BLOCS["allies"],
           "lynas": theme.BLOCS["allies"], "Russia": theme.BLOCS["Russia"],
           "India": theme.BLOCS["India"]}  # fmt: skip
_ROWS = {"quota": "China's quota", "world": "World"}


def merged(table: pd.DataFrame, rules: pd.DataFrame, values: Mapping[str, Any]) -> alt.VConcatChart:
    """Draw two markets as squares, with what joining firms adds to them.

    Parameters
    ----------
    table : DataFrame
        As `models.merge.sellers` returns it.
    rules : DataFrame
        The table merger_thresholds.
    values : mapping of str to number or str
        `market`, a number for each of `models.merge.FIRMS`, and `longrun_elasticity`. Each is a
        parameter, and so is each name with `_pinned`, shown where `pinned` is true.

    Returns
    -------
    altair.VConcatChart
        The filled part of each square is the index; below, points, guidelines and margins.
    """
    derived = merge.derived(table)
    now, kept = theme.names([*values, *derived]), theme.names(values, "_pinned")
    pinned = theme.names(["pinned"])["pinned"]
    squares = alt.hconcat(
        _square(table[table["market"] != merge.WORLD], now, kept, pinned, "China's quota of 2021"),
        _square(
            table[table["market"] == merge.WORLD], now, kept, pinned, "World mine output, 2021"
        ),
        spacing=60,
    )
    both = theme.Chart(alt.Data(values=[{"row": row} for row in _ROWS.values()]))
    quota = alt.datum.row == _ROWS["quota"]
    first = where(quota, now["quota_before"], merge.before(table, merge.WORLD))
    both = both.transform_calculate(
        first=theme.flat(first),
        change=theme.flat(where(quota, now["quota_change"], now["world_change"])),
        share=theme.flat(where(quota, now["quota_share"], now["world_share"])),
    ).transform_calculate(after=alt.datum.first + alt.datum.change)
    whole = alt.vconcat(squares, _points(both), _verdicts(both, rules), _margins(both, now),
                        spacing=14)  # fmt: skip
    return theme.finish(
        whole,
        title=lambda run: merge.title(table, run),
        subtitle=[
            "Squares on the diagonal: sellers, as wide as their share. Orange: Chinese firms.",
            "Blue: firms of the US and allies. Gray: what joining adds. Dashed: pinned.",
            "The filled part of the field is the index: 10,000 points fill it.",
        ],
        source="notices and trade press (quota_groups, company_supply); USGS 2023; guidelines.",
        description=lambda run: merge.title(table, run) + ". " + merge.details(table, rules, run),
        values=values,
        derived=derived,
    )


def _square(
    rows: pd.DataFrame, now: dict[str, Any], kept: dict[str, Any], pinned: Any, caption: str
) -> theme.Picture:
    """Draw every pair of sellers as a rectangle: filled on the diagonal and where joined."""
    keys = ["market", "firm", "name", "share_pct", "start", "end"]
    pairs = rows[keys].merge(rows[keys], on="market", suffixes=("", "_other"))
    pairs["points"] = pairs["share_pct"] * pairs["share_pct_other"]
    diagonal = pairs["firm"] == pairs["firm_other"]
    can_join = pairs["firm"].isin(merge.FIRMS) & pairs["firm_other"].isin(merge.FIRMS)
    seller = pairs[diagonal].drop(columns=["firm_other", "name_other", "share_pct_other"])
    seller = seller.assign(short=seller["firm"].map(merge.SHORT), color=seller["firm"].map(_COLORS))
    pair = pairs[can_join & ~diagonal].drop(columns=["share_pct", "share_pct_other"])
    own, others = (
        chart.transform_filter(alt.datum.market == now["market"])
        if rows["market"].nunique() > 1
        else chart
        for chart in (theme.Chart(seller), theme.Chart(pair))
    )

    def joined(run: dict[str, Any]) -> alt.Chart:
        one, two = (_carried(run, column) for column in ("firm", "firm_other"))
        return others.transform_calculate(one=one, two=two).transform_filter(
            model.together(alt.datum.one, alt.datum.two)
        )

    scale = alt.Scale(domain=[0, 100], nice=False)
    axis = alt.Axis(values=[0, 25, 50, 75, 100], grid=False)
    x = alt.X("start:Q", title=f"{caption} (% of it)", scale=scale, axis=axis)
    y = alt.Y(
        "start_other:Q",
        title=None,
        scale=alt.Scale(domain=[0, 100], reverse=True, nice=False),
        axis=axis,
    )
    place = {"x": x, "x2": "end:Q", "y": y, "y2": "end_other:Q"}
    points = alt.Tooltip("points:Q", format=",.0f", title="points")
    whole = pd.DataFrame({"start": [0], "end": [100], "start_other": [0], "end_other": [100]})
    field = theme.Chart(whole).mark_rect(fill="#F4F4F4", stroke=theme.SOFT).encode(**place)
    added = joined(now).mark_rect(color=_ADDED, stroke="white", strokeWidth=0.5).encode(
        **place, tooltip=["name:N", "name_other:N", points]
    )  # fmt: skip
    ghost = (
        joined(kept)
        .transform_filter(pinned)
        .mark_rect(filled=False, stroke=theme.INK, strokeDash=[4, 3])
        .encode(**place)
    )
    squares = own.mark_rect(stroke="white", strokeWidth=0.5).encode(
        **place,
        color=alt.Color("color:N", scale=None),
        tooltip=["name:N", alt.Tooltip("share_pct:Q", format=".1f", title="%"), points],
    )
    named = own.transform_filter(alt.datum.share_pct > 5).transform_calculate(
        middle=(alt.datum.start + alt.datum.end) / 2
    )
    right = named.transform_filter(alt.datum.end < 62)
    left = named.transform_filter(alt.datum.end >= 62)
    sides: list[tuple[alt.Chart, Any, int, str]] = [
        (right, "left", 4, "end"), (left, "right", -4, "start")
    ]  # fmt: skip
    texts = [
        part.mark_text(align=align, dx=dx, **under).encode(
            x=alt.X(f"{column}:Q"), y=alt.Y("middle:Q"), text="short:N"
        )
        for under in (theme.HALO, {})
        for part, align, dx, column in sides
    ]
    return alt.layer(field, added, squares, ghost, *texts).properties(width=_SIDE, height=_SIDE)


def _carried(run: dict[str, Any], column: str) -> Any:
    """Return the number that the firm of a row carries; one without a setting is alone."""
    numbers = ", ".join(f"{json.dumps(firm)}: {run[firm]!r}" for firm in merge.FIRMS)
    return ConstExpression(f"({{{numbers}}})[datum.{column}] || {model.ALONE}")


def _side(title: str | None = None) -> alt.Y:
    return alt.Y(
        "row:N", sort=list(_ROWS.values()), title=title, axis=alt.Axis(ticks=False, domain=False)
    )


def _points(both: alt.Chart) -> theme.Picture:
    x = alt.X(
        "first:Q", title="Points", scale=alt.Scale(domain=[0, 10_000], nice=False),
        axis=alt.Axis(values=[0, 1800, 4000, 6000, 8000, 10_000], grid=True),
    )  # fmt: skip
    y = _side()
    change = both.mark_rule(strokeWidth=4, color=_ADDED).encode(x=x, x2="after:Q", y=y)
    hollow = both.mark_point(size=60, filled=False, color=theme.INK).encode(x=x, y=y)
    full = both.mark_point(size=70, filled=True, color=theme.INK, opacity=1).encode(
        x="after:Q", y=y, tooltip=[alt.Tooltip(f"{n}:Q", format=",.0f") for n in _FIGURES]
    )
    told = both.transform_calculate(words=theme.flat(sentence("+", (alt.datum.change, ",.0f"))))
    words = [
        told.mark_text(dy=-11, **under).encode(x=alt.X("after:Q"), y=y, text="words:N")
        for under in (theme.HALO, {})
    ]
    return alt.layer(*words, change, hollow, full).properties(width=430, height=alt.Step(30))


_FIGURES = ("first", "change", "after")


def _verdicts(both: alt.Chart, rules: pd.DataFrame) -> theme.Picture:
    answers = {
        name: guidelines.outcome(rules, name, alt.datum.after, alt.datum.change, alt.datum.share)
        for name in guidelines.GUIDELINES
    }
    told: dict[str, Any] = {name: theme.flat(text) for name, text in answers.items()}
    cells = both.transform_calculate(**told).transform_fold(
        list(answers), as_=["guideline", "answer"]
    )
    x = alt.X(
        "guideline:N", sort=list(answers), title="Guideline",
        axis=alt.Axis(orient="top", labelAngle=0, ticks=False, domain=False),
    )  # fmt: skip
    text = cells.mark_text().encode(
        x=x,
        y=_side(),
        text="answer:N",
        color=alt.condition(
            "datum.answer == 'presumed harmful' || indexof(datum.answer, 'rais') >= 0",
            alt.value("#A33C00"),
            alt.value(theme.SOFT),
        ),
    )
    return text.properties(width=430, height=alt.Step(20))


def _margins(both: alt.Chart, now: dict[str, Any]) -> theme.Picture:
    row = assumptions.get("longrun_elasticity")

    def margin(points: Any, elasticity: Any) -> Any:
        return theme.flat(markup.cournot_margin(points, elasticity))

    elastic = now["longrun_elasticity"]
    parts = both.transform_calculate(
        before=margin(alt.datum.first, elastic),
        margin=margin(alt.datum.after, elastic),
        low=margin(alt.datum.after, row.high),
        high=margin(alt.datum.after, row.low),
        price=theme.flat(markup.price_rise(alt.datum.first, alt.datum.after, elastic)),
    ).transform_calculate(words=sentence("price ", (alt.datum.price, "+.1f"), "%"))
    x = alt.X(
        "before:Q",
        title="Margin, if the sellers were rivals (% of the price)",
        scale=alt.Scale(domain=[0, 100], nice=False),
    )
    y = _side()
    doubt = parts.mark_rule(color=theme.INK, strokeWidth=1.5).encode(x="low:Q", x2="high:Q", y=y)
    change = parts.mark_rule(strokeWidth=4, color=_ADDED).encode(x=x, x2="margin:Q", y=y)
    hollow = parts.mark_point(size=60, filled=False, color=theme.INK).encode(x=x, y=y)
    full = parts.mark_point(size=70, filled=True, color=theme.INK, opacity=1).encode(
        x="margin:Q",
        y=y,
        tooltip=[alt.Tooltip(f"{n}:Q", format=".1f") for n in ("before", "margin", "low", "high")],
    )
    words = [
        parts.mark_text(dy=-11, align="left", **under).encode(x="margin:Q", y=y, text="words:N")
        for under in (theme.HALO, {})
    ]
    return alt.layer(*words, doubt, change, hollow, full).properties(width=430, height=alt.Step(30))
