"""Write docs/service-level.md: what a student on Binder gets, measured in one run.

Size of the packages in a clean environment, start to the first moved slider, time and memory of
each notebook, requests that leave the machine. Run by `make bench`; nothing here is a test.
"""

from __future__ import annotations

import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
from conftest import _NAMES, _QUIET, ROOT, Lab, Visitor
from student_run import peak_mb, run, size_mb

STARTS = 3
NOTEBOOKS = sorted((ROOT / "notebooks").glob("[0-9]*.ipynb"))
PAGE = """# Service level

Made by `benchmarks/service_level.py` on {date}, in one run, on {machine}.{busy}

| what | limit | measured |
|---|---|---|
| packages in a clean environment | 600 MB | {size:.0f} MB |
| memory of a student at the peak, server and kernel, of all notebooks the highest | 400 MB \
| {memory:.0f} MB |
| slowest cell of all, on one core | 5 s | {slowest:.1f} s |
| cold start: from starting the server to the first moved slider of notebook 01, \
all its cells run | | {cold:.0f} s |
| warm start: the same with a server that runs | | {warm:.0f} s |
| requests that leave the machine | 0 | {requests} |

Starts are medians of {starts}. Binder's own share, finding a machine and fetching the image, is
not in them; mybinder.org guarantees 1 GB of memory.

| notebook | whole run, s | slowest cell, s | kernel at its peak, MB |
|---|---|---|---|
{rows}

A run has one core, and a kernel that a Jupyter server started; whole runs are by the clock and hold
the start of the kernel, cells are seconds of computing.
"""


def clean_size() -> float:
    """Return the MB of a fresh environment with the course in it, in the way of Binder."""
    with tempfile.TemporaryDirectory() as folder:
        environment = Path(folder) / "env"
        subprocess.run([sys.executable, "-m", "venv", environment], check=True)
        pip = [environment / "bin" / "pip", "install", "--quiet", "--disable-pip-version-check"]
        lock = ROOT / "binder" / "requirements.txt"
        subprocess.run([*pip, "--require-hashes", "-r", lock], check=True)
        subprocess.run([*pip, "--no-deps", ROOT], check=True)
        return size_mb(environment)


def first_move(browser: Browser, lab: Lab, since: float) -> tuple[float, list[str]]:
    """Open notebook 01, run it, move its first slider; return the seconds since then."""
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    visitor = Visitor(context, lab)
    visitor.page.set_default_timeout(120_000)
    visitor.open("notebooks/01_reserves.ipynb")
    visitor.run_all()
    page = visitor.page
    slider = page.get_by_role("slider").first
    slider.wait_for()
    panel = page.locator(".reelab-panel").filter(has=slider)
    drawing = panel.locator(".reelab-chart svg.marks")
    before = drawing.get_attribute("aria-label")
    slider.focus()
    page.keyboard.press("End")
    page.wait_for_function(
        "([svg, text]) => svg.getAttribute('aria-label') !== text",
        arg=[drawing.element_handle(), before],
    )
    took = time.perf_counter() - since
    page.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.shutdown()")
    context.close()
    return took, visitor.refused


def starts(browser: Browser) -> dict[str, Any]:
    """Measure cold and warm starts, the server's memory, and what was asked of the network."""
    cold, warm, refused, server = [], [], [], []
    for _ in range(STARTS):
        with tempfile.TemporaryDirectory() as folder:
            shutil.copytree(ROOT / "notebooks", Path(folder) / "notebooks")
            since = time.perf_counter()
            lab = Lab(Path(folder))
            try:
                for times, start in ((cold, since), (warm, None)):
                    took, left = first_move(browser, lab, start or time.perf_counter())
                    times.append(took)
                    refused += left
                server.append(peak_mb(lab.process.pid))
            finally:
                lab.close()
    return {"cold": statistics.median(cold), "warm": statistics.median(warm),
            "requests": len(refused), "server": max(server)}  # fmt: skip


def machine() -> str:
    """Return the size of this machine, without its name."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"a machine with {os.cpu_count()} cores and {memory:.0f} GB of memory, "
        f"{platform.system()}, Python {platform.python_version()}"
    )


def main() -> None:
    """Measure, and write the page."""
    load = os.getloadavg()[0] / (os.cpu_count() or 1)
    busy = f" Other work shared it (load {load:.1f} per core): times by the clock are too long."
    path = next(p for name in _NAMES if name and (p := shutil.which(name)))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=_QUIET)
        found = starts(browser)
        browser.close()
    runs = {path.stem: run(path) for path in NOTEBOOKS}
    rows = "\n".join(
        f"| `{name}` | {one.seconds:.0f} | {max(one.cells):.1f} | {one.peak_mb:.0f} |"
        for name, one in runs.items()
    )
    page = PAGE.format(
        date=f"{datetime.now(UTC):%Y-%m-%d}", machine=machine(), busy=busy if load > 0.3 else "",
        size=clean_size(), memory=found["server"] + max(one.peak_mb for one in runs.values()),
        slowest=max(max(one.cells) for one in runs.values()), starts=STARTS, rows=rows, **found,
    )  # fmt: skip
    (ROOT / "docs" / "service-level.md").write_text(page, encoding="utf-8")
    print(page)


if __name__ == "__main__":
    main()
