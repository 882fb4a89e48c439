"""Who buys magnets from whom."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from reelab.charts import theme
from reelab.models import trade as model
from reelab.models.concentration import REST
from reelab.models.formula import choose

_BARS, _LINES = 290, 340
_CHOSEN = theme.BLOCS["China"]


def imports(
    table: pd.DataFrame, official: pd.DataFrame, importer: str, measure: str, year: int
) -> alt.VConcatChart:
    """Draw China's share of what importers buy over the years, and all suppliers in one year.

    Parameters
    ----------
    table : DataFrame
        As `models.trade.flows` returns it.
    official : DataFrame
        Ranges that governments give: key, measure, start, end (years), low, high (percent).
    importer, measure, year : str, str and int
        What is shown first; the parameters of these names, and those with `_pinned`, change it.

    Returns
    -------
    altair.VConcatChart
        A line for each importer, over a bar of whole shares for each. It is no map: a map would
        need shapes of countries, and area says nothing of trade.
    """
    chosen = {"importer": importer, "measure": measure, "year": year}
    now, kept = theme.names(chosen), theme.names(chosen, "_pinned")
    pinned = theme.names(["pinned"])["pinned"]
    whole = alt.vconcat(
        _lines(table, official, now, kept, pinned), _bars(table, now, kept, pinned), spacing=20
    )
    return theme.finish(
        whole.resolve_scale(color="independent"),
        title=lambda run: model.import_title(table, run),
        subtitle=[
            "Metal magnets, HS 850511: the code holds magnets without rare earths too, and cheap",
            "ones weigh much; only CN 85051110 (the bottom row) counts rare earth magnets alone.",
            "Dotted: suppliers not told apart. Black tick: China's share in the pinned run.",
        ],
        source="CEPII BACI V202601; Eurostat Comext (bottom row, in euros, 2025 provisional);\n"
        "Government of India through PIB, 2025 (shaded where India is chosen).",
        description=lambda run: model.import_message(table, run),
        values=chosen,
    )


def _apart(values: pd.Series, least: float) -> pd.Series:
    """Move labels up or down until each is `least` from the next."""
    places = values.sort_values()
    for _ in range(200):
        gaps = places.diff().iloc[1:]
        close = gaps[gaps < least - 1e-6]
        if close.empty:
            break
        at = list(places.index).index(close.index[0])
        push = (least - close.iloc[0]) / 2
        places.iloc[at - 1] -= push
        places.iloc[at] += push
    return places


def _lines(
    table: pd.DataFrame, official: pd.DataFrame, now: dict[str, Any], kept: dict[str, Any],
    pinned: Any,
) -> theme.Picture:  # fmt: skip
    rows = model.totals(table)
    ends = rows.loc[rows.groupby(["key", "measure"])["year"].idxmax()].copy()
    ends["place"] = pd.concat([_apart(g, 6.5) for _, g in ends.groupby("measure")["china_pct"]])
    ends["words"] = ends["importer"] + ends["china_pct"].map(" {:.0f}%".format)
    span = alt.Scale(domain=[2009.6, 2025.4], nice=False)
    x = alt.X("year:Q", title=None, axis=alt.Axis(format="d", tickCount=6),
              scale=span)  # fmt: skip
    y = alt.Y("china_pct:Q", title="From China (%)",
              scale=alt.Scale(domain=[0, 100], nice=False))  # fmt: skip
    base = theme.Chart(rows).transform_filter(alt.datum.measure == now["measure"])
    one = base.transform_filter(alt.datum.key == now["importer"])
    tip = ["importer:N", "year:Q", "measure:N", alt.Tooltip("china_pct:Q", format=".1f"),
           alt.Tooltip("amount:Q", format=",.0f"), "unit:N"]  # fmt: skip
    gray = base.mark_line(color=theme.SOFT, strokeWidth=1, aria=False).encode(x, y, detail="key:N")
    dots = base.mark_point(filled=True, size=14, opacity=1, color=theme.SOFT)
    bold = one.mark_line(color=_CHOSEN, strokeWidth=2.5, aria=False).encode(x, y)
    marks = one.mark_point(filled=True, size=46, opacity=1, color=_CHOSEN)
    band = (
        theme.Chart(official)
        .transform_filter(
            (alt.datum.key == now["importer"]) & (alt.datum.measure == now["measure"])
        )
        .mark_rect(color=_CHOSEN, opacity=0.18)
        .encode(
            x=alt.X("start:Q", title=None, scale=span), x2="end:Q", y=alt.Y("low:Q"), y2="high:Q"
        )
    )
    here = theme.Chart(ends).transform_filter(alt.datum.measure == now["measure"])
    own = alt.datum.key == now["importer"]
    name = here.encode(x=alt.value(_LINES + 6), y="place:Q", text="words:N")
    text: dict[str, Any] = {"align": "left", "fontSize": 11}
    labels = [
        name.transform_filter(~own).mark_text(**text, color=theme.SOFT),
        name.transform_filter(own).mark_text(**text, color=theme.INK, fontWeight=700),
    ]
    rule = theme.Chart(alt.Data(values=[{}])).transform_calculate(year=now["year"])
    ghost = theme.Chart(alt.Data(values=[{}])).transform_filter(pinned)
    ghost = ghost.transform_calculate(year=kept["year"])
    return alt.layer(
        band,
        rule.mark_rule(color=theme.SOFT).encode(x),
        ghost.mark_rule(color=theme.INK, strokeDash=[3, 3]).encode(x),
        gray,
        dots.encode(x, y, tooltip=tip),
        bold,
        marks.encode(x, y, tooltip=tip),
        *labels,
    ).properties(width=_LINES, height=190)


def _label(row: Any) -> str:
    percent = f"{row.share_pct:.0f}%"
    name = "others" if row.supplier == REST else row.supplier
    code = name if pd.isna(row.iso3) else row.iso3
    for words in (f"{name} {percent}", f"{code} {percent}", percent):
        if len(words) * 7 + 4 < row.share_pct / 100 * _BARS:
            return words
    return ""


def _order(table: pd.DataFrame) -> list[str]:
    """Return the importers by China's last share by value; the clean code stands last."""
    last = model.totals(table).query("measure == 'value'").groupby("importer")["china_pct"].last()
    names = last.sort_values(ascending=False).index
    return [*(name for name in names if name != model.CLEAN), model.CLEAN]


def _bars(
    table: pd.DataFrame, now: dict[str, Any], kept: dict[str, Any], pinned: Any
) -> theme.Picture:
    rows = table.assign(words=[_label(row) for row in table.itertuples()])
    rows["rest"] = rows["supplier"] == REST
    base, order = theme.Chart(rows.drop(columns=["iso3"])), _order(table)
    this = base.transform_filter(
        (alt.datum.measure == now["measure"]) & (alt.datum.year == now["year"])
    )
    name = repr(choose({code: n for n, code in model.importers(table).items()}, now["importer"]))
    bold = alt.condition(f"datum.value == {name}", alt.value("bold"), alt.value("normal"))
    y = alt.Y(
        "importer:N", title=None, scale=alt.Scale(domain=order),
        axis=alt.Axis(
            ticks=False, domain=False, labelFontWeight=bold, minExtent=126, maxExtent=126
        ),
    )  # fmt: skip
    x = alt.X("start:Q", title="Share of imports (%)",
              scale=alt.Scale(domain=[0, 100], nice=False))  # fmt: skip
    tip = ["supplier:N", alt.Tooltip("share_pct:Q", format=".1f", title="%"),
           alt.Tooltip("amount:Q", format=",.1f"), "unit:N"]  # fmt: skip
    bars = (
        this.transform_filter("!datum.rest")
        .mark_bar(height=20, stroke="white", strokeWidth=1)
        .encode(x=x, x2="end:Q", y=y, color=theme.bloc_color(), tooltip=tip)
    )
    rest = (
        this.transform_filter("datum.rest")
        .mark_bar(height=19, color="white", stroke=theme.SOFT, strokeWidth=1, strokeDash=[2, 2])
        .encode(x=x, x2="end:Q", y=y, tooltip=tip)
    )
    middle = this.transform_filter("datum.words != ''").transform_calculate(
        middle="(datum.start + datum.end) / 2"
    )
    names = [
        middle.transform_filter(test)
        .mark_text(fontSize=11)
        .encode(x="middle:Q", y=y, text="words", color=color)
        for test, color in (
            ("!datum.rest", theme.text_on_bloc()), ("datum.rest", alt.value(theme.INK))
        )
    ]  # fmt: skip
    ghost = (
        base.transform_filter(
            (alt.datum.measure == kept["measure"]) & (alt.datum.year == kept["year"])
        )
        .transform_filter(pinned & (alt.datum.supplier == "China"))
        .mark_tick(color=theme.INK, height=28, thickness=2)
        .encode(x="end:Q", y=y)
    )
    figures = (
        theme.Chart(_figures(table))
        .transform_filter((alt.datum.measure == now["measure"]) & (alt.datum.year == now["year"]))
        .mark_text(align="left", fontSize=11)
        .encode(x=alt.value(_BARS + 8), y=y, text="words:N")
    )
    return alt.layer(bars, rest, *names, ghost, figures).properties(
        width=_BARS, height=alt.Step(28)
    )


def _figures(table: pd.DataFrame) -> pd.DataFrame:
    """Say beside each bar how much it stands for, or that nobody knows."""
    sums = model.totals(table).set_index(["importer", "measure", "year"])
    found = []
    for at in pd.MultiIndex.from_product(
        [sums.index.unique(level) for level in sums.index.names], names=sums.index.names
    ):
        words = "no whole figures"
        if at in sums.index:
            row = sums.loc[at]
            words = model.amount(row["amount"], row["unit"])
            if pd.notna(row["per_kg"]):
                words += f", {row['currency']} {row['per_kg']:.0f} a kg"
        found.append((*at, words))
    return pd.DataFrame(found, columns=[*sums.index.names, "words"])
