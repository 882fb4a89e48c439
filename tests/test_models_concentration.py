"""Concentration, import reliance and GeoPolRisk: published values and identities."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from reelab import load
from reelab.errors import CourseError
from reelab.models import concentration as model
from reelab.models import geopolrisk as risk

parts = st.lists(st.floats(0.01, 1e3), min_size=1, max_size=30)
check = settings(max_examples=60, deadline=None, derandomize=True)


def percent(amounts: list[float]) -> np.ndarray:
    return 100 * np.array(amounts) / sum(amounts)


# Published values


def test_textbook_merger() -> None:
    shares = [25, 20, 15, 10, 8, 7, 6, 5, 4]
    assert 1e4 * model.hhi(shares) == pytest.approx(1540)
    assert 1e4 * model.hhi([25, 20, 15, 10, 8, 7, 6, 9]) == pytest.approx(1580)
    assert 1e4 * model.hhi([45, 15, 10, 8, 7, 6, 5, 4]) == pytest.approx(2540)


def test_normalized_of_the_european_study() -> None:
    index = model.hhi([86, 6, 2, 2, 1, 1, 1, 1])
    reference = load("hhi_reference", material="LREE").set_index("measure")["value"]
    assert index == pytest.approx(reference["HHI"])
    assert model.normalized(index, 10) == pytest.approx(reference["normalized HHI"], abs=1e-9)


def test_the_interval_of_a_table_holds_the_whole_row() -> None:
    rows = load("stage_shares", stage="mining", series="BGS, US corrected", kind="history")
    found = model.by_market(rows, ["year"]).set_index("year")
    whole = load("hhi_reference", basis="world mine output").set_index("year")["value"]
    assert (found["hhi_low"] <= found["hhi_high"]).all()
    assert (found["hhi_high"] - found["hhi_low"] < 0.001).all()  # nearly all is told apart
    # Another count of the same years; the two publications differ by a few points of share.
    years = found.index.intersection(whole.index)
    assert len(years) == 7
    assert (found.loc[years, "hhi_high"] - whole[years]).abs().max() < 0.07


@pytest.mark.parametrize("year", range(2020, 2026))
def test_net_import_reliance_as_usgs_prints_it(year: int) -> None:
    rows = load("us_reliance", year=year, preferred=True).set_index("measure")
    found = model.net_import_reliance(
        rows.loc["production, compounds and metals", "value"],
        rows.loc["apparent consumption, compounds and metals", "value"],
    )
    printed = rows.loc["net import reliance, compounds and metals"]
    if printed["at_least"]:
        assert found > printed["value"]
    else:
        assert found == pytest.approx(printed["value"], abs=1)  # of figures rounded to 2 digits


@pytest.mark.parametrize("country", ["Germany", "Japan", "United States"])
def test_geopolrisk_of_the_software(country: str) -> None:
    rows = load("geopolrisk_inputs", importer=country)
    home = rows["supplier"] == country
    printed = load("geopolrisk_check", country=country, year=2022).iloc[0]
    found = risk.import_risk(
        rows.loc[~home, "quantity_t"], rows.loc[~home, "political_risk"],
        rows.loc[home, "quantity_t"].sum(),
    )  # fmt: skip
    assert found == pytest.approx(printed["import_risk"], abs=2e-6)
    score = risk.geopolrisk(printed["hhi"], found)
    assert score == pytest.approx(printed["score"], abs=2e-6)
    factor = risk.characterization_factor(score, printed["price_usd_kg"])
    assert factor == pytest.approx(printed["characterization_factor"], rel=2e-5)


def test_geopolrisk_of_all_countries_and_years() -> None:
    rows = load("geopolrisk_check")
    score = risk.geopolrisk(rows["hhi"], rows["import_risk"])
    assert (score - rows["score"]).abs().max() < 2e-6
    factor = risk.characterization_factor(rows["score"], rows["price_usd_kg"])
    assert (factor / rows["characterization_factor"] - 1).abs().max() < 2e-3  # six decimals


@pytest.mark.parametrize(
    ("stability", "expected"), [(-0.44107, 0.588215), (-2.5508, 1), (2.5, 0), (3, 0), (0, 0.5)]
)
def test_political_risk(stability: float, expected: float) -> None:
    assert risk.political_risk(stability) == pytest.approx(expected, abs=2e-6)


# Identities


@check
@given(parts)
def test_the_index_lies_between_equal_shares_and_one(amounts: list[float]) -> None:
    index = model.hhi_of(amounts)
    assert 1 / len(amounts) - 1e-12 <= index <= 1 + 1e-12
    assert 1 - 1e-9 <= model.effective_number(index) <= len(amounts) + 1e-9
    if len(amounts) > 1:
        assert -1e-9 <= model.normalized(index, len(amounts)) <= 1 + 1e-9


@check
@given(st.integers(1, 40))
def test_equal_suppliers(count: int) -> None:
    assert model.effective_number(model.hhi_of([7.0] * count)) == pytest.approx(count)


@check
@given(parts, st.floats(0, 1))
def test_splitting_a_supplier_never_concentrates(amounts: list[float], part: float) -> None:
    split = [amounts[0] * part, amounts[0] * (1 - part), *amounts[1:]]
    assert model.hhi_of(split) <= model.hhi_of(amounts) + 1e-12
    assert model.hhi_of(amounts[::-1]) == pytest.approx(model.hhi_of(amounts))


@check
@given(parts, st.integers(0, 29))
def test_the_interval_holds_whatever_the_rest_is(amounts: list[float], told: int) -> None:
    shares = percent(amounts)
    known, rest = shares[:told], shares[told:]
    low, high = model.hhi_bounds(known, rest.sum())
    assert low - 1e-12 <= model.hhi(shares) <= high + 1e-12
    if len(rest):
        tight = model.hhi_bounds(known, rest.sum(), rest.max())
        assert tight[0] == low
        assert model.hhi(shares) <= tight[1] + 1e-9
        assert tight[1] <= high + 1e-9


@check
@given(parts, parts, st.floats(0, 1e4))
def test_import_risk_is_a_mean(amounts: list[float], risks: list[float], home: float) -> None:
    size = min(len(amounts), len(risks))
    quantity, level = np.array(amounts[:size]), np.array(risks[:size]) / 1e3
    found = risk.import_risk(quantity, level, home)
    assert found <= level.max() + 1e-12
    assert found == pytest.approx(
        risk.import_risk(quantity, level) * quantity.sum() / (quantity.sum() + home)
    )


@check
@given(st.floats(0, 1e6), st.floats(1, 1e6), st.floats(0, 1e6))
def test_reliance_is_zero_at_self_supply(production: float, net: float, more: float) -> None:
    assume(production + net > 0)
    found = model.net_import_reliance(production, production + net)
    assert found == pytest.approx(100 * net / (production + net))
    assert model.net_import_reliance(net, net) == 0
    assert model.net_import_reliance(net + more, net) <= 0


# What is refused


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: model.hhi([60, 20]), "add up to 80%"),
        (lambda: model.hhi([110, -10]), "below zero"),
        (lambda: model.hhi([50, float("nan")]), "missing"),
        (lambda: model.hhi_of([0, 0]), "All quantities are zero"),
        (lambda: model.hhi_bounds([60], 30), "add up to 90%"),
        (lambda: model.hhi_bounds([60], 40, 0), "cannot be zero"),
    ],
)
def test_shares_that_are_none(call, words: str) -> None:
    with pytest.raises(CourseError, match=words):
        call()


def test_a_table_of_suppliers_will_do() -> None:
    rows = load("magnet_imports", year=2024)
    found = model.by_market(rows, ["importer", "year"]).set_index("importer")
    assert found.loc["India", "hhi_low"] == pytest.approx(0.8713**2)
    assert found.loc["India", "hhi_high"] == pytest.approx(0.8713**2 + 0.1287**2, abs=1e-6)
    assert found.loc["Japan", "suppliers_low"] > 3
    assert isinstance(found, pd.DataFrame)
