"""What a picture asks of the table that it is given."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from reelab.errors import CourseError


def rows(picture: str, table: Any, columns: Iterable[str], one: Iterable[str] = ()) -> None:
    """Refuse a table that the picture cannot draw, or would draw wrongly.

    Parameters
    ----------
    picture : str
        Its name.
    table : object
        What was given.
    columns : iterable of str
        What it must hold.
    one : iterable of str
        Columns in which all rows must agree, such as the year of what is compared.

    Raises
    ------
    CourseError
        If it is no table, lacks a column, has no rows, or mixes what cannot be compared.
    """
    if not isinstance(table, pd.DataFrame):
        raise CourseError(f"{picture}: {table!r:.40} is no table; give one, without quotes.")
    if missing := [name for name in columns if name not in table]:
        raise CourseError(
            f"{picture} needs the columns {', '.join(columns)}; missing: {', '.join(missing)}."
        )
    if table.empty:
        raise CourseError(f"{picture}: the table has no rows; a filter before it left none.")
    for name in one:
        values = sorted(map(str, table[name].unique()))
        if len(values) > 1:
            raise CourseError(
                f"{picture} draws one {name}; the table has {len(values)}: "
                f"{', '.join(values[:8])}{', ...' if len(values) > 8 else ''}."
            )
