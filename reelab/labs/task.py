"""Work that takes a while: a bar while it runs, a button that stops it, the last result kept."""

from __future__ import annotations

import html
import threading
import time
from collections.abc import Callable
from typing import Any

import ipywidgets as widgets

from reelab.labs import controls
from reelab.labs.guard import guarded

PATIENCE = 1.0  # seconds; what is done sooner needs no bar
_BEAT = 0.1  # seconds between two moves of the bar

Progress = Callable[[float], bool]


class Task(widgets.HBox):
    """A button that starts work in a thread, so that the kernel still hears the other button.

    Parameters
    ----------
    label : str
        What the first button says.
    work : function
        Does the work. It is given a function that it calls with the fraction done; where that
        returns False, it stops by raising a `CourseError`.
    show : function
        Shows the result and returns a sentence about it.
    """

    def __init__(
        self, label: str, work: Callable[[Progress], Any], show: Callable[[Any], str]
    ) -> None:
        self._work, self._show = work, show
        self._stopped = threading.Event()
        self._began = self._beat = 0.0
        self.thread: threading.Thread | None = None
        self.start = widgets.Button(description=label, button_style="primary",
                                    layout=controls.AUTO)  # fmt: skip
        self.cancel = widgets.Button(description="Cancel", disabled=True, layout=controls.AUTO,
                                     tooltip="Stop; what was shown stays")  # fmt: skip
        self.bar = widgets.FloatProgress(max=1.0, description="Work done",
                                         layout={"visibility": "hidden"})  # fmt: skip
        self._status = widgets.HTML()
        self.start.on_click(self._begin)
        self.cancel.on_click(lambda _: self._stopped.set())
        super().__init__([self.start, self.cancel, self.bar, self._status],
                         layout={"flex_flow": "row wrap", "align_items": "center"})  # fmt: skip

    def say(self, text: str) -> None:
        """Show a sentence beside the buttons."""
        self._status.value = f'<span role="status">{html.escape(text)}</span>'

    def _begin(self, _: Any) -> None:
        if self.thread and self.thread.is_alive():
            return
        self._stopped.clear()
        self.start.disabled, self.cancel.disabled = True, False
        self.say("Working.")
        self._began = self._beat = time.monotonic()
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()

    def _run(self) -> None:
        try:
            self._do()
        finally:
            self.start.disabled, self.cancel.disabled = False, True
            self.bar.layout.visibility = "hidden"
            self.bar.value = 0.0

    @guarded
    def _do(self) -> None:
        try:
            found = self._work(self._progress)
        except Exception:
            if not self._stopped.is_set():
                raise
            self.say("Stopped; what was shown before stays.")
            return
        told = self._show(found)
        self.say(f"{told} It took {time.monotonic() - self._began:.1f} s.")

    def _progress(self, fraction: float) -> bool:
        now = time.monotonic()
        if now - self._began > PATIENCE and now - self._beat > _BEAT:
            self._beat = now
            self.bar.layout.visibility = "visible"
            self.bar.value = fraction
        return not self._stopped.is_set()
