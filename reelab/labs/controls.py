"""The controls of a lab, in groups that fold, and their values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import ipywidgets as widgets

from reelab import assumptions, codes
from reelab.labs.spec import Choice, Lab, Values, with_unit

AUTO = {"width": "auto"}
ROW = {"display": "flex", "flex_flow": "row wrap"}


def bar(*parts: widgets.Widget) -> widgets.Box:
    """Return widgets on a line that breaks where there is no room."""
    return widgets.Box(parts, layout=ROW)


def toggle(text: str, tip: str = "") -> widgets.ToggleButton:
    """Return a button that stays down until it is pressed again."""
    return widgets.ToggleButton(description=text, tooltip=tip, layout=AUTO)


def chooser(choice: Choice, value: Any) -> widgets.ToggleButtons:
    """Return the buttons of a choice."""
    return widgets.ToggleButtons(
        options=list(choice.options.items()),
        value=value,
        description=choice.label,
        style={"description_width": "initial", "button_width": "auto"},
    )


def slider(name: str, value: float) -> tuple[widgets.FloatSlider, widgets.FloatText]:
    """Return the slider of an assumption, with its source, and the box for typing."""
    row = assumptions.get(name)
    tip = f"{row.label}: {row.low:g} to {row.high:g} {row.unit}."
    label = with_unit(name)
    moved = widgets.FloatSlider(
        value=value, min=row.low, max=row.high, step=row.step, readout=False,
        description=label, tooltip=f"{tip} {row.source}",
    )  # fmt: skip
    return moved, widgets.FloatText(value=value, step=row.step, description=label, tooltip=tip)


class Fold(widgets.VBox):
    """Controls under a button that shows and hides them.

    The accordion of ipywidgets opens by mouse only; this one is a button, so keys open it too.
    """

    def __init__(self, title: str, rows: Sequence[widgets.Widget], opened: bool) -> None:
        self.head = widgets.ToggleButton(
            value=opened, description=title, layout=AUTO,
            tooltip=f"Show or hide {len(rows)} controls",
        )  # fmt: skip
        self._rows = widgets.Box(rows, layout=ROW)
        super().__init__([self.head, self._rows], layout={"flex": "1 1 235px"})
        self.add_class("reelab-fold")
        self.head.observe(self._turned, "value")
        self._turned()

    def _turned(self, *_: Any) -> None:
        opened = self.head.value
        self.head.icon = "caret-down" if opened else "caret-right"
        self._rows.layout.display = "flex" if opened else "none"


class Console(widgets.VBox):
    """The controls of a lab and their values.

    Parameters
    ----------
    lab : Lab
        Whose they are.
    """

    def __init__(self, lab: Lab) -> None:
        self.lab, self._holding = lab, False
        self.inputs: dict[str, widgets.Widget] = {}
        self._boxes: dict[str, widgets.Widget] = {}
        super().__init__()

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
        self.set(**self.read(code))

    def read(self, code: str) -> Values:
        """Return the settings of a scenario code.

        Parameters
        ----------
        code : str
            What was pasted.

        Returns
        -------
        dict
            The value of each control, by name; the default where the code has none.

        Raises
        ------
        CourseError
            If it is no code, a damaged one, or of another lab.
        """
        given: Values = {}
        for name, text in codes.decode(code, self.lab.name).items():
            try:
                given[name] = float(text)
            except ValueError:
                given[name] = text
        return self.lab.settings(given)

    def named(self) -> str:
        """Return the name of the preset that the settings are, or nothing."""
        named = {"Defaults": {}, **self.lab.presets}
        fits = (n for n, preset in named.items() if self.lab.settings(preset) == self.settings)
        return next(fits, "")

    def _controls(self, first: Values) -> list[widgets.Widget]:
        rows = {c if isinstance(c, str) else c.id: self._control(c, first)
                for c in self.lab.controls}  # fmt: skip
        self.folds = [
            Fold(title, [rows.pop(name) for name in names], opened=not number)
            for number, (title, names) in enumerate(self.lab.groups.items())
        ]
        return [*rows.values(), *self.folds]

    def _control(self, control: str | Choice, first: Values) -> widgets.Widget:
        if isinstance(control, Choice):
            self.inputs[control.id] = chooser(control, first[control.id])
            return self.inputs[control.id]
        moved, box = slider(control, first[control])
        self.inputs[control], self._boxes[control] = moved, box
        return widgets.HBox([moved, box]).add_class("reelab-control")

    def _moved(self, *_: Any) -> None:
        """Answer a control that was moved."""
        raise NotImplementedError
