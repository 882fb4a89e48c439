"""Pictures of reserves and output."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping

import altair as alt
import pandas as pd

from reelab.charts import theme, wanted
from reelab.errors import CourseError, did_you_mean
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
        Two bar charts side by side; black ticks are what the other editions print.
    """
    now, kept, pinned = theme.names(["edition", "edition_pinned", "pinned"]).values()
    columns = ["edition", "country", "reserves_mt", "output_kt"]
    listed = supply[columns].assign(listed=True)
    order = list(listed.groupby("country")["reserves_mt"].max().sort_values(ascending=False).index)
    pairs = pd.MultiIndex.from_product([supply["edition"].unique(), order], names=columns[:2])
    rows = listed.merge(pairs.to_frame(index=False), how="right")
    rows["listed"] = rows["listed"].notna()
    rows["bloc"] = rows["country"].map(supply.groupby("country")["bloc"].first())
    base = theme.Chart(rows)
    width, step = 205, 17
    room = {column: float(rows[column].max() * 1.3) for column in ("reserves_mt", "output_kt")}

    def side(column: str, title: str, names: bool) -> theme.Picture:
        axis = alt.Axis(ticks=False, domain=False) if names else None
        shown, form = alt.Y("country:N", sort=order, title=None, axis=axis), ",.3~r"
        x = alt.X(f"{column}:Q", title=title, axis=alt.Axis(orient="top"),
                  scale=alt.Scale(domainMax=room[column], nice=False))  # fmt: skip
        this = base.transform_filter(alt.datum.edition == now)
        others = base.transform_filter((alt.datum.edition != now) & alt.datum.listed)
        halo = others.mark_tick(color="white", height=15, thickness=3).encode(x=x, y=shown)
        ticks = others.mark_tick(color=theme.INK, height=15, thickness=1.5).encode(x=x, y=shown)
        bars = this.mark_bar(height=11).encode(
            x=x,
            y=shown,
            color=theme.bloc_color(),
            tooltip=["country:N", "edition:Q", alt.Tooltip(f"{column}:Q", format=form)],
        )
        ghost = (
            base.transform_filter((alt.datum.edition == kept) & pinned & (alt.datum[column] > 0))
            .mark_bar(height=15, filled=False, stroke=theme.INK, strokeWidth=1.5)
            .encode(x=x, y=shown)
        )
        told = this.transform_calculate(
            figure=f"isValid(datum.{column}) ? format(datum.{column}, '{form}') "
            ": datum.listed ? 'no figure' : 'not listed'"
        )
        figures = [
            told.mark_text(align="right", **under).encode(
                x=alt.value(width), y=shown, text="figure:N"
            )
            for under in (theme.HALO, {})
        ]
        return alt.layer(bars, halo, ticks, ghost, *figures).properties(
            width=width, height=step * len(order)
        )

    both = alt.hconcat(
        side("reserves_mt", "Reserves (million t REO)", names=True),
        side("output_kt", "Mine output (thousand t REO a year)", names=False),
        spacing=10,
    )
    return theme.finish(
        both,
        title=lambda run: model.edition_title(run["edition"]),
        subtitle=[
            "Black ticks: the other editions. Outline: the pinned one. Ordered by the largest "
            "reserve.",
        ],
        source="U.S. Geological Survey, Mineral Commodity Summaries, editions "
        f"{supply['edition'].min()} to {supply['edition'].max()}.",
        description=lambda run: model.edition_message(supply, run["edition"]),
        values={"edition": edition},
    )


def revisions(
    table: pd.DataFrame, countries: Mapping[str, str | Iterable[str]]
) -> alt.VConcatChart:
    """Draw what each edition prints as the reserve of some countries, and rival estimates.

    Parameters
    ----------
    table : DataFrame
        As `models.reserves.revisions` returns it.
    countries : mapping of str to str or iterable of str
        For each country, the estimates to show beside the editions, by their basis.

    Returns
    -------
    altair.VConcatChart
        A panel for each country: points joined where editions follow each other; open diamonds
        for rival estimates.

    Raises
    ------
    CourseError
        If the table cannot be drawn: not a table, no rows, a column missing. If no country is
        given, or a country or an estimate is not in the table.
    """
    columns = ("country", "bloc", "year", "mt", "basis", "run")
    wanted.rows("reserves.revisions", table, columns)
    recent = table[table["year"] >= 2011]
    chosen = _chosen(recent, countries)
    shown = recent[recent["country"].isin(chosen)]
    panels = [_panel(shown[shown["country"] == name], rivals) for name, rivals in chosen.items()]
    grid = alt.vconcat(
        *(alt.hconcat(*panels[i : i + 2], spacing=18) for i in range(0, len(panels), 2)), spacing=18
    )
    return theme.finish(
        grid,
        title="One country's reserve changes from edition to edition",
        subtitle="Million t REO by USGS edition; joined where editions follow each other",
        source="U.S. Geological Survey, Mineral Commodity Summaries, editions 2011 to "
        f"{shown.loc[shown['basis'] == 'USGS', 'year'].max()};\n"
        "other estimates as listed in the table other_estimates.",
        description=model.revision_message(shown),
    )


def _chosen(table: pd.DataFrame, countries: object) -> dict[str, tuple[str, ...]]:
    """Return the estimates asked for, by country, if the table has them all."""
    if not isinstance(countries, Mapping) or not countries:
        raise CourseError(
            "Name each country with the estimates to show beside it, such as "
            "{'Russia': ('state balance A+B+C1+C2',), 'India': ()}."
        )
    printed = table[table["basis"] == "USGS"]
    found = {}
    for name, rivals in countries.items():
        if name not in set(printed["country"]):
            hint = did_you_mean(name, printed["country"])
            raise CourseError(f"There is no country {name!r} in the table. {hint}")
        found[name] = (rivals,) if isinstance(rivals, str) else tuple(rivals)
        there = table.loc[(table["country"] == name) & (table["basis"] != "USGS"), "basis"]
        for rival in found[name]:
            if rival not in set(there):
                hint = did_you_mean(rival, there) if len(there) else "There is none."
                raise CourseError(f"There is no estimate {rival!r} of {name}. {hint}")
    return found


def _panel(rows: pd.DataFrame, rivals: tuple[str, ...]) -> theme.Picture:
    usgs = rows[rows["basis"] == "USGS"]
    others = rows[rows["basis"].isin(rivals)]
    x = alt.X(
        "year:Q", title=None, scale=alt.Scale(domain=[2010.5, 2028.8], nice=False),
        axis=alt.Axis(format="d", values=[2011, 2014, 2017, 2020, 2023, 2026]),
    )  # fmt: skip
    y = alt.Y("mt:Q", title=None, scale=alt.Scale(domain=[0, 36], nice=False))
    color = theme.bloc_color(title=None)
    tip = ["country:N", "year:Q", "basis:N", alt.Tooltip("mt:Q", format=",.2~f")]
    head = alt.Title(
        str(rows["country"].iloc[0]),
        subtitle=textwrap.wrap(f"Diamonds: {', '.join(rivals)}", 36, break_on_hyphens=False),
        fontSize=13,
        subtitleFontSize=11,
        offset=6,
    )
    base = theme.Chart(usgs)
    lines = base.mark_line(strokeWidth=2).encode(x, y, color=color, detail="run:N")
    points = base.mark_point(filled=True, size=45, opacity=1).encode(
        x, y, color=color, tooltip=tip
    )  # fmt: skip
    blank = base.transform_filter("!isValid(datum.mt)").mark_text(
        baseline="bottom", fontWeight=600, dy=-2
    )
    rival = theme.Chart(others).mark_point(shape="diamond", size=60, color=theme.INK)
    end = base.transform_window(
        rank="row_number()", sort=[alt.SortField("year", order="descending")]
    ).transform_filter("datum.rank == 1 && isValid(datum.mt)")
    return alt.layer(
        lines,
        points,
        rival.encode(x, y, tooltip=tip),
        blank.encode(x, y=alt.datum(0), text=alt.value("NA")),
        end.mark_text(align="left", dx=7, fontWeight=600).encode(
            x, y, text=alt.Text("mt:Q", format=".2~f")
        ),
    ).properties(width=215, height=120, title=head)


def part_of(wholes: dict[str, float], known: dict[str, float], share: float) -> alt.VConcatChart:
    """Draw what one share makes of several wholes.

    Parameters
    ----------
    wholes : dict of str to float
        Million t REO, by name.
    known : dict of str to float
        Million t REO of named deposits in the share, by the name of their whole.
    share : float
        Percent shown first; the parameters `arctic_share`, `arctic_share_pinned` and `pinned`
        change it.

    Returns
    -------
    altair.VConcatChart
        A bar for each whole with the part in it filled.
    """
    now, kept, pinned = theme.names(["arctic_share", "arctic_share_pinned", "pinned"]).values()
    rows = pd.DataFrame({"whole": wholes.keys(), "mt": wholes.values()})
    rows["known"] = rows["whole"].map(known)
    base = theme.Chart(rows).transform_calculate(
        part=model.part_of(now, alt.datum.mt), kept=model.part_of(kept, alt.datum.mt)
    )
    words = "format(datum.part, '.1f') + ' of ' + format(datum.mt, '.1f')"
    base = base.transform_calculate(words=words)
    y = alt.Y("whole:N", sort=list(wholes), title=None, axis=alt.Axis(ticks=False, domain=False))
    x = alt.X("mt:Q", title="Million t REO", scale=alt.Scale(domainMax=max(wholes.values()) * 1.25))
    outline = base.mark_bar(height=24, filled=False, stroke=theme.BLOCS["Russia"], strokeWidth=2)
    filled = base.mark_bar(height=24, color=theme.BLOCS["Russia"]).encode(x="part:Q", y=y)
    ghost = base.transform_filter(pinned).mark_tick(color=theme.INK, height=34, thickness=2)
    tick = base.mark_tick(color=theme.INK, height=24, thickness=2).encode(x="known:Q", y=y)
    caption = base.transform_filter("isValid(datum.known)").mark_text(dy=21, fontSize=11)
    text = base.mark_text(align="left", dx=6, fontWeight=600).encode(x=x, y=y, text="words:N")
    layers = alt.layer(
        filled,
        outline.encode(x=x, y=y),
        ghost.encode(x="kept:Q", y=y),
        tick,
        caption.encode(x="known:Q", y=y, text=alt.value("Lovozero and Tomtor")),
        text,
    ).properties(width=380, height=alt.Step(62))
    return theme.finish(
        layers,
        title=lambda run: model.part_title(run["arctic_share"], wholes),
        subtitle="Filled: the share in the Arctic. Line: two deposits there, added up.",
        source="USGS (MCS 2026); Rosnedra head and press, 2025 (state balance).",
        description=lambda run: model.part_message(run["arctic_share"], wholes),
        values={"arctic_share": share},
    )


def life(supply: pd.DataFrame, edition: int) -> alt.VConcatChart:
    """Draw the static life of reserves by country against a logarithmic axis.

    Parameters
    ----------
    supply : DataFrame
        As `models.reserves.supply` returns it.
    edition : int
        The edition to draw.

    Returns
    -------
    altair.VConcatChart
        A dot for each country with a reserve and an output; its output is written beside it.

    Raises
    ------
    CourseError
        If the table cannot be drawn: not a table, no rows, a column missing, not the edition.
    """
    columns = ("edition", "country", "bloc", "year", "reserves_mt", "output_kt", "life_years")
    wanted.rows("reserves.life", supply, columns)
    editions = [int(one) for one in supply["edition"].unique()]
    if edition not in editions:
        hint = did_you_mean(edition, editions)
        raise CourseError(f"There is no edition {edition!r} in the table. {hint}")
    rows = supply[supply["edition"] == edition]
    drawn = rows.dropna(subset="life_years")
    dots = theme.Chart(drawn).transform_calculate(
        words="format(datum.life_years, ',.0f') + ' years, ' "
        "+ format(datum.output_kt, '.2~f') + ' kt a year'"
    )
    y = alt.Y("country:N", sort=alt.SortField("life_years"), title=None,
              axis=alt.Axis(grid=True, ticks=False, domain=False))  # fmt: skip
    x = alt.X("life_years:Q", title="Years, each step ten times the one before",
              scale=alt.Scale(type="log", domain=[10, 1_000_000]),
              axis=alt.Axis(values=[10, 100, 1000, 10_000, 100_000], format=",d"))  # fmt: skip
    points = dots.mark_point(filled=True, size=90, opacity=1).encode(
        x, y, color=theme.bloc_color(shown=drawn["bloc"]),
        tooltip=["country:N", "reserves_mt:Q", "output_kt:Q"],
    )  # fmt: skip
    texts = [
        dots.mark_text(align="left", dx=10, **under).encode(x, y, text="words:N")
        for under in (theme.HALO, {})
    ]
    return theme.finish(
        alt.layer(*texts, points).properties(width=430, height=alt.Step(26)),
        title=f"Years that reserves would last at the output of {rows['year'].iloc[0]}",
        subtitle=f"USGS edition {edition}; the axis is logarithmic",
        source=f"U.S. Geological Survey, Mineral Commodity Summaries {edition}.",
        description=model.life_message(rows),
    )
