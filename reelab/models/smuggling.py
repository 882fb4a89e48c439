"""Smuggling as arbitrage: when a limit on exports feeds a black market.

Abroad the price rises until demand fits what arrives. Smugglers enter until the price abroad, less
their discount and the risk, no longer covers the price at home. Arguments carry the names and
units of the ledger of assumptions.
"""

from __future__ import annotations

from typing import Any

from reelab.models.formula import closed_form, maximum, minimum, power, where

MARKET = (
    "home_price", "export_demand", "legal_exports", "demand_elasticity", "price_ceiling",
    "smuggling_discount", "hiding_cost", "detection", "fine_multiple", "audit_chance",
    "official_loss",
)  # fmt: skip
"""The assumptions of the model, in the order in which a lab shows them."""


@closed_form
def kept_share(smuggling_discount: Any, detection: Any, fine_multiple: Any) -> Any:
    """Return the part of the price abroad that a smuggler can expect to keep.

    Parameters
    ----------
    smuggling_discount : number or array
        Percent by which smuggled goods are cheaper.
    detection : number or array
        Percent of the goods that are found and lost.
    fine_multiple : number or array
        Fine on top, in values of the goods.

    Returns
    -------
    number or array
        Below zero where the risk is larger than the sale.

    References
    ----------
    Pitt, M. M. (1981), Smuggling and price disparity, Journal of International Economics 11(4),
    447-458.
    """
    return (1 - smuggling_discount / 100) * (1 - detection / 100 * (1 + fine_multiple))


@closed_form
def smuggling_gain(
    abroad: Any, home_price: Any, smuggling_discount: Any, hiding_cost: Any, detection: Any,
    fine_multiple: Any,
) -> Any:  # fmt: skip
    """Return what a smuggler can expect for a kilogram.

    Parameters
    ----------
    abroad, home_price : number or array
        Prices, USD per kg.
    smuggling_discount, detection, fine_multiple : number or array
        As in `kept_share`.
    hiding_cost : number or array
        Cost of hiding and carrying, USD per kg.

    Returns
    -------
    number or array
        USD per kg; above zero, smuggling pays.

    References
    ----------
    Becker, G. S. (1968), Crime and punishment: an economic approach, Journal of Political Economy
    76(2), 169-217.
    """
    kept = kept_share(smuggling_discount, detection, fine_multiple)
    return abroad * kept - home_price - hiding_cost


@closed_form
def pays_from(
    home_price: Any, smuggling_discount: Any, hiding_cost: Any, detection: Any, fine_multiple: Any
) -> Any:
    """Return the price abroad from which smuggling pays.

    Parameters
    ----------
    home_price, smuggling_discount, hiding_cost, detection, fine_multiple : number or array
        As in `smuggling_gain`.

    Returns
    -------
    number or array
        USD per kg; a million times the cost where no price is enough.

    References
    ----------
    Becker (1968), as in `smuggling_gain`.
    """
    kept = kept_share(smuggling_discount, detection, fine_multiple)
    return (home_price + hiding_cost) / maximum(kept, 1e-6)


@closed_form
def price_abroad(
    home_price: Any, export_demand: Any, legal_exports: Any, demand_elasticity: Any,
    price_ceiling: Any,
) -> Any:  # fmt: skip
    """Return the price abroad if nothing is smuggled.

    Parameters
    ----------
    home_price : number or array
        USD per kg; the price abroad is never lower.
    export_demand : number or array
        What buyers abroad would take at the price at home, kt a year.
    legal_exports : number or array
        What leaves legally, kt a year, above zero.
    demand_elasticity : number or array
        Percent less for a price 1% higher.
    price_ceiling : number or array
        Times the price at home, above which users go without.

    Returns
    -------
    number or array
        USD per kg.
    """
    scarce = maximum(export_demand / legal_exports, 1)
    return home_price * minimum(power(scarce, 1 / demand_elasticity), price_ceiling)


@closed_form
def smuggled(
    home_price: Any, export_demand: Any, legal_exports: Any, demand_elasticity: Any,
    price_ceiling: Any, smuggling_discount: Any, hiding_cost: Any, detection: Any,
    fine_multiple: Any,
) -> Any:  # fmt: skip
    """Return how much is smuggled once nobody gains by smuggling more.

    Parameters
    ----------
    home_price, export_demand, legal_exports, demand_elasticity, price_ceiling : number or array
        As in `price_abroad`.
    smuggling_discount, hiding_cost, detection, fine_multiple : number or array
        As in `smuggling_gain`.

    Returns
    -------
    number or array
        kt a year; zero where it does not pay.
    """
    entry = pays_from(home_price, smuggling_discount, hiding_cost, detection, fine_multiple)
    wanted = export_demand * power(home_price / entry, demand_elasticity)
    alone = price_abroad(home_price, export_demand, legal_exports, demand_elasticity, price_ceiling)
    return where(entry < alone, maximum(wanted - legal_exports, 0), 0)


@closed_form
def bribe_most(
    abroad: Any, home_price: Any, smuggling_discount: Any, hiding_cost: Any, detection: Any,
    fine_multiple: Any,
) -> Any:  # fmt: skip
    """Return the most that a smuggler would pay an official who can let the goods pass.

    Parameters
    ----------
    abroad, home_price, smuggling_discount, hiding_cost, detection, fine_multiple : number or array
        As in `smuggling_gain`.

    Returns
    -------
    number or array
        USD per kg: the gain without risk, less the gain with it where that pays too.

    References
    ----------
    Klitgaard, R. (1988), Controlling Corruption, University of California Press.
    """
    sure = smuggling_gain(abroad, home_price, smuggling_discount, hiding_cost, 0, 0)
    risky = smuggling_gain(abroad, home_price, smuggling_discount, hiding_cost, detection,
                           fine_multiple)  # fmt: skip
    return maximum(sure, 0) - maximum(risky, 0)


@closed_form
def bribe_least(audit_chance: Any, official_loss: Any) -> Any:
    """Return the least that an official would take.

    Parameters
    ----------
    audit_chance : number or array
        Percent: how likely the bribe comes out.
    official_loss : number or array
        What the official then loses, USD for each kg let pass.

    Returns
    -------
    number or array
        USD per kg.

    References
    ----------
    Klitgaard (1988), as in `bribe_most`.
    """
    return audit_chance / 100 * official_loss
