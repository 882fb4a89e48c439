"""A picture of the claims: each one a tile, by notebook and verdict."""

from __future__ import annotations

import altair as alt
import pandas as pd

from reelab.charts import theme
from reelab.verdicts.rule import VERDICTS

_ACROSS = 3  # tiles side by side in one column
_TILE = 27
_COLUMN = _ACROSS * _TILE + 16
_LOOK = {
    # Place tells the verdict; fill and outline repeat it without a hue, since hues are blocs.
    "supported": ("#1A1A1A", "#FFFFFF", []),
    "supported with a caveat": ("#595959", "#FFFFFF", []),
    "outdated": ("#D2D2D2", "#1A1A1A", []),
    "disputed": ("#FFFFFF", "#1A1A1A", []),
    "unverifiable": ("#FFFFFF", "#1A1A1A", [3, 3]),
    "opinion": ("#FFFFFF", "#595959", [1, 4]),
}


def by_verdict(claims: pd.DataFrame) -> alt.VConcatChart:
    """Draw all claims as tiles: a row for each notebook, a column for each verdict.

    Parameters
    ----------
    claims : DataFrame
        As `reelab.claims` returns it with the verdicts: claim_id, notebook, claim, verdict.

    Returns
    -------
    altair.VConcatChart
        Tiles with the ids of the claims; the sentence of a claim appears when pointed at.
    """
    tiles = _place(claims)
    rows, lines = _bands(tiles)
    width, height = len(_LOOK) * _COLUMN, int(tiles["y"].max() + 1) * _TILE
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, width], nice=False))
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[0, height / _TILE], reverse=True,
                                                nice=False))  # fmt: skip
    layers: list[alt.Chart] = [
        theme.Chart(lines).mark_rule(color=theme.GRID).encode(y=y),
        theme.Chart(rows)
        .mark_text(align="right", baseline="top", dx=-12, dy=8)
        .encode(x=alt.value(0), y=y, text="notebook:N"),
    ]
    for verdict, (fill, ink, dash) in _LOOK.items():
        some = theme.Chart(tiles[tiles["verdict"] == verdict])
        tip = ["claim_id:N", "claim:N", "verdict:N"]
        square = some.mark_rect(fill=fill, stroke=theme.INK, strokeDash=dash, cornerRadius=3)
        layers += [
            square.encode(x=x, x2="x2:Q", y=y, y2="y2:Q", tooltip=tip),
            some.mark_text(color=ink, fontSize=10.5, dx=_TILE / 2 - 1.5, dy=_TILE / 2 - 1.5)
            .encode(x=x, y=y, text="claim_id:N", tooltip=tip),
        ]  # fmt: skip
    heads = theme.Chart(_heads(tiles)).mark_text(
        align="left", baseline="top", lineBreak="\n", dy=-38, lineHeight=15
    )
    layers.append(heads.encode(x=x, y=alt.value(0), text="head:N"))
    return theme.finish(
        alt.layer(*layers).properties(width=width, height=height),
        title=f"{len(claims)} claims and what the data say of them",
        subtitle="C: from the article. O: only in its Chinese original. X: widely repeated.",
        source="the claims' own sources, in the table claims; verdicts by the rule of the course.",
        description=message(claims),
    )


def message(claims: pd.DataFrame) -> str:
    """Say how many claims got each verdict, and which.

    Parameters
    ----------
    claims : DataFrame
        As `by_verdict` takes it.

    Returns
    -------
    str
        The text alternative of the picture.
    """
    parts = []
    for verdict in VERDICTS:
        found = claims.loc[claims["verdict"] == verdict, "claim_id"]
        listed = f" ({', '.join(found)})" if len(found) else ""
        parts.append(f"{verdict} {len(found)}{listed}")
    return f"{len(claims)} claims by verdict: {'; '.join(parts)}."


def _place(claims: pd.DataFrame) -> pd.DataFrame:
    """Give each tile its corners: x in pixels, y in rows of tiles from the top."""
    tiles = claims[["claim_id", "notebook", "claim", "verdict"]].sort_values("claim_id")
    tiles = pd.DataFrame(tiles)
    order = tiles.groupby(["notebook", "verdict"]).cumcount()
    high = (order // _ACROSS + 1).groupby(tiles["notebook"]).max().sort_index()
    tops = high.cumsum().shift(fill_value=0) + 0.3 * pd.Series(range(len(high)), high.index)
    column = tiles["verdict"].map({name: i for i, name in enumerate(_LOOK)})
    tiles["x"] = column * _COLUMN + order % _ACROSS * _TILE
    tiles["top"] = tiles["notebook"].map(tops)
    tiles["y"] = tiles["top"] + order // _ACROSS + 0.15
    tiles["x2"], tiles["y2"] = tiles["x"] + _TILE - 3, tiles["y"] + 1 - 3 / _TILE
    return tiles


def _bands(tiles: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return where the name of each notebook stands, and the lines between the notebooks."""
    rows = tiles.groupby("notebook")["top"].first().rename("y").reset_index()
    rows["notebook"] = rows["notebook"].str.replace("_", " ")
    return rows.assign(y=rows["y"] + 0.1), pd.DataFrame({"y": rows["y"] - 0.02})


def _heads(tiles: pd.DataFrame) -> pd.DataFrame:
    counts = tiles["verdict"].value_counts()
    # One word stands on the second line, beside "with a caveat".
    names = [name.replace(" with", ",\nwith") if " " in name else f"\n{name}" for name in _LOOK]
    return pd.DataFrame(
        {"head": f"{shown}: {counts.get(name, 0)}", "x": i * _COLUMN}
        for i, (name, shown) in enumerate(zip(_LOOK, names, strict=True))
    )
