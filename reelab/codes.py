"""Scenario codes: the settings of a lab as a short text that can be mailed and pasted.

A code reads `reelab1:mine:capex=500,grade=3:22431f0f`: the version of the format, the lab, the
settings and a checksum. It is only ever split and compared; nothing in it is executed.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping

from reelab.errors import CourseError

_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_VALUE = re.compile(r"[A-Za-z0-9_.+-]{1,40}")
_LONGEST = 2000


def encode(lab: str, settings: Mapping[str, float | str]) -> str:
    """Write the settings of a lab as a code.

    Parameters
    ----------
    lab : str
        Name of the lab.
    settings : mapping of str to float or str
        The value of each control.

    Returns
    -------
    str
        The code, on one line.

    Raises
    ------
    CourseError
        If a name or value holds what a code cannot carry: blanks, commas, colons.

    Examples
    --------
    >>> encode("mine", {"grade": 3.0})
    'reelab1:mine:grade=3:a8af7cc2'
    """
    words = ",".join(_write(name, value) for name, value in sorted(settings.items()))
    body = f"{lab}:{words}"
    return f"reelab1:{body}:{_checksum(body)}"


def _write(name: str, value: float | str) -> str:
    text = value if isinstance(value, str) else repr(float(value)).removesuffix(".0")
    if not _NAME.fullmatch(name) or not _VALUE.fullmatch(text):
        raise CourseError(f"A scenario code cannot carry the setting {name}={text!r}.")
    return f"{name}={text}"


def _checksum(body: str) -> str:
    # A broken emoji in what was pasted has no UTF-8 form.
    return f"{zlib.crc32(body.encode(errors='replace')):08x}"


def decode(code: object, lab: str) -> dict[str, str]:
    """Read a code back; the values stay text until the lab has checked them.

    Parameters
    ----------
    code : object
        What was pasted; blanks and line breaks that a mail put in are ignored.
    lab : str
        The lab that is to take it.

    Returns
    -------
    dict of str to str
        The value of each control, as text.

    Raises
    ------
    CourseError
        If it is no code, a damaged one, or one of another lab or a newer version.
    """
    name, words = _parts(code)
    if name != lab:
        raise CourseError(f"This code belongs to the lab '{name[:40]}', and this is '{lab}'.")
    settings = {}
    for word in words.split(","):
        name, _, value = word.partition("=")
        if not _NAME.fullmatch(name) or not _VALUE.fullmatch(value):
            raise CourseError(f"The code holds '{word[:40]}', which is not a setting.")
        settings[name] = value
    return settings


def lab_of(code: object) -> str:
    """Return the name of the lab that a code belongs to.

    Parameters
    ----------
    code : object
        What was pasted.

    Returns
    -------
    str
        The name, whether or not this course has such a lab.

    Raises
    ------
    CourseError
        If it is no code, a damaged one, or one of a newer version.
    """
    return _parts(code)[0]


def _parts(code: object) -> tuple[str, str]:
    """Return the lab and the settings of a code that is whole."""
    if not isinstance(code, str) or not code.strip():
        raise CourseError("Paste a scenario code first; it begins with 'reelab1:'.")
    parts = re.sub(r"[\s\u200b\ufeff]", "", code[: 2 * _LONGEST]).split(":")
    if not re.fullmatch(r"reelab\d{1,3}", parts[0]):
        raise CourseError("This is not a scenario code: it should begin with 'reelab1:'.")
    if parts[0] != "reelab1":
        raise CourseError("This code comes from a newer version of the course; update it first.")
    if len(parts) != 4:
        raise CourseError("The code is not complete: copy it again from its first to last letter.")
    body, checksum = f"{parts[1]}:{parts[2]}", parts[3]
    if checksum.lower() != _checksum(body):
        raise CourseError("The code is damaged (its checksum does not fit): copy it again.")
    return parts[1], parts[2]
