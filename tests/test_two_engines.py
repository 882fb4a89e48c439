"""One formula, two engines: NumPy and Vega give the same numbers and the same words."""

from __future__ import annotations

import importlib
import inspect
import itertools
import pkgutil

import altair as alt
import numpy as np
import pytest
import vl_convert
from playwright.sync_api import Browser, Page

import reelab.charts  # imports Altair the quick way
from reelab import assumptions, models
from reelab.models import chain, content, formula, mine, reserves, trade

pytestmark = pytest.mark.browser

for room in pkgutil.iter_modules(models.__path__):
    importlib.import_module(f"reelab.models.{room.name}")

N = 400
COLUMNS = {
    "owner_pct": (10, 100), "price_aud_m": (1, 500), "margin_pct": (0, 95),
    "other_hhi": (0, 10_000), "hhi": (0, 10_000), "other_share_pct": (0, 100),
    "year": (0, 70), "years": (0, 70), "reserves_t": (0, 5e7), "production_t": (1, 3e5),
    "share_pct": (0, 100), "price_usd_kg": (0, 3000), "whole_mt": (0, 100), "output": (0.1, 100),
    "study_cost": (0, 60), "ore_treated": (0, 10),
    "separation_to_add": (0, 1), "month": (-3, 24), "usd_million": (0, 5000),
    "missing_pct": (0, 100),
    "scaled": (0, 10), "abroad": (1, 500), "risk": (0, 10), "importance": (0, 10),
    "content_kg": (0, 5000), "unit_kg": (0, 5000), "magnet_part": (0, 1), "pieces": (1, 1e9),
    "solvent": (12, 40), "extraction_factor": (0.05, 5), "stage_count": (1, 60),
    "x": (0, 20), "j": (0.5, 7.5), "temperature_k": (150, 400), "debye_k": (100, 250),
    "field": (0, 10), "mass": (0.1, 0.6),
    "kelvin": (0.005, 0.4),
    "first_cost": (1, 200), "growth": (0, 100), "learning_rate": (0, 30), "patent_count":
    (100, 20000), "alive_share": (5, 95), "older_rate": (100, 3000), "span_years": (5, 20),
    "contained_pct": (5, 100), "avoided_months": (0, 24), "index": (0, 1),
    "imported_risk": (0, 1),
}  # fmt: skip
"""Range of the arguments that are columns of data, not assumptions."""


@pytest.fixture(scope="module")
def vega(browser: Browser) -> Page:
    page = browser.new_page()
    page.goto("about:blank")
    engine = vl_convert.javascript_bundle("globalThis.draw = vegaEmbed;")
    page.add_script_tag(content=engine, type="module")
    page.wait_for_function("() => window.draw")
    return page


def evaluate(page: Page, expressions: dict[str, str], rows: list[dict[str, float]]) -> list[dict]:
    """Let Vega compute each expression for each row."""
    steps = [{"type": "formula", "as": name, "expr": text} for name, text in expressions.items()]
    spec = {"data": [{"name": "rows", "values": rows, "transform": steps}]}
    return page.evaluate(
        """async spec => {
            const host = document.body.appendChild(document.createElement("div"));
            const { view, finalize } = await draw(host, spec, {mode: "vega", actions: false});
            const rows = view.data("rows");
            finalize();
            return rows;
        }""",
        spec,
    )


def draws(names: list[str], rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Draw inside the ledger's ranges; the first rows are their corners."""
    drawn = {}
    for name in names:
        row = None if name in COLUMNS else assumptions.get(name)
        low, high = COLUMNS[name] if row is None else (row.low, row.high)
        drawn[name] = rng.uniform(low, high, N)
        drawn[name][:100] = rng.choice([low, high], 100)
    return drawn


@pytest.mark.parametrize("name", sorted(formula.CLOSED_FORM))
def test_kernel_and_browser_agree(vega: Page, name: str) -> None:
    function = formula.CLOSED_FORM[name]
    arguments = list(inspect.signature(function).parameters)
    drawn = draws(arguments, np.random.default_rng(7))
    traced = function(**{name: alt.datum[name] for name in arguments})
    rows = [{name: float(drawn[name][i]) for name in arguments} for i in range(N)]
    found = evaluate(vega, {"answer": repr(traced)}, rows)
    answers = np.array([row["answer"] for row in found], dtype=float)
    wanted = np.asarray(function(**drawn), dtype=float)
    assert np.isfinite(wanted).all()
    np.testing.assert_allclose(answers, wanted, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("words", [mine.verdict, mine.needs])
def test_both_engines_say_the_same(vega: Page, words) -> None:
    drawn = draws(list(mine.MINE), np.random.default_rng(8))
    traced = words(**{name: alt.datum[name] for name in mine.MINE})
    rows = [{name: float(drawn[name][i]) for name in mine.MINE} for i in range(N)]
    found = evaluate(vega, {"answer": repr(traced)}, rows)
    for row, answer in zip(rows, found, strict=True):
        assert answer["answer"] == words(**row)


def test_the_editions_are_described_alike(vega: Page) -> None:
    table = reserves.supply(
        reelab.load("reserves"), reelab.load("production"), reelab.load("countries")
    )
    years = sorted(table["edition"].unique())
    traced = reserves.edition_message(table, alt.datum.edition)
    found = evaluate(vega, {"answer": repr(traced)}, [{"edition": int(y)} for y in years])
    for year, row in zip(years, found, strict=True):
        assert row["answer"] == reserves.edition_message(table, year)
        assert f"edition {year}" in row["answer"]


STAGES, TRADE = reelab.labs.chain.stages(), reelab.labs.chain.flows()
TOLD = [
    (chain.most_title, STAGES, [chain.years(STAGES), chain.SCOPES, chain.SOURCES]),
    (chain.most_message, STAGES, [chain.years(STAGES), chain.SCOPES, chain.SOURCES]),
    (
        trade.import_title,
        TRADE,
        [trade.years(TRADE), trade.importers(TRADE).values(), trade.MEASURES],
    ),
    (
        trade.import_message,
        TRADE,
        [trade.years(TRADE), trade.importers(TRADE).values(), trade.MEASURES],
    ),
]
ASKED = {"most": ("year", "scope", "source"), "import": ("year", "importer", "measure")}


@pytest.mark.parametrize(("tell", "table", "options"), TOLD, ids=[row[0].__name__ for row in TOLD])
def test_every_choice_is_told_alike(vega: Page, tell, table, options) -> None:
    names = ASKED[tell.__name__.split("_")[0]]
    runs = [dict(zip(names, values, strict=True)) for values in itertools.product(*options)]
    traced = tell(table, {name: alt.datum[name] for name in names})
    found = evaluate(vega, {"answer": repr(traced)}, runs)
    for run, row in zip(runs, found, strict=True):
        assert row["answer"] == tell(table, run)


def test_the_content_is_told_alike(vega: Page) -> None:
    table, rng = reelab.labs.chain.contents(), np.random.default_rng(9)
    runs = [
        {
            "product": str(rng.choice(table["key"])), "units": int(rng.integers(1, 1000)),
            "times": int(rng.choice([1, 1000, 1_000_000])),
            "rare_earth_in_magnet": float(rng.integers(54, 66)) / 2,
        }
        for _ in range(N)
    ]  # fmt: skip
    names = {name: alt.datum[name] for name in runs[0]}
    traced = content.content_message(table, 80805, names)
    found = evaluate(vega, {"answer": repr(traced)}, runs)
    for run, row in zip(runs, found, strict=True):
        assert row["answer"] == content.content_message(table, 80805, run)
