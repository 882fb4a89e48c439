"""The labs: a chart with sliders, taken from the ledger of assumptions."""

import importlib
from typing import Any

_ROOMS = (
    "abroad", "chain", "consolidation", "criticality", "dependency", "deposits", "doubt",
    "enforcement", "industry", "portfolio", "purchase", "reserves", "scenario", "technology",
)  # fmt: skip


def from_code(code: str) -> Any:
    """Open the lab that a scenario code belongs to, with its settings.

    Parameters
    ----------
    code : str
        A code such as a lab shows below its picture.

    Returns
    -------
    Panel
        The lab.

    Raises
    ------
    CourseError
        If it is no code, a damaged one, or of a lab that this course does not have.
    """
    from reelab.codes import lab_of
    from reelab.errors import CourseError

    name = lab_of(code)
    for room in _ROOMS:
        if name in (found := importlib.import_module(f"reelab.labs.{room}").LABS):
            panel = found[name]()
            panel.use(code)
            return panel
    raise CourseError(f"This course has no lab '{name}'; the code may be from a newer version.")


def __getattr__(name: str) -> Any:
    if name in _ROOMS:
        return importlib.import_module(f"reelab.labs.{name}")
    from reelab.errors import did_you_mean

    raise AttributeError(f"reelab.labs has no '{name}'. {did_you_mean(name, _ROOMS)}")


def __dir__() -> list[str]:
    return [*_ROOMS, "from_code"]
