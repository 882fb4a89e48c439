"""The record: the tables as the checks of the claims see them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from reelab import data
from reelab.errors import CourseError

EDITED = ("production", "reserves", "us_reliance", "world_totals")
"""Tables whose column `edition` is the edition of USGS that prints the row."""


class Record:
    """What is known: all tables, or those up to an edition, or with some of them replaced.

    Parameters
    ----------
    edition : int, optional
        Leave out what later editions of USGS print; all other tables stay as they are.
    tables : mapping of str to DataFrame, optional
        Tables to take in the place of the course's, by name.

    Raises
    ------
    CourseError
        If the edition is no whole number, or a table does not exist.
    """

    def __init__(
        self, edition: int | None = None, tables: Mapping[str, pd.DataFrame] | None = None
    ) -> None:
        if edition is not None and (isinstance(edition, bool) or not isinstance(edition, int)):
            raise CourseError(f"An edition is a year, such as 2025, and not {edition!r}.")
        self.edition = edition
        self.tables = dict(tables or {})
        for name in self.tables:
            data.about(name)  # says which tables there are
        self.read: list[str] = []

    def until(self, edition: int) -> Record:
        """Return the record as it stood at an edition.

        Parameters
        ----------
        edition : int
            The newest edition to take in.

        Returns
        -------
        Record
            Another one; this stays as it is.
        """
        return Record(edition if self.edition is None else min(edition, self.edition), self.tables)

    def load(self, name: str, /, **where: Any) -> pd.DataFrame:
        """Load a table.

        Parameters
        ----------
        name : str
            Its name.
        **where
            Keep the rows in which a column has this value, or one of these; there may be none.

        Returns
        -------
        DataFrame
            A copy.
        """
        self.read.append(name)
        table = self.tables[name].copy() if name in self.tables else data.load(name)
        if self.edition is not None and name in EDITED:
            table = table[table["edition"] <= self.edition]
        for column, wanted in where.items():
            one = isinstance(wanted, str) or not isinstance(wanted, Iterable)
            table = table[table[column].isin([wanted] if one else list(wanted))]
        return table.reset_index(drop=True)

    def fact(self, name: str, column: str = "value") -> float:
        """Return a single figure of the table `facts`.

        Parameters
        ----------
        name : str
            Its id.
        column : str
            `value`, `low` or `high`.

        Returns
        -------
        float
            The figure; not-a-number if there is none.
        """
        return first(self.load("facts", id=name)[column])

    def editions(self) -> list[int]:
        """Return the editions that print reserves, the newest first."""
        return sorted(map(int, self.load("reserves")["edition"].unique()), reverse=True)


def first(values: pd.Series) -> float:
    """Return the only value, or the first, of a column.

    Parameters
    ----------
    values : Series
        Numbers.

    Returns
    -------
    float
        Not-a-number if there is none.
    """
    return float(values.iloc[0]) if len(values) and pd.notna(values.iloc[0]) else float("nan")


def newest(table: pd.DataFrame, column: str) -> pd.DataFrame:
    """Keep the rows with the largest value of a column.

    Parameters
    ----------
    table : DataFrame
        Any table; it may be empty.
    column : str
        Such as `edition` or `year`.

    Returns
    -------
    DataFrame
        The newest rows.
    """
    return table[table[column] == table[column].max()]
