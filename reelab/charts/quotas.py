"""Pictures of the groups that hold China's quota."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from reelab.charts import theme
from reelab.models import quotas as model
from reelab.models.formula import sentence, where

GROUPS = {
    "China Northern Rare Earth": "#5C2800",
    "China Rare Earth Group": "#D55E00",
    "China Southern Rare Earth": "#E07F33",
    "Chinalco": "#EBA46D",
    "China Minmetals Rare Earth": "#F3C5A1",
    "Xiamen Tungsten": "#BFBFBF",
    "Guangdong Rare Earth": "#E3E3E3",
}
"""Color of each group: those that merged are of one hue."""


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
        A bar for each year, with the points of its market above it.
    """
    chosen = {"market": market, "unit": unit}
    now, kept = theme.names(chosen), theme.names(chosen, "_pinned")
    pinned = theme.names(["pinned"])["pinned"]
    order = list(GROUPS)
    rows = table.assign(place=table["group"].map(order.index))

    def of(run: dict[str, Any]) -> alt.Chart:
        shown = theme.Chart(rows).transform_filter(alt.datum.market == run["market"])
        return shown.transform_calculate(
            amount=where(run["unit"] == "share_pct", alt.datum.share_pct, alt.datum.quota_kt)
        )

    years = [int(year) for year in sorted(table["year"].unique())]
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
    ghost = (
        of(kept)
        .transform_filter(pinned & (kept["unit"] == now["unit"]))
        .transform_aggregate(top="sum(amount)", groupby=["year"])
        .mark_tick(color=theme.INK, thickness=2, width=56, strokeDash=[4, 3])
        .encode(x=x, y="top:Q")
    )
    return theme.finish(
        alt.layer(heading, bars, ghost, figures, roof.encode(x=x, y="roof:Q")).properties(
            width=theme.WIDTH - 30, height=270
        ),
        title=lambda run: model.group_title(table, run["market"]),
        subtitle=[
            "Bold: concentration in points; 10,000 is one seller. One hue: merged since 2021.",
            "Quotas, not output. Chinalco and Southern in 2020 and 2021: an assumed split.",
        ],
        source="notices and trade press, as listed in the table quota_groups.",
        description=lambda run: model.group_message(table, run["market"], run["unit"]),
        values=chosen,
    )
