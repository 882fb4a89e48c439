"""The class on one page: its guesses beside what was found, its exercises, and what was not read.

The page is a single HTML file that opens without a network; names of students are not on it.
"""

from __future__ import annotations

import html
from typing import Any

import pandas as pd

from reelab.charts import guesses as pictures
from reelab.charts import theme
from reelab.course import questions
from reelab.course.answers import Number
from reelab.course.forms import rich
from reelab.course.grading import found
from reelab.course.page import STYLE
from reelab.course.question import Question
from reelab.course.summary import Class
from reelab.errors import CourseError
from reelab.labs.table import to_html
from reelab.models import guesses as model


def page(group: Class) -> str:
    """Return the page of a class.

    Parameters
    ----------
    group : Class
        As `summary.gather` returns it.

    Returns
    -------
    str
        HTML.
    """
    title = f"What the class thought: {_many(len(group.works), 'student')}"
    parts = [_notebook(group, notebook) for notebook in questions.notebooks()]
    if len(group.unread):
        table = to_html(group.unread, "Files that were not read")
        parts.append(f"<h2>Files that were not read: {len(group.unread)}</h2>{table}")
    about = (
        "Each picture shows what students said before they saw the data, beside what the data of "
        "the course give. A guess counts as near by the same rule as in the notebook."
    )
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f"<title>{title}</title><style>{STYLE}</style></head>"
        f"<body><h1>{title}</h1><p>{about}</p>{''.join(parts)}</body></html>\n"
    )


def _notebook(group: Class, notebook: str) -> str:
    asked = [question for question in questions.of(notebook).values() if not question.grade]
    shown = "".join(_prediction(group, question) for question in asked)
    rows = _exercises(group, notebook)
    if not shown and not rows["tried"].sum():
        return ""
    table = to_html(rows, f"Exercises of notebook {notebook}")
    head = f"Notebook {notebook}: {questions.title(notebook)}"
    return f"<h2>{head}</h2>{shown}<h3>Exercises</h3>{table}"


def _exercises(group: Class, notebook: str) -> pd.DataFrame:
    """Say for each exercise how many tried, how many were right, and the commonest wrong answer."""
    rows = []
    for question in questions.of(notebook).values():
        if question.grade:
            mine = group.answers[group.answers["question"] == question.id]
            tried = mine[mine["tries"] > 0]
            wrong = tried.loc[tried["right"] == False, "given"].value_counts()  # noqa: E712
            rows.append(
                {
                    "exercise": question.id,
                    "kind": question.grade,
                    "tried": len(tried),
                    "right": int((tried["right"] == True).sum()),  # noqa: E712
                    "tries in the mean": round(float(tried["tries"].mean()), 1)
                    if len(tried)
                    else 0,
                    "commonest last wrong answer": f"{wrong.index[0]} ({wrong.iloc[0]})"
                    if len(wrong)
                    else "",
                }
            )
    return pd.DataFrame(rows)


# Predictions


def _prediction(group: Class, question: Question) -> str:
    made, skipped = _guesses(group, question)
    if not len(made):
        return ""
    near = int(made["near"].sum())
    numeric = isinstance(question.form, Number)
    title = f"{_many(len(made), 'guess')}, {near} {'near what was found' if numeric else 'right'}"
    truths = made["found"].unique()
    told = question.form.say(truths[0]) if len(truths) == 1 else "by the student's own numbers"
    words = [f"{title}: {told}."]
    if numeric:
        spec, more = _numbers(made, question, title, told)
        words.append(more)
    else:
        spec = _choices(made, question, title)
    if skipped:
        words.append(f"{skipped} went on without a guess.")
    asked = rich(question.words(question.text, 0))
    return (
        f"<h3>{question.id}</h3><p>{asked}</p><figure>{theme.svg(spec)}"
        f"<figcaption>{html.escape(' '.join(words))}</figcaption></figure>"
    )


def _guesses(group: Class, question: Question) -> tuple[pd.DataFrame, int]:
    """Return the guesses that can be read, with what was found for each, and how many skipped."""
    rows, skipped, form = [], 0, question.form
    for work in group.works.values():
        entry = work.entries.get(f"prediction {question.id}")
        if entry is None:
            continue
        skipped += entry["value"] is None
        try:
            value: Any = form.read(entry["value"])
        except CourseError:
            continue
        truth: Any = found(question, work.seed)
        if not isinstance(form, Number):
            rows.append((form.say(value), form.say(truth), form.near(value, truth)))
        else:
            rows.append((value, truth, form.near(value, truth)))
    return pd.DataFrame(rows, columns=["value", "found", "near"]), skipped


def _numbers(
    made: pd.DataFrame, question: Question, title: str, told: str
) -> tuple[dict[str, Any], str]:
    form: Any = question.form
    values, truth, unit, say = made["value"], float(made["found"].iloc[0]), form.unit, form.say
    if made["found"].nunique() > 1:  # each student's own numbers: compare ratios
        values, truth, unit, say = values / made["found"], 1.0, "times what was found", _times
        told = "1"
    values = values.astype(float)
    bins = model.binned(list(values), list(made["near"]), truth, whole=form.whole)
    wide = model.is_wide(list(values), truth)
    more = (
        f"Half of the guesses are at or below {say(values.median())}; they go from "
        f"{say(values.min())} to {say(values.max())}."
    )
    chart = pictures.numbers(bins, truth, told, unit=unit, wide=wide, title=title,
                             words=f"{title}: {told}. {more}")  # fmt: skip
    return chart.to_dict(), more


def _times(ratio: float) -> str:
    return f"{ratio:,.3g} times what was found"


def _choices(made: pd.DataFrame, question: Question, title: str) -> dict[str, Any]:
    counts = made["value"].value_counts()
    options = list(getattr(question.form, "options", ())) or list(
        dict.fromkeys([*made["found"].unique(), *counts.index[:8]])
    )
    right = set(made["found"].unique()) | set(made.loc[made["near"], "value"])
    table = pd.DataFrame({
        "answer": options,
        "count": [int(counts.get(option, 0)) for option in options],
        "near": [option in right for option in options],
    })  # fmt: skip
    words = "; ".join(f"{row.answer}: {row.count_}" for row in
                      table.rename(columns={"count": "count_"}).itertuples())  # fmt: skip
    return pictures.choices(table, title=title, words=f"{title}. {words}.").to_dict()


def _many(count: int, noun: str) -> str:
    plural = "guesses" if noun == "guess" else f"{noun}s"
    return f"{count} {noun if count == 1 else plural}"
