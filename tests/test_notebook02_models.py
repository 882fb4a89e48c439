"""What the pictures of notebook 02 say is what its models say."""

from __future__ import annotations

import html
import random
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import vl_convert

from reelab import assumptions, labs
from reelab.charts import dependency as chart
from reelab.labs.panel import Panel
from reelab.labs.spec import Choice
from reelab.models import dependency, replay, shortage, stop

LABS = list(labs.dependency.LABS.values())
Make = Callable[..., Panel]


def svg_of(panel: Panel, **parameters: Any) -> str:
    spec = panel.chart.spec
    moved = [
        {**one, "value": parameters[one["name"]]} if one["name"] in parameters else one
        for one in spec["params"]
    ]
    return vl_convert.vegalite_to_svg({**spec, "params": moved})


def texts(svg: str) -> str:
    return "\n".join(html.unescape(t) for t in re.findall(r"<text[^>]*>([^<]*)</text>", svg))


def corner(panel: Panel, choose: random.Random) -> dict[str, Any]:
    settings = {}
    for control in panel.lab.controls:
        if isinstance(control, Choice):
            settings[control.id] = choose.choice(list(control.options.values()))
        else:
            row = assumptions.get(control)
            settings[control] = choose.choice([row.low, row.default, row.high])
    return settings


@pytest.mark.parametrize("make", LABS, ids=lambda make: make.__name__)
def test_no_setting_and_no_pinned_run_changes_the_height(make: Make) -> None:
    # The page does not make room: what a chart grows by is cut off at its foot.
    choose, panel, found = random.Random(5), make(), set()
    for pinned in (False, True) * 4:
        size = re.search(r'height="([\d.]+)"', svg_of(panel, **corner(panel, choose),
                                                      pinned=pinned))  # fmt: skip
        assert size
        found.add(size[1])
    assert len(found) == 1


@pytest.mark.parametrize("make", LABS, ids=lambda make: make.__name__)
def test_a_moved_picture_is_the_one_drawn_anew(make: Make) -> None:
    choose, panel = random.Random(7), make()
    for _ in range(3):
        settings = corner(panel, choose)
        assert texts(svg_of(panel, **settings)) == texts(svg_of(make(**settings)))


# The bill


def test_the_bill_in_vega() -> None:
    panel = labs.dependency.bill(magnet_price=49, magnet_weight=24.5)
    drawn = texts(svg_of(panel))
    assert dependency.bill_title(49, 24.5, 84.6) in drawn
    assert "Your settings: 1,201 million USD" in drawn.replace("1,200 million USD, 10,156", "x")
    assert "BACI, 2024: 163 million USD, 1,377 crore rupees, 19.3 kt" in drawn


def test_the_four_published_figures_lie_far_below_the_claim() -> None:
    rows = labs.dependency.figures()
    published = rows[~rows["who"].str.contains("whole world")]
    assert len(published) == 4
    ratios = labs.dependency.CLAIM / published["usd_million"]
    assert 4 < ratios.min() < ratios.max() < 8.5
    table = labs.dependency.bill().lab.table(assumptions.values(dependency.BILL))
    assert table.set_index("who").loc["Your settings", "usd_per_kg"] == pytest.approx(8.5)


def test_the_claim_is_that_of_the_ledger() -> None:
    from reelab.verdicts import ledger

    assert ledger.get("C16").said.low == labs.dependency.CLAIM


# The chain without China


def test_the_neck_depends_on_the_losses() -> None:
    shares = labs.dependency.chain()
    stages = dependency.outside(shares, "China", labs.dependency.world_use())
    assert list(stages["stage"]) == ["mining", "separation", "metal making", "magnets"]
    yields = {stage: assumptions.get(name).default for stage, name in dependency.YIELDS.items()}
    found = dependency.throughput(stages, yields)
    drawn = texts(vl_convert.vegalite_to_svg(chart.outside(found, "China", 2024).to_dict()))
    assert "the neck is separation" in drawn
    assert "4.7 of 7.0 kt, the neck" in drawn
    best = {stage: assumptions.get(name).high for stage, name in dependency.YIELDS.items()}
    again = dependency.throughput(stages, best)
    assert list(again.loc[again["binds"], "stage"]) == ["magnets"]


# The stop


def test_every_buyer_is_told_in_vega() -> None:
    panel = labs.dependency.stop(flow="raw_China", importer="Japan", stop_months=12)
    drawn = texts(svg_of(panel))
    run = {name: panel.settings[name] for name in stop.STOP}
    rows = labs.dependency.shares().query("flow == 'raw_China'")
    for row in rows.itertuples():
        share = shortage.UNKNOWN if np.isnan(row.share_pct) else row.share_pct
        assert f"{row.importer}: {shortage.words(share, run)}" in drawn
    share = rows.set_index("importer")["share_pct"]["Japan"]
    months = shortage.by_month(share, **run)["cost_months"].sum()
    assert f"Japan, cost: {months:,.0f} months of its normal bill" in drawn


def test_the_cost_of_magnets_in_dollars() -> None:
    panel = labs.dependency.stop()
    found = panel.lab.table(panel.settings).set_index("importer").loc["India"]
    assert f", {found['cost_usd_m']:,.0f} million USD" in texts(svg_of(panel))


def test_the_band_is_pushed() -> None:
    panel = labs.dependency.stop()
    panel.pushed.value = True
    rows = panel.chart.rows["band"]
    assert {row["importer"] for row in rows} == set(labs.dependency.IMPORTERS)
    assert all(0 <= row["low"] <= row["high"] <= panel.settings["stop_months"] for row in rows)
    panel.set(flow="raw_Russia")
    assert [row["importer"] for row in panel.chart.rows["band"]] == ["European Union"]


def test_known_suppliers_of_an_importer_never_exceed_its_imports() -> None:
    rows = labs.dependency.shares().dropna(subset="share_pct")
    assert (rows.groupby(["goods", "importer"])["share_pct"].sum() <= 100).all()
    assert rows["bloc"].notna().all()


# The replay


def test_the_replay_says_how_far_it_is_off() -> None:
    drawn = texts(svg_of(labs.dependency.replay()))
    table = labs.dependency.events()["world"]
    found = replay.miss(table, assumptions.values(replay.REPLAY))
    none = replay.miss(table, replay.nothing())
    assert replay.message("World, 2025", found, none) in drawn
    assert "1,238" in drawn


def test_the_preset_of_2010_changes_the_stop() -> None:
    panel = labs.dependency.replay()
    panel.preset.value = "Fitted to Japan, 2010"
    assert panel.settings["halt"] == "japan"
    assert panel.lab.table(panel.settings)["period"].iloc[0] == "2010-09"
