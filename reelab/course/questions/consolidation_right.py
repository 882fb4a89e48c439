"""What is right, and what likely mistakes give, in the questions of notebook 03."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from reelab.course.question import Params
from reelab.data import load
from reelab.labs import abroad, consolidation, purchase
from reelab.models import consolidation as mergers
from reelab.models import deals, markup, mine, ownership, quotas
from reelab.models import merge as both
from reelab.models import purchase as buying


@cache
def years(ore: str = "") -> pd.DataFrame:
    """Return how concentration changed, year by year."""
    rows = load("quota_groups", kind="mining", batch="annual")
    return quotas.yearly(rows[rows["ore"] == ore] if ore else rows).set_index("year")


def merger_part() -> float:
    """Return the part of the rise of 2022 that the merger made, percent."""
    row = years().loc[2022]
    return float(100 * row["merger"] / row["change"])


def share(market: str, firm: str) -> float:
    """Return a firm's share of a market of 2021, percent."""
    rows = consolidation.sellers().set_index(["market", "firm"])["share_pct"]
    return float(rows[market, firm.lower()])


def northern() -> float:
    """Return Northern's share of the mining quota of 2024, percent."""
    rows = consolidation.quotas().set_index(["market", "year", "group"])["share_pct"]
    return float(rows["mining", 2024, both.FIRMS["northern"]])


def pair(params: Params) -> float:
    """Return what a merger of two firms adds, points."""
    one, other = (share(params["market"], params[name]) for name in ("one", "other"))
    return mergers.pair_rise(one, other)


_CASES = (
    ("Southern", "Xiamen", "ionic"), ("Southern", "Guangdong", "ionic"),
    ("Southern", "Chinalco", "ionic"), ("Southern", "Guangdong", "separation"),
    ("Chinalco", "Guangdong", "separation"),
)  # fmt: skip


def pairs(rng: np.random.Generator) -> dict[str, Any]:
    """Draw two firms and a market in which both are."""
    return dict(zip(("one", "other", "market"), rng.choice(_CASES).tolist(), strict=True))


def three(market: str = "mining") -> tuple[float, float]:
    """Return the points before and after the merger of December 2021."""
    before = both.before(consolidation.sellers(), market)
    joined = consolidation.merger_presets()["December 2021: three groups merge"]
    carried = [joined.get(firm, mergers.ALONE) for firm in both.FIRMS]
    rise = mergers.rise(both.shares(consolidation.sellers(), market), carried)
    return before, before + float(rise)


def margins(params: Params) -> tuple[float, float]:
    """Return the margins of rivals before and after it, percent of the price."""
    before, after = (markup.cournot_margin(hhi, params["elasticity"]) for hhi in three())
    return before, after


def elasticities(rng: np.random.Generator) -> dict[str, Any]:
    """Draw an elasticity of demand."""
    return {"elasticity": float(rng.choice([1.2, 1.3, 1.4, 1.7, 1.8, 2.0]))}


def by(reading: str) -> float:
    """Return China's part of the world's output under a reading, percent."""
    sums = abroad.sums().set_index(["edition", "contracts", "reading"])["share_pct"]
    return float(sums[2025, 2024, reading])


def american() -> pd.Series:
    """Return the output by origin that the reading by buyer counts, t."""
    rows = abroad.readings().query("edition == 2025 and contracts == 2024")
    rows = rows[rows["reading"] == "who takes its output"]
    return rows.set_index("origin")["supply_t"]


def with_mp(params: Params, taken: float | None = None) -> float:
    """Return China's part by buyer with another share of the output of MP."""
    tonnes = american()
    share = params["share"] if taken is None else taken
    moved = (share - 73) / 100 * tonnes["MP Materials"]
    return by("who takes its output") + 100 * float(moved / tonnes.sum())


def shares(rng: np.random.Generator) -> dict[str, Any]:
    """Draw a share of the output of MP."""
    return {"share": int(rng.choice([0, 10, 20, 30, 40, 45]))}


def sasac(*owned: str) -> float:
    """Return SASAC's part of China Rare Earth Group if it owns all of some firms, percent."""
    rows = load("creg_shareholders")[["holder", "entity", "share_pct"]]
    added = [pd.DataFrame([("SASAC", firm, 100.0)], columns=list(rows)) for firm in owned]
    found = ownership.integrated(ownership.stakes(pd.concat([rows, *added])))
    return float(found.at["SASAC", "China Rare Earth Group"])


def failures(side: str) -> list[str]:
    """Return the countries in which deals failed, the most first."""
    rows = abroad.deals().query("side == @side")
    failed = rows[rows["outcome"] == deals.STATUSES["undone"]]
    return list(failed["country"].value_counts().index)


def failed() -> float:
    """Return how many Chinese deals failed or were undone."""
    rows = abroad.deals().query("side == 'Chinese'")
    return float((rows["outcome"] == deals.STATUSES["undone"]).sum())


def implied(params: Params, *, part: float | None = None, aud_usd: float = 0.65) -> float:
    """Return the basket price at which an offer for Peak is right, USD per kg."""
    plan = {**purchase.plan(), "discount_rate": params["rate"]}
    plan.pop("basket_price")
    held = purchase.owner_share() if part is None else part
    paid = buying.price_for_all(params["offer"], held, aud_usd)
    return float(buying.price_implied(paid, **plan))


def break_even(params: Params) -> float:
    """Return the basket price at which Ngualla is worth nothing, USD per kg."""
    plan = {**purchase.plan(), "discount_rate": params["rate"]}
    plan.pop("basket_price")
    return float(mine.break_even(**plan))


def offers(rng: np.random.Generator) -> dict[str, Any]:
    """Draw an offer and a discount rate."""
    return {"offer": float(rng.choice([158, 195, 240])), "rate": float(rng.choice([8, 12, 14]))}
