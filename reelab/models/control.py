"""Whose output it is: where the mine is, who owns it, who takes what it yields."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import numpy as np
import pandas as pd

from reelab.models.concentration import REST
from reelab.models.consolidation import points_of
from reelab.models.formula import choose, where

READINGS = ("where the mine is", "who owns it", "who takes its output")
"""Three answers to the question whose output it is."""

WORDS = dict(zip(READINGS, ("place", "owner", "buyer"), strict=True))
"""The readings, in a word."""


def supply(
    companies: pd.DataFrame, production: pd.DataFrame, control: pd.DataFrame, total: float
) -> pd.DataFrame:
    """Return the output of each origin of which the table of control speaks.

    Parameters
    ----------
    companies : DataFrame
        One year of mine output by company: company, country, supply_t.
    production : DataFrame
        The same year by country: country, production_t.
    control : DataFrame
        Columns origin and country; an origin that is a country, or the one company of a country
        without a figure of its own, stands for the output of that country.
    total : float
        World output, t.

    Returns
    -------
    DataFrame
        origin, country and supply_t (t REO), the largest first, and a last row for the rest of the
        world.
    """
    by_company = companies.set_index("company")["supply_t"]
    by_country = production.set_index("country")["production_t"]
    rows = control[["origin", "country"]].drop_duplicates("origin")
    output = rows["origin"].map(by_company).fillna(rows["country"].map(by_country))
    found = rows.assign(supply_t=output).query("supply_t > 0")
    found = found.sort_values("supply_t", ascending=False)
    left = max(total - float(found["supply_t"].sum()), 0.0)  # a printed total is rounded
    rest = pd.DataFrame({"origin": [REST], "country": [REST], "supply_t": [left]})
    return pd.concat([found, rest], ignore_index=True)


def readings(
    output: pd.DataFrame, control: pd.DataFrame, year: int, home: str = "China"
) -> pd.DataFrame:
    """Count the output that is one country's under each reading.

    Parameters
    ----------
    output : DataFrame
        As `supply` returns it.
    control : DataFrame
        The table effective_control: origin, measure, year, share_pct, confidence.
    year : int
        Year of the contracts, of which the newest up to then count; equity is known for one year
        only, and that year counts.
    home : str
        The country.

    Returns
    -------
    DataFrame
        One row for each reading and origin: reading, origin, supply_t, share_pct, held_t, and
        assumed, which is true where the share is a judgement and not a figure. A share that the
        table does not have is taken as zero, and assumed.
    """
    tables = {
        READINGS[1]: control[control["measure"] == "equity"],
        READINGS[2]: control[(control["measure"] == "offtake") & (control["year"] <= year)],
    }
    parts = []
    for reading in READINGS:
        part = output.assign(reading=reading)
        if reading == READINGS[0]:
            part["share_pct"] = np.where(part["country"] == home, 100.0, 0.0)
            part["assumed"] = False
        else:
            known = tables[reading].sort_values("year").drop_duplicates("origin", keep="last")
            known = known.set_index("origin")
            part["share_pct"] = part["origin"].map(known["share_pct"]).fillna(0.0)
            seen = part["origin"].map(known["confidence"] != "judgement")
            part["assumed"] = ~seen.fillna(False).astype(bool)
        parts.append(part)
    found = pd.concat(parts, ignore_index=True)
    found["held_t"] = found["supply_t"] * found["share_pct"] / 100
    columns = ["reading", "origin", "country", "supply_t", "share_pct", "held_t", "assumed"]
    return found[columns]


def totals(found: pd.DataFrame) -> pd.DataFrame:
    """Add up `readings`.

    Parameters
    ----------
    found : DataFrame
        As `readings` returns it.

    Returns
    -------
    DataFrame
        reading, held_t and assumed_t (of it, on assumed shares), share_pct and known_pct (the same
        without what is assumed), and assumed_rest_pct (what is not held, on assumed shares): t REO
        and percent of the world.
    """
    rows = []
    for reading, part in found.groupby("reading", sort=False):
        world, held = part["supply_t"].sum(), part["held_t"].sum()
        assumed = part.loc[part["assumed"], "held_t"].sum()
        rest = part.loc[part["assumed"], "supply_t"].sum() - assumed
        parts = (100 * t / world for t in (held, held - assumed, rest))
        rows.append([reading, held, assumed, *parts])
    columns = ["reading", "held_t", "assumed_t", "share_pct", "known_pct", "assumed_rest_pct"]
    return pd.DataFrame(rows, columns=columns)


def points_by_reading(
    found: pd.DataFrame, small: Collection[str] = (), total: float | None = None
) -> pd.Series:
    """Return the concentration of the world market if all that is held sells as one.

    Parameters
    ----------
    found : DataFrame
        As `readings` returns it.
    small : collection of str
        Origins with many owners: what is not held of them comes from very many small sellers, as
        does the rest of the world.
    total : float, optional
        World output, t, if it is not the sum of the origins.

    Returns
    -------
    Series
        Points by reading.
    """
    answers = {}
    for reading, part in found.groupby("reading", sort=False):
        left = part.set_index("origin")["supply_t"] - part.set_index("origin")["held_t"]
        sellers = left.drop([REST, *small], errors="ignore")
        one = pd.Series({"held": part["held_t"].sum()})
        world = float(part["supply_t"].sum()) if total is None else total
        answers[reading] = points_of(pd.concat([one, sellers]), world)
    return pd.Series(answers, name="points", dtype=float)


def share_title(sums: pd.DataFrame, run: Mapping[str, Any]) -> Any:
    """Say whose output it is under each reading; in the browser, as an expression.

    Parameters
    ----------
    sums : DataFrame
        `totals` of each case, with its edition and contracts.
    run : mapping of str to number or Altair expression
        `edition` and `contracts`.

    Returns
    -------
    str or Altair expression
        A title.
    """
    return _for_case(sums, run, _title)


def share_message(sums: pd.DataFrame, run: Mapping[str, Any]) -> Any:
    """Say how much of it rests on assumed shares; in the browser, as an expression.

    Parameters
    ----------
    sums, run : DataFrame and mapping
        As in `share_title`.

    Returns
    -------
    str or Altair expression
        A sentence.
    """
    return _for_case(sums, run, _message)


def origin_message(found: pd.DataFrame, run: Mapping[str, Any]) -> Any:
    """Say how much of each origin it is under one reading; in the browser, as an expression.

    Parameters
    ----------
    found : DataFrame
        `readings` of each case: edition, contracts and the columns of `readings`.
    run : mapping of str to number, str or Altair expression
        `edition`, `contracts` and `reading` (a value of `WORDS`).

    Returns
    -------
    str or Altair expression
        A sentence.
    """

    def say(rows: pd.DataFrame) -> Any:
        told = {}
        for reading, part in rows.groupby("reading"):
            shares = [
                f"{row.origin} {row.share_pct:.0f}%{' (assumed)' if row.assumed else ''} of "
                f"{row.supply_t / 1000:,.1f} thousand t"
                for row in part.itertuples()
            ]
            told[WORDS[str(reading)]] = f"By {WORDS[str(reading)]}: {', '.join(shares)}."
        return choose(told, run["reading"])

    return _for_case(found, run, say)


def _for_case(sums: pd.DataFrame, run: Mapping[str, Any], say: Any) -> Any:
    answer: Any = ""
    for (edition, contracts), rows in sums.groupby(["edition", "contracts"]):
        case = (run["edition"] == edition) & (run["contracts"] == contracts)
        answer = where(case, say(rows), answer)
    return answer


def _title(rows: pd.DataFrame) -> str:
    told = [f"{row.share_pct:.0f}% by {WORDS[str(row.reading)]}" for row in rows.itertuples()]
    return f"China's part: {', '.join(told)}"


def _message(rows: pd.DataFrame) -> str:
    told = [
        f"{row.reading}, {row.share_pct:.1f}%, of it on assumed shares "
        f"{row.share_pct - row.known_pct:.1f}, of the rest {row.assumed_rest_pct:.1f}"
        for row in rows.itertuples()
    ]
    return f"Of the mine output of 2024: {'; '.join(told)} points."
