"""Pictures of what a class guessed, beside what was found."""

from __future__ import annotations

import math
from typing import Any

import altair as alt
import pandas as pd

from reelab.charts import theme

NEAR, OFF = "#00694A", "#9A9A9A"
_KINDS = alt.Scale(domain=["near", "further off"], range=[NEAR, OFF])
_SOURCE = "work files of the class; what was found, the data of the course"


def numbers(
    bins: pd.DataFrame, found: float, told: str, *, unit: str, wide: bool, title: str, words: str
) -> alt.VConcatChart:
    """Draw guesses of a number.

    Parameters
    ----------
    bins : DataFrame
        As `models.guesses.binned` returns it.
    found : float
        What was found, in the unit of the bins.
    told : str
        The same in words.
    unit : str
        Unit of the guesses.
    wide : bool
        Whether the axis shows ratios.
    title, words : str
        What is plotted, and the text alternative.

    Returns
    -------
    altair.VConcatChart
        A bar for each bin, and a line where the truth lies.
    """
    rows = bins.assign(kind=bins["near"].map({True: "near", False: "further off"}))
    scale = alt.Scale(type="log", nice=False) if wide else _room(bins, found)
    axis = alt.Axis(format=_digits(bins), tickCount=6, grid=False,
                    tickMinStep=1 if _whole(bins) else alt.Undefined)  # fmt: skip
    x = alt.X("low:Q", scale=scale, title=f"Guess, {unit}", axis=axis)
    top = int(bins["top"].max())
    steps = alt.Axis(tickMinStep=1, format="d", tickCount=min(top, 5))
    y = alt.Y("base:Q", title="Students", axis=steps, scale=alt.Scale(domain=[0, top * 1.2]))
    bars = theme.Chart(rows).mark_rect(stroke="white", strokeWidth=1).encode(
        x=x, x2="high:Q", y=y, y2="top:Q",
        color=alt.Color("kind:N", scale=_KINDS, legend=alt.Legend(title=None, orient="top")),
    )  # fmt: skip
    truth = theme.Chart(alt.Data(values=[{"found": found, "told": f"found: {told}"}]))
    line = truth.mark_rule(strokeWidth=2, color=theme.INK).encode(x="found:Q")
    middle = (bins["low"].min() + bins["high"].max()) / 2
    if wide:
        middle = (bins["low"].min() * bins["high"].max()) ** 0.5
    side: dict[str, Any] = (
        {"align": "right", "dx": -6} if found > middle else {"align": "left", "dx": 6}
    )
    label: dict[str, Any] = {"fontWeight": 600, "baseline": "top", "dy": 2, **side}
    place = {"x": alt.X("found:Q"), "y": alt.value(0), "text": "told:N"}
    halo = truth.mark_text(**{**label, **theme.HALO}).encode(**place)
    text = truth.mark_text(**label).encode(**place)
    chart = alt.layer(bars, line, halo, text).properties(width=theme.WIDTH, height=150)
    return theme.finish(chart, title=title, source=_SOURCE, description=words)


def _room(bins: pd.DataFrame, found: float) -> alt.Scale:
    """Leave room for five bars at least: guesses that are all the same are no wall."""
    low, high = min(bins["low"].min(), found), max(bins["high"].max(), found)
    width = (bins["high"] - bins["low"]).min()
    room = width * math.ceil(max(5 - (high - low) / width, 0) / 2)
    return alt.Scale(zero=False, nice=False, domain=[low - room, high + room])


def _whole(bins: pd.DataFrame) -> bool:
    """Whether each bin is one whole number."""
    return bool(((bins["low"] % 1 == 0.5) & (bins["high"] - bins["low"] == 1)).all())


def _digits(bins: pd.DataFrame) -> str:
    """Return the format in which the marks of an axis differ: three digits, or more if close."""
    largest = max(abs(bins["low"].min()), abs(bins["high"].max()))
    steps = 6 * largest / max(bins["high"].max() - bins["low"].min(), 1e-12)
    return f",.{min(max(3, math.ceil(math.log10(steps or 1)) + 1), 9)}~r"


def choices(counts: pd.DataFrame, *, title: str, words: str) -> alt.VConcatChart:
    """Draw guesses that are one of a few answers.

    Parameters
    ----------
    counts : DataFrame
        `answer`, `count` and `near` (whether that is what was found), in the order of the rows.
    title, words : str
        What is plotted, and the text alternative.

    Returns
    -------
    altair.VConcatChart
        A bar for each answer; what was found is marked by color and by a word.
    """
    rows = counts.assign(
        kind=counts["near"].map({True: "near", False: "further off"}),
        told=[f"{n} (found)" if near else str(n)
              for n, near in zip(counts["count"], counts["near"], strict=True)],
    )  # fmt: skip
    top = max(int(counts["count"].max()), 1)
    axis = alt.Axis(tickMinStep=1, format="d", tickCount=min(top, 5), grid=False)
    x = alt.X("count:Q", title="Students", axis=axis, scale=alt.Scale(domain=[0, top * 1.2]))
    room = 7 * max(len(answer) for answer in counts["answer"])  # whatever font the reader has
    y = alt.Y("answer:N", title=None, sort=None, axis=alt.Axis(minExtent=room, labelLimit=360))
    bars = theme.Chart(rows).mark_bar().encode(
        x=x, y=y, color=alt.Color("kind:N", scale=_KINDS, legend=None)
    )  # fmt: skip
    text = theme.Chart(rows).mark_text(align="left", dx=5).encode(x=x, y=y, text="told:N")
    chart = (bars + text).properties(width=theme.WIDTH, height=alt.Step(26))
    return theme.finish(chart, title=title, source=_SOURCE, description=words)
