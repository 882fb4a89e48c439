"""How concentrated supply is, and how much of its use a country must import.

Shares are percent. A concentration is the Herfindahl-Hirschman index (HHI) on a scale from 0 to 1;
in points, as competition authorities print it, it is 10,000 times as large.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from reelab.errors import CourseError
from reelab.models.formula import ratio

REST = "Other countries"
"""Who is not told apart in a table of shares."""

_ROUNDING = 0.6  # percentage points by which printed shares may miss 100


def hhi(share_pct: Iterable[float]) -> float:
    """Return the Herfindahl-Hirschman index of the shares of all suppliers.

    Parameters
    ----------
    share_pct : iterable of float
        Percent, one for each supplier; together 100.

    Returns
    -------
    float
        Sum of the squared shares: 1 for one supplier, near 0 for very many.

    Raises
    ------
    CourseError
        If a share is below zero or no number, or if they do not add up to 100.

    References
    ----------
    Hirschman, A. O. (1964), The paternity of an index, American Economic Review 54(5), 761-762.

    Examples
    --------
    >>> round(hhi([50, 30, 20]), 2)
    0.38
    """
    shares = _shares(share_pct)
    _whole(shares.sum(), "The shares")
    return float(((shares / 100) ** 2).sum())


def hhi_of(quantity: Iterable[float]) -> float:
    """Return the Herfindahl-Hirschman index of quantities, such as tonnes by country.

    Parameters
    ----------
    quantity : iterable of float
        One for each supplier, in any unit.

    Returns
    -------
    float
        As `hhi`.

    Raises
    ------
    CourseError
        If a quantity is below zero or no number, or if all are zero.

    References
    ----------
    Hirschman (1964), as in `hhi`.
    """
    amounts = _shares(quantity, "A quantity")
    if not amounts.sum() > 0:
        raise CourseError("All quantities are zero: there are no shares.")
    return hhi(100 * amounts / amounts.sum())


def hhi_bounds(
    known_pct: Iterable[float], rest_pct: float = 0.0, largest_pct: float | None = None
) -> tuple[float, float]:
    """Return the interval that holds the index if a part of supply is not told apart.

    Parameters
    ----------
    known_pct : iterable of float
        Percent, one for each supplier that is told apart.
    rest_pct : float
        Percent of all others together; with the known shares 100.
    largest_pct : float, optional
        Percent that none of the others exceeds, where that is known.

    Returns
    -------
    tuple of float
        The index if the rest comes from very many, and if it comes from as few as can be.

    Raises
    ------
    CourseError
        If a share is below zero or no number, or if they do not add up to 100.

    References
    ----------
    Hirschman (1964), as in `hhi`; the bounds follow from the squares being convex.

    Examples
    --------
    >>> low, high = hhi_bounds([60], 40)
    >>> round(low, 2), round(high, 2)
    (0.36, 0.52)
    """
    known, rest = _shares(known_pct), float(_shares([rest_pct])[0])
    _whole(known.sum() + rest, "The known shares and the rest")
    low = float(((known / 100) ** 2).sum())
    cap = rest if largest_pct is None else min(rest, float(_shares([largest_pct])[0]))
    if rest == 0:
        return low, low
    if cap == 0:
        raise CourseError("The rest is above zero, so its largest share cannot be zero.")
    full = math.floor(rest / cap + 1e-9)
    left = max(rest - full * cap, 0.0)
    return low, low + (full * cap**2 + left**2) / 1e4


def effective_number(index: Any) -> Any:
    """Return how many suppliers of equal size would be as concentrated.

    Parameters
    ----------
    index : number or array
        A Herfindahl-Hirschman index, above 0 and up to 1.

    Returns
    -------
    number or array
        One over the index.

    References
    ----------
    Adelman, M. A. (1969), Comment on the "H" concentration measure as a numbers-equivalent,
    Review of Economics and Statistics 51(1), 99-101.
    """
    return ratio(1.0, index)


def normalized(index: Any, suppliers: Any) -> Any:
    """Return the index on a scale on which equal suppliers are 0 and one supplier is 1.

    Parameters
    ----------
    index : number or array
        A Herfindahl-Hirschman index from 0 to 1.
    suppliers : number or array
        Number of suppliers, 2 or more.

    Returns
    -------
    number or array
        `(H - 1/n) / (1 - 1/n)`.

    References
    ----------
    Cracau, D., and Duran Lima, J. E. (2016), On the normalized Herfindahl-Hirschman index: a
    technical note, International Journal on Food System Dynamics 7(4), 382-386.
    """
    return (index - 1 / suppliers) / (1 - 1 / suppliers)


def by_market(table: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Return concentration for each market in a table of shares.

    Parameters
    ----------
    table : DataFrame
        The columns of `by`, country or supplier, and share_pct; the rows of `REST` are not told
        apart.
    by : sequence of str
        Columns that tell the markets apart, such as stage and year.

    Returns
    -------
    DataFrame
        The columns of `by`; hhi_low and hhi_high, which are the same where all are told apart;
        suppliers_low and suppliers_high, the effective number; and known_pct, the percentage that
        is told apart.

    Raises
    ------
    CourseError
        If the shares of a market do not add up to 100.
    """
    who = "country" if "country" in table else "supplier"
    rows = []
    for key, market in table.groupby(list(by), sort=False):
        rest = market.loc[market[who] == REST, "share_pct"].sum()
        known = market.loc[market[who] != REST, "share_pct"]
        low, high = hhi_bounds(known, rest)
        rows.append([*key, low, high, effective_number(high), effective_number(low), 100 - rest])
    columns = [*by, "hhi_low", "hhi_high", "suppliers_low", "suppliers_high", "known_pct"]
    return pd.DataFrame(rows, columns=columns)


def net_import_reliance(production: Any, consumption: Any) -> Any:
    """Return the share of its use that a country cannot cover by its own output.

    Parameters
    ----------
    production : number or array
        Output at home, in t, of the same goods.
    consumption : number or array
        Apparent consumption in t: output plus imports minus exports, plus what was taken from
        stocks.

    Returns
    -------
    number or array
        Percent; below zero for a net exporter.

    References
    ----------
    U.S. Geological Survey, Mineral Commodity Summaries 2026, appendix (net import reliance).
    """
    return 100 * (1 - ratio(production, consumption))


def _shares(values: Iterable[float], what: str = "A share") -> np.ndarray:
    found = np.asarray(list(values), float)
    if not np.isfinite(found).all() or (found < 0).any():
        raise CourseError(f"{what} is missing or below zero: {[float(v) for v in found]}.")
    return found


def _whole(total: float, what: str) -> None:
    if abs(total - 100) > _ROUNDING:
        wanted = "give what is left over as the rest"
        if abs(total - 1) < _ROUNDING / 100:
            wanted = "give percent, 50 and not 0.5"
        raise CourseError(f"{what} add up to {total:g}%, not to 100%: {wanted}.")
