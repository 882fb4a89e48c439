"""What notebook 01 computes: revisions, baskets, the cost curve, and the same in the pictures."""

from __future__ import annotations

import html
import random
import re
from collections.abc import Callable
from functools import partial

import numpy as np
import pandas as pd
import pytest
import vl_convert

from reelab import assumptions, labs, load
from reelab.charts import deposits as deposit_chart
from reelab.charts import mine as mine_chart
from reelab.charts import reserves as reserve_chart
from reelab.models import baskets, deposits, mine, reserves


@pytest.fixture(scope="module")
def plans() -> pd.DataFrame:
    return labs.deposits.costs()


@pytest.fixture
def settings() -> dict[str, float]:
    return assumptions.values(deposits.SETTINGS)


@pytest.fixture(scope="module")
def revised() -> pd.DataFrame:
    return reserves.revisions(load("reserves"), load("other_estimates"), load("countries"))


def svg_of(chart: object, **parameters: object) -> str:
    spec = chart.to_dict()  # type: ignore[attr-defined]
    for parameter in spec["params"] if parameters else ():
        parameter["value"] = parameters.get(parameter["name"], parameter.get("value"))
    return vl_convert.vegalite_to_svg(spec)


def texts(chart: object) -> str:
    svg = svg_of(chart)
    return "\n".join(html.unescape(t) for t in re.findall(r"<text[^>]*>([^<]*)</text>", svg))


# Revisions and shares


def test_revisions_carry_the_steps_of_the_issue(revised: pd.DataFrame) -> None:
    usgs = revised[revised["basis"] == "USGS"].set_index(["country", "year"])["mt"]
    assert [usgs["Russia", year] for year in (2023, 2024, 2025, 2026)] == [21, 10, 3.8, 3.8]
    assert (usgs["Vietnam", 2024], usgs["Vietnam", 2025]) == (22, 3.5)
    assert usgs["India", 2025] == 6.9
    assert np.isnan(usgs["India", 2026])
    assert (usgs["Brazil", 2025], usgs["Brazil", 2026]) == (21, 11)


def test_a_run_ends_where_an_edition_is_missing(revised: pd.DataFrame) -> None:
    russia = revised.query("country == 'Russia' and basis == 'USGS'").set_index("year")["run"]
    assert 2021 not in russia.index
    assert russia[2020] != russia[2022]
    assert russia[2022] == russia[2023]


def test_part_of() -> None:
    assert reserves.part_of(76, 28.5) == pytest.approx(21.66)
    message = reserves.part_message(76, {"USGS reserve": 3.8, "state balance": 28.5})
    assert "2.9 of the 3.8 million t of the USGS reserve" in message


def test_life_message_names_those_without_output() -> None:
    supply = reserves.supply(
        load("reserves", edition=2026), load("production", edition=2026), load("countries")
    )
    message = reserves.life_message(supply)
    assert message.startswith("Years: United States 37, China 163")
    assert message.endswith("Canada, Greenland, South Africa, Tanzania.")


# Baskets


@pytest.mark.parametrize(
    ("normalize", "column"), [(False, "basket_usd_kg"), (True, "basket_normalized_usd_kg")]
)
def test_baskets_agree_with_those_computed_apart(normalize: bool, column: str) -> None:
    found = labs.deposits.baskets(normalize).groupby(["deposit", "year"])["usd_kg"].sum()
    known = load("basket_check").set_index(["deposit", "year"])[column]
    assert len(found) == len(known)
    assert (found - known).abs().max() < 0.0051


def test_values_add_up_to_100() -> None:
    whole = labs.deposits.baskets().groupby(["deposit", "year"])["value_pct"].sum()
    assert np.allclose(whole, 100)


def test_the_balance_problem() -> None:
    balance = baskets.balance(labs.deposits.baskets()).set_index(["deposit", "year"])
    bayan = balance.loc[("Bayan Obo", 2025)]
    assert bayan["mass_pct"] == pytest.approx(73)
    assert bayan["value_pct"] == pytest.approx(5.2, abs=0.05)


# The cost curve


def test_price_needed_is_the_break_even_of_the_same_mine() -> None:
    values = assumptions.values(mine.MINE)
    for name in ("basket_price", "capex_multiplier"):
        values.pop(name)
    values["opex_multiplier"] = 1.3
    ore, grade, recovery = values["ore_rate"], values["grade"], values["recovery"]
    found = deposits.price_needed(
        output=mine.output(ore, grade, recovery), study_cost=0, ore_treated=ore,
        separation_to_add=1,
        **{k: v for k, v in values.items() if k not in ("ore_rate", "grade", "recovery")},
    )  # fmt: skip
    assert found == pytest.approx(mine.break_even(**values, capex_multiplier=1))


def test_curve_rises_and_adds_up(plans: pd.DataFrame, settings: dict[str, float]) -> None:
    curve = deposits.curve(plans, **settings)
    assert curve["needed"].is_monotonic_increasing
    assert curve["output_up_to"].iloc[-1] == pytest.approx(plans["output"].sum())
    assert (curve["needed_low"] <= curve["needed"]).all()
    assert (curve["needed"] <= curve["needed_high"]).all()
    assert curve["pays"].sum() == 4


def dearer(plans: pd.DataFrame, settings: dict[str, float]) -> pd.Series:
    """How much more each deposit needs where running costs are doubled."""
    here = deposits.curve(plans, **settings).set_index("deposit")["needed"]
    dear = {**settings, "opex_multiplier": 2}
    there = deposits.curve(plans, **dear).set_index("deposit")["needed"]
    return there.reindex(here.index) - here


def test_the_multiplier_acts_north_of_the_circle_only(
    plans: pd.DataFrame, settings: dict[str, float]
) -> None:
    more = dearer(plans, settings)
    assert list(more.index[more > 0]) == ["Tomtor"]


def test_the_multiplier_acts_on_added_costs_only(
    plans: pd.DataFrame, settings: dict[str, float]
) -> None:
    more = dearer(plans.assign(north=True), settings)
    rows = plans.set_index("deposit").reindex(more.index)
    ore = settings["ore_cost"] * rows["ore_treated"] / rows["output"]
    added = ore + settings["separation_cost"] * rows["separation_to_add"]
    assert list(more) == pytest.approx(list(added))
    assert more["Halleck Creek"] == 0  # its study gives all running costs
    assert "capex_multiplier" not in deposits.SETTINGS  # a plan's capital is for its site


@pytest.mark.parametrize(("price", "pays"), [(10, 0), (20, 1.7)])
def test_ore_at_price(
    plans: pd.DataFrame, settings: dict[str, float], price: float, pays: float
) -> None:
    settings["basket_price"] = price
    found = deposits.ore_at_price(plans, labs.deposits.ore(), **settings).set_index("country")
    assert found.loc["Russia", "pays"] == pytest.approx(pays)
    assert found.loc["Russia"].sum() == pytest.approx(28.5)
    assert list(found.loc["India"]) == [0, 0, pytest.approx(8.52)]


def test_a_price_equal_to_the_need_pays(plans: pd.DataFrame, settings: dict[str, float]) -> None:
    needed = deposits.curve(plans, **settings).set_index("deposit").loc["Tomtor", "needed"]
    settings["basket_price"] = needed
    assert deposits.curve(plans, **settings).set_index("deposit").loc["Tomtor", "pays"]


# The pictures say what the models say


def test_cost_curve_in_vega(plans: pd.DataFrame, settings: dict[str, float]) -> None:
    settings |= {"opex_multiplier": 1.45, "basket_price": 24.5}
    ore = labs.deposits.ore()
    drawn = texts(deposit_chart.cost_curve(plans, ore, settings))
    assert deposits.curve_message(plans, settings) in drawn
    for country in ("Russia", "India"):
        assert deposits.ore_words(plans, ore, country, settings) in drawn


def test_no_slider_and_no_pinned_run_changes_the_height(plans: pd.DataFrame) -> None:
    # The page does not make room: what a chart grows by is cut off at its foot.
    def heights(names: tuple[str, ...], draw: Callable[[dict[str, float]], object]) -> set[str]:
        corner, found, chart = random.Random(5), set(), draw(assumptions.values(names))
        for pinned in (False, True) * 6:
            ends = {n: corner.choice(("low", "default", "high")) for n in names}
            run = {name: getattr(assumptions.get(name), end) for name, end in ends.items()}
            run |= {f"{name}_pinned": value for name, value in run.items()}
            size = re.search(r'height="([\d.]+)"', svg_of(chart, **run, pinned=pinned))
            assert size
            found.add(size[1])
        return found

    ore = labs.deposits.ore()
    assert len(heights(mine.MINE, mine_chart.economics)) == 1
    curve = partial(deposit_chart.cost_curve, plans, ore)
    assert len(heights(deposits.SETTINGS, curve)) == 1


def test_the_doubt_is_drawn_in_the_middle_of_its_bar(
    plans: pd.DataFrame, settings: dict[str, float]
) -> None:
    drawn = svg_of(deposit_chart.cost_curve(plans, labs.deposits.ore(), settings))
    rows = deposits.curve(plans, **settings)
    room = plans["output"].sum() * 1.25 / 500  # kt a pixel
    for name, end, output in zip(
        rows["deposit"], rows["output_up_to"], rows["output"], strict=True
    ):
        places = re.findall(rf"translate\(([\d.]+),[\d.]+\)[^>]*>{name}<", drawn)
        assert len(places) == 2  # the name and its halo
        for place in places:
            assert float(place) == pytest.approx((end - output / 2) / room, abs=6)


def test_the_legend_says_whose_allies() -> None:
    panel = labs.reserves.by_edition()
    drawn = texts(panel.lab.chart(panel.settings))
    assert "US and allies" in drawn.splitlines()
    assert "allies" not in drawn.splitlines()


def test_basket_in_vega() -> None:
    table = labs.deposits.baskets()
    key = baskets.key("Longnan ionic clay")
    drawn = texts(deposit_chart.basket(table, key, 2022))
    assert baskets.price_message(table, key, 2022) in drawn
    assert baskets.balance_message(table, key, 2022) in drawn
    rows = table.query("deposit == 'Longnan ionic clay' and year == 2022")
    for value in rows["usd_kg"].nlargest(5):
        assert any(abs(float(t) - value) < 0.01 for t in re.findall(r"^[\d.]+$", drawn, re.M))


def test_arctic_share_in_vega() -> None:
    wholes = {"USGS reserve": 3.8, "state balance": 28.5}
    drawn = texts(reserve_chart.part_of(wholes, {"state balance": 11.0}, 60))
    assert reserves.part_title(60, wholes) in drawn
    assert "17.1 of 28.5" in drawn


def test_revisions_show_every_panel(revised: pd.DataFrame) -> None:
    chart = reserve_chart.revisions(revised, {"India": (), "Russia": ("state balance A+B+C1+C2",)})
    drawn = texts(chart)
    assert "NA" in drawn
    assert "3.8" in drawn
    assert "India: 2011 3.1, 2017 6.9, 2026 NA" in chart.to_dict()["description"]


def test_scenario_codes_of_the_labs() -> None:
    for lab in (labs.reserves.arctic, labs.deposits.basket, labs.deposits.cost_curve):
        panel = lab()
        panel.code_box.value = panel.code
        panel.use_code.click()
        assert "loaded" in panel._status.value
