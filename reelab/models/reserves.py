"""Reserves and output by country and edition, and what an ore is worth."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from reelab.models.formula import closed_form, ratio, sentence, where


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
    return ratio(reserves_t, production_t)


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
        the last year that the edition prints) and life_years, the static life; missing where
        a figure is missing or the output is zero.
    """
    last = production[production["year"] == production.groupby("edition")["year"].transform("max")]
    both = reserves.merge(last, on=["edition", "country"], how="outer")
    both = both.merge(countries[["country", "bloc"]], on="country", how="left")
    both["year"] = both.groupby("edition")["year"].transform("max").astype("Int64")
    both["reserves_mt"] = both["reserves_t"] / 1e6
    both["output_kt"] = both["production_t"] / 1e3
    life = static_life(both["reserves_t"], both["production_t"])
    both["life_years"] = life.where(both["production_t"] > 0)
    columns = ["edition", "country", "bloc", "year", "reserves_mt", "output_kt", "life_years"]
    return both[columns].sort_values(["edition", "country"], ignore_index=True)


def edition_title(edition: Any) -> Any:
    """Return the title of a picture of one edition; in the browser, as an expression.

    Parameters
    ----------
    edition : int or Altair expression
        The edition to name.

    Returns
    -------
    str or Altair expression
        The title.
    """
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
        largest = rows.dropna(subset=column).nlargest(5, column)
        pairs = zip(largest["country"], largest[column], strict=True)
        named = ", ".join(f"{country} {value:,.3g}" for country, value in pairs)
        return f"{named} {unit}" if named else "no figure"

    year = rows["year"].iloc[0]
    blank = ", ".join(rows.loc[rows["reserves_mt"].isna(), "country"]) or "none"
    return (
        f"USGS edition {edition}. Largest reserves: {top('reserves_mt', 'million t')}. "
        f"Largest mine output{'' if pd.isna(year) else f' in {year}'}: "
        f"{top('output_kt', 'thousand t')}. "
        f"No reserve figure: {blank}."
    )


@closed_form
def part_of(share_pct: Any, whole_mt: Any) -> Any:
    """Return the part of a reserve that a share of it makes.

    Parameters
    ----------
    share_pct : number or array
        Percent.
    whole_mt : number or array
        What it is a share of, million t REO.

    Returns
    -------
    number or array
        Million t REO.
    """
    return share_pct / 100 * whole_mt


def part_title(share_pct: Any, wholes: Mapping[str, float]) -> Any:
    """Say what a share makes of several wholes, in few words.

    Parameters
    ----------
    share_pct, wholes : number or Altair expression, mapping of str to float
        As in `part_message`.

    Returns
    -------
    str or Altair expression
        A title.
    """
    parts: list[Any] = [(share_pct, ".0f"), "% of "]
    for whole in wholes.values():
        parts += [(whole, ".1f"), " Mt is ", (part_of(share_pct, whole), ".1f"), " Mt, of "]
    return sentence(*parts[:-1], " Mt")


def part_message(share_pct: Any, wholes: Mapping[str, float]) -> Any:
    """Say what a share makes of each of several wholes; in the browser, as an expression.

    Parameters
    ----------
    share_pct : number or Altair expression
        Percent.
    wholes : mapping of str to float
        Million t REO, by name.

    Returns
    -------
    str or Altair expression
        A sentence.
    """
    parts: list[Any] = ["A share of ", (share_pct, ".0f"), "% is "]
    for name, whole in wholes.items():
        part = (part_of(share_pct, whole), ".1f")
        parts += [part, f" of the {whole:.1f} million t of the {name}", ", "]
    return sentence(*parts[:-1], ".")


def revisions(
    reserves: pd.DataFrame, estimates: pd.DataFrame, countries: pd.DataFrame
) -> pd.DataFrame:
    """Put each edition's reserve and the rival estimates of a country below one another.

    Parameters
    ----------
    reserves : DataFrame
        Columns edition, country, reserves_t (t REO; missing where the edition prints none).
    estimates : DataFrame
        Columns country, year, basis, value_t (t REO).
    countries : DataFrame
        Columns country, bloc.

    Returns
    -------
    DataFrame
        country, bloc, year, mt (million t REO), basis (`USGS` or that of the estimate) and run,
        which is the same for editions that follow each other without a gap.
    """
    printed = reserves.rename(columns={"edition": "year", "reserves_t": "t"}).assign(basis="USGS")
    rivals = estimates.rename(columns={"value_t": "t"})
    columns = ["country", "year", "t", "basis"]
    both = pd.concat([printed[columns], rivals[columns]])
    both = both.merge(countries[["country", "bloc"]], on="country")
    both = both.sort_values(["country", "basis", "year"], ignore_index=True)
    gap = both.groupby(["country", "basis"])["year"].diff() != 1
    both["run"] = gap.cumsum()
    both["mt"] = both["t"] / 1e6
    return both[["country", "bloc", "year", "mt", "basis", "run"]]


def life_message(table: pd.DataFrame) -> str:
    """List the static lives in one edition, the shortest first.

    Parameters
    ----------
    table : DataFrame
        Rows of one edition, as `supply` returns them.

    Returns
    -------
    str
        The years of each country, and the countries with reserves and no output.
    """
    rows = table.dropna(subset="life_years").sort_values("life_years")
    words = ", ".join(f"{r.country} {r.life_years:,.0f}" for r in rows.itertuples())
    mined = table.loc[table["reserves_mt"].notna() & (table["output_kt"] == 0), "country"]
    return f"Years: {words}. Reserves but no output: {', '.join(mined) or 'none'}."


def revision_message(table: pd.DataFrame) -> str:
    """List what the editions print for each country, where it changes.

    Parameters
    ----------
    table : DataFrame
        As `revisions` returns it.

    Returns
    -------
    str
        Edition and million t REO, or NA, by country.
    """
    parts = []
    for country, rows in table[table["basis"] == "USGS"].groupby("country"):
        changed = rows[rows["mt"].fillna(-1).diff().ne(0)]
        figures = ", ".join(
            f"{r.year} {'NA' if pd.isna(r.mt) else f'{r.mt:g}'}" for r in changed.itertuples()
        )
        parts.append(f"{country}: {figures}.")
    return "USGS reserves in million t by edition, where they change. " + " ".join(parts)
