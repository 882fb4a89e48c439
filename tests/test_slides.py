"""Slides: every formula is drawn, a page needs no network, keys move, and a broken cell is told."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from xml.dom import minidom

import nbformat
import pytest
from conftest import ROOT, code, notebook
from playwright.sync_api import Browser

from reelab.course import cli, mathml, questions, slides, workspace
from reelab.errors import CourseError

FORMULAS = [
    (latex, block)
    for path in sorted((ROOT / "notebooks").glob("[0-9]*.ipynb"))
    for cell in nbformat.read(path, 4).cells
    if cell.cell_type == "markdown"
    for _, latex, block in mathml.formulas(cell.source)
]


def text(number: int, source: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "id": f"text{number}", "metadata": {}, "source": source}


LESSON = notebook(
    text(1, "# A lesson & more\n\n- one\n- two"),
    code(
        "from reelab import labs, load", "from reelab.course import my_work, predict", "my_work()"
    ),
    text(
        2, "## First\n\nA share of $s_i^2$ and\n\n$$H = \\sum_i s_i^2$$\n\nin *all*.\n\n### Deeper"
    ),
    code('predict("01.arctic", labs.reserves.arctic)'),
    text(
        3, "*Why?*\n\n<details><summary>Answer</summary>\n\nSo $p > q$.\n\n</details>\n\n## Second"
    ),
    code('x = "<b>"', "print(x)", 'load("elements").head(2)'),
    text(4, "## Third"),
    code('predict("06.neck")'),
    code('print("metal limits India")'),
    text(5, "*Why metal?*"),
    code("21 * 2"),
    text(6, "## Fourth\n\n" + "A paragraph of a few words.\n\n" * 30),
)


def test_every_formula_of_the_notebooks_is_drawn() -> None:
    assert len(FORMULAS) > 50
    for latex, block in FORMULAS:
        drawn = minidom.parseString(mathml.to_mathml(latex, block)).documentElement
        assert drawn.tagName == "math"
        assert drawn.hasAttribute("display") == block
        letters = re.sub(r"\\[A-Za-z]+|[^A-Za-z]", "", latex)
        shown = "".join(
            node.firstChild.data
            for kind in ("mi", "mtext")
            for node in drawn.getElementsByTagName(kind)
        )
        assert set(letters) <= set(shown)


@pytest.mark.parametrize(("latex", "drawn"), [
    ("P^{*}", "<msup><mi>P</mi><mrow><mo>\u2217</mo></mrow></msup>"),
    ("s_1^2", "<msubsup><mi>s</mi><mn>1</mn><mn>2</mn></msubsup>"),
    (r"\min_i", '<munder><mi mathvariant="normal">min</mi><mi>i</mi></munder><mspace'),
    (r"\frac{1}{\ln x}", '<mfrac><mrow><mn>1</mn></mrow><mrow><mi mathvariant="normal">ln</mi>'
     '<mspace width="0.17em"/><mi>x</mi></mrow></mfrac>'),
    ("a < b", "<mi>a</mi><mo>&lt;</mo><mi>b</mi>"),
])  # fmt: skip
def test_a_formula(latex: str, drawn: str) -> None:
    assert drawn in mathml.to_mathml(latex)


@pytest.mark.parametrize("latex", ["\\frac{1}", "x^", "{x", "x}", "\\unknown x", "\\text{a"])
def test_a_formula_that_is_not_known_is_told(latex: str) -> None:
    with pytest.raises(CourseError, match="The formula"):
        mathml.to_mathml(latex)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The slides of a lesson, as the command writes them."""
    folder = tmp_path_factory.mktemp("lesson")
    (folder / "01_lesson.ipynb").write_text(LESSON, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(workspace, "NOTEBOOKS", folder)
        assert cli.main(["class", "slides", str(folder / "out")]) == 0
    assert not (folder / "my-work.json").exists()
    return folder / "out" / "01_lesson.html"


def test_a_lesson_becomes_one_page_that_needs_nothing(made: Path) -> None:
    page = made.read_text(encoding="utf-8")
    assert not re.search(r"(?:src|href)=\"(?!data:|#)|@import|url\(", page)
    assert "<title>A lesson &amp; more</title>" in page
    labels = re.findall(r'<section aria-label="([^"]+)"', page)
    assert [label.split(",")[0] for label in labels] == [
        "A lesson &amp; more", "First", "Deeper", "Deeper", "Second", "Third", "Third", "Third",
        "Fourth",
    ]  # fmt: skip
    assert "my_work" not in page
    assert "predict(" not in page, "a call that only shows something is not shown itself"
    assert "&lt;b&gt;" in page
    assert "<math" in page
    assert "$" not in re.sub(r"<script>.*", "", page, flags=re.DOTALL).replace("$$", "")
    spoken = re.findall(r'<details><summary>After the guess</summary><img alt="([^"]+)" src="data:',
                        page)  # fmt: skip
    assert len(spoken) == 1
    assert len(spoken[0]) > 60
    folded = re.findall(
        r"<summary>After the guess</summary><pre class=\"said\">(.*?)\n?</pre>", page
    )
    assert folded == ["metal limits India", "42"], "up to the next heading"
    guess = page[page.index("Which stage will limit") : page.index("metal limits India")]
    assert re.findall(r"<li>(.*?)</li>", guess) == list(questions.get("06.neck").form.options)


def test_a_cell_that_fails_and_a_file_that_is_none(tmp_path: Path) -> None:
    path = tmp_path / "x.ipynb"
    path.write_text(notebook(code("1 / 0")))
    with pytest.raises(CourseError, match=r"A cell of x\.ipynb failed: ZeroDivisionError"):
        slides.slides(path)
    path.write_text(json.dumps({"a": 1}))
    with pytest.raises(CourseError, match="cannot be read as a notebook"):
        slides.slides(path)


@pytest.mark.browser
def test_keys_move_and_nothing_leaves_the_machine(browser: Browser, made: Path) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page, asked = context.new_page(), []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(made.as_uri())
    shown = page.locator("section:visible")
    assert shown.count() == 1
    page.keyboard.press("ArrowRight")
    assert shown.locator("h2").inner_text() == "First"
    count = page.evaluate("slides.length")
    assert count > 9, "what is too long goes on"
    assert page.locator("#where").inner_text() == f"2 / {count}"
    formula = shown.locator("math[display=block]").bounding_box()
    assert formula
    assert formula["height"] > 30, "the formula is drawn, with its sum sign"
    page.keyboard.press("End")
    assert page.locator("#on").is_disabled()
    assert shown.locator(".again").inner_text() == "Fourth"
    assert shown.get_attribute("aria-label") == f"Fourth, slide {count} of {count}"
    for number in range(count):
        page.evaluate("number => show(number)", number)
        assert page.evaluate("slides[now].scrollHeight <= innerHeight"), number
    page.set_viewport_size({"width": 1280, "height": 2000})
    page.wait_for_function("slides.length === 9")
    assert shown.locator("h2").inner_text() == "Fourth"
    assert shown.locator("p").count() == 30
    page.set_viewport_size({"width": 1280, "height": 800})
    page.wait_for_function(f"slides.length === {count}")
    page.evaluate("show(3)")
    summary = shown.locator("summary").first
    summary.focus()
    page.keyboard.press(" ")
    assert page.locator("#where").inner_text() == f"4 / {count}", "space opens what is folded"
    shown.locator("img").wait_for()
    page.reload()
    assert page.locator("#where").inner_text() == f"4 / {count}"
    page.emulate_media(media="print")
    assert page.locator("section:visible").count() == count
    assert {url.split(":")[0] for url in asked} <= {"file", "data"}
    context.close()
