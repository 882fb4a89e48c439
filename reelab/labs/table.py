"""A table as HTML, for the panel."""

from __future__ import annotations

import html
from typing import Any

import pandas as pd


def to_html(table: pd.DataFrame, caption: str) -> str:
    """Return a table as HTML, every text escaped.

    Parameters
    ----------
    table : DataFrame
        What to show; columns without a value are left out.
    caption : str
        What the table is.

    Returns
    -------
    str
        A `table` element.
    """
    shown = table.dropna(axis="columns", how="all")
    head = "".join(f'<th scope="col">{html.escape(str(column))}</th>' for column in shown)
    body = "".join(
        "<tr>" + "".join(_cell(value) for value in row) + "</tr>"
        for row in shown.itertuples(index=False)
    )
    return (
        f"<table><caption>{html.escape(caption)}</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )


def beside(table: pd.DataFrame, other: pd.DataFrame, name: str) -> pd.DataFrame:
    """Put the numbers of another run beside a table.

    Parameters
    ----------
    table, other : DataFrame
        Outcomes; the first column says of what, and each stands there once.
    name : str
        Stands before the other run's columns.

    Returns
    -------
    DataFrame
        All rows of the first, then those that only the other has; of the other the numbers.
    """
    key, texts = other.columns[0], other.select_dtypes(exclude="number").columns[1:]
    other = other.drop(columns=texts).set_index(key).add_prefix(f"{name}: ")
    table = table.set_index(key)
    rows = [*table.index, *other.index.difference(table.index)]
    return pd.concat([table, other], axis=1).reindex(rows).rename_axis(key).reset_index()


def scrolling(inside: str, label: str) -> str:
    """Return HTML as a region of limited height that keys reach and scroll; empty stays empty."""
    named = html.escape(label)
    opened = f'<div class="reelab-scroll" role="region" tabindex="0" aria-label="{named}">'
    return f"{opened}{inside}</div>" if inside else ""


def _cell(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return f"<td>{'' if pd.isna(value) else html.escape(str(value))}</td>"
    text = "" if pd.isna(value) else f"{value:,.0f}" if abs(value) >= 10000 else f"{value:.4g}"
    return f'<td class="number">{text}</td>'
