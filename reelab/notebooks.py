"""The notebooks by name, and which one is meant."""

from __future__ import annotations

import re

NOTEBOOKS = ("00_start", "01_reserves", "02_dependency", "03_consolidation", "04_technology",
             "05_governance", "06_capstone")  # fmt: skip


def number(given: object) -> str:
    """Return the number of the notebook that is meant.

    Parameters
    ----------
    given : object
        Its number as 1, "1" or "01", its name as "01_reserves" or "reserves", or anything else.

    Returns
    -------
    str
        Two digits; empty if no notebook is meant.

    Examples
    --------
    >>> number(1), number("01_reserves"), number("x")
    ('01', '01', '')
    """
    word = str(given).strip().lower().removesuffix(".ipynb").zfill(2)
    if re.fullmatch(r"[0-9]{2}", word):
        return word
    return next((name[:2] for name in NOTEBOOKS if word in (name, *name.split("_"))), "")
