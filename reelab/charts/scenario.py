"""The picture of the chain simulator: shares by stage, runs side by side, and a card of results."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import altair as alt

from reelab.charts import theme
from reelab.models import scorecard
from reelab.models.state import STAGES

NOW, RANDOM = "this run", "random runs"
_SOURCE = "model of this course; its assumptions from the ledger, plants from chain_additions."
_YEARS = alt.Axis(values=[2025, 2035, 2045], format="d", grid=False, labelFlush=False)
Rows = Mapping[str, list[dict[str, Any]]]


def compare(rows: Rows, words: Mapping[str, str]) -> alt.VConcatChart:
    """Draw a run of the chain, and beside it the runs that are pinned.

    Parameters
    ----------
    rows : mapping of str to list of dict
        `shares` (year, stage, bloc, share in percent), `lines` (year, run and the columns of
        `models.scorecard.SERIES`; in the last year letter and the place beside it; of the run
        `RANDOM` those of `models.scorecard.bands`), and `card` (run, column, outcome, row, text).
    words : mapping of str to str
        `headline` (title) and `spoken` (text alternative).

    Returns
    -------
    altair.VConcatChart
        Its named data can be replaced, its parameters set.
    """
    whole = theme.finish(
        _shares(),
        title=lambda run: run["headline"],
        subtitle=[
            "Areas: this run, stage by stage. Lines: this run in black, pinned runs in colors.",
            "Gray, if shown: nine of ten random runs around this run, and their middle.",
        ],
        source=_SOURCE,
        description=lambda run: run["spoken"],
        values=words,
    )
    return _filled(whole, [_shares(), _lines(3), _card()], rows)


def still(rows: Rows, headline: str, spoken: str) -> alt.VConcatChart:
    """Draw pinned runs alone, for a page.

    Parameters
    ----------
    rows : mapping of str to list of dict
        As for `compare`; only `lines` are drawn.
    headline, spoken : str
        Title and text alternative.

    Returns
    -------
    altair.VConcatChart
        The lines.
    """
    whole = theme.finish(
        _card(), title=headline, source="model of this course and its ledger.", description=spoken
    )
    return _filled(whole, [_lines(2)], {"lines": rows["lines"]})


def _filled(whole: alt.VConcatChart, parts: list[theme.Picture], rows: Rows) -> alt.VConcatChart:
    """Put parts above the source line, and rows into them.

    Altair copies a chart at each step: what is large comes last.
    """
    whole.vconcat = [*parts, whole.vconcat[-1]]
    whole.spacing = 22
    whole.resolve = alt.Resolve(scale={"color": "independent"})
    whole.datasets = {name: list(table) for name, table in rows.items()}
    return whole


_HEADER = alt.Header(
    title=None, labelAnchor="start", labelFontWeight=600, labelFontSize=12, labelPadding=5,
    labelExpr="split(datum.label, '\\n')",
)  # fmt: skip


def _shares() -> theme.Picture:
    return (
        theme.Chart(alt.NamedData("shares"))
        .mark_area(stroke="white", strokeWidth=1)
        .encode(
            x=alt.X("year:Q", title=None, scale=alt.Scale(domain=[2025, 2045], nice=False),
                    axis=alt.Axis(values=[2025, 2035, 2045], format="d", labelFlush=True)),
            y=alt.Y("share:Q", stack="zero", title=None, scale=alt.Scale(domain=[0, 100]),
                    axis=alt.Axis(values=[0, 50, 100])),
            color=theme.bloc_color("Share of world output (%)"),
            order=alt.Order("place:Q"),
            column=alt.Column("stage:N", sort=list(STAGES), spacing=16, header=_HEADER),
            tooltip=["bloc:N", "stage:N", alt.Tooltip("year:Q", format="d"),
                     alt.Tooltip("share:Q", format=".1f", title="share (%)")],
        )
        .properties(width=118, height=92)
    )  # fmt: skip


def _looks() -> dict[str, Any]:
    """Return color, dash and shape of the runs."""
    channels = {"color": alt.Color, "strokeDash": alt.StrokeDash, "shape": alt.Shape}
    ranges = zip(*theme.RUNS.values(), strict=True)
    return {
        name: channel(
            "run:N", legend=None, scale=alt.Scale(domain=list(theme.RUNS), range=list(looks))
        )
        for (name, channel), looks in zip(channels.items(), ranges, strict=True)
    }


def _lines(columns: int) -> theme.Picture:
    looks, names = _looks(), list(scorecard.SERIES)
    # Room on the right for the letters, which stand side by side.
    x = alt.X("year:Q", title=None, axis=_YEARS, scale=alt.Scale(domain=[2025, 2054], nice=False))
    # One extent for all, so that the panels stand under each other.
    y = alt.Y("value:Q", title=None, axis=alt.Axis(tickCount=3, minExtent=26, maxExtent=26))
    tip = [alt.Tooltip("run:N"), alt.Tooltip("year:Q", format="d"),
           alt.Tooltip("value:Q", format=".1f")]  # fmt: skip
    base = theme.Chart()
    random = base.transform_filter(alt.datum.run == RANDOM)
    lines = base.transform_filter(alt.datum.run != RANDOM)
    ends = lines.transform_filter("isValid(datum.beside)")
    # A panel with nothing but zeros would have them in its middle.
    room = (
        lines.transform_aggregate(most="max(value)", groupby=["title"])
        .transform_calculate(most="max(datum.most, 1)")
        .mark_tick(opacity=0, aria=False)
        .encode(y=alt.Y("most:Q", title=None))
    )
    layers = [
        room,
        random.mark_area(color="#C8C8C8").encode(x=x, y=alt.Y("low:Q", title=None), y2="high:Q"),
        random.mark_line(color="#7A7A7A", strokeWidth=1.5).encode(x=x, y=y),
        lines.mark_line(strokeWidth=2.2).encode(
            x=x, y=y, color=looks["color"], strokeDash=looks["strokeDash"]
        ),
        ends.mark_point(filled=True, size=50, opacity=1).encode(
            x=x, y=y, color=looks["color"], shape=looks["shape"], tooltip=tip
        ),
        ends.mark_text(align="left", fontWeight=600).encode(
            x="beside:Q", y=y, color=looks["color"], text="letter:N"
        ),
    ]
    panels = alt.layer(*layers, data=alt.NamedData("lines")).properties(width=146, height=88)
    panels = panels.facet(
        alt.Facet("title:N", sort=list(scorecard.SERIES.values()), header=_HEADER), columns=columns
    ).resolve_scale(y="independent").resolve_axis(x="independent")  # fmt: skip
    panels.transform = [
        alt.FoldTransform(fold=names, **{"as": ["panel", "value"]}),
        *(
            alt.CalculateTransform(calculate=rule, **{"as": name})
            for name, rule in {
                "title": f"({json.dumps(scorecard.SERIES)})[datum.panel]",
                "low": "datum[datum.panel + '_low']",
                "high": "datum[datum.panel + '_high']",
            }.items()
        ),
    ]
    panels.spacing = {"row": 16, "column": 14}
    return panels


def _card() -> theme.Picture:
    base, looks = theme.Chart(alt.NamedData("card")), _looks()
    y = alt.Y("row:O", axis=None)
    x = alt.X("column:Q", axis=None, scale=alt.Scale(domain=[-4.1, 4.4], nice=False))
    return alt.layer(
        base.transform_filter(alt.datum.run == NOW)
        .mark_text(align="left")
        .encode(x=alt.value(0), y=y, text="outcome:N"),
        base.transform_filter(alt.datum.row == 0)
        .mark_point(filled=True, size=50, opacity=1, xOffset=-10)
        .encode(x=x, y=y, color=looks["color"], shape=looks["shape"]),
        base.mark_text(align="left").encode(x=x, y=y, color=looks["color"], text="text:N"),
    ).properties(width=527, height=alt.Step(18))
