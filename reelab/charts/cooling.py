"""Pictures of magnetic cooling: gadolinium near room temperature, salts near absolute zero."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import altair as alt
import pandas as pd

from reelab.charts import steps, theme
from reelab.models import magnetocaloric as model
from reelab.models.formula import sentence

_BLUE = theme.BLOCS["allies"]
_CHANGES = {
    "entropy change": "Entropy given up, J/(kg K)",
    "temperature change": "Warming, K",
}


def gadolinium(
    magnet: model.Magnet, points: pd.DataFrame, values: Mapping[str, float]
) -> alt.VConcatChart:
    """Draw what a field does to gadolinium, by temperature, beside measured points.

    Parameters
    ----------
    magnet : Magnet
        Gadolinium; its `electrons` are a setting.
    points : DataFrame
        quantity (entropy change or temperature change), temperature_k, field_t, value, low and
        high.
    values : mapping of str to float
        magnet_field, start_temperature and electron_heat; each is a parameter, and so is each
        name with `_pinned`.

    Returns
    -------
    altair.VConcatChart
        Two curves over temperature: both move within a frame.
    """
    now, kept = theme.names(values), theme.names(values, "_pinned")
    way = model.cooling_steps(lambda run: magnet._replace(electrons=run["electron_heat"]))
    warm = theme.Chart(alt.sequence(260, 331, 1, as_="start_temperature"))
    lines = [steps.columns(warm, way, run, "start_temperature") for run in (now, kept)]
    parts = [_change(name, points, lines, now) for name in _CHANGES]
    return theme.finish(
        alt.vconcat(*parts, spacing=18),
        title=_title,
        subtitle=["Lines: mean-field model. Points: measured, filled for the field chosen; bar:",
                  "where the value is scaled from other fields. Dashed: the pinned run."],
        source="model of this course; points: table magnetocaloric.",
        description=partial(_message, points),
        values=values,
        derived=steps.derived(way),
    )  # fmt: skip


def _title(run: Mapping[str, Any]) -> Any:
    return sentence(
        (run["magnet_field"], ".1f"), " T: gadolinium at ", (run["start_temperature"], ".0f"),
        " K gives up ", (run["entropy_change"], ".1f"), " J/(kg K), or warms by ",
        (run["temperature_change"], ".1f"), " K",
    )  # fmt: skip


def _message(points: pd.DataFrame, run: Mapping[str, Any]) -> Any:
    told = [
        f"{row.value:g} {row.unit} at {row.field_t:g} T"
        for row in points.sort_values(["quantity", "field_t"]).itertuples()
    ]
    return sentence(_title(run), f". Measured near 294 K: {', '.join(told)}.")


def _change(
    name: str, points: pd.DataFrame, lines: list[alt.Chart], now: dict[str, Any]
) -> theme.Picture:
    column = name.replace(" ", "_")
    x = alt.X("start_temperature:Q", title="Temperature before, K",
              scale=alt.Scale(domain=[260, 330], nice=False))  # fmt: skip
    y = alt.Y(f"{column}:Q", title=_CHANGES[name], scale=alt.Scale(domainMin=0),
              axis=alt.Axis(minExtent=30, maxExtent=30))  # fmt: skip
    pinned = theme.names(["pinned"])["pinned"]

    # Engines differ in the last digits of so long a sum.
    run, pinned_run = (
        line.transform_calculate(**{column: _rounded(alt.datum[column])}) for line in lines
    )
    ghost = (
        pinned_run.transform_filter(pinned)
        .mark_line(color=theme.SOFT, strokeWidth=2, strokeDash=[6, 4])
        .encode(x, y)
    )
    curve = run.mark_line(color=_BLUE, strokeWidth=3).encode(x, y)
    one = theme.Chart(alt.Data(values=[{}])).transform_calculate(
        start_temperature=now["start_temperature"],
        **{column: _rounded(theme.names([column])[column])},
    )
    here = one.mark_point(shape="diamond", size=110, filled=True, color=theme.INK, opacity=1)
    rows = points[points["quantity"] == name].rename(
        columns={"temperature_k": "start_temperature", "value": column}
    )
    known = theme.Chart(rows).transform_calculate(
        chosen=abs(alt.datum.field_t - now["magnet_field"]) < 0.05,
        told=sentence((alt.datum.field_t, "~g"), " T"),
    )
    doubt = known.mark_rule(color=theme.INK, strokeWidth=1.5).encode(x=x, y="low:Q", y2="high:Q")
    marks = known.mark_point(size=60, stroke=theme.INK, strokeWidth=1.5).encode(
        x, y,
        fill=alt.condition("datum.chosen", alt.value("#D55E00"), alt.value("white")),
        tooltip=["sample:N", "start_temperature:Q", "field_t:Q", f"{column}:Q"],
    )  # fmt: skip
    # The curve falls to both sides: clear of it are words beside a point above it, below another.
    above = alt.datum.field_t > now["magnet_field"] + 0.2
    labels = [
        known.transform_filter(side).mark_text(**place, **under).encode(x, y, text="told:N")
        for under in (theme.HALO, {})
        for side, place in ((above, {"align": "left", "dx": 9}), (~above, {"dy": 15}))
    ]
    return alt.layer(ghost, curve, here.encode(x, y), doubt, marks, *labels).properties(
        width=theme.WIDTH, height=165
    )


def _rounded(value: Any) -> Any:
    return alt.expr.round(value * 1e6) / 1e6
