"""Pictures are read as they are meant: what a color, a mark and a word stand for, and where."""

from __future__ import annotations

import colorsys
import html
import json
import re
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
import vl_convert

from reelab import assumptions, charts, labs, load, models
from reelab.charts import theme
from reelab.errors import CourseError


def drawn(shown: Any, **parameters: Any) -> str:
    """Draw a lab or a chart with other values of its parameters, as the page does."""
    spec = shown.chart.spec if hasattr(shown, "lab") else shown.to_dict()
    known = {one["name"] for one in spec.get("params", [])}
    assert known >= set(parameters)
    moved = [
        {"name": one["name"], "value": parameters[one["name"]]}
        if one["name"] in parameters
        else one
        for one in spec.get("params", [])
    ]
    return vl_convert.vegalite_to_svg({**spec, "params": moved})


def spoken(svg: str) -> list[str]:
    return [html.unescape(text) for text in re.findall(r'aria-label="([^"]*)"', svg)]


def texts(svg: str) -> list[str]:
    return [html.unescape(text) for text in re.findall(r"<text[^>]*>([^<]*)</text>", svg)]


def places(svg: str, word: str) -> list[tuple[str, float, float]]:
    """Return on which side of its anchor a word stands, and where the anchor is."""
    pattern = rf'text-anchor="(\w+)" transform="translate\(([-\d.]+),([-\d.]+)\)[^>]*>{word}<'
    return [(side, float(x), float(y)) for side, x, y in re.findall(pattern, svg)]


def outline(svg: str) -> dict[str, float]:
    """Return how far a picture reaches from the corner of its frame."""
    size = re.search(r'width="([\d.]+)" height="([\d.]+)"', svg)
    corner = re.search(r"translate\(([-\d.]+),([-\d.]+)\)", svg)
    assert size
    assert corner
    (width, height), (left, top) = map(float, size.groups()), map(float, corner.groups())
    return {"top": top, "bottom": height - top, "left": left, "right": width - left}


# Colors


def test_what_nobody_knows_is_pale_in_the_bar_of_the_world() -> None:
    told = spoken(drawn(labs.abroad.control(), reading="buyer"))
    parts = {
        (reading, part): float(share)
        for label in told
        for share, reading, part in re.findall(r"2024 \(%\): (\S+); short: (\w+); part: ([^;]+);",
                                               label)
    }  # fmt: skip
    sums = labs.abroad.sums().query("edition == 2025 and contracts == 2024").set_index("reading")
    for reading, word in models.control.WORDS.items():
        rest = 100 - sums.at[reading, "share_pct"]
        pale = parts[word, "not Chinese, assumed"]
        assert pale + parts[word, "not Chinese"] == pytest.approx(rest)
        assert pale == pytest.approx(sums.at[reading, "assumed_rest_pct"])
    assert parts["buyer", "not Chinese"] == pytest.approx(0)
    assert parts["place", "not Chinese, assumed"] == 0


def test_groups_of_one_hue_are_those_that_became_one() -> None:
    rows = load("quota_groups", year=2021, batch="annual").drop_duplicates("group")
    for row in rows.itertuples():
        color = charts.quotas.GROUPS[row.group]
        red, green, blue = (int(color[i : i + 2], 16) / 255 for i in (1, 3, 5))
        hue, _, saturation = colorsys.rgb_to_hls(red, green, blue)
        orange = saturation > 0.5 and 0.04 < hue < 0.1
        assert orange == (row.group_2024 == "China Rare Earth Group"), row.group


def test_a_legend_lists_what_is_drawn() -> None:
    supply = models.reserves.supply(
        load("reserves", edition=2026), load("production", edition=2026), load("countries")
    )
    assert "India" not in texts(drawn(charts.reserves.life(supply, 2026)))
    assert "India" in texts(drawn(labs.reserves.by_edition()))


# Words and marks


def test_a_year_without_figures_says_so_and_a_pinned_share_is_that_of_one_group() -> None:
    panel = labs.consolidation.groups()
    assert "no figures" not in drawn(panel)
    pinned = {"unit": "share_pct", "market_pinned": "mining", "pinned": True}
    svg = drawn(panel, market="separation", **pinned)
    assert svg.count("no figures") == 1
    lines = [label for label in spoken(svg) if re.fullmatch(r"year: \d+; top: [\d.]+", label)]
    rows = labs.consolidation.quotas()
    part = rows.query("market == 'mining' and group == 'China Northern Rare Earth'")
    assert len(lines) == len(part) == 7
    for label, share in zip(lines, part["share_pct"], strict=True):
        assert float(label.split()[-1]) == pytest.approx(share)


@pytest.mark.parametrize(("known", "side"), [(0.5, "end"), (3.4, "start")])
def test_no_date_lies_on_the_line_of_the_plan(known: float, side: str) -> None:
    found = places(drawn(labs.abroad.reaction(), plan_known=known), "2021-12-23")
    assert [anchor for anchor, _, _ in found] == [side, side]  # the word and its halo


def test_the_growth_in_the_title_is_that_of_the_inventions() -> None:
    panel = labs.industry.patents()
    for kinds, title in ((0, "5,800 inventions take growth of 14% a year"),
                         (55, "2,610 inventions take growth of 5% a year")):  # fmt: skip
        assert title in texts(drawn(panel, other_kinds=kinds))


def test_months_before_a_stop_are_hollow_and_not_missed() -> None:
    svg = drawn(labs.dependency.replay())
    table = labs.dependency.events()["world"]
    counted = models.replay.counted(table)
    assert list(table.loc[~counted, "period"]) == ["2025-01", "2025-02", "2025-03"]
    circles = re.findall(r'<path aria-label="period: (\S+); times[^>]* fill="([^"]+)"', svg)
    assert [fill == "white" for _, fill in circles] == list(~counted)
    bars = re.findall(r'<line aria-label="period: (\S+); times', svg)
    assert bars == list(table.loc[counted, "period"])


def test_the_band_of_a_stock_says_in_how_many_runs_it_is_gone() -> None:
    panel = labs.dependency.stop()
    band = panel.lab.push(panel.settings)["band"]  # type: ignore[misc]
    spec = json.dumps(panel.chart.spec).replace(
        '{"name": "band"}', json.dumps({"values": band})
    )  # fmt: skip
    found = texts(vl_convert.vegalite_to_svg(json.loads(spec)))
    for row in band:
        assert f"{int(row['chance'] + 0.5)}%" in found
        assert row["high"] <= panel.settings["stop_months"]  # so a line may end with the stop


def test_a_label_at_every_second_power_of_ten() -> None:
    svg = drawn(labs.chain.content())
    axis = svg[: svg.index(">Rare earths in one (kg)<")]
    powers = [word for word in texts(axis) if re.fullmatch(r"[\d.,]+", word)]
    assert powers == ["0.0001", "0.01", "1", "100"]


def test_a_hot_magnet_is_drawn_to_the_edge_of_the_frame() -> None:
    panel = labs.industry.hot_magnet()
    steps = re.search(r'"sequence": {[^}]*"stop": (\d+)', json.dumps(panel.chart.spec))
    edge = re.search(r'"domain": \[20, (\d+)\]', json.dumps(panel.chart.spec))
    assert steps
    assert edge
    assert int(steps[1]) > int(edge[1])  # a sequence ends before its stop
    ((_, x, y),) = places(drawn(panel), "AH")
    assert x + 10 < theme.WIDTH
    assert y < 0  # above the frame, where no line runs


@pytest.mark.parametrize(
    ("make", "moved"),
    [(labs.industry.ladder, {"ladder": "export"}),
     (labs.industry.catch_up, {"newcomer_learning": 0.0}),
     (labs.industry.catch_up, {"newcomer_growth": 0.0, "cost_gap": 200.0}),
     (labs.purchase.ngualla, {"basket_price": 100.0}),
     (labs.chain.explorer, {"year": 2030}),
     (labs.chain.content, {"product": "wind_turbine_direct_drive"})],
)  # fmt: skip
def test_no_setting_pushes_a_word_off_the_page(
    make: Callable[[], Any], moved: dict[str, Any]
) -> None:
    panel = make()
    first, other = outline(drawn(panel)), outline(drawn(panel, **moved))
    padding = theme._theme()["config"]["padding"]
    for side, before in first.items():
        # Less than the room there is, since letters are wider elsewhere.
        assert other[side] - before <= 0.75 * padding[side], side


# What cannot be drawn


@pytest.fixture(scope="module")
def chain() -> pd.DataFrame:
    rest = models.dependency.outside(labs.dependency.chain(), "China", labs.dependency.world_use())
    yields = {stage: assumptions.get(name).default
              for stage, name in models.dependency.YIELDS.items()}  # fmt: skip
    return models.dependency.throughput(rest, yields)


def test_a_chain_is_drawn_without_whom_it_was_computed(chain: pd.DataFrame) -> None:
    svg = drawn(charts.dependency.outside(chain, "China", 2024))
    assert "Magnet rare earths, kt a year" in texts(svg)
    assert "17.5 of 29.3 kt" in texts(svg)
    with pytest.raises(CourseError, match="missing: reach_t, binds"):  # before its losses
        charts.dependency.outside(chain.drop(columns=["reach_t", "binds"]), "China", 2024)
    for country, year, words in (("Chna", 2024, "Write 'China'"), ("China", 1990, "of 2024")):
        with pytest.raises(CourseError, match=words):
            charts.dependency.outside(chain, country, year)


def test_what_a_table_of_reserves_does_not_hold_is_said() -> None:
    editions = [2023, 2026]
    countries = load("countries")
    reserves, output = (load(name, edition=editions) for name in ("reserves", "production"))
    supply = models.reserves.supply(reserves, output, countries)
    for edition in (2025, "2026", -1):
        with pytest.raises(CourseError, match="There is: 2023, 2026"):
            charts.reserves.life(supply, edition)  # type: ignore[arg-type]
    table = models.reserves.revisions(load("reserves"), load("other_estimates"), countries)
    for asked, words in (
        ({"Rusia": ()}, "Did you mean 'Russia'"),
        (["Russia"], "Name each country"),
        ({}, "Name each country"),
        ({"Russia": ("state balance",)}, "There is no estimate 'state balance' of Russia"),
    ):
        with pytest.raises(CourseError, match=words):
            charts.reserves.revisions(table, asked)  # type: ignore[arg-type]
    for draw, asked in ((charts.reserves.life, 2026), (charts.reserves.revisions, {"Russia": ()})):
        with pytest.raises(CourseError, match="is no table"):
            draw("supply", asked)  # type: ignore[operator]
    basis = "state balance A+B+C1+C2"
    one = charts.reserves.revisions(table, {"Russia": basis})
    assert one.to_dict() == charts.reserves.revisions(table, {"Russia": (basis,)}).to_dict()
