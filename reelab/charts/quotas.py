"""Pictures of the groups that hold China's quota."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from reelab.charts import theme
from reelab.models import quotas as model
from reelab.models.formula import sentence, where

NORTHERN = "China Northern Rare Earth"
GROUPS = {
    NORTHERN: "#595959",
    "China Rare Earth Group": "#D55E00",
    "China Southern Rare Earth": "#E07F33",
    "Chinalco": "#EBA46D",
    "China Minmetals Rare Earth": "#F3C5A1",
    "Xiamen Tungsten": "#FAE3D0",
    "Guangdong Rare Earth": "#FFF6EE",
}
"""Color of each group: all that China Rare Earth Group took in are of its hue."""


def by_group(table: pd.DataFrame, market: str, unit: str) -> alt.VConcatChart:
    """Draw the quota of each group, year by year.

    Parameters
    ----------
    table : DataFrame
        As `models.quotas.by_group` returns it.
    market, unit : str
        What is shown first; the parameters of these names change it: a market of
        `models.quotas.MARKETS`, and `quota_kt` or `share_pct`.

    Returns
    -------
    altair.VConcatChart
        A bar for each year, with the points of its market above it, and ticks for the pinned
        market: its quota, or Northern's share of it, since all shares add up to 100.
    """
    chosen = {"market": market, "unit": unit}
    now, kept = theme.names(chosen), theme.names(chosen, "_pinned")
    pinned = theme.names(["pinned"])["pinned"]
    order = list(GROUPS)
    rows = table.assign(place=table["group"].map(order.index))

    def of(run: dict[str, Any]) -> alt.Chart:
        shown = theme.Chart(rows).transform_filter(alt.datum.market == run["market"])
        return shown.transform_calculate(
            amount=where(now["unit"] == "share_pct", alt.datum.share_pct, alt.datum.quota_kt)
        )

    years = [int(year) for year in sorted(table["year"].unique())]
    known = set(zip(table["market"], table["year"], strict=True))
    blank = [{"market": name, "year": year} for name in model.MARKETS for year in years
             if (name, year) not in known]  # fmt: skip
    x = alt.X("year:O", title=None, axis=alt.Axis(labelAngle=0), scale=alt.Scale(domain=years))
    words = where(now["unit"] == "share_pct", "% of the quota", "Thousand t REO a year")
    heading = theme.Chart(alt.Data(values=[{}])).transform_calculate(words=words).mark_text(
        align="left", dx=-34, dy=-14
    ).encode(x=alt.value(0), y=alt.value(0), text="words:N")  # fmt: skip
    tip = ["group:N", "year:O", alt.Tooltip("quota_kt:Q", format=",.2f", title="thousand t"),
           alt.Tooltip("share_pct:Q", format=".1f", title="%")]  # fmt: skip
    y = alt.Y("amount:Q", title=None, stack="zero", scale=alt.Scale(domainMin=0, nice=False))
    color = alt.Color(
        "group:N", sort=order, scale=alt.Scale(domain=order, range=list(GROUPS.values())),
        legend=alt.Legend(title=None, orient="top", columns=3, symbolType="square", labelLimit=200),
    )  # fmt: skip
    bars = of(now).mark_bar(stroke=theme.INK, strokeWidth=0.6, width=48).encode(
        x=x, y=y, color=color, order=alt.Order("place:Q"), tooltip=tip
    )  # fmt: skip
    tops = (
        of(now)
        .transform_aggregate(top="sum(amount)", points="max(points)", groups="count()",
                             groupby=["year"])
        .transform_calculate(words=sentence((alt.datum.points, ",.0f")))
    )  # fmt: skip
    figures = tops.mark_text(dy=-8, fontWeight=600).encode(x=x, y="top:Q", text="words:N")
    roof = tops.transform_calculate(roof=alt.datum.top * 1.09).mark_point(opacity=0, aria=False)
    then = (
        of(kept)
        .transform_filter(pinned & ((now["unit"] != "share_pct") | (alt.datum.group == NORTHERN)))
        .transform_aggregate(top="sum(amount)", groupby=["year"])
    )
    ghost = [
        then.mark_tick(color=color, thickness=wide, width=56, aria=spoken).encode(x=x, y="top:Q")
        for color, wide, spoken in (("white", 5, False), (theme.INK, 2, True))
    ]
    none = (
        theme.Chart(alt.Data(values=blank))
        .transform_filter(alt.datum.market == now["market"])
        .mark_text(dy=-24, color=theme.SOFT, lineBreak="\n", lineHeight=14)
        .encode(x=x, y=alt.datum(0), text=alt.value("no figures\nby group"))
    )
    return theme.finish(
        alt.layer(heading, bars, *ghost, figures, none, roof.encode(x=x, y="roof:Q")).properties(
            width=theme.WIDTH - 30, height=270
        ),
        title=lambda run: model.group_title(table, run["market"]),
        subtitle=[
            "Bold: concentration in points; 10,000 is one seller. Orange hues: in China Rare",
            "Earth Group by 2024. Quotas, not output. Chinalco and Southern in 2020 and 2021:",
            "an assumed split. Black lines: the pinned run; in %, Northern's part of it.",
        ],
        source="notices and trade press, as listed in the table quota_groups.",
        description=lambda run: model.group_message(table, run["market"], run["unit"]),
        values=chosen,
    )
