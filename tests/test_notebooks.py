"""Every notebook, executed whole as nbconvert does it, and held against the house rules."""

from __future__ import annotations

import itertools
import json
import os
import re
import statistics
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbconvert
import nbformat
import pytest
from conftest import ROOT

NOTEBOOKS = sorted((ROOT / "notebooks").glob("[0-9]*.ipynb"))

EXECUTE = """
import sys, nbclient, nbformat
notebook = nbformat.read(sys.argv[1], 4)
client = nbclient.NotebookClient(
    notebook, timeout=60, kernel_name="python3", resources={"metadata": {"path": sys.argv[3]}}
)
client.execute()
nbformat.write(notebook, sys.argv[2])
"""


@pytest.fixture(scope="session", params=NOTEBOOKS, ids=lambda path: path.stem)
def executed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Execute in a process of its own; a lost reply of the kernel may be tried once more."""
    target = tmp_path_factory.mktemp("run") / request.param.name
    environment = {k: v for k, v in os.environ.items() if k != "JPY_SESSION_NAME"}
    command = [sys.executable, "-c", EXECUTE, str(request.param), str(target), str(target.parent)]
    for last in (False, True):
        try:
            done = subprocess.run(
                command, env=environment, capture_output=True, text=True, timeout=180
            )
        except subprocess.TimeoutExpired:
            if last:
                raise
            continue
        assert done.returncode == 0, done.stderr[-3000:]
        break
    return target


def cells(path: Path, kind: str) -> list[Any]:
    return [cell for cell in nbformat.read(path, 4).cells if cell.cell_type == kind]


def test_a_notebook_runs_whole(executed: Path) -> None:
    """How long a cell takes is measured in tests/test_notebooks_browser.py."""
    for cell in cells(executed, "code"):
        failed = any(output.output_type == "error" for output in cell.outputs)
        assert failed == ("raises-exception" in cell.metadata.get("tags", [])), cell.source


def test_charts_and_labs_leave_a_picture_and_a_text(executed: Path) -> None:
    pictures = 0
    for cell in cells(executed, "code"):
        for output in cell.outputs:
            data = output.get("data", {})
            assert "application/vnd.jupyter.widget-view+json" not in data, "a dead widget is left"
            for spoken in re.findall(r'<img alt="([^"]*)" src="data:', data.get("text/html", "")):
                pictures += 1
                assert len(spoken) > 60, "the text alternative says too little"
            if "image/svg+xml" not in data:
                continue
            pictures += 1
            assert len(data["text/plain"]) > 60, "the text alternative says too little"
            assert not data["text/plain"].startswith("alt."), "a text alternative, not code"
            if spec := data.get("application/vnd.vegalite.v5+json"):
                assert spec["$schema"].endswith("v5.json")
    assert pictures >= 1


def test_html_export_shows_every_picture(executed: Path) -> None:
    page, _ = nbconvert.HTMLExporter().from_filename(str(executed))
    pictures = sum(
        "image/svg+xml" in output.get("data", {})
        for cell in cells(executed, "code")
        for output in cell.outputs
    )
    assert page.count("image/svg+xml;base64") >= pictures


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_house_rules(path: Path) -> None:
    raw = json.loads(path.read_text())
    assert raw["nbformat"] == 4
    assert raw["metadata"]["kernelspec"]["name"] == "python3"
    ids = [cell["id"] for cell in raw["cells"]]
    assert len(set(ids)) == len(ids)
    code, text = cells(path, "code"), cells(path, "markdown")
    assert not any(cell.outputs or cell.execution_count for cell in code), "saved outputs"
    lines = [len(cell.source.splitlines()) for cell in code]
    assert max(lines) <= 15
    assert statistics.median(lines) <= 5
    for cell in code:
        assert not re.search(r"\bpip install\b|https?://|\bdatetime\.now\b|interact\(", cell.source)
    ranks = [
        len(match) for cell in text for match in re.findall(r"^(#+) ", cell.source, re.MULTILINE)
    ]
    assert ranks[0] == 1
    assert ranks.count(1) == 1
    steps = itertools.pairwise(ranks)
    assert all(later - earlier <= 1 for earlier, later in steps)
    assert any("labs." in cell.source for cell in code), "no lab"


@pytest.mark.parametrize("path", [p for p in NOTEBOOKS if p.stem != "00_start"],
                         ids=lambda path: path.stem)  # fmt: skip
def test_house_numbers(path: Path) -> None:
    code, text = cells(path, "code"), cells(path, "markdown")
    words = sum(len(cell.source.split()) for cell in text)
    lines = sum(len(cell.source.splitlines()) for cell in code)
    assert 35 <= len(code) + len(text) <= 60
    assert 1600 <= words <= 2400
    assert 15 <= words / lines <= 27
    everything = nbformat.read(path, 4).cells
    live = next(i for i, cell in enumerate(everything) if "labs." in cell.source)
    assert live < 9, "a live control by cell 8"
    headings = [i for i, cell in enumerate(everything) if re.match("#", cell.source)
                and cell.cell_type == "markdown"]  # fmt: skip
    gaps = [later - earlier for earlier, later in itertools.pairwise(headings)]
    assert max(gaps) <= 8
