"""Open a file that may be a USGS table, and say what it is when it cannot be one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from reelab import files
from reelab.errors import CourseError
from reelab.usgs.columns import Columns

_OTHERS = (
    (b"PK\x03\x04", "a zip archive or an Excel workbook; unpack it, or save the table as CSV"),
    (b"\xd0\xcf\x11\xe0", "an Excel workbook; save the table as CSV"),
    (b"%PDF", "a PDF; the data release of the same edition has its tables as CSV"),
    (b"\x1f\x8b", "a packed file; unpack it first"),
    (b"<", "a web page, not the table it offers; open it and download the CSV file"),
    (b"{", "JSON, not a CSV table"),
)
_OURS = {"edition", "source_id", "confidence"}


@dataclass(frozen=True)
class Sheet:
    """A CSV file as text: `rows` holds strings, indexed by line number."""

    name: str
    raw: bytes
    rows: pd.DataFrame

    @property
    def header(self) -> list[str]:
        """The names of the columns."""
        return list(self.rows)

    def only(self, rows: pd.DataFrame) -> Sheet:
        """Return the same file with these rows."""
        return replace(self, rows=rows)


def open_sheet(path: str | Path) -> Sheet:
    """Read a CSV file in any encoding that USGS has used.

    Parameters
    ----------
    path : str or Path
        The file.

    Returns
    -------
    Sheet
        Its cells; empty columns and rows at the end are cut off.

    Raises
    ------
    CourseError
        If it is missing, too large, or no CSV table.
    """
    path = Path(path)
    try:
        files.check_file(path)
        raw = path.read_bytes()
    except OSError as error:
        raise CourseError(f"{files.short(path.name)} cannot be read: {error.strerror}.") from None
    name = files.short(path.name)
    return Sheet(name, raw, _cells(name, _decode(name, raw)))


def _decode(name: str, raw: bytes) -> str:
    """Return the text: UTF-8 with or without a mark, and else as Windows writes it."""
    start = raw.lstrip(b"\xef\xbb\xbf \t\r\n")[:8]
    for mark, what in _OTHERS:
        if start.startswith(mark):
            raise CourseError(f"{name} is {what}.")
    if not start:
        raise CourseError(f"{name} is empty.")
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not any(ord(letter) < 32 and letter not in "\t\r\n\f" for letter in text):
            return text
    raise CourseError(f"{name} is not a text file; the tables of USGS are CSV files.")


def _cells(name: str, text: str) -> pd.DataFrame:
    found = files.rows_of(name, text)
    _, header = next(found, (1, [""]))
    while header and not header[-1]:
        header.pop()
    files.check_header(name, header)
    if set(header) >= _OURS:
        raise CourseError(f"{name} is a table of this course, not one as USGS publishes it.")
    rows, lines = [], []
    known = Columns.of(header) is not None  # else that is what has to be said
    for line, row in found:
        if known and any(row[len(header) :]):
            raise CourseError(
                f"{name}, line {line}: {len(row)} cells, but the header names {len(header)}."
            )
        rows.append((row + [""] * len(header))[: len(header)])
        lines.append(line)
    if not rows:
        raise CourseError(f"{name} has a header but no rows.")
    return pd.DataFrame(rows, columns=header, index=pd.Index(lines, name="line"), dtype=object)
