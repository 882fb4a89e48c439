"""The simulator of the chain: what must hold for any assumptions, and what others compute."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import reelab
from reelab import assumptions
from reelab.errors import CourseError
from reelab.models import backtest, experience, montecarlo, plants, scenario, sensitivity
from reelab.models.state import (
    ALLIES,
    BLOCS,
    CHINA,
    INDIA,
    MAGNET,
    METAL,
    MINE,
    RUSSIA,
    SEPARATION,
    STAGES,
)

TABLES = ("chain_state", "chain_additions", "chain_stages")
FACTS = scenario.facts(*[reelab.load(name) for name in TABLES])
THEN = scenario.facts(*[reelab.load(name) for name in TABLES], year=backtest.START)
DEFAULT = assumptions.values(scenario.SCENARIO)
ROWS = {name: assumptions.get(name) for name in scenario.SCENARIO}
RANGES = {
    name: (row.low, row.default, row.high)
    for name, row in ROWS.items()
    if row.distribution == "triangular"
}
LARGE = {"build_mine": 20, "build_separation": 18, "build_metal": 17, "build_magnet": 12,
         "build_chance": 100, "build_time": 2, "build_year": 2026}  # fmt: skip


def run(**changed: Any) -> scenario.Run:
    return scenario.simulate(FACTS, {**DEFAULT, **changed})


@st.composite
def any_values(draw: Any, draws: int = 3) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """Values anywhere in the ranges of the ledger, whole where the step is whole."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    ends = draw(st.sampled_from([0.0, 0.4]))  # how many sit at an end of their range
    values = {}
    for name, row in ROWS.items():
        part = np.where(rng.random(draws) < ends, rng.integers(0, 2, draws), rng.random(draws))
        values[name] = row.low + part * (row.high - row.low)
        if (row.step == 1 and row.high > 20) or name == "partnership":
            values[name] = np.round(values[name])
    return values, rng.random((len(FACTS.plants["kt"]) + len(STAGES), draws))


def use_of(values: dict[str, np.ndarray], done: scenario.Run) -> np.ndarray:
    """Demand of each bloc for magnets at the price of the base year, (years, draws, blocs)."""
    yields = values["metal_yield"] * values["magnet_yield"] / 1e4
    since = (done.years - 2024)[:, None]
    demand = (FACTS.separation.sum() * yields) * (1 + values["demand_growth"] / 100) ** since
    whole = demand[..., None] * FACTS.use / FACTS.use.sum()
    whole[..., INDIA] *= (1 + values["india_growth"] / 100) ** since
    return whole


@settings(max_examples=40, deadline=None)
@given(any_values())
def test_amounts_add_up_and_nothing_is_negative(case: Any) -> None:
    values, luck = case
    done = scenario.simulate(FACTS, values, luck)
    for name in (
        "price",
        "price_china",
        "secondary",
        "subsidy",
        "sufficiency",
        "capacity",
        "output",
    ):
        series = getattr(done, name)
        assert np.isfinite(series).all(), name
        assert (series >= 0).all(), name
    assert (done.output <= done.capacity * (1 + 1e-9) + 1e-9).all()
    world = done.output.sum(2)
    for stage, name in ((SEPARATION, "separation"), (METAL, "metal"), (MAGNET, "magnet")):
        used = world[..., stage] / (values[f"{name}_yield"] / 100)
        there = world[..., stage - 1] + (done.secondary if stage == SEPARATION else 0)
        assert (used <= there * (1 + 1e-9) + 1e-9).all(), name


@settings(max_examples=25, deadline=None)
@given(any_values())
def test_the_price_clears_the_market(case: Any) -> None:
    values, luck = case
    done = scenario.simulate(FACTS, values, luck)
    use, power = use_of(values, done), -values["demand_elasticity"]
    ratio, inside = done.price / values["base_price"], done.price_china / values["base_price"]
    ceiling = values["price_ceiling"]
    assert (np.maximum(ratio, inside) <= ceiling * (1 + 1e-12)).all()
    wanted = use[..., 1:].sum(2) * ratio**power + use[..., CHINA] * inside**power
    sold = done.output[..., MAGNET].sum(2)
    free = np.maximum(ratio, inside) < ceiling * (1 - 1e-9)  # above it, users go without
    np.testing.assert_allclose(sold[free], wanted[free], rtol=1e-9)
    assert (sold[~free] <= wanted[~free] * (1 + 1e-9)).all()


@settings(max_examples=25, deadline=None)
@given(any_values())
def test_shares_add_up_and_concentration_is_within_its_bounds(case: Any) -> None:
    values, luck = case
    done = scenario.simulate(FACTS, values, luck)
    made = done.output.sum(2) > 0
    total = done.share.sum(2)
    np.testing.assert_allclose(total[made], 100)
    assert (total[~made] == 0).all()
    assert (done.hhi[made] > 1 / len(BLOCS) - 1e-9).all()
    assert (done.hhi <= 1 + 1e-9).all()


@settings(max_examples=15, deadline=None)
@given(any_values())
def test_a_draw_among_many_is_a_run_of_its_own(case: Any) -> None:
    values, luck = case
    many = scenario.simulate(FACTS, values, luck)
    for n in range(3):
        one = scenario.simulate(
            FACTS, {name: value[n] for name, value in values.items()}, luck[:, n : n + 1]
        )
        for name in ("price", "output", "premium", "subsidy", "sufficiency", "binding"):
            np.testing.assert_array_equal(getattr(one, name)[:, 0], getattr(many, name)[:, n])


def test_the_same_seed_gives_the_same_answer_to_the_last_bit() -> None:
    drawn = [assumptions.draw(scenario.SCENARIO, 1500, 7) for _ in range(2)]
    first, second = (montecarlo.sample(FACTS, values, 7) for values in drawn)
    other = montecarlo.sample(FACTS, drawn[0], 8)
    assert first.output.tobytes() == second.output.tobytes()
    assert first.price.tobytes() == second.price.tobytes()
    assert first.output.tobytes() != other.output.tobytes()


def test_the_base_year_is_in_balance() -> None:
    still = run(demand_growth=0, india_growth=0, leader_learning=0, newcomer_learning=0,
                plan_chance=0, **dict.fromkeys(plants.OWN, 0))  # fmt: skip
    known = FACTS._replace(plants={name: rows[:0] for name, rows in FACTS.plants.items()})
    still = scenario.simulate(
        known, {**DEFAULT, "demand_growth": 0, "india_growth": 0, "leader_learning": 0,
                "newcomer_learning": 0, **dict.fromkeys(plants.OWN, 0)}
    )  # fmt: skip
    np.testing.assert_allclose(still.price, DEFAULT["base_price"])
    np.testing.assert_allclose(still.output[:, 0, CHINA, MINE], FACTS.mine[CHINA])
    np.testing.assert_allclose(still.share[:, 0, CHINA, METAL], FACTS.shares[0, CHINA], atol=0.01)


# What must rise or fall


@pytest.mark.parametrize(
    ("name", "low", "high", "ask", "sign", "context"),
    [
        ("demand_growth", 1, 5, ("price", "", "", 2040), 1, {"leader_learning": 0}),
        ("demand_growth", 1, 5, ("output", "China", "mine", 2040), 1, {}),
        ("restrict_share", 0, 60, ("price", "", "", 2029), 1, {}),
        ("restrict_share", 0, 60, ("price_china", "", "", 2028), 0, {}),
        ("flood_depth", 0, 50, ("price", "", "", 2029), -1, {}),
        ("flood_depth", 0, 50, ("share", "allies", "magnet", 2032), -1, {}),
        ("chain_floor", 0, 110, ("share", "Russia", "mine", 2040), 1, LARGE),
        ("chain_floor", 0, 110, ("subsidy", "Russia", "", 2040), 1, LARGE),
        ("output_subsidy", 0, 85, ("output", "India", "magnet", 2040), 1, LARGE),
        ("arctic_factor", 1, 2.5, ("premium", "Russia", "", 2040), 1, {}),
        ("arctic_factor", 1, 2.5, ("premium", "allies", "", 2040), 0, {}),
        ("arctic_factor", 1, 2.5, ("sufficiency", "Russia", "", 2040), -1, {}),
        ("arctic_factor", 1, 2.5, ("output", "Russia", "mine", 2040), -1, LARGE),
        ("cash_share", 55, 85, ("capacity", "allies", "mine", 2040), -1, {}),
        ("partner_premium", 0, 100, ("sufficiency", "India", "", 2040), -1, LARGE),
        ("partner_premium", 0, 100, ("premium", "India", "", 2035), 1, {}),
        ("newcomer_learning", 0, 30, ("premium", "India", "", 2040), -1, LARGE),
        ("leader_learning", 0, 30, ("price", "", "", 2040), -1, {}),
        ("plan_chance", 20, 100, ("share", "China", "separation", 2035), -1, {}),
        ("license_delay", 0, 5, ("share", "China", "separation", 2030), 1, {}),
        ("build_magnet", 0, 5, ("output", "India", "magnet", 2035), 1, {}),
        ("build_chance", 10, 100, ("sufficiency", "India", "", 2040), 1, LARGE),
        ("build_time", 2, 16, ("sufficiency", "India", "", 2040), -1, LARGE),
    ],
)  # fmt: skip
def test_what_an_assumption_moves(
    name: str, low: float, high: float, ask: Any, sign: int, context: dict[str, float]
) -> None:
    at = np.linspace(low, high, 9)
    answers = run(**{**context, name: at}).of(*ask)
    steps = np.diff(answers)
    if sign:
        assert (sign * steps >= -1e-9).all(), answers
        assert sign * (answers[-1] - answers[0]) > 1e-6
    else:
        np.testing.assert_allclose(answers, answers[0], rtol=5e-3)


def test_ore_of_one_and_plants_of_the_other_need_the_partnership() -> None:
    apart = {**LARGE, "mine_india": 0, "plant_india": 100, "sharing": 100, "ore_to_china": 100,
             "chain_floor": 160, "restrict_share": 100, "response_years": 20,
             "arctic_factor": 1, "sanctions": 100}  # fmt: skip
    alone, both = run(**apart, partnership=0), run(**apart, partnership=1)
    asked = ("output", "India", "magnet", 2040)
    assert both.of(*asked) > 1.2 * alone.of(*asked)
    shares = both.share[-1, 0, :, MINE] / 100
    as_two = (shares**2).sum()
    assert both.hhi[-1, 0, MINE] == pytest.approx(as_two + 2 * shares[RUSSIA] * shares[INDIA])
    assert alone.hhi[-1, 0, MINE] == pytest.approx(((alone.share[-1, 0, :, MINE] / 100) ** 2).sum())


def test_sanctions_stop_the_ore_of_others_on_its_way_to_russia() -> None:
    plant = {**LARGE, "build_mine": 0, "plant_india": 0, "chain_floor": 160, "ore_to_china": 0}
    asked = ("output", "Russia", "separation", 2040)
    free, half, none = (run(**plant, sanctions=part).of(*asked)[0] for part in (0, 50, 100))
    assert free > half > none
    assert run(**plant, sanctions=100).of("output", "India", "separation", 2040) > 0


def test_plants_close_after_two_years_below_their_running_cost_not_after_one() -> None:
    calm = {"cash_share": 50, "cost_spread": 20, "leader_spare": 60}
    war = {**calm, "flood_depth": 70, "response_year": 2040}
    at = {"bloc": "allies", "stage": "separation", "year": 2045}
    quiet = run(**calm).of("capacity", **at)
    assert run(**war, response_years=1).of("capacity", **at) == quiet
    assert run(**war, response_years=2).of("capacity", **at) < 0.9 * quiet
    assert run(**war, response_years=2, chain_floor=160).of("capacity", **at) == quiet


def test_a_plant_of_the_base_year_goes_on_at_that_price_however_dear_a_new_one_is() -> None:
    dear = run(cash_share=85, allied_premium=170, demand_growth=1, leader_learning=0,
               partner_premium=0, plan_chance=20)  # fmt: skip
    assert dear.of("price") == pytest.approx(DEFAULT["base_price"], rel=0.02)
    old = FACTS.separation[ALLIES]
    assert dear.of("capacity", "allies", "separation") == pytest.approx(old, rel=1e-9)


def test_a_subsidy_is_what_was_built_or_sold_times_its_rate() -> None:
    capital = run(**LARGE, capital_subsidy=50).subsidy[:, 0]
    built = np.array([LARGE[name] for name in plants.OWN])
    assert capital.sum() == pytest.approx(0.5 * built @ FACTS.capital)
    assert (capital.sum(1) > 0).tolist() == (scenario.YEARS == 2026).tolist()
    paid = run(**LARGE, output_subsidy=40)
    magnets = paid.output[:, 0, [RUSSIA, INDIA], MAGNET]
    np.testing.assert_allclose(paid.subsidy[:, 0, [RUSSIA, INDIA]], 40 * magnets)
    assert (paid.subsidy[:, 0, [CHINA, ALLIES]] == 0).all()


def test_parity_is_the_first_year_without_a_premium_or_never() -> None:
    cheap = run(
        **LARGE, partner_premium=10, newcomer_learning=30, leader_learning=0, mine_india=100
    )
    year = cheap.parity[0, INDIA]
    level = cheap.premium[:, 0, INDIA]
    assert (level[year > scenario.YEARS] > 0).all()
    assert level[year == scenario.YEARS] <= 0
    assert np.isnan(run(partner_premium=200).parity[0, INDIA])


def test_a_ramp_and_a_cost_are_those_of_the_model_of_experience() -> None:
    ramp = {name: np.array([DEFAULT[name]]) for name in experience.RAMP}
    found = plants.shares(scenario.YEARS, np.array([2030.0]), ramp)[:, 0]
    age = scenario.YEARS + 0.5 - 2030
    old = age > 0
    made_since = experience.ramp(age[old], **{n: v[0] for n, v in ramp.items()}) / 100
    np.testing.assert_allclose(found[old], made_since)
    assert not found[~old].any()
    done = run(leader_learning=20, **dict.fromkeys(plants.OWN, 0))
    made = 10 * FACTS.separation[CHINA] + DEFAULT["first_lot"] + np.r_[
        0, np.cumsum(done.output[:-1, 0, CHINA, SEPARATION])
    ]  # fmt: skip
    part = 0.8 ** np.log2(made / made[0])  # a fifth less for each doubling
    floor = done.price_china[:, 0] / DEFAULT["base_price"]
    assert floor[-1] < 1
    assert (floor >= 0.44 + 0.56 * part.min() - 0.1).all()


def test_the_table_for_pictures_is_tidy_and_short() -> None:
    table = montecarlo.sample(FACTS, assumptions.draw(scenario.SCENARIO, 300, 1), 1).outcomes()
    assert len(table) < 1000
    assert list(table) == ["year", "outcome", "bloc", "stage", "value", "low", "high"]
    assert not table.duplicated(["year", "outcome", "bloc", "stage"]).any()
    assert table.notna().all(axis=None)
    assert (table["low"] <= table["value"]).all()
    assert (table["value"] <= table["high"]).all()
    assert (table["low"] < table["high"]).any()
    necks = table[table["outcome"] == "binding"].groupby(["year", "bloc"])["value"].sum()
    np.testing.assert_allclose(necks, 100)
    one = run().outcomes("price")
    assert (one["low"] == one["high"]).all()


def test_what_is_wrong_is_said() -> None:
    with pytest.raises(CourseError, match=r"known for .2010, 2024., not for 1990"):
        scenario.facts(*[reelab.load(name) for name in TABLES], year=1990)
    with pytest.raises(CourseError, match=r"No value was given for build_mine"):
        scenario.simulate(FACTS, {k: v for k, v in DEFAULT.items() if k != "build_mine"})
    with pytest.raises(CourseError, match=r"'flood' is not used here\. Did you mean 'flood_depth'"):
        run(flood=3)
    with pytest.raises(CourseError, match=r"no outcome 'shares'"):
        run().of("shares")
    with pytest.raises(CourseError, match=r"no outcome 'shares'\. Did you mean 'share'"):
        run().outcomes("price", "shares")
    with pytest.raises(CourseError, match=r"no year 2060"):
        run().of("price", year=2060)
    with pytest.raises(CourseError, match=r"no bloc 'Mars'"):
        run().of("share", "Mars", "mine")


def test_levers_come_in_five_groups_and_are_in_the_ledger() -> None:
    assert len(scenario.LEVERS) == 5
    assert len(set(scenario.SCENARIO)) == len(scenario.SCENARIO)
    used = {row.id for row in map(assumptions.get, scenario.SCENARIO) if row.topic == "scenario"}
    ledger = reelab.load("assumptions", topic="scenario")
    assert used == set(ledger["id"])


# A stop


def test_a_long_run_tells_how_far_it_is_and_can_be_stopped() -> None:
    drawn = assumptions.draw(scenario.SCENARIO, 6000, 1)
    seen: list[float] = []
    montecarlo.sample(FACTS, drawn, 1, seen.append)
    assert seen == sorted(seen)
    assert seen[-1] == 1
    assert len(seen) >= 2
    seen.clear()

    def stop(done: float) -> bool:
        seen.append(done)
        return False

    for work in (
        lambda: montecarlo.sample(FACTS, drawn, 1, stop),
        lambda: sensitivity.sobol(answer, DEFAULT, RANGES, 512, 1, stop),
    ):
        seen.clear()
        with pytest.raises(CourseError, match=r"The run was stopped\."):
            work()
        assert len(seen) == 1


# Sensitivity


def answer(values: Any) -> np.ndarray:
    return scenario.simulate(FACTS, values).of("share", "China", "separation", 2040)


def ishigami(part: np.ndarray) -> np.ndarray:
    x = np.pi * (2 * part - 1)
    return np.sin(x[..., 0]) + 7 * np.sin(x[..., 1]) ** 2 + 0.1 * x[..., 2] ** 4 * np.sin(x[..., 0])


def test_indices_are_those_of_salib_on_the_same_design() -> None:
    from SALib.analyze import sobol as analyze
    from SALib.sample import sobol as sample

    problem = {"num_vars": 3, "names": ["a", "b", "c"], "bounds": [[0, 1]] * 3}
    answers = ishigami(sample.sample(problem, 256, calc_second_order=False, seed=1))
    theirs = analyze.analyze(problem, answers, calc_second_order=False, seed=1)
    ours = sensitivity.indices(answers.reshape(256, 5))
    np.testing.assert_allclose(ours["first"], theirs["S1"], rtol=0, atol=1e-9)
    np.testing.assert_allclose(ours["total"], theirs["ST"], rtol=0, atol=1e-9)


def test_indices_of_a_function_whose_indices_are_known() -> None:
    # Ishigami, T., and Homma, T. (1990), a = 7, b = 0.1
    variance = 49 / 8 + 0.1 * np.pi**4 / 5 + 0.01 * np.pi**8 / 18 + 0.5
    alone = np.array([0.5 * (1 + 0.1 * np.pi**4 / 5) ** 2, 49 / 8, 0]) / variance
    crossed = 8 * 0.01 * np.pi**8 / 225 / variance
    found = sensitivity.indices(ishigami(sensitivity.design(3, 8192, 1)))
    np.testing.assert_allclose(found["first"], alone, atol=0.03)
    np.testing.assert_allclose(found["total"], [alone[0] + crossed, alone[1], crossed], atol=0.03)
    off = (found["first"] - alone).abs() / found["first_error"]
    assert (off < 4).all()


def test_an_answer_that_never_changes_has_no_cause() -> None:
    found = sensitivity.indices(np.full((16, 5), 3.0))
    assert (found == 0).all(axis=None)


def test_a_tornado_is_two_runs_for_each_assumption() -> None:
    table = sensitivity.tornado(answer, DEFAULT, RANGES).set_index("assumption")
    assert set(table.index) == set(RANGES)
    assert table["swing"].abs().is_monotonic_decreasing
    for name in ("demand_growth", "allied_premium"):
        low, _, high = RANGES[name]
        assert table.loc[name, "at_low"] == run(**{name: low}).of(
            "share", "China", "separation", 2040
        )
        assert table.loc[name, "at_high"] == run(**{name: high}).of(
            "share", "China", "separation", 2040
        )
    assert (table["base"] == run().of("share", "China", "separation", 2040)[0]).all()


def test_indices_of_the_chain_name_what_the_tornado_names() -> None:
    few = {name: RANGES[name] for name in ("allied_premium", "demand_growth", "arctic_factor")}
    (table,) = sensitivity.sobol(answer, DEFAULT, few, 256, 3)
    assert table["assumption"].iloc[-1] == "arctic_factor"
    assert table["total"].is_monotonic_decreasing
    both = sensitivity.sobol(
        lambda values: np.stack([-answer(values), answer(values)], axis=1), DEFAULT, few, 256, 3
    )
    pd.testing.assert_frame_equal(table, both[1])
    assert list(both[0]["total"]) == pytest.approx(list(table["total"]))


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0.1, 1))
def test_triangles_are_those_of_numpy(mode: float, part: float, width: float) -> None:
    low, peak, high = 2.0, 2 + mode * width, 2 + width
    value = float(sensitivity.triangular(np.array([part]), low, peak, high)[0])
    assert low <= value <= high + 1e-12
    below = (value - low) ** 2 / (width * max(peak - low, 1e-300))
    if value > peak:
        below = 1 - (high - value) ** 2 / (width * max(high - peak, 1e-300))
    assert below == pytest.approx(part, abs=1e-6)


# The past, and others' tools


def past() -> pd.DataFrame:
    shares = reelab.load("stage_shares")
    prices = reelab.load("shock_prices", product="Nd oxide", market="FOB China", date="2010-Q1")
    values = backtest.past(DEFAULT, THEN, FACTS, float(prices["price"].iloc[0]))
    rules = backtest.rules(reelab.load("quotas"), reelab.load("export_quota"), shares, THEN)
    done = backtest.run(THEN, values, rules)
    return backtest.compare(done, backtest.recorded(shares, reelab.load("prices"), THEN))


def test_the_past_is_run_and_its_errors_are_told() -> None:
    table = past()
    assert table["year"].between(2011, 2024).all()
    np.testing.assert_allclose(table["error"], table["modeled"] - table["recorded"])
    at = table.set_index(["outcome", "stage", "scope", "year"])
    wanted = {(2020, "separation"), (2024, "separation"), (2020, "metal"), (2024, "magnet")}
    shares = table[table["outcome"] == "share"]
    assert wanted <= set(zip(shares["year"], shares["stage"], strict=True))
    later = shares[shares["stage"].isin(["separation", "metal", "magnet"])]
    assert later["error"].abs().max() < 10  # percentage points
    assert at.loc[("price", "", "annual average", 2022), "error_pct"] < -50  # what it misses
    assert at.loc[("price", "", "year end", 2011), "error_pct"] < -50
    summary = backtest.errors(table)
    assert summary["rows"].sum() == len(table)


def test_quotas_are_read_as_rules() -> None:
    shares = reelab.load("stage_shares")
    rules = backtest.rules(reelab.load("quotas"), reelab.load("export_quota"), shares, THEN)
    assert rules["quota"][-1] == pytest.approx(270_000 * 20.2 / 118_900)
    assert np.isnan(rules["quota"]).tolist() == (backtest.PAST == 2012).tolist()
    assert rules["restrict"][0] == pytest.approx(1 - 30_246 / 50_145)
    assert (rules["restrict"][backtest.PAST > 2014] == 0).all()


@pytest.mark.parametrize("growth", [2.8, 9.0])
def test_china_alone_is_what_pysd_makes_of_it(tmp_path: Path, growth: float) -> None:
    import pysd

    file = shutil.copy(Path(__file__).parent / "chain.mdl", tmp_path)
    values = {**DEFAULT, **dict.fromkeys(plants.OWN, 0), "demand_growth": growth}
    only = np.eye(len(BLOCS))[CHINA]
    known = FACTS._replace(
        mine=75 * only, separation=80 * only, shares=100 * np.stack([only, only]), use=100 * only,
        plants={name: rows[:0] for name, rows in FACTS.plants.items()},
    )  # fmt: skip
    ours = scenario.simulate(known, values)
    scrap = 80 * 0.95 * 0.3
    theirs = pysd.read_vensim(file).run(params={
        "demand growth": growth / 100, "learning": experience.elasticity(15),
        "recycled": (80 / 0.9 - 75) / scrap,
    })  # fmt: skip
    for s, stage in enumerate(STAGES):
        for name, series in (("output", ours.output), ("home", ours.capacity)):
            np.testing.assert_allclose(series[:, 0, CHINA, s], theirs[f"{name} {stage}"], rtol=1e-6)
    price = ours.price_china[:, 0] / DEFAULT["base_price"]
    np.testing.assert_allclose(price, theirs["price"], rtol=1e-6)
    assert (price.max() > 1) == (growth > 5)


# The facts


def test_the_state_of_the_chain_is_whole() -> None:
    table = reelab.load("chain_state")
    groups = table.groupby(["year", "stage"])
    assert all(sorted(blocs) == sorted(BLOCS) for _, blocs in groups["bloc"])
    assert set(table["year"]) == {2010, 2024}
    shares = table[table["unit"] == "%"].groupby(["year", "stage"])["value"].sum()
    np.testing.assert_allclose(shares, 100)
    now = table[table["year"] == 2024].set_index(["stage", "bloc"])["value"]
    iea = reelab.load("stage_shares", year=2024, series="IEA 2025")
    for stage, name in (("mine", "mining"), ("separation", "separation")):
        world = iea[iea["stage"] == name]["quantity_t"].sum() / 1000
        assert now[stage].sum() == pytest.approx(world, abs=0.05)
    assert reelab.load("chain_stages")["price_share_pct"].sum() == 100
    assert reelab.load("chain_stages")["stage"].tolist() == list(STAGES)


def test_plants_on_record_are_dated_and_outside_china() -> None:
    table = reelab.load("chain_additions")
    assert "China" not in set(table["bloc"])
    assert (table["end_year"].isna() | (table["end_year"] > table["start_year"])).all()
    assert (table["end_year"].notna() == (table["status"] == "closed")).all()
    known = reelab.load("projects").set_index("project")
    later = table[table["start_year"].gt(2024) & table["plant"].isin(known.index)]
    assert len(later) > 10
    magnets = later[later["stage"] == "magnet"].set_index("plant")
    tonnes = known.loc[magnets.index, "capacity_t"]
    single = magnets.index.difference(["Narva, phase 2"])  # the table has both phases together
    np.testing.assert_allclose(magnets.loc[single, "added_kt"], 0.0003 * tonnes[single], atol=0.01)
