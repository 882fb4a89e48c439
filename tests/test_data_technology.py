"""The facts on technology: parts and wholes, rivals, physics and dates of the tables."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest

import reelab

GAS_CONSTANT = 8.314462618  # J/(mol K)
KJ_PER_MGOE = 100 / (4 * math.pi)


# Counts


def test_what_became_of_patents_adds_up() -> None:
    counts = reelab.load("patents", scope="functional materials", applicant="World")
    counts = counts.set_index("status")["applications"]
    assert counts.drop("filed").sum() == counts["filed"] == 18_634


def test_applicants_add_up_to_all() -> None:
    counts = reelab.load("patents", scope="functional materials", status="filed")
    counts = counts.set_index("applicant")["applications"]
    assert counts.drop("World").sum() == counts["World"]
    assert counts["China"] / counts["World"] == pytest.approx(0.915, abs=0.001)


def test_every_technology_has_one_leader() -> None:
    led = reelab.load("publications").groupby("papers_from")
    assert (led["technologies_led"].sum() == led["technologies_tracked"].first()).all()
    assert (led["technologies_tracked"].nunique() == 1).all()


# Rivals and ranges


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("magnetocaloric", ["material", "quantity", "field_t"]),
        ("rampups", ["plant", "product", "measure", "period"]),
    ],
)
def test_one_of_several_rivals_is_preferred(name: str, key: list[str]) -> None:
    table = reelab.load(name).groupby(key, dropna=False)["preferred"]
    assert (table.size() > 1).any()
    assert (table.sum() == 1).all()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("experience", "value"), ("lead_times", "years"), ("magnetocaloric", "value"),
        ("magnets", "value"), ("rampups", "value_t"), ("recycling", "value"),
        ("sx_check", "expected"), ("value_ladder", "price"),
    ],
)  # fmt: skip
def test_a_technical_figure_lies_within_its_range(name: str, value: str) -> None:
    table = reelab.load(name)
    ranged = table[["low", "high"]].notna()
    assert ranged.any(axis=None)
    assert (ranged["low"] == ranged["high"]).all()
    assert not (table["low"] > table[value]).any()
    assert not (table["high"] < table[value]).any()


# Materials


@pytest.mark.parametrize("name", ["magnetocaloric", "magnets"])
def test_the_formula_says_whether_there_is_a_rare_earth(name: str) -> None:
    rare = set(reelab.load("elements")["element"])
    table = reelab.load(name)
    symbols = table["formula"].map(lambda formula: set(re.findall(r"[A-Z][a-z]?", formula)))
    assert (symbols.map(lambda found: bool(found & rare)) == table["holds_rare_earth"]).all()
    assert table["holds_rare_earth"].nunique() == 2


def test_the_coolant_of_94_mk_holds_no_rare_earth() -> None:
    coldest = reelab.load("magnetocaloric", quantity="lowest temperature", preferred=True)
    coldest = coldest.set_index("material")
    assert coldest.loc["Na2BaCo(PO4)2", "value"] == 0.094
    assert not coldest.loc["Na2BaCo(PO4)2", "holds_rare_earth"]
    assert coldest.drop(index="Na2BaCo(PO4)2")["holds_rare_earth"].all()


def test_energy_products_are_in_one_unit() -> None:
    table = reelab.load("magnets", unit=["MGOe", "kJ/m3"])
    factor = np.where(table["unit"] == "MGOe", KJ_PER_MGOE, 1)
    assert table["energy_product_kj_m3"].to_numpy() == pytest.approx(
        table["value"].to_numpy() * factor, rel=0.002
    )
    others = reelab.load("magnets")
    others = others[~others["quantity"].str.startswith("energy product")]
    assert others["energy_product_kj_m3"].isna().all()


def test_no_magnet_beats_the_limit_of_its_compound() -> None:
    table = reelab.load("magnets").query("holds_rare_earth").set_index("quantity")
    limit = table.loc["energy product, limit", "value"]
    assert (table.loc[["energy product"], "value"] < limit).all()


# Models


def test_entropy_stays_under_its_ceiling() -> None:
    check = reelab.load("mce_check")
    ceiling = GAS_CONSTANT * np.log(2 * check["j"] + 1) / check["molar_mass_kg_mol"]
    exact = check["quantity"] == "entropy ceiling"
    assert check.loc[exact, "expected"].to_numpy() == pytest.approx(ceiling[exact], rel=0.005)
    change = check["quantity"].str.startswith("entropy change")
    assert (check.loc[change, "expected"] < ceiling[change]).all()


def test_the_jump_of_the_heat_capacity_is_that_of_mean_field_theory() -> None:
    row = reelab.load("mce_check", check="gd-heat-capacity-jump").iloc[0]
    jump = 5 * row["j"] * (row["j"] + 1) / (2 * row["j"] ** 2 + 2 * row["j"] + 1)
    expected = jump * GAS_CONSTANT / row["molar_mass_kg_mol"]
    assert row["expected"] == pytest.approx(expected, rel=0.005)


@pytest.mark.parametrize(("field", "apart"), [(1, 0.30), (2, 0.15), (5, 0.05)])
def test_the_model_of_gadolinium_is_as_far_from_measurement_as_known(
    field: float, apart: float
) -> None:
    check = reelab.load("mce_check", check=f"gd-entropy-{field}t")["expected"].item()
    measured = reelab.load("magnetocaloric", material="gadolinium", quantity="entropy change")
    measured = measured.query("preferred and field_t == @field")["value"].item()
    assert check == pytest.approx(measured, rel=apart)


def test_a_cascade_follows_from_its_inputs() -> None:
    check = reelab.load("sx_check", case="Nd from Pr").drop_duplicates("quantity")
    row, expected = check.iloc[0], check.set_index("quantity")["expected"]
    feed = row["feed_a"] / (1 - row["feed_a"])
    a = row["purity_a"] / (1 - row["purity_a"]) / feed
    b = row["purity_b"] / (1 - row["purity_b"]) * feed
    taken = expected["organic product"]
    assert expected["purification of A"] == pytest.approx(a, rel=0.001)
    assert expected["purification of B"] == pytest.approx(b, rel=0.001)
    assert expected["least stages"] == pytest.approx(
        math.log(a * b) / math.log(row["factor"]), rel=0.001
    )
    inside = taken * row["purity_a"] + (1 - taken) * (1 - row["purity_b"])
    assert inside == pytest.approx(row["feed_a"], abs=1e-5)


def test_fewer_stages_take_more_solvent_or_a_larger_factor() -> None:
    stepped = reelab.load("sx_check", quantity="all stages, stepped").dropna(subset=["solvent"])
    for case, by in (("Nd from Pr", "solvent"), ("equal feed, 99.9% each", "factor")):
        stages = stepped[stepped["case"] == case].sort_values(by)["expected"]
        assert len(stages) >= 5
        assert stages.is_monotonic_decreasing
    keys = ["case", "factor"]
    least = reelab.load("sx_check", quantity="least stages").set_index(keys)["expected"]
    short = reelab.load("sx_check", quantity="all stages, short cut").set_index(keys)["expected"]
    assert (least < short).all()
    assert (short < stepped.groupby(keys)["expected"].max()).all()


def test_the_heavier_element_is_extracted_better() -> None:
    number = reelab.load("elements").set_index("element")["atomic_number"]
    pairs = reelab.load("separation_factors")
    heavier, lighter = pairs["heavier"].map(number), pairs["lighter"].map(number)
    assert (heavier > lighter).all()
    assert (pairs["factor"] > 1).all()


# Plants


def middle(period: str, *, year: float = 0.5) -> float:
    """Return the middle of a period or date as a year with decimals."""
    number, part = re.fullmatch(r"(?:FY)?(\d{4})-?(.*)", period).groups()  # type: ignore[union-attr]
    if part[:1] in ("Q", "H"):
        return int(number) + (int(part[1]) - 0.5) / {"Q": 4, "H": 2}[part[0]]
    if len(part) == 5:
        return int(number) + (int(part[:2]) - 1) / 12 + int(part[3:]) / 365
    if part:
        return int(number) + (int(part) - 0.5) / 12
    return int(number) + (0 if period.startswith("FY") else year)


def test_periods_have_their_middle_and_length() -> None:
    ramps = reelab.load("rampups")
    assert ramps["mid_year"].to_numpy() == pytest.approx(ramps["period"].map(middle), abs=0.001)
    kinds = ramps["period"].str.replace("FY", "").str[4:6]
    lengths = kinds.map({"": 12, "-H": 6, "-Q": 3, "-0": 1, "-1": 1})
    assert (lengths == ramps["months"]).all()


def test_quarters_of_mountain_pass_add_up() -> None:
    output = reelab.load("rampups", operator="MP Materials", product="NdPr oxide", preferred=True)
    output = output.set_index("period")["value_t"]
    for year in ("2024", "2025"):
        quarters = output[output.index.str.startswith(f"{year}-Q")]
        assert len(quarters) == 4
        assert quarters.sum() == output[year]


def test_concentrate_is_that_of_the_production_history() -> None:
    ours = reelab.load("rampups", product="REO in concentrate", preferred=True)
    history = reelab.load("production_history", country="United States", preferred=True)
    history = history.set_index("year")["production_t"]
    assert list(ours["period"]) == ["2012", "2013", "2014", "2015"]
    assert list(ours["value_t"]) == [history[int(year)] for year in ours["period"]]


def test_the_ramp_of_kuantan_is_a_line_through_its_years() -> None:
    years = ["FY2014", "FY2015", "FY2016", "FY2018"]
    ramp = reelab.load("rampups", plant="Kuantan", product="REO", period=years)
    used = ramp["value_t"] / 20_000
    rate, start = np.polyfit(ramp["mid_year"] - 2016, np.log(used / (1 - used)), 1)
    facts = reelab.load("facts", topic="technology").set_index("id")["value"]
    assert facts["lynas-ramp-rate"] == pytest.approx(rate, abs=0.001)
    assert facts["lynas-ramp-midpoint"] == pytest.approx(2016 - start / rate, abs=0.01)


def test_lead_times_lie_between_their_dates() -> None:
    times = reelab.load("lead_times")
    years = times["end"].map(middle) - times["start"].map(middle)
    assert times["years"].to_numpy() == pytest.approx(years, abs=0.1)


# Value


def test_the_ladder_prices_the_ndpr_in_each_product() -> None:
    ladder = reelab.load("value_ladder").dropna(subset=["ndpr_content_pct"])
    each = ladder["price"] / ladder["ndpr_content_pct"] * 100
    assert ladder["price_per_kg_ndpr"].to_numpy() == pytest.approx(each, rel=0.002)
    for _, steps in ladder.groupby("ladder"):
        assert len(steps) >= 3
        assert steps["unit"].nunique() == 1
        assert steps.sort_values("step")["price_per_kg_ndpr"].is_monotonic_increasing


def test_the_share_of_neodymium_that_could_be_recycled_follows_from_the_flows() -> None:
    flows = reelab.load("recycling", material="Nd in magnets").set_index("measure")
    could, used = flows.loc["could be recycled a year"], flows.loc["put into use a year", "value"]
    share = flows.loc["could be recycled, of what went into use in 2010"]
    for column in ("low", "value", "high"):
        assert share[column] == pytest.approx(could[column] / used * 100, abs=0.05)
