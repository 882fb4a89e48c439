"""How a claim is shown: as a card, and all of them as a table."""

from __future__ import annotations

import html
import re

import pandas as pd

from reelab import notebooks
from reelab.errors import CourseError, did_you_mean
from reelab.sheet import Sheet
from reelab.verdicts import ledger
from reelab.verdicts.checks import check
from reelab.verdicts.rule import VERDICTS, Finding, decide, figure, number

NOTEBOOKS = notebooks.NOTEBOOKS[1:]
"""The notebooks that work claims out, as the ledger names them."""


class Card:
    """One claim, to be read; `parts` are its headings and texts."""

    def __init__(self, title: str, parts: dict[str, str]) -> None:
        self.title, self.parts = title, parts

    def __repr__(self) -> str:
        return "\n".join([self.title, *(f"{head}: {text}" for head, text in self.parts.items())])

    def _repr_markdown_(self) -> str:
        lines = [f"- **{head}:** {text}" for head, text in self.parts.items()]
        return "\n".join([f"**{self.title}**", "", *lines])

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<p style='margin: 0 0 6px 0'><strong>{html.escape(head)}:</strong> "
            f"{html.escape(text)}</p>"
            for head, text in self.parts.items()
        )
        return (
            "<div style='border-left: 6px solid #808080; padding-left: 12px; max-width: 46em'>"
            f"<p style='font-weight: 600'>{html.escape(self.title)}</p>{rows}</div>"
        )


def claim(claim_id: str, *, verdict: bool = True) -> Card:
    """Show one claim: what it says, what was found, and the verdict that follows.

    Parameters
    ----------
    claim_id : str
        Its id, such as `C16`.
    verdict : bool
        False shows the claim alone, before anything is looked up.

    Returns
    -------
    Card
        Text in a terminal, a card in a notebook.

    Raises
    ------
    CourseError
        If there is no such claim.

    Examples
    --------
    >>> print(claim("C09", verdict=False))
    C09, from the article; notebook 01_reserves
    Claim: Russia has 3.8 million tonnes of rare earth reserves.
    Its figure: 3.8 Mt REO
    """
    row = ledger.get(claim_id)
    title = f"{row.claim_id}, {ledger.ORIGINS[row.origin]}; notebook {row.notebook}"
    parts = {"Claim": row.claim, "Its figure": _figure(row)}
    if verdict:
        parts |= _judged(row, check(row.claim_id))
    return Card(title, {head: text for head, text in parts.items() if text})


def _figure(row: ledger.Claim) -> str:
    if pd.isna(row.article_value):
        return ""
    said = row.said
    first = "" if said.low == said.high else f"{number(said.low)} to "
    return first + figure(said.high, said.unit)


def _judged(row: ledger.Claim, finding: Finding) -> dict[str, str]:
    name = decide(finding, opinion=bool(row.why_opinion))
    tables = ", ".join(finding.tables)
    return {
        "Verdict": f"{name}: {VERDICTS[name]}.",
        "Why it is an opinion": row.why_opinion,
        "Evidence": f"{row.evidence} Source: {row.source} Confidence: {row.confidence}.",
        "Computation": f"{finding.how} Computed from: {tables}." if finding.how else "",
        "Found": finding.found,
        "Caveats": " ".join(finding.applying) if finding.holds else "",
        "Gap": finding.gap or row.gap,
        "Lesson": row.lesson,
        "What would change it": row.would_change,
        "Note": row.note,
    }


def claims(notebook: int | str | None = None, *, verdict: bool = True) -> Sheet:
    """List the claims.

    Parameters
    ----------
    notebook : int or str, optional
        Only those of one notebook: its number or its name.
    verdict : bool
        False lists the claims alone, before anything is looked up.

    Returns
    -------
    DataFrame
        claim_id, notebook, origin and claim; with the verdicts also verdict, found (the figure)
        and gap (how far the claim is off). `reelab.verdicts.RULE` says how they are derived.

    Raises
    ------
    CourseError
        If there is no such notebook.

    Examples
    --------
    >>> list(claims(1)["claim_id"])[:4]
    ['C03', 'C09', 'C10', 'C11']
    """
    name = _notebook(notebook)
    chosen = [row for row in ledger.rows().values() if name in (None, row.notebook)]
    columns = ["claim_id", "notebook", "origin", "claim"]
    table = Sheet([[getattr(row, column) for column in columns] for row in chosen], columns=columns)
    if verdict:
        findings = [check(row.claim_id) for row in chosen]
        table["verdict"] = [
            decide(finding, opinion=bool(row.why_opinion))
            for row, finding in zip(chosen, findings, strict=True)
        ]
        table["found"] = [finding.found for finding in findings]
        table["gap"] = [
            finding.gap or row.gap for row, finding in zip(chosen, findings, strict=True)
        ]
    return table


def _notebook(given: object) -> str | None:
    if given is None:
        return None
    number = notebooks.number(given)
    found = [name for name in NOTEBOOKS if name[:2] == number]
    if not found and re.fullmatch(r"[CcOoXx]\d\d?", str(given).strip()):
        raise CourseError(f'claims() lists those of a notebook; claim("{given}") shows one claim.')
    if not found:
        raise CourseError(f"No claims belong to a notebook {given!r}. "
                          f"{did_you_mean(given, NOTEBOOKS)}")  # fmt: skip
    return found[0]
