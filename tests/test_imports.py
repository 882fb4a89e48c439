"""What an import brings along, what a wrong name says, and what the models' help holds."""

from __future__ import annotations

import importlib
import inspect
import re
import subprocess
import sys
from types import ModuleType

import pytest

import reelab
from reelab import models

HEAVY = ("altair", "ipywidgets", "anywidget", "vl_convert", "IPython", "matplotlib", "playwright")
ROOMS = [importlib.import_module(f"reelab.models.{room}") for room in dir(models)]


def in_a_new_python(script: str) -> str:
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_reelab_alone_is_light() -> None:
    in_a_new_python(f"""
import sys
import reelab
reelab.load("reserves"), reelab.about("reserves"), reelab.cite("reserves"), reelab.tables()
reelab.assumptions.values(reelab.models.mine.MINE)
heavy = [name for name in {HEAVY} if name in sys.modules]
assert not heavy, heavy
""")


def test_charts_do_without_the_slow_check_and_leave_no_trace() -> None:
    in_a_new_python("""
import sys
import reelab.charts
assert "altair" in sys.modules
slow = [name for name in sys.modules if name.startswith(("rfc3987_syntax", "lark"))]
assert slow == [], slow
import rfc3987_syntax  # jsonschema or a student may still want it
assert rfc3987_syntax.is_valid_syntax("iri", "https://example.org")
from reelab.charts import mine, reserves, theme
import altair
assert altair.renderers.active == "reelab"
assert altair.theme.active == "reelab"
""")


def test_charts_after_altair() -> None:
    in_a_new_python("""
import sys
import altair
before = sys.modules.get("rfc3987_syntax", "absent")
import reelab
charts = reelab.charts
assert sys.modules.get("rfc3987_syntax", "absent") is before
spec = charts.mine.economics(reelab.assumptions.values(reelab.models.mine.MINE)).to_dict()
assert spec["vconcat"]
assert sys.modules["altair"] is altair is charts.theme.alt
""")


def test_labs_import_from_a_plain_python() -> None:
    in_a_new_python("""
import reelab
reelab.labs.reserves
import sys
assert "rfc3987_syntax" not in sys.modules
""")


@pytest.mark.parametrize(
    ("module", "wrong", "right"),
    [
        ("reelab", "lod", "Did you mean 'load'?"),
        ("reelab", "zzz", "about, assumptions, charts"),
        ("reelab.models", "zzz", "backtest, "),
        ("reelab.charts", "zzz", "deposits, "),
        ("reelab.labs", "zzz", "reserves"),
    ],
)
def test_a_wrong_name_says_which_are_right(module: str, wrong: str, right: str) -> None:
    found = importlib.import_module(module)
    with pytest.raises(AttributeError) as error:
        getattr(found, wrong)
    assert str(error.value).startswith(f"{module} has no '{wrong}'. ")
    assert right in str(error.value)
    assert not hasattr(found, "__wrapped__")


@pytest.mark.parametrize("module", ["reelab", "reelab.models", "reelab.charts", "reelab.labs"])
def test_what_is_listed_is_there(module: str) -> None:
    found = importlib.import_module(module)
    assert dir(found)
    for name in dir(found):
        assert getattr(found, name) is not None


@pytest.mark.parametrize("name", ["assumptions", "charts", "labs", "models"])
def test_floors_open_by_name(name: str) -> None:
    assert isinstance(getattr(reelab, name), ModuleType)


@pytest.mark.parametrize("floor", ["models", "charts", "labs"])
def test_every_room_of_a_floor_is_listed(floor: str) -> None:
    package = importlib.import_module(f"reelab.{floor}")
    listed = {f"reelab.{floor}.{room}" for room in dir(package) if room != "from_code"}
    for name in listed:
        assert importlib.import_module(name).__name__ == name


def test_help_is_short_enough_to_show_what_matters() -> None:
    assert {"load", "about", "cite", "tables", "models", "charts", "labs"} <= set(dir(reelab))
    assert "importlib" not in dir(reelab)


# The models' help


def public(room: ModuleType) -> list[str]:
    return [
        name
        for name, thing in vars(room).items()
        if inspect.isfunction(thing) and thing.__module__ == room.__name__ and name[0] != "_"
    ]


FUNCTIONS = [(room, name) for room in ROOMS for name in public(room)]


@pytest.mark.parametrize(
    ("room", "name"), FUNCTIONS, ids=[f"{room.__name__[14:]}.{name}" for room, name in FUNCTIONS]
)
def test_every_model_says_what_it_takes_and_returns(room: ModuleType, name: str) -> None:
    function = getattr(room, name)
    text = inspect.getdoc(function) or ""
    summary = text.splitlines()[0]
    assert summary.endswith("."), summary
    sections = by_title(text)
    assert sections.get("Returns", "").strip(), "no section Returns"
    described = sections.get("Parameters", "")
    for argument, parameter in inspect.signature(function).parameters.items():
        star = {parameter.VAR_POSITIONAL: "*", parameter.VAR_KEYWORD: "**"}.get(parameter.kind, "")
        assert f"{star}{argument}" in described, f"{argument} is not described"


def by_title(text: str) -> dict[str, str]:
    """Return the sections of a numpydoc text: a title is underlined by as many hyphens."""
    pieces = re.split(r"^(\w+)\n-{3,}\n", text, flags=re.MULTILINE)
    return dict(zip(pieces[1::2], pieces[2::2], strict=True))
