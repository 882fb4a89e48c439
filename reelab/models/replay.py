"""A stop of the past, replayed: goods are held back, flow again, and the backlog follows.

Amounts are in months of normal deliveries. Arguments carry the names and units of the ledger.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from reelab.models.formula import closed_form, maximum, minimum, sentence

REPLAY = ("held_share", "held_months", "recovery_months", "backlog", "catch_up_months")
"""The assumptions of the model, in the order in which a lab shows them."""


@closed_form
def delivered(
    month: Any, held_share: Any, held_months: Any, recovery_months: Any, backlog: Any,
    catch_up_months: Any,
) -> Any:  # fmt: skip
    """Return what was delivered since the stop began.

    Parameters
    ----------
    month : number or array
        Months since the stop began; below zero, before it.
    held_share : number or array
        Percent of normal deliveries that are held back.
    held_months, recovery_months : number or array
        Months at that level, and then until deliveries are normal, which they become evenly.
    backlog : number or array
        Percent of what was held back that is delivered in the end.
    catch_up_months : number or array
        Months in which it is, evenly, from the end of the recovery on.

    Returns
    -------
    number or array
        Months of normal deliveries; below zero, before the stop.
    """
    time = maximum(month, 0)
    back = minimum(maximum(time - held_months, 0), recovery_months)
    held = held_share / 100 * (
        minimum(time, held_months) + back - back * back / (2 * recovery_months)
    )  # fmt: skip
    whole = held_share / 100 * (held_months + recovery_months / 2)
    after = maximum(time - held_months - recovery_months, 0) / catch_up_months
    return month - held + backlog / 100 * whole * minimum(after, 1)


@closed_form
def in_month(
    month: Any, held_share: Any, held_months: Any, recovery_months: Any, backlog: Any,
    catch_up_months: Any,
) -> Any:  # fmt: skip
    """Return what is delivered in the month that begins then.

    Parameters
    ----------
    month : number or array
        Start of the calendar month, in months since the stop began; may be below zero.
    held_share, held_months, recovery_months, backlog, catch_up_months : number or array
        As in `delivered`.

    Returns
    -------
    number or array
        Months of normal deliveries; 1 is a normal month.
    """
    run = (held_share, held_months, recovery_months, backlog, catch_up_months)
    return delivered(month + 1, *run) - delivered(month, *run)


def months(observed: pd.DataFrame, normal_t: float, started: str) -> pd.DataFrame:
    """Put the months of a stop on the clock of the model.

    Parameters
    ----------
    observed : DataFrame
        period (such as 2025-04) and weight_t.
    normal_t : float
        t delivered in a normal month.
    started : str
        Day on which the stop began, such as 2025-04-04.

    Returns
    -------
    DataFrame
        period, month (its start, in months since the stop began), weight_t and times (1 is a
        normal month), in order of time.
    """
    day = pd.Timestamp(started)
    table = observed[["period", "weight_t"]].sort_values("period", ignore_index=True)
    dates = pd.to_datetime(table["period"])
    whole = 12 * (dates.dt.year - day.year) + dates.dt.month - day.month
    table["month"] = whole - (day.day - 1) / day.days_in_month
    table["times"] = table["weight_t"] / normal_t
    return table[["period", "month", "weight_t", "times"]]


def counted(table: pd.DataFrame) -> pd.Series:
    """Tell the months of a stop, of which a model is held to account, from those before it.

    Parameters
    ----------
    table : DataFrame
        As `months` returns it.

    Returns
    -------
    Series of bool
        True from the month in which the stop began.
    """
    return table["month"] > -1


def miss(table: pd.DataFrame, run: Mapping[str, Any]) -> Any:
    """Return by how much the model misses the months from the stop on, in the mean.

    Parameters
    ----------
    table : DataFrame
        As `months` returns it.
    run : mapping of str to number or Altair expression
        One for each name in `REPLAY`.

    Returns
    -------
    number or Altair expression
        Percent of a normal month.
    """
    rows = table[counted(table)]
    whole: Any = 0
    for row in rows.itertuples():
        whole = whole + abs(in_month(float(row.month), **run) - float(row.times))
    return whole / len(rows) * 100


def message(name: Any, found: Any, nothing: Any) -> Any:
    """Say how well a replay fits; in the browser, as an expression.

    Parameters
    ----------
    name : str or Altair expression
        Which stop.
    found, nothing : number or Altair expression
        As `miss` returns it: of the model, and of a model that holds nothing back.

    Returns
    -------
    str or Altair expression
        A sentence without its full stop.
    """
    return sentence(
        name, ": the model is off by ", (found, ".0f"), "% a month; no model, by ",
        (nothing, ".0f"), "%",
    )  # fmt: skip


def nothing() -> dict[str, float]:
    """Return the settings with which nothing is held back.

    Returns
    -------
    dict of str to float
        One for each name in `REPLAY`.
    """
    return {"held_share": 0.0, "held_months": 0.0, "recovery_months": 1.0, "backlog": 0.0,
            "catch_up_months": 1.0}  # fmt: skip
