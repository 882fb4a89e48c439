"""How much rare earth is in a product, and what a number of them makes of the world's output."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from reelab.models.chain import code
from reelab.models.formula import choose, closed_form, sentence, where

SETTINGS = ("units", "rare_earth_in_magnet")
"""The assumptions of the lab, as the ledger names them."""

COUNTED = {
    "rare earths": "rare earths, counted",
    "NdFeB magnet": "rare earths, from the mass of magnets",
    "bonded NdFeB magnet": "rare earths, from the mass of magnets",
}
"""What a figure stands for in the lab, by what its source weighed."""
UNTOLD = "not told, or more than rare earths alone"


@closed_form
def rare_earth_kg(content_kg: Any, magnet_part: Any, rare_earth_in_magnet: Any) -> Any:
    """Return the rare earths in a mass of which a part is magnet.

    Parameters
    ----------
    content_kg : number or array
        What a source weighed, kg.
    magnet_part : number or array
        1 where that is magnet; 0 where it is rare earths, or where nobody told.
    rare_earth_in_magnet : number or array
        Percent of the mass of a magnet.

    Returns
    -------
    number or array
        Kg of rare earth elements.

    References
    ----------
    Sagawa, M. et al. (1984), New material for permanent magnets on a base of Nd and Fe, Journal
    of Applied Physics 55, 2083: the compound Nd2Fe14B, of which neodymium is 26.7 percent by mass.
    """
    return content_kg * (1 - magnet_part + magnet_part * rare_earth_in_magnet / 100)


@closed_form
def tonnes(unit_kg: Any, pieces: Any) -> Any:
    """Return the mass in a number of products.

    Parameters
    ----------
    unit_kg : number or array
        Kg in one.
    pieces : number or array
        How many.

    Returns
    -------
    number or array
        Tonnes.
    """
    return unit_kg * pieces / 1000


def figures(contents: pd.DataFrame, sources: pd.DataFrame) -> pd.DataFrame:
    """Put every source's figure for every product below one another.

    Parameters
    ----------
    contents : DataFrame
        The table `unit_content`, in kg.
    sources : DataFrame
        Columns source_id, publisher, date.

    Returns
    -------
    DataFrame
        key, product, basis, counts (a value of `COUNTED`, or `UNTOLD`), content_of, source (who
        and when), value, low and high (kg as weighed; low and high are the value where a source
        gives no range), magnet_part and preferred; the product with most rare earth first, and
        within it the smallest figure.
    """
    rows = contents.merge(sources[["source_id", "publisher", "date"]], on="source_id")
    rows["key"] = rows["product"].map(code)
    rows["counts"] = rows["content_of"].map(COUNTED).fillna(UNTOLD)
    rows["magnet_part"] = rows["content_of"].str.contains("magnet").astype(int)
    for end in ("low", "high"):
        rows[end] = rows[end].fillna(rows["value"])
    who = rows["publisher"].str.replace(r" \(.*", "", regex=True)
    rows["source"] = who + rows["date"].map(lambda d: "" if pd.isna(d) else f", {d[:4]}")
    rows["most"] = rows.groupby("product")["high"].transform("max")
    rows = rows.sort_values(["most", "product", "high"], ascending=[False, True, True])
    columns = ["key", "product", "basis", "counts", "content_of", "source", "value", "low",
               "high", "magnet_part", "preferred"]  # fmt: skip
    return rows[columns].reset_index(drop=True)


def separated(shares: pd.DataFrame) -> tuple[int, float]:
    """Return the world's yearly output of separated magnet elements in the last year known.

    Parameters
    ----------
    shares : DataFrame
        The table `stage_shares`.

    Returns
    -------
    tuple of int and float
        The year, and tonnes of neodymium, praseodymium, dysprosium and terbium.
    """
    rows = shares[(shares["stage"] == "separation") & (shares["scope"] == "magnet rare earths")]
    rows = rows[(rows["kind"] == "history") & rows["preferred"]].dropna(subset="quantity_t")
    year = int(rows["year"].max())
    return year, float(rows.loc[rows["year"] == year, "quantity_t"].sum())


def outcomes(table: pd.DataFrame, world_t: float, run: Mapping[str, Any]) -> pd.DataFrame:
    """Compute what each source makes of a number of products.

    Parameters
    ----------
    table : DataFrame
        As `figures` returns it.
    world_t : float
        What the world makes in a year, t.
    run : mapping of str to value
        product (its key), units, times and rare_earth_in_magnet.

    Returns
    -------
    DataFrame
        source, kg as weighed, kg of rare earths, tonnes (low, value, high) and percent of the
        world's output, with what was weighed.
    """
    rows = table[table["key"] == run["product"]]
    pieces = run["units"] * run["times"]

    def kg(column: str) -> Any:
        return rare_earth_kg(rows[column], rows["magnet_part"], run["rare_earth_in_magnet"])

    found = pd.DataFrame(
        {
            "figure": rows["product"] + ", " + rows["source"] + ": " + rows["content_of"],
            "kg weighed": rows["value"],
            "kg rare earth": kg("value"),
            "t, low": tonnes(kg("low"), pieces),
            "t": tonnes(kg("value"), pieces),
            "t, high": tonnes(kg("high"), pieces),
        }
    )
    found["% of separated"] = found["t"] / world_t * 100
    return found.assign(counts=rows["counts"]).reset_index(drop=True)


def mass(t: Any) -> Any:
    """Write a mass in the unit in which it reads best.

    Parameters
    ----------
    t : number or Altair expression
        Tonnes.

    Returns
    -------
    str or Altair expression
        Tonnes, kilograms or grams.

    Examples
    --------
    >>> str(mass(0.0155))
    '15.5 kg'
    """
    small = where(t >= 0.001, sentence((t * 1000, ".1f"), " kg"), sentence((t * 1e6, ".2f"), " g"))
    large = where(t >= 100, sentence((t, ",.0f"), " t"), sentence((t, ".1f"), " t"))
    large = where(t >= 1e6, sentence((t / 1e6, ",.0f"), " million t"), large)
    return where(t >= 1, large, small)


def percent(value: Any) -> Any:
    """Write a share that may be very small.

    Parameters
    ----------
    value : number or Altair expression
        Percent.

    Returns
    -------
    str or Altair expression
        The share, that it is below the last digit, or how many times the whole it is.
    """
    shown = where(value >= 10, sentence((value, ",.0f"), "%"), sentence((value, ".2f"), "%"))
    large = where(value >= 1000, sentence((value / 100, ",.0f"), " times"), shown)
    return where(value >= 0.01, large, "less than 0.01%")


def part(value: Any) -> Any:
    """Write a share so that "the ..." may follow, also where it is many times the whole.

    Parameters
    ----------
    value : number or Altair expression
        Percent.

    Returns
    -------
    str or Altair expression
        The share, or how many times.

    Examples
    --------
    >>> str(part(12.3)), str(part(4200))
    ('12% of', '42 times')
    """
    return where(value >= 1000, percent(value), sentence(percent(value), " of"))


def ends(table: pd.DataFrame, run: Mapping[str, Any]) -> tuple[Any, Any]:
    """Return the smallest and the largest mass that any source gives.

    Parameters
    ----------
    table, run : DataFrame, mapping
        As in `outcomes`; the mapping may hold Altair expressions.

    Returns
    -------
    tuple of two numbers or Altair expressions
        Tonnes.
    """
    by = table.groupby("key")
    pieces = run["units"] * run["times"]
    part = choose(by["magnet_part"].first().astype(float).to_dict(), run["product"])

    def end(kg: pd.Series) -> Any:
        given = choose(kg.to_dict(), run["product"])
        return tonnes(rare_earth_kg(given, part, run["rare_earth_in_magnet"]), pieces)

    return end(by["low"].min()), end(by["high"].max())


def content_title(table: pd.DataFrame, run: Mapping[str, Any]) -> Any:
    """Say how much rare earth is in a number of products.

    Parameters
    ----------
    table, run : DataFrame, mapping
        As in `ends`.

    Returns
    -------
    str or Altair expression
        A title.
    """
    low, high = ends(table, run)
    many = sentence((run["units"] * run["times"], ",.0f"), " ")
    range_ = where(low < high, sentence(mass(low), " to ", mass(high)), mass(high))
    return sentence(many, choose(_names(table), run["product"]), ": ", range_)


def content_message(table: pd.DataFrame, world_t: float, run: Mapping[str, Any]) -> Any:
    """Say what share of the world's output that is, and what each source weighed.

    Parameters
    ----------
    table, world_t, run : DataFrame, float, mapping
        As in `outcomes`; the mapping may hold Altair expressions.

    Returns
    -------
    str or Altair expression
        A text alternative.
    """
    low, high = (t / world_t * 100 for t in ends(table, run))
    range_ = where(low < high, sentence(percent(low), " to ", part(high)), part(high))
    return sentence(
        content_title(table, run), " of rare earths, ", range_,
        f" the {world_t:,.0f} t of magnet elements separated in a year. For one: ",
        choose(_weighed(table), run["product"]), ".",
    )  # fmt: skip


def _names(table: pd.DataFrame) -> dict[str, str]:
    return {
        row.key: f"MW of {row.product}" if row.basis == "per MW" else f"x {row.product}"
        for row in table.itertuples()
    }


def _weighed(table: pd.DataFrame) -> dict[str, str]:
    told: dict[str, list[str]] = {}
    for row in table.itertuples():
        span = f"{row.low:g} to {row.high:g}" if row.low < row.high else f"{row.value:g}"
        told.setdefault(row.key, []).append(f"{span} kg of {row.content_of} ({row.source})")
    return {key: "; ".join(words) for key, words in told.items()}
