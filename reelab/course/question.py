"""What a question is, and what is said to an answer.

An answer may be anything: a number, a text, a table, nothing, or code that fails. Each gets a
sentence that helps. The right answer is computed from the data and the models, never written down.
"""

from __future__ import annotations

import html
import re
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from reelab.course.answers import Finding, Form, Number, Ranking, kind, quoted
from reelab.errors import CourseError

Params = Mapping[str, Any]
_FACTORS = {
    100: "a share and a percentage differ by 100",
    1e3: "thousands",
    1e6: "millions",
    1e9: "billions",
}


_FUNCTION = re.compile(r"'(\w+_)?(function|method)[\w-]*'")
"""How Python names a function in the message of an error."""
_CALL = "a function: add () to call it, as in x.mean()."

Mistake = tuple[Callable[[Params], Any], str]


@dataclass(frozen=True)
class Question:
    """A question of a notebook: `id` is the notebook's number, a point and a word.

    Texts may name parameters in braces, which `draw` draws from the student's seed. `answer`
    computes what is right; each of `mistakes` computes what a likely mistake would give, with the
    sentence to say then. `grade` is "" for a prediction, else "read", "vary", "build" or "hunt".
    """

    id: str
    text: str
    form: Form
    answer: Callable[[Params], Any]
    grade: str = ""
    hint: str = ""
    solution: str = ""
    mistakes: Sequence[Mistake] = ()
    draw: Callable[[np.random.Generator], dict[str, Any]] = field(default=lambda _: {})

    def params(self, seed: int) -> dict[str, Any]:
        """Return the parameters of the student with this seed."""
        return self.draw(np.random.default_rng([seed, zlib.crc32(self.id.encode())]))

    def words(self, text: str, seed: int) -> str:
        """Fill a text of this question: its parameters, and `{answer}`."""
        if "{" not in text:
            return text
        params = self.params(seed)
        if "{answer}" in text:
            params["answer"] = self.form.say(self.answer(params))
        return text.format(**params)


@dataclass(frozen=True)
class Judgement:
    """What is said to an answer; `right` is None where it could not be read."""

    right: bool | None
    given: str
    text: str

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        color = "#00875a" if self.right else "#c05a00"  # 3:1 on white and on dark
        return (
            f'<p role="status" style="border-left:6px solid {color};padding-left:10px">'
            f"{html.escape(self.text)}</p>"
        )


def judge(question: Question, given: Any, seed: int) -> Judgement:
    """Say whether an answer is right, and what is wrong with it if not.

    Parameters
    ----------
    question : Question
        What was asked.
    given : object
        The answer, or a function that computes it; anything at all.
    seed : int
        The student's seed.

    Returns
    -------
    Judgement
        One or two sentences.
    """
    try:
        value = question.form.read(computed(given))
    except CourseError as error:
        return Judgement(None, quoted(given), str(error))
    except Exception as error:  # an object whose own methods fail
        return Judgement(None, kind(given), f"This answer cannot be read ({_named(error)}).")
    params = question.params(seed)
    right = question.answer(params)
    said = question.form.say(value)  # type: ignore[arg-type]
    if question.form.near(value, right):  # type: ignore[arg-type]
        return Judgement(True, said, f"Right: {question.form.say(right)}.")
    return Judgement(False, said, f"{said}: not yet. {_advice(question, value, right, params)}")


def computed(given: Any) -> Any:
    """Return what a function returns, or a value as it is; errors of its code are told."""
    if not callable(given) or isinstance(given, type):
        return given
    try:
        value = given()
    except CourseError:
        raise
    except NameError as error:
        raise CourseError(
            f"Your code stopped: {error}. Check the spelling, or run the cells above first."
        ) from None
    except KeyError as error:
        raise CourseError(
            f"Your code stopped: there is no {_missing(error)}. Show the table and look at its "
            "columns, which [...] takes, and its rows, which .loc[...] takes."
        ) from None
    except Exception as error:
        hint = f" There is {_CALL}" if _FUNCTION.search(str(error)) else ""
        raise CourseError(f"Your code stopped with {_named(error)}.{hint}") from None
    if callable(value) and not isinstance(value, type):
        raise CourseError(f"Your code returns {_CALL}")
    return value


def _missing(error: KeyError) -> str:
    """Return the key alone; pandas writes a sentence about a list of them."""
    names = re.search(r"\[([^\[\]]+)\].* in (?:the )?\[?(?:index|columns)", str(error))
    return names[1] if names else str(error)


def _named(error: Exception) -> str:
    text = " ".join(str(error).split())
    text = text if len(text) <= 160 else f"{text[:160]}..."
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def _advice(question: Question, value: Any, right: Any, params: Params) -> str:
    for wrong, sentence in question.mistakes:
        if _made(question.form, value, wrong(params), right):
            return sentence.format(**params)
    if isinstance(question.form, Finding):
        if not question.form.found(value, right):
            return "Hold what the cell computes against what its sentence says."
        return f"The flaw is found. {_numeric(question.form.number, value[1], right[1])}"
    if isinstance(question.form, Number):
        return _numeric(question.form, value, right)
    if isinstance(question.form, Ranking):
        if set(value) == set(right):
            return "The names are right, their order is not."
        fits = len(set(value) & set(right))
        return f"{fits} of the {question.form.count} names belong there."
    return "Look again at the picture and its title."


def _made(form: Form, value: Any, wrong: Any, right: Any) -> bool:
    if isinstance(form, Finding):  # a mistake in one part, whatever the other
        return form.makes(value, wrong, right)
    return form.near(value, wrong)


def _numeric(form: Number, value: float, right: float) -> str:
    for factor, name in _FACTORS.items():
        for scaled, word in ((right * factor, "large"), (right / factor, "small")):
            if form.near(value, scaled):
                return f"It is {factor:,.0f} times too {word}: mind the unit ({name})."
    if right and value and form.near(1 / value, right):
        return "You divided the wrong way round."
    if form.near(-value, right):
        return "The sign is the wrong way round."
    return "It is too large." if value > right else "It is too small."
