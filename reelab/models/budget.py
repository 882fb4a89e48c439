"""What a portfolio of policies costs in all, and what it removes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reelab.models.portfolio import (
    floor_bill,
    missing_months,
    recycling_bill,
    saving_bill,
    stock_bill,
)


def _given(run: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: run[name] for name in names}


def bills(run: Mapping[str, Any]) -> dict[str, Any]:
    """Return what each policy costs a year, here or in the browser.

    Parameters
    ----------
    run : mapping of str to number, array or Altair expression
        One value for each name in `portfolio.PORTFOLIO` and `portfolio.COSTS`.

    Returns
    -------
    dict of str to number, array or Altair expression
        USD million a year, by name of the policy. The second source costs what its floor does.
    """
    use = ("policy_use",)
    return {
        "stock": stock_bill(**_given(run, *use, "market_price", "policy_stock", "stock_carry")),
        "second source with floor": floor_bill(
            **_given(run, *use, "policy_second", "second_cost", "market_price", "price_floor",
                     "upside_share")
        ),
        "recycling": recycling_bill(**_given(run, *use, "policy_recycling", "recycling_extra")),
        "substitutes and saving": saving_bill(**_given(run, *use, "policy_saving",
                                                       "saving_extra")),
    }  # fmt: skip


def cost(run: Mapping[str, Any]) -> Any:
    """Return the sum of `bills`, USD million a year.

    Parameters
    ----------
    run : mapping of str to number, array or Altair expression
        As in `bills`.

    Returns
    -------
    number, array or Altair expression
        USD million a year.
    """
    first, *rest = bills(run).values()
    return sum(rest, first)


_MISSING = ("dependence", "stop_months", "policy_stock", "policy_second", "policy_recycling",
            "policy_saving", "second_cost", "market_price", "price_floor")  # fmt: skip


def removed(run: Mapping[str, Any]) -> Any:
    """Return the part of the expected loss that a portfolio removes, here or in the browser.

    Parameters
    ----------
    run : mapping of str to number, array or Altair expression
        As in `bills`.

    Returns
    -------
    number, array or Altair expression
        Percent, against no policy at all.
    """
    alone = run["dependence"] / 100 * run["stop_months"]
    return 100 * (1 - missing_months(**_given(run, *_MISSING)) / alone)


def loss(run: Mapping[str, Any]) -> Any:
    """Return the loss that a portfolio leaves to be expected, here or in the browser.

    Parameters
    ----------
    run : mapping of str to number, array or Altair expression
        As in `bills`.

    Returns
    -------
    number, array or Altair expression
        USD million a year: chance of a stop, times use that is missing, times what is lost for
        each dollar of it.
    """
    value = run["policy_use"] * run["market_price"] / 12 * run["downstream_multiple"]
    return run["stop_chance"] / 100 * missing_months(**_given(run, *_MISSING)) * value
