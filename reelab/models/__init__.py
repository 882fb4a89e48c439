"""The models: pure functions, numbers, arrays and tables in and out."""

import importlib
from typing import Any

_ROOMS = (
    "baskets", "black_market", "budget", "cascade", "chain", "coercivity", "concentration",
    "consolidation", "content", "control", "criticality", "deals", "dependency", "deposits",
    "editions", "enforcement", "experience", "formula", "frontier", "geopolrisk",
    "guidelines", "indicators", "ions", "ladder", "magnetocaloric", "markup", "merge", "mine",
    "ownership", "patents", "portfolio", "purchase", "quotas", "ranking", "replay",
    "reserves", "separation", "shortage", "smuggling", "start_up", "stop", "trade",
    "vulnerability",
)  # fmt: skip


def __getattr__(name: str) -> Any:
    if name in _ROOMS:
        return importlib.import_module(f"reelab.models.{name}")
    raise AttributeError(f"reelab.models has no '{name}'. There is: {', '.join(_ROOMS)}.")


def __dir__() -> list[str]:
    return list(_ROOMS)
