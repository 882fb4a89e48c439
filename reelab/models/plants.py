"""What plants outside China can make in each year: those that run, those planned, and one's own."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from reelab.models.experience import ramp
from reelab.models.state import BLOCS, INDIA, RUSSIA, STAGES

OWN = ("build_mine", "build_separation", "build_metal", "build_magnet")
"""The assumptions that say what is built, one for each stage."""

_WHICH = ("stage", "bloc", "start", "end", "sure")


def shares(years: np.ndarray, starts: np.ndarray, values: Mapping[str, np.ndarray]) -> np.ndarray:
    """Return which part of its plan a plant makes in each year.

    Parameters
    ----------
    years : ndarray of shape (years,)
        The years of a run.
    starts : ndarray of shape (draws,)
        Time of first feed.
    values : mapping of str to ndarray of shape (draws,)
        ramp_rate, ramp_half and ramp_ceiling.

    Returns
    -------
    ndarray of shape (years, draws)
        Fraction; 0 before the first feed. A year counts by its middle.

    References
    ----------
    `reelab.models.experience.ramp`.
    """
    age = years[:, None] + 0.5 - starts
    part = ramp(
        np.maximum(age, 0), values["ramp_rate"], values["ramp_half"], values["ramp_ceiling"] / 100
    )
    return part * (age > 0)


def finished(chance: np.ndarray, luck: np.ndarray | None) -> np.ndarray:
    """Return whether a plant is finished, or how likely it is.

    Parameters
    ----------
    chance : ndarray of shape (draws,)
        Fraction.
    luck : ndarray of shape (draws,), optional
        Numbers between 0 and 1, even; none for the mean over all of them.

    Returns
    -------
    ndarray of shape (draws,)
        Zero or one, or the chance itself.
    """
    return chance if luck is None else (luck < chance).astype(float)


def added(
    years: np.ndarray, table: Mapping[str, np.ndarray], values: Mapping[str, np.ndarray],
    luck: np.ndarray | None,
) -> np.ndarray:  # fmt: skip
    """Add up what plants on record give in each year.

    Parameters
    ----------
    years : ndarray of shape (years,)
        The years of a run.
    table : mapping of str to ndarray of shape (plants,)
        stage, bloc, start, end, kt and sure, as in `reelab.models.scenario.Facts`.
    values : mapping of str to ndarray of shape (draws,)
        plan_chance and plan_delay, license_delay, and those of `shares`.
    luck : ndarray of shape (plants, draws), optional
        As in `finished`.

    Returns
    -------
    ndarray of shape (years, stages, blocs, draws)
        kt a year.
    """
    draws = len(values["plan_chance"])
    total = np.zeros((len(years), len(STAGES), len(BLOCS), draws))
    late = values["plan_delay"] + values["license_delay"]
    chance = values["plan_chance"] / 100
    sizes: dict[tuple[int, int, float, float, bool], np.ndarray] = {}
    keys = zip(*(table[name].tolist() for name in _WHICH), strict=True)
    for n, key in enumerate(keys):  # plants that differ in nothing but size are one
        done = chance**0 if key[-1] else finished(chance, None if luck is None else luck[n])
        sizes[key] = sizes.get(key, 0) + table["kt"][n] * done
    curves: dict[tuple[float, bool], np.ndarray] = {}
    for (stage, bloc, start, end, sure), size in sizes.items():
        if (start, sure) not in curves:
            curves[start, sure] = shares(years, start + (0 * late if sure else late), values)
        total[years <= end, stage, bloc] += size * curves[start, sure][years <= end]
    return total


def own(
    years: np.ndarray, values: Mapping[str, np.ndarray], luck: np.ndarray | None
) -> tuple[np.ndarray, np.ndarray]:
    """Return what one's own plants give in each year, and what is being built.

    Parameters
    ----------
    years : ndarray of shape (years,)
        The years of a run.
    values : mapping of str to ndarray of shape (draws,)
        The assumptions of `OWN`, mine_india, plant_india, build_year, build_time, build_chance,
        license_delay, and those of `shares`.
    luck : ndarray of shape (stages, draws), optional
        As in `finished`.

    Returns
    -------
    tuple of ndarray of shape (years, stages, blocs, draws)
        kt a year that the plants give, and kt a year of plant that is begun in each year.
    """
    draws = len(values["build_chance"])
    gives = np.zeros((len(years), len(STAGES), len(BLOCS), draws))
    begun = np.zeros_like(gives)
    starts = values["build_year"] + values["build_time"] + values["license_delay"]
    curve = shares(years, starts, values)
    now = years[:, None] == np.round(values["build_year"])
    for stage, name in enumerate(OWN):
        share = values["mine_india" if stage == 0 else "plant_india"] / 100
        done = finished(values["build_chance"] / 100, None if luck is None else luck[stage])
        for bloc, part in ((INDIA, share), (RUSSIA, 1 - share)):
            size = values[name] * part
            gives[:, stage, bloc] = size * done * curve
            begun[:, stage, bloc] = size * now
    return gives, begun
