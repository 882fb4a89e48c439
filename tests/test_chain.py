"""The chain from mine to magnet, trade and products: whole rows, the source to show, the neck."""

from __future__ import annotations

import hypothesis.strategies as st
import pandas as pd
import pytest
from hypothesis import given, settings

import reelab
from reelab.errors import CourseError
from reelab.labs import chain as labs
from reelab.models import chain, trade

SHARES = reelab.load("stage_shares")
SPLITS, FLOWS = labs.stages(), labs.flows()
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
        assert chain.REST not in names[:-1]
        middle = rows[~rows["country"].isin(["China", chain.REST])]["share_pct"]
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


def test_the_neck() -> None:
    told = {
        year: chain.neck_title(SPLITS, {**RUNS[0], "year": year}) for year in (2010, 2024, 2030)
    }
    assert told[2010] == "2010: of 2 stages known, the neck is mining, 98% in China"
    assert told[2024] == "2024: of 3 stages known, the neck is magnets, 94% in China"
    assert told[2030].startswith("2030 forecast: of 2 stages known, the neck is separation, 76%")
    tie = chain.neck_title(SPLITS, {"year": 2009, "scope": "all", "source": "rival"})
    assert tie == "2009: the neck is mining and separation, 97% in China"


@settings(max_examples=40, deadline=None, derandomize=True)
@given(first=st.floats(1, 99), second=st.floats(1, 99))
def test_the_neck_is_where_china_has_most(first: float, second: float) -> None:
    shares = {"mining": first, "separation": second}
    table = pd.DataFrame(
        {
            "stage": stage, "scope": "all rare earths", "basis": "output", "year": 2000,
            "series": "a source", "country": country, "share_pct": value, "kind": "history",
            "preferred": True,
        }
        for stage, share in shares.items()
        for country, value in (("China", share), (chain.REST, 100 - share))
    )  # fmt: skip
    splits = chain.splits(table, reelab.load("countries"))
    title = chain.neck_title(splits, {"year": 2000, "scope": "magnet", "source": "rival"})
    assert max(shares, key=shares.__getitem__) in title
    assert f"{max(shares.values()):.0f}% in China" in title


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
        assert chain.REST not in set(rows["supplier"].iloc[:-1])


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
