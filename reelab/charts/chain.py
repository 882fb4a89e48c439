"""The chain from mine to magnet: who does what, by stage and year."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from reelab.charts import theme
from reelab.models import chain as model
from reelab.models.concentration import REST
from reelab.models.formula import sentence

COLORS = dict(zip(model.STAGES, theme.STAGES.values(), strict=True))
_LONG = {"United States": "US", REST: "others"}
_BARS = 400


def explorer(table: pd.DataFrame, year: int, scope: str, source: str) -> alt.VConcatChart:
    """Draw China's share of each stage over the years, and who has how much in one year.

    Parameters
    ----------
    table : DataFrame
        As `models.chain.splits` returns it.
    year, scope, source : int, str and str
        What is shown first; the parameters of these names, and those with `_pinned`, change it.

    Returns
    -------
    altair.VConcatChart
        A panel for each stage, over a bar of whole shares for each stage.
    """
    chosen = {"year": year, "scope": scope, "source": source}
    now, kept = theme.names(chosen), theme.names(chosen, "_pinned")
    pinned = theme.names(["pinned"])["pinned"]
    panels = [_panel(table, stage, now, kept, pinned) for stage in model.STAGES]
    whole = alt.vconcat(
        alt.hconcat(*panels, spacing=14), _bars(table, now, kept, pinned), spacing=22
    )
    return theme.finish(
        whole.resolve_scale(color="independent"),
        title=lambda run: model.most_title(table, run),
        subtitle=[
            "Above: China's share of each stage; filled, the source shown; hollow, the others;",
            "joined within one source only; dashed, a forecast. HHI: 1 is one country alone;",
            "dotted, nobody knows whose. Black tick: China, pinned.",
        ],
        source="IEA, BGS, US DOE, US Commerce, GAO and trade press, as listed in stage_shares.",
        description=lambda run: model.most_message(table, run),
        values=chosen,
    )


def _is_shown(run: dict[str, Any]) -> Any:
    key = sentence(run["scope"], "-", run["source"])
    return alt.expr.indexof(alt.datum.shown, key) >= 0


def _panel(
    table: pd.DataFrame, stage: str, now: dict[str, Any], kept: dict[str, Any], pinned: Any
) -> theme.Picture:
    rows = table[(table["stage"] == stage) & (table["country"] == "China")]
    rows = rows.sort_values(["scope", "basis", "series", "year"])
    # A gap in a yearly series is not bridged; the years of a forecast follow each other.
    gap = rows.groupby(["scope", "basis", "series"])["year"].diff()
    rows["run"] = ((gap != 1) & (rows["kind"] == "history")).cumsum()
    first = stage == model.STAGES[0]
    ticks = alt.Axis(values=[2010, 2025, 2040], format="d", labelFontSize=11)
    x = alt.X("year:Q", title=None, axis=ticks, scale=alt.Scale(domain=[2003, 2043], nice=False))
    y = alt.Y(
        "share_pct:Q",
        title="China's share (%)" if first else None,
        scale=alt.Scale(domain=[0, 114], nice=False),
        axis=alt.Axis(values=[0, 25, 50, 75, 100], labels=first, ticks=first, domain=first),
    )
    tip = [
        *(alt.Tooltip(f"{name}:N") for name in ("scope", "basis", "series", "kind")),
        "year:Q",
        alt.Tooltip("share_pct:Q", format=".1f", title="China, %"),
    ]
    base, color = theme.Chart(rows), COLORS[stage]
    joined = base.transform_joinaggregate(
        n="count()", groupby=["scope", "basis", "series", "run"]
    ).transform_filter("datum.n > 1 && datum.preferred")
    lines = joined.mark_line(strokeWidth=1.5, color=color, aria=False).encode(
        x, y, detail=["scope:N", "basis:N", "series:N", "run:N"],
        strokeDash=alt.condition(
            "datum.kind == 'forecast' || datum.year == 2024 && datum.series == 'IEA 2025'",
            alt.value([4, 3]), alt.value([1, 0]),
        ),
    )  # fmt: skip
    shown = _is_shown(now)
    hollow = base.transform_filter(~shown).mark_point(size=26, color=theme.SOFT, strokeWidth=1)
    filled = base.transform_filter(shown).mark_point(filled=True, size=34, opacity=1, color=color)
    here = base.transform_filter(shown & (alt.datum.year == now["year"]))
    figure = here.transform_calculate(words="format(datum.share_pct, '.0f') + '%'")
    rule = theme.Chart(alt.Data(values=[{}]))
    line = rule.transform_calculate(year=now["year"], roof="104").mark_rule(color=theme.SOFT)
    ghost = rule.transform_filter(pinned).transform_calculate(year=kept["year"], roof="104")
    text = figure.mark_text(fontWeight=600).encode(x, y=alt.datum(109), text="words:N")
    return alt.layer(
        line.encode(x, y="roof:Q", y2=alt.datum(0)),
        ghost.mark_rule(color=theme.INK, strokeDash=[3, 3]).encode(
            x, y="roof:Q", y2=alt.datum(0)
        ),
        lines,
        hollow.encode(x, y, tooltip=tip),
        filled.encode(x, y, tooltip=tip),
        text,
    ).properties(
        width=116, height=165, title=alt.Title(stage, fontSize=13, color=color, offset=4)
    )  # fmt: skip


def _label(row: Any) -> str:
    """Return what fits into a part of a bar: name or code and percent, or nothing."""
    name, percent = _LONG.get(row.country, row.country), f"{row.share_pct:.0f}%"
    code = name if pd.isna(row.iso3) else row.iso3
    for words in (f"{name} {percent}", f"{code} {percent}", percent):
        if len(words) * 7 + 4 < row.share_pct / 100 * _BARS:
            return words
    return ""


def _bars(
    table: pd.DataFrame, now: dict[str, Any], kept: dict[str, Any], pinned: Any
) -> theme.Picture:
    rows = table[table["shown"] != ""].copy()
    rows["words"] = [_label(row) for row in rows.itertuples()]
    rows["rest"] = rows["country"] == REST
    ends = (rows[f"hhi_{end}"].map("{:.2f}".format) for end in ("low", "high"))
    rows["index"] = [
        low if low == high else f"{low} to {high}" for low, high in zip(*ends, strict=True)
    ]
    columns = ["stage", "year", "scope", "series", "country", "bloc", "share_pct", "start", "end",
               "shown", "words", "rest", "index"]  # fmt: skip
    base = theme.Chart(rows[columns])
    this = base.transform_filter(_is_shown(now) & (alt.datum.year == now["year"]))
    y = alt.Y(
        "stage:N", title=None, scale=alt.Scale(domain=list(model.STAGES)),
        axis=alt.Axis(ticks=False, domain=False),
    )  # fmt: skip
    x = alt.X("start:Q", title="Share of the stage (%)",
              scale=alt.Scale(domain=[0, 100], nice=False))  # fmt: skip
    tip = ["country:N", alt.Tooltip("share_pct:Q", format=".1f", title="%"), "scope:N", "series:N"]
    bars = (
        this.transform_filter("!datum.rest")
        .mark_bar(height=22, stroke="white", strokeWidth=1)
        .encode(x=x, x2="end:Q", y=y, color=theme.bloc_color(), tooltip=tip)
    )
    rest = (
        this.transform_filter("datum.rest && datum.share_pct > 0")
        .mark_bar(height=21, color="white", stroke=theme.SOFT, strokeWidth=1, strokeDash=[2, 2])
        .encode(x=x, x2="end:Q", y=y, tooltip=tip)
    )
    middle = this.transform_filter("datum.words != ''").transform_calculate(
        middle="(datum.start + datum.end) / 2"
    )
    names = [
        middle.transform_filter(test)
        .mark_text(fontSize=11)
        .encode(x="middle:Q", y=y, text="words", color=color)
        for test, color in (
            ("!datum.rest", theme.text_on_bloc()), ("datum.rest", alt.value(theme.INK))
        )
    ]  # fmt: skip
    caption = (
        this.transform_filter("datum.country == 'China'")
        .transform_calculate(source="datum.scope + ', ' + datum.series + '; HHI ' + datum.index")
        .mark_text(align="left", dy=-19, fontSize=11, color=theme.SOFT)
        .encode(x=alt.value(0), y=y, text="source:N")
    )
    blank = (
        theme.Chart(model.missing(table))
        .transform_filter(alt.datum.year == now["year"])
        .mark_text(align="left", dx=4, color=theme.SOFT)
        .encode(x=alt.value(0), y=y, text="words:N")
    )
    ghost = (
        base.transform_filter(_is_shown(kept) & (alt.datum.year == kept["year"]))
        .transform_filter(pinned & (alt.datum.country == "China"))
        .mark_tick(color=theme.INK, height=32, thickness=2)
        .encode(x="end:Q", y=y)
    )
    return alt.layer(bars, rest, *names, caption, blank, ghost).properties(
        width=_BARS, height=alt.Step(46)
    )
