"""A class on one machine: thirty students on the hub of deploy/, and what happens to them.

All log in at once, run notebook 01, answer it, and then move a slider every five seconds that the
kernel must answer; some sit at a chromium, whose closed-form lab asks no kernel. In mid-lesson five
kernels are killed, and then the hub itself. Needs root and `sh .ci/proxy`; nothing here is a test.
A small version that can fail is tests/test_hub.py.
"""

from __future__ import annotations

import argparse
import asyncio
import math
import os
import random
import shutil
import statistics
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
from playwright.sync_api import Page, sync_playwright
from tornado.websocket import WebSocketClosedError

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
import hub
from conftest import _NAMES, _QUIET, Visitor
from latency import WATCH, move
from student import NOTEBOOK, KernelLostError, Student

BARE = "import pandas, altair, ipywidgets"
KERNEL, SERVER = b"ipykernel_launcher", b"jupyterhub.singleuser"
LOST = (WebSocketClosedError, KernelLostError)
EVERY = 5.0  # seconds between two moves of a student


@dataclass
class Lesson:
    """What all share: the hub, how far the lesson is, and what was measured."""

    hub: hub.Hub
    settled: threading.Event = field(default_factory=threading.Event)
    moving: threading.Event = field(default_factory=threading.Event)
    over: threading.Event = field(default_factory=threading.Event)
    times: dict[str, list[float]] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)

    def note(self, what: str, seconds: float) -> None:
        """Keep a time."""
        self.times.setdefault(what, []).append(seconds)


class Seat:
    """A student without a browser, and the work to be found at the end."""

    def __init__(self, lesson: Lesson, number: int) -> None:
        self.lesson, self.number = lesson, number
        self.student = Student(lesson.hub.url, lesson.hub.students[number])
        self.work: dict[str, Any] = {}
        self.slider = ""

    async def arrive(self) -> None:
        """Log in, run the notebook, answer it."""
        start = time.perf_counter()
        await self.student.login()
        self.lesson.note("login to a running server", time.perf_counter() - start)
        start = time.perf_counter()
        await self.student.open()
        await self.student.run_all()
        self.lesson.note("notebook 01 from top to bottom", time.perf_counter() - start)
        await self.student.answer_all(1 + self.number % 6)
        self.work = await self.student.work()
        await self.open_lab()

    async def open_lab(self) -> None:
        """Let the kernel draw the uncertainty of the mine."""
        lab = self.student.lab(description="Show uncertainty")
        (shown,) = self.student.find(lab, description="Show uncertainty")
        self.slider = self.student.slider(lab, "Ore grade (% TREO)")
        await self.student.set(shown, value=True)

    async def follow(self) -> None:
        """Move the slider until the lesson is over, whatever happens meanwhile."""
        await asyncio.sleep(random.uniform(0, EVERY))
        step = 0
        while not self.lesson.over.is_set():
            step += 1
            start = time.perf_counter()
            try:
                took = await self.student.move(self.slider, 3 + (step % 30) / 10)
                self.lesson.note("answers", took)
            except (*LOST, TimeoutError):
                await self.resume()
            await asyncio.sleep(max(0.0, EVERY - time.perf_counter() + start))

    async def resume(self) -> None:
        """Come back after the loss of the connection or of the kernel, or of both."""
        start, student, killed, away = time.perf_counter(), self.student, False, False
        while True:
            try:
                if not student.connected:
                    away = True
                    await student.connect()
                if killed or student.restarted.is_set():
                    await student.wait_for_kernel(killed)
                    killed = True
                    await student.run_all()
                    await self.open_lab()
                break
            except LOST:
                continue
        if killed or away:
            what = "kernel" if killed else "hub"
            self.lesson.note(f"back after the {what} was killed", time.perf_counter() - start)
        else:
            self.lesson.errors.append(f"{student.name}: no answer in 30 s")


class Browser(threading.Thread):
    """A student at a chromium, who moves a closed-form lab."""

    def __init__(self, lesson: Lesson, number: int) -> None:
        super().__init__(daemon=True)
        self.lesson = lesson
        self.ready, self.measured = threading.Event(), threading.Event()
        self.student = Student(lesson.hub.url, lesson.hub.students[number])

    def run(self) -> None:
        """Take part in the lesson."""
        try:
            with sync_playwright() as playwright:
                path = next(p for name in _NAMES if name and (p := shutil.which(name)))
                chromium = playwright.chromium.launch(executable_path=path, args=_QUIET)
                _own_machine()
                context = chromium.new_context(viewport={"width": 1366, "height": 900})
                self._attend(Visitor(context, self.lesson.hub))  # type: ignore[arg-type]
        except Exception as error:
            self.lesson.errors.append(f"{self.student.name}, chromium: {error}")
        finally:
            self.ready.set()
            self.measured.set()

    def _attend(self, visitor: Visitor) -> None:
        page, url = visitor.page, self.lesson.hub.url
        page.set_default_timeout(300_000)
        page.goto(f"{url}/hub/login")
        page.get_by_label("Username").fill(self.student.name)
        page.get_by_label("Password").fill(self.student.password)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url("**/lab/tree/**")
        page.goto(f"{url}/hub/user-redirect/lab/tree/{NOTEBOOK}?reset")
        page.wait_for_selector(".jp-Notebook .jp-Cell")
        visitor.run_all(300)
        page.get_by_placeholder("Kept as you type").fill("Before")
        page.locator(".reelab-chart svg.marks").first.wait_for()
        page.evaluate(WATCH, ["", ".reelab-chart svg.marks"])
        self.ready.set()
        self.lesson.settled.wait()
        for number in range(20):
            self._move(page, "closed form, while nobody else moves", number)
        self.measured.set()
        number = 0
        self.lesson.moving.wait()
        while not self.lesson.over.is_set():
            number += 1
            self._move(page, "closed form, while they move", number)
            page.wait_for_timeout(1000)
        page.get_by_placeholder("Kept as you type").fill("After")
        page.wait_for_timeout(5000)
        self.lesson.errors += [f"chromium: {url}" for url in visitor.refused]

    async def came_back(self) -> bool:
        """Whether what was typed after the hub was killed is in the student's file."""
        await self.student.login()
        return (await self.student.work()).get("note 01.guesses") == "After"

    def _move(self, page: Page, what: str, number: int) -> None:
        took = move(page, "ArrowRight" if number % 4 < 2 else "ArrowLeft")
        dialog = page.locator(".jp-Dialog-content")
        if took is None and dialog.count():  # JupyterLab tells of a lost hub; a person goes on
            self.lesson.dialogs += [" ".join(text.split()) for text in dialog.all_inner_texts()]
            page.keyboard.press("Escape")
        elif took is None:
            self.lesson.errors.append(f"{self.student.name}: the picture did not change")
        else:
            self.lesson.note(what, took[0] / 1000)


def _own_machine() -> None:
    """Let chromium go first: it stands for the students' own machines, not for the server."""
    for process in psutil.Process().children(recursive=True):
        if "chrom" in process.name():
            process.nice(-10)


async def teach(lesson: Lesson, given: argparse.Namespace) -> None:
    """Hold the lesson."""
    school, count = lesson.hub, given.students
    browsers = [Browser(lesson, number) for number in range(given.browsers)]
    seats = [Seat(lesson, number) for number in range(given.browsers, count)]
    for browser in browsers:
        browser.start()
    await asyncio.gather(*(seat.arrive() for seat in seats))
    for browser in browsers:
        await asyncio.to_thread(browser.ready.wait)
    bare = Student(school.url, school.students[count])
    await bare.login()
    await bare.open()
    await bare.run(BARE)
    print(f"\n{len(seats)} students without and {len(browsers)} with chromium are in the lesson.")
    memory(lesson, seats, bare, "after the notebook")
    lesson.settled.set()
    for browser in browsers:
        await asyncio.to_thread(browser.measured.wait)
    lesson.moving.set()
    following = [asyncio.create_task(seat.follow()) for seat in seats]
    third = given.minutes * 20
    await asyncio.sleep(third)
    for seat in random.sample(seats, min(given.kills, len(seats))):
        for process in school.processes(seat.student.name, KERNEL):
            os.kill(process, 9)
    await asyncio.sleep(third)
    school.kill()
    await asyncio.sleep(5)
    await asyncio.to_thread(school.start)
    await asyncio.sleep(third)
    lesson.over.set()
    await asyncio.gather(*following)
    memory(lesson, seats, bare, "after the moves")
    for browser in browsers:
        await asyncio.to_thread(browser.join)
    lost = [seat for seat in seats if await seat.student.work() != seat.work]
    for seat in seats:
        lesson.errors += seat.student.errors
        await seat.student.close()
    await bare.close()
    gone = [browser for browser in browsers if not await browser.came_back()]
    print(f"Lost work: {len(lost)} of {len(seats)}; chromium that did not come back: {len(gone)}")


def memory(lesson: Lesson, seats: Sequence[Seat], bare: Student, when: str) -> None:
    """Print the memory of a student's kernel and server beside those of the bare one."""
    for name, what in (("kernel", KERNEL), ("server", SERVER)):
        found = [lesson.hub.memory(seat.student.name, what) for seat in seats]
        base = lesson.hub.memory(bare.name, what)
        for place, pages in enumerate(("PSS", "RSS")):
            mine = [one[place] for one in found]
            middle = statistics.median(mine)
            print(
                f"| {name}, {when} | {pages} | {middle:.0f} MB (most {max(mine):.0f}) | "
                f"bare {base[place]:.0f} MB | {middle / base[place]:.2f} |"
            )


def report(lesson: Lesson) -> None:
    """Print what was measured."""
    print("\n| what | count | median | p95 | most |\n|---|---|---|---|---|")
    for what, found in lesson.times.items():
        times = sorted(found)
        p95 = times[math.ceil(0.95 * len(times)) - 1]
        unit, scale = ("s", 1) if times[-1] > 5 else ("ms", 1000)
        shown = [f"{one * scale:.1f} {unit}" for one in (statistics.median(times), p95, times[-1])]
        print(f"| {what} | {len(times)} | {' | '.join(shown)} |")
    for what, found in (("Errors", lesson.errors), ("Dialogs answered", lesson.dialogs)):
        print(f"\n{what}: {len(found)}")
        for text in sorted(set(found)):
            print(f"  {found.count(text)} x {text[:200]}")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--students", type=int, default=30, help="how many (default 30)")
    parser.add_argument("--browsers", type=int, default=3, help="of these, at a chromium")
    parser.add_argument("--minutes", type=float, default=5, help="how long they move sliders")
    parser.add_argument("--kills", type=int, default=5, help="kernels that are killed")
    given = parser.parse_args()
    if reason := hub.why_not():
        parser.exit(1, f"Not here: {reason}\n")
    school = hub.Hub(given.students + 1)
    lesson = Lesson(school)
    try:
        print(f"load before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
        asyncio.run(teach(lesson, given))
        print(f"load after: {os.getloadavg()[0]:.1f}")
    finally:
        for event in (lesson.over, lesson.moving, lesson.settled):
            event.set()
        report(lesson)
        school.close()


if __name__ == "__main__":
    main()
