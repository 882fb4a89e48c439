"""The panel: the one machine that all labs share."""

from __future__ import annotations

import html
import time
from collections.abc import Callable, Mapping
from typing import Any

import ipywidgets as widgets
import pandas as pd

from reelab import assumptions, codes
from reelab.charts import theme
from reelab.labs.guard import guarded
from reelab.labs.live import LiveChart
from reelab.labs.spec import Choice, Lab, Values
from reelab.labs.table import to_html

PINNED: list[Callable[[str, bool], None]] = []
"""Who wants to know the code of a run that is pinned (true) or unpinned."""

_STATIC = (
    "Picture of the lab at the settings shown; run this cell in JupyterLab to move its sliders."
)
_OWN = "Your own settings"
_AUTO = {"width": "auto"}
_ROW = {"display": "flex", "flex_flow": "row wrap"}


class Panel(widgets.VBox):
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
        self.lab = lab
        self._first = first = lab.settings(given)
        self._holding, self._seen = False, Values()
        self.inputs: dict[str, widgets.Widget] = {}
        self._boxes: dict[str, widgets.Widget] = {}
        self._status = widgets.HTML().add_class("reelab-status")
        self._numbers = widgets.HTML().add_class("reelab-facts")
        self._facts = widgets.HTML().add_class("reelab-facts")
        stage = self._stage(first)
        super().__init__(
            [
                widgets.HTML(f"<strong>{html.escape(lab.title)}</strong>"),
                self._toolbar(),
                stage,
                self._sharing(),
                self._status,
                self._numbers,
                self._facts,
            ]
        )
        self.add_class("reelab-panel")
        for control in self.inputs.values():
            control.observe(self._moved, "value")
        self._moved()

    def __repr__(self) -> str:
        return f"Lab '{self.lab.name}'. {_STATIC} Code: {self.code}"

    @property
    def settings(self) -> Values:
        """The value of each control, by name."""
        return {
            name: assumptions.get(name).tidy(control.value) if name in self._boxes
            else control.value
            for name, control in self.inputs.items()
        }  # fmt: skip

    @property
    def code(self) -> str:
        """The settings as a scenario code."""
        return codes.encode(self.lab.name, self.settings)

    def set(self, **given: Any) -> None:
        """Change settings.

        Parameters
        ----------
        **given
            New values by name; the others stay.

        Raises
        ------
        CourseError
            If a setting does not exist or is out of range; then nothing is changed.
        """
        checked = self.lab.settings({**self.settings, **given})
        self._holding = True
        try:
            for name, value in checked.items():
                self.inputs[name].value = value
        finally:
            self._holding = False
        self._moved()

    def use(self, code: str) -> None:
        """Take the settings of a scenario code.

        Parameters
        ----------
        code : str
            What was pasted.

        Raises
        ------
        CourseError
            If it is no code, a damaged one, or of another lab; then nothing is changed.
        """
        given: Values = {}
        for name, text in codes.decode(code, self.lab.name).items():
            try:
                given[name] = float(text)
            except ValueError:
                given[name] = text
        self.set(**given)

    def say(self, text: str) -> None:
        """Show a sentence under the controls."""
        lines = "".join(f"<p>{html.escape(line)}</p>" for line in text.splitlines())
        self._status.value = f'<div role="status">{lines}</div>'

    # The parts of the panel

    def _stage(self, first: Values) -> widgets.Box:
        rows = [self._control(control, first) for control in self.lab.controls]
        choices = [control for control in self.lab.controls if isinstance(control, Choice)]
        options = {choice.id: list(choice.options.values()) for choice in choices}
        self.chart = LiveChart(
            self.lab.chart(first), inputs=self.inputs, boxes=self._boxes, choices=options
        )
        if not self._boxes:  # nothing but choices: they stand above the picture
            return widgets.VBox([*rows, self.chart])
        # Beside the picture where there is room, else in several columns above it.
        aside = widgets.Box(
            rows, layout={**_ROW, "flex": "1 1 235px", "align_content": "flex-start"}
        )
        picture = widgets.VBox([self.chart], layout={"flex": "1 1 580px"})
        return widgets.Box([aside, picture], layout={**_ROW, "align_items": "flex-start"})

    def _control(self, control: str | Choice, first: Values) -> widgets.Widget:
        if isinstance(control, Choice):
            chooser = widgets.ToggleButtons(
                options=list(control.options.items()),
                value=first[control.id],
                description=control.label,
                style={"description_width": "initial", "button_width": "auto"},
            )
            self.inputs[control.id] = chooser
            return chooser
        row = assumptions.get(control)
        value, tip = first[control], f"{row.label}: {row.low:g} to {row.high:g} {row.unit}."
        slider = widgets.FloatSlider(
            value=value, min=row.low, max=row.high, step=row.step, readout=False,
            description=f"{row.label} ({row.unit})", tooltip=f"{tip} {row.source}",
        )  # fmt: skip
        box = widgets.FloatText(value=value, step=row.step, tooltip=tip)
        self._boxes[control] = box
        self.inputs[control] = slider
        return widgets.HBox([slider, box]).add_class("reelab-control")

    def _toolbar(self) -> widgets.Box:
        self.preset = widgets.Dropdown(
            options=["Defaults", *self.lab.presets, _OWN], value=_OWN, description="Preset",
            layout={"width": "330px"},
        )  # fmt: skip
        self.reset = widgets.Button(description="Reset", tooltip="Back to the defaults",
                                    layout=_AUTO)  # fmt: skip
        self.pin = widgets.ToggleButton(
            description="Pin to compare", tooltip="Keep this run in the picture", layout=_AUTO
        )
        self.pushed = widgets.ToggleButton(description=self.lab.push_label, layout=_AUTO)
        self.preset.observe(self._choose_preset, "value")
        self.reset.on_click(lambda _: self._reset())
        self.pin.observe(self._pin, "value")
        self.pushed.observe(self._push, "value")
        parts = [self.preset] if self.lab.presets else []
        parts += [self.reset, self.pin]
        return _bar(*parts, self.pushed) if self.lab.push else _bar(*parts)

    def _sharing(self) -> widgets.Box:
        self.show_table = widgets.ToggleButton(
            description="Show as table", tooltip="The numbers behind the picture", layout=_AUTO
        )
        self.show_facts = widgets.ToggleButton(
            description="Where does this come from?", layout=_AUTO,
            tooltip="Sources, confidence and rival figures",
        )  # fmt: skip
        self.code_box = widgets.Text(
            description="Scenario code", style={"description_width": "initial"},
            layout={"width": "340px"}, tooltip="Copy it to share, or paste another",
        )  # fmt: skip
        self.use_code = widgets.Button(description="Use this code", layout=_AUTO)
        self.show_table.observe(self._show_numbers, "value")
        self.show_facts.observe(self._show_sources, "value")
        self.use_code.on_click(lambda _: self._load_code())
        return _bar(self.show_table, self.show_facts, self.code_box, self.use_code)

    # What happens when something is moved

    @guarded
    def _moved(self, *_: Any) -> None:
        settings = self.settings
        # A slider repeats a value that the kernel set, with its own rounding noise.
        if self._holding or settings == self._seen:
            return
        self._seen = settings
        self._push()  # first: the picture waits for it
        if self.pushed.value:
            time.sleep(0)  # lets the thread that sends have its turn
        named = {"Defaults": {}, **self.lab.presets}
        fits = (n for n, preset in named.items() if self.lab.settings(preset) == settings)
        self._holding = True
        try:
            self.preset.value = next(fits, _OWN)
        finally:
            self._holding = False
        self.code_box.value = self.code
        self.say(self.lab.notes.get(self.preset.value, ""))
        self._show_numbers()
        self._show_sources()

    @guarded
    def _push(self, *_: Any) -> None:
        if self.lab.push:
            empty: dict[str, Any] = {name: [] for name in self.chart.rows}
            self.chart.rows = self.lab.push(self.settings) if self.pushed.value else empty

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
        for tell in PINNED:
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
        self._numbers.value = to_html(self._outcomes(), caption) if shown else ""

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
        self._facts.value = "".join(parts)

    def _outcomes(self) -> pd.DataFrame:
        table = self.lab.table(self.settings)
        if not self.chart.signals.get("pinned"):
            return table
        kept = {name: self.chart.signals[f"{name}_pinned"] for name in self.inputs}
        pinned = self.lab.table(kept)
        key, texts = table.columns[0], pinned.select_dtypes(exclude="number").columns[1:]
        pinned = pinned.drop(columns=texts).set_index(key).add_prefix("pinned: ")
        table = table.set_index(key)
        rows = [*table.index, *pinned.index.difference(table.index)]
        return pd.concat([table, pinned], axis=1).reindex(rows).rename_axis(key).reset_index()

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        # Where no person looks on (nbconvert, a test), a picture stays in the file.
        if theme.has_front_end():
            return super()._repr_mimebundle_(**kwargs)
        moved = self.settings != self._first  # the first picture need not be drawn twice
        spec = self.lab.chart(self.settings).to_dict() if moved else self.chart.spec
        text = f"{theme.describe(spec)} {self!r}"
        return {"image/svg+xml": theme.svg(spec), "text/plain": text}


def _bar(*parts: widgets.Widget) -> widgets.Box:
    return widgets.Box(parts, layout=_ROW)
