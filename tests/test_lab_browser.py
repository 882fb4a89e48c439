"""The labs in a real JupyterLab, in chromium, with the network off."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import SIZE, Lab, Visitor, code, notebook
from playwright.sync_api import Browser

from reelab import assumptions
from reelab.labs.reserves import presets
from reelab.models import mine

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def opened(browser: Browser, lab: Lab) -> Iterator[Visitor]:
    cells = code("import reelab", "lab = reelab.labs.reserves.mine()", "lab"), code("lab.code")
    (lab.folder / "mine.ipynb").write_text(notebook(*cells))
    context = browser.new_context(viewport=SIZE)
    visitor = Visitor(context, lab)
    visitor.open("mine.ipynb")
    yield visitor
    context.close()


@pytest.fixture
def mine_lab(opened: Visitor) -> Iterator[MineLab]:
    visitor = opened
    visitor.run_all()  # a new lab on the same page
    visitor.frames.clear()
    found = MineLab(visitor)
    yield found
    assert visitor.refused == [], "a request left the machine"
    assert visitor.errors == [], "the browser console holds an error"


class MineLab:
    """The mine lab on the page."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor, self.page = visitor, visitor.page
        self.svg = self.page.locator(".reelab-chart svg.marks")
        self.svg.wait_for(timeout=30_000)

    def slider(self, name: str):
        return self.page.get_by_role("slider").nth(mine.MINE.index(name))

    def box(self, name: str):
        return self.page.locator(".reelab-control input").nth(mine.MINE.index(name))

    def type(self, name: str, value: object) -> None:
        self.box(name).fill(str(value))
        self.box(name).press("Enter")

    def settings(self) -> dict[str, float]:
        boxes = self.page.locator(".reelab-control input").all()
        return {name: float(box.input_value()) for name, box in zip(mine.MINE, boxes, strict=True)}

    def drawn(self) -> dict[str, float]:
        """Read the numbers that the marks of this run carry for a screen reader."""
        labels = self.svg.locator("[aria-roledescription=bar]").evaluate_all(
            "marks => marks.map(mark => mark.getAttribute('aria-label'))"
        )
        parts = {}
        for label in labels:
            words = dict(item.split(": ", 1) for item in label.split("; "))
            if words["run"] == "this run":
                parts[words["part"]] = float(next(iter(words.values())).replace("\u2212", "-"))
        return parts

    def widths(self) -> dict[str, float]:
        """Read how wide the bars of this run are drawn."""
        return {
            re.search(r"part: (\w+)", label)[1]: float(re.search(r"h([\d.]+)", path)[1])
            for label, path in self.svg.locator("[aria-roledescription=bar]").evaluate_all(
                "bars => bars.map(bar => [bar.getAttribute('aria-label'), bar.getAttribute('d')])"
            )
            if "run: this run" in label
        }

    def texts(self) -> list[str]:
        return self.svg.locator("text").evaluate_all("all => all.map(text => text.textContent)")

    def agrees(self, settings: dict[str, float]) -> None:
        """Hold what is drawn against the model."""
        self.page.wait_for_function(
            "wanted => document.querySelector('.reelab-chart svg').getAttribute('aria-label')"
            " === wanted",
            arg=f"{mine.verdict(**settings)}. {mine.needs(**settings)}",
            timeout=10_000,
        )
        wanted = parts(settings)
        assert self.drawn() == pytest.approx(wanted, rel=1e-9)
        total, width = sum(wanted.values()), self.widths()
        for part, value in wanted.items():
            assert width[part] / sum(width.values()) == pytest.approx(value / total, abs=0.01)
        assert mine.verdict(**settings) in self.texts()
        assert f"{total:,.1f}" in self.texts()


def parts(settings: dict[str, float]) -> dict[str, float]:
    found = mine.outcomes(**settings)
    separation = settings["separation_cost"] * settings["opex_multiplier"]
    return {
        "Mining": found["Operating cost (USD/kg REO)"] - separation,
        "Separation": separation,
        "Capital": found["Capital charge (USD/kg REO)"],
    }


def test_every_slider_answers_the_arrow_keys(mine_lab: MineLab) -> None:
    settings = assumptions.values(mine.MINE)
    mine_lab.agrees(settings)
    for name in mine.MINE:
        row = assumptions.get(name)
        mine_lab.slider(name).focus()
        mine_lab.page.keyboard.press("ArrowRight")
        settings[name] = row.tidy(row.default + row.step)
        mine_lab.agrees(settings)
        mine_lab.page.keyboard.press("ArrowLeft")
        settings[name] = row.default
        mine_lab.agrees(settings)


def test_every_control_at_its_ends_and_in_random_corners(mine_lab: MineLab) -> None:
    settings = assumptions.values(mine.MINE)
    for name in mine.MINE:
        row = assumptions.get(name)
        for key, end in (("Home", row.low), ("End", row.high)):
            mine_lab.slider(name).focus()
            mine_lab.page.keyboard.press(key)
            mine_lab.agrees({**settings, name: end})
        mine_lab.type(name, row.default)
        mine_lab.agrees(settings)
    corner = random.Random(1)
    for _ in range(5):
        for name in mine.MINE:
            row = assumptions.get(name)
            settings[name] = corner.choice([row.low, row.high])
            mine_lab.type(name, settings[name])
        mine_lab.agrees(settings)
    assert mine_lab.settings() == settings


def test_presets_reset_and_the_kernel(mine_lab: MineLab) -> None:
    page, default = mine_lab.page, assumptions.values(mine.MINE)
    for name, preset in presets("mine").items():
        page.get_by_label("Preset").select_option(name)
        mine_lab.agrees({**default, **preset})
    page.get_by_role("button", name="Reset").click()
    mine_lab.agrees(default)
    assert page.get_by_label("Preset").input_value() == "Defaults"
    mine_lab.type("grade", 5)
    mine_lab.agrees({**default, "grade": 5})
    mine_lab.visitor.run_all()  # the lab is made anew; the kernel has heard of nothing twice
    mine_lab.agrees(default)


def test_out_of_range_is_a_sentence_and_nothing_is_lost(mine_lab: MineLab) -> None:
    mine_lab.type("grade", 4)
    settings = {**assumptions.values(mine.MINE), "grade": 4.0}
    mine_lab.agrees(settings)
    for wrong in ("400", "-1", "1e9"):
        mine_lab.type("grade", wrong)
        note = mine_lab.page.locator(".reelab-note")
        note.filter(has_text="out of range. Ore grade: 0.1 to 15 % TREO.").wait_for()
        mine_lab.page.wait_for_function(
            "n => document.querySelectorAll('.reelab-control input')[n].value === '4'",
            arg=mine.MINE.index("grade"),
        )
        mine_lab.agrees(settings)
    mine_lab.box("grade").focus()
    mine_lab.page.keyboard.press("Control+a")
    mine_lab.page.keyboard.type("abc")  # a number box takes no letters
    mine_lab.page.keyboard.press("Enter")
    mine_lab.agrees(settings)
    mine_lab.type("grade", 5)
    note.filter(has_text=re.compile("^$")).wait_for(state="attached")  # it goes with the next move


def test_pin_keeps_the_run_and_the_table_tells_both(mine_lab: MineLab) -> None:
    page, default = mine_lab.page, assumptions.values(mine.MINE)
    page.get_by_role("button", name="Pin to compare").click()
    mine_lab.svg.get_by_text("pinned", exact=True).wait_for()
    mine_lab.type("capex", 1500)
    changed = {**default, "capex": 1500}
    mine_lab.agrees(changed)
    needed = [f"{mine.outcomes(**run)['Break-even basket price (USD/kg TREO)']:,.1f}"
              for run in (default, changed)]  # fmt: skip
    assert set(needed) <= set(mine_lab.texts())
    page.get_by_role("button", name="Show as table").click()
    row = page.locator(".reelab-facts tr", has_text="Break-even")
    row.wait_for()
    cells = [float(text) for text in row.locator("td.number").all_inner_texts()]
    wanted = [mine.outcomes(**run)["Break-even basket price (USD/kg TREO)"]
              for run in (changed, default)]  # fmt: skip
    assert cells == pytest.approx(wanted, rel=1e-3)
    page.get_by_role("button", name="Unpin").click()
    page.wait_for_function(
        "() => ![...document.querySelectorAll('.reelab-chart text')]"
        ".some(t => t.textContent === 'pinned')"
    )


def test_a_code_is_shared_and_a_damaged_one_refused(mine_lab: MineLab) -> None:
    page, default = mine_lab.page, assumptions.values(mine.MINE)
    box = page.get_by_label("Scenario code")
    mine_lab.type("grade", 7.03)  # between two steps
    changed = {**default, "grade": 7.03}
    mine_lab.agrees(changed)
    page.wait_for_function(
        "() => [...document.querySelectorAll('.reelab-panel input[type=text]')]"
        ".some(b => b.value.includes('grade=7.03'))"
    )
    shared = box.input_value()
    page.get_by_role("button", name="Reset").click()
    mine_lab.agrees(default)
    for wrong, reason in (
        (shared.replace("grade=7.03", "grade=8"), "damaged"),
        (shared[:-3], "damaged"),
        ("__import__('os')", "not a scenario code"),
        (shared.replace("reelab1", "reelab2"), "newer version"),
    ):
        box.fill(wrong)
        page.get_by_role("button", name="Use this code").click()
        page.locator(".reelab-status").filter(has_text=reason).wait_for()
        mine_lab.agrees(default)
    box.fill(f"  {shared[:30]}\n{shared[30:]} ")
    page.get_by_role("button", name="Use this code").click()
    page.locator(".reelab-status").filter(has_text="The code is loaded.").wait_for()
    mine_lab.agrees(changed)
    assert mine_lab.settings() == changed


def test_sources_stand_behind_the_picture(mine_lab: MineLab) -> None:
    page = mine_lab.page
    page.get_by_role("button", name="Where does this come from?").click()
    facts = page.locator(".reelab-facts").nth(1)
    facts.get_by_text("Assumptions", exact=True).wait_for()
    text = facts.inner_text()
    for word in ("Discount rate", "judgement", "seen", "Halleck Creek", "Tomtor"):
        assert word in text


def test_uncertainty_is_pushed_and_the_last_value_wins(mine_lab: MineLab) -> None:
    page = mine_lab.page
    page.get_by_role("button", name="Show uncertainty").click()
    page.wait_for_function(
        "() => document.querySelector('.reelab-chart .mark-area path')?.getAttribute('d')"
        "?.length > 50"
    )
    mine_lab.slider("capex").focus()
    for _ in range(30):
        page.keyboard.press("ArrowRight")
    settings = {**assumptions.values(mine.MINE), "capex": 800.0}
    mine_lab.agrees(settings)
    page.get_by_role("button", name="Show uncertainty").click()
    page.wait_for_function(
        "() => !document.querySelector('.reelab-chart .mark-area path')?.getAttribute('d')"
    )


def test_nothing_is_replaced_while_a_slider_moves(mine_lab: MineLab) -> None:
    page = mine_lab.page
    page.evaluate(
        """() => {
            const svg = document.querySelector(".reelab-chart svg");
            window.kept = [svg, ...svg.querySelectorAll(".mark-group, .role-frame")];
            window.lost = 0;
            new MutationObserver(list => {
                for (const change of list) for (const node of change.removedNodes)
                    if (window.kept.some(kept => node.contains?.(kept))) window.lost += 1;
            }).observe(document.body, {childList: true, subtree: true});
        }"""
    )
    mine_lab.slider("basket_price").focus()
    for _ in range(20):
        page.keyboard.press("ArrowRight")
    mine_lab.agrees({**assumptions.values(mine.MINE), "basket_price": 30.0})
    assert page.evaluate("() => window.kept.length") > 3
    assert page.evaluate("() => window.lost") == 0
    assert page.evaluate("() => window.kept.every(node => node.isConnected)")


def test_the_engine_travels_once(visitor: Visitor, lab: Lab) -> None:
    cells = [code("import reelab", "lab = reelab.labs.reserves.mine")]
    cells += [code(f"lab(grade={grade})") for grade in (1, 2, 3)]
    (lab.folder / "three.ipynb").write_text(notebook(*cells))
    visitor.open("three.ipynb")
    visitor.run_all()
    charts = visitor.page.locator(".reelab-chart svg.marks")
    charts.nth(2).scroll_into_view_if_needed()
    charts.nth(2).wait_for(timeout=30_000)
    engines = [len(frame) for frame in visitor.frames if b'"digest"' in frame]
    live = [len(frame) for frame in visitor.frames if b"reelab.labs.live.LiveChart" in frame]
    assert len(engines) == 1
    assert 300_000 < engines[0] < 500_000
    assert len(live) == 3
    assert max(live) < 30_000


def test_a_saved_lab_reopens_without_a_kernel(visitor: Visitor, lab: Lab) -> None:
    cells = [
        code("import reelab", "reelab.labs.reserves.mine(grade=5.03)"),
        code("values = reelab.assumptions.values(reelab.models.mine.MINE)",
             "reelab.charts.mine.economics(values)"),
    ]  # fmt: skip
    (lab.folder / "saved.ipynb").write_text(notebook(*cells))
    visitor.open("saved.ipynb")
    visitor.run_all()
    page = visitor.page
    page.locator(".reelab-chart svg.marks").wait_for(timeout=30_000)
    page.locator(".vega-embed svg.marks").nth(1).wait_for(timeout=30_000)
    page.wait_for_timeout(1000)
    visitor.command("docmanager:save")
    page.wait_for_timeout(2000)
    page.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.shutdown()")
    page.wait_for_timeout(1000)
    saved = Path(lab.folder / "saved.ipynb").read_text()
    assert "application/vnd.jupyter.widget-state+json" in saved
    visitor.reload("saved.ipynb")
    page.locator(".reelab-chart svg.marks").wait_for(timeout=60_000)
    assert "model not found" not in page.content()
    assert page.locator(".vega-embed svg.marks").count() == 2
    said = page.locator(".reelab-panel").evaluate("e => getComputedStyle(e, '::before').content")
    assert "kernel of this cell has ended" in said
    # The sliders still move the picture.
    page.get_by_role("slider").nth(0).focus()
    page.keyboard.press("ArrowRight")
    settings = assumptions.values(mine.MINE, grade=5.03, basket_price=20.5)
    page.get_by_text(mine.verdict(**settings)).first.wait_for()
    assert visitor.refused == []
