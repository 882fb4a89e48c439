"""Pictures of a bill for imports, and of a chain without one country."""

from __future__ import annotations

from collections.abc import Mapping

import altair as alt
import pandas as pd

from reelab.charts import theme, wanted
from reelab.errors import CourseError
from reelab.models import dependency as model
from reelab.models.formula import sentence

_OWN = "Your settings"
_COLORS = {
    "article": theme.INK, "yours": "#54708C", "from China": theme.BLOCS["China"],
    "from all": theme.BLOCS["others"],
}  # fmt: skip
_STAGES = {"mining": "mine", "metal making": "metal", "magnets": "magnet"}


def bill(figures: pd.DataFrame, claim: float, values: Mapping[str, float]) -> alt.VConcatChart:
    """Draw what imports cost at a price and a weight, beside a claim and published figures.

    Parameters
    ----------
    figures : DataFrame
        who, seller (`from China` or `from all`), usd_million, low, high and weight_kt (missing
        where it is not known).
    claim : float
        USD million that the article gives.
    values : mapping of str to float
        One value for each name in `models.dependency.BILL`; each is a parameter, and so is each
        name with `_pinned`.

    Returns
    -------
    altair.VConcatChart
        A bar for each figure, its text above it.
    """
    now, kept = theme.names(values), theme.names(values, "_pinned")
    pinned = theme.names(["pinned"])["pinned"]
    first = pd.DataFrame(
        {"who": ["The article, from China", _OWN], "seller": ["article", "yours"],
         "usd_million": [claim, None]}
    )  # fmt: skip
    rows = pd.concat([first, figures[["who", "seller", "usd_million", "low", "high", "weight_kt"]]])
    own = alt.datum.who == _OWN
    cost = model.bill(now["magnet_price"], now["magnet_weight"])
    usd = alt.expr.if_(own, cost, alt.datum.usd_million)
    weight = alt.expr.if_(own, now["magnet_weight"], alt.datum.weight_kt)
    crore = model.crores(alt.datum.usd, now["inr_usd"])
    base = (
        theme.Chart(rows)
        .transform_calculate(usd=theme.flat(usd), kt=theme.flat(weight))
        .transform_calculate(
            words=theme.flat(
                sentence(
                    alt.datum.who, ": ", (alt.datum.usd, ",.0f"), " million USD, ",
                    (crore, ",.0f"), " crore rupees",
                )
                + alt.expr.if_(
                    alt.expr.isValid(alt.datum.kt), sentence(", ", (alt.datum.kt, ".1f"), " kt"), ""
                )
            )
        )
    )  # fmt: skip
    y = alt.Y("who:N", sort=list(rows["who"]), title=None, axis=None)
    x = alt.X("usd:Q", title="USD million a year", scale=alt.Scale(domainMin=0, nice=False),
              axis=alt.Axis(tickCount=6, grid=False))  # fmt: skip
    color = alt.Color(
        "seller:N", scale=alt.Scale(domain=list(_COLORS), range=list(_COLORS.values())), legend=None
    )
    bars = base.mark_bar(height=14).encode(x=x, y=y, color=color)
    text = base.mark_text(align="left", dy=-16).encode(x=alt.value(0), y=y, text="words:N")
    doubt = base.transform_filter(alt.expr.isValid(alt.datum.low))
    halo, line = (
        doubt.mark_rule(color=shade, strokeWidth=wide).encode(x="low:Q", x2="high:Q", y=y)
        for shade, wide in (("white", 5), (theme.INK, 2))
    )
    ghost = (
        base.transform_filter(own & pinned)
        .transform_calculate(then=model.bill(kept["magnet_price"], kept["magnet_weight"]))
        .mark_tick(color=theme.INK, height=22, thickness=2)
        .encode(x="then:Q", y=y)
    )
    layers = alt.layer(bars, halo, line, ghost, text)
    return theme.finish(
        layers.properties(width=theme.WIDTH, height=alt.Step(46)),
        title=lambda run: model.bill_title(**run),
        subtitle=[
            "Orange: bought from China. Gray: from everybody. Black line: range of the figure.",
            "HS 850511 and the Indian figures include magnets without rare earths.",
        ],
        source="CEPII BACI; Indian trade statistics (press); State Bank of India; government of "
        "India\n(shares of China); Adamas (China's exports). Crores at the rate of the slider.",
        description=lambda run: model.bill_message(figures, claim, **run),
        values=values,
    )


def outside(table: pd.DataFrame, country: str, year: int) -> alt.VConcatChart:
    """Draw what each stage of a chain without one country would let through.

    Parameters
    ----------
    table : DataFrame
        As `models.dependency.throughput` returns it, with share_pct.
    country : str
        Who is left out.
    year : int
        Of the figures.

    Returns
    -------
    altair.VConcatChart
        For each stage an outline, its output, and a bar, what of it would reach the end.

    Raises
    ------
    CourseError
        If the table cannot be drawn: not a table, no rows, a column missing. If it was made
        without another country, or ends with another year.
    """
    wanted.rows("dependency.outside", table, ("stage", "output_t", "reach_t", "binds"))
    left_out, newest = table.attrs.get("country", country), table.attrs.get("year", year)
    if country != left_out:
        raise CourseError(
            f"This chain was computed without {left_out!r}, not without {country!r}. "
            f"Write {left_out!r} here, or compute the chain without another country."
        )
    if year != newest:
        raise CourseError(f"The newest figures of this chain are of {newest}, not of {year!r}.")
    rows = table.assign(
        look=table["stage"].map(_STAGES).fillna(table["stage"]),
        words=[
            f"{row.reach_t / 1e3:.1f} of {row.output_t / 1e3:.1f} kt{', the neck' * row.binds}"
            for row in table.itertuples()
        ],
        output_kt=table["output_t"] / 1e3,
        reach_kt=table["reach_t"] / 1e3,
    )
    base = theme.Chart(rows)
    y = alt.Y("stage:N", sort=list(rows["stage"]), title=None,
              axis=alt.Axis(ticks=False, domain=False))  # fmt: skip
    room = alt.Scale(domain=[0, float(rows["output_kt"].max()) * 1.35], nice=False)
    scale = alt.Scale(domain=list(theme.STAGES), range=list(theme.STAGES.values()))
    outline = base.mark_bar(height=22, filled=False, strokeWidth=1.5).encode(
        x=alt.X("output_kt:Q", scale=room), y=y,
        stroke=alt.Stroke("look:N", legend=None, scale=scale),
    )  # fmt: skip
    bars = base.mark_bar(height=22).encode(
        x=alt.X("reach_kt:Q", scale=room, title="Magnet rare earths, kt a year",
                axis=alt.Axis(tickCount=6)),
        y=y, color=alt.Color("look:N", legend=None, scale=scale),
        tooltip=["stage:N", alt.Tooltip("output_kt:Q", format=",.1f"),
                 alt.Tooltip("reach_kt:Q", format=",.1f")],
    )  # fmt: skip
    texts = [
        base.mark_text(align="left", dx=6, **under).encode(x="output_kt:Q", y=y, text="words:N")
        for under in (theme.HALO, {})
    ]
    neck = ", ".join(rows.loc[rows["binds"], "stage"])
    least = rows["reach_t"].min() / 1e3
    told = "; ".join(f"{row.stage}: {row.words}" for row in rows.itertuples())
    return theme.finish(
        alt.layer(bars, outline, *texts).properties(width=430, height=alt.Step(40)),
        title=f"Without {country} the chain ends with {least:.1f} kt: the neck is {neck}",
        subtitle=f"Outline: output outside {country}, {year} or latest. Filled: what would reach "
        "a magnet.",
        source="IEA; Argonne and DOE (metal, 2020); yields from the ledger of assumptions.",
        description=f"What would reach the end of the chain without {country}, {told}.",
    )
