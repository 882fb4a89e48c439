"""Put what a file says into the tables; what it replaces is kept in words, in the note."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

from reelab.usgs.differences import Change, join, source_id
from reelab.usgs.store import FIGURES, Store, Text

WRITTEN = ("new", "changed", "corrected", "confirmed")
_PAGE = (
    "https://www.usgs.gov/centers/national-minerals-information-center/"
    "rare-earths-statistics-and-information"
)


@dataclass(frozen=True)
class Reading:
    """What is known of a file beyond its figures; `at_hand` is the version that we have."""

    edition: int
    digest: str
    version: str | None
    at_hand: str | None
    newer: bool
    today: datetime.date

    @property
    def label(self) -> str:
        """What the column `edition_version` says."""
        return self.version or self.at_hand or f"not stated, read {self.today}"


def put(store: Store, found: list[Change], reading: Reading) -> list[str]:
    """Change the tables in memory.

    Parameters
    ----------
    store : Store
        The tables; they are changed.
    found : list of Change
        What the file means.
    reading : Reading
        Which edition and version it is.

    Returns
    -------
    list of str
        The sources that no table points to any more; their rows are gone.
    """
    written = [change for change in found if change.kind in WRITTEN]
    replaced = {change.old["source_id"] for change in written if change.old}
    if reading.newer:
        _new_version(store, found, reading)
    for change in written:
        _put_row(store, change, reading)
    if not written and not reading.newer:
        return []
    _source(store, reading)
    return _drop_unused(store, replaced)


def _new_version(store: Store, found: list[Change], reading: Reading) -> None:
    """Move the whole edition to the new version; an edition is read in one."""
    for name in {change.table for change in found} & {"reserves", "production"}:
        for row in store.tables[name].rows:
            if row["edition"] == str(reading.edition):
                row["edition_version"] = reading.label
    for change in found:
        if change.kind == "kept" and change.old:
            change.old["note"] = join(
                f"Not printed in {_named(reading.label)}", change.old["note"]
            )  # fmt: skip


def _named(version: str) -> str:
    """Return how a note calls a version."""
    number = re.match(r"\d+\.\d+", version)
    return f"version {number[0]}" if number else "the first version"


def _put_row(store: Store, change: Change, reading: Reading) -> None:
    table, row = store.tables[change.table], dict(change.wanted or {})
    if "edition_version" in table.header:
        row["edition_version"] = reading.label
    if change.old is None:
        table.rows.append({name: row.get(name, "") for name in table.header})
        return
    row["note"] = join(row["note"], *_history(change, change.old, reading))
    change.old.update(row)


def _history(change: Change, old: Text, reading: Reading) -> list[str]:
    """Return what a note keeps of the row that it replaces."""
    figure = change.now if change.now == "NA" else f"{change.now} t"
    if change.column != FIGURES[change.table]:
        figure = ""
    if change.kind == "corrected":
        return [f"{figure} in a copy ({old['source_id']})"] if figure else []
    if change.kind == "confirmed":
        return []
    version = _named(reading.at_hand or "")
    return [f"{figure} in {version}" if figure and reading.newer else "", old["note"]]


def _source(store: Store, reading: Reading) -> None:
    """Add the edition to the sources, or say there what was read in addition."""
    table, key = store.tables["sources"], source_id(reading.edition)
    title = f"Mineral Commodity Summaries {reading.edition} data release, Rare Earths"
    date = (reading.version or "").partition(", ")[2]
    read = f"figures read from the data file with SHA-256 {reading.digest}"
    numbered = re.match(r"\d+\.\d+", reading.version or "")
    version = f", version {numbered[0]}" if numbered else ""
    row = table.find(source_id=key)
    if row is None:
        values = (key, "US Geological Survey", title + version, date or str(reading.edition),
                  _PAGE, "Public domain (US Government work)", str(reading.today),
                  read.capitalize())  # fmt: skip
        table.rows.append(dict(zip(table.header, values, strict=True)))
        return
    if reading.newer:
        row["title"] = re.sub(r", version [\d.]+$", "", row["title"]) + version
        row["date"] = date or row["date"]
    row["checked"] = str(reading.today)
    row["note"] = join(row["note"], read.capitalize())


def _drop_unused(store: Store, candidates: set[str]) -> list[str]:
    """Take out sources that nothing points to any more."""
    table = store.tables["sources"]
    here = {r["source_id"] for name in (*FIGURES, "countries") for r in store.tables[name].rows}
    unused = candidates - here
    unused = unused - store.sources_elsewhere() if unused else unused
    table.rows = [row for row in table.rows if row["source_id"] not in unused]
    return sorted(unused)
