"""World tables of USGS: every layout read again, and what is no such table told in a sentence."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ROOT
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from published import LAYOUTS, Line, lines, publish

from reelab import usgs
from reelab.errors import CourseError
from reelab.usgs import figures, words

WHOLE = (2023, 2024, 2025, 2026)


@pytest.fixture
def file(tmp_path: Path) -> Callable[..., Path]:
    """Write a file to read."""

    def write(content: bytes | str, name: str = "table.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


def kinds(plan: usgs.Plan) -> dict[str, int]:
    return plan.changes["kind"].value_counts().to_dict()


def refusal(path: object, edition: int | None = None) -> str:
    """The one sentence with which a file is refused."""
    with pytest.raises(CourseError) as error:
        usgs.read(path, edition)
    text = str(error.value)
    assert "\n" not in text
    assert text.endswith(".")
    assert len(text) < 600
    return text


# A figure


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0), ("39000", 39_000), ("1,500,000", 1_500_000), (" 44,000,000 ", 44_000_000),
        ("—", 0), ("\u2013", 0), ("--", 0), ("-", 0), ("3.5", 3.5), ("2,900(8)", 2_900),
        ("16,000⁸", 16_000), ("r13,000", 13_000), ("13,000r", 13_000), ("830\u00a0", 830),
        ("Less than ½ unit", 0),
    ],
)  # fmt: skip
def test_a_number_or_a_dash(text: str, value: float) -> None:
    figure = figures.parse(text)
    assert figure is not None
    assert (figure.value, figure.qualifier, figure.reason) == (value, "", "")


@pytest.mark.parametrize("text", ["e2,900", "2,900e", "e/2,900", "ᵉ2,900", "e 2,900", "re2,900"])
def test_an_estimate_is_marked(text: str) -> None:
    assert figures.parse(text) == figures.Figure(2_900, estimated=True)
    assert figures.parse("2,900") == figures.Figure(2_900)


@pytest.mark.parametrize("text", ["NA", "na", " NA ", "N.A.", "W", "XX", "Large"])
def test_no_figure_has_a_reason(text: str) -> None:
    figure = figures.parse(text)
    assert figure is not None
    assert figure.value is None
    assert figure.reason.startswith("printed ")
    assert figure.reason != figures.parse("W" if text != "W" else "NA").reason  # type: ignore[union-attr]


@pytest.mark.parametrize("text", ["", "  ", "\u00a0"])
def test_an_empty_cell_says_nothing(text: str) -> None:
    assert figures.parse(text) is None


@pytest.mark.parametrize(
    ("text", "value", "qualifier"),
    [
        (">85,000,000", 85e6, "greater than"), ("> 90,000", 90e3, "greater than"),
        ("Over 75,000", 75e3, "greater than"), ("<50", 50, "less than"),
        ("10,000 - 15,000", 12_500, "range"), ("10,000\u201315,000", 12_500, "range"),
        ("15,000 to 10,000", 12_500, "range"),
    ],
)  # fmt: skip
def test_a_bound_or_a_range(text: str, value: float, qualifier: str) -> None:
    figure = figures.parse(text)
    assert figure is not None
    assert (figure.value, figure.qualifier) == (value, qualifier)
    assert (qualifier == "greater than") != figure.note.startswith("Printed as ")


def test_a_unit_turns_into_tonnes() -> None:
    assert figures.parse("8,500", 1e3).value == 8_500_000  # type: ignore[union-attr]
    assert figures.parse("4,500", 1e-3).value == 4.5  # type: ignore[union-attr]
    assert figures.parse("1 to 3", 1e3).note.startswith("Printed as 1,000 to 3,000 t")  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "text", ["abc", "1,50", "1,500,00", "12.3.4", "-5", "1e5", "five", "e", "$"]
)
def test_what_is_no_figure(text: str) -> None:
    with pytest.raises(ValueError, match="is not a number, a dash, NA, W or a range"):
        figures.parse(text)


def test_a_figure_beyond_the_earth() -> None:
    with pytest.raises(ValueError, match="its unit must be another"):
        figures.parse("44,000,000", 1e3)
    with pytest.raises(ValueError, match="its unit must be another"):
        figures.parse("9" * 400)


# Words


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("Canada ", "Canada"), ("Australia8", "Australia"), ("China⁷", "China"),
        ("World total (rounded)", "World"), ("World total", "World"), ("Other", "Other countries"),
        ("Other countries", "Other countries"), ("Myanmar", "Burma"), ("Viet Nam", "Vietnam"),
        ("Korea, Republic of", "South Korea"), ("Congo (Kinshasa)", "Congo (Kinshasa)"),
        ("South  Africa (9)", "South Africa"),
    ],
)  # fmt: skip
def test_a_country_is_called_as_in_the_course(printed: str, name: str) -> None:
    assert words.country(printed) == name


def test_a_footnote_is_said_in_our_words() -> None:
    text = (
        "Estimated. -- Production quota; does not include undocumented production. -- "
        "See Appendix C for definitions. -- Excludes U.S. production."
    )
    assert words.note(text, "China", "production") == (
        "Production quota; leaves out undocumented output; Excludes U.S. production"
    )
    assert words.note("Estimated in 2021 also.", "India", "production") == ""
    assert "3.3 Mt" in words.note(
        "For Australia, Joint Ore Reserves Committee-compliant or equivalent reserves were 3.3 "
        "million tons.", "Australia", "reserves",
    )  # fmt: skip


def test_a_revision_is_told_to_those_it_names() -> None:
    text = "Reserves for Australia and South Africa were revised based on Government reports."
    told = "Revised in this edition on Government reports"
    assert words.revision(text, "South Africa", "reserves") == told
    assert words.revision(text, "Africa", "production") == ""
    assert words.revision(text, "Brazil", "reserves") == ""
    assert words.note(text, "Australia", "reserves") == told


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Estimated.", True), ("Estimated in 2021 also.", True), ("Also estimated in 2020", None),
        ("Reported.", False), ("", None), ("Production quota.", None),
        ("Estimated based on reported import data for China.", True),
    ],
)  # fmt: skip
def test_a_footnote_may_say_that_a_year_is_estimated(text: str, expected: bool | None) -> None:
    assert words.estimated(text, 2021) is expected


# A layout


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("edition", WHOLE)
def test_what_is_published_and_read_again_is_the_same(
    file: Callable[..., Path], edition: int, layout: int
) -> None:
    printed = usgs.read(file(publish(edition, layout)))
    assert printed.edition == edition
    plan = usgs.compare(printed)
    rows = len(lines(edition))
    assert kinds(plan) == {"unchanged": rows * (2 if layout == 2022 else 3)}
    assert plan.files == {}
    assert plan.obstacles == []


def test_layouts_are_told_apart(file: Callable[..., Path]) -> None:
    told = {usgs.read(file(publish(2026, layout))).layout for layout in (2023, 2025, 2026)}
    assert told == {
        "one row a country, rare earths only", "one row a country, all commodities",
        "one row a figure, all commodities",
    }  # fmt: skip


def test_a_zero_is_not_estimated_and_silence_is_no_difference(file: Callable[..., Path]) -> None:
    rows = usgs.read(file(publish(2023, 2023))).rows.set_index(["measure", "country", "year"])
    estimated = rows["estimated"]
    assert estimated["production", "Canada", 2022] is None
    assert estimated["production", "China", 2021] is None
    assert estimated["production", "China", 2022] is True
    assert estimated["reserves", "China", 2022] is None


def test_units_of_the_columns_may_differ(file: Callable[..., Path]) -> None:
    text = (
        "Country,Type,Prod_t_2024,Prod_t_est_2025,Reserves_kt\n"
        'China,"Rare earths, metric tons",270000,"e270,000",44000\n'
        "Footnotes:,,,,\n"
    )
    rows = usgs.read(file(text)).rows
    assert dict(zip(rows["measure"], rows["value"], strict=True)) == {
        "production": 270_000, "reserves": 44_000_000,
    }  # fmt: skip


def test_reserves_of_rare_earths_only(file: Callable[..., Path]) -> None:
    text = "Country,Reserves_t\nChina,44000000\n"
    assert "edition" in refusal(file(text, "raree.csv"))
    assert usgs.read(file(text, "raree.csv"), 2026).edition == 2026
    assert usgs.read(file(text, "mcs2026-raree_world.csv")).edition == 2026


@pytest.mark.parametrize(
    ("name", "given", "expected"),
    [
        ("mcs2026-raree.csv", 2025, "says of itself that it is edition 2023, not 2025"),
        ("raree.csv", 1900, "not 1900"),
    ],
)  # fmt: skip
def test_an_edition_is_not_talked_into(
    file: Callable[..., Path], name: str, given: int, expected: str
) -> None:
    assert expected in refusal(file(publish(2023, 2023), name), given)
    assert usgs.read(file(publish(2023, 2023), name)).edition == 2023


def test_the_years_tell_the_edition_and_hold_it_to_it(file: Callable[..., Path]) -> None:
    content = publish(2026, 2026)
    assert usgs.read(file(content, "unnamed.csv")).edition == 2026
    said = refusal(file(content, "MCS2024_all.csv"))
    assert "edition 2024 would print 2022 and 2023; it looks like edition 2026" in said
    assert usgs.read(file(content, "MCS2024_all.csv"), 2026).edition == 2026


# What is no such file


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "is empty"), (b"\xef\xbb\xbf \n", "is empty"),
        (b"<!DOCTYPE html><html></html>", "a web page"), (b"\n<html>", "a web page"),
        (b"PK\x03\x04\x14\x00", "Excel"), (b"\xd0\xcf\x11\xe0\xa1", "Excel"),
        (b"%PDF-1.7", "PDF"), (b"\x1f\x8b\x08", "packed"), (b'{"a": 1}', "JSON"),
        (b"a,b\n1,\x00\n", "not a text file"), (b"\x89PNG\r\n\x1a\n", "not a text file"),
        (b"Country;Prod_t_2024\nChina;1\n", "not separated by commas"),
        (b"Country\tProd_t_2024\nChina\t1\n", "not separated by commas"),
        (b'Country,Prod_t_2024\n"China,1\n', "double quote"),
        (b"Country,Prod_t_2024\n", "no rows"),
        (b"Country,Prod_t_2024,Country\nChina,1,2\n", "there twice"),
        (b"Country,Prod_t_2024\nChina,1,2\n", "3 cells"),
        (b"x\ny\n", "no layout that is known here: looked for a column Country"),
        (b"Country,Price\nChina,1\n", "found Country, Price"),
        (b"Dear all, hello\n\nsee this, that, and more.\n", "found Dear all, hello"),
        (b"Country,Prod_t\nChina,1\n", "no layout"),
        (b"Country,Type,Prod_t_2024\nChina,Mine production,1\n", "no rows on rare earths"),
        (b"Country,Prod_t_2024\nChina,1\n", "no rows on rare earths"),
        (b"Country,Commodity,Prod_t_2024\nChina,Cobalt,1\nChina,Tin,1\n", "'Cobalt', 'Tin'"),
        (b"Country,Commodity,Prod_2024\nChina,Rare earths,1\n", "does not say its unit"),
        (b"Country,Commodity,Unit,Prod_kt_2024\nChina,Rare earths,metric tons,1\n", "two units"),
        (b"Country,Commodity,Prod_t_2024\nChina,Rare earths,soon\n", "line 2, column 'Prod_t"),
        (b"Country,Commodity,Prod_t_2024\n,Rare earths,5\n", "without a country"),
        (b"Country,Commodity,Prod_t_2024\nChina,Rare earths,\n", "neither mine production"),
        (b"Country,Commodity,Prod_t_2024\nChina,Rare earths,5\nChina,Rare earths,6\n",
         "lines 2 and 3: two figures"),
        (b"Country,Commodity,Prod_t_2024\nWorld total,Rare earths,0\n", "a world total of zero"),
        (b"Country,Commodity,Prod_t_2019,Prod_t_2024\nChina,Rare earths,5,6\n", "2023 and 2024"),
        (b"Source,Country,Commodity,Prod_t_2024\nMCS2025,China,Rare earths,5\n"
         b"MCS2026,China,Rare earths,5\n", "several editions"),
        (b"Country,Commodity,Statistics,Unit,Year,Value\nChina,Rare earths,Reserves,metric tons,"
         b"soon,5\n", "'soon' is not a year"),
        (b"Country,Commodity,Statistics,Unit,Year,Value\nChina,Rare earths,Reserves,carats,"
         b"2025,5\n", "'carats'"),
    ],
)  # fmt: skip
def test_what_it_is_not_is_said_in_a_sentence(
    file: Callable[..., Path], content: bytes, expected: str
) -> None:
    assert expected in refusal(file(content))


def test_what_is_no_file(tmp_path: Path) -> None:
    assert "is a folder" in refusal(tmp_path)
    assert "There is no file" in refusal(tmp_path / "none.csv")
    (tmp_path / "huge.csv").open("wb").truncate(30_000_000)
    assert "30 MB" in refusal(tmp_path / "huge.csv")


@pytest.mark.parametrize("name", ["reserves", "production", "world_totals"])
def test_a_table_of_the_course_is_told_so(name: str) -> None:
    assert "is a table of this course" in refusal(ROOT / "data" / f"{name}.csv")


def _damage(content: bytes, cuts: list[tuple[int, int, bytes]]) -> bytes:
    for place, length, put in cuts:
        place %= len(content) + 1
        content = content[:place] + put + content[place + length :]
    return content


@settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    layout=st.sampled_from(LAYOUTS),
    cuts=st.lists(
        st.tuples(
            st.integers(0, 100_000),
            st.sampled_from([0, 1, 2, 5, 40, 1_000, 100_000]),
            st.one_of(
                st.binary(max_size=4),
                st.sampled_from([b",", b'"', b"\r\n", b"NA", b"-", b">", b"2026", b"e", b"\xe9"]),
            ),
        ),
        max_size=4,
    ),
)
def test_a_damaged_file_ends_in_a_sentence(
    tmp_path_factory: pytest.TempPathFactory,
    layout: int,
    cuts: list[tuple[int, int, bytes]],
) -> None:
    path = tmp_path_factory.getbasetemp() / "damaged.csv"
    path.write_bytes(_damage(publish(2026, layout, LINES), cuts))
    said = "fine."
    try:
        usgs.compare(usgs.read(path))
    except CourseError as error:
        said = str(error)
    assert re.fullmatch(r"[^\n]{4,700}\.", said)


LINES = [
    Line("China", (270_000, 270_000), True, 44_000_000),
    Line("Canada", (0, 0), False, None),
    Line("India", (2_900, 2_900), True, None, note="Not reported."),
    Line("World total (rounded)", (380_000, 390_000), False, 75_000_000, ">"),
]
