"""Pictures of the inspection game."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import altair as alt

from reelab import assumptions
from reelab.charts import theme
from reelab.models import enforcement as model
from reelab.models.formula import where

FIRM, AUTHORITY = "#D55E00", "#0072B2"
_FIRM_WORDS = "#A33C00"  # a text needs more contrast than a line
_SIDE = 215


def dilemma(values: Mapping[str, float]) -> alt.VConcatChart:
    """Draw the best answers of firm and authority, and what another fine would do.

    Parameters
    ----------
    values : mapping of str to float
        One value for each name in `models.enforcement.GAME`; each is a parameter, and so is each
        with `_pinned`.

    Returns
    -------
    altair.VConcatChart
        Best answers, crossing at the equilibrium, beside the equilibrium for each fine.
    """
    now, kept = theme.names(values), theme.names(values, "_pinned")
    pinned = theme.names(["pinned"])["pinned"]
    both = alt.hconcat(_answers(now, kept, pinned), _fines(now), spacing=30)
    return theme.finish(
        both,
        title=lambda run: model.game_title(**run),
        subtitle=[
            "Left: each side's best answer to the other; where they cross, neither would change.",
            "Hollow: the pinned run. Right: the same for other fines.",
        ],
        source="model of this course (Tsebelis 1989, Becker 1968); payoffs are examples.",
        description=lambda run: model.game_message(**run),
        values=values,
    )


def _point(run: dict[str, Any]) -> tuple[Any, Any]:
    payoffs = {name: run[name] for name in model.GAME[:4]}
    return model.inspected(**payoffs), model.violated(**payoffs)


def _answers(now: dict[str, Any], kept: dict[str, Any], pinned: Any) -> theme.Picture:
    tempted = model.tempted_until(now["violation_gain"], now["fine"])
    look = model.worth_a_look_from(now["inspection_cost"], now["catch_gain"])
    corner = theme.Chart(alt.sequence(0, 4, as_="k"))
    x = alt.X("inspected:Q", title="Cases inspected (%)",
              scale=alt.Scale(domain=[0, 100], nice=False), axis=alt.Axis(tickCount=5))  # fmt: skip
    y = alt.Y("violated:Q", title="Cases in which the rule is broken (%)",
              scale=alt.Scale(domain=[0, 100], nice=False), axis=alt.Axis(tickCount=5))  # fmt: skip
    order = alt.Order("k:Q")
    k = alt.datum.k
    firm = corner.transform_calculate(
        inspected=where(k == 0, 0, where(k == 3, 100, tempted)), violated=where(k < 2, 100, 0)
    ).mark_line(color=FIRM, strokeWidth=3, clip=False)
    authority = corner.transform_calculate(
        inspected=where(k < 2, 0, 100), violated=where(k == 0, 0, where(k == 3, 100, look))
    ).mark_line(color=AUTHORITY, strokeWidth=3, strokeDash=[8, 3], clip=False)
    one = theme.Chart(alt.Data(values=[{}]))

    def crossing(run: dict[str, Any]) -> alt.Chart:
        p, q = _point(run)
        return one.transform_calculate(inspected=p, violated=q)

    ghost = crossing(kept).transform_filter(pinned)
    dot = crossing(now)
    names = [
        one.mark_text(
            align="left", baseline="bottom", color=color, fontWeight=600, fontSize=11
        ).encode(x=alt.value(0), y=alt.value(-place), text=alt.value(words))
        for color, place, words in (
            (_FIRM_WORDS, 18, "firm: break it while rarely inspected"),
            (AUTHORITY, 4, "authority: inspect if often broken"),
        )
    ]
    tip = [alt.Tooltip("inspected:Q", format=".0f"), alt.Tooltip("violated:Q", format=".0f")]
    return alt.layer(
        firm.encode(x, y, order=order),
        authority.encode(x, y, order=order),
        ghost.mark_point(size=120, color=theme.INK, strokeWidth=2, opacity=1).encode(x, y),
        dot.mark_point(size=130, color=theme.INK, filled=True, opacity=1).encode(
            x, y, tooltip=tip
        ),
        *names,
    ).properties(width=_SIDE, height=_SIDE)  # fmt: skip


def _fines(now: dict[str, Any]) -> theme.Picture:
    row = assumptions.get("fine")
    fines = theme.Chart(alt.sequence(row.low, row.high + row.step, row.step, as_="fine"))
    payoffs = {name: now[name] for name in model.GAME[:4]}
    payoffs["fine"] = alt.datum.fine
    x = alt.X("fine:Q", title=f"Fine ({row.unit})", axis=alt.Axis(tickCount=5),
              scale=alt.Scale(domain=[0, row.high], nice=False))  # fmt: skip
    y = alt.Y("rate:Q", title="Cases (%)", axis=alt.Axis(tickCount=5),
              scale=alt.Scale(domain=[0, 100], nice=False))  # fmt: skip
    fixed = model.violated_if_committed(
        now["violation_gain"], alt.datum.fine, now["committed_rate"]
    )
    lines = [
        fines.transform_calculate(rate=rate)
        .mark_line(color=color, strokeWidth=wide, strokeDash=dash)
        .encode(x, y)
        for rate, color, wide, dash in (
            (model.inspected(**payoffs), AUTHORITY, 3, [8, 3]),
            (model.violated(**payoffs), FIRM, 3, [1, 0]),
            (fixed, theme.INK, 1.5, [2, 3]),
        )
    ]
    here = theme.Chart(alt.Data(values=[{}])).transform_calculate(fine=now["fine"])
    rule = here.mark_rule(color=theme.SOFT).encode(x="fine:Q")
    words = theme.Chart(alt.Data(values=[{}]))
    names = [
        words.mark_text(
            align="left", baseline="bottom", color=color, fontWeight=600, fontSize=11
        ).encode(x=alt.value(0), y=alt.value(-place), text=alt.value(text))
        for color, place, text in (
            (_FIRM_WORDS, 32, "rule broken"),
            (AUTHORITY, 18, "inspected"),
            (theme.INK, 4, "rule broken, if inspections are fixed"),
        )
    ]
    return alt.layer(rule, *lines, *names).properties(width=_SIDE, height=_SIDE)
