"""Reserves and output side by side, how long they last, and what is said of them."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest

import reelab
from reelab.models import reserves as model

WHOLE = [2023, 2024, 2025, 2026]


@pytest.fixture(scope="module")
def supply() -> pd.DataFrame:
    return model.supply(
        reelab.load("reserves"), reelab.load("production"), reelab.load("countries")
    )


def own(**columns: list) -> pd.DataFrame:
    return pd.DataFrame(columns)


# Static life


@pytest.mark.parametrize(
    ("reserve", "output", "years"),
    [(44e6, 270e3, 44e6 / 270e3), (6, 3, 2), (0, 3, 0), (6, 0, np.inf), (6.0, 0.0, np.inf)],
)
@pytest.mark.filterwarnings("error")
def test_static_life(reserve: float, output: float, years: float) -> None:
    assert model.static_life(reserve, output) == years
    assert model.static_life(np.array([reserve]), np.array([output])).tolist() == [years]
    assert model.static_life(pd.Series([reserve]), pd.Series([output])).tolist() == [years]


@pytest.mark.filterwarnings("error")
def test_static_life_of_nothing() -> None:
    assert np.isnan(model.static_life(0, 0))
    assert np.isnan(model.static_life(np.nan, 3))


# Baskets and parts


def test_basket_value() -> None:
    assert model.basket_value(20, 70) == pytest.approx(14)
    assert model.basket_value(np.array([20, 0]), 70).tolist() == pytest.approx([14, 0])


def test_part_of() -> None:
    assert model.part_of(76, 28.5) == pytest.approx(21.66)
    assert model.part_of(pd.Series([100, 0]), 3.8).tolist() == [3.8, 0]


def test_part_message() -> None:
    words = model.part_message(80, {"USGS reserve": 3.8, "state balance": 28.5})
    assert re.findall(r"\b\d+\.?\d*", words) == ["80", "3.0", "3.8", "22.8", "28.5"]
    assert words.index("3.8") < words.index("USGS reserve") < words.index("state balance")


# Supply


def test_supply_has_a_row_for_each_country_of_an_edition(supply: pd.DataFrame) -> None:
    reserves, production = reelab.load("reserves"), reelab.load("production")
    last = production[production["year"] == production.groupby("edition")["year"].transform("max")]
    pairs = {*zip(reserves["edition"], reserves["country"], strict=True),
             *zip(last["edition"], last["country"], strict=True)}  # fmt: skip
    assert not supply.duplicated(["edition", "country"]).any()
    assert set(zip(supply["edition"], supply["country"], strict=True)) == pairs
    assert supply["bloc"].notna().all()
    assert list(supply) == [
        "edition", "country", "bloc", "year", "reserves_mt", "output_kt", "life_years",
    ]  # fmt: skip
    assert supply["edition"].is_monotonic_increasing


def test_supply_takes_the_last_year_of_an_edition(supply: pd.DataFrame) -> None:
    rows = supply[supply["edition"].isin(WHOLE)]
    assert (rows["year"] == rows["edition"] - 1).all()
    china = supply[(supply["country"] == "China") & supply["edition"].isin(WHOLE)]
    assert china["output_kt"].tolist() == [210, 240, 270, 270]


@pytest.mark.parametrize("edition", WHOLE)
def test_supply_loses_and_adds_no_tonne(supply: pd.DataFrame, edition: int) -> None:
    rows = supply[supply["edition"] == edition]
    reserves = reelab.load("reserves", edition=edition)["reserves_t"].sum()
    output = reelab.load("production", edition=edition, year=edition - 1)["production_t"].sum()
    assert rows["reserves_mt"].sum() == pytest.approx(reserves / 1e6)
    assert rows["output_kt"].sum() == pytest.approx(output / 1e3)


def test_supply_of_china(supply: pd.DataFrame) -> None:
    row = supply[(supply["edition"] == 2026) & (supply["country"] == "China")].iloc[0]
    assert (row["bloc"], row["year"], row["reserves_mt"], row["output_kt"]) == (
        "China", 2025, 44, 270,
    )  # fmt: skip
    assert row["life_years"] == pytest.approx(44e6 / 270e3)


def test_what_is_missing_stays_missing(supply: pd.DataFrame) -> None:
    rows = supply[supply["edition"] == 2026].set_index("country")
    assert np.isnan(rows.loc["India", "reserves_mt"])
    assert rows.loc["India", "output_kt"] == pytest.approx(2.9)
    assert np.isnan(rows.loc["India", "life_years"])
    assert rows.loc["Greenland", "reserves_mt"] == 1.5
    assert rows.loc["Greenland", "output_kt"] == 0
    assert np.isnan(rows.loc["Greenland", "life_years"])
    assert not np.isinf(supply["life_years"]).any()
    known = supply["reserves_mt"].notna() & (supply["output_kt"] > 0)
    assert supply["life_years"].notna().equals(known)


def test_supply_keeps_a_country_that_one_table_lacks() -> None:
    found = model.supply(
        own(edition=[1, 1], country=["A", "B"], reserves_t=[1e6, np.nan]),
        own(edition=[1, 1, 1], country=["A", "A", "C"], year=[8, 9, 9], production_t=[1, 2e3, 4e3]),
        own(country=["A", "B", "C"], bloc=["x", "y", "z"]),
    )
    assert found["country"].tolist() == ["A", "B", "C"]
    assert found["bloc"].tolist() == ["x", "y", "z"]
    assert found["year"].tolist() == [9, 9, 9]
    assert found["life_years"].iloc[0] == 500
    assert found["life_years"].iloc[1:].isna().all()
    assert found["output_kt"].tolist()[::2] == [2, 4]


def test_supply_of_an_edition_without_output() -> None:
    found = model.supply(
        own(edition=[1, 2], country=["A", "A"], reserves_t=[1e6, 2e6]),
        own(edition=[1], country=["A"], year=[9], production_t=[1e3]),
        own(country=["A"], bloc=["x"]),
    )
    assert found["reserves_mt"].tolist() == [1, 2]
    assert pd.isna(found["year"].iloc[1])
    words = model.edition_message(found, 2)
    assert "Largest reserves: A 2 million t. Largest mine output: no figure." in words


@pytest.mark.parametrize(("table", "column"), [("reserves", "note"), ("production", "note")])
def test_the_tables_given_are_not_changed(table: str, column: str) -> None:
    tables = {name: reelab.load(name) for name in ("reserves", "production", "countries")}
    model.supply(**tables)
    pd.testing.assert_frame_equal(tables[table], reelab.load(table))
    assert column in tables[table]


# What is said of an edition


def test_the_title_names_the_edition() -> None:
    assert model.edition_title(2026) == "Reserves and mine output by country, edition 2026"


def test_the_message_of_2026(supply: pd.DataFrame) -> None:
    assert model.edition_message(supply, 2026) == (
        "USGS edition 2026. Largest reserves: China 44, Brazil 11, Australia 6.3, Russia 3.8, "
        "Vietnam 3.5 million t. Largest mine output in 2025: China 270, United States 51, "
        "Australia 29, Burma 22, Thailand 4.8 thousand t. No reserve figure: Burma, India, "
        "Madagascar, Nigeria, Other countries, Thailand."
    )


def test_the_message_of_2023(supply: pd.DataFrame) -> None:
    words = model.edition_message(supply, 2023)
    assert "China 44, Vietnam 22, Brazil 21, Russia 21, India 6.9 million t" in words
    assert "No reserve figure: Burma, Burundi, Madagascar, Thailand." in words


@pytest.mark.parametrize("edition", sorted(set(reelab.load("production")["edition"])))
def test_a_message_names_figures_only(supply: pd.DataFrame, edition: int) -> None:
    words = model.edition_message(supply, edition)
    assert words.startswith(f"USGS edition {edition}. ")
    assert f"in {supply.loc[supply['edition'] == edition, 'year'].iloc[0]}: " in words
    assert "nan" not in words
    assert "<NA>" not in words
    blank = words.partition("No reserve figure: ")[2].removesuffix(".").split(", ")
    rows = supply[(supply["edition"] == edition) & supply["reserves_mt"].isna()]
    assert blank == (list(rows["country"]) or ["none"])


def test_an_edition_that_is_not_there(supply: pd.DataFrame) -> None:
    assert model.edition_message(supply, 1999) == "No such edition."


# Revisions and claims


@pytest.fixture(scope="module")
def revisions() -> pd.DataFrame:
    return model.revisions(
        reelab.load("reserves"), reelab.load("other_estimates"), reelab.load("countries")
    )


def test_revisions_hold_every_figure_once(revisions: pd.DataFrame) -> None:
    reserves, rivals = reelab.load("reserves"), reelab.load("other_estimates")
    printed = revisions[revisions["basis"] == "USGS"]
    assert len(printed) == len(reserves)
    assert len(revisions) == len(reserves) + len(rivals)
    assert printed["mt"].sum() == pytest.approx(reserves["reserves_t"].sum() / 1e6)
    assert revisions["bloc"].notna().all()


def test_a_run_has_no_gap(revisions: pd.DataFrame) -> None:
    for _, rows in revisions.groupby("run"):
        assert rows[["country", "basis"]].drop_duplicates().shape[0] == 1
        assert rows["year"].tolist() == list(range(rows["year"].min(), rows["year"].max() + 1))
    russia = revisions[(revisions["country"] == "Russia") & (revisions["basis"] == "USGS")]
    assert russia["year"].tolist() == [2018, 2019, 2020, 2022, 2023, 2024, 2025, 2026]
    assert russia["run"].nunique() == 2


def test_the_message_of_revisions_lists_changes(revisions: pd.DataFrame) -> None:
    words = model.revision_message(revisions)
    assert "Russia: 2018 18, 2019 12, 2022 21, 2024 10, 2025 3.8." in words
    assert "Vietnam: 2019 22, 2025 3.5." in words
    assert "India: 2011 3.1, 2017 6.9, 2026 NA." in words
    assert "Burma: 2023 NA." in words


def test_the_message_of_lives(supply: pd.DataFrame) -> None:
    words = model.life_message(supply[supply["edition"] == 2026])
    assert "China 163" in words
    assert words.index("United States 37") < words.index("China 163") < words.index("Vietnam")
    assert "Reserves but no output: Canada, Greenland, South Africa, Tanzania." in words
    assert "India" not in words
