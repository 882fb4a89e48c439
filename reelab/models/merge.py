"""Firms joined at will in two markets at once: a national quota and the world's mine output."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from reelab.models import consolidation as model
from reelab.models import guidelines, markup
from reelab.models.formula import sentence, where

FIRMS = {
    "northern": "China Northern Rare Earth",
    "southern": "China Southern Rare Earth",
    "chinalco": "Chinalco",
    "minmetals": "China Minmetals Rare Earth",
    "xiamen": "Xiamen Tungsten",
    "guangdong": "Guangdong Rare Earth",
    "mp": "MP Materials",
    "lynas": "Lynas",
}
"""The firms that may be joined, by the name of their setting."""

SHORT = {
    "northern": "Northern", "southern": "Southern", "chinalco": "Chinalco",
    "minmetals": "Minmetals", "xiamen": "Xiamen", "guangdong": "Guangdong", "mp": "MP",
    "lynas": "Lynas", "Russia": "Russia", "India": "India",
}  # fmt: skip
"""What stands in a picture."""

QUOTAS = {"mining": "Mining quota", "ionic": "Ionic quota", "separation": "Separation quota"}
"""The national markets, by the value of their setting."""

WORLD = "world"
NUMBERS = {"alone": model.ALONE, "A": 1, "B": 2}
"""What a firm may carry, by what a reader sees."""

_HOME = ("Australia", "Russia", "India")


def sellers(quotas: pd.DataFrame, companies: pd.DataFrame, production: pd.DataFrame,
            total: float) -> pd.DataFrame:  # fmt: skip
    """Return the shares of the sellers in every market.

    Parameters
    ----------
    quotas : DataFrame
        One year of the table quota_groups, six groups apart.
    companies : DataFrame
        The same year of company_supply, at the stage of the mine.
    production : DataFrame
        The same year by country: country, production_t. Lynas is Australia's only mine of that
        year, and Russia and India are one seller each.
    total : float
        World output, t.

    Returns
    -------
    DataFrame
        market, firm (its setting, or a country), name, share_pct, start and end (the place of the
        share on a scale of 100 percent).
    """
    names = {name: firm for firm, name in FIRMS.items()}
    parts = {}
    for market in QUOTAS:
        ore = quotas["ore"] == market
        rows = quotas[ore if market == "ionic" else quotas["kind"] == market]
        parts[market] = 100 * rows.groupby("group")["quota_t"].sum() / rows["quota_t"].sum()
    mined = quotas[quotas["kind"] == "mining"].groupby("group")["quota_t"].sum()
    american = companies.set_index("company")["supply_t"][[FIRMS["mp"]]]
    others = production.set_index("country")["production_t"][list(_HOME)]
    others = others.rename({"Australia": FIRMS["lynas"]})
    parts[WORLD] = 100 * pd.concat([mined, american, others]) / total
    table = pd.concat(parts, names=["market", "name"]).rename("share_pct").reset_index()
    table["firm"] = table["name"].map(names).fillna(table["name"])
    order = {firm: place for place, firm in enumerate(SHORT)}
    table = table.sort_values(["market", "firm"], key=lambda c: c.map(order).fillna(0))
    table = table.sort_values("market", kind="stable", ignore_index=True)
    table["end"] = table.groupby("market")["share_pct"].cumsum()
    table["start"] = table["end"] - table["share_pct"]
    return table


def shares(table: pd.DataFrame, market: str) -> list[float]:
    """Return the share of each of `FIRMS` in a market.

    Parameters
    ----------
    table, market : DataFrame and str
        As `sellers` returns it, and a market in it.

    Returns
    -------
    list of float
        Percent, in the order of `FIRMS`; 0 for a firm that is not in the market.
    """
    rows = table[table["market"] == market].set_index("firm")["share_pct"]
    return [float(rows.get(firm, 0.0)) for firm in FIRMS]


def before(table: pd.DataFrame, market: str) -> float:
    """Return the points of a market in which nobody is joined.

    Parameters
    ----------
    table, market : DataFrame and str
        As in `shares`.

    Returns
    -------
    float
        Points; what the sellers leave comes from very many small ones.
    """
    rows = table.loc[table["market"] == market, "share_pct"]
    return model.points(list(rows), max(100 - rows.sum(), 0.0))


def derived(table: pd.DataFrame) -> dict[str, Any]:
    """Return how the figures of the lab follow from its settings.

    Parameters
    ----------
    table : DataFrame
        As `sellers` returns it.

    Returns
    -------
    dict of str to function
        Each takes the settings, numbers or Altair expressions, and returns a figure: quota_before,
        quota_change and world_change (points), quota_share and world_share (percent of the merged
        firm).
    """

    def in_quota(figure: Any) -> Any:
        def of(run: Mapping[str, Any]) -> Any:
            answer: Any = 0
            for market in QUOTAS:
                answer = where(run["market"] == market, figure(run, market), answer)
            return answer

        return of

    def change(run: Mapping[str, Any], market: str) -> Any:
        return model.rise(shares(table, market), [run[firm] for firm in FIRMS])

    def largest(run: Mapping[str, Any], market: str) -> Any:
        return model.merged_share(shares(table, market), [run[firm] for firm in FIRMS])

    return {
        "quota_before": in_quota(lambda _, market: before(table, market)),
        "quota_change": in_quota(change),
        "quota_share": in_quota(largest),
        "world_change": lambda run: change(run, WORLD),
        "world_share": lambda run: largest(run, WORLD),
    }


def title(table: pd.DataFrame, run: Mapping[str, Any]) -> Any:
    """Say what the mergers do to both markets.

    Parameters
    ----------
    table : DataFrame
        As `sellers` returns it.
    run : mapping of str to number or Altair expression
        The settings, with `derived`.

    Returns
    -------
    str or Altair expression
        A title.
    """
    name: Any = ""
    for market, words in QUOTAS.items():
        name = where(run["market"] == market, words, name)
    first, world = run["quota_before"], before(table, WORLD)
    return sentence(
        name, " ", (first, ",.0f"), " to ", (first + run["quota_change"], ",.0f"),
        " points; world ", (world, ",.0f"), " to ", (world + run["world_change"], ",.0f"),
    )  # fmt: skip


def details(table: pd.DataFrame, rules: pd.DataFrame, run: Mapping[str, Any]) -> Any:
    """Say what the guidelines and the model of rivals make of it.

    Parameters
    ----------
    table, rules : DataFrame
        As `sellers` returns it; the table merger_thresholds.
    run : mapping of str to number or Altair expression
        The settings, with `derived`.

    Returns
    -------
    str or Altair expression
        Sentences.
    """
    parts: list[Any] = []
    for word, first, kind in _both(table, run):
        change, share = run[f"{kind}_change"], run[f"{kind}_share"]
        told = [
            sentence(f"{name} ", guidelines.outcome(rules, name, first + change, change, share))
            for name in guidelines.GUIDELINES
        ]
        elastic = run["longrun_elasticity"]
        margins = (markup.cournot_margin(points, elastic) for points in (first, first + change))
        parts += [
            f"{word}: ", told[0], ", ", told[1], ", ", told[2], "; margin of rivals ",
            (next(margins), ".0f"), " to ", (next(margins), ".0f"), "% of the price. ",
        ]  # fmt: skip
    return sentence(*parts[:-1], "% of the price.")


def _both(table: pd.DataFrame, run: Mapping[str, Any]) -> list[tuple[str, Any, str]]:
    return [("Quota", run["quota_before"], "quota"), ("World", before(table, WORLD), "world")]


def outcomes(table: pd.DataFrame, run: Mapping[str, Any]) -> pd.DataFrame:
    """Return the figures of both markets.

    Parameters
    ----------
    table : DataFrame
        As `sellers` returns it.
    run : mapping of str to number
        The settings.

    Returns
    -------
    DataFrame
        One row for each figure: outcome, quota and world.
    """
    full = {**run, **{name: rule(run) for name, rule in derived(table).items()}}
    rows: dict[str, list[Any]] = {}
    for _, first, kind in _both(table, full):
        change, share = full[f"{kind}_change"], full[f"{kind}_share"]
        after, elastic = first + change, run["longrun_elasticity"]
        figures = {
            "Points before": first,
            "Points after": after,
            "Rise (points)": change,
            "Largest merged share (%)": share,
            "Margin of rivals before (% of the price)": markup.cournot_margin(first, elastic),
            "Margin of rivals after (% of the price)": markup.cournot_margin(after, elastic),
            "Rise of the price at the same cost (%)": markup.price_rise(first, after, elastic),
        }
        for name, value in figures.items():
            rows.setdefault(name, []).append(float(value))
    return pd.DataFrame(
        [[name, *both] for name, both in rows.items()], columns=["outcome", "quota", "world"]
    )
