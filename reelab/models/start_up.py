"""How long a cascade takes until its product is pure."""

from __future__ import annotations

import numpy as np
import pandas as pd

from reelab.errors import CourseError
from reelab.models.cascade import stepped
from reelab.models.separation import flows_of, taken_up


def start_up(
    separation_factor: float, feed_share: float, purity_a: float, purity_b: float, solvent: float,
    stays: int = 3000,
) -> pd.DataFrame:  # fmt: skip
    """Follow a cascade that starts full of feed until its products are pure.

    Parameters
    ----------
    separation_factor, feed_share, purity_a, purity_b, solvent : float
        As in `stepped`.
    stays : int
        How long to follow it, in times that a liquid stays in a stage.

    Returns
    -------
    DataFrame
        stays, purity_a and purity_b (percent). Each stage is well mixed and at rest with itself;
        products are drawn from the beginning.

    Raises
    ------
    CourseError
        If a number cannot be, or if the solvent is not above the least.
    """
    if not isinstance(stays, int) or stays < 1:
        raise CourseError(f"start_up: stays is {stays!r}; give a whole number from 1 on.")
    rows = stepped(separation_factor, feed_share, purity_a, purity_b, solvent)
    flows = flows_of(feed_share, purity_a, purity_b, solvent)
    fed = int((rows["section"] == "scrub").sum())
    water = np.full(len(rows), flows.scrub)
    water[fed:] += 1
    rise, each = separation_factor - 1, 5  # steps in a stay
    amount = (solvent + water) * feed_share / 100
    found = np.empty((stays, 2))
    for step in range(stays * each):
        half = water + solvent * separation_factor - rise * amount
        x = (np.sqrt(half**2 + 4 * water * rise * amount) - half) / (2 * water * rise)
        y = taken_up(x, separation_factor)
        if step % each == 0:
            found[step // each] = 100 * y[0], 100 * (1 - x[-1])
        down = np.append(flows.scrub * y[0], water * x)  # reflux at the top
        up = np.append(solvent * y, solvent * x[-1])  # and at the bottom
        change = down[:-1] - water * x + up[1:] - solvent * y
        change[fed] += feed_share / 100
        amount = amount + change / each
    return pd.DataFrame({"stays": np.arange(stays), "purity_a": found[:, 0],
                         "purity_b": found[:, 1]})  # fmt: skip


def ready(course: pd.DataFrame, purity_a: float) -> float:
    """Return when the first product reaches a purity, in stays; not a number if it does not.

    Parameters
    ----------
    course : DataFrame
        As from `start_up`.
    purity_a : float
        Percent of A.

    Returns
    -------
    float
        Times that a liquid stays in a stage.
    """
    pure = course.loc[course["purity_a"] >= purity_a, "stays"]
    return float(pure.min())
