"""The lab of notebook 05 that ranks elements by their risk."""

from __future__ import annotations

from functools import cache
from typing import Any

import pandas as pd

from reelab.charts import criticality as chart
from reelab.data import load
from reelab.labs.panel import Panel, by_name
from reelab.labs.spec import Choice, Lab
from reelab.models import criticality, indicators, ranking

EDITION = 2023
"""The assessment whose shares by country are in the tables."""


@by_name
def rank(**settings: Any) -> Panel:
    """Show how the ranking of elements turns with weights and indicator.

    Parameters
    ----------
    **settings
        First settings: `stage`, `indicator` (a key of `models.indicators.INDICATORS`),
        `governance_weight` and `risk_weight`.

    Returns
    -------
    Panel
        The lab.
    """
    return Panel(_rank(), **settings)


@cache
def parts() -> pd.DataFrame:
    """Return `models.ranking.pieces` of the last assessment with shares by country."""
    return ranking.pieces(
        load("eu_criticality_inputs", edition=EDITION), load("eu_supply_shares", edition=EDITION)
    )


@cache
def points() -> pd.DataFrame:
    """Return `models.indicators.governance`: every indicator on one scale."""
    return indicators.governance(load("governance_indicators"), load("wgi_scaled"))


@cache
def published() -> pd.DataFrame:
    """Return material, stage, risk and importance as printed, for the ranked elements."""
    found = load("eu_criticality_results", edition=EDITION)
    importance = found[found["measure"] == "economic importance"].set_index("material")["value"]
    rows = found[(found["measure"] == "supply risk") & (found["stage"] != "all")]
    rows = rows[rows["material"].isin(parts()["material"])]
    rows = rows[["material", "stage", "value"]].rename(columns={"value": "risk"})
    return rows.assign(importance=rows["material"].map(importance)).reset_index(drop=True)


def assessed() -> pd.DataFrame:
    """Return material, edition, risk and importance as published since the method of 2017."""
    found = load("eu_criticality_results", edition=[2017, 2023], headline=True)
    found = found[~found["material"].isin(["LREE", "HREE"])]
    wide = found.pivot_table(index=["material", "edition"], columns="measure", values="value")
    names = {"supply risk": "risk", "economic importance": "importance"}
    return wide.rename(columns=names).dropna().reset_index()


@cache
def _rank() -> Lab:
    return Lab(
        name="rank",
        title="Lab: which element is at most risk?",
        controls=[
            Choice(
                "stage", "Stage",
                {"processing": "processing", "extraction": "extraction"}, "processing",
            ),
            Choice(
                "indicator", "Indicator",
                {words: key for key, (words, _) in indicators.INDICATORS.items()}, "eu",
            ),
            *criticality.LEDGER,
        ],
        chart=lambda values: chart.rank(parts(), points(), published(), values),
        table=lambda values: ranking.table(parts(), points(), published(), **values),
        facts=lambda: {
            "Shares of suppliers (%)": load("eu_supply_shares", edition=EDITION),
            "Inputs": load("eu_criticality_inputs", edition=EDITION),
            "Indicators, 0 (best) to 10 (worst)": points(),
        },
    )  # fmt: skip


LABS = {"rank": rank}
"""Every lab of this room by its name, for scenario codes."""
