"""Reserves and output by country and edition, and what an ore is worth."""

from __future__ import annotations

from typing import Any

import pandas as pd

from reelab.models.formula import closed_form, sentence, where


@closed_form
def static_life(reserves_t: Any, production_t: Any) -> Any:
    """Return how many years a reserve would last at today's output.

    Parameters
    ----------
    reserves_t : number or array
        Reserve in t REO.
    production_t : number or array
        Output in t REO a year; zero gives infinity.

    Returns
    -------
    number or array
        Years. It says nothing about cost, growth or discovery: reserves are restated each year.

    References
    ----------
    U.S. Bureau of Mines and U.S. Geological Survey (1980), Principles of a
    resource/reserve classification for minerals, Circular 831 (what a reserve is).
    """
    return reserves_t / production_t


@closed_form
def basket_value(share_pct: Any, price_usd_kg: Any) -> Any:
    """Return what an element adds to the basket price of an ore.

    Parameters
    ----------
    share_pct : number or array
        Percent of the element's oxide in the TREO of the ore.
    price_usd_kg : number or array
        Price of the separated oxide, USD per kg.

    Returns
    -------
    number or array
        USD per kg TREO; the sum over the elements is the basket price.
    """
    return share_pct / 100 * price_usd_kg


def supply(
    reserves: pd.DataFrame, production: pd.DataFrame, countries: pd.DataFrame
) -> pd.DataFrame:
    """Put reserves and the latest output of each edition side by side.

    Parameters
    ----------
    reserves : DataFrame
        Columns edition, country, reserves_t (t REO; missing where the edition prints none).
    production : DataFrame
        Columns edition, country, year, production_t (t REO).
    countries : DataFrame
        Columns country, bloc.

    Returns
    -------
    DataFrame
        edition, country, bloc, year, reserves_mt (million t REO), output_kt (thousand t REO, in
        the last year that the edition prints) and life_years, the static life.
    """
    last = production[production["year"] == production.groupby("edition")["year"].transform("max")]
    both = reserves.merge(last, on=["edition", "country"], how="outer")
    both = both.merge(countries[["country", "bloc"]], on="country", how="left")
    both["year"] = both.groupby("edition")["year"].transform("max").astype(int)
    both["reserves_mt"] = both["reserves_t"] / 1e6
    both["output_kt"] = both["production_t"] / 1e3
    life = static_life(both["reserves_t"], both["production_t"])
    both["life_years"] = life.where(both["production_t"] > 0)
    columns = ["edition", "country", "bloc", "year", "reserves_mt", "output_kt", "life_years"]
    return both[columns].sort_values(["edition", "country"], ignore_index=True)


def edition_title(edition: Any) -> Any:
    """Return the title of a picture of one edition; in the browser, as an expression."""
    return sentence("Reserves and mine output by country, edition ", (edition, ".0f"))


def edition_message(table: pd.DataFrame, edition: Any) -> Any:
    """Say what an edition prints; in the browser, as an expression of the edition.

    Parameters
    ----------
    table : DataFrame
        As `supply` returns it.
    edition : int or Altair expression
        The edition to describe.

    Returns
    -------
    str or Altair expression
        The countries with the largest reserves and output, and those without a figure.
    """
    message: Any = "No such edition."
    for year, rows in table.groupby("edition"):
        message = where(edition == year, _describe(int(str(year)), rows), message)
    return message


def _describe(edition: int, rows: pd.DataFrame) -> str:
    def top(column: str, unit: str) -> str:
        largest = rows.nlargest(5, column)
        pairs = zip(largest["country"], largest[column], strict=True)
        return ", ".join(f"{country} {value:,.3g}" for country, value in pairs) + f" {unit}"

    blank = ", ".join(rows.loc[rows["reserves_mt"].isna(), "country"]) or "none"
    return (
        f"USGS edition {edition}. Largest reserves: {top('reserves_mt', 'million t')}. "
        f"Largest mine output in {rows['year'].iloc[0]}: {top('output_kt', 'thousand t')}. "
        f"No reserve figure: {blank}."
    )
