"""The lab of notebook 03 on the price of a mine."""

from __future__ import annotations

from functools import cache
from typing import Any

import pandas as pd

from reelab import assumptions
from reelab.charts import purchase as chart
from reelab.data import load
from reelab.labs.panel import Panel, by_name
from reelab.labs.spec import Choice, Lab, Values
from reelab.models import mine, purchase

NGUALLA = "Ngualla (with the refinery that was planned)"
"""The preset of the mine model that holds the plan for Ngualla."""

MOVED = ("basket_price", "discount_rate", "separation_cost", "capex_multiplier")
"""The assumptions of the mine that a slider moves here."""


@by_name
def ngualla(**settings: Any) -> Panel:
    """Show what Ngualla is worth by the mine model, and what was offered for it.

    Parameters
    ----------
    **settings
        First settings, for instance `basket_price=30`; `offer` in AUD million.

    Returns
    -------
    Panel
        The lab.
    """
    return Panel(_ngualla(), **settings)


@cache
def plan() -> dict[str, float]:
    """Return the settings of the mine model for Ngualla."""
    rows = load("presets", lab="mine", preset=NGUALLA)
    return purchase.with_preset(rows, assumptions.values(mine.MINE))


@cache
def offers() -> dict[str, float]:
    """Return the offers for all shares of Peak, AUD million by name."""
    rows = load("deals", target="Peak Rare Earths").set_index("deal")["value_m"]
    return {
        "first of Shenghe": float(rows["peak-2025-first"]),
        "paid by Shenghe": float(rows["peak-2025-final"]),
        "rival": float(rows["peak-2025-rival"]),
    }


def owner_share() -> float:
    """Return the percentage of Ngualla that Peak holds."""
    return float(load("facts", id="ngualla-owner-share")["value"].item())


def studies() -> dict[str, float]:
    """Return the net present values that studies of Ngualla print, USD million."""
    rows = load("deposit_facts", deposit="Ngualla", variable="npv")
    return {f"{row.period}: {row.value:,.0f}": row.value for row in rows.itertuples()}


@cache
def _ngualla() -> Lab:
    def table(values: Values) -> pd.DataFrame:
        moved = {name: values[name] for name in MOVED}
        settings = {**plan(), **moved}
        paid = purchase.price_for_all(values["offer"], owner_share(), values["aud_usd"])
        bare = {k: v for k, v in settings.items() if k != "basket_price"}
        worth = mine.npv(**settings)
        rows = {
            "Offer for the whole mine (USD million)": paid,
            "Worth by the model (USD million)": worth,
            "Part of it offered (%)": purchase.part_paid(paid, worth),
            "Basket price at which the offer is right (USD/kg)": purchase.price_implied(
                paid, **bare
            ),
        }
        return pd.DataFrame({"outcome": rows.keys(), "value": [float(v) for v in rows.values()]})

    named = {f"{name} ({offer:g})": offer for name, offer in offers().items()}
    paid = offers()["paid by Shenghe"]
    return Lab(
        name="ngualla",
        title="Lab: what is Ngualla worth?",
        controls=[Choice("offer", "Offer (AUD million)", named, paid), *MOVED, "aud_usd"],
        chart=lambda values: chart.value(plan(), offers(), studies(), owner_share(), values),
        table=table,
        facts=lambda: {
            "The plan": load("presets", lab="mine", preset=NGUALLA),
            "What studies said": load("deposit_facts", deposit="Ngualla"),
            "Offers": load("deals", target="Peak Rare Earths"),
        },
    )


LABS = {"ngualla": ngualla}
"""Every lab of this room by its name, for scenario codes."""
