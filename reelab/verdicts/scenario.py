"""Checks of the claims of notebook 06: plans, shocks and what may come."""

from __future__ import annotations

import pandas as pd

from reelab.verdicts.consolidation import day, years
from reelab.verdicts.record import Record
from reelab.verdicts.rule import Finding, Said, number
from reelab.verdicts.technology import forecast

SHOCK = 50.0
"""A shock is a fall by at least so many percent within a year."""

RECENT = 2023
"""The years that count as now begin here."""


def c17_joint_plant(said: Said, record: Record) -> Finding:
    """List papers and talks, and the plants among them."""
    events = record.load("russia_india_events")
    both = events[events["partner"] == "Russia"]
    before = both[both["date"].map(day) <= day(said.date)]
    agreed = int(both["plant_agreed"].sum())
    apart = events[(events["partner"] != "Russia") & (events["rung"] == "memorandum")]
    return Finding(
        holds=len(before) > 0,
        how=f"Before the article: {'; '.join(before['date'] + ' ' + before['event'])}.",
        value=agreed,
        unit=f"of {len(both)} events that agree on a plant",
        caveats=[
            (agreed == 0, f"{agreed} of {len(both)} events agree on a plant."),
            (len(apart) > 0, f"India has signed with others: {', '.join(apart['partner'])}."),
        ],
    )


def c30_catching_up(said: Said, record: Record) -> Finding:
    """Compare China's share now with the nearest forecast: what can be measured."""
    now, then, year = forecast(record)
    return Finding(
        holds=None,
        how=f"What can be measured: China's share of separation is {number(now)}%, and "
        f"{number(then)}% in a forecast for {year}.",
        value=then,
        unit=f"% of separation forecast for {year}",
    )


def _months(record: Record) -> pd.Series:
    rows = record.load("china_magnet_exports", kind="month", destination="World")
    return rows.set_index("period")["weight_t"].sort_index()


def _shock(record: Record, said: Said) -> tuple[pd.Series, str, str]:
    """Return the months, the lowest in the year before the article, and the first as high again."""
    months = _months(record)
    year = said.date[:4]
    low = str(months[months.index.str.startswith(year)].idxmin())
    normal = months[months.index < f"{year}-04"].loc[f"{int(year) - 1}-05" :].mean()
    back = [str(month) for month, value in months[months.index > low].items() if value >= normal]
    return months, low, back[0] if back else ""


def c36_robust(said: Said, record: Record) -> Finding:
    """Compute the fall of magnet exports after the licenses: what can be measured."""
    months, low, back = _shock(record, said)
    start = f"{low[:4]}-01"
    fall = 100 * (1 - months[low] / months[start])
    return Finding(
        holds=None,
        how=f"What can be measured: magnet exports fell by {number(fall)}% from {start} to {low}, "
        f"and were back in {back or 'no month on record'}.",
        value=fall,
        unit="% fall of magnet exports",
    )


def c41_changing(said: Said, record: Record) -> Finding:
    """Count changes of rules a year, now and before."""
    events = record.load("export_controls", country="China")
    rules = events[events["event"].str.startswith("rule")]
    start = rules["date"].map(day).min().year
    dated = rules["date"].str[:4].astype(int)
    end = dated.max()
    now = (dated >= RECENT).sum() / (end - RECENT + 1)
    before = (dated < RECENT).sum() / (RECENT - start)
    return Finding(
        holds=bool(now > before),
        how=f"China changed its export rules {number(now)} times a year in {RECENT}-{end}, and "
        f"{number(before)} times a year in {start}-{RECENT - 1}.",
        value=now,
        unit="changes of rules a year",
    )


def c42_shock(said: Said, record: Record) -> Finding:
    """Compute how deep the fall of exports went, and how long it lasted."""
    months, low, back = _shock(record, said)
    year_before = f"{int(low[:4]) - 1}{low[4:]}"
    fall = 100 * (1 - months[low] / months.get(year_before, float("nan")))
    length = round(12 * years(day(back), day(low))) if back else 0
    return Finding(
        holds=bool(fall >= SHOCK),
        how=f"China's magnet exports of {low} were {number(fall)}% below those of {year_before}.",
        value=fall,
        unit="% fall of magnet exports in a year",
        caveats=[
            (
                0 < length <= 6,
                f"It was short: {length} months later they were back to the level of before.",
            )
        ],
    )


def o04_division(said: Said, record: Record) -> Finding:
    """Look for a dated event that agrees on a plant, and so on who gives what."""
    both = record.load("russia_india_events", partner="Russia")
    agreed = both[both["plant_agreed"]]
    return Finding(
        holds=True if len(agreed) else None,
        how=f"{len(agreed)} of {len(both)} dated events agree on a plant and on who gives what.",
        value=len(agreed),
        unit=f"of {len(both)} events that agree on a plant",
    )
