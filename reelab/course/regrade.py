"""What nbgrader calls before it grades: the cells with points as they were handed out.

Students delete, copy, split and rewrite cells. Whatever they did, the cells with points are taken
out of a submission and those of the gradebook put at its end. Only nbgrader imports this module.
"""

from __future__ import annotations

from typing import Any

import nbformat
from nbgrader.api import Gradebook

from reelab.course.handout import POINTS_CELL, points_cell


def restored(notebook: Any, resources: Any) -> tuple[Any, Any]:
    """Give a submission its cells with points back.

    Parameters
    ----------
    notebook : NotebookNode
        What was handed in.
    resources : dict
        Under "nbgrader" the notebook's and the assignment's name and where the gradebook is.

    Returns
    -------
    tuple of NotebookNode and dict
        The notebook, changed, and the resources.
    """
    where = resources["nbgrader"]
    with Gradebook(where["db_url"]) as book:
        found = book.find_notebook(where["notebook"], where["assignment"])
        sources = {cell.name: cell.source for cell in found.source_cells}
        ours = [
            points_cell(cell.name, cell.max_score, sources[cell.name])
            for cell in found.grade_cells
            if cell.name.startswith(POINTS_CELL)
        ]
    for cell in notebook.cells:
        if not _id(cell):  # nbgrader stumbles over a cell that has lost its name
            cell.metadata.pop("nbgrader", None)
    kept = [cell for cell in notebook.cells if not _id(cell).startswith(POINTS_CELL)]
    notebook.cells = [*kept, *map(nbformat.from_dict, ours)]
    return notebook, resources


def _id(cell: Any) -> str:
    about = cell.metadata.get("nbgrader")
    return str(about.get("grade_id") or "") if isinstance(about, dict) else ""
