"""What a lab's panel computes in the kernel, without a browser."""

from __future__ import annotations

import importlib
from collections.abc import Callable

import pandas as pd
import pytest

from reelab import labs
from reelab.errors import CourseError
from reelab.labs import reserves
from reelab.labs.panel import Panel
from reelab.labs.pins import PINNED

LABS = [
    make
    for room in labs._ROOMS
    for make in importlib.import_module(f"reelab.labs.{room}").LABS.values()
]
Make = Callable[..., Panel]


def elsewhere(panel: Panel) -> None:
    """Move every control away from where it is."""
    for control in panel.lab.controls:
        name = control if isinstance(control, str) else control.id
        options = getattr(control, "options", None)
        value = list(options.values())[-2] if options else panel.inputs[name].max
        panel.set(**{name: value})


@pytest.mark.parametrize("make", LABS, ids=lambda make: make.__name__)
def test_a_pinned_run_stands_beside_its_own_row(make: Make) -> None:
    panel = make()
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


@pytest.mark.parametrize("make", LABS, ids=lambda make: make.__name__)
def test_a_code_opens_its_lab(make: Make) -> None:
    panel = make()
    elsewhere(panel)
    again = labs.from_code(panel.code)
    assert again.lab.name == panel.lab.name
    assert again.settings == panel.settings


def test_a_room_lists_its_labs_by_their_names() -> None:
    names = []
    for room in labs._ROOMS:
        found = importlib.import_module(f"reelab.labs.{room}").LABS
        assert list(found) == [make().lab.name for make in found.values()]
        names += list(found)
    assert len(set(names)) == len(names)


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
    assert "No confirmed figure" in panel._status.value
    panel.reset.click()
    assert panel._status.value.count("<p>") == 0


def test_open_sources_follow_the_sliders() -> None:
    panel = reserves.mine()
    panel.show_facts.value = True
    panel.set(grade=9.5)
    assert ">9.5<" in panel._facts.value
