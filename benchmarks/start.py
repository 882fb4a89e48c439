"""What a fresh kernel pays: `import reelab` beside pandas, the first chart beside plain Altair.

Each figure is the median over fresh processes, run in turn, so that a drift of the machine
touches both sides. Run by `make bench`; nothing here is a test.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

CLOCK = "import time; start = time.perf_counter()\n"
STOP = "\nprint(time.perf_counter() - start)"
VALUES = "values = reelab.assumptions.values(reelab.models.mine.MINE)\n"
OURS = "import reelab\n" + VALUES + "reelab.charts.mine.economics(values)._repr_mimebundle_()"
PLAIN = """
import sys; sys.modules["rfc3987_syntax"] = None  # the slow import, avoided here as well
import json, pandas, altair
spec = json.load(open({spec!r}))
altair.Chart.from_dict(spec)._repr_mimebundle_()
"""


def seconds(code: str) -> float:
    """Run code in a fresh process and return what it took."""
    done = subprocess.run(
        [sys.executable, "-c", CLOCK + code + STOP],
        capture_output=True, text=True, check=True, env={**os.environ, "JPY_SESSION_NAME": "x"},
    )  # fmt: skip
    return float(done.stdout.splitlines()[-1])


def compare(name: str, ours: str, other_name: str, other: str, runs: int = 11) -> None:
    """Time two pieces of code in turn and print medians and their ratio."""
    seconds(ours), seconds(other)  # warm the disk cache
    pairs = [(seconds(ours), seconds(other)) for _ in range(runs)]
    mine, theirs = (statistics.median(side) for side in zip(*pairs, strict=True))
    ratio = statistics.median(a / b for a, b in pairs)
    print(f"| {name} | {mine * 1000:.0f} | {other_name} | {theirs * 1000:.0f} | {ratio:.2f} |")


def main() -> None:
    """Measure and print."""
    print("| ours | ms | beside | ms | ratio (median of pairs) |\n|---|---|---|---|---|")
    compare("import reelab", "import reelab", "import pandas", "import pandas")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "spec.json"
        make = "import reelab, json\n" + VALUES
        make += (
            f"json.dump(reelab.charts.mine.economics(values).to_dict(), open({str(file)!r}, 'w'))"
        )
        subprocess.run([sys.executable, "-c", make], check=True)
        assert json.loads(file.read_text())
        plain = PLAIN.format(spec=str(file))
        compare("first chart", OURS, "the same in plain Altair", plain)


if __name__ == "__main__":
    main()
