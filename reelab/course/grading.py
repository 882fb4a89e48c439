"""Points for a student's work: what is kept in the work file is checked again, by question."""

from __future__ import annotations

import math
import warnings
from dataclasses import dataclass, replace
from typing import Any

from reelab.course import questions
from reelab.course.answers import Finding, Number
from reelab.course.question import Judgement, Question
from reelab.course.workfile import Content
from reelab.errors import CourseError

POINTS = {"": 1, "read": 1, "vary": 2, "build": 3, "hunt": 3}
"""Points of a question by its grade; a prediction has its point for being made at all."""

_FOUND: dict[tuple[str, str], Any] = {}


@dataclass(frozen=True)
class Mark:
    """What a kept answer is worth.

    `given` and `found` are the answer and the right one in words, `right` is None where nothing
    readable was given, `counts` says whether the points are earned, and `why` says it in a
    sentence.
    """

    given: str
    found: str
    right: bool | None
    counts: bool
    why: str
    tries: int = 0


def points(question: Question) -> int:
    """Return what a question is worth."""
    return POINTS[question.grade]


def found(question: Question, seed: int) -> Any:
    """Return the right answer for a seed; each is computed once, for a class is large."""
    params = question.params(seed)
    key = (question.id, repr(params))
    if key not in _FOUND:
        _FOUND[key] = question.answer(params)
    return _FOUND[key]


def mark(question: Question, content: Content) -> Mark:
    """Check again what a work file holds for a question.

    Parameters
    ----------
    question : Question
        What was asked.
    content : Content
        The work; what it says of itself is not believed.

    Returns
    -------
    Mark
        Whether it counts, and why.
    """
    right = found(question, content.seed)
    if question.grade:
        return _exercise(question, content, right)
    return _prediction(question, content, right)


def _prediction(question: Question, content: Content, right: Any) -> Mark:
    truth, key = question.form.say(right), f"prediction {question.id}"
    if key not in content.entries:
        return Mark("", truth, None, False, "No guess was made.")
    guess = content.entries[key]["value"]
    if guess is None:
        return Mark("", truth, None, False, "You went on without a guess.")
    try:
        value = question.form.read(guess)
    except CourseError as error:
        return Mark(str(guess), truth, None, False, f"This guess cannot be read: {error}")
    said = question.form.say(value)  # type: ignore[arg-type]
    near = question.form.near(value, right)  # type: ignore[arg-type]
    return Mark(said, truth, near, True, f"A guess was made: {said}.")


def _exercise(question: Question, content: Content, right: Any) -> Mark:
    truth, key = question.form.say(right), f"answer {question.id}"
    if key not in content.entries:
        why = "No answer is in my-work.json. Answer, and hand in that file with the notebook."
        return Mark("", truth, None, False, why)
    kept = content.entries[key]["value"]
    given, tries = kept["given"], kept["tries"]
    if not given:
        return Mark("", truth, None, False, "The answer is empty.", tries)
    if _holds(question, given, right, kept["right"]):
        return Mark(given, truth, True, True, f"Right: {given}.", tries)
    why = f"Not right: {given}."
    if kept["right"]:
        why = f"The file calls {given} right, but it is not, for the seed {content.seed}."
    return Mark(given, truth, False, False, why, tries)


def _holds(question: Question, given: str, right: Any, called: bool) -> bool:
    """Whether an answer is right; one called right may be off by what its digits left out."""
    form: Any = question.form
    try:
        if isinstance(form, Finding):
            flaw, _, number = given.rpartition("; ")
            value = form.read((flaw, number))
            return form.found(value, right) and _near(form.number, value[1], right[1], called)
        if isinstance(form, Number):
            return _near(form, form.read(given), right, called)
        return given == form.say(right) or form.near(form.read(given), right)
    except CourseError:
        return False


def _near(form: Number, value: float, right: float, called: bool) -> bool:
    room = max(form.within * abs(right), form.close)
    if called:
        place = 0 if abs(value) >= 1000 else math.floor(math.log10(abs(value) or 1e-9)) - 2
        room += 0.5 * 10.0**place
    return replace(form, within=0.0, close=room).near(value, right)


def grade(id: str) -> None:
    """Say whether a question's points are earned, for an autograder: an error means no points.

    Parameters
    ----------
    id : str
        Id of the question, such as "01.arctic-known".

    Raises
    ------
    CourseError
        If the points are not earned; the message says why.
    """
    from IPython.display import display

    from reelab.course.keeping import current

    kept = current()
    kept.refresh()
    with warnings.catch_warnings():  # an autograder takes a warning for a failure
        warnings.simplefilter("ignore")
        found = mark(questions.get(id), kept.content)
    if not found.counts:
        raise CourseError(found.why)
    display(Judgement(True, found.given, found.why))
