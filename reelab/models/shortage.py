"""An export stop in tables and words: what is missing where and when, and what it costs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from reelab.models import domain
from reelab.models.formula import maximum, sentence, where
from reelab.models.stop import GAP, LASTS, STOP, gap_so_far, lasts, missing_so_far, price_times

UNKNOWN = -1.0
"""Stands for a share or bill of which there is no figure."""

BAND = (10, 90)
"""The percentiles of the random runs that bound the time until a stock is gone."""


def by_month(share_pct: float, **run: float) -> pd.DataFrame:
    """Return the stop month by month, for one buyer.

    Parameters
    ----------
    share_pct : float
        Percent of use that comes from the supplier.
    **run
        One number for each name in `models.stop.STOP`.

    Returns
    -------
    DataFrame
        month (1 is the first) and what `month` returns.

    Raises
    ------
    CourseError
        If a setting is unknown, missing or cannot be.
    """
    domain.check("shortage.by_month", "share_pct", share_pct)
    domain.settings("shortage.by_month", run, STOP)
    begin = np.arange(int(np.ceil(run["stop_months"])))
    return pd.DataFrame({"month": begin + 1, **month(begin, share_pct, run)})


def buyers(shares: pd.DataFrame, **run: float) -> pd.DataFrame:
    """Return how a stop meets each buyer.

    Parameters
    ----------
    shares : DataFrame
        importer, share_pct and bill_usd (USD a year; missing where it is not known).
    **run
        One number for each name in `models.stop.STOP`.

    Returns
    -------
    DataFrame
        importer, share_pct, lasts (months until the stock is gone), dry (whether it is, before the
        stop ends), missing (months of use), cost_months and cost_usd_m (USD million).
    """
    table = shares[["importer", "share_pct"]].reset_index(drop=True)
    names = {name: run[name] for name in LASTS}
    table["lasts"] = lasts(table["share_pct"], **names)
    table["missing"] = missing_so_far(run["stop_months"], table["share_pct"], **names)
    table["dry"] = table["missing"] > 0
    table["cost_months"] = [by_month(share, **run)["cost_months"].sum() for share in
                            table["share_pct"]]  # fmt: skip
    table["cost_usd_m"] = table["cost_months"] * shares["bill_usd"].to_numpy(float) / 12e6
    return table


def dry_band(shares: pd.DataFrame, draws: Mapping[str, np.ndarray]) -> pd.DataFrame:
    """Return how far random runs put the month in which each stock is gone.

    Parameters
    ----------
    shares : DataFrame
        importer and share_pct.
    draws : mapping of str to ndarray of shape (n,)
        One array for each name in `models.stop.STOP`.

    Returns
    -------
    DataFrame
        importer, low and high (months), and chance (percent of runs that run dry).
    """
    run = {name: draws[name] for name in LASTS}
    share = shares["share_pct"].to_numpy(float)[:, None]
    low, high = np.percentile(lasts(share, **run), BAND, axis=1)
    dry = missing_so_far(draws["stop_months"], share, **run) > 0
    return pd.DataFrame(
        {"importer": shares["importer"].to_numpy(), "low": low, "high": high,
         "chance": 100 * dry.mean(axis=1)}
    )  # fmt: skip


def month(begin: Any, share_pct: Any, run: Mapping[str, Any]) -> dict[str, Any]:
    """Return what one month of a stop brings one buyer.

    Parameters
    ----------
    begin : number, array or Altair expression
        Months since the stop began.
    share_pct : number or Altair expression
        Percent of use that comes from the supplier.
    run : mapping of str to number or Altair expression
        One for each name in `models.stop.STOP`.

    Returns
    -------
    dict of str to number, array or Altair expression
        gap_pct (percent of use that does not arrive and is not replaced), missing_pct (percent of
        use not met), price_times, and cost_months: in months of the normal import bill, the rise
        of the price on what is bought, and the output lost.
    """
    short = {name: run[name] for name in GAP}
    full = {name: run[name] for name in LASTS}
    end = begin + 1
    gap = gap_so_far(end, share_pct, **short) - gap_so_far(begin, share_pct, **short)
    missing = missing_so_far(end, share_pct, **full) - missing_so_far(begin, share_pct, **full)
    times = price_times(100 * gap, run["demand_elasticity"], run["price_ceiling"])
    return {
        "gap_pct": 100 * gap,
        "missing_pct": 100 * missing,
        "price_times": times,
        "cost_months": (times - 1) * (1 - gap) + run["downstream_multiple"] * missing,
    }


def figure_of(shares: pd.DataFrame, column: str, flow: Any, key: str) -> Any:
    """Return a figure of one buyer for what stops, here or in the browser.

    Parameters
    ----------
    shares : DataFrame
        flow, key (of the buyer) and the column.
    column : str
        Such as share_pct.
    flow : str or Altair expression
        What stops.
    key : str
        The buyer.

    Returns
    -------
    number or Altair expression
        The figure, or `UNKNOWN`.
    """
    rows = shares.loc[shares["key"] == key, ["flow", column]].dropna()
    found: Any = UNKNOWN
    for name, figure in rows.itertuples(index=False, name=None):
        found = where(flow == name, float(figure), found)
    return found


def words(share_pct: Any, run: Mapping[str, Any], told: bool = True) -> Any:
    """Say how a share and a stock meet a stop; in the browser, as an expression.

    Parameters
    ----------
    share_pct : number or Altair expression
        Percent of use from the supplier; `UNKNOWN` where there is no figure.
    run : mapping of str to number or Altair expression
        One for each name in `models.stop.STOP`.
    told : bool
        Whether the share is told.

    Returns
    -------
    str or Altair expression
        Words for the end of a sentence.
    """
    names = {name: run[name] for name in LASTS}
    share = maximum(share_pct, 0)
    missing = missing_so_far(run["stop_months"], share, **names)
    dry = sentence("stock gone after ", (lasts(share, **names), ".1f"), " months, ",
                   (missing, ".1f"), " months of use missing")  # fmt: skip
    known = where(missing > 0, dry, "the stock outlives the stop")
    if told:
        known = sentence((share_pct, ".0f"), "% from there, ", known)
    return where(share_pct < 0, "no figure, or under 3%", known)


def title(who: Any, share_pct: Any, run: Mapping[str, Any]) -> Any:
    """Say how a stop meets one buyer.

    Parameters
    ----------
    who : str or Altair expression
        The buyer.
    share_pct : number or Altair expression
        Percent of use from the supplier, or `UNKNOWN`.
    run : mapping of str to number or Altair expression
        One for each name in `models.stop.STOP`.

    Returns
    -------
    str or Altair expression
        A title.
    """
    return sentence(who, ": ", words(share_pct, run, told=False))


def message(
    told: Any, known: Mapping[str, Any], who: Any, share_pct: Any, run: Mapping[str, Any]
) -> Any:
    """Say how a stop meets every buyer, and what it costs the one that is followed.

    Parameters
    ----------
    told : str or Altair expression
        What stops, in words.
    known : mapping of str to number or Altair expression
        For each buyer by name, the percent of use from the supplier, or `UNKNOWN`.
    who, share_pct : str and number, or Altair expressions
        The buyer that is followed, and its percent of use from the supplier, or `UNKNOWN`.
    run : mapping of str to number or Altair expression
        One for each name in `models.stop.STOP`.

    Returns
    -------
    str or Altair expression
        A sentence for each buyer, and one more for the last month of the one that is followed.
    """
    parts: list[Any] = [told, " stop for ", (run["stop_months"], ".0f"), " months."]
    for name, share in known.items():
        parts += [f" {name}: ", words(share, run), "."]
    last = month(run["stop_months"] - 1, maximum(share_pct, 0), run)
    cost = sentence(
        " ", who, " in the last month of the stop: price ", (last["price_times"], ".1f"),
        " times as before, cost ", (last["cost_months"], ".1f"), " months of its normal bill.",
    )  # fmt: skip
    return sentence(*parts, where(share_pct < 0, "", cost))
