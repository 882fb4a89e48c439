"""The ledger of assumptions: one row each, from which every default and range is taken."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from numbers import Real

import numpy as np
import pandas as pd

from reelab.data import citations, load
from reelab.errors import CourseError, did_you_mean


@dataclass(frozen=True)
class Assumption:
    """One row of the ledger; `default`, `low`, `high` and `step` are in `unit`."""

    id: str
    topic: str
    label: str
    unit: str
    default: float
    low: float
    high: float
    step: float
    scale: str
    distribution: str
    source_id: str
    confidence: str
    note: str

    @property
    def source(self) -> str:
        """Where default and range come from, in words."""
        cited = citations(pd.Series([self.source_id]))[self.source_id]
        return f"{self.note} Source: {cited} Confidence: {self.confidence}."

    def tidy(self, value: float) -> float:
        """Return a value without the rounding noise of a slider, which ends steps in 0000001."""
        return round(value, len(f"{self.step:g}".partition(".")[2]) + 6)

    def check(self, value: object) -> float:
        """Return a value as a number within the range of this assumption.

        Parameters
        ----------
        value : object
            What was given.

        Returns
        -------
        float
            The same value, in `unit`.

        Raises
        ------
        CourseError
            If it is no number, not finite, or out of range.
        """
        allowed = f"Give {self.low:g} to {self.high:g} {self.unit}".rstrip()
        if isinstance(value, bool) or not isinstance(value, Real):
            raise CourseError(f"{self.id} ({self.label}): {value!r} is not a number. {allowed}.")
        try:
            number = float(value)
        except OverflowError:  # a whole number of 400 digits
            number = math.inf
        if not math.isfinite(number) or not self.low <= number <= self.high:
            raise CourseError(f"{self.id} ({self.label}): {number:g} is out of range. {allowed}.")
        return number


@cache
def _ledger() -> dict[str, Assumption]:
    rows = load("assumptions").fillna({"unit": "", "note": ""}).to_dict("records")
    return {row["id"]: Assumption(**row) for row in rows}


def get(name: str) -> Assumption:
    """Return one assumption.

    Parameters
    ----------
    name : str
        Its id.

    Returns
    -------
    Assumption
        The row of the ledger.

    Raises
    ------
    CourseError
        If the ledger has no such id.

    Examples
    --------
    >>> get("discount_rate").unit
    '% a year'
    """
    if name not in _ledger():
        raise CourseError(f"There is no assumption '{name}'. {did_you_mean(name, _ledger())}")
    return _ledger()[name]


def values(names: Iterable[str], **given: object) -> dict[str, float]:
    """Return a value for each assumption: the one given, else the ledger's default.

    Parameters
    ----------
    names : iterable of str
        Ids of assumptions.
    **given
        Values of your own, in the unit of the ledger.

    Returns
    -------
    dict of str to float
        One value for each of `names`, in their order.

    Raises
    ------
    CourseError
        If a name is not among `names` or a value is out of range.
    """
    wanted = list(names)
    for name in given:
        if name not in wanted:
            raise CourseError(f"'{name}' is not used here. {did_you_mean(name, wanted)}")
    return {
        name: get(name).check(given[name]) if name in given else get(name).default
        for name in wanted
    }


def draw(names: Iterable[str], n: int, seed: float, **fixed: float) -> dict[str, np.ndarray]:
    """Draw the uncertain assumptions from the distributions of the ledger.

    Parameters
    ----------
    names : iterable of str
        Ids of assumptions.
    n : int
        Number of draws.
    seed : float
        Whole number; the same seed gives the same draws.
    **fixed
        The most likely value (mode) of an assumption, where it is not the default; an
        assumption whose distribution is `fixed` keeps this value in every draw.

    Returns
    -------
    dict of str to ndarray of shape (n,)
        In the unit of the ledger, within its range.
    """
    rng = np.random.default_rng(int(seed))
    modes = values(names, **fixed)
    return {name: _draw(get(name), mode, n, rng) for name, mode in modes.items()}


def _draw(row: Assumption, mode: float, n: int, rng: np.random.Generator) -> np.ndarray:
    if row.distribution == "triangular":
        return rng.triangular(row.low, mode, row.high, n)
    return np.full(n, mode)


def describe(given: Mapping[str, object]) -> pd.DataFrame:
    """Return the ledger's rows behind some values, as a table to read.

    Parameters
    ----------
    given : mapping of str to object
        Values by id; ids that are not in the ledger are left out.

    Returns
    -------
    DataFrame
        One row per assumption: label, value, unit, default, range, confidence and source.
    """
    rows = [(get(name), value) for name, value in given.items() if name in _ledger()]
    return pd.DataFrame(
        {
            "assumption": row.label,
            "value": value,
            "unit": row.unit,
            "default": row.default,
            "range": f"{row.low:g} to {row.high:g}",
            "confidence": row.confidence,
            "where it comes from": row.source,
        }
        for row, value in rows
    )
