"""Notebook 06 without a browser: the card of a run, long work, the brief, what the prose says."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pytest
from conftest import ROOT

from reelab import course
from reelab.charts import backtest, theme
from reelab.course import briefing, forms, keeping, questions
from reelab.errors import CourseError
from reelab.labs import criticality, doubt, enforcement, pins, portfolio, scenario
from reelab.labs.spec import presets
from reelab.labs.task import Progress, Task
from reelab.models import scorecard
from reelab.models.state import CHINA, INDIA, MAGNET, MINE, RUSSIA, SEPARATION

PRESETS = presets("scenario")
STORY = PRESETS["The article's story"]
FULL = PRESETS["Full partnership"]


@pytest.fixture
def own_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setattr(keeping, "_home", lambda: tmp_path)
    monkeypatch.setattr(pins, "PINNED", [])
    monkeypatch.setattr(pins, "RECALLED", [])
    keeping._kept.cache_clear()
    yield tmp_path
    keeping._kept.cache_clear()


# The card and the series


def test_a_card_says_what_the_run_holds() -> None:
    run = scenario.run(**FULL)
    card = scorecard.scores(run).set_index("outcome")
    share = run.share[-1, 0]
    assert card.loc["China's share of separation, 2045", "value"] == share[CHINA, SEPARATION]
    both = share[RUSSIA, MAGNET] + share[INDIA, MAGNET]
    assert card.loc["Russia and India: share of magnets, 2045", "value"] == both
    paid = run.subsidy[:, 0, RUSSIA].sum() + run.subsidy[:, 0, INDIA].sum()
    assert card.loc["Paid by the two states (USD million)", "value"] == pytest.approx(paid)
    assert paid > 0
    assert card.loc["India's narrowest stage, 2045", "text"] == "mine"
    assert run.binding[-1, 0, INDIA] == MINE
    assert card.loc["India's cost as low as China's", "text"] == "never"
    cheap = scorecard.scores(scenario.run(**FULL, partner_premium=0)).set_index("outcome")
    year = float(cheap.loc["India's cost as low as China's", "text"])
    assert year == scenario.run(**FULL, partner_premium=0).parity[0, INDIA]


def test_a_run_at_the_end_of_a_cell_is_a_sentence() -> None:
    one, many = scenario.run(**FULL), scenario.sampled(FULL, 20)
    assert repr(one) == f"Run of the chain, 2025 to 2045, 1 draw. {scorecard.message(one)}."
    china = np.median(many.of("share", "China", "magnet"))
    assert f"the middle of 20 draws. 2045: China makes {china:.0f}% of all magnets" in repr(many)


@pytest.mark.parametrize("draws", [0, -5, 10.5, "many", True, None, 10**9])
def test_draws_that_cannot_be_are_told(draws: Any) -> None:
    with pytest.raises(CourseError, match=r"draws cannot be: give a whole number, 1 to 100,000"):
        scenario.sampled({}, draws)


def test_settings_without_names_are_told() -> None:
    for given in (6, FULL):
        with pytest.raises(CourseError, match=r"two stars"):
            scenario.run(given)
    with pytest.raises(CourseError, match=r"6 is no dictionary"):
        scenario.sampled(6, 100)  # type: ignore[arg-type]
    with pytest.raises(CourseError, match=r"no preset 'Price War'\. Did you mean 'Price war'"):
        PRESETS["Price War"]


def test_bands_hold_nine_of_ten_draws() -> None:
    draws = scenario.sampled({}, 200)
    table, values = scorecard.bands(draws), scorecard.series(draws)
    assert len(table) == len(draws.years)
    for name in scorecard.SERIES:
        low, high = table[f"{name}_low"].to_numpy(), table[f"{name}_high"].to_numpy()
        within = (values[name] >= low[:, None]) & (values[name] <= high[:, None])
        assert (within.mean(1) >= 0.89).all()
        assert (low <= table[name]).all()
        assert (table[name] <= high).all()


def test_what_is_drawn_is_what_was_run() -> None:
    rows, words = scenario.compared({"this run": {}, "A": dict(STORY)}, {"A": "The story"})
    told = scenario.run(**STORY)
    last = next(r for r in rows["lines"] if r["run"] == "A" and r["year"] == 2045)
    assert last["india"] == pytest.approx(told.sufficiency[-1, 0, INDIA], abs=1e-3)
    assert last["letter"] == "A"
    for year in (2025, 2045):
        for stage in ("mine", "magnet"):
            whole = [r["share"] for r in rows["shares"] if (r["year"], r["stage"]) == (year, stage)]
            assert sum(whole) == pytest.approx(100, abs=0.01)
    assert "A, The story: " in words["spoken"]


@pytest.mark.parametrize(
    "panel", [scenario.chain, portfolio.build, criticality.rank, enforcement.dilemma]
)
def test_a_picture_has_room_beside_its_sliders(panel: Any) -> None:
    lab = panel()
    drawn = theme.svg(lab.lab.chart(lab.settings).to_dict())
    # At 1366 pixels with the list of files open; some are the theme's room for longer words.
    assert float(re.search(r'width="([\d.]+)"', drawn)[1]) <= 628


def test_records_of_one_year_are_told_apart() -> None:
    past = scenario.past()
    drawn = theme.svg(backtest.past(past).to_dict())
    of_magnets = (past["scope"] == "magnet rare earths") & (past["stage"] != "metal")
    assert of_magnets.any()
    points = re.findall(r'aria-roledescription="point"[^>]* fill="([^"]+)"', drawn)
    assert points.count("#1A1A1A") == of_magnets.sum()
    assert points.count("transparent") == len(points) - of_magnets.sum()


# Long work


def wait(task: Task) -> None:
    assert task.thread is not None
    task.thread.join(20)
    assert not task.thread.is_alive()


def test_work_is_shown_when_it_is_done() -> None:
    shown: list[int] = []
    task = Task("Go", lambda progress: 7 if progress(0.5) else 0, lambda n: shown.append(n) or "7.")
    task.start.click()
    wait(task)
    assert shown == [7]
    assert "7. It took" in task._status.value
    assert (task.start.disabled, task.cancel.disabled) == (False, True)
    assert task.bar.layout.visibility == "hidden"


def test_work_that_is_stopped_shows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reelab.labs.task.PATIENCE", -1.0)
    monkeypatch.setattr("reelab.labs.task._BEAT", -1.0)
    begun, shown, seen = threading.Event(), [], []

    def work(progress: Progress) -> int:
        while progress(0.25):
            seen.append(task.bar.layout.visibility)
            begun.set()
        raise CourseError("The run was stopped.")

    task = Task("Go", work, lambda n: shown.append(n) or "Done.")
    task.start.click()
    assert begun.wait(20)
    thread = task.thread
    task.start.click()  # pressed twice
    assert task.thread is thread
    task.cancel.click()
    wait(task)
    assert shown == []
    assert set(seen) == {"visible"}
    assert "Stopped; what was shown before stays." in task._status.value


def test_an_error_in_long_work_is_a_sentence() -> None:
    for error, words in (
        (CourseError("Give 1 to 3."), "Give 1 to 3."),
        (ZeroDivisionError("x"), "This did not work (ZeroDivisionError: x)"),
    ):

        def work(_: Progress, error: Exception = error) -> None:
            raise error

        task = Task("Go", work, str)
        task.start.click()
        wait(task)
        assert words in task._status.value
        assert not task.start.disabled


def test_the_doubt_is_worked_out_of_the_question_that_is_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(doubt, "SIZE", 8)
    lab = doubt.decides(build_magnet=6)
    assert lab.question.value == "What India covers of its own use (%)"
    first = [row["label"] for row in lab.chart.rows.get("tornado", [])] or [
        row["label"] for row in lab.chart.spec["datasets"]["tornado"]
    ]
    lab.question.value = "India's cost above China's (%)"
    assert [row["label"] for row in lab.chart.rows["tornado"]] != first
    assert lab.chart.rows["sobol"] == []
    lab.task.start.click()
    wait(lab.task)
    parts = lab.chart.rows["sobol"]
    assert parts[0]["label"] == "Extra cost of a new plant in Russia or India"
    totals = [row["total"] for row in parts]
    assert totals == sorted(totals, reverse=True)
    assert "Part of the variance" in lab.chart.signals["spoken"]
    assert "at once." in lab.task._status.value
    for question in (*doubt.QUESTIONS, lab.question.value):  # of the same runs
        lab.question.value = question
        expected = doubt.percent(doubt.sobol({"build_magnet": 6}, 8)[question]).head(8)
        shown = [(row["label"], row["total"]) for row in lab.chart.rows["sobol"]]
        assert shown == list(zip(expected["label"], expected["total"].round(4), strict=True))


# The brief


def test_the_brief_holds_answer_scenarios_guesses_and_verdicts(own_work: Path) -> None:
    keeping.current()
    empty = course.brief()
    assert "No scenario is pinned" in empty.page
    assert "It has no answer of your own and no pinned scenario yet." in empty._repr_html_()
    guess = forms.predict("06.neck")
    guess.entry.value = "magnet"
    guess.commit.click()
    keeping.NoteBox("06.brief", "x").area.value = "No. <script>alert(1)</script>"
    keeping.NoteBox("06.doubts", "x").area.value = "Not sure"
    keeping.NoteBox("01.guesses", "x").area.value = "Another notebook"
    panel = scenario.chain()
    for number, name in enumerate(["One", "", "<i>Three</i>", "Four"]):
        panel.set(build_mine=10 + number, partnership=0)
        panel.pins.name.value = name
        panel.pins.add.click()
    found = course.brief("Ada <b>B</b>")
    page = (own_work / "brief.html").read_text(encoding="utf-8")
    assert page == found.page
    for text in ("Ada &lt;b&gt;B", "No. &lt;script", "Not sure", "&lt;i&gt;Three", "Scenario B",
                 "Own mines: 12 kt a year", "Russia and India act as partners: no", "C17", "O04",
                 "unverifiable"):  # fmt: skip
        assert text in page, text
    assert "<script" not in page
    assert "Another notebook" not in page
    assert page.index("No. &lt;script") < page.index("Not sure") < page.index("<svg")
    assert page.count("<svg") == 1
    assert page.count("reelab1:scenario:") == 4
    assert not re.search(r"(?:src|href)=\"(?!data:)", page), "it must open offline"
    assert found.pdf is None
    assert "Ctrl + P" in found._repr_html_()
    assert "It has no" not in found._repr_html_()


def test_without_a_printer_the_page_stays(own_work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = own_work / "brief.html"
    page.write_text("<p>x</p>")
    monkeypatch.setattr(briefing, "BROWSERS", ("no-such-browser",))
    assert briefing.to_pdf(page) is None
    broken = own_work / "broken"
    broken.write_text("#!/bin/sh\nexit 3\n")
    broken.chmod(0o755)
    monkeypatch.setattr(briefing, "BROWSERS", (str(broken),))
    assert briefing.to_pdf(page) is None
    assert page.read_text() == "<p>x</p>"


def test_a_folder_that_cannot_be_written_is_told(own_work: Path) -> None:
    (own_work / "brief.html").mkdir()
    with pytest.raises(CourseError, match=r"brief\.html cannot be written here"):
        course.brief()


# What the prose of the notebook says


def test_the_prose_agrees_with_the_model() -> None:
    text = " ".join(
        " ".join(cell.source.split())
        for cell in nbformat.read(ROOT / "notebooks" / "06_capstone.ipynb", 4).cells
    )
    default, full = scenario.run(), scenario.run(**FULL)
    china = full.share[:, 0, CHINA, MAGNET]
    assert f"falls to {china.min():.0f}% and is {china[-1]:.0f}% in 2045" in text
    for name in ("Price war", "Sanctions", "2010 again"):
        other = scenario.run(**PRESETS[name]).share[-1, 0, CHINA, MAGNET]
        assert abs(other - default.share[-1, 0, CHINA, MAGNET]) < 3
    magnets = scenario.run(build_magnet=6)
    both = [scorecard.series(run)["partners"][-1, 0] for run in (default, magnets)]
    assert both[1] / both[0] == pytest.approx(2, abs=0.3)
    covers = [run.sufficiency[-1, 0, INDIA] for run in (default, magnets)]
    assert covers[0] == pytest.approx(covers[1], abs=0.01)
    assert 7 < covers[0] < 8
    told = scenario.run(**STORY)
    assert told.sufficiency[-1, 0, RUSSIA] == 100
    assert told.sufficiency[-1, 0, INDIA] == pytest.approx(10, abs=1)
    dug = 1000 * told.of("output", "Russia", "mine")[0]
    assert f"Russia digs {round(dug, -2):,.0f} t in 2045" in text
    warm = scenario.run(**{**STORY, "arctic_factor": 1}).of("sufficiency", "India")
    assert f"and India covers {warm[0]:.0f}%" in text
    ranked = doubt.tornado("What India covers of its own use (%)", STORY).set_index("assumption")
    assert list(ranked.index).index("arctic_factor") == 2
    low, high = ranked.loc["arctic_factor", ["at_low", "at_high"]]
    assert f"between {low:.0f} and {high:.0f}%" in text
    random = scenario.sampled({}, scorecard.DRAWS).of("sufficiency", "India")
    assert np.median(random) == 0
    moved = list(doubt.tornado("What India covers of its own use (%)", {})["label"])
    first = moved[:4]
    assert "Cost of a mine in the Arctic" not in moved[:8]
    wide = ["Growth of India's use above the world's", "Chance that an own plant is finished",
            "Extra cost of a new plant in Russia or India",
            "Running cost in the whole cost"]  # fmt: skip
    assert sorted(first) == sorted(wide)
    past = scenario.past().set_index(["outcome", "stage", "year"])
    assert past.loc["share"].loc[["separation", "magnet"], "error"].abs().max() < 10
    assert past.loc["share"].loc["mine", "error"].min() == pytest.approx(-16, abs=5)
    price = past.loc[("price", "")]["error_pct"]
    assert price[[2011, 2022]].between(-85, -70).all()


def test_the_single_run_of_a_solution_is_the_one_it_names() -> None:
    words = questions.get("06.below").solution
    share = scenario.run(**FULL).share[-1, 0, CHINA, MAGNET]
    assert f"it is {share:.0f}%" in words
