"""From a key on a slider to the changed picture, beside the usual ways of doing it.

Five notebooks in one JupyterLab and one chromium, their moves interleaved, without and with
200 ms of round trip added by a small proxy. Prints medians, 95th percentiles and ratios to a
bare echo of the kernel. Run by `make bench`; nothing here is a test.
"""

from __future__ import annotations

import argparse
import asyncio
import shutil
import statistics
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
from conftest import _NAMES, _QUIET, Lab, Visitor, code, free_port, notebook

SLIDER = 'slider = ipywidgets.FloatSlider(value=20, min=5, max=100, step=0.5, description="price")'
DRAW = """
def draw(price):
    values = reelab.assumptions.values(mine.MINE, basket_price=price)
    return reelab.charts.mine.economics(values)
"""
TECHNIQUES = {
    "closed form (ours)": (["import reelab", "reelab.labs.reserves.mine()"], "svg.marks"),
    "pushed rows (ours)": (
        ["import reelab", "lab = reelab.labs.reserves.mine()", "lab.pushed.value = True", "lab"],
        ".mark-area path",
    ),
    "kernel echo": (
        ["import ipywidgets", SLIDER, "label = ipywidgets.Label('20.0')",
         "slider.observe(lambda c: setattr(label, 'value', str(c['new'])), 'value')",
         "label.add_class('echo')", "ipywidgets.VBox([slider, label])"],
        ".echo",
    ),
    "JupyterChart reassigned": (
        ["import reelab, ipywidgets", "import reelab.charts, altair as alt",
         "from reelab.models import mine", "alt.JupyterChart.enable_offline()", SLIDER, DRAW,
         "chart = alt.JupyterChart(draw(20), embed_options={'renderer': 'svg'})",
         "slider.observe(lambda c: setattr(chart, 'chart', draw(c['new'])), 'value')",
         "ipywidgets.VBox([slider, chart])"],
        ".vega-embed",
    ),
    "interact + matplotlib": (
        ["import numpy as np, reelab, ipywidgets", "import matplotlib.pyplot as plt",
         "from reelab.models import mine", SLIDER,
         "def plot(price):",
         "    values = reelab.assumptions.values(mine.MINE, basket_price=price)",
         "    years = np.arange(29)",
         "    plt.plot(years, mine.cumulative_cash(years, **values))",
         "    plt.title(mine.verdict(**values))",
         "    plt.show()",
         "_ = ipywidgets.interact(plot, price=slider)"],
        ".jp-OutputArea-output img",
    ),
}  # fmt: skip
"""The cells of each way, and what changes on the page when the picture has."""

WATCH = """
([name, selector]) => {
    const look = () => {
        const node = document.querySelector(selector);
        if (!node) return "";
        if (node.tagName === "IMG") return node.src.slice(-400);
        return (node.getAttribute("d") || node.getAttribute("aria-label") || "") + node.textContent;
    };
    window.moves = []; window.shown = []; window.pressed = null; window.seen = look();
    window.frames = 0;
    document.addEventListener("keydown", () => { window.pressed = performance.now(); }, true);
    new MutationObserver(() => {
        const now = look();
        if (!now || now === window.seen) return;
        window.seen = now; window.frames += 1; window.last = performance.now();
        if (window.pressed !== null) {
            const pressed = window.pressed;
            window.moves.push(performance.now() - pressed);
            // A task after the next frame's callbacks runs when that frame has been drawn.
            requestAnimationFrame(() => setTimeout(
                () => window.shown.push(performance.now() - pressed)));
            window.pressed = null;
        }
    }).observe(document.body, {subtree: true, childList: true, attributes: true,
                               characterData: true});
}
"""


class Proxy(threading.Thread):
    """Passes bytes on to a port, each way after half the round trip."""

    def __init__(self, target: int, trip: float) -> None:
        super().__init__(daemon=True)
        self.port, self.target, self.half = free_port(), target, trip / 2
        self.ready = threading.Event()

    def run(self) -> None:
        """Serve until the program ends."""
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        server = await asyncio.start_server(self._connect, "127.0.0.1", self.port)
        self.ready.set()
        await server.serve_forever()

    async def _connect(self, reader: Any, writer: Any) -> None:
        there, back = await asyncio.open_connection("127.0.0.1", self.target)
        await asyncio.gather(self._pipe(reader, back), self._pipe(there, writer))

    async def _pipe(self, source: Any, sink: Any) -> None:
        loop = asyncio.get_running_loop()
        late: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()

        async def deliver() -> None:
            while True:
                due, data = await late.get()
                await asyncio.sleep(max(0.0, due - loop.time()))
                if not data:
                    sink.close()
                    return
                sink.write(data)

        delivery = asyncio.create_task(deliver())
        try:
            while data := await source.read(65536):
                late.put_nowait((loop.time() + self.half, data))
        except ConnectionError:
            pass
        late.put_nowait((loop.time() + self.half, b""))
        await delivery


def open_all(browser: Any, lab: Lab) -> dict[str, Page]:
    """Open each technique's notebook in a page of its own and run it."""
    pages = {}
    for number, (name, (lines, selector)) in enumerate(TECHNIQUES.items()):
        file = f"way{number}.ipynb"
        (lab.folder / file).write_text(notebook(code(*lines)))
        visitor = Visitor(browser.new_context(viewport={"width": 1366, "height": 900}), lab)
        visitor.page.set_default_timeout(90_000)
        visitor.open(file)
        visitor.run_all()
        visitor.page.locator(selector).first.wait_for(state="attached")
        visitor.page.wait_for_timeout(1500)
        visitor.page.evaluate(WATCH, [name, selector])
        pages[name] = visitor.page
    return pages


def move(page: Page, key: str) -> tuple[float, float] | None:
    """Press a key on the first slider; return the milliseconds until the picture has changed.

    First in the page, then on the screen: after the frame that shows it.
    """
    page.get_by_role("slider").first.focus()
    before = page.evaluate("() => window.shown.length")
    page.keyboard.press(key)
    try:
        page.wait_for_function("n => window.shown.length > n", arg=before, timeout=5000)
    except Exception:
        return None
    page.wait_for_timeout(60)
    return page.evaluate("() => window.moves.at(-1)"), page.evaluate("() => window.shown.at(-1)")


def drag(page: Page) -> tuple[float, int]:
    """Press 50 keys in a second; return how late the last picture is, and how many were drawn."""
    page.get_by_role("slider").first.focus()
    page.evaluate("() => { window.frames = 0; }")
    for number in range(50):
        page.keyboard.press("ArrowRight" if number % 2 or number > 40 else "ArrowLeft")
        page.wait_for_timeout(15)
    end = page.evaluate("() => performance.now()")
    page.wait_for_timeout(2500)
    return max(0.0, page.evaluate("() => window.last") - end), page.evaluate("() => window.frames")


def report(
    trip: int, times: dict[str, list[tuple[float, float]]], drags: dict[str, list[Any]]
) -> None:
    """Print one table."""
    echo, echo_shown = (statistics.median(one) for one in zip(*times["kernel echo"], strict=True))
    echo_late = statistics.median(late for late, _ in drags["kernel echo"])
    print(f"\nRound trip {trip} ms added")
    print(
        "| way | moves | changed: median, p95 ms | x echo | on the screen: median, p95 ms | x echo "
        "| late after a drag, ms | x echo | drawn |"
    )
    print("|---|---|---|---|---|---|---|---|---|")
    for name, found in times.items():
        changed, shown = (sorted(one) for one in zip(*found, strict=True))
        middle, seen = statistics.median(changed), statistics.median(shown)
        p95, seen95 = (one[int(0.95 * (len(one) - 1))] for one in (changed, shown))
        late = statistics.median(late for late, _ in drags[name])
        drawn = statistics.median(count for _, count in drags[name])
        print(
            f"| {name} | {len(found)} | {middle:.1f}, {p95:.1f} | {middle / echo:.2f} | "
            f"{seen:.1f}, {seen95:.1f} | {seen / echo_shown:.2f} | "
            f"{late:.0f} | {late / max(echo_late, 1):.2f} | {drawn:.0f} of 50 |"
        )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--moves", type=int, default=24, help="moves of each way")
    parser.add_argument("--trips", type=int, nargs="*", default=[0, 200], help="added round trips")
    given = parser.parse_args()
    path = next(p for name in _NAMES if name and (p := shutil.which(name)))
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        lab = Lab(Path(folder))
        browser = playwright.chromium.launch(executable_path=path, args=_QUIET)
        try:
            direct = lab.url
            for trip in given.trips:
                proxy = Proxy(lab.port, trip / 1000)
                proxy.start()
                proxy.ready.wait()
                lab.url = f"http://127.0.0.1:{proxy.port}" if trip else direct
                pages = open_all(browser, lab)
                times: dict[str, list[tuple[float, float]]] = {name: [] for name in pages}
                for number in range(given.moves + 3):
                    for name, page in pages.items():
                        took = move(page, "ArrowRight" if number % 4 < 2 else "ArrowLeft")
                        if number >= 3 and took is not None:
                            times[name].append(took)
                drags: dict[str, list[Any]] = {name: [] for name in pages}
                for _ in range(3):
                    for name, page in pages.items():
                        drags[name].append(drag(page))
                report(trip, times, drags)
                for page in pages.values():
                    page.context.close()
        finally:
            lab.close()


if __name__ == "__main__":
    main()
