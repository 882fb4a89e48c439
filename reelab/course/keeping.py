"""The forms of a notebook that keep: notes, and the student's work on one line."""

from __future__ import annotations

import base64
import html
from functools import cache
from pathlib import Path
from typing import Any

import ipywidgets as widgets

from reelab.charts import theme
from reelab.course import transfer, work, workfile
from reelab.course.question import Judgement
from reelab.errors import CourseError
from reelab.labs import panel

WIDE = {"width": "100%", "max_width": "760px"}
_AUTO = {"width": "auto"}


@cache
def _kept(folder: Path) -> work.Work:
    found = work.Work(folder / work.NAME)
    if not theme.has_front_end() and not found.path.exists():
        found.content.seed = 0  # a page made without a student is the same each time
    panel.PINNED.append(lambda code, pinned: found.put("pin", code, pinned))
    return found


def current() -> work.Work:
    """Return the work of the folder in which the notebook runs."""
    return _kept(_home())


@cache
def _home() -> Path:
    # A student's own chdir must not split the work in two.
    return Path.cwd()


def told(text: str) -> str:
    """Return a sentence as HTML, or nothing."""
    return f"<p>{html.escape(text)}</p>" if text else ""


def note(id: str, label: str = "My notes") -> widgets.VBox:
    """Show a place for notes; every letter is kept as it is typed.

    Parameters
    ----------
    id : str
        Notebook and a word, such as "01.verdict".
    label : str
        What to write there.

    Returns
    -------
    VBox
        The form.
    """
    kept = current()
    area = widgets.Textarea(
        value=kept.get("note", id) or "", description=label, placeholder="Kept as you type",
        layout={**WIDE, "height": "90px"}, style={"description_width": "initial"},
    )  # fmt: skip
    status = widgets.HTML()

    def keep(change: Any) -> None:
        try:
            kept.put("note", id, change["new"])
            status.value = told(kept.trouble)
        except CourseError as error:
            status.value = told(str(error))

    area.observe(keep, "value")
    return widgets.VBox([area, status])


class Bar(widgets.VBox):
    """The student's work on one line: download it, restore it, copy it as a code."""

    def __init__(self) -> None:
        self.kept = current()
        self._link, self._status = widgets.HTML(), widgets.HTML()
        self.upload = widgets.FileUpload(
            accept=".json", multiple=False, description="Restore a file", layout=_AUTO,
            tooltip="Choose a work file that you downloaded",
        )  # fmt: skip
        self.code = widgets.Text(
            description="Work code", placeholder="copy it, or paste yours",
            layout={"width": "340px"}, style={"description_width": "initial"},
            tooltip="All of your work as one line",
        )  # fmt: skip
        self.restore = widgets.Button(description="Restore this code", layout=_AUTO)
        self.upload.observe(self._uploaded, "value")
        self.restore.on_click(lambda _: self._take(self.code.value))
        row = widgets.HBox([self._link, self.upload, self.code, self.restore],
                           layout={"flex_flow": "row wrap", "align_items": "center"})  # fmt: skip
        super().__init__([row, self._status])
        self.kept.listeners.append(self.renew)
        self.renew()

    def renew(self) -> None:
        """Put the newest work into link and code."""
        packed = base64.b64encode(workfile.write(self.kept.content).encode()).decode()
        count = len(self.kept.content.entries)
        self._link.value = (
            f'<a download="{work.NAME}" href="data:application/json;base64,{packed}" '
            f'style="padding:6px 10px;font-weight:600">Download my work</a> {count} kept '
        )
        self.code.value = transfer.encode(self.kept.content)
        if self.kept.trouble:
            self._status.value = Judgement(False, "", self.kept.trouble)._repr_html_()

    def _uploaded(self, change: Any) -> None:
        if change["new"]:
            self._take(bytes(change["new"][0]["content"]))
            self.upload.value = ()

    def _take(self, given: str | bytes) -> None:
        try:
            text = transfer.restore(self.kept, given)
            again = " Run the notebook again to see it: Run > Run All Cells."
            self._status.value = Judgement(True, "", text + again)._repr_html_()
        except CourseError as error:
            self._status.value = Judgement(None, "", str(error))._repr_html_()

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        if theme.has_front_end():
            return super()._repr_mimebundle_(**kwargs)
        text = f"Here, in JupyterLab: download and restore your work ({work.NAME})."
        return {"text/html": f"<p>{text}</p>", "text/plain": text}


def my_work() -> Bar:
    """Show what to do with your work: download it, restore it, copy it as a code.

    Returns
    -------
    Bar
        The form.
    """
    return Bar()
