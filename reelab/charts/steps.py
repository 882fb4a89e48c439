"""Formulas in steps: each is computed once, from the settings and the steps before it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import altair as alt
from altair.utils.schemapi import debug_mode

from reelab.charts import theme

Run = Mapping[str, Any]
Steps = Mapping[str, Callable[[Run], Any]]


def derived(steps: Steps) -> dict[str, theme.Words]:
    """Return what `theme.finish` takes as `derived`, so that each step is a parameter."""
    return {name: partial(_one, steps, name) for name in steps}


def _one(steps: Steps, name: str, run: Run) -> Any:
    if name in run:  # the browser has the steps before it as parameters
        with debug_mode(False):
            return steps[name](run)
    found = dict(run)
    for this, step in steps.items():
        found[this] = step(found)
    return found[name]


def columns(rows: alt.Chart, steps: Steps, run: Run, *own: str) -> alt.Chart:
    """Compute each step as a column of the rows.

    Parameters
    ----------
    rows : altair.Chart
        Rows that hold the columns in `own`.
    steps : mapping of str to callable
        The steps, in their order.
    run : mapping
        The settings, as parameters.
    *own : str
        Settings that the rows hold themselves.

    Returns
    -------
    altair.Chart
        With a column for each step.
    """
    known = {**run, **{name: alt.datum[name] for name in own}}
    formulas: dict[str, Any] = {}
    with debug_mode(False):  # else Altair writes out each part of a formula, to check it
        for name, step in steps.items():
            formulas[name] = theme.flat(step(known))
            known[name] = alt.datum[name]
    return rows.transform_calculate(**formulas)
