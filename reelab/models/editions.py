"""What changed from one USGS edition to another."""

from __future__ import annotations

import pandas as pd

from reelab.errors import CourseError, did_you_mean

KINDS = ("revised", "new", "withdrawn", "unlisted", "unchanged", "no figure")
"""What can happen to a country's figure, in the order in which `changes` lists it."""

_COLUMNS = [
    "country", "bloc", "year", "old_t", "new_t", "change_t", "change_pct", "kind", "reason",
    "old_listed", "new_listed",
]  # fmt: skip


def changes(
    figures: pd.DataFrame, countries: pd.DataFrame, old: int, new: int, within: float = 1e-9
) -> pd.DataFrame:
    """Put the figures of two editions side by side and say what became of each.

    Parameters
    ----------
    figures : DataFrame
        Columns edition, country, note and either reserves_t (t REO) or year and production_t
        (t REO). Of production, the newest year that both editions print is compared: the same
        year, told twice.
    countries : DataFrame
        Columns country, bloc.
    old, new : int
        The editions.
    within : float
        Share by which two figures may differ and still count as the same.

    Returns
    -------
    DataFrame
        country, bloc, year (of production; missing for reserves), old_t, new_t, change_t (t REO;
        missing where a figure is), change_pct, kind, reason (the note of the new edition's row),
        old_listed and new_listed (whether the edition has a row). The kind is `revised`,
        `unchanged`, `new` (only the new edition has a figure), `withdrawn` (the new edition says
        that it has none), `unlisted` (the new edition has no row) or `no figure`. The largest
        change of each kind comes first.

    Raises
    ------
    CourseError
        If the table lacks an edition, or if the editions print no year of production in common.
    """
    value = "production_t" if "production_t" in figures else "reserves_t"
    chosen = {edition: _edition(figures, edition) for edition in (old, new)}
    year = None
    if value == "production_t":
        year = _common_year(chosen[old], chosen[new], old, new)
        chosen = {edition: rows[rows["year"] == year] for edition, rows in chosen.items()}
    before = chosen[old].set_index("country")[value].rename("old_t")
    after = chosen[new].set_index("country")[[value, "note"]]
    both = pd.concat([before, after.rename(columns={value: "new_t", "note": "reason"})], axis=1)
    both = both.rename_axis("country").reset_index()
    both = both.merge(countries[["country", "bloc"]], on="country", how="left")
    both["year"] = pd.array([year] * len(both), dtype="Int64")
    both["change_t"] = both["new_t"] - both["old_t"]
    both["change_pct"] = (both["change_t"] / both["old_t"] * 100).where(both["old_t"] > 0)
    both["old_listed"] = both["country"].isin(before.index)
    both["new_listed"] = both["country"].isin(after.index)
    figures_and_row = zip(both["old_t"], both["new_t"], both["new_listed"], strict=True)
    both["kind"] = [_kind(*one, within) for one in figures_and_row]
    return _sorted(both)[_COLUMNS]


def _edition(figures: pd.DataFrame, edition: int) -> pd.DataFrame:
    rows = figures[figures["edition"] == edition]
    if rows.empty:
        there = sorted(set(figures["edition"]))
        raise CourseError(f"There is no edition {edition!r}. {did_you_mean(edition, there)}")
    return rows


def _common_year(before: pd.DataFrame, after: pd.DataFrame, old: int, new: int) -> int:
    common = set(before["year"]) & set(after["year"])
    if not common:
        raise CourseError(
            f"The editions {old} and {new} print no year of production in common; take editions "
            "that follow each other."
        )
    return int(max(common))


def _kind(old: float, new: float, listed: bool, within: float) -> str:
    if pd.isna(old):
        return "no figure" if pd.isna(new) else "new"
    if pd.isna(new):
        return "withdrawn" if listed else "unlisted"
    return "unchanged" if abs(new - old) <= within * max(abs(old), abs(new)) else "revised"


def _sorted(table: pd.DataFrame) -> pd.DataFrame:
    """Sort by kind, then by the size of the change, of the figure where it is the only one."""
    size = table["change_t"].abs().replace(0, pd.NA)
    size = size.fillna(table["new_t"]).fillna(table["old_t"]).fillna(0)
    order = pd.DataFrame({"kind": table["kind"].map(KINDS.index), "size": -size.astype(float),
                          "country": table["country"]})  # fmt: skip
    return table.loc[order.sort_values(["kind", "size", "country"]).index].reset_index(drop=True)


def message(table: pd.DataFrame, old: int, new: int) -> str:
    """Say what changed from one edition to another.

    Parameters
    ----------
    table : DataFrame
        As `changes` returns it.
    old, new : int
        The editions.

    Returns
    -------
    str
        The countries of each kind with their figures, and how many stayed as they were.
    """
    parts = []
    for kind in KINDS[:4]:
        if len(rows := table[table["kind"] == kind]):
            said = zip(rows["country"], told(rows), strict=True)
            parts.append(f"{kind.capitalize()}: {', '.join(map(' '.join, said))}.")
    stayed = ", ".join(table.loc[table["kind"] == "unchanged", "country"]) or "none"
    blank = ", ".join(table.loc[table["kind"] == "no figure", "country"]) or "none"
    head = f"From the {old} to the {new} edition, in t REO. "
    return head + " ".join([*parts, f"Unchanged: {stayed}. No figure in either: {blank}."])


def told(table: pd.DataFrame, unit: float = 1) -> list[str]:
    """Say in few words what became of each figure.

    Parameters
    ----------
    table : DataFrame
        As `changes` returns it.
    unit : float
        The t REO that one is to stand for.

    Returns
    -------
    list of str
        For instance `21 to 11 (-48%)`, or the figure alone where it did not change.
    """
    figures = zip(
        table["old_t"] / unit, table["new_t"] / unit, table["old_listed"], table["new_listed"],
        strict=True,
    )  # fmt: skip
    return [_told(*one) for one in figures]


def _told(old: float, new: float, old_listed: bool, new_listed: bool) -> str:
    if old == new:
        return figure(new)
    words = f"{figure(old, old_listed)} to {figure(new, new_listed)}"
    if pd.isna(old) or pd.isna(new) or not old:
        return words
    times = new / old
    return (
        f"{words} ({times:,.0f} times)" if times >= 10 else f"{words} ({(times - 1) * 100:+.0f}%)"
    )


def figure(value: float, listed: bool = True) -> str:
    """Return a figure as a reader sees it.

    Parameters
    ----------
    value : float
        In any unit; missing where there is none.
    listed : bool
        Whether the edition has a row for it.

    Returns
    -------
    str
        `NA` for a row without a figure, `no row` for none.
    """
    if pd.isna(value):
        return "NA" if listed else "no row"
    return f"{value:,.0f}" if value >= 100 or value == round(value) else f"{value:.3g}"


def whole(
    reserves: pd.DataFrame, production: pd.DataFrame, totals: pd.DataFrame, within: float = 0.05
) -> list[int]:
    """Return the editions of which every row is there.

    Parameters
    ----------
    reserves, production : DataFrame
        Columns edition, country and reserves_t, or year and production_t (t REO).
    totals : DataFrame
        Columns edition, measure, year, total_t (t REO): the totals that the editions print.
    within : float
        Share by which the rows may miss the printed total, which is rounded.

    Returns
    -------
    list of int
        Sorted. In each, both tables name the same countries and add up to the printed totals of
        reserves and of two years of production.
    """
    found = []
    for edition, printed in totals.groupby("edition"):
        stock, mined = (rows[rows["edition"] == edition] for rows in (reserves, production))
        sums = {("reserves", edition - 1): stock["reserves_t"].sum()}
        by_year = mined.groupby("year")["production_t"].sum()
        sums |= {("production", year): total for year, total in by_year.items()}
        wanted = printed.set_index(["measure", "year"])["total_t"].to_dict()
        if (
            set(stock["country"]) == set(mined["country"])
            and len(wanted) == 3
            and sums.keys() == wanted.keys()
            and all(abs(sums[key] - wanted[key]) <= within * wanted[key] for key in wanted)
        ):
            found.append(int(edition))
    return found


def turned(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Return the claims whose verdict turns from one state of the data to another.

    Parameters
    ----------
    before, after : DataFrame
        By claim_id: verdict, found (the figure, as text) and caveats (those that apply).

    Returns
    -------
    DataFrame
        By claim_id: verdict_before, verdict_after, found_before, found_after and caveats_after,
        where the verdicts differ.
    """
    sides = [
        side[["verdict", "found", "caveats"]].add_suffix(suffix)
        for side, suffix in ((before, "_before"), (after, "_after"))
    ]
    both = pd.concat(sides, axis=1, join="inner")
    columns = ["verdict_before", "verdict_after", "found_before", "found_after", "caveats_after"]
    return both.loc[both["verdict_before"] != both["verdict_after"], columns]
