"""Picture of a hot magnet: how much dysprosium it takes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import altair as alt
import pandas as pd

from reelab import assumptions
from reelab.charts import theme
from reelab.models import coercivity as model
from reelab.models.formula import sentence, where

_MIXED, _DIFFUSED = theme.STAGES["metal"], theme.BLOCS["allies"]
_MOST, _HOTTEST = 12, 240
_AXIS = "Dysprosium, % of the mass"
_BARE = model.HOT[:-1]


def dysprosium(grades: pd.DataFrame, values: Mapping[str, float]) -> alt.VConcatChart:
    """Draw the dysprosium that a magnet needs, by temperature.

    Parameters
    ----------
    grades : DataFrame
        grade and value (C): the temperatures for which magnets are sold.
    values : mapping of str to float
        One value for each name in `models.coercivity.HOT`; each is a parameter, and so is each
        name with `_pinned`.

    Returns
    -------
    altair.VConcatChart
        A line for mixing, a band for diffusion between the ends of its range.
    """
    now, kept = theme.names(values), theme.names(values, "_pinned")
    pinned = theme.names(["pinned"])["pinned"]
    rows = theme.Chart(alt.sequence(20, _HOTTEST + 1, 1, as_="operating_celsius"))
    saved = assumptions.get("boundary_saving")
    x = alt.X("operating_celsius:Q", title="Temperature of the magnet, C",
              scale=alt.Scale(domain=[20, _HOTTEST], nice=False))  # fmt: skip
    scale = alt.Scale(domain=[0, _MOST], nice=False)
    y = alt.Y("percent:Q", title=_AXIS, scale=scale)

    def mixed(run: Mapping[str, Any]) -> alt.Chart:
        hot = {**run, "operating_celsius": alt.datum.operating_celsius}
        percent = model.dysprosium(**{name: hot[name] for name in _BARE})
        found = rows.transform_calculate(percent=theme.flat(percent))
        return found.transform_filter(alt.datum.percent <= model.WHOLE)

    def diffused(run: Mapping[str, Any], part: Any) -> Any:
        return alt.datum.percent * (1 - part / 100)

    band = (
        mixed(now)
        .transform_calculate(
            low=diffused(now, saved.high), high=diffused(now, saved.low),
        )
        .mark_area(color=_DIFFUSED, opacity=0.25, clip=True)
        .encode(x, alt.Y("low:Q", scale=scale, title=_AXIS), y2="high:Q")
    )  # fmt: skip
    line = mixed(now).mark_line(color=_MIXED, strokeWidth=3, clip=True).encode(x, y)
    ghost = (
        mixed(kept)
        .transform_filter(pinned)
        .mark_line(color=theme.SOFT, strokeDash=[6, 4], clip=True)
        .encode(x, y)
    )
    less = (
        mixed(now)
        .transform_calculate(less=diffused(now, now["boundary_saving"]))
        .mark_line(color=_DIFFUSED, strokeWidth=3, clip=True)
        .encode(x, alt.Y("less:Q", scale=scale, title=_AXIS))
    )
    here = theme.Chart(alt.Data(values=[{}])).transform_calculate(
        operating_celsius=now["operating_celsius"]
    )
    cut = here.mark_rule(color=theme.INK, strokeDash=[2, 3]).encode(x=x)
    marks = theme.Chart(grades.rename(columns={"value": "operating_celsius"}))
    letters = marks.mark_text(color=theme.SOFT).encode(x=x, y=alt.value(-8), text="grade:N")
    words = [
        theme.Chart(alt.Data(values=[{}]))
        .mark_text(align="left", color=color, fontWeight=600)
        .encode(x=alt.value(12), y=alt.value(place), text=alt.value(word))
        for word, color, place in (
            ("mixed into the whole magnet", "#595959", 60),
            ("let in along the grain boundaries", _DIFFUSED, 80),
        )
    ]
    return theme.finish(
        alt.layer(band, line, less, ghost, cut, letters, *words).properties(
            width=theme.WIDTH, height=270
        ),
        title=_title,
        subtitle=["Letters on top: the temperatures up to which grades of magnets are sold. Band:",
                  f"savings of {saved.low:g} to {saved.high:g}%. Dashed gray: the pinned run."],
        source="model of this course, straight lines; grades: table magnets.",
        description=_message,
        values=values,
    )  # fmt: skip


def _title(run: Mapping[str, Any]) -> Any:
    mixed = model.dysprosium(**{name: run[name] for name in _BARE})
    less = model.diffused(**{name: run[name] for name in model.HOT})
    start = ("At ", (run["operating_celsius"], ".0f"), " C")
    return where(
        mixed <= model.WHOLE,
        sentence(*start, ": ", (mixed, ".1f"), "% dysprosium, or ", (less, ".1f"),
                 "% along the boundaries"),
        sentence(*start, " it takes more dysprosium than fits into a magnet"),
    )  # fmt: skip


def _message(run: Mapping[str, Any]) -> Any:
    hot = ("operating_celsius", "load_field", "coercivity_loss")
    top = model.highest(run["load_field"], run["coercivity_loss"], run["bare_coercivity"])
    return sentence(
        _title(run), ". At room temperature its coercivity must be ",
        (model.needed(**{name: run[name] for name in hot}), ",.0f"),
        " kA/m; without dysprosium it works up to ", (top, ".0f"), " C.",
    )  # fmt: skip
