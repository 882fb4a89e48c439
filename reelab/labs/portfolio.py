"""The lab of notebook 05 that builds a portfolio of policies."""

from __future__ import annotations

from functools import cache
from typing import Any

from reelab import assumptions
from reelab.charts import portfolio as chart
from reelab.data import load
from reelab.labs.panel import Panel, by_name
from reelab.labs.spec import Lab, preset_notes, presets
from reelab.models import frontier
from reelab.models import portfolio as model


@by_name
def build(**settings: Any) -> Panel:
    """Show what a portfolio of policies costs a year and how much risk it removes.

    Parameters
    ----------
    **settings
        First settings, for instance `policy_stock=180`, in the units of the ledger.

    Returns
    -------
    Panel
        The lab.
    """
    return Panel(_build(), **settings)


@cache
def _build() -> Lab:
    costs = assumptions.values(model.COSTS)

    def push(values: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
        uncertain = [*model.COSTS, "market_price", "second_cost", "stop_chance"]
        modes = {name: values[name] for name in uncertain if name in values}
        seed = assumptions.get("seed").default
        draws = assumptions.draw(uncertain, frontier.DRAWS, seed, **modes)
        run = {**costs, **values}
        best = frontier.frontier(run)[["cost", "removed"]]
        return {"frontier": best.to_dict("records"), "spread": [frontier.spread(draws, run)]}

    return Lab(
        name="portfolio",
        title="Lab: build a policy portfolio",
        controls=list(model.PORTFOLIO),
        chart=lambda values: chart.build(values, costs),
        table=lambda values: frontier.table({**costs, **values}),
        facts=lambda: {
            "Costs that the lab leaves at their defaults": assumptions.describe(costs),
            "Presets": load("presets", lab="portfolio"),
            "What governments did": load("policy_responses"),
        },
        presets=presets("portfolio"),
        notes=preset_notes("portfolio"),
        push=push,
        push_label="Show the best and the uncertainty",
    )


LABS = {"portfolio": build}
"""Every lab of this room by its name, for scenario codes."""
