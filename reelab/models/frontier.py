"""The best portfolios for the money, and how sure one of them is."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from typing import Any

import numpy as np
import pandas as pd

from reelab.models import budget, portfolio
from reelab.models.formula import sentence, where

GRID = {
    "policy_stock": range(0, 181, 30),
    "policy_second": range(0, 101, 10),
    "policy_recycling": range(0, 31, 5),
    "policy_saving": range(0, 41, 10),
}
"""Sizes that are tried, with and without a price floor at the cost of the second source."""

DRAWS = 400
BAND = (10, 90)
"""How many random runs, and the percentiles that bound them."""


def frontier(run: Mapping[str, float]) -> pd.DataFrame:
    """Return the portfolios that remove more than every cheaper one.

    Parameters
    ----------
    run : mapping of str to float
        One value for each name in `portfolio.PORTFOLIO` and `portfolio.COSTS`; the policies in it
        are not used.

    Returns
    -------
    DataFrame
        cost (USD million a year), removed (percent) and the policies, the cheapest first.

    References
    ----------
    Markowitz, H. (1952), Portfolio selection, Journal of Finance 7(1), 77-91 (the efficient set).
    """
    tried = pd.DataFrame(
        product(*GRID.values(), (0.0, float(run["second_cost"]))),
        columns=[*GRID, "price_floor"], dtype=float,
    )  # fmt: skip
    filled = {**run, **{name: tried[name].to_numpy() for name in portfolio.POLICIES}}
    tried["cost"], tried["removed"] = budget.cost(filled), budget.removed(filled)
    tried = tried.sort_values(["cost", "removed"], ascending=[True, False], ignore_index=True)
    before = tried["removed"].cummax().shift(fill_value=-1.0)
    best = tried[tried["removed"] > before + 1e-9]
    return best[["cost", "removed", *portfolio.POLICIES]].reset_index(drop=True)


def spread(draws: Mapping[str, Any], run: Mapping[str, float]) -> dict[str, float]:
    """Return the range of cost and of risk removed over random runs.

    Parameters
    ----------
    draws : mapping of str to ndarray
        Values of the uncertain assumptions.
    run : mapping of str to float
        All the others.

    Returns
    -------
    dict of str to float
        cost and removed (medians), and each with `_low` and `_high`, the percentiles `BAND`.
    """
    filled = {**run, **draws}
    found = {}
    for name, values in (("cost", budget.cost(filled)), ("removed", budget.removed(filled))):
        ends = np.percentile(np.asarray(values, float), (BAND[0], 50, BAND[1]))
        found[f"{name}_low"], found[name], found[f"{name}_high"] = (float(end) for end in ends)
    return found


def table(run: Mapping[str, float]) -> pd.DataFrame:
    """Return what a portfolio costs and removes, as a table to read.

    Parameters
    ----------
    run : mapping of str to float
        As in `frontier`.

    Returns
    -------
    DataFrame
        outcome and value.
    """
    rows = {f"cost of {name}, USD million a year": v for name, v in budget.bills(run).items()}
    nothing = {**run, **dict.fromkeys(portfolio.POLICIES, 0.0)}
    rows |= {
        "cost of all, USD million a year": budget.cost(run),
        "risk removed, %": budget.removed(run),
        "expected loss without policy, USD million a year": budget.loss(nothing),
        "expected loss left, USD million a year": budget.loss(run),
    }
    return pd.DataFrame({"outcome": list(rows), "value": [float(v) for v in rows.values()]})


def alone(run: Mapping[str, Any]) -> dict[str, Any]:
    """Return what each policy of a portfolio would remove without the others.

    Parameters
    ----------
    run : mapping of str to number or Altair expression
        As in `budget.bills`.

    Returns
    -------
    dict of str to number or Altair expression
        Percent, by the names of `budget.bills`.
    """
    none = {**run, **dict.fromkeys(portfolio.POLICIES, 0.0)}
    used = (("policy_stock",), ("policy_second", "price_floor"), ("policy_recycling",),
            ("policy_saving",))  # fmt: skip
    return {
        name: budget.removed({**none, **{own: run[own] for own in names}})
        for name, names in zip(budget.bills(run), used, strict=True)
    }


def title(run: Mapping[str, Any]) -> Any:
    """Say what a portfolio costs and removes; in the browser, as an expression.

    Parameters
    ----------
    run : mapping of str to number or Altair expression
        As in `budget.bills`.

    Returns
    -------
    str or Altair expression
        A title.
    """
    spent = budget.cost(run)
    over = where(spent > run["policy_budget"], ", over budget", "")
    return sentence((spent, ",.0f"), " million USD a year", over, ": ",
                    (budget.removed(run), ".0f"), "% of the risk removed")  # fmt: skip


def message(run: Mapping[str, Any]) -> Any:
    """Say what each policy does; in the browser, as an expression.

    Parameters
    ----------
    run : mapping of str to number or Altair expression
        As in `budget.bills`.

    Returns
    -------
    str or Altair expression
        Sentences.
    """
    words: list[Any] = [title(run), ". Budget ", (run["policy_budget"], ",.0f"), ". "]
    removed = alone(run)
    for name, bill in budget.bills(run).items():
        words += [name, ": ", (bill, ",.0f"), " million, alone ", (removed[name], ".0f"), "%; "]
    return sentence(*words, "loss still expected: ", (budget.loss(run), ",.0f"),
                    " million USD a year.")  # fmt: skip
