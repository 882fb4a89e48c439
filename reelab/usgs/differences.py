"""Hold the rows of a file against those of the course: what is new, what differs, what agrees."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from reelab.usgs import words
from reelab.usgs.figures import grouped, plain
from reelab.usgs.layout import Printed
from reelab.usgs.rows import Row
from reelab.usgs.store import FIGURES, Store, Text


class Change(NamedTuple):
    """What one row of a file means for the course.

    `kind` is `new`, `changed` (the edition said otherwise), `corrected` (a copy said otherwise),
    `confirmed` (a copy said the same), `older` (the note of our row says that the figure was
    replaced), `unchanged`, or `kept` (the file lacks the row).
    """

    kind: str
    table: str
    country: str
    year: str
    column: str
    now: str
    file: str
    note: str
    old: Text | None
    wanted: Text | None


def changes(store: Store, printed: Printed, newer: bool) -> Iterator[Change]:
    """Yield what each row of a file means, and then the rows that it lacks.

    Parameters
    ----------
    store : Store
        The tables at hand.
    printed : Printed
        The file.
    newer : bool
        Whether the user says that the file is a newer version of its edition.

    Yields
    ------
    Change
        One for each figure.
    """
    seen: dict[str, list[Text]] = {name: [] for name in FIGURES}
    measures = set()
    for row in printed.rows.itertuples(index=False):
        row = Row(*row)
        measures.add(row.measure)
        if (table := _table_of(row)) and (row.country != words.WORLD or row.value is not None):
            wanted = _wanted(row, table, printed.edition)
            old = store.tables[table].find(**{k: wanted[k] for k in store.tables[table].key})
            if old is not None:
                seen[table].append(old)
            yield _change(table, row, old, wanted, newer)
    for name in ("reserves", "production"):
        for old in store.tables[name].rows if name in measures else []:
            if old["edition"] == str(printed.edition) and old not in seen[name]:
                yield Change("kept", name, old["country"], old.get("year", ""), FIGURES[name],
                             _shown(old[FIGURES[name]]), "no such row", old["note"], old,
                             None)  # fmt: skip


def _table_of(row: Row) -> str:
    return "world_totals" if row.country == words.WORLD else row.measure


def _wanted(row: Row, table: str, edition: int) -> Text:
    """Return the row as the course would write it; the version of the edition comes later."""
    more = row.qualifier == "greater than" and table != "world_totals"
    note = f"Printed as more than {grouped(row.value or 0)} t" if more else ""
    text = {
        "edition": str(edition),
        FIGURES[table]: plain(row.value),
        "source_id": source_id(edition),
        # Of a range the middle is taken, which nobody printed.
        "confidence": "derived" if row.qualifier in ("range", "less than") else "seen",
        "note": join(note, row.note),
    }
    if table == "world_totals":
        more = row.qualifier == "greater than"
        extra = {"measure": row.measure, "year": str(row.year)}
        return {**text, **extra, "qualifier": "greater than" if more else ""}
    text |= {"country": row.country, "na_reason": row.reason}
    if table == "production":
        estimated = "true" if row.estimated and row.value else "false"
        text |= {"year": str(row.year), "estimated": estimated}
    return text


def source_id(edition: int) -> str:
    """Return the key of an edition in the table of sources."""
    return f"usgs-mcs-{edition}"


def join(*notes: str) -> str:
    """Return several notes as one, each once."""
    parts = [part for note in notes for part in note.split("; ") if part]
    return "; ".join(dict.fromkeys(parts))


def _change(table: str, row: Row, old: Text | None, wanted: Text, newer: bool) -> Change:
    figure = FIGURES[table]
    name = f"World, {row.measure}" if table == "world_totals" else row.country
    year = wanted.get("year", "")
    if old is None:
        return Change("new", table, name, year, figure, "", _shown(wanted[figure], wanted),
                      wanted["note"] or wanted.get("na_reason", ""), None, wanted)  # fmt: skip
    differ = _differing(old, wanted, figure, row)
    if not differ:
        own = old["confidence"] == "seen" and old["source_id"] == wanted["source_id"]
        kind, column = ("unchanged", figure) if own else ("confirmed", "confidence")
    else:
        column = differ[0]
        replaced = column == figure and not newer and _replaced(old, wanted[figure])
        kind = "older" if replaced else "changed" if old["confidence"] == "seen" else "corrected"
    now = _shown(old[column], old if column == figure else None)
    file = _shown(wanted[column], wanted if column == figure else None)
    return Change(kind, table, name, year, column, now, file, old["note"], old, wanted)


def _differing(old: Text, wanted: Text, figure: str, row: Row) -> list[str]:
    """Return the columns in which the file says something else; silence is no difference."""
    columns = []
    if (old[figure] == "") != (row.value is None) or (
        row.value is not None and float(old[figure]) != row.value
    ):
        columns.append(figure)
    if "qualifier" in wanted and old["qualifier"] != wanted["qualifier"]:
        columns.append("qualifier")
    if row.estimated is not None and "estimated" in wanted:
        columns += ["estimated"] if old["estimated"] != wanted["estimated"] else []
    return columns


def _replaced(old: Text, figure: str) -> bool:
    """Whether the note of our row says that the file's figure is one of an earlier version."""
    printed = re.escape(grouped(float(figure))) if figure else "NA"
    return bool(re.search(rf"(?<![\d,]){printed}( t)? in (the first )?version", old["note"]))


def _shown(figure: str, row: Text | None = None) -> str:
    if not figure:
        return "NA" if row is None or row.get("na_reason") else ""
    if figure.replace(".", "").isdigit():
        more = "> " if row and row.get("qualifier") == "greater than" else ""
        return f"{more}{grouped(float(figure))}"
    return figure
