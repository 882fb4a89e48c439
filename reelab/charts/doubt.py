"""Pictures of doubt: which assumption moves the answer, and which part of its variance it makes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import altair as alt

from reelab.charts import theme

_LOW, _HIGH, _ALONE, _WHOLE = "#0072B2", "#D55E00", "#1A1A1A", "#9C9C9C"
_AXIS = alt.Axis(ticks=False, domain=False, labelLimit=300, minExtent=292)
Rows = Mapping[str, list[dict[str, Any]]]


def decides(rows: Rows, words: Mapping[str, str]) -> alt.VConcatChart:
    """Draw which assumptions decide an answer.

    Parameters
    ----------
    rows : mapping of str to list of dict
        `tornado` (label, at_low, at_high, base) and `sobol` (label, first, total, low and high,
        the range of the total), each with the largest first; `sobol` may be empty.
    words : mapping of str to str
        `headline` (title), `unit` (of the answer) and `spoken` (text alternative).

    Returns
    -------
    altair.VConcatChart
        Its named data can be replaced, its parameters set.
    """
    whole = theme.finish(
        alt.vconcat(_tornado(), _sobol(), spacing=20).resolve_scale(color="independent"),
        title=lambda run: run["headline"],
        subtitle=[
            "Above: the answer with one assumption at its lowest (blue) and highest value "
            "(orange).",
            "Below, once worked out: its part of the variance, alone (black) and with others "
            "(gray),",
            "with two standard errors to each side.",
        ],
        source="model of this course; ranges from its ledger, triangles between their ends.",
        description=lambda run: run["spoken"],
        values=words,
    )
    whole.autosize = alt.AutoSizeParams(resize=True)  # the lower chart grows when it is filled
    whole.datasets = {name: list(table) for name, table in rows.items()}
    return whole


def _tornado() -> theme.Picture:
    base = theme.Chart(alt.NamedData("tornado"))
    y = alt.Y("label:N", sort=alt.SortField("place"), title=None, axis=_AXIS)
    x = alt.X("base:Q", title="Answer", scale=alt.Scale(zero=False, nice=False, padding=8))
    tip = [alt.Tooltip("label:N", title="assumption"),
           alt.Tooltip("at_low:Q", format=".1f", title="at its lowest"),
           alt.Tooltip("at_high:Q", format=".1f", title="at its highest")]  # fmt: skip
    return alt.layer(
        base.mark_bar(height=11, color=_LOW).encode(y=y, x=x, x2="at_low:Q", tooltip=tip),
        base.mark_bar(height=11, color=_HIGH).encode(y=y, x=x, x2="at_high:Q", tooltip=tip),
        # The domain of the axis takes in both ends.
        base.mark_point(opacity=0, aria=False).encode(y=y, x=alt.X("at_low:Q")),
        base.mark_point(opacity=0, aria=False).encode(y=y, x=alt.X("at_high:Q")),
        base.mark_rule(color=theme.INK, aria=False).encode(x=x),
    ).properties(width=330, height=alt.Step(18))


def _sobol() -> theme.Picture:
    base = theme.Chart(alt.NamedData("sobol"))
    y = alt.Y("label:N", sort=alt.SortField("place"), title=None, axis=_AXIS)
    x = alt.X("total:Q", title="Part of the variance (%)",
              scale=alt.Scale(domain=[0, 100]))  # fmt: skip
    tip = [alt.Tooltip("label:N", title="assumption"),
           alt.Tooltip("first:Q", format=".0f", title="alone (%)"),
           alt.Tooltip("total:Q", format=".0f", title="with others (%)")]  # fmt: skip
    return alt.layer(
        base.mark_bar(height=13, color=_WHOLE).encode(y=y, x=x, tooltip=tip),
        base.mark_bar(height=6, color=_ALONE).encode(y=y, x=alt.X("first:Q"), tooltip=tip),
        base.mark_rule(color=_HIGH, strokeWidth=2).encode(y=y, x=alt.X("low:Q"), x2="high:Q"),
    ).properties(width=330, height=alt.Step(18))
