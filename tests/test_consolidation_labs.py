"""The labs of notebook 03: their tables, presets and words, in the kernel and in the browser."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd
import pytest
from playwright.sync_api import Page
from test_two_engines import evaluate, vega  # noqa: F401

import reelab
from reelab.labs import abroad, consolidation, purchase
from reelab.models import consolidation as model
from reelab.models import control, deals, guidelines, merge, mine, quotas

PRESETS = consolidation.merger_presets()
ALONE = {"market": "mining", "longrun_elasticity": 1.5, **dict.fromkeys(merge.FIRMS, 0)}
RUNS = [
    {**ALONE, **preset, "market": market}
    for preset in ({}, *PRESETS.values(), {"mp": 2, "lynas": 2, "northern": 1, "xiamen": 1})
    for market in merge.QUOTAS
]


def with_derived(run: dict[str, Any]) -> dict[str, Any]:
    rules = merge.derived(consolidation.sellers())
    return {**run, **{name: rule(run) for name, rule in rules.items()}}


def test_presets_join_whom_the_quotas_join() -> None:
    three, all_south, one = PRESETS.values()
    assert set(three) == {"southern", "chinalco", "minmetals"}
    assert set(all_south) == {*three, "xiamen", "guangdong"}
    assert set(one) == {*all_south, "northern"}


@pytest.mark.parametrize("market", [*merge.QUOTAS, merge.WORLD])
def test_shares_of_a_market_are_one_whole(market: str) -> None:
    rows = consolidation.sellers().query("market == @market")
    assert rows["share_pct"].sum() <= 100 + 1e-9
    assert (rows["share_pct"].sum() == pytest.approx(100)) == (market != merge.WORLD)
    assert rows["end"].is_monotonic_increasing


def test_the_lab_gives_the_index_of_the_facts() -> None:
    check = reelab.load("hhi_check", year=2021, batch="annual")
    steps = {"as allocated": {}, "three merged": PRESETS["December 2021: three groups merge"],
             "two groups": PRESETS["February 2024: all of the south"]}  # fmt: skip
    found = 0
    for row in check[check["market"].isin(merge.QUOTAS)].itertuples():
        run = with_derived({**ALONE, **steps[row.reading], "market": row.market})
        assert run["quota_before"] + run["quota_change"] == pytest.approx(row.hhi, abs=0.5), row
        found += 1
    assert found == 9


@pytest.mark.parametrize("run", RUNS[::3])
def test_the_table_agrees_with_the_long_way(run: dict[str, Any]) -> None:
    table = consolidation.sellers()
    found = merge.outcomes(table, run).set_index("outcome")
    for column, market in (("quota", run["market"]), ("world", merge.WORLD)):
        rows = table[table["market"] == market].set_index("firm")["share_pct"]
        groups = {f: run[f] for f in merge.FIRMS if run[f] and f in rows.index}
        after = model.points_of(model.joined(rows, groups), 100.0)
        assert found.at["Points after", column] == pytest.approx(after)


@pytest.mark.browser
def test_both_engines_tell_the_same_of_a_merger(vega: Page) -> None:  # noqa: F811
    table, rules = consolidation.sellers(), reelab.load("merger_thresholds")
    names: dict[str, Any] = {name: alt.datum[name] for name in with_derived(ALONE)}
    traced = {name: repr(rule(names)) for name, rule in merge.derived(table).items()}
    figures = evaluate(vega, traced, RUNS)
    words = {"title": repr(merge.title(table, names)),
             "details": repr(merge.details(table, rules, names))}  # fmt: skip
    full = [with_derived(run) for run in RUNS]
    told = evaluate(vega, words, [{k: v if isinstance(v, str) else float(v) for k, v in run.items()}
                                  for run in full])  # fmt: skip
    for run, seen, said in zip(full, figures, told, strict=True):
        for name in traced:
            assert seen[name] == pytest.approx(float(run[name])), name
        assert said["title"] == merge.title(table, run)
        assert said["details"] == merge.details(table, rules, run)
        assert any(word in said["details"] for word in (*guidelines.OUTCOMES.values(), "no merger"))


@pytest.mark.browser
def test_both_engines_tell_the_same_of_the_others(vega: Page) -> None:  # noqa: F811
    groups, sums, table = consolidation.quotas(), abroad.sums(), abroad.deals()
    rows = [
        {"market": market, "unit": unit, "edition": edition, "contracts": year,
         "reading": reading, "side": side, "kind": kind, "plan_known": known}
        for market, unit, edition, year, reading, side, kind, known in (
            ("mining", "quota_kt", 2025, 2024, "place", "all", "all", 0.0),
            ("ionic", "share_pct", 2026, 2026, "owner", "others", "equity", 1.4),
            ("separation", "share_pct", 2025, 2026, "buyer", "Chinese", "all", 3.3),
            ("rock", "quota_kt", 2026, 2024, "buyer", "all", "equity", 5.0),
        )
    ]  # fmt: skip
    said = {
        "groups": lambda run: quotas.group_title(groups, run["market"]),
        "held": lambda run: quotas.group_message(groups, run["market"], run["unit"]),
        "share": lambda run: control.share_title(sums, run),
        "assumed": lambda run: control.share_message(sums, run),
        "origins": lambda run: control.origin_message(abroad.readings(), run),
        "deals": lambda run: deals.tally_title(table, run),
        "answer": lambda run: deals.answer_message(abroad.steps(), run["plan_known"]),
    }
    names = {name: alt.datum[name] for name in rows[0]}
    found = evaluate(vega, {key: repr(say(names)) for key, say in said.items()}, rows)
    for run, row in zip(rows, found, strict=True):
        for key, say in said.items():
            assert row[key] == say(run), key


def test_the_plan_of_ngualla_is_that_of_notebook_01() -> None:
    panel = purchase.ngualla()
    table = panel.lab.table(panel.settings).set_index("outcome")["value"]
    plan = purchase.plan()
    assert table["Worth by the model (USD million)"] == pytest.approx(mine.npv(**plan))
    assert table["Part of it offered (%)"] == pytest.approx(27.4, abs=0.05)
    assert set(purchase.offers().values()) == {158, 195, 240}
    assert purchase.owner_share() == 84


def test_marks_of_one_row_do_not_hide_each_other() -> None:
    from reelab.charts.deals import shopping

    spec = shopping(abroad.deals(), "all", "all").to_dict()
    rows = next(rows for rows in spec["datasets"].values() if "lane" in rows[0])
    places = pd.DataFrame(rows)
    for _, row in places.groupby("row"):
        spots = list(zip(row["start"], row["lane"], strict=True))
        for i, (day, lane) in enumerate(spots):
            for other, its_lane in spots[:i]:
                assert abs(day - other) > 0.3 or lane != its_lane


def test_the_shopping_list_counts_failures() -> None:
    panel = abroad.shopping(side="Chinese")
    shown = panel.lab.table(panel.settings)
    assert len(shown) == 18
    assert {"blocked", "undone", "withdrawn", "done"} <= set(shown["status"])
