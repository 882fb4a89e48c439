"""What a notebook shows where a cell of a student's own goes wrong."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

CASES = {
    "models.quotas.yearly('quotas')": [
        "TypeError", "inside reelab.models.quotas.yearly. There quotas is 'quotas'. It wants:",
        "quotas : DataFrame\n    Rows of one market: year, quota_t",
    ],
    "models.ownership.stakes([1])": ["There rows is a list. It wants:", "Columns holder, entity"],
    "models.deposits.curve(quotas)": ["deposits.curve needs a value for basket_price"],
    "models.reserves.supply(quotas, quotas, quotas)": [
        "inside reelab.models.reserves.supply. There reserves is a table with the columns year",
        "countries : DataFrame\n    Columns country, bloc.",
    ],
    "models.quotas.yearl": ["Did you mean 'yearly'? There is: MARKETS"],
    "models.quota": ["reelab.models has no 'quota'. Did you mean 'quotas'?"],
    "labs.reserve": ["reelab.labs has no 'reserve'. Did you mean 'reserves'?"],
    "charts.reservs": ["Did you mean 'reserves'?"],
    "assumptions.value(3)": ["Did you mean 'values'?"],
    "from reelab.course import anwser": ["Did you mean 'answer'?"],
    "from reelab.models import hhi": ["cannot import name 'hhi'", "There is: backtest"],
    "models.content.tidy()": ["has no attribute 'tidy'", "There is: "],
    "labs.doubt.decides(1, 2)": ["reelab.labs.doubt.decides was called. It wants:"],
    "load()": ["reelab.data.load", "name : str"],
    "quotas['yaer']": ["KeyError", "Did you mean 'year'? There is: year, batch"],
    "quotas[['yaer']]": ["Did you mean 'year'?"],
    "quotas.set_index('year').loc[1999]": ["There is: 2006, 2010"],
    "quotas.query('yaer == 2020')": ["Did you mean 'year'?"],
    "supply": ["name 'supply' is not defined", "Run All Above Selected Cell"],
    "load('reservs')": ["There is no table 'reservs'. Did you mean 'reserves'?"],
}  # fmt: skip
"""What is typed, and what is said."""

OTHERS = {"1 / 0": "division by zero", "int('x')": "invalid literal", "{}['a']": "KeyError: 'a'"}
"""Errors of which the course knows nothing are shown as they are."""

SCRIPT = """
import contextlib, io, json, sys
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance(colors="nocolor")
def told(code):
    with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(out):
        shell.run_cell(code)
    return out.getvalue()
begun = told("from reelab import assumptions, charts, labs, load, models; quotas = load('quotas')")
print(json.dumps([begun, [told(code) for code in json.load(sys.stdin)]]))
"""


@pytest.fixture(scope="module")
def shown() -> dict[str, str]:
    cells = [*CASES, *OTHERS]
    done = subprocess.run([sys.executable, "-c", SCRIPT], input=json.dumps(cells), text=True,
                          capture_output=True, check=True)  # fmt: skip
    begun, told = json.loads(done.stdout)
    assert begun == ""
    return dict(zip(cells, told, strict=True))


@pytest.mark.parametrize("code", CASES)
def test_a_cell_that_goes_wrong_is_explained(shown: dict[str, str], code: str) -> None:
    for words in CASES[code]:
        assert words in shown[code], shown[code]
    for place in ("site-packages", "/reelab/models/q", "During handling", "direct cause"):
        assert place not in shown[code], shown[code]


@pytest.mark.parametrize("code", OTHERS)
def test_other_errors_stay_as_they_are(shown: dict[str, str], code: str) -> None:
    assert OTHERS[code] in shown[code]
    assert "It wants" not in shown[code]
    assert "There is" not in shown[code]
