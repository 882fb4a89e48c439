"""The questions of the notebooks, keyed by their id; a module for each topic."""

from __future__ import annotations

import importlib
from functools import cache
from typing import Any

from reelab.course.question import Question
from reelab.errors import CourseError, did_you_mean

_TOPICS = {"01": "reserves", "02": "dependency", "03": "consolidation", "04": "technology",
           "05": "governance", "06": "scenario"}  # fmt: skip
"""The module that holds the questions of a notebook; its name is the topic."""


@cache
def of(notebook: str) -> dict[str, Question]:
    """Return the questions of a notebook by id, in their order.

    Parameters
    ----------
    notebook : str
        Its number, such as "01".

    Returns
    -------
    dict of str to Question
        Empty if it has none.
    """
    if notebook not in _TOPICS:
        return {}
    hunted = (question for question in _hunts() if question.id.startswith(f"{notebook}."))
    return {question.id: question for question in (*_module(notebook).QUESTIONS, *hunted)}


def _hunts() -> tuple[Question, ...]:
    return tuple(importlib.import_module("reelab.course.questions.hunts").QUESTIONS)


def _module(notebook: str) -> Any:
    return importlib.import_module(f"reelab.course.questions.{_TOPICS[notebook]}")


def title(notebook: str) -> str:
    """Return the topic of a notebook that has questions."""
    return _TOPICS[notebook]


def labs(notebook: str) -> tuple[str, ...]:
    """Return the names of the labs that a notebook with questions uses."""
    return tuple(_module(notebook).LABS)


def notebooks() -> list[str]:
    """Return the numbers of the notebooks that have questions."""
    return list(_TOPICS)


def get(id: str) -> Question:
    """Return a question.

    Parameters
    ----------
    id : str
        Such as "01.arctic-known".

    Returns
    -------
    Question
        What was asked for.

    Raises
    ------
    CourseError
        If there is no such question; the message names those of the notebook.
    """
    if not isinstance(id, str):
        raise CourseError(f"A question has an id in quotes, such as '01.longest'; {id!r} is none.")
    found = of(id.partition(".")[0])
    if id in found:
        return found[id]
    known = found or [name for notebook in _TOPICS for name in of(notebook)]
    raise CourseError(f"There is no question '{id[:60]}'. {did_you_mean(id, known)}")
