"""Guesses of many people, gathered into bins beside what was found."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

BINS = 24
"""Most bins that a picture can show side by side."""
_WIDE = 20.0  # from this ratio of the largest to the smallest on, steps are ratios
_FAR = 1000.0  # what is further from the truth than this is gathered at the end


def is_wide(values: Sequence[float], found: float) -> bool:
    """Whether guesses lie so far apart that only ratios can be told from each other.

    Parameters
    ----------
    values : sequence of float, shape (n,)
        The guesses, in any unit.
    found : float
        What was found, in the same unit.

    Returns
    -------
    bool
        True if all are positive and the largest is at least 20 times the smallest.
    """
    everything = np.array([*values, found], dtype=float)
    return bool(everything.min() > 0 and everything.max() >= _WIDE * everything.min())


def binned(
    values: Sequence[float], near: Sequence[bool], found: float, *, whole: bool = False
) -> pd.DataFrame:
    """Count guesses in bins, those near to what was found apart from the others.

    Guesses more than 1,000 times away from what was found (in ratios), or further than ten times
    its size (in differences), are gathered in the outermost bins, so that one joke does not hide
    the others.

    Parameters
    ----------
    values : sequence of float, shape (n,)
        The guesses, in any unit; n is at least 1.
    near : sequence of bool, shape (n,)
        Which of them count as near.
    found : float
        What was found, in the same unit.
    whole : bool
        Whether only whole numbers can be guessed; then each has a bin of its own if there is room.

    Returns
    -------
    DataFrame
        A row for each bin and each value of `near` that occurs in it: `low` and `high` (the ends
        of the bin, in the unit of the guesses), `near`, `count`, and `base` and `top` (from where
        to where a bar goes if those that are near stand at the bottom).

    Raises
    ------
    ValueError
        If there is no guess, or one is not finite.
    """
    given = np.asarray(values, dtype=float)
    if not given.size or not np.isfinite(given).all():
        raise ValueError("Give at least one guess, and finite ones.")
    edges = _edges(given, float(found), whole)
    place = np.clip(np.searchsorted(edges, given, side="right") - 1, 0, len(edges) - 2)
    rows = pd.DataFrame({"low": edges[place], "high": edges[place + 1], "near": list(near)})
    counted = rows.groupby(["low", "high", "near"]).size().rename("count").reset_index()
    counted = counted.sort_values(["low", "near"], ascending=[True, False], ignore_index=True)
    top = counted.groupby("low")["count"].cumsum()
    return counted.assign(base=top - counted["count"], top=top)


def _edges(given: np.ndarray, found: float, whole: bool) -> np.ndarray:
    if is_wide(list(given), found):
        held = np.clip(given, found / _FAR, found * _FAR)
        ends = np.log10([min(held.min(), found), max(held.max(), found)])
        return np.logspace(ends[0], ends[1] * (1 + 1e-12) + 1e-9, BINS + 1)
    room = 10 * max(abs(found), 1.0)
    held = np.clip(given, found - room, found + room)
    low, high = min(held.min(), found), max(held.max(), found)
    if whole and high - low < BINS:
        return np.arange(np.floor(low) - 0.5, np.ceil(high) + 1)
    if high == low:
        low, high = low - room / 20, high + room / 20
    return np.linspace(low, high, BINS + 1)
