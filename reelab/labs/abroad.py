"""The labs of notebook 03 on mines abroad: whose output, which deals, and what came first."""

from __future__ import annotations

from functools import cache
from typing import Any

import pandas as pd

from reelab.charts import control as control_chart
from reelab.charts import deals as chart
from reelab.data import load
from reelab.labs.panel import Panel, by_name
from reelab.labs.spec import Choice, Lab, Values
from reelab.models import control as control_model
from reelab.models import deals as model

YEAR = 2024
"""The year of the output that is counted."""

EDITIONS, CONTRACTS = (2025, 2026), (2024, 2026)
"""The USGS editions that print that year, and the years of which contracts are known."""


@by_name
def control(**settings: Any) -> Panel:
    """Show China's part of world mine output by place, by owner and by buyer.

    Parameters
    ----------
    **settings
        First settings: `reading` (place, owner, buyer), `edition` and `contracts`.

    Returns
    -------
    Panel
        The lab.
    """
    return Panel(_control(), **settings)


@by_name
def shopping(**settings: Any) -> Panel:
    """Show deals over rare earths outside China by date, and how they ended.

    Parameters
    ----------
    **settings
        First settings: `side` (all, Chinese, others) and `kind` (all, equity).

    Returns
    -------
    Panel
        The lab.
    """
    return Panel(_shopping(), **settings)


@by_name
def reaction(**settings: Any) -> Panel:
    """Show which of the three actions came after a plan of Russia and India.

    Parameters
    ----------
    **settings
        First settings: `plan_known`, in years before the first paper.

    Returns
    -------
    Panel
        The lab.
    """
    return Panel(_reaction(), **settings)


@cache
def readings() -> pd.DataFrame:
    """Return `models.control.readings` for each edition and each year of contracts."""
    shares = load("effective_control")
    mines = load("company_supply", year=YEAR, stage="mine")
    parts = []
    for edition in EDITIONS:
        total = load("world_totals", edition=edition, measure="production", year=YEAR)
        output = control_model.supply(
            mines, load("production", edition=edition, year=YEAR), shares, total["total_t"].item()
        )
        for year in CONTRACTS:
            part = control_model.readings(output, shares, year)
            parts.append(part.assign(edition=edition, contracts=year))
    return pd.concat(parts, ignore_index=True)


@cache
def sums() -> pd.DataFrame:
    """Return `models.control.totals` for each edition and each year of contracts."""
    cases = readings().groupby(["edition", "contracts"])
    found = {case: control_model.totals(rows) for case, rows in cases}
    return pd.concat(found, names=["edition", "contracts"]).reset_index(level=[0, 1])


@cache
def _control() -> Lab:
    def table(values: Values) -> pd.DataFrame:
        rows = readings()
        rows = rows[rows["reading"].map(control_model.WORDS) == values["reading"]]
        rows = rows[(rows["edition"] == values["edition"])
                    & (rows["contracts"] == values["contracts"])]  # fmt: skip
        return rows[["origin", "supply_t", "share_pct", "held_t", "assumed"]]

    words = dict(control_model.WORDS)
    return Lab(
        name="control",
        title="Lab: whose tonnes?",
        controls=[
            Choice("reading", "Whose it is by", words, "place"),
            Choice("edition", "USGS edition", {str(e): e for e in EDITIONS}, EDITIONS[0]),
            Choice("contracts", "Contracts of", {str(y): y for y in CONTRACTS}, CONTRACTS[0]),
        ],
        chart=lambda values: control_chart.tonnes(readings(), sums(), values),
        table=table,
        facts=lambda: {
            "Who controls the output": load("effective_control"),
            "Output of companies (t REO)": load("company_supply", year=YEAR),
            "Output by country (t REO)": load("production", edition=EDITIONS, year=YEAR),
        },
    )


@cache
def deals() -> pd.DataFrame:
    """Return `models.deals.timeline` of all deals with a date."""
    return model.timeline(load("deals"))


@cache
def _shopping() -> Lab:
    def table(values: Values) -> pd.DataFrame:
        shown = model.chosen(deals(), values["side"], values["kind"])
        columns = ["deal", "date", "buyer", "target", "country", "kind", "stake_pct", "status"]
        return shown[columns]

    return Lab(
        name="shopping",
        title="Lab: the shopping list",
        controls=[
            Choice("side", "Buyer", {s.capitalize(): s for s in SIDES}, SIDES[0]),
            Choice("kind", "Kind", {"All": "all", "Shares only": "equity"}, "all"),
        ],
        chart=lambda values: chart.shopping(deals(), **values),
        table=table,
        facts=lambda: {"Deals": load("deals"), "Peak's assets": load("ngualla")},
    )


SIDES = ("all", "Chinese", "others")
"""Whose deals are shown."""


@cache
def steps() -> pd.DataFrame:
    """Return `models.deals.first_steps` against the papers of Russia and India."""
    return model.first_steps(load("consolidation_events"), papers())


def papers() -> pd.DataFrame:
    """Return the papers of Russia and India."""
    return load("russia_india_events", partner="Russia")


@cache
def _reaction() -> Lab:
    def dated(rows: pd.DataFrame, row: pd.Series) -> pd.DataFrame:
        found = rows.assign(row=row).drop(columns="note")
        found[["start", "end"]] = model.span(found["date"])
        found = found.sort_values("start")
        return found.assign(first=~found.duplicated("row"))[
            ["row", "date", "event", "start", "end", "first"]
        ]

    actions = load("consolidation_events").dropna(subset="action")
    events = dated(actions, actions["action"])
    said = dated(papers(), pd.Series("Russia and India", papers().index))

    def table(values: Values) -> pd.DataFrame:
        after = steps()["lead_years"] <= values["plan_known"]
        return steps().assign(can_be_an_answer=after.map({True: "yes", False: "no"}))

    return Lab(
        name="reaction",
        title="Lab: action or reaction?",
        controls=["plan_known"],
        chart=lambda values: chart.reaction(events, said, steps(), values),
        table=table,
        facts=lambda: {
            "Events in China": load("consolidation_events"),
            "Papers": load("russia_india_events"),
        },
    )


LABS = {"control": control, "shopping": shopping, "reaction": reaction}
"""Every lab of this room by its name, for scenario codes."""
