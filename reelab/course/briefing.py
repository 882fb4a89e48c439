"""The student's brief: one page with an answer, scenarios, predictions and verdicts."""

from __future__ import annotations

import base64
import html
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from reelab import assumptions, labs
from reelab.charts import scenario as chart
from reelab.charts import theme
from reelab.course.keeping import current
from reelab.course.page import STYLE, Report, save, section, signed
from reelab.course.standing import compare
from reelab.course.work import Work
from reelab.labs.pins import Pin
from reelab.labs.table import to_html
from reelab.models import scorecard
from reelab.verdicts import claims

NOTEBOOK, ANSWER = "06", "06.brief"
TITLE = "Can the Russia-India route break the hold?"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge",
            "microsoft-edge")  # fmt: skip
"""Programs that print a page as PDF, as they are called on a search path."""

_SHOWN = 9  # levers named in a row
_STYLE = """
@page { size: A4; margin: 9mm; }
body { font-size: 10pt; line-height: 1.25; max-width: 192mm; margin: 4mm auto; padding: 0; }
h1 { font-size: 16pt; margin: 0 0 1mm; } h2 { font-size: 10.5pt; margin: 1.5mm 0 0.5mm; }
p { margin: 0 0 1mm; } table { font-size: 7.5pt; margin: 0; } th, td { padding: 0 4px 1px; }
figure { margin: 0; } figure svg { width: 100%; max-height: 80mm; }
.code { font-size: 5.5pt; line-height: 1.1; word-break: break-all; } .small { color: #595959; }
.small p { display: inline; margin-right: 4mm; }
.two { display: grid; grid-template-columns: 1fr auto; gap: 4mm; align-items: center; }
.two td { white-space: nowrap; }
@media print { body { font-size: 9pt; margin: 0; } }
"""


class Brief(Report):
    """A brief that was written, with its PDF where one could be made."""

    def __init__(self, path: Path, page: str, pdf: Path | None, told: str) -> None:
        super().__init__(path, page)
        self.pdf, self.told = pdf, told

    def __repr__(self) -> str:
        return f"Brief written to {self.path.name}. {self.told}"

    def _repr_html_(self) -> str:
        link = ""
        if self.pdf:
            packed = base64.b64encode(self.pdf.read_bytes()).decode()
            name = html.escape(self.pdf.name)
            link = (f' <a download="{name}" href="data:application/pdf;base64,{packed}">'
                    f"Download {name}</a>.")  # fmt: skip
        return f"{super()._repr_html_()}<p>{html.escape(self.told)}{link}</p>"


def brief(name: str = "") -> Brief:
    """Write your brief: your answer, scenarios, predictions and the verdicts, on one page.

    Parameters
    ----------
    name : str
        Your name, for the top of the page; may be left out.

    Returns
    -------
    Brief
        The page, written to `brief.html` in this folder, and to `brief.pdf` where a browser that
        prints was found.

    Raises
    ------
    CourseError
        If the file cannot be written.
    """
    kept = current()
    page = _page(str(name), kept)
    path = save(kept.path.with_name("brief.html"), page)
    pdf = None
    told = "To have it as PDF, open it in a browser and print it: Ctrl + P, Save as PDF."
    # Where no person looks on (nbconvert, a test), nobody waits for a PDF.
    if theme.has_front_end() and (pdf := to_pdf(path)):
        told = "The same as PDF:"
    if lacks := [words for words, there in _asked(kept).items() if not there]:
        told = f"It has no {' and no '.join(lacks)} yet. {told}"
    return Brief(path, page, pdf, told)


def _asked(kept: Work) -> dict[str, bool]:
    """Say which parts of a brief are there."""
    answer = str(kept.all("note").get(ANSWER, "")).strip()
    return {"answer of your own": bool(answer), "pinned scenario": bool(labs.scenario.pinned())}


def to_pdf(page: Path) -> Path | None:
    """Print a page as PDF.

    Parameters
    ----------
    page : Path
        A file of HTML.

    Returns
    -------
    Path or None
        A file beside it; none if no browser was found or it failed.
    """
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if not found:
        return None
    target = page.with_suffix(".pdf")
    target.unlink(missing_ok=True)
    root = hasattr(os, "geteuid") and os.geteuid() == 0  # in a container; the page is our own
    with tempfile.TemporaryDirectory() as profile:
        command = [
            found, "--headless", "--disable-gpu", *(["--no-sandbox"] if root else []),
            f"--user-data-dir={profile}", "--no-pdf-header-footer", f"--print-to-pdf={target}",
            page.resolve().as_uri(),
        ]  # fmt: skip
        try:
            subprocess.run(command, capture_output=True, timeout=60, check=True)
        except (OSError, subprocess.SubprocessError):
            return None
    return target if target.exists() else None


def _page(name: str, kept: Work) -> str:
    told = kept.all("note")
    answer = told.pop(ANSWER, "").strip()
    notes = [text for key, text in told.items()
             if key.startswith(f"{NOTEBOOK}.") and text.strip()]  # fmt: skip
    shown = claims(NOTEBOOK)[["claim_id", "claim", "verdict"]]
    guesses = compare(NOTEBOOK)
    pinned = labs.scenario.pinned()
    parts = [
        section("My answer", map(_note, [answer, *notes] if answer else notes)),
        section("My scenarios", _scenarios(pinned)),
        section("My predictions", [to_html(guesses, "Predictions and what was found")]),
        section("Verdicts on the claims", [to_html(shown, "Verdicts on the claims")]),
        *(f'<p class="code">{slot}: {html.escape(pin.code)}</p>' for slot, pin in pinned.items()),
    ]
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f"<title>{TITLE}</title><style>{STYLE}{_STYLE}</style></head>"
        f'<body><h1>{TITLE}</h1><div class="small">{signed(name, kept)}</div>'
        f"{''.join(parts)}</body></html>\n"
    )


def _note(text: str) -> str:
    return f'<p class="note">{html.escape(text)}</p>'


def _scenarios(kept: dict[str, Pin]) -> Iterable[str]:
    """Yield picture, settings and results of the runs that are pinned."""
    if not kept:
        yield "<p>No scenario is pinned: press Pin to compare in the lab.</p>"
        return
    names = {slot: pin.name for slot, pin in kept.items()}
    defaults = assumptions.values(labs.scenario.CONTROLS)
    rows, words = labs.scenario.compared({slot: pin.settings for slot, pin in kept.items()}, names)
    listed = pd.DataFrame(
        {"": slot, "scenario": pin.name, "moved": _moved(defaults, pin.settings)}
        for slot, pin in kept.items()
    )
    cards = {
        slot: scorecard.scores(labs.scenario.run(**pin.settings)).set_index("outcome")["text"]
        for slot, pin in kept.items()
    }
    drawn = chart.still(rows, "What my scenarios come to", words["spoken"]).to_dict()
    yield f'<div class="two"><figure>{theme.svg(drawn)}</figure>'
    yield to_html(pd.DataFrame(cards).reset_index(), "What my scenarios come to") + "</div>"
    yield to_html(listed, "My scenarios")


def _moved(defaults: dict[str, float], settings: dict[str, float]) -> str:
    """Return what differs from the defaults, in words."""
    rows = [assumptions.get(name) for name, value in settings.items() if value != defaults[name]]
    told = [f"{row.label}: {_amount(row.unit, settings[row.id])}" for row in rows[:_SHOWN]]
    more = f"; {len(rows) - _SHOWN} more in the code" if len(rows) > _SHOWN else ""
    return ("; ".join(told) or "nothing: the defaults") + more


def _amount(unit: str, value: float) -> str:
    """Return a value with its unit, or what it stands for where the unit says so."""
    stands_for = dict(part.split(" = ") for part in unit.split(", ") if " = " in part)
    return stands_for.get(f"{value:g}", f"{value:g} {unit}".rstrip())
