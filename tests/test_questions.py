"""Questions and answers: whatever is answered, a sentence that helps comes back."""

from __future__ import annotations

import contextlib
import io
import linecache
import math
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import altair as alt
import nbformat
import numpy as np
import pandas as pd
import pytest
from conftest import ROOT
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reelab import course, labs, load, models
from reelab.course import forms, keeping, questions
from reelab.course.answers import Finding, Number, Option, Ranking
from reelab.course.question import Judgement, Question, judge
from reelab.course.work import NAME, Work
from reelab.errors import CourseError

ALL = [
    question for notebook in questions.notebooks() for question in questions.of(notebook).values()
]
TASKS = [question for question in ALL if question.grade]
SEEDS = range(12)
LENGTH = Question(
    id="99.length", text="How long?", form=Number("million t"), answer=lambda _: 17.1, grade="vary",
    mistakes=((lambda _: 2.28, "You took the other whole."),),
)  # fmt: skip
CHOICE = Question("99.choice", "Which?", Option(("China", "Brazil")), lambda _: "Brazil")
ORDER = Question(
    "99.order", "In order?", Ranking(("Brazil", "China", "India", "Russia"), 3),
    lambda _: ["Brazil", "Russia", "China"],
)  # fmt: skip
HUNT = Question(
    "99.hunt", "What is wrong?", Finding(Option(("the whole", "the unit", "the year")),
    Number("%")), lambda _: ("the whole", 5.1), grade="hunt", mistakes=(
        (lambda _: ("the unit", 5.1), "The unit is right."),
        (lambda _: ("the whole", 38), "That is still the other whole."),
    ),
)  # fmt: skip

CALM = settings(deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
"""A busy machine is no failure."""


@pytest.fixture
def own_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of one's own for the work of a test."""
    monkeypatch.setattr(keeping, "_home", lambda: tmp_path)
    yield tmp_path
    keeping._kept.cache_clear()


# The questions of the course


@pytest.mark.parametrize("question", ALL, ids=lambda q: q.id)
def test_the_right_answer_is_right_for_every_student(question: Question) -> None:
    for seed in SEEDS:
        right = question.answer(question.params(seed))
        assert judge(question, right, seed).right is True
        for text in (question.text, question.hint, question.solution):
            assert "{" not in question.words(text, seed)


@pytest.mark.parametrize("question", TASKS, ids=lambda q: q.id)
def test_a_likely_mistake_is_met_with_its_own_sentence(question: Question) -> None:
    assert question.mistakes
    assert question.hint
    assert question.solution
    for seed in SEEDS:
        params = question.params(seed)
        for wrong, sentence in question.mistakes:
            found = judge(question, wrong(params), seed)
            assert found.right is False, (params, sentence)
            sentences = [text.format(**params) for _, text in question.mistakes]
            assert any(text in found.text for text in sentences)


def test_students_get_different_numbers_and_each_the_same_again() -> None:
    drawn = [question for question in TASKS if question.params(1)]
    assert drawn
    for question in drawn:
        assert len({str(question.params(seed)) for seed in range(40)}) > 2
        assert question.params(7) == question.params(7)
        answers = {question.form.say(question.answer(question.params(seed))) for seed in range(40)}
        assert len(answers) > 1


def test_a_notebook_asks_each_of_its_questions_once() -> None:
    for notebook in questions.notebooks():
        path = next((ROOT / "notebooks").glob(f"{notebook}_*.ipynb"))
        code = [cell.source for cell in nbformat.read(path, 4).cells if cell.cell_type == "code"]
        asked = re.findall(r'(?:predict|exercise)\("([^"]+)"', "\n".join(code))
        assert sorted(asked) == sorted(questions.of(notebook))
        answered = re.findall(r'answer\("([^"]+)"', "\n".join(code))
        build = [q.id for q in questions.of(notebook).values() if q.grade == "build"]
        assert sorted(answered) == sorted(build)
        grades = [q.grade for q in questions.of(notebook).values()]
        assert {"", "read", "vary", "build", "hunt"} == set(grades)
        assert grades.count("hunt") == 1
        assert 5 <= len([grade for grade in grades if grade]) <= 7


def test_the_cell_above_does_not_give_the_answer() -> None:
    """Exercise 5 asks for other multipliers than the notebook has computed with."""
    from reelab.course.questions.reserves import _times

    for seed in range(200):
        assert judge(questions.get("01.times"), _times(2, 1.45), seed).right is False


# What may be answered


@pytest.mark.parametrize("given", [
    17.1, 17, "17.1", "17,1", " 17.1 Mt", "17.1 million t", "17.1 million tonnes", np.float64(17.1),
    pd.Series([17.1]), pd.DataFrame({"x": [17.1]}), [17.1], np.array(17.1), lambda: 17.1, "1.71e1",
    "+17.1", np.float32(17.1),
])  # fmt: skip
def test_right_in_any_dress(given: Any) -> None:
    assert judge(LENGTH, given, 0).right is True


@pytest.mark.parametrize(("given", "words"), [
    (None, "Nothing came back"), ("", "Nothing is there"), ("many", "is not a number"),
    (math.nan, "not a number"), (math.inf, "not a number"), (pd.NA, "Nothing came back"),
    (True, "a number is asked for"), (pd.Series([1, 2]), "of 2 values"), ([], "of 0 values"),
    ({"a": 1}, "a dictionary"), ("17.1 kg", "taken in million t"),
    (10**400, "far too large"), ("1e400", "far too large"), (1j, "a complex"),
    (lambda: 1 / 0, "ZeroDivisionError"),
    (lambda: nothing, "run the cells above"), (lambda: {}["x"], "there is no 'x'"),  # noqa: F821
    (lambda: pd.DataFrame()["life"], "look at its columns"), (int, "a number is asked for"),
    (lambda: np.ones(3).mean, "returns a function: add () to call it"),
    (lambda: 100 * np.ones(3).mean, "TypeError: unsupported operand"),
    (lambda: 100 * pd.Series([1]).mean, "'method'. There is a function: add () to call it"),
    (lambda x: x, "TypeError"), (pd.DataFrame(), "0 rows by 0 columns"),
    (..., "Nothing came back"), ((1, 2), "with [0] or [1]"), (pd.Series([1, 2]), ".iloc[0]"),
    (pd.DataFrame({"a": range(14), "b": 0}), "a whole table (14 rows by 2 columns)"),
    (lambda: pd.Series([1])["magnet"], "there is no 'magnet'. Show the table and look at its col"),
    (lambda: pd.Series([1])["magnet"], "its rows, which .loc[...] takes"),
    (lambda: load("productin"), "Did you mean 'production'?"),
    ("12.5.5", "'12.5.5' cannot be read: write decimals with one point"),
    ("1.234,5", "one point"), ("1.234.567", "one point"), ("1,2.5", "one point"),
    ("12,5,5", "one point"),
])  # fmt: skip
def test_what_cannot_be_read_is_told_why(given: Any, words: str) -> None:
    found = judge(LENGTH, given, 0)
    assert found.right is None
    assert words in found.text


@pytest.mark.parametrize(("form", "given", "words"), [
    (Number("times", low=0), "-3", "-3 cannot be: a number from 0 on"),
    (Number("%", low=0, high=100), 101, "from 0 to 100"),
    (Number("of 6", low=0, high=6, whole=True), "2.5", "a whole number from 0 to 6"),
    (Number("t"), "5 5", "not one number"), (Number("t"), "1/2", "write the result"),
    (Option(("A", "B")), None, "Choose one first: A, B."),
])  # fmt: skip
def test_what_cannot_be_is_not_kept(form: Any, given: Any, words: str) -> None:
    with pytest.raises(CourseError, match=re.escape(words)):
        form.read(given)


@pytest.mark.parametrize(("given", "value"), [
    ("17 100 000", 17.1e6), ("17,100,000", 17.1e6), ("1,71,00,000", 17.1e6), ("1,234.5", 1234.5),
    ("1 234,5", 1234.5), ("3,7e2", 370), ("12,5e0", 12.5), ("0,285", 0.285), ("-3,5", -3.5),
])  # fmt: skip
def test_thousands_and_decimals_in_every_dress(given: str, value: float) -> None:
    assert Number("t").read(given) == value


def test_an_example_fits_what_is_asked() -> None:
    for form, example in ((Number("deals", whole=True), "such as 12."), (Number("t"), "12.5.")):
        with pytest.raises(CourseError, match=re.escape(example)):
            form.read("eighteen")


@pytest.mark.parametrize(("given", "words"), [
    (2.28, "the other whole"), (17.1e6, "1,000,000 times too large"), (0.171, "100 times"),
    (1 / 17.1, "wrong way round"), (-17.1, "sign"), (16, "too small"), (19, "too large"),
    (17100, "1,000 times too large"),
])  # fmt: skip
def test_a_wrong_number_is_told_how(given: float, words: str) -> None:
    found = judge(LENGTH, given, 0)
    assert found.right is False
    assert words in found.text


@pytest.mark.parametrize(("question", "given", "right", "words"), [
    (CHOICE, "brazil", True, "Right"), (CHOICE, "China", False, "not yet"),
    (CHOICE, "Brasil", None, "Did you mean 'Brazil'?"), (CHOICE, 3, None, "not an option"),
    (ORDER, "Brazil, russia; China", True, "Right"),
    (ORDER, ["Brazil", "China", "Russia"], False, "their order is not"),
    (ORDER, ["Brazil", "China", "India"], False, "2 of the 3 names"),
    (ORDER, ["Brazil", "Brazil", "China"], None, "'Brazil' stands there twice; 3 different"),
    (ORDER, pd.array(["Brazil", "Russia", "China"]), True, "Right"),
    (ORDER, {1: "Brazil"}.values(), None, "there are 1"), (ORDER, {"Brazil"}, None, "a set"),
    (ORDER, ["Brazil", "China"], None, "there are 2"), (ORDER, 5, None, "a list of 3 names"),
    (ORDER, pd.DataFrame({"a": [1, 2, 3], "name": ["Brazil", "Russia", "China"]}), True, "Right"),
    (ORDER, pd.Series([1, 2, 3], index=["Brazil", "Russia", "China"]), True, "Right"),
    (ORDER, pd.DataFrame({"a": [1]}), None, "no column of names"),
    (ORDER, ["Brasil", "China", "India"], None, "Did you mean 'Brazil'?"),
])  # fmt: skip
def test_choices_and_rankings(question: Question, given: Any, right: Any, words: str) -> None:
    found = judge(question, given, 0)
    assert found.right is right
    assert words in found.text


@pytest.mark.parametrize(("given", "right", "words"), [
    (("The whole", "5,1 %"), True, "Right: the whole; 5.1%."),
    (["the unit", 5.1], False, "The unit is right."), (["the unit", 38], False, "unit is right"),
    (["the whole", 38], False, "still the other whole"),
    (["the whole", 0.051], False, "The flaw is found. It is 100 times too small"),
    (["the year", 5.1], False, "Hold what the cell computes"),
    (["", "5.1"], None, "Choose one first"), (["the whole", ""], None, "Nothing is there"),
    ("the whole", None, "Two things are asked for"), (["the hole", 5], None, "Did you mean"),
])  # fmt: skip
def test_a_flaw_is_named_and_its_number_mended(given: Any, right: Any, words: str) -> None:
    found = judge(HUNT, given, 0)
    assert found.right is right
    assert words in found.text


HUNTS = [question for question in ALL if question.grade == "hunt"]


@pytest.mark.parametrize("question", HUNTS, ids=lambda q: q.id)
def test_a_hunt_is_fair(question: Question) -> None:
    """Each wrong finding is met with its own sentence, and the broken number is not right."""
    assert isinstance(question.form, Finding)
    for seed in SEEDS:
        flaw, number = question.answer(question.params(seed))
        spoken = [judge(question, (option, number), seed) for option in question.form.flaw.options]
        assert sum(found.right is True for found in spoken) == 1
        assert len({found.text for found in spoken}) == len(spoken)
        assert not any("Hold what" in found.text for found in spoken)
        path = next((ROOT / "notebooks").glob(f"{question.id[:2]}_*.ipynb"))
        cell = next(
            cell.source for cell in nbformat.read(path, 4).cells
            if f'exercise("{question.id}")' in cell.source
        )  # fmt: skip
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(cell.rpartition("exercise(")[0], {"load": load, "labs": labs, "models": models})
        shown = [
            float(found.replace(",", "")) for found in re.findall(r"[\d.,]*\d", printed.getvalue())
        ]
        assert shown
        for value in shown:
            assert judge(question, (flaw, value), seed).right is False


class Hostile:
    """An answer whose own methods fail."""

    def __float__(self) -> float:
        raise RuntimeError("no")

    def __str__(self) -> str:
        raise RuntimeError("no")


@CALM
@given(st.one_of(
    st.text(), st.integers(), st.floats(), st.complex_numbers(), st.binary(), st.none(),
    st.lists(st.one_of(st.text(), st.floats(), st.none())), st.dictionaries(st.text(), st.text()),
    st.just(Hostile()), st.builds(lambda rows: pd.DataFrame({"x": rows}), st.lists(st.text())),
    st.functions(like=lambda: None, returns=st.one_of(st.floats(), st.text())),
))  # fmt: skip
@pytest.mark.parametrize("question", [LENGTH, CHOICE, ORDER, HUNT], ids=lambda q: q.id)
def test_anything_at_all_gets_a_sentence(question: Question, given: Any) -> None:
    found = judge(question, given, 0)
    assert isinstance(found, Judgement)
    assert 10 < len(found.text) < 1000
    assert "Traceback" not in found.text
    assert "<" not in re.sub(r"<[^>]*>", "", found._repr_html_())


# What a notebook calls


def test_answers_are_kept_and_right_stays_right(own_work: Path) -> None:
    assert course.answer("01.arctic-known", 2.28).right is False
    assert course.answer("01.arctic-known", 17.1).right is True
    assert course.answer("01.arctic-known", "oops").right is None
    assert course.answer("01.arctic-known", 5).right is False
    course.answer("01.arctic-known", 17.1)
    kept = keeping.current().get("answer", "01.arctic-known")
    assert kept == {"given": "17.1 million t", "right": True, "tries": 3}


def test_a_hunt_on_the_page(own_work: Path) -> None:
    form = course.exercise("01.hunt")
    flaw, number = form.entry.children
    form.check.click()
    assert "Choose one first" in form._status.value
    right = form.question.answer(form.question.params(form.kept.content.seed))
    flaw.value, number.value = right[0], "1"
    form.check.click()
    assert "The flaw is found. It is too small." in form._status.value
    number.value = f"{right[1]:.3f} %"
    form.check.click()
    assert "Right: part and whole are of two editions; " in form._status.value
    assert keeping.current().get("answer", "01.hunt")["right"] is True


def test_a_copied_note_is_the_same_note(own_work: Path) -> None:
    one, two = course.note("01.guesses"), course.note("01.guesses", "copied")
    one.area.value = "first"
    two.area.value += "!"
    assert one.area.value == keeping.current().get("note", "01.guesses") == "first!"
    assert course.note("01.other") is not one
    assert "copied" in course.note("01.guesses", "copied").area.description
    assert course.note("01.guesses", "Anew?").area.description == "Anew?", "the text is the same"


@pytest.mark.parametrize("id", ["", "  ", None, 6])
def test_a_note_needs_a_name(own_work: Path, id: Any) -> None:
    with pytest.raises(CourseError, match="A note needs the notebook and a word"):
        course.note(id)


@pytest.mark.parametrize(("id", "right"), [
    ("3.guesses", "03.guesses"), ("x", "01.x"), ("09.mine", "01.mine"), ("01.", "01.mine"),
    ("01.my note", "01.my-note"), ("00.mine", "01.mine"),
])  # fmt: skip
def test_a_note_belongs_to_a_notebook(own_work: Path, id: str, right: str) -> None:
    """Where no report would find the text, nothing is typed in."""
    with pytest.raises(CourseError, match=f'rite "{right}"'):
        course.note(id)
    course.note(right).area.value = "kept"
    assert "kept" in course.report(right[:2]).page


def test_two_windows_on_one_note_lose_neither(own_work: Path) -> None:
    here = course.note("01.guesses")
    here.area.value = "mine"
    Work(own_work / NAME).put("note", "01.guesses", "theirs")
    here.area.value = "mine!"
    assert keeping.current().get("note", "01.guesses") == "mine!\n\ntheirs"
    assert "both texts are kept" in here._status.value
    here.area.value += "?"
    assert keeping.current().get("note", "01.guesses") == "mine!\n\ntheirs?"


def test_over_a_function_nothing_goes_wrong(own_work: Path) -> None:
    @course.answer("01.longest")
    def broken() -> Any:
        return nowhere  # type: ignore[name-defined]  # noqa: F821

    assert broken.right is None
    assert "run the cells above" in str(broken)


def test_code_that_nobody_wrote_is_not_kept(own_work: Path) -> None:
    """Run All runs the starter too; it is judged, but it is no try."""
    path = next((ROOT / "notebooks").glob("02_*.ipynb"))
    code = next(cell.source for cell in nbformat.read(path, 4).cells
                if cell.source.startswith('@answer("02.least")'))  # fmt: skip
    markets = pd.DataFrame({"market": ["Japan", "India", "United States"]})
    for source, tries in ((code, 0), (code.replace("head", "tail"), 1)):
        assert source.count("markets") == 1
        name = f"<lesson {tries}>"
        linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
        found: dict[str, Any] = {"answer": course.answer, "markets": markets}
        exec(compile(source, name, "exec"), found)
        assert found["my_two"].right is not None
        assert (keeping.current().get("answer", "02.least") or {"tries": 0})["tries"] == tries


def test_a_prediction_is_not_judged_before_the_guess(own_work: Path) -> None:
    for call in (lambda: course.answer("03.buyer", 50), lambda: course.answer("03.buyer")):
        with pytest.raises(CourseError, match=r'is a prediction: predict\("03.buyer"\) shows it'):
            call()
    assert not keeping.current().content.entries
    with pytest.raises(CourseError, match=r'over the function: @answer\("01.longest"\)'):

        @course.answer
        def forgotten() -> None: ...


def test_without_an_answer_it_says_what_is_missing(own_work: Path) -> None:
    said = repr(course.answer("04.half"))
    assert 'write answer("04.half", 12.5), or put @answer("04.half") over a function' in said
    assert 'answer("02.least", ["...", "..."])' in repr(course.answer("02.least"))


@pytest.mark.parametrize("id", ["01.lengest", "07.x", "", None, 3])
def test_a_mistyped_id_is_told(own_work: Path, id: Any) -> None:
    for call in (course.answer, course.predict, course.exercise):
        with pytest.raises(CourseError):
            call(id, 3) if call is course.answer else call(id)
    with pytest.raises(CourseError, match=r"Did you mean '01\.longest'"):
        course.exercise("01.longets")


def test_the_lab_is_made_after_the_guess(own_work: Path) -> None:
    made: list[int] = []

    def lab() -> Any:
        made.append(1)
        return keeping.NoteBox("01.x", "a widget")

    form = forms.predict("01.arctic", lab)
    form.entry.value = "some"
    form.commit.click()
    assert "is not a number" in form._status.value
    assert not made
    form.entry.value = "3 Mt"
    form.commit.click()
    assert made == [1]
    assert "You said: 3 million t." in form._status.value
    again = forms.predict("01.arctic", lab)
    assert made == [1, 1]
    assert again.commit not in again.children
    with pytest.raises(CourseError, match="without its brackets"):
        forms.predict("01.value", lab())


@pytest.mark.parametrize(("lab", "words"), [
    (lambda: 1 / 0, "ZeroDivisionError"), (lambda: nothing, "run the cells above"),  # noqa: F821
    (lambda: alt.Chart(load("reserves")).mark_bar().encode(x="nowhere"), "nowhere"),
])  # fmt: skip
def test_a_lab_that_fails_is_told(own_work: Path, lab: Any, words: str) -> None:
    forms.predict("01.arctic", lab).skip.click()
    again = forms.predict("01.arctic", lab)
    assert "You went on without a guess. " in again._status.value
    assert words in again._status.value


def test_compare_progress_and_report(own_work: Path) -> None:
    table = course.compare("01")
    assert set(table["you said"]) == {"not yet answered"}
    assert set(table["found"]) == {"guess first"}
    for question in questions.of("01").values():
        if not question.grade:
            form = forms.predict(question.id)
            right = question.answer({})
            form.entry.value = right if isinstance(right, str) else str(right / 2)
            form.commit.click()
    assert set(course.compare("01")["how far"]) == {"2 times too small", "right"}
    course.answer("01.china-change", 0)
    keeping.NoteBox("01.guesses", "x").area.value = "<script>alert(1)</script>"
    labs.reserves.mine(grade=7).pin.value = True
    row = course.progress().loc["01"]
    assert row["predictions"] == "5 of 5"
    assert row["exercises right"] == "1 of 7"
    assert row["notes"] == 1
    found = course.report("01", name="A <b>student</b>")
    page = (own_work / "report-01.html").read_text(encoding="utf-8")
    assert page == found.page
    assert "<script" not in page
    assert "A &lt;b&gt;student" in page
    assert page.count("<svg") == 1
    assert "grade=7" in page
    assert not re.search(r"(?:src|href)=\"(?!data:)", page), "it must open offline"
    for name in (1, "1", "01_reserves"):
        assert course.compare(name).equals(course.compare("01"))
        assert course.report(name).path == found.path
    with pytest.raises(CourseError, match="There are no questions in notebook '99'"):
        course.report("99")


def test_a_question_of_the_other_kind_is_named(own_work: Path) -> None:
    with pytest.raises(CourseError, match="is a prediction: predict"):
        forms.exercise("01.russia-ratio")
    with pytest.raises(CourseError, match="is an exercise: exercise"):
        forms.predict("01.china-change")


def test_a_restored_file_of_elsewhere_does_no_harm(own_work: Path) -> None:
    kept = keeping.current()
    kept.put("prediction", "01.arctic", "a text")
    kept.put("prediction", "01.longest-life", 7)
    kept.put("pin", "reelab1:nolab:a=1:0f3f4ef5", True)
    kept.put("answer", "99.gone", {"given": "x", "right": True, "tries": 1})
    assert "a text" in set(course.compare("01")["you said"])
    course.progress()
    course.report("01")
    forms.predict("01.arctic")
