"""What all charts share: colors, type, the source line, the text alternative, the display."""

from __future__ import annotations

import html
import os
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeAlias

import altair as alt
from altair.expr.core import ConstExpression, Expression

BLOCS = {
    "China": "#D55E00",
    "Russia": "#CC79A7",
    "India": "#009E73",
    "allies": "#0072B2",
    "others": "#595959",
}
"""Color of each bloc, the same in the whole course; each is 3:1 or more on white."""

WHITE_ON = ("allies", "others")
"""The blocs on whose color a text is white; on the others it is black. Each is 4.5:1 or more."""

STAGES = {"mine": "#5C3A00", "separation": "#A06500", "metal": "#737373", "magnet": "#000000"}
"""Color of each stage of the chain, the same in the whole course."""

RUNS: dict[str, tuple[str, list[int], str]] = {
    "this run": ("#000000", [1, 0], "circle"),
    "A": ("#7B3294", [8, 4], "square"),
    "B": ("#00707F", [2, 3], "triangle-up"),
    "C": ("#8A5A00", [12, 3, 2, 3], "diamond"),
    "D": ("#B3005E", [5, 2], "cross"),
}
"""Color, dash and shape of a run and of those pinned beside it; none is the color of a bloc."""

INK, SOFT, GRID = "#1A1A1A", "#595959", "#D2D2D2"
WIDTH = 500
HALO: dict[str, Any] = {
    "color": "white", "stroke": "white", "strokeWidth": 4, "strokeJoin": "round", "aria": False,
}  # fmt: skip
"""What a text carries that stands in white under the same text, where it crosses other marks."""

Picture: TypeAlias = (
    alt.Chart | alt.LayerChart | alt.FacetChart | alt.HConcatChart | alt.VConcatChart
)
Words: TypeAlias = Callable[[Mapping[str, Any]], Any]
_FONT = "system-ui, -apple-system, 'Segoe UI', 'Helvetica Neue', Arial, sans-serif"


class Chart(alt.Chart):
    """A chart that is not copied with its every part wherever it joins others.

    Altair never changes the parts of a chart in place; copying them took two fifths of the time
    in which a lab's chart is made.
    """

    def __deepcopy__(self, memo: Any = None) -> Chart:
        return self.copy(deep=False)


def bloc_color(title: str | None = "Bloc", shown: Iterable[str] = BLOCS) -> alt.Color:
    """Return the color encoding of a column `bloc`, and a legend of the blocs that are shown."""
    there = set(shown)
    legend = alt.Legend(
        title=title, orient="top", symbolType="square", values=[b for b in BLOCS if b in there],
        labelExpr="datum.label == 'allies' ? 'US and allies' : datum.label",
    )  # fmt: skip
    return alt.Color(
        "bloc:N",
        scale=alt.Scale(domain=list(BLOCS), range=list(BLOCS.values())),
        legend=legend if title else None,
    )


def text_on_bloc() -> Any:
    """Return the color encoding of a text that stands on the color of a column `bloc`."""
    white = alt.FieldOneOfPredicate(field="bloc", oneOf=list(WHITE_ON))
    return alt.condition(white, alt.value("white"), alt.value("black"))


def names(values: Iterable[str], suffix: str = "") -> dict[str, Expression]:
    """Return an expression for each value that stands for the parameter of its name.

    Parameters
    ----------
    values : iterable of str
        Names of parameters.
    suffix : str
        Added to the parameters' names (not to the keys).

    Returns
    -------
    dict of str to Altair expression
        What a formula takes in the place of a number.
    """
    return {name: ConstExpression(name + suffix) for name in values}


def flat(expression: Any) -> Expression:
    """Write a long expression out once; Altair copies its every node at each step otherwise."""
    return ConstExpression(repr(expression))


def finish(
    chart: Picture,
    *,
    title: str | Words,
    source: str,
    description: str | Words,
    subtitle: str | list[str] = "",
    values: Mapping[str, Any] | None = None,
    derived: Mapping[str, Words] | None = None,
) -> alt.VConcatChart:
    """Give a chart its title, source line and text alternative.

    Parameters
    ----------
    chart : altair chart
        Any chart without a title.
    title, description : str or function
        What is plotted, and the text alternative: the message and its numbers. A function takes
        the settings (numbers, or the browser's expressions of them) and returns the text.
    source : str
        Where the figures come from.
    subtitle : str or list of str
        Units, or how to read the chart.
    values : mapping of str to number or str, optional
        First value of each parameter that the browser may change. Each has a twin with the
        suffix `_pinned`, and `pinned` says whether the twins are shown.
    derived : mapping of str to function, optional
        What follows from the settings and is used often; each is computed once, as a parameter of
        its name, and given to title and description with the settings.

    Returns
    -------
    altair.VConcatChart
        The chart over its source line. In the browser the parameter `description` holds the
        text alternative of the settings at hand.
    """
    note = (
        Chart(alt.Data(values=[{}]))
        .mark_text(align="left", baseline="top", fontSize=11, color=SOFT, lineBreak="\n")
        .encode(text=alt.value(f"Source: {source}"), x=alt.value(0), y=alt.value(0))
        .properties(width=1, height=14 * (source.count("\n") + 1))
    )
    first, rules = values or {}, derived or {}
    now = names([*first, *rules])
    text = {"expr": repr(title(now))} if callable(title) else title
    head = alt.Title(text=text, subtitle=subtitle)
    known = {**first, **{name: rule(first) for name, rule in rules.items()}}
    spoken = description(known) if callable(description) else description
    whole = alt.vconcat(chart, note, spacing=6, title=head, description=spoken)
    if not first:
        return whole
    parameters = [
        alt.param(name=name + suffix, value=value)
        for suffix in ("", "_pinned")
        for name, value in first.items()
    ]
    parameters += [alt.param(name=name, expr=flat(rule(now))) for name, rule in rules.items()]
    expression = flat(description(now) if callable(description) else spoken)
    return add_params(
        whole,
        *parameters,
        alt.param(name="pinned", value=False),
        alt.param(name="description", expr=expression),
    )


def add_params(whole: alt.VConcatChart, *params: alt.Parameter) -> alt.VConcatChart:
    """Add parameters to a finished chart; Altair's own way copies each layer many times."""
    known: Any = [] if whole.params is alt.Undefined else whole.params
    added: Any = [one.param for one in params]
    whole.params = [*known, *added]
    return whole


def enable() -> None:
    """Make Altair draw every chart in this course's style, offline."""
    if "reelab" in alt.theme.names():
        return
    alt.theme.register("reelab", enable=True)(_theme)
    alt.renderers.register("reelab", _mimebundle)
    alt.renderers.enable("reelab")


def _theme() -> alt.theme.ThemeConfig:
    axis: alt.theme.AxisConfigKwds = {
        "labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": "normal", "labelColor": INK,
        "titleColor": INK, "gridColor": GRID, "domainColor": SOFT, "tickColor": SOFT,
        "labelLimit": 240, "titlePadding": 8, "labelFlush": False,
    }  # fmt: skip
    return {
        "config": {
            "background": "white",
            "font": _FONT,
            # Room for a title or label that grows while a slider moves.
            "padding": {"left": 5, "top": 10, "bottom": 10, "right": 40},
            "view": {"stroke": None},
            "axis": axis,
            "legend": {
                "labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": "normal",
                "labelColor": INK, "titleColor": INK,
            },
            "header": {"labelColor": INK, "titleColor": INK},  # JupyterLab's dark one is white
            "title": {
                "anchor": "start", "frame": "group", "fontSize": 15, "fontWeight": 600,
                "color": INK, "subtitleColor": SOFT, "subtitleFontSize": 12, "offset": 12,
                "subtitlePadding": 5,
            },
            "text": {"fontSize": 12, "color": INK},
            "bar": {"cornerRadiusEnd": 1},
        }
    }  # fmt: skip


def has_front_end() -> bool:
    """Whether a Jupyter server started this kernel, so that a person looks at it live."""
    return "JPY_SESSION_NAME" in os.environ


def describe(spec: Mapping[str, Any]) -> str:
    """Return the text alternative of a specification, or its title."""
    title = spec.get("title", {})
    title = title.get("text", "") if isinstance(title, dict) else title
    return spec.get("description") or (title if isinstance(title, str) else "A chart.")


def svg(spec: Mapping[str, Any]) -> str:
    """Draw a specification as SVG text, without a browser."""
    import vl_convert  # takes two seconds to start: only where nobody else draws

    drawn = vl_convert.vegalite_to_svg(dict(spec))
    spoken = html.escape(describe(spec))
    return drawn.replace("<svg ", f'<svg role="img" aria-label="{spoken}" ', 1)


def _mimebundle(spec: dict[str, Any], **_: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    # JupyterLab draws Vega-Lite under this type by itself, offline, and adds a PNG when it saves.
    kind = "application/vnd.vegalite.v5+json"
    lab = {**spec, "$schema": "https://vega.github.io/schema/vega-lite/v5.json"}
    bundle: dict[str, Any] = {kind: lab, "text/plain": describe(spec)}
    if not has_front_end():
        bundle["image/svg+xml"] = svg(spec)
    return bundle, {kind: {"embed_options": {"renderer": "svg", "actions": False}}}
