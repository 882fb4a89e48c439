"""What a notebook needs when it runs whole: the time of each cell, the memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

STUDENT, SERVER = 400, 180
"""Limits in MB: a student has a server and a kernel."""
SLOWEST = 5.0  # seconds a cell may take on one core

WATCH = """
import json, resource, time
_cells, _began = [], [0.0]
get_ipython().events.register("pre_run_cell", lambda _: _began.__setitem__(0, time.process_time()))
get_ipython().events.register("post_run_cell",
                              lambda _: _cells.append(time.process_time() - _began[0]))
"""
FOUND = 'json.dumps({"cells": _cells, "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss})'
"""What a kernel runs before a lesson to count the CPU seconds of each cell, and what tells them."""

_RUN = """
import json, sys, nbclient, nbformat
path, watch, found, folder = sys.argv[1:]
notebook = nbformat.read(path, 4)
lesson = list(notebook.cells)
new = nbformat.v4.new_code_cell
notebook.cells = [new(watch), *lesson, new(f"print({found})")]
nbclient.NotebookClient(
    notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": folder}}
).execute()
found = json.loads(notebook.cells[-1].outputs[0].text)
found["cells"] = found["cells"][-sum(cell.cell_type == "code" for cell in lesson):]
print(json.dumps(found))
"""


@dataclass(frozen=True)
class Run:
    """One run: CPU seconds of each cell, wall seconds of all, peak memory of the kernel in MB."""

    cells: list[float]
    seconds: float
    peak_mb: float


def run(path: Path, python: str = sys.executable) -> Run:
    """Run a notebook in a folder of its own, as a kernel that a Jupyter server started.

    On Linux it gets one core. CPU seconds do not depend on what else the machine does, and on an
    idle core they are what a student waits.
    """
    command = [python, "-c", _RUN, str(path), WATCH, FOUND]
    if hasattr(os, "sched_setaffinity"):
        first = min(os.sched_getaffinity(0))
        command = ["taskset", "-c", str(first), *command]
    environment = {**os.environ, "JPY_SESSION_NAME": path.name}
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        done = subprocess.run(
            [*command, folder], env=environment, capture_output=True, text=True, timeout=400
        )
        took = time.perf_counter() - start
    assert done.returncode == 0, done.stderr[-3000:]
    found = json.loads(done.stdout.splitlines()[-1])
    return Run(found["cells"], took, found["peak"] / 1024)


def peak_mb(process: int) -> float:
    """Return the peak memory of a running process (Linux)."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


def size_mb(folder: Path) -> float:
    """Return what the files of a folder take on the disk, a file with two names once."""
    blocks = {}
    for path in folder.rglob("*"):
        found = path.lstat()
        blocks[found.st_ino] = found.st_blocks
    return sum(blocks.values()) * 512 / 1e6
