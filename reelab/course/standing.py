"""What is done: by notebook, and a student's guesses beside what was found."""

from __future__ import annotations

from typing import Any

import pandas as pd

from reelab import notebooks
from reelab.course import questions
from reelab.course.answers import Number, quoted
from reelab.course.forms import said
from reelab.course.keeping import current
from reelab.errors import CourseError, did_you_mean
from reelab.sheet import Sheet


def check_notebook(notebook: object) -> str:
    """Return the number of a notebook that has questions, or say which have."""
    known, number = questions.notebooks(), notebooks.number(notebook)
    if number not in known:
        raise CourseError(f"There are no questions in notebook {quoted(notebook)}. "
                          f"{did_you_mean(notebook, known)}")  # fmt: skip
    return number


def progress() -> pd.DataFrame:
    """Say what is done in which notebook.

    Returns
    -------
    DataFrame
        One row per notebook with questions: predictions made, exercises right, tries, notes;
        as "3 of 5".
    """
    kept = current()
    guesses, answers = kept.all("prediction"), kept.all("answer")
    rows = []
    for notebook in questions.notebooks():
        found = questions.of(notebook).values()
        asked = [q.id for q in found if not q.grade]
        tasks = [q.id for q in found if q.grade]
        right = sum(answers[id]["right"] for id in tasks if id in answers)
        rows.append(
            {
                "notebook": notebook,
                "predictions": f"{sum(id in guesses for id in asked)} of {len(asked)}",
                "exercises right": f"{right} of {len(tasks)}",
                "tries": sum(answers[id]["tries"] for id in tasks if id in answers),
                "notes": sum(
                    id.startswith(f"{notebook}.") and bool(text.strip())
                    for id, text in kept.all("note").items()
                ),
            }
        )
    return pd.DataFrame(rows).set_index("notebook")


def compare(notebook: int | str) -> pd.DataFrame:
    """Put the guesses of a notebook beside what was found.

    Parameters
    ----------
    notebook : int or str
        Its number or its name, such as "01".

    Returns
    -------
    DataFrame
        One row per prediction: the question, what was said, what was found, and how far off.

    Raises
    ------
    CourseError
        If that notebook has no questions.
    """
    kept = current()
    rows = []
    for question in questions.of(check_notebook(notebook)).values():
        if question.grade:
            continue
        params = question.params(kept.content.seed)
        right = question.answer(params)
        made = f"prediction {question.id}" in kept.content.entries
        guess = kept.get("prediction", question.id)
        rows.append(
            {
                "question": question.words(question.text, kept.content.seed),
                "you said": (said(question, kept) or "no guess") if made else "not yet answered",
                "found": question.form.say(right) if made else "guess first",
                "how far": _distance(question.form, guess, right),
            }
        )
    return Sheet(rows)


def _distance(form: Any, guess: Any, right: Any) -> str:
    if guess is None:
        return ""
    try:
        value = form.read(guess)
    except CourseError:  # a file from elsewhere
        return ""
    if form.near(value, right):
        return "near" if isinstance(form, Number) else "right"
    if isinstance(form, Number) and value * right > 0:
        times = max(value / right, right / value)
        return f"{times:.2g} times too {'large' if value > right else 'small'}"
    return "off"
