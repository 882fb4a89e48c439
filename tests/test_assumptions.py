"""The ledger of assumptions: its rows, and the values and draws taken from them."""

from __future__ import annotations

import importlib
import inspect
from decimal import Decimal

import hypothesis.strategies as st
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings

import reelab
from reelab import assumptions, models
from reelab.errors import CourseError
from reelab.models.dependency import BILL
from reelab.models.deposits import SETTINGS
from reelab.models.enforcement import GAME
from reelab.models.experience import RAMP
from reelab.models.formula import CLOSED_FORM
from reelab.models.mine import MINE
from reelab.models.portfolio import PORTFOLIO
from reelab.models.replay import REPLAY
from reelab.models.scenario import LEVERS
from reelab.models.separation import SEPARATION
from reelab.models.smuggling import MARKET
from reelab.models.stop import STOP

for room in dir(models):
    importlib.import_module(f"reelab.models.{room}")

LEDGER = [assumptions.get(name) for name in reelab.load("assumptions")["id"]]
PRESETS = reelab.load("presets")
DATA_COLUMNS = {
    "owner_pct", "price_aud_m", "margin_pct", "other_hhi", "hhi", "other_share_pct",
    "year", "years", "reserves_t", "production_t", "whole_mt", "share_pct", "price_usd_kg",
    "output", "study_cost", "ore_treated", "separation_to_add", "month", "usd_million",
    "missing_pct",
    "scaled", "abroad", "risk", "importance",
    "content_kg", "unit_kg", "magnet_part", "pieces",
    "solvent", "extraction_factor", "stage_count",
    "x", "j", "temperature_k", "debye_k", "field", "mass",
    "kelvin",
    "first_cost", "growth", "learning_rate", "patent_count", "alive_share", "older_rate",
    "span_years", "contained_pct", "avoided_months",
    "index", "imported_risk",
}  # fmt: skip
"""Arguments of formulas that are facts or time, which no slider moves."""

rows = pytest.mark.parametrize("row", LEDGER, ids=lambda row: row.id)


def on_the_grid(row: assumptions.Assumption, value: float) -> bool:
    steps = (value - row.low) / row.step
    near = row.low + round(steps) * row.step
    return abs(near - value) < 1e-9 and row.low <= value <= row.high


# The rows


@rows
def test_a_range_holds_its_default(row: assumptions.Assumption) -> None:
    assert row.low < row.high
    assert row.low <= row.default <= row.high
    assert 0 < row.step <= row.high - row.low


@rows
def test_a_slider_can_reach_the_default_and_both_ends(row: assumptions.Assumption) -> None:
    assert on_the_grid(row, row.default)
    # A slider stops at its last step, so a range must be a whole number of them.
    assert on_the_grid(row, row.high)


@rows
def test_a_row_says_what_it_is_and_where_it_comes_from(row: assumptions.Assumption) -> None:
    cited = reelab.load("assumptions", id=row.id).attrs["sources"][row.source_id]
    assert row.label[0].isupper()
    assert row.label.split()[-1] not in {"by", "that", "costs"}, "a label stands alone"
    assert row.note.endswith(".")
    assert row.source == f"{row.note} Source: {cited} Confidence: {row.confidence}."
    assert "your own table" not in row.source
    assert row.unit or row.id == "seed"
    assert "nan" not in (row.unit, row.note)


@rows
def test_tidy_takes_the_noise_of_a_slider_away(row: assumptions.Assumption) -> None:
    low, step = Decimal(str(row.low)), Decimal(str(row.step))
    for k in range(int((row.high - row.low) / row.step + 0.5) + 1):
        exact = float(low + k * step)
        assert row.tidy(row.low + k * row.step) == exact
        assert row.tidy(exact * (1 + 2e-16)) == exact


@pytest.mark.parametrize(
    "preset", list(PRESETS.itertuples()), ids=lambda p: f"{p.preset[:8]}-{p[3]}"
)
def test_a_preset_lies_on_the_sliders(preset) -> None:
    assert on_the_grid(assumptions.get(preset.assumption), preset.value)


def test_a_preset_belongs_to_its_lab() -> None:
    labs = {
        "mine": MINE,
        "curve": SETTINGS,
        "bill": BILL,
        "stop": STOP,
        "replay": REPLAY,
        "dilemma": GAME,
        "smuggling": MARKET,
        "portfolio": PORTFOLIO,
        "cascade": (*SEPARATION, "stage_minutes"),
        "ramp": RAMP,
        "scenario": [name for group in LEVERS.values() for name in group],
    }  # name the assumptions of a new lab here
    for lab, rows in PRESETS.groupby("lab"):
        assert set(rows["assumption"]) <= set(labs[str(lab)])


def test_the_model_of_a_mine_is_in_the_ledger() -> None:
    assert [assumptions.get(name).id for name in MINE] == list(MINE)


@pytest.mark.parametrize("name", sorted(CLOSED_FORM))
def test_a_formula_takes_assumptions_and_data_only(name: str) -> None:
    arguments = set(inspect.signature(CLOSED_FORM[name]).parameters)
    known = {row.id for row in LEDGER} | DATA_COLUMNS
    assert arguments - known == set()


def test_the_exceptions_are_used_and_are_no_assumptions() -> None:
    used = {a for formula in CLOSED_FORM.values() for a in inspect.signature(formula).parameters}
    assert DATA_COLUMNS - used == set()
    assert DATA_COLUMNS & {row.id for row in LEDGER} == set()


# Values


def test_values_are_the_defaults_in_the_order_asked_for() -> None:
    assert assumptions.values(["grade", "capex"]) == {"grade": 3.0, "capex": 500.0}
    assert list(assumptions.values(reversed(MINE))) == list(reversed(MINE))
    assert assumptions.values([]) == {}


def test_a_value_given_replaces_the_default() -> None:
    found = assumptions.values(MINE, grade=5)
    assert found == {**assumptions.values(MINE), "grade": 5.0}
    assert type(found["grade"]) is float


def test_unknown_names() -> None:
    with pytest.raises(CourseError, match=r"'grad' is not used here\. Did you mean 'grade'"):
        assumptions.values(MINE, grad=5)
    with pytest.raises(CourseError, match="'seed' is not used here"):
        assumptions.values(MINE, seed=5)
    with pytest.raises(CourseError, match=r"no assumption 'grad'\. Did you mean 'grade'"):
        assumptions.values(["grad"])
    with pytest.raises(CourseError, match="no assumption 'grad'"):
        assumptions.get("grad")
    with pytest.raises(CourseError, match="no assumption 'grad'"):
        assumptions.draw(["grad"], 3, 1)


@rows
def test_the_ends_of_a_range_are_in_it(row: assumptions.Assumption) -> None:
    for value in (row.low, row.high, np.float64(row.low), np.float64(row.high)):
        assert row.check(value) == value
    for value in (np.nextafter(row.low, -np.inf), np.nextafter(row.high, np.inf)):
        with pytest.raises(CourseError, match=f"^{row.id} .* is out of range. Give {row.low:g} to"):
            row.check(value)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 1e308, -1, 10**400, np.float32(16)])
def test_numbers_out_of_range(value: float) -> None:
    with pytest.raises(CourseError, match=r"grade \(Ore grade\): .* 0\.1 to 15 % TREO\.$"):
        assumptions.values(MINE, grade=value)


@pytest.mark.parametrize(
    "value",
    [None, "3", "", True, False, np.True_, 3 + 0j, np.complex128(3), [3], np.array([3.0]),
     np.array(3.0), pd.NA, pd.Series([3.0]), {}, b"3"],
    ids=repr,
)  # fmt: skip
def test_what_is_no_number(value: object) -> None:
    with pytest.raises(CourseError, match=r"is not a number\. Give 0\.1 to 15 % TREO\.$"):
        assumptions.values(MINE, grade=value)


def test_a_range_without_a_unit_reads_well() -> None:
    with pytest.raises(CourseError, match=r"Give 1 to 9999\.$"):
        assumptions.get("seed").check(0)


@pytest.mark.parametrize(
    "value", [3, 3.0, np.float64(3), np.float32(3), np.int32(3), np.uint8(3), np.float16(3)]
)
def test_numbers_of_numpy_are_numbers(value: object) -> None:
    found = assumptions.values(MINE, grade=value)["grade"]
    assert found == 3
    assert type(found) is float


# Draws


@settings(max_examples=60, deadline=None, derandomize=True)
@given(seed=st.integers(1, 9999), data=st.data())
def test_draws_lie_within_the_ranges(seed: int, data: st.DataObject) -> None:
    modes = {
        name: data.draw(st.floats(assumptions.get(name).low, assumptions.get(name).high), name)
        for name in data.draw(st.sets(st.sampled_from(MINE)))
    }
    drawn = assumptions.draw(MINE, 50, seed, **modes)
    assert list(drawn) == list(MINE)
    for name, values in drawn.items():
        row = assumptions.get(name)
        assert values.shape == (50,)
        assert (row.low <= values).all()
        assert (values <= row.high).all()
        if row.distribution == "fixed":
            assert (values == modes.get(name, row.default)).all()
        else:
            assert len(set(values)) > 40


def test_the_same_seed_gives_the_same_draws() -> None:
    first, again = (assumptions.draw(MINE, 20, 7) for _ in range(2))
    other = assumptions.draw(MINE, 20, 8)
    uncertain = [name for name in MINE if assumptions.get(name).distribution == "triangular"]
    assert len(uncertain) > 5
    for name in MINE:
        np.testing.assert_array_equal(first[name], again[name])
    for name in uncertain:
        assert not np.array_equal(first[name], other[name])


def test_the_global_state_of_numpy_is_not_touched() -> None:
    before = np.random.get_state()[1].copy()
    assumptions.draw(MINE, 20, 7)
    np.testing.assert_array_equal(np.random.get_state()[1], before)


def test_a_seed_from_a_slider_is_a_float() -> None:
    np.testing.assert_array_equal(
        assumptions.draw(["grade"], 5, 7.0)["grade"], assumptions.draw(["grade"], 5, 7)["grade"]
    )


def test_draws_follow_the_triangle() -> None:
    row = assumptions.get("recovery")
    for mode in (row.low, 75.0, row.high):
        drawn = assumptions.draw(["recovery"], 40_000, 1, recovery=mode)["recovery"]
        assert drawn.mean() == pytest.approx((row.low + mode + row.high) / 3, abs=0.2)
        below = (mode - row.low) / (row.high - row.low)
        assert (drawn < mode).mean() == pytest.approx(below, abs=0.01)


def test_a_mode_out_of_range() -> None:
    with pytest.raises(CourseError, match=r"recovery .* is out of range"):
        assumptions.draw(MINE, 5, 1, recovery=95)


# Reading


def test_describe_puts_values_beside_the_ledger() -> None:
    found = assumptions.describe({"edition": 2026, "grade": 5.0, "seed": 3})
    assert found["assumption"].tolist() == ["Ore grade", "Seed of the random draws"]
    assert found["value"].tolist() == [5.0, 3]
    assert found["range"].tolist() == ["0.1 to 15", "1 to 9999"]
    assert found["unit"].tolist() == ["% TREO", ""]
    assert found["where it comes from"].iloc[0] == assumptions.get("grade").source


def test_describe_nothing() -> None:
    assert assumptions.describe({"edition": 2026}).empty
