"""The chain from mine to magnet, trade and products: whole rows, the source to show."""

from __future__ import annotations

import hypothesis.strategies as st
import pandas as pd
import pytest
from hypothesis import given, settings

import reelab
from reelab import assumptions
from reelab.errors import CourseError
from reelab.labs import chain as labs
from reelab.models import chain, content, trade
from reelab.models.concentration import REST

SHARES = reelab.load("stage_shares")
SPLITS, FLOWS, CONTENTS = labs.stages(), labs.flows(), labs.contents()
GROUP = ["stage", "scope", "basis", "year", "series"]
RUNS = [
    {"year": year, "scope": scope, "source": source}
    for year in chain.years(SPLITS)
    for scope in chain.SCOPES
    for source in chain.SOURCES
]


def china(year: int, scope: str = "magnet", source: str = "preferred") -> dict[str, float]:
    rows = chain.at(SPLITS, year, scope, source)
    return rows[rows["country"] == "China"].set_index("stage")["share_pct"].to_dict()


# Stages


def test_no_row_is_lost_and_bars_lie_end_to_end() -> None:
    assert len(SPLITS) == len(SHARES)
    for _, rows in SPLITS.groupby(GROUP):
        assert rows["start"].iloc[0] == pytest.approx(0)
        assert rows["end"].iloc[-1] == pytest.approx(100, abs=0.05)
        assert rows["start"].iloc[1:].to_numpy() == pytest.approx(rows["end"].iloc[:-1].to_numpy())
        names = rows["country"].tolist()
        assert names[0] == "China"
        assert REST not in names[:-1]
        middle = rows[~rows["country"].isin(["China", REST])]["share_pct"]
        assert middle.is_monotonic_decreasing


@pytest.mark.parametrize("run", RUNS, ids=lambda run: "-".join(map(str, run.values())))
def test_one_source_stands_for_a_stage(run: dict) -> None:
    rows = chain.at(SPLITS, **run)
    assert len(rows) > 0
    for _, stage in rows.groupby("stage"):
        assert len(stage[GROUP].drop_duplicates()) == 1
        assert stage["basis"].iloc[0] == "output"
        assert stage["scope"].iloc[0] != "SmCo magnets"
        assert stage["share_pct"].sum() == pytest.approx(100, abs=0.05)


def test_the_published_shares_of_china() -> None:
    assert china(2024) == {"mining": 60.97, "separation": 91.28, "magnets": 94}
    assert china(2024, "all")["mining"] == 71.29
    assert china(2020) == {"mining": 64.71, "separation": 87, "metal making": 91, "magnets": 92}
    assert china(2030) == {"mining": 51.07, "separation": 76.05}


def test_a_rival_differs_most_and_counts_the_same() -> None:
    assert china(2020, source="rival")["mining"] == 58  # DOE, further from 64.71 than BGS's 68.45
    assert china(2024, "all", "rival")["mining"] == 74.85
    assert china(2030, source="rival") == {"mining": 54, "separation": 77}
    for run in RUNS:
        rows = chain.at(SPLITS, **run)
        main = chain.at(SPLITS, **{**run, "source": "preferred"})
        scopes = main.groupby("stage")["scope"].first()
        assert rows.groupby("stage")["scope"].first().equals(scopes)


def test_years_have_two_stages_or_more() -> None:
    years = chain.years(SPLITS)
    assert {2009, 2020, 2024, 2030} <= set(years)
    assert 2015 not in years  # mining alone
    for year in years:
        assert len(china(year)) >= 2


def test_a_missing_stage_is_told_with_its_nearest_year() -> None:
    told = chain.missing(SPLITS)
    words = told.set_index(["stage", "year"])["words"]
    assert words["metal making", 2024] == "no figure; nearest: 91% in China, 2020"
    for year in chain.years(SPLITS):
        named = [*china(year), *told.loc[told["year"] == year, "stage"]]
        assert sorted(named) == sorted(chain.STAGES)


def test_a_remainder_leaves_the_index_open() -> None:
    metal = chain.at(SPLITS, 2020, "magnet", "preferred").query("stage == 'metal making'")
    assert metal["hhi_low"].unique() == pytest.approx([0.91**2])
    assert metal["hhi_high"].unique() == pytest.approx([0.91**2 + 0.09**2])
    assert (SPLITS["hhi_low"] <= SPLITS["hhi_high"]).all()


def test_the_stage_of_which_china_has_most() -> None:
    told = {
        year: chain.most_title(SPLITS, {**RUNS[0], "year": year}) for year in (2010, 2024, 2030)
    }
    assert told[2010] == "2010, 2 stages known: China has most in mining, 98%"
    assert told[2024] == "2024, 3 stages known: China has most in magnets, 94%"
    assert told[2030].startswith("2030 forecast, 2 stages known: China has most in separation, 76%")
    tie = chain.most_title(SPLITS, {"year": 2009, "scope": "all", "source": "rival"})
    assert tie == "2009: China has most in mining and separation, 97%"


@settings(max_examples=40, deadline=None, derandomize=True)
@given(first=st.floats(1, 99), second=st.floats(1, 99))
def test_the_title_names_the_largest_share(first: float, second: float) -> None:
    shares = {"mining": first, "separation": second}
    table = pd.DataFrame(
        {
            "stage": stage, "scope": "all rare earths", "basis": "output", "year": 2000,
            "series": "a source", "country": country, "share_pct": value, "kind": "history",
            "preferred": True,
        }
        for stage, share in shares.items()
        for country, value in (("China", share), (REST, 100 - share))
    )  # fmt: skip
    splits = chain.splits(table, reelab.load("countries"))
    title = chain.most_title(splits, {"year": 2000, "scope": "magnet", "source": "rival"})
    assert max(shares, key=shares.__getitem__) in title
    assert title.endswith(f", {max(shares.values()):.0f}%")


def test_the_explorer_refuses_a_year_without_two_stages() -> None:
    with pytest.raises(CourseError, match="2015 is not an option"):
        labs.explorer(year=2015)


# Trade


def test_imports_are_whole_or_left_out() -> None:
    whole = ["importer", "year", "measure"]
    sums = FLOWS.groupby(whole)["share_pct"].sum()
    assert sums.to_numpy() == pytest.approx(100)
    assert FLOWS["amount"].notna().all()
    # Only China's tonnes are known of what the European Union bought under the wide code.
    assert ("European Union", 2024, "weight") not in sums.index
    assert ("European Union", 2024, "value") in sums.index
    for _, rows in FLOWS.groupby(whole):
        assert rows["start"].iloc[0] == pytest.approx(0)
        assert rows["start"].iloc[1:].to_numpy() == pytest.approx(rows["end"].iloc[:-1].to_numpy())
        assert rows["supplier"].iloc[0] == "China"
        assert REST not in set(rows["supplier"].iloc[:-1])


def test_shares_by_value_are_those_of_the_table() -> None:
    printed = reelab.load("magnet_imports").set_index(["importer", "year", "supplier"])
    found = FLOWS[(FLOWS["measure"] == "value") & (FLOWS["importer"] != trade.CLEAN)]
    found = found.set_index(["importer", "year", "supplier"])["share_pct"]
    assert len(found) == len(printed)
    apart = (found - printed["share_pct"]).abs()
    assert apart.max() < 0.05


def test_value_and_weight_tell_different_stories() -> None:
    sums = trade.totals(FLOWS).set_index(["importer", "year", "measure"])
    japan = sums.loc["Japan", 2024]["china_pct"]
    assert japan["value"] == pytest.approx(27.76, abs=0.01)
    assert japan["weight"] == pytest.approx(100 * 3715 / 10227, abs=0.01)
    clean = sums.loc[trade.CLEAN, 2024]["china_pct"]
    assert [round(clean[m], 1) for m in trade.MEASURES] == [92.7, 91.1]
    per_kg = sums["per_kg"].xs(("value", 2024), level=("measure", "year"))
    assert per_kg["India"] == pytest.approx(8.72, abs=0.01)  # magnets without rare earths
    assert per_kg["Japan"] > 6 * per_kg["India"]
    assert pd.isna(per_kg["European Union"])


def test_the_range_of_the_indian_government() -> None:
    value, weight = trade.official(reelab.load("india_magnets")).itertuples()
    assert (value.low, value.high) == (59.6, 81.3)
    assert (weight.low, weight.high) == (84.8, 90.4)
    assert (value.start, value.end) == (2022.25, 2025.25)


def test_what_the_import_lab_says() -> None:
    india = {"importer": "india", "measure": "weight", "year": 2024}
    assert trade.import_title(FLOWS, india) == "India, 2024: 90% by weight came from China"
    told = trade.import_title(FLOWS, {**india, "year": 2015})
    assert told == "India, 2015: no whole figures by weight"
    told = trade.import_message(FLOWS, {**india, "measure": "value"})
    assert "It was 75% in 2010 and 87% in 2024." in told
    assert "Japan 27.8% of USD 565 million" in told
    assert trade.amount(20851.4, "t") == "20,851 t"


def test_the_table_puts_value_beside_weight() -> None:
    rows = trade.side_by_side(FLOWS, 2024).set_index("trade")
    china = rows.loc["India, China"]
    assert china["value"] == pytest.approx(162.786289)
    assert china["weight_t"] == 19259
    assert pd.isna(rows.loc["European Union, China", "weight_t"])
    assert rows.loc[f"{trade.CLEAN}, China", "currency"] == "EUR million"
    assert rows["value_pct"].notna().all()


# What is in a product

F35 = {"product": "f_35_fighter", "units": 1000, "times": 1, "rare_earth_in_magnet": 30}


def test_every_figure_is_kept_in_kg() -> None:
    printed = reelab.load("unit_content")
    assert set(printed["unit"]) == {"kg"}
    assert len(CONTENTS) == len(printed)
    assert sorted(CONTENTS["value"]) == sorted(printed["value"])
    assert (CONTENTS["low"] <= CONTENTS["value"]).all()
    assert (CONTENTS["value"] <= CONTENTS["high"]).all()
    assert CONTENTS.groupby("key")["preferred"].sum().eq(1).all()
    magnets = CONTENTS["counts"] == "rare earths, from the mass of magnets"
    assert magnets.equals(CONTENTS["magnet_part"] == 1)


def test_the_f35_by_three_counts() -> None:
    found = content.outcomes(CONTENTS, 80805, F35)
    assert found["t, low"].round(1).tolist() == [11, 40, 417.3]
    assert found["t, high"].round(1).tolist() == [20, 70, 417.3]
    assert found["% of separated"].iloc[2] == pytest.approx(0.516, abs=0.001)
    assert content.content_title(CONTENTS, F35) == "1,000 x F-35 fighter: 11.0 t to 417 t"
    told = content.content_message(CONTENTS, 80805, F35)
    assert "0.01% to 0.52% of the 80,805 t of magnet elements" in told
    assert "417.3 kg of rare earth materials, as printed (Congressional Research" in told


def test_a_magnet_counts_by_its_rare_earths() -> None:
    motor = {**F35, "product": "electric_car_motor", "times": 1000}
    found = content.outcomes(CONTENTS, 80805, motor)
    low, high = content.ends(CONTENTS, motor)
    assert (low, high) == (found["t, low"].min(), found["t, high"].max())
    assert found["kg rare earth"].to_numpy() == pytest.approx(0.3 * found["kg weighed"])
    more = content.outcomes(CONTENTS, 80805, {**motor, "rare_earth_in_magnet": 33})
    assert more["t"].to_numpy() == pytest.approx(1.1 * found["t"])
    turbine = {**motor, "product": "wind_turbine_direct_drive", "units": 100}
    assert content.content_title(CONTENTS, turbine).startswith("100,000 MW of wind turbine")


@settings(max_examples=60, deadline=None, derandomize=True)
@given(kg=st.floats(1e-4, 1e4), share=st.floats(0, 100), pieces=st.integers(1, 10**9))
def test_a_part_is_never_more_than_the_whole(kg: float, share: float, pieces: int) -> None:
    assert content.rare_earth_kg(kg, 0, share) == kg
    assert content.rare_earth_kg(kg, 1, share) == pytest.approx(kg * share / 100)
    assert content.tonnes(kg, pieces) * 1000 / pieces == pytest.approx(kg)


def test_the_range_of_the_magnet_starts_at_its_formula() -> None:
    nd, fe, boron = 144.242, 55.845, 10.81
    formula = 200 * nd / (2 * nd + 14 * fe + boron)
    assert assumptions.get("rare_earth_in_magnet").low == round(formula)
    assert formula == pytest.approx(26.7, abs=0.05)


def test_the_world_is_what_the_tables_say() -> None:
    year, separated = content.separated(reelab.load("stage_shares"))
    assert (year, separated) == (2024, 80805)
    assert list(labs.world().values()) == [80805, 390000]


@pytest.mark.parametrize(
    ("t", "words"),
    [(5.7e-8, "0.06 g"), (0.0155, "15.5 kg"), (1.55, "1.6 t"), (417.3, "417 t"),
     (25500, "25,500 t"), (4.173e9, "4,173 million t")],
)  # fmt: skip
def test_a_mass_is_read_in_its_unit(t: float, words: str) -> None:
    assert content.mass(t) == words


def test_shares_small_and_large() -> None:
    assert [str(content.part(v)) for v in (0.002, 0.516, 31.6, 5613514)] == [
        "less than 0.01% of", "0.52% of", "32% of", "56,135 times",
    ]  # fmt: skip


def test_every_product_of_the_lab_is_in_the_table() -> None:
    assert set(labs.PRODUCTS.values()) <= set(CONTENTS["product"])
