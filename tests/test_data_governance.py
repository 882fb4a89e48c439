"""The facts on governance: whole shares, one choice among rivals, and published values met."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import reelab

COPPER = 0.409412948  # the score times price of copper, mean of 2017-2021, as the method prints it
RESULTS = reelab.load("eu_criticality_results").set_index(["edition", "material", "stage"])
RISKS = RESULTS[RESULTS["measure"] == "supply risk"].sort_index()


def preferred(**which: object) -> float:
    return float(reelab.load("smuggling", preferred=True, **which)["value"].item())


# The European assessments


def test_shares_of_suppliers_are_whole() -> None:
    shares = reelab.load("eu_supply_shares")
    row = ["edition", "material", "stage", "mix"]
    sums = shares.groupby(row)["share_pct"].sum()
    assert len(sums) == 29
    assert sums.between(99.999, 101.101).all(), sums
    filled = shares[shares["country"] == "Other countries"].set_index(row).index
    assert sums[filled].to_numpy() == pytest.approx(100)


def test_every_supplier_of_2023_has_a_scaled_governance() -> None:
    suppliers = set(reelab.load("eu_supply_shares", edition=2023)["country"])
    scaled = reelab.load("wgi_scaled")
    assert suppliers - set(scaled["country"]) == {"Other countries"}
    assert set(scaled["country"]) <= suppliers
    assert scaled["wgi_scaled"].to_numpy() == pytest.approx(
        2 * (2.5 - scaled["mean_of_six"]), abs=0.001
    )


def weighted_hhi(material: str, stage: str, mix: str) -> float:
    """Sum squared shares times governance times the trade parameter; NaN without shares."""
    shares = reelab.load("eu_supply_shares", edition=2023)
    wanted = (shares["material"] == material) & (shares["stage"] == stage) & (shares["mix"] == mix)
    both = shares[wanted].merge(reelab.load("wgi_scaled"), on="country")
    parts = (both["share_pct"] / 100) ** 2 * both["wgi_scaled"] * both["trade_parameter"]
    return float(parts.sum(min_count=1))


def supply_risk(row: pd.Series) -> float:
    """Follow the method of 2017, from the printed index or from the shares."""
    world, europe = row["hhi_wgi_global"], row["hhi_wgi_eu"]
    if row["edition"] == 2023:
        world = weighted_hhi(row["material"], row["stage"], "global")
        europe = weighted_hhi(row["material"], row["stage"], "EU")
    half = row["import_reliance_pct"] / 200
    mix = {"both": world * half + europe * (1 - half), "global": world, "EU": europe}
    return mix[row["mixes_used"]] * (1 - row["eol_rir_pct"] / 100) * row["si_supply"]


@pytest.mark.parametrize("edition", [2017, 2023])
def test_supply_risk_follows_from_the_inputs(edition: int) -> None:
    inputs = reelab.load("eu_criticality_inputs", edition=edition)
    met = 0
    for _, row in inputs.iterrows():
        printed = RISKS.loc[(edition, row["material"], row["stage"])]
        risk = supply_risk(row)
        assert np.isnan(risk) == np.isnan(printed["recomputed"]), row["material"]
        if not np.isnan(risk):
            assert risk == pytest.approx(printed["recomputed"], abs=0.0051)
            misfit = abs(risk - printed["value"])
            if np.isnan(printed["tolerance"]):
                assert misfit > 0.06, row["material"]
            else:
                assert misfit <= printed["tolerance"] + 1e-9, row["material"]
                met += 1
    assert met == {2017: 16, 2023: 7}[edition]


def test_a_monopoly_leaves_only_governance_in_the_risk() -> None:
    china = reelab.load("wgi_scaled", country="China")["wgi_scaled"].item()
    assert weighted_hhi("Dy", "processing", "global") == pytest.approx(china)


def test_economic_importance_follows_from_uses() -> None:
    uses = reelab.load("uses")[["element", "use", "share_pct"]]
    uses = reelab.load("eu_use_sectors").merge(uses, on=["element", "use"], how="left")
    assert uses["share_pct"].notna().all()
    sectors = reelab.load("eu_sectors")[["sector", "value_added_million_eur"]]
    parts = uses.merge(sectors, on="sector")
    parts["part"] = parts["share_pct"] / 100 * parts["value_added_million_eur"]
    largest = sectors["value_added_million_eur"].max()
    scaled = parts.groupby("element")["part"].sum() / largest * 10
    inputs = reelab.load("eu_criticality_inputs", edition=2023, stage="processing")
    substitution = inputs.set_index("material")["si_economic"]
    printed = reelab.load("eu_criticality_results", edition=2023, measure="economic importance")
    printed = printed.dropna(subset=["recomputed"]).set_index("material")
    assert set(printed.index) == set(scaled.index)
    for element, row in printed.iterrows():
        value = scaled[element] * substitution[element]
        assert value == pytest.approx(row["recomputed"], abs=0.0051), element
        fits = abs(value - row["value"]) <= 0.06
        assert fits == (not np.isnan(row["tolerance"])), element
    assert printed["tolerance"].count() == 5


def test_one_headline_a_material_and_edition() -> None:
    results = reelab.load("eu_criticality_results")
    count = results.groupby(["edition", "material", "measure"])["headline"].sum()
    assert (count == 1).all()


def test_the_published_risk_is_that_of_the_worse_stage() -> None:
    risks = reelab.load("eu_criticality_results", edition=2023, measure="supply risk")
    elements = risks[risks["stage"] != "all"].query("material not in ['LREE', 'HREE']")
    worst = elements.groupby("material")["value"].max()
    headline = elements[elements["headline"]].set_index("material")["value"]
    assert len(worst) == 10
    assert (headline[worst.index] == worst).all()


# The indicators


def test_governance_2023_is_whole() -> None:
    table = reelab.load("governance_indicators", edition="WGI 2024", year=2023)
    assert (table.groupby("country")["indicator"].nunique() == 6).all()
    assert table["country"].nunique() == 31
    assert table["value"].between(-2.6, 2.6).all()
    assert table["standard_error"].gt(0).all()
    means = table.groupby("country")["value"].mean()
    known = {"China": -0.290, "Russia": -1.091, "United States": 0.995, "Burma": -1.665}
    for country, mean in known.items():
        assert means[country] == pytest.approx(mean, abs=0.0005)


def test_the_revision_is_close_to_the_edition_before_it() -> None:
    table = reelab.load("governance_indicators")
    old = table[(table["edition"] == "WGI 2024") & (table["year"] == 2023)]
    before = old.groupby("country")["value"].mean()
    after = table[table["edition"] == "WGI 2025 revision"].set_index("country")["value"]
    assert set(after.index) == set(before.index)
    assert (after - before).abs().max() < 0.25


def test_corruption_is_scored_from_2012_on() -> None:
    table = reelab.load("governance_indicators", indicator="corruption perceptions")
    assert set(table["year"]) == {2012, 2023}
    assert table["value"].between(10, 90).all()
    assert "Greenland" not in set(table["country"])


# Other methods


@pytest.mark.parametrize("country", ["Germany", "Japan", "United States"])
def test_import_risk_follows_from_the_suppliers(country: str) -> None:
    suppliers = reelab.load("geopolrisk_inputs", importer=country)
    risk = np.average(suppliers["political_risk"], weights=suppliers["quantity_t"])
    check = reelab.load("geopolrisk_check", country=country, year=2022).iloc[0]
    assert risk == pytest.approx(check["import_risk"], abs=2e-6)
    bought = suppliers[suppliers["supplier"] != country]
    price = bought["value_usd"].sum() / bought["quantity_t"].sum() / 1000
    assert price == pytest.approx(check["price_usd_kg"], abs=2e-5)


def test_scores_are_products() -> None:
    check = reelab.load("geopolrisk_check")
    assert len(check) == 7 * 5
    score = check["hhi"] * check["import_risk"]
    assert score.to_numpy() == pytest.approx(check["score"], abs=2e-6)
    factor = check["score"] * check["price_usd_kg"] / COPPER
    assert factor.to_numpy() == pytest.approx(check["characterization_factor"], abs=1e-4)
    assert (check.groupby("year")["hhi"].nunique() == 1).all()


def test_reference_values_of_concentration() -> None:
    known = reelab.load("hhi_reference").set_index(["measure", "basis", "material"])["value"]
    shares = reelab.load("eu_supply_shares", edition=2020)
    for group, rows in shares.groupby("material"):
        plain = ((rows["share_pct"] / 100) ** 2).sum()
        assert plain == pytest.approx(known["HHI", "EU 2020, extraction", group])
        normalized = known["normalized HHI", "EU 2020, extraction", group]
        assert (plain - 1 / 10) / (1 - 1 / 10) == pytest.approx(normalized, abs=1e-6)
    weighted = known["governance-weighted HHI"]
    assert len(weighted) == 5
    for (basis, material), value in weighted.items():
        stage, mix = basis.removeprefix("EU 2023, ").removesuffix(" mix").split(", ")
        assert weighted_hhi(material, stage, mix) == pytest.approx(value, abs=0.001)
    years = reelab.load("hhi_reference", basis="world mine output").set_index("year")["value"]
    check = reelab.load("geopolrisk_check").groupby("year")["hhi"].first()
    assert years[check.index].to_numpy() == pytest.approx(check, abs=1e-6)


def test_american_lists_add_up() -> None:
    table = reelab.load("usgs_criticality").set_index(["study", "measure"])["value"]
    draft = table["Draft list 2025"]
    assert draft["listed"] == draft.drop("listed").sum()
    ranks = reelab.load("usgs_criticality", measure="rank by expected loss of GDP")
    assert sorted(ranks["value"]) == list(range(1, 11))


# Illegal trade, cases, responses


def test_one_estimate_is_preferred() -> None:
    table = reelab.load("smuggling")
    count = table.groupby(["measure", "country", "period"])["preferred"].sum()
    assert (count == 1).all()
    assert set(table.loc[~table["preferred"], "note"].isna()) == {False}


def test_smuggling_of_2011_holds_together() -> None:
    exports = preferred(measure="legal exports")
    gap = reelab.load("smuggling", measure="imports abroad above exports", period="2011")
    volume = reelab.load("smuggling", measure="smuggled volume", period="2011", preferred=False)
    from_gap = dict(zip(gap["series"], gap["value"] / 100 * exports, strict=True))
    found = dict(zip(volume["series"], volume["value"], strict=True))
    assert found["gap times exports"] == pytest.approx(from_gap["foreign customs"])
    assert found["other reading"] == pytest.approx(from_gap["other reading"])
    printed = preferred(measure="smuggled volume", country="China", period="2011")
    assert printed == pytest.approx(found["gap times exports"], rel=0.1)
    assert exports / preferred(measure="export quota") == pytest.approx(0.61, abs=0.01)
    seized = preferred(measure="smuggling found", period="2011") / printed
    assert seized == pytest.approx(0.037, abs=0.001)


@pytest.mark.parametrize("name", ["enforcement", "policy_responses"])
def test_a_figure_has_a_unit_and_a_unit_a_figure(name: str) -> None:
    table = reelab.load(name)
    assert (table["value"].notna() == table["unit"].notna()).all()
    assert table["value"].isna().any()


def test_money_names_its_currency() -> None:
    table = reelab.load("policy_responses")
    money = table["unit"].str.extract(r"^(?:million )?([A-Z]{3})(?:/|$)")[0]
    assert money.notna().sum() > 20
    assert (money.fillna("") == table["currency"].fillna("")).all()


def test_parts_of_programs_add_up() -> None:
    value = reelab.load("policy_responses").set_index("id")["value"]
    parts = [
        f"japan-2011-{part}" for part in ("mines", "recycling", "oil-gas", "hydrate", "seabed")
    ]
    assert value[parts].sum() == pytest.approx(value["japan-2011-total"])
    magnets = value["india-magnets-sales"] + value["india-magnets-capital"]
    assert magnets == pytest.approx(value["india-magnets-total"], rel=0.02)
    reserve = value["australia-reserve-trade"] + value["australia-reserve-stock"]
    assert reserve == pytest.approx(value["australia-reserve"], rel=0.02)


def test_the_price_floor_is_the_same_everywhere() -> None:
    floor = reelab.load("policy_responses", id="us-mp-floor")["value"].item()
    assert floor == reelab.load("facts", id="ndpr-price-floor-mp")["value"].item()


def test_offers_name_both_sides() -> None:
    table = reelab.load("policy_responses", kind=["offer", "agreement"])
    assert table["partner"].notna().all()
    assert (table["partner"] != table["country"]).all()
    assert set(table["country"]) == {"India", "Russia", "United States"}
