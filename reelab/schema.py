"""Hold a table against its schema (Frictionless Table Schema) and say what is wrong, where."""

from __future__ import annotations

from typing import Any

import pandas as pd

from reelab.errors import CourseError, did_you_mean
from reelab.files import short

BOOKKEEPING = {"source_id": "own", "confidence": "judgement", "note": ""}
_SHOWN = 5
_WHOLE = 2**53  # beyond it a float no longer holds every whole number


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
        Strings, indexed by line number, as `files.read_text` returns it.
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
                (line, f"column '{column}': unknown '{short(word)}'. {_hint(word, known[column])}")
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
        cells = ", ".join(f"{column} {short(table.loc[line, column])}" for column in keys)
        problems.append((line, f"columns {', '.join(keys)}: a second row for {cells}"))
    return problems


def _hint(word: str, names: set[str]) -> str:
    return did_you_mean(word, sorted(names)) if len(names) < 60 else "Check the spelling."


def _columns(table: pd.DataFrame, fields: dict[str, Any], name: str, own: bool) -> pd.DataFrame:
    unknown = [column for column in table if column not in fields]
    if unknown:
        raise CourseError(
            f"{name}, header: unknown column '{short(unknown[0])}'. "
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
    problems = [(line, f"'{short(text[line])}' is not {what}{_advice(text[line])}") for line in bad]
    if rules.get("required"):
        problems += [(line, "empty; a value is required") for line in text.index[text == ""]]
    if "enum" in rules:
        allowed = [str(word) for word in rules["enum"]]
        wrong = text[(text != "") & ~text.isin(allowed)]
        problems += [
            (line, f"'{short(word)}' is not one of {', '.join(allowed)}")
            for line, word in wrong.items()
        ]
    if "pattern" in rules:
        wrong = text[(text != "") & ~text.str.fullmatch(rules["pattern"]).astype(bool)]
        problems += [
            (line, f"'{short(word)}' does not fit the pattern {rules['pattern']}")
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
                (line, f"{short(word)}{unit} is {words}, {rules[rule]}{unit}")
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
