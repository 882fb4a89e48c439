"""Learning, starts of plants, hot magnets, patents and the value ladder."""

from __future__ import annotations

from typing import Any

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import assume, given, settings

import reelab
from reelab import assumptions
from reelab.errors import CourseError
from reelab.labs import industry
from reelab.models import coercivity, experience, ladder, patents

quick = settings(max_examples=80, deadline=None, derandomize=True)


def box(names: tuple[str, ...]) -> st.SearchStrategy[dict[str, float]]:
    rows = {name: assumptions.get(name) for name in names}
    return st.fixed_dictionaries({n: st.floats(r.low, r.high) for n, r in rows.items()})


RACES, PLANTS, HOT = (box(names) for names in (experience.CATCH_UP, experience.RAMP,
                                               coercivity.HOT))  # fmt: skip


# Experience


def test_a_doubling_takes_off_the_learning_rate() -> None:
    # Wright's own: 20% less at each doubling.
    assert 2 ** -experience.elasticity(20) == pytest.approx(0.8)
    years = np.log(2) / np.log(1.1)
    assert experience.cost(years, 100, 10, 20) == pytest.approx(80)


@given(RACES)
@quick
def test_in_the_year_of_catching_up_the_costs_are_equal(race: dict[str, float]) -> None:
    years = experience.catch_up(**race)
    assume(years < experience.NEVER)
    theirs = experience.cost(years, 100, race["leader_growth"], race["leader_learning"])
    ours = experience.cost(years, 100 + race["cost_gap"], race["newcomer_growth"],
                           race["newcomer_learning"])  # fmt: skip
    assert ours == pytest.approx(theirs, rel=1e-6)


@given(RACES)
@quick
def test_who_learns_no_faster_never_catches_up(race: dict[str, float]) -> None:
    same = {**race, "newcomer_growth": race["leader_growth"],
            "newcomer_learning": race["leader_learning"]}  # fmt: skip
    assert experience.catch_up(**same) == experience.NEVER
    less = experience.catch_up(**{**race, "cost_gap": race["cost_gap"] / 2})
    assert less <= experience.catch_up(**race)


@given(RACES)
@quick
def test_what_is_paid_on_top_is_the_area_between_the_curves(race: dict[str, float]) -> None:
    years = np.linspace(0, experience.catch_up(**race), 4001)
    between = experience.cost(
        years, 1 + race["cost_gap"] / 100, race["newcomer_growth"], race["newcomer_learning"]
    ) - experience.cost(years, 1, race["leader_growth"], race["leader_learning"])
    area = np.trapezoid(between, years)
    assert experience.extra_paid(**race) == pytest.approx(area, rel=1e-4, abs=1e-4)


# Starts of plants


@given(PLANTS)
@quick
def test_the_logistic_curve(plant: dict[str, float]) -> None:
    half = experience.ramp(plant["ramp_half"], **plant)
    assert half == pytest.approx(plant["ramp_ceiling"] / 2)
    years = np.linspace(0, 12, 8001)
    made = experience.ramp(years, **plant)
    assert (np.diff(made) >= 0).all()
    missing = np.trapezoid(1 - made / 100, years)
    assert experience.lost(years=12, **plant) == pytest.approx(missing, rel=1e-4, abs=1e-4)


@given(st.floats(0.3, 2), st.floats(2000, 2030))
@quick
def test_a_fit_finds_what_was_drawn(rate: float, half: float) -> None:
    years = half + np.array([-2.0, -1, 0.5, 2])
    drawn = experience.ramp(years, rate, half, 90)
    assert experience.fit(years, drawn, 90) == pytest.approx((rate, half), rel=1e-6)


@pytest.mark.parametrize("shares", [[50, 95], [0, 40], [40], []])
def test_a_curve_that_cannot_be_drawn_is_refused(shares: list[float]) -> None:
    with pytest.raises(CourseError, match="below its ceiling of 90%"):
        experience.fit(range(len(shares)), shares, 90)


def test_the_fit_of_kuantan_is_that_of_the_facts() -> None:
    rows = reelab.load("rampups", plant="Kuantan", product="REO", measure="output", months=12,
                       preferred=True)  # fmt: skip
    rows = rows[rows["mid_year"].between(2014, 2018)]
    found = experience.fit(rows["mid_year"], 100 * rows["value_t"] / 20_000, 100)
    facts = reelab.load("facts", topic="technology").set_index("id")["value"]
    assert found[0] == pytest.approx(facts["lynas-ramp-rate"], rel=0.005)
    assert found[1] == pytest.approx(facts["lynas-ramp-midpoint"], abs=0.02)


def test_starts_as_printed() -> None:
    rows = industry.starts().set_index(["name", "period"])["share_pct"]
    assert rows["Mountain Pass, Molycorp", "2013"] == pytest.approx(18, abs=0.5)
    assert rows["Mountain Pass, Molycorp", "2014"] == pytest.approx(25, abs=0.5)
    # 741 t in a quarter against 11,000 t a year are 27%; against both phases half of that.
    assert rows["Kuantan, Lynas", "2013-Q4"] == pytest.approx(100 * 741 * 4 / 22_000, rel=1e-6)
    assert rows["Kuantan, Lynas"].max() < 100


# Hot magnets


@given(HOT)
@quick
def test_the_magnet_just_holds(hot: dict[str, float]) -> None:
    keys = ("operating_celsius", "load_field", "coercivity_loss", "bare_coercivity",
            "dysprosium_gain")  # fmt: skip
    mixed = coercivity.dysprosium(**{name: hot[name] for name in keys})
    cold = hot["bare_coercivity"] + hot["dysprosium_gain"] * mixed
    held = cold * coercivity.left(hot["operating_celsius"], hot["coercivity_loss"])
    assert held >= hot["load_field"] * (1 - 1e-9)
    if mixed > 0:
        assert held == pytest.approx(hot["load_field"])
    saved = 1 - coercivity.diffused(**hot) / mixed if mixed else hot["boundary_saving"] / 100
    assert saved == pytest.approx(hot["boundary_saving"] / 100)


@given(HOT)
@quick
def test_the_highest_temperature_without_dysprosium(hot: dict[str, float]) -> None:
    keys = ("load_field", "coercivity_loss", "bare_coercivity")
    top = coercivity.highest(**{name: hot[name] for name in keys})
    rest = {name: hot[name] for name in (*keys, "dysprosium_gain")}
    assert coercivity.dysprosium(max(top - 0.5, 20), **rest) == pytest.approx(0, abs=1e-9)
    assert coercivity.dysprosium(top + 1, **rest) > 0


def test_the_published_diffusion() -> None:
    """Diffusion raised one magnet from 1,040 to 1,450 kA/m."""
    rows = reelab.load("magnets", quantity="coercivity").set_index("magnet")["value"]
    gained = rows["NdFeB after diffusion of Dy"] - rows["NdFeB before diffusion of Dy"]
    assert gained == 410
    assert assumptions.get("bare_coercivity").default == rows["NdFeB before diffusion of Dy"]


# Patents


def test_what_became_of_the_inventions() -> None:
    found = patents.status(reelab.load("patents", office="China"))
    assert found["lapsed"] == pytest.approx(48.4, abs=0.05)
    assert found["at home"] == pytest.approx(91.5, abs=0.05)
    assert found["alive_low"] == pytest.approx(35.3, abs=0.05)
    assert found["alive_high"] < 100 - found["lapsed"]


@given(st.floats(500, 9000), st.floats(0, 80), st.floats(500, 3000), st.floats(5, 20))
@quick
def test_the_growth_needed_leads_to_the_count(
    count: float, other: float, older: float, span: float
) -> None:
    growth = patents.growth_needed(count, other, older, span)
    assert patents.grown(older, growth, span) == pytest.approx(patents.inventions(count, other))


def test_the_claim_is_three_and_a_half_times_the_older_rate() -> None:
    older = reelab.load("facts", id="patents-china-yearly")["value"].item()
    assert round(patents.CLAIM / older, 1) == 3.5
    assert reelab.load("claims", claim_id="C34")["article_value"].item() == patents.CLAIM


# The value ladder


@pytest.mark.parametrize("name", ["China, March 2025", "export, 2024"])
def test_the_ladder_is_that_of_the_table(name: str) -> None:
    rows = reelab.load("value_ladder", ladder=name)
    found = ladder.rungs(rows).set_index("product")
    printed = rows.set_index("product")["price_per_kg_ndpr"].dropna()
    for product, value in printed.items():
        assert found.loc[product, "contained"] == pytest.approx(value, rel=0.005)
    ends = found.dropna(subset="content")
    assert (ends["contained_low"] <= ends["contained"]).all()
    assert (ends["contained"] <= ends["contained_high"]).all()


@given(st.floats(27, 33))
@quick
def test_a_magnet_that_holds_more_is_cheaper_by_content(content: float) -> None:
    rows: Any = reelab.load("value_ladder", ladder="export, 2024")
    found = ladder.rungs(rows, content).set_index("product")
    assert found.loc["magnets", "contained"] == pytest.approx(49.2 * 100 / content)
    assert found.loc["NdPr oxide", "contained"] == pytest.approx(54 * 100 / 85)
