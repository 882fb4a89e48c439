"""The labs of notebook 04 on industry: learning, starts, value, patents, hot magnets."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import pandas as pd

from reelab.charts import hot_magnet as hot_chart
from reelab.charts import know_how as know_how_chart
from reelab.charts import learning as learning_chart
from reelab.data import load
from reelab.labs.panel import Panel, by_name
from reelab.labs.spec import Choice, Lab, Values, presets
from reelab.models import coercivity, experience
from reelab.models import ladder as ladder_model
from reelab.models import patents as patent_model


@by_name
def catch_up(**settings: Any) -> Panel:
    """Show when a newcomer's cost meets the leader's.

    Parameters
    ----------
    **settings
        First settings, for instance `newcomer_growth=60`.

    Returns
    -------
    Panel
        The lab.
    """
    return Panel(_catch_up(), **settings)


@by_name
def ramp(**settings: Any) -> Panel:
    """Show how slowly a plant starts.

    Parameters
    ----------
    **settings
        First settings, for instance `ramp_half=1`.

    Returns
    -------
    Panel
        The lab.
    """
    return Panel(_ramp(), **settings)


@by_name
def ladder(**settings: Any) -> Panel:
    """Show what the same kilogram costs as concentrate, oxide, metal and magnet.

    Parameters
    ----------
    **settings
        First settings: `ladder` and `rare_earth_in_magnet`.

    Returns
    -------
    Panel
        The lab.
    """
    return Panel(_ladder(), **settings)


@by_name
def patents(**settings: Any) -> Panel:
    """Show what a count of patents could mean.

    Parameters
    ----------
    **settings
        First settings, for instance `other_kinds=50`.

    Returns
    -------
    Panel
        The lab.
    """
    return Panel(_patents(), **settings)


@by_name
def hot_magnet(**settings: Any) -> Panel:
    """Show how much dysprosium a hot magnet needs.

    Parameters
    ----------
    **settings
        First settings, for instance `operating_celsius=180`.

    Returns
    -------
    Panel
        The lab.
    """
    return Panel(_hot_magnet(), **settings)


def _table(rows: Mapping[str, Any]) -> pd.DataFrame:
    return pd.DataFrame({"outcome": rows.keys(), "value": [float(v) for v in rows.values()]})


@cache
def _catch_up() -> Lab:
    def table(values: Values) -> pd.DataFrame:
        return _table({
            "Years until the costs meet (100: never)": experience.catch_up(**values),
            "Paid on top, in years of buying": experience.extra_paid(**values),
            "Fall of the leader's cost (% a year)": 100 * experience.fall(
                values["leader_growth"], values["leader_learning"]),
            "Fall of the newcomer's cost (% a year)": 100 * experience.fall(
                values["newcomer_growth"], values["newcomer_learning"]),
        })  # fmt: skip

    return Lab(
        name="catch-up",
        title="Lab: when does a newcomer catch up?",
        controls=experience.CATCH_UP,
        chart=learning_chart.catch_up,
        table=table,
        facts=lambda: {"Learning and people": load("experience")},
    )


@cache
def starts() -> pd.DataFrame:
    """Return the output of plants as a part of what was planned."""
    rows = load("rampups")
    told = load("lead_times")
    licensed = told.loc[told["start_event"] == "operating license", "start"].iloc[0]
    promised = told.loc[told["operator"] == "Molycorp", "start"].iloc[0]
    planned = rows[rows["measure"] == "plan"].set_index(["plant", "operator", "product"])["value_t"]
    keys = {
        "Kuantan, Lynas": ("Kuantan", "Lynas", licensed),
        "Mountain Pass, Molycorp": ("Mountain Pass", "Molycorp", promised),
    }
    plans = pd.DataFrame([
        {"name": name, "plant": plant, "operator": firm, "product": "REO",
         "start": _year(date), "plan_t": float(planned[plant, firm, "REO"])}
        for name, (plant, firm, date) in keys.items()
    ])  # fmt: skip
    return experience.starts(rows, plans)


def _year(date: str) -> float:
    """Return a date, to its month, as a year with decimals."""
    year, month = date.split("-")[:2]
    return int(year) + (int(month) - 0.5) / 12


@cache
def _ramp() -> Lab:
    def table(values: Values) -> pd.DataFrame:
        years = [1, 2, 3, 4, 5]
        made = [float(experience.ramp(year, **values)) for year in years]
        gone = [float(experience.lost(**values, years=year)) for year in years]
        return pd.DataFrame({"year": [f"year {year}" for year in years],
                             "output, % of the plan": made,
                             "lost so far, years of planned output": gone})  # fmt: skip

    return Lab(
        name="ramp",
        title="Lab: a plant that starts",
        controls=experience.RAMP,
        chart=lambda values: learning_chart.ramp(starts(), values),
        table=table,
        facts=lambda: {"Output and plans": load("rampups"), "Lead times": load("lead_times")},
        presets=presets("ramp"),
    )


@cache
def _ladder() -> Lab:
    rows = load("value_ladder")
    # A scenario code carries no comma: "China, March 2025" is China in it.
    names = {str(name): str(name).partition(",")[0] for name in rows["ladder"].unique()}
    rows["ladder"] = rows["ladder"].map(names)

    def table(values: Values) -> pd.DataFrame:
        this = rows[rows["ladder"] == values["ladder"]]
        found = ladder_model.rungs(this, values["rare_earth_in_magnet"])
        return found[["product", "content", "price", "contained", "times"]]

    return Lab(
        name="ladder",
        title="Lab: the same kilogram, step by step",
        controls=[
            Choice("ladder", "Prices", names, next(iter(names.values()))),
            "rare_earth_in_magnet",
        ],
        chart=lambda values: know_how_chart.ladder(rows, values),
        table=table,
        facts=lambda: {"Prices": load("value_ladder")},
    )


@cache
def counted() -> dict[str, float]:
    """Return what is known of patents: the older rate, the stock, and what became of it."""
    rows = load("patents", office="China")
    older = load("facts", id="patents-china-yearly").iloc[0]
    first, last = (int(year) for year in older["period"].split("-"))
    stock = rows[(rows["applicant"] == "World") & (rows["status"] == "filed")]
    said = int(load("claims", claim_id="C34")["said_on"].item()[:4]) - 1
    return {
        "older": float(older["value"]), "span": said - (first + last) / 2,
        "stock": float(stock["applications"].item()),
        **{name: float(value) for name, value in patent_model.status(rows).items()},
    }  # fmt: skip


@cache
def _patents() -> Lab:
    def table(values: Values) -> pd.DataFrame:
        known, count = counted(), patent_model.CLAIM
        kinds = values["other_kinds"]
        alive = [
            patent_model.surviving(count, kinds, known[name])
            for name in ("alive_low", "alive_high")
        ]
        return _table({
            "The claim": count, "Inventions": patent_model.inventions(count, kinds),
            "In force later, at least": alive[0], "In force later, at most": alive[1],
            "Older average, at least": known["older"],
            "The same, grown": patent_model.grown(
                known["older"], values["patent_growth"], known["span"]),
            "Growth needed (% a year)": patent_model.growth_needed(
                count, kinds, known["older"], known["span"]),
        })  # fmt: skip

    return Lab(
        name="patents",
        title="Lab: what could 5,800 mean?",
        controls=["other_kinds", "patent_growth"],
        chart=lambda values: know_how_chart.patents(counted(), values),
        table=table,
        facts=lambda: {"Counts with a source": load("patents")},
    )


@cache
def _hot_magnet() -> Lab:
    grades = load("magnets", quantity="operating temperature")
    grades["grade"] = grades["magnet"].str.removeprefix("NdFeB grade ")

    def pick(values: Values, formula: Callable[..., Any], names: tuple[str, ...]) -> Any:
        return formula(**{name: values[name] for name in names})

    def table(values: Values) -> pd.DataFrame:
        hot = coercivity.HOT
        mixed = pick(values, coercivity.dysprosium, hot[:5])
        fits = 1 if mixed <= coercivity.WHOLE else float("nan")
        return _table({
            "Coercivity needed at room temperature (kA/m)": pick(
                values, coercivity.needed, hot[:3]),
            "Dysprosium mixed in (% of the mass)": fits * mixed,
            "Dysprosium along the boundaries (%)": fits * pick(values, coercivity.diffused, hot),
            "Highest temperature without it (C)": pick(values, coercivity.highest, hot[1:4]),
        })  # fmt: skip

    return Lab(
        name="hot-magnet",
        title="Lab: a magnet that gets hot",
        controls=coercivity.HOT,
        chart=lambda values: hot_chart.dysprosium(grades[["grade", "value"]], values),
        table=table,
        facts=lambda: {"Magnets": load("magnets")},
    )


LABS = {"catch-up": catch_up, "ramp": ramp, "ladder": ladder, "patents": patents,
        "hot-magnet": hot_magnet}  # fmt: skip
"""Every lab of this room by its name, for scenario codes."""
