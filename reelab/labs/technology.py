"""The labs of notebook 04 on processes: separation, magnetic cooling, hot magnets."""

from __future__ import annotations

from functools import cache
from typing import Any

import pandas as pd

from reelab.charts import cascade as cascade_chart
from reelab.charts import cold as cold_chart
from reelab.charts import cooling as cooling_chart
from reelab.data import load
from reelab.labs.panel import Panel, by_name
from reelab.labs.spec import Lab, Values, presets
from reelab.models import cascade as stage_model
from reelab.models import ions, magnetocaloric, separation


@by_name
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


@by_name
def gadolinium(**settings: Any) -> Panel:
    """Show what a magnetic field does to gadolinium.

    Parameters
    ----------
    **settings
        First settings, for instance `magnet_field=5`.

    Returns
    -------
    Panel
        The lab.
    """
    return Panel(_gadolinium(), **settings)


@cache
def metal() -> magnetocaloric.Magnet:
    """Return gadolinium, as the facts have it."""
    rows = load("facts", topic="technology").set_index("id")["value"]
    named = ("lande-factor", "curie-temperature", "debye-temperature", "electronic-coefficient",
             "molar-mass")  # fmt: skip
    j = load("mce_check", check="gd-entropy-ceiling")["j"].item()
    return magnetocaloric.Magnet(j, *(float(rows[f"gadolinium-{name}"]) for name in named))


def measured() -> pd.DataFrame:
    """Return the changes measured on gadolinium in fields that a coil gives for long."""
    rows = load("magnetocaloric", material="gadolinium", preferred=True)
    return rows[(rows["field_t"] <= 10) & (rows["sample"] != "ribbon")]


@cache
def _gadolinium() -> Lab:
    columns = ["quantity", "temperature_k", "field_t", "value", "low", "high", "unit", "sample"]
    points = measured()[columns]

    def table(values: Values) -> pd.DataFrame:
        magnet = metal()._replace(electrons=values["electron_heat"])
        found = magnetocaloric.changes(values["magnet_field"], values["start_temperature"], magnet)
        rows = {
            "Entropy given up (J/(kg K))": found["entropy_change"],
            "Most that the ions can give up (J/(kg K))": ions.ceiling(magnet.j, magnet.mass),
            "Warming (K)": found["temperature_change"],
            "Warming for each tesla (K)": found["temperature_change"] / values["magnet_field"],
        }
        return pd.DataFrame({"outcome": rows.keys(), "value": [float(v) for v in rows.values()]})

    return Lab(
        name="gadolinium",
        title="Lab: cold from a magnet",
        controls=["magnet_field", "start_temperature", "electron_heat"],
        chart=lambda values: cooling_chart.gadolinium(metal(), points, values),
        table=table,
        facts=lambda: {"Measured": load("magnetocaloric", material="gadolinium"),
                       "Worked values": load("mce_check", model="mean field")},
    )  # fmt: skip


@by_name
def cold(**settings: Any) -> Panel:
    """Show how cold a salt gets when its field is taken away.

    Parameters
    ----------
    **settings
        First settings, for instance `internal_field=0.1`.

    Returns
    -------
    Panel
        The lab.
    """
    return Panel(_cold(), **settings)


def coldest() -> pd.DataFrame:
    """Return the lowest temperatures on record, K, the warmest first."""
    rows = load("magnetocaloric", quantity="lowest temperature", preferred=True)
    return rows.sort_values("value", ascending=False)


def coolants() -> pd.DataFrame:
    """Return coolants for the lowest temperatures: j, mass for each mole of ions."""
    rows = load("mce_check", model="ceiling").rename(columns={"molar_mass_kg_mol": "mass"})
    rows = rows[rows["material"] != "gadolinium"].rename(columns={"material": "formula"})
    # Gadolinium and europium ions have eight states; of the coolants on record only these do.
    return rows.assign(holds_rare_earth=rows["formula"].str.contains("Gd|Eu"))[
        ["formula", "holds_rare_earth", "j", "mass"]
    ]


@cache
def _cold() -> Lab:
    need = load("facts", id="qubit-temperature").iloc[0]
    span = {"low": need["low"] / 1000, "high": need["high"] / 1000}
    lowest = coldest()[["formula", "holds_rare_earth", "value"]]

    def table(values: Values) -> pd.DataFrame:
        rows = coolants()
        taken = ions.free_entropy_change(
            values["start_field"], values["start_kelvin"], rows["j"]
        ) * ions.GAS / rows["mass"]  # fmt: skip
        found = {
            "Lowest temperature (mK)": 1000 * ions.demagnetized(0, **values),
            "Internal field for what the chip needs at most (T)": ions.inner_for(
                span["high"], values["start_field"], values["start_kelvin"]
            ),
        }
        found |= {f"Entropy taken from {k} (J/(kg K))": v
                  for k, v in zip(rows["formula"], taken, strict=True)}  # fmt: skip
        return pd.DataFrame({"outcome": found.keys(), "value": [float(v) for v in found.values()]})

    return Lab(
        name="cold",
        title="Lab: how cold?",
        controls=["start_field", "start_kelvin", "internal_field"],
        chart=lambda values: cold_chart.cold(coolants(), lowest, span, values),
        table=table,
        facts=lambda: {"On record": load("magnetocaloric", quantity="lowest temperature"),
                       "Coolants": load("mce_check", model=["ceiling", "free ions"])},
    )  # fmt: skip


LABS = {"cascade": cascade, "gadolinium": gadolinium, "cold": cold}
"""Every lab of this room by its name, for scenario codes."""
