"""Which assumption decides the answer: one at a time, and all at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pandas as pd

from reelab.errors import CourseError

Model = Callable[[Mapping[str, np.ndarray]], np.ndarray]
"""Takes an array of shape (draws,) for each assumption, and returns one of shape (draws,).

For `sobol` it may return several answers at once, of shape (draws, answers).
"""

Ranges = Mapping[str, tuple[float, float, float]]
"""Lowest, likeliest and highest value of each assumption that is in doubt."""

BLOCK = 4096
"""Draws between two calls of `progress`."""


def triangular(part: np.ndarray, low: float, mode: float, high: float) -> np.ndarray:
    """Return the value below which a part of a triangular distribution lies.

    Parameters
    ----------
    part : ndarray
        Between 0 and 1.
    low, mode, high : float
        The corners of the triangle.

    Returns
    -------
    ndarray
        Between low and high.

    References
    ----------
    Johnson, N. L., Kotz, S., and Balakrishnan, N. (1995), Continuous univariate distributions,
    vol. 2, 2nd ed., Wiley, section 26.9.
    """
    width = high - low
    if width == 0:
        return np.full_like(part, low)
    rising = low + np.sqrt(part * width * (mode - low))
    falling = high - np.sqrt((1 - part) * width * (high - mode))
    return np.where(part < (mode - low) / width, rising, falling)


def evaluate(
    model: Model, values: Mapping[str, np.ndarray],
    progress: Callable[[float], object] | None = None,
) -> np.ndarray:  # fmt: skip
    """Run a model for many draws, in blocks between which it can be stopped.

    Parameters
    ----------
    model : callable
        As `Model`.
    values : mapping of str to ndarray of shape (draws,)
        What it takes.
    progress : callable, optional
        Called with the fraction done; the work stops if it returns False.

    Returns
    -------
    ndarray
        What it returns, of all draws.

    Raises
    ------
    CourseError
        If the work was stopped.
    """
    draws = len(next(iter(values.values())))
    found = []
    for start in range(0, draws, BLOCK):
        end = min(start + BLOCK, draws)
        found.append(model({name: value[start:end] for name, value in values.items()}))
        if progress is not None and progress(end / draws) is False:
            raise CourseError("The run was stopped.")
    return np.concatenate(found)


def tornado(
    model: Model, values: Mapping[str, float], ranges: Ranges,
    progress: Callable[[float], object] | None = None,
) -> pd.DataFrame:  # fmt: skip
    """Move one assumption at a time from its lowest to its highest value.

    Parameters
    ----------
    model : callable
        As `Model`.
    values : mapping of str to float
        All assumptions, where nothing is moved.
    ranges : mapping of str to tuple of float
        As `Ranges`; the likeliest value is not used.
    progress : callable, optional
        As in `evaluate`.

    Returns
    -------
    DataFrame
        assumption, at_low and at_high (the answer there), base (the answer where nothing is
        moved) and swing, at_high less at_low; the widest first.

    Raises
    ------
    CourseError
        If the work was stopped.
    """
    names = list(ranges)
    moved = {name: np.full(1 + 2 * len(names), float(value)) for name, value in values.items()}
    for n, name in enumerate(names):
        moved[name][1 + 2 * n], moved[name][2 + 2 * n] = ranges[name][0], ranges[name][2]
    answer = evaluate(model, moved, progress)
    table = pd.DataFrame({
        "assumption": names, "at_low": answer[1::2], "at_high": answer[2::2], "base": answer[0],
        "swing": answer[2::2] - answer[1::2],
    })  # fmt: skip
    widest = table["swing"].abs().sort_values(ascending=False, kind="stable").index
    return table.loc[widest].reset_index(drop=True)


def design(assumptions: int, size: int, seed: float) -> np.ndarray:
    """Return two samples, and mixtures of both in which one column is from the second.

    Parameters
    ----------
    assumptions : int
        Number of columns.
    size : int
        Rows of each sample; each column of a sample falls once in each of as many equal parts.
    seed : float
        Whole number; the same seed gives the same design, to the last bit.

    Returns
    -------
    ndarray of shape (size, assumptions + 2, assumptions)
        Between 0 and 1: first the one sample, then the mixtures, then the other sample.

    References
    ----------
    Saltelli, A., et al. (2010), Computer Physics Communications 181, 259-270, table 2. Latin
    hypercube: McKay, M. D., Beckman, R. J., and Conover, W. J. (1979), Technometrics 21, 239-245.
    """
    rng = np.random.default_rng(int(seed))
    both = rng.permuted(np.tile(np.arange(size), (2 * assumptions, 1)), axis=1)
    first, second = ((both + rng.random(both.shape)) / size).reshape(2, assumptions, size)
    rows = np.repeat(first.T[:, None], assumptions + 2, axis=1)
    for column in range(assumptions):
        rows[:, column + 1, column] = second[column]
    rows[:, -1] = second.T
    return rows


def indices(answers: np.ndarray) -> pd.DataFrame:
    """Estimate which part of the variance of an answer each assumption makes.

    Parameters
    ----------
    answers : ndarray of shape (size, assumptions + 2)
        One for each row of a `design`.

    Returns
    -------
    DataFrame
        A row for each assumption: first, the part that it makes alone; total, the part that it
        makes with all others; and first_error and total_error, the standard errors of both.
        Zeros if the answer is always the same.

    References
    ----------
    First order: Saltelli, A., et al. (2010), Computer Physics Communications 181, 259-270,
    equation (b) of table 2. Total: Jansen, M. J. W. (1999), Computer Physics Communications 117,
    35-43, in equation (f) of that table.
    """
    size = len(answers)
    spread = np.r_[answers[:, 0], answers[:, -1]].std()
    scale = spread if spread > 0 else 1.0
    scaled = (answers - answers.mean()) / scale  # far less noise where the mean is not zero
    one, mixed, other = scaled[:, :1], scaled[:, 1:-1], scaled[:, -1:]
    alone, joint = other * (mixed - one), 0.5 * (one - mixed) ** 2
    return pd.DataFrame({
        "first": alone.mean(0), "total": joint.mean(0),
        "first_error": alone.std(0) / size**0.5, "total_error": joint.std(0) / size**0.5,
    })  # fmt: skip


def sobol(
    model: Model, values: Mapping[str, float], ranges: Ranges, size: int, seed: float,
    progress: Callable[[float], object] | None = None,
) -> list[pd.DataFrame]:  # fmt: skip
    """Estimate the Sobol indices of assumptions that are drawn from triangles.

    Parameters
    ----------
    model : callable
        As `Model`.
    values : mapping of str to float
        All assumptions; those that are not in `ranges` stay.
    ranges : mapping of str to tuple of float
        As `Ranges`.
    size : int
        The model is run `size` times the number of ranges plus two.
    seed : float
        As in `design`.
    progress : callable, optional
        As in `evaluate`.

    Returns
    -------
    list of DataFrame
        For each answer: assumption, and the columns of `indices`; the largest total first.

    Raises
    ------
    CourseError
        If the work was stopped.

    References
    ----------
    Sobol, I. M. (1993), Mathematical Modelling and Computational Experiment 1, 407-414.
    """
    names: Sequence[str] = list(ranges)
    rows = design(len(names), size, seed).reshape(-1, len(names))
    drawn = {name: np.full(len(rows), float(value)) for name, value in values.items()}
    for column, name in enumerate(names):
        drawn[name] = triangular(rows[:, column], *ranges[name])
    answers = evaluate(model, drawn, progress).reshape(size, len(names) + 2, -1)
    tables = [indices(answers[..., n]).assign(assumption=names) for n in range(answers.shape[-1])]
    return [
        table.sort_values("total", ascending=False, kind="stable", ignore_index=True)
        for table in tables
    ]
