"""How feed flows down the chain: at home first, then to the partner, to all, and to China."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from reelab.models.state import (
    CHINA,
    INDIA,
    MAGNET,
    METAL,
    MINE,
    OTHERS,
    RUSSIA,
    SEPARATION,
    STAGES,
    Terms,
)


class Flow(NamedTuple):
    """What a stage gets to work with, and what crosses China's border."""

    used: np.ndarray  # (blocs, draws)
    bought: np.ndarray  # (draws,), by others from China
    sold: np.ndarray  # (draws,), to China by others


def trade(
    feed: np.ndarray, need: np.ndarray, terms: Terms, lets: np.ndarray | float,
    promised: np.ndarray | float,
) -> Flow:  # fmt: skip
    """Share out the feed of one stage: at home first, then to the partner, then to all.

    Parameters
    ----------
    feed, need : ndarray of shape (blocs, draws)
        What each bloc has for the stage, and what its plants could take.
    terms : Terms
        What holds in all years.
    lets : ndarray of shape (draws,) or float
        The part of what the rest lacks that China is willing to sell.
    promised : ndarray of shape (draws,) or float
        The part of what the others have left that goes to China.

    Returns
    -------
    Flow
        What each bloc uses, and the trade with China. What nobody outside takes goes to China,
        which uses it if it has the plants.
    """
    used = np.minimum(feed, need)
    left, lack = feed - used, need - used
    left[CHINA] = lack[CHINA] = 0
    for giver, taker in ((RUSSIA, INDIA), (INDIA, RUSSIA)):
        gift = np.minimum(terms.sharing * left[giver], lack[taker])
        used[taker] += gift
        lack[taker] -= gift
        left[giver] -= gift
    offered, wanted = left.copy(), lack.copy()
    offered[RUSSIA] *= terms.access
    offered[OTHERS] *= 1 - promised
    wanted[RUSSIA] *= terms.access
    supply, asked = offered.sum(0), wanted.sum(0)
    moved = np.minimum(supply, asked)
    taken = wanted * (moved / np.maximum(asked, 1e-12))
    used += taken
    lack -= taken
    sold = left.sum(0) - moved
    missing = lack.sum(0)
    bought = np.minimum(lets * missing, feed[CHINA])
    used += lack * (bought / np.maximum(missing, 1e-12))
    used[CHINA] = np.minimum(feed[CHINA] + sold - bought, need[CHINA])
    return Flow(used, bought, sold)


def down(
    capacity: np.ndarray, secondary: np.ndarray, terms: Terms, restrict: np.ndarray
) -> tuple[np.ndarray, list[Flow]]:
    """Send ore down the chain as far as plants, yields and rules allow.

    Parameters
    ----------
    capacity : ndarray of shape (stages, blocs, draws)
        What each stage can make, in kt.
    secondary : ndarray of shape (blocs, draws)
        Feed of separation that does not come from mines.
    terms : Terms
        What holds in all years.
    restrict : ndarray of shape (draws,)
        Part of its exports that China holds back.

    Returns
    -------
    tuple of ndarray and list of Flow
        The output of each stage if China sold all it can make, and the flows into the three
        stages after the mine.
    """
    output = np.empty_like(capacity)
    output[MINE] = capacity[MINE]
    flows = []
    for stage in (SEPARATION, METAL, MAGNET):
        feed, need = output[stage - 1], capacity[stage] / terms.yields[stage]
        if stage == SEPARATION:  # China sells no ore, and ore is promised to it
            flow = trade(feed + secondary, need, terms, 0.0, terms.promised)
        else:
            flow = trade(feed, need, terms, 1 - restrict, 0.0)
        output[stage] = flow.used * terms.yields[stage]
        flows.append(flow)
    return output, flows


def back(
    magnets: np.ndarray, flows: list[Flow], secondary: np.ndarray, terms: Terms
) -> np.ndarray:  # fmt: skip
    """Return what China must make at each stage so that it can sell some magnets.

    Parameters
    ----------
    magnets : ndarray of shape (draws,)
        What China sells.
    flows : list of Flow
        The flows into the three stages after the mine.
    secondary : ndarray of shape (draws,)
        Feed of China's separation that does not come from mines.
    terms : Terms
        What holds in all years.

    Returns
    -------
    ndarray of shape (stages, draws)
        Its magnets, and upstream what they and its other exports need beyond what it buys.
    """
    made = np.empty((len(STAGES), len(magnets)))
    made[MAGNET] = magnets
    for stage in (MAGNET, METAL, SEPARATION):
        flow = flows[stage - 1]
        needed = made[stage] / terms.yields[stage] + flow.bought - flow.sold
        if stage == SEPARATION:
            needed = needed - secondary
        made[stage - 1] = np.maximum(needed, 0)
    return made
