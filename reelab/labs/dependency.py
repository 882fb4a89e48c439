"""The labs of notebook 02 on a bill, on a stop, and on the stops of 2010 and 2025."""

from __future__ import annotations

from functools import cache
from typing import Any

import pandas as pd

from reelab import assumptions
from reelab.charts import dependency as chart
from reelab.charts import replay as replay_chart
from reelab.charts import stop as stop_chart
from reelab.data import load
from reelab.labs.panel import Panel, by_name
from reelab.labs.spec import Choice, Lab, preset_notes, presets
from reelab.models import dependency as model
from reelab.models import replay as past
from reelab.models import shortage
from reelab.models import stop as formulas

FLOWS = {
    "Magnets from China": ("magnets", "China"),
    "Magnets from Vietnam": ("magnets", "Vietnam"),
    "Magnets from the Philippines": ("magnets", "Philippines"),
    "Raw materials from China": ("raw", "China"),
    "Raw materials from Malaysia": ("raw", "Malaysia"),
    "Raw materials from Russia": ("raw", "Russia"),
}
"""What may stop: goods and supplier."""

IMPORTERS = ("European Union", "India", "Japan", "South Korea", "United States")
"""Those whose suppliers are known."""

RAW = {"European Union": "2024", "Japan": "2024", "South Korea": "2023-2024",
       "United States": "2020-2023"}  # fmt: skip
"""The period whose shares of raw materials are shown."""

EVENTS = {
    "World, 2025": ("world", "2025-04-04"),
    "Japan, 2010": ("japan", "2010-09-21"),
}
"""The stops of the past: name of the option and day on which they began."""

_FITTED = {"Fitted to Japan, 2010": "japan"}
CLAIM = 1200.0
"""USD million that India paid to China, as the article has it (claim C16)."""


@by_name
def bill(**settings: Any) -> Panel:
    """Show what magnets cost India at a price and a weight.

    Parameters
    ----------
    **settings
        First settings, for instance `magnet_price=49`, in the units of the ledger.

    Returns
    -------
    Panel
        The lab.
    """
    return Panel(_bill(), **settings)


@by_name
def stop(**settings: Any) -> Panel:
    """Show who runs dry when a supplier stops, and what follows.

    Parameters
    ----------
    **settings
        First settings, for instance `stop_months=3`, in the units of the ledger.

    Returns
    -------
    Panel
        The lab.
    """
    return Panel(_stop(), **settings)


@by_name
def replay(**settings: Any) -> Panel:
    """Show the stops of 2010 and 2025, and what the model makes of them.

    Parameters
    ----------
    **settings
        First settings: `halt` (`world` or `japan`) and the assumptions of `models.replay`.

    Returns
    -------
    Panel
        The lab.
    """
    return Panel(_replay(), **settings)


@cache
def figures() -> pd.DataFrame:
    """Return what is published on India's bill for magnets, and what China sold in all."""
    paid = load("india_magnets", measure="import value", period="FY2024-25")
    paid = paid[paid["unit"] == "USD million"].set_index(["publisher", "partner"])
    weight = load("india_magnets", measure="import weight", period="FY2024-25")
    weight = weight.set_index("partner")["value"] / 1e3
    baci = load("magnet_imports", importer="India", supplier="China", year=2024).iloc[0]
    world = load("china_magnet_exports", destination="World", period="2024").iloc[0]
    trade, bank = "official trade data", "state bank"
    rows = [
        ("BACI, 2024", "from China", baci["value_usd"] / 1e6, baci["weight_t"] / 1e3),
        ("Indian trade data, FY2024-25", "from all", paid.loc[(trade, "World"), "value"],
         weight["World"]),
        ("The same, official share of China", "from China",
         paid.loc[(trade, "China"), "value"], weight["China"]),
        ("State bank, rare earth magnets, FY2024-25", "from all",
         paid.loc[(bank, "World"), "value"], None),
        ("China to the whole world, 2024", "from China", world["value_usd"] / 1e6,
         world["weight_t"] / 1e3),
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=["who", "seller", "usd_million", "weight_kt"])
    share = paid.loc[(trade, "China")]
    for end in ("low", "high"):
        table[end] = table["who"].str.startswith("The same").map({True: share[end]})
    return table


@cache
def _bill() -> Lab:
    def table(values: dict[str, Any]) -> pd.DataFrame:
        cost = model.bill(values["magnet_price"], values["magnet_weight"])
        own = pd.DataFrame({"who": ["Your settings"], "usd_million": [cost],
                            "weight_kt": [values["magnet_weight"]]})  # fmt: skip
        said = pd.DataFrame({"who": ["The article"], "usd_million": [CLAIM]})
        found = pd.concat([said, own, figures()[["who", "usd_million", "weight_kt"]]])
        found["crore_rupees"] = model.crores(found["usd_million"], values["inr_usd"])
        found["usd_per_kg"] = found["usd_million"] / found["weight_kt"]
        found["article_times"] = CLAIM / found["usd_million"]
        return found

    return Lab(
        name="bill",
        title="Lab: what would have to be true?",
        controls=list(model.BILL),
        chart=lambda values: chart.bill(figures(), CLAIM, values),
        table=table,
        facts=lambda: {
            "India's magnets": load("india_magnets"),
            "India's imports in HS 850511": load("magnet_imports", importer="India"),
            "China's exports": load("china_magnet_exports", destination="World", kind="year"),
        },
        presets=presets("bill"),
        notes=preset_notes("bill"),
    )


@cache
def chain() -> pd.DataFrame:
    """Return the newest output shares of each stage of the magnet chain, from one source each."""
    rows = load("stage_shares", kind="history", basis="output", preferred=True)
    rows = rows[rows["scope"].isin(["magnet rare earths", "NdFeB magnets"])]
    newest = rows[rows["year"] == rows.groupby("stage")["year"].transform("max")]
    stages = ["mining", *model.YIELDS]
    return newest.sort_values(
        "stage", key=lambda names: names.map(stages.index), kind="stable", ignore_index=True
    )


def world_use() -> float:
    """Return what the world used of magnet rare earths in 2024, in t."""
    use = load("demand", scope="magnet rare earths", element="all", use="all uses", year=2024)
    return float(use["demand_t"].item())


def _key(name: str) -> str:
    return name.replace(" ", "_")  # a scenario code carries no blanks


@cache
def shares() -> pd.DataFrame:
    """Return how much of its imports each importer takes from each supplier that may stop."""
    magnets = load("magnet_imports", importer=IMPORTERS, year=2024).assign(goods="magnets")
    magnets["bill_usd"] = magnets.groupby("importer")["value_usd"].transform("sum")
    raw = load("import_shares", importer=list(RAW), preferred=True).assign(goods="raw")
    raw = raw[[RAW[row.importer] == row.period for row in raw.itertuples()]]
    columns = ["goods", "supplier", "importer", "share_pct", "bill_usd"]
    both = pd.concat([magnets[columns], raw.reindex(columns=columns)])
    named = pd.DataFrame(
        [(f"{goods}_{who}", told, goods, who) for told, (goods, who) in FLOWS.items()],
        columns=["flow", "told", "goods", "supplier"],
    )
    blocs = load("countries").set_index("country")["bloc"].reindex(IMPORTERS)
    pairs = named.merge(pd.DataFrame({"importer": IMPORTERS, "bloc": list(blocs)}), how="cross")
    found = pairs.merge(both, on=["goods", "supplier", "importer"], how="left")
    found["key"] = found["importer"].map(_key)
    return found


@cache
def _stop() -> Lab:
    rows = shares()

    def of(values: dict[str, Any]) -> pd.DataFrame:
        return rows[rows["flow"] == values["flow"]].dropna(subset="share_pct")

    def run(values: dict[str, Any]) -> dict[str, float]:
        return {name: values[name] for name in formulas.STOP}

    def band(values: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
        seed = assumptions.get("seed").default
        draws = assumptions.draw(formulas.STOP, 1000, seed, **run(values))
        return {"band": shortage.dry_band(of(values), draws).to_dict("records")}

    return Lab(
        name="stop",
        title="Lab: stop one supplier",
        controls=[
            Choice("flow", "What stops", {told: f"{goods}_{who}" for told, (goods, who) in
                                          FLOWS.items()}, "magnets_China"),
            Choice("importer", "Whom to follow", {name: _key(name) for name in IMPORTERS}, "India"),
            *formulas.STOP,
        ],
        chart=lambda values: stop_chart.stop(rows, values),
        table=lambda values: shortage.buyers(of(values), **run(values)),
        facts=lambda: {
            "Shares of imports (%)": rows.drop(columns=["flow", "bloc", "goods", "key"]),
            "Stocks": load("facts", id=["dependency-stock-carmakers", "dependency-stock-india"]),
            "Prices of two stops": load("shock_prices", preferred=True),
        },
        presets=presets("stop"),
        notes=preset_notes("stop"),
        push=band,
        push_label="Show uncertainty",
    )  # fmt: skip


@cache
def events() -> dict[str, pd.DataFrame]:
    """Return the months of the two stops, on the clock of the model."""
    world = load("china_magnet_exports", destination="World")
    year = world.loc[world["period"] == "2024", "weight_t"].item() / 12
    recent = world[(world["kind"] == "month") & world["period"].str.startswith("2025")]
    japan = load("japan_imports", supplier="China")
    before = japan.loc[japan["period"] == "2010-01..2010-08", "weight_t"].item() / 8
    halt = japan[japan["kind"] == "month"]
    begun = dict(EVENTS.values())
    return {
        "world": past.months(recent, year, begun["world"]),
        "japan": past.months(halt, before, begun["japan"]),
    }


@cache
def _replay() -> Lab:
    found = events()
    told = {key: name for name, (key, _) in EVENTS.items()}

    def table(values: dict[str, Any]) -> pd.DataFrame:
        rows = found[values["halt"]].drop(columns="month")
        run = {name: values[name] for name in past.REPLAY}
        made = past.in_month(found[values["halt"]]["month"], **run)
        return rows.assign(model=made, miss_pct=100 * (made - rows["times"]).abs())

    fitted = {name: {**run, "halt": _FITTED[name]} for name, run in presets("replay").items()}
    return Lab(
        name="replay",
        title="Lab: two stops, replayed",
        controls=[
            Choice("halt", "Which stop", {name: key for name, (key, _) in EVENTS.items()},
                   "world"),
            *past.REPLAY,
        ],
        chart=lambda values: replay_chart.replay(found, told, values),
        table=table,
        facts=lambda: {
            "China's magnet exports (t)": load("china_magnet_exports"),
            "Japan's imports of rare earths (t)": load("japan_imports"),
            "Rules and events": load("export_controls"),
        },
        presets=fitted,
        notes=preset_notes("replay"),
    )  # fmt: skip


LABS = {"bill": bill, "stop": stop, "replay": replay}
"""Every lab of this room by its name, for scenario codes."""
