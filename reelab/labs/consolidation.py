"""The labs of notebook 03 on mergers at home."""

from __future__ import annotations

from functools import cache
from typing import Any

import pandas as pd

from reelab.charts import consolidation as chart
from reelab.charts import quotas as quota_chart
from reelab.data import load
from reelab.labs.panel import Panel, by_name
from reelab.labs.spec import Choice, Lab, Values
from reelab.models import merge as merge_model
from reelab.models import quotas as model

YEAR = 2021
"""The last year in which six groups had a quota."""

FIRST = 2018
"""The first year of which the quota of every group is known."""


@by_name
def merge(**settings: Any) -> Panel:
    """Show what joining firms does to a national quota and to the world market.

    Parameters
    ----------
    **settings
        First settings: `market`, `longrun_elasticity`, and for each firm (`northern`, `mp`, ...)
        0 (alone), 1 (group A) or 2 (group B).

    Returns
    -------
    Panel
        The lab.
    """
    return Panel(_merge(), **settings)


@by_name
def groups(**settings: Any) -> Panel:
    """Show which group has which quota, year by year.

    Parameters
    ----------
    **settings
        First settings: `market` (mining, rock, ionic, separation) and `unit` (quota_kt, share_pct).

    Returns
    -------
    Panel
        The lab.
    """
    return Panel(_groups(), **settings)


@cache
def sellers() -> pd.DataFrame:
    """Return `models.merge.sellers` of the last year of six groups."""
    total = load("world_totals", edition=YEAR + 2, measure="production", year=YEAR)
    return merge_model.sellers(
        load("quota_groups", year=YEAR, batch="annual"),
        load("company_supply", year=YEAR, stage="mine"),
        load("production", edition=YEAR + 2, year=YEAR),
        total["total_t"].item(),
    )


def merger_presets() -> dict[str, Values]:
    """Return who was joined at each step, by the table of quotas."""
    rows = load("quota_groups", year=YEAR, batch="annual").drop_duplicates("group")
    steps = {
        "December 2021: three groups merge": "group_2022",
        "February 2024: all of the south": "group_2024",
    }
    found: dict[str, Values] = {}
    for name, column in steps.items():
        holder = rows.set_index("group")[column]
        size = holder.map(holder.value_counts())
        found[name] = {
            firm: merge_model.NUMBERS["A"]
            for firm, group in merge_model.FIRMS.items()
            if size.get(group, 1) > 1
        }
    chinese = {firm: 1 for firm, group in merge_model.FIRMS.items() if group in set(rows["group"])}
    found["One decision maker in China"] = chinese
    return found


@cache
def _merge() -> Lab:
    markets = {words: name for name, words in merge_model.QUOTAS.items()}
    firms = [
        Choice(firm, name, merge_model.NUMBERS, merge_model.NUMBERS["alone"])
        for firm, name in merge_model.FIRMS.items()
    ]
    rules = load("merger_thresholds")
    return Lab(
        name="merge",
        title="Lab: merge them yourself",
        controls=[
            Choice("market", "Left market", markets, "mining"),
            *firms,
            "longrun_elasticity",
        ],
        chart=lambda values: chart.merged(sellers(), rules, values),
        table=lambda values: merge_model.outcomes(sellers(), values),
        facts=lambda: {
            "Shares of the sellers (%)": sellers().drop(columns=["start", "end"]),
            "Quotas by group (t REO)": load("quota_groups", year=YEAR, batch="annual"),
            "Guidelines": rules,
        },
        presets=merger_presets(),
        notes={"One decision maker in China": "If the state sets every quota, the true number of "
               "decision makers is one, and an index of rivals does not describe the market."},
    )  # fmt: skip


@cache
def quotas() -> pd.DataFrame:
    """Return `models.quotas.by_group` of the years of which it is known."""
    rows = load("quota_groups", batch="annual")
    return model.by_group(rows[rows["year"] >= FIRST])


@cache
def _groups() -> Lab:
    markets = {words: name for name, words in model.MARKETS.items()}

    def table(values: Values) -> pd.DataFrame:
        rows = quotas()[quotas()["market"] == values["market"]]
        wide = rows.pivot(index="group", columns="year", values=values["unit"])
        wide.columns = [str(year) for year in wide.columns]
        return wide.reset_index()

    return Lab(
        name="groups",
        title="Lab: six to four to two",
        controls=[
            Choice("market", "Market", markets, "mining"),
            Choice("unit", "Shown in", {"thousand t": "quota_kt", "%": "share_pct"}, "quota_kt"),
        ],
        chart=lambda values: quota_chart.by_group(quotas(), **values),
        table=table,
        facts=lambda: {
            "Quotas by group (t REO)": load("quota_groups", batch="annual"),
            "Numbers of firms": load("firm_counts"),
        },
    )


LABS = {"merge": merge, "groups": groups}
"""Every lab of this room by its name, for scenario codes."""
