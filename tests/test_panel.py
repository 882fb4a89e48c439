"""What a lab's panel computes in the kernel, without a browser."""

from __future__ import annotations

import importlib

import pandas as pd
import pytest

from reelab import labs
from reelab.errors import CourseError
from reelab.labs import reserves, scenario
from reelab.labs.panel import Panel
from reelab.labs.pins import PINNED

LABS = {
    name: make
    for room in labs._ROOMS
    for name, make in importlib.import_module(f"reelab.labs.{room}").LABS.items()
}


def elsewhere(panel: Panel) -> None:
    """Move every control away from where it is."""
    for control in panel.lab.controls:
        name = control if isinstance(control, str) else control.id
        options = getattr(control, "options", None)
        value = list(options.values())[-2] if options else panel.inputs[name].max
        panel.set(**{name: value})


@pytest.mark.parametrize("name", LABS)
def test_a_lab_has_its_name_pins_a_run_and_opens_from_its_code(name: str) -> None:
    panel = LABS[name]()
    assert panel.lab.name == name
    if not panel.lab.compare:
        a_pinned_run_stands_beside_its_own_row(panel)
    elsewhere(panel)
    again = labs.from_code(panel.code)
    assert again.lab.name == name
    assert again.settings == panel.settings
    first = next(iter(panel.settings))
    with pytest.raises(CourseError, match=rf"{LABS[name].__name__}\({first}=.* There is: {first}"):
        LABS[name](30)


def a_pinned_run_stands_beside_its_own_row(panel: Panel) -> None:
    before = panel.lab.table(panel.settings)
    panel.pin.value = True
    elsewhere(panel)
    now, both = panel.lab.table(panel.settings), panel._outcomes()
    key = before.columns[0]
    both = both.set_index(key)
    for column in before.select_dtypes("number"):
        then = before.set_index(key)[column].astype(float)
        assert both[f"pinned: {column}"].reindex(then.index).astype(float).equals(then), column
    assert list(both.index[: len(now)]) == list(now[key])
    assert not pd.Series(both.index).duplicated().any()


def test_no_two_rooms_have_a_lab_of_one_name() -> None:
    rooms = [importlib.import_module(f"reelab.labs.{room}").LABS for room in labs._ROOMS]
    assert sum(map(len, rooms)) == len(LABS)


@pytest.mark.parametrize("code", ["", "reelab1:", "reelab1:nolab:a=1:0f3f4ef5", None, 3])
def test_a_code_of_no_lab_is_refused(code: object) -> None:
    with pytest.raises(CourseError):
        labs.from_code(code)


def test_a_pin_is_told_with_the_code_it_had(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[str, bool]] = []
    monkeypatch.setattr("reelab.labs.pins.PINNED", [lambda *pin: told.append(pin)])
    panel = reserves.mine()
    first = panel.code
    panel.pin.value = True
    panel.set(grade=9)
    panel.pin.value = False
    assert told == [(first, True), (first, False)]
    assert PINNED is not told


def test_a_preset_says_what_to_know_of_it() -> None:
    panel = reserves.mine()
    panel.preset.value = "The same mine in the far north"
    assert "<p>Remoteness: capital cost times (x): 2. Gold mines; 2.5 for" in panel._status.value
    assert "(x): 1.45. No confirmed figure.</p>" in panel._status.value
    panel.reset.click()
    assert panel._status.value.count("<p>") == 0


def test_open_sources_follow_the_sliders() -> None:
    panel = reserves.mine()
    panel.show_facts.value = True
    panel.set(grade=9.5)
    assert ">9.5<" in panel._facts.value


# Up to four runs side by side


@pytest.fixture
def quiet(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, bool | str]]:
    """Pins that reach no file; what is told of them is listed."""
    told: list[tuple[str, bool | str]] = []
    monkeypatch.setattr("reelab.labs.pins.PINNED", [lambda *pin: told.append(pin)])
    monkeypatch.setattr("reelab.labs.pins.RECALLED", [])
    return told


def pin(panel: Panel, name: str = "") -> str:
    """Press the button, and return what is said beside it."""
    panel.pins.name.value = name
    panel.pins.add.click()
    return panel.pins.status.value


def test_four_runs_are_pinned_under_their_names(quiet: list[tuple[str, bool | str]]) -> None:
    panel = scenario.chain()
    codes = []
    for number, name in enumerate(["", " Mine  <b>only</b> ", "x" * 99, ""]):
        panel.set(build_mine=10 + number)
        codes.append(panel.code)
        pin(panel, name)
    names = ["Scenario A", "Mine <b>only</b>", "x" * 32, "Scenario D"]
    assert quiet == list(zip(codes, names, strict=True))
    assert list(panel.pins.names().values()) == names
    assert "pinned already, as D" in pin(panel)
    panel.set(build_mine=1)
    assert panel.pins.status.value == ""
    assert panel.pins.add.disabled
    assert panel.pins.add.description == "4 runs are pinned; remove one first"
    assert "4 runs are pinned" in pin(panel)
    drawn = {row["run"] for row in panel.chart.rows["lines"]}
    assert drawn == {"this run", "A", "B", "C", "D"}
    assert sum(map(len, panel.chart.rows.values())) < 1000
    page = "".join(line.children[0].value for line in panel.pins.children)
    assert "<b>" not in page
    assert page.count("<svg") == 4


def test_a_pinned_run_is_loaded_and_removed(quiet: list[tuple[str, bool | str]]) -> None:
    panel = scenario.chain()
    panel.set(build_mine=7)
    pin(panel, "Seven")
    first = panel.code
    panel.set(build_mine=1)
    pin(panel, "One")
    table = panel._outcomes().set_index("outcome")
    then = scenario.scorecard.scores(scenario.run(build_mine=7)).set_index("outcome")["value"]
    assert table["A, Seven: value"].equals(then.reindex(table.index))
    _, load, remove = panel.pins.children[0].children
    load.click()
    assert panel.settings["build_mine"] == 7
    remove.click()
    assert "A: Seven is removed." in panel.pins.status.value
    assert not panel.pins.add.disabled
    assert quiet[-1] == (first, False)
    assert list(panel.pins.kept) == ["B"]
    assert {row["run"] for row in panel.chart.rows["lines"]} == {"this run", "B"}
    pin(panel, "Again")
    assert list(panel.pins.names()) == ["A", "B"]


def test_pins_of_an_earlier_session_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    good = [scenario.chain(build_mine=number).code for number in range(6)]
    known = {code: f"Run {number}" for number, code in enumerate(good)}
    known |= {good[5][:-1]: "damaged", good[0].replace("scenario", "mine"): "other", good[1]: False}
    monkeypatch.setattr("reelab.labs.pins.RECALLED", [lambda: known])
    panel = scenario.chain()
    assert list(panel.pins.names().values()) == ["Run 2", "Run 3", "Run 4", "Run 5"]
    assert {row["run"] for row in panel.chart.rows["lines"]} == {"this run", "A", "B", "C", "D"}


def test_groups_fold() -> None:
    panel = scenario.chain()
    folds = panel.folds
    assert [fold.head.value for fold in folds] == [True, False, False, False, False]
    folds[1].head.value = True
    assert folds[1]._rows.layout.display == "flex"
    folds[1].head.value = False
    assert folds[1]._rows.layout.display == "none"
    assert sum(len(fold._rows.children) for fold in folds) == len(panel.lab.controls)
