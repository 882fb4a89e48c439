"""The facts: load a table, ask what it is, cite it."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from reelab import files, schema
from reelab.errors import CourseError, did_you_mean

_HERE = Path(__file__).parent
PACKED = "_course"
"""Name of the folder that a wheel has in the place of the checkout."""

COURSE = _HERE / PACKED if (_HERE / PACKED).is_dir() else _HERE.parent
"""The folder that holds `data/` and `notebooks/`: in a wheel, or the checkout."""

DATA = COURSE / "data"


class Note(str):
    """A text that a notebook shows as Markdown."""

    __slots__ = ()

    def _repr_markdown_(self) -> str:
        return str(self)

    def __repr__(self) -> str:
        return str(self)


@cache
def _resources() -> dict[str, dict[str, Any]]:
    try:
        package = json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CourseError(
            f"The list of the course's tables cannot be read ({error}). Install the course again."
        ) from None
    return {resource["name"]: resource for resource in package["resources"]}


def _resource(name: object) -> dict[str, Any]:
    resources = _resources()
    if isinstance(name, pd.DataFrame):
        known = name.attrs.get("name", "reserves")
        raise CourseError(f"Give the name of the table in quotes: '{known}', and not the table.")
    if not isinstance(name, str) or name not in resources:
        raise CourseError(f"There is no table {name!r}. {did_you_mean(name, resources)}")
    return resources[name]


@cache
def _table(name: str) -> pd.DataFrame:
    resource = _resource(name)
    text = files.read_text(DATA / resource["path"])
    return schema.check(text, resource["schema"], name=resource["path"], known=_known(name))


def forget() -> None:
    """Forget the tables that were read, because the files were changed."""
    for kept in (_resources, _table, _citations):
        kept.cache_clear()


def _known(name: str) -> dict[str, set[str]]:
    """Return the values that the columns of a table may point to in other tables."""
    known = {}
    for key in _resource(name)["schema"].get("foreignKeys", []):
        column, target = key["fields"], key["reference"]
        column = column if isinstance(column, str) else column[0]
        there = target["fields"] if isinstance(target["fields"], str) else target["fields"][0]
        known[column] = set(_table(target["resource"])[there])
    return known


def load(
    name: str, /, *more: object, path: str | Path | None = None, **filters: Any
) -> pd.DataFrame:
    """Load a table of the course, with its units and sources.

    Parameters
    ----------
    name : str
        A table of the course.
    *more
        Refused: a value needs its column, as in `edition=2026`.
    path : str or Path, optional
        A CSV file of your own in the same layout; it is held against the same rules.
    **filters
        Keep the rows in which a column has this value, or one of these values.

    Returns
    -------
    DataFrame
        Typed columns; `attrs` holds the title, the units and the sources.

    Raises
    ------
    CourseError
        If the table, a column or a value does not exist, or if your own file breaks a rule.

    Examples
    --------
    >>> load("reserves", edition=2026, country="China")["reserves_t"].item()
    44000000.0
    """
    _resource(name)
    if more:
        raise CourseError(_nameless(name, more[0]))
    table = _table(name).copy() if path is None else _own(name, path)
    return _describe(_filter(table, name, filters), name)


def _nameless(name: str, value: object) -> str:
    """Say how to name the column that a value was given without."""
    table = _table(name)
    values = value if isinstance(value, (list, tuple)) else [value]
    columns = [c for c in table if all(_among(v, set(table[c].dropna())) for v in values)]
    shown = " or ".join(f"{column}={value!r}" for column in columns)
    if not shown:
        return f"Name the column, as in {table.columns[0]}=...; none of '{name}' holds that value."
    return f"Name the column: {shown}."


def _own(name: str, path: str | Path) -> pd.DataFrame:
    resource = _resource(name)
    known = _known(name)
    if "source_id" in known:
        known["source_id"] = known["source_id"] | {schema.BOOKKEEPING["source_id"]}
    return schema.check(
        files.read_text(path), resource["schema"], name=Path(path).name, known=known, own=True
    )


def _filter(table: pd.DataFrame, name: str, filters: dict[str, Any]) -> pd.DataFrame:
    for column, wanted in filters.items():
        if column not in table:
            raise CourseError(
                f"The table '{name}' has no column '{column}'. {did_you_mean(column, table)}"
            )
        one = isinstance(wanted, str) or not isinstance(wanted, Iterable)
        values = [wanted] if one else list(wanted)
        if not values:
            raise CourseError(f"{column} is given no value; name one or more, or leave it out.")
        there = set(table[column].dropna())
        for value in values:
            if not _among(value, there):
                raise CourseError(
                    f"The table '{name}' has no {column} {value!r}. {_instead(value, there)}"
                )
        table = table[table[column].isin(values)]
    return table.reset_index(drop=True)


def _among(value: object, there: set[Any]) -> bool:
    try:
        return value in there
    except TypeError:  # a list in a list cannot be looked up
        return False


def _instead(value: object, there: set[Any]) -> str:
    known = sorted(there, key=str)
    if isinstance(value, str):
        with contextlib.suppress(ValueError):
            if _among(float(value), there):
                return f"Write {value} without quotes."
    elif str(value) in known:
        return "Write it in quotes."
    word = value if isinstance(value, str) else ""  # a number that looks alike is no hint
    return did_you_mean(word, known if len(known) <= 40 else [*known[:40], "..."])


def _describe(table: pd.DataFrame, name: str) -> pd.DataFrame:
    resource = _resource(name)
    table.attrs = {
        "name": name,
        "title": resource["title"],
        "units": {f["name"]: f["unit"] for f in resource["schema"]["fields"] if "unit" in f},
    }
    if columns := _source_columns(table, name):
        table.attrs["sources"] = citations(pd.concat([table[column] for column in columns]))
    return table


def _source_columns(table: pd.DataFrame, name: str) -> list[str]:
    """Return the columns that say where a figure comes from; a deposit has three."""
    return [] if name == "sources" else [c for c in table if c.endswith("source_id")]


def citations(source_ids: pd.Series) -> dict[str, str]:
    """Return the citation of each source, in the order in which the sources appear.

    Parameters
    ----------
    source_ids : Series of str
        Values of a `source_id` column.

    Returns
    -------
    dict of str to str
        Source id to "Publisher: Title (date). Address. Licence."
    """
    known = _citations()
    return {id: known.get(id, "your own table") for id in dict.fromkeys(source_ids.dropna())}


@cache
def _citations() -> dict[str, str]:
    cited = {}
    for row in _table("sources").fillna("").itertuples():
        date = f" ({row.date})" if row.date else ""
        address = f" {row.address}." if row.address else ""
        cited[row.source_id] = f"{row.publisher}: {row.title}{date}.{address} {row.licence}."
    return cited


def about(name: str) -> Note:
    """Say what a table holds: its rows, columns, units, sources and license.

    Parameters
    ----------
    name : str
        The name of a table.

    Returns
    -------
    Note
        Markdown, shown as text in a terminal.

    Raises
    ------
    CourseError
        If there is no such table.

    Examples
    --------
    >>> print(about("reserves").splitlines()[0])
    **Reserves by country and edition** (`reserves`)
    """
    resource, table = _resource(name), _table(name)
    lines = [f"**{resource['title']}** (`{name}`)", "", resource["description"], ""]
    lines += ["| column | type | unit | what it is |", "|---|---|---|---|"]
    for field in resource["schema"]["fields"]:
        unit = field.get("unit", "")
        lines.append(f"| `{field['name']}` | {field['type']} | {unit} | {field['description']} |")
    licences = ", ".join(licence.get("title", licence["name"]) for licence in resource["licenses"])
    lines += ["", f"{len(table)} rows. License: {licences}. Sources: `reelab.cite('{name}')`."]
    return Note("\n".join(lines))


def cite(name: str) -> Note:
    """List the sources of a table, as they can be cited.

    Parameters
    ----------
    name : str
        The name of a table.

    Returns
    -------
    Note
        Markdown: one source a line, with the number of rows that rest on it.

    Raises
    ------
    CourseError
        If there is no such table, or if it has no sources.
    """
    table = load(name)
    if "sources" not in table.attrs:
        raise CourseError(f"The table '{name}' is itself the list of sources.")
    columns = table[_source_columns(table, name)]
    lines = [
        f"- {text} [{(columns == source).any(axis=1).sum()} rows]"
        for source, text in table.attrs["sources"].items()
    ]
    return Note("\n".join(lines))


def tables() -> pd.DataFrame:
    """List the tables: name, title and number of rows.

    Returns
    -------
    DataFrame
        One row per table.
    """
    return pd.DataFrame(
        [(name, resource["title"], len(_table(name))) for name, resource in _resources().items()],
        columns=["name", "title", "rows"],
    )


# Damaged data must not keep `reelab check` from saying so; python -OO has no docstrings.
with contextlib.suppress(CourseError, AttributeError):
    _names = "\n".join(f"        `{n}`: {r['title']}." for n, r in _resources().items())
    load.__doc__ = load.__doc__.replace("        A table of the course.", _names)  # type: ignore[union-attr]
