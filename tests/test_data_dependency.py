"""The tables of the dependency topic: shares make wholes, parts make totals, rivals are marked."""

from __future__ import annotations

import pandas as pd
import pytest

import reelab

REST = "Other countries"


def shares(table: str, keys: list[str]) -> pd.Series:
    return reelab.load(table).groupby(keys)["share_pct"].sum()


@pytest.mark.parametrize(
    ("table", "keys"),
    [
        ("stage_shares", ["stage", "scope", "basis", "year", "series"]),
        ("magnet_imports", ["importer", "year"]),
        ("china_magnet_buyers", ["year"]),
        ("import_shares", ["importer", "goods", "period", "source_id"]),
    ],
)
def test_shares_make_a_whole(table: str, keys: list[str]) -> None:
    sums = shares(table, keys)
    assert sums.between(99.95, 100.05).all(), sums[~sums.between(99.95, 100.05)]


@pytest.mark.parametrize(
    ("table", "keys", "rival"),
    [
        ("stage_shares", ["stage", "scope", "basis", "year"], "series"),
        ("import_shares", ["importer", "goods", "period"], "source_id"),
        ("demand", ["scope", "element", "scenario", "use", "year"], "edition"),
        ("us_reliance", ["measure", "year"], "edition"),
        ("india_magnets", ["period", "goods", "measure", "partner", "unit"], "source_id"),
        ("unit_content", ["product"], "content_of"),
        ("shock_prices", ["product", "market", "date"], "source_id"),
    ],
)
def test_one_of_the_rivals_is_preferred(table: str, keys: list[str], rival: str) -> None:
    rows = reelab.load(table)
    rows["rival"] = rows[rival] + rows["source_id"] if rival == "content_of" else rows[rival]
    marked = rows[rows["preferred"]].groupby(keys)["rival"].nunique()
    assert (marked.reindex(rows.groupby(keys).size().index, fill_value=0) == 1).all()
    assert (rows.groupby([*keys, "rival"])["preferred"].nunique() == 1).all()
    assert not rows["preferred"].all()


def test_a_forecast_is_marked_and_lies_ahead() -> None:
    for table in ("stage_shares", "demand"):
        rows = reelab.load(table)
        assert rows.loc[rows["kind"] == "forecast", "year"].min() >= 2030
        assert rows.loc[rows["kind"] == "history", "year"].max() <= 2025


def test_stage_shares_follow_from_their_tonnes() -> None:
    rows = reelab.load("stage_shares", series=["IEA 2025", "BGS, US corrected"])
    rows["share"] = rows["quantity_t"] / rows["share_pct"] * 100
    world = rows[rows["share_pct"] > 5].groupby(["stage", "scope", "year", "series"])["share"]
    assert len(world) > 15
    assert ((world.max() / world.min()) < 1.01).all()


@pytest.mark.parametrize(
    ("stage", "scope", "year", "share"),
    [
        ("mining", "all rare earths", 2010, 98.2), ("mining", "all rare earths", 2024, 71.3),
        ("mining", "magnet rare earths", 2024, 61.0), ("mining", "magnet rare earths", 2040, 52.3),
        ("separation", "magnet rare earths", 2024, 91.3),
        ("separation", "magnet rare earths", 2030, 76.0),
        ("metal making", "magnet rare earths", 2020, 91), ("magnets", "NdFeB magnets", 2024, 94),
        ("magnets", "NdFeB magnets", 2010, 79.4),
    ],
)  # fmt: skip
def test_known_shares_of_china(stage: str, scope: str, year: int, share: float) -> None:
    rows = reelab.load(
        "stage_shares", stage=stage, scope=scope, year=year, country="China", preferred=True
    )
    assert rows["share_pct"].item() == pytest.approx(share, abs=0.06)


def test_the_corrected_us_output_is_that_of_usgs() -> None:
    bgs = reelab.load("stage_shares", series="BGS, US corrected", country="United States")
    usgs = reelab.load("us_reliance", measure="production, concentrates", preferred=True)
    both = bgs.merge(usgs, on="year").set_index("year")
    ratio = both["quantity_t"] / both["value"]
    assert len(ratio) >= 9
    assert ratio.drop(2018).between(0.97, 1.03).all()
    assert ratio[2018] == pytest.approx(18 / 14)  # USGS revised its 18,000 t


def test_magnet_imports_are_whole_every_year() -> None:
    rows = reelab.load("magnet_imports")
    assert set(rows["year"]) == set(range(2010, 2025))
    for _, group in rows.groupby(["importer", "year"]):
        assert {"China", REST} <= set(group["supplier"])
        given = group["value_usd"] / group["value_usd"].sum() * 100
        assert (given - group["share_pct"]).abs().max() < 0.02


@pytest.mark.parametrize(
    ("importer", "shares"),
    [
        ("United States", (67, 65, 69, 75)), ("European Union", (73, 84, 83, 90)),
        ("South Korea", (93, 94, 89, 88)), ("India", (75, 78, 71, 87)), ("Japan", (33, 33, 32, 28)),
    ],
)  # fmt: skip
def test_known_shares_of_chinese_magnets(importer: str, shares: tuple[int, ...]) -> None:
    rows = reelab.load(
        "magnet_imports", importer=importer, supplier="China", year=[2010, 2015, 2020, 2024]
    )
    assert tuple(rows.sort_values("year")["share_pct"].round()) == shares


def test_the_two_sides_of_a_flow_agree() -> None:
    imports = reelab.load("magnet_imports", supplier="China")
    buyers = reelab.load("china_magnet_buyers").rename(columns={"buyer": "importer"})
    both = imports.merge(buyers, on=["importer", "year"])
    assert len(both) >= 10
    assert (both["value_usd_x"] == both["value_usd_y"]).all()


def test_magnets_cost_what_magnets_cost() -> None:
    traded = reelab.load("magnet_imports", year=2024).dropna(subset=["weight_t"])
    usd_kg = traded["value_usd"] / traded["weight_t"] / 1000
    assert usd_kg.between(1, 1000).all()
    india = traded[(traded["importer"] == "India") & (traded["supplier"] == "China")].index
    assert usd_kg[india].item() == pytest.approx(8.5, abs=0.1)  # not rare earth magnets alone
    year = reelab.load("china_magnet_exports", period="2024", destination="World").iloc[0]
    assert year["value_usd"] / year["weight_t"] / 1000 == pytest.approx(49.2, abs=0.1)
    eu = reelab.load("eu_magnets").groupby("year")[["value_eur", "weight_t"]].sum()
    eur_kg = eu["value_eur"] / eu["weight_t"] / 1000
    assert eur_kg.round(1).tolist() == [47.2, 39.2, 36.9]


def test_chinese_magnets_in_europe() -> None:
    rows = reelab.load("eu_magnets")
    for column, known in (("value_eur", [92.7, 92.7, 92.6]), ("weight_t", [91.6, 91.1, 93.7])):
        table = rows.pivot_table(index="year", columns="supplier", values=column)
        assert (table["China"] / table.sum(axis=1) * 100).round(1).tolist() == known


def test_months_make_the_longer_periods() -> None:
    rows = reelab.load("china_magnet_exports", destination="World").set_index("period")
    month = rows.loc[rows["kind"] == "month", "weight_t"]
    of_2025 = month[month.index.str.startswith("2025")]
    assert len(of_2025) == 12
    assert of_2025.sum() == pytest.approx(rows.loc["2025", "weight_t"], abs=10)
    assert of_2025[:6].sum() == pytest.approx(rows.loc["2025-H1", "weight_t"], abs=10)
    quarter = month[month.index.str.startswith("2026")].sum()
    assert quarter == pytest.approx(rows.loc["2026-Q1", "weight_t"], abs=2)
    assert month.idxmin() == "2025-05"


def test_no_destination_takes_more_than_all() -> None:
    rows = reelab.load("china_magnet_exports")
    union = ["European Union", "World"]
    world = rows[rows["destination"] == "World"].set_index("period")["weight_t"]
    parts = rows[~rows["destination"].isin(union)].groupby("period")["weight_t"].sum()
    known = parts.index.intersection(world.index)
    assert len(known) > 10
    assert (parts[known] < world[known]).all()
    europe = rows.pivot_table(index="period", columns="destination", values="weight_t")
    both = europe.dropna(subset=["European Union", "Germany"])
    assert len(both) == 2
    assert (both["Germany"] < both["European Union"]).all()


def test_feed_adds_up_to_its_total() -> None:
    table = reelab.load("china_feed_imports").pivot(
        index="year", columns="supplier", values="weight_t"
    )
    parts = table.drop(columns="World").sum(axis=1)
    assert ((parts - table["World"]).abs() <= 3).all()
    world = reelab.load("china_feed_imports", supplier="World")
    assert (world["low"] < world["weight_t"]).all()
    assert (world["weight_t"] < world["high"]).all()
    china = reelab.load("production", edition=2026, country="China", year=2025)
    assert table.loc[2025, "World"] / china["production_t"].item() == pytest.approx(0.45, abs=0.01)


def test_the_article_is_far_from_every_official_figure() -> None:
    usd = reelab.load("india_magnets", unit="USD million", measure="import value")
    assert len(usd) >= 4
    assert (1200 / usd["value"] > 4).all()
    baci = reelab.load("magnet_imports", importer="India", supplier="China")["value_usd"].max()
    assert 1.2e9 / baci == pytest.approx(7.37, abs=0.01)


def test_rupees_and_dollars_are_the_same_money() -> None:
    table = reelab.load("india_magnets", goods="permanent magnets", measure="import value")
    world = table[table["partner"] == "World"].pivot(index="period", columns="unit", values="value")
    rate = reelab.load("facts", id="dependency-inr-usd")["value"].item()
    world = world.dropna()
    assert list(world.index) == ["FY2024-25"]
    assert (world["INR crore"] * 10 / rate - world["USD million"]).abs().max() < 0.06
    china = table[table["partner"] == "China"].iloc[0]
    share = reelab.load("india_magnets", unit="%")
    share = share[share["measure"].str.startswith("share of China in value")]["value"]
    assert [china["low"], china["high"]] == pytest.approx(
        [world.loc["FY2024-25", "USD million"] * x / 100 for x in sorted(share)], abs=0.1
    )


def test_controls_end_with_the_record_and_in_order() -> None:
    rows = reelab.load("export_controls")
    assert rows["date"].is_monotonic_increasing
    assert rows["date"].max() <= "2026-11-10"
    ends = rows.dropna(subset=["end_date"])
    assert (ends["end_date"].str[:4] >= ends["date"].str[:4]).all()
    suspended = rows[rows["id"].isin(["2025-11-suspension"])].iloc[0]
    assert suspended["end_date"] == "2026-11-10"
    assert rows.loc[rows["id"] == "2025-04-licenses", "status"].item() == "in force"


@pytest.mark.parametrize(
    ("table", "value"),
    [
        ("unit_content", "value"), ("costs", "value"), ("india_magnets", "value"),
        ("shock_prices", "price"), ("china_feed_imports", "weight_t"),
    ],
)  # fmt: skip
def test_a_figure_lies_within_its_range(table: str, value: str) -> None:
    rows = reelab.load(table)
    assert rows[["low", "high"]].notna().any(axis=None)
    assert not (rows["low"] > rows[value]).any()
    assert not (rows["high"] < rows[value]).any()


def test_uses_add_up_to_all_uses() -> None:
    rows = reelab.load("demand", edition="IEA 2025", element="all")
    table = rows.pivot(index=["scenario", "year"], columns="use", values="demand_t")
    parts = table[["wind", "electric vehicles", "other uses"]].sum(axis=1)
    assert len(table) == 10
    assert (parts - table["all uses"]).abs().max() <= 2
    clean = table.dropna(subset=["clean energy"])
    assert (clean["wind"] + clean["electric vehicles"] - clean["clean energy"]).abs().max() <= 2
    by_element = reelab.load("demand", element=["Nd", "Pr", "Dy", "Tb"])
    sums = by_element.groupby(["scenario", "year"])["demand_t"].sum()
    assert len(sums) == 3
    assert (sums - clean["clean energy"]).abs().max() <= 5


def test_known_demand() -> None:
    rows = reelab.load("demand", scenario="STEPS", use="all uses", year=2040)
    newer = rows.set_index("edition")
    assert newer["demand_t"].to_dict() == {"IEA 2025": 149580, "IEA 2026": 140000}
    assert newer["preferred"].to_dict() == {"IEA 2025": False, "IEA 2026": True}


def test_no_project_is_in_china_and_none_starts_before_it_was_promised() -> None:
    rows = reelab.load("projects")
    assert "China" not in set(rows["country"])
    late = rows.dropna(subset=["promised_year", "start_year"])
    assert len(late) >= 3
    assert (late["start_year"] > late["promised_year"]).all()
    assert (rows["capex_m"].notna() == rows["currency"].notna()).all()


@pytest.mark.parametrize(
    ("project", "item"),
    [
        ("Columbus, Georgia", "capital cost of magnets, JS Link Georgia"),
        ("Benson, North Carolina", "capital cost of magnets, Vulcan Benson"),
        ("Sumter, South Carolina", "capital cost of magnets, eVAC Sumter"),
        ("Narva, phase 1", "capital cost of magnets, Narva"),
        ("Eneabba", "capital cost of separation, Eneabba"),
    ],
)
def test_capital_cost_is_cost_over_capacity(project: str, item: str) -> None:
    plant = reelab.load("projects", project=project).iloc[0]
    cost = reelab.load("costs", item=item).iloc[0]
    assert plant["capex_m"] * 1e6 / plant["capacity_t"] == pytest.approx(cost["value"], rel=0.001)
    assert cost["unit"].startswith(plant["currency"])


def test_reliance_is_what_output_does_not_cover() -> None:
    rows = reelab.load("us_reliance", preferred=True, year=[2018, 2019, 2023, 2024, 2025])
    table = rows.pivot(index="year", columns="measure", values="value")
    made = table["production, compounds and metals"]
    used = table["apparent consumption, compounds and metals"]
    printed = table["net import reliance, compounds and metals"]
    assert ((1 - made / used) * 100 - printed).abs().max() < 1.5


def test_us_reliance_of_2024_was_revised() -> None:
    rows = reelab.load("us_reliance", measure="net import reliance, compounds and metals")
    assert (rows["edition"] > rows["year"]).all()
    of_2024 = rows[rows["year"] == 2024].set_index("edition")["value"]
    assert of_2024.to_dict() == {2025: 80, 2026: 53}


def test_the_halt_of_2010_in_japanese_customs() -> None:
    rows = reelab.load("japan_imports").pivot(index="period", columns="supplier", values="weight_t")
    china = rows["China"]
    months = china[["2010-09", "2010-10", "2010-11", "2010-12"]]
    assert months.idxmin() == "2010-11"
    assert months.sum() + china["2010-01..2010-08"] == pytest.approx(china["2010"])
    whole = rows.dropna()
    assert len(whole) == 4
    assert (whole["China"] + whole[REST] - whole["World"]).abs().max() <= 0.1
    share = reelab.load("import_shares", importer="Japan", period="2010", supplier="China")
    preferred = share.loc[share["preferred"], "share_pct"].item()
    assert rows.loc["2010", "China"] / rows.loc["2010", "World"] * 100 == pytest.approx(
        preferred, abs=0.01
    )


def test_prices_rose_in_both_shocks() -> None:
    rows = reelab.load("shock_prices", preferred=True, unit="USD/kg")
    table = rows.set_index(["product", "market", "date"])["price"]
    basket = table["Mount Weld basket", "FOB China"]
    dates = ["2009-Q1", "2010-Q1", "2010-07-26", "2010-Q3", "2010-Q4", "2011-01-21"]
    assert basket[dates].is_monotonic_increasing
    for product in ("Dy oxide", "Tb oxide"):
        europe = table[product, "Europe"]
        assert europe["2025-05"] / europe["2025-04"] > 3
    assert table["Dy oxide", "Europe", "2025-11"] > 3 * table["Dy oxide", "China", "2025-11"]


def test_the_shock_prices_are_not_in_the_price_table() -> None:
    shock = reelab.load("shock_prices")
    shock["element"] = shock["product"].str.split().str[0]
    old = reelab.load("prices")
    both = shock.merge(old, left_on=["element", "date"], right_on=["element", "period"])
    assert both.empty
