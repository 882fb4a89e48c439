"""GeoPolRisk: a score of supply risk from concentration, political stability and imports."""

from __future__ import annotations

from typing import Any

import numpy as np

from reelab.errors import CourseError
from reelab.models.formula import closed_form, maximum, minimum

COPPER = 0.409412948
"""Price of copper that GeoPolRisk divides by: mean of 2017 to 2021, OECD countries, USD per kg."""


def political_risk(stability: Any) -> Any:
    """Return the political risk of a supplier as GeoPolRisk counts it.

    Parameters
    ----------
    stability : number or array
        Political stability, Worldwide Governance Indicators: about -2.5 (worst) to 2.5.

    Returns
    -------
    number or array
        0 (best) to 1; what lies beyond is clipped.

    References
    ----------
    Gemechu, E. D., et al. (2016), Import-based indicator for the geopolitical supply risk of raw
    materials in life cycle sustainability assessments, Journal of Industrial Ecology 20(1).
    """
    return minimum(maximum((2.5 - stability) / 5, 0), 1)


def import_risk(quantity: Any, risk: Any, production: float = 0.0) -> float:
    """Return the risk of a country's imports, weighted with their quantity.

    Parameters
    ----------
    quantity : array
        Imports by supplier, t.
    risk : array
        Political risk of each supplier, 0 to 1.
    production : float
        Output at home, t, which carries no risk.

    Returns
    -------
    float
        0 to 1.

    Raises
    ------
    CourseError
        If a quantity or a risk cannot be, or if there are more of one than of the other.

    References
    ----------
    Gemechu et al. (2016), as in `political_risk`.
    """
    amounts, risks = np.asarray(quantity, float), np.asarray(risk, float)
    if amounts.shape != risks.shape:
        raise CourseError(f"There are {amounts.size} quantities and {risks.size} risks.")
    if not ((amounts >= 0).all() and ((risks >= 0) & (risks <= 1)).all()):
        raise CourseError("A quantity is below zero, or a risk is not between 0 and 1.")
    if not production + amounts.sum() > 0:
        raise CourseError("All quantities are zero: there is nothing to weigh.")
    return float((amounts * risks).sum() / (production + amounts.sum()))


@closed_form
def geopolrisk(index: Any, imported_risk: Any) -> Any:
    """Return the GeoPolRisk score of a material for a country.

    Parameters
    ----------
    index : number or array
        Herfindahl-Hirschman index of world mine output, 0 to 1.
    imported_risk : number or array
        As `import_risk` returns it.

    Returns
    -------
    number or array
        0 to 1.

    References
    ----------
    Gemechu et al. (2016), as in `political_risk`.
    """
    return index * imported_risk


def characterization_factor(score: Any, price_usd_kg: Any) -> Any:
    """Return a GeoPolRisk score times price, with copper as the unit.

    Parameters
    ----------
    score : number or array
        As `geopolrisk` returns it.
    price_usd_kg : number or array
        Import price, USD per kg.

    Returns
    -------
    number or array
        Kilograms of copper with the same risk in money.

    References
    ----------
    Santillan-Saldivar, J., et al. (2021), Design of an endpoint indicator for mineral resource
    supply risks in life cycle sustainability assessment, Journal of Industrial Ecology 25(4).
    """
    return score * price_usd_kg / COPPER
