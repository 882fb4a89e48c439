"""The economics of a mine: published values, identities, and the same sums done the long way."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from typing import Any

import hypothesis.strategies as st
import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, example, given, settings

import reelab
from reelab import assumptions
from reelab.models import mine
from reelab.models.formula import CLOSED_FORM

DEFAULTS = assumptions.values(mine.MINE)
COSTS = {name: value for name, value in DEFAULTS.items() if name != "basket_price"}
MINES = {name: f for name, f in CLOSED_FORM.items() if name.startswith("mine.")}


def steps(name: str) -> st.SearchStrategy[float]:
    """Draw what a slider can show."""
    row = assumptions.get(name)
    last = round((row.high - row.low) / row.step)
    return st.integers(0, last).map(lambda k: row.tidy(row.low + k * row.step))


def between(name: str) -> st.SearchStrategy[float]:
    """Draw what a box takes: anything in the range."""
    row = assumptions.get(name)
    return st.floats(row.low, row.high)


SLIDERS = st.fixed_dictionaries({name: steps(name) for name in mine.MINE})
BOXES = st.fixed_dictionaries({name: between(name) for name in mine.MINE})
quick = settings(max_examples=80, deadline=None, derandomize=True)


def without_price(values: dict[str, float]) -> dict[str, float]:
    return {name: value for name, value in values.items() if name != "basket_price"}


def call(function: Callable[..., Any], values: dict[str, Any]) -> Any:
    return function(**{name: values[name] for name in inspect.signature(function).parameters})


def stakes(values: dict[str, float]) -> float:
    """Return the size of the sums, USD million, against which rounding is small."""
    return values["capex"] * values["capex_multiplier"] + values["mine_life"] * call(
        mine.output, values
    ) * (values["basket_price"] + call(mine.unit_cost, values))


# Textbook values


@pytest.mark.parametrize(
    ("years", "rate", "value"),
    [(25, 10, 9.0770), (20, 8, 9.8181), (10, 5, 7.7217), (5, 12, 3.6048), (50, 20, 4.9995),
     (1, 10, 0.9091), (25, 0, 25), (0, 10, 0), (0, 0, 0), (1, 0, 1)],
)  # fmt: skip
def test_annuity_of_the_tables(years: float, rate: float, value: float) -> None:
    assert mine.annuity(years, rate) == pytest.approx(value, abs=5e-5)


@given(st.integers(0, 70), steps("discount_rate"))
@quick
def test_annuity_is_a_sum(years: int, rate: float) -> None:
    added = sum(1 / (1 + rate / 100) ** year for year in range(1, years + 1))
    assert mine.annuity(years, rate) == pytest.approx(added, rel=1e-11)


@given(st.floats(0, 70), st.floats(0, 20))
@example(25.0, 1e-14)
@example(25.0, 1e-12)
@example(70.0, 5e-324)
@example(70.0, 1e-7)
@quick
def test_annuity_has_no_step_at_zero(years: float, rate: float) -> None:
    found = mine.annuity(years, rate)
    exact = years if rate < 1e-14 else -np.expm1(-years * np.log1p(rate / 100)) / (rate / 100)
    assert found == pytest.approx(exact, rel=1e-6, abs=1e-6)


def test_output_by_hand() -> None:
    # 0.5 Mt of ore at 3 % are 15 kt, of which 60 % reach the product.
    assert mine.output(0.5, 3, 60) == pytest.approx(9)


def test_unit_cost_by_hand() -> None:
    # A tonne of ore at 3 % and 60 % gives 18 kg; 60 USD over 18 kg are 3.33, and 6 for separation.
    assert mine.mining_cost(3, 60, 60) == pytest.approx(60 / 18)
    assert mine.unit_cost(3, 60, 60, 6, 1) == pytest.approx(60 / 18 + 6)
    assert mine.unit_cost(3, 60, 60, 6, 1.45) == pytest.approx(1.45 * (60 / 18 + 6))


def test_capital_charge_by_hand() -> None:
    # Without interest the capital is spread over all kilograms: 500 million over 25 years of 9 kt.
    charge = mine.capital_charge(3, 60, 0.5, 500, 0, 3, 25, 1)
    assert charge == pytest.approx(500e6 / (25 * 9e6))
    assert mine.capital_charge(3, 60, 0.5, 500, 0, 3, 25, 2) == pytest.approx(2 * charge)


def test_npv_by_hand() -> None:
    values = {**DEFAULTS, "discount_rate": 0}
    cost = 60 / 18 + 6
    assert mine.npv(**values) == pytest.approx(25 * 9 * (20 - cost) - 500)


def test_the_defaults_of_the_ledger() -> None:
    """Pin the picture that a student sees first; the long way is below."""
    assert mine.npv(**DEFAULTS) == pytest.approx(240.22, abs=0.01)
    assert mine.break_even(**COSTS) == pytest.approx(16.09, abs=0.01)


# A study that was published: Halleck Creek, the plan of 2024 for 3 Mt of ore a year


@pytest.fixture(scope="module")
def halleck() -> dict[str, float]:
    rows = reelab.load("deposit_facts", deposit="Halleck Creek").set_index("variable")
    later = re.search(r"at 8%; ([\d.]+) at 10%", rows.loc["npv", "note"])
    assert later
    return {
        "capex": rows.loc["capex", "value"], "npv_8": rows.loc["npv", "value"],
        "npv_10": float(later[1]), "irr": rows.loc["irr_pct", "value"],
    }  # fmt: skip


def test_the_published_figures(halleck: dict[str, float]) -> None:
    assert halleck == {"capex": 456.1, "npv_8": 673.9, "npv_10": 505.1, "irr": 22.5}


def test_halleck_creek(halleck: dict[str, float]) -> None:
    # The source gives neither lead time nor life; 2 and 20 years are our assumption.
    plan = {**DEFAULTS, "ore_rate": 3, "grade": 0.3196, "recovery": 43, "capex": halleck["capex"],
            "lead_time": 2, "mine_life": 20}  # fmt: skip
    low, high = (mine.npv(**{**plan, "basket_price": p, "discount_rate": 8}) for p in (0, 100))
    # The price at which the yearly cash gives the published value at 8 %.
    plan["basket_price"] = 100 * (halleck["npv_8"] - low) / (high - low)
    assert mine.npv(**{**plan, "discount_rate": 8}) == pytest.approx(halleck["npv_8"])
    assert mine.npv(**{**plan, "discount_rate": 10}) == pytest.approx(halleck["npv_10"], rel=0.01)
    lower, upper = 0.0, 100.0
    for _ in range(60):
        rate = (lower + upper) / 2
        gains = mine.npv(**{**plan, "discount_rate": rate}) > 0
        lower, upper = (rate, upper) if gains else (lower, rate)
    assert lower == pytest.approx(halleck["irr"], abs=3)


# Identities


@given(values=BOXES)
@quick
def test_nothing_is_gained_at_the_break_even_price(values: dict[str, float]) -> None:
    price = mine.break_even(**without_price(values))
    value = mine.npv(**{**values, "basket_price": price})
    assert abs(value) < 1e-7 * stakes({**values, "basket_price": price})


@given(values=BOXES)
@quick
def test_the_value_is_the_gap_to_the_break_even_price(values: dict[str, float]) -> None:
    gap = values["basket_price"] - mine.break_even(**without_price(values))
    sold = call(mine.output, values) * (
        mine.annuity(values["lead_time"] + values["mine_life"], values["discount_rate"])
        - mine.annuity(values["lead_time"], values["discount_rate"])
    )
    assert mine.npv(**values) == pytest.approx(gap * sold, abs=1e-7 * stakes(values))


@given(values=BOXES)
@quick
def test_costs_make_the_break_even_price(values: dict[str, float]) -> None:
    added = call(mine.unit_cost, values) + call(mine.capital_charge, values)
    assert call(mine.break_even, values) == pytest.approx(added)
    assert added > call(mine.unit_cost, values) > 0


@given(values=BOXES, later=st.floats(0, 100))
@quick
def test_cash_begins_at_zero_and_ends_at_the_value(values: dict[str, float], later: float) -> None:
    end = values["lead_time"] + values["mine_life"]
    small = 1e-9 * stakes(values)
    assert mine.cumulative_cash(0, **values) == 0
    assert mine.cumulative_cash(end, **values) == pytest.approx(mine.npv(**values), abs=small)
    assert mine.cumulative_cash(end + later, **values) == pytest.approx(
        mine.npv(**values), abs=small
    )


@given(values=BOXES)
@quick
def test_cash_is_lowest_when_output_begins_or_at_the_end(values: dict[str, float]) -> None:
    spent = mine.cumulative_cash(values["lead_time"], **values)
    years = np.linspace(0, values["lead_time"], 20)
    building = mine.cumulative_cash(years, **values)
    assert (np.diff(building) < 0).all()
    assert building[-1] == pytest.approx(spent)
    assert -spent <= values["capex"] * values["capex_multiplier"] * (1 + 1e-6)
    running = mine.cumulative_cash(
        values["lead_time"] + np.linspace(0, values["mine_life"], 20), **values
    )
    margin = values["basket_price"] - call(mine.unit_cost, values)
    assume(abs(margin) > 1e-6)
    assert (np.diff(running) * np.sign(margin) > 0).all()


@given(values=SLIDERS)
@quick
def test_year_by_year(values: dict[str, float]) -> None:
    """Add up the years one by one, without a formula for the sum."""
    lead, life = int(values["lead_time"]), int(values["mine_life"])
    tonnes = values["ore_rate"] * 1e6 * values["grade"] / 100 * values["recovery"] / 100
    ore = values["ore_rate"] * 1e6 * values["ore_cost"]
    separation = tonnes * 1000 * values["separation_cost"]
    running = (ore + separation) * values["opex_multiplier"]
    cash, expected = 0.0, [0.0]
    for year in range(1, lead + life + 3):
        flow = 0.0
        if year <= lead:
            flow = -values["capex"] * 1e6 * values["capex_multiplier"] / lead
        elif year <= lead + life:
            flow = tonnes * 1000 * values["basket_price"] - running
        cash += flow / (1 + values["discount_rate"] / 100) ** year
        expected.append(cash / 1e6)
    found = mine.cumulative_cash(np.arange(len(expected)), **values)
    np.testing.assert_allclose(found, expected, atol=1e-9 * stakes(values))
    assert mine.npv(**values) == pytest.approx(expected[-1], abs=1e-9 * stakes(values))


# Directions


@pytest.mark.parametrize(
    ("name", "direction"),
    [("grade", -1), ("recovery", -1), ("ore_rate", -1), ("mine_life", -1), ("capex", 1),
     ("capex_multiplier", 1), ("opex_multiplier", 1), ("ore_cost", 1), ("separation_cost", 1),
     ("discount_rate", 1), ("lead_time", 1)],
)  # fmt: skip
def test_the_price_needed_goes_the_right_way(name: str, direction: int) -> None:
    @given(values=SLIDERS, other=steps(name))
    @settings(max_examples=25, deadline=None, derandomize=True)
    def goes(values: dict[str, float], other: float) -> None:
        assume(other != values[name])
        # Without interest it does not matter when money is spent.
        assume(name != "lead_time" or values["discount_rate"] > 0)
        low, high = sorted([values[name], other])
        costs = without_price(values)
        change = mine.break_even(**{**costs, name: high}) - mine.break_even(**{**costs, name: low})
        assert change * direction > 0

    goes()


def test_every_assumption_has_a_direction() -> None:
    marks = test_the_price_needed_goes_the_right_way.pytestmark
    assert {name for name, _ in marks[0].args[1]} == set(mine.MINE) - {"basket_price"}


@given(values=SLIDERS, other=steps("basket_price"))
@quick
def test_a_higher_price_is_a_higher_value(values: dict[str, float], other: float) -> None:
    assume(other != values["basket_price"])
    low, high = sorted([values["basket_price"], other])
    assert mine.npv(**{**values, "basket_price": low}) < mine.npv(
        **{**values, "basket_price": high}
    )


@given(values=BOXES)
@quick
def test_without_interest_the_lead_time_does_not_matter(values: dict[str, float]) -> None:
    costs = {**without_price(values), "discount_rate": 0}
    assert mine.break_even(**{**costs, "lead_time": 1}) == pytest.approx(
        mine.break_even(**{**costs, "lead_time": 16})
    )


# Numbers, arrays and columns


@pytest.mark.parametrize("name", sorted(MINES))
def test_numbers_arrays_and_columns_agree(name: str) -> None:
    function = MINES[name]
    arguments = list(inspect.signature(function).parameters)
    rng = np.random.default_rng(5)
    table = pd.DataFrame(
        {
            argument: rng.uniform(0, 60, 40) if argument in ("year", "years")
            else rng.uniform(assumptions.get(argument).low, assumptions.get(argument).high, 40)
            for argument in arguments
        }
    )  # fmt: skip
    if "discount_rate" in table:
        table.loc[:4, "discount_rate"] = 0.0
    one = [float(function(*row)) for row in table.itertuples(index=False)]
    array = function(*(table[argument].to_numpy() for argument in arguments))
    column = function(*(table[argument] for argument in arguments))
    assert array.shape == (40,)
    np.testing.assert_allclose(array, one, rtol=1e-12)
    np.testing.assert_allclose(column, one, rtol=1e-12)
    assert np.isfinite(one).all()


def test_arrays_are_spread_over_each_other() -> None:
    years = np.arange(29)[:, None]
    prices = np.array([10.0, 20.0, 40.0])
    found = mine.cumulative_cash(years, **{**DEFAULTS, "basket_price": prices})
    assert found.shape == (29, 3)
    for i, price in enumerate(prices):
        alone = mine.cumulative_cash(years[:, 0], **{**DEFAULTS, "basket_price": price})
        np.testing.assert_allclose(found[:, i], alone)


def test_whole_numbers_are_numbers() -> None:
    whole = {name: int(value) if value == int(value) else value for name, value in DEFAULTS.items()}
    assert mine.npv(**whole) == mine.npv(**DEFAULTS)
    array = {name: np.array([value]) for name, value in whole.items()}
    assert mine.npv(**array)[0] == mine.npv(**DEFAULTS)


@pytest.mark.filterwarnings("error")
def test_no_warning_without_interest() -> None:
    mine.npv(**{**DEFAULTS, "discount_rate": 0})
    mine.annuity(np.array([0.0, 5.0]), np.array([0.0, 0.0]))


# Tables and words


def test_outcomes_are_those_of_the_formulas() -> None:
    found = mine.outcomes(**DEFAULTS)
    assert found["Output (kt REO a year)"] == call(mine.output, DEFAULTS)
    assert found["Operating cost (USD/kg REO)"] == call(mine.unit_cost, DEFAULTS)
    assert found["Capital charge (USD/kg REO)"] == call(mine.capital_charge, DEFAULTS)
    assert found["Break-even basket price (USD/kg TREO)"] == mine.break_even(**COSTS)
    assert found["Basket price (USD/kg TREO)"] == DEFAULTS["basket_price"]
    assert found["Net present value (USD million)"] == mine.npv(**DEFAULTS)


def test_an_assumption_forgotten_is_an_error() -> None:
    with pytest.raises((TypeError, KeyError), match="grade"):
        mine.outcomes(**{name: value for name, value in DEFAULTS.items() if name != "grade"})


@given(seed=st.integers(1, 9999), price=steps("basket_price"))
@settings(max_examples=20, deadline=None, derandomize=True)
def test_the_band_holds_what_it_says(seed: int, price: float) -> None:
    draws = assumptions.draw(mine.MINE, 200, seed, basket_price=price)
    years = np.arange(29)
    band = mine.cash_band(draws, years)
    assert list(band) == ["year", "low", "high"]
    np.testing.assert_array_equal(band["year"], years)
    assert (band["low"] <= band["high"]).all()
    assert band["low"][0] == band["high"][0] == 0
    curves = mine.cumulative_cash(years[:, None], **draws)
    inside = ((curves >= band["low"][:, None]) & (curves <= band["high"][:, None])).mean(1)
    assert (np.abs(inside[1:] - 0.8) <= 0.02).all()
    narrow = mine.cash_band(draws, years, 25, 75)
    assert (narrow["low"] >= band["low"]).all()
    assert (narrow["high"] <= band["high"]).all()


@pytest.mark.parametrize("price", [100, 5])
def test_a_band_without_doubt_is_a_line(price: float) -> None:
    draws = {
        name: np.full(10, value) for name, value in {**DEFAULTS, "basket_price": price}.items()
    }
    band = mine.cash_band(draws, np.arange(29))
    line = mine.cumulative_cash(np.arange(29), **{**DEFAULTS, "basket_price": price})
    np.testing.assert_allclose(band["low"], line)
    np.testing.assert_allclose(band["high"], line)


def test_the_words() -> None:
    assert mine.verdict(**DEFAULTS) == "The mine gains USD 240 million in present value"
    assert mine.needs(**DEFAULTS) == "It needs 16.1 USD per kg of oxides and earns 20.0."
    poor = {**DEFAULTS, "grade": 0.5, "recovery": 30}
    assert mine.verdict(**poor).startswith("The mine loses USD ")
    assert "\u2212" not in mine.verdict(**poor)


@given(values=SLIDERS)
@quick
def test_the_words_follow_the_numbers(values: dict[str, float]) -> None:
    value, needed = mine.npv(**values), mine.break_even(**without_price(values))
    words = mine.verdict(**values)
    assert ("gains" in words) == (value >= 0)
    assert ("loses" in words) == (value < 0)
    said = float(re.search(r"USD ([\d,]+) million", words)[1].replace(",", ""))
    assert said == pytest.approx(abs(value), abs=0.5)
    said, earned = re.findall(r"[\d,]+\.\d", mine.needs(**values))
    assert float(said.replace(",", "")) == pytest.approx(needed, abs=0.0501)
    assert float(earned) == values["basket_price"]
