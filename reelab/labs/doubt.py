"""The lab of notebook 06 that asks which assumption decides the answer."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any

import ipywidgets as widgets
import numpy as np
import pandas as pd

from reelab import assumptions
from reelab.charts import doubt as chart
from reelab.charts import theme
from reelab.labs import scenario
from reelab.labs.live import LiveChart
from reelab.labs.spec import Rows, Values
from reelab.labs.task import Progress, Task
from reelab.models import scenario as model
from reelab.models import sensitivity

QUESTIONS = {
    "What India covers of its own use (%)": ("sufficiency", "India", ""),
    "China's share of magnets (%)": ("share", "China", "magnet"),
    "India's cost above China's (%)": ("premium", "India", ""),
    "Price outside China (USD/kg)": ("price", "", ""),
}
"""What can be asked of the last year, each with outcome, bloc and stage; first what is guessed."""

SIZE, SMALL = 1024, 32
"""Rows of each sample: for a person who waits, and where no person looks on."""

_SHOWN = 8


def doubtful(values: Values) -> sensitivity.Ranges:
    """Return the range of each assumption that is in doubt, with the likeliest value."""
    rows = {name: assumptions.get(name) for name in model.SCENARIO}
    return {
        name: (row.low, values[name], row.high)
        for name, row in rows.items()
        if row.distribution == "triangular"
    }


def tornado(question: str, settings: Mapping[str, float]) -> pd.DataFrame:
    """Move one assumption at a time.

    Parameters
    ----------
    question : str
        One of `QUESTIONS`.
    settings : mapping of str to float
        What differs from the ledger, by name.

    Returns
    -------
    DataFrame
        As `models.sensitivity.tornado`, with the label of each assumption.
    """
    values = assumptions.values(model.SCENARIO, **settings)
    return _named(sensitivity.tornado(_model(question), values, doubtful(values)))


def sobol(
    settings: Mapping[str, float], size: int = SMALL, progress: Progress | None = None
) -> dict[str, pd.DataFrame]:
    """Move all assumptions at once.

    Parameters
    ----------
    settings : mapping of str to float
        What differs from the ledger, by name.
    size : int
        Rows of each sample.
    progress : callable, optional
        Called with the fraction done; the work stops if it returns False.

    Returns
    -------
    dict of str to DataFrame
        For each of `QUESTIONS`, as `models.sensitivity.sobol`, with the label of each assumption.
    """
    values = assumptions.values(model.SCENARIO, **settings)
    seed = assumptions.get("seed").default
    ranges = doubtful(values)
    found = sensitivity.sobol(_model(*QUESTIONS), values, ranges, size, seed, progress)
    return dict(zip(QUESTIONS, map(_named, found), strict=True))


def _model(*questions: str) -> sensitivity.Model:
    known = scenario.facts()

    def answer(values: Mapping[str, np.ndarray]) -> np.ndarray:
        run = model.simulate(known, values)
        found = [run.of(*QUESTIONS[question]) for question in questions]
        return np.stack(found, axis=1) if len(found) > 1 else found[0]

    return answer


def _named(table: pd.DataFrame) -> pd.DataFrame:
    return table.assign(label=[assumptions.get(name).label for name in table["assumption"]])


class Doubt(widgets.VBox):
    """Which assumption decides an answer: the tornado at once, the rest on demand.

    Parameters
    ----------
    **settings
        What differs from the ledger, by name.
    """

    def __init__(self, **settings: float) -> None:
        self._settings = assumptions.values(model.SCENARIO, **settings)
        self.question = widgets.Dropdown(
            options=list(QUESTIONS), description="The answer in 2045",
            style={"description_width": "initial"}, layout={"width": "420px"},
        )  # fmt: skip
        self._parts: dict[str, pd.DataFrame] = {}
        self._drawing = threading.Lock()  # the task has a thread of its own
        self.chart = LiveChart(chart.decides(*self._drawn()))
        self.task = Task("Work out the parts of the variance", self._work, self._show)
        self.question.observe(self._asked, "value")
        super().__init__([self.question, self.task, self.chart])
        self.add_class("reelab-panel")

    def __repr__(self) -> str:
        return "Lab 'decides'. Run this cell in JupyterLab to choose the answer."

    def _drawn(self) -> tuple[Rows, Values]:
        bars = tornado(self.question.value, self._settings).head(_SHOWN)
        rows: Rows = {"tornado": _rows(bars, ["label", "at_low", "at_high", "base"]), "sobol": []}
        first = bars.iloc[0]
        spoken = f"{self.question.value}, 2045: {first['base']:.1f} where nothing is moved. " + (
            "; ".join(f"{row.label}: {row.at_low:.1f} to {row.at_high:.1f}"
                      for row in bars.itertuples())
        )  # fmt: skip
        if self._parts:  # of all questions, from the same runs
            parts = percent(self._parts[self.question.value]).head(_SHOWN)
            rows["sobol"] = _rows(parts, ["label", "first", "total", "low", "high"])
            spoken += ". Part of the variance: " + "; ".join(
                f"{row.label} {row.first:.0f}% alone, {row.total:.0f}% with others"
                for row in parts.itertuples()
            )
        words = {"headline": f"{self.question.value}, 2045: what moves it most",
                 "spoken": f"{spoken}."}  # fmt: skip
        return rows, words

    def _asked(self, _: Any) -> None:
        self._put()

    def _put(self) -> None:
        with self._drawing, self.chart.hold_sync():
            rows, words = self._drawn()
            self.chart.rows, self.chart.signals = rows, words

    def _work(self, progress: Progress) -> dict[str, pd.DataFrame]:
        return sobol(self._settings, SIZE, progress)

    def _show(self, found: dict[str, pd.DataFrame]) -> str:
        self._parts = found
        self._put()
        runs = SIZE * (len(found[self.question.value]) + 2)
        return f"{runs:,} runs, for all answers at once."

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        if theme.has_front_end():
            return super()._repr_mimebundle_(**kwargs)
        self._parts = self._parts or sobol(self._settings)
        spec = chart.decides(*self._drawn()).to_dict()
        return {"image/svg+xml": theme.svg(spec), "text/plain": f"{theme.describe(spec)} {self!r}"}


def percent(table: pd.DataFrame) -> pd.DataFrame:
    """Return the parts of the variance in percent, with the range of the total.

    Parameters
    ----------
    table : DataFrame
        As `sobol` returns it.

    Returns
    -------
    DataFrame
        label, first and total (0 to 100), low and high (two standard errors around the total).
    """
    doubt = 2 * table["total_error"]
    parts = pd.DataFrame({"first": table["first"], "total": table["total"],
                          "low": table["total"] - doubt,
                          "high": table["total"] + doubt})  # fmt: skip
    return (100 * parts.clip(0, 1)).assign(label=table["label"])


def _rows(table: pd.DataFrame, columns: list[str]) -> list[dict[str, Any]]:
    rows = table[columns].round(4).to_dict("records")
    return [{**{str(k): v for k, v in row.items()}, "place": n} for n, row in enumerate(rows)]


def decides(**settings: float) -> Doubt:
    """Show which assumption decides an answer of the chain simulator.

    Parameters
    ----------
    **settings
        What differs from the ledger, by name; for instance `**lab.settings`.

    Returns
    -------
    Doubt
        The lab.
    """
    return Doubt(**settings)


LABS: dict[str, Any] = {}
"""No lab of this room has a scenario code of its own: it takes the settings of another."""
