"""Pictures of smuggling: when it pays, and what is known of its size."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import altair as alt
import pandas as pd

from reelab import assumptions
from reelab.charts import theme, wanted
from reelab.models import black_market as words
from reelab.models import smuggling as model
from reelab.models.formula import where

_SIDE = 202


def market(estimates: pd.DataFrame, values: Mapping[str, float]) -> alt.VConcatChart:
    """Draw when smuggling pays, how much there would be, and when a bribe is possible.

    Parameters
    ----------
    estimates : DataFrame
        year, series and share_pct: gaps in trade statistics, percent of legal exports.
    values : mapping of str to float
        One value for each name in `models.smuggling.MARKET`; each is a parameter, and so is each
        with `_pinned`.

    Returns
    -------
    altair.VConcatChart
        Expected gain by chance of detection; smuggled share beside estimates; the two ends of a
        bribe.
    """
    now, kept = theme.names(values), theme.names(values, "_pinned")
    pinned = theme.names(["pinned"])["pinned"]
    above = alt.hconcat(_gain(now, kept, pinned), _years(estimates, now, kept, pinned), spacing=20)
    return theme.finish(
        alt.vconcat(above, _bribe(now), spacing=20),
        title=words.market_title,
        subtitle="Dashed: the pinned run. Dots: gaps in trade statistics; hollow, another reading.",
        source="model of this course; Chinese customs, ministry and press as listed in smuggling.",
        description=words.market_message,
        values=values,
    )


def _alone(run: dict[str, Any]) -> Any:
    return model.price_abroad(**{name: run[name] for name in model.MARKET[:5]})


def _gain(now: dict[str, Any], kept: dict[str, Any], pinned: Any) -> theme.Picture:
    row = assumptions.get("detection")
    chances = theme.Chart(alt.sequence(row.low, row.high + 1, 1, as_="chance"))
    x = alt.X("chance:Q", title="Share of smuggled goods found (%)", axis=alt.Axis(tickCount=5),
              scale=alt.Scale(domain=[row.low, row.high], nice=False))  # fmt: skip
    y = alt.Y("gain:Q", title="Expected gain (USD per kg)",
              axis=alt.Axis(tickCount=4, minExtent=44, maxExtent=44, labelFlush=8),
              scale=alt.Scale(nice=False, padding=12))  # fmt: skip

    def gain(run: dict[str, Any], chance: Any) -> Any:
        names = ("home_price", "smuggling_discount", "hiding_cost", "fine_multiple")
        risk = {name: run[name] for name in names}
        return theme.flat(model.smuggling_gain(abroad=_alone(run), detection=chance, **risk))

    line = chances.transform_calculate(gain=gain(now, alt.datum.chance))
    ghost = chances.transform_filter(pinned).transform_calculate(gain=gain(kept, alt.datum.chance))
    one = theme.Chart(alt.Data(values=[{}]))
    dot = one.transform_calculate(chance=now["detection"], gain=gain(now, now["detection"]))
    zero = theme.Chart(alt.Data(values=[{"gain": 0}])).mark_rule(color=theme.INK)
    return alt.layer(
        zero.encode(y="gain:Q"),
        ghost.mark_line(strokeDash=[6, 4], color=theme.SOFT, strokeWidth=2).encode(x, y),
        line.mark_line(strokeWidth=3, color="#0072B2").encode(x, y),
        dot.mark_point(size=110, filled=True, color=theme.INK, opacity=1).encode(x, y),
        dot.mark_text(align="left", dx=9, dy=-9, fontWeight=600).encode(
            x, y, text=alt.Text("gain:Q", format="+,.1f")
        ),
    ).properties(
        width=_SIDE, height=200, title=alt.Title("A kilogram smuggled, before others enter",
                                                 fontSize=12),
    )  # fmt: skip


def _years(
    estimates: pd.DataFrame, now: dict[str, Any], kept: dict[str, Any], pinned: Any
) -> theme.Picture:
    def share(run: dict[str, Any]) -> Any:
        volume = model.smuggled(**{name: run[name] for name in model.MARKET[:9]})
        return theme.flat(100 * volume / run["legal_exports"])

    x = alt.X("year:Q", title=None, scale=alt.Scale(domain=[2005.4, 2011.6], nice=False),
              axis=alt.Axis(format="d", values=list(range(2006, 2012)), labelFontSize=11),
              )  # fmt: skip
    y = alt.Y("share_pct:Q", title="Smuggled (% of legal exports)",
              axis=alt.Axis(minExtent=34, maxExtent=34, labelFlush=8),
              scale=alt.Scale(domainMin=0, nice=False, padding=12))  # fmt: skip
    tip = ["year:Q", "series:N", alt.Tooltip("share_pct:Q", format=".0f")]
    dots = theme.Chart(estimates).mark_point(size=70, opacity=1, strokeWidth=1.5).encode(
        x, y, tooltip=tip, stroke=alt.value(theme.INK),
        fill=alt.condition(
            alt.datum.series == "foreign customs", alt.value(theme.INK), alt.value("white")
        ),
    )  # fmt: skip
    one = theme.Chart(alt.Data(values=[{}]))
    line = one.transform_calculate(share_pct=share(now))
    ghost = one.transform_filter(pinned).transform_calculate(share_pct=share(kept))
    return alt.layer(
        ghost.mark_rule(strokeDash=[6, 4], color=theme.SOFT, strokeWidth=2).encode(y="share_pct:Q"),
        line.mark_rule(strokeWidth=3, color="#0072B2").encode(y=y),
        line.mark_text(align="left", dy=-8, dx=3, fontWeight=600, color="#0072B2").encode(
            x=alt.value(0), y=y, text=alt.Text("share_pct:Q", format=",.0f")
        ),
        dots,
    ).properties(
        width=_SIDE, height=200, title=alt.Title("Model (line) and estimates", fontSize=12)
    )


def _bribe(now: dict[str, Any]) -> theme.Picture:
    risk = {name: now[name] for name in ("home_price", *model.MARKET[5:9])}
    most = model.bribe_most(abroad=_alone(now), **risk)
    least = model.bribe_least(now["audit_chance"], now["official_loss"])
    names = ["most a smuggler would pay", "least an official would take"]
    rows = theme.Chart(alt.Data(values=[{"side": name} for name in names]))
    rows = rows.transform_calculate(usd=theme.flat(where(alt.datum.side == names[0], most, least)))
    y = alt.Y("side:N", sort=names, title=None, axis=None, scale=alt.Scale(domain=names))
    x = alt.X("usd:Q", title="Bribe (USD per kg): possible where the upper bar is longer",
              scale=alt.Scale(domainMin=0, nice=False),
              axis=alt.Axis(labelFlush=8, tickCount=6))  # fmt: skip
    bars = rows.mark_bar(height=14).encode(
        x=x, y=y,
        color=alt.Color(
            "side:N", scale=alt.Scale(domain=names, range=["#D55E00", "#0072B2"]), legend=None
        ),
    )  # fmt: skip
    told = rows.transform_calculate(words="datum.side + ': ' + format(datum.usd, ',.1f')")
    figures = told.mark_text(align="left", dy=-15, dx=2).encode(x=alt.value(0), y=y, text="words:N")
    return alt.layer(bars, figures).properties(width=theme.WIDTH - 40, height=alt.Step(38))


def analysts(table: pd.DataFrame) -> alt.VConcatChart:
    """Draw the illegal share of output as two analysts estimate it, in two periods.

    Parameters
    ----------
    table : DataFrame
        period (`to 2013`, `2014` or `after 2014`), series, value (percent), qualifier and measure.

    Returns
    -------
    altair.VConcatChart
        A line for each analyst.

    Raises
    ------
    CourseError
        If the table cannot be drawn: not a table, no rows, a column missing, more than one measure.
    """
    columns = ("period", "series", "value", "qualifier", "measure")
    wanted.rows("smuggling.analysts", table, columns, one=["measure"])
    periods = ["to 2013", "2014", "after 2014"]
    rows = table.assign(words=[_told(row) for row in table.itertuples()])
    x = alt.X("period:N", sort=periods, title=None, scale=alt.Scale(domain=periods, padding=0.8),
              axis=alt.Axis(labelAngle=0))  # fmt: skip
    y = alt.Y("value:Q", title="Illegal share of China's output (%)",
              scale=alt.Scale(domain=[0, 60], nice=False))  # fmt: skip
    color = alt.Color(
        "series:N", legend=None,
        scale=alt.Scale(domain=["Adamas", "Kingsnorth"], range=["#0072B2", "#A33C00"]),
    )  # fmt: skip
    base, low = theme.Chart(rows), rows.loc[rows["period"] == periods[0], "value"].min()
    last = base.transform_filter(alt.datum.period == periods[-1])
    marks = [
        base.mark_line(strokeWidth=2.5).encode(x, y, color=color),
        base.mark_point(filled=True, size=60, opacity=1).encode(x, y, color=color),
        # Beside the point where a line rises from it, over it elsewhere.
        base.transform_filter(alt.datum.value != low)
        .mark_text(dy=-13, fontSize=11)
        .encode(x, y, color=color, text="words:N"),
        base.transform_filter(alt.datum.value == low)
        .mark_text(align="right", dx=-9, fontSize=11)
        .encode(x, y, color=color, text="words:N"),
        last.mark_text(align="left", dx=9, fontWeight=600).encode(
            x, y, color=color, text="series:N"
        ),
    ]
    ordered = rows.set_index("period").loc[[p for p in periods if p in set(rows["period"])]]
    told = "; ".join(f"{row.series}, {row.Index}: {row.words}" for row in ordered.itertuples())
    return theme.finish(
        alt.layer(*marks).properties(width=theme.WIDTH - 60, height=240),
        title="Two analysts, two directions",
        subtitle="Percent of output; nobody has measured it.",
        source="Adamas and Kingsnorth as cited by Shen, Moomy and Eggert (2020); Benchmark (2014).",
        description=f"Illegal share of China's output. {told}.",
    )


def _told(row: Any) -> str:
    qualifier = "" if pd.isna(row.qualifier) else f"{row.qualifier} "
    return f"{qualifier}{row.value:g}%"
