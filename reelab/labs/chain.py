"""The labs of notebook 02 that show the chain, its trade and what is in a product."""

from __future__ import annotations

from functools import cache
from typing import Any

import pandas as pd

from reelab.charts import chain as chart
from reelab.charts import content as content_chart
from reelab.charts import trade as trade_chart
from reelab.data import load
from reelab.labs.panel import Panel, by_name
from reelab.labs.spec import Choice, Lab
from reelab.models import chain as model
from reelab.models import content as content_model
from reelab.models import trade as trade_model


@by_name
def explorer(**settings: Any) -> Panel:
    """Show who does what from mine to magnet, and where China has most.

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


@by_name
def imports(**settings: Any) -> Panel:
    """Show who buys magnets from whom, by value and by weight.

    A grid of bars and no map: this course holds no shapes of countries, and loads none.

    Parameters
    ----------
    **settings
        First settings: `importer` (`india`, ...), `measure` (`value` or `weight`) and `year`.

    Returns
    -------
    Panel
        The lab.
    """
    return Panel(_imports(), **settings)


@by_name
def content(**settings: Any) -> Panel:
    """Show how much rare earth is in a product, source by source.

    Parameters
    ----------
    **settings
        First settings: `product` (`f_35_fighter`, ...), `times` (1, 1000 or 1000000), and
        `units` and `rare_earth_in_magnet` in the units of the ledger.

    Returns
    -------
    Panel
        The lab.
    """
    return Panel(_content(), **settings)


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
        return rows[
            ["part", "share_pct", "hhi_low", "hhi_high", "scope", "series", "confidence", "note"]
        ]

    return Lab(
        name="chain",
        title="Lab: where is China's share largest?",
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


@cache
def flows() -> pd.DataFrame:
    """Return `models.trade.flows` of the tables `magnet_imports` and `eu_magnets`."""
    return trade_model.flows(load("magnet_imports"), load("eu_magnets"), load("countries"))


@cache
def _imports() -> Lab:
    table, ranges = flows(), trade_model.official(load("india_magnets"))
    years = trade_model.years(table)
    return Lab(
        name="imports",
        title="Lab: who buys magnets from whom?",
        controls=[
            Choice("importer", "Importer", trade_model.importers(table), "india"),
            Choice("measure", "Measure", {f"by {m}": m for m in trade_model.MEASURES}, "value"),
            Choice("year", "Year", {str(year): year for year in years}, 2024),
        ],
        chart=lambda values: trade_chart.imports(table, ranges, **values),
        table=lambda values: trade_model.side_by_side(table, values["year"]),
        facts=lambda: {
            "Imports of metal magnets, HS 850511": load("magnet_imports"),
            "Imports of rare earth magnets, CN 85051110": load("eu_magnets"),
            "Figures for India": load("india_magnets"),
        },
    )


PRODUCTS = {
    "F-35 fighter": "F-35 fighter",
    "destroyer": "DDG-51 destroyer",
    "submarine": "Virginia submarine",
    "electric car motor": "electric car motor",
    "wind turbine, MW": "wind turbine, direct drive",
    "air conditioner": "air conditioner compressor",
    "electric bike": "electric bike motor",
    "humanoid robot": "humanoid robot",
    "hard disk": "hard disk drive, 3.5 inch",
    "phone speaker": "mobile phone speaker",
}
"""The products that can be multiplied, by what the lab calls them."""


@cache
def contents() -> pd.DataFrame:
    """Return `models.content.figures` of the table `unit_content`."""
    return content_model.figures(load("unit_content"), load("sources"))


@cache
def world() -> dict[str, float]:
    """Return what the world makes in a year (t): magnet elements separated, oxides mined."""
    mined = load("world_totals", measure="production").sort_values(["edition", "year"]).iloc[-1]
    year, separated = content_model.separated(load("stage_shares"))
    return {
        f"magnet elements separated in {year}": separated,
        f"all rare earths mined in {mined['year']}, as oxides": float(mined["total_t"]),
    }


@cache
def _content() -> Lab:
    table = contents()
    separated = next(iter(world().values()))
    options = {label: model.code(product) for label, product in PRODUCTS.items()}
    times = {"single": 1, "thousand": 1000, "million": 1_000_000}
    return Lab(
        name="content",
        title="Lab: how much is in it?",
        controls=[
            Choice("product", "Product", options, model.code("F-35 fighter")),
            "units",
            Choice("times", "Counted by the", times, 1),
            "rare_earth_in_magnet",
        ],
        chart=lambda values: content_chart.content(table, world(), values),
        table=lambda values: content_model.outcomes(table, separated, values),
        facts=lambda: {
            "Figures as printed": load("unit_content"),
            "Separated magnet elements (t)": load(
                "stage_shares", stage="separation", series="IEA 2025", year=2024
            ),
        },
    )


LABS = {"chain": explorer, "imports": imports, "content": content}
"""Every lab of this room by its name, for scenario codes."""
