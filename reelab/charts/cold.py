"""Picture of cooling near absolute zero: how cold it gets, and how much heat it takes up."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import altair as alt
import pandas as pd

from reelab.charts import theme
from reelab.models import ions
from reelab.models.formula import sentence

_RARE, _OTHER, _NEED = theme.BLOCS["allies"], theme.BLOCS["China"], "#009E73"
_OTHER_TEXT = "#A33C00"  # a text needs more contrast than a mark
_ADR = ("start_field", "start_kelvin", "internal_field")


def cold(
    materials: pd.DataFrame, coldest: pd.DataFrame, need: Mapping[str, float],
    values: Mapping[str, float],
) -> alt.VConcatChart:  # fmt: skip
    """Draw the temperature while a field is taken away, and the entropy of some coolants.

    Parameters
    ----------
    materials : DataFrame
        formula, holds_rare_earth, j and mass (kg per mole of ions).
    coldest : DataFrame
        formula, holds_rare_earth and value (K): the lowest temperatures on record.
    need : mapping of str to float
        low and high: K that the chip of a quantum computer needs.
    values : mapping of str to float
        start_field, start_kelvin and internal_field; each is a parameter, and so is each name
        with `_pinned`.

    Returns
    -------
    altair.VConcatChart
        Temperature by field, over a bar for each coolant.
    """
    now, kept = theme.names(values), theme.names(values, "_pinned")
    return theme.finish(
        alt.vconcat(_path(coldest, need, now, kept), _stores(materials, now), spacing=20)
        .resolve_scale(color="independent"),
        title=_title,
        subtitle=["Orange: holds no rare earth. Blue: holds one. Green: what the chip of a quantum",
                  "computer needs. Dashed: the pinned run. Pale bar: ln(2J + 1) of each ion."],
        source="model of this course; lowest temperatures: table magnetocaloric; need: facts.",
        description=partial(_message, coldest, need),
        values=values,
    )  # fmt: skip


def _end(run: Mapping[str, Any]) -> Any:
    return ions.demagnetized(0, **{name: run[name] for name in _ADR})


def _title(run: Mapping[str, Any]) -> Any:
    return sentence("From ", (run["start_kelvin"], ".1f"), " K and ", (run["start_field"], ".1f"),
                    " T down to ", (1000 * _end(run), ",.0f"), " mK")  # fmt: skip


def _message(coldest: pd.DataFrame, need: Mapping[str, float], run: Mapping[str, Any]) -> Any:
    told = [
        f"{row.formula} {1000 * row.value:g} mK "
        + ("(a rare earth)" if row.holds_rare_earth else "(no rare earth)")
        for row in coldest.itertuples()
    ]
    return sentence(
        _title(run), ", with ions that feel ", (run["internal_field"], ".2f"), " T of each other. "
        f"On record: {', '.join(told)}. The chip of a quantum computer needs "
        f"{1000 * need['low']:g} to {1000 * need['high']:g} mK.",
    )  # fmt: skip


def _color(column: str) -> alt.Color:
    scale = alt.Scale(domain=[True, False], range=[_RARE, _OTHER])
    return alt.Color(f"{column}:N", scale=scale, legend=None)


def _path(
    coldest: pd.DataFrame, need: Mapping[str, float], now: dict[str, Any], kept: dict[str, Any]
) -> theme.Picture:
    pinned = theme.names(["pinned"])["pinned"]
    part = theme.Chart(alt.sequence(0, 1.001, 0.01, as_="part"))
    x = alt.X("field:Q", title="Field, T (the magnet is turned down from right to left)",
              scale=alt.Scale(domain=[0, 10], nice=False))  # fmt: skip
    y = alt.Y(
        "kelvin:Q", title="Temperature, K", axis=alt.Axis(values=[0.01, 0.1, 1, 4], format="~g"),
        scale=alt.Scale(type="log", domain=[0.008, 5], nice=False),
    )  # fmt: skip

    def line(run: dict[str, Any]) -> alt.Chart:
        rows = part.transform_calculate(field=run["start_field"] * alt.datum.part * alt.datum.part)
        return rows.transform_calculate(
            kelvin=theme.flat(
                ions.demagnetized(alt.datum.field, **{name: run[name] for name in _ADR})
            )
        )

    ghost = (
        line(kept)
        .transform_filter(pinned)
        .mark_line(color=theme.SOFT, strokeWidth=2, strokeDash=[6, 4], clip=True)
        .encode(x, y)
    )
    curve = line(now).mark_line(color=theme.INK, strokeWidth=3, clip=True).encode(x, y)
    band = pd.DataFrame({"low": [need["low"]], "high": [need["high"]]})
    green = theme.Chart(band).mark_rect(color=_NEED, opacity=0.4).encode(y="low:Q", y2="high:Q")
    named = theme.Chart(band).mark_text(align="right", dy=-9, dx=-4).encode(
        x=alt.value(theme.WIDTH), y="high:Q", text=alt.value("chips of quantum computers")
    )  # fmt: skip
    rules = theme.Chart(coldest.rename(columns={"value": "kelvin"}))
    lines = rules.mark_rule(strokeDash=[3, 2], strokeWidth=1.5).encode(
        y=y, color=_color("holds_rare_earth")
    )
    words = alt.condition("datum.holds_rare_earth", alt.value(_RARE), alt.value(_OTHER_TEXT))
    label = alt.expr.format(1000 * alt.datum.kelvin, ",.0f") + " mK  " + alt.datum.formula
    places = zip(((110, -8), (110, 17), (290, 17)), coldest.itertuples(), strict=False)
    texts = [
        rules.transform_filter(alt.datum.formula == row.formula)
        .transform_calculate(told=label)
        .mark_text(align="left", dy=dy, fontSize=11, **under)
        .encode(
            x=alt.value(left),
            y=y,
            text="told:N",
            **({} if under else {"color": words}),
        )
        for (left, dy), row in places
        for under in (theme.HALO, {})
    ]
    return alt.layer(green, named, lines, ghost, curve, *texts).properties(
        width=theme.WIDTH, height=210
    )


def _stores(materials: pd.DataFrame, now: dict[str, Any]) -> theme.Picture:
    rows = materials.assign(most=[
        float(ions.ceiling(row.j, row.mass)) for row in materials.itertuples()
    ])  # fmt: skip
    order = list(rows.sort_values("most", ascending=False)["formula"])
    change = ions.free_entropy_change(now["start_field"], now["start_kelvin"], alt.datum.j)
    base = theme.Chart(rows).transform_calculate(
        taken=theme.flat(change * ions.GAS / alt.datum.mass),
        told=alt.expr.format(alt.datum.most, ".0f"),
    )
    y = alt.Y("formula:N", sort=order, title=None, axis=alt.Axis(ticks=False, domain=False))
    x = alt.X("most:Q", title="Entropy that the field takes from free ions, J/(kg K)",
              scale=alt.Scale(domain=[0, 90], nice=False))  # fmt: skip
    pale = base.mark_bar(height=13, fillOpacity=0.25).encode(x, y, _color("holds_rare_earth"))
    full = base.mark_bar(height=13).encode(
        x="taken:Q", y=y, color=_color("holds_rare_earth"),
        tooltip=["formula:N", "j:Q", alt.Tooltip("taken:Q", format=".1f"),
                 alt.Tooltip("most:Q", format=".1f")],
    )  # fmt: skip
    text = base.mark_text(align="left", dx=4).encode(x, y, text="told:N")
    return alt.layer(pale, full, text).properties(width=theme.WIDTH, height=22 * len(rows))
