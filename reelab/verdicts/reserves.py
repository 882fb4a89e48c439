"""Checks of the claims of notebook 01: reserves, and what it takes to mine them."""

from __future__ import annotations

import math

import pandas as pd

from reelab.models.reserves import part_of, static_life
from reelab.verdicts.record import Record, first, newest
from reelab.verdicts.rule import WITHIN, Finding, Said, agrees, compare, number

SUBSTANTIAL = 1.0
"""A reserve counts as substantial if it is at least so many years of the world's mine output."""

SCARCE = 0.1
"""An element counts as scarce beside copper below this share of copper's abundance."""


def reserve_mt(record: Record, country: str) -> float:
    """Return what the newest edition prints as a country's reserve, in Mt REO."""
    return first(newest(record.load("reserves"), "edition").query("country == @country")
                 ["reserves_t"]) / 1e6  # fmt: skip


def world_mt(record: Record, measure: str) -> float:
    """Return the newest world total of `reserves` or `production`, in Mt REO."""
    totals = newest(record.load("world_totals", measure=measure), "edition")
    return first(newest(totals, "year")["total_t"]) / 1e6


def years_of_world(record: Record, mt: float) -> float:
    """Return how many years of the world's mine output a reserve is."""
    return float(static_life(mt, world_mt(record, "production")))


def estimate_mt(record: Record, country: str, basis: str) -> float:
    """Return the newest rival estimate of a country on one basis, in Mt."""
    rows = record.load("other_estimates", country=country, basis=basis)
    return first(newest(rows, "year")["value_t"]) / 1e6


def _largest_mt(record: Record, country: str) -> tuple[float, float]:
    """Return the printed reserve, and the larger of it and any resource on record."""
    printed = reserve_mt(record, country)
    rows = record.load("other_estimates", country=country, comparable_to=["reserve", "resource"])
    return printed, max(pd.Series([printed, rows["value_t"].max() / 1e6]).dropna(), default=0.0)


def c03_both_reserves(said: Said, record: Record) -> Finding:
    """Compare what Russia and India have with a year of the world's mine output."""
    parts, blank, years, names = [], [], [], []
    for country in ("Russia", "India"):
        printed, largest = _largest_mt(record, country)
        best = largest if math.isnan(printed) else printed
        kind = "resource" if math.isnan(printed) else "reserve"
        years.append(years_of_world(record, best))
        names.append(f"{country}'s {kind}")
        parts.append(f"{names[-1]} of {number(best)} Mt is {number(years[-1])} years")
        blank += [country] if math.isnan(printed) else []
    shorter = names[years.index(min(years))]
    text = f"For {' and '.join(blank)} the newest edition prints no reserve: only ore in the "
    return Finding(
        holds=min(years) >= SUBSTANTIAL,
        how=f"{'; '.join(parts)} of the world's mine output.",
        value=min(years),
        unit=f"years of the world's mine output, {shorter}",
        caveats=[(bool(blank), f"{text}ground, not known to pay, makes the claim true.")],
    )


def c09_russia_reserves(said: Said, record: Record) -> Finding:
    """Compare the newest edition with those before it and with the state balance."""
    now = reserve_mt(record, "Russia")
    printed = record.load("reserves", country="Russia")["reserves_t"] / 1e6
    balance = estimate_mt(record, "Russia", "state balance A+B+C1+C2")
    low, high = printed.min(), printed.max()
    return Finding(
        holds=agrees(said, now),
        how=f"The newest edition prints {number(now)} Mt.",
        value=now,
        unit="Mt REO",
        gap=compare(said, now),
        caveats=[
            (
                high > low * (1 + WITHIN),
                f"The editions have printed {number(low)} to {number(high)} Mt.",
            ),
            (
                not agrees(said, balance),
                f"The Russian state balance counts {number(balance)} Mt"
                f"{f', {number(balance / now)} times as much' if now else ''}, by other rules.",
            ),
        ],
    )


def c10_arctic_share(said: Said, record: Record) -> Finding:
    """Compare the shares that officials give."""
    names = ("arctic-share-kozlov", "arctic-share-rosnedra")
    shares = [record.fact(name) for name in names]
    balance = estimate_mt(record, "Russia", "state balance A+B+C1+C2")
    printed = reserve_mt(record, "Russia")
    part = part_of(shares[0], balance)
    return Finding(
        holds=agrees(said, min(shares), max(shares)),
        how=f"The minister says {number(shares[0])}% and the agency {number(shares[1])}%.",
        value=shares[0],
        unit="% of the state balance",
        low=min(shares),
        high=max(shares),
        gap=compare(said, min(shares), max(shares)),
        caveats=[
            (
                part > printed,
                f"The share is one of {number(balance)} Mt: the Arctic part, {number(part)} Mt, is "
                f"larger than the whole {number(printed)} Mt that the article prints beside it.",
            )
        ],
    )


def _running_costs(record: Record, **where: object) -> pd.Series:
    """Return the running costs on record, USD per kg of mixed oxides, of some deposits."""
    deposits = record.load("deposits", **where)["deposit"]
    costs = record.load("deposit_facts", variable="opex", unit="USD/kg TREO")
    return costs.loc[costs["deposit"].isin(deposits), "value"]


def c11_arctic_cost(said: Said, record: Record) -> Finding:
    """Compare running costs north and south of the Arctic Circle."""
    north = _running_costs(record, north_of_arctic_circle=True)
    south = _running_costs(record, north_of_arctic_circle=False)
    known = len(north) > 0 and len(south) > 0
    return Finding(
        holds=bool(north.mean() > south.mean() * (1 + WITHIN)) if known else None,
        how=f"Running costs per kilogram of mixed oxides on record: {len(north)} of deposits north "
        f"of the Arctic Circle, {len(south)} of deposits south of it.",
        value=len(north),
        unit="running costs on record in the Arctic",
    )


def c12_arctic_technology(said: Said, record: Record) -> Finding:
    """Look whether rare earths are mined in the Russian Arctic, and how much becomes a product."""
    arctic = record.load("deposits", north_of_arctic_circle=True, country="Russia")
    working = arctic.loc[arctic["status"].fillna("").str.fullmatch("operating"), "deposit"]
    ore, products = (
        record.fact(f"russia-{name}-2021") for name in ("reo-loparite", "smz-products")
    )
    share, place = 100 * products / ore, ", ".join(working) or "the Arctic"
    return Finding(
        holds=None if len(working) else True,
        how=f"Mined there for rare earths: {', '.join(working) or 'nothing'}. Of {number(ore)} kt "
        f"of oxides in that ore in 2021, {number(products)} kt became products.",
        value=share,
        unit=f"% of the oxides in the ore of {place} became products in 2021",
    )


def c13_india_reserves(said: Said, record: Record) -> Finding:
    """Look up the newest edition and, if it is blank, the only reserve that is reported."""
    printed = reserve_mt(record, "India")
    rows = record.load("other_estimates", country="India", comparable_to="reserve")
    reported = first(newest(rows, "year")["value_t"]) / 1e6
    words = f"the reserve reported for a deposit of monazite is {number(reported)} Mt of oxides"
    if math.isnan(printed):
        return Finding(
            holds=agrees(said, reported),
            how=f"The newest edition prints no figure; {words}.",
            unit="no figure in the newest edition",
            gap=f"withdrawn; {number(round(said.low / reported))} times the only reserve reported",
        )
    return Finding(
        holds=agrees(said, printed),
        how=f"The newest edition prints {number(printed)} Mt; {words}.",
        value=printed,
        unit="Mt REO",
        gap=compare(said, printed),
        caveats=[
            (not agrees(said, reported), f"Only {number(reported)} Mt are reported by deposit.")
        ],
    )


def c27_ngualla(said: Said, record: Record) -> Finding:
    """Compare Ngualla's reserve with the world's output and the country's line."""
    mt = estimate_mt(record, "Tanzania", "JORC reserve (Ngualla)")
    years = years_of_world(record, mt)
    share = 100 * mt / world_mt(record, "reserves")
    line = reserve_mt(record, "Tanzania")
    return Finding(
        holds=years >= SUBSTANTIAL,
        how=f"{number(mt)} Mt are {number(years)} years of the world's mine output, "
        f"{number(share)}% of its reserves, and Tanzania's whole line ({number(line)} Mt).",
        value=mt,
        unit="Mt REO",
        caveats=[(mt < line * (1 - WITHIN), "It is less than the country's line.")],
    )


def o01_russian_cost(said: Said, record: Record) -> Finding:
    """Compare the running costs of a Russian and of a Chinese mine."""
    russia, china = (_running_costs(record, country=name) for name in ("Russia", "China"))
    known = len(russia) > 0 and len(china) > 0
    return Finding(
        holds=agrees(said, russia.mean() / china.mean()) if known else None,
        how=f"Running costs per kilogram of mixed oxides on record: {len(russia)} of Russian and "
        f"{len(china)} of Chinese deposits.",
        value=len(russia) + len(china),
        unit="running costs on record in both countries",
    )


def x01_not_rare(said: Said, record: Record) -> Finding:
    """Compare the most and the least common rare earths of the crust with copper."""
    copper = record.fact("crust-copper")
    common, scarce = record.fact("crust-cerium"), record.fact("crust-lutetium")
    return Finding(
        holds=common >= copper * (1 - WITHIN),
        how=f"The crust holds {number(common)} ppm of cerium and {number(copper)} of copper.",
        value=common / copper,
        unit="times as common as copper (cerium)",
        caveats=[
            (
                scarce < SCARCE * copper,
                f"Lutetium, at {number(scarce)} ppm, is {number(copper / scarce)} times scarcer "
                "than copper; and ore that pays is another matter.",
            )
        ],
    )


def _rank(record: Record, country: str) -> int:
    """Return the place of a country among the reserves of the newest edition; 0 if not listed."""
    table = newest(record.load("reserves"), "edition").dropna(subset="reserves_t")
    order = table.sort_values("reserves_t", ascending=False)["country"].tolist()
    return order.index(country) + 1 if country in order else 0


def x06_vietnam(said: Said, record: Record) -> Finding:
    """Look up Vietnam's reserve and rank in the newest edition."""
    mt, rank = reserve_mt(record, "Vietnam"), _rank(record, "Vietnam")
    return Finding(
        holds=agrees(said, mt) and rank == 2,
        how=f"The newest edition prints {number(mt)} Mt, in place {rank}.",
        value=mt,
        unit="Mt REO",
        gap=compare(said, mt),
    )


def x08_kazakhstan(said: Said, record: Record) -> Finding:
    """Look up what is on record of Kazakhstan, and its place in the newest edition."""
    mt, rank = estimate_mt(record, "Kazakhstan", "four areas, unclassified"), 0
    printed = reserve_mt(record, "Kazakhstan")
    if not math.isnan(printed):
        mt, rank = printed, _rank(record, "Kazakhstan")
    place = f"has the country in place {rank}" if rank else "does not list the country"
    return Finding(
        holds=agrees(said, mt) and rank == 3,
        how=f"The newest edition {place}; {number(mt)} Mt are on record.",
        value=mt,
        unit="Mt REO",
        gap=compare(said, mt),
    )
