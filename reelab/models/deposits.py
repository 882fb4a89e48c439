"""Deposits compared: the price that each needs, and the ore that pays at a price."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from reelab.models import domain, mine
from reelab.models.formula import closed_form, sentence, where

SETTINGS = ("basket_price", "discount_rate", "ore_cost", "separation_cost", "opex_multiplier")
"""The assumptions of the cost curve, in the order in which a lab shows them."""

LEDGER = (*SETTINGS, "lead_time", "mine_life")
"""Those, and the ones that fill a gap in a study."""

DOUBT = ("capex", "study_cost", "ore_cost", "separation_cost")
"""What has a lower and an upper figure in the table of `costs`."""


def costs(
    deposit_facts: pd.DataFrame,
    deposits: pd.DataFrame,
    countries: pd.DataFrame,
    defaults: Mapping[str, float],
    low: Mapping[str, float],
    high: Mapping[str, float],
) -> pd.DataFrame:
    """Put the figures of the cost curve in one row per deposit.

    Parameters
    ----------
    deposit_facts : DataFrame
        Columns deposit, variable, value, low, high; the variables `curve_*` are used.
    deposits : DataFrame
        Columns deposit, country, north_of_arctic_circle.
    countries : DataFrame
        Columns country, bloc.
    defaults, low, high : mapping of str to float
        The ledger's values for `LEDGER`.

    Returns
    -------
    DataFrame
        deposit, country, bloc, north, output (kt REO a year), capex (USD million), study_cost
        (USD/kg REO), ore_treated (Mt a year where the ore cost of the ledger is used, else 0),
        separation_to_add (1 where the study stops at a concentrate), mine_life and lead_time
        (years), and `_low` and `_high` for each name in `DOUBT`.
    """
    rows = deposit_facts[deposit_facts["variable"].str.startswith("curve_")].copy()
    rows["name"] = rows["variable"].str.removeprefix("curve_")
    wide = rows.pivot(index="deposit", columns="name", values="value")
    table = wide.fillna({"study_cost": 0, "ore_treated": 0, "mine_life": defaults["mine_life"]})
    table["lead_time"] = defaults["lead_time"]
    for end, ledger in {"low": low, "high": high}.items():
        given = rows.pivot(index="deposit", columns="name", values=end)
        for name in DOUBT:
            own = name in table
            table[f"{name}_{end}"] = given[name].fillna(table[name]) if own else ledger[name]
    places = deposits.rename(columns={"north_of_arctic_circle": "north"})
    table = table.reset_index().merge(places[["deposit", "country", "north"]], on="deposit")
    table = table.merge(countries[["country", "bloc"]], on="country")
    return table.rename_axis(columns=None)


@closed_form
def price_needed(
    output: Any, capex: Any, study_cost: Any, ore_treated: Any, separation_to_add: Any,
    discount_rate: Any, lead_time: Any, mine_life: Any, ore_cost: Any, separation_cost: Any,
    opex_multiplier: Any,
) -> Any:  # fmt: skip
    """Return the basket price at which a deposit, as its study describes it, breaks even.

    Parameters
    ----------
    output : number or array
        kt REO a year.
    capex : number or array
        USD million.
    study_cost : number or array
        Running cost that the study gives, USD per kg REO; 0 where it gives none.
    ore_treated : number or array
        Mt of ore a year whose mining and milling is to be added at `ore_cost`.
    separation_to_add : number or array
        1 where the separation cost is to be added, else 0.
    discount_rate : number or array
        Percent a year.
    lead_time, mine_life : number or array
        Years.
    ore_cost, separation_cost : number or array
        USD per t of ore; USD per kg REO.
    opex_multiplier : number or array
        Acts on the costs that are added, never on those of the study, which was made for its site.

    Returns
    -------
    number or array
        USD per kg TREO, before taxes and royalties.

    References
    ----------
    Torries, T. F. (1998), Evaluating Mineral Projects: Applications and Misconceptions,
    Society for Mining, Metallurgy, and Exploration (discounted cash flow).
    """
    added = ore_cost * ore_treated / output + separation_to_add * separation_cost
    # Oxide is ore of 100 % that is recovered whole, so the mine's formula serves here too.
    capital = mine.capital_charge(
        100, 100, output / 1000, capex, discount_rate, lead_time, mine_life, capex_multiplier=1
    )
    return study_cost + opex_multiplier * added + capital


def priced(row: Any, settings: Mapping[str, Any], end: str = "") -> Any:
    """Return the price that deposits need at some settings.

    Parameters
    ----------
    row : mapping of str to number or array, or Altair datum
        Columns or a row of what `costs` returns.
    settings : mapping of str to number or Altair expression
        A value for each name in `SETTINGS`. The multiplier acts north of the Arctic Circle.
    end : str
        `_low` or `_high` for an end of the doubt.

    Returns
    -------
    number, array or Altair expression
        USD per kg TREO.
    """
    given = {name: row[name + end] if end else row[name] for name in ("capex", "study_cost")}
    shared = ("ore_cost", "separation_cost")
    given |= {name: row[name + end] if end else settings[name] for name in shared}
    given["opex_multiplier"] = where(row["north"], settings["opex_multiplier"], 1)
    for name in ("output", "ore_treated", "separation_to_add", "lead_time", "mine_life"):
        given[name] = row[name]
    return price_needed(discount_rate=settings["discount_rate"], **given)


def curve(table: pd.DataFrame, **settings: float) -> pd.DataFrame:
    """Return the cost curve: deposits from the cheapest on, with the output up to each.

    Parameters
    ----------
    table : DataFrame
        As `costs` returns it.
    **settings
        A value for each name in `SETTINGS`.

    Returns
    -------
    DataFrame
        deposit, country, needed, needed_low, needed_high (USD per kg TREO), output and
        output_up_to (kt REO a year), and pays: whether `basket_price` covers what is needed.

    Raises
    ------
    CourseError
        If a setting is unknown, missing or cannot be.
    """
    domain.settings("deposits.curve", settings, SETTINGS)
    found = table[["deposit", "country", "output"]].copy()
    for end in ("", "_low", "_high"):
        found["needed" + end] = priced(_columns(table), settings, end)
    found = found.sort_values("needed", ignore_index=True)
    found["output_up_to"] = found["output"].cumsum()
    found["pays"] = found["needed"] <= settings["basket_price"]
    return found


def curve_message(table: pd.DataFrame, settings: Mapping[str, Any]) -> Any:
    """Count the deposits that pay; in the browser, as an expression of the settings.

    Parameters
    ----------
    table : DataFrame
        As `costs` returns it.
    settings : mapping of str to number or Altair expression
        A value for each name in `SETTINGS`.

    Returns
    -------
    str or Altair expression
        A sentence without its full stop.
    """
    count = sum(
        where(priced(row, settings) <= settings["basket_price"], 1, 0) for row in _rows(table)
    )
    return sentence(
        (count, ".0f"), f" of {len(table)} deposits pay at a basket price of ",
        (settings["basket_price"], ".1f"), " USD/kg",
    )  # fmt: skip


def curve_details(table: pd.DataFrame, settings: Mapping[str, Any]) -> Any:
    """List what each deposit needs; in the browser, as an expression of the settings.

    Parameters
    ----------
    table : DataFrame
        As `costs` returns it.
    settings : mapping of str to number or Altair expression
        A value for each name in `SETTINGS`.

    Returns
    -------
    str or Altair expression
        A sentence.
    """
    parts: list[Any] = ["Price needed, USD per kg: "]
    for row in _rows(table):
        parts += [f"{row['deposit']} ", (priced(row, settings), ".1f"), ", "]
    return sentence(*parts[:-1], ".")


def _columns(table: pd.DataFrame) -> dict[str, np.ndarray]:
    return {str(name): table[name].to_numpy() for name in table}


def _rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(k): v for k, v in row.items()} for row in table.to_dict("records")]


def ore_at_price(table: pd.DataFrame, ore: pd.DataFrame, **settings: float) -> pd.DataFrame:
    """Say how much of a country's ore pays at a price, and of how much no cost is known.

    Parameters
    ----------
    table : DataFrame
        As `costs` returns it.
    ore : DataFrame
        Columns country, deposit and ore_mt (million t REO); a row without a deposit holds what
        no costed deposit covers.
    **settings
        A value for each name in `SETTINGS`.

    Returns
    -------
    DataFrame
        country, pays, does_not_pay and no_cost, in million t REO.

    Raises
    ------
    CourseError
        As `curve`.
    """
    domain.settings("deposits.ore_at_price", settings, SETTINGS)
    needed = pd.Series(priced(_columns(table), settings), index=table["deposit"])
    price = ore["deposit"].map(needed)
    answer = np.select(
        [price <= settings["basket_price"], price.notna()], ["pays", "does_not_pay"], "no_cost"
    )
    wide = ore.assign(answer=answer).pivot_table(
        index="country", columns="answer", values="ore_mt", aggfunc="sum", fill_value=0
    )
    columns = ["pays", "does_not_pay", "no_cost"]
    return wide.reindex(columns=columns, fill_value=0).rename_axis(columns=None).reset_index()


def ore_words(
    table: pd.DataFrame, ore: pd.DataFrame, country: str, settings: Mapping[str, Any]
) -> Any:
    """Say in words what `ore_at_price` counts; in the browser, as an expression of the settings.

    Parameters
    ----------
    table, ore : DataFrame
        As in `ore_at_price`.
    country : str
        The country to describe.
    settings : mapping of str to number or Altair expression
        A value for each name in `SETTINGS`.

    Returns
    -------
    str or Altair expression
        Million t REO that pay, that do not, and that have no cost.
    """
    costed = {row["deposit"]: row for row in _rows(table)}
    pays: Any = 0
    known = 0.0
    rows = ore[ore["country"] == country]
    for deposit, mt in zip(rows["deposit"], rows["ore_mt"], strict=True):
        if deposit in costed:
            enough = priced(costed[deposit], settings) <= settings["basket_price"]
            pays, known = pays + where(enough, mt, 0), known + mt
    unknown = sentence((float(rows["ore_mt"].sum() - known), ".1f"), " without a sourced cost")
    if not known:
        return unknown
    return sentence((pays, ".1f"), " pays, ", (known - pays, ".1f"), " does not, ", unknown)
