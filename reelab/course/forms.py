"""The forms of a notebook that ask: predict, exercise, answer."""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Callable
from typing import Any

import ipywidgets as widgets

from reelab.course import questions, work
from reelab.course.answers import Finding, Number, Option, Ranking
from reelab.course.keeping import WIDE, Place, current, told
from reelab.course.question import Judgement, Question, computed, judge
from reelab.course.starter import untouched
from reelab.errors import CourseError
from reelab.labs.guard import guarded

_AUTO = {"width": "auto"}
_NOTHING: Any = object()


def rich(text: str) -> str:
    """Return a text of ours as HTML: `code` between backticks, everything else escaped."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(text, quote=False))


class Form(Place):
    """A question on the page: its text, a place for the answer, and what is said to it."""

    def __init__(self, question: Question) -> None:
        self.question, self.kept = question, current()
        self._status = widgets.HTML()
        self.entry = _entry(question.form)
        super().__init__(layout=WIDE)

    def words(self, text: str) -> str:
        """Return a text of the question as HTML, with this student's numbers."""
        return rich(self.question.words(text, self.kept.content.seed))

    def given(self) -> Any:
        """Return what stands in the place for the answer."""
        if isinstance(self.entry, widgets.Box):
            return [str(box.value or "") for box in self.entry.children]
        return self.entry.value

    def say(self, text: str | Judgement) -> None:
        """Show a sentence under the question."""
        spoken = text if isinstance(text, Judgement) else Judgement(None, "", text)
        self._status.value = spoken._repr_html_() + told(self.kept.trouble)

    def _static(self) -> tuple[str, str]:
        text = self.question.words(self.question.text, self.kept.content.seed)
        return f"<p>{rich(text)}</p>{_choices(self.question.form)}", text


def _choices(form: Any) -> str:
    options = form.flaw.options if isinstance(form, Finding) else getattr(form, "options", ())
    items = "".join(f"<li>{html.escape(option)}</li>" for option in options)
    return f"<ul>{items}</ul>" if items else ""


def _entry(form: Any) -> Any:
    if isinstance(form, Finding):
        flaw, number = _entry(form.flaw), _entry(form.number)
        flaw.description, number.description = "What is wrong", "The number without it"
        return widgets.VBox([flaw, number])
    if isinstance(form, Number):
        return widgets.Text(
            description="Your answer", placeholder=form.unit, tooltip=f"A number, in {form.unit}",
            style={"description_width": "initial"},
        )  # fmt: skip
    if isinstance(form, Option):
        return widgets.RadioButtons(
            options=form.options, value=None, description="Your answer",
            style={"description_width": "initial"}, layout={"width": "max-content"},
        )  # fmt: skip
    places = [
        widgets.Dropdown(options=["", *form.names], description=f"{place}.", tooltip="A name",
                         layout={"width": "210px"}, style={"description_width": "20px"})
        for place in range(1, form.count + 1)
    ]  # fmt: skip
    return widgets.HBox(places, layout={"flex_flow": "row wrap"})


class Prediction(Form):
    """A question that is answered before its picture is shown, and never again."""

    def __init__(self, question: Question, then: Callable[[], Any] | None) -> None:
        super().__init__(question)
        self._then = then
        self.commit = widgets.Button(
            description="Commit", button_style="primary", layout=_AUTO,
            tooltip="Keep this guess; it cannot be changed later",
        )  # fmt: skip
        self.skip = widgets.Button(
            description="Go on without a guess", layout=_AUTO, tooltip="Nothing is kept but that"
        )
        self.commit.on_click(self._commit)
        self.skip.on_click(self._skip)
        self._text = widgets.HTML(f"<p><strong>Predict.</strong> {self.words(question.text)}</p>")
        if f"prediction {question.id}" in self.kept.content.entries:
            self._reveal()
        else:
            buttons = widgets.HBox([self.commit, self.skip])
            self.children = [self._text, self.entry, buttons, self._status]

    @guarded
    def _commit(self, _: Any) -> None:
        value = self.question.form.read(self.given())
        self.kept.put("prediction", self.question.id, value)
        self._reveal()

    @guarded
    def _skip(self, _: Any) -> None:
        self.kept.put("prediction", self.question.id, None)
        self._reveal()

    def _reveal(self) -> None:
        guess = said(self.question, self.kept)
        words = f"You said: {guess}." if guess else "You went on without a guess."
        shown = []
        try:
            if self._then is not None:
                shown = [computed(lambda: _widget(self._then()))]
        except CourseError as error:  # the guess is kept; the cell can be run again
            words += f" {error}"
        self.say(Judgement(True, "", words))
        self.layout.max_width = "none"
        self.children = [self._text, self._status, *shown]

    def _static(self) -> tuple[str, str]:
        page, text = super()._static()
        if self._then is None:
            return page, text
        bundle = self._then()._repr_mimebundle_()
        found = bundle[0] if isinstance(bundle, tuple) else bundle
        picture = base64.b64encode(found["image/svg+xml"].encode()).decode()
        spoken = html.escape(found["text/plain"])
        return f'{page}<img alt="{spoken}" src="data:image/svg+xml;base64,{picture}">', text


def said(question: Question, kept: work.Work) -> str:
    """Return what was predicted, in words; nothing if the student went on without a guess."""
    guess = kept.get("prediction", question.id)
    if guess is None:
        return ""
    try:
        return question.form.say(question.form.read(guess))  # type: ignore[arg-type]
    except CourseError:  # a file from elsewhere
        return str(guess)


def _widget(thing: Any) -> widgets.Widget:
    if isinstance(thing, widgets.Widget):
        return thing
    if hasattr(thing, "to_dict"):
        thing.to_dict()  # a chart that fails: Altair itself would print a traceback
    output = widgets.Output()
    output.append_display_data(thing)
    return output


class Exercise(Form):
    """A question that checks itself, with a hint and a folded solution."""

    def __init__(self, question: Question) -> None:
        super().__init__(question)
        self.check = widgets.Button(description="Check", button_style="primary", layout=_AUTO)
        self.check.on_click(self._check)
        done = self.kept.get("answer", question.id)
        if done:
            state = "Answered" if done["right"] else "Last answer, not yet right"
            self.say(Judgement(done["right"], "", f"{state}: {done['given']}."))
        parts = [] if question.grade == "build" else [self.entry, widgets.HBox([self.check])]
        asked = widgets.HTML(f"<p>{self.words(self.question.text)}</p>")
        self.children = [asked, *parts, self._status, widgets.HTML(self._folded())]

    def _folded(self) -> str:
        return "".join(
            f"<details><summary>{title}</summary><p>{self.words(text)}</p></details>"
            for title, text in (("Hint", self.question.hint), ("Solution", self.question.solution))
        )

    @guarded
    def _check(self, _: Any) -> None:
        self.say(_judged(self.question, self.given(), self.kept))

    def _static(self) -> tuple[str, str]:
        page, text = super()._static()
        return page + self._folded(), text


def _judged(question: Question, given: Any, kept: work.Work) -> Judgement:
    """Judge an answer and keep it; what could not be read, or was not begun, is not a try."""
    found = judge(question, given, kept.content.seed)
    if found.right is not None and not untouched(question.id[:2], given):
        before = kept.get("answer", question.id) or {"right": False, "tries": 0, "given": ""}
        given_now = before["given"] if before["right"] and not found.right else found.given
        kept.put("answer", question.id, {
            "given": given_now[:500], "right": found.right or before["right"],
            "tries": before["tries"] + (found.given != before["given"]),  # not at each Run All
        })  # fmt: skip
    return found


def _task(id: str) -> Question:
    question = questions.get(id)
    if not question.grade:
        raise CourseError(f"'{id}' is a prediction: predict(\"{id}\") shows it.")
    return question


def predict(id: str, then: Callable[[], Any] | None = None) -> Prediction:
    """Ask for a guess, keep it, and only then show a picture.

    Parameters
    ----------
    id : str
        Id of the question, such as "01.arctic".
    then : callable, optional
        Makes what is shown after the guess: a lab or a chart.

    Returns
    -------
    Prediction
        The form.

    Raises
    ------
    CourseError
        If there is no such prediction, or `then` cannot be called.
    """
    if then is not None and not callable(then):
        raise CourseError(
            "Give the lab without its brackets, so that it is made after the guess: "
            "predict(id, labs.reserves.arctic)."
        )
    question = questions.get(id)
    if question.grade:
        raise CourseError(f"'{id}' is an exercise: exercise(\"{id}\") shows it.")
    return Prediction(question, then)


def exercise(id: str) -> Exercise:
    """Show an exercise.

    Parameters
    ----------
    id : str
        Id of the question, such as "01.arctic-known".

    Returns
    -------
    Exercise
        The form.

    Raises
    ------
    CourseError
        If there is no such exercise.
    """
    return Exercise(_task(id))


def answer(id: str, value: Any = _NOTHING) -> Any:
    """Check an answer written as code; over a function, the answer is what it returns.

    Parameters
    ----------
    id : str
        Id of the question.
    value : object, optional
        The answer. Without it, `answer` stands with an `@` over a function without arguments;
        whatever goes wrong in that function is told in a sentence.

    Returns
    -------
    Judgement
        What is said to the answer.

    Raises
    ------
    CourseError
        If there is no such exercise.

    Examples
    --------
    >>> answer("01.arctic-known", 285)
    285 million t: not yet. It is too large.
    """
    if callable(id):
        raise CourseError('Name the question over the function: @answer("01.longest").')
    question = _task(id)
    if value is _NOTHING:
        return _Awaited(question)
    return _judged(question, value, current())


class _Awaited:
    """What `answer` is over a function; alone, it says what is missing."""

    def __init__(self, question: Question) -> None:
        self._question = question

    def __call__(self, given: Any) -> Judgement:
        return _shown(_judged(self._question, given, current()))

    def __repr__(self) -> str:
        name = f'answer("{self._question.id}"'
        value = '["...", "..."]' if isinstance(self._question.form, Ranking) else "12.5"
        return f"No answer yet: write {name}, {value}), or put @{name}) over a function."


def _shown(found: Judgement) -> Judgement:
    from IPython.display import display

    display(found)
    return found
