"""Pictures of what is published: results of the assessments, and indicators with their errors."""

from __future__ import annotations

import altair as alt
import pandas as pd

from reelab.charts import theme, wanted
from reelab.models import criticality
from reelab.models.indicators import CONFIDENCE


def thresholds(assessed: pd.DataFrame) -> alt.VConcatChart:
    """Draw supply risk against economic importance, with the thresholds of the method.

    Parameters
    ----------
    assessed : DataFrame
        material, edition, risk and importance, as published.

    Returns
    -------
    altair.VConcatChart
        A point for each material in each edition; an arrowless line joins the editions.

    Raises
    ------
    CourseError
        If the table cannot be drawn: not a table, no rows, a column missing.
    """
    wanted.rows("governance.thresholds", assessed, ("material", "edition", "risk", "importance"))
    last = assessed["edition"].max()
    x = alt.X("importance:Q", title="Economic importance (points of 10)",
              scale=alt.Scale(domain=[0, 10], nice=False))  # fmt: skip
    y = alt.Y("risk:Q", title="Supply risk (points of 10)",
              scale=alt.Scale(domain=[0, 7], nice=False))  # fmt: skip
    base = theme.Chart(assessed)
    joined = base.mark_line(color=theme.GRID, strokeWidth=1.5).encode(x, y, detail="material:N")
    dots = base.mark_point(size=45, opacity=1, strokeWidth=1.5).encode(
        x, y,
        fill=alt.condition(
            alt.datum.edition == last, alt.value(theme.INK), alt.value("white")
        ),
        stroke=alt.value(theme.INK), tooltip=["material:N", "edition:Q", "risk:Q", "importance:Q"],
    )  # fmt: skip
    newest = assessed[assessed["edition"] == last]
    # Materials at nearly one place share a label.
    near = newest.assign(place=(newest["importance"] / 0.3).round()).groupby(["risk", "place"])
    told = near.agg(importance=("importance", "max"), words=("material", ", ".join)).reset_index()
    names = (
        theme.Chart(told[["risk", "importance", "words"]])
        .mark_text(align="left", dx=7, fontSize=11)
        .encode(x, y, text="words:N")
    )
    edges = theme.Chart(
        alt.Data(values=[{"x": criticality.IMPORTANCE_FROM, "y": criticality.RISK_FROM}])
    )
    rules = [
        edges.mark_rule(strokeDash=[4, 3], color=theme.SOFT).encode(x="x:Q"),
        edges.mark_rule(strokeDash=[4, 3], color=theme.SOFT).encode(y="y:Q"),
    ]
    critical = newest[criticality.is_critical(newest["risk"], newest["importance"])]
    said = ", ".join(
        f"{row.material} {row.risk:g} and {row.importance:g}" for row in newest.itertuples()
    )
    return theme.finish(
        alt.layer(*rules, joined, dots, names).properties(width=theme.WIDTH, height=330),
        title=f"{len(critical)} of {len(newest)} materials pass both thresholds in {last}",
        subtitle=f"Filled: {last}; hollow: {assessed['edition'].min()}. Dashed: thresholds, "
        f"{criticality.RISK_FROM:g} and {criticality.IMPORTANCE_FROM:g}.",
        source="European Commission, lists of critical raw materials.",
        description=f"Supply risk and economic importance in {last}: {said}.",
    )


def indicators(table: pd.DataFrame) -> alt.VConcatChart:
    """Draw indicators of governance of a few countries, with their errors.

    Parameters
    ----------
    table : DataFrame
        country, indicator, value, standard_error, year and edition; World Bank points of one year.

    Returns
    -------
    altair.VConcatChart
        A row for each indicator, a point with its 90% range for each country.

    Raises
    ------
    CourseError
        If the table cannot be drawn: not a table, no rows, a column missing, more than one year
        or edition.
    """
    columns = ("country", "indicator", "value", "standard_error", "year", "edition")
    wanted.rows("governance.indicators", table, columns, one=["year", "edition"])
    doubt = CONFIDENCE * table["standard_error"]
    rows = table.assign(low=table["value"] - doubt, high=table["value"] + doubt)
    rows["bloc"] = rows["country"]
    countries = sorted(set(rows["country"]))
    x = alt.X("value:Q", title="World Bank points (more is better)",
              scale=alt.Scale(domain=[-2.5, 2.5], nice=False))  # fmt: skip
    y = alt.Y("indicator:N", title=None, axis=alt.Axis(ticks=False, domain=False, grid=True))
    shift = alt.YOffset("country:N", scale=alt.Scale(domain=countries, paddingOuter=0.6))
    base = theme.Chart(rows)
    color = theme.bloc_color(title=None)
    tip = ["country:N", "indicator:N", *(alt.Tooltip(f"{name}:Q", format=".2f") for name in
                                         ("value", "low", "high"))]  # fmt: skip
    first = base.transform_filter(alt.datum.indicator == rows["indicator"].min())
    marks = [
        base.mark_rule(strokeWidth=1.5).encode(
            x=alt.X("low:Q"), x2="high:Q", y=y, yOffset=shift, color=color
        ),
        base.mark_point(filled=True, size=45, opacity=1).encode(
            x=x, y=y, yOffset=shift, color=color, tooltip=tip
        ),
        first.mark_text(align="left", dx=6, fontSize=11).encode(
            x="high:Q", y=y, yOffset=shift, text="country:N"
        ),
    ]
    year = int(rows["year"].iloc[0])
    told = "; ".join(
        f"{name}: " + ", ".join(f"{r.country} {r.value:.2f} ({r.low:.2f} to {r.high:.2f})"
                                for r in group.itertuples())
        for name, group in rows.groupby("indicator")
    )  # fmt: skip
    return theme.finish(
        alt.layer(*marks).properties(width=370, height=340),
        title=f"Six indicators of governance, {year}",
        subtitle="Lines: 90% range from the published standard error.",
        source="World Bank, Worldwide Governance Indicators, 2024 edition.",
        description=f"World Bank points in {year}. {told}.",
    )
