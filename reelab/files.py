"""Read a CSV file as text; what is wrong with it is said in a sentence."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from reelab.errors import CourseError

LARGEST = 20_000_000  # bytes; the largest table of the course is far below


def read_text(path: str | Path) -> pd.DataFrame:
    """Read a CSV file as text, every cell a string.

    Parameters
    ----------
    path : str or Path
        The file: UTF-8, commas, a header row.

    Returns
    -------
    DataFrame
        One string column per column of the file; the index is the line number in the file.

    Raises
    ------
    CourseError
        If the file is missing, a folder, empty, too large, not UTF-8 or not a table.
    """
    if not isinstance(path, (str, Path)):
        raise CourseError(f"{path!r} is not the name of a file; write it in quotes.")
    path = Path(path)
    try:
        check_file(path)
        raw = path.read_bytes()
    except OSError as error:
        raise CourseError(f"{short(path.name)} cannot be read: {error.strerror}.") from None
    if (place := raw.find(b"\0")) >= 0:
        line = raw[:place].count(b"\n") + 1
        raise CourseError(
            f"{path.name}, line {line}: this is not plain text (it holds a zero byte). "
            "Save the file again as 'CSV UTF-8'."
        )
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise CourseError(
            f"{path.name}, line {line}: the text is not UTF-8. Save the file again as 'CSV UTF-8'."
        ) from None
    if not text.strip():
        raise CourseError(f"{path.name} is empty: it needs a header row and at least one row.")
    return _table(path.name, text)


def check_file(path: Path) -> None:
    """Refuse what is not an ordinary file of a table's size.

    Parameters
    ----------
    path : Path
        What the user named.

    Raises
    ------
    CourseError
        If it is missing, a folder, something else, or too large.
    """
    if not path.exists():
        raise CourseError(f"There is no file '{path}'. Check the spelling and the folder.")
    if path.is_dir():
        raise CourseError(f"'{path}' is a folder; give the name of a CSV file in it.")
    if not path.is_file():
        raise CourseError(f"'{path}' is not an ordinary file; give the name of a CSV file.")
    if (size := path.stat().st_size) > LARGEST:
        raise CourseError(
            f"{path.name} is {size / 1e6:,.0f} MB; a table of this course may have at most "
            f"{LARGEST / 1e6:.0f} MB. Keep only the rows you need."
        )


def _table(name: str, text: str) -> pd.DataFrame:
    found = rows_of(name, text)
    _, header = next(found, (1, [""]))
    check_header(name, header)
    rows, lines = [], []
    for line, row in found:
        if len(row) != len(header):
            raise CourseError(
                f"{name}, line {line}: {len(row)} cells, but the header has "
                f"{len(header)}. Put a text that holds a comma in double quotes."
            )
        rows.append(row)
        lines.append(line)
    if not rows:
        raise CourseError(f"{name} has a header but no rows.")
    return pd.DataFrame(rows, columns=header, index=pd.Index(lines, name="line"), dtype=object)


def check_header(name: str, header: list[str]) -> None:
    """Refuse a header of other separators than commas, or with a column twice.

    Parameters
    ----------
    name : str
        How messages call the file.
    header : list of str
        The names of the columns.

    Raises
    ------
    CourseError
        If the header cannot be used.
    """
    if header[0][:1] in ("{", "[", "<"):
        raise CourseError(
            f"{name} is not a table: it begins with '{short(header[0])}'. Give a CSV file, whose "
            "first line names the columns."
        )
    if len(header) == 1 and any(mark in header[0] for mark in ";\t|"):
        raise CourseError(
            f"{name}, header: the columns are not separated by commas. "
            "Save the file again as CSV with commas."
        )
    if twice := sorted({column for column in header if header.count(column) > 1}):
        raise CourseError(f"{name}, header: the column '{short(twice[0])}' is there twice.")


def rows_of(name: str, text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each row that is not blank, with the line on which it begins.

    Parameters
    ----------
    name : str
        How messages call the file.
    text : str
        The text of a CSV file.

    Yields
    ------
    tuple of int and list of str
        Line number and cells without blanks around them.

    Raises
    ------
    CourseError
        If a quote is not closed, or the text is no CSV for another reason.
    """
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        for row in reader:
            cells = [cell.strip() for cell in row]
            if any(cells):  # a spreadsheet leaves rows of nothing but commas
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise CourseError(
            f"{name}, line {line}: this is not a CSV table ({error}). "
            "Look for a double quote that is not closed."
        ) from None


def short(word: object) -> str:
    """Return a cell as a message can show it.

    Parameters
    ----------
    word : object
        What the cell holds.

    Returns
    -------
    str
        One line of at most 63 characters.
    """
    text = " ".join(str(word).splitlines())
    return text if len(text) <= 60 else f"{text[:60]}..."
