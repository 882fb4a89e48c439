"""Pictures of a policy portfolio: what it costs, what it removes, and what the best ones do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import altair as alt

from reelab.charts import theme
from reelab.models import budget as policy
from reelab.models import frontier
from reelab.models.formula import where

_POLICY, _BEST, _WIDE = "#0072B2", "#009E73", 375
_NAMES = 146  # room for the names of the policies; the title stands over them


def build(values: Mapping[str, float], costs: Mapping[str, float]) -> alt.VConcatChart:
    """Draw the cost of each policy, what it removes alone, and all of them together.

    Parameters
    ----------
    values : mapping of str to float
        One value for each name in `models.portfolio.PORTFOLIO`; each is a parameter, and so is
        each with `_pinned`.
    costs : mapping of str to float
        One value for each name in `models.portfolio.COSTS`.

    Returns
    -------
    altair.VConcatChart
        Two bar charts over the plane of cost and risk removed. The named data `frontier` (cost,
        removed) and `spread` (cost, removed, and each with _low and _high) are empty.
    """
    now, kept = theme.names(values), theme.names(values, "_pinned")
    pinned = theme.names(["pinned"])["pinned"]
    all_now, all_kept = {**now, **costs}, {**kept, **costs}
    whole = theme.finish(
        alt.vconcat(_parts(all_now), _plane(all_now, all_kept, pinned), spacing=20),
        title=lambda run: frontier.title({**run, **costs}),
        subtitle=[
            "Risk: the expected loss from an export stop. Hollow: the pinned portfolio.",
            f"If shown, green: the best portfolios; cross: the middle {_middle()}% of "
            f"{frontier.DRAWS} random runs.",
            f"A floor earns (below zero): of a price above it the state gets "
            f"{costs['upside_share']:g}% of the difference.",
        ],
        source="model of this course; settings from its ledger,\npresets from policy_responses.",
        description=lambda run: frontier.message({**run, **costs}),
        values=values,
    )
    whole.title.dx = -_NAMES
    return whole


def _middle() -> int:
    return frontier.BAND[1] - frontier.BAND[0]


def _parts(run: dict[str, Any]) -> theme.Picture:
    names = list(policy.bills(run))
    amounts = {"cost": policy.bills(run), "removed": frontier.alone(run)}

    def pick(column: str) -> Any:
        answer: Any = 0
        for name, amount in amounts[column].items():
            answer = theme.flat(where(alt.datum.policy == name, amount, answer))
        return answer

    base = theme.Chart(alt.Data(values=[{"policy": name} for name in names]))
    base = base.transform_calculate(cost=pick("cost"), removed=pick("removed"))

    def side(column: str, title: str, labels: bool, form: str) -> theme.Picture:
        axis = alt.Axis(ticks=False, domain=False, minExtent=_NAMES) if labels else None
        y = alt.Y("policy:N", sort=names, title=None, axis=axis, scale=alt.Scale(domain=names))
        limited = column == "removed"
        scale = alt.Scale(domain=[0, 115], nice=False) if limited else alt.Scale(nice=False)
        x = alt.X(f"{column}:Q", title=title, scale=scale,
                  axis=alt.Axis(tickCount=4, labelFlush=8, labelSeparation=4))  # fmt: skip
        bars = base.mark_bar(height=14, color=_POLICY).encode(x=x, y=y)
        # Right of the bar, and of zero where it runs to the left.
        figures = (
            base.transform_calculate(end=f"max(datum.{column}, 0)")
            .mark_text(align="left", dx=4, aria=False)  # the bar tells it
            .encode(x="end:Q", y=y, text=alt.Text(f"{column}:Q", format=form))
        )
        # Room for the figure at the end of the longest bar.
        room = base.transform_calculate(roof="max(1.25 * datum.cost, -datum.cost / 3)").mark_point(
            opacity=0, aria=False
        )
        marks = [bars, figures] if limited else [bars, figures, room.encode(x="roof:Q")]
        return alt.layer(*marks).properties(width=150, height=alt.Step(22))

    return alt.hconcat(
        side("cost", "Cost (USD million a year)", True, ",.0f"),
        side("removed", "Risk removed by it alone (%)", False, ".0f"),
        spacing=18,
    )


def _plane(run: dict[str, Any], kept: dict[str, Any], pinned: Any) -> theme.Picture:
    x = alt.X("cost:Q", title="Cost (USD million a year)", axis=alt.Axis(labelFlush=8),
              scale=alt.Scale(nice=False, padding=14))  # fmt: skip
    y = alt.Y("removed:Q", title="Risk removed (%)", axis=alt.Axis(tickCount=5),
              scale=alt.Scale(domain=[0, 106], nice=False))  # fmt: skip
    one = theme.Chart(alt.Data(values=[{}]))

    def point(of: dict[str, Any]) -> alt.Chart:
        return one.transform_calculate(
            cost=theme.flat(policy.cost(of)), removed=theme.flat(policy.removed(of))
        )

    budget = one.transform_calculate(cost=run["policy_budget"])
    best = theme.Chart(alt.NamedData("frontier"))
    # Through the portfolio itself, not the middle of its runs, so that it is a cross.
    doubt = theme.Chart(alt.NamedData("spread")).transform_calculate(
        cost=theme.flat(policy.cost(run)), removed=theme.flat(policy.removed(run))
    )
    tip = [alt.Tooltip("cost:Q", format=",.0f"), alt.Tooltip("removed:Q", format=".0f")]
    here = point(run)
    return alt.layer(
        budget.mark_rule(color=theme.SOFT, strokeDash=[5, 4], strokeWidth=2).encode(x=x),
        budget.mark_text(align="left", dx=5, color=theme.SOFT).encode(
            x=x, y=alt.value(200), text=alt.value("budget")
        ),
        best.mark_line(interpolate="step-after", color=_BEST, strokeWidth=2.5).encode(x, y),
        best.mark_point(color=_BEST, filled=True, size=50, opacity=1).encode(x, y),
        doubt.mark_rule(color=theme.INK).encode(
            x=alt.X("cost_low:Q"), x2="cost_high:Q", y="removed:Q"
        ),
        doubt.mark_rule(color=theme.INK).encode(
            x=alt.X("cost:Q"), y=alt.Y("removed_low:Q"), y2="removed_high:Q"
        ),
        point(kept).transform_filter(pinned).mark_point(
            size=120, color=theme.INK, strokeWidth=2, opacity=1
        ).encode(x, y),
        here.mark_point(size=130, filled=True, color=_POLICY, opacity=1).encode(x, y, tooltip=tip),
        here.mark_text(dy=-14, fontWeight=600, color=_POLICY).encode(
            x, y, text=alt.value("this portfolio")
        ),
    ).properties(width=_WIDE, height=210)  # fmt: skip
