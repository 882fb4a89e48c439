"""The economics of one mine, in closed form.

Arguments carry the names and units of the ledger of assumptions (percent are percent, not
fractions). They may be numbers, arrays or Altair expressions, so that the kernel and the browser
compute the same formula.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from reelab.models.formula import closed_form, maximum, minimum, power, sentence, where

MINE = (
    "basket_price", "grade", "recovery", "ore_rate", "capex", "ore_cost", "separation_cost",
    "discount_rate", "lead_time", "mine_life", "capex_multiplier", "opex_multiplier",
)  # fmt: skip
"""The assumptions of the mine model, in the order in which a lab shows them."""

DRAWS = 400
"""How many random runs a band is made of."""

BAND = (10, 90)
"""The percentiles of the runs that bound it."""


@closed_form
def annuity(years: Any, discount_rate: Any) -> Any:
    """Return the present value of one unit a year, paid at the end of each of `years` years.

    Parameters
    ----------
    years : number or array
        Number of payments, zero or more.
    discount_rate : number or array
        Percent a year; zero is allowed.

    Returns
    -------
    number or array
        `(1 - (1 + d) ** -years) / d`, or `years` where d is zero.

    References
    ----------
    Torries, T. F. (1998), Evaluating Mineral Projects: Applications and Misconceptions,
    Society for Mining, Metallurgy, and Exploration (discounted cash flow).
    """
    rate = discount_rate / 100
    positive = rate > 1e-9  # below, rounding eats the difference from 1
    divisor = where(positive, rate, 1)
    return where(positive, (1 - power(1 + rate, -1 * years)) / divisor, years)


@closed_form
def output(ore_rate: Any, grade: Any, recovery: Any) -> Any:
    """Return the yearly output of a mine.

    Parameters
    ----------
    ore_rate : number or array
        Ore treated, Mt a year.
    grade : number or array
        Percent TREO in the ore.
    recovery : number or array
        Percent of the TREO that reaches the product.

    Returns
    -------
    number or array
        kt REO a year.
    """
    return ore_rate * grade * recovery / 10


@closed_form
def unit_cost(
    grade: Any, recovery: Any, ore_cost: Any, separation_cost: Any, opex_multiplier: Any
) -> Any:
    """Return the operating cost of a kilogram of product.

    Parameters
    ----------
    grade, recovery : number or array
        Percent, as in `output`.
    ore_cost : number or array
        Mining and milling, USD per t of ore.
    separation_cost : number or array
        Chemical treatment and separation, USD per kg REO.
    opex_multiplier : number or array
        1 for a site with roads, power and a port; more where they must be built.

    Returns
    -------
    number or array
        USD per kg REO. A leaner ore costs more: the ore cost is spread over less product.
    """
    return opex_multiplier * (mining_cost(grade, recovery, ore_cost) + separation_cost)


@closed_form
def mining_cost(grade: Any, recovery: Any, ore_cost: Any) -> Any:
    """Return the cost of mining and milling the ore of a kilogram of product.

    Parameters
    ----------
    grade, recovery, ore_cost : number or array
        As in `unit_cost`.

    Returns
    -------
    number or array
        USD per kg REO.
    """
    return ore_cost * 10 / (grade * recovery)


@closed_form
def capital_charge(
    grade: Any, recovery: Any, ore_rate: Any, capex: Any, discount_rate: Any, lead_time: Any,
    mine_life: Any, capex_multiplier: Any,
) -> Any:  # fmt: skip
    """Return what each kilogram must earn to pay back the capital with interest.

    Parameters
    ----------
    grade, recovery, ore_rate : number or array
        As in `output`.
    capex : number or array
        Capital cost, USD million, spent evenly over the lead time.
    discount_rate : number or array
        Percent a year.
    lead_time : number or array
        Years from the first spending to the first output, 1 or more.
    mine_life : number or array
        Years of output.
    capex_multiplier : number or array
        1 for a site with roads, power and a port; more where they must be built.

    Returns
    -------
    number or array
        USD per kg REO: present value of the capital over present value of the output.

    References
    ----------
    Torries (1998), as in `annuity`: the price at which the net present value is zero.
    """
    capital = capex * capex_multiplier / lead_time * annuity(lead_time, discount_rate)
    kilograms = output(ore_rate, grade, recovery) * _producing(lead_time, mine_life, discount_rate)
    return capital / kilograms


def _producing(lead_time: Any, mine_life: Any, discount_rate: Any) -> Any:
    """Return the present value of one unit in each year of output."""
    return annuity(lead_time + mine_life, discount_rate) - annuity(lead_time, discount_rate)


@closed_form
def break_even(
    grade: Any, recovery: Any, ore_rate: Any, capex: Any, ore_cost: Any, separation_cost: Any,
    discount_rate: Any, lead_time: Any, mine_life: Any, capex_multiplier: Any,
    opex_multiplier: Any,
) -> Any:  # fmt: skip
    """Return the basket price at which the net present value is zero.

    Parameters
    ----------
    grade, recovery, ore_rate, capex, ore_cost, separation_cost, discount_rate, lead_time, \
mine_life, capex_multiplier, opex_multiplier : number or array
        As in `unit_cost` and `capital_charge`.

    Returns
    -------
    number or array
        USD per kg TREO, before taxes and royalties.

    References
    ----------
    Torries (1998), as in `annuity`.
    """
    running = unit_cost(grade, recovery, ore_cost, separation_cost, opex_multiplier)
    return running + capital_charge(
        grade, recovery, ore_rate, capex, discount_rate, lead_time, mine_life, capex_multiplier
    )


@closed_form
def cumulative_cash(
    year: Any, basket_price: Any, grade: Any, recovery: Any, ore_rate: Any, capex: Any,
    ore_cost: Any, separation_cost: Any, discount_rate: Any, lead_time: Any, mine_life: Any,
    capex_multiplier: Any, opex_multiplier: Any,
) -> Any:  # fmt: skip
    """Return the discounted cash flow from the decision to the end of a year.

    Parameters
    ----------
    year : number or array
        Years since the decision, zero or more; after the mine has closed nothing is added.
    basket_price : number or array
        What a kilogram of the mine's mixed oxides earns, USD per kg TREO.
    grade, recovery, ore_rate, capex, ore_cost, separation_cost, discount_rate, lead_time, \
mine_life, capex_multiplier, opex_multiplier : number or array
        As in `unit_cost` and `capital_charge`.

    Returns
    -------
    number or array
        USD million, in money of the year of decision, before taxes and royalties.

    References
    ----------
    Torries (1998), as in `annuity`.
    """
    spent = capex * capex_multiplier / lead_time * annuity(minimum(year, lead_time), discount_rate)
    margin = basket_price - unit_cost(grade, recovery, ore_cost, separation_cost, opex_multiplier)
    producing = minimum(maximum(year - lead_time, 0), mine_life)
    earned = margin * output(ore_rate, grade, recovery)
    return earned * _producing(lead_time, producing, discount_rate) - spent


@closed_form
def npv(
    basket_price: Any, grade: Any, recovery: Any, ore_rate: Any, capex: Any, ore_cost: Any,
    separation_cost: Any, discount_rate: Any, lead_time: Any, mine_life: Any,
    capex_multiplier: Any, opex_multiplier: Any,
) -> Any:  # fmt: skip
    """Return the net present value of a mine.

    Parameters
    ----------
    basket_price, grade, recovery, ore_rate, capex, ore_cost, separation_cost, discount_rate, \
lead_time, mine_life, capex_multiplier, opex_multiplier : number or array
        As in `cumulative_cash`.

    Returns
    -------
    number or array
        USD million, in money of the year of decision, before taxes and royalties.

    References
    ----------
    Torries (1998), as in `annuity`.
    """
    return cumulative_cash(
        lead_time + mine_life, basket_price, grade, recovery, ore_rate, capex, ore_cost,
        separation_cost, discount_rate, lead_time, mine_life, capex_multiplier, opex_multiplier,
    )  # fmt: skip


def outcomes(**mine: Any) -> pd.Series:
    """Return the outcomes of the mine model.

    Parameters
    ----------
    **mine
        One number for each name in `MINE`.

    Returns
    -------
    Series
        Outcome by name, the unit in the name.
    """
    charge = _without(mine, "basket_price", "ore_cost", "separation_cost", "opex_multiplier")
    running = {k: mine[k] for k in ("grade", "recovery", "ore_cost", "separation_cost",
                                    "opex_multiplier")}  # fmt: skip
    return pd.Series(
        {
            "Output (kt REO a year)": output(mine["ore_rate"], mine["grade"], mine["recovery"]),
            "Operating cost (USD/kg REO)": unit_cost(**running),
            "Capital charge (USD/kg REO)": capital_charge(**charge),
            "Break-even basket price (USD/kg TREO)": break_even(**_without(mine, "basket_price")),
            "Basket price (USD/kg TREO)": mine["basket_price"],
            "Net present value (USD million)": npv(**mine),
        }
    )


def _without(mine: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in mine.items() if name not in names}


def cash_band(
    draws: dict[str, np.ndarray], years: np.ndarray, low: float = BAND[0], high: float = BAND[1]
) -> dict[str, np.ndarray]:
    """Return the band that holds most of the drawn cash-flow curves.

    Parameters
    ----------
    draws : dict of str to ndarray of shape (n,)
        One array for each name in `MINE`.
    years : ndarray of shape (m,)
        Years since the decision.
    low, high : float
        Percentiles that bound the band.

    Returns
    -------
    dict of str to ndarray of shape (m,)
        year, low and high (USD million).
    """
    curves = cumulative_cash(years[:, None], **draws)
    bounds = np.percentile(curves, [low, high], axis=1)
    return {"year": years, "low": bounds[0], "high": bounds[1]}


def verdict(**mine: Any) -> Any:
    """Say whether the mine gains or loses; in the browser, as an expression.

    Parameters
    ----------
    **mine
        One number, or expression, for each name in `MINE`.

    Returns
    -------
    str or Altair expression
        A sentence without its full stop.
    """
    value = npv(**mine)
    return sentence(
        "The mine ", where(value >= 0, "gains", "loses"), " USD ", (abs(value), ",.0f"),
        " million in present value",
    )  # fmt: skip


def needs(**mine: Any) -> Any:
    """Say what a kilogram must earn and what it earns; in the browser, as an expression.

    Parameters
    ----------
    **mine
        As in `verdict`.

    Returns
    -------
    str or Altair expression
        A sentence.
    """
    return sentence(
        "It needs ", (break_even(**_without(mine, "basket_price")), ",.1f"),
        " USD per kg of oxides and earns ", (mine["basket_price"], ",.1f"), ".",
    )  # fmt: skip
