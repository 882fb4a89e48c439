"""Checks of the claims of notebook 02: who depends on whom, at which stage."""

from __future__ import annotations

import math

import pandas as pd

from reelab.verdicts import ledger
from reelab.verdicts.record import Record, first, newest
from reelab.verdicts.reserves import world_mt
from reelab.verdicts.rule import POINTS, Finding, Said, agrees, compare, number

COMPETES = 5.0
"""A country competes if it has at least so many percent of the world's mine output."""

AT_SCALE = 1000.0
"""A plant for separation or magnets counts from so many tonnes of its product a year on."""

MANY = 5
"""Many are at least so many kinds of products."""


def shares(record: Record, country: str, **where: object) -> pd.DataFrame:
    """Return the output shares of a country by stage and year, forecasts left out."""
    where = {"kind": "history", "preferred": True, **where}
    return record.load("stage_shares", country=country, **where).sort_values("year")


def mined_share(record: Record, country: str) -> float:
    """Return a country's share of the world's mine output in the newest year, in percent."""
    rows = newest(newest(record.load("production"), "edition"), "year")
    output = first(rows.loc[rows["country"] == country, "production_t"])
    return 100 * output / (1e6 * world_mt(record, "production"))


def c01_king(said: Said, record: Record) -> Finding:
    """Compute China's share of the world's mine output: what can be measured."""
    share = mined_share(record, "China")
    return Finding(
        holds=None,
        how=f"What can be measured: China's share of the world's mine output, {number(share)}%.",
        value=share,
        unit="% of mine output",
    )


def c04_cannot_compete(said: Said, record: Record) -> Finding:
    """Compare the two countries' share of the world's output with that of one customer."""
    parts = {country: mined_share(record, country) for country in ("Russia", "India")}
    both = sum(parts.values())
    rows = record.load("import_shares", importer="European Union", supplier="Russia")
    europe = first(rows["share_pct"])
    return Finding(
        holds=both < COMPETES,
        how=f"Russia mines {number(parts['Russia'])}% and India {number(parts['India'])}% of the "
        f"world's output, together less than {COMPETES:g}%.",
        value=both,
        unit="% of mine output, both together",
        caveats=[
            (
                europe >= COMPETES,
                f"Russia supplied {number(europe)}% of the weight of rare earths that the European "
                "Union imports.",
            )
        ],
    )


def c05_whole_chain(said: Said, record: Record) -> Finding:
    """Look at China's share of each stage, and at the raw material that it imports."""
    rows = shares(record, "China", scope=["magnet rare earths", "NdFeB magnets"], basis="output")
    stages = rows.groupby("stage")["share_pct"].last()
    feed = newest(record.load("china_feed_imports", supplier="World"), "year")
    mined = record.load("production", country="China", year=int(feed["year"].iloc[0]))
    part = 100 * first(feed["weight_t"]) / first(newest(mined, "edition")["production_t"])
    listed = ", ".join(f"{stage} {number(share)}%" for stage, share in stages.items())
    return Finding(
        holds=bool((stages >= said.low - POINTS).all()),
        how=f"China's share by stage: {listed}; it imports raw material equal to {number(part)}% "
        "of what it mines.",
        value=stages.min(),
        unit=f"% of {stages.idxmin()}, its weakest stage",
        gap=compare(said, stages.min(), stages.max()),
    )


def c07_magnet_capacity(said: Said, record: Record) -> Finding:
    """Look at China's share of magnets in the newest year, and in the years before."""
    rows = shares(record, "China", stage="magnets", scope="NdFeB magnets")
    now = first(newest(rows, "year")["share_pct"])
    older = rows[rows["year"] < rows["year"].max()]
    near = [row for row in older.itertuples() if agrees(said, row.share_pct)]
    last = f"; near it were {', '.join(f'{row.share_pct:g}% in {row.year}' for row in near)}"
    return Finding(
        holds=agrees(said, now),
        how=f"China's share was {number(now)}% in {rows['year'].max()}{last if near else ''}.",
        value=now,
        unit="% of magnet output",
        gap=compare(said, now),
        held=bool(near),
    )


def c08_magnets_critical(said: Said, record: Record) -> Finding:
    """Count the kinds of products with such magnets."""
    content = record.load("unit_content")
    kinds = content.loc[content["content_of"].str.contains("NdFeB magnet"), "product"].unique()
    demand = record.load("demand", scope="magnet rare earths", element="all", kind="history")
    demand = demand[demand["preferred"] & demand["use"].isin(["other uses", "all uses"])]
    year = demand.loc[demand["use"] == "other uses", "year"].max()
    uses = demand[demand["year"] == year].set_index("use")["demand_t"]
    rest = 100 * uses["other uses"] / uses["all uses"]
    return Finding(
        holds=len(kinds) >= MANY,
        how=f"{len(kinds)} kinds of products on record hold such magnets; uses other than electric "
        f"cars and wind turbines took {number(rest)}% in {year}.",
        value=len(kinds),
        unit="kinds of products",
    )


def c14_india_imports(said: Said, record: Record) -> Finding:
    """Look at China's share of India's magnet imports by value and by weight."""
    rows = record.load("india_magnets", publisher="government", unit="%")
    trade = newest(record.load("magnet_imports", importer="India", supplier="China"), "year")
    by_value = rows["measure"].str.contains("value")
    value = pd.concat([rows.loc[by_value, "value"], trade["share_pct"]])
    weight = rows.loc[~by_value, "value"]
    least = min(value.min(), weight.min())
    return Finding(
        holds=bool(least > 50),
        how=f"In official and in trade data China's share is {number(value.min())} to "
        f"{number(value.max())}% of the value, and in official data {number(weight.min())} to "
        f"{number(weight.max())}% of the weight. The least is {number(least)}%.",
        value=first(trade["share_pct"]),
        unit="% of the value of magnet imports",
        low=value.min(),
        high=value.max(),
        gap="none" if least > 50 else "",
    )


def c15_for_the_military(said: Said, record: Record) -> Finding:
    """Hold the most that a military could need against the least that India uses."""
    plant = first(record.load("projects", country="India", product="SmCo magnets")["capacity_t"])
    weapons = record.fact("dependency-us-weapons-magnets")
    use = record.load("india_magnets", measure="use", unit="t")["value"].min()
    share = 100 * weapons / use
    return Finding(
        holds=share >= 50,
        how=f"The plant for strategic users makes {number(plant)} t a year. If the military took "
        f"as much as all weapons of the United States, {number(weapons)} t, that would be "
        f"{number(share)}% of the smallest figure for India's use, {number(use)} t.",
        value=share,
        unit="% of India's use, at most",
    )


def c16_billion(said: Said, record: Record) -> Finding:
    """Compare what India paid, the highest estimate, and what China sold in all."""
    year = int(said.date[:4]) - 1
    rows = record.load("magnet_imports", importer="India", supplier="China", year=year)
    paid = first(rows["value_usd"]) / 1e6
    every = record.load("india_magnets", measure="import value", unit="USD million")["value"]
    world = record.load("china_magnet_exports", destination="World", period=str(year))
    sold = first(world["value_usd"]) / 1e6
    high = max(paid, every.max())
    return Finding(
        holds=agrees(said, paid, high),
        how=f"India paid {number(paid)} million dollars to China in {year}, and at most "
        f"{number(high)} to all suppliers; the claim would be {number(100 * said.low / sold)}% of "
        f"all that China sold ({number(sold)}).",
        value=paid,
        unit="USD million, the upper end from all suppliers",
        low=paid,
        high=high,
        gap=compare(said, paid, high),
    )


def c20_infrastructure(said: Said, record: Record) -> Finding:
    """List the plants for separation and magnets at work in the two countries."""
    plants = record.load("projects", country=["Russia", "India"], stage=["separation", "magnets"])
    working = plants[plants["status"] == "operating"]
    most = working.dropna(subset="capacity_t").nlargest(1, "capacity_t")
    largest = most["capacity_t"].sum()
    deposits = record.load("deposits", country=["Russia", "India"])
    mines = deposits["status"].fillna("").str.fullmatch("operating").sum()
    return Finding(
        holds=largest < AT_SCALE,
        how=f"Of {len(plants)} plants for separation or magnets in both countries {len(working)} "
        f"work; the largest capacity is {_capacity(most)}.",
        value=largest,
        unit="t a year" + "".join(" of " + most["product"]) + ", the largest working plant",
        caveats=[
            (
                mines + len(working) > 0,
                f"Parts are there: {mines} mines and {len(working)} plants work.",
            )
        ],
    )


def _capacity(plants: pd.DataFrame) -> str:
    """Name a plant with what it makes."""
    if plants.empty:
        return "not known"
    most = plants.iloc[0]
    return f"{number(most['capacity_t'])} t a year of {most['product']} ({most['project']})"


def o03_drones(said: Said, record: Record) -> Finding:
    """Compute the price of a drone that is implied, and what the real sum would buy."""
    billion = ledger.get("C16").said
    finding = c16_billion(billion, record)
    each = billion.low / said.low
    return Finding(
        holds=None,
        how=f"What can be measured: {number(each)} million dollars a drone; the sum that was paid "
        f"would buy {number(round(finding.value / each))}.",
        value=each,
        unit="USD million a drone",
    )


def o05_no_plants(said: Said, record: Record) -> Finding:
    """List the separation plants at work in India."""
    plants = record.load("projects", country="India", stage="separation", status="operating")
    capacity = record.fact("india-oscom-capacity")
    rows = newest(newest(record.load("production", country="India"), "edition"), "year")
    output = first(rows["production_t"])
    return Finding(
        holds=len(plants) == 0,
        how=f"On record as working: {', '.join(plants['project'])}; one plant can make "
        f"mixed chloride with {number(capacity)} t of oxides a year, and the country's output is "
        f"{number(output)} t.",
        value=capacity,
        unit="t a year of all oxides together, not yet separated",
    )


def x02_china_mines(said: Said, record: Record) -> Finding:
    """Compare China's share of mine output now."""
    now = mined_share(record, "China")
    past = shares(record, "China", stage="mining", scope="all rare earths", basis="output")
    right = [row.year for row in past.itertuples() if agrees(said, row.share_pct)]
    last = f"the last year with a share near the claim was {max(right)}" if right else "never near"
    return Finding(
        holds=agrees(said, now),
        how=f"China mined {number(now)}% of the world's output; {last}.",
        value=now,
        unit="% of mine output",
        gap=compare(said, now),
        held=bool(right),
    )


def x03_fighter(said: Said, record: Record) -> Finding:
    """Look up what one aircraft holds, counted part by part."""
    rows = record.load("unit_content", product="F-35 fighter")
    counted = rows[~rows["content_of"].str.contains("as printed")]
    widest = counted.loc[counted["high"].idxmax()]
    pure = counted.loc[counted["high"].idxmin()]
    return Finding(
        holds=agrees(said, widest["low"], widest["high"]),
        how=f"Counted part by part: {number(widest['low'])} to {number(widest['high'])} kg of "
        f"{widest['content_of']}, in them {number(pure['low'])} to {number(pure['high'])} kg of "
        f"{pure['content_of']}. The claim is held against the first, which is nearer to it; it is "
        f"{number(said.low / pure['high'])} to {number(said.low / pure['low'])} times the second.",
        value=widest["value"],
        unit=f"kg of {widest['content_of']}",
        low=widest["low"],
        high=widest["high"],
        gap=compare(said, widest["low"], widest["high"]),
    )


def x05_refining(said: Said, record: Record) -> Finding:
    """Look up China's share of separation in the newest year."""
    rows = shares(record, "China", stage="separation", scope="magnet rare earths", basis="output")
    now = first(newest(rows, "year")["share_pct"])
    return Finding(
        holds=agrees(said, now),
        how=f"China separated {number(now)}% of the magnet rare earths in {rows['year'].max()}.",
        value=now,
        unit="% of separation",
        gap=compare(said, now),
    )


def x09_united_states(said: Said, record: Record) -> Finding:
    """Look up net import reliance in the newest year that the newest edition prints."""
    rows = record.load("us_reliance", measure="net import reliance, compounds and metals")
    now = first(newest(newest(rows, "edition"), "year")["value"])
    mined = record.load("us_reliance", measure="production, concentrates")
    ore = first(newest(newest(mined, "edition"), "year")["value"])
    at_home = "" if math.isnan(ore) else f"; at home {number(ore)} t were mined"
    return Finding(
        holds=agrees(said, now),
        how=f"Net imports were {number(now)}% of the use of compounds and metals{at_home}.",
        value=now,
        unit="% of net import reliance",
        gap=compare(said, now),
    )


def x10_europe(said: Said, record: Record) -> Finding:
    """Compare China's share of the European Union's imports of rare earths, and of magnets."""
    rows = record.load("import_shares", importer="European Union", supplier="China")
    share = first(rows.loc[rows["preferred"], "share_pct"])
    magnets = record.load("eu_magnets", year=int(str(rows["period"].iloc[0])[:4]))
    china = magnets.loc[magnets["supplier"] == "China", "value_eur"].sum()
    part = 100 * china / magnets["value_eur"].sum()
    return Finding(
        holds=agrees(said, share),
        how=f"China supplied {number(share)}% of the weight of rare earth imports; of magnets, "
        f"which are another good, {number(part)}% of the value.",
        value=share,
        unit="% of the weight of imports",
        gap=compare(said, share),
    )
