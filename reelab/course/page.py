"""A notebook's work on one page: a single HTML file that opens without a network."""

from __future__ import annotations

import base64
import html
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd

from reelab import codes, labs
from reelab.charts import theme
from reelab.course import questions
from reelab.course.keeping import current
from reelab.course.standing import check_notebook, compare
from reelab.course.work import Work
from reelab.errors import CourseError
from reelab.labs.table import to_html
from reelab.verdicts import claims

STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 1000px; margin: 2em auto; padding: 0 1em;
       color: #1a1a1a; background: #fff; }
table { border-collapse: collapse; width: 100%; margin: 0 0 1em; }
caption { position: absolute; clip-path: inset(50%); }
th, td { text-align: left; vertical-align: top; padding: 4px 8px; border-bottom: 1px solid #bbb; }
td.number { text-align: right; }
svg { max-width: 100%; height: auto; }
.note { white-space: pre-wrap; border-left: 4px solid #777; padding-left: 12px; }
.code { overflow-wrap: anywhere; color: #595959; font-size: 13px; }
"""


class Report:
    """A page that was written; a notebook shows where it is, with a link to download it."""

    def __init__(self, path: Path, page: str) -> None:
        self.path, self.page = path, page

    def __repr__(self) -> str:
        return f"Report written to {self.path.name}."

    def _repr_html_(self) -> str:
        packed = base64.b64encode(self.page.encode()).decode()
        name = html.escape(self.path.name)
        return (
            f'<p>Report written to {name}. <a download="{name}" '
            f'href="data:text/html;base64,{packed}">Download it</a>.</p>'
        )


def report(notebook: int | str, name: str = "") -> Report:
    """Write a page with the work of a notebook: guesses, exercises, pinned pictures, notes.

    Parameters
    ----------
    notebook : int or str
        Its number or its name, such as "01".
    name : str
        The student's name, for the top of the page; may be left out.

    Returns
    -------
    Report
        The page, written to `report-01.html` in this folder.

    Raises
    ------
    CourseError
        If that notebook has no questions, or the file cannot be written.
    """
    number, kept = check_notebook(notebook), current()
    page = _page(number, str(name), kept)
    return Report(save(kept.path.with_name(f"report-{number}.html"), page), page)


def save(path: Path, page: str) -> Path:
    """Write a page and return its path; a `CourseError` says why it cannot be written."""
    try:
        path.write_text(page, encoding="utf-8")
    except OSError as error:
        raise CourseError(
            f"{path.name} cannot be written here ({error.strerror or error})."
        ) from None
    return path


def _page(number: str, name: str, kept: Work) -> str:
    title = f"reelab, notebook {number}: {questions.title(number)}"
    parts = [
        section("Predictions", [to_html(compare(number), "Predictions and what was found")]),
        section("Exercises", [to_html(_exercises(number, kept), "Exercises")]),
        section("Pinned pictures", _pictures(number, kept)),
        section("Verdicts on the claims", [to_html(_claims(number), "Verdicts on the claims")]),
        section("Notes", _notes(number, kept)),
    ]
    by = signed(name, kept)
    seed = f"<p>Seed of this student's numbers: {kept.content.seed}.</p>"
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f"<title>{html.escape(title)}</title><style>{STYLE}</style></head>"
        f"<body><h1>{html.escape(title)}</h1>{by}{''.join(parts)}{seed}</body></html>\n"
    )


def signed(name: str, kept: Work) -> str:
    """Return who wrote a page, and the moment of the last change."""
    by = f"<p>{html.escape(name)}</p>" if name else ""
    last = max((entry["at"] for entry in kept.content.entries.values()), default=None)
    if last:
        by += f"<p>Last change: {datetime.fromtimestamp(last, UTC):%Y-%m-%d %H:%M} UTC.</p>"
    return by


def section(title: str, parts: Iterable[str]) -> str:
    """Return a heading and what stands under it."""
    inside = "".join(parts) or "<p>None.</p>"
    return f"<h2>{title}</h2>{inside}"


def _exercises(number: str, kept: Work) -> pd.DataFrame:
    rows = []
    for question in questions.of(number).values():
        if question.grade:
            done = kept.get("answer", question.id) or {"given": "", "right": False, "tries": 0}
            state = "right" if done["right"] else "not yet" if done["tries"] else "not tried"
            rows.append(
                {
                    "exercise": question.words(question.text, kept.content.seed).replace("`", ""),
                    "kind": question.grade,
                    "answer": done["given"],
                    "state": state,
                    "tries": done["tries"],
                }
            )
    return pd.DataFrame(rows)


def _claims(number: str) -> pd.DataFrame:
    return claims(number)[["claim_id", "claim", "verdict", "found"]]


def _pictures(number: str, kept: Work) -> Iterable[str]:
    for code in (code for code, pinned in kept.all("pin").items() if pinned):
        try:
            if codes.lab_of(code) not in questions.labs(number):
                continue
            panel = labs.from_code(code)
            drawn = theme.svg(panel.lab.chart(panel.settings).to_dict())
            shown = f"<figure>{drawn}<figcaption>{html.escape(panel.lab.title)}</figcaption>"
        except CourseError as error:
            shown = f"<figure><p>{html.escape(str(error))}</p>"
        yield f'{shown}<p class="code">{html.escape(code)}</p></figure>'


def _notes(number: str, kept: Work) -> Iterable[str]:
    for key, text in kept.all("note").items():
        if key.startswith(f"{number}.") and text.strip():
            yield f'<p class="note">{html.escape(text)}</p>'
