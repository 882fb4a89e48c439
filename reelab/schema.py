"""Hold a table against its schema (Frictionless Table Schema) and say what is wrong, where."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from reelab.errors import CourseError, did_you_mean

LARGEST = 20_000_000  # bytes; the largest table of the course is far below
BOOKKEEPING = {"source_id": "own", "confidence": "judgement", "note": ""}
_SHOWN = 5
_WHOLE = 2**53  # beyond it a float no longer holds every whole number


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
        _check_file(path)
        raw = path.read_bytes()
    except OSError as error:
        raise CourseError(f"{_short(path.name)} cannot be read: {error.strerror}.") from None
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


def _check_file(path: Path) -> None:
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
    found = _rows(name, text)
    _, header = next(found, (1, [""]))
    if len(header) == 1 and any(mark in header[0] for mark in ";\t|"):
        raise CourseError(
            f"{name}, header: the columns are not separated by commas. "
            "Save the file again as CSV with commas."
        )
    if twice := sorted({column for column in header if header.count(column) > 1}):
        raise CourseError(f"{name}, header: the column '{_short(twice[0])}' is there twice.")
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


def _rows(name: str, text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each row that is not blank, with the line on which it begins."""
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


def check(
    table: pd.DataFrame,
    schema: dict[str, Any],
    *,
    name: str,
    known: dict[str, set[str]] | None = None,
    own: bool = False,
) -> pd.DataFrame:
    """Check a table of strings against a schema and return it typed.

    Parameters
    ----------
    table : DataFrame
        Strings, indexed by line number, as `read_text` returns it.
    schema : dict
        A Table Schema: fields with types and constraints, primaryKey, foreignKeys.
    name : str
        How messages call the table.
    known : dict of str to set of str, optional
        For each column that points to another table: the values that exist there.
    own : bool
        Whether this is a user's own table: then the columns that say where a figure comes from
        may be left out.

    Returns
    -------
    DataFrame
        Columns in the order of the schema, typed, with a plain index.

    Raises
    ------
    CourseError
        If a rule is broken; the message names the file, the line, the column and the rule.
    """
    fields = {field["name"]: field for field in schema["fields"]}
    table = _columns(table, fields, name, own)
    problems: list[tuple[int, str]] = []
    typed = {}
    for column, field in fields.items():
        text = table[column]
        typed[column], found = _column(text, field)
        problems += [(line, f"column '{column}': {what}") for line, what in found]
        if known and column in known:
            missing = text[(text != "") & ~text.isin(known[column])]
            problems += [
                (line, f"column '{column}': unknown '{_short(word)}'. {_hint(word, known[column])}")
                for line, word in missing.items()
            ]
        if reason := field.get("nullReason"):
            blank = table.index[(text == "") & (table[reason] == "")]
            problems += [
                (line, f"column '{column}': empty without a reason; give one in '{reason}'")
                for line in blank
            ]
    result = pd.DataFrame(typed)
    if key := schema.get("primaryKey"):
        problems += _twice(result[key].dropna(), table)
    _report(problems, name)
    return result.reset_index(drop=True)


def _twice(keys: pd.DataFrame, table: pd.DataFrame) -> list[tuple[int, str]]:
    """Return the rows whose typed key was there before: 2026 and 2026.0 are one year."""
    problems = []
    for line in keys.index[keys.duplicated()]:
        cells = ", ".join(f"{column} {_short(table.loc[line, column])}" for column in keys)
        problems.append((line, f"columns {', '.join(keys)}: a second row for {cells}"))
    return problems


def _short(word: object) -> str:
    """Return a cell as a message can show it."""
    text = str(word)
    return text if len(text) <= 60 else f"{text[:60]}..."


def _hint(word: str, names: set[str]) -> str:
    return did_you_mean(word, sorted(names)) if len(names) < 60 else "Check the spelling."


def _columns(table: pd.DataFrame, fields: dict[str, Any], name: str, own: bool) -> pd.DataFrame:
    unknown = [column for column in table if column not in fields]
    if unknown:
        raise CourseError(
            f"{name}, header: unknown column '{_short(unknown[0])}'. "
            f"{did_you_mean(unknown[0], fields)}"
        )
    table = table.copy()
    for column, field in fields.items():
        if column in table:
            continue
        if own and column in BOOKKEEPING:
            table[column] = BOOKKEEPING[column]
        elif field.get("constraints", {}).get("required") or field.get("nullReason"):
            raise CourseError(
                f"{name}, header: the column '{column}' is missing. It holds: "
                f"{field['description']}"
            )
        else:
            table[column] = ""
    return table


def _column(text: pd.Series, field: dict[str, Any]) -> tuple[pd.Series, list[tuple[int, str]]]:
    rules = field.get("constraints", {})
    values, bad, what = _convert(text, field["type"])
    problems = [
        (line, f"'{_short(text[line])}' is not {what}{_advice(text[line])}") for line in bad
    ]
    if rules.get("required"):
        problems += [(line, "empty; a value is required") for line in text.index[text == ""]]
    if "enum" in rules:
        allowed = [str(word) for word in rules["enum"]]
        wrong = text[(text != "") & ~text.isin(allowed)]
        problems += [
            (line, f"'{_short(word)}' is not one of {', '.join(allowed)}")
            for line, word in wrong.items()
        ]
    if "pattern" in rules:
        wrong = text[(text != "") & ~text.str.fullmatch(rules["pattern"]).astype(bool)]
        problems += [
            (line, f"'{_short(word)}' does not fit the pattern {rules['pattern']}")
            for line, word in wrong.items()
        ]
    unit = f" {field['unit']}" if "unit" in field else ""
    for rule, words, broken in (
        ("minimum", "below the smallest allowed", lambda v, limit: v < limit),
        ("maximum", "above the largest allowed", lambda v, limit: v > limit),
    ):
        if rule in rules and field["type"] in ("integer", "number"):
            wrong = text[broken(values, rules[rule]).fillna(False).astype(bool)]
            problems += [
                (line, f"{_short(word)}{unit} is {words}, {rules[rule]}{unit}")
                for line, word in wrong.items()
            ]
    return values, problems


def _convert(text: pd.Series, kind: str) -> tuple[pd.Series, pd.Index, str]:
    """Return the typed values, the lines that cannot be typed, and what they should be."""
    filled = text != ""
    if kind == "boolean":
        values = text.map({"true": True, "false": False})
        bad = text.index[filled & values.isna()]
        return values.astype("boolean" if values.isna().any() else bool), bad, "true or false"
    if kind in ("integer", "number"):
        plain = text.where(text.str.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?"))
        values = pd.to_numeric(plain, errors="coerce").astype(float)
        values = values.mask(values.abs() == float("inf"))  # what 1e999 becomes
        if kind == "number":
            return values, text.index[filled & values.isna()], "a number"
        values = values.where((values % 1 == 0) & (values.abs() <= _WHOLE))
        bad = text.index[filled & values.isna()]
        return values.astype("Int64" if values.isna().any() else int), bad, "a whole number"
    return text.where(filled, None).astype("str"), text.index[:0], "text"


def _advice(word: str) -> str:
    if "," in word:
        return "; write it without thousands separators and with a decimal point"
    if word.upper() in ("NA", "N/A", "NAN", "NONE", "-", "\u2014", "W"):
        return "; leave the cell empty when there is no figure"
    return ""


def _report(problems: list[tuple[int, str]], name: str) -> None:
    if not problems:
        return
    problems.sort()
    lines = [f"{name}, line {line}, {what}" for line, what in problems[:_SHOWN]]
    if len(problems) > _SHOWN:
        lines.append(f"and {len(problems) - _SHOWN} more like these.")
    raise CourseError("\n".join(lines))
