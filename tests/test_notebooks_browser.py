"""Both notebooks and all labs in a real JupyterLab, with the network off."""

from __future__ import annotations

import random
import re
from pathlib import Path
from typing import Any

import pytest
import vl_convert
from conftest import ROOT, Lab, Visitor, code, notebook
from playwright.sync_api import Locator
from seen import THEMES, audit

from reelab import assumptions
from reelab.labs import (
    abroad,
    chain,
    consolidation,
    criticality,
    dependency,
    deposits,
    enforcement,
    industry,
    portfolio,
    purchase,
    reserves,
    scenario,
    technology,
)
from reelab.labs.panel import Panel
from reelab.labs.spec import Choice

pytestmark = pytest.mark.browser

NOTEBOOKS = sorted((ROOT / "notebooks").glob("[0-9]*.ipynb"))
LABS = {
    "reserves.by_edition": reserves.by_edition,
    "reserves.arctic": reserves.arctic,
    "reserves.mine": reserves.mine,
    "deposits.basket": deposits.basket,
    "deposits.cost_curve": deposits.cost_curve,
    "dependency.bill": dependency.bill,
    "dependency.stop": dependency.stop,
    "dependency.replay": dependency.replay,
    "chain.explorer": chain.explorer,
    "chain.imports": chain.imports,
    "chain.content": chain.content,
    "criticality.rank": criticality.rank,
    "consolidation.merge": consolidation.merge,
    "consolidation.groups": consolidation.groups,
    "abroad.control": abroad.control,
    "abroad.shopping": abroad.shopping,
    "abroad.reaction": abroad.reaction,
    "purchase.ngualla": purchase.ngualla,
    "enforcement.dilemma": enforcement.dilemma,
    "enforcement.smuggling": enforcement.smuggling,
    "portfolio.build": portfolio.build,
    "technology.cascade": technology.cascade,
    "technology.gadolinium": technology.gadolinium,
    "technology.cold": technology.cold,
    "industry.catch_up": industry.catch_up,
    "industry.ramp": industry.ramp,
    "industry.ladder": industry.ladder,
    "industry.patents": industry.patents,
    "industry.hot_magnet": industry.hot_magnet,
    "scenario.chain": scenario.chain,
}
SPOKEN = """svg => svg.closest("[role=graphics-document][aria-label]")
    .getAttribute("aria-label")"""
MARKS = """svg => [...svg.querySelectorAll("[role=graphics-symbol][aria-label]:not([aria-hidden])")]
    .map(mark => mark.getAttribute("aria-roledescription") + ": " + mark.getAttribute("aria-label"))
    .sort()"""


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_whole_in_the_browser(visitor: Visitor, path: Path) -> None:
    labs = len(re.findall(rf"labs\.(?:{'|'.join(LABS)})\(", path.read_text()))
    assert labs >= 1
    visitor.open(f"notebooks/{path.name}")
    visitor.run_all()
    page = visitor.page
    for number in range(labs):
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
    """Return a lab's first chart with its parameters at some settings."""
    spec, left = panel.chart.spec, dict(settings)
    params = [{**one, "value": left.pop(one["name"])} if one["name"] in left else one
              for one in spec["params"]]  # fmt: skip
    assert not left, f"no parameter for {list(left)}"
    return {**spec, "params": params}


def expected(panel: Panel, settings: dict[str, Any], anew: bool) -> list[str]:
    """Draw a lab's chart at some settings without a browser and read its marks."""
    spec = panel.lab.chart(settings).to_dict() if anew else moved(panel, settings)
    svg = vl_convert.vegalite_to_svg(spec)
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
@pytest.mark.parametrize("name", [name for name in LABS if name != "scenario.chain"])
def test_every_control_of_every_lab(visitor: Visitor, lab: Lab, name: str) -> None:
    file = f"{name}.ipynb"
    (lab.folder / file).write_text(notebook(code("import reelab", f"reelab.labs.{name}()")))
    visitor.open(file)
    visitor.run_all()
    page, panel = visitor.page, LABS[name]()
    drawing = page.locator(".reelab-chart svg.marks")
    drawing.wait_for(timeout=30_000)
    defaults = panel.lab.settings({})
    holds(visitor, drawing, panel, defaults)
    # Both themes are looked at in test_accessibility.py: the panel is one for all labs.
    assert audit(visitor, ".reelab-panel", THEMES[:1]) == []
    sliders = [control for control in panel.lab.controls if isinstance(control, str)]

    def choose(choice: Choice, label: str) -> None:
        group = page.locator(".widget-toggle-buttons").filter(has_text=choice.label)
        group.get_by_role("button", name=label, exact=True).click()

    def press(control: str, key: str) -> None:
        page.get_by_role("slider").nth(sliders.index(control)).focus()
        page.keyboard.press(key)

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
            page.get_by_role("button", name="Reset").click()
            holds(visitor, drawing, panel, defaults)
            press(control, "ArrowRight")
            step = row.tidy(row.default + row.step) if row.default < row.high else row.high
            holds(visitor, drawing, panel, {**defaults, control: step})
            page.get_by_role("button", name="Reset").click()
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
    assert visitor.refused == []
    assert visitor.errors == []
