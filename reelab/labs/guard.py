"""No bare traceback from a widget: what goes wrong is said beside it."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from reelab.errors import CourseError


def guarded(act: Callable[..., None]) -> Callable[..., None]:
    """Turn whatever goes wrong in a callback into a sentence.

    Parameters
    ----------
    act : callable
        A method of an object that has `say(text)`.

    Returns
    -------
    callable
        The same, without errors.
    """

    @functools.wraps(act)
    def run(self: Any, *arguments: Any) -> None:
        try:
            act(self, *arguments)
        except CourseError as error:
            self.say(str(error))
        except Exception as error:
            self.say(
                f"This did not work ({type(error).__name__}: {error}). What you had is kept; "
                "run the cell again if it no longer answers."
            )

    return run
