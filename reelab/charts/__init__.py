"""The pictures: tables and settings in, Altair charts out."""

import importlib
import sys
from typing import Any

# jsonschema's optional check of internationalized addresses takes two thirds of Altair's import;
# Vega-Lite never uses it, and jsonschema does without it when it cannot be imported.
_SLOW = "rfc3987_syntax"
if "altair" not in sys.modules and _SLOW not in sys.modules:
    sys.modules[_SLOW] = None  # type: ignore[assignment]
    try:
        import altair  # noqa: F401
    finally:
        del sys.modules[_SLOW]

from reelab.charts import theme  # noqa: E402

theme.enable()

_ROOMS = (
    "backtest", "cascade", "chain", "claims", "cold", "consolidation", "content", "control",
    "cooling", "criticality", "deals", "dependency", "deposits", "doubt", "editions",
    "enforcement", "governance", "guesses", "hot_magnet", "know_how", "learning", "mine",
    "portfolio", "purchase", "quotas", "replay", "reserves", "scenario", "smuggling", "steps",
    "stop", "theme", "trade",
)  # fmt: skip


def __getattr__(name: str) -> Any:
    if name in _ROOMS:
        return importlib.import_module(f"reelab.charts.{name}")
    from reelab.errors import did_you_mean

    raise AttributeError(f"reelab.charts has no '{name}'. {did_you_mean(name, _ROOMS)}")


def __dir__() -> list[str]:
    return list(_ROOMS)
