"""All notebooks and all labs in a real JupyterLab, with the network off."""

from __future__ import annotations

import ast
import importlib
import json
import random
import re
from pathlib import Path
from typing import Any

import pytest
import vl_convert
from conftest import ROOT, Lab, Visitor, code, notebook
from playwright.sync_api import Locator
from seen import THEMES, audit, scrolled
from student_run import FOUND, SERVER, SLOWEST, STUDENT, WATCH

from reelab import assumptions, labs
from reelab.labs.panel import Panel
from reelab.labs.spec import Choice

pytestmark = pytest.mark.browser

NOTEBOOKS = sorted((ROOT / "notebooks").glob("[0-9]*.ipynb"))
ROOMS = {
    room: list(importlib.import_module(f"reelab.labs.{room}").LABS.values()) for room in labs._ROOMS
}
NAMES = [f"{room}.{make.__name__}" for room, makes in ROOMS.items() for make in makes]
SPOKEN = """svg => svg.closest("[role=graphics-document][aria-label]")
    .getAttribute("aria-label")"""
MARKS = """svg => [...svg.querySelectorAll("[role=graphics-symbol][aria-label]:not([aria-hidden])")]
    .map(mark => mark.getAttribute("aria-roledescription") + ": " + mark.getAttribute("aria-label"))
    .sort()"""


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_whole_in_the_browser(visitor: Visitor, path: Path) -> None:
    count = len(re.findall(rf"labs\.(?:{'|'.join(NAMES)})\(", path.read_text()))
    assert count >= 1
    visitor.open(f"notebooks/{path.name}")
    visitor.ask_kernel(WATCH)
    visitor.run_all()
    page = visitor.page
    needed = json.loads(ast.literal_eval(visitor.ask_kernel("", FOUND)))
    ran = [cell for cell in json.loads(path.read_text())["cells"] if cell["cell_type"] == "code"]
    assert len(needed["cells"]) == len(ran)
    assert max(needed["cells"]) < SLOWEST
    assert needed["peak"] / 1024 < STUDENT - SERVER
    for number in range(count):
        drawing = page.locator(".reelab-chart svg.marks").nth(number)
        drawing.wait_for(timeout=30_000)
        assert drawing.get_attribute("role") == "graphics-document"
        assert len(drawing.get_attribute("aria-label")) > 40
    for drawing in page.locator(".vega-embed svg.marks").all():
        assert len(drawing.evaluate(SPOKEN)) > 40
    assert "model not found" not in page.content()
    assert visitor.refused == [], "a request left the machine"
    assert visitor.errors == [], "the browser console holds an error"


def moved(panel: Panel, settings: dict[str, Any]) -> dict[str, Any]:
    """Return a lab's first chart, compiled, with its parameters at some settings."""
    known = vars(panel).setdefault("_compiled", {})
    if not known:
        known.update(vl_convert.vegalite_to_vega(panel.chart.spec))
    left = dict(settings)
    signals = [{"name": one["name"], "value": left.pop(one["name"])} if one["name"] in left else one
               for one in known["signals"]]  # fmt: skip
    assert not left, f"no parameter for {list(left)}"
    return {**known, "signals": signals}


def expected(panel: Panel, settings: dict[str, Any], anew: bool) -> list[str]:
    """Draw a lab's chart at some settings without a browser and read its marks."""
    if anew:
        svg = vl_convert.vegalite_to_svg(panel.lab.chart(settings).to_dict())
    else:
        svg = vl_convert.vega_to_svg(moved(panel, settings))
    marks = re.findall(r"<[^>]*role=\"graphics-symbol\"[^>]*>", svg)
    found = []
    for mark in marks:
        attributes = dict(re.findall(r"([\w-]+)=\"([^\"]*)\"", mark))
        # What an axis would say is left to the description of the whole.
        if "aria-label" in attributes and attributes["aria-roledescription"] != "axis":
            found.append(f"{attributes['aria-roledescription']}: {attributes['aria-label']}")
    return sorted(text.replace("&#39;", "'").replace("&amp;", "&") for text in found)


def holds(
    visitor: Visitor, drawing: Locator, panel: Panel, settings: dict[str, Any], anew: bool = False
) -> None:
    """Hold the drawn marks against those of a chart; one made anew takes a second in some labs."""
    known = vars(panel).setdefault("_expected", {})  # a reset leads to the same picture each time
    key = (anew, *settings.items())
    if key not in known:
        known[key] = expected(panel, settings, anew)
    for _ in range(200):
        if drawing.evaluate(MARKS) == known[key]:
            return
        visitor.page.wait_for_timeout(25)
    assert drawing.evaluate(MARKS) == known[key], settings


# The chain simulator has 30 controls and one picture of all: test_scenario_browser.py.
@pytest.mark.parametrize("room", [room for room in ROOMS if ROOMS[room] and room != "scenario"])
def test_every_control_of_every_lab(visitor: Visitor, lab: Lab, room: str) -> None:
    makes = ROOMS[room]
    lines = [f"reelab.labs.{room}.{make.__name__}()" for make in makes]
    (lab.folder / f"{room}.ipynb").write_text(
        notebook(code("import reelab"), *[code(line) for line in lines])
    )
    visitor.open(f"{room}.ipynb")
    visitor.run_all()
    for number, make in enumerate(makes):
        every_control(visitor, visitor.page.locator(".reelab-panel").nth(number), make())
    # Both themes are looked at in test_accessibility.py: the panel is one for all labs.
    assert audit(visitor, ".reelab-panel", THEMES[:1]) == []
    assert scrolled(visitor, ".reelab-panel") == []
    assert visitor.refused == []
    assert visitor.errors == []


def every_control(visitor: Visitor, shown: Locator, panel: Panel) -> None:
    """Drive each control of a lab to its ends, by a step and to random corners."""
    drawing = shown.locator(".reelab-chart svg.marks")
    drawing.wait_for(timeout=30_000)
    defaults = panel.lab.settings({})
    holds(visitor, drawing, panel, defaults)
    sliders = [control for control in panel.lab.controls if isinstance(control, str)]

    def choose(choice: Choice, label: str) -> None:
        group = shown.locator(".widget-toggle-buttons").filter(has_text=choice.label)
        group.get_by_role("button", name=label, exact=True).click()

    def press(control: str, key: str) -> None:
        shown.get_by_role("slider").nth(sliders.index(control)).press(key)

    first = drawing.evaluate(MARKS)
    for control in panel.lab.controls:
        if isinstance(control, Choice):
            for label, value in control.options.items():
                choose(control, label)
                holds(visitor, drawing, panel, {**defaults, control.id: value})
            default = next(k for k, v in control.options.items() if v == control.default)
            choose(control, default)
        else:
            row = assumptions.get(control)
            for key, value in (("Home", row.low), ("End", row.high)):
                press(control, key)
                holds(visitor, drawing, panel, {**defaults, control: value})
            shown.get_by_role("button", name="Reset").click()
            holds(visitor, drawing, panel, defaults)
            press(control, "ArrowRight")
            step = row.tidy(row.default + row.step) if row.default < row.high else row.high
            holds(visitor, drawing, panel, {**defaults, control: step})
            shown.get_by_role("button", name="Reset").click()
        holds(visitor, drawing, panel, defaults)
    corner, settings = random.Random(3), dict(defaults)
    for _ in range(2):
        for control in panel.lab.controls:
            if isinstance(control, Choice):
                label, settings[control.id] = corner.choice(list(control.options.items()))
                choose(control, label)
            else:
                key = corner.choice(["Home", "End"])
                row = assumptions.get(control)
                settings[control] = row.low if key == "Home" else row.high
                press(control, key)
        holds(visitor, drawing, panel, settings, anew=True)
    assert drawing.evaluate(MARKS) != first, "nothing moved"
