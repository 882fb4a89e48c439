"""Is this installation sound? One finding per part, each with what to do when it is not."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from typing import Any

from reelab import usgs
from reelab.data import COURSE, DATA
from reelab.errors import CourseError
from reelab.sheet import Sheet

AGAIN = "install the course again"
_WIDGETS = {"anywidget": "anywidget", "@jupyter-widgets/jupyterlab-manager": "ipywidgets"}


def check() -> Sheet:
    """Check whether the course can run here.

    Returns
    -------
    DataFrame
        One row per check: what was looked at, whether it is `ok`, and a detail, which says what
        to do where it is not.
    """
    parts: list[tuple[str, Callable[[], str]]] = [("Python", _python), *_dependencies()]
    parts += [
        ("Data", _data),
        ("Chart engine", _engine),
        ("Notebooks", _notebooks),
        ("Widgets in JupyterLab", _widgets),
    ]
    return Sheet([_finding(*part) for part in parts], columns=["what", "ok", "detail"])


def _finding(what: str, look: Callable[[], str]) -> tuple[str, bool, str]:
    try:
        return what, True, look()
    except CourseError as problem:
        return what, False, str(problem)
    except Exception as error:  # a check that breaks is a finding too
        return what, False, f"{type(error).__name__}: {error}; {AGAIN}"


def _python() -> str:
    from packaging.specifiers import SpecifierSet

    here, wanted = platform.python_version(), metadata.metadata("reelab")["Requires-Python"]
    if not SpecifierSet(wanted).contains(here, prereleases=True):
        raise CourseError(f"{here} does not fit; {AGAIN} with Python {wanted}")
    return here


def _dependencies() -> list[tuple[str, Callable[[], str]]]:
    try:
        from packaging.requirements import Requirement

        needed = [Requirement(line) for line in metadata.requires("reelab") or []]
    except (ImportError, metadata.PackageNotFoundError):
        return [("Packages", _not_installed)]
    return [
        (one.name, lambda one=one: _version(one))  # type: ignore[misc]
        for one in needed
        if one.marker is None or one.marker.evaluate({"extra": ""})
    ]


def _not_installed() -> str:
    raise CourseError(f"reelab is not installed in this Python; {AGAIN}")


def _version(needed: Any) -> str:
    advice = f'python -m pip install --upgrade "{needed}"'
    try:
        here = metadata.version(needed.name)
    except metadata.PackageNotFoundError:
        raise CourseError(f"missing: {advice}") from None
    if not needed.specifier.contains(here, prereleases=True):
        raise CourseError(f"{here} does not fit: {advice}")
    return here


def _data() -> str:
    if usgs.interrupted():
        raise CourseError(
            "adding an edition was interrupted; to finish it: reelab data changes 2025 2026"
        )
    package = json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))
    tables = package["resources"]
    for table in tables:
        file = DATA / table["path"]
        if not file.is_file():
            raise CourseError(f"{file.name} is missing: {AGAIN}")
        if table["hash"] != f"sha256:{hashlib.sha256(file.read_bytes()).hexdigest()}":
            raise CourseError(
                f"{file.name} is not as published: {AGAIN} (if you changed the table on purpose "
                "in a checkout: make data)"
            )
    return f"{len(tables)} tables, as published"


def _engine() -> str:
    from reelab.labs import live  # charts take a second to import

    packed = live.pack_engine()
    places = (live.shared_folder(), live.cache_folder())
    files = [file for folder in places for file in folder.glob("engine-*.js.gz")]
    if any(file.read_bytes() == packed for file in files):
        return f"{len(packed) / 1e6:.1f} MB, kept in the cache"
    return f"{len(packed) / 1e6:.1f} MB, made anew in each session: the cache cannot be written"


def _notebooks() -> str:
    folder = COURSE / "notebooks"
    if not (folder / "00_start.ipynb").is_file():
        raise CourseError(f"00_start.ipynb is missing: {AGAIN}")
    files = sorted(folder.glob("*.ipynb"))
    for file in files:
        try:
            json.loads(file.read_text(encoding="utf-8"))["cells"]
        except (ValueError, KeyError, TypeError):
            raise CourseError(f"{file.name} is damaged: {AGAIN}") from None
    return f"{len(files)} there"


def _widgets() -> str:
    from jupyter_core.paths import jupyter_path

    found = []
    for extension, package in _WIDGETS.items():
        places = [Path(path, extension, "package.json") for path in jupyter_path("labextensions")]
        there = next((place for place in places if place.is_file()), None)
        if there is None:
            raise CourseError(
                f"{extension} is missing beside JupyterLab: "
                f"python -m pip install --force-reinstall {package}"
            )
        version = json.loads(there.read_text(encoding="utf-8"))["version"]
        found.append(f"{extension} {version}")
    return ", ".join(found)
