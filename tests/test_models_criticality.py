"""Criticality: the published assessments met, and the identities of the formulas."""

from __future__ import annotations

import hypothesis.strategies as st
import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings

import reelab
from reelab.errors import CourseError
from reelab.labs import criticality as lab
from reelab.models import concentration, criticality, indicators, ranking, vulnerability

quick = settings(max_examples=60, deadline=None, derandomize=True)
POINTS = st.floats(0, 10)
PERCENT = st.floats(0, 100)
MARKETS = st.lists(st.tuples(st.floats(0.1, 100), POINTS), min_size=1, max_size=12)
RESULTS = reelab.load("eu_criticality_results").set_index(["edition", "material", "stage"])
SCALED = reelab.load("wgi_scaled").set_index("country")["wgi_scaled"]


def risks(edition: int) -> pd.DataFrame:
    rows = RESULTS[RESULTS["measure"] == "supply risk"].loc[edition]
    return rows.dropna(subset=["recomputed"])


# Published values


def test_the_risks_of_2017_follow_from_the_printed_inputs() -> None:
    inputs = reelab.load("eu_criticality_inputs", edition=2017).set_index(["material", "stage"])
    printed = risks(2017)
    found = criticality.supply_risk(
        inputs["hhi_wgi_global"], inputs["hhi_wgi_eu"], inputs["import_reliance_pct"],
        inputs["eol_rir_pct"], inputs["si_supply"],
    )  # fmt: skip
    assert len(printed) == 16
    misfit = (found[printed.index] - printed["value"]).abs()
    assert (misfit <= printed["tolerance"]).all()
    assert misfit.mean() < 0.08


def test_the_risks_of_2023_follow_from_the_shares() -> None:
    inputs = reelab.load("eu_criticality_inputs", edition=2023)
    parts = ranking.pieces(inputs, reelab.load("eu_supply_shares", edition=2023))
    found = {
        key: ranking.risk_of(rows, SCALED, 1.0)
        for key, rows in parts[parts["whole"]].groupby(["material", "stage"])
    }
    printed = risks(2023)
    assert set(found) == set(printed.index)
    for key, row in printed.iterrows():
        assert found[key] == pytest.approx(row["recomputed"], abs=0.0051), key
        if row["tolerance"] > 0:
            assert found[key] == pytest.approx(row["value"], abs=row["tolerance"]), key
    assert printed["tolerance"].count() == 7


def test_the_european_mix_is_missing_where_the_notes_say_so() -> None:
    inputs = reelab.load("eu_criticality_inputs", edition=2023)
    parts = ranking.pieces(inputs, reelab.load("eu_supply_shares", edition=2023))
    lacking = inputs[inputs["note"].fillna("").str.contains("European mix")]["material"]
    assert set(parts.loc[~parts["whole"], "material"]) == set(lacking)
    assert (parts.loc[~parts["whole"], "stage"] == "extraction").all()


def test_the_weighted_indices_of_2023() -> None:
    known = reelab.load("hhi_reference", measure="governance-weighted HHI")
    shares = reelab.load("eu_supply_shares", edition=2023)
    for row in known.itertuples():
        stage, mix = str(row.basis).removeprefix("EU 2023, ").removesuffix(" mix").split(", ")
        rows = shares[(shares["material"] == row.material) & (shares["stage"] == stage)]
        rows = rows[rows["mix"] == mix]
        found = criticality.weighted_hhi(
            rows["share_pct"], rows["country"].map(SCALED), rows["trade_parameter"]
        )
        assert found == pytest.approx(row.value, abs=0.001)


def test_economic_importance_of_2023() -> None:
    sectors = reelab.load("eu_sectors").set_index("sector")["value_added_million_eur"]
    uses = reelab.load("eu_use_sectors").merge(reelab.load("uses")[["element", "use", "share_pct"]])
    inputs = reelab.load("eu_criticality_inputs", edition=2023, stage="processing")
    substitution = inputs.set_index("material")["si_economic"]
    printed = reelab.load("eu_criticality_results", edition=2023, measure="economic importance")
    met = 0
    for row in printed.dropna(subset=["recomputed", "tolerance"]).itertuples():
        own = uses[uses["element"] == row.material].dropna(subset="sector")
        found = criticality.economic_importance(
            own["share_pct"], own["sector"].map(sectors), sectors.max(), substitution[row.material]
        )
        assert found == pytest.approx(row.value, abs=row.tolerance), row.material
        met += 1
    assert met == 5


@pytest.mark.parametrize(("points", "scaled"), [(2.5, 0), (-2.5, 10), (0, 5), (-3, 10), (3, 0)])
def test_the_scale_of_governance(points: float, scaled: float) -> None:
    assert criticality.scaled_governance(points) == scaled


def test_the_scale_of_the_tables() -> None:
    table = reelab.load("wgi_scaled")
    found = criticality.scaled_governance(table["mean_of_six"])
    assert found.to_numpy() == pytest.approx(table["wgi_scaled"], abs=0.001)


@pytest.mark.parametrize(
    ("risk", "importance", "critical"), [(1.0, 2.8, True), (1.0, 2.3, False), (0.99, 9, False)]
)
def test_both_thresholds_count(risk: float, importance: float, critical: bool) -> None:
    assert criticality.is_critical(risk, importance) is critical


def test_import_reliance_by_hand() -> None:
    assert criticality.import_reliance(80, 20) == pytest.approx(80)
    assert criticality.import_reliance(-5, 20) == 0
    assert criticality.import_reliance(7, 0) == 100


# Identities


@given(POINTS, st.floats(0.8, 1.5))
@quick
def test_one_supplier_leaves_governance(points: float, trade: float) -> None:
    assert criticality.weighted_hhi([100], [points], trade) == pytest.approx(trade * points)


@given(MARKETS)
@quick
def test_without_weight_it_is_the_plain_index(market: list[tuple[float, float]]) -> None:
    tonnes, points = np.array(market).T
    assume((points > 0).all())
    share = 100 * tonnes / tonnes.sum()
    plain = concentration.hhi(share)
    assert criticality.weighted_hhi(share, points, 1, 0) == pytest.approx(10 * plain)
    assert criticality.weighted_hhi(share, np.full(len(share), 5)) == pytest.approx(5 * plain)
    backwards = criticality.weighted_hhi(share[::-1], points[::-1])
    assert criticality.weighted_hhi(share, points) == pytest.approx(backwards)


@given(MARKETS, st.floats(0, 1))
@quick
def test_a_split_never_raises_it(market: list[tuple[float, float]], cut: float) -> None:
    tonnes, points = np.array(market).T
    share = 100 * tonnes / tonnes.sum()
    before = criticality.weighted_hhi(share, points)
    halves = [*share[1:], cut * share[0], (1 - cut) * share[0]]
    after = criticality.weighted_hhi(halves, [*points[1:], points[0], points[0]])
    assert after <= before * (1 + 1e-12)


@given(POINTS, POINTS, PERCENT, st.floats(0, 1))
@quick
def test_limits_of_supply_risk(world: float, europe: float, left: float, index: float) -> None:
    assert criticality.supply_risk(world, europe, 0, 0, 1) == pytest.approx(europe)
    assert criticality.supply_risk(world, europe, -20, 0, 1) == pytest.approx(europe)
    assert criticality.supply_risk(world, europe, 100, 0, 1) == pytest.approx((world + europe) / 2)
    assert criticality.supply_risk(world, europe, left, 100, 1) == 0
    half = criticality.supply_risk(world, europe, left, 0, index / 2)
    assert 2 * half == pytest.approx(criticality.supply_risk(world, europe, left, 0, index))


@given(POINTS, POINTS, PERCENT)
@quick
def test_the_combined_number_lies_between(risk: float, importance: float, weight: float) -> None:
    found = criticality.combined(risk, importance, weight)
    assert min(risk, importance) - 1e-9 <= found <= max(risk, importance) + 1e-9
    assert criticality.combined(risk, importance, 100) == pytest.approx(risk)


def test_what_is_missing_is_told() -> None:
    with pytest.raises(CourseError, match="a governance"):
        criticality.weighted_hhi([60, 40], [5, float("nan")])
    with pytest.raises(CourseError, match="zero or more"):
        criticality.weighted_hhi([-1], [5])


# The ranking


def ranked(**settings: object) -> pd.DataFrame:
    chosen = {"stage": "processing", "indicator": "eu", "governance_weight": 1.0,
              "risk_weight": 100.0, **settings}  # fmt: skip
    return lab.rank().lab.table(chosen).set_index("material")


def test_the_ranking_of_the_assessment() -> None:
    table = ranked()
    printed = risks(2023)
    fits = printed[printed["tolerance"] > 0].xs("processing", level="stage")
    assert len(fits) == 6
    for element, row in fits.iterrows():
        assert table["score"][element] == pytest.approx(row["value"], abs=0.06)
        assert table["published"][element] == row["value"]


def test_at_a_monopoly_the_indicator_of_one_country_ranks_nothing() -> None:
    first = ranked()["rank"]
    monopoly = ["Dy", "Eu", "Ho", "Lu", "Yb"]
    for key in indicators.INDICATORS:
        table = ranked(indicator=key)
        assert (table["rank"] == first[table.index]).loc[monopoly].all()
        china = indicators.scaled(lab.points(), key)["China"]
        assert table["risk"]["Eu"] == pytest.approx(0.99 * china)


@pytest.mark.parametrize("stage", ["extraction", "processing"])
def test_no_indicator_turns_the_ranking(stage: str) -> None:
    """Notebook 05 says so: the elements have nearly the same suppliers."""
    first = ranked(stage=stage)["rank"]
    for key in indicators.INDICATORS:
        assert ranked(stage=stage, indicator=key)["rank"].equals(first), key


def test_weights_turn_the_ranking() -> None:
    by_importance = ranked(risk_weight=0.0)
    assert list(by_importance.index[:2]) == ["Dy", "Nd"]
    assert (by_importance["score"] == by_importance["importance"]).all()
    assert not ranked(stage="extraction")["rank"].equals(ranked()["rank"])


def test_the_title_says_what_counts() -> None:
    def title(weight: float) -> str:
        return str(
            ranking.title({"stage": "extraction", "indicator": "cpi", "risk_weight": weight})
        )

    assert title(100) == "Risk at extraction, weighed by corruption perceptions"
    assert title(30) == "Risk at extraction, weighed by corruption perceptions, and importance"
    assert title(0).startswith("Economic importance alone")
    table = ranked(risk_weight=0.0)
    assert (table["score"] == table["importance"]).all()


def test_an_indicator_has_its_error_and_a_country_its_place() -> None:
    points = lab.points()
    assert (points["low"] <= points["value"]).all()
    assert (points["value"] <= points["high"]).all()
    own = points.set_index(["indicator", "country"])
    law = reelab.load("governance_indicators", country="China", year=2023, indicator="rule of law")
    doubt = 2 * 1.645 * law["standard_error"].item()
    row = own.loc[("law", "China")]
    assert row["value"] == pytest.approx(2 * (2.5 - law["value"].item()))
    assert row["high"] - row["value"] == pytest.approx(doubt)
    assert own.loc[("cpi", "China"), "value"] == pytest.approx((100 - 42) / 10)
    assert own.loc[("six", "China"), "value"] == pytest.approx(2 * (2.5 + 0.290), abs=0.001)
    eu = points[points["indicator"] == "eu"]
    assert (eu["low"] == eu["high"]).all()


def test_every_supplier_in_use_has_every_indicator() -> None:
    assert set(lab.parts()["country"]) <= set(indicators.scaled(lab.points(), "six"))


# The American method


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
@quick
def test_the_geometric_mean(disruption: float, exposure: float, stake: float) -> None:
    found = vulnerability.overall_risk(disruption, exposure, stake)
    assert found**3 == pytest.approx(disruption * exposure * stake)
    assert vulnerability.overall_risk(0, exposure, stake) == 0
    assert vulnerability.overall_risk(disruption, 0, stake) == 0
    assert vulnerability.overall_risk(disruption, exposure, 0) == 0


def test_the_three_factors_by_hand() -> None:
    found = vulnerability.disruption_potential([60, 40], [0.5, 0.2], [0.8, 0.5])
    assert found == pytest.approx(0.36 * 0.4 + 0.16 * 0.1)
    assert vulnerability.trade_exposure(80, 10, 5, 0, 0) == 1
    assert vulnerability.trade_exposure(80, 10, 5, 20, 5) == pytest.approx(75 / 100)
    assert vulnerability.trade_exposure(0, 30, 0, 60, 0) == 0
    found = vulnerability.economic_vulnerability([50, 100], [2, 1], [10, 20], 1000)
    assert found == pytest.approx(0.05 * 0.2 + 0.1 * 0.05)
