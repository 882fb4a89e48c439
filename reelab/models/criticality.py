"""The European criticality method: who supplies, how well governed, and what depends on it.

Governance is scaled from 0 (best) to 10 (worst), shares are percent. The method is that of the
assessments of 2017, 2020 and 2023.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from reelab.errors import CourseError
from reelab.models import domain
from reelab.models.concentration import net_import_reliance
from reelab.models.formula import closed_form, maximum, minimum, power

RISK_FROM, IMPORTANCE_FROM = 1.0, 2.8
"""From these values on, both of them, a material is critical since 2017."""

LEDGER = ("governance_weight", "risk_weight")
"""The assumptions of a ranking."""

_LOW, _HIGH = -2.5, 2.5  # World Bank points that the scale of the method calls worst and best


def scaled_governance(points: Any, worst: float = _LOW, best: float = _HIGH) -> Any:
    """Return an indicator of governance on the scale of the European method.

    Parameters
    ----------
    points : number or array
        Points of which more is better, such as the World Bank's.
    worst, best : float
        The points that become 10 and 0.

    Returns
    -------
    number or array
        0 (best) to 10 (worst), clipped.

    References
    ----------
    Blengini, G. A., et al. (2017), Methodology for establishing the EU list of critical raw
    materials, European Commission.
    """
    return minimum(maximum(10 * (best - points) / (best - worst), 0), 10)


@closed_form
def governance_term(scaled: Any, governance_weight: Any) -> Any:
    """Return how much a supplier's governance counts.

    Parameters
    ----------
    scaled : number or array
        As `scaled_governance` returns it.
    governance_weight : number or array
        1 in the European method; 0 leaves concentration alone; 2 counts bad governance double.

    Returns
    -------
    number or array
        `10 (g / 10) ** w`.
    """
    return 10 * power(scaled / 10, governance_weight)


def weighted_hhi(
    share_pct: Iterable[float], scaled: Iterable[float], trade: float | Iterable[float] = 1.0,
    governance_weight: float = 1.0,
) -> float:  # fmt: skip
    """Return the concentration of supply, weighted with governance and trade.

    Parameters
    ----------
    share_pct : iterable of float
        Percent of each supplier.
    scaled : iterable of float
        Governance of each, as `scaled_governance` returns it.
    trade : float or iterable of float
        The method's trade parameter: 0.8 for a member or a partner in free trade, above 1 for one
        that restricts exports.
    governance_weight : float
        As in `governance_term`.

    Returns
    -------
    float
        0 to about 10; with one supplier, its governance.

    Raises
    ------
    CourseError
        If a share or a governance is missing or cannot be, if there are more of one than of the
        other, or if the shares are more than the whole.

    References
    ----------
    Blengini et al. (2017), as in `scaled_governance`.
    """
    shares, points = np.asarray(list(share_pct), float), np.asarray(list(scaled), float)
    if not (np.isfinite(shares).all() and np.isfinite(points).all() and (shares >= 0).all()):
        raise CourseError("Each supplier needs a share of zero or more and a governance.")
    if len(shares) != len(points):
        raise CourseError(
            f"There are {len(shares)} shares and {len(points)} values of governance; each supplier "
            "needs one of both."
        )
    if not 0 < shares.sum() <= 102:  # printed shares are rounded
        raise CourseError(
            f"The shares add up to {shares.sum():g}%; give percent, together up to 100."
        )
    domain.check("criticality.weighted_hhi", "scaled", points)
    factor = np.asarray(trade, float)
    return float(((shares / 100) ** 2 * governance_term(points, governance_weight) * factor).sum())


def supply_risk(
    world: Any, europe: Any, reliance_pct: Any, recycled_pct: Any, substitution: Any
) -> Any:
    """Return the supply risk of a material at one stage.

    Parameters
    ----------
    world, europe : number or array
        `weighted_hhi` of world supply and of what is bought in Europe.
    reliance_pct : number or array
        Import reliance; below zero counts as zero, above 100 as 100.
    recycled_pct : number or array
        End-of-life recycling input rate.
    substitution : number or array
        Substitution index: 1 where nothing else will do.

    Returns
    -------
    number or array
        0 to about 10.

    Raises
    ------
    CourseError
        If a number cannot be.

    References
    ----------
    Blengini et al. (2017), as in `scaled_governance`.
    """
    given = {"world": world, "europe": europe, "reliance_pct": reliance_pct,
             "recycled_pct": recycled_pct, "substitution_index": substitution}  # fmt: skip
    for name, value in given.items():
        domain.check("criticality.supply_risk", name, value)
    half = minimum(maximum(reliance_pct, 0), 100) / 200
    return (world * half + europe * (1 - half)) * (1 - recycled_pct / 100) * substitution


def import_reliance(net_imports: Any, production: Any) -> Any:
    """Return import reliance as the European method counts it.

    Parameters
    ----------
    net_imports, production : number or array
        In t.

    Returns
    -------
    number or array
        Percent; 0 for a net exporter.

    References
    ----------
    Blengini et al. (2017), as in `scaled_governance`.
    """
    return maximum(net_import_reliance(production, net_imports + production), 0)


def economic_importance(
    share_pct: Iterable[float], value_added: Iterable[float], largest: float, substitution: float
) -> float:
    """Return how much value added depends on a material.

    Parameters
    ----------
    share_pct : iterable of float
        Percent of each use.
    value_added : iterable of float
        Value added of the sector of each use.
    largest : float
        The largest value added of any sector, in the same unit.
    substitution : float
        Substitution index of economic importance, 0 to 1.

    Returns
    -------
    float
        0 to 10.

    References
    ----------
    Blengini et al. (2017), as in `scaled_governance`.
    """
    parts = np.asarray(list(share_pct), float) / 100 * np.asarray(list(value_added), float)
    return float(10 * parts.sum() / largest * substitution)


def is_critical(risk: Any, importance: Any) -> Any:
    """Return whether a material is critical: both results reach their threshold.

    Parameters
    ----------
    risk, importance : number or array
        As `supply_risk` and `economic_importance` return them.

    Returns
    -------
    bool or array of bool
        The thresholds themselves count as reached.

    References
    ----------
    Blengini et al. (2017), as in `scaled_governance`.
    """
    return (risk >= RISK_FROM) & (importance >= IMPORTANCE_FROM)


@closed_form
def combined(risk: Any, importance: Any, risk_weight: Any) -> Any:
    """Return one number for two results; the European method has none.

    Parameters
    ----------
    risk, importance : number or array
        As `supply_risk` and `economic_importance` return them.
    risk_weight : number or array
        Percent that supply risk counts.

    Returns
    -------
    number or array
        Weighted mean, 0 to 10.
    """
    return risk * risk_weight / 100 + importance * (1 - risk_weight / 100)
