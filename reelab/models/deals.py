"""Deals and other events by date: how deals ended, and which step came first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from reelab.models.formula import sentence, where

STATUSES = {
    "done": "done",
    "agreed": "agreed, not closed",
    "announced": "agreed, not closed",
    "superseded": "replaced by a later offer",
    "rejected": "failed or undone",
    "withdrawn": "failed or undone",
    "blocked": "failed or undone",
    "undone": "failed or undone",
}
"""How the statuses of the table of deals are put together in a picture."""

_DAYS = 365.25


def span(dates: pd.Series) -> pd.DataFrame:
    """Return the first and the last day that a date may mean.

    Parameters
    ----------
    dates : Series of str
        ISO dates, of which only the year, or the year and month, may be known.

    Returns
    -------
    DataFrame
        Columns start and end, in the order of the series; empty where no date is known.
    """
    known = dates.astype(object).where(dates.notna(), None)
    spans = [None if text is None else pd.Period(str(text)) for text in known]
    starts = [pd.NaT if one is None else one.start_time for one in spans]
    ends = [pd.NaT if one is None else one.end_time.normalize() for one in spans]
    return pd.DataFrame({"start": starts, "end": ends}, index=dates.index)


def timeline(deals: pd.DataFrame) -> pd.DataFrame:
    """Put the deals on a time line.

    Parameters
    ----------
    deals : DataFrame
        The table deals.

    Returns
    -------
    DataFrame
        The rows that have a date, the earliest first, with start and end (the first and last day
        that the date may mean), outcome (a value of `STATUSES`) and side (Chinese or others).
    """
    found = deals.dropna(subset="date").copy()
    found[["start", "end"]] = span(found["date"])
    found["outcome"] = found["status"].map(STATUSES)
    found["side"] = found["chinese_side"].map({True: "Chinese", False: "others"})
    return found.sort_values("start", ignore_index=True)


def tally(table: pd.DataFrame) -> pd.DataFrame:
    """Count the deals by side and outcome.

    Parameters
    ----------
    table : DataFrame
        As `timeline` returns it.

    Returns
    -------
    DataFrame
        Outcomes in rows, sides in columns.
    """
    counts = table.groupby(["outcome", "side"]).size().unstack(fill_value=0)
    order = [outcome for outcome in dict.fromkeys(STATUSES.values()) if outcome in counts.index]
    return counts.reindex(order).rename_axis(columns=None).reset_index()


def tally_title(table: pd.DataFrame, run: Mapping[str, Any]) -> Any:
    """Count the deals shown; in the browser, as an expression.

    Parameters
    ----------
    table : DataFrame
        As `timeline` returns it.
    run : mapping of str to str or Altair expression
        `side` (all, Chinese, others) and `kind` (all, equity).

    Returns
    -------
    str or Altair expression
        A title.
    """
    answer: Any = ""
    for side in ("all", "Chinese", "others"):
        for kind in ("all", "equity"):
            shown = chosen(table, side, kind)
            done = int((shown["outcome"] == "done").sum())
            failed = int((shown["outcome"] == STATUSES["undone"]).sum())
            who = {"all": "Deals", "Chinese": "Chinese deals", "others": "Deals of others"}[side]
            what = {"all": "", "equity": " for shares"}[kind]
            told = f"{who}{what}: {len(shown)}, {done} done, {failed} failed or undone"
            answer = where((run["side"] == side) & (run["kind"] == kind), told, answer)
    return answer


def chosen(table: pd.DataFrame, side: str, kind: str) -> pd.DataFrame:
    """Return the deals of one side, or those for shares alone.

    Parameters
    ----------
    table : DataFrame
        As `timeline` returns it.
    side, kind : str
        As in `tally_title`.

    Returns
    -------
    DataFrame
        Some of the rows.
    """
    rows = table if side == "all" else table[table["side"] == side]
    return rows if kind == "all" else rows[rows["kind"].isin(["equity", "joint venture"])]


def tally_message(table: pd.DataFrame) -> str:
    """List the deals by date.

    Parameters
    ----------
    table : DataFrame
        As `timeline` returns it.

    Returns
    -------
    str
        A sentence.
    """
    told = (f"{row.date} {row.target}, {row.buyer}: {row.status}" for row in table.itertuples())
    return f"{'; '.join(told)}."


def first_steps(events: pd.DataFrame, papers: pd.DataFrame) -> pd.DataFrame:
    """Put the first step of each action against the first paper that it may answer.

    Parameters
    ----------
    events : DataFrame
        The table consolidation_events.
    papers : DataFrame
        Rows of the table russia_india_events.

    Returns
    -------
    DataFrame
        action, event, date, and lead_years: by how many years the step came before the first
        paper; the earliest first.
    """
    cause = span(papers["date"])["start"].min()
    steps = events.dropna(subset="action").copy()
    steps[["start", "end"]] = span(steps["date"])
    steps = steps.sort_values("start").groupby("action", sort=False).head(1)
    steps["lead_years"] = (cause - steps["start"]).dt.days / _DAYS
    return steps[["action", "event", "date", "lead_years"]].reset_index(drop=True)


def answers(steps: pd.DataFrame, plan_known: Any) -> Any:
    """Count the actions that can have answered a plan; in the browser, as an expression.

    Parameters
    ----------
    steps : DataFrame
        As `first_steps` returns it.
    plan_known : number or Altair expression
        Years by which the plan was known before its first paper.

    Returns
    -------
    number or Altair expression
        How many actions begin on the day the plan was known or later.
    """
    return sum(where(plan_known >= float(lead), 1, 0) for lead in steps["lead_years"])


def answer_message(steps: pd.DataFrame, plan_known: Any) -> Any:
    """Say how many actions can be an answer; in the browser, as an expression.

    Parameters
    ----------
    steps : DataFrame
        As `first_steps` returns it.
    plan_known : number or Altair expression
        As in `answers`.

    Returns
    -------
    str or Altair expression
        A sentence without its full stop.
    """
    return sentence(
        (answers(steps, plan_known), ".0f"), f" of {len(steps)} actions begin after a plan known ",
        (plan_known, ".1f"), " years before its first paper",
    )  # fmt: skip


def step_message(steps: pd.DataFrame) -> str:
    """List the first steps and their lead.

    Parameters
    ----------
    steps : DataFrame
        As `first_steps` returns it.

    Returns
    -------
    str
        A sentence.
    """
    told = (f"{row.action} {row.date}, {row.lead_years:.1f} years before" for row in
            steps.itertuples())  # fmt: skip
    return f"First steps, against the first paper of Russia and India: {'; '.join(told)}."
