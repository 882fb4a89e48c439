"""Picture of a separation: how many stages, how much solvent, which factor."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import altair as alt
import pandas as pd

from reelab.charts import steps, theme
from reelab.models import cascade as model
from reelab.models import separation
from reelab.models.formula import sentence

_BLUE = theme.BLOCS["allies"]
_CHEM = ("separation_factor", "feed_share", "purity_a", "purity_b")


def cascade(factors: pd.DataFrame, values: Mapping[str, float]) -> alt.VConcatChart:
    """Draw the stages of a separation against its solvent and against its factor.

    Parameters
    ----------
    factors : DataFrame
        pair (such as "Nd/Pr"), factor, and medium: published factors to name in the picture.
    values : mapping of str to float
        One value for each name in `models.separation.SEPARATION`, and stage_minutes; each is a
        parameter, and so is each name with `_pinned`.

    Returns
    -------
    altair.VConcatChart
        Stages by solvent, over stages by separation factor.
    """
    now, kept = theme.names(values), theme.names(values, "_pinned")
    pinned = theme.names(["pinned"])["pinned"]
    return theme.finish(
        alt.vconcat(_by_solvent(now, kept, pinned), _by_factor(factors, now, kept, pinned),
                    spacing=20),
        title=title,
        subtitle=["Ideal stages at a constant factor, each a mixer-settler. Dashed gray: the",
                  "pinned run. Tick: the solvent that the textbooks call best."],
        source="model of this course (Smoker 1938; Xu 1995); factors: table separation_factors.",
        description=message,
        values=values,
        derived=steps.derived(model.STEPS),
    )  # fmt: skip


def title(run: Mapping[str, Any]) -> Any:
    """Say how many stages there must be; in the browser, as an expression."""
    return sentence((run["stages"], ",.0f"), " stages, and ", (run["solvent"], ",.1f"),
                    " mol in the solvent for each mol of feed")  # fmt: skip


def message(run: Mapping[str, Any]) -> Any:
    """Say what the cascade needs and holds; in the browser, as an expression."""
    chemistry = {name: run[name] for name in _CHEM}
    fewest = {name: run[name] for name in ("separation_factor", "purity_a", "purity_b")}
    return sentence(
        title(run), ". With solvent without limit it would be ",
        (model.least_stages(**fewest), ",.0f"), " stages; the least solvent is ",
        (separation.least_solvent(**chemistry), ",.2f"), " mol, with stages without end. When full "
        "the cascade holds the feed of ", (model.held(run), ",.0f"), " hours.",
    )  # fmt: skip


def _y(title: str) -> alt.Y:
    return alt.Y("stages:Q", title=title, scale=alt.Scale(domainMin=0, nice=False),
                 axis=alt.Axis(minExtent=38, maxExtent=38))  # fmt: skip


def _line(rows: alt.Chart, column: str, run: Mapping[str, Any]) -> alt.Chart:
    """Compute the stages of a run, with one of its settings taken from a column."""
    return steps.columns(rows, model.STEPS, run, column)


def _here(column: str, run: Mapping[str, Any]) -> alt.Chart:
    rows = theme.Chart(alt.Data(values=[{}])).transform_calculate(**{column: run[column]})
    return _line(rows, column, run)


def _curves(rows: alt.Chart, x: alt.X, column: str, y: alt.Y, now: Any, kept: Any,
            pinned: Any) -> list[alt.Chart]:  # fmt: skip
    curve = _line(rows, column, now).mark_line(color=_BLUE, strokeWidth=3, clip=True).encode(x, y)
    ghost = (
        _line(rows, column, kept)
        .transform_filter(pinned)
        .mark_line(color=theme.SOFT, strokeWidth=2, strokeDash=[6, 4], clip=True)
        .encode(x, y)
    )
    point = _here(column, now).mark_point(filled=True, size=90, color=theme.INK, opacity=1)
    return [ghost, curve, point.encode(x, y)]


def _by_solvent(now: dict[str, Any], kept: dict[str, Any], pinned: Any) -> theme.Picture:
    rows = theme.Chart(alt.sequence(1.05, 5.01, 0.05, as_="solvent_excess"))
    x = alt.X("solvent_excess:Q", title="Solvent, times the least",
              scale=alt.Scale(domain=[1, 5], nice=False), axis=alt.Axis(tickCount=8))  # fmt: skip
    y = _y("Stages")
    best = theme.Chart(alt.Data(values=[{}])).transform_calculate(
        solvent_excess=theme.flat(
            separation.best_solvent(**{name: now[name] for name in _CHEM})
            / separation.least_solvent(**{name: now[name] for name in _CHEM})
        ),
    )
    tick = _line(best, "solvent_excess", now).mark_tick(
        orient="vertical", thickness=2, height=22, color=theme.STAGES["separation"]
    ).encode(x, y)  # fmt: skip
    fewest = model.least_stages(**{k: now[k] for k in ("separation_factor", "purity_a",
                                                       "purity_b")})  # fmt: skip
    floor = theme.Chart(alt.Data(values=[{}])).transform_calculate(
        stages=theme.flat(fewest),
        told=sentence("with solvent without limit: ", (fewest, ",.0f")),
    )
    rule = floor.mark_rule(color=theme.SOFT, strokeDash=[2, 3]).encode(y=y)
    text = floor.mark_text(align="right", dy=9, color=theme.SOFT).encode(
        x=alt.value(theme.WIDTH), y=y, text="told:N"
    )
    layers = _curves(rows, x, "solvent_excess", y, now, kept, pinned)
    return alt.layer(rule, text, *layers, tick).properties(width=theme.WIDTH, height=170)


def _by_factor(
    factors: pd.DataFrame, now: dict[str, Any], kept: dict[str, Any], pinned: Any
) -> theme.Picture:
    rows = theme.Chart(alt.sequence(0.1, 2.31, 0.02, as_="log")).transform_calculate(
        separation_factor=alt.expr.exp(alt.datum.log)
    )
    x = alt.X(
        "separation_factor:Q", title="Separation factor (logarithmic)",
        scale=alt.Scale(type="log", domain=[1.1, 10], nice=False),
        axis=alt.Axis(values=[1.1, 1.3, 1.6, 2, 2.5, 3, 4, 5, 6, 8, 10], format="~g"),
    )  # fmt: skip
    y = _y("Stages")
    base = _line(theme.Chart(factors.rename(columns={"factor": "separation_factor"})),
                 "separation_factor", now)  # fmt: skip
    marks = base.mark_point(size=55, filled=True, color=theme.STAGES["separation"], opacity=1)
    known = marks.encode(x, y, tooltip=["pair:N", "separation_factor:Q", "medium:N"])
    names = base.mark_text(dy=-13, dx=7, align="left", color=theme.STAGES["mine"]).encode(
        x, y, text="pair:N"
    )
    layers = _curves(rows, x, "separation_factor", y, now, kept, pinned)
    return alt.layer(*layers[:2], known, names, *layers[2:]).properties(
        width=theme.WIDTH, height=170
    )
