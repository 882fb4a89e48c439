"""The labs: a chart with sliders, taken from the ledger of assumptions."""

import importlib
from typing import Any

_ROOMS = ("deposits", "reserves")


def __getattr__(name: str) -> Any:
    if name in _ROOMS:
        return importlib.import_module(f"reelab.labs.{name}")
    raise AttributeError(f"reelab.labs has no '{name}'. There is: {', '.join(_ROOMS)}.")


def __dir__() -> list[str]:
    return list(_ROOMS)
