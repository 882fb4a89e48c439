"""What a count of patents could mean: bounds from what is known of other counts."""

from __future__ import annotations

from typing import Any

import pandas as pd

from reelab.models.formula import closed_form, power

CLAIM = 5800
"""Patents of 2024, as the article says."""


@closed_form
def inventions(patent_count: Any, other_kinds: Any) -> Any:
    """Return how many of a count are inventions.

    Parameters
    ----------
    patent_count : number or array
        All that was counted.
    other_kinds : number or array
        Percent that are utility models and designs, which nobody examines for novelty.

    Returns
    -------
    number or array
        Filings.
    """
    return patent_count * (1 - other_kinds / 100)


@closed_form
def surviving(patent_count: Any, other_kinds: Any, alive_share: Any) -> Any:
    """Return how many inventions of a count will be in force.

    Parameters
    ----------
    patent_count, other_kinds : number or array
        As in `inventions`.
    alive_share : number or array
        Percent of filed inventions that are in force.

    Returns
    -------
    number or array
        Patents.
    """
    return inventions(patent_count, other_kinds) * alive_share / 100


@closed_form
def growth_needed(patent_count: Any, other_kinds: Any, older_rate: Any, span_years: Any) -> Any:
    """Return the growth that leads from an older yearly rate to a count.

    Parameters
    ----------
    patent_count, other_kinds : number or array
        As in `inventions`.
    older_rate : number or array
        Filings a year, at the beginning.
    span_years : number or array
        From there to the count.

    Returns
    -------
    number or array
        Percent a year.
    """
    times = inventions(patent_count, other_kinds) / older_rate
    return 100 * (power(times, 1 / span_years) - 1)


@closed_form
def grown(older_rate: Any, patent_growth: Any, span_years: Any) -> Any:
    """Return what an older yearly rate becomes if it grows evenly.

    Parameters
    ----------
    older_rate, span_years : number or array
        As in `growth_needed`.
    patent_growth : number or array
        Percent a year.

    Returns
    -------
    number or array
        Filings a year.
    """
    return older_rate * power(1 + patent_growth / 100, span_years)


def status(patents: pd.DataFrame) -> pd.Series:
    """Return what became of the inventions filed at one office, in percent.

    Parameters
    ----------
    patents : DataFrame
        Rows of one office with applicant, status and applications.

    Returns
    -------
    Series
        filed at home; in force, pending, lapsed; and the bounds alive_low and alive_high: those
        in force now, and those too that are pending.
    """
    whole = patents[patents["applicant"] == "World"].set_index("status")["applications"]
    office = patents["office"].iloc[0]
    home = patents[(patents["applicant"] == office) & (patents["status"] == "filed")]
    part = 100 * whole / whole["filed"]
    return pd.Series({
        "at home": 100 * home["applications"].sum() / whole["filed"],
        "in force": part["in force"], "pending": part["pending"], "lapsed": part["lapsed"],
        "alive_low": part["in force"], "alive_high": part["in force"] + part["pending"],
    })  # fmt: skip
