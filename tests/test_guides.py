"""The guides for teachers fit the notebooks: questions, headings, minutes, levers of the teams."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pytest
from conftest import ROOT

import reelab
from reelab import assumptions
from reelab.course import questions
from reelab.labs import scenario
from reelab.models import scorecard
from reelab.models.role_play import TEAMS

FOLDER = ROOT / "docs" / "instructors"
NOTEBOOKS = {path.stem[:2]: path for path in sorted((ROOT / "notebooks").glob("[0-9]*.ipynb"))}
PAGES = sorted(FOLDER.rglob("*.md"))
HEADINGS = ["Objectives", "In 50 minutes", "In 90 minutes", "Likely misconceptions", "Discuss",
            "Look for", "Change or add"]  # fmt: skip


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def rows(text: str) -> list[list[str]]:
    """Return the cells of the tables in a text, without heads and rules."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    rule = [n for n, row in enumerate(cells) if set(row[0]) <= set("-: ") and row[0]]
    return [row for n, row in enumerate(cells) if n not in rule and n + 1 not in rule]


def parts(text: str) -> dict[str, str]:
    pieces = re.split(r"^## (.*)$", text, flags=re.MULTILINE)
    return dict(zip(pieces[1::2], pieces[2::2], strict=True))


@pytest.mark.parametrize("number", NOTEBOOKS)
def test_a_guide_fits_its_notebook(number: str) -> None:
    text = read(FOLDER / f"{number}.md")
    found = parts(text)
    assert list(found) == HEADINGS
    cells = nbformat.read(NOTEBOOKS[number], 4).cells
    whole = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    titles = set(re.findall(r"^#+ (.*)$", whole, re.MULTILINE))
    for minutes in (50, 90):
        plan = rows(found[f"In {minutes} minutes"])
        assert sum(int(row[0]) for row in plan) == minutes
        assert [row[1] for row in plan if row[1] not in titles] == []
    asked = questions.of(number)
    assert set(re.findall(r"`(\d\d\.[\w-]+)`", text)) - set(asked) <= notes(cells)
    named = set(re.findall(r"`([^`]+)`", found["In 90 minutes"]))
    assert set(asked) <= named, "the long plan places each question, if only as homework"
    told = [row[0].strip("`") for row in rows(found["Likely misconceptions"])]
    if asked:
        assert sorted(told) == sorted(id for id, question in asked.items() if question.grade)
    for table in re.findall(r"`([a-z_]+)`", found["Change or add"]):
        assert table in {*reelab.tables()["name"], "scenario"}


def notes(cells: list[nbformat.NotebookNode]) -> set[str]:
    return {id for cell in cells for id in re.findall(r'note\(\s*"([^"]+)"', cell.source)}


@pytest.mark.parametrize("minutes", [45, 90])
def test_the_minutes_of_a_script_add_up(minutes: int) -> None:
    plan = rows(read(FOLDER / "role-play" / f"script-{minutes}.md"))
    assert sum(int(row[0]) for row in plan) == minutes
    played = sum("Round " in row[1] for row in plan)
    assert played == {45: 3, 90: 5}[minutes]


def test_each_card_has_the_levers_of_its_team() -> None:
    cards = parts(read(FOLDER / "role-play" / "cards.md"))
    assert list(cards) == list(TEAMS)
    for team, text in cards.items():
        wanted = [
            [row.label, f"{row.low:g}", f"{row.high:g} {row.unit}"]
            for row in map(assumptions.get, TEAMS[team])
        ]
        assert [row[:3] for row in rows(text)] == wanted
        assert "You have reached your goal if" in text


def test_the_debrief_sheet_asks_for_results_that_are_shown() -> None:
    shown = set(scorecard.scores(scenario.run())["outcome"])
    asked = {row[0] for row in rows(read(FOLDER / "role-play" / "debrief.md"))}
    assert asked - shown == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.stem)
def test_what_a_page_links_to_is_there(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", read(page)):
        assert (page.parent / target).exists(), target


def test_the_entry_names_every_guide() -> None:
    text = read(FOLDER / "README.md")
    for path in PAGES:
        if path.parent == FOLDER and path.stem != "README":
            assert f"]({path.name})" in text
