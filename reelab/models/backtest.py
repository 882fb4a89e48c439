"""The simulator on the past: run from 2010 with the rules and plants of then, beside the record.

Only what was known is given: plants that were added, quotas of mining and export, the price at the
start, and how much more was made in the end. Nothing is fitted to the prices or shares that
followed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from reelab.models.base_year import Facts
from reelab.models.outcomes import Run
from reelab.models.plants import OWN
from reelab.models.scenario import simulate
from reelab.models.state import CHINA, MINE, STAGES

START = 2010
"""The year from which the past is run."""

PAST = np.arange(2011, 2025)
"""The years that are compared with the record."""

_NAMES = dict(zip(("mining", "separation", "metal making", "magnets"), STAGES, strict=True))


def rules(
    quotas: pd.DataFrame, exports: pd.DataFrame, shares: pd.DataFrame, then: Facts
) -> dict[str, np.ndarray]:  # fmt: skip
    """Return China's quotas as rules for the simulator.

    Parameters
    ----------
    quotas, exports, shares : DataFrame
        The tables `quotas`, `export_quota` and `stage_shares`.
    then : Facts
        Those of 2010.

    Returns
    -------
    dict of str to ndarray of shape (years,)
        `quota`, kt that China may mine (not a number where it is not known), and `restrict`, by
        how much exports may be less than in 2009, the year before the cut.
    """
    mined = quotas[
        (quotas["batch"] == "annual") & (quotas["kind"] == "mining") & (quotas["ore"] == "all")
    ]
    tonnes = mined.set_index("year")["quota_t"].reindex(PAST).to_numpy(float)
    sold = exports[exports["firms"] == "all"].set_index("year")["quota_t"].astype(float)
    cut = (1 - sold / sold[START - 1]).reindex(PAST).fillna(0.0)
    return {
        "quota": tonnes * content(shares, then),
        "restrict": np.clip(cut.to_numpy(float), 0, 1),
    }


def content(shares: pd.DataFrame, then: Facts) -> float:
    """Return the magnet rare earths in China's ore.

    Parameters
    ----------
    shares : DataFrame
        The table `stage_shares`.
    then : Facts
        Those of 2010.

    Returns
    -------
    float
        kt of Nd, Pr, Dy and Tb, as metal, for each t of all oxides.
    """
    return float(then.mine[CHINA] / _china(shares, "mining").set_index("year")["quantity_t"][START])


def _china(shares: pd.DataFrame, stage: str) -> pd.DataFrame:
    return shares[
        (shares["stage"] == stage) & (shares["country"] == "China") & shares["preferred"]
        & (shares["kind"] == "history") & (shares["basis"] == "output")
        & (shares["scope"] != "SmCo magnets")
    ]  # fmt: skip


def past(
    values: Mapping[str, Any], then: Facts, now: Facts, first_price: float
) -> dict[str, Any]:  # fmt: skip
    """Return assumptions with what is known of the past in place of what is assumed.

    Parameters
    ----------
    values : mapping of str to number or ndarray of shape (draws,)
        One for each of `reelab.models.scenario.SCENARIO`; the rest is used as it is.
    then, now : Facts
        Those of 2010 and of 2024.
    first_price : float
        USD/kg of Nd oxide before the quota was cut.

    Returns
    -------
    dict of str to number or ndarray
        With the price, with the mean growth between both years, and without plants of one's own.
    """
    growth = (now.separation.sum() / then.separation.sum()) ** (1 / len(PAST))
    known = {"base_price": first_price, "demand_growth": 100 * (growth - 1), "india_growth": 0.0}
    return {**values, **known, **dict.fromkeys(OWN, 0.0)}


def run(then: Facts, values: Mapping[str, Any], known: Mapping[str, np.ndarray]) -> Run:
    """Run the past.

    Parameters
    ----------
    then : Facts
        Those of 2010.
    values : mapping of str to number or ndarray of shape (draws,)
        As from `past`.
    known : mapping of str to ndarray of shape (years,)
        As from `rules`.

    Returns
    -------
    Run
        From 2011 to 2024.
    """
    return simulate(then, values, years=PAST, rules=known)


def recorded(shares: pd.DataFrame, prices: pd.DataFrame, then: Facts) -> pd.DataFrame:
    """Return what is on record of the years that are run.

    Parameters
    ----------
    shares, prices : DataFrame
        The tables `stage_shares` and `prices`.
    then : Facts
        Those of 2010.

    Returns
    -------
    DataFrame
        year, outcome (share, output or price), stage, scope (what was counted), recorded and
        source_id: China's shares in percent, its mine output in kt as metal, and the price of Nd
        oxide in USD/kg, by annual means or, before 2014, at the end of the year.
    """
    parts = [
        _china(shares, name).assign(outcome="share", stage=stage, recorded=lambda t: t["share_pct"])
        for name, stage in _NAMES.items()
    ]
    mined = _china(shares, "mining")
    mined = mined[(mined["scope"] == "all rare earths") & mined["quantity_t"].notna()]
    parts.append(mined.assign(
        outcome="output", stage=STAGES[MINE], recorded=mined["quantity_t"] * content(shares, then)
    ))  # fmt: skip
    oxide = prices[(prices["element"] == "Nd") & (prices["form"] == "oxide")]
    mean = oxide[(oxide["basis"] == "annual average") & oxide["preferred"]]
    end = oxide[(oxide["basis"] == "year end") & ~oxide["year"].isin(mean["year"])]
    parts += [
        rows.assign(outcome="price", stage="", scope=rows["basis"], recorded=rows["price_usd_kg"])
        for rows in (mean, end)
    ]
    columns = ["year", "outcome", "stage", "scope", "recorded", "source_id"]
    table = pd.concat([part[columns] for part in parts])
    table = table[table["year"].isin(PAST)]
    return table.sort_values(["outcome", "stage", "scope", "year"], ignore_index=True)


def compare(done: Run, record: pd.DataFrame) -> pd.DataFrame:
    """Put the run beside the record.

    Parameters
    ----------
    done : Run
        As from `run`; of many draws the median is taken.
    record : DataFrame
        As from `recorded`.

    Returns
    -------
    DataFrame
        The columns of the record, and modeled, error (modeled less recorded, in the unit of the
        row) and error_pct (in percent of what was recorded).
    """
    modeled = [
        float(np.median(
            done.of(row.outcome, "" if row.outcome == "price" else "China", row.stage, row.year)
        ))
        for row in record.itertuples()
    ]  # fmt: skip
    table = record.assign(modeled=modeled)
    table["error"] = table["modeled"] - table["recorded"]
    return table.assign(error_pct=100 * table["error"] / table["recorded"])


def errors(table: pd.DataFrame) -> pd.DataFrame:
    """Return how far off the run is.

    Parameters
    ----------
    table : DataFrame
        As from `compare`.

    Returns
    -------
    DataFrame
        outcome, stage, scope, rows, mean_error and mean_absolute_error (in the unit of the rows),
        and mean_absolute_pct.
    """
    rows = table.assign(absolute=table["error"].abs(), relative=table["error_pct"].abs())
    return rows.groupby(["outcome", "stage", "scope"], as_index=False).agg(
        rows=("error", "size"), mean_error=("error", "mean"),
        mean_absolute_error=("absolute", "mean"), mean_absolute_pct=("relative", "mean"),
    )  # fmt: skip
