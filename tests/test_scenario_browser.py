"""The chain simulator in a real JupyterLab: levers, pins, work that is stopped, the brief."""

from __future__ import annotations

import random
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from conftest import Lab, Visitor, code, notebook
from playwright.sync_api import Browser, Page
from seen import scrolled
from test_notebooks_browser import MARKS, holds

from reelab import assumptions
from reelab.charts import scenario as chart
from reelab.labs import scenario
from reelab.labs.pins import NOW
from reelab.labs.spec import presets

pytestmark = pytest.mark.browser

NAMED = {"Price war": "Cheap", "Full partnership": "", "2010 again": "Ten", "Sanctions": "S"}

IN_FULL = """() => {
  const drawing = document.querySelector('.reelab-chart svg.marks');
  const source = [...drawing.querySelectorAll('text')].find(
    (text) => text.textContent.startsWith('Source:'));
  const bars = drawing.querySelectorAll('path[aria-roledescription=bar]').length;
  return bars === 32 && source.getBoundingClientRect().bottom
    <= drawing.getBoundingClientRect().bottom;
}"""
"""Whether all bars of both charts are drawn, and the picture ends below its source line."""


def shown(pinned: dict[str, dict[str, Any]], names: dict[str, str]) -> Any:
    """Return what `holds` takes for a panel: it draws these runs."""

    def draw(now: dict[str, Any]) -> Any:
        return chart.compare(*scenario.compared({NOW: now, **pinned}, names))

    return SimpleNamespace(lab=SimpleNamespace(chart=draw))


def choose(page: Page, preset: str) -> None:
    page.locator(".reelab-panel select").select_option(preset)


def test_levers_presets_and_four_pins(visitor: Visitor, lab: Lab) -> None:
    cell = code("import reelab", "reelab.labs.scenario.chain()")
    (lab.folder / "chain.ipynb").write_text(notebook(cell))
    visitor.open("chain.ipynb")
    visitor.run_all()
    page = visitor.page
    drawing = page.locator(".reelab-chart svg.marks")
    drawing.wait_for(timeout=30_000)
    defaults = assumptions.values(scenario.CONTROLS)
    holds(visitor, drawing, shown({}, {}), defaults, anew=True)
    assert page.get_by_role("slider").count() == len(scenario.model.LEVERS["our chain"])
    for title in list(scenario.model.LEVERS)[1:]:  # by keyboard
        page.get_by_role("button", name=title).focus()
        page.keyboard.press("Enter")
    sliders = page.get_by_role("slider")
    sliders.nth(len(scenario.CONTROLS) - 1).wait_for()
    dice, corner = random.Random(6), {}
    for number, name in enumerate(scenario.CONTROLS):
        key = dice.choice(["Home", "End"])
        row = assumptions.get(name)
        corner[name] = row.low if key == "Home" else row.high
        sliders.nth(number).focus()
        page.keyboard.press(key)
    holds(visitor, drawing, shown({}, {}), corner, anew=True)

    found = presets("scenario")
    pinned, names = {}, {}
    for slot, (preset, name) in zip("ABCD", NAMED.items(), strict=True):
        choose(page, preset)
        page.get_by_label("Name").fill(name)
        page.get_by_role("button", name="Pin to compare").click()
        pinned[slot], names[slot] = {**defaults, **found[preset]}, name or preset
        page.locator(".reelab-status").filter(has_text=f"{slot}: {names[slot]}").wait_for()
    page.get_by_role("button", name="Reset").click()
    holds(visitor, drawing, shown(pinned, names), defaults, anew=True)
    assert "D, S: " in drawing.get_attribute("aria-label")
    assert page.get_by_role("button", name="4 runs are pinned; remove one first").is_disabled()
    assert scrolled(visitor, ".reelab-panel") == []
    page.get_by_role("button", name="Remove", exact=True).nth(1).click()
    del pinned["B"], names["B"]
    holds(visitor, drawing, shown(pinned, names), defaults, anew=True)
    page.get_by_role("button", name="Load").nth(0).click()
    holds(visitor, drawing, shown(pinned, names), pinned["A"], anew=True)
    plain = len(drawing.evaluate(MARKS))
    page.get_by_role("button", name="Show uncertainty").click()
    page.wait_for_function(
        "() => document.querySelectorAll('.reelab-chart .mark-area path[d]').length >= 26"
    )
    assert len(drawing.evaluate(MARKS)) > plain
    assert visitor.refused == []
    assert visitor.errors == []


def test_long_work_is_stopped_and_the_last_result_kept(visitor: Visitor, lab: Lab) -> None:
    cells = code("import reelab", "from reelab.labs import doubt"), code("doubt.decides()")
    (lab.folder / "decides.ipynb").write_text(notebook(*cells))
    visitor.open("decides.ipynb")
    visitor.run_all()
    page = visitor.page
    start = page.get_by_role("button", name="Work out the parts of the variance")
    stop = page.get_by_role("button", name="Cancel")
    drawing = page.locator(".reelab-chart svg.marks")
    drawing.wait_for(timeout=30_000)

    assert stop.is_disabled()
    visitor.ask_kernel("doubt.SIZE = 16")
    start.click()
    page.get_by_text("at once. It took").wait_for(timeout=60_000)
    page.wait_for_function(IN_FULL)
    first = drawing.evaluate(MARKS)
    visitor.ask_kernel("doubt.SIZE = 20_000")  # a minute and more
    start.click()
    page.get_by_text("Working.").wait_for()
    page.locator(".widget-hprogress").wait_for(state="visible", timeout=30_000)
    assert start.is_disabled()
    stop.click()
    page.get_by_text("Stopped; what was shown before stays.").wait_for(timeout=30_000)
    assert start.is_enabled()
    assert drawing.evaluate(MARKS) == first
    page.locator(".reelab-panel select").select_option(label="Price outside China (USD/kg)")
    page.wait_for_function("label => document.querySelector('.reelab-chart svg.marks')"
                           ".getAttribute('aria-label').startsWith('Price')")  # fmt: skip
    assert drawing.evaluate(MARKS) != first
    assert "Part of the variance" in drawing.get_attribute("aria-label")
    page.wait_for_function(IN_FULL)
    assert visitor.errors == []


def test_the_brief_is_written_and_opens_offline(
    visitor: Visitor, lab: Lab, browser: Browser
) -> None:
    folder = lab.folder / "capstone"
    folder.mkdir()
    cells = (
        code("from reelab import labs", "from reelab.course import brief, my_work, note",
             "my_work()"),
        code("panel = labs.scenario.chain(build_mine=9)", "panel.pins.name.value = 'Nine'",
             "panel.pins.add.click()", "panel"),
        code("note('06.brief', 'The answer').area.value = 'It cannot, by 2045.'"),
        code("brief(name='Ada')"),
    )  # fmt: skip
    (folder / "brief.ipynb").write_text(notebook(*cells))
    visitor.open("capstone/brief.ipynb")
    visitor.run_all()
    visitor.page.get_by_text("Brief written to brief.html").or_(
        visitor.page.get_by_text("Report written to brief.html")
    ).first.wait_for()
    pdf = (folder / "brief.pdf").read_bytes()
    assert pdf.startswith(b"%PDF")
    assert b"/Count 1" in pdf, "more than one page"
    context = browser.new_context(offline=True)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    address = Path(folder / "brief.html").as_uri()
    page.goto(address)
    for text in ("Ada", "It cannot, by 2045.", "Nine", "Own mines: 9 kt a year", "C17"):
        assert page.get_by_text(text, exact=False).first.is_visible(), text
    assert page.locator("figure svg").bounding_box()["width"] > 200
    assert asked == [address]
    context.close()
    assert visitor.refused == []
