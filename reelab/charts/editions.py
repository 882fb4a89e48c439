"""Pictures of what changes from one USGS edition to another."""

from __future__ import annotations

import altair as alt
import pandas as pd

from reelab.charts import theme
from reelab.models import editions as model

_UNITS = {"reserves": ("Million t REO", 1e6), "production": ("Thousand t REO a year", 1e3)}
_CROSS = "M-1,-1L1,1M-1,1L1,-1"


def changes(table: pd.DataFrame, old: int, new: int) -> alt.VConcatChart:
    """Draw two editions' figures of each country as two points with a line between them.

    Parameters
    ----------
    table : DataFrame
        As `models.editions.changes` returns it, of reserves or of production.
    old, new : int
        The editions.

    Returns
    -------
    altair.VConcatChart
        A line for each country that has a figure in either edition: an open point for the old
        one, a filled point for the new one, a cross where the new one has no figure; the figures
        stand beside it.
    """
    year = table["year"].iloc[0] if table["year"].notna().any() else None
    unit, size = _UNITS["reserves" if year is None else "production"]
    rows = _rows(table, size)
    order = list(rows["country"])
    y = alt.Y("country:N", sort=order, title=None, axis=alt.Axis(ticks=False, domain=False))
    low, high = rows["least"].min(), rows[["old", "new"]].max().max()
    scale = alt.Scale(type="log", domain=[low / 1.4, high * 1.4], nice=False)
    axis = alt.Axis(values=[10.0**power for power in range(-6, 9)], format=",~f")

    def x(column: str) -> alt.X:
        return alt.X(f"{column}:Q", scale=scale, axis=axis,
                     title=f"{unit}, each step ten times the one before")  # fmt: skip

    base = theme.Chart(rows).encode(
        y=y, tooltip=["country:N", "old:Q", "new:Q", "kind:N", "reason:N"]
    )
    moved = base.transform_filter("datum.old > 0 && datum.new > 0 && datum.old != datum.new")
    lines = moved.mark_rule(strokeWidth=3).encode(x=x("old"), x2="new:Q", color=theme.bloc_color())
    before = (
        base.transform_filter("isValid(datum.old) && datum.old > 0 && datum.kind != 'unchanged'")
        .mark_point(size=75, fill="white", strokeWidth=2, opacity=1)
        .encode(x=x("old"), color=theme.bloc_color())
    )
    after = (
        base.transform_filter("isValid(datum.new) && datum.new > 0")
        .mark_point(filled=True, size=85, opacity=1)
        .encode(x=x("new"), color=theme.bloc_color())
    )
    gone = (
        base.transform_filter("isValid(datum.old) && !isValid(datum.new)")
        .mark_point(shape=_CROSS, size=230, strokeWidth=2.5, filled=False, opacity=1)
        .encode(x=x("old"), stroke=alt.value(theme.INK))
    )
    said = base.mark_text(align="left", fontWeight=600).encode(
        x=alt.value(395), text="words:N",
        opacity=alt.condition("datum.kind == 'unchanged'", alt.value(0.75), alt.value(1)),
    )  # fmt: skip
    what = "Reserves" if year is None else f"Mine output of {year}"
    return theme.finish(
        alt.layer(lines, before, after, gone, said).properties(width=380, height=alt.Step(24)),
        title=f"{what} in the {old} and the {new} edition",
        subtitle=[
            "Open point: the older edition. Filled: the newer. Cross: no figure any more.",
            f"Figures: {unit[0].lower()}{unit[1:]}",
        ],
        source=f"U.S. Geological Survey, Mineral Commodity Summaries {old} and {new}.",
        description=model.message(table, old, new),
    )


def _rows(table: pd.DataFrame, size: float) -> pd.DataFrame:
    """Keep what can be drawn: a figure above zero in one of the editions."""
    rows = table.assign(old=table["old_t"] / size, new=table["new_t"] / size)
    rows["least"] = rows[["old", "new"]].where(rows[["old", "new"]] > 0).min(axis=1)
    rows = rows[rows["least"].notna()]
    rows["words"] = model.told(rows, size)
    columns = ["country", "bloc", "old", "new", "least", "kind", "reason", "words"]
    return rows[columns]
