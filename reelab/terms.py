"""The glossary: the terms of the course in English and, where there is one, in Chinese."""

from __future__ import annotations

import html

import pandas as pd

from reelab import notebooks
from reelab.data import load
from reelab.errors import CourseError, did_you_mean


class Glossary:
    """Terms with their meaning, shown as a table.

    Parameters
    ----------
    table : DataFrame
        Rows of the table `glossary`.
    folded : bool
        Whether a notebook first shows the terms alone.
    """

    def __init__(self, table: pd.DataFrame, folded: bool = False) -> None:
        self.table, self.folded = table, folded

    def __repr__(self) -> str:
        return "\n".join(
            f"{row.term}{f' ({row.chinese}, {row.pinyin})' if row.chinese else ''}: "
            f"{row.definition}"
            for row in self.table.fillna("").itertuples()
        )

    def _repr_html_(self) -> str:
        rows = "".join(
            f'<tr><th scope="row" style="text-align:left">{html.escape(row.term)}</th>'
            f'<td style="text-align:left">{html.escape(row.definition)}</td>'
            f'<td style="text-align:left"><span lang="zh-Hans">{html.escape(row.chinese)}</span> '
            f'<span lang="zh-Latn">{html.escape(row.pinyin)}</span></td></tr>'
            for row in self.table.fillna("").itertuples()
        )
        head = "".join(
            f'<th scope="col" style="text-align:left">{name}</th>'
            for name in ("term", "meaning", "Chinese")
        )
        table = f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
        if not self.folded:
            return table
        terms = html.escape(", ".join(self.table["term"]))
        return f"<details><summary>Terms of this notebook: {terms}</summary>{table}</details>"


def glossary(what: str | int = "") -> Glossary:
    """Explain terms of the course, in English and, where there is one, with the Chinese term.

    Parameters
    ----------
    what : str or int
        A term, such as "HHI", or a notebook, such as 1 or "01_reserves"; all terms if left out.

    Returns
    -------
    Glossary
        A table in a notebook, text in a terminal; `.table` is the data.

    Raises
    ------
    CourseError
        If there is no such term or notebook; the message names the nearest.

    Examples
    --------
    >>> glossary("REO").table["chinese"].item()
    '稀土氧化物'
    """
    table = load("glossary")
    if what == "":
        return Glossary(table)
    if isinstance(what, int) and not isinstance(what, bool):
        what = str(what)
    if not isinstance(what, str):
        raise CourseError(f"A term stands in quotes, such as 'HHI'; {what!r} is none.")
    found = table[[_key(what) in _names(row) for row in table.fillna("").itertuples()]]
    numbered = found.empty and bool(notebook := notebooks.number(what))
    if numbered:
        found = table[table["notebooks"].str.split().map(lambda numbers: notebook in numbers)]
    if found.empty:
        hint = did_you_mean(what, table["term"])
        raise CourseError(f"'{what[:60]}' is not in the glossary. {hint}")
    return Glossary(found, folded=numbered)


def _key(text: str) -> str:
    return " ".join(text.split()).casefold()


def _names(row: object) -> set[str]:
    texts = [row.term, *row.also.split("; "), row.chinese]  # type: ignore[attr-defined]
    return {_key(text) for text in texts} - {""}
