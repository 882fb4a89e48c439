"""The tables of the course as text: read, changed row by row, rendered again."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from reelab import data, schema
from reelab.errors import CourseError

DESCRIPTOR = "datapackage.json"
FIGURES = {"reserves": "reserves_t", "production": "production_t", "world_totals": "total_t"}
"""The tables that an edition fills, and the column of the figure."""

USED = (*FIGURES, "countries", "sources")
Text = dict[str, str]
"""A row of a table as text."""


@dataclass
class Table:
    """A table as text, and what its file held when it was read."""

    name: str
    path: str
    key: list[str]
    header: list[str]
    rows: list[Text]
    raw: bytes
    schema: dict[str, Any]
    first: list[Text] = field(init=False)

    def __post_init__(self) -> None:
        self.first = [dict(row) for row in self.rows]

    def find(self, **key: str) -> Text | None:
        """Return the row of a key, or None."""
        return next((r for r in self.rows if all(r[k] == v for k, v in key.items())), None)

    def render(self) -> bytes:
        """Return the file: sorted by key, as the tests of the data want it."""
        text = io.StringIO()
        writer = csv.DictWriter(text, self.header, lineterminator="\n")
        writer.writeheader()
        writer.writerows(sorted(self.rows, key=self._order))
        return text.getvalue().encode()

    def _order(self, row: Mapping[str, str]) -> list[Any]:
        whole = {field["name"] for field in self.schema["fields"] if field["type"] == "integer"}
        return [int(row[name]) if name in whole else row[name] for name in self.key]

    def typed(self, known: dict[str, set[str]]) -> pd.DataFrame:
        """Return the table typed; a CourseError says which rule a row breaks."""
        text = pd.DataFrame(self.rows, columns=self.header, dtype=object)
        text.index = pd.Index(range(2, len(text) + 2), name="line")
        return schema.check(text, self.schema, name=self.path, known=known)


@dataclass
class Store:
    """The tables that an edition touches, and the descriptor of all tables."""

    folder: Path
    tables: dict[str, Table]
    package: dict[str, Any]
    raw: bytes

    @classmethod
    def open(cls, folder: Path | None = None) -> Store:
        """Read the tables of a folder; those of the course if none is named."""
        folder = folder or data.DATA
        try:
            raw = (folder / DESCRIPTOR).read_bytes()
            package = json.loads(raw)
            resources = {one["name"]: one for one in package["resources"]}
            tables = {name: _table(folder, resources[name]) for name in USED}
        except (OSError, ValueError, KeyError) as error:
            raise CourseError(
                f"The tables of the course cannot be read ({error}); 'reelab check' says more."
            ) from None
        return cls(folder, tables, package, raw)

    def typed(self) -> dict[str, pd.DataFrame]:
        """Return the tables typed; a CourseError says which rule a row breaks."""
        sources = {"source_id": {row["source_id"] for row in self.tables["sources"].rows}}
        countries = {"country": {row["country"] for row in self.tables["countries"].rows}}
        known = {"sources": {}, "countries": sources}
        return {
            name: table.typed(known.get(name, sources | countries))
            for name, table in self.tables.items()
        }

    def sources_elsewhere(self) -> set[str]:
        """Return the sources that the other tables point to."""
        found = set()
        for resource in self.package["resources"]:
            if resource["name"] not in USED:
                table = _table(self.folder, resource)
                columns = [name for name in table.header if name.endswith("source_id")]
                found |= {row[column] for row in table.rows for column in columns}
        return found

    def changed(self) -> dict[str, tuple[bytes, bytes]]:
        """Return what has to be written: old and new content by file, the descriptor last."""
        files = {}
        for table in self.tables.values():
            if table.rows != table.first:
                files[table.path] = table.raw, table.render()
        for resource in self.package["resources"]:
            if resource["path"] in files:
                content = files[resource["path"]][1]
                resource["hash"] = f"sha256:{hashlib.sha256(content).hexdigest()}"
                resource["bytes"] = len(content)
        if files:
            text = json.dumps(self.package, indent=1, ensure_ascii=False) + "\n"
            files[DESCRIPTOR] = self.raw, text.encode()
        return files


def _table(folder: Path, resource: dict[str, Any]) -> Table:
    raw = (folder / resource["path"]).read_bytes()
    reader = csv.DictReader(io.StringIO(raw.decode("utf-8"), newline=""))
    rows = list(reader)
    fields = resource["schema"]
    key = fields["primaryKey"]
    return Table(resource["name"], resource["path"], key, list(reader.fieldnames or []), rows,
                 raw, fields)  # fmt: skip
