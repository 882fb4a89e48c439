"""Many runs of the chain at once: which plants are finished is a matter of luck."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from reelab.models.base_year import Facts
from reelab.models.outcomes import Run
from reelab.models.scenario import simulate
from reelab.models.state import STAGES


def luck(known: Facts, draws: int, seed: float) -> np.ndarray:
    """Return the numbers that decide which plants are finished.

    Parameters
    ----------
    known : Facts
        As from `reelab.models.scenario.facts`.
    draws : int
        Number of draws.
    seed : float
        Whole number; the same seed gives the same numbers, to the last bit.

    Returns
    -------
    ndarray of shape (plants + stages, draws)
        Even between 0 and 1: one for each plant on record, then one for each stage of one's own.
    """
    rng = np.random.default_rng([int(seed), len(STAGES)])  # apart from the draws of the ledger
    return rng.random((len(known.plants["kt"]) + len(STAGES), draws))


def sample(
    known: Facts, drawn: Mapping[str, Any], seed: float,
    progress: Callable[[float], object] | None = None,
) -> Run:  # fmt: skip
    """Run the chain for many draws of the assumptions.

    Parameters
    ----------
    known : Facts
        As from `reelab.models.scenario.facts`.
    drawn : mapping of str to number or ndarray of shape (draws,)
        The assumptions, as drawn from the ledger by `reelab.assumptions.draw`.
    seed : float
        As in `luck`.
    progress : callable, optional
        Called with the fraction done; the run stops if it returns False.

    Returns
    -------
    Run
        With one draw for each draw of the assumptions.

    Raises
    ------
    CourseError
        If a value is missing or not known, or if the run was stopped.
    """
    draws = max(np.size(value) for value in drawn.values())
    return simulate(known, drawn, luck(known, draws, seed), progress)
