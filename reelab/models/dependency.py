"""What a chain delivers without one country, how long a stock lasts, what a bill is made of.

Arguments carry the names and units of the ledger of assumptions (percent are percent). Functions
marked with `closed_form` also take Altair expressions.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from reelab.errors import CourseError
from reelab.models.formula import closed_form, ratio, sentence, where

BILL = ("magnet_price", "magnet_weight", "inr_usd")
"""The assumptions of the import bill, in the order in which a lab shows them."""

YIELDS = {"separation": "separation_yield", "metal making": "metal_yield",
          "magnets": "magnet_yield"}  # fmt: skip
"""For each stage after the mine, the assumption that is its yield."""

CRORE = 10.0
"""Millions in a crore."""


def throughput(stages: pd.DataFrame, yields: Mapping[str, float]) -> pd.DataFrame:
    """Return what a chain can deliver if each stage must be fed by the one before.

    Parameters
    ----------
    stages : DataFrame
        stage and output_t (t of rare earths in what leaves the stage, a year), the mine first.
    yields : mapping of str to float
        Percent of the rare earths fed to a stage that leave it, by stage; the first needs none.

    Returns
    -------
    DataFrame
        The same with reach_t, the t that would arrive at the end of the chain if only this stage
        were a limit, and binds, true where this is least.

    Raises
    ------
    CourseError
        If a stage has no yield or a yield is not above 0 and up to 100, or an output is missing.

    References
    ----------
    Goldratt, E. M. (1990), Theory of Constraints, North River Press: the output of a chain is
    that of its narrowest stage.
    """
    names = list(stages["stage"])
    outputs = stages["output_t"].to_numpy(float)
    if not np.isfinite(outputs).all() or (outputs < 0).any():
        raise CourseError("Each stage needs an output of zero or more tonnes; one is missing.")
    steps = []
    for name in names[1:]:
        step = float(yields.get(name, float("nan")))
        if not 0 < step <= 100:
            raise CourseError(f"The yield of {name} must be above 0 and up to 100%, not {step:g}.")
        steps.append(step / 100)
    after = np.append(np.cumprod(steps[::-1])[::-1], 1.0)
    table = stages.assign(reach_t=outputs * after)
    return table.assign(binds=table["reach_t"] == table["reach_t"].min())


def outside(shares: pd.DataFrame, country: str, whole_t: float) -> pd.DataFrame:
    """Return what all but one country put out at each stage.

    Parameters
    ----------
    shares : DataFrame
        stage, country, share_pct and quantity_t (missing where only the share is known), one
        source for each stage, in the order of the chain.
    country : str
        Whom to leave out.
    whole_t : float
        t of rare earths that stand for 100% where a stage has no quantities.

    Returns
    -------
    DataFrame
        stage, share_pct (of all others) and output_t, ready for `throughput`. Its attrs hold the
        country, and the newest year where the shares have a year.

    Raises
    ------
    CourseError
        If a stage has no row for the country.
    """
    rows = []
    for stage, market in shares.groupby("stage", sort=False):
        own = market[market["country"] == country]
        if len(own) != 1:
            raise CourseError(f"The stage {stage!r} has {len(own)} rows for {country}, not one.")
        share = 100 - float(own["share_pct"].iloc[0])
        known = market["quantity_t"].notna().all()
        total = float(market["quantity_t"].sum()) if known else whole_t
        rows.append((stage, share, share / 100 * total))
    found = pd.DataFrame(rows, columns=["stage", "share_pct", "output_t"])
    found.attrs["country"] = country
    if "year" in shares:
        found.attrs["year"] = int(shares["year"].max())
    return found


def months_of_cover(stock_t: Any, use_t: Any) -> Any:
    """Return how many months a stock would last if nothing came in.

    Parameters
    ----------
    stock_t : number or array
        Stock, t.
    use_t : number or array
        Use, t a year.

    Returns
    -------
    number or array
        Months; infinity for a use of zero.

    References
    ----------
    Silver, E. A., Pyke, D. F., and Thomas, D. J. (2017), Inventory and Production Management in
    Supply Chains, CRC Press (run-out time).
    """
    return ratio(12 * stock_t, use_t)


@closed_form
def bill(magnet_price: Any, magnet_weight: Any) -> Any:
    """Return what imports cost.

    Parameters
    ----------
    magnet_price : number or array
        USD per kg.
    magnet_weight : number or array
        kt a year.

    Returns
    -------
    number or array
        USD million a year: a price in USD per kg times kt.
    """
    return magnet_price * magnet_weight


@closed_form
def crores(usd_million: Any, inr_usd: Any) -> Any:
    """Return a sum of dollars in crores of rupees, as Indian statistics print it.

    Parameters
    ----------
    usd_million : number or array
        USD million.
    inr_usd : number or array
        Rupees per dollar.

    Returns
    -------
    number or array
        Crores of rupees; a crore is ten million.
    """
    return usd_million * inr_usd / CRORE


def bill_title(magnet_price: Any, magnet_weight: Any, inr_usd: Any) -> Any:
    """Say what the imports cost; in the browser, as an expression.

    Parameters
    ----------
    magnet_price, magnet_weight, inr_usd : number or Altair expression
        As in `bill` and `crores`.

    Returns
    -------
    str or Altair expression
        A title.
    """
    cost = bill(magnet_price, magnet_weight)
    return sentence(
        (magnet_weight, ",.1f"), " kt at ", (magnet_price, ",.1f"), " USD per kg cost ",
        (cost, ",.0f"), " million USD, ", (crores(cost, inr_usd), ",.0f"), " crore rupees",
    )  # fmt: skip


def bill_message(
    figures: pd.DataFrame, claim: float, magnet_price: Any, magnet_weight: Any, inr_usd: Any
) -> Any:
    """Hold a bill against published figures and a claim; in the browser, as an expression.

    Parameters
    ----------
    figures : DataFrame
        who and usd_million.
    claim : float
        USD million.
    magnet_price, magnet_weight, inr_usd : number or Altair expression
        As in `bill_title`.

    Returns
    -------
    str or Altair expression
        Sentences.
    """
    cost = bill(magnet_price, magnet_weight)
    listed = "; ".join(f"{row.who} {row.usd_million:,.0f}" for row in figures.itertuples())
    return sentence(
        bill_title(magnet_price, magnet_weight, inr_usd), ". The article says ",
        (claim, ",.0f"), " million: ", where(cost <= claim, "", "only "),
        (ratio(claim, cost), ",.1f"), f" times as much. Published, in million USD: {listed}.",
    )  # fmt: skip


@closed_form
def premium(stop_chance: Any, avoided_months: Any, second_share: Any) -> Any:
    """Return the extra price for a second source that a stop of the first would pay back.

    Parameters
    ----------
    stop_chance : number or array
        Chance of a stop, percent a year.
    avoided_months : number or array
        Cost of a stop that the second source avoids, in months of the normal import bill.
    second_share : number or array
        Percent of use bought from the second source, above 0.

    Returns
    -------
    number or array
        Percent on the price of what the second source delivers: the expected loss avoided in a
        year over the yearly bill of the second source. A buyer who fears losses pays more.

    References
    ----------
    Arrow, K. J. (1963), Uncertainty and the welfare economics of medical care, American Economic
    Review 53(5), 941-973 (the fair premium is the expected loss).
    """
    return stop_chance * avoided_months / 12 / second_share * 100
