"""Who buys magnets from whom, by value and by weight: the two tell different stories."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import pandas as pd

from reelab.models.chain import code
from reelab.models.concentration import REST
from reelab.models.formula import choose, sentence

CLEAN = "EU, rare earth only"
"""The European Union under the customs code that holds rare earth magnets alone."""

MEASURES = ("value", "weight")
"""What is counted: money or mass."""

_WHOLE = ["importer", "year"]


def flows(imports: pd.DataFrame, clean: pd.DataFrame, countries: pd.DataFrame) -> pd.DataFrame:
    """Put the imports of all importers below one another and lay their shares end to end.

    Parameters
    ----------
    imports : DataFrame
        The table `magnet_imports` (USD and t).
    clean : DataFrame
        The table `eu_magnets` (EUR and t).
    countries : DataFrame
        Columns country, bloc, iso3.

    Returns
    -------
    DataFrame
        One row for each importer, year, supplier and measure of which every supplier is known:
        importer, key (its name in codes), year, measure, supplier, bloc, iso3, amount (million
        USD or EUR, or t), unit, currency, share_pct, and start and end in percent, China first
        and the remainder last.
    """
    both = pd.concat(
        [
            imports.rename(columns={"value_usd": "money"}).assign(currency="USD"),
            clean.rename(columns={"value_eur": "money"}).assign(importer=CLEAN, currency="EUR"),
        ]
    )
    both["value"], both["weight"] = both["money"] / 1e6, both["weight_t"]
    long = both.melt(
        [*_WHOLE, "supplier", "currency"], MEASURES, var_name="measure", value_name="amount"
    )
    million = long["currency"] + " million"
    long["unit"] = million.where(long["measure"] == "value", "t")
    group = [*_WHOLE, "measure"]
    known = long.groupby(group)["amount"].transform(lambda amounts: amounts.notna().all())
    rows = long[known.astype(bool)].merge(
        countries[["country", "bloc", "iso3"]], left_on="supplier", right_on="country", how="left"
    )
    rows["share_pct"] = rows["amount"] / rows.groupby(group)["amount"].transform("sum") * 100
    rows["place"] = rows["supplier"].map({"China": -1, REST: 1}).fillna(0)
    rows = rows.sort_values(
        [*group, "place", "share_pct"], ascending=[True] * 4 + [False], ignore_index=True
    )
    rows["end"] = rows.groupby(group)["share_pct"].cumsum()
    rows["start"] = rows["end"] - rows["share_pct"]
    rows["key"] = rows["importer"].map(code)
    return rows.drop(columns=["place", "country"])


def official(figures: pd.DataFrame) -> pd.DataFrame:
    """Return the range of China's share that the government of India gives for three years.

    Parameters
    ----------
    figures : DataFrame
        The table `india_magnets`. Which year has which share is not told.

    Returns
    -------
    DataFrame
        key, measure, start and end (fiscal years begin in April), low and high (percent).
    """
    found = []
    for measure in MEASURES:
        rows = figures[figures["measure"].str.startswith(f"share of China in {measure}")]
        first, *_, last = re.findall(r"FY(\d{4})", rows["period"].iloc[0])
        found.append(
            {
                "key": "india", "measure": measure, "start": int(first) + 0.25,
                "end": int(last) + 1.25, "low": rows["value"].min(), "high": rows["value"].max(),
            }
        )  # fmt: skip
    return pd.DataFrame(found)


def totals(table: pd.DataFrame) -> pd.DataFrame:
    """Add up what each importer bought, and say what a kilogram cost where it can be said.

    Parameters
    ----------
    table : DataFrame
        As `flows` returns it.

    Returns
    -------
    DataFrame
        importer, key, year, measure, amount, unit, currency, china_pct and per_kg, the value
        of all imports over their weight; missing where the weight is not known.
    """
    group = ["importer", "key", "year", "measure", "unit", "currency"]
    sums = table.groupby(group, as_index=False)["amount"].sum()
    china = table[table["supplier"] == "China"].set_index(["key", "year", "measure"])["share_pct"]
    sums["china_pct"] = list(china.reindex(pd.MultiIndex.from_frame(sums[china.index.names])))
    wide = sums.pivot_table(index=["key", "year"], columns="measure", values="amount")
    per_kg = wide["value"] * 1e3 / wide["weight"]
    sums["per_kg"] = list(per_kg.reindex(pd.MultiIndex.from_frame(sums[per_kg.index.names])))
    return sums


def side_by_side(table: pd.DataFrame, year: int) -> pd.DataFrame:
    """Put the value and the weight of each supplier side by side.

    Parameters
    ----------
    table : DataFrame
        As `flows` returns it.
    year : int
        A calendar year.

    Returns
    -------
    DataFrame
        trade (importer and supplier), value_pct, weight_pct, value (million), currency and
        weight_t.
    """
    rows = table[table["year"] == year].copy()
    rows["trade"] = rows["importer"] + ", " + rows["supplier"]
    found = rows[["trade"]].drop_duplicates(ignore_index=True)
    for measure in MEASURES:
        part = rows[rows["measure"] == measure].set_index("trade")
        found[f"{measure}_pct"] = found["trade"].map(part["share_pct"])
        amount = {"value": "value", "weight": "weight_t"}[measure]
        found[amount] = found["trade"].map(part["amount"])
        if measure == "value":
            found["currency"] = found["trade"].map(part["unit"])  # in millions
    return found


def amount(value: float, unit: str) -> str:
    """Write an amount with its unit, the currency first.

    Parameters
    ----------
    value : float
        The amount.
    unit : str
        `t`, or a currency in millions such as `USD million`.

    Returns
    -------
    str
        The words.

    Examples
    --------
    >>> amount(1193.4, "USD million")
    'USD 1,193 million'
    """
    currency, _, million = unit.partition(" ")
    return f"{currency} {value:,.0f} {million}" if million else f"{value:,.0f} {unit}"


def importers(table: pd.DataFrame) -> dict[str, str]:
    """Return the key of each importer, by its name.

    Parameters
    ----------
    table : DataFrame
        As `flows` returns it.

    Returns
    -------
    dict of str to str
        In alphabetical order.
    """
    return {name: code(name) for name in sorted(table["importer"].unique())}


def import_title(table: pd.DataFrame, run: Mapping[str, Any]) -> Any:
    """Say what share of an importer's magnets came from China.

    Parameters
    ----------
    table : DataFrame
        As `flows` returns it.
    run : mapping of str to value or Altair expression
        importer (its key), measure and year.

    Returns
    -------
    str or Altair expression
        A title.
    """
    return choose(_told(table, _title), _key(run))


def import_message(table: pd.DataFrame, run: Mapping[str, Any]) -> Any:
    """Give China's share for every importer, and how it moved for one.

    Parameters
    ----------
    table, run : DataFrame, mapping
        As in `import_title`.

    Returns
    -------
    str or Altair expression
        A text alternative.
    """
    year = choose(_by_year(totals(table)), sentence(run["measure"], "-", (run["year"], ".0f")))
    return sentence(choose(_told(table, _trend), _key(run)), " ", year)


def _key(run: Mapping[str, Any]) -> Any:
    return sentence(run["importer"], "-", run["measure"], "-", (run["year"], ".0f"))


Tell = Callable[[pd.DataFrame, str, str, int], str]


def _told(table: pd.DataFrame, tell: Tell) -> dict[str, Callable[[], str]]:
    sums = totals(table)

    def words(code: str, name: str, measure: str, year: int) -> str:
        rows = sums[(sums["key"] == code) & (sums["measure"] == measure)]
        return tell(rows, name, measure, year)

    return {
        f"{code}-{measure}-{year}": partial(words, code, name, measure, year)
        for name, code in importers(table).items()
        for measure in MEASURES
        for year in years(table)
    }


def years(table: pd.DataFrame) -> list[int]:
    """Return the years of which something is known.

    Parameters
    ----------
    table : DataFrame
        As `flows` returns it.

    Returns
    -------
    list of int
        The oldest first.
    """
    return sorted(int(year) for year in table["year"].unique())


def _title(rows: pd.DataFrame, name: str, measure: str, year: int) -> str:
    here = rows[rows["year"] == year]
    if here.empty:
        return f"{name}, {year}: no whole figures by {measure}"
    return f"{name}, {year}: {here['china_pct'].item():.0f}% by {measure} came from China"


def _trend(rows: pd.DataFrame, name: str, measure: str, year: int) -> str:
    said = _title(rows, name, measure, year) + "."
    if len(rows) < 2:
        return said
    first, last = rows.iloc[0], rows.iloc[-1]
    return (
        f"{said} It was {first['china_pct']:.0f}% in {first['year']} and "
        f"{last['china_pct']:.0f}% in {last['year']}."
    )


def _by_year(sums: pd.DataFrame) -> dict[str, Callable[[], str]]:
    def words(measure: str, year: int) -> str:
        rows = sums[(sums["year"] == year) & (sums["measure"] == measure)]
        told = ", ".join(
            f"{r.importer} {r.china_pct:.1f}% of {amount(r.amount, r.unit)}"
            for r in rows.itertuples()
        )
        return f"From China by {measure} in {year}: {told or 'unknown'}."

    return {
        f"{measure}-{year}": partial(words, measure, year)
        for measure in MEASURES
        for year in sorted(sums["year"].unique())
    }
