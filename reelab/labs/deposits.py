"""The labs of notebook 01 that compare deposits."""

from __future__ import annotations

from functools import cache
from typing import Any

import pandas as pd

from reelab import assumptions
from reelab.charts import deposits as chart
from reelab.data import load
from reelab.errors import CourseError
from reelab.labs.panel import Panel, by_name
from reelab.labs.spec import Choice, Lab, preset_notes, presets
from reelab.models import baskets as basket_model
from reelab.models import deposits as model

PRICED = (2021, 2022, 2023, 2024, 2025)
"""The years in which every element of a basket has a price."""
ORES = (
    "Bayan Obo", "Mountain Pass", "Mount Weld", "Lovozero", "IREL Manavalakurichi",
    "Xunwu ionic clay", "Longnan ionic clay", "SE Guangdong xenotime",
)  # fmt: skip
"""The ores of the basket lab, the three with most heavy elements last."""


@by_name
def basket(**settings: Any) -> Panel:
    """Show the mass and the value of the elements in an ore.

    Parameters
    ----------
    **settings
        First settings: `deposit` (`models.baskets.key` of an ore) and `year`.

    Returns
    -------
    Panel
        The lab.
    """
    return Panel(_basket(), **settings)


@by_name
def cost_curve(**settings: Any) -> Panel:
    """Show which deposits pay at a basket price.

    Parameters
    ----------
    **settings
        First settings, for instance `basket_price=30`, in the units of the ledger.

    Returns
    -------
    Panel
        The lab.
    """
    return Panel(_cost_curve(), **settings)


def baskets(normalize: bool = False) -> pd.DataFrame:
    """Return `models.baskets.baskets` of all ores, in the years of which prices are whole."""
    if not isinstance(normalize, bool):
        raise CourseError(
            f"baskets({normalize!r}) is not possible: give normalize=True, or nothing. All ores "
            "come back; baskets().query(\"deposit == 'Bayan Obo'\") picks one."
        )
    prices = load("prices", preferred=True, form="oxide", year=PRICED)
    return basket_model.baskets(load("element_distribution"), prices, normalize)


@cache
def _basket() -> Lab:
    table = baskets()

    def rows(values: dict[str, Any]) -> pd.DataFrame:
        ore = table["deposit"].map(basket_model.key)
        kept = (ore == values["deposit"]) & (table["year"] == values["year"])
        return table[kept].drop(columns=["deposit", "year"])

    return Lab(
        name="basket",
        title="Lab: what is in a kilogram of oxides?",
        controls=[
            Choice(
                "deposit",
                "Ore",
                {name: basket_model.key(name) for name in ORES},
                basket_model.key(ORES[0]),
            ),
            Choice("year", "Prices of", {str(year): year for year in PRICED}, PRICED[-1]),
        ],
        chart=lambda values: chart.basket(
            table[table["deposit"].isin(ORES)], values["deposit"], values["year"]
        ),
        table=rows,
        facts=lambda: {
            "Shares as printed (% of TREO)": load("element_distribution", deposit=ORES),
            "Prices": load("prices", preferred=True, form="oxide", year=PRICED),
        },
    )


@cache
def costs() -> pd.DataFrame:
    """Return `models.deposits.costs` of the six deposits that have figures enough."""
    ledger = {name: assumptions.get(name) for name in model.LEDGER}
    ends = ({n: getattr(row, end) for n, row in ledger.items()} for end in _ENDS)
    return model.costs(load("deposit_facts"), load("deposits"), load("countries"), *ends)


_ENDS = ("default", "low", "high")


@cache
def ore() -> pd.DataFrame:
    """Return the ore of Russia and India (million t REO), with the deposit whose cost is known."""
    estimates = load("other_estimates").set_index(["country", "basis"])["value_t"] / 1e6
    balance = estimates["Russia", "state balance A+B+C1+C2"].iloc[-1]
    tomtor = estimates["Russia", "Tomtor JORC reserve (Buranny)"].item()
    india = estimates["India", "in-situ resource (monazite and hard rock)"].item()
    return pd.DataFrame(
        {
            "country": ["Russia", "Russia", "India"],
            "ore": ["Tomtor, Buranny area", "rest of the state balance", "in-situ resource"],
            "deposit": ["Tomtor", None, None],
            "ore_mt": [tomtor, balance - tomtor, india],
        }
    )


@cache
def _cost_curve() -> Lab:
    return Lab(
        name="curve",
        title="Lab: which deposits pay?",
        controls=list(model.SETTINGS),
        chart=lambda values: chart.cost_curve(costs(), ore(), values),
        table=lambda values: model.curve(costs(), **values),
        facts=lambda: {
            "Figures chosen for the curve": curve_facts(),
            "Ore of Russia and India (million t REO)": ore(),
        },
        presets=presets("curve"),
        notes=preset_notes("curve"),
    )


def curve_facts() -> pd.DataFrame:
    """Return the figures behind the cost curve, with their sources."""
    names = [n for n in load("deposit_facts")["variable"].unique() if n.startswith("curve_")]
    return load("deposit_facts", variable=names)


LABS = {"basket": basket, "curve": cost_curve}
"""Every lab of this room by its name, for scenario codes."""
