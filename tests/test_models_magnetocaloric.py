"""Magnetic cooling: worked values, measured points, thermodynamics, a bracketed solution."""

from __future__ import annotations

from typing import Any

import hypothesis.strategies as st
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings

import reelab
from reelab.models import ions
from reelab.models import magnetocaloric as model

CHECK = reelab.load("mce_check")
POINTS = reelab.load("magnetocaloric", material="gadolinium", preferred=True)
quick = settings(max_examples=80, deadline=None, derandomize=True)
FIELD, KELVIN = st.floats(0.1, 10), st.floats(270, 330)


def magnet(row: Any) -> model.Magnet:
    return model.Magnet(row["j"], row["g"], row["curie_k"], row["debye_k"],
                        row["gamma_j_kg_k2"], row["molar_mass_kg_mol"])  # fmt: skip


GD = magnet(CHECK.set_index("check").loc["gd-entropy-2t"])


def small_field_law(row: pd.Series) -> float:
    gd, j = magnet(row), row["j"]
    h = model.outer(row["field_t"], row["curie_k"], gd)
    c = ((j + 1) ** 2 + j**2) * (j + 1) / (90 * j**3)
    x = (h * (j + 1) / (3 * j * c)) ** (1 / 3)
    return ions.GAS / gd.mass * (j + 1) / (6 * j) * x**2


def jump(row: pd.Series) -> float:
    gd, step = magnet(row), 0.01
    below = [row["curie_k"] - k * step for k in (1, 2)]
    spins = []
    for warm in below:
        x = model.first_x(0, warm, gd)
        for _ in range(80):
            x = model.next_x(x, 0, warm, gd)
        spins.append(ions.spin_entropy(x, gd.j))
    return ions.GAS / gd.mass * row["curie_k"] * (spins[0] - spins[1]) / step


def computed(row: pd.Series) -> float:
    if row["model"] == "ceiling":
        return ions.ceiling(row["j"], row["molar_mass_kg_mol"])
    if row["model"] == "free ions":
        found = ions.free_entropy_change(row["field_t"], row["temperature_k"], row["j"])
        return found * ions.GAS / row["molar_mass_kg_mol"]
    if "law" in row["quantity"]:
        return small_field_law(row)
    if "jump" in row["quantity"]:
        return jump(row)
    found = model.changes(row["field_t"], row["temperature_k"], magnet(row))
    return found[row["quantity"].replace(" ", "_")]


@pytest.mark.parametrize("row", [r for _, r in CHECK.iterrows()], ids=lambda row: row["check"])
def test_worked_values(row: pd.Series) -> None:
    assert computed(row) == pytest.approx(row["expected"], rel=row["tolerance_pct"] / 100)


WITHIN = {
    "entropy change": {1: 0.30, 2: 0.15, 5: 0.05},
    "temperature change": {1: 0.30, 2: 0.17, 5: 0.08, 7: 0.08, 62: 0.05},
}
"""How near the model comes to measured points, by field: worst where it is small."""


@pytest.mark.parametrize(
    ("quantity", "field"), [(name, field) for name, fields in WITHIN.items() for field in fields]
)
def test_measured_points(quantity: str, field: float) -> None:
    row = POINTS[(POINTS["quantity"] == quantity) & (POINTS["field_t"] == field)].iloc[0]
    # The model peaks at its Curie temperature, and is held there against the measured peak.
    peak = row["temperature_k"] if field == 62 else GD.curie_k
    found = model.changes(field, peak, GD)[quantity.replace(" ", "_")]
    assert found == pytest.approx(row["value"], rel=WITHIN[quantity][field])


@given(st.floats(0, 50), st.sampled_from([0.5, 1.0, 3.5, 7.5]))
@quick
def test_brillouin_is_the_mean_of_the_states(x: float, j: float) -> None:
    m = np.arange(-j, j + 0.5)
    weight = np.exp((m - j) * x / j)
    weight /= weight.sum()
    assert ions.brillouin(x, j) == pytest.approx((weight * m).sum() / j, abs=1e-6)
    told = -(weight * np.log(np.maximum(weight, 1e-300))).sum()
    assert ions.spin_entropy(x, j) == pytest.approx(told, abs=1e-6)


@given(st.floats(0, 20))
@quick
def test_the_slope_is_that_of_the_curve(x: float) -> None:
    step = 1e-4
    rise = (ions.brillouin(x + step, 3.5) - ions.brillouin(x, 3.5)) / step
    assert ions.slope(x + step / 2, 3.5) == pytest.approx(rise, abs=2e-5)


@given(FIELD, KELVIN)
@quick
def test_the_steps_reach_the_solution(field: float, warm: float) -> None:
    low, high = 1e-9, model.first_x(field, warm, GD)
    for _ in range(200):
        x = (low + high) / 2
        own = model.own_field(GD) * GD.curie_k / warm
        below = model.outer(field, warm, GD) + own * ions.brillouin(x, GD.j) > x
        low, high = (x, high) if below else (low, x)
    found = model.first_x(field, warm, GD)
    for _ in range(model.NEWTON):
        found = model.next_x(found, field, warm, GD)
    assert found == pytest.approx(x, rel=1e-6)
    assert model.temperature_at(x, field, GD) == pytest.approx(warm, rel=1e-9)


@given(FIELD, KELVIN)
@quick
def test_without_exchange_of_heat_the_entropy_stays(field: float, warm: float) -> None:
    found = model.changes(field, warm, GD)
    assert found["entropy_change"] > 0
    after = warm + found["temperature_change"]
    x = []
    for at, strength in ((warm, 0.0), (after, field)):
        here = model.first_x(strength, at, GD)
        for _ in range(300):
            here = model.next_x(here, strength, at, GD)
        x.append(here)
    before = model.entropy(x[0], warm, GD)
    assert model.entropy(x[1], after, GD) == pytest.approx(before, rel=1e-6)


@given(FIELD, KELVIN)
@quick
def test_a_dozen_steps_are_enough_for_the_browser(field: float, warm: float) -> None:
    quickly, slowly = (model.changes(field, warm, GD, steps) for steps in (model.NEWTON, 80))
    for name, value in slowly.items():
        assert quickly[name] == pytest.approx(value, rel=1e-4)


@given(FIELD)
@quick
def test_the_peak_is_at_the_curie_temperature(field: float) -> None:
    warm = np.arange(260.0, 330.0)
    assert warm[np.argmax(model.changes(field, warm, GD)["entropy_change"])] == GD.curie_k


def test_the_electrons_move_the_warming_and_not_the_entropy() -> None:
    less = GD._replace(electrons=GD.electrons / 10)
    full, little = model.changes(2, 293, GD), model.changes(2, 293, less)
    assert little["entropy_change"] == pytest.approx(full["entropy_change"])
    assert 1.05 < little["temperature_change"] / full["temperature_change"] < 1.12


@pytest.mark.parametrize(("field", "warm", "told"), [
    (1, 293, 4.38), (2, 293, 6.94), (5, 293, 12.68), (7, 293, 15.80), (10, 293, 19.93),
    (62, 300, 61.8),
])  # fmt: skip
def test_the_electrons_as_measured_at_low_temperature(
    field: float, warm: float, told: float
) -> None:
    tsang = GD._replace(electrons=0.00448 / GD.mass)
    assert model.changes(field, warm, tsang)["temperature_change"] == pytest.approx(told, rel=0.005)


def test_another_debye_temperature_changes_nothing() -> None:
    one, other = (model.changes(2, 293, GD._replace(debye_k=debye)) for debye in (169, 173))
    assert other["temperature_change"] - one["temperature_change"] == pytest.approx(0.004, abs=1e-3)


def test_the_lattice_series_against_the_integral() -> None:
    t = np.linspace(1e-6, 1, 20_001)
    for warm in (250, 300, 360):
        y = 169 / warm
        debye3 = 3 / y**3 * np.trapezoid((y * t) ** 3 / np.expm1(y * t), y * t)
        exact = 3 * (4 / 3 * debye3 - np.log(-np.expm1(-y)))
        assert model.lattice_entropy(warm, 169) == pytest.approx(exact, rel=1e-6)


@given(st.floats(0.5, 9), st.floats(0.5, 4), st.floats(0.01, 1))
@quick
def test_demagnetization(field: float, kelvin: float, inner: float) -> None:
    end = ions.demagnetized(0, field, kelvin, inner)
    assert ions.demagnetized(field, field, kelvin, inner) == pytest.approx(kelvin)
    assert end < kelvin
    assert ions.inner_for(end, field, kelvin) == pytest.approx(inner)
    # Where the internal field is small, temperature over field is kept.
    assert end == pytest.approx(kelvin * inner / np.hypot(field, inner))
