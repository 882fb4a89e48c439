"""Mergers: what joining firms does to concentration.

Shares are percent of a market; concentration is the Herfindahl-Hirschman index in points, up to
10,000. Firms that carry the same number are joined; the number `ALONE` joins none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

import pandas as pd

from reelab.errors import CourseError
from reelab.models import concentration
from reelab.models.formula import closed_form, maximum, where

ALONE = 0
"""The number of a firm that is joined with no other."""

POINTS = 10_000
"""One seller alone, in points."""


def points(share_pct: Sequence[float], rest_pct: float = 0.0) -> float:
    """Return the concentration of a market in points.

    Parameters
    ----------
    share_pct : sequence of float
        Percent, one for each seller that is told apart.
    rest_pct : float
        Percent of all others, who count as very many small sellers.

    Returns
    -------
    float
        Points, up to 10,000.

    Raises
    ------
    CourseError
        If the shares do not add up to 100 or one is below zero.

    Examples
    --------
    >>> round(points([50, 30, 20]))
    3800
    """
    return POINTS * concentration.hhi_bounds(share_pct, rest_pct)[0]


def joined(supply: pd.Series, groups: Mapping[Any, Any]) -> pd.Series:
    """Add up what joined firms supply.

    Parameters
    ----------
    supply : Series
        Supply by firm, in any unit.
    groups : mapping
        For some firms, the name under which they sell together; the others stay as they are.

    Returns
    -------
    Series
        Supply by seller; the sum is the same.

    Raises
    ------
    CourseError
        If a firm in `groups` is not in `supply`.
    """
    if unknown := [firm for firm in groups if firm not in supply.index]:
        raise CourseError(f"There is no firm {unknown[0]!r} in this market.")
    names = [groups.get(firm, firm) for firm in supply.index]
    return supply.groupby(names, sort=False).sum()


@closed_form
def pair_rise(share_pct: Any, other_share_pct: Any) -> Any:
    """Return by how much the index rises when two firms merge.

    Parameters
    ----------
    share_pct, other_share_pct : number or array
        Percent of the market.

    Returns
    -------
    number or array
        Points: the square of a sum less the two squares.

    References
    ----------
    U.S. Department of Justice and Federal Trade Commission (2023), Merger Guidelines, 2.1.
    """
    return 2 * share_pct * other_share_pct


def together(group: Any, other: Any) -> Any:
    """Say whether two firms are joined.

    Parameters
    ----------
    group, other : number or Altair expression
        The numbers that the firms carry.

    Returns
    -------
    bool or Altair expression
        True for the same number, unless it is `ALONE`.
    """
    return (group == other) & (group != ALONE)


def rise(share_pct: Sequence[float], groups: Sequence[Any]) -> Any:
    """Return by how much the index rises when firms are joined.

    Parameters
    ----------
    share_pct : sequence of float
        Percent of the market, one for each firm; zero for a firm that is not in it.
    groups : sequence of number or Altair expression
        The number that each firm carries.

    Returns
    -------
    number or Altair expression
        Points: `pair_rise` of every pair that is joined.
    """
    total: Any = 0
    for one, two in combinations([f for f in zip(share_pct, groups, strict=True) if f[0]], 2):
        total = total + where(together(one[1], two[1]), pair_rise(one[0], two[0]), 0)
    return total


def merged_share(share_pct: Sequence[float], groups: Sequence[Any]) -> Any:
    """Return the share of the largest firm that a merger made.

    Parameters
    ----------
    share_pct, groups : sequence
        As in `rise`.

    Returns
    -------
    number or Altair expression
        Percent; 0 if no two firms of the market are joined.
    """
    firms = [firm for firm in zip(share_pct, groups, strict=True) if firm[0]]
    largest: Any = 0
    for place, (share, group) in enumerate(firms):
        added: Any = 0
        for other, (its_share, its_group) in enumerate(firms):
            if other != place:
                added = added + where(together(group, its_group), its_share, 0)
        largest = maximum(largest, where(added > 0, share + added, 0))
    return largest


def points_of(supply: pd.Series, total: float | None = None) -> float:
    """Return the concentration of a market whose sellers' quantities are known.

    Parameters
    ----------
    supply : Series
        Quantity by seller, in any unit.
    total : float, optional
        Of the whole market; what the sellers leave of it comes from very many small ones.

    Returns
    -------
    float
        Points, up to 10,000.

    Raises
    ------
    CourseError
        If a quantity is below zero, or if the sellers have more than the total.
    """
    whole = float(supply.sum()) if total is None else total
    shares = 100 * supply / whole
    return points(list(shares), max(100 - float(shares.sum()), 0.0))
