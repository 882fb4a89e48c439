"""The labs of notebook 02 that show the chain, its trade and what is in a product."""

from __future__ import annotations

from functools import cache
from typing import Any

import pandas as pd

from reelab.charts import chain as chart
from reelab.data import load
from reelab.labs.panel import Panel
from reelab.labs.spec import Choice, Lab
from reelab.models import chain as model


def explorer(**settings: Any) -> Panel:
    """Show who does what from mine to magnet, and where the neck is.

    Parameters
    ----------
    **settings
        First settings: `year`, `scope` (`magnet` or `all`) and `source` (`preferred` or `rival`).

    Returns
    -------
    Panel
        The lab.
    """
    return Panel(_explorer(), **settings)


@cache
def stages() -> pd.DataFrame:
    """Return `models.chain.splits` of the table `stage_shares`."""
    return model.splits(load("stage_shares"), load("countries"))


@cache
def _explorer() -> Lab:
    splits = stages()
    forecasts = set(splits.loc[splits["kind"] == "forecast", "year"])
    years = {f"{y} forecast" if y in forecasts else str(y): y for y in model.years(splits)}
    latest = max(year for year in years.values() if year not in forecasts)

    def table(values: dict[str, Any]) -> pd.DataFrame:
        rows = model.at(splits, **values)
        rows["part"] = rows["stage"] + ", " + rows["country"]
        return rows[["part", "share_pct", "scope", "series", "confidence", "note"]]

    return Lab(
        name="chain",
        title="Lab: where is the neck?",
        controls=[
            Choice("year", "Year", years, latest),
            Choice(
                "scope", "Count, where known",
                {"magnet elements": "magnet", "all rare earths": "all"}, "magnet",
            ),
            Choice(
                "source", "Source",
                {"preferred": "preferred", "the one that differs most": "rival"}, "preferred",
            ),
        ],
        chart=lambda values: chart.explorer(splits, **values),
        table=table,
        facts=lambda: {"Shares as published, and their remainder (%)": load("stage_shares")},
    )  # fmt: skip


LABS = (explorer,)
"""Every lab of this room, for scenario codes."""
