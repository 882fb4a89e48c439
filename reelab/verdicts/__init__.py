"""The verdict on each claim, computed from the data by one rule.

`reelab.claim("C16")` and `reelab.claims()` show them to students. What they rest on stands here,
since a package and a function cannot share the name `claims`:

- `reelab.verdicts.Record`: what is known; up to an edition, or with tables of one's own;
- `reelab.verdicts.check(claim_id, record)`: what the record says about a claim, a `Finding`;
- `reelab.verdicts.verdicts(record)`: the verdicts, as a table;
- `reelab.verdicts.decide` and `RULE`: the rule, as code and in words.

A check sees what a claim says and never what the ledger makes of it. The room stands beside the
data and the assumptions, below the charts; its checks also use formulas of `reelab.models`.
"""

from reelab.verdicts.card import Card, claim, claims
from reelab.verdicts.checks import CHECKS, check, verdicts
from reelab.verdicts.record import Record
from reelab.verdicts.rule import RULE, VERDICTS, Finding, Said, decide

__all__ = ["CHECKS", "RULE", "VERDICTS", "Card", "Finding", "Record", "Said", "check", "claim",
           "claims", "decide", "verdicts"]  # fmt: skip
