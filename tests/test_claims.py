"""The claims: every verdict follows from the data, by one rule, and turns when they do."""

from __future__ import annotations

import itertools
import json
import math
import re
from dataclasses import replace
from typing import Any

import hypothesis.strategies as st
import pandas as pd
import pytest
from hypothesis import assume, given

import reelab
from reelab import verdicts
from reelab.charts import claims as pictures
from reelab.errors import CourseError
from reelab.verdicts import CHECKS, VERDICTS, Finding, Record, Said, check, decide, ledger
from reelab.verdicts.card import NOTEBOOKS
from reelab.verdicts.rule import POINTS, agrees, compare, figure, number, tolerance

CLAIMS = ledger.rows()
TOLD = [name for name, row in CLAIMS.items() if not row.why_opinion]
DERIVED = verdicts.verdicts()

# The ledger


def test_the_claims_are_those_of_the_article_the_original_and_the_press() -> None:
    counts = pd.Series([row.origin for row in CLAIMS.values()]).value_counts()
    assert counts.to_dict() == {"article": 42, "repeated": 10, "original": 6}
    letters = {"article": "C", "original": "O", "repeated": "X"}
    for letter, size in (("C", 42), ("O", 6), ("X", 10)):
        numbered = [f"{letter}{i + 1:02d}" for i in range(size)]
        assert [name for name in CLAIMS if name[0] == letter] == numbered
    assert all(name[0] == letters[row.origin] for name, row in CLAIMS.items())
    assert all((row.said_on == "") == (row.origin == "repeated") for row in CLAIMS.values())


@pytest.mark.parametrize("name", CLAIMS)
def test_the_ledger_says_what_the_rule_finds(name: str) -> None:
    assert CLAIMS[name].verdict == DERIVED.loc[name, "verdict"], check(name)


@pytest.mark.parametrize("name", TOLD)
def test_a_gap_that_is_computed_stands_in_the_ledger(name: str) -> None:
    computed = DERIVED.loc[name, "gap"]
    assert computed in ("", CLAIMS[name].gap)


def test_an_opinion_says_why_and_nothing_else_does() -> None:
    for name, row in CLAIMS.items():
        assert (row.why_opinion != "") == (row.verdict == "opinion"), name


def test_every_claim_that_is_no_opinion_has_a_check_of_its_name() -> None:
    assert set(TOLD) <= set(CHECKS)
    assert set(CHECKS) <= set(CLAIMS)
    for name, function in CHECKS.items():
        room = CLAIMS[name].notebook[3:].replace("capstone", "scenario")
        assert function.__name__.startswith(f"{name.lower()}_")
        assert function.__module__ == f"reelab.verdicts.{room}", name


@pytest.mark.parametrize("name", CLAIMS)
def test_a_row_is_short_and_in_our_words(name: str) -> None:
    row = CLAIMS[name]
    assert len(row.claim.split()) <= 16
    for text in (row.claim, row.evidence, row.lesson, row.would_change):
        assert text.endswith((".", "?")), text
    words = " ".join(str(cell) for cell in vars(row).values())
    assert not re.search(r"\[\d|recalled|behaviour|labour|colour|licence|centre|aluminium", words)


@pytest.mark.parametrize("name", CHECKS)
def test_a_computation_is_a_sentence_with_its_figures(name: str) -> None:
    finding = check(name)
    assert re.search(r"\d", finding.how)
    assert finding.how.endswith(".")
    assert finding.found
    assert set(finding.tables) <= set(reelab.tables()["name"])
    shown = [finding.how, finding.found, finding.gap, *finding.applying]
    assert not [text for text in shown if re.search(r"\bnan\b|\binf\b|\[|\{|  ", text)]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("C14", "(59.6 to 87.1%) of the value"),
        ("C20", "500 t a year of NdPr oxide"),
        ("O05", "5,000 t a year of all oxides together"),
        ("C03", "output, Russia's reserve"),
        ("C26", "% bought, and paid on 2025-"),
        ("C31", "in 2026, after the article"),
    ],
)
def test_what_was_found_names_what_it_measures(name: str, words: str) -> None:
    assert words in check(name).found


# No circle


def test_a_check_is_told_what_is_claimed_and_no_more() -> None:
    assert Said._fields == ("low", "high", "unit", "date")


def test_the_verdict_does_not_depend_on_what_the_ledger_says(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    words = {"evidence": "?", "gap": "?", "lesson": "?", "note": "?", "would_change": "?"}
    other = {name: replace(row, verdict="?", **words) for name, row in CLAIMS.items()}
    monkeypatch.setattr(ledger, "_rows", lambda: other)
    pd.testing.assert_frame_equal(verdicts.verdicts(), DERIVED)


# The rule


@pytest.mark.parametrize(
    ("opinion", "caveat", "holds", "held"),
    list(itertools.product(*[[True, False]] * 2, [True, False, None], [True, False, None])),
)
def test_each_case_gets_one_verdict(
    opinion: bool, caveat: bool, holds: bool | None, held: bool | None
) -> None:
    finding = Finding(holds=holds, how="", held=held, caveats=[(caveat, "But."), (False, "No.")])
    open_question = not opinion and holds is not None
    cases = {
        "opinion": opinion,
        "unverifiable": not opinion and holds is None,
        "supported": open_question and holds is True and not caveat,
        "supported with a caveat": open_question and holds is True and caveat,
        "outdated": open_question and holds is False and held is True,
        "disputed": open_question and holds is False and held is not True,
    }
    assert list(cases.values()).count(True) == 1
    assert cases[decide(finding, opinion)]
    assert set(cases) == set(VERDICTS)


figures = st.floats(0.01, 1e9)


@given(figures, figures, figures)
def test_a_wider_range_agrees_no_less(said: float, low: float, more: float) -> None:
    claim = Said(said, said, "t", "")
    assert agrees(claim, said)
    assert not agrees(claim, low) or agrees(claim, low, low + more)


@given(figures, figures)
def test_a_number_agrees_within_ten_percent(said: float, found: float) -> None:
    assume(abs(abs(said / found - 1) - 0.1) > 1e-6)
    assert agrees(Said(said, said, "t", ""), found) == (abs(said / found - 1) < 0.1)


@given(st.floats(0, 100), st.floats(0, 100))
def test_a_share_agrees_within_five_points_and_ten_percent(said: float, found: float) -> None:
    assert tolerance(found, "% of output") == min(POINTS, 0.1 * found)
    assume(abs(abs(said - found) - tolerance(found, "%")) > 1e-6)
    near = abs(said - found) < tolerance(found, "%")
    assert agrees(Said(said, said, "%", ""), found) == near


@pytest.mark.parametrize(
    ("low", "high", "unit", "found", "words"),
    [
        (1200, 1200, "USD million", (162.8, 291), "4.1 to 7.4 times too high"),
        (85, 85, "%", (94, 94), "9 points too low"),
        (85, 90, "%", (91, 91), "1 point too low"),
        (10, 15, "years", (15.7, 15.7), "4.7% too low"),
        (3, 3, "t", (2, 2), "50% too high"),
        (2, 2, "t", (9, 9), "4.5 times too low"),
        (3.8, 3.8, "Mt", (3.8, 3.8), "none"),
        (12, 15, "years", (14, 20), "none"),
        (1, 1, "refinery", (0, 0), "1 claimed, 0 found"),
    ],
)
def test_a_gap_in_words(
    low: float, high: float, unit: str, found: tuple[float, float], words: str
) -> None:
    assert compare(Said(low, high, unit, ""), *found) == words


@pytest.mark.parametrize(
    ("figure", "text"),
    [(0, "0"), (3.8, "3.8"), (0.1408, "0.141"), (58152.0, "58,152"), (1234.5, "1,234"),
     (100.0, "100"), (-0.245, "-0.245"), (117.7, "118")],
)  # fmt: skip
def test_a_figure_is_written_short(figure: float, text: str) -> None:
    assert number(figure) == text


def test_a_percent_sign_stands_close() -> None:
    assert figure(61, "% of output", 61, 94) == "61% (61 to 94%) of output"
    assert figure(55, "kg", 40, 70) == "55 (40 to 70) kg"
    assert figure(76, "%") == "76%"
    assert figure(37, "of 44") == "37 of 44"


def test_the_rule_is_told_in_words() -> None:
    assert all(f"**{verdict}**" in verdicts.RULE for verdict in VERDICTS)
    assert "10%" in verdicts.RULE
    assert "5 points" in verdicts.RULE


# The record


def test_a_record_ends_with_its_edition() -> None:
    record = Record(edition=2025)
    assert record.load("reserves")["edition"].max() == 2025
    assert record.until(2024).load("world_totals")["edition"].max() == 2024
    assert record.until(2026).load("reserves")["edition"].max() == 2025
    assert len(record.load("countries")) == len(reelab.load("countries"))
    assert record.editions()[:3] == [2025, 2024, 2023]
    assert Record().editions()[0] == 2026


def test_a_record_takes_tables_in_the_place_of_others() -> None:
    mine = reelab.load("reserves", country="China")
    record = Record(tables={"reserves": mine})
    assert set(record.load("reserves")["country"]) == {"China"}
    copy = record.load("reserves")
    copy["reserves_t"] = 0.0
    assert set(record.load("reserves")["reserves_t"]) == set(mine["reserves_t"])
    assert record.load("reserves", country="India").empty
    assert math.isnan(record.fact("no-such-fact"))


@pytest.mark.parametrize("edition", ["2025", 2025.0, True, [2025]])
def test_an_edition_is_a_year(edition: Any) -> None:
    with pytest.raises(CourseError, match="An edition is a year"):
        Record(edition=edition)


def test_a_table_that_is_not_there() -> None:
    with pytest.raises(CourseError, match="Did you mean 'reserves'"):
        Record(tables={"reservs": pd.DataFrame()})


@pytest.mark.parametrize("edition", [2023, 2024, 2025])
def test_every_check_works_on_an_older_record(edition: int) -> None:
    found = verdicts.verdicts(Record(edition=edition))
    assert set(found["verdict"]) <= set(VERDICTS)
    assert list(found.index) == list(CLAIMS)


def test_verdicts_of_an_older_record() -> None:
    then = verdicts.verdicts(Record(edition=2025))["verdict"]
    assert then["C13"] == "supported with a caveat"
    assert DERIVED.loc["C13", "verdict"] == "outdated"
    older = verdicts.verdicts(Record(edition=2024))["verdict"]
    assert older["X06"] == "supported"
    assert older["C09"] == "disputed"


# Every check turns when the data do

LATEST = {"edition": 2026}
PLANTS = {"country": ["Russia", "India"], "stage": "separation"}
UNFINISHED = ["planned", "under construction", "tender", "commissioning"]
PEAK = {"deal": "peak-2025-final"}
Change = tuple[str, dict[str, Any], dict[str, Any]]
TURNS: list[tuple[str, str, list[Change]]] = [
    # claim, its verdict after the changes; each change: table, rows, and what is put there
    ("C02", "disputed", [("projects", PLANTS, {"capacity_t": 5e4})]),
    ("C03", "outdated", [("reserves", {**LATEST, "country": "Russia"}, {"reserves_t": 1e3})]),
    ("C04", "outdated", [("production", {**LATEST, "country": "Russia"}, {"production_t": 4e4})]),
    ("C05", "supported", [("stage_shares", {"country": "China"}, {"share_pct": 97})]),
    ("C06", "disputed", [("facts", {"id": "lead-time-start-2002-2023"}, {"value": 5})]),
    ("C07", "supported",
     [("stage_shares", {"country": "China", "stage": "magnets", "year": 2024}, {"share_pct": 86})]),
    ("C08", "disputed", [("unit_content", {}, {"content_of": "rare earths"})]),
    ("C09", "outdated", [("reserves", {**LATEST, "country": "Russia"}, {"reserves_t": 1e7})]),
    ("C10", "disputed", [("facts", {"topic": "reserves", "unit": "%"}, {"value": 60})]),
    ("C11", "disputed",
     [("deposits", {"deposit": "Kvanefjeld"}, {"north_of_arctic_circle": True})]),
    ("C12", "supported", [("deposits", {"country": "Russia"}, {"status": "closed"})]),
    ("C13", "supported with a caveat",
     [("reserves", {**LATEST, "country": "India"}, {"reserves_t": 6.9e6})]),
    ("C14", "disputed", [("india_magnets", {"unit": "%"}, {"value": 40})]),
    ("C15", "supported", [("facts", {"id": "dependency-us-weapons-magnets"}, {"value": 800})]),
    ("C16", "supported",
     [("magnet_imports", {"importer": "India", "supplier": "China", "year": 2024},
       {"value_usd": 1.1e9})]),
    ("C17", "disputed", [("russia_india_events", {}, {"date": "2026-01-01"})]),
    ("C18", "disputed", [("russia_india_events", {}, {"note": ""})]),
    ("C19", "disputed", [("projects", {"country": "Russia"}, {"promised_year": 2027})]),
    ("C20", "disputed", [("projects", PLANTS, {"capacity_t": 5e3})]),
    ("C21", "disputed",
     [("consolidation_events", {"action": "technology"}, {"action": None})]),
    ("C22", "supported", [("russia_india_events", {}, {"date": "2020-01-01"})]),
    ("C23", "disputed", [("quota_groups", {"year": 2018}, {"group": "One"})]),
    ("C24", "disputed",
     [("hhi_check", {"year": 2022, "market": "mining", "reading": "as allocated"}, {"hhi": 4330})]),
    ("C25", "disputed", [("deals", {"status": "done"}, {"status": "withdrawn"})]),
    ("C26", "disputed", [("deals", PEAK, {"status": "announced"})]),
    ("C26", "supported", [("deals", PEAK, {"status_date": "2025-05-30"})]),
    ("C27", "disputed",
     [("other_estimates", {"basis": "JORC reserve (Ngualla)"}, {"value_t": 1e5})]),
    ("C28", "supported", [("ngualla", {"country": "United Kingdom"}, {"built": True})]),
    ("C29", "disputed", [("china_magnet_buyers", {"year": 2024}, {"value_usd": 1.0})]),
    ("C31", "disputed", [("magnetocaloric", {}, {"holds_rare_earth": False})]),
    ("C32", "disputed", [("magnetocaloric", {}, {"value": 5.0})]),
    ("C33", "disputed", [("facts", {"id": "patents-china-since-2011"}, {"value": 5})]),
    ("C34", "supported",
     [("patents", {"scope": "all rare earths", "applicant": "China"},
       {"period_start": "2024", "period_end": "2024-12", "applications": 6000})]),
    ("C35", "disputed", [("patents", {"applicant": "Japan"}, {"applications": 50000})]),
    ("C38", "disputed", [("enforcement", {}, {"kind": "smuggling"})]),
    ("C39", "disputed", [("smuggling", {}, {"value": 1.0})]),
    ("C41", "disputed", [("export_controls", {}, {"date": "2001"})]),
    ("C42", "disputed", [("china_magnet_exports", {}, {"weight_t": 5000.0})]),
    ("O01", "disputed",
     [("deposits", {"deposit": "Kvanefjeld"}, {"country": "Russia"}),
      ("deposits", {"deposit": "Norra Karr"}, {"country": "China"})]),
    ("O04", "supported", [("russia_india_events", {}, {"plant_agreed": True})]),
    ("O05", "supported", [("projects", {"country": "India"}, {"status": "planned"})]),
    ("O06", "supported",
     [("russia_india_events", {"date": "2025-04-25"}, {"event": "An explosion at a plant"})]),
    ("X01", "disputed", [("facts", {"id": "crust-cerium"}, {"value": 5})]),
    ("X02", "supported",
     [("production", {**LATEST, "country": "China"}, {"production_t": 375_000})]),
    ("X03", "supported",
     [("unit_content", {"product": "F-35 fighter"}, {"low": 400, "high": 430})]),
    ("X04", "disputed", [("facts", {"id": "lead-time-start-2002-2023"}, {"value": 40})]),
    ("X05", "disputed",
     [("stage_shares", {"country": "China", "stage": "separation"}, {"share_pct": 70})]),
    ("X06", "supported", [("reserves", {**LATEST, "country": "Vietnam"}, {"reserves_t": 22e6})]),
    ("X07", "disputed", [("eu_criticality_inputs", {}, {"eol_rir_pct": 20})]),
    ("X08", "supported",
     [("reserves", {**LATEST, "country": "Brazil"}, {"reserves_t": 30e6}),
      ("reserves", {**LATEST, "country": "Malaysia"},
       {"country": "Kazakhstan", "reserves_t": 20e6})]),
    ("X09", "supported", [("us_reliance", {**LATEST, "unit": "%"}, {"value": 97})]),
    ("X10", "supported",
     [("import_shares", {"importer": "European Union", "supplier": "China"}, {"share_pct": 95})]),
    # a caveat goes when its condition goes
    ("C02", "supported",
     [("projects", {"country": ["Russia", "India"], "status": UNFINISHED}, {"capacity_t": 1})]),
    ("C03", "supported", [("reserves", {**LATEST, "country": "India"}, {"reserves_t": 6.9e6})]),
    ("C04", "supported", [("import_shares", {"supplier": "Russia"}, {"share_pct": 1})]),
    ("C06", "supported",
     [("stage_shares", {"kind": "forecast"}, {"share_pct": 95}),
      ("lead_times", {}, {"years": 20})]),
    ("C10", "supported",
     [("other_estimates", {"basis": "state balance A+B+C1+C2"}, {"value_t": 3e6})]),
    ("C18", "supported",
     [("policy_responses", {"partner": "China"}, {"partner": "Japan"}),
      ("russia_india_events", {}, {"partner": "Russia"})]),
    ("C20", "supported",
     [("projects", {"country": ["Russia", "India"]}, {"status": "planned"}),
      ("deposits", {"country": ["Russia", "India"]}, {"status": "closed"})]),
    ("C24", "supported",
     [("hhi_check", {"year": 2021, "market": "mining", "reading": "three merged"}, {"hhi": 5400}),
      ("profit_price", {"measure": "net_profit", "year": 2024}, {"value": 9000})]),
    ("C25", "supported", [("deals", {"status": ["blocked", "withdrawn", "undone"]},
                           {"status": "agreed"})]),
    ("C29", "supported",
     [("export_controls", {"instrument": "technology catalog"}, {"date": "2023-12-21"})]),
    ("C32", "supported", [("facts", {"id": "qubit-temperature"}, {"high": 200})]),
    ("C33", "supported", [("patents", {"status": "in force"}, {"applications": 18000})]),
    ("C35", "supported",
     [("patents", {"applicant": "European Union"}, {"applicant": "South Korea"}),
      ("patents", {"office": "China", "applicant": "China"}, {"applications": 10})]),
    ("C38", "supported", [("enforcement", {"kind": "know-how"}, {"value": 5.0})]),
    ("C39", "supported", [("smuggling", {"period": "after 2014"}, {"value": 30.0})]),
    ("X01", "supported", [("facts", {"id": "crust-lutetium"}, {"value": 50})]),
    ("X07", "supported", [("eu_criticality_inputs", {}, {"eol_rir_pct": 1})]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "verdict", "changes"), TURNS, ids=lambda part: str(part)[:24])
def test_a_verdict_turns_when_the_data_do(name: str, verdict: str, changes: list[Change]) -> None:
    tables: dict[str, pd.DataFrame] = {}
    for table, rows, put in changes:
        frame = tables.setdefault(table, reelab.load(table))
        chosen = pd.Series(True, index=frame.index)
        for column, wanted in rows.items():
            chosen &= frame[column].isin(wanted if isinstance(wanted, list) else [wanted])
        assert chosen.any(), (table, rows)
        for column, value in put.items():
            frame.loc[chosen, column] = value
    assert decide(check(name, Record(tables=tables))) == verdict
    assert DERIVED.loc[name, "verdict"] != verdict


def test_every_claim_that_is_no_opinion_has_been_turned() -> None:
    assert {name for name, _, _ in TURNS} == set(TOLD)


# What a student sees


def test_a_card_shows_all_that_stands_behind_a_verdict() -> None:
    card = reelab.claim("C16")
    text = repr(card)
    assert text.startswith("C16, from the article; notebook 02_dependency\nClaim: India spent")
    for word in ("Its figure: 1,200 USD million", "Verdict: disputed: its core statement does not",
                 "Evidence: ", "Source: ", "Confidence: seen-secondary.", "Computation: ",
                 "Computed from: china_magnet_exports", "Gap: 4.1 to 7.4 times too high",
                 "Lesson: ", "What would change it: "):  # fmt: skip
        assert word in text, word
    assert "Caveats" not in card.parts
    for shown in (card._repr_markdown_(), card._repr_html_()):
        assert all(head in shown for head in card.parts)


def test_a_caveat_shows_on_the_card_of_a_claim_that_holds() -> None:
    card = reelab.claim("C10")
    assert "21.7 Mt" in card.parts["Caveats"]
    assert "Why it is an opinion" not in card.parts


@pytest.mark.parametrize("name", CLAIMS)
def test_a_card_can_keep_the_verdict_to_itself(name: str) -> None:
    card = reelab.claim(name, verdict=False)
    assert set(card.parts) <= {"Claim", "Its figure"}
    for shown in (repr(card), card._repr_html_(), card._repr_markdown_()):
        assert CLAIMS[name].evidence not in shown
        assert not any(re.search(rf"\b{verdict}\b", shown) for verdict in VERDICTS)


def test_the_html_of_a_card_is_text() -> None:
    card = verdicts.Card("<a>", {"<b>": "5 < 6 & '7'"})
    assert "&lt;a&gt;" in card._repr_html_()
    assert "&lt;b&gt;" in card._repr_html_()
    assert "5 &lt; 6 &amp; &#x27;7&#x27;" in card._repr_html_()


@pytest.mark.parametrize("name", ["c16", " C16 ", "C16"])
def test_an_id_may_be_written_small(name: str) -> None:
    assert repr(reelab.claim(name)) == repr(reelab.claim("C16"))


def test_an_id_may_lack_its_zero() -> None:
    assert reelab.claim("x5").title.startswith("X05,")


@pytest.mark.parametrize(
    ("name", "words"),
    [("C99", "There is no claim 'C99'. "), ("", "no claim ''"),
     ("C016", "no claim 'C016'"), (16, "named by a text, such as 'C16', and not by 16"),
     (None, "and not by None"), (["C16"], "and not by"), (1.0, "and not by 1.0")],
)  # fmt: skip
def test_what_is_no_claim(name: Any, words: str) -> None:
    for ask in (reelab.claim, check):
        with pytest.raises(CourseError, match=re.escape(words)):
            ask(name)


def test_all_claims_as_a_table() -> None:
    table = reelab.claims()
    assert list(table) == ["claim_id", "notebook", "origin", "claim", "verdict", "found", "gap"]
    assert list(table["verdict"]) == list(DERIVED["verdict"])
    assert not table.isna().any().any()
    shown = table._repr_html_()
    assert all(row.claim in shown for row in CLAIMS.values())
    assert table.query("verdict == 'opinion'")._repr_html_().count("<tr") > 1


@pytest.mark.parametrize("notebook", [2, "2", "02", "02_dependency", "dependency", " Dependency "])
def test_the_claims_of_a_notebook(notebook: int | str) -> None:
    table = reelab.claims(notebook, verdict=False)
    assert list(table) == ["claim_id", "notebook", "origin", "claim"]
    assert set(table["notebook"]) == {"02_dependency"}
    assert set(table["claim_id"]) == {n for n, r in CLAIMS.items() if r.notebook[:2] == "02"}


@pytest.mark.parametrize("notebook", [0, 7, -1, "dependancy", "", True, 2.5, ["02"]])
def test_what_is_no_notebook(notebook: Any) -> None:
    with pytest.raises(CourseError, match="02_dependency"):
        reelab.claims(notebook)


def test_one_claim_is_named_where_it_is_shown() -> None:
    with pytest.raises(CourseError, match=r'claim\("C24"\) shows one claim'):
        reelab.claims("C24")


def test_every_notebook_has_claims() -> None:
    assert {row.notebook for row in CLAIMS.values()} == set(NOTEBOOKS)


# The picture


def test_the_picture_shows_each_claim_once_and_says_so() -> None:
    table = reelab.claims()
    spec = pictures.by_verdict(table).to_dict()
    rows = itertools.chain.from_iterable(spec["datasets"].values())
    tiles = {row["claim_id"]: row for row in rows if "claim_id" in row}
    assert set(tiles) == set(CLAIMS)
    corners = {(tile["x"], round(tile["y"], 3)) for tile in tiles.values()}
    assert len(corners) == len(CLAIMS)
    by_column = {tile["verdict"]: set() for tile in tiles.values()}
    for tile in tiles.values():
        by_column[tile["verdict"]].add(tile["x"] // 97)
    assert sorted(min(columns) for columns in by_column.values()) == list(range(6))
    assert all(len(columns) == 1 for columns in by_column.values())
    assert json.dumps(spec)
    spoken = spec["description"]
    assert all(spoken.count(name) == 1 for name in CLAIMS)
    assert "58 claims" in spoken
    assert "disputed 9" in spoken


def test_the_picture_of_one_notebook() -> None:
    spec = pictures.by_verdict(reelab.claims(1)).to_dict()
    assert spec["title"]["text"].startswith("11 claims")
