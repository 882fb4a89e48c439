"""Runs that are kept to be compared: up to four, each with a name, a color, a dash and a shape."""

from __future__ import annotations

import html
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

import ipywidgets as widgets

from reelab import codes
from reelab.charts import theme
from reelab.errors import CourseError
from reelab.labs import controls
from reelab.labs.guard import guarded

if TYPE_CHECKING:
    from reelab.labs.panel import Panel

PINNED: list[Callable[[str, bool | str], None]] = []
"""Who wants to know the code of a run that is pinned (true, or its name) or unpinned."""

RECALLED: list[Callable[[], dict[str, Any]]] = []
"""Who knows the codes that were pinned earlier, each with true or its name."""

NOW = "this run"
SLOTS = tuple(slot for slot in theme.RUNS if slot != NOW)
_LONGEST = 32  # letters in a name
_FULL = f"{len(SLOTS)} runs are pinned; remove one first"


class Pin(NamedTuple):
    """A run that is kept."""

    name: str
    code: str
    settings: dict[str, Any]


def tell(code: str, pinned: bool | str) -> None:
    """Say to all who want to know that a run is pinned or unpinned."""
    for told in PINNED:
        told(code, pinned)


def recall(lab: str, check: Callable[[str], dict[str, Any]]) -> dict[str, Pin]:
    """Return the runs of a lab that were pinned earlier, by slot; at most the last four.

    Parameters
    ----------
    lab : str
        Name of the lab.
    check : function
        Reads a code and returns its settings, or raises a `CourseError`.

    Returns
    -------
    dict of str to Pin
        Codes that are damaged or of an older version of the lab are left out.
    """
    found = []
    for known in RECALLED:
        for code, name in known().items():
            try:
                if name and codes.lab_of(code) == lab:
                    found.append(Pin(name if isinstance(name, str) else "Pinned", code,
                                     check(code)))  # fmt: skip
            except CourseError:
                continue
    return dict(zip(SLOTS, found[-len(SLOTS):], strict=False))  # fmt: skip


def swatch(slot: str) -> str:
    """Return the line and shape of a slot as SVG."""
    color, dash, shape = theme.RUNS[slot]
    drawn = {
        "circle": '<circle cx="20" cy="8" r="5"/>',
        "square": '<rect x="15" y="3" width="10" height="10"/>',
        "triangle-up": '<path d="M20 2l6 11h-12z"/>',
        "cross": '<path d="M17 2h6v3h3v6h-3v3h-6v-3h-3v-6h3z"/>',
        "diamond": '<path d="M20 1l7 7l-7 7l-7 -7z"/>',
    }.get(shape, "")
    return (
        f'<svg width="40" height="16" aria-hidden="true" fill="{color}" stroke="{color}">'
        f'<path d="M0 8h40" stroke-width="2.5" stroke-dasharray="{" ".join(map(str, dash))}"/>'
        f"{drawn}</svg>"
    )


class Pins(widgets.Box):
    """The pinned runs of a panel, with what adds, loads and removes one.

    Attributes
    ----------
    kept : dict of str to Pin
        By slot.
    """

    def __init__(self, panel: Panel) -> None:
        self._panel = panel
        self.kept = recall(panel.lab.name, panel.read)
        self.name = widgets.Text(
            description="Name", placeholder="of this scenario; may be left out",
            style={"description_width": "initial"}, layout={"width": "290px"},
        )  # fmt: skip
        self.add = widgets.Button(
            description="Pin to compare", layout=controls.AUTO,
            tooltip=f"Keep this run in the picture; up to {len(SLOTS)}",
        )  # fmt: skip
        self.add.on_click(lambda _: self._pin())
        self.status = widgets.HTML().add_class("reelab-status")
        super().__init__(layout=controls.ROW)
        self._renew()

    def runs(self) -> dict[str, dict[str, Any]]:
        """Return the settings of the pinned runs, by slot."""
        return {slot: self.kept[slot].settings for slot in SLOTS if slot in self.kept}

    def names(self) -> dict[str, str]:
        """Return the name of each pinned run, by slot."""
        return {slot: self.kept[slot].name for slot in SLOTS if slot in self.kept}

    def say(self, text: str) -> None:
        """Show a sentence beside the button."""
        self.status.value = f'<p role="status">{html.escape(text)}</p>' if text else ""

    @guarded
    def _pin(self) -> None:
        code, settings = self._panel.code, self._panel.settings
        for slot, pin in self.kept.items():
            if pin.code == code:
                raise CourseError(f"This run is pinned already, as {slot}: {pin.name}.")
        free = [slot for slot in SLOTS if slot not in self.kept]
        if not free:
            raise CourseError(_FULL)
        typed = " ".join(self.name.value.split())[:_LONGEST]
        name = typed or self._panel.named() or f"Scenario {free[0]}"
        self.kept[free[0]] = Pin(name, code, settings)
        self.name.value = ""
        tell(code, name)
        self._changed(f"{free[0]}: {name} is pinned.")

    @guarded
    def _remove(self, slot: str) -> None:
        pin = self.kept.pop(slot)
        tell(pin.code, False)
        self._changed(f"{slot}: {pin.name} is removed.")

    @guarded
    def _load(self, slot: str) -> None:
        self._panel.set(**self.kept[slot].settings)

    def _changed(self, text: str) -> None:
        self._renew()
        self._panel.renew()
        self.say(text)

    def _renew(self) -> None:
        self.children = [self._line(slot) for slot in SLOTS if slot in self.kept]
        self.add.disabled = len(self.kept) == len(SLOTS)
        self.add.description = _FULL if self.add.disabled else "Pin to compare"

    def _line(self, slot: str) -> widgets.Box:
        name = self.kept[slot].name
        label = widgets.HTML(f"{swatch(slot)} <strong>{slot}</strong> {html.escape(name)}")
        load = widgets.Button(description="Load", tooltip=f"Set the levers as in {slot}: {name}",
                              layout=controls.AUTO)  # fmt: skip
        remove = widgets.Button(description="Remove", tooltip=f"Unpin {slot}: {name}",
                                layout=controls.AUTO)  # fmt: skip
        load.on_click(lambda _: self._load(slot))
        remove.on_click(lambda _: self._remove(slot))
        return controls.bar(label, load, remove)
