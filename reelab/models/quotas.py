"""Who holds China's quota, year by year, and why its concentration changes."""

from __future__ import annotations

from functools import partial
from itertools import pairwise
from typing import Any

import pandas as pd

from reelab.errors import CourseError
from reelab.models.consolidation import points_of
from reelab.models.formula import where

MARKETS = {
    "mining": "Mining quota",
    "rock": "Rock ore",
    "ionic": "Ionic ore",
    "separation": "Separation quota",
}
"""The markets of which the quota is known by group; rock and ionic ore make up mining."""

UNITS = {"quota_kt": "thousand t", "share_pct": "% of the quota"}
"""What a quota is told in: the columns of `by_group`, and their units."""

_STEPS = ("group", "group_2022", "group_2024")


def yearly(quotas: pd.DataFrame) -> pd.DataFrame:
    """Split each year's change of concentration into merger and reallocation.

    Parameters
    ----------
    quotas : DataFrame
        Rows of one market: year, quota_t (t REO), group, and who holds the group later in
        group_2022 and group_2024.

    Returns
    -------
    DataFrame
        year, before and after (points), merger (what the joining of firms alone would have done
        to the quotas of the year before), reallocation (the rest: quotas moved) and change.

    Raises
    ------
    CourseError
        If there are fewer than two years, a quota is missing or below zero, or the groups of a year
        do not follow from those of the year before.

    Notes
    -----
    The merger is counted first. Counted last it would differ, but that cannot be computed: once
    firms are joined nobody publishes their quotas apart.
    """
    rows = []
    years = sorted(quotas["year"].unique())
    if len(years) < 2:
        raise CourseError(f"A change needs two years or more; the table has {years}.")
    if not (quotas["quota_t"] >= 0).all():
        raise CourseError("A quota_t is missing or below zero.")
    for earlier, later in pairwise(years):
        first, last = (quotas[quotas["year"] == year] for year in (earlier, later))
        now = set(last["group"])
        step = next((s for s in _STEPS if set(first[s]) == now), None)
        if step is None:
            raise CourseError(f"The groups of {later} do not follow from those of {earlier}.")
        before, merged, after = (
            points_of(frame.groupby(column)["quota_t"].sum())
            for frame, column in ((first, "group"), (first, step), (last, "group"))
        )
        rows.append([later, before, after, merged - before, after - merged, after - before])
    columns = ["year", "before", "after", "merger", "reallocation", "change"]
    return pd.DataFrame(rows, columns=columns)


def by_group(quotas: pd.DataFrame) -> pd.DataFrame:
    """Return the quota of each group in each market and year.

    Parameters
    ----------
    quotas : DataFrame
        Whole years of the table quota_groups.

    Returns
    -------
    DataFrame
        market, year, group, quota_kt (thousand t REO), share_pct and points (of the market in that
        year).
    """
    parts = []
    for market in MARKETS:
        ore = market in ("rock", "ionic")
        rows = quotas[quotas["ore"] == market] if ore else quotas[quotas["kind"] == market]
        part = rows.groupby(["year", "group"])["quota_t"].sum().reset_index()
        whole = part.groupby("year")["quota_t"]
        part["share_pct"] = 100 * part["quota_t"] / whole.transform("sum")
        part["points"] = whole.transform(points_of)
        part["quota_kt"] = part["quota_t"] / 1000
        parts.append(part.assign(market=market).drop(columns="quota_t"))
    return pd.concat(parts, ignore_index=True)


def group_title(table: pd.DataFrame, market: Any) -> Any:
    """Say how many groups hold a quota; in the browser, as an expression.

    Parameters
    ----------
    table : DataFrame
        As `by_group` returns it.
    market : str or Altair expression
        One of `MARKETS`.

    Returns
    -------
    str or Altair expression
        A title.
    """
    return _for_market(table, market, _first_and_last)


def group_message(table: pd.DataFrame, market: Any, unit: Any) -> Any:
    """Say who holds what in each year; in the browser, as an expression.

    Parameters
    ----------
    table, market : DataFrame and str or Altair expression
        As in `group_title`.
    unit : str or Altair expression
        `quota_kt` or `share_pct`.

    Returns
    -------
    str or Altair expression
        A sentence.
    """
    tonnes, shares = (_for_market(table, market, partial(_years, key)) for key in UNITS)
    return where(unit == "share_pct", shares, tonnes)


def _for_market(table: pd.DataFrame, market: Any, say: Any) -> Any:
    answer: Any = ""
    for name, rows in table.groupby("market"):
        answer = where(market == name, say(MARKETS[str(name)], rows), answer)
    return answer


def _first_and_last(name: str, rows: pd.DataFrame) -> str:
    years = rows.groupby("year").agg(groups=("group", "size"), points=("points", "first"))
    first, last = years.iloc[0], years.iloc[-1]
    return (
        f"{name}: {first['groups']:.0f} groups in {years.index[0]}, {last['groups']:.0f} in "
        f"{years.index[-1]}; {first['points']:,.0f} to {last['points']:,.0f} points"
    )


def _years(unit: str, name: str, rows: pd.DataFrame) -> str:
    told = []
    for year, part in rows.groupby("year"):
        held = ", ".join(
            f"{group} {amount:,.1f}"
            for group, amount in zip(part["group"], part[unit], strict=True)
        )
        told.append(f"{year}: {held}, {part['points'].iloc[0]:,.0f} points")
    return f"{name}, {UNITS[unit]}. {'; '.join(told)}."
