"""The chain in the year from which a run starts: what is known, and what follows for all years."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd

from reelab.errors import CourseError
from reelab.models.experience import elasticity
from reelab.models.simulator import losing
from reelab.models.state import (
    ALLIES,
    BLOCS,
    CHINA,
    INDIA,
    MAGNET,
    METAL,
    MINE,
    OTHERS,
    RUSSIA,
    SEPARATION,
    STAGES,
    Terms,
)

OXIDE = 0.857
"""Metal in a kilogram of NdPr oxide, from the weights of the atoms."""


class Facts(NamedTuple):
    """What is known of the chain, as plain arrays; amounts in kt a year as metal."""

    mine: np.ndarray  # (blocs,), output in the base year
    separation: np.ndarray  # (blocs,), output in the base year
    shares: np.ndarray  # (2, blocs), percent of metal and of magnets
    use: np.ndarray  # (blocs,), percent of the magnets
    plants: dict[str, np.ndarray]  # stage, bloc, start, end, kt and sure
    weight: np.ndarray  # (stages,), percent of the price
    capital: np.ndarray  # (stages,), USD for each kg a year


def facts(
    state: pd.DataFrame, additions: pd.DataFrame, stages: pd.DataFrame, year: int = 2024
) -> Facts:
    """Take the facts of the model from its three tables.

    Parameters
    ----------
    state, additions, stages : DataFrame
        The tables `chain_state`, `chain_additions` and `chain_stages`.
    year : int
        The year from which a run starts; plants that start later are added.

    Returns
    -------
    Facts
        Plain arrays.

    Raises
    ------
    CourseError
        If the table knows no such year.
    """
    known = state[state["year"] == year]
    if not len(known):
        raise CourseError(f"The chain is known for {sorted(set(state['year']))}, not for {year}.")
    wide = known.pivot(index="stage", columns="bloc", values="value")[list(BLOCS)]
    new = additions[additions["start_year"] > year]
    return Facts(
        mine=wide.loc["mine"].to_numpy(float),
        separation=wide.loc["separation"].to_numpy(float),
        shares=wide.loc[["metal", "magnet"]].to_numpy(float),
        use=wide.loc["use"].to_numpy(float),
        plants={
            "stage": new["stage"].map(STAGES.index).to_numpy(int),
            "bloc": new["bloc"].map(BLOCS.index).to_numpy(int),
            "start": new["start_year"].to_numpy(float),
            "end": new["end_year"].fillna(9999).to_numpy(float),
            "kt": new["added_kt"].to_numpy(float),
            "sure": new["status"].isin(["in operation", "closed"]).to_numpy(),
        },
        **{
            name: stages.set_index("stage").loc[list(STAGES), column].to_numpy(float)
            for name, column in (("weight", "price_share_pct"), ("capital", "capital_usd_kg"))
        },
    )


def first_output(known: Facts, v: Mapping[str, np.ndarray]) -> np.ndarray:
    """Return the output of the base year, as the yields make it of what separation gave.

    Parameters
    ----------
    known : Facts
        The facts.
    v : mapping of str to ndarray of shape (draws,)
        The three yields, in percent.

    Returns
    -------
    ndarray of shape (stages, blocs, draws)
        kt a year.
    """
    first = np.zeros((len(STAGES), len(BLOCS), len(v["metal_yield"])))
    first[[MINE, SEPARATION]] = np.stack([known.mine, known.separation])[..., None]
    for stage, name in ((METAL, "metal_yield"), (MAGNET, "magnet_yield")):
        whole = first[stage - 1].sum(0) * v[name] / 100
        first[stage] = known.shares[stage - METAL][:, None] / 100 * whole
    return first


def terms(known: Facts, v: Mapping[str, np.ndarray], first: np.ndarray) -> Terms:
    """Return what holds in all years of a run.

    Parameters
    ----------
    known : Facts
        The facts.
    v : mapping of str to ndarray of shape (draws,)
        The assumptions of `reelab.models.scenario.SCENARIO`, in the units of the ledger.
    first : ndarray of shape (stages, blocs, draws)
        As from `first_output`.

    Returns
    -------
    Terms
        In fractions and multiples. Use, and feed from scrap and unrecorded ore, are such that the
        base year is in balance at its price.
    """
    one = np.ones_like(v["base_price"])
    yields = np.stack([one, *(v[f"{stage}_yield"] / 100 for stage in STAGES[1:])])
    per_magnet = yields / np.cumprod(yields[::-1], axis=0)[::-1]
    scrap = first[MAGNET].sum(0) * (1 / yields[MAGNET] - 1)
    beyond = np.maximum(known.separation.sum() / yields[SEPARATION] - known.mine.sum(), 0)
    recycled = np.minimum(beyond / scrap, 1)
    cost = np.ones_like(first)
    cost[:, [ALLIES, OTHERS]] += v["allied_premium"] / 100
    cost[:, [RUSSIA, INDIA]] += v["partner_premium"] / 100
    cost[MINE, OTHERS] = 1  # clays in Burma are as cheap as in China
    cost[MINE, RUSSIA] *= 1 + v["arctic_share"] / 100 * (v["arctic_factor"] - 1)
    learns = elasticity(v["newcomer_learning"])
    leads = elasticity(v["leader_learning"])
    weight = (known.weight / known.weight.sum())[:, None]
    magnet_price = v["base_price"] / OXIDE * weight[MAGNET] / weight[:METAL].sum()
    held = Terms(
        yields=yields, per_magnet=per_magnet[:, None], weight=weight,
        old=first, cheaper=one, first_cost=cost,
        learning=np.stack([leads if bloc == CHINA else learns for bloc in range(len(BLOCS))]),
        made=v["made_years"] * first + v["first_lot"],
        recycled=recycled, unrecorded=beyond - recycled * scrap,
        use=known.use[:, None] / known.use.sum() * first[MAGNET].sum(0),
        elasticity=v["demand_elasticity"], ceiling=v["price_ceiling"],
        sharing=v["partnership"] * v["sharing"] / 100, access=1 - v["sanctions"] / 100,
        promised=v["ore_to_china"] / 100,
        cash_share=v["cash_share"] / 100, spread=v["cost_spread"] / 100,
        floor=v["chain_floor"] / v["base_price"], bonus=v["output_subsidy"] / magnet_price,
        spare=v["leader_spare"] / 100, growth=v["leader_growth_limit"] / 100,
    )  # fmt: skip
    top = 0.5 + 0.5 / held.spread
    most = top - losing(cost, 1.0, held._replace(bonus=0 * one))
    return held._replace(cheaper=np.maximum(top / most, 1))
