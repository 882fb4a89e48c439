"""Checks of the claims of notebook 03: mergers at home, purchases abroad."""

from __future__ import annotations

import math

import pandas as pd

from reelab.verdicts.record import Record
from reelab.verdicts.rule import Finding, Said, agrees, compare, number

MATTERS = 100.0
"""A rise in concentration matters from so many points on, as US merger guidelines have it."""

ACTIVE = 3
"""Buyers are active if they completed at least so many purchases in `RECENT` years."""

RECENT = 5.0


def day(text: object) -> pd.Timestamp:
    """Read a date of which only the year, or the year and month, may be known."""
    return pd.Timestamp(str(text))


def years(later: pd.Timestamp, earlier: pd.Timestamp) -> float:
    """Return the time between two days in years."""
    return (later - earlier).days / 365.25


def _actions(said: Said, record: Record) -> pd.DataFrame:
    """Return the first event of each of the three actions."""
    events = record.load("consolidation_events").dropna(subset="action")
    events = events.assign(day=events["date"].map(day)).sort_values("day")
    return events[events["day"] <= day(said.date)].groupby("action").first().sort_values("day")


def c21_three_actions(said: Said, record: Record) -> Finding:
    """Count the kinds of actions before the article."""
    found = _actions(said, record)
    events = record.load("consolidation_events")
    span = years(found["day"].iloc[-1], found["day"].iloc[0])
    licenses = events[(events["kind"] == "export") & events["action"].isna()]
    late = licenses[licenses["date"].map(day).between(found["day"].iloc[-1], day(said.date))]
    actors = found["who"].nunique()
    named = ", ".join(f"{name} ({row['date']})" for name, row in found.iterrows())
    return Finding(
        holds=agrees(said, len(found)),
        how=f"Kinds of actions on record before the article: {named}.",
        value=len(found),
        unit="kinds of actions",
        gap=compare(said, len(found)),
        caveats=[
            (actors > 1, f"They were taken by {actors} different actors."),
            (span > 1, f"They lie {number(span)} years apart."),
            (len(late) > 0, f"The list leaves out: {'; '.join(late['event'])}."),
        ],
    )


def c22_countermeasure(said: Said, record: Record) -> Finding:
    """Put the actions and the first Russian and Indian paper in the order of their dates."""
    found = _actions(said, record)
    cause = record.load("russia_india_events", partner="Russia")["date"].map(day).min()
    lead = [years(cause, date) for date in found["day"]]
    return Finding(
        holds=max(lead) < 0,
        how=f"The first paper of Russia and India is of {cause:%Y-%m-%d}; the first steps of the "
        f"actions came {number(min(lead))} to {number(max(lead))} years before it.",
        value=max(lead),
        unit="years by which the actions came before their cause",
        low=min(lead),
        high=max(lead),
    )


def c23_merged(said: Said, record: Record) -> Finding:
    """Count the groups with a quota, year by year."""
    rows = record.load("quota_groups", kind="mining", batch="annual")
    groups = rows.groupby("year")["group"].nunique()
    before, now = groups.iloc[0], groups.iloc[-1]
    return Finding(
        holds=bool(now < before),
        how=f"Groups with a mining quota: {before} in {groups.index[0]}, {now} in "
        f"{groups.index[-1]}.",
        value=now,
        unit=f"groups with a quota, of {before}",
    )


def _concentration(record: Record, reading: str) -> pd.Series:
    rows = record.load("hhi_check", batch="annual", market="mining", reading=reading)
    return rows.set_index("year")["hhi"].sort_index()


def c24_pooled(said: Said, record: Record) -> Finding:
    """Split the rise in concentration into the merger and the rest."""
    actual, merged = _concentration(record, "as allocated"), _concentration(record, "three merged")
    year = int(merged.index.max())
    rise, merger = actual[year + 1] - actual[year], merged[year] - actual[year]
    profit = record.load("profit_price", entity="China Northern Rare Earth", measure="net_profit",
                         months=12).set_index("year")["value"]  # fmt: skip
    fell = profit.index.max()
    return Finding(
        holds=bool(rise > MATTERS),
        how=f"Concentration of the mining quota rose by {number(rise)} points from {year} to "
        f"{year + 1}; the merger alone makes {number(merger)} of them.",
        value=rise,
        unit="points of concentration",
        caveats=[
            (
                bool(merger < 0.75 * rise),
                f"{number(100 * (1 - merger / rise))}% of the rise came from the quota and not "
                "from the merger.",
            ),
            (
                bool(profit[fell] < profit[year + 1]),
                f"The largest group's profit fell from {number(profit[year + 1])} to "
                f"{number(profit[fell])} million yuan by {fell}.",
            ),
        ],
    )


def c25_buying_abroad(said: Said, record: Record) -> Finding:
    """Count the purchases abroad that were completed, and those that were not."""
    deals = record.load("deals", buyer_country="China", kind=["equity", "joint venture"])
    until = day(said.date)
    deals = deals.dropna(subset="date")
    deals = deals[deals["date"].map(day) <= until]
    recent = deals["date"].map(lambda date: years(until, day(date))) <= RECENT
    done = deals[recent & (deals["status"] == "done")]
    failed = deals[deals["status"].isin(["blocked", "withdrawn", "undone", "rejected"])]
    return Finding(
        holds=len(done) >= ACTIVE,
        how=f"In the {RECENT:g} years before the article {len(done)} purchases were completed: "
        f"{', '.join(done['asset'])}.",
        value=len(done),
        unit=f"purchases completed in {RECENT:g} years",
        caveats=[
            (
                len(failed) > 0,
                f"{len(failed)} attempts since 2005 were blocked, withdrawn or undone: "
                f"{', '.join(failed['target'])}.",
            )
        ],
    )


def c26_peak_bought(said: Said, record: Record) -> Finding:
    """Look up whether, and when, the purchase of all of Peak was completed."""
    deals = record.load("deals", target="Peak Rare Earths", buyer_country="China", status="done")
    deals = deals[deals["kind"] == "equity"]
    closed = deals[deals["stake_pct"] > 50]
    if closed.empty:
        return Finding(holds=False, how="No completed purchase of more than half is on record.")
    row = closed.iloc[0]
    early = years(day(row["status_date"]), day(said.date)) * 12
    return Finding(
        holds=True,
        how=f"{row['buyer']} bought the {number(row['stake_pct'])}% that it did not hold; paid on "
        f"{row['status_date']}, at {number(row['value_m'])} million {row['currency']} for all.",
        value=row["stake_pct"],
        unit=f"% bought, and paid on {row['status_date']}",
        caveats=[
            (early > 0, f"The article came {number(early)} months before; there was only an offer.")
        ],
    )


def c28_refinery(said: Said, record: Record) -> Finding:
    """Count the refineries in the United Kingdom that came with the purchase and were built."""
    plants = record.load("ngualla", country="United Kingdom", kind="refinery")
    if plants.empty:
        return Finding(holds=None, how="No such refinery is on record.", value=math.nan)
    built = int(plants["built"].sum())
    return Finding(
        holds=built >= said.low,
        how=f"{plants['asset'].iloc[0]}: {plants['status'].iloc[0]}, and {built} built by "
        f"{first_text(plants['as_of'])}.",
        value=built,
        unit="refineries built",
        gap=compare(said, built),
    )


def first_text(values: pd.Series) -> str:
    """Return the first text of a column."""
    return str(values.iloc[0])
