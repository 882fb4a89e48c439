"""One check for each claim that data can tell, and the verdicts that follow."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace

import pandas as pd

from reelab.verdicts import (
    consolidation,
    dependency,
    governance,
    ledger,
    reserves,
    scenario,
    technology,
)
from reelab.verdicts.record import EDITED, Record
from reelab.verdicts.rule import Finding, Said, decide

_ROOMS = (reserves, dependency, consolidation, technology, governance, scenario)
_NAME = re.compile(r"([cox]\d\d)_\w+")

Check = Callable[[Said, Record], Finding]
CHECKS: dict[str, Check] = {
    match[1].upper(): function
    for room in _ROOMS
    for name, function in vars(room).items()
    if (match := _NAME.fullmatch(name))
}
"""The check of each claim, by its id; the name of the function begins with it."""


def check(claim_id: str, record: Record | None = None) -> Finding:
    """Hold one claim against the record.

    Parameters
    ----------
    claim_id : str
        Id of the claim.
    record : Record, optional
        What is known; all tables of the course if left out.

    Returns
    -------
    Finding
        What was found. For an opinion it is the part that can be measured.

    Raises
    ------
    CourseError
        If there is no such claim.
    """
    claim = ledger.get(claim_id)
    if claim.claim_id not in CHECKS:
        return Finding(holds=None, how="")
    record = Record() if record is None else record
    finding = _look(claim, record)
    if finding.holds is False and finding.held is None and set(finding.tables) & set(EDITED):
        held = any(_look(claim, record.until(year)).holds for year in _before(claim, record))
        finding = replace(finding, held=held)
    return finding


def _look(claim: ledger.Claim, record: Record) -> Finding:
    looked = Record(record.edition, record.tables)
    finding = CHECKS[claim.claim_id](claim.said, looked)
    return replace(finding, tables=tuple(sorted(set(looked.read))))


def _before(claim: ledger.Claim, record: Record) -> Iterable[int]:
    """Return the older editions that count: that of the day it was said, or all before the newest.

    An edition appears in the first weeks of its year.
    """
    older = record.editions()[1:]
    if not claim.said_on:
        return older
    return [edition for edition in older if edition <= int(claim.said_on[:4])][:1]


def verdicts(record: Record | None = None) -> pd.DataFrame:
    """Derive the verdict on every claim.

    Parameters
    ----------
    record : Record, optional
        What is known; all tables of the course if left out.

    Returns
    -------
    DataFrame
        By claim_id: verdict, found (the figure with its unit), gap (how far the claim is off) and
        caveats (those that apply).
    """
    return pd.DataFrame.from_dict(
        {name: _row(name, record) for name in ledger.rows()},
        orient="index",
        columns=["verdict", "found", "gap", "caveats"],
    ).rename_axis("claim_id")


def _row(name: str, record: Record | None) -> tuple[str, ...]:
    claim, finding = ledger.get(name), check(name, record)
    verdict = decide(finding, opinion=bool(claim.why_opinion))
    return verdict, finding.found, finding.gap, " ".join(finding.applying)
