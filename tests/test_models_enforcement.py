"""Inspectors, smugglers and bribes: each side indifferent, and the facts of 2011 met."""

from __future__ import annotations

import hypothesis.strategies as st
import pytest
from hypothesis import assume, given, settings

import reelab
from reelab import assumptions
from reelab.labs import enforcement as lab
from reelab.models import black_market, enforcement, smuggling

quick = settings(max_examples=80, deadline=None, derandomize=True)
MONEY = st.floats(1, 300)
NAMES = ("violation_gain", "fine", "inspection_cost", "catch_gain")
GAME = st.fixed_dictionaries(dict.fromkeys(NAMES, MONEY))
DEFAULTS = assumptions.values(smuggling.MARKET)


def between(name: str) -> st.SearchStrategy[float]:
    row = assumptions.get(name)
    return st.floats(row.low, row.high)


MARKET = st.fixed_dictionaries({name: between(name) for name in smuggling.MARKET})


def part(run: dict[str, float], *names: str) -> dict[str, float]:
    return {name: run[name] for name in names}


# The inspection game


@given(GAME)
@quick
def test_in_a_mixed_equilibrium_nobody_wants_to_change(game: dict[str, float]) -> None:
    gain, fine, cost, catch = (game[name] for name in NAMES)
    assume(gain < fine * 0.999 and cost < catch * 0.999)
    inspected, violated = enforcement.inspected(**game), enforcement.violated(**game)
    assert 0 < inspected < 100
    assert 0 < violated < 100
    assert enforcement.expected_gain(gain, fine, inspected) == pytest.approx(0, abs=1e-9)
    assert violated / 100 * catch - cost == pytest.approx(0, abs=1e-9)


@given(GAME)
@quick
def test_outside_it_one_side_is_sure(game: dict[str, float]) -> None:
    gain, fine, cost, catch = (game[name] for name in NAMES)
    inspected, violated = enforcement.inspected(**game), enforcement.violated(**game)
    if cost >= catch:
        assert (inspected, violated) == (0, 100)
    elif gain >= fine:
        assert (inspected, violated) == (100, 100)


@given(GAME, st.floats(1.01, 3))
@quick
def test_a_higher_fine_lowers_inspection_and_not_violation(
    game: dict[str, float], times: float
) -> None:
    assume(game["violation_gain"] < game["fine"] and game["inspection_cost"] < game["catch_gain"])
    more = {**game, "fine": times * game["fine"]}
    assert enforcement.violated(**more) == enforcement.violated(**game)
    assert times * enforcement.inspected(**more) == pytest.approx(enforcement.inspected(**game))
    gain = game["violation_gain"]
    rate = enforcement.tempted_until(gain, game["fine"]) * 0.999
    assert enforcement.violated_if_committed(gain, game["fine"], rate) == 100
    assert enforcement.violated_if_committed(gain, more["fine"], rate) == 0


def test_the_game_by_hand() -> None:
    game = {"violation_gain": 30, "fine": 100, "inspection_cost": 10, "catch_gain": 50}
    assert enforcement.inspected(**game) == 30
    assert enforcement.violated(**game) == 20


@given(st.floats(0, 10), st.floats(0, 10), st.floats(0, 10))
@quick
def test_klitgaards_sum(monopoly: float, discretion: float, accountability: float) -> None:
    found = enforcement.klitgaard(monopoly, discretion, accountability)
    assert found == monopoly + discretion - accountability


# Smuggling


def test_the_figures_of_2011() -> None:
    """The share found and the discount are of record; the volume is what demand is fitted to."""
    found = black_market.outcomes(DEFAULTS).set_index("outcome")["value"]
    gaps = reelab.load("smuggling", measure="imports abroad above exports", period="2011")
    gap = gaps.loc[gaps["preferred"], "value"].item()
    assert found["smuggled, % of legal exports"] == pytest.approx(gap, abs=3)
    volumes = reelab.load("smuggling", measure="smuggled volume", country="China", period="2011")
    known = volumes.set_index("series")["value"] / 1000
    assert known["China Daily"] < found["smuggled, kt a year"] < known["gap times exports"]
    caught = reelab.load("smuggling", measure="smuggling found", period="2011")["value"].item()
    assert DEFAULTS["detection"] == pytest.approx(caught / known["China Daily"] / 10, abs=0.05)
    assert DEFAULTS["legal_exports"] == pytest.approx(
        reelab.load("smuggling", measure="legal exports")["value"].item() / 1000
    )


@given(MARKET)
@quick
def test_nobody_gains_by_smuggling_more(run: dict[str, float]) -> None:
    volume = smuggling.smuggled(**part(run, *smuggling.MARKET[:9]))
    alone = smuggling.price_abroad(**part(run, *smuggling.MARKET[:5]))
    risk = part(run, "home_price", *smuggling.MARKET[5:9])
    abroad = black_market.market_price(run)
    assert volume >= 0
    assert run["home_price"] <= abroad * (1 + 1e-9)
    assert abroad <= alone
    if volume > 0:
        assert smuggling.smuggling_gain(abroad=alone, **risk) > 0
        assert smuggling.smuggling_gain(abroad=abroad, **risk) == pytest.approx(0, abs=1e-6)
        times = run["home_price"] / abroad
        wanted = run["export_demand"] * times ** run["demand_elasticity"]
        assert run["legal_exports"] + volume == pytest.approx(wanted)


@given(MARKET)
@quick
def test_no_gap_no_smuggling(run: dict[str, float]) -> None:
    free = {**run, "legal_exports": run["export_demand"]}
    assert smuggling.smuggled(**part(free, *smuggling.MARKET[:9])) == 0
    alone = smuggling.price_abroad(**part(free, *smuggling.MARKET[:5]))
    assert alone == pytest.approx(run["home_price"])


@given(MARKET, st.floats(0, 60))
@quick
def test_more_found_is_never_more_smuggled(run: dict[str, float], other: float) -> None:
    low, high = sorted((run["detection"], other))
    first, second = (
        smuggling.smuggled(**part({**run, "detection": rate}, *smuggling.MARKET[:9]))
        for rate in (low, high)
    )
    assert second <= first + 1e-9


@given(MARKET)
@quick
def test_a_bribe_is_never_more_than_the_gain_without_risk(run: dict[str, float]) -> None:
    alone = smuggling.price_abroad(**part(run, *smuggling.MARKET[:5]))
    risk = part(run, "home_price", *smuggling.MARKET[5:9])
    most = smuggling.bribe_most(abroad=alone, **risk)
    sure = smuggling.smuggling_gain(abroad=alone, **{**risk, "detection": 0, "fine_multiple": 0})
    assert -1e-9 <= most <= max(sure, 0) + 1e-9
    none = {**risk, "detection": 0}
    assert smuggling.bribe_most(abroad=alone, **none) == pytest.approx(0, abs=1e-9)


def test_a_bribe_by_hand() -> None:
    assert smuggling.bribe_least(5, 100) == 5
    assert smuggling.kept_share(30, 0, 5) == pytest.approx(0.7)
    assert smuggling.smuggling_gain(100, 27, 30, 3, 10, 1) == pytest.approx(70 * 0.8 - 30)
    assert smuggling.pays_from(27, 30, 3, 0, 0) == pytest.approx(30 / 0.7)


def test_the_words() -> None:
    panel = lab.smuggling(legal_exports=56)
    assert black_market.market_title(panel.settings) == "Smuggling does not pay"
    assert "118% of legal exports" in black_market.market_title(DEFAULTS)
    assert lab.dilemma().lab.table(lab.dilemma().settings)["value"].tolist() == [20, 30, 0]
