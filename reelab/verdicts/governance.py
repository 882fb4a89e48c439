"""Checks of the claims of notebook 05: leaks, corruption, and who talks to whom."""

from __future__ import annotations

from reelab.verdicts.consolidation import day
from reelab.verdicts.record import Record, first, newest
from reelab.verdicts.rule import Finding, Said, number

CHAPTER = 10.0
"""Illegal output matters from so many percent of all output on."""


def c18_bypass(said: Said, record: Record) -> Finding:
    """Count statements that name hedging as the aim."""
    events = record.load("russia_india_events", partner="Russia")
    named = events[events["note"].fillna("").str.contains("hedging against China")]
    responses = record.load("policy_responses")
    china = responses[(responses["country"] == "Russia") & (responses["partner"] == "China")]
    others = record.load("russia_india_events")["partner"]
    apart = sorted(set(others) - {"Russia"})
    return Finding(
        holds=len(named) > 0,
        how=f"Dated events of Russia and India that name the aim: {', '.join(named['date'])} "
        f"({', '.join(named['parties'])}).",
        value=len(named),
        unit=f"of {len(events)} events that name the aim",
        caveats=[
            (len(china) > 0, f"Russia talks with China too ({', '.join(china['date'])})."),
            (len(apart) > 0, f"India has signed with others since: {', '.join(apart)}."),
        ],
    )


def c37_governance(said: Said, record: Record) -> Finding:
    """Look up the World Bank's mean of six indicators: what can be measured."""
    rows = newest(record.load("governance_indicators", indicator="mean of the six"), "year")
    points = rows.set_index("country")["value"]
    listed = ", ".join(f"{name} {number(points[name])}" for name in ("China", "India", "Russia"))
    edition = rows["edition"].iloc[0]  # its figures stand beside those of no other
    return Finding(
        holds=None,
        how=f"What can be measured, on a scale from -2.5 to 2.5, by the {edition}: {listed}.",
        value=points["China"],
        unit=f"points (China, mean of six, {edition})",
    )


def c38_leaks(said: Said, record: Record) -> Finding:
    """Count prison terms for the sale of secrets."""
    cases = record.load("enforcement", country="China")
    terms = cases[(cases["kind"] == "state secrets") & (cases["unit"] == "years")]
    processes = cases[(cases["kind"] == "know-how") & cases["value"].notna()]
    return Finding(
        holds=len(terms) > 0,
        how=f"{len(terms)} prison terms for secrets are on record, the longest "
        f"{number(terms['value'].max())} years.",
        value=terms["value"].max(),
        unit="years of prison, the longest term",
        caveats=[
            (
                processes.empty,
                "What leaked were figures of the state stockpile; no case of a process is on "
                "record.",
            )
        ],
    )


def c39_corruption(said: Said, record: Record) -> Finding:
    """Look up prison terms for corruption, and the newest estimates of the illegal output."""
    cases = record.load("enforcement", kind="corruption", unit="years")
    rows = record.load("smuggling", measure="illegal share of output", country="China",
                       period="after 2014")  # fmt: skip
    words = rows["series"] + " " + rows["qualifier"].fillna("") + " " + rows["value"].map(number)
    illegal = rows["value"]
    return Finding(
        holds=bool(len(cases) > 0 and illegal.min() >= CHAPTER),
        how=f"The longest term is {number(cases['value'].max())} years; the newest estimates of "
        f"the illegal share of China's output are {'%, '.join(words)}%.",
        value=first(rows.loc[rows["preferred"], "value"]),
        unit="% of output illegal",
        low=illegal.min(),
        high=illegal.max(),
        gap="how much is illegal is disputed" if illegal.max() >= 2 * illegal.min() else "",
        caveats=[
            (
                illegal.max() >= 2 * illegal.min(),
                f"How much is illegal is disputed: {number(illegal.min())} or "
                f"{number(illegal.max())}% by the newest estimates.",
            )
        ],
    )


def c40_reform(said: Said, record: Record) -> Finding:
    """Count the technologies in which China leads by papers: what can be measured."""
    rows = newest(record.load("publications", country="China"), "papers_to").iloc[0]
    return Finding(
        holds=None,
        how=f"What can be measured: by papers of {rows['papers_from']}-{rows['papers_to']} China "
        f"leads in {rows['technologies_led']} of {rows['technologies_tracked']} technologies.",
        value=rows["technologies_led"],
        unit=f"of {rows['technologies_tracked']} technologies",
    )


def o06_explosion(said: Said, record: Record) -> Finding:
    """Search the dated events, up to the article, for a blast."""
    seen, told = 0, 0
    for table, text in (
        ("consolidation_events", "event"),
        ("enforcement", "what"),
        ("export_controls", "measure"),
        ("policy_responses", "instrument"),
        ("russia_india_events", "event"),
    ):
        rows = record.load(table)
        rows = rows[rows["date"].map(day) <= day(said.date)]
        seen += len(rows)
        told += int(rows[text].str.contains("explo|blast", case=False).sum())
    return Finding(
        holds=True if told else None,
        how=f"{told} of {seen} dated events on record up to the article tell of a blast.",
        value=told,
        unit="reports",
    )
