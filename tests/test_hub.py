"""A class on one machine, in small: the hub of deploy/, its proxy, three students.

The same with thirty students, and with numbers, is benchmarks/classroom.py.
"""

from __future__ import annotations

import asyncio
import json
import os
import pwd
import signal
import subprocess
import time
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import hub
import pytest
from student import Student
from test_deploy import link, repository

pytestmark = pytest.mark.skipif(bool(hub.why_not()), reason=hub.why_not())
LESSON = [
    "from reelab import labs\nfrom reelab.course import exercise, my_work, note, predict",
    "my_work()",
    'predict("01.arctic", labs.reserves.arctic)',
    'exercise("01.arctic-known")',
    'note("01.guesses")',
    "labs.reserves.mine()",
]
KEPT = {"prediction 01.arctic", "answer 01.arctic-known", "note 01.guesses"}
Class = list[Student]


@pytest.fixture(scope="module")
def school() -> Iterator[hub.Hub]:
    found = hub.Hub(3)
    yield found
    found.close()


@pytest.fixture(scope="module")
def class_(school: hub.Hub) -> Class:
    students = [Student(school.url, name) for name in school.students]

    async def begin(number: int, one: Student) -> None:
        await one.login()
        await one.open()
        await one.run_all(LESSON)
        await one.answer_all(20 + number)

    together(students, begin, connect=False)
    return students


def alone(work: Coroutine[Any, Any, Any]) -> Any:
    """Run it in a thread: the browser of other tests has a loop in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


def together(
    students: Class, act: Callable[[int, Student], Awaitable[Any]], connect: bool = True
) -> list[Any]:
    """Let all do something at once."""

    async def one(number: int, student: Student) -> Any:
        if connect:
            await student.connect()
        try:
            return await act(number, student)
        finally:
            await student.close()

    async def all() -> list[Any]:
        return await asyncio.gather(*(one(*pair) for pair in enumerate(students)))

    return alone(all())


def home(student: Student) -> Path:
    return Path(pwd.getpwnam(student.name).pw_dir)


def works(class_: Class) -> list[dict[str, Any]]:
    return [alone(one.work()) for one in class_]


def test_each_has_an_account_a_folder_and_work_of_their_own(class_: Class) -> None:
    for number, (student, work) in enumerate(zip(class_, works(class_), strict=True)):
        assert student.errors == []
        assert set(work) == KEPT
        assert work["prediction 01.arctic"] == 20 + number
        assert work["note 01.guesses"] == f"A note of {student.name}"
        assert home(student).stat().st_mode & 0o777 == 0o700
        file = home(student) / "reelab-course" / "my-work.json"
        assert file.stat().st_uid == pwd.getpwnam(student.name).pw_uid
        assert file.stat().st_mode & 0o077 == 0
        assert not (home(student) / ".cache" / "reelab").exists(), "the engine is shared"


def test_a_student_cannot_read_another_s_work(class_: Class, school: hub.Hub) -> None:
    _, ann, bob = class_
    path = "contents/reelab-course/my-work.json"
    assert alone(bob.ask(path)).status_code == 200
    assert alone(ann.ask(path, owner=bob.name)).status_code in (403, 404)
    key = next((home(bob) / ".local/share/jupyter/runtime").glob("kernel-*.json"))
    closed = [home(bob) / "reelab-course" / "my-work.json", key, school.state / "students.txt"]

    async def look(_: int, student: Student) -> list[str]:
        for file in closed:
            await student.run(f"open({str(file)!r}).read()")
        return student.errors

    (errors,) = together([ann], look)
    assert len(errors) == len(closed)
    assert all(error.startswith("PermissionError") for error in errors)
    errors.clear()


def test_who_is_not_of_the_class_stays_out(class_: Class, school: hub.Hub) -> None:
    for name in ("root", "stranger"):
        assert Student(school.url, name).enter("a-long-password").status_code == 403
    known = class_[1]
    assert Student(school.url, known.name).enter("another-password").status_code == 403
    assert Student(school.url, hub.SYSTEM).enter("a-long-password").status_code == 500
    assert not school.processes(hub.SYSTEM, b"python")


def test_a_cell_that_wants_all_memory_hurts_nobody(class_: Class) -> None:
    async def eat(number: int, student: Student) -> list[str]:
        await student.run("much = bytearray(3 * 10**9)" if number == 1 else "1 + 1")
        await student.run("labs.reserves.mine()")
        return student.errors

    assert [len(errors) for errors in together(class_, eat)] == [0, 1, 0]
    assert class_[1].errors.pop().startswith("MemoryError")


async def move(_: int, student: Student) -> list[float]:
    """Show the uncertainty of the mine, which the kernel computes, and move its grade."""
    await student.run_all([LESSON[0], LESSON[-1]])
    lab = student.lab(description="Show uncertainty")
    (shown,) = student.find(lab, description="Show uncertainty")
    slider = student.slider(lab, "Ore grade (% TREO)")
    await student.set(shown, value=True)
    return [await student.move(slider, value) for value in (4.0, 5.0, 6.0)]


def test_killed_kernels_and_a_killed_hub_lose_nothing(class_: Class, school: hub.Hub) -> None:
    before = works(class_)

    async def lose_a_kernel(_: int, student: Student) -> None:
        (kernel,) = school.processes(student.name, b"ipykernel_launcher")
        os.kill(kernel, signal.SIGKILL)
        await student.wait_for_kernel()
        await student.run_all(LESSON)
        assert student.find(description="Show uncertainty")

    async def lose_the_hub(number: int, student: Student) -> list[float]:
        if number == 0:
            school.kill()
        return await move(number, student)

    together(class_[1:2], lose_a_kernel)
    answers = together(class_, lose_the_hub)
    school.start()
    answers = [a + b for a, b in zip(answers, together(class_, move), strict=True)]
    assert all(len(found) == 6 and max(found) < 20 for found in answers)
    assert [student.errors for student in class_] == [[], [], []]
    assert works(class_) == before


def test_a_culled_server_comes_back_with_the_work(class_: Class, school: hub.Hub) -> None:
    """What the student changed stays, what was deleted comes back, the work is there."""
    teacher, ann, _ = class_  # the first is on the list of teachers
    before, course = alone(ann.work()), home(ann) / "reelab-course"
    (course / "00_start.ipynb").unlink()
    (course / "02_dependency.ipynb").write_text("mine")
    (home(ann) / "random.py").write_text("raise RuntimeError('a name that Python uses')")
    culler = [school.python, "-m", "jupyterhub_idle_culler", "--timeout=1", "--cull-every=1",
              f"--url={school.url}/hub/api"]  # fmt: skip
    environment = {**os.environ, "JUPYTERHUB_API_TOKEN": teacher.token}
    process = subprocess.Popen(culler, env=environment, stderr=subprocess.DEVNULL)
    try:
        for _ in range(300):
            if not school.processes(ann.name, b"singleuser"):
                break
            time.sleep(0.2)
        assert not school.processes(ann.name, b"singleuser")
    finally:
        process.terminate()
        process.wait(10)
    alone(ann.login())
    assert alone(ann.work()) == before
    assert json.loads((course / "00_start.ipynb").read_text())["cells"]
    assert (course / "02_dependency.ipynb").read_text() == "mine"


def test_the_links_open_a_copy_of_the_lesson(class_: Class, school: hub.Hub) -> None:
    ann = class_[1]
    page = ann.web.get(link(school.url + "/hub/home", "01_reserves.ipynb"))
    assert page.status_code == 200
    assert urlsplit(page.url).path.endswith("/lab/tree/reelab-course/01_reserves.ipynb")
    source = repository(school.base / "lessons")
    # git reads no folder of another user
    subprocess.run(["chown", "-R", ann.name, str(school.base / "lessons")], check=True)
    address = link(school.url, repository=source, branch="class-1")
    page = ann.web.get(address)
    assert page.status_code == 200
    assert urlsplit(page.url).path == f"/user/{ann.name}/git-pull"
    query = {key: value[0] for key, value in parse_qs(urlsplit(address).query).items()}
    place = f"{school.url}/user/{ann.name}/git-pull/api"
    pulled = ann.web.get(place, params=query, headers={"Authorization": f"token {ann.token}"})
    assert '"phase": "finished"' in pulled.text, pulled.text[-2000:]
    page = ann.web.get(f"{school.url}/user/{ann.name}/{query['urlpath']}")
    assert page.status_code == 200
    assert (home(ann) / query["urlpath"].removeprefix("lab/tree/")).is_file()
