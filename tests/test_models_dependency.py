"""The chain without one country, an export stop, its price, and stops of the past."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reelab import assumptions, load
from reelab.errors import CourseError
from reelab.models import dependency as model
from reelab.models import replay, shortage, stop

check = settings(max_examples=80, deadline=None, derandomize=True)
percents = st.floats(0, 100)
runs = st.fixed_dictionaries(
    {
        "stop_size": st.floats(10, 100),
        "stop_months": st.integers(1, 24).map(float),
        "stock_months": st.floats(0, 6),
        "spare_capacity": st.floats(0, 50),
        "substitution": st.floats(0, 50),
        "adjust_months": st.floats(1, 36),
    }
)
replays = st.fixed_dictionaries(
    {
        "held_share": st.floats(0, 100),
        "held_months": st.floats(0, 6),
        "recovery_months": st.floats(0.5, 6),
        "backlog": st.floats(0, 100),
        "catch_up_months": st.floats(1, 12),
    }
)


def without_stock(run: dict[str, float]) -> dict[str, float]:
    return {name: value for name, value in run.items() if name != "stock_months"}


# The chain


def chain(**outputs: float) -> pd.DataFrame:
    return pd.DataFrame({"stage": list(outputs), "output_t": list(outputs.values())})


@pytest.fixture(scope="module")
def shares() -> pd.DataFrame:
    """One whole row or share for each stage, in the order of the chain."""
    rows = load("stage_shares", kind="history", basis="output", preferred=True)
    scope = rows["scope"].isin(["magnet rare earths", "NdFeB magnets"])
    latest = rows[scope & rows["series"].isin(["IEA 2025", "IEA 2026", "DOE 2022"])]
    latest = latest[latest["year"] == latest.groupby("stage")["year"].transform("max")]
    order = ["mining", "separation", "metal making", "magnets"]
    return latest.set_index("stage").loc[order].reset_index()


def test_the_chain_outside_china(shares: pd.DataFrame) -> None:
    found = model.outside(shares, "China", 90_922).set_index("stage")
    assert found.loc["mining", "output_t"] == pytest.approx(29_312, abs=20)
    assert found.loc["separation", "output_t"] == pytest.approx(7_048, abs=20)
    assert found.loc["magnets", "output_t"] == pytest.approx(0.06 * 90_922)
    lossless = model.throughput(found.reset_index(), dict.fromkeys(model.YIELDS, 100))
    assert list(lossless.loc[lossless["binds"], "stage"]) == ["magnets"]
    yields = {stage: assumptions.get(name).default for stage, name in model.YIELDS.items()}
    usual = model.throughput(found.reset_index(), yields)
    assert list(usual.loc[usual["binds"], "stage"]) == ["separation"]


@check
@given(st.lists(st.tuples(st.floats(0, 1e6), st.floats(1, 100)), min_size=1, max_size=6))
def test_no_stage_passes_more_than_the_narrowest(stages: list[tuple[float, float]]) -> None:
    names = [str(place) for place in range(len(stages))]
    table = chain(**dict(zip(names, (output for output, _ in stages), strict=True)))
    yields = {name: step for name, (_, step) in zip(names, stages, strict=True)}
    found = model.throughput(table, yields)
    # Walk down the chain: what each stage makes is bounded by itself and by what it is fed.
    fed = float("inf")
    for output, step in stages:
        fed = min(output, fed * (1 if fed == float("inf") else step / 100))
    assert found["reach_t"].min() == pytest.approx(fed)
    assert found["binds"].any()


@check
@given(st.floats(1, 1e6), st.floats(1, 1e6))
def test_without_losses_the_least_output_binds(first: float, second: float) -> None:
    found = model.throughput(chain(mining=first, separation=second), {"separation": 100})
    assert found["reach_t"].min() == min(first, second)


@pytest.mark.parametrize("wrong", [{}, {"separation": 0}, {"separation": 101}])
def test_a_yield_that_is_none(wrong: dict[str, float]) -> None:
    with pytest.raises(CourseError, match="yield of separation"):
        model.throughput(chain(mining=1, separation=1), wrong)
    with pytest.raises(CourseError, match="zero or more tonnes"):
        model.throughput(chain(mining=-1), {})


def test_a_country_without_a_row(shares: pd.DataFrame) -> None:
    with pytest.raises(CourseError, match="0 rows for Burma"):
        model.outside(shares, "Burma", 1.0)


# Cover, bill, insurance


def test_cover() -> None:
    assert model.months_of_cover(1, 12) == 1
    assert model.months_of_cover(1, 0) == float("inf")


def test_the_bill_of_the_customs() -> None:
    rows = load("magnet_imports", importer="India", supplier="China", year=2024).iloc[0]
    price = rows["value_usd"] / rows["weight_t"] / 1e3
    assert price == pytest.approx(8.45, abs=0.01)
    assert model.bill(price, rows["weight_t"] / 1e3) == pytest.approx(162.79, abs=0.01)


def test_crores_undo_the_table() -> None:
    rows = load("india_magnets", period="FY2024-25", measure="import value", partner="World")
    rows = rows[rows["goods"] == "permanent magnets"].set_index("unit")["value"]
    rate = assumptions.get("inr_usd").default
    assert model.crores(rows["USD million"], rate) == pytest.approx(rows["INR crore"], abs=1)


def test_a_fair_premium() -> None:
    # A stop every second year that costs a year's bill, a second source for half the use.
    assert model.premium(50, 12, 50) == pytest.approx(100)


@check
@given(st.floats(1, 50), st.floats(0, 500), st.floats(5, 50))
def test_premiums_paid_are_losses_avoided(chance: float, months: float, share: float) -> None:
    found = model.premium(chance, months, share)
    paid = found / 100 * share / 100 * 12  # months of the bill, a year
    assert paid == pytest.approx(chance / 100 * months)


# The stop


@check
@given(percents, runs)
def test_the_stock_is_gone_when_the_gap_equals_it(share: float, run: dict[str, float]) -> None:
    end = stop.lasts(share, **run)
    assert 0 <= end <= run["stop_months"]
    gap = stop.gap_so_far(end, share, **without_stock(run))
    if end < run["stop_months"]:
        assert gap == pytest.approx(run["stock_months"], abs=1e-6)
    else:
        assert gap <= run["stock_months"] + 1e-9
    assert stop.missing_so_far(end, share, **run) == pytest.approx(0, abs=1e-6)


@check
@given(percents, runs)
def test_the_gap_is_the_integral_of_its_moments(share: float, run: dict[str, float]) -> None:
    step = run["stop_months"] / 4000
    at = (np.arange(4000) + 0.5) * step
    lost = share / 100 * run["stop_size"] / 100
    other = (run["spare_capacity"] + run["substitution"]) / 100
    moments = np.maximum(lost - other * np.minimum(1, at / run["adjust_months"]), 0)
    found = stop.gap_so_far(run["stop_months"], share, **without_stock(run))
    assert found == pytest.approx(moments.sum() * step, abs=1e-3)
    later = stop.gap_so_far(run["stop_months"] + 5, share, **without_stock(run))
    assert later == found


@check
@given(percents, runs, st.floats(0.1, 3))
def test_more_stock_never_hurts(share: float, run: dict[str, float], more: float) -> None:
    better = {**run, "stock_months": run["stock_months"] + more}
    end = run["stop_months"]
    assert stop.lasts(share, **better) >= stop.lasts(share, **run) - 1e-9
    fell = stop.missing_so_far(end, share, **run) - stop.missing_so_far(end, share, **better)
    assert -1e-9 <= fell <= more + 1e-9


def test_a_whole_stop_without_help_is_plain_division() -> None:
    run = {"stop_size": 100.0, "stop_months": 6.0, "stock_months": 1.0, "spare_capacity": 0.0,
           "substitution": 0.0, "adjust_months": 12.0}  # fmt: skip
    assert stop.lasts(50, **run) == pytest.approx(2)
    assert stop.missing_so_far(6, 50, **run) == pytest.approx(2)
    assert stop.lasts(0, **run) == 6


@check
@given(st.floats(1, 95), st.floats(0.2, 1.2))
def test_price_and_elasticity_undo_each_other(missing: float, demand: float) -> None:
    times = stop.price_times(missing, demand, np.inf)
    assert stop.elasticity(missing, times) == pytest.approx(demand)
    assert stop.price_times(0, demand, 6) == 1
    assert stop.price_times(100, demand, 6) == 6


def test_elasticities_of_the_ledger_come_from_the_prices() -> None:
    prices = load("shock_prices", preferred=True)

    def price(product: str, market: str, date: str) -> float:
        rows = prices[(prices["product"] == product) & (prices["market"] == market)]
        return float(rows.loc[rows["date"] == date, "price"].item())

    row = assumptions.get("demand_elasticity")
    dysprosium = price("Dy oxide", "Europe", "2025-05") / price("Dy oxide", "Europe", "2025-04")
    assert stop.elasticity(74, dysprosium) == pytest.approx(row.high, abs=0.05)
    before = price("Nd metal", "international", "2010-01")
    then = price("Nd metal", "international", "2010-08") / before
    assert stop.elasticity(40, then) == pytest.approx(row.default, abs=0.05)
    peak = price("Nd metal", "international", "2011-Q3") / before
    assert stop.elasticity(40, peak) == pytest.approx(row.low, abs=0.05)


@check
@given(percents, runs)
def test_the_months_add_up(share: float, run: dict[str, float]) -> None:
    whole = {**assumptions.values(stop.STOP), **run}
    table = shortage.by_month(share, **whole)
    assert len(table) == run["stop_months"]
    missing = stop.missing_so_far(run["stop_months"], share, **run)
    assert table["missing_pct"].sum() / 100 == pytest.approx(missing)
    assert (table["missing_pct"] <= table["gap_pct"] + 1e-6).all()
    assert (table["cost_months"] >= -1e-9).all()
    assert (table["price_times"] <= whole["price_ceiling"]).all()


def test_buyers_and_their_doubt() -> None:
    shares = pd.DataFrame({"importer": ["A", "B"], "share_pct": [90.0, 10.0],
                           "bill_usd": [12e6, np.nan]})  # fmt: skip
    run = assumptions.values(stop.STOP)
    found = shortage.buyers(shares, **run).set_index("importer")
    assert found.loc["A", "dry"]
    assert not found.loc["B", "dry"]
    assert found.loc["A", "cost_usd_m"] == pytest.approx(found.loc["A", "cost_months"])
    draws = assumptions.draw(stop.STOP, 500, 1)
    band = shortage.dry_band(shares, draws).set_index("importer")
    assert (band["low"] <= band["high"]).all()
    assert band.loc["A", "chance"] > 50 > band.loc["B", "chance"]


# Stops of the past


@check
@given(replays, st.floats(-5, 40))
def test_what_is_held_back_is_what_the_settings_say(run: dict[str, float], at: float) -> None:
    assert replay.delivered(-3, **run) == -3
    end = run["held_months"] + run["recovery_months"] + run["catch_up_months"]
    held = run["held_share"] / 100 * (run["held_months"] + run["recovery_months"] / 2)
    lost = held * (1 - run["backlog"] / 100)
    assert replay.delivered(end + 1, **run) == pytest.approx(end + 1 - lost)
    assert replay.in_month(end + 1, **run) == pytest.approx(1)
    assert replay.in_month(at, **run) >= -1e-9


def test_nothing_held_back_is_a_normal_month() -> None:
    assert replay.in_month(np.array([-2.0, 0.3, 5.0]), **replay.nothing()) == pytest.approx(1)


@pytest.fixture(scope="module")
def stops() -> dict[str, pd.DataFrame]:
    world = load("china_magnet_exports", destination="World")
    year = world.loc[world["period"] == "2024", "weight_t"].item() / 12
    recent = world[(world["kind"] == "month") & world["period"].str.startswith("2025")]
    japan = load("japan_imports", supplier="China")
    before = japan.loc[japan["period"] == "2010-01..2010-08", "weight_t"].item() / 8
    halt = japan[japan["kind"] == "month"]
    return {"2025": replay.months(recent, year, "2025-04-04"),
            "2010": replay.months(halt, before, "2010-09-21")}  # fmt: skip


def test_the_clock(stops: dict[str, pd.DataFrame]) -> None:
    may = stops["2025"].set_index("period").loc["2025-05"]
    assert may["month"] == pytest.approx(0.9)
    assert may["times"] == pytest.approx(1238 / (58152 / 12))
    assert len(stops["2010"]) == 7


def test_a_fit_to_one_stop_does_not_foretell_the_other(stops: dict[str, pd.DataFrame]) -> None:
    ledger = assumptions.values(replay.REPLAY)
    halt = load("presets", lab="replay").set_index("assumption")["value"].to_dict()
    none = replay.nothing()
    assert replay.miss(stops["2025"], ledger) < 0.2 * replay.miss(stops["2025"], none)
    assert replay.miss(stops["2010"], halt) < 0.6 * replay.miss(stops["2010"], none)
    assert replay.miss(stops["2010"], ledger) > replay.miss(stops["2010"], none)


@pytest.mark.parametrize("event", ["2025", "2010"])
def test_the_ledger_holds_the_best_fit(stops: dict[str, pd.DataFrame], event: str) -> None:
    best = assumptions.values(replay.REPLAY)
    if event == "2010":
        best |= load("presets", lab="replay").set_index("assumption")["value"].to_dict()
    rows = {name: assumptions.get(name) for name in replay.REPLAY}
    for name, row in rows.items():
        for side in (-row.step, row.step):
            near = row.tidy(best[name] + side)
            if row.low <= near <= row.high:
                worse = replay.miss(stops[event], {**best, name: near})
                assert worse >= replay.miss(stops[event], best) - 0.6, (name, near)
