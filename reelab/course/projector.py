"""The role-play on the projector: the teams commit their moves, and the years go on."""

from __future__ import annotations

import html
from collections.abc import Callable
from pathlib import Path
from typing import Any

import ipywidgets as widgets
import pandas as pd

from reelab import assumptions
from reelab.charts import scenario as chart
from reelab.charts import theme
from reelab.course import session as sessions
from reelab.errors import CourseError, did_you_mean
from reelab.labs import controls
from reelab.labs import scenario as lab
from reelab.labs.guard import guarded
from reelab.labs.live import LiveChart
from reelab.labs.pins import NOW
from reelab.labs.table import to_html
from reelab.models import role_play as game
from reelab.models.plants import OWN
from reelab.models.scenario import SCENARIO

_ALONE = "A"  # the run in which nobody moves


class Projector(widgets.VBox):
    """The session on the page.

    Parameters
    ----------
    path : Path
        The file that keeps it; it is taken up again if it is there.
    length : int
        Rounds of a new session.

    Attributes
    ----------
    session : Session
        What was done.
    """

    def __init__(self, path: Path, length: int) -> None:
        self.path = path
        self.session, told = sessions.load(path, length)
        self._title, self._status = widgets.HTML(), widgets.HTML()
        self._history = widgets.HTML().add_class("reelab-facts")
        self.team = widgets.ToggleButtons(
            options=list(game.TEAMS), description="Team", style={"button_width": "auto"}
        )
        self._place = widgets.VBox()
        self.commit = _button("Commit this move", self._commit, "primary")
        self.advance = _button("Play the round", self._advance, "success")
        self.undo = _button("Undo the last step", self._undo)
        rows, words = self._drawn()
        picture = chart.compare({**rows, "bands": []}, words)
        self.chart = LiveChart(picture, rows=rows, signals=words)
        super().__init__([
            self._title, self.team, self._place,
            controls.bar(self.commit, self.undo, self.advance),
            self._status, self.chart, self._history,
        ])  # fmt: skip
        self.add_class("reelab-panel")
        self.team.observe(lambda _: self._offer(), "value")
        self._tell()
        self.say(told)

    def __repr__(self) -> str:
        return f"Role-play in {self.path.name}: round {self.session.round} of {self.session.length}"

    def say(self, text: str) -> None:
        """Show a sentence under the buttons."""
        self._status.value = f'<p role="status">{html.escape(text)}</p>' if text else ""

    def inputs(self) -> dict[str, widgets.FloatSlider]:
        """Return the sliders of the team that is shown, by what they set."""
        return dict(self._inputs)

    def _offer(self) -> None:
        """Show what the chosen team decides: as it moved in this round, or at what holds now."""
        held = game.held(_base(), self.session.moves, self.session.year)
        start = {**held, **dict.fromkeys(OWN, 0.0), **self._moved()}
        shown = {}
        for name in game.TEAMS[self.team.value]:
            slider, _ = controls.slider(name, start[name])
            slider.readout, slider.readout_format = True, ".1f"  # typed into as well
            slider.layout.width, slider.style = "min(100%, 760px)", {"description_width": "340px"}
            shown[name] = slider
        self._inputs, self._place.children = shown, list(shown.values())

    def _moved(self) -> dict[str, float]:
        """Return what the chosen team has committed in this round."""
        session, team = self.session, self.team.value
        if team not in session.committed:
            return {}
        return dict([move for move in session.moves if move.team == team][-1].settings)

    @guarded
    def _commit(self, _: Any) -> None:
        settings = {name: slider.value for name, slider in self._inputs.items()}
        again = settings == self._moved()  # a double click is one move
        self._take(self.session if again else self.session.commit(self.team.value, settings))
        self.say(f"{self.team.value}: {_words(settings)}.")

    @guarded
    def _advance(self, _: Any) -> None:
        self._take(self.session.advance())
        self.say(f"The chain is played up to {self.session.year}.")

    @guarded
    def _undo(self, _: Any) -> None:
        gone = self.session.actions[-1:]
        self._take(self.session.undo())
        what = "Nothing was done yet." if not gone else (
            f"Undone: the move of {gone[0][0]}." if gone[0] else "Undone: the last round."
        )  # fmt: skip
        self.say(what)

    def _take(self, session: sessions.Session) -> None:
        self.session = session
        rows, words = self._drawn()
        with self.chart.hold_sync():
            self.chart.rows, self.chart.signals = rows, words
        self._tell()
        sessions.save(session, self.path)  # last: what cannot be kept is still shown

    def _drawn(self) -> Any:
        year = self.session.year
        played = game.until(game.play(lab.facts(), _base(), self.session.moves), year)
        nobody = game.until(game.play(lab.facts(), _base(), ()), year)
        rows, words = lab.drawn({NOW: played, _ALONE: nobody}, {_ALONE: "nobody moves"})
        if not self.session.round:  # the first year alone would be areas without width
            rows["shares"] += [{**row, "year": row["year"] + 1} for row in rows["shares"]]
        return rows, words

    def _tell(self) -> None:
        session, years = self.session, game.rounds(self.session.length)
        if session.over:
            title, state = f"All rounds are played: {years[0]} to {years[-1]}", ""
        else:
            end = years[session.round + 1]
            title = f"Round {session.round + 1} of {session.length}: {session.year} to {end}"
            waiting = [team for team in game.TEAMS if team not in session.committed]
            state = f"Still to move: {', '.join(waiting)}." if waiting else "All teams have moved."
        self._title.value = (
            f'<h2 style="margin:0">{title}</h2><p>{html.escape(state)} Line A: nobody moves.</p>'
        )
        self.commit.disabled = self.advance.disabled = session.over
        self._history.value = to_html(history(session), "Moves so far") if session.moves else ""
        self._offer()

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        if theme.has_front_end():
            return super()._repr_mimebundle_(**kwargs)
        text = f"{theme.describe(self.chart.spec)} {self!r}"
        return {"image/svg+xml": theme.svg(self.chart.spec), "text/plain": text}


def history(session: sessions.Session) -> pd.DataFrame:
    """Return the moves of a session as a table: from which year, who, and what."""
    rows = [(move.year, move.team, _words(move.settings)) for move in session.moves]
    table = pd.DataFrame(rows, columns=["from", "team", "move"])
    return table.astype({"from": str})


def _words(settings: Any) -> str:
    parts = []
    for name, value in settings.items():
        row = assumptions.get(name)
        parts.append(f"{row.label} {value:g} {row.unit}".strip())
    return "; ".join(parts)


def _base() -> dict[str, float]:
    return assumptions.values(SCENARIO)


def _button(text: str, then: Callable[[Any], None], style: str = "") -> widgets.Button:
    button = widgets.Button(description=text, button_style=style, layout=controls.AUTO)
    button.on_click(then)
    return button


def role_play(rounds: int = 5, file: str = sessions.NAME) -> Projector:
    """Show the role-play on the capstone's model; a session that was cut off goes on.

    Parameters
    ----------
    rounds : int
        3 for 45 minutes, 5 for 90; a session that is taken up keeps its own.
    file : str
        Name of the file in this folder that keeps the session. Another name is another session.

    Returns
    -------
    Projector
        Teams, moves and the picture.

    Raises
    ------
    CourseError
        If there is no such length.
    """
    if isinstance(rounds, bool) or rounds not in sessions.LENGTHS:
        raise CourseError(
            f"A role-play of {rounds!r} rounds is not there. "
            f"{did_you_mean(rounds, sessions.LENGTHS)}"
        )
    return Projector(Path.cwd() / str(file), rounds)
