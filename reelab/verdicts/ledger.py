"""The ledger of claims: one row each, in the course's own words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

import pandas as pd

from reelab.data import citations, load
from reelab.errors import CourseError, did_you_mean
from reelab.verdicts.rule import Said

ORIGINS = {
    "article": "from the article",
    "original": "only in the article's Chinese original",
    "repeated": "widely repeated",
}


@dataclass(frozen=True)
class Claim:
    """One row of the ledger; `verdict` is what the rule must find, held against it by a test."""

    claim_id: str
    origin: str
    said_on: str
    notebook: str
    claim: str
    article_value: float
    article_high: float
    article_unit: str
    verdict: str
    evidence: str
    gap: str
    lesson: str
    would_change: str
    why_opinion: str
    source_id: str
    confidence: str
    note: str

    @property
    def said(self) -> Said:
        """What the claim says, without any verdict."""
        high = self.article_value if pd.isna(self.article_high) else self.article_high
        return Said(self.article_value, high, self.article_unit, self.said_on)

    @property
    def source(self) -> str:
        """Where the best evidence comes from, as it can be cited."""
        return citations(pd.Series([self.source_id]))[self.source_id]


def rows() -> dict[str, Claim]:
    """Return all claims.

    Returns
    -------
    dict of str to Claim
        By id, in the order of the table.
    """
    return dict(_rows())


@cache
def _rows() -> dict[str, Claim]:
    table = load("claims")
    words = [column for column in table if not column.startswith("article_v")]
    words = [column for column in words if column != "article_high"]
    table[words] = table[words].fillna("")
    return {row["claim_id"]: Claim(**row) for row in table.to_dict("records")}


def get(claim_id: object) -> Claim:
    """Return one claim.

    Parameters
    ----------
    claim_id : str
        Its id, such as `C16`; `c16` and `C5` are understood.

    Returns
    -------
    Claim
        The row of the ledger.

    Raises
    ------
    CourseError
        If there is no such claim.

    Examples
    --------
    >>> get("c9").claim_id
    'C09'
    """
    if not isinstance(claim_id, str):
        raise CourseError(f"A claim is named by a text, such as 'C16', and not by {claim_id!r}.")
    name = re.sub(r"^([A-Z])(\d)$", r"\g<1>0\2", claim_id.strip().upper())
    if name not in _rows():
        raise CourseError(f"There is no claim {claim_id!r}. {did_you_mean(name, _rows())}")
    return _rows()[name]
