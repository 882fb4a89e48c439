"""What an ore is worth: the basket of its elements."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from reelab.models.formula import where
from reelab.models.reserves import basket_value


def baskets(
    distribution: pd.DataFrame, prices: pd.DataFrame, normalize: bool = False
) -> pd.DataFrame:
    """Return what each element adds to the basket price of each ore.

    Parameters
    ----------
    distribution : DataFrame
        Columns deposit, element, share_pct (percent of TREO).
    prices : DataFrame
        Columns year, element, price_usd_kg; one oxide price per element and year.
    normalize : bool
        Whether to scale the shares of each ore, so that they add up to 100.

    Returns
    -------
    DataFrame
        deposit, element, year, share_pct, price_usd_kg, usd_kg (USD per kg TREO) and value_pct
        (percent of the basket price). An element without a price is left out.
    """
    shares = distribution[["deposit", "element", "share_pct"]].copy()
    if normalize:
        shares["share_pct"] *= 100 / shares.groupby("deposit")["share_pct"].transform("sum")
    table = shares.merge(prices[["year", "element", "price_usd_kg"]], on="element")
    table["usd_kg"] = basket_value(table["share_pct"], table["price_usd_kg"])
    whole = table.groupby(["deposit", "year"])["usd_kg"].transform("sum")
    table["value_pct"] = 100 * table["usd_kg"] / whole
    return table.sort_values(["deposit", "year", "element"], ignore_index=True)


def balance(table: pd.DataFrame, elements: tuple[str, ...] = ("La", "Ce")) -> pd.DataFrame:
    """Return what some elements make of the mass and of the value of each ore.

    Parameters
    ----------
    table : DataFrame
        As `baskets` returns it.
    elements : tuple of str
        Chemical symbols; lanthanum and cerium by default, the two most common.

    Returns
    -------
    DataFrame
        deposit, year, mass_pct and value_pct (percent), and usd_kg, the whole basket price.
    """
    keys = ["deposit", "year"]
    part = table[table["element"].isin(elements)].groupby(keys)[["share_pct", "value_pct"]].sum()
    part = part.rename(columns={"share_pct": "mass_pct"})
    part["usd_kg"] = table.groupby(keys)["usd_kg"].sum()
    return part.reset_index()


def key(deposit: str) -> str:
    """Return the name of a deposit without blanks, as a setting of a lab carries it.

    Parameters
    ----------
    deposit : str
        The name.

    Returns
    -------
    str
        The name with an underscore for each blank.

    Examples
    --------
    >>> key("Bayan Obo")
    'Bayan_Obo'
    """
    return deposit.replace(" ", "_")


def price_message(table: pd.DataFrame, deposit: Any, year: Any) -> Any:
    """Say what the basket of an ore is worth; in the browser, as an expression.

    Parameters
    ----------
    table : DataFrame
        As `baskets` returns it.
    deposit, year : str and int, or Altair expressions
        Which basket; the deposit by its `key`.

    Returns
    -------
    str or Altair expression
        A sentence without its full stop.
    """
    return _pick(
        balance(table),
        deposit,
        year,
        lambda row: f"{row.deposit}, {row.year}: {row.usd_kg:.1f} USD per kg of oxides",
    )


def balance_message(table: pd.DataFrame, deposit: Any, year: Any) -> Any:
    """Say what lanthanum and cerium make of a basket; in the browser, as an expression.

    Parameters
    ----------
    table, deposit, year : DataFrame, str and int, or Altair expressions
        As in `price_message`.

    Returns
    -------
    str or Altair expression
        Their share of the mass and of the value.
    """
    return _pick(
        balance(table),
        deposit,
        year,
        lambda row: (
            f"La and Ce: {row.mass_pct:.0f}% of the mass, {row.value_pct:.1f}% of the value"
        ),
    )


def _pick(table: pd.DataFrame, deposit: Any, year: Any, words: Callable[[Any], str]) -> Any:
    message: Any = "No such basket."
    for row in table.itertuples():
        message = where(
            (deposit == key(str(row.deposit))) & (year == row.year), words(row), message
        )
    return message
