"""Checks of the claims of notebook 04: know-how, patents, plants."""

from __future__ import annotations

import math

import pandas as pd

from reelab.verdicts.consolidation import day, years
from reelab.verdicts.dependency import shares
from reelab.verdicts.record import Record, first, newest
from reelab.verdicts.rule import Finding, Said, agrees, compare, number

LEADS = 20.0
"""A lead is far if the leader makes at least so many times as much."""

LONG = 10.0
"""Hard to copy is what takes at least so many years."""

FAR = 1.5
"""Far more is at least so many times as much."""

SURGE = 2.0
"""A surge is a rate at least so many times that of before."""

HALF = 0.5
"""A plant that runs below this share of its capacity, or a count of which less lives, is poor."""


def _capacity(record: Record, status: list[str], **where: object) -> float:
    plants = record.load("projects", country=["Russia", "India"], status=status, **where)
    return float(plants["capacity_t"].sum())


def c02_ahead(said: Said, record: Record) -> Finding:
    """Compare what China separates with what Russia and India can, and with their plans."""
    rows = shares(record, "China", stage="separation", scope="magnet rare earths")
    china = first(newest(rows.dropna(subset="quantity_t"), "year")["quantity_t"])
    theirs = _capacity(record, ["operating"], stage="separation")
    plans = _capacity(record, ["planned", "under construction", "tender", "commissioning"])
    return Finding(
        holds=china >= LEADS * theirs,
        how=f"China separates {number(china)} t of magnet rare earths a year; plants for "
        f"{number(theirs)} t work in Russia and India together.",
        value=china / theirs,
        unit="times as much separated in China",
        caveats=[(plans > theirs, f"They plan plants for {number(plans)} t a year.")],
    )


def c06_hard_to_copy(said: Said, record: Record) -> Finding:
    """Compare the time that a mine takes with the forecast of China's share."""
    mean = record.fact("lead-time-start-2002-2023")
    now, then, year = forecast(record)
    ramp = record.load("lead_times", plant="Kuantan", start_event="operating license")
    return Finding(
        holds=mean >= LONG,
        how=f"From discovery to output a mine takes {number(mean)} years in the mean.",
        value=mean,
        unit="years from discovery to output",
        caveats=[
            (
                then < now,
                f"Hard is not impossible: China's share of separation is forecast to fall from "
                f"{number(now)} to {number(then)}% by {year}.",
            ),
            (
                ramp["years"].min() < LONG,
                f"A plant can be quicker: Kuantan reached the rate of its first phase "
                f"{number(ramp['years'].min())} years after its license.",
            ),
        ],
    )


def forecast(record: Record) -> tuple[float, float, int]:
    """Return China's share of separation now, in the nearest forecast, and the year of that."""
    past = shares(record, "China", stage="separation", scope="magnet rare earths", basis="output")
    ahead = record.load("stage_shares", country="China", stage="separation", kind="forecast",
                        preferred=True).sort_values("year")  # fmt: skip
    share = first(newest(past, "year")["share_pct"])
    return share, first(ahead["share_pct"]), int(ahead["year"].iloc[0])


def c19_hurdles(said: Said, record: Record) -> Finding:
    """Compute how far Russia's plant has slipped, and how much of India's is used."""
    plants = record.load("projects", country="Russia", stage="separation")
    slip = (plants["start_year"] - plants["promised_year"]).max()
    capacity = _capacity(record, ["operating"], stage="separation")
    output = record.fact("india-neodymium-output", "high")
    used = output / capacity
    return Finding(
        holds=bool(slip > 0 and used < HALF),
        how=f"Russia's separation plant has slipped by {number(slip)} year; India makes at most "
        f"{number(output)} t of neodymium with a plant for {number(capacity)} t of NdPr oxide.",
        value=100 * used,
        unit="% of India's capacity used",
    )


def c29_depth(said: Said, record: Record) -> Finding:
    """Compare exports of magnets with imports of raw material."""
    year = int(said.date[:4]) - 1
    magnets = record.load("china_magnet_exports", destination="World", period=str(year))
    feed = record.load("china_feed_imports", supplier="World", year=year)
    sold, bought = first(magnets["weight_t"]), first(feed["weight_t"])
    buyers = record.load("china_magnet_buyers").groupby("year")["value_usd"].sum()
    growth = buyers.iloc[-1] / buyers.iloc[0]
    rules = record.load("export_controls", instrument="technology catalog")
    started = rules["date"].map(day).min()
    age = years(day(said.date), started)
    return Finding(
        holds=bool(growth >= SURGE and bought > 0),
        how=f"In {year} China sold {number(sold)} t of magnets abroad and bought "
        f"{number(bought)} t of oxides in raw material. By value, exports of magnets were "
        f"{number(growth)} times those of {buyers.index[0]}.",
        value=growth,
        unit=f"times the magnet exports of {buyers.index[0]}",
        caveats=[
            (
                age >= LONG,
                f"The shift is old: technology exports have been restricted since {started.year}.",
            )
        ],
    )


def _coldest(record: Record) -> pd.DataFrame:
    rows = record.load("magnetocaloric", quantity="lowest temperature", preferred=True)
    dates = record.load("sources").set_index("source_id")["date"]
    return rows.assign(day=rows["source_id"].map(dates).map(day)).sort_values("day")


def c31_breakthroughs(said: Said, record: Record) -> Finding:
    """Look at the coldest results."""
    rows = _coldest(record)
    with_rare_earth = rows[rows["holds_rare_earth"]]
    then = rows[rows["day"] <= day(said.date)]
    known = ", ".join(f"{row.formula} ({1000 * row.value:.0f} mK)" for row in then.itertuples())
    best, when = math.nan, ""
    if len(with_rare_earth):
        coldest = with_rare_earth.loc[with_rare_earth["value"].idxmin()]
        best, late = coldest["value"], coldest["day"] > day(said.date)
        when = f" in {coldest['day'].year}{', after the article' if late else ''}"
    return Finding(
        holds=len(with_rare_earth) > 0,
        how=f"The coldest material with a rare earth on record reached {1000 * best:.0f} mK{when}.",
        value=1000 * best,
        unit=f"mK{when}",
        caveats=[
            (
                not then["holds_rare_earth"].any(),
                f"What was known when the article was written holds none: {known}.",
            )
        ],
    )


def c32_quantum(said: Said, record: Record) -> Finding:
    """Compare the coldest materials with what qubits need."""
    rows = _coldest(record)
    low, high = (1000 * end for end in (rows["value"].min(), rows["value"].max()))
    need = record.fact("qubit-temperature", "high")
    return Finding(
        holds=high < 1000,
        how=f"The materials reach {number(low)} to {number(high)} mK, below one kelvin, where such "
        f"computers work; their chips need {number(need)} mK.",
        value=low,
        unit="mK",
        low=low,
        high=high,
        caveats=[
            (
                low > need,
                f"That is {number(low / need)} to {number(high / need)} times too warm for the "
                "chip.",
            )
        ],
    )


def c33_surge(said: Said, record: Record) -> Finding:
    """Compare filings a year since 2011 with those of before."""
    rows = record.load("patents", applicant="China", scope="all rare earths")
    total, start = first(rows["applications"]), float(rows["period_start"].iloc[0])
    end = years(day(rows["period_end"].iloc[0]), pd.Timestamp("2011"))
    part = record.fact("patents-china-since-2011") / 100
    rate = (part / end) / ((1 - part) / (2011 - start))
    office = record.load("patents", applicant="World", office="China").set_index("status")
    alive = office.loc["in force", "applications"] / office.loc["filed", "applications"]
    return Finding(
        holds=rate >= SURGE,
        how=f"Over {100 * part:.0f}% of {number(total)} Chinese filings since {start:.0f} date "
        f"from 2011 or later: {number(rate)} times as many a year as before.",
        value=rate,
        unit="times the yearly filings of before",
        caveats=[
            (
                bool(alive < HALF),
                f"A count: of the inventions filed in China {100 * alive:.0f}% are in force.",
            )
        ],
    )


def c34_patents_2024(said: Said, record: Record) -> Finding:
    """Look for a count of the year; without one, compare the claim with the older average."""
    year = int(said.date[:4]) - 1
    rows = record.load("patents", applicant="China", status="filed")
    start, end = rows["period_start"].astype(str), rows["period_end"].astype(str)
    same = start.str.startswith(str(year)) & end.str.startswith(str(year))
    counts = rows.loc[same, "applications"]
    older = record.fact("patents-china-yearly")
    return Finding(
        holds=agrees(said, counts.min(), counts.max()) if len(counts) else None,
        how=f"Counts for {year} on record: {len(counts)}; the claim is "
        f"{number(said.low / older)} times the average of 2011-2018, {number(older)} a year.",
        value=counts.max() if len(counts) else older,
        unit=f"filings in {year}" if len(counts) else "filings a year at least, 2011-2018",
    )


def c35_far_more(said: Said, record: Record) -> Finding:
    """Compare China's filings with those of the others."""
    rows = record.load("patents", office="World", status="filed").set_index("applicant")
    count = rows["applications"]
    others = [name for name in ("Japan", "South Korea", "United States") if name in count]
    ratios = {name: count["China"] / count[name] for name in others}
    missing = sorted({"Japan", "South Korea", "United States"} - set(others))
    home = record.load("patents", office="China", status="filed").set_index("applicant")
    at_home = 100 * home.loc["China", "applications"] / home.loc["World", "applications"]
    named = " and ".join(f"{number(ratio)} times {name}" for name, ratio in ratios.items())
    return Finding(
        holds=min(ratios.values()) >= FAR,
        how=f"Filings of {rows['period_start'].iloc[0]} to {rows['period_end'].iloc[0]}: China has "
        f"{named}.",
        value=min(ratios.values()),
        unit="times the next",
        caveats=[
            (bool(missing), f"No count of {', '.join(missing)} is on record."),
            (
                at_home > 50,
                f"{number(at_home)}% of the inventions filed in China are by applicants at home, "
                "which raises its count.",
            ),
        ],
    )


def x04_mine_takes(said: Said, record: Record) -> Finding:
    """Compare the claim with the mean, the range, and the newest mines."""
    name = "lead-time-start-2002-2023"
    mean, low, high = (record.fact(name, column) for column in ("value", "low", "high"))
    newest_mines = record.fact("lead-time-start-2020-2023")
    return Finding(
        holds=agrees(said, mean),
        how=f"From discovery to output: {number(mean)} years in the mean.",
        value=mean,
        unit="years",
        low=mean,
        high=mean,
        gap=compare(said, mean),
        caveats=[
            (
                not agrees(said, newest_mines),
                f"Mines that started in 2020-2023 took {number(newest_mines)} years.",
            ),
            (
                low < said.low or high > said.high,
                f"Single mines took {number(low)} to {number(high)} years.",
            ),
        ],
    )


def x07_recycled(said: Said, record: Record) -> Finding:
    """Compare the newest recycling rates with the first one, and with higher ones."""
    table = record.load("eu_criticality_inputs", material=record.load("elements")["element"])
    rates = table.drop_duplicates(["edition", "material"]).rename(columns={"eol_rir_pct": "rate"})
    now = newest(rates, "edition")
    above = rates[rates["rate"] > said.high].sort_values("rate", ascending=False)
    named = ", ".join(
        f"{row.rate:g}% ({row.material}, {row.edition})" for row in above.itertuples()
    )
    world = record.load("recycling", region="World", measure="end-of-life recycling rate")
    return Finding(
        holds=agrees(said, now["rate"].min(), now["rate"].max()),
        how=f"The European Union's study of {now['edition'].iloc[0]} prints "
        f"{number(now['rate'].max())}% at most; the world rate of {world['period'].iloc[0]} is "
        f"{world['qualifier'].iloc[0]} {number(first(world['value']))}%. Both are of worn-out "
        "products only.",
        value=now["rate"].max(),
        unit="% of use in the European Union, at most",
        gap=compare(said, now["rate"].min(), now["rate"].max()),
        caveats=[(len(above) > 0, f"Higher rates were printed before: {named}.")],
    )
