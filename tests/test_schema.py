"""A table of one's own: taken if it follows the rules, else refused in words."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import hypothesis.strategies as st
import pandas as pd
import pytest
from hypothesis import example, given, settings

import reelab
from reelab import files
from reelab.errors import CourseError, did_you_mean

RESERVES = "edition,edition_version,country,reserves_t"
PRODUCTION = "edition,edition_version,country,year,production_t,estimated"
GOOD = f"{RESERVES}\n2027,draft,China,44000000\n2027,draft,India,6900000\n"


@pytest.fixture
def own(tmp_path: Path):
    def load(content: str | bytes, name: str = "reserves", **filters: object) -> pd.DataFrame:
        path = tmp_path / "own.csv"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return reelab.load(name, path=path, **filters)

    return load


@pytest.fixture
def refused(own):
    def words(content: str | bytes, name: str = "reserves") -> str:
        with pytest.raises(CourseError) as error:
            own(content, name)
        return str(error.value)

    return words


# What is taken


def test_a_good_table(own) -> None:
    table = own(GOOD)
    assert table["reserves_t"].tolist() == [44e6, 6.9e6]
    assert table["edition"].tolist() == [2027, 2027]
    assert list(table) == list(reelab.load("reserves"))
    assert table["source_id"].eq("own").all()
    assert table["confidence"].eq("judgement").all()
    assert table["note"].isna().all()
    assert table.attrs["sources"] == {"own": "your own table"}
    assert table.attrs["units"] == {"reserves_t": "t REO"}


def test_bookkeeping_may_be_given(own) -> None:
    header = f"{RESERVES},na_reason,source_id,confidence,note"
    table = own(
        f"{header}\n2027,draft,China,1,,usgs-mcs-2026,derived,mine\n2027,draft,India,,secret,own,seen,\n"
    )
    assert table["source_id"].tolist() == ["usgs-mcs-2026", "own"]
    assert table["confidence"].tolist() == ["derived", "seen"]
    assert table["note"].iloc[0] == "mine"
    assert pd.isna(table["reserves_t"].iloc[1])
    assert table["na_reason"].iloc[1] == "secret"
    assert list(table.attrs["sources"]) == ["usgs-mcs-2026", "own"]


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + GOOD.encode(),
        GOOD.replace("\n", "\r\n"),
        GOOD.replace("\n", "\r"),
        GOOD.replace("\n", "\n\n"),
        "\n\n" + GOOD,
        GOOD + ",,,\n , ,\n\n",
        GOOD.rstrip("\n"),
        GOOD.replace(",", " , "),
        re.sub(r"(\w+)", r'"\1"', GOOD),
        GOOD.replace("44000000", "4.4E+07"),
        GOOD.replace("44000000", "+44000000.0"),
    ],
    ids=["BOM", "CRLF", "CR", "blank lines", "blank first", "blank rows", "no last newline",
         "blanks", "quotes", "scientific", "plus"],
)  # fmt: skip
def test_habits_of_spreadsheets_are_taken(own, content: str | bytes) -> None:
    pd.testing.assert_frame_equal(own(content), own(GOOD))


def test_columns_may_stand_in_any_order(own) -> None:
    mixed = "country,reserves_t,edition_version,edition\nChina,44000000,draft,2027\n"
    pd.testing.assert_frame_equal(own(mixed), own(GOOD).iloc[:1])


def test_a_filter_works_on_an_own_table(own) -> None:
    assert own(GOOD, country="India")["reserves_t"].tolist() == [6.9e6]


def test_a_text_may_hold_commas_quotes_and_lines(own) -> None:
    table = own(f'{RESERVES},note\n2027,draft,China,1,"a, ""b""\nand c"\n2027,draft,India,2,\n')
    assert table["note"].iloc[0] == 'a, "b"\nand c'


def test_a_path_may_be_text(tmp_path: Path) -> None:
    (tmp_path / "own.csv").write_text(GOOD)
    assert len(reelab.load("reserves", path=str(tmp_path / "own.csv"))) == 2


@pytest.mark.parametrize("name", [r["name"] for _, r in reelab.tables().iterrows()])
def test_the_tables_of_the_course_pass_as_own(name: str) -> None:
    path = reelab.data.DATA / f"{name}.csv"
    pd.testing.assert_frame_equal(reelab.load(name, path=path), reelab.load(name))


# What is refused before it is read


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match=r"no file '.*nothing\.csv'"):
        reelab.load("reserves", path=tmp_path / "nothing.csv")


def test_a_folder(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="is a folder"):
        reelab.load("reserves", path=tmp_path)


@pytest.mark.parametrize("path", [3, b"own.csv", ["own.csv"]])
def test_what_is_no_path(path: object) -> None:
    with pytest.raises(CourseError, match="not the name of a file"):
        reelab.load("reserves", path=path)


@pytest.mark.parametrize("path", ["", "a" * 5000, "nul\0byte.csv", "/dev/null"])
def test_odd_paths(path: str) -> None:
    with pytest.raises(CourseError) as error:
        reelab.load("reserves", path=path)
    assert len(str(error.value)) < 200


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def deny(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    (tmp_path / "own.csv").write_text(GOOD)
    monkeypatch.setattr(Path, "read_bytes", deny)
    with pytest.raises(CourseError, match=r"own\.csv cannot be read: Permission denied"):
        reelab.load("reserves", path=tmp_path / "own.csv")


def test_a_huge_file(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.touch()
    with path.open("r+b") as file:
        file.truncate(200_000_000)
    with pytest.raises(CourseError, match=r"own\.csv is 200 MB.*at most 20 MB"):
        reelab.load("reserves", path=path)


# What is refused once it is read: file, line, column and rule


@pytest.mark.parametrize("content", ["", "\n\n", "  \n", b"\xef\xbb\xbf", "\ufeff\ufeff"])
def test_an_empty_file(refused, content: str | bytes) -> None:
    assert re.search(r"^own\.csv (is empty|has a header but no rows)", refused(content))


def test_a_header_only(refused) -> None:
    assert refused(RESERVES + "\n") == "own.csv has a header but no rows."


def test_latin_1(refused) -> None:
    content = f"{RESERVES},note\n2027,draft,China,1,\n2027,draft,India,1,Araxá\n".encode("latin-1")
    assert re.search(r"own\.csv, line 3: .*not UTF-8.*CSV UTF-8", refused(content))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_utf_16(refused, encoding: str) -> None:
    assert re.search(r"own\.csv, line 1: .*'CSV UTF-8'", refused(GOOD.encode(encoding)))


def test_a_notebook_instead_of_a_table(refused) -> None:
    assert "own.csv is not a table: it begins with '{'" in refused('{\n "cells": [\n  1, 2]}\n')


@pytest.mark.parametrize("mark", [";", "\t", "|"])
def test_other_separators(refused, mark: str) -> None:
    assert "own.csv, header: the columns are not separated by commas" in refused(
        GOOD.replace(",", mark)
    )


@pytest.mark.parametrize("row", ["2027,draft,China", "2027,draft,China,44,000,000"])
def test_a_ragged_row(refused, row: str) -> None:
    cells = row.count(",") + 1
    assert f"own.csv, line 4: {cells} cells, but the header has 4" in refused(GOOD + row + "\n")


def test_the_line_is_right_after_blank_and_long_rows(refused) -> None:
    content = f'{RESERVES},note\n\n2027,draft,China,1,"two\nlines"\n\n2027,draft,India,x,\n'
    assert refused(content).startswith("own.csv, line 6, column 'reserves_t': 'x' is not a number")


@pytest.mark.parametrize("column", RESERVES.split(","))
def test_a_missing_column(refused, column: str) -> None:
    at = RESERVES.split(",").index(column)
    rows = [line.split(",") for line in GOOD.splitlines()]
    content = "\n".join(",".join(row[:at] + row[at + 1 :]) for row in rows)
    assert f"own.csv, header: the column '{column}' is missing" in refused(content)


def test_a_misspelled_column(refused) -> None:
    words = refused(GOOD.replace("country", "contry"))
    assert "own.csv, header: unknown column 'contry'. Did you mean 'country'?" in words


def test_a_column_too_many(refused) -> None:
    words = refused(f"{RESERVES},\n2027,draft,China,1,\n")
    assert "own.csv, header: unknown column ''" in words


def test_a_column_twice(refused) -> None:
    content = f"{RESERVES},country\n2027,draft,China,1,China\n"
    assert refused(content) == "own.csv, header: the column 'country' is there twice."


@pytest.mark.parametrize(
    ("cell", "advice"),
    [
        ("much", ""), ("1,500", "without thousands separators"), ("1.500,0", "decimal point"),
        ("NA", "leave the cell empty"), ("nan", "leave the cell empty"), ("-", "leave the cell"),
        ("\u2014", "leave the cell"), ("inf", ""), ("-inf", ""), ("Infinity", ""), ("1e999", ""),
        ("0x10", ""), ("1_000", ""), ("\u0663", ""), ("5 %", ""), ("=A1", ""), ("1e5000", ""),
    ],
)  # fmt: skip
def test_what_is_no_number(refused, cell: str, advice: str) -> None:
    words = refused(f'{RESERVES}\n2027,draft,China,"{cell}"\n')
    assert words.startswith(f"own.csv, line 2, column 'reserves_t': '{cell}' is not a number")
    assert advice in words
    assert "\n" not in words


@pytest.mark.parametrize("cell", ["2027.5", "1e300", "-1e300", "soon", "9007199254740994"])
def test_what_is_no_whole_number(refused, cell: str) -> None:
    words = refused(GOOD.replace("2027,draft,China", f"{cell},draft,China"))
    assert words.startswith(f"own.csv, line 2, column 'edition': '{cell}' is not a whole number")


def test_a_whole_number_that_may_be_missing(refused) -> None:
    header = "year,element,form,basis,period,edition,price_usd_kg,preferred"
    words = refused(
        f"{header}\n2020,Ce,oxide,spot,x,1e300,1,true\n2020,La,oxide,spot,x,,1,true\n", "prices"
    )
    assert words.startswith("own.csv, line 2, column 'edition': '1e300' is not a whole number")


def test_negative_tonnes(refused) -> None:
    words = refused(GOOD.replace("44000000", "-1"))
    assert words == (
        "own.csv, line 2, column 'reserves_t': -1 t REO is below the smallest allowed, 0 t REO"
    )


def test_a_share_over_100(refused) -> None:
    words = refused("deposit,element,share_pct\nBayan Obo,Ce,100.5\n", "element_distribution")
    assert "line 2, column 'share_pct': 100.5 % of TREO is above the largest allowed, 100" in words


@pytest.mark.parametrize("year", ["1776", "20226", "0", "-2020"])
def test_a_year_out_of_range(refused, year: str) -> None:
    words = refused(f"{PRODUCTION}\n2027,draft,China,{year},1,true\n", "production")
    assert re.search(rf"^own\.csv, line 2, column 'year': {year} is (below|above)", words)


@pytest.mark.parametrize("cell", ["yes", "1", "TRUE"])
def test_what_is_not_true_or_false(refused, cell: str) -> None:
    words = refused(f"{PRODUCTION}\n2027,draft,China,2026,1,{cell}\n", "production")
    assert f"line 2, column 'estimated': '{cell}' is not true or false" in words


def test_an_unknown_country(refused) -> None:
    words = refused(GOOD.replace("India", "Indai"))
    assert "own.csv, line 3, column 'country': unknown 'Indai'. Did you mean 'India'?" in words


def test_an_unknown_source(refused) -> None:
    words = refused(f"{RESERVES},source_id\n2027,draft,China,1,my-uncle\n")
    assert "own.csv, line 2, column 'source_id': unknown 'my-uncle'" in words


def test_a_word_outside_the_list(refused) -> None:
    words = refused(f"{RESERVES},confidence\n2027,draft,China,1,recalled\n")
    assert "line 2, column 'confidence': 'recalled' is not one of seen, seen-secondary" in words


def test_a_word_of_the_wrong_form(refused) -> None:
    words = refused(f"{RESERVES},source_id\n2027,draft,China,1,My Uncle\n")
    assert "line 2, column 'source_id': 'My Uncle' does not fit the pattern [a-z0-9]" in words


@pytest.mark.parametrize("edition", ["2027", "2027.0", "+2027", "2.027e3"])
def test_a_row_twice(refused, edition: str) -> None:
    words = refused(f"{GOOD}{edition},other,China,1\n")
    assert words == (
        f"own.csv, line 4, columns edition, country: a second row for edition {edition}, "
        "country China"
    )


@pytest.mark.parametrize("column", ["edition", "edition_version", "country"])
def test_an_empty_cell(refused, column: str) -> None:
    row = dict(zip(RESERVES.split(","), ["2027", "draft", "China", "1"], strict=True))
    row[column] = ""
    words = refused(f"{RESERVES}\n{','.join(row.values())}\n")
    assert f"own.csv, line 2, column '{column}': empty; a value is required" in words


@pytest.mark.parametrize(
    "content",
    [f"{RESERVES}\n2027,draft,China,\n", f"{RESERVES},na_reason\n2027,draft,China,,\n"],
)
def test_an_empty_figure_without_a_reason(refused, content: str) -> None:
    assert refused(content) == (
        "own.csv, line 2, column 'reserves_t': empty without a reason; give one in 'na_reason'"
    )


def test_a_quote_that_is_not_closed(refused) -> None:
    words = refused(f'{RESERVES}\n2027,draft,China,1\n2027,"draft,India,1\n2027,draft,Brazil,1\n')
    assert words.startswith("own.csv, line 3: this is not a CSV table")
    assert "double quote" in words


def test_zero_bytes(refused) -> None:
    words = refused(GOOD.replace("India", "In\0dia"))
    assert re.search(r"own\.csv, line 3: .*not plain text", words)


@pytest.mark.parametrize("length", [100_000, 2_000_000])
def test_a_cell_without_end(refused, length: int) -> None:
    words = refused(GOOD.replace("44000000", "4" * length))
    assert words.startswith("own.csv, line 2")
    assert len(words) < 250


@pytest.mark.parametrize(
    "place", ["edition", "edition_version", "country", "reserves_t", "draft", "China", "2027"]
)
def test_a_long_word_is_cut_in_messages(own, place: str) -> None:
    said = None
    try:
        own(GOOD.replace(place, "x" * 50_000))
    except CourseError as error:
        said = str(error)
    if place == "draft":  # a free text may be long
        assert said is None
    else:
        assert said is not None
        assert len(said) < 1500


def test_many_mistakes_are_counted_not_listed(refused) -> None:
    rows = "".join(f"2027,v{n},Atlantis {n},1\n" for n in range(40))
    lines = refused(f"{RESERVES}\n{rows}").splitlines()
    assert len(lines) == 6
    assert lines[0].startswith("own.csv, line 2, column 'country'")
    assert lines[-1] == "and 35 more like these."


# What nobody thought of


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
CELLS = st.one_of(
    TEXTS,
    st.sampled_from(["", "NA", "nan", "inf", "1e999", "-0", "1,5", '"', "\r", "\n", "\0", "true"]),
    st.integers().map(str),
    st.floats().map(str),
)
HEADERS = {
    "reserves": "edition,edition_version,country,reserves_t,na_reason,source_id,confidence,note",
    "prices": "year,element,form,basis,period,edition,price_usd_kg,low,high,preferred",
}
ROWS = {
    "reserves": [["2027", "v", "China", "1", "", "own", "seen", ""],
                 ["2027", "v", "India", "", "secret", "own", "seen", "b"]],
    "prices": [["2024", "Ce", "oxide", "spot", "May", "2025", "1.5", "1", "2", "true"],
               ["2024", "La", "oxide", "spot", "May", "", "0.5", "", "", "false"]],
}  # fmt: skip


def ends_well(folder: Path, content: bytes, name: str) -> None:
    path = folder / "any.csv"
    path.write_bytes(content)
    table, said = None, ""
    try:
        table = reelab.load(name, path=path)
    except CourseError as error:
        said = str(error)
    if table is None:
        assert 0 < len(said) < 5000
    else:
        assert len(table) > 0
        assert list(table) == list(reelab.load(name))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("any")


@settings(max_examples=150, deadline=None, derandomize=True)
@given(content=st.binary(max_size=300))
@example(b"\xef\xbb\xbf\xef\xbb\xbf")
@example(b'"')
@example(b"\r\r")
def test_any_bytes_end_in_a_table_or_a_sentence(folder: Path, content: bytes) -> None:
    ends_well(folder, content, "reserves")


@settings(max_examples=100, deadline=None, derandomize=True)
@given(tail=st.binary(max_size=200), name=st.sampled_from(sorted(HEADERS)))
def test_any_bytes_under_a_good_header_end_well(folder: Path, tail: bytes, name: str) -> None:
    ends_well(folder, HEADERS[name].encode() + b"\n" + tail, name)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(data=st.data(), name=st.sampled_from(sorted(HEADERS)), quoted=st.booleans())
def test_any_edit_ends_well(folder: Path, data: st.DataObject, name: str, quoted: bool) -> None:
    rows = [HEADERS[name].split(","), *(list(row) for row in ROWS[name])]
    for _ in range(data.draw(st.integers(1, 3))):
        row = data.draw(st.integers(0, len(rows) - 1))
        column = data.draw(st.integers(0, len(rows[0]) - 1))
        rows[row][column] = data.draw(CELLS)
    cells = [['"' + c.replace('"', '""') + '"' if quoted else c for c in row] for row in rows]
    ends_well(folder, "\n".join(map(",".join, cells)).encode(), name)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(word=st.from_regex(r"[+-]?(\d{0,25}\.?\d{0,25})([eE][+-]?\d{1,4})?", fullmatch=True))
def test_what_looks_like_a_number_is_that_number_or_refused(folder: Path, word: str) -> None:
    path = folder / "number.csv"
    path.write_text(f"{RESERVES},na_reason\n2027,draft,China,{word},why\n")
    try:
        found = reelab.load("reserves", path=path)["reserves_t"].item()
    except CourseError:
        found = None
    try:
        right = float(word) if word.isascii() else None
    except ValueError:
        right = None
    if word == "":
        assert pd.isna(found)
    elif right is not None and 0 <= right < float("inf"):
        assert found == pytest.approx(right, rel=1e-12) or re.search(r"[eE][+-]?\d{4}", word)
    else:
        assert found is None


# How it is said


def test_ipython_shows_the_sentence_and_no_traceback(tmp_path: Path) -> None:
    said = subprocess.run(
        [sys.executable, "-m", "IPython", "--no-banner", "--colors=NoColor", "-c",
         "import reelab; reelab.load('reservs')"],
        capture_output=True, text=True, env={**os.environ, "IPYTHONDIR": str(tmp_path)},
    )  # fmt: skip
    shown = said.stdout + said.stderr
    assert shown.startswith("There is no table 'reservs'. Did you mean 'reserves'?")
    assert "Traceback" not in shown
    assert len(shown.strip().splitlines()) == 1


def test_a_course_error_is_a_value_error_of_lines() -> None:
    error = CourseError("one\ntwo")
    assert isinstance(error, ValueError)
    assert error._render_traceback_() == ["one", "two"]


def test_did_you_mean() -> None:
    assert (
        did_you_mean("grad", ["grade", "capex"]) == "Did you mean 'grade'? There is: grade, capex."
    )
    assert did_you_mean("zzz", ["grade", 3]) == "There is: grade, 3."


def test_read_text_keeps_the_line_numbers(tmp_path: Path) -> None:
    (tmp_path / "own.csv").write_text("a,b\n\n1,2\n\n3,4\n")
    table = files.read_text(tmp_path / "own.csv")
    assert table.index.tolist() == [3, 5]
    assert table.to_numpy().tolist() == [["1", "2"], ["3", "4"]]
