"""The words of the simulator: who, which step, and what a year takes and gives.

Arrays are shaped (stages, blocs, draws) or (blocs, draws). Amounts are kt a year of the rare
earths that magnets need (Nd, Pr, Dy and Tb, as metal); prices and costs are multiples of the price
of the base year; shares are fractions.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

BLOCS = ("China", "Russia", "India", "allies", "others")
"""Who is told apart; all but China take the price as it is."""

STAGES = ("mine", "separation", "metal", "magnet")
"""The steps of the chain, from the ground down."""

CHINA, RUSSIA, INDIA, ALLIES, OTHERS = range(len(BLOCS))
MINE, SEPARATION, METAL, MAGNET = range(len(STAGES))


class Terms(NamedTuple):
    """What holds in all years of a run."""

    yields: np.ndarray  # (stages, draws); of the mine 1
    per_magnet: np.ndarray  # (stages, 1, draws), needed of a stage for each kt of magnets
    weight: np.ndarray  # (stages, 1), part of the stage in China's cost
    old: np.ndarray  # (stages, blocs, draws), plants of the base year
    cheaper: np.ndarray  # (stages, blocs, draws), cost of new plants by that of old ones, 1 or more
    first_cost: np.ndarray  # (stages, blocs, draws)
    learning: np.ndarray  # (blocs, draws), power of the fall of cost in the output so far
    made: np.ndarray  # (stages, blocs, draws), output before the first year
    recycled: np.ndarray  # (draws,), part of the scrap that is separated again
    unrecorded: np.ndarray  # (draws,), feed in China of which no statistic tells
    use: np.ndarray  # (blocs, draws) in the base year, as magnets
    elasticity: np.ndarray  # (draws,)
    ceiling: np.ndarray  # (draws,)
    sharing: np.ndarray  # (draws,), part of what a partner has left that goes to the other first
    access: np.ndarray  # (draws,), part of Russia's trade that allies and others allow
    promised: np.ndarray  # (draws,), part of the ore of others that goes to China
    cash_share: np.ndarray  # (draws,), running cost in the whole cost
    spread: np.ndarray  # (draws,), half the range of running costs around their mean
    floor: np.ndarray  # (draws,), lowest price outside China
    bonus: np.ndarray  # (draws,), paid to the partners' magnets, multiples of their stage's price
    spare: np.ndarray  # (draws,), what China builds above its sales
    growth: np.ndarray  # (draws,), by how much China can grow in a year


class Year(NamedTuple):
    """What is given for one year."""

    new: np.ndarray  # (stages, blocs, draws), plants since the base year, before closures
    demand: np.ndarray  # (blocs, draws), multiples of use
    flood: np.ndarray  # (draws,), by how much China sells below its price
    restrict: np.ndarray  # (draws,), part of its exports that China holds back
    quota: np.ndarray | None = None  # (draws,), China's mines, where the rule is known


class State(NamedTuple):
    """What a year hands to the next."""

    made: np.ndarray  # (stages, blocs, draws), output so far
    closed: np.ndarray  # (stages, blocs, draws), part of the new plants, as `losing` tells it
    losing: np.ndarray  # (stages, blocs, draws), the same for those that lost money last year
    scrap: np.ndarray  # (blocs, draws)
    home: np.ndarray  # (stages, draws), what China can make


class Made(NamedTuple):
    """What happened in a year."""

    capacity: np.ndarray  # (stages, blocs, draws)
    output: np.ndarray  # (stages, blocs, draws)
    secondary: np.ndarray  # (draws,), feed of separation from scrap and unrecorded ore
    price: np.ndarray  # (draws,), outside China
    price_china: np.ndarray  # (draws,)
    cost: np.ndarray  # (stages, blocs, draws)
