"""Pictures of criticality: a ranking, and the governance it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import altair as alt
import pandas as pd
from altair.expr.core import ConstExpression, Expression

from reelab.charts import theme
from reelab.models import criticality, indicators, ranking
from reelab.models.formula import where

_WIDE, _STEP = 285, 27


def rank(
    parts: pd.DataFrame, points: pd.DataFrame, published: pd.DataFrame, values: Mapping[str, Any]
) -> alt.VConcatChart:
    """Draw elements from the riskiest on, beside the published figure, and their suppliers.

    Parameters
    ----------
    parts, points, published : DataFrame
        As `models.ranking.table` takes them.
    values : mapping of str to number or str
        stage, indicator, governance_weight and risk_weight; each is a parameter, and so is each
        with `_pinned`.

    Returns
    -------
    altair.VConcatChart
        Bars of the elements, beside the governance of the countries that supply them.
    """
    now, kept = theme.names(values), theme.names(values, "_pinned")
    pinned = theme.names(["pinned"])["pinned"]
    both = alt.hconcat(
        _bars(parts, published, now, kept, pinned), _suppliers(parts, points, now), spacing=18
    )
    whole = theme.finish(
        both,
        title=ranking.title,
        subtitle=[
            "Thick tick: as published in 2023, its rank on the right. Outline: the pinned run.",
            "Thin lines: 90% range of the indicator, where a standard error is published.",
            "At extraction the world's shares stand in where Europe's are not in our tables.",
        ],
        source="European Commission 2023 (shares, results); World Bank 2024;\n"
        "Transparency International 2023.",
        description=lambda run: ranking.message(
            parts,
            _named("value", parts)
            if isinstance(run["indicator"], Expression)
            else indicators.scaled(points, run["indicator"]),
            run,
        ),
        values=values,
    )
    return theme.add_params(whole, *_governance(parts, points, now, kept))


def _named(column: str, parts: pd.DataFrame, suffix: str = "") -> dict[str, Any]:
    """Return the parameter of each supplier's governance."""
    countries = sorted(set(parts["country"]))
    return {
        name: ConstExpression(f"{column}_{name.replace(' ', '')}{suffix}") for name in countries
    }


def _governance(
    parts: pd.DataFrame, points: pd.DataFrame, now: dict[str, Any], kept: dict[str, Any]
) -> list[alt.Parameter]:
    """Look the governance of each supplier up once, for all that use it."""
    found = []
    for column, run, suffix in (("value", now, ""), ("low", now, ""), ("high", now, ""),
                                ("value", kept, "_pinned")):  # fmt: skip
        looked_up = indicators.scaled(points, run["indicator"], column)
        for country, name in _named(column, parts, suffix).items():
            found.append(alt.param(name=repr(name), expr=repr(looked_up[country])))
    return found


def _bars(
    parts: pd.DataFrame, published: pd.DataFrame, now: dict[str, Any], kept: dict[str, Any],
    pinned: Any,
) -> theme.Picture:  # fmt: skip
    def risk(run: dict[str, Any], column: str = "value", suffix: str = "") -> Any:
        scaled = _named(column, parts, suffix)
        answer: Any = 0.0
        found = ranking.risks(parts, scaled, run["stage"], run["governance_weight"])
        for material, amount in found.items():
            answer = theme.flat(where(alt.datum.material == material, amount, answer))
        return answer

    def score(run: dict[str, Any], amount: Any) -> Any:
        mixed = criticality.combined(amount, alt.datum.importance, run["risk_weight"])
        return theme.flat(mixed)

    ranked = theme.Chart()
    x = alt.X("score:Q", title="Score (points of 10)", axis=alt.Axis(tickCount=5),
              scale=alt.Scale(domain=[0, 10], nice=False))  # fmt: skip
    y = alt.Y("row:O", title=None, axis=None)
    tip = ["material:N", *(alt.Tooltip(f"{name}:Q", format=".2f") for name in
                           ("score", "low", "high", "printed"))]  # fmt: skip
    marks = [
        ranked.mark_bar(height=15, color=theme.BLOCS["allies"], opacity=0.75).encode(
            x=x, y=y, tooltip=tip
        ),
        ranked.transform_filter(pinned)
        .mark_bar(height=20, filled=False, stroke=theme.INK, strokeWidth=1.5)
        .encode(x="pinned_score:Q", y=y),
        ranked.mark_tick(height=21, thickness=4, color="white").encode(x="printed:Q", y=y),
        ranked.mark_tick(height=21, thickness=2.5, color=theme.INK).encode(x="printed:Q", y=y),
        ranked.mark_rule(color=theme.INK, strokeWidth=1).encode(x="low:Q", x2="high:Q", y=y),
        ranked.mark_text(align="right", fontWeight=600, dx=-6).encode(
            x=alt.value(0), y=y, text="material:N"
        ),
        ranked.transform_calculate(words="'was ' + datum.place")
        .mark_text(align="right", color=theme.SOFT, fontSize=11)
        .encode(x=alt.value(_WIDE), y=y, text="words:N"),
    ]
    # The rows are worked out once, for all marks.
    whole = alt.layer(*marks, data=published).transform_filter(alt.datum.stage == now["stage"])
    whole = whole.transform_calculate(
        score=score(now, risk(now)),
        low=score(now, risk(now, "low")),
        high=score(now, risk(now, "high")),
        printed=score(now, alt.datum.risk),
        pinned_score=score(kept, risk(kept, suffix="_pinned")),
    )
    by: list[Any] = [alt.SortField("score", "descending"), alt.SortField("material", "ascending")]
    whole = whole.transform_window(row="row_number()", sort=by)
    whole = whole.transform_window(place="rank()", sort=[alt.SortField("printed", "descending")])
    return whole.properties(
        width=_WIDE,
        height=alt.Step(_STEP),
        title=alt.Title("Elements, highest score first", fontSize=12),
    )


def _suppliers(parts: pd.DataFrame, points: pd.DataFrame, now: dict[str, Any]) -> theme.Picture:
    order = points[points["indicator"] == "eu"].sort_values("value", ascending=False)["country"]
    names = [name for name in order if name in set(parts["country"])]
    rows = points[points["country"].isin(names)]
    shown = theme.Chart(rows).transform_filter(alt.datum.indicator == now["indicator"])
    x = alt.X("value:Q", title="Governance (0 is best)", axis=alt.Axis(tickCount=5),
              scale=alt.Scale(domain=[0, 10], nice=False))  # fmt: skip
    y = alt.Y("country:N", sort=names, title=None, axis=alt.Axis(ticks=False, domain=False),
              scale=alt.Scale(domain=names))  # fmt: skip
    tip = ["country:N", *(alt.Tooltip(f"{name}:Q", format=".2f") for name in
                          ("value", "low", "high"))]  # fmt: skip
    doubt = shown.mark_rule(color=theme.INK).encode(x=alt.X("low:Q"), x2="high:Q", y=y)
    dots = shown.mark_point(filled=True, size=55, opacity=1, color=theme.INK).encode(
        x=x, y=y, tooltip=tip
    )
    return alt.layer(doubt, dots).properties(
        width=130, height=_STEP * 10, title=alt.Title("Their suppliers", fontSize=12)
    )
