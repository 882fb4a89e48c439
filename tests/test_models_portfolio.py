"""The policy portfolio: published amounts met, each policy by hand, and the frontier efficient."""

from __future__ import annotations

import re

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given, settings

import reelab
from reelab import assumptions
from reelab.charts import portfolio as chart
from reelab.charts import theme
from reelab.labs import portfolio as lab
from reelab.models import budget, frontier, portfolio

quick = settings(max_examples=60, deadline=None, derandomize=True)
ALL = (*portfolio.PORTFOLIO, *portfolio.COSTS)
DEFAULTS = assumptions.values(ALL)
NOTHING = dict.fromkeys(portfolio.POLICIES, 0.0)
SHARES = ("policy_second", "policy_recycling", "policy_saving")


def between(name: str) -> st.SearchStrategy[float]:
    row = assumptions.get(name)
    return st.floats(row.low, row.high)


RUNS = st.fixed_dictionaries({name: between(name) for name in ALL})
RESPONSES = reelab.load("policy_responses").set_index("id")["value"]


def preset(name: str) -> dict[str, float]:
    panel = lab.build()
    return {**DEFAULTS, **panel.lab.settings(panel.lab.presets[name])}


# Published amounts


@pytest.mark.parametrize(
    ("price", "floor", "payment"), [(60, 110, 50), (110, 110, 0), (150, 110, -12), (60, 0, 0)]
)
def test_the_contract_of_the_price_floor(price: float, floor: float, payment: float) -> None:
    assert floor in (0, RESPONSES["us-mp-floor"])
    upside = RESPONSES["us-mp-upside"]
    assert portfolio.floor_payment(price, floor, upside) == pytest.approx(payment)


def test_presets_are_what_governments_printed() -> None:
    japan, india = preset("Japan after 2010"), preset("India: magnet scheme")
    europe = preset("European targets for 2030")
    saving = RESPONSES["japan-2011-saving"] / (1000 * japan["policy_use"])
    assert japan["policy_saving"] == pytest.approx(100 * saving, abs=0.5)
    assert japan["policy_second"] == pytest.approx(8500 / 300, abs=0.5)
    assert europe["policy_recycling"] == RESPONSES["eu-crma-recycling"]
    assert 100 - europe["policy_second"] == RESPONSES["eu-crma-one-country"]
    tonnes, years, rupees = RESPONSES["india-magnets-capacity"], 5, 84.6
    subsidy = 1e6 * RESPONSES["india-magnets-sales"] / years / rupees / (1000 * tonnes)
    assert india["price_floor"] - india["market_price"] == pytest.approx(subsidy, abs=0.5)
    total = RESPONSES["india-magnets-total"] / 7 / rupees
    assert india["policy_budget"] == pytest.approx(total, abs=5)
    assert DEFAULTS["price_floor"] == RESPONSES["us-mp-floor"]


# By hand, and identities


def test_the_bills_by_hand() -> None:
    # 10 kt at 70 USD/kg are 700 million a year; 73 days are a fifth of it, held at 10%.
    assert portfolio.stock_bill(10, 70, 73, 10) == pytest.approx(14)
    # A fifth of 10 kt at 40 USD/kg below the floor.
    assert portfolio.floor_bill(10, 20, 100, 70, 110, 30) == pytest.approx(80)
    assert portfolio.floor_bill(10, 20, 100, 70, 0, 30) == 0
    assert portfolio.recycling_bill(10, 5, 30) == pytest.approx(15)
    assert portfolio.saving_bill(10, 5, 6) == pytest.approx(3)


def test_the_risk_by_hand() -> None:
    run = {**DEFAULTS, **NOTHING}
    assert budget.cost(run) == 0
    assert budget.removed(run) == 0
    # Of 6 months at 90% dependence 5.4 are missing: 45% of 700 million, times 50, every 8 years.
    assert budget.loss(run) == pytest.approx(0.45 * 700 * 50 / 8)
    assert budget.removed({**run, "policy_stock": 365 / 12}) == pytest.approx(100 / 5.4)
    assert budget.removed({**run, "policy_recycling": 9}) == pytest.approx(10)
    dead = {**run, "policy_second": 50}
    assert budget.removed(dead) == 0
    assert budget.removed({**dead, "price_floor": 100}) == pytest.approx(100 * 5 / 9)


@given(RUNS)
@quick
def test_removed_and_left_are_the_whole(run: dict[str, float]) -> None:
    removed = budget.removed(run)
    assert -1e-9 <= removed <= 100 + 1e-9
    left = budget.loss(run)
    assert left == pytest.approx((1 - removed / 100) * budget.loss({**run, **NOTHING}), abs=1e-6)
    assert budget.cost(run) == pytest.approx(sum(budget.bills(run).values()))


@given(RUNS, st.sampled_from(("policy_stock", *SHARES)), st.floats(0, 50))
@quick
def test_more_of_a_policy_never_adds_risk(run: dict[str, float], name: str, more: float) -> None:
    most = np.inf if name == "policy_stock" else 100  # percent of use
    raised = {**run, name: min(run[name] + more, most)}
    assert budget.removed(raised) >= budget.removed(run) - 1e-9


@given(RUNS)
@settings(max_examples=15, deadline=None, derandomize=True)
def test_nothing_tried_beats_the_frontier(run: dict[str, float]) -> None:
    best = frontier.frontier(run)
    assert (np.diff(best["cost"]) > 0).all()
    assert (np.diff(best["removed"]) > 0).all()
    for row in best.to_dict("records"):
        again = {**run, **{name: row[name] for name in portfolio.POLICIES}}
        assert budget.cost(again) == pytest.approx(row["cost"])
        assert budget.removed(again) == pytest.approx(row["removed"])
    tried = {**run, "policy_stock": 90, "policy_second": 30, "policy_recycling": 10,
             "policy_saving": 20, "price_floor": run["second_cost"]}  # fmt: skip
    cheaper = best[best["cost"] <= budget.cost(tried) + 1e-9]
    assert cheaper["removed"].max() >= budget.removed(tried) - 1e-6


@given(RUNS)
@quick
def test_alone_no_policy_removes_more_than_all(run: dict[str, float]) -> None:
    together = budget.removed(run)
    assert max(frontier.alone(run).values()) <= together + 1e-9


def test_the_spread_holds_the_middle() -> None:
    panel = lab.build()
    assert panel.lab.push
    rows = panel.lab.push(panel.settings)
    (spread,) = rows["spread"]
    assert spread["cost_low"] < spread["cost"] < spread["cost_high"]
    assert spread["removed_low"] <= spread["removed"] <= spread["removed_high"]
    assert panel.lab.push(panel.settings) == rows
    assert {"cost", "removed"} == set(rows["frontier"][0])


def test_a_floor_below_the_price_earns_and_the_picture_says_so() -> None:
    india = {**preset("India: magnet scheme"), "market_price": 90.0}
    # 30% of the 16 USD above the floor of 74, on 5 kt.
    assert budget.bills(india)["second source with floor"] == pytest.approx(-24)
    panel = lab.build(**{name: india[name] for name in portfolio.PORTFOLIO})
    assert panel.lab.push
    best = panel.lab.push(panel.settings)["frontier"]
    assert len(best) == 1, "a line through it would not be seen"
    spec = panel.lab.chart(panel.settings).to_dict()
    assert "the state gets 30% of the difference" in spec["title"]["subtitle"][-1]
    drawn = theme.svg({**spec, "datasets": {"frontier": best}})
    assert f'fill="{chart._BEST}"' in drawn
    second, recycling, *_ = re.findall(r'\(([\d.]+),(?:37|59)\)"[^>]*>([^<]+)</text>', drawn)
    assert (second[1], recycling[1]) == ("\N{MINUS SIGN}24", "0")
    assert second[0] == recycling[0], "it stands right of zero, not on its bar"


def test_the_words() -> None:
    assert "over budget" in frontier.title({**DEFAULTS, "policy_budget": 10.0})
    assert "over budget" not in frontier.title({**DEFAULTS, "policy_budget": 1000.0})
