"""The kinds of answer, and how each is read from whatever was given."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from reelab.errors import CourseError, did_you_mean

_THOUSANDS = re.compile(r"[ _](?=\d{3}(?!\d))")
_NUMBER = re.compile(r"([+-]?)(\d[\d, _]*\.?\d*|\.\d+)([eE][+-]?\d{1,3})?\s*(.*)")
_DECIMALS = re.compile(r"\d+,(?:\d{1,2}|\d{4,})|0,\d+")  # 12,5: a comma for decimals
_COMMAS = re.compile(r"[\d _]*(?:,\d+|(?:,\d{2,3})*,\d{3}\.\d*|(?:,\d{2,3})+,\d{3}|\.\d*)?")
"""One comma, or commas before thousands (in India also 12,34,567), or none."""

_TOO_LARGE = "This number is far too large; look for a power too many."
_TWO_MARKS = "'{}' cannot be read: write decimals with one point, such as 1234.5."


@dataclass(frozen=True)
class Number:
    """An answer that is a number: its unit, and how near is near enough.

    `within` is relative, `close` absolute; the wider of the two counts. What lies outside `low` to
    `high`, or has decimals where `whole` is true, is no answer.
    """

    unit: str
    within: float = 0.02
    close: float = 0.0
    low: float = -math.inf
    high: float = math.inf
    whole: bool = False

    def read(self, given: Any) -> float:
        """Return the number in what was given, or say why there is none."""
        value = _single(given)
        if isinstance(value, (bool, np.bool_)):
            raise CourseError(f"That is {value}; a number is asked for, in {self.unit}.")
        if isinstance(value, str):
            value = self._parse(value)
        try:
            number = float(value)
        except OverflowError:
            raise CourseError(_TOO_LARGE) from None
        except (TypeError, ValueError):
            raise CourseError(
                f"That is {kind(value)}; a number is asked for, in {self.unit}."
            ) from None
        if not math.isfinite(number):
            raise CourseError(
                f"That is {number}, not a number: a cell is empty, or something was divided by "
                f"zero or by nothing. A number is asked for, in {self.unit}."
            )
        if not self.low <= number <= self.high or (self.whole and number % 1):
            what = "whole number" if self.whole else "number"
            ends = f"from {self.low:g} " + ("on" if self.high == math.inf else f"to {self.high:g}")
            raise CourseError(f"{number:g} cannot be: a {what} {ends} is asked for.")
        return number

    def _parse(self, text: str) -> float:
        match = _NUMBER.fullmatch(text.strip().replace("\u2212", "-"))
        if not match:
            what = f"'{text.strip()[:40]}' is not a number" if text.strip() else "Nothing is there"
            such = "12" if self.whole else "12.5"
            raise CourseError(f"{what}; write a number ({self.unit}), such as {such}.")
        sign, digits, power, unit = (part or "" for part in match.groups())
        digits, unit = digits.rstrip(", _"), unit.strip().rstrip(".")
        if unit[:1] in tuple("+-*/^=") or re.search(r"\d[ _]+\d", _THOUSANDS.sub("", digits)):
            raise CourseError(f"'{text.strip()[:40]}' is not one number; write the result alone.")
        if re.match(r"[.,]\d", unit) or not _COMMAS.fullmatch(digits):
            raise CourseError(_TWO_MARKS.format(text.strip()[:40]))
        if unit and unit.lower() not in _spellings(self.unit):
            raise CourseError(f"Write the number alone; it is taken in {self.unit}, not '{unit}'.")
        digits = re.sub(r"[ _]", "", digits)
        if _DECIMALS.fullmatch(digits) or (power and digits.count(",") == 1):
            digits = digits.replace(",", ".")
        number = float(sign + digits.replace(",", "") + power)
        if math.isinf(number):
            raise CourseError(_TOO_LARGE)
        return number

    def near(self, given: float, right: float) -> bool:
        """Whether an answer is near enough."""
        return abs(given - right) <= max(self.within * abs(right), self.close) * (1 + 1e-9)

    def say(self, value: float) -> str:
        """Return a number with its unit."""
        text = f"{value:,.3g}" if abs(value) < 1000 else f"{value:,.0f}"
        return f"{text}%" if self.unit == "%" else f"{text} {self.unit}"


@dataclass(frozen=True)
class Option:
    """An answer that is one of a few texts."""

    options: Sequence[str]

    def read(self, given: Any) -> str:
        """Return the option meant."""
        if given is None:
            raise CourseError(f"Choose one first: {', '.join(self.options)}.")
        value = _single(given)
        for option in self.options:
            if str(value).strip().casefold() == option.casefold():
                return option
        raise CourseError(f"{quoted(value)} is not an option. {did_you_mean(value, self.options)}")

    def near(self, given: str, right: str) -> bool:
        """Whether it is the right one."""
        return given == right

    def say(self, value: str) -> str:
        """Return the option."""
        return value


@dataclass(frozen=True)
class Ranking:
    """An answer that is a list of names in order, or a set of them if `ordered` is false.

    `names` are those that may be used, `count` how many are asked for.
    """

    names: Sequence[str]
    count: int
    ordered: bool = True

    def read(self, given: Any) -> list[str]:
        """Return the names meant; a table gives the column that holds such names."""
        words = self._words(given)
        found = []
        for word in words:
            match = [name for name in self.names if name.casefold() == word.strip().casefold()]
            if not match:
                raise CourseError(f"{quoted(word)} is unknown. {did_you_mean(word, self.names)}")
            found.append(match[0])
        if twice := next((name for name in found if found.count(name) > 1), ""):
            raise CourseError(
                f"'{twice}' stands there twice; {self.count} different names are asked for."
            )
        if len(found) != self.count:
            raise CourseError(f"{self.count} names are asked for; there are {len(found)}.")
        return found

    def _words(self, given: Any) -> list[str]:
        if isinstance(given, str):
            return [word for word in re.split(r"[,;>\n]+", given) if word.strip()]
        if isinstance(given, pd.DataFrame):
            columns = [given.index, *(given[column] for column in given)]
        elif isinstance(given, pd.Series):
            columns = [given.index, given]
        elif _is_row(given) or (isinstance(given, (set, frozenset)) and not self.ordered):
            columns = [pd.Series([str(word) for word in given], dtype=object)]
        else:
            raise CourseError(f"That is {kind(given)}; a list of {self.count} names is asked for.")
        for column in columns:
            words = [str(word) for word in column]
            if words and set(words) <= set(self.names):
                return words
        if len(columns) == 1:
            return [str(word) for word in columns[0]]
        raise CourseError(
            f"This table has no column of names only. Names are asked for, such as {self.names[0]}."
        )

    def near(self, given: list[str], right: list[str]) -> bool:
        """Whether the names, and their order if it matters, are right."""
        return given == right if self.ordered else set(given) == set(right)

    def say(self, value: list[str]) -> str:
        """Return the names on a line."""
        return ", ".join(value)


@dataclass(frozen=True)
class Finding:
    """An answer in two parts: the flaw in a reasoning, and the number without it."""

    flaw: Option
    number: Number

    def read(self, given: Any) -> tuple[str, float]:
        """Return both parts."""
        if not isinstance(given, (list, tuple)) or len(given) != 2:
            raise CourseError("Two things are asked for: what is wrong, and the number mended.")
        named, number = given
        return self.flaw.read(None if named == "" else named), self.number.read(number)

    def near(self, given: tuple[str, float], right: tuple[str, float]) -> bool:
        """Whether the flaw is found and the number near enough."""
        return self.found(given, right) and self.number.near(given[1], right[1])

    def found(self, given: tuple[str, float], right: tuple[str, float]) -> bool:
        """Whether the flaw is found, whatever the number."""
        return self.flaw.near(given[0], right[0])

    def makes(
        self, given: tuple[str, float], wrong: tuple[str, float], right: tuple[str, float]
    ) -> bool:
        """Whether an answer makes a mistake: in the part in which the mistake is not right."""
        if not self.found(wrong, right):
            return self.found(given, wrong)
        return self.number.near(given[1], wrong[1])

    def say(self, value: tuple[str, float]) -> str:
        """Return both parts on a line."""
        return f"{value[0]}; {self.number.say(value[1])}"


Form = Number | Option | Ranking | Finding


def _spellings(unit: str) -> set[str]:
    short = {"million t": {"mt", "million tonnes", "million tons"}, "%": {"percent", "per cent"},
             "USD per kg": {"usd/kg", "usd", "$", "dollars"}, "years": {"year", "yr", "a"},
             "t": {"tonnes", "tons"}, "times": {"x"}}  # fmt: skip
    return {unit.lower(), *short.get(unit, set())}


def _single(given: Any) -> Any:
    """Take the one value out of a table, a column or a list of one."""
    if isinstance(given, pd.DataFrame) or _is_row(given):
        values = list(np.asarray(given, dtype=object).ravel())
        if len(values) != 1:
            what, how = f"{kind(given)} of {len(values)} values", "[0] or [1]"
            if isinstance(given, pd.DataFrame):
                rows, columns = given.shape
                what, how = f"a whole table ({rows} rows by {columns} columns)", ".loc[row, column]"
            elif isinstance(given, pd.Series):
                how = ".loc[row] or .iloc[0]"
            raise CourseError(
                f"That is {what}; one value is asked for. Pick it, for instance with {how}."
            )
        return values[0]
    if given is None or given is pd.NA or given is pd.NaT or given is ...:
        raise CourseError("Nothing came back: write your answer after return, or in place of None.")
    return given


def _is_row(given: Any) -> bool:
    """Whether something holds values in an order: a list, a column, an array."""
    if isinstance(given, (str, dict, set, frozenset, pd.DataFrame)):
        return False
    listed = pd.api.types.is_list_like(given) and hasattr(given, "__len__")
    return listed or isinstance(given, np.ndarray)


def kind(value: Any) -> str:
    """Return what something is, in the words of a student."""
    names = {"DataFrame": "a table", "Series": "a column", "ndarray": "an array", "list": "a list",
             "tuple": "a list", "str": "a text", "dict": "a dictionary", "set": "a set",
             "NoneType": "nothing", "Index": "a list of labels", "int": "a number",
             "float": "a number", "bool": "true or false"}  # fmt: skip
    name = type(value).__name__
    return names.get(name, f"{'an' if name[:1].lower() in tuple('aeio') else 'a'} {name}")


def quoted(value: Any) -> str:
    """Return a short text or number in quotes, else what it is."""
    if isinstance(value, (str, int, float)):
        return f"'{str(value)[:40]}'"
    return kind(value)
