"""Pictures of learning: catching up in cost, and the slow start of a plant."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import altair as alt
import pandas as pd

from reelab.charts import theme
from reelab.models import experience as model
from reelab.models.formula import sentence, where

_LEADER, _NEW = theme.BLOCS["China"], theme.BLOCS["allies"]
_PLANTS = {"shape": ["circle", "square"], "color": [_NEW, "#8A5A00"]}


def catch_up(values: Mapping[str, float]) -> alt.VConcatChart:
    """Draw two costs that fall with all that was ever made.

    Parameters
    ----------
    values : mapping of str to float
        One value for each name in `models.experience.CATCH_UP`; each is a parameter, and so is
        each name with `_pinned`.

    Returns
    -------
    altair.VConcatChart
        Costs over years; the leader's cost of today is 100.
    """
    now, kept = theme.names(values), theme.names(values, "_pinned")
    pinned = theme.names(["pinned"])["pinned"]
    rows = theme.Chart(alt.sequence(0, 30.1, 0.25, as_="years"))
    x = alt.X("years:Q", title="Years from now", scale=alt.Scale(domain=[0, 30], nice=False))
    y = alt.Y("cost:Q", title="Cost (the leader's today = 100)",
              scale=alt.Scale(domainMin=0, nice=False), axis=alt.Axis(minExtent=34))  # fmt: skip
    ghost = (
        rows.transform_calculate(cost=theme.flat(_newcomer(alt.datum.years, kept)))
        .transform_filter(pinned)
        .mark_line(color=theme.SOFT, strokeWidth=2, strokeDash=[6, 4])
        .encode(x, y)
    )
    leader = rows.transform_calculate(cost=theme.flat(_leader(alt.datum.years, now)))
    newcomer = rows.transform_calculate(cost=theme.flat(_newcomer(alt.datum.years, now)))
    lines = [
        line.mark_line(color=color, strokeWidth=3).encode(x, y)
        for line, color in ((leader, _LEADER), (newcomer, _NEW))
    ]
    # Both lines fall, so a word to the right of its line and above is clear of it. A word above the
    # picture would push the title off the page: there is room for it where the lines begin.
    room = (
        theme.Chart(alt.Data(values=[{}]))
        .transform_calculate(cost=1.1 * (100 + now["cost_gap"]))
        .mark_point(opacity=0, aria=False)
        .encode(y=y)
    )
    names = [
        line.transform_filter(alt.datum.years == at)
        .mark_text(**{"align": "left", "dx": 8, "dy": -8, "fontWeight": 600, **under})
        .encode(x, y, text=alt.value(word))
        for line, color, word, at in (
            (leader, "#A33C00", "leader", 21), (newcomer, _NEW, "newcomer", 0.75)
        )
        for under in (theme.HALO, {"color": color})
    ]  # fmt: skip
    meet = (
        theme.Chart(alt.Data(values=[{}]))
        .transform_calculate(years=theme.flat(model.catch_up(**now)))
        .transform_filter(alt.datum.years <= 30)
        .transform_calculate(cost=theme.flat(_leader(alt.datum.years, now)))
        .mark_point(size=110, filled=True, color=theme.INK, opacity=1)
        .encode(x, y)
    )
    return theme.finish(
        alt.layer(ghost, *lines, *names, meet, room).properties(width=theme.WIDTH, height=270),
        title=_title,
        subtitle="Each doubling of all that was ever made takes off the same percentage.",
        source="model of this course (Wright 1936); settings from its ledger of assumptions.",
        description=_message,
        values=values,
    )


def _leader(years: Any, run: Mapping[str, Any]) -> Any:
    return model.cost(years, 100, run["leader_growth"], run["leader_learning"])


def _newcomer(years: Any, run: Mapping[str, Any]) -> Any:
    first = 100 + run["cost_gap"]
    return model.cost(years, first, run["newcomer_growth"], run["newcomer_learning"])


def _title(run: Mapping[str, Any]) -> Any:
    years = model.catch_up(**{name: run[name] for name in model.CATCH_UP})
    return where(
        years < model.NEVER,
        sentence("The costs meet after ", (years, ".1f"), " years"),
        "The newcomer does not catch up within a hundred years",
    )


def _message(run: Mapping[str, Any]) -> Any:
    race = {name: run[name] for name in model.CATCH_UP}
    return sentence(
        _title(run), ". Until then buyers pay on top what ", (model.extra_paid(**race), ".1f"),
        " years of buying cost at the leader's price of today. After ten years the leader's cost "
        "is ", (_leader(10, run), ".0f"), " and the newcomer's ", (_newcomer(10, run), ".0f"), ".",
    )  # fmt: skip


def ramp(starts: pd.DataFrame, values: Mapping[str, float]) -> alt.VConcatChart:
    """Draw the start of a plant by a logistic curve, beside what plants made.

    Parameters
    ----------
    starts : DataFrame
        As from `models.experience.starts`.
    values : mapping of str to float
        One value for each name in `models.experience.RAMP`; each is a parameter, and so is each
        name with `_pinned`.

    Returns
    -------
    altair.VConcatChart
        Percent of the planned output, by years since the start.
    """
    now, kept = theme.names(values), theme.names(values, "_pinned")
    pinned = theme.names(["pinned"])["pinned"]
    rows = theme.Chart(alt.sequence(0, 8.01, 0.05, as_="years"))
    x = alt.X("years:Q", title="Years since the license to operate, or the promised start",
              scale=alt.Scale(domain=[0, 8], nice=False),
              axis=alt.Axis(tickMinStep=1))  # fmt: skip
    y = alt.Y("share_pct:Q", title="Output, % of the plan",
              scale=alt.Scale(domain=[0, 100], nice=False))  # fmt: skip

    def line(run: dict[str, Any]) -> alt.Chart:
        made = model.ramp(alt.datum.years, **run)
        return rows.transform_calculate(share_pct=theme.flat(made))

    ghost = (
        line(kept)
        .transform_filter(pinned)
        .mark_line(color=theme.SOFT, strokeWidth=2, strokeDash=[6, 4])
        .encode(x, y)
    )
    curve = line(now).mark_line(color=theme.INK, strokeWidth=2.5).encode(x, y)
    known = theme.Chart(starts[starts["years"].between(0, 8)])
    order = list(dict.fromkeys(starts["name"]))
    legend = alt.Legend(title=None, orient="top", labelLimit=400)
    points = known.mark_point(filled=True, size=75, opacity=1).encode(
        x,
        y,
        alt.Color(
            "name:N",
            scale=alt.Scale(domain=order, range=_PLANTS["color"][: len(order)]),
            legend=legend,
        ),
        alt.Shape("name:N", scale=alt.Scale(domain=order, range=_PLANTS["shape"][: len(order)])),
        tooltip=["name:N", "period:N", alt.Tooltip("share_pct:Q", format=".0f"),
                 alt.Tooltip("value_t:Q", format=",.0f")],
    )  # fmt: skip
    return theme.finish(
        alt.layer(ghost, curve, points).properties(width=theme.WIDTH, height=270),
        title=_ramp_title,
        subtitle="Line: logistic curve. Points: output as printed, years and quarters.",
        source="table rampups, by firm and press; model of this course.",
        description=partial(_ramp_message, starts),
        values=values,
    )


def _ramp_title(run: Mapping[str, Any]) -> Any:
    plant = {name: run[name] for name in model.RAMP}
    missing = model.lost(**plant, years=5)
    return sentence("After five years a plant has lost ", (missing, ".1f"),
                    " years of its planned output")  # fmt: skip


def _ramp_message(starts: pd.DataFrame, run: Mapping[str, Any]) -> Any:
    plant = {name: run[name] for name in model.RAMP}
    best = starts.groupby("name")["share_pct"].max()
    told = "; ".join(f"{name} at most {share:.0f}%" for name, share in best.items())
    return sentence(
        _ramp_title(run), ". In year 1 it makes ", (model.ramp(1, **plant), ".0f"),
        "% of the plan, in year 3 ", (model.ramp(3, **plant), ".0f"), f"%. On record: {told}.",
    )  # fmt: skip
