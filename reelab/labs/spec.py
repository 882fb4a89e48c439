"""What a lab is: its controls, its chart, and what stands behind them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import altair as alt
import pandas as pd

from reelab import assumptions
from reelab.data import load
from reelab.errors import CourseError, did_you_mean

Values = dict[str, Any]
Rows = dict[str, list[dict[str, Any]]]
Runs = Mapping[str, Values]


@dataclass(frozen=True)
class Choice:
    """A control that is no assumption: one of a few options.

    `options` maps what the student reads to the value of the chart's parameter.
    """

    id: str
    label: str
    options: Mapping[str, float | str]
    default: float | str

    def check(self, value: object) -> float | str:
        """Return the option that a value, its text in a scenario code, or its label stands for."""
        for label, option in self.options.items():
            if value == option or str(value) in (str(option), label):
                return option
        raise CourseError(
            f"{self.label}: {value!r} is not an option. {did_you_mean(value, self.options)}"
        )


@dataclass(frozen=True)
class Lab:
    """What a panel shows: the controls, the chart, and what stands behind them.

    `chart` draws the settings; `table` gives their outcomes as numbers; `facts` are the tables
    behind the picture by caption; `notes` say what to know of a preset; `push`, where there is
    one, computes in the kernel the rows that `push_label` switches on. `groups` puts controls under
    titles that fold, the first one open. `compare`, where there is one, computes in the kernel all
    that is drawn of the run at hand and of those pinned (settings and names by slot): rows, and
    parameters of the chart.
    """

    name: str
    title: str
    controls: Sequence[str | Choice]
    chart: Callable[[Values], alt.VConcatChart]
    table: Callable[[Values], pd.DataFrame]
    facts: Callable[[], Mapping[str, pd.DataFrame]]
    presets: Mapping[str, Values] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    push: Callable[[Values], Rows] | None = None
    push_label: str = ""
    groups: Mapping[str, Sequence[str]] = field(default_factory=dict)
    compare: Callable[[Runs, Mapping[str, str]], tuple[Rows, Values]] | None = None

    def settings(self, given: Mapping[str, Any]) -> Values:
        """Return a checked value for each control: the one given, else the default."""
        names = [control if isinstance(control, str) else control.id for control in self.controls]
        for name in given:
            if name not in names:
                raise CourseError(f"This lab has no setting '{name}'. {did_you_mean(name, names)}")
        checked: Values = {}
        for name, control in zip(names, self.controls, strict=True):
            rule = assumptions.get(control) if isinstance(control, str) else control
            checked[name] = rule.check(given[name]) if name in given else rule.default
        return checked


class _Presets(dict[str, Values]):
    def __missing__(self, name: object) -> Values:
        raise CourseError(f"There is no preset {name!r}. {did_you_mean(name, self)}")


def presets(lab: str) -> dict[str, Values]:
    """Return the presets of a lab: settings by name of the preset."""
    rows = load("presets", lab=lab)
    return _Presets(
        (str(name), dict(zip(group["assumption"], group["value"], strict=True)))
        for name, group in rows.groupby("preset", sort=False)
    )


def preset_notes(lab: str) -> dict[str, str]:
    """Return what to know of the presets of a lab: a line for each value that has a note."""
    found: dict[str, str] = {}
    for row in load("presets", lab=lab).dropna(subset="note").itertuples():
        told = f"{with_unit(row.assumption)}: {row.value:g}. {row.note}."
        found[row.preset] = f"{found.get(row.preset, '')}\n{told}".lstrip()
    return found


def with_unit(name: str) -> str:
    """Return what an assumption is called beside its slider."""
    row = assumptions.get(name)
    return f"{row.label} ({row.unit})" if row.unit else row.label
