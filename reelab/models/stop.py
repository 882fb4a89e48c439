"""An export stop: how long a stock lasts, what is missing month by month, what it costs.

A buyer takes a share of its use from one supplier, who stops a part of it for some months. Other
suppliers and substitutes grow evenly until they are at work; a stock bridges what is left. Amounts
are in months of normal use. Arguments carry the names and units of the ledger.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from reelab.models.formula import closed_form, maximum, minimum, power, where

STOP = ("stop_size", "stop_months", "stock_months", "spare_capacity", "substitution",
        "adjust_months", "demand_elasticity", "price_ceiling", "downstream_multiple")  # fmt: skip
"""The assumptions of the model, in the order in which a lab shows them."""

GAP = ("stop_size", "stop_months", "spare_capacity", "substitution", "adjust_months")
"""Those that `gap_so_far` takes."""

LASTS = (*GAP, "stock_months")
"""Those that `lasts` and `missing_so_far` take."""


@closed_form
def gap_so_far(
    month: Any, share_pct: Any, stop_size: Any, stop_months: Any, spare_capacity: Any,
    substitution: Any, adjust_months: Any,
) -> Any:  # fmt: skip
    """Return what did not arrive and could not be replaced since the stop began.

    Parameters
    ----------
    month : number or array
        Months since the stop began, zero or more.
    share_pct : number or array
        Percent of use that comes from the supplier.
    stop_size : number or array
        Percent of its deliveries that stop.
    stop_months : number or array
        How long.
    spare_capacity, substitution : number or array
        Percent of use that others deliver, and that does without, once they are at work.
    adjust_months : number or array
        Months until they are, above zero.

    Returns
    -------
    number or array
        Months of normal use. The gap of a moment is the loss `a` less `b t / r` until month `r`
        and less `b` from then on, never below zero; this is its integral.
    """
    lost = share_pct / 100 * stop_size / 100
    other = (spare_capacity + substitution) / 100
    time = minimum(month, stop_months)
    bridged = where(other > lost, lost / where(other > 0, other, 1), 1) * adjust_months
    ramp = minimum(time, bridged)
    later = maximum(time - adjust_months, 0) * maximum(lost - other, 0)
    return lost * ramp - other * ramp * ramp / (2 * adjust_months) + later


@closed_form
def lasts(
    share_pct: Any, stop_size: Any, stop_months: Any, spare_capacity: Any, substitution: Any,
    adjust_months: Any, stock_months: Any,
) -> Any:  # fmt: skip
    """Return after how many months of the stop the stock is gone.

    Parameters
    ----------
    share_pct, stop_size, stop_months, spare_capacity, substitution, adjust_months : number or array
        As in `gap_so_far`.
    stock_months : number or array
        Stock in months of normal use.

    Returns
    -------
    number or array
        Months; the length of the stop if the stock outlives it. Solves `gap_so_far = stock`.
    """
    lost = share_pct / 100 * stop_size / 100
    other = (spare_capacity + substitution) / 100
    full = gap_so_far(adjust_months, share_pct, stop_size, stop_months, spare_capacity,
                      substitution, adjust_months)  # fmt: skip
    root = power(maximum(lost * lost - 2 * other * stock_months / adjust_months, 0), 0.5)
    early = 2 * stock_months / where(lost > 0, lost + root, 1)
    net = maximum(lost - other, 0)
    late = adjust_months + (stock_months - full) / where(net > 0, net, 1)
    found = where(stock_months <= full, early, where(net > 0, late, stop_months))
    return where(lost > 0, minimum(found, stop_months), stop_months)


@closed_form
def missing_so_far(
    month: Any, share_pct: Any, stop_size: Any, stop_months: Any, spare_capacity: Any,
    substitution: Any, adjust_months: Any, stock_months: Any,
) -> Any:  # fmt: skip
    """Return the use that could not be met since the stop began.

    Parameters
    ----------
    month, share_pct, stop_size, stop_months, spare_capacity, substitution, adjust_months : \
number or array
        As in `gap_so_far`.
    stock_months : number or array
        Stock in months of normal use.

    Returns
    -------
    number or array
        Months of normal use: what did not arrive, less the stock, never below zero.
    """
    gap = gap_so_far(month, share_pct, stop_size, stop_months, spare_capacity, substitution,
                     adjust_months)  # fmt: skip
    return maximum(gap - stock_months, 0)


@closed_form
def price_times(missing_pct: Any, demand_elasticity: Any, price_ceiling: Any) -> Any:
    """Return by how much the price rises until no more is asked for than there is.

    Parameters
    ----------
    missing_pct : number or array
        Percent of normal deliveries that do not arrive.
    demand_elasticity : number or array
        Percent by which demand falls if the price rises by 1%, above zero.
    price_ceiling : number or array
        Times the price before, above which users go without.

    Returns
    -------
    number or array
        Times the price before: `(1 - missing) ** (-1 / elasticity)`, at most the ceiling.

    References
    ----------
    Varian, H. R. (2014), Intermediate Microeconomics, 9th edition, chapter 15 (constant
    elasticity).
    """
    left = maximum(1 - missing_pct / 100, 1e-9)
    return minimum(power(left, -1 / demand_elasticity), price_ceiling)


def elasticity(missing_pct: Any, times: Any) -> Any:
    """Return the elasticity that a fall of deliveries and a rise of the price imply.

    Parameters
    ----------
    missing_pct : number or array
        Percent of normal deliveries that did not arrive.
    times : number or array
        Price over the price before, above 1.

    Returns
    -------
    number or array
        Percent by which demand falls if the price rises by 1%.

    References
    ----------
    Varian (2014), as in `price_times`, solved for the elasticity.
    """
    return -np.log(1 - np.asarray(missing_pct) / 100)[()] / np.log(times)
