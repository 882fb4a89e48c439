"""The labs of notebook 04 on processes: separation, magnetic cooling, hot magnets."""

from __future__ import annotations

from functools import cache
from typing import Any

import pandas as pd

from reelab.charts import cascade as cascade_chart
from reelab.data import load
from reelab.labs.panel import Panel
from reelab.labs.spec import Lab, Values, presets
from reelab.models import cascade as stage_model
from reelab.models import separation


def cascade(**settings: Any) -> Panel:
    """Show how many mixer-settlers a separation takes.

    Parameters
    ----------
    **settings
        First settings, for instance `separation_factor=2.5`.

    Returns
    -------
    Panel
        The lab.
    """
    return Panel(_cascade(), **settings)


@cache
def factors() -> pd.DataFrame:
    """Return measured separation factors with the pair of elements in one word."""
    rows = load("separation_factors", basis="measured")
    rows["pair"] = rows["heavier"] + "/" + rows["lighter"]
    return rows


def named_factors() -> pd.DataFrame:
    """Return the factors of the one system in which three pairs of neighbors were measured."""
    rows = factors()
    return rows[rows["medium"] == "chloride with lactic acid"][["pair", "factor", "medium"]]


@cache
def _cascade() -> Lab:
    chemistry = separation.SEPARATION[:-1]

    def table(values: Values) -> pd.DataFrame:
        known = {name: values[name] for name in chemistry}
        least = separation.least_solvent(**known)
        solvent = values["solvent_excess"] * least
        found = stage_model.in_steps(values)
        above, below = (
            formula(**known, solvent=solvent)
            for formula in (stage_model.scrub_stages, stage_model.extraction_stages)
        )
        enough = solvent > separation.least_solvent_pure(
            values["separation_factor"], values["feed_share"]
        )
        rows = {
            "Least solvent (mol per mol of feed)": least,
            "Least solvent for pure products": separation.least_solvent_pure(
                values["separation_factor"], values["feed_share"]
            ),
            "Best solvent": separation.best_solvent(**known),
            "Solvent": solvent,
            "Stages, exact": found["stages"],
            "Stages, counted one by one": len(stage_model.stepped(**known, solvent=solvent)),
            "Stages by the short cut": above + below if enough else float("nan"),
            "Stages with solvent without limit": stage_model.least_stages(
                values["separation_factor"], values["purity_a"], values["purity_b"]
            ),
            "Hours of feed held": stage_model.held(found),
        }
        return pd.DataFrame({"outcome": rows.keys(), "value": [float(v) for v in rows.values()]})

    return Lab(
        name="cascade",
        title="Lab: how many stages?",
        controls=[*separation.SEPARATION, "stage_minutes"],
        chart=lambda values: cascade_chart.cascade(named_factors(), values),
        table=table,
        facts=lambda: {"Measured separation factors": factors(),
                       "Worked and published cases": load("sx_check")},
        presets=presets("cascade"),
    )  # fmt: skip


LABS = {"cascade": cascade}
"""Every lab of this room by its name, for scenario codes."""
