"""The facts: every table, its keys and sources, what is known of them, and how they are loaded."""

from __future__ import annotations

import csv
import hashlib
import json
import re
from typing import Any

import numpy as np
import pandas as pd
import pytest

import reelab
from reelab.data import DATA, citations
from reelab.errors import CourseError

PACKAGE = json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))
RESOURCES = {resource["name"]: resource for resource in PACKAGE["resources"]}
TABLES = list(RESOURCES)
MIRRORED = re.compile(
    r"/work/|/home/|/root/|/tmp/|/opt/|/Users/|[A-Z]:\\|localhost|127\.0\.0\.1|file://"
    r"|pypi|artifactory|nexus|devpi|registry\.",
    re.IGNORECASE,
)


def cells(name: str) -> list[dict[str, str]]:
    """Read a table as text, past the library."""
    with (DATA / RESOURCES[name]["path"]).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def names(fields: str | list[str]) -> list[str]:
    return [fields] if isinstance(fields, str) else fields


# The files


@pytest.mark.parametrize("name", TABLES)
def test_every_table_loads_whole(name: str) -> None:
    table = reelab.load(name)
    fields = [field["name"] for field in RESOURCES[name]["schema"]["fields"]]
    assert list(table) == fields == list(cells(name)[0])
    assert len(table) == len(cells(name)) > 0


def test_every_file_is_a_table_and_every_table_a_file() -> None:
    files = {path.name for path in DATA.glob("*.csv")}
    assert files == {resource["path"] for resource in RESOURCES.values()}


@pytest.mark.parametrize("name", TABLES)
def test_hash_and_size_are_those_of_the_file(name: str) -> None:
    content = (DATA / RESOURCES[name]["path"]).read_bytes()
    found = f"sha256:{hashlib.sha256(content).hexdigest()}", len(content)
    recorded = RESOURCES[name]["hash"], RESOURCES[name]["bytes"]
    assert found == recorded, f"{name} was changed: look it over, then `make data`"


@pytest.mark.parametrize("name", TABLES)
def test_files_are_plain(name: str) -> None:
    content = (DATA / RESOURCES[name]["path"]).read_bytes()
    assert not content.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in content
    assert b"\t" not in content
    assert content.endswith(b"\n")
    assert not content.endswith(b"\n\n")
    assert all(cell == cell.strip() for row in cells(name) for cell in row.values())
    assert not (found := MIRRORED.search(content.decode())), found


@pytest.mark.parametrize("name", ["datapackage.json", "README.md"])
def test_papers_name_no_machine(name: str) -> None:
    content = (DATA / name).read_bytes()
    assert b"\r" not in content
    assert not (found := MIRRORED.search(content.decode())), found


def test_the_readme_lists_every_table() -> None:
    text = (DATA / "README.md").read_text(encoding="utf-8")
    described = text.partition("## Tables")[2].partition("## Add")[0]
    assert re.findall(r"^\| `(\w+)` \|", described, re.MULTILINE) == TABLES


# The descriptor


@pytest.mark.parametrize("name", TABLES)
def test_every_table_says_what_it_is(name: str) -> None:
    resource = RESOURCES[name]
    assert resource["title"]
    assert resource["description"].endswith(".")
    assert resource["licenses"]
    assert resource["schema"]["primaryKey"]
    assert resource["schema"]["missingValues"] == [""]
    for field in resource["schema"]["fields"]:
        assert field["title"], field
        assert field["description"], field
        assert field["type"] in {"string", "number", "integer", "boolean"}
        if field["name"].endswith(("_t", "_usd_kg", "_pct")):
            assert field["unit"], field


@pytest.mark.parametrize("name", TABLES)
def test_keys_are_unique(name: str) -> None:
    key = RESOURCES[name]["schema"]["primaryKey"]
    assert not reelab.load(name).duplicated(key).any()


@pytest.mark.parametrize("name", TABLES)
def test_every_pointer_finds_its_row(name: str) -> None:
    for key in RESOURCES[name]["schema"].get("foreignKeys", []):
        (column,), (there,) = names(key["fields"]), names(key["reference"]["fields"])
        target = {row[there] for row in cells(key["reference"]["resource"])}
        found = {row[column] for row in cells(name)} - {""}
        assert found - target == set(), column


# The sources


def used_sources() -> set[str]:
    used: set[str] = set()
    for name in set(TABLES) - {"sources"}:
        for row in cells(name):
            used |= {text for column, text in row.items() if column.endswith("source_id")}
    return used - {""}


def test_every_source_used_exists() -> None:
    assert used_sources() - {row["source_id"] for row in cells("sources")} == set()


def test_every_source_is_used() -> None:
    orphans = {row["source_id"] for row in cells("sources")} - used_sources()
    assert orphans - {"reelab", "own"} == set()


@pytest.mark.parametrize("name", sorted(set(TABLES) - {"sources"}))
def test_every_row_has_a_source_and_a_confidence(name: str) -> None:
    for row in cells(name):
        assert row["source_id"], row
        assert row["confidence"] in {"seen", "seen-secondary", "derived", "judgement"}, row
    assert "recalled" not in {text for row in cells(name) for text in row.values()}


@pytest.mark.parametrize("name", sorted(set(TABLES) - {"sources"}))
def test_every_source_column_is_held_against_the_sources(name: str) -> None:
    pointing = {names(key["fields"])[0] for key in RESOURCES[name]["schema"]["foreignKeys"]}
    assert {column for column in cells(name)[0] if column.endswith("source_id")} <= pointing


def test_only_this_course_has_no_address() -> None:
    assert [row["source_id"] for row in cells("sources") if not row["address"]] == ["reelab"]


# What the tables say


def test_an_empty_figure_has_a_reason_and_only_an_empty_one() -> None:
    for name, column in (("reserves", "reserves_t"), ("production", "production_t"),
                         ("deposits", "lat"), ("deposits", "lon")):  # fmt: skip
        for row in cells(name):
            assert (row[column] == "") == (row["na_reason"] != ""), row


def test_an_edition_prints_output_of_the_two_years_before_it() -> None:
    table = reelab.load("production")
    age = table["edition"] - table["year"]
    assert set(age) == {1, 2}
    totals = reelab.load("world_totals", measure="production")
    assert set(totals["edition"] - totals["year"]) == {1, 2}


def test_a_total_of_reserves_carries_the_year_before_its_edition() -> None:
    totals = reelab.load("world_totals", measure="reserves")
    assert set(totals["edition"] - totals["year"]) == {1}


def test_an_edition_is_read_in_one_version() -> None:
    for name in ("reserves", "production"):
        versions = reelab.load(name).groupby("edition")["edition_version"].unique()
        assert versions.str.len().eq(1).all(), name
        assert versions[2026][0] == "1.3, 2026-05-27"


@pytest.mark.parametrize("edition", [2011, 2023, 2024, 2025, 2026])
def test_reserves_of_a_whole_edition_add_up(edition: int) -> None:
    total = reelab.load("world_totals", edition=edition, measure="reserves")["total_t"].item()
    added = reelab.load("reserves", edition=edition)["reserves_t"].sum()
    assert added == pytest.approx(total, rel=0.05)  # the share that data/README.md promises


@pytest.mark.parametrize("edition", [2022, 2023, 2024, 2025, 2026])
def test_output_of_a_whole_edition_adds_up(edition: int) -> None:
    totals = reelab.load("world_totals", edition=edition, measure="production")
    added = reelab.load("production", edition=edition).groupby("year")["production_t"].sum()
    assert set(added.index) == set(totals["year"]) == {edition - 2, edition - 1}
    for row in totals.itertuples():
        assert added[row.year] == pytest.approx(row.total_t, rel=0.05)


@pytest.mark.parametrize(
    ("country", "edition", "million"),
    [
        ("China", 2026, 44), ("Russia", 2023, 21), ("Russia", 2024, 10), ("Russia", 2025, 3.8),
        ("Russia", 2026, 3.8), ("Vietnam", 2023, 22), ("Vietnam", 2024, 22), ("Vietnam", 2025, 3.5),
        ("India", 2023, 6.9), ("India", 2024, 6.9), ("India", 2025, 6.9), ("Brazil", 2024, 21),
        ("Brazil", 2025, 21), ("Brazil", 2026, 11), ("United States", 2026, 1.9),
    ],
)  # fmt: skip
def test_known_reserves(country: str, edition: int, million: float) -> None:
    row = reelab.load("reserves", country=country, edition=edition)
    assert row["reserves_t"].item() == million * 1e6


def test_india_has_no_reserve_in_2026_and_the_row_says_why() -> None:
    row = reelab.load("reserves", country="India", edition=2026).iloc[0]
    assert np.isnan(row["reserves_t"])
    assert "NA" in row["na_reason"]
    assert "monazite" in row["note"]


def test_brazil_2026_says_what_was_printed_before() -> None:
    row = reelab.load("reserves", country="Brazil", edition=2026).iloc[0]
    assert "21,000,000" in row["note"]


def test_known_output() -> None:
    china = reelab.load("production", country="China", edition=2026)
    assert dict(zip(china["year"], china["production_t"], strict=True)) == {
        2024: 270_000, 2025: 270_000,
    }  # fmt: skip


def test_the_17_rare_earths() -> None:
    elements = reelab.load("elements")
    assert set(elements["atomic_number"]) == {21, 39, *range(57, 72)}
    groups = elements.groupby("group")["element"].agg(set)
    assert groups["neither"] == {"Sc"} == set(elements.loc[~elements["treo"], "element"])
    assert groups["light"] == {"La", "Ce", "Pr", "Nd", "Pm", "Sm", "Eu", "Gd"}


def test_element_shares_add_up() -> None:
    sums = reelab.load("element_distribution").groupby("deposit")["share_pct"].sum()
    assert len(sums) == 13
    assert sums.between(95, 105).all(), sums


def test_baskets_are_shares_times_prices() -> None:
    shares = reelab.load("element_distribution")
    prices = reelab.load("prices", basis="annual average", form="oxide", preferred=True)
    both = shares.merge(prices, on="element")
    both["value"] = both["share_pct"] / 100 * both["price_usd_kg"]
    baskets = both.groupby(["deposit", "year"])["value"].sum()
    sums = shares.groupby("deposit")["share_pct"].sum()
    check = reelab.load("basket_check").set_index(["deposit", "year"])
    assert len(check) == 13 * 5
    for key, row in check.iterrows():
        assert baskets[key] == pytest.approx(row["basket_usd_kg"], abs=0.01)
        normalized = baskets[key] / sums[key[0]] * 100
        assert normalized == pytest.approx(row["basket_normalized_usd_kg"], abs=0.01)


def test_one_preferred_price_a_year() -> None:
    prices = reelab.load("prices")
    annual = prices[prices["basis"] == "annual average"]
    assert (annual.groupby(["element", "form", "year"])["preferred"].sum() == 1).all()
    assert not prices.loc[prices["basis"] != "annual average", "preferred"].any()


def test_one_preferred_history_a_year() -> None:
    history = reelab.load("production_history")
    assert (history.groupby(["country", "year"])["preferred"].sum() == 1).all()


@pytest.mark.parametrize(
    ("name", "value"),
    [("facts", "value"), ("deposit_facts", "value"), ("prices", "price_usd_kg")],
)
def test_a_figure_lies_within_its_range(name: str, value: str) -> None:
    table = reelab.load(name)
    ranged = table[["low", "high"]].notna().any(axis=1)
    assert ranged.any()
    assert not (table["low"] > table[value]).any()
    assert not (table["high"] < table[value]).any()


def test_the_arctic_circle_is_where_it_is() -> None:
    deposits = reelab.load("deposits").dropna(subset=["lat"])
    assert ((deposits["lat"] > 66.56) == deposits["north_of_arctic_circle"]).all()


# Loading


def test_a_filter_takes_one_value_or_several() -> None:
    one = reelab.load("reserves", edition=2026, country="China")
    assert list(one.index) == [0]
    both = reelab.load("reserves", edition=[2025, 2026], country=("China", "India"))
    assert set(zip(both["edition"], both["country"], strict=True)) == {
        (2025, "China"), (2025, "India"), (2026, "China"), (2026, "India"),
    }  # fmt: skip
    assert list(both.index) == [0, 1, 2, 3]
    assert reelab.load("production", estimated=True)["estimated"].all()


@pytest.mark.parametrize(
    "several",
    [
        np.array([2025, 2026]),
        pd.Series([2025, 2026], index=[7, 8]),
        {2025, 2026},
        frozenset([2025, 2026]),
        range(2025, 2027),
        (year for year in (2025, 2026)),
        {2025: "a", 2026: "b"}.keys(),
        pd.Index([2025, 2026]),
    ],
    ids=lambda several: type(several).__name__,
)
def test_a_filter_takes_any_list(several: object) -> None:
    assert set(reelab.load("reserves", edition=several)["edition"]) == {2025, 2026}


def test_a_column_may_be_called_name() -> None:
    assert reelab.load("elements", name="cerium")["element"].item() == "Ce"


@pytest.mark.parametrize("value", [[[2026]], pd.NA, None, np.nan, {"a": 1}, object(), 10**400])
def test_a_filter_refuses_the_rest(value: object) -> None:
    with pytest.raises(CourseError, match="has no edition"):
        reelab.load("reserves", edition=value)


def test_errors_name_what_is_there() -> None:
    with pytest.raises(CourseError, match="Did you mean 'reserves'") as table:
        reelab.load("reservs")
    assert all(name in str(table.value) for name in TABLES)
    with pytest.raises(CourseError, match="Did you mean 'country'") as column:
        reelab.load("reserves", contry="China")
    assert "reserves_t" in str(column.value)
    with pytest.raises(CourseError, match="Did you mean 'China'") as value:
        reelab.load("reserves", country=["India", "Chna"])
    assert "Vietnam" in str(value.value)
    with pytest.raises(CourseError, match=r"2011.*2026"):
        reelab.load("reserves", edition=1900)


def test_a_value_of_the_wrong_kind_is_told_so() -> None:
    with pytest.raises(CourseError, match=r"'2026'\. Write 2026 without quotes"):
        reelab.load("reserves", edition="2026")
    with pytest.raises(CourseError, match="Write 44000000 without quotes"):
        reelab.load("reserves", reserves_t="44000000")
    with pytest.raises(CourseError, match=r"no year 2031\. There is: 2015, 2018"):
        reelab.load("quota_groups", year=2031)
    with pytest.raises(CourseError, match="year is given no value"):
        reelab.load("production", year=[])
    with pytest.raises(CourseError, match="Write it in quotes"):
        reelab.load("sources", date=2022)


@pytest.mark.parametrize("name", [None, 3, ["reserves"], ""])
def test_what_is_no_name_of_a_table(name: object) -> None:
    for ask in (reelab.load, reelab.about, reelab.cite):
        with pytest.raises(CourseError, match="There is no table"):
            ask(name)


@pytest.mark.parametrize(("arguments", "filters", "words"), [
    (("reserves", 2026), {}, "Name the column: edition=2026."),
    (("production", 2025), {}, "Name the column: edition=2025 or year=2025."),
    (("production", ["China", "India"]), {}, "Name the column: country=['China', 'India']."),
    (("production", "nowhere"), {}, "none of 'production' holds that value"),
])  # fmt: skip
def test_what_is_given_in_the_wrong_place(arguments: Any, filters: Any, words: str) -> None:
    with pytest.raises(CourseError, match=re.escape(words)):
        reelab.load(*arguments, **filters)


def test_a_table_instead_of_its_name() -> None:
    table = reelab.load("production").query("country == 'China'")
    for ask in (reelab.load, reelab.about, reelab.cite):
        with pytest.raises(CourseError, match="in quotes: 'production', and not the table"):
            ask(table)


def test_a_table_carries_its_units_and_sources() -> None:
    table = reelab.load("reserves", edition=2026)
    assert table.attrs["name"] == "reserves"
    assert table.attrs["title"] == "Reserves by country and edition"
    assert table.attrs["units"] == {"reserves_t": "t REO"}
    assert list(table.attrs["sources"]) == ["usgs-mcs-2026"]
    assert "version 1.3" in table.attrs["sources"]["usgs-mcs-2026"]


def test_units_and_sources_survive_work_on_the_table() -> None:
    table = reelab.load("reserves", edition=[2025, 2026])
    worked = table[table["reserves_t"] > 1e6].assign(mt=table["reserves_t"] / 1e6)
    worked = worked.sort_values("mt").head(3)
    assert worked.attrs == table.attrs


def test_all_source_columns_are_cited() -> None:
    sources = reelab.load("deposits", deposit="Bayan Obo").attrs["sources"]
    assert set(sources) == {"usgs-carbonatite-database", "ns-energy-bayan-obo"}


def test_two_copies_are_independent() -> None:
    first = reelab.load("reserves", edition=2026)
    first.loc[0, "reserves_t"] = -1.0
    first.attrs["units"]["reserves_t"] = "spoons"
    first.attrs["sources"].clear()
    whole = reelab.load("reserves")
    whole["reserves_t"] = 0.0
    second = reelab.load("reserves", edition=2026)
    assert second.loc[0, "reserves_t"] == 6_300_000
    assert second.attrs["units"] == {"reserves_t": "t REO"}
    assert second.attrs["sources"]
    assert reelab.load("reserves")["reserves_t"].sum() > 0


def test_columns_are_typed() -> None:
    production = reelab.load("production")
    assert production["edition"].dtype == production["year"].dtype == np.dtype("int64")
    assert production["production_t"].dtype == np.dtype("float64")
    assert production["estimated"].dtype == np.dtype("bool")
    assert reelab.load("prices")["edition"].dtype == "Int64"
    missing = reelab.load("countries", kind="aggregate")["iso3"]
    assert missing.isna().all()


def test_help_lists_every_table() -> None:
    text = reelab.load.__doc__ or ""
    assert [name for name in TABLES if f"`{name}`: {RESOURCES[name]['title']}." not in text] == []


def test_tables_lists_every_table() -> None:
    listed = reelab.tables().set_index("name")["rows"]
    assert dict(listed) == {name: len(cells(name)) for name in TABLES}


@pytest.mark.parametrize("name", TABLES)
def test_about_says_what_a_table_holds(name: str) -> None:
    text = reelab.about(name)
    assert text._repr_markdown_() == repr(text) == str(text)
    for field in RESOURCES[name]["schema"]["fields"]:
        assert f"| `{field['name']}` | {field['type']} |" in text
    assert f"{len(cells(name))} rows" in text


@pytest.mark.parametrize("name", sorted(set(TABLES) - {"sources"}))
def test_cite_lists_every_source_of_a_table(name: str) -> None:
    rows, ids = cells(name), [c for c in cells(name)[0] if c.endswith("source_id")]
    titles = {row["source_id"]: row["title"] for row in cells("sources")}
    lines = reelab.cite(name).splitlines()
    used = {row[column] for row in rows for column in ids} - {""}
    assert len(lines) == len(used)
    for source in used:
        count = sum(source in [row[column] for column in ids] for row in rows)
        assert any(titles[source] in line and f"[{count} rows]" in line for line in lines), source


def test_the_sources_cite_nothing() -> None:
    with pytest.raises(CourseError, match="itself the list of sources"):
        reelab.cite("sources")


def test_a_citation_reads_well() -> None:
    found = citations(pd.Series(["usgs-mcs-2026", None, "own", "usgs-mcs-2026"]))
    assert list(found) == ["usgs-mcs-2026", "own"]
    assert found["usgs-mcs-2026"] == (
        "US Geological Survey: Mineral Commodity Summaries 2026, Rare Earths, version 1.3 "
        "(2026-05-27). https://pubs.usgs.gov/periodicals/mcs2026/mcs2026-rare-earths.pdf. "
        "Public domain (US Government work)."
    )
    assert found["own"] == "your own table"
