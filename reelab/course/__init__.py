"""What makes it a course: questions, the student's work, the `reelab` command, the set-up."""

import importlib
from typing import Any

_PLACES = {
    "answer": "forms", "brief": "briefing", "check": "installation", "compare": "standing",
    "exercise": "forms", "grade": "grading", "my_work": "keeping", "note": "keeping",
    "predict": "forms", "progress": "standing", "report": "page", "role_play": "projector",
}  # fmt: skip
__all__ = ["answer", "brief", "check", "compare", "exercise", "grade", "my_work", "note", "predict",
           "progress", "report", "role_play"]  # fmt: skip


def __getattr__(name: str) -> Any:
    # The command must start without widgets and charts.
    if name in _PLACES:
        return getattr(importlib.import_module(f"reelab.course.{_PLACES[name]}"), name)
    from reelab.errors import did_you_mean

    raise AttributeError(f"reelab.course has no '{name}'. {did_you_mean(name, __all__)}")


def __dir__() -> list[str]:
    return sorted(__all__)
