"""One formula, two engines: functions that NumPy evaluates here and Vega in the browser.

Python's operators already work on Altair's expressions (`altair.datum.x`, `altair.param`). What
operators cannot write stands here. A formula made of both is marked with `closed_form`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import reduce
from operator import add
from typing import Any, TypeVar

import numpy as np

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
        The same function.
    """
    CLOSED_FORM[f"{function.__module__.removeprefix('reelab.models.')}.{function.__name__}"] = (
        function
    )
    return function


def _vega(*arguments: Any) -> Any:
    """Return Altair's expression functions if an argument is an expression, else None."""
    # Without Altair in memory there can be no expression: models never import it.
    core = sys.modules.get("altair.expr.core")
    if core and any(isinstance(argument, core.OperatorMixin) for argument in arguments):
        return sys.modules["altair"].expr
    return None


def exp(x: Any) -> Any:
    """Exponential of `x`."""
    return vega.exp(x) if (vega := _vega(x)) else np.exp(x)


def log(x: Any) -> Any:
    """Natural logarithm of `x`."""
    return vega.log(x) if (vega := _vega(x)) else np.log(x)


def power(x: Any, y: Any) -> Any:
    """`x` to the power of `y`."""
    return vega.pow(x, y) if (vega := _vega(x, y)) else np.power(np.asarray(x, float), y)[()]


def minimum(x: Any, y: Any) -> Any:
    """The smaller of `x` and `y`, element by element."""
    return vega.min(x, y) if (vega := _vega(x, y)) else np.minimum(x, y)


def maximum(x: Any, y: Any) -> Any:
    """The larger of `x` and `y`, element by element."""
    return vega.max(x, y) if (vega := _vega(x, y)) else np.maximum(x, y)


def where(condition: Any, x: Any, y: Any) -> Any:
    """`x` where the condition holds, else `y`; both are evaluated."""
    if vega := _vega(condition, x, y):
        return vega.if_(condition, x, y)
    return np.where(condition, x, y)[()]


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
    'NPV 1,234 million'
    """
    given = [part[0] if isinstance(part, tuple) else part for part in parts]
    if vega := _vega(*given):
        pieces = [vega.format(*part) if isinstance(part, tuple) else part for part in parts]
        return reduce(add, pieces)
    # d3-format writes a true minus sign; so do we.
    return "".join(
        format(float(part[0]), part[1]).replace("-", "\u2212")
        if isinstance(part, tuple)
        else str(part)
        for part in parts
    )
