"""Pictures of reserves and output."""

from __future__ import annotations

import altair as alt
import pandas as pd

from reelab.charts import theme
from reelab.models import reserves as model


def by_edition(supply: pd.DataFrame, edition: int) -> alt.VConcatChart:
    """Draw reserves and mine output by country, as one USGS edition prints them.

    Parameters
    ----------
    supply : DataFrame
        As `models.reserves.supply` returns it: edition, country, bloc, reserves_mt, output_kt.
    edition : int
        The edition shown first; the parameters `edition`, `edition_pinned` and `pinned` change
        it.

    Returns
    -------
    altair.VConcatChart
        Two bar charts side by side; gray ticks are what the other editions print.
    """
    now, kept, pinned = theme.names(["edition", "edition_pinned", "pinned"]).values()
    rows = supply[["edition", "country", "bloc", "reserves_mt", "output_kt"]]
    order = list(rows.groupby("country")["reserves_mt"].max().sort_values(ascending=False).index)
    base = alt.Chart(rows)

    def side(column: str, title: str, names: bool) -> alt.LayerChart:
        axis = alt.Axis(ticks=False, domain=False) if names else None
        shown, form = alt.Y("country:N", sort=order, title=None, axis=axis), ",.3~r"
        x = alt.X(f"{column}:Q", title=title)
        this = base.transform_filter(alt.datum.edition == now)
        bars = this.mark_bar(height=13).encode(
            x=x, y=shown, color=theme.bloc_color(),
            tooltip=["country:N", "edition:Q", alt.Tooltip(f"{column}:Q", format=form)],
        )  # fmt: skip
        others = base.mark_tick(color=theme.SOFT, height=13, thickness=1.5).encode(x=x, y=shown)
        ghost = (
            base.transform_filter((alt.datum.edition == kept) & pinned)
            .mark_bar(height=17, filled=False, stroke=theme.INK, strokeWidth=1.5)
            .encode(x=x, y=shown)
        )
        figures = this.transform_filter(f"isValid(datum.{column})").mark_text(
            align="left", dx=4
        ).encode(x=x, y=shown, text=alt.Text(f"{column}:Q", format=form))  # fmt: skip
        blanks = this.transform_filter(f"!isValid(datum.{column})").mark_text(
            align="left", dx=4, color=theme.SOFT, fontStyle="italic"
        ).encode(x=alt.value(0), y=shown, text=alt.value("no figure"))  # fmt: skip
        return alt.layer(others, bars, ghost, figures, blanks).properties(width=250, height=380)

    both = alt.hconcat(
        side("reserves_mt", "Reserves (million t REO)", names=True),
        side("output_kt", "Mine output (thousand t REO a year)", names=False),
        spacing=10,
    )
    return theme.finish(
        both,
        title=model.edition_title(now),
        subtitle="Gray ticks: what the other editions print. Outline: the pinned edition.",
        source="U.S. Geological Survey, Mineral Commodity Summaries, editions 2023 to 2026.",
        description=model.edition_message(supply, now),
        parameters=theme.params({"edition": edition}, "", "_pinned")
        + theme.params({"pinned": False}),
    )
