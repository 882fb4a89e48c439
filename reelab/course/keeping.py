"""The forms of a notebook that keep: notes, and the student's work on one line."""

from __future__ import annotations

import base64
import html
import re
from functools import cache
from pathlib import Path
from typing import Any

import ipywidgets as widgets

from reelab import notebooks
from reelab.charts import theme
from reelab.course import questions, transfer, work, workfile
from reelab.errors import CourseError
from reelab.labs import pins
from reelab.labs.guard import guarded
from reelab.labs.live import ENDED

WIDE = {"width": "100%", "max_width": "760px"}
_AUTO = {"width": "auto"}


@cache
def _kept(folder: Path) -> work.Work:
    path = folder / work.NAME
    new = not path.exists()  # a damaged one is moved aside when it is read
    found = work.Work(path)
    if new and not theme.has_front_end():
        found.content.seed = 0  # a page made without a student is the same each time
    pins.PINNED.append(lambda code, pinned: found.put("pin", code, pinned))
    pins.RECALLED.append(lambda: found.all("pin"))
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
    return f'<p role="status">{html.escape(text)}</p>' if text else ""


class Place(widgets.VBox):
    """A form that leaves its text where no person looks on: nbconvert, a test."""

    def _static(self) -> tuple[str, str]:
        """Return the form without widgets, as HTML and as text."""
        raise NotImplementedError

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        if theme.has_front_end():
            return super()._repr_mimebundle_(**kwargs)
        page, text = self._static()
        return {"text/html": page, "text/plain": text}


class NoteBox(Place):
    """A place for notes."""

    def __init__(self, id: str, label: str) -> None:
        self.kept, self._id, self._label = current(), id, label
        self.area = widgets.Textarea(
            value=self.kept.get("note", id) or "", placeholder="Kept as you type",
            description=label, style={"description_width": "initial"},
            layout={**WIDE, "height": "118px", "flex_flow": "column"},
        )  # fmt: skip
        self._status = widgets.HTML()
        self.area.observe(self._keep, "value")
        super().__init__([self.area, self._status])

    def say(self, text: str) -> None:
        """Show a sentence below."""
        self._status.value = told(text)

    def ask(self, label: str) -> None:
        """Ask something else above the same text."""
        self.area.description = self._label = label

    @guarded
    def _keep(self, change: Any) -> None:
        self.kept.refresh()
        text, told = change["new"], ""
        if (other := self.kept.get("note", self._id)) not in (None, change["old"], text):
            text = f"{text}\n\n{other}"
            told = "Another window wrote a note here too; both texts are kept."
            self.area.unobserve(self._keep, "value")
            self.area.value = text
            self.area.observe(self._keep, "value")
        self.kept.put("note", self._id, text)
        self.say(self.kept.trouble or told)

    def _static(self) -> tuple[str, str]:
        return f"<p>{html.escape(self._label)}</p>", self._label


def note(id: str, label: str = "My notes") -> NoteBox:
    """Show a place for notes; every letter is kept as it is typed.

    Parameters
    ----------
    id : str
        Notebook and a word, such as "01.verdict".
    label : str
        What to write there.

    Returns
    -------
    NoteBox
        The form.

    Raises
    ------
    CourseError
        If `id` does not name a notebook that asks questions, and a word.
    """
    if not isinstance(id, str) or not id.strip():
        raise CourseError('A note needs the notebook and a word in quotes, such as "01.verdict".')
    _check_id(id)
    boxes = _boxes(current())
    if id not in boxes:  # a cell that was copied shows the same box, not a rival
        boxes[id] = NoteBox(id, label)
    boxes[id].ask(label)
    return boxes[id]


def _check_id(id: str) -> None:
    """Refuse a name by which the report would not find the note."""
    start, _, rest = id.strip().partition(".")
    number = notebooks.number(start)
    known = number in questions.notebooks()
    word = rest or ("" if number else start)
    word = re.sub(r"[^A-Za-z0-9._-]+", "-", word).strip("-")[:40] or "mine"
    right = f"{number if known else questions.notebooks()[0]}.{word}"
    if not known:
        raise CourseError(
            f"A note belongs to a notebook, {', '.join(questions.notebooks())}: "
            f'write "{right}" and not {id[:40]!r}.'
        )
    if id != right:
        raise CourseError(f'Write "{right}" and not {id[:40]!r}.')


@cache
def _boxes(_: work.Work) -> dict[str, NoteBox]:
    return {}


class Bar(Place):
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
        ended = widgets.HTML(f"<style>{ENDED}</style>")  # before any lab brings it
        super().__init__([row, self._status, ended])
        self.kept.listeners.append(self.renew)
        self.renew()

    def renew(self) -> None:
        """Put the newest work into link and code."""
        packed = base64.b64encode(workfile.write(self.kept.content).encode()).decode()
        count = len(self.kept.content.entries)
        self._link.value = (
            '<span style="display:flex;align-items:center;gap:8px;margin-right:4px">'
            f'<a download="{work.NAME}" href="data:application/json;base64,{packed}" '
            'class="jupyter-button mod-primary" style="width:auto;text-decoration:none;'
            'color:var(--jp-ui-inverse-font-color1)">'
            f"Download my work</a>{count} kept</span>"
        )
        self.code.value = transfer.encode(self.kept.content)
        if self.kept.trouble:
            self.say(self.kept.trouble)

    def say(self, text: str) -> None:
        """Show a sentence below."""
        self._status.value = told(text)

    def _uploaded(self, change: Any) -> None:
        if change["new"]:
            file = change["new"][0]
            self._take(bytes(file["content"]), str(file["name"])[:60])
            self.upload.value = ()

    @guarded
    def _take(self, given: str | bytes, name: str = "") -> None:
        text = transfer.restore(self.kept, given, name)
        self.say(f"{text} To see it, choose Run > Run All Cells.")

    def _static(self) -> tuple[str, str]:
        text = f"Here, in JupyterLab: download and restore your work ({work.NAME})."
        return f"<p>{text}</p>", text


def my_work() -> Bar:
    """Show what to do with your work: download it, restore it, copy it as a code.

    Returns
    -------
    Bar
        The form.
    """
    return Bar()
