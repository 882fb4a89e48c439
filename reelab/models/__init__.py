"""The models: pure functions, numbers, arrays and tables in and out."""

import importlib
from typing import Any

_ROOMS = (
    "baskets", "chain", "concentration", "consolidation", "control", "criticality", "deals",
    "dependency", "deposits", "editions", "formula", "geopolrisk", "guidelines", "indicators",
    "markup", "mine", "ownership", "purchase", "ranking", "replay", "reserves", "shortage",
    "stop", "trade", "vulnerability",
)  # fmt: skip


def __getattr__(name: str) -> Any:
    if name in _ROOMS:
        return importlib.import_module(f"reelab.models.{name}")
    raise AttributeError(f"reelab.models has no '{name}'. There is: {', '.join(_ROOMS)}.")


def __dir__() -> list[str]:
    return list(_ROOMS)
