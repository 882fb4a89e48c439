"""The models: pure functions, numbers, arrays and tables in and out."""

import importlib
from typing import Any

_ROOMS = (
    "backtest", "base_year", "baskets", "black_market", "budget", "cascade", "chain",
    "coercivity", "concentration", "consolidation", "content", "control", "criticality",
    "deals", "dependency", "deposits", "editions", "enforcement", "experience", "flows",
    "formula", "frontier", "geopolrisk", "guesses", "guidelines", "indicators", "ions", "ladder",
    "magnetocaloric", "markup", "merge", "mine", "montecarlo", "outcomes", "ownership",
    "patents", "plants", "portfolio", "purchase", "quotas", "ranking", "replay", "reserves",
    "role_play", "scenario", "scorecard", "sensitivity", "separation", "shortage", "simulator",
    "smuggling", "start_up", "state", "stop", "trade", "vulnerability",
)  # fmt: skip


def __getattr__(name: str) -> Any:
    if name in _ROOMS:
        return importlib.import_module(f"reelab.models.{name}")
    from reelab.errors import did_you_mean

    raise AttributeError(f"reelab.models has no '{name}'. {did_you_mean(name, _ROOMS)}")


def __dir__() -> list[str]:
    return list(_ROOMS)
