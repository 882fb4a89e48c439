"""A portfolio of policies against an export stop: what it costs a year and what it removes.

A buyer takes part of its use from one supplier, who may stop. A stock bridges; a second source,
recycling and saving need less of the supplier; a price floor keeps the second source alive while
the market price is below its cost. Arguments carry the names and units of the ledger.
"""

from __future__ import annotations

from typing import Any

from reelab.models.formula import closed_form, maximum, where

POLICIES = ("policy_stock", "policy_second", "policy_recycling", "policy_saving", "price_floor")
"""The assumptions that are the portfolio."""

SETTING = ("policy_budget", "policy_use", "market_price", "second_cost", "dependence",
           "stop_chance", "stop_months")  # fmt: skip
"""The assumptions that are the buyer's position."""

COSTS = ("stock_carry", "recycling_extra", "saving_extra", "upside_share", "downstream_multiple")
"""The assumptions on cost that a lab leaves at their defaults."""

PORTFOLIO = (*POLICIES, *SETTING)
_DAYS = 365 / 12  # in a month


@closed_form
def second_running(
    policy_second: Any, second_cost: Any, market_price: Any, price_floor: Any
) -> Any:
    """Return what the second source delivers: all, or nothing if it cannot cover its cost.

    Parameters
    ----------
    policy_second : number or array
        What it could deliver, percent of use.
    second_cost, market_price, price_floor : number or array
        USD per kg; without a floor, zero.

    Returns
    -------
    number or array
        Percent of use.
    """
    return where(maximum(market_price, price_floor) >= second_cost, policy_second, 0)


@closed_form
def floor_payment(market_price: Any, price_floor: Any, upside_share: Any) -> Any:
    """Return what a state pays for a kilogram under a price floor with a share of the upside.

    Parameters
    ----------
    market_price, price_floor : number or array
        USD per kg; a floor of zero is no contract.
    upside_share : number or array
        Percent of the price above the floor that the state gets.

    Returns
    -------
    number or array
        USD per kg; below zero, the state receives.

    References
    ----------
    MP Materials Corp. (2025), Form 8-K of 10 July 2025 (price protection agreement).
    """
    above = maximum(market_price - price_floor, 0) * upside_share / 100
    return maximum(price_floor - market_price, 0) - where(price_floor > 0, above, 0)


@closed_form
def stock_bill(policy_use: Any, market_price: Any, policy_stock: Any, stock_carry: Any) -> Any:
    """Return what a stock costs a year.

    Parameters
    ----------
    policy_use : number or array
        kt a year.
    market_price : number or array
        USD per kg.
    policy_stock : number or array
        Days of use.
    stock_carry : number or array
        Percent of its value a year, for interest, stores and rotation.

    Returns
    -------
    number or array
        USD million a year.
    """
    return policy_use * market_price * policy_stock / 365 * stock_carry / 100


@closed_form
def floor_bill(
    policy_use: Any, policy_second: Any, second_cost: Any, market_price: Any, price_floor: Any,
    upside_share: Any,
) -> Any:  # fmt: skip
    """Return what a price floor for the second source costs a year.

    Parameters
    ----------
    policy_use : number or array
        kt a year.
    policy_second, second_cost, market_price, price_floor, upside_share : number or array
        As in `second_running` and `floor_payment`.

    Returns
    -------
    number or array
        USD million a year; below zero, the state earns.
    """
    runs = second_running(policy_second, second_cost, market_price, price_floor)
    return policy_use * runs / 100 * floor_payment(market_price, price_floor, upside_share)


@closed_form
def recycling_bill(policy_use: Any, policy_recycling: Any, recycling_extra: Any) -> Any:
    """Return what recycling costs a year above the market price.

    Parameters
    ----------
    policy_use : number or array
        kt a year.
    policy_recycling : number or array
        Percent of use.
    recycling_extra : number or array
        USD per kg above the market price.

    Returns
    -------
    number or array
        USD million a year.
    """
    return policy_use * policy_recycling / 100 * recycling_extra


@closed_form
def saving_bill(policy_use: Any, policy_saving: Any, saving_extra: Any) -> Any:
    """Return what substitutes and saving cost a year.

    Parameters
    ----------
    policy_use : number or array
        kt a year.
    policy_saving : number or array
        Percent of use that is no longer needed.
    saving_extra : number or array
        USD per kg no longer used: research, and worse or dearer goods.

    Returns
    -------
    number or array
        USD million a year.
    """
    return policy_use * policy_saving / 100 * saving_extra


@closed_form
def missing_months(
    dependence: Any, stop_months: Any, policy_stock: Any, policy_second: Any,
    policy_recycling: Any, policy_saving: Any, second_cost: Any, market_price: Any,
    price_floor: Any,
) -> Any:  # fmt: skip
    """Return the use that a stop leaves unmet.

    Parameters
    ----------
    dependence : number or array
        Percent of use from the one supplier, before any policy.
    stop_months : number or array
        How long it stops.
    policy_stock : number or array
        Days of use.
    policy_second, policy_recycling, policy_saving : number or array
        Percent of use that then does not come from the supplier.
    second_cost, market_price, price_floor : number or array
        As in `second_running`.

    Returns
    -------
    number or array
        Months of use, never below zero.
    """
    second = second_running(policy_second, second_cost, market_price, price_floor)
    left = maximum(dependence - second - policy_recycling - policy_saving, 0)
    return maximum(left / 100 * stop_months - policy_stock / _DAYS, 0)
