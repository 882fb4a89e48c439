"""The picture of the back-test: what the model makes of the past, beside the record."""

from __future__ import annotations

import altair as alt
import pandas as pd

from reelab.charts import theme, wanted

_MODEL, _RECORD = "#0072B2", "#1A1A1A"
_PANELS = {
    ("share", "mine"): "China's share of mines (%)",
    ("share", "separation"): "China's share of separation (%)",
    ("share", "magnet"): "China's share of magnets (%)",
    ("output", "mine"): "China's mines (kt)",
    ("price", ""): "Price of Nd oxide (USD/kg)",
}


def past(table: pd.DataFrame) -> alt.VConcatChart:
    """Draw what the model gives for the past, and what is on record.

    Parameters
    ----------
    table : DataFrame
        As from `models.backtest.compare`.

    Returns
    -------
    altair.VConcatChart
        A panel for each outcome: the model as squares on a line, the record as circles.

    Raises
    ------
    CourseError
        If the table cannot be drawn: not a table, no rows, a column missing.
    """
    columns = ("outcome", "stage", "year", "modeled", "recorded", "error")
    wanted.rows("backtest.past", table, columns)
    keys = list(zip(table["outcome"], table["stage"], strict=True))
    shown = table.assign(panel=[_PANELS.get(key, "") for key in keys])
    shown = shown[shown["panel"] != ""].drop(columns="source_id")
    panels = [_panel(shown[shown["panel"] == title]) for title in _PANELS.values()]
    rows = alt.vconcat(alt.hconcat(*panels[:3], spacing=24), alt.hconcat(*panels[3:], spacing=24))
    price = shown[shown["outcome"] == "price"]
    worst = price.loc[price["error"].abs().idxmax()]
    later = shown[shown["stage"].isin(["separation", "magnet"])]["error"].abs().max()
    return theme.finish(
        rows,
        title="The model on the past: run from 2010 with the rules and plants of then",
        subtitle="Black circles: on record (filled: of magnet rare earths alone). "
        "Blue squares: the model, fitted to none.",
        source="model of this course; BGS, IEA, USGS and others, as in stage_shares and prices.",
        description=(
            f"China's shares of separation and magnets are at most {later:.0f} points off. The "
            f"price is furthest off in {worst['year']:.0f}: {worst['modeled']:.0f} USD/kg in the "
            f"model, {worst['recorded']:.0f} on record."
        ),
    )


def _panel(rows: pd.DataFrame) -> theme.Picture:
    base = theme.Chart(rows)
    x = alt.X("year:Q", title=None, scale=alt.Scale(domain=[2010.5, 2024.5], nice=False),
              axis=alt.Axis(values=[2012, 2018, 2024], format="d", grid=False))  # fmt: skip
    top = 100 if rows["outcome"].iloc[0] == "share" else None
    y = alt.Y("recorded:Q", title=None, axis=alt.Axis(tickCount=4),
              scale=alt.Scale(domain=[0, top]) if top else alt.Scale(zero=True))  # fmt: skip
    tip = ["year", alt.Tooltip("scope", title="of"), alt.Tooltip("recorded", format=".1f"),
           alt.Tooltip("modeled", format=".1f")]  # fmt: skip
    modeled = alt.Y("modeled:Q", title=None)
    # In some years there are two records.
    magnet = alt.datum.scope == "magnet rare earths"
    fill = alt.condition(magnet, alt.value(_RECORD), alt.value("transparent"))
    return alt.layer(
        base.mark_rule(color=theme.GRID, strokeWidth=1.5, aria=False).encode(
            x=x, y=y, y2="modeled:Q"
        ),
        base.mark_point(color=_RECORD, size=38, strokeWidth=1.8, opacity=1).encode(
            x=x, y=y, tooltip=tip, fill=fill
        ),
        base.mark_line(color=_MODEL, strokeWidth=1.5).encode(x=x, y=modeled),
        base.mark_square(color=_MODEL, size=34, opacity=1).encode(x=x, y=modeled, tooltip=tip),
    ).properties(width=170 if top else 300, height=130,
                 title=alt.Title(rows["panel"].iloc[0], fontSize=12, anchor="start"))  # fmt: skip
