"""The labs of notebook 01."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from reelab import assumptions
from reelab.charts import mine as mine_chart
from reelab.charts import reserves as chart
from reelab.data import load
from reelab.labs.panel import Panel, by_name
from reelab.labs.spec import Choice, Lab, preset_notes, presets
from reelab.models import editions as edition_model
from reelab.models import mine as mine_model
from reelab.models import reserves as model


@by_name
def by_edition(**settings: Any) -> Panel:
    """Show reserves and output by country, with a switch of USGS edition.

    Parameters
    ----------
    **settings
        First settings, for instance `edition=2025`.

    Returns
    -------
    Panel
        The lab.
    """
    return Panel(_editions(), **settings)


@by_name
def mine(**settings: Any) -> Panel:
    """Show what one mine needs and earns, with a slider for each assumption.

    Parameters
    ----------
    **settings
        First settings, for instance `grade=5`, in the units of the ledger.

    Returns
    -------
    Panel
        The lab.
    """
    return Panel(_mine(), **settings)


@by_name
def arctic(**settings: Any) -> Panel:
    """Show what a share of a reserve is a share of.

    Parameters
    ----------
    **settings
        First settings: `arctic_share`, in percent.

    Returns
    -------
    Panel
        The lab.
    """
    return Panel(_arctic(), **settings)


@cache
def whole() -> tuple[int, ...]:
    """Return the editions of which every country row is known, the oldest first."""
    return tuple(edition_model.whole(load("reserves"), load("production"), load("world_totals")))


@cache
def _supply() -> pd.DataFrame:
    return model.supply(
        load("reserves", edition=whole()), load("production", edition=whole()), load("countries")
    )


@cache
def _editions() -> Lab:
    supply = _supply()

    def table(values: dict[str, Any]) -> pd.DataFrame:
        return supply[supply["edition"] == values["edition"]].drop(columns="edition")

    return Lab(
        name="editions",
        title="Lab: reserves and output, edition by edition",
        controls=[
            Choice("edition", "USGS edition", {str(year): year for year in whole()}, whole()[-1])
        ],
        chart=lambda values: chart.by_edition(supply, values["edition"]),
        table=table,
        facts=lambda: {
            "Reserves as printed (t REO)": load("reserves", edition=whole()),
            "Other estimates of the same ground (t REO)": load("other_estimates"),
        },
    )


@cache
def _mine() -> Lab:
    def chart(values: dict[str, Any]) -> Any:
        return mine_chart.economics(values)

    def table(values: dict[str, Any]) -> pd.DataFrame:
        found = mine_model.outcomes(**values)
        return pd.DataFrame({"outcome": found.index, "value": found.to_numpy()})

    def band(values: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
        seed = assumptions.get("seed").default
        draws = assumptions.draw(mine_model.MINE, mine_model.DRAWS, seed, **values)
        years = np.arange(values["lead_time"] + values["mine_life"] + 1)
        found = mine_model.cash_band(draws, years)
        # No pandas here: a slider waits for it.
        rows = zip(*(column.tolist() for column in found.values()), strict=True)
        return {"band": [dict(zip(found, row, strict=True)) for row in rows]}

    return Lab(
        name="mine",
        title="Lab: what does a mine need to earn?",
        controls=list(mine_model.MINE),
        chart=chart,
        table=table,
        facts=lambda: {
            "Presets": load("presets", lab="mine"),
            "What sources say of deposits": load("deposit_facts"),
            "Figures on distance and time": load("facts"),
        },
        presets=presets("mine"),
        notes=preset_notes("mine"),
        push=band,
        push_label="Show uncertainty",
    )


@cache
def _arctic() -> Lab:
    balance = load("other_estimates", country="Russia", year=2025).set_index("basis")["value_t"]
    usgs = load("reserves", country="Russia", edition=whole()[-1])["reserves_t"].item()
    wholes = {"USGS reserve": usgs / 1e6, "state balance": balance["state balance A+B+C1+C2"] / 1e6}
    named = balance["state balance, Lovozero"] + balance["state balance, Tomtor"]

    def table(values: dict[str, Any]) -> pd.DataFrame:
        found = pd.DataFrame({"whole": wholes.keys(), "million t REO": wholes.values()})
        found["in the Arctic"] = model.part_of(values["arctic_share"], found["million t REO"])
        return found

    return Lab(
        name="arctic",
        title="Lab: a share of what?",
        controls=["arctic_share"],
        chart=lambda values: chart.part_of(
            wholes, {"state balance": named / 1e6}, values["arctic_share"]
        ),
        table=table,
        facts=lambda: {
            "Estimates for Russia (t REO)": load("other_estimates", country="Russia"),
            "Figures on the Arctic share": load("facts", topic="reserves"),
        },
    )


LABS = {"editions": by_edition, "arctic": arctic, "mine": mine}
"""Every lab of this room by its name, for scenario codes."""
