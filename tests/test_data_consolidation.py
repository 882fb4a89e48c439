"""The facts on the consolidation: quotas, groups, concentration, deals and who controls what."""

from __future__ import annotations

import pandas as pd
import pytest

import reelab

SET = ["year", "batch", "kind", "ore"]
COLUMNS = {"as allocated": "group", "three merged": "group_2022", "two groups": "group_2024"}
FAR = ["Australia", "India", "Russia"]
FEED = ["Burma", "Nigeria", "Thailand"]


def index(supply: pd.Series, total: float | None = None) -> float:
    return float(((supply / (total or supply.sum()) * 100) ** 2).sum())


def quota(year: int, market: str, column: str, batch: str = "annual") -> pd.Series:
    """Quota by seller in one market."""
    rows = reelab.load("quota_groups", year=year, batch=batch)
    mining = rows["kind"] == "mining"
    in_market = {"mining": mining, "separation": ~mining}.get(market, rows["ore"] == market)
    return rows[in_market].groupby(column)["quota_t"].sum()


def control(origin: str, measure: str, year: int) -> float:
    rows = reelab.load("effective_control", origin=origin, measure=measure, year=year)
    return rows["share_pct"].item() / 100


# Quotas


def test_rock_and_ionic_quota_add_up() -> None:
    mining = reelab.load("quotas", kind="mining").pivot_table(
        index=["year", "batch"], columns="ore", values="quota_t"
    )
    split = mining.dropna()
    assert len(split) > 20
    assert (split["rock"] + split["ionic"] == split["all"]).all()


@pytest.mark.parametrize(("year", "batches"), [(2022, 2), (2023, 3), (2024, 2)])
def test_batches_add_up_to_the_year(year: int, batches: int) -> None:
    rows = reelab.load("quotas", year=year)
    parts = rows[rows["batch"] != "annual"].groupby(["kind", "ore"])["quota_t"].agg(["sum", "size"])
    whole = rows[rows["batch"] == "annual"].set_index(["kind", "ore"])["quota_t"]
    assert (parts["size"] == batches).all()
    assert parts["sum"].eq(whole).all()


def test_a_quota_is_empty_for_a_reason_only() -> None:
    rows = reelab.load("quotas")
    assert (rows["quota_t"].isna() == rows["na_reason"].notna()).all()
    assert set(rows.loc[rows["quota_t"].isna(), "year"]) == {2025}


def test_ionic_quota_stands_still() -> None:
    ionic = reelab.load("quotas", batch="annual", ore="ionic")
    assert set(ionic.loc[ionic["year"] >= 2018, "quota_t"]) == {19_150}


def test_groups_add_up_to_the_national_quota() -> None:
    added = reelab.load("quota_groups").groupby(SET)["quota_t"].sum()
    national = reelab.load("quotas").set_index(SET)["quota_t"].reindex(added.index)
    assert len(added) > 25
    missing = (national - added)[national != added]
    assert dict(missing) == {(2018, "annual", "separation", "all"): 1}


@pytest.mark.parametrize("market", ["mining", "separation", "ionic"])
def test_the_merged_groups_have_the_printed_shares(market: str) -> None:
    parts = quota(2021, market, "group_2022")
    printed = reelab.load("facts", id=f"quota-check-2021-{market}")["value"].item()
    assert parts["China Rare Earth Group"] / parts.sum() * 100 == pytest.approx(printed, abs=1)


@pytest.mark.parametrize(("year", "count"), [(2018, 6), (2021, 6), (2022, 4), (2023, 4), (2024, 2)])
def test_number_of_groups(year: int, count: int) -> None:
    assert len(quota(year, "mining", "group")) == count
    groups = reelab.load("firm_counts", measure="groups with mining rights and quota")
    before = groups[groups["date"].str[:4].astype(int) < year]
    same = groups[groups["date"].str[:4].astype(int) == year]
    assert count in set(pd.concat([before.tail(1), same])["after"])


def test_a_count_does_not_rise() -> None:
    counts = reelab.load("firm_counts").dropna(subset=["before"])
    assert (counts["after"] < counts["before"]).all()


# Concentration


def test_concentration_follows_from_the_quotas() -> None:
    check = reelab.load("hhi_check").query("market != 'world'")
    assert len(check) > 70
    for row in check.itertuples():
        sellers = quota(row.year, row.market, COLUMNS[row.reading], row.batch)
        assert len(sellers) == row.sellers, row
        assert index(sellers) == pytest.approx(row.hhi, abs=0.5), row
        largest = sellers.max() / sellers.sum() * 100
        assert largest == pytest.approx(row.largest_share_pct, abs=0.051), row


@pytest.mark.parametrize("year", [2023, 2024])
def test_world_concentration_follows_from_companies_and_control(year: int) -> None:
    total = reelab.load("world_totals", edition=2025, measure="production", year=year)
    world = total["total_t"].item()
    mines = reelab.load("company_supply", year=year, stage="mine").set_index("company")["supply_t"]
    countries = reelab.load("production", edition=2025, year=year).set_index("country")
    far, feed = countries.loc[FAR, "production_t"], countries.loc[FEED, "production_t"]
    chinese, mp = mines.drop("MP Materials"), mines["MP Materials"]
    assert len(chinese) == 2
    assert chinese.sum() == countries.loc["China", "production_t"]
    held = control("MP Materials", "equity", 2024) * mp
    taken = control("MP Materials", "offtake", year) * mp
    fed = sum(control(name, "offtake", 2024) * tonnes for name, tonnes in feed.items())
    readings = {
        "companies": [*mines, *far],
        "companies, one seller an origin": [*mines, *far, *feed],
        "one Chinese seller": [chinese.sum(), mp, *far],
        "one Chinese seller, with its equity": [chinese.sum() + held, mp - held, *far],
        "one Chinese seller, with its offtake": [chinese.sum() + taken + fed, mp - taken, *far],
    }
    check = reelab.load("hhi_check", year=year, market="world").set_index("reading")
    assert set(check.index) == set(readings)
    for reading, sellers in readings.items():
        row, supply = check.loc[reading], pd.Series(sellers)
        assert len(supply) == row["sellers"], reading
        assert index(supply, world) == pytest.approx(row["hhi"], abs=0.5), reading
        share = supply.max() / world * 100
        assert share == pytest.approx(row["largest_share_pct"], abs=0.051), reading


def test_supply_of_the_chinese_groups_is_their_quota() -> None:
    supply = reelab.load("company_supply", basis="mining quota")
    assert set(supply["year"]) == set(range(2020, 2025))
    for row in supply.itertuples():
        assert quota(row.year, "mining", "group_2024")[row.company] == row.supply_t


def test_a_merger_never_lowers_concentration() -> None:
    check = reelab.load("hhi_check").query("market != 'world' and batch == 'annual'")
    wide = check.pivot_table(index=["year", "market"], columns="reading", values="hhi")
    three, two = wide["three merged"].dropna(), wide["two groups"].dropna()
    assert (three > wide.loc[three.index, "as allocated"]).all()
    assert (two >= wide.loc[two.index, "as allocated"]).all()


def test_guidelines() -> None:
    rules = reelab.load("merger_thresholds")
    limits = [name for name in rules if name.endswith(("_min", "_max", "_pct"))]
    assert rules[limits].notna().any(axis=1).all()
    for low, high in (("hhi_min", "hhi_max"), ("share_min_pct", "share_max_pct")):
        assert not (rules[low] >= rules[high]).any()
    now = rules.query("jurisdiction == 'United States' and year == 2023 and hhi_min == 1800")
    assert now["change_min"].item() == 100


# Owners and control


def test_stakes_add_up() -> None:
    sums = reelab.load("creg_shareholders").groupby("entity")["share_pct"].sum()
    assert len(sums) == 4
    assert sums.sub(100).abs().max() < 0.005


def test_an_assumed_share_is_marked() -> None:
    rows = reelab.load("effective_control")
    assumed = rows["note"].fillna("").str.contains("ssumed|taken as all|No ownership")
    assert assumed.any()
    assert set(rows.loc[assumed, "confidence"]) == {"judgement"}
    assert set(rows.loc[rows["confidence"] == "judgement"].index) == set(rows[assumed].index)


# Deals and dates


def test_a_value_has_a_currency() -> None:
    deals = reelab.load("deals")
    assert (deals["value_m"].notna() == deals["currency"].notna()).all()
    assert not (deals["price_per_share"].notna() & deals["currency"].isna()).any()


def test_a_status_does_not_come_before_its_deal() -> None:
    deals = reelab.load("deals").dropna(subset=["date"])
    for row in deals.itertuples():
        length = min(len(row.date), len(row.status_date))
        assert row.status_date[:length] >= row.date[:length], row
        assert row.status_date[:4] <= "2026", row


def test_the_offers_for_peak_price_the_same_shares() -> None:
    peak = reelab.load("deals", target="Peak Rare Earths")
    offers = peak.dropna(subset=["price_per_share"]).query("date > '2025'")
    assert len(offers) == 3
    shares = offers["value_m"] / offers["price_per_share"]
    assert shares.max() / shares.min() == pytest.approx(1, abs=0.01)


def test_what_was_held_and_bought_makes_all_of_peak() -> None:
    peak = reelab.load("deals", deal=["peak-2022", "peak-2025-final"])
    assert peak["stake_pct"].sum() == pytest.approx(100, abs=0.25)  # 19.9% was 19.7% after dilution


def test_events_and_deals_agree_on_dates() -> None:
    events = reelab.load("consolidation_events", kind="deal")
    deals = reelab.load("deals", deal=["peak-2022", "peak-2025-first", "peak-2025-final"])
    assert set(deals["date"]) <= set(events["date"])
    assert deals.set_index("deal").loc["peak-2025-final", "status_date"] == events["date"].max()


def test_each_action_begins_before_russia_and_india() -> None:
    events = reelab.load("consolidation_events").dropna(subset=["action"])
    first = events.groupby("action")["date"].min()
    assert dict(first) == {
        "merger": "2021-12-23", "overseas": "2022-02-11", "technology": "2023-12-21",
    }  # fmt: skip
    paper = reelab.load("russia_india_events", partner="Russia")["date"].min()
    assert (first < paper).all()
    gap = pd.Timestamp(first["merger"]) - pd.Timestamp(paper)
    assert gap.days / 365.25 == pytest.approx(-3.3, abs=0.05)


def test_a_paper_has_one_date() -> None:
    papers = reelab.load("russia_india_events")
    same = papers.merge(reelab.load("policy_responses"), on="source_id")
    assert len(same) > 2
    assert (same["date_x"] == same["date_y"]).all()


def test_no_plant_is_agreed_and_none_of_peak_is_built() -> None:
    assert not reelab.load("russia_india_events")["plant_agreed"].any()
    refineries = reelab.load("ngualla", kind="refinery")
    assert set(refineries["country"]) == {"United Kingdom", "Tanzania"}
    assert not reelab.load("ngualla")["built"].any()


def test_shares_of_ngualla_add_up() -> None:
    shares = reelab.load("facts", id=["ngualla-owner-share", "ngualla-state-share"])["value"]
    assert shares.sum() == 100


# Exports, profits and prices


def test_export_quotas_add_up() -> None:
    rows = reelab.load("export_quota")
    halves = rows.dropna(subset=["first_half_t", "second_half_t"])
    assert len(halves) > 10
    assert (halves["first_half_t"] + halves["second_half_t"] == halves["quota_t"]).all()
    firms = rows.pivot_table(index="year", columns="firms", values="quota_t").dropna()
    assert list(firms.index) == [2009, 2010, 2011]
    assert (firms["domestic"] + firms["foreign-owned"] == firms["all"]).all()


def test_profits_follow_prices() -> None:
    rows = reelab.load("profit_price", months=12)
    assert set(rows.groupby("measure")["unit"].unique().str.len()) == {1}
    price = rows[rows["entity"] == "NdPr oxide"].set_index("year")["value"]
    profit = rows[rows["measure"] == "net_profit"].pivot_table(
        index="year", columns="entity", values="value"
    )
    assert price[2024] < price[2023] < price[2021]
    assert (profit.loc[2024] < profit.loc[2023]).all()
    ranged = reelab.load("profit_price").dropna(subset=["low", "high"])
    assert len(ranged) > 0
    assert ranged["value"].between(ranged["low"], ranged["high"]).all()
