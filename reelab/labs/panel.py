"""The panel: the one machine that all labs share."""

from __future__ import annotations

import functools
import html
import time
from collections.abc import Callable, Mapping
from typing import Any

import ipywidgets as widgets
import pandas as pd

from reelab import assumptions
from reelab.charts import theme
from reelab.errors import CourseError
from reelab.labs import controls
from reelab.labs.guard import guarded
from reelab.labs.live import LiveChart
from reelab.labs.pins import NOW, Pins, tell
from reelab.labs.spec import Choice, Lab, Rows, Values
from reelab.labs.table import beside, scrolling, to_html

_STATIC = (
    "Picture of the lab at the settings shown; run this cell in JupyterLab to move its sliders."
)
_OWN = "Your own settings"


class Panel(controls.Console):
    """A lab on the page.

    Parameters
    ----------
    lab : Lab
        What to show.
    **given
        First settings that differ from the defaults.

    Attributes
    ----------
    settings : dict
        The value of each control, by name.
    code : str
        The settings as a scenario code.

    Raises
    ------
    CourseError
        If a setting does not exist or is out of range.
    """

    def __init__(self, lab: Lab, **given: Any) -> None:
        super().__init__(lab)
        self._first = first = lab.settings(given)
        self._seen, self._extra = Values(), Rows()
        self._status = widgets.HTML().add_class("reelab-status")
        self._numbers = widgets.HTML().add_class("reelab-facts")
        self._facts = widgets.HTML().add_class("reelab-facts")
        stage = self._stage(first)
        self.pins = Pins(self) if lab.compare else None
        self.children = [
            widgets.HTML(f"<strong>{html.escape(lab.title)}</strong>"),
            self._toolbar(),
            *([self.pins] if self.pins else []),
            stage,
            self._sharing(),
            self._status,
            self._numbers,
            self._facts,
        ]
        self.add_class("reelab-panel")
        for control in self.inputs.values():
            control.observe(self._moved, "value")
        self._moved()

    def __repr__(self) -> str:
        return f"Lab '{self.lab.name}'. {_STATIC} Code: {self.code}"

    def renew(self) -> None:
        """Draw again, and the table with it."""
        self._push()
        self._show_numbers()

    def say(self, text: str) -> None:
        """Show a sentence under the controls."""
        lines = "".join(f"<p>{html.escape(line)}</p>" for line in text.splitlines())
        self._status.value = f'<div role="status">{lines}</div>'

    # The parts of the panel

    def _stage(self, first: Values) -> widgets.Box:
        rows = self._controls(first)
        choices = [control for control in self.lab.controls if isinstance(control, Choice)]
        options = {choice.id: list(choice.options.values()) for choice in choices}
        self.chart = LiveChart(
            self.lab.chart(first), inputs=self.inputs, boxes=self._boxes, choices=options
        )
        if not self._boxes:  # nothing but choices: they stand above the picture
            return widgets.VBox([*rows, self.chart])
        aside = widgets.Box(
            rows, layout={**controls.ROW, "flex": "1 1 235px", "align_content": "flex-start"}
        )
        stage = widgets.Box([aside, self.chart],
                            layout={**controls.ROW, "align_items": "flex-start"})  # fmt: skip
        return stage.add_class("reelab-stage")

    def _toolbar(self) -> widgets.Box:
        self.preset = widgets.Dropdown(
            options=["Defaults", *self.lab.presets, _OWN], value=_OWN, description="Preset",
            layout={"width": "330px"},
        )  # fmt: skip
        self.reset = widgets.Button(description="Reset", tooltip="Back to the defaults",
                                    layout=controls.AUTO)  # fmt: skip
        self.pin = controls.toggle("Pin to compare", "Keep this run in the picture")
        self.pushed = controls.toggle(self.lab.push_label)
        self.preset.observe(self._choose_preset, "value")
        self.reset.on_click(lambda _: self._reset())
        self.pin.observe(self._pin, "value")
        self.pushed.observe(self._push, "value")
        parts = [self.preset] if self.lab.presets else []
        pins = self.pins
        parts += [self.reset, *([pins.name, pins.add] if pins else [self.pin])]
        parts += [self.pushed] if self.lab.push else []
        return controls.bar(*parts, *([pins.status] if pins else []))

    def _sharing(self) -> widgets.Box:
        self.show_table = controls.toggle("Show as table", "The numbers behind the picture")
        self.show_facts = controls.toggle(
            "Where does this come from?", "Sources, confidence and rival figures"
        )
        self.code_box = widgets.Text(
            description="Scenario code", style={"description_width": "initial"},
            layout={"width": "340px"}, tooltip="Copy it to share, or paste another",
        )  # fmt: skip
        self.use_code = widgets.Button(description="Use this code", layout=controls.AUTO)
        self.show_table.observe(self._show_numbers, "value")
        self.show_facts.observe(self._show_sources, "value")
        self.use_code.on_click(lambda _: self._load_code())
        return controls.bar(self.show_table, self.show_facts, self.code_box, self.use_code)

    # What happens when something is moved

    @guarded
    def _moved(self, *_: Any) -> None:
        settings = self.settings
        # A slider repeats a value that the kernel set, with its own rounding noise.
        if self._holding or settings == self._seen:
            return
        self._seen = settings
        self._push()  # first: the picture waits for it
        if self.pins:
            self.pins.say("")
        if self.pushed.value or self.lab.compare:
            time.sleep(0.001)  # lets the thread that sends have its turn
        self._holding = True
        try:
            self.preset.value = self.named() or _OWN
        finally:
            self._holding = False
        self.code_box.value = self.code
        self.say(self.lab.notes.get(self.preset.value, ""))
        self._show_numbers()
        self._show_sources()

    @guarded
    def _push(self, *_: Any) -> None:
        if self.lab.push:
            empty: dict[str, Any] = {name: [] for name in self._extra}
            self._extra = self.lab.push(self.settings) if self.pushed.value else empty
        rows, words = self._extra, Values()
        if self.lab.compare and self.pins:
            runs = {NOW: self.settings, **self.pins.runs()}
            drawn, words = self.lab.compare(runs, self.pins.names())
            rows = {name: [*drawn.get(name, []), *rows.get(name, [])] for name in {**drawn, **rows}}
        with self.chart.hold_sync():  # rows and words in one message: one picture
            self.chart.rows = rows
            if words:
                self.chart.signals = words

    @guarded
    def _choose_preset(self, change: Mapping[str, Any]) -> None:
        if not self._holding and change["new"] != _OWN:
            self.set(**self.lab.settings(self.lab.presets.get(change["new"], {})))

    @guarded
    def _reset(self) -> None:
        self.set(**self.lab.settings({}))

    @guarded
    def _pin(self, change: Mapping[str, Any]) -> None:
        kept = {f"{name}_pinned": value for name, value in self.settings.items()}
        if change["new"]:
            self._pinned_code = self.code
        self.chart.signals = {**kept, "pinned": True} if change["new"] else {"pinned": False}
        tell(self._pinned_code, change["new"])
        self.pin.description = "Unpin" if change["new"] else "Pin to compare"
        self._show_numbers()

    @guarded
    def _load_code(self) -> None:
        self.use(self.code_box.value)
        self.say("The code is loaded.")

    @guarded
    def _show_numbers(self, *_: Any) -> None:
        shown = self.show_table.value
        caption = "The numbers behind the picture"
        numbers = to_html(self._outcomes(), caption) if shown else ""
        self._numbers.value = scrolling(numbers, caption)

    @guarded
    def _show_sources(self, *_: Any) -> None:
        parts = []
        if self.show_facts.value:
            if not (ledger := assumptions.describe(self.settings)).empty:
                parts.append(to_html(ledger, "Assumptions"))
            for caption, facts in self.lab.facts().items():
                parts.append(to_html(facts, caption))
                cited = facts.attrs.get("sources", {}).values()
                parts += [f"<p>{html.escape(text)}</p>" for text in cited]
        self._facts.value = scrolling("".join(parts), "Where this comes from")

    def _outcomes(self) -> pd.DataFrame:
        table = self.lab.table(self.settings)
        for name, kept in self._kept().items():
            table = beside(table, self.lab.table(kept), name)
        return table

    def _kept(self) -> dict[str, Values]:
        if self.pins:
            return {f"{slot}, {self.pins.names()[slot]}": kept
                    for slot, kept in self.pins.runs().items()}  # fmt: skip
        if not self.chart.signals.get("pinned"):
            return {}
        return {"pinned": {name: self.chart.signals[f"{name}_pinned"] for name in self.inputs}}

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        # Where no person looks on (nbconvert, a test), a picture stays in the file.
        if theme.has_front_end():
            return super()._repr_mimebundle_(**kwargs)
        moved = self.settings != self._first  # the first picture need not be drawn twice
        spec = self.lab.chart(self.settings).to_dict() if moved else self.chart.spec
        text = f"{theme.describe(spec)} {self!r}"
        return {"image/svg+xml": theme.svg(spec), "text/plain": text}


def by_name(lab: Callable[..., Panel]) -> Callable[..., Panel]:
    """Let a lab say how its settings are written where one is given without its name.

    Parameters
    ----------
    lab : callable
        Takes settings by name and returns a panel.

    Returns
    -------
    callable
        The same.
    """

    @functools.wraps(lab)
    def opened(*unnamed: object, **settings: Any) -> Panel:
        if not unnamed:
            return lab(**settings)
        known = lab().settings
        name, value = next(iter(known.items()))
        raise CourseError(
            f"{unnamed[0]!r} is without a name. Write each setting with its own, as in "
            f"{lab.__name__}({name}={value!r}). There is: {', '.join(known)}."
        )

    return opened
