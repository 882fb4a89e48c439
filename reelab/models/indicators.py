"""Indicators of governance, on one scale and with their errors."""

from __future__ import annotations

from typing import Any

import pandas as pd

from reelab.models import criticality
from reelab.models.formula import choose

INDICATORS = {
    "eu": ("mean of six, 2016-2020", "mean of the six"),
    "six": ("mean of six, 2023", "mean of the six"),
    "stability": ("political stability", "political stability"),
    "law": ("rule of law", "rule of law"),
    "corruption": ("control of corruption", "control of corruption"),
    "voice": ("voice and accountability", "voice and accountability"),
    "cpi": ("corruption perceptions", "corruption perceptions"),
}
"""Indicators of governance to choose from: what a reader sees, and the name in the table."""

SIX = ("control of corruption", "government effectiveness", "political stability",
       "regulatory quality", "rule of law", "voice and accountability")  # fmt: skip
YEAR = 2023
CONFIDENCE = 1.645
"""Standard errors on each side of a value that hold 90% of a normal distribution."""


def governance(indicators: pd.DataFrame, scaled: pd.DataFrame) -> pd.DataFrame:
    """Put the indicators on one scale, with their range where an error is published.

    Parameters
    ----------
    indicators : DataFrame
        country, year, indicator, value, standard_error, edition: `governance_indicators`.
    scaled : DataFrame
        country, wgi_scaled: the values that the assessment of 2023 used.

    Returns
    -------
    DataFrame
        indicator (a key of `INDICATORS`), country, value, low and high, 0 (best) to 10 (worst).
        Low and high hold 90%; for `eu` they are the value, because no error is at hand. The mean
        of six has the mean of the six errors, as if they moved together: an upper bound.
    """
    rows = indicators[(indicators["year"] == YEAR) & (indicators["edition"] != "WGI 2025 revision")]
    rows = rows[["country", "indicator", "value", "standard_error"]]
    six = rows[rows["indicator"].isin(SIX)].groupby("country", as_index=False)
    mean = six[["value", "standard_error"]].mean().assign(indicator="mean of the six")
    rows = pd.concat([rows, mean])
    tables = [
        scaled[["country"]].assign(
            indicator="eu", value=scaled["wgi_scaled"], low=scaled["wgi_scaled"],
            high=scaled["wgi_scaled"],
        )
    ]  # fmt: skip
    for key, (_, name) in INDICATORS.items():
        if key != "eu":
            tables.append(_on_the_scale(rows[rows["indicator"] == name], key))
    return pd.concat(tables, ignore_index=True)[["indicator", "country", "value", "low", "high"]]


def _on_the_scale(rows: pd.DataFrame, key: str) -> pd.DataFrame:
    ends = (0.0, 100.0) if key == "cpi" else (-2.5, 2.5)
    doubt = CONFIDENCE * rows["standard_error"]
    shifted = {"value": rows["value"], "low": rows["value"] + doubt, "high": rows["value"] - doubt}
    points = {name: criticality.scaled_governance(p, *ends) for name, p in shifted.items()}
    return rows[["country"]].assign(indicator=key, **points)


def scaled(points: pd.DataFrame, indicator: Any, column: str = "value") -> dict[str, Any]:
    """Return the governance of each country by one indicator, here or in the browser.

    Parameters
    ----------
    points : DataFrame
        As `governance` returns it.
    indicator : str or Altair expression
        A key of `INDICATORS`.
    column : str
        `value`, `low` or `high`.

    Returns
    -------
    dict of str to number or Altair expression
        0 (best) to 10 (worst), for the countries of which every indicator is known.
    """
    wide = points.pivot_table(index="country", columns="indicator", values=column).dropna()
    return {
        str(name): choose({key: float(value) for key, value in row.items()}, indicator)
        for name, row in wide.iterrows()
    }
