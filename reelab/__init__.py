"""reelab: how the rare-earth supply chain works and who controls it, as a course in notebooks.

Three words open the facts: `load`, `about`, `cite`; `glossary` explains the terms; `claim` and
`claims` open what the course tests. The floors above them are `reelab.models` (pure functions),
`reelab.charts` (pictures) and `reelab.labs` (pictures with sliders).
"""

import importlib
import sys
from typing import Any

from reelab.data import about, cite, load, tables
from reelab.errors import CourseError

__version__ = "0.1.0"
__all__ = ["CourseError", "about", "assumptions", "charts", "cite", "claim", "claims", "course",
           "glossary", "labs", "load", "models", "tables", "verdicts"]  # fmt: skip

_FLOORS = ("assumptions", "charts", "course", "labs", "models", "verdicts")


def __getattr__(name: str) -> Any:
    # Charts and labs cost a second to import; a session that only loads data never pays it.
    if name in _FLOORS:
        return importlib.import_module(f"reelab.{name}")
    if name == "glossary":
        return importlib.import_module("reelab.terms").glossary
    if name in ("claim", "claims"):
        return getattr(importlib.import_module("reelab.verdicts"), name)
    from reelab.errors import did_you_mean

    raise AttributeError(f"reelab has no '{name}'. {did_you_mean(name, __all__)}")


def __dir__() -> list[str]:
    return sorted(__all__)


if "IPython" in sys.modules:
    from reelab.traces import watch as _watch

    _watch()
