"""What a notebook shows of an error: the student's own lines, then what ours wanted."""

from __future__ import annotations

import inspect
import linecache
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from types import FrameType, ModuleType, TracebackType
from typing import Any

from reelab.errors import CourseError, did_you_mean

MOST = 60
"""A list of names, or a text, longer than this helps nobody."""

LINES = 16
"""Of the help of a function as many are shown."""


def watch() -> None:
    """Explain the errors of this notebook; outside IPython nothing happens."""
    from IPython import get_ipython

    if shell := get_ipython():
        shell.set_custom_exc((Exception,), show)


def show(
    shell: Any, kind: type, error: Exception, trace: TracebackType, tb_offset: int | None = None
) -> None:
    """Show an error without the lines that are not the student's.

    Parameters
    ----------
    shell : InteractiveShell
        Where the cell ran.
    kind, error, trace : type, Exception, traceback
        What was raised.
    tb_offset : int, optional
        How many frames at the beginning are the shell's.
    """
    if not isinstance(error, CourseError):
        hint = explain(error, trace)
        if hint:
            error.add_note(hint)
        if hint or any(_module(frame).startswith("reelab") for frame in _frames(trace)):
            error.__cause__, error.__suppress_context__ = None, True
            trace = _students(trace)
    shell.showtraceback((kind, error, trace), tb_offset=tb_offset)


def explain(error: Exception, trace: TracebackType | None) -> str:
    """Say what would have been right, as far as that can be known.

    Parameters
    ----------
    error : Exception
        What was raised.
    trace : traceback
        Where.

    Returns
    -------
    str
        Sentences; empty where the course has nothing to say.
    """
    frames = list(_frames(trace))
    ours = [frame for frame in frames if _is_ours(frame)]
    if ours and ours[-1].f_code.co_name == "__getattr__":
        return ""  # a misspelled floor or room, which says itself what there is
    if ours:
        called = next((f for f in ours if not f.f_code.co_name.startswith(("_", "<"))), ours[0])
        return _wanted_in(called)
    if isinstance(error, AttributeError) and isinstance(error.obj, ModuleType):
        return _names_of(error.obj, str(error.name))
    if isinstance(error, ImportError) and error.name:
        wrong = re.search(r"cannot import name '(\w+)'", str(error))
        return _names_of(sys.modules.get(error.name), wrong[1]) if wrong else ""
    if isinstance(error, TypeError):
        last = trace and list(_steps(trace))[-1]
        line = linecache.getline(last.tb_frame.f_code.co_filename, last.tb_lineno) if last else ""
        return _wanted_by(str(error).partition("(")[0], line)
    if isinstance(error, (KeyError, NameError)) and (hint := _columns(error, frames)):
        return hint
    if isinstance(error, NameError):
        return (
            "Look for a slip of the pen; else the cell that makes it was not run: menu Run, "
            "Run All Above Selected Cell."
        )
    return ""


def _steps(trace: TracebackType | None) -> Iterator[TracebackType]:
    while trace:
        yield trace
        trace = trace.tb_next


def _frames(trace: TracebackType | None) -> Iterator[FrameType]:
    return (step.tb_frame for step in _steps(trace))


def _module(frame: FrameType) -> str:
    return str(frame.f_globals.get("__name__", ""))


def _is_ours(frame: FrameType) -> bool:
    module = _module(frame)
    return module.startswith("reelab.") and module != "reelab.models.formula"


def _students(trace: TracebackType) -> TracebackType:
    """Return a traceback that ends where the course, or a library, begins."""
    kept: list[TracebackType] = []
    for step in _steps(trace):
        if kept and _is_library(step.tb_frame):
            break
        kept.append(step)
    shorter = None
    for step in reversed(kept):
        shorter = TracebackType(shorter, step.tb_frame, step.tb_lasti, step.tb_lineno)
    return shorter or trace


def _is_library(frame: FrameType) -> bool:
    return _module(frame) != "__main__" and not _module(frame).startswith("IPython.")


def _wanted_in(frame: FrameType) -> str:
    code, module = frame.f_code, _module(frame)
    given = "; ".join(
        f"{argument} is {_kind(frame.f_locals[argument])}"
        for argument in code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
        if argument in frame.f_locals
    )
    wants = _wants(getattr(sys.modules.get(module), code.co_name, None))
    there = f" There {given}." if given else ""
    return f"This came up inside {module}.{code.co_qualname}.{there}{wants and f' {wants}'}"


def _kind(value: Any) -> str:
    if hasattr(value, "columns"):
        return f"a table with the columns {', '.join(map(str, value.columns[:MOST]))}"
    if isinstance(value, (int, float, str)):
        return repr(value)[:MOST]
    name = type(value).__name__
    return f"{'an' if name[:1].lower() in 'aeiou' else 'a'} {name}"


def _wants(function: Callable[..., Any] | None) -> str:
    """Return what the help of a function says of its arguments."""
    text = inspect.getdoc(function) or "" if function else ""
    found = re.search(r"^Parameters\n-+\n(.*?)(?=\n\n\w[\w ]*\n-+\n|\Z)", text, re.S | re.M)
    if not found:
        return ""
    lines = found[1].splitlines()
    return "\n".join(["It wants:", *lines[:LINES], *(["..."] if len(lines) > LINES else [])])


def _wanted_by(name: str, line: str) -> str:
    """Say what a function of the course wants, from its name and the line that called it."""
    found = {}
    for module in [m for n, m in sys.modules.items() if n.startswith("reelab.")]:
        function = vars(module).get(name)
        if inspect.isfunction(function) and function.__module__ == module.__name__:
            found[f"{module.__name__}.{name}"] = function
    # Of several with one name, the one that is written out.
    written = [full for full in found if full.removeprefix("reelab.") in line]
    full = written[0] if written else next(iter(found), "") if len(found) == 1 else ""
    return f"{full} was called. {_wants(found[full])}" if full else ""


def _names_of(module: ModuleType | None, wrong: str) -> str:
    if module is None or not module.__name__.startswith("reelab"):
        return ""
    return did_you_mean(wrong, public(module))


def public(module: ModuleType) -> list[str]:
    """Return the names that a module offers: its own functions, classes and constants.

    Parameters
    ----------
    module : module
        One of the course's.

    Returns
    -------
    list of str
        In the order of the alphabet.
    """
    if "__dir__" in vars(module):
        return sorted(module.__dir__())
    return sorted(
        name
        for name, value in vars(module).items()
        if not name.startswith("_")
        and (name.isupper() or getattr(value, "__module__", "") == module.__name__)
    )


def _columns(error: Exception, frames: Iterable[FrameType]) -> str:
    """List the columns, or rows, among which pandas found nothing."""
    import pandas as pd

    selves = [frame.f_locals.get("self") for frame in frames]
    asked = [one for one in selves if isinstance(one, pd.Index)]
    asked += [one.columns for one in selves if isinstance(one, pd.DataFrame) and not asked]
    names = list(asked[-1].unique()) if asked else []
    if not 0 < len(names) <= MOST:
        return ""
    text = str(error.args[0])
    word = re.search(r"\['([^']*)|name '(.*?)'", text)
    return did_you_mean(word[1] or word[2] if word else text, names)
