"""One formula, two engines: what a formula is made of works on numbers and on expressions."""

from __future__ import annotations

import importlib
import inspect
import math
import re
import subprocess
import sys
from collections.abc import Callable

import hypothesis.strategies as st
import numpy as np
import pandas as pd
import pytest
import vl_convert
from hypothesis import example, given, settings

import reelab.charts  # (imports Altair the quick way)
from reelab import assumptions, models
from reelab.errors import CourseError
from reelab.models import domain, formula, mine, reserves
from reelab.models.formula import exp, log, maximum, minimum, power, ratio, sentence, where

# isort: split
import altair as alt
from altair.expr.core import Expression, OperatorMixin

for _room in dir(models):
    importlib.import_module(f"reelab.models.{_room}")  # so that CLOSED_FORM is whole

STOP = assumptions.values(models.stop.STOP)
CURVE = assumptions.values(models.deposits.SETTINGS)
X, Y = alt.datum.x, alt.datum.y
ONE_PLACE = {"exp": (exp, math.exp), "log": (log, math.log)}
TWO_PLACES = {
    "power": (power, math.pow), "minimum": (minimum, min), "maximum": (maximum, max),
    "ratio": (ratio, lambda x, y: x / y),
}  # fmt: skip


# Numbers


@given(x=st.floats(0.01, 50), y=st.floats(-20, 20).filter(lambda y: abs(y) > 1e-3))
@settings(deadline=None, derandomize=True)
def test_numbers_arrays_and_columns(x: float, y: float) -> None:
    for ours, pythons in ONE_PLACE.values():
        assert ours(x) == pytest.approx(pythons(x))
        assert ours(np.array([x, 1.0]))[0] == ours(x)
        assert ours(pd.Series([x, 1.0]))[0] == ours(x)
    for ours, pythons in TWO_PLACES.values():
        assert ours(x, y) == pytest.approx(pythons(x, y))
        for listed in (np.array, pd.Series):
            for left, right in (([x, 1], y), (x, [y, 1]), ([x, 1], [y, 1])):
                found = ours(*(listed(a) if isinstance(a, list) else a for a in (left, right)))
                assert np.asarray(found)[0] == pytest.approx(ours(x, y))
    assert where(x > 1, x, y) == (x if x > 1 else y)
    assert where(np.array([True, False]), x, y).tolist() == [x, y]
    assert where(pd.Series([True, False]), pd.Series([x, x]), y).tolist() == [x, y]


def test_a_number_stays_a_number() -> None:
    for found in (power(2, -1), minimum(1, 2), maximum(1, 2), where(True, 1, 2), exp(0), log(1)):
        assert np.ndim(found) == 0
        assert not isinstance(found, np.ndarray)
    assert power(2, -1) == 0.5
    assert where(True, "gains", "loses") == "gains"


@pytest.mark.filterwarnings("error")
def test_ratio_with_nothing_below() -> None:
    assert ratio(1, 0) == math.inf
    assert ratio(-1, 0) == -math.inf
    assert math.isnan(ratio(0, 0))
    assert ratio(1, 4) == 0.25


# Expressions


@pytest.mark.parametrize(
    ("found", "text"),
    [
        (exp(X), "exp(datum.x)"), (log(X), "log(datum.x)"),
        (power(X, 2), "pow(datum.x,2)"), (power(1.1, X), "pow(1.1,datum.x)"),
        (minimum(X, 3), "min(datum.x,3)"), (minimum(3, X), "min(3,datum.x)"),
        (maximum(X, Y), "max(datum.x,datum.y)"), (ratio(X, 2), "(datum.x / 2)"),
        (ratio(2, X), "(2 / datum.x)"),
        (where(X > 0, 1, 2), "if((datum.x > 0),1,2)"), (where(True, X, 2), "if(true,datum.x,2)"),
        (where(X, "a", "b"), "if(datum.x,'a','b')"),
        (sentence("USD ", (X, ".1f"), "."), "(('USD ' + format(datum.x,'.1f')) + '.')"),
        (sentence((X, ".0f"), " of ", (3, ".0f")),
         "((format(datum.x,'.0f') + ' of ') + format(3,'.0f'))"),
        (sentence("It ", where(X > 0, "gains", "loses")),
         "('It ' + if((datum.x > 0),'gains','loses'))"),
    ],
)  # fmt: skip
def test_expressions(found: object, text: str) -> None:
    assert isinstance(found, OperatorMixin)
    assert repr(found) == text


def test_parameters_are_expressions_too() -> None:
    parameter = alt.param(name="price", value=3)
    assert repr(maximum(parameter, 0)) == "max(price,0)"
    assert repr(exp(parameter)) == "exp(price)"


@pytest.mark.parametrize("name", sorted(formula.CLOSED_FORM))
def test_a_closed_form_of_expressions_is_an_expression(name: str) -> None:
    function = formula.CLOSED_FORM[name]
    arguments = list(inspect.signature(function).parameters)
    found = function(*(alt.datum[argument] for argument in arguments))
    assert isinstance(found, Expression)
    missing = [argument for argument in arguments if f"datum.{argument}" not in
               repr(found).replace("datum['", "datum.")]  # fmt: skip
    assert missing == []
    assert not re.search(r"\bnan\b", repr(found))
    assert "np." not in repr(found)


def test_words_of_expressions_are_expressions() -> None:
    now = {name: alt.datum[name] for name in mine.MINE}
    assert isinstance(mine.verdict(**now), Expression)
    assert isinstance(mine.needs(**now), Expression)
    assert isinstance(reserves.edition_title(X), Expression)
    table = pd.DataFrame(
        {"edition": [1, 2], "country": ["A", "B"], "year": [1, 1], "reserves_mt": [1.0, None],
         "output_kt": [2.0, 3.0]}
    )  # fmt: skip
    assert isinstance(reserves.edition_message(table, X), Expression)


def test_the_mark_keeps_the_function() -> None:
    assert formula.CLOSED_FORM["mine.npv"] is mine.npv
    assert formula.CLOSED_FORM["reserves.static_life"] is reserves.static_life
    assert {"mine.annuity", "mine.break_even", "mine.cumulative_cash"} <= set(formula.CLOSED_FORM)


# Words


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [(1234.5, ",.0f", "1,235"), (1233.5, ",.0f", "1,234"), (-2.5, ",.0f", "\u22123"),
     (0.25, ".1f", "0.3"), (2.675, ".2f", "2.67"), (-0.4, ",.0f", "0"), (-0.04, ".1f", "0.0"),
     (1e6, ",.0f", "1,000,000"), (2026, ".0f", "2026"), (np.int64(3), ".1f", "3.0"),
     (np.float32(0.5), ".1f", "0.5"), (math.inf, ".1f", "Infinity"), (math.nan, ".1f", "NaN"),
     (1.5, "+,.1f", "+1.5"), (-1.5, "+,.1f", "\u22121.5")],
)  # fmt: skip
def test_numbers_in_words(value: float, form: str, text: str) -> None:
    assert sentence((value, form)) == text


def test_a_sentence() -> None:
    assert sentence("NPV ", (1234.5, ",.0f"), " million") == "NPV 1,235 million"
    assert sentence("a", "b") == "ab"
    assert sentence("deposits: ", 3) == "deposits: 3"
    assert type(sentence("The mine ", where(True, "gains", "loses"))) is str


def vega(expressions: list[str]) -> list[str]:
    """Let the engine of the browser work out some texts, without a browser."""
    lines = [
        {"data": {"values": [{}]}, "transform": [{"calculate": text, "as": "text"}],
         "mark": "text", "encoding": {"text": {"field": "text", "type": "nominal"}}}
        for text in expressions
    ]  # fmt: skip
    drawn = vl_convert.vegalite_to_svg({"vconcat": lines})
    return re.findall(r"<text[^>]*>([^<]*)</text>", drawn)


@settings(max_examples=10, deadline=None, derandomize=True)
@given(
    st.lists(
        st.tuples(
            st.floats(-1e15, 1e15) | st.integers(-4000, 4000).map(lambda n: n / 8),
            st.sampled_from([".0f", ".1f", ",.0f", ",.1f", ".2f", "+,.0f"]),
        ),
        min_size=30,
        max_size=30,
    )
)
@example([(1234.5, ",.0f"), (-0.4, ".0f"), (0.25, ".1f"), (-0.04, "+,.1f"), (-2.5, ".0f")])
def test_both_engines_write_a_number_alike(pairs: list[tuple[float, str]]) -> None:
    found = vega([f"format({value!r}, '{form}')" for value, form in pairs])
    assert found == [sentence(pair) for pair in pairs]


def test_both_engines_compute_alike() -> None:
    made = [exp, log, lambda x: power(x, -1.5), lambda x: power(1.1, -1 * x), lambda x: 1 / x,
            lambda x: minimum(x, 3), lambda x: maximum(x, 3), lambda x: where(x > 3, x, -x),
            lambda x: ratio(x, x - 3)]  # fmt: skip
    numbers = [0.5, 3.0, 7.25]
    found = vega([repr(f(alt.datum.x)).replace("datum.x", repr(x)) for f in made for x in numbers])
    assert [float(text) for text in found] == pytest.approx([f(x) for f in made for x in numbers])


# What a student may mistype


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ((("1", 2, 3), {}), "ore_rate is '1'; give a number"),
        (((), {"ore_rate": 1, "grade": None, "recovery": 3}), "grade is None"),
        (((1, 2), {}), "It wants: ore_rate, grade, recovery"),
        (((1, 2, 3), {"grad": 4}), "It wants: ore_rate, grade, recovery"),
    ],
)
def test_a_formula_says_what_it_wants(given: tuple, said: str) -> None:
    positional, named = given
    with pytest.raises(CourseError, match=re.escape(said)):
        mine.output(*positional, **named)


@pytest.mark.parametrize(
    ("room", "function", "given", "said"),
    [
        ("mine", "output", (1, -1, 60), "mine.output: grade cannot be -1; give 0 to 100."),
        ("mine", "mining_cost", (0, 60, 40), "divides by zero"),
        ("mine", "annuity", (np.array([3, -3]), 5), "years cannot be -3; give 0 or more."),
        ("mine", "output", ([1, 2], 3, 60), "ore_rate is a list"),
        ("cascade", "least_stages", (1.55, 0.995, 0.99), "purity_a cannot be 0.995; give 50 to"),
        ("separation", "product", (50, 100, 99), "purity_a cannot be 100"),
        ("experience", "fall", (40, 150), "learning_rate cannot be 150; give 0 to 99.9."),
        ("markup", "price_over_cost", (120,), "margin_pct cannot be 120; give 99.9 or less."),
    ],
)
def test_a_formula_refuses_what_cannot_be(
    room: str, function: str, given: tuple, said: str
) -> None:
    with pytest.raises(CourseError, match=re.escape(said)):
        formula.CLOSED_FORM[f"{room}.{function}"](*given)


TABLE = pd.DataFrame({"year": [2020], "group": ["A"], "quota_t": [1.0]})
HELD = pd.DataFrame({"holder": ["A"], "entity": ["B"], "share_pct": [np.nan]})


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda: models.shortage.by_month(871, **STOP), "share_pct cannot be 871"),
        (lambda: models.shortage.by_month(87, **STOP, stop_monts=5),
         "shortage.by_month has no setting 'stop_monts'. Did you mean 'stop_months'?"),
        (lambda: models.shortage.by_month(87), "shortage.by_month needs a value for stop_size"),
        (lambda: models.deposits.curve(TABLE, **CURVE, basket_prise=3),
         "deposits.curve has no setting 'basket_prise'. Did you mean 'basket_price'?"),
        (lambda: models.deposits.curve(TABLE, **{**CURVE, "basket_price": "20"}), "give a number"),
        (lambda: models.deposits.ore_at_price(TABLE, TABLE, **{**CURVE, "discount_rate": -10}),
         "discount_rate cannot be -10"),
        (lambda: models.dependency.premium(12.5, 5, 0), "divides by zero"),
        (lambda: models.dependency.premium(500, 5, 20), "stop_chance cannot be 500"),
        (lambda: models.quotas.yearly(TABLE), "two years or more"),
        (lambda: models.quotas.yearly(pd.concat([TABLE, TABLE.assign(year=2021, quota_t=-1)])),
         "missing or below zero"),
        (lambda: models.ownership.stakes(HELD), "A share_pct is missing"),
        (lambda: models.ownership.integrated(HELD), "what `stakes` returns"),
        (lambda: models.experience.fit([1, 2], [50], 90), "2 years and 1 shares"),
        (lambda: models.experience.fit([1, 2], [50, 60], "97 %"), "ceiling_pct is '97 %'"),
        (lambda: models.start_up.start_up(1.55, 77, 99.5, 99, 5, stays=10.5), "stays is 10.5"),
        (lambda: models.start_up.start_up(1.55, 77, 99.5, 99, np.inf), "a solvent of inf"),
        (lambda: models.magnetocaloric.changes(1, -5, None), "temperature_k cannot be -5"),
        (lambda: models.concentration.hhi([0.5, 0.5]), "give percent, 50 and not 0.5"),
        (lambda: models.criticality.weighted_hhi([75, 25], [5.7]), "2 shares and 1 values"),
        (lambda: models.criticality.weighted_hhi([100, 50], [5, 5]), "add up to 150%"),
        (lambda: models.criticality.weighted_hhi([100], [50]), "scaled cannot be 50"),
        (lambda: models.criticality.supply_risk(5, 5, 100, 200, 1), "recycled_pct cannot be 200"),
        (lambda: models.criticality.supply_risk(5, 5, "100", 1, 1), "reliance_pct is '100'"),
        (lambda: models.geopolrisk.import_risk([1, 2], [0.5]), "2 quantities and 1 risks"),
        (lambda: models.geopolrisk.import_risk([0, 0], [0.5, 1]), "All quantities are zero"),
        (lambda: models.geopolrisk.geopolrisk(2, 0.3), "index cannot be 2; give 0 to 1."),
    ],
)  # fmt: skip
def test_a_model_refuses_what_cannot_be(ask: Callable[[], object], said: str) -> None:
    with pytest.raises(CourseError, match=re.escape(said)):
        ask()


def test_every_slider_stays_within_what_can_be() -> None:
    arguments = {
        argument
        for function in formula.CLOSED_FORM.values()
        for argument in inspect.signature(function).parameters
    }
    elsewhere = {"recycled_pct", "reliance_pct", "substitution_index"}  # of `supply_risk`
    assert set(domain.LIMITS) - arguments == elsewhere
    ledger = reelab.load("assumptions").set_index("id")
    for name in arguments & set(ledger.index):
        for end in ledger.loc[name, ["low", "high"]]:
            domain.check("a formula", name, end)
        if ledger.loc[name, "unit"] == "%" and ledger.loc[name, "high"] <= 100:
            assert domain.LIMITS[name][1] <= 100, name


def test_what_is_missing_and_expressions_pass() -> None:
    for passed in (np.nan, np.array([1, np.nan]), alt.datum.grade, np.array([]), True):
        domain.check("a formula", "grade", passed)


# What a model may not do


def test_models_work_without_altair() -> None:
    rooms = ", ".join(f"reelab.models.{room}" for room in dir(models))
    script = f"""
import sys
import {rooms}
from reelab import assumptions
from reelab.models import formula, mine
assert mine.verdict(**assumptions.values(mine.MINE)).startswith("The mine gains")
assert formula.where(True, 1, 2) == 1
for name in ("altair", "ipywidgets", "anywidget", "vl_convert", "IPython"):
    assert name not in sys.modules, name
print(len(formula.CLOSED_FORM))
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.stderr == ""
    for room in dir(models):
        importlib.import_module(f"reelab.models.{room}")
    assert int(done.stdout) == len(formula.CLOSED_FORM)
