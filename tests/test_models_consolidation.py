"""Mergers, margins, owners and dates: published values, identities, the tables of the facts."""

from __future__ import annotations

from typing import Any

import hypothesis.strategies as st
import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings

import reelab
from reelab import assumptions
from reelab.errors import CourseError
from reelab.models import (
    concentration,
    consolidation,
    control,
    deals,
    guidelines,
    markup,
    mine,
    ownership,
    purchase,
    quotas,
)

quick = settings(max_examples=80, deadline=None, derandomize=True)
RULES = reelab.load("merger_thresholds")
STEPS = {"as allocated": "group", "three merged": "group_2022", "two groups": "group_2024"}
MANY = ["Burma", "Nigeria", "Thailand", "Madagascar"]


@st.composite
def markets(draw: st.DrawFn) -> tuple[pd.Series, list[int]]:
    """Draw a market of two to nine firms, and the numbers that join them."""
    tonnes = draw(st.lists(st.integers(1, 200_000), min_size=2, max_size=9))
    numbers = draw(st.lists(st.integers(0, 3), min_size=len(tonnes), max_size=len(tonnes)))
    names = [f"firm {place}" for place in range(len(tonnes))]
    return pd.Series(tonnes, index=names, dtype=float), numbers


def apart(supply: pd.Series, numbers: list[int]) -> dict[str, str]:
    pairs = zip(supply.index, numbers, strict=True)
    return {firm: f"group {n}" for firm, n in pairs if n != consolidation.ALONE}


def quota(year: int, market: str, column: str, batch: str = "annual") -> pd.Series:
    rows = reelab.load("quota_groups", year=year, batch=batch)
    mining = rows["kind"] == "mining"
    kept = {"mining": mining, "separation": ~mining}.get(market, rows["ore"] == market)
    return rows[kept].groupby(column)["quota_t"].sum()


def later(rows: pd.DataFrame, reading: str, sellers: pd.Series) -> dict[str, str]:
    """Return who holds each of some sellers by a reading."""
    kept = rows[rows["group"].isin(sellers.index)].drop_duplicates("group")
    return dict(zip(kept["group"], kept[STEPS[reading]], strict=True))


# Mergers


@given(markets())
@quick
def test_shares_make_one_market_before_and_after(market: tuple[pd.Series, list[int]]) -> None:
    supply, numbers = market
    after = consolidation.joined(supply, apart(supply, numbers))
    for sellers in (supply, after):
        assert (sellers / supply.sum()).sum() == pytest.approx(1)
    assert len(after) <= len(supply)


@given(markets())
@quick
def test_no_merger_lowers_the_index(market: tuple[pd.Series, list[int]]) -> None:
    supply, numbers = market
    before = consolidation.points_of(supply)
    after = consolidation.points_of(consolidation.joined(supply, apart(supply, numbers)))
    assert after >= before - 1e-6
    shares = list(100 * supply / supply.sum())
    assert consolidation.rise(shares, numbers) == pytest.approx(after - before, abs=1e-6)


@given(markets())
@quick
def test_the_merged_share_is_the_largest_of_the_joined(
    market: tuple[pd.Series, list[int]],
) -> None:
    supply, numbers = market
    shares = 100 * supply / supply.sum()
    sizes = shares.groupby(numbers).agg(["sum", "size"]).drop(consolidation.ALONE, errors="ignore")
    wanted = sizes.loc[sizes["size"] > 1, "sum"].max() if (sizes["size"] > 1).any() else 0
    assert consolidation.merged_share(list(shares), numbers) == pytest.approx(wanted)


@given(st.floats(0, 100), st.floats(0, 100))
@quick
def test_two_firms_raise_the_index_by_twice_the_product(one: float, other: float) -> None:
    assume(one + other <= 100)
    wanted = (one + other) ** 2 - one**2 - other**2
    assert consolidation.pair_rise(one, other) == pytest.approx(wanted, abs=1e-9)


def test_a_firm_outside_the_market_joins_nothing() -> None:
    assert consolidation.rise([60, 0, 40], [1, 1, 0]) == 0
    assert consolidation.merged_share([60, 0, 40], [1, 1, 0]) == 0
    with pytest.raises(CourseError, match="no firm 'x'"):
        consolidation.joined(pd.Series({"a": 1.0}), {"x": "y"})


def test_the_index_of_the_facts_is_reproduced() -> None:
    check = reelab.load("hhi_check").query("market != 'world'")
    assert len(check) > 70
    for row in check.itertuples():
        sellers = quota(row.year, row.market, "group", row.batch)
        rows = reelab.load("quota_groups", year=row.year, batch=row.batch)
        found = consolidation.joined(sellers, later(rows, row.reading, sellers))
        assert len(found) == row.sellers, row
        assert consolidation.points_of(found) == pytest.approx(row.hhi, abs=0.5), row


def test_points_are_those_of_the_shared_index() -> None:
    shares = [59.7, 28.1, 12.2]
    assert consolidation.points(shares) == pytest.approx(1e4 * concentration.hhi(shares))
    with pytest.raises(CourseError):
        consolidation.points_of(pd.Series([90.0, 20.0]), 100)


@pytest.mark.parametrize("ore", [["rock", "ionic"], ["ionic"], ["rock"]])
def test_merger_and_reallocation_make_the_change(ore: list[str]) -> None:
    rows = reelab.load("quota_groups", kind="mining", batch="annual", ore=ore)
    found = quotas.yearly(rows)
    assert list(found["year"]) == list(range(2019, 2025))
    assert (found["merger"] >= -1e-9).all()
    assert (found["merger"] > 1).sum() <= 2
    np.testing.assert_allclose(found["merger"] + found["reallocation"], found["change"])
    np.testing.assert_allclose(found["before"] + found["change"], found["after"])


def test_half_of_2022_is_the_merger() -> None:
    found = quotas.yearly(reelab.load("quota_groups", kind="mining", batch="annual"))
    row = found.set_index("year").loc[2022]
    assert row["merger"] == pytest.approx(594, abs=0.5)
    assert row["change"] == pytest.approx(1110.5, abs=0.5)


def test_groups_that_do_not_follow_are_told() -> None:
    rows = reelab.load("quota_groups", kind="mining", batch="annual", year=[2021, 2022])
    with pytest.raises(CourseError, match="do not follow"):
        quotas.yearly(rows[rows["group"] != "Guangdong Rare Earth"].replace(
            {"group": {"Xiamen Tungsten": "Somebody"}}))  # fmt: skip


# Guidelines


@pytest.mark.parametrize(("guideline", "index", "change", "share", "wanted"), [
    ("US 2023", 1801, 101, 10, "presumed harmful"), ("US 2023", 1800, 101, 10, "no presumption"),
    ("US 2023", 1801, 100, 10, "no presumption"), ("US 2023", 1500, 101, 31, "presumed harmful"),
    ("US 2023", 1500, 101, 30, "no presumption"), ("US 2010", 2501, 201, 10, "presumed harmful"),
    ("US 2010", 2000, 101, 10, "raises concern"), ("US 2010", 1400, 900, 10, "no presumption"),
    ("EU 2004", 900, 800, 30, "no concern"), ("EU 2004", 1500, 249, 30, "no concern"),
    ("EU 2004", 1500, 251, 30, "may raise concern"), ("EU 2004", 2100, 140, 30, "no concern"),
    ("EU 2004", 2100, 160, 30, "may raise concern"), ("EU 2004", 2100, 160, 25, "no concern"),
    ("US 2023", 5000, 0, 90, "no merger"), ("EU 2004", 5000, 0, 90, "no merger"),
])  # fmt: skip
def test_limits_of_the_guidelines(
    guideline: str, index: float, change: float, share: float, wanted: str
) -> None:
    assert guidelines.outcome(RULES, guideline, index, change, share) == wanted


# Margins


def test_textbook_margins() -> None:
    # Two equal firms, elasticity 1: half of the price. A monopoly: one over the elasticity.
    assert markup.cournot_margin(5000, 1) == pytest.approx(50)
    assert markup.cournot_margin(10_000, 2) == pytest.approx(50)
    assert markup.price_over_cost(50) == pytest.approx(2)


@given(st.floats(1, 10_000), st.floats(1, 10_000), st.floats(1.1, 4))
@quick
def test_more_concentration_is_a_higher_price(one: float, other: float, elastic: float) -> None:
    low, high = sorted([one, other])
    assert markup.price_rise(low, high, elastic) >= -1e-9
    assert markup.price_rise(high, low, elastic) <= 1e-9
    assert markup.price_rise(one, one, elastic) == pytest.approx(0)


@given(st.floats(0, 100), st.floats(1.1, 4), st.floats(0, 3))
@quick
def test_a_fringe_holds_the_large_firm_back(share: float, demand: float, fringe: float) -> None:
    found = markup.dominant_margin(share, demand, fringe)
    assert 0 <= found <= markup.dominant_margin(share, demand, 0) + 1e-9
    assert markup.dominant_margin(100, demand, fringe) == pytest.approx(100 / demand)


@given(st.floats(0.01, 0.99), st.floats(0.2, 4), st.floats(0.1, 3))
@quick
def test_the_dominant_firm_sets_marginal_revenue_to_cost(
    share: float, demand: float, fringe: float
) -> None:
    # Residual demand of price p near 1: D(p) - S(p), with D = p^-e and S = (1 - share) p^n.
    def left(p: float) -> float:
        return p**-demand - (1 - share) * p**fringe

    step = 1e-6
    slope = (left(1 + step) - left(1 - step)) / (2 * step)
    margin = markup.dominant_margin(100 * share, demand, fringe) / 100
    assert margin == pytest.approx(-left(1) / slope, rel=1e-4)


def test_where_the_model_has_no_price_it_says_so() -> None:
    found = markup.price_range({"one": 10_000, "two": 5_000}, {"low": 0.6, "high": 1.5})
    prices = found.set_index(["case", "elasticity"])["price_over_cost"]
    assert np.isinf(prices["one", "low"])
    assert prices["two", "high"] == pytest.approx(1.5)
    assert (found["margin_pct"] > 0).all()


# Owners


@st.composite
def webs(draw: st.DrawFn) -> pd.DataFrame:
    """Draw a web of stakes, cross-holdings included, in which outsiders own some of each."""
    size = draw(st.integers(2, 7))
    cells = draw(st.lists(st.floats(0, 1), min_size=size * size, max_size=size * size))
    matrix = np.array(cells).reshape(size, size)
    outside = np.array(draw(st.lists(st.floats(1, 60), min_size=size, max_size=size)))
    sums = matrix.sum(axis=0)
    matrix = matrix / np.where(sums > 0, sums, 1) * (100 - outside)
    names = [f"firm {place}" for place in range(size)]
    return pd.DataFrame(matrix, names, names)


@given(webs())
@quick
def test_integrated_ownership_never_exceeds_the_whole(web: pd.DataFrame) -> None:
    found = ownership.integrated(web)
    assert (found >= -1e-9).all(axis=None)
    assert (found <= 100 + 1e-6).all(axis=None)
    off = ~np.eye(len(web), dtype=bool)
    assert (found.to_numpy() >= web.to_numpy() - 1e-6)[off].all()


def test_a_chain_multiplies() -> None:
    rows = pd.DataFrame(
        [("Shenghe", "Peak", 19.9), ("Peak", "Ngualla", 84), ("Tanzania", "Ngualla", 16)],
        columns=["holder", "entity", "share_pct"],
    )
    matrix = ownership.stakes(rows)
    assert ownership.integrated(matrix).at["Shenghe", "Ngualla"] == pytest.approx(16.716)
    assert not ownership.chain(matrix).at["Shenghe", "Ngualla"]
    rows.loc[0, "share_pct"] = 100
    assert ownership.integrated(ownership.stakes(rows)).at["Shenghe", "Ngualla"] == 84
    assert ownership.chain(ownership.stakes(rows)).at["Shenghe", "Ngualla"]


def test_what_a_firm_holds_of_itself_is_not_counted_twice() -> None:
    rows = [("a", "b", 90), ("b", "a", 90)]
    both = ownership.stakes(pd.DataFrame(rows, columns=["holder", "entity", "share_pct"]))
    found = ownership.integrated(both)
    assert found.at["a", "b"] == pytest.approx(90)
    assert found.at["a", "a"] == pytest.approx(81)


@pytest.mark.parametrize(("rows", "words"), [
    ([("a", "b", 60), ("c", "b", 50)], "have 110% of it"), ([("a", "b", -1)], "below zero"),
    ([("a", "b", 1), ("a", "b", 1)], "twice"),
])  # fmt: skip
def test_stakes_that_cannot_be(rows: list[Any], words: str) -> None:
    with pytest.raises(CourseError, match=words):
        ownership.stakes(pd.DataFrame(rows, columns=["holder", "entity", "share_pct"]))


def test_owners_of_one_another_are_refused() -> None:
    rows = pd.DataFrame(
        [("a", "b", 100), ("b", "a", 100)], columns=["holder", "entity", "share_pct"]
    )
    with pytest.raises(CourseError, match="nobody outside"):
        ownership.integrated(ownership.stakes(rows))


def test_owners_of_the_group() -> None:
    found = ownership.integrated(ownership.stakes(reelab.load("creg_shareholders")))
    assert found.at["SASAC", "Guangdong Rare Earth"] == pytest.approx(31.21)
    assert found.at["SASAC", "Fujian joint venture"] == pytest.approx(31.21 * 0.51)
    held = found["Guangdong Rare Earth"].drop("China Rare Earth Group").sum()
    assert held == pytest.approx(100, abs=0.01)


# Whose tonnes


def world(year: int, origins_left_out: list[str]) -> tuple[pd.DataFrame, float]:
    shares = reelab.load("effective_control")
    shares = shares[~shares["origin"].isin(origins_left_out)]
    total = reelab.load("world_totals", edition=2025, measure="production", year=year)
    output = control.supply(
        reelab.load("company_supply", year=year, stage="mine"),
        reelab.load("production", edition=2025, year=year), shares, total["total_t"].item(),
    )  # fmt: skip
    return control.readings(output, shares, year), total["total_t"].item()


@pytest.mark.parametrize("year", [2023, 2024])
def test_the_world_index_of_the_facts_is_reproduced(year: int) -> None:
    check = reelab.load("hhi_check", year=year, market="world").set_index("reading")["hhi"]
    found, total = world(year, ["Madagascar", "Serra Verde"])
    points = control.points_by_reading(found, MANY, total)
    names = ["one Chinese seller", "one Chinese seller, with its equity",
             "one Chinese seller, with its offtake"]  # fmt: skip
    assert list(points) == pytest.approx(list(check[names]), abs=0.5)
    companies = found[found["reading"] == control.READINGS[0]].set_index("origin")["supply_t"]
    sellers = companies.drop(["Other countries", *MANY], errors="ignore")
    assert consolidation.points_of(sellers, total) == pytest.approx(check["companies"], abs=0.5)


def test_no_origin_is_counted_twice_and_none_is_lost() -> None:
    found, total = world(2023, [])
    for _, part in found.groupby("reading"):
        assert part["supply_t"].sum() == pytest.approx(total)
        assert part["origin"].is_unique
        assert (part["held_t"] <= part["supply_t"]).all()


def test_what_is_assumed_is_marked() -> None:
    found, _ = world(2024, [])
    sums = control.totals(found).set_index("reading")
    assert sums.at["where the mine is", "assumed_t"] == 0
    assert sums.at["who takes its output", "assumed_t"] > 80_000
    assert (sums["known_pct"] <= sums["share_pct"]).all()
    rest = sums["assumed_rest_pct"]  # that nobody Chinese takes it is in no source of 2024
    assert rest["where the mine is"] == 0
    assert rest["who takes its output"] == pytest.approx(
        100 - sums.at["who takes its output", "share_pct"]
    )
    cases = sums.reset_index().assign(edition=2025, contracts=2024)
    assert control.share_title(cases, {"edition": 2025, "contracts": 2024}) == (
        "China's part: 69% by place, 70% by owner, 92% by buyer"
    )
    assert "assumed shares 0.0" in control.share_message(
        cases, {"edition": 2025, "contracts": 2024}
    )


# Purchases


def ngualla() -> dict[str, float]:
    rows = reelab.load("presets", preset="Ngualla (with the refinery that was planned)")
    return purchase.with_preset(rows, assumptions.values(mine.MINE))


@given(st.floats(5, 100), st.floats(0, 20), st.floats(1, 3))
@quick
def test_at_the_implied_price_the_mine_is_worth_what_was_paid(
    paid: float, rate: float, times: float
) -> None:
    settings = {**ngualla(), "discount_rate": rate, "capex_multiplier": times}
    settings.pop("basket_price")
    price = purchase.price_implied(paid, **settings)
    assert mine.npv(basket_price=price, **settings) == pytest.approx(paid, abs=1e-6)
    assert price > mine.break_even(**settings)


def test_the_price_of_peak() -> None:
    assert purchase.price_for_all(195, 84, 0.65) == pytest.approx(150.9, abs=0.05)
    assert purchase.part_paid(50, 200) == 25
    assert purchase.part_paid(50, -1) == 0
    assert "was offered" in purchase.value_message(150.9, **ngualla())


@pytest.mark.parametrize(("text", "start", "end"), [
    ("2017", "2017-01-01", "2017-12-31"), ("2023-09", "2023-09-01", "2023-09-30"),
    ("2025-09-30", "2025-09-30", "2025-09-30"), (None, None, None),
])  # fmt: skip
def test_a_date_may_be_a_span(text: str | None, start: str | None, end: str | None) -> None:
    found = deals.span(pd.Series([text], dtype=object)).iloc[0]
    for name, wanted in (("start", start), ("end", end)):
        assert pd.isna(found[name]) if wanted is None else found[name] == pd.Timestamp(wanted)


def test_deals_are_counted_once_each() -> None:
    table = deals.timeline(reelab.load("deals"))
    assert table["outcome"].notna().all()
    assert table["start"].is_monotonic_increasing
    counts = deals.tally(table).set_index("outcome")
    assert counts.to_numpy().sum() == len(table) == reelab.load("deals")["date"].notna().sum()
    assert counts.at["done", "Chinese"] == 9


def test_the_steps_came_first() -> None:
    steps = deals.first_steps(
        reelab.load("consolidation_events"), reelab.load("russia_india_events", partner="Russia")
    )
    assert list(steps["lead_years"].round(1)) == [3.3, 3.2, 1.3]
    assert [int(deals.answers(steps, years)) for years in (0, 1.4, 3.3, 3.4)] == [0, 1, 2, 3]
    assert deals.answer_message(steps, 0).startswith("0 of 3 actions")
    assert "merger 2021-12-23, 3.3 years" in deals.step_message(steps)
