"""One formula, two engines: functions that NumPy evaluates here and Vega in the browser.

Python's operators already work on Altair's expressions (`altair.datum.x`, `altair.param`). What
operators cannot write stands here. A formula made of both is marked with `closed_form`.
"""

from __future__ import annotations

import functools
import inspect
import json
import sys
from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_UP, Decimal, localcontext
from functools import reduce
from operator import add
from typing import Any, TypeVar

import numpy as np

from reelab.errors import CourseError
from reelab.models import domain

F = TypeVar("F", bound=Callable[..., Any])
CLOSED_FORM: dict[str, Callable[..., Any]] = {}
"""Every formula that both engines evaluate, by module and name."""


def closed_form(function: F) -> F:
    """Mark a formula as one that both engines evaluate.

    Parameters
    ----------
    function : callable
        Its arguments are named as in the ledger of assumptions, and in its units.

    Returns
    -------
    callable
        The same function; what is no number, is missing or cannot be gets a sentence.
    """
    name = f"{function.__module__.removeprefix('reelab.models.')}.{function.__name__}"
    arguments = tuple(inspect.signature(function).parameters)

    @functools.wraps(function)
    def checked(*given: Any, **named: Any) -> Any:
        for argument, value in (*zip(arguments, given, strict=False), *named.items()):
            domain.check(name, argument, value)
        try:
            return function(*given, **named)
        except TypeError:
            _match(name, function, given, named)
            raise
        except ZeroDivisionError:
            raise CourseError(
                f"{name}: with these numbers it divides by zero. One that is 0 must be more."
            ) from None

    CLOSED_FORM[name] = checked
    return checked  # type: ignore[return-value]


def _match(name: str, function: Any, given: Any, named: Mapping[str, Any]) -> None:
    """Raise a sentence if the arguments are not those of the function."""
    signature = inspect.signature(function)
    try:
        signature.bind(*given, **named)
    except TypeError as error:
        wants = ", ".join(signature.parameters)
        raise CourseError(f"{name}: {error}. It wants: {wants}.") from None


def _vega(*arguments: Any) -> Any:
    """Return Altair's expression functions if an argument is an expression, else None."""
    # Without Altair in memory there can be no expression: models never import it.
    core = sys.modules.get("altair.expr.core")
    if core and any(isinstance(argument, core.OperatorMixin) for argument in arguments):
        return sys.modules["altair"].expr
    return None


def exp(x: Any) -> Any:
    """Return the exponential of `x`.

    Parameters
    ----------
    x : number, array or Altair expression
        Any value.

    Returns
    -------
    number, array or Altair expression
        e to the power of `x`.
    """
    return vega.exp(x) if (vega := _vega(x)) else np.exp(x)


def log(x: Any) -> Any:
    """Return the natural logarithm of `x`.

    Parameters
    ----------
    x : number, array or Altair expression
        Above zero.

    Returns
    -------
    number, array or Altair expression
        The logarithm to the base e.
    """
    return vega.log(x) if (vega := _vega(x)) else np.log(x)


def power(x: Any, y: Any) -> Any:
    """Return `x` to the power of `y`.

    Parameters
    ----------
    x, y : number, array or Altair expression
        A whole `x` is taken as a float, so that `y` may be below zero.

    Returns
    -------
    number, array or Altair expression
        The power, element by element.
    """
    if vega := _vega(x, y):
        return vega.pow(x, y)
    return np.power(np.asarray(x, float), np.asarray(y, float))[()]


def minimum(x: Any, y: Any) -> Any:
    """Return the smaller of `x` and `y`.

    Parameters
    ----------
    x, y : number, array or Altair expression
        Any values.

    Returns
    -------
    number, array or Altair expression
        The smaller, element by element.
    """
    return vega.min(x, y) if (vega := _vega(x, y)) else np.minimum(x, y)


def maximum(x: Any, y: Any) -> Any:
    """Return the larger of `x` and `y`.

    Parameters
    ----------
    x, y : number, array or Altair expression
        Any values.

    Returns
    -------
    number, array or Altair expression
        The larger, element by element.
    """
    return vega.max(x, y) if (vega := _vega(x, y)) else np.maximum(x, y)


def where(condition: Any, x: Any, y: Any) -> Any:
    """Return `x` where a condition holds, else `y`.

    Parameters
    ----------
    condition : bool, array of bool or Altair expression
        What is asked.
    x, y : number, text, array or Altair expression
        The two answers; both are evaluated.

    Returns
    -------
    number, text, array or Altair expression
        One of the two, element by element.
    """
    if vega := _vega(condition, x, y):
        return vega.if_(condition, x, y)
    return np.where(condition, x, y)[()]


def ratio(x: Any, y: Any) -> Any:
    """Return `x` over `y`, also where `y` is zero.

    Parameters
    ----------
    x, y : number, array or Altair expression
        Any values.

    Returns
    -------
    number, array or Altair expression
        The quotient, element by element; infinity over zero, and not a number for 0 / 0.
    """
    if _vega(x, y):
        return x / y
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.divide(x, y)


def sentence(*parts: Any) -> Any:
    """Join words and numbers to a text, here or in the browser.

    Parameters
    ----------
    *parts
        Text, or a pair of a number and a format such as `",.1f"`, which Python and the browser
        (d3-format) read alike.

    Returns
    -------
    str or Altair expression
        The text.

    Examples
    --------
    >>> sentence("NPV ", (1234.5, ",.0f"), " million")
    'NPV 1,235 million'
    """
    given = [part[0] if isinstance(part, tuple) else part for part in parts]
    if vega := _vega(*given):
        pieces = [vega.format(*part) if isinstance(part, tuple) else part for part in parts]
        return reduce(add, pieces)
    return "".join(_format(*part) if isinstance(part, tuple) else str(part) for part in parts)


def choose(options: Mapping[str, Any], key: Any) -> Any:
    """Return the text or number that belongs to a key, here or in the browser.

    Parameters
    ----------
    options : mapping of str to str, number or function
        One for each key; a function without arguments gives it when it is asked for.
    key : str or Altair expression
        One of the keys.

    Returns
    -------
    str, number or Altair expression
        What belongs to the key.

    Examples
    --------
    >>> choose({"a": "first", "b": "second"}, "b")
    'second'
    """
    if _vega(key):
        # An object in Vega's language reads as it does in JSON.
        constant = sys.modules["altair.expr.core"].ConstExpression
        told = {name: _called(option) for name, option in options.items()}
        return constant(f"{json.dumps(told)}[{key!r}]")
    return _called(options[key])


def _called(option: Any) -> Any:
    return option() if callable(option) else option


def _format(value: Any, form: str) -> str:
    # As d3-format: halves away from zero, no sign on a zero, a true minus sign.
    form = form if form.startswith("+") else f"z{form}"
    with localcontext(rounding=ROUND_HALF_UP):
        return format(Decimal(float(value)), form).replace("-", "\u2212")
