"""For those who do not see, or not well, or have no mouse: what we draw and what it says."""

from __future__ import annotations

import ast
import importlib
import inspect
import random
import re
from collections.abc import Callable
from typing import Any

import altair as alt
import pytest
from conftest import Lab, Visitor, code, notebook
from seen import THEMES, audit, change_theme

import reelab.charts
from reelab import assumptions, labs
from reelab.charts import theme
from reelab.labs.panel import Panel
from reelab.labs.pins import NOW

LABS = [
    make
    for room in labs._ROOMS
    for make in importlib.import_module(f"reelab.labs.{room}").LABS.values()
]
Make = Callable[..., Panel]


def charts() -> dict[str, ast.FunctionDef]:
    """Return every public function of the rooms of charts that returns a finished chart."""
    found = {}
    for room in reelab.charts._ROOMS:
        module = importlib.import_module(f"reelab.charts.{room}")
        for node in ast.parse(inspect.getsource(module)).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                returns = ast.unparse(node.returns) if node.returns else ""
                if re.search(r"Chart\b|Picture", returns) and room != "theme":
                    found[f"{room}.{node.name}"] = node
    return found


# Parts that a chart of another room takes in; they are no chart of their own.
PARTS = ("steps.columns",)


@pytest.mark.parametrize("name", [name for name in charts() if name not in PARTS])
def test_every_chart_is_finished_with_a_description(name: str) -> None:
    calls = [node for node in ast.walk(charts()[name]) if isinstance(node, ast.Call)]
    finished = [call for call in calls if ast.unparse(call.func) == "theme.finish"]
    assert finished, f"{name} returns a chart that theme.finish has not given a description"
    for call in finished:
        spoken = next(word.value for word in call.keywords if word.arg == "description")
        assert not (isinstance(spoken, ast.Constant)), f"{name}: written from the data, not fixed"


@pytest.fixture
def finished(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """Collect what charts are finished with; the charts themselves are looked at elsewhere."""
    seen: list[dict[str, Any]] = []

    def finish(chart: Any, **given: Any) -> Any:
        seen.append(given)
        return alt.vconcat(alt.Chart(alt.Data(values=[{}])).mark_point())

    monkeypatch.setattr(theme, "finish", finish)
    return seen


def spoken(panel: Panel, given: dict[str, Any], settings: dict[str, Any]) -> str:
    """Return the description that a lab's chart has at some settings."""
    known = {**given["values"], **settings}
    if panel.lab.compare:
        known |= panel.lab.compare({NOW: settings}, {})[1]
    known |= {name: rule(known) for name, rule in (given.get("derived") or {}).items()}
    return given["description"](known)


def ends(control: Any) -> list[Any]:
    if isinstance(control, str):
        return [assumptions.get(control).low, assumptions.get(control).high]
    return list(control.options.values())


@pytest.mark.parametrize("make", LABS, ids=lambda make: make.__name__)
def test_a_description_names_numbers_and_follows_every_control(
    make: Make, finished: list[dict[str, Any]]
) -> None:
    panel = make()
    given, settings = finished[-1], panel.settings
    text = spoken(panel, given, settings)
    assert len(text) > 60
    assert len(re.findall(r"\d[\d,.]*", text)) >= 2, "a description without numbers"
    assert not re.search(r"\bnan\b|undefined|None|[{}]", text), text
    chance = random.Random(4)
    still = {getattr(control, "id", control): control for control in panel.lab.controls}
    for corner in range(60):
        start = dict(settings)
        if corner:
            pairs = zip(settings, panel.lab.controls, strict=True)
            start |= {name: chance.choice(ends(control)) for name, control in pairs}
        for name, control in list(still.items()):
            runs = [{**start, name: value} for value in ends(control)]
            if len({spoken(panel, given, run) for run in runs}) > 1:
                del still[name]
        if not still:
            return
    pytest.fail(f"the description does not change with {', '.join(still)}")


def luminance(color: str) -> float:
    parts = [int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of WCAG 2."""
    low, high = sorted([luminance(one), luminance(other)])
    return (high + 0.05) / (low + 0.05)


def test_colors_of_the_course_stand_out() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    runs = [color for color, _, _ in theme.RUNS.values()]
    for color in [*theme.BLOCS.values(), *theme.STAGES.values(), *runs]:
        assert contrast(color, "#FFFFFF") >= 3, color
    for bloc, color in theme.BLOCS.items():
        assert contrast(color, "#FFFFFF" if bloc in theme.WHITE_ON else "#000000") >= 4.5, bloc
    for color in (theme.INK, theme.SOFT, *theme.STAGES.values()):  # they head their panels
        assert contrast(color, "#FFFFFF") >= 4.5, color


PAGE = [
    "import reelab",
    "from reelab import course, labs",
    "course.my_work()",
    "course.predict('01.arctic', labs.reserves.arctic)",
    "course.exercise('01.arctic-known')",
    "course.note('01.verdict')",
    "course.answer('01.arctic-known', 285)",
    "course.answer('01.arctic-known', 21.7)",
    "reelab.claim('C16')",
    "reelab.claims('01')",
    "reelab.load('reserves', edition=2026)",
    "course.compare('01')",
    "course.report('01')",
    "labs.scenario.chain()",
    "reelab.charts.reserves.life(labs.reserves._supply(), 2026)",
]


@pytest.mark.browser
def test_forms_cards_tables_and_a_chart_in_both_themes(visitor: Visitor, lab: Lab) -> None:
    (lab.folder / "a11y.ipynb").write_text(notebook(*(code(line) for line in PAGE)))
    page = visitor.page
    page.set_viewport_size({"width": 1366, "height": 3000})
    visitor.open("a11y.ipynb")
    change_theme(visitor, THEMES[1])  # a static chart keeps the colors it was drawn with
    visitor.run_all()
    page.get_by_role("button", name="Go on without a guess").click()
    page.locator(".reelab-chart svg.marks").nth(1).wait_for(timeout=60_000)
    for name in ("Show as table", "Where does this come from?"):
        page.get_by_role("button", name=name).first.click()
    page.locator(".reelab-facts table").nth(1).wait_for()
    assert audit(visitor, ".jp-OutputArea-output") == []


@pytest.mark.browser
def test_a_lab_is_worked_by_keys_alone(visitor: Visitor, lab: Lab) -> None:
    (lab.folder / "keys.ipynb").write_text(
        notebook(code("import reelab", "reelab.labs.reserves.mine()"))
    )
    visitor.open("keys.ipynb")
    visitor.run_all()
    page = visitor.page
    drawing = page.locator(".reelab-chart svg.marks")
    drawing.wait_for(timeout=30_000)
    page.get_by_label("Preset").focus()
    reached = []
    for _ in range(60):
        page.keyboard.press("Tab")
        here = page.evaluate(
            """() => {
                const here = document.activeElement;
                if (!here.closest(".reelab-panel")) return "";
                return here.getAttribute("aria-label") || here.labels?.[0]?.textContent
                    || here.textContent;
            }"""
        )
        if not here:
            break
        reached.append(here.strip())
        if here.strip() == "Pin to compare":
            page.keyboard.press("Space")
            page.get_by_role("button", name="Unpin").wait_for()
    rows = [assumptions.get(name) for name in labs.reserves.mine().inputs]
    for row in rows:
        assert reached.count(f"{row.label} ({row.unit})") == 2, "a slider, and a box for typing"
    for name in ("Reset", "Show uncertainty", "Show as table", "Scenario code", "Use this code"):
        assert name in reached
    before = drawing.get_attribute("aria-label")
    page.get_by_role("slider", name=f"{rows[0].label} ({rows[0].unit})").focus()
    page.keyboard.press("End")
    page.wait_for_function(
        "text => document.querySelector('.reelab-chart svg').getAttribute('aria-label') !== text",
        arg=before,
    )
