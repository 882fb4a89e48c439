"""From concentration to price: what rivals, or one large firm, would add to the cost.

The elasticity of demand is given without its sign: 1.5 means that a price 1% higher sells 1.5%
less. A margin is the part of the price that is above marginal cost, the Lerner index, in percent.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from reelab.models.formula import closed_form, ratio

LEDGER = ("longrun_elasticity", "fringe_elasticity")
"""The assumptions of this model."""


@closed_form
def cournot_margin(hhi: Any, longrun_elasticity: Any) -> Any:
    """Return the margin of rivals who each choose a quantity.

    Parameters
    ----------
    hhi : number or array
        Concentration in points, up to 10,000.
    longrun_elasticity : number or array
        Above `hhi / 10,000`; below, the model has no price.

    Returns
    -------
    number or array
        Percent of the price, the mean over firms weighted with their shares.

    References
    ----------
    Cowling, K., and Waterson, M. (1976), Price-cost margins and market structure, Economica
    43(171), 267-274.
    """
    return hhi / 100 / longrun_elasticity


@closed_form
def dominant_margin(share_pct: Any, longrun_elasticity: Any, fringe_elasticity: Any) -> Any:
    """Return the margin of one large firm, whose small rivals sell more at a higher price.

    Parameters
    ----------
    share_pct : number or array
        Share of the large firm, percent.
    longrun_elasticity : number or array
        Of the whole market.
    fringe_elasticity : number or array
        Of what the small firms supply: percent more for a price 1% higher.

    Returns
    -------
    number or array
        Percent of the price.

    References
    ----------
    Landes, W. M., and Posner, R. A. (1981), Market power in antitrust cases, Harvard Law Review
    94(5), 937-996.
    """
    share = share_pct / 100
    return 100 * share / (longrun_elasticity + (1 - share) * fringe_elasticity)


@closed_form
def price_over_cost(margin_pct: Any) -> Any:
    """Return the price that a margin makes, in marginal costs.

    Parameters
    ----------
    margin_pct : number or array
        Percent of the price, below 100.

    Returns
    -------
    number or array
        1 where the price is the cost.
    """
    return 1 / (1 - margin_pct / 100)


@closed_form
def price_rise(hhi: Any, other_hhi: Any, longrun_elasticity: Any) -> Any:
    """Return by how much a rise in concentration raises the price of rivals at the same cost.

    Parameters
    ----------
    hhi, other_hhi : number or array
        Points before and after.
    longrun_elasticity : number or array
        As in `cournot_margin`.

    Returns
    -------
    number or array
        Percent.

    References
    ----------
    Cowling and Waterson (1976), as in `cournot_margin`.
    """
    before = price_over_cost(cournot_margin(hhi, longrun_elasticity))
    after = price_over_cost(cournot_margin(other_hhi, longrun_elasticity))
    return 100 * (after / before - 1)


def price_range(index: Mapping[str, float], elasticity: Mapping[str, float]) -> pd.DataFrame:
    """Return margin and price for several concentrations and elasticities.

    Parameters
    ----------
    index : mapping of str to float
        Points by name.
    elasticity : mapping of str to float
        Elasticities of demand by name, such as those at the ends of the ledger's range.

    Returns
    -------
    DataFrame
        case, elasticity, margin_pct (percent of the price) and price_over_cost; infinite where the
        model has no price.
    """
    rows = []
    for case, value in index.items():
        for name, demand in elasticity.items():
            margin = cournot_margin(value, demand)
            price = ratio(1, 1 - margin / 100) if not margin >= 100 else float("inf")
            rows.append([case, name, margin, float(price)])
    return pd.DataFrame(rows, columns=["case", "elasticity", "margin_pct", "price_over_cost"])
