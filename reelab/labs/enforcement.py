"""The labs of notebook 05 on inspectors and smugglers."""

from __future__ import annotations

from functools import cache
from typing import Any

import pandas as pd

from reelab.charts import enforcement as chart
from reelab.charts import smuggling as smuggling_chart
from reelab.data import load
from reelab.labs.panel import Panel, by_name
from reelab.labs.spec import Lab, preset_notes, presets
from reelab.models import black_market
from reelab.models import enforcement as model
from reelab.models import smuggling as smuggling_model


@by_name
def dilemma(**settings: Any) -> Panel:
    """Show what inspectors and firms do when each reacts to the other.

    Parameters
    ----------
    **settings
        First settings, for instance `fine=200`, in the units of the ledger.

    Returns
    -------
    Panel
        The lab.
    """
    return Panel(_dilemma(), **settings)


@by_name
def smuggling(**settings: Any) -> Panel:
    """Show when smuggling pays, how much there would be, and when a bribe is possible.

    Parameters
    ----------
    **settings
        First settings, for instance `legal_exports=56`, in the units of the ledger.

    Returns
    -------
    Panel
        The lab.
    """
    return Panel(_smuggling(), **settings)


@cache
def gaps() -> pd.DataFrame:
    """Return what foreign customs counted above China's exports: year, series, share_pct."""
    rows = load("smuggling", measure="imports abroad above exports")
    rows = rows.rename(columns={"value": "share_pct"}).assign(year=rows["period"].astype(int))
    return rows[["year", "series", "share_pct"]]


@cache
def _dilemma() -> Lab:
    def table(values: dict[str, Any]) -> pd.DataFrame:
        payoffs = {name: values[name] for name in model.GAME[:4]}
        rows = {
            "rule broken, %": model.violated(**payoffs),
            "inspected, %": model.inspected(**payoffs),
            "rule broken if inspections are fixed, %": model.violated_if_committed(
                values["violation_gain"], values["fine"], values["committed_rate"]
            ),
        }
        return pd.DataFrame({"outcome": list(rows), "value": [float(v) for v in rows.values()]})

    return Lab(
        name="dilemma",
        title="Lab: the inspector's dilemma",
        controls=list(model.GAME),
        chart=chart.dilemma,
        table=table,
        facts=lambda: {"Cases on record": load("enforcement")},
        presets=presets("dilemma"),
        notes=preset_notes("dilemma"),
    )


@cache
def _smuggling() -> Lab:
    return Lab(
        name="smuggling",
        title="Lab: when does smuggling pay?",
        controls=list(smuggling_model.MARKET),
        chart=lambda values: smuggling_chart.market(gaps(), values),
        table=black_market.outcomes,
        facts=lambda: {
            "Estimates of smuggling": load("smuggling"),
            "Cases on record": load("enforcement", kind="smuggling"),
        },
        presets=presets("smuggling"),
        notes=preset_notes("smuggling"),
    )


LABS = {"dilemma": dilemma, "smuggling": smuggling}
"""Every lab of this room by its name, for scenario codes."""
