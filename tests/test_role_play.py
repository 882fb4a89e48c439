"""The role-play: what teams decide holds from its year on, can be undone, and is not lost."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from conftest import Lab, Visitor, code, notebook
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reelab import assumptions, load
from reelab.course import projector, role_play
from reelab.course import session as sessions
from reelab.course.session import Session
from reelab.errors import CourseError
from reelab.models import plants
from reelab.models import role_play as game
from reelab.models import scenario as chain
from reelab.models.role_play import TEAMS, Move

KNOWN = chain.facts(load("chain_state"), load("chain_additions"), load("chain_stages"))
BASE = assumptions.values(chain.SCENARIO)
NOTHING = {**BASE, **dict.fromkeys(plants.OWN, 0.0)}
OUTCOMES = ("price", "output", "capacity", "subsidy", "premium", "sufficiency")
CALM = settings(
    deadline=None, max_examples=15, derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)  # fmt: skip


def settings_of(team: str) -> st.SearchStrategy[dict[str, float]]:
    """Return what a team may decide: each of its sliders at its low end, middle or high end."""
    rows = [assumptions.get(name) for name in TEAMS[team]]
    one = {row.id: st.sampled_from([row.low, row.default, row.high]) for row in rows}
    return st.fixed_dictionaries({}, optional=one)


ACTIONS = st.one_of(
    st.none(), *(st.tuples(st.just(team), settings_of(team)) for team in TEAMS)
)  # fmt: skip


def done(length: int, actions: list[Any]) -> Session:
    """Return a session in which as many of the actions were done as its rounds allow."""
    session = Session(length)
    for action in actions:
        if not session.over:
            session = session.advance() if action is None else session.commit(*action)
    return session


def same(one: chain.Run, other: chain.Run, years: int = len(chain.YEARS)) -> bool:
    return all(
        np.allclose(getattr(one, name)[:years], getattr(other, name)[:years]) for name in OUTCOMES
    )


# The model


def test_if_nobody_moves_it_is_the_simulator() -> None:
    assert same(game.play(KNOWN, BASE, ()), chain.simulate(KNOWN, NOTHING))


@CALM
@given(st.tuples(*map(settings_of, ("China", "Allied buyers", "Car maker"))))
def test_moves_of_the_first_year_are_settings_of_the_simulator(
    chosen: tuple[dict[str, float], ...],
) -> None:
    teams = ("China", "Allied buyers", "Car maker")
    moves = [Move(2025, team, what) for team, what in zip(teams, chosen, strict=True)]
    held = {name: value for what in chosen for name, value in what.items()}
    alike = {**NOTHING, **held, "response_year": 2025, "response_years": 20}
    assert same(game.play(KNOWN, BASE, moves), chain.simulate(KNOWN, alike), 20)


def test_a_plant_is_decided_in_the_year_of_its_move_and_stands_at_home() -> None:
    built = {"build_metal": 3, "build_magnet": 5, "capital_subsidy": 40}
    for team, india in (("India", 100), ("Russia", 0)):
        what = {name: value for name, value in built.items() if name in TEAMS[team]}
        alike = {**NOTHING, **what, "plant_india": india, "build_year": 2029}
        run = game.play(KNOWN, BASE, [Move(2029, team, what)])
        whole = chain.simulate(KNOWN, alike)
        for name in ("price", "output", "capacity"):
            assert np.allclose(getattr(run, name), getattr(whole, name))


@CALM
@given(st.lists(ACTIONS, max_size=8), ACTIONS.filter(lambda action: action is not None))
def test_a_move_does_not_change_what_was(actions: list[Any], last: Any) -> None:
    before = done(5, actions)
    if before.over:
        before = before.undo()
    after = before.commit(*last)
    played = before.year - int(chain.YEARS[0])
    one, other = (game.play(KNOWN, BASE, session.moves) for session in (before, after))
    assert same(one, other, played)
    assert len(game.until(other, before.year).years) == played + 1


def test_a_plant_is_not_torn_down_by_the_next_move() -> None:
    first = [Move(2025, "India", {"build_magnet": 5.0})]
    then = [*first, Move(2033, "India", {"build_magnet": 0.0})]
    assert same(game.play(KNOWN, BASE, first), game.play(KNOWN, BASE, then))
    again = [Move(2025, "India", {"build_magnet": 9.0}), *first]
    assert same(game.play(KNOWN, BASE, first), game.play(KNOWN, BASE, again)), "the later counts"


def test_what_the_debrief_sheet_tells_the_teacher() -> None:
    """A plant of 2041 gives nothing by 2045; a floor keeps plants alive through a flood."""
    build = {"Russia": {"build_separation": 4.0, "build_metal": 4.0}, "Miner": {"build_mine": 6.0},
             "India": {"build_metal": 4.0, "build_magnet": 4.0}}  # fmt: skip
    late = [Move(2041, team, what) for team, what in build.items()]
    assert np.allclose(game.play(KNOWN, BASE, late).output, game.play(KNOWN, BASE, ()).output)
    early = [Move(2025, team, what) for team, what in build.items()]
    flood = [*early, Move(2032, "China", {"flood_depth": 40})]
    floor = [*flood, Move(2025, "Allied buyers", {"chain_floor": 110})]
    peace, war, kept = (
        game.play(KNOWN, BASE, moves).of("sufficiency", "India") for moves in (early, flood, floor)
    )
    assert war < peace
    assert kept > war


@pytest.mark.parametrize("team", TEAMS)
def test_each_team_can_move_something(team: str) -> None:
    """A choice of a team alone, or of all together, changes what is seen."""
    high = {name: assumptions.get(name).high for name in TEAMS[team]}
    low = {name: assumptions.get(name).low for name in TEAMS[team]}
    one, other = (game.play(KNOWN, BASE, [Move(2025, team, what)]) for what in (low, high))
    assert not same(one, other)


@pytest.mark.parametrize("count", sessions.LENGTHS)
def test_rounds_cover_the_years(count: int) -> None:
    years = game.rounds(count)
    assert (years[0], years[-1]) == (chain.YEARS[0], chain.YEARS[-1])
    assert len(years) == count + 1
    assert np.ptp(np.diff(years)) <= 1


# The session


@CALM
@given(st.sampled_from(sessions.LENGTHS), st.lists(ACTIONS, max_size=12), ACTIONS)
def test_undo_takes_back_any_step_and_a_file_holds_all(
    length: int, actions: list[Any], last: Any
) -> None:
    session = done(length, actions)
    again = sessions.read(sessions.write(session))
    assert again == session
    assert again.moves == session.moves
    assert (again.round, again.year, again.committed) == (
        session.round, session.year, session.committed
    )  # fmt: skip
    if not session.over:
        more = session.advance() if last is None else session.commit(*last)
        assert more != session
        assert more.undo() == session
    for _ in session.actions:
        session = session.undo()
    assert session == Session(length) == session.undo()


def test_what_no_team_may_do_is_told() -> None:
    new = Session(3)
    for team, what, words in (
        ("Chine", {}, "Did you mean 'China'"), ("China", {"build_mine": 1}, "does not decide"),
        ("China", {"flood_depth": 900}, "out of range"), ("China", {"flood_depth": "x"}, "number"),
    ):  # fmt: skip
        with pytest.raises(CourseError, match=words):
            new.commit(team, what)
    over = new.advance().advance().advance()
    assert over.over
    assert over.year == 2045
    for call in (over.advance, lambda: over.commit("China", {})):
        with pytest.raises(CourseError, match="All rounds are played"):
            call()


GOOD = json.loads(sessions.write(Session(3).commit("China", {"flood_depth": 20}).advance()))


@pytest.mark.parametrize(("text", "words"), [
    ("", "not a role-play"), ("[]", "not a role-play"), ('{"format": "x"}', "not a role-play"),
    (json.dumps({**GOOD, "version": 2}), "another version"),
    (json.dumps({**GOOD, "rounds": 4}), "another version"),
    (json.dumps({**GOOD, "actions": [["China"]]}), "cannot be read"),
    (json.dumps({**GOOD, "actions": [["Mars", {}]]}), "no team 'Mars'"),
    (json.dumps({**GOOD, "actions": [None] * 4}), "All rounds are played"),
    (json.dumps(GOOD)[:-20], "not a role-play"),
])  # fmt: skip
def test_a_damaged_file_is_set_aside_and_told(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / sessions.NAME
    for number in (1, 2):
        path.write_text(text, encoding="utf-8")
        session, told = sessions.load(path, 5)
        assert session == Session(5)
        assert words in told
        assert (tmp_path / f"role-play.damaged{number}.json").read_text() == text
        assert not path.exists()


# The projector


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_moves_are_committed_undone_and_taken_up_again(here: Path) -> None:
    view = role_play(3)
    view.team.value = "India"
    assert set(view.inputs()) == set(TEAMS["India"])
    view.inputs()["build_magnet"].value = 6
    view.commit.click()
    assert "Own magnets 6 kt a year" in view._status.value
    assert "India" not in view._title.value.split("Still to move:")[1]
    view.advance.click()
    assert "Round 2 of 3: 2032 to 2038" in view._title.value
    assert {row["year"] for row in view.chart.rows["lines"]} == set(range(2025, 2033))
    assert view.inputs()["build_magnet"].value == 0, "a plant is decided once"
    assert "China makes" in view.chart.signals["headline"]

    later = role_play(5)
    assert later.session == view.session
    assert "Taken up again" in later._status.value
    assert "goes on with the 3 rounds it began with, not 5" in later._status.value
    later.undo.click()
    assert "Undone: the last round" in later._status.value
    later.undo.click()
    assert "Undone: the move of India" in later._status.value
    later.undo.click()
    assert "Nothing was done yet" in later._status.value
    assert later.session == Session(3)
    for _ in range(3):
        later.advance.click()
    assert later.commit.disabled
    assert later.advance.disabled
    assert "All rounds are played" in later._title.value
    last = role_play(3)
    assert last.session.over
    assert "goes on" not in last._status.value
    assert [path.name for path in here.iterdir()] == [sessions.NAME]


def test_a_second_press_is_no_second_move(here: Path) -> None:
    view = role_play(3)
    view.team.value = "India"
    view.inputs()["build_magnet"].value = 6
    for _ in range(2):
        view.commit.click()
    assert len(view.session.actions) == 1
    view.team.value = "Miner"
    view.team.value = "India"
    assert view.inputs()["build_magnet"].value == 6
    view.inputs()["capital_subsidy"].value = 40
    view.commit.click()
    assert view.session.moves[-1].settings["build_magnet"] == 6, "corrected, the plant stays"
    assert len(view.session.actions) == 2
    view.advance.click()
    view.commit.click()
    assert len(view.session.actions) == 4, "the same again in the next round is a move"
    assert view.session.moves[-1].settings["build_magnet"] == 0


def test_what_a_slider_holds_is_what_holds_in_the_chain(here: Path) -> None:
    view = role_play(3)
    assert view.inputs()["flood_depth"].value == assumptions.get("flood_depth").default
    view.inputs()["flood_depth"].value = 40
    view.commit.click()
    view.advance.click()
    assert view.inputs()["flood_depth"].value == 40
    assert list(projector.history(view.session)["from"]) == ["2025"]


def test_a_full_disk_is_told_and_the_session_goes_on(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = role_play(3)

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    view.advance.click()
    assert "No space left on device" in view._status.value
    assert view.session.round == 1
    assert not list(here.iterdir())


@pytest.mark.parametrize("wrong", [4, "x", None, True])
def test_a_length_that_is_not_there_is_told(wrong: Any) -> None:
    with pytest.raises(CourseError, match="There is: 3, 5"):
        role_play(wrong)


@pytest.mark.browser
def test_a_round_in_the_browser_and_after_a_restart(visitor: Visitor, lab: Lab) -> None:
    (lab.folder / "play.ipynb").write_text(
        notebook(code("from reelab.course import role_play", "role_play(3)"))
    )
    visitor.open("play.ipynb")
    visitor.run_all()
    page = visitor.page
    drawing = page.locator(".reelab-chart svg.marks")
    drawing.wait_for(timeout=30_000)
    first = drawing.get_attribute("aria-label")
    page.get_by_role("button", name="Allied buyers").click()
    page.get_by_text("Price floor for plants outside China").first.wait_for()
    page.get_by_role("slider").first.focus()
    page.keyboard.press("End")
    page.get_by_role("button", name="Commit this move").click()
    page.get_by_text("Price floor for plants outside China 160 USD/kg").first.wait_for()
    page.get_by_role("button", name="Play the round").click()
    page.get_by_text("Round 2 of 3: 2032 to 2038").wait_for()
    page.wait_for_function(
        "before => document.querySelector('.reelab-chart svg.marks')"
        ".getAttribute('aria-label') !== before", arg=first,
    )  # fmt: skip
    assert "2032" in drawing.get_attribute("aria-label")
    page.evaluate(
        "() => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart()"
    )
    visitor.run_all()
    page.get_by_text("Taken up again from role-play.json, with 2 steps.").wait_for()
    page.get_by_role("button", name="Undo the last step").click()
    page.get_by_text("Round 1 of 3: 2025 to 2032").wait_for()
    assert visitor.refused == []
    assert visitor.errors == []
