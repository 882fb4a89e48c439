"""The one error of the course: a sentence for the student, no traceback in a notebook."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class CourseError(ValueError):
    """Something a student typed, loaded or pasted cannot be used; the message says why.

    In a notebook only the message is shown, because the lines that led to it are ours.
    """

    def _render_traceback_(self) -> list[str]:
        return str(self).splitlines()


def did_you_mean(word: object, names: Iterable[object]) -> str:
    """Return a hint that lists what would have been right, the nearest name first.

    Parameters
    ----------
    word : object
        What was given.
    names : iterable
        What may be given.

    Returns
    -------
    str
        One or two sentences.
    """
    known = {str(name): name for name in names}
    close = difflib.get_close_matches(str(word), known, n=1, cutoff=0.6)
    hint = f"Did you mean {known[close[0]]!r}? " if close else ""
    return f"{hint}There is: {', '.join(known)}."
