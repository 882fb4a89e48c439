"""Rank materials by supply risk, with another indicator of governance or other weights."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from reelab.models import criticality
from reelab.models.concentration import REST
from reelab.models.formula import choose, sentence, where
from reelab.models.indicators import INDICATORS, scaled


def pieces(inputs: pd.DataFrame, shares: pd.DataFrame) -> pd.DataFrame:
    """Split supply risk into what each supplier adds for each point of governance.

    Parameters
    ----------
    inputs : DataFrame
        material, stage, mixes_used (`both`, `global` or `EU`), import_reliance_pct, eol_rir_pct,
        si_supply.
    shares : DataFrame
        material, stage, mix, country, share_pct, trade_parameter.

    Returns
    -------
    DataFrame
        material, stage, country, coefficient (times `governance_term`, summed, it is the supply
        risk) and whole, false where the European mix that the method uses is not in the tables
        and the world's stands alone.
    """
    half = inputs["import_reliance_pct"].clip(0, 100) / 200
    left = (1 - inputs["eol_rir_pct"] / 100) * inputs["si_supply"]
    table = inputs[["material", "stage", "mixes_used"]].assign(half=half, left=left)
    rows = shares[shares["country"] != REST].merge(table, on=["material", "stage"])
    seen = rows.groupby(["material", "stage"])["mix"].transform("nunique")
    rows["whole"] = (rows["mixes_used"] != "both") | (seen == 2)
    alone = rows["mix"].where(~rows["whole"] | (rows["mixes_used"] == rows["mix"]))
    both = np.where(rows["mix"] == "global", rows["half"], 1 - rows["half"])
    used = np.where((rows["mixes_used"] == "both") & rows["whole"], both, alone.notna())
    squared = (rows["share_pct"] / 100) ** 2 * rows["trade_parameter"]
    rows["coefficient"] = squared * used * rows["left"]
    keys = ["material", "stage", "country", "whole"]
    rows = rows[rows["coefficient"] > 0].groupby(keys, as_index=False, sort=False)["coefficient"]
    return rows.sum()


def risk_of(parts: pd.DataFrame, scaled: Mapping[str, Any], governance_weight: Any) -> Any:
    """Add up the pieces of one material at one stage, here or in the browser.

    Parameters
    ----------
    parts : DataFrame
        Rows of `pieces`.
    scaled : mapping of str to number or Altair expression
        Governance of each country, as `scaled_governance` returns it.
    governance_weight : number or Altair expression
        As in `governance_term`.

    Returns
    -------
    number or Altair expression
        The supply risk.
    """
    total: Any = 0.0
    for row in parts.itertuples():
        term = criticality.governance_term(scaled[str(row.country)], governance_weight)
        total = term * float(row.coefficient) + total
    return total


def risks(
    parts: pd.DataFrame, scaled: Mapping[str, Any], stage: Any, governance_weight: Any
) -> dict[str, Any]:
    """Return the supply risk of each material; in the browser, as an expression.

    Parameters
    ----------
    parts : DataFrame
        As `pieces` returns it.
    scaled : mapping of str to number or Altair expression
        Governance of each country, 0 (best) to 10 (worst).
    stage : str or Altair expression
        `extraction` or `processing`.
    governance_weight : number or Altair expression
        As in `criticality.governance_term`.

    Returns
    -------
    dict of str to number or Altair expression
        Supply risk by material, in alphabetical order.
    """
    found = {}
    for material, rows in parts.groupby("material"):
        answer: Any = 0.0
        for name, own in rows.groupby("stage"):
            answer = where(stage == name, risk_of(own, scaled, governance_weight), answer)
        found[str(material)] = answer
    return found


def table(
    parts: pd.DataFrame, points: pd.DataFrame, published: pd.DataFrame, *, stage: str,
    indicator: str, governance_weight: float, risk_weight: float,
) -> pd.DataFrame:  # fmt: skip
    """Rank the materials, beside what was published.

    Parameters
    ----------
    parts, points : DataFrame
        As `pieces` and `indicators.governance` return them.
    published : DataFrame
        material, stage, risk and importance, as printed.
    stage, indicator, governance_weight : str, str and float
        As in `risks` and `scaled`.
    risk_weight : float
        As in `criticality.combined`.

    Returns
    -------
    DataFrame
        material, risk, importance, score and rank; published, the same score from the printed
        risk, and published_rank. The first rank is the largest score; equals share the best.
    """
    found = risks(parts, scaled(points, indicator), stage, governance_weight)
    rows = published[published["stage"] == stage].set_index("material").sort_index()
    rows = rows.assign(printed=rows["risk"], risk=pd.Series(found))
    importance = rows["importance"]
    rows["score"] = criticality.combined(rows["risk"], importance, risk_weight)
    rows["published"] = criticality.combined(rows["printed"], importance, risk_weight)
    for name, column in (("rank", "score"), ("published_rank", "published")):
        ranked = rows[column].round(6).rank(ascending=False, method="min")
        rows[name] = ranked.astype(int)
    columns = ["risk", "importance", "score", "rank", "published", "published_rank"]
    return rows[columns].sort_values(["rank", "published_rank"]).reset_index()


def title(run: Mapping[str, Any]) -> Any:
    """Return the title of a ranking; in the browser, as an expression.

    Parameters
    ----------
    run : mapping of str to number, str or Altair expression
        stage, indicator, governance_weight and risk_weight.

    Returns
    -------
    str or Altair expression
        The title.
    """
    named = choose({key: words for key, (words, _) in INDICATORS.items()}, run["indicator"])
    weight = run["risk_weight"]
    both = where(weight < 100, ", and importance", "")
    risk = sentence("Risk at ", run["stage"], ", weighed by ", named, both)
    return where(weight > 0, risk, "Economic importance alone; risk counts for nothing")


def message(parts: pd.DataFrame, scaled: Mapping[str, Any], run: Mapping[str, Any]) -> Any:
    """Say the score of each material; in the browser, as an expression.

    Parameters
    ----------
    parts, scaled : DataFrame, mapping of str to number or Altair expression
        As in `risks`.
    run : mapping of str to number, str or Altair expression
        As in `title`.

    Returns
    -------
    str or Altair expression
        A sentence with the supply risks.
    """
    words: list[Any] = [title(run), ", governance counted to the power ",
                        (run["governance_weight"], ".1f"), ". Supply risk of 10: "]  # fmt: skip
    found = risks(parts, scaled, run["stage"], run["governance_weight"])
    for material, risk in found.items():
        words += [f"{material} ", (risk, ".2f"), ", "]
    return sentence(*words[:-1], ". Supply risk counts ", (run["risk_weight"], ".0f"),
                    "%, economic importance the rest.")  # fmt: skip
