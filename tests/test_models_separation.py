"""Separation: published and worked cases, identities, and the count done stage by stage."""

from __future__ import annotations

import hypothesis.strategies as st
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings

import reelab
from reelab import assumptions
from reelab.errors import CourseError
from reelab.models import cascade, separation, start_up

CHECK = reelab.load("sx_check", basis="computed").dropna(subset=["feed_a", "purity_a"])
NAMES = ("factor", "feed_a", "purity_a", "purity_b")
quick = settings(max_examples=80, deadline=None, derandomize=True)


def computed(row: pd.Series) -> float:
    factor, feed, a, b = (row[name] for name in NAMES)
    case = (factor, 100 * feed, 100 * a, 100 * b)
    least = separation.least_solvent(*case)
    solvent = row["solvent"]
    return {
        "all stages, short cut": lambda: short(case),
        "all stages, stepped": lambda: len(cascade.stepped(*case, solvent)),
        "best solvent": lambda: separation.best_solvent(*case),
        "extraction stages, short cut": lambda: cascade.extraction_stages(*case, solvent),
        "scrub stages, short cut": lambda: cascade.scrub_stages(*case, solvent),
        "least solvent, exact": lambda: least,
        "least solvent, pure products": lambda: separation.least_solvent_pure(*case[:2]),
        "least stages": lambda: cascade.least_stages(case[0], *case[2:]),
        "organic product": lambda: separation.product(*case[1:]),
        "purification of A": lambda: separation.odds(case[2]) / separation.odds(case[1]),
        "purification of B": lambda: separation.odds(case[3]) * separation.odds(case[1]),
        "yield of A": lambda: separation.product(*case[1:]) * a / feed,
    }[row["quantity"]]()


def short(case: tuple[float, ...]) -> float:
    solvent = separation.best_solvent(*case)
    return cascade.extraction_stages(*case, solvent) + cascade.scrub_stages(*case, solvent)


@pytest.mark.parametrize("row", [row for _, row in CHECK.iterrows()])
def test_worked_cases(row: pd.Series) -> None:
    assert computed(row) == pytest.approx(row["expected"], rel=row["tolerance_pct"] / 100)


@pytest.mark.parametrize("row", [
    row for _, row in reelab.load("sx_check", case="four stages without scrub").iterrows()
])  # fmt: skip
def test_kremser(row: pd.Series) -> None:
    found = separation.kremser(row["extraction_factor"], row["stages"])
    assert found == pytest.approx(row["expected"], rel=row["tolerance_pct"] / 100)


@pytest.mark.parametrize(("factor", "low", "high"), [(2.5, 16, 19), (3.0, 13, 15)])
@pytest.mark.parametrize("lanthanum", [40, 50, 60])
@pytest.mark.parametrize("excess", [1.2, 1.5])
def test_the_published_plant_of_1979(
    factor: float, low: int, high: int, lanthanum: float, excess: float
) -> None:
    """Lanthanum, the element that stays in the water: 99.96% pure, 90% of it recovered."""
    kept = 0.9 * lanthanum / 99.96
    purity_a = 100 * (1 - lanthanum / 100 - kept * (1 - 0.9996)) / (1 - kept)
    feed = 100 - lanthanum
    solvent = excess * separation.least_solvent_pure(factor, feed)
    count = len(cascade.stepped(factor, feed, purity_a, 99.96, solvent))
    assert low <= count <= high
    built = reelab.load("sx_check", quantity="all stages, built")["expected"].item()
    assert count <= built


def steps(name: str) -> st.SearchStrategy[float]:
    row = assumptions.get(name)
    last = round((row.high - row.low) / row.step)
    return st.integers(0, last).map(lambda k: row.tidy(row.low + k * row.step))


CASES = st.tuples(*(steps(name) for name in separation.SEPARATION))


@given(CASES)
@quick
def test_the_closed_form_counts_like_the_stepping(case: tuple[float, ...]) -> None:
    *which, excess = case
    solvent = excess * separation.least_solvent(*which)
    rows = cascade.stepped(*which, solvent)
    exact = cascade.stages(*case)
    assert abs(len(rows) - exact) < 1  # the stage of the feed is whole, too
    assert cascade.least_stages(which[0], *which[2:]) <= exact
    assert (rows["x"].diff().dropna() < 0).all()


@given(CASES)
@quick
def test_what_comes_in_goes_out(case: tuple[float, ...]) -> None:
    factor, feed, a, b, excess = case
    organic = separation.product(feed, a, b)
    assert organic * a + (1 - organic) * (100 - b) == pytest.approx(feed)
    # The same by the two purifications, as the handbooks write it.
    one, two = (
        separation.odds(a) / separation.odds(feed),
        separation.odds(b) * separation.odds(feed),
    )
    recovered = one * (two - 1) / (one * two - 1)
    assert organic == pytest.approx(feed / a * recovered)
    flows = separation.flows_of(feed, a, b, excess * separation.least_solvent(factor, feed, a, b))
    assert flows.scrub > 0


@given(CASES)
@quick
def test_without_limit_on_solvent_the_least_stages_are_left(case: tuple[float, ...]) -> None:
    *which, _ = case
    many = cascade.stages(*which, 1e5)
    assert many == pytest.approx(cascade.least_stages(which[0], *which[2:]), rel=1e-3)


@given(CASES)
@quick
def test_more_solvent_or_a_larger_factor_saves_stages(case: tuple[float, ...]) -> None:
    factor, feed, a, b, excess = case
    here = cascade.stages(*case)
    assert cascade.stages(factor, feed, a, b, excess * 1.1) < here
    assert cascade.stages(factor * 1.05, feed, a, b, excess) < here
    assert cascade.stages(factor, feed, a, 100 - (100 - b) / 2, excess) > here


@given(CASES)
@quick
def test_at_the_least_solvent_the_stages_have_no_end(case: tuple[float, ...]) -> None:
    *which, _ = case
    assert cascade.stages(*which, 1 + 1e-9) > 1.5 * cascade.stages(*which, 1.5)
    with pytest.raises(CourseError, match="no number of stages"):
        cascade.stepped(*which, separation.least_solvent(*which))


@given(CASES)
@quick
def test_a_stage_held_longer_holds_more(case: tuple[float, ...]) -> None:
    run = cascade.in_steps(dict(zip(separation.SEPARATION, case, strict=True)))
    hour = cascade.held({**run, "stage_minutes": 60})
    assert cascade.held({**run, "stage_minutes": 30}) == pytest.approx(hour / 2)
    # Each stage holds at least what the solvent carries.
    factor, feed, a, b, excess = case
    least = separation.least_solvent(factor, feed, a, b)
    assert hour > cascade.stages(*case) * excess * least


def reaches(case: tuple[float, ...], solvent: float) -> bool:
    """Whether the line of operation stays clear of equilibrium from end to end."""
    factor, feed, a, b = case[0], *(percent / 100 for percent in case[1:])
    flows = separation.flows_of(*case[1:], solvent)
    x = np.linspace(1 - b, a, 20_001)
    above = (flows.scrub * x + flows.product * a) / solvent
    below = ((flows.scrub + 1) * x - (1 - flows.product) * (1 - b)) / solvent
    return bool((np.where(x > feed, above, below) < separation.taken_up(x, factor)).all())


def test_the_least_solvent_by_bisection() -> None:
    case, low, high = (1.55, 75.0, 99.5, 99.0), 1.0, 10.0
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (low, middle) if reaches(case, middle) else (middle, high)
    assert high == pytest.approx(2.5211, rel=1e-3)
    assert separation.least_solvent(*case) == pytest.approx(high, rel=1e-3)


@given(CASES)
@quick
def test_the_ratios_of_the_handbooks(case: tuple[float, ...]) -> None:
    factor, feed, a, b, _ = case
    least = separation.least_solvent_pure(factor, feed)
    assert least - feed / 100 == pytest.approx(1 / (factor - 1))  # the least scrub
    solvent = separation.best_solvent(factor, feed, a, b)
    flows, root = separation.flows_of(feed, a, b, solvent), factor**0.5
    if 1 - flows.product > root / (1 + root):
        assert solvent / (flows.scrub + 1) == pytest.approx(1 / root)
    else:
        assert solvent / flows.scrub == pytest.approx(root)
    assert solvent > separation.least_solvent(factor, feed, a, b)


def test_kremser_has_no_gap_at_one() -> None:
    assert separation.kremser(1, 4) == pytest.approx(0.8)
    assert separation.kremser(1 + 1e-6, 4) == pytest.approx(0.8, rel=1e-5)


def test_a_cascade_starts_impure_and_ends_as_designed() -> None:
    case = (3.0, 60, 99, 95)
    solvent = separation.best_solvent(*case)
    course = start_up.start_up(*case, solvent, stays=3000)
    assert course["purity_a"].iloc[0] < 85
    end = course.iloc[-1]
    assert end["purity_a"] >= 98.9
    assert end["purity_b"] >= 94.5
    # At rest, as much of A leaves as comes in.
    out = separation.product(*case[1:])
    balance = out * end["purity_a"] + (1 - out) * (100 - end["purity_b"])
    assert balance == pytest.approx(60, rel=1e-3)
    first = start_up.ready(course, 95)
    assert 0 < first < start_up.ready(course, 98)
    assert np.isnan(start_up.ready(course, 100))


def test_a_hard_separation_takes_longer_to_start() -> None:
    easy, hard = ((factor, 75, 99.5, 99) for factor in (3, 1.55))
    waits = [
        start_up.ready(start_up.start_up(*case, separation.best_solvent(*case)), 99)
        for case in (easy, hard)
    ]
    assert waits[0] * 3 < waits[1]
