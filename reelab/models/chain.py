"""Who does what from mine to magnet: the sources to show, and where China has most."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import pandas as pd

from reelab.models.concentration import REST, by_market
from reelab.models.formula import choose, sentence

STAGES = ("mining", "separation", "metal making", "magnets")
"""The stages of the chain, as the table `stage_shares` names them."""

SCOPES = {"magnet": "magnet rare earths", "all": "all rare earths"}
"""What may be counted, as the table `stage_shares` names it."""

SOURCES = ("preferred", "rival")
"""The source to plot, or the one that differs most from it in the same year and scope."""

_GROUP = ["stage", "scope", "basis", "year", "series"]
_ASIDE = "SmCo magnets"


def code(name: str) -> str:
    """Return a name as a setting of a lab carries it.

    Parameters
    ----------
    name : str
        A name in words.

    Returns
    -------
    str
        Small letters and digits, an underscore for anything else.

    Examples
    --------
    >>> code("F-35 fighter")
    'f_35_fighter'
    """
    return re.sub("[^a-z0-9]+", "_", name.lower())


def splits(shares: pd.DataFrame, countries: pd.DataFrame) -> pd.DataFrame:
    """Lay the shares of every stage, year and source end to end, and say which to show when.

    Parameters
    ----------
    shares : DataFrame
        The table `stage_shares`.
    countries : DataFrame
        Columns country, bloc, iso3.

    Returns
    -------
    DataFrame
        The columns of `shares`, with bloc, iso3, start and end (percent: China first, then by size,
        the remainder last), hhi_low and hhi_high (concentration, which the remainder leaves
        open) and shown: the settings, as `scope-source`, in which this source
        stands for its stage and year. The scope that is asked for goes first; where a stage has
        no figure in it, the other one stands in. A market share, which may follow the owner
        and not the place, and SmCo magnets are never shown for a stage.
    """
    rows = shares.merge(countries[["country", "bloc", "iso3"]], on="country", how="left")
    rows["place"] = rows["country"].map({"China": -1, REST: 1}).fillna(0)
    rows = rows.sort_values(
        [*_GROUP, "place", "share_pct"], ascending=[True] * 6 + [False], ignore_index=True
    )
    rows["end"] = rows.groupby(_GROUP)["share_pct"].cumsum()
    rows["start"] = rows["end"] - rows["share_pct"]
    rows["shown"] = _shown(rows)
    index = by_market(rows, _GROUP)[[*_GROUP, "hhi_low", "hhi_high"]]
    return rows.drop(columns="place").merge(index, on=_GROUP, how="left", validate="m:1")


def _shown(rows: pd.DataFrame) -> pd.Series:
    china = rows[(rows["country"] == "China") & (rows["basis"] == "output")]
    china = china[china["scope"] != _ASIDE]
    settings: dict[int, list[str]] = {}
    for _, group in china.groupby(["stage", "year"]):
        for key, scope in SCOPES.items():
            found = group[group["scope"] == scope] if (group["scope"] == scope).any() else group
            main = found[found["preferred"]].iloc[0]
            apart = (found["share_pct"] - main["share_pct"]).abs()
            settings.setdefault(int(main.name), []).append(f"{key}-preferred")
            settings.setdefault(int(apart.idxmax()), []).append(f"{key}-rival")
    named = {tuple(rows.loc[at, _GROUP]): " ".join(keys) for at, keys in settings.items()}
    return pd.Series([named.get(group, "") for group in map(tuple, rows[_GROUP].to_numpy())])


def years(table: pd.DataFrame) -> list[int]:
    """Return the years in which two stages or more have a figure.

    Parameters
    ----------
    table : DataFrame
        As `splits` returns it.

    Returns
    -------
    list of int
        The oldest first.
    """
    stages = table[table["shown"] != ""].groupby("year")["stage"].nunique()
    return [int(str(year)) for year in stages.index[stages >= 2]]


def at(table: pd.DataFrame, year: int, scope: str, source: str) -> pd.DataFrame:
    """Return the shares that stand for each stage under some settings.

    Parameters
    ----------
    table : DataFrame
        As `splits` returns it.
    year : int
        A calendar year.
    scope, source : str
        A key of `SCOPES`, and one of `SOURCES`.

    Returns
    -------
    DataFrame
        Rows of `table`, in the order of the chain; a stage without a figure has none.
    """
    keys = table["shown"].str.split()
    wanted = f"{scope}-{source}"
    rows = table[(table["year"] == year) & keys.map(lambda given: wanted in given)]
    return rows.sort_values(
        ["stage", "start"], key=lambda c: c.map(STAGES.index) if c.name == "stage" else c,
        ignore_index=True,
    )  # fmt: skip


def missing(table: pd.DataFrame) -> pd.DataFrame:
    """Say of each stage and year without a figure what the nearest year has.

    Parameters
    ----------
    table : DataFrame
        As `splits` returns it.

    Returns
    -------
    DataFrame
        stage, year and words.
    """
    china = table[(table["shown"] != "") & (table["country"] == "China")]
    found = []
    for year in years(table):
        for stage in STAGES:
            rows = china[china["stage"] == stage]
            if year in set(rows["year"]):
                continue
            near = rows.loc[(rows["year"] - year).abs().idxmin()]
            words = f"no figure; nearest: {near['share_pct']:.0f}% in China, {near['year']}"
            found.append({"stage": stage, "year": year, "words": words})
    return pd.DataFrame(found)


def most_title(table: pd.DataFrame, run: Mapping[str, Any]) -> Any:
    """Name the stage of which China has most, so that least is left elsewhere.

    Parameters
    ----------
    table : DataFrame
        As `splits` returns it.
    run : mapping of str to value or Altair expression
        year, scope and source.

    Returns
    -------
    str or Altair expression
        A title.
    """
    return choose(_told(table, _title), _key(run))


def most_message(table: pd.DataFrame, run: Mapping[str, Any]) -> Any:
    """Give China's share of each stage, the next country and the source.

    Parameters
    ----------
    table, run : DataFrame, mapping
        As in `most_title`.

    Returns
    -------
    str or Altair expression
        A text alternative.
    """
    return choose(_told(table, _message), _key(run))


def _key(run: Mapping[str, Any]) -> Any:
    return sentence(run["scope"], "-", run["source"], "-", (run["year"], ".0f"))


def _told(table: pd.DataFrame, tell: Any) -> dict[str, Callable[[], str]]:
    def words(year: int, scope: str, source: str) -> str:
        return tell(at(table, year, scope, source), year)

    return {
        f"{scope}-{source}-{year}": partial(words, year, scope, source)
        for year in years(table)
        for scope in SCOPES
        for source in SOURCES
    }


def _title(rows: pd.DataFrame, year: int) -> str:
    china = rows[rows["country"] == "China"]
    most = china["share_pct"].max()
    first = " and ".join(china.loc[china["share_pct"] == most, "stage"])
    when = f"{year} forecast" if "forecast" in set(china["kind"]) else str(year)
    known = f", {len(china)} stages known" if len(china) < len(STAGES) else ""
    return f"{when}{known}: China has most in {first}, {most:.0f}%"


def _message(rows: pd.DataFrame, year: int) -> str:
    parts = []
    for stage in STAGES:
        here = rows[rows["stage"] == stage]
        if here.empty:
            parts.append(f"{stage}: no figure")
            continue
        named = here[(here["country"] != REST) & (here["share_pct"] > 0)]
        words = ", ".join(f"{r.country} {r.share_pct:.3g}%" for r in named.itertuples())
        rest = here.loc[here["country"] == REST, "share_pct"].sum()
        words += f", not told apart {rest:.3g}%" if rest else ""
        parts.append(f"{stage}: {words} ({here['scope'].iloc[0]}, {here['series'].iloc[0]})")
    return _title(rows, year) + ". Shares by stage: " + "; ".join(parts) + "."
