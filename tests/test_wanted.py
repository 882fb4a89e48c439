"""What the pictures that notebooks draw from a student's own tables refuse."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from reelab import charts, labs, load
from reelab.errors import CourseError

PEOPLE = load("governance_indicators", country=["China", "India"])
ILLEGAL = load("smuggling", measure="illegal share of output")


@pytest.mark.parametrize(
    ("draw", "said"),
    [
        (lambda: charts.smuggling.analysts(load("smuggling")), "draws one measure; the table has"),
        (lambda: charts.smuggling.analysts(ILLEGAL.head(0)), "has no rows; a filter before it"),
        (lambda: charts.governance.indicators(PEOPLE), "draws one year; the table has"),
        (lambda: charts.governance.indicators(PEOPLE.query("year == 2023")), "draws one edition"),
        (lambda: charts.governance.indicators(load("reserves")), "missing: indicator, value"),
        (lambda: charts.governance.indicators("points"), "'points' is no table"),
        (lambda: charts.governance.thresholds(labs.criticality.assessed().head(0)), "no rows"),
        (lambda: charts.backtest.past(labs.scenario.past().drop(columns="modeled")),
         "missing: modeled"),
    ],
)  # fmt: skip
def test_a_table_that_cannot_be_drawn(draw: Callable[[], object], said: str) -> None:
    with pytest.raises(CourseError, match=re.escape(said)):
        draw()
