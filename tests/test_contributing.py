"""Every recipe of CONTRIBUTING.md, carried out in a copy of the repository."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT

TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
STEP = re.compile(r"^(Add to|New file) `([^`]+)`:\n\n```\w+\n(.*?)^```", re.MULTILINE | re.DOTALL)
COMMANDS = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
NAME = "doubling"  # the room that the recipe of a lab adds to each floor

pytestmark = pytest.mark.browser


def after(path: Path, mark: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(mark) == 1
    path.write_text(text.replace(mark, mark + new), encoding="utf-8")


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("copy")
    left_out = shutil.ignore_patterns(".*", "__pycache__", "reelab-course", "build", "dist")
    shutil.copytree(ROOT, folder, ignore=left_out, dirs_exist_ok=True)
    steps = STEP.findall(TEXT)
    assert len(steps) >= 7
    for what, name, content in steps:
        path = folder / name
        assert path.exists() == (what == "Add to"), name
        before = path.read_text(encoding="utf-8") if what == "Add to" else ""
        path.write_text(before + content, encoding="utf-8")
    for floor in ("models", "charts", "labs"):
        after(folder / "reelab" / floor / "__init__.py", "_ROOMS = (\n", f'    "{NAME}",\n')
    topics = folder / "reelab" / "course" / "questions" / "__init__.py"
    after(topics, "_TOPICS = {", f'"07": "{NAME}", ')
    return folder


def in_copy(folder: Path, *command: str) -> str:
    done = subprocess.run(
        [sys.executable, *command], cwd=folder, capture_output=True, text=True, timeout=400,
        env={**os.environ, "PYTHONPATH": str(folder), "PYTEST_ADDOPTS": "-p no:cacheprovider"},
    )  # fmt: skip
    assert done.returncode == 0, f"{command}\n{done.stdout[-3000:]}{done.stderr[-2000:]}"
    return done.stdout


def test_the_commands_under_each_recipe_pass(copy: Path) -> None:
    lines = [line for block in COMMANDS.findall(TEXT) for line in block.splitlines()]
    assert len(lines) >= 7
    for line in lines:
        assert line.startswith("python ")
        words = [word.strip('"') for word in re.findall(r'"[^"]*"|\S+', line)][1:]
        said = in_copy(copy, *words)
        if "pytest" in words:
            assert "passed" in said or re.search(r"^\.+ *\[100%\]", said, re.MULTILINE), said


def test_what_the_recipes_add_is_there(copy: Path) -> None:
    said = in_copy(copy, "-c", """
import reelab
from reelab import course
fact = reelab.load("facts", id="demand-growth-example")
print(reelab.__file__, fact["value"].item())
print(reelab.cite("facts").count("Example Institute"))
print(reelab.labs.doubling.demand(doubling_growth=10))
print(course.answer("07.double", "about a decade or so"))
""")  # fmt: skip
    lines = said.splitlines()
    assert str(copy) in lines[0]
    assert lines[0].endswith(" 7.0")
    assert lines[1] == "1"
    assert "Code: reelab1:doubling:doubling_growth=10" in lines[2]
    assert "is not a number" in lines[3]


def test_the_recipes_keep_the_house_rules(copy: Path) -> None:
    files = [name for _, name, _ in STEP.findall(TEXT) if name.endswith(".py")]
    assert len(files) >= 4
    in_copy(copy, "-m", "ruff", "check", *files)
