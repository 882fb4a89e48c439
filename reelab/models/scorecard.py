"""What a run of the chain comes to: a few series to compare runs by, and a card of results."""

from __future__ import annotations

import numpy as np
import pandas as pd

from reelab.models.outcomes import BAND, Run
from reelab.models.state import CHINA, INDIA, MAGNET, RUSSIA, SEPARATION, STAGES

SERIES = {
    "china": "China's share\nof magnets (%)",
    "partners": "Russia and India:\nshare of magnets (%)",
    "price": "Price outside China\n(USD/kg)",
    "india": "India: own use\ncovered (%)",
    "russia": "Russia: own use\ncovered (%)",
    "premium": "India: cost above\nChina's (%)",
}
"""The series by which runs are compared, each with a title of two lines, three in a row."""

DRAWS = 1000
"""Random runs behind a band."""


def series(run: Run) -> dict[str, np.ndarray]:
    """Return the series of a run.

    Parameters
    ----------
    run : Run
        From `models.scenario.simulate`.

    Returns
    -------
    dict of str to ndarray of shape (years, draws)
        By the names of `SERIES`, in their units.
    """
    magnets = run.share[..., MAGNET]
    return {
        "china": magnets[..., CHINA],
        "partners": magnets[..., RUSSIA] + magnets[..., INDIA],
        "price": run.price,
        "india": run.sufficiency[..., INDIA],
        "russia": run.sufficiency[..., RUSSIA],
        "premium": run.premium[..., INDIA],
    }


def bands(run: Run) -> pd.DataFrame:
    """Return the middle of the draws and the ends of their band, year by year.

    Parameters
    ----------
    run : Run
        With many draws.

    Returns
    -------
    DataFrame
        year, and for each of `SERIES` a column of its name (the median), one with `_low` and one
        with `_high`.
    """
    table = {"year": run.years}
    for name, values in series(run).items():
        low, middle, high = np.quantile(values, (BAND[0], 0.5, BAND[1]), axis=1)
        table |= {name: middle, f"{name}_low": low, f"{name}_high": high}
    return pd.DataFrame(table)


def scores(run: Run) -> pd.DataFrame:
    """Return what a run comes to.

    Parameters
    ----------
    run : Run
        With one draw.

    Returns
    -------
    DataFrame
        outcome, unit, value (not a number where the text says it) and text, as it is read.
    """
    last, share = int(run.years[-1]), run.share[-1, 0]
    parity, neck = run.parity[0, INDIA], STAGES[int(run.binding[-1, 0, INDIA])]
    rows = [
        (f"China's share of separation, {last}", "%", share[CHINA, SEPARATION]),
        (f"China's share of magnets, {last}", "%", share[CHINA, MAGNET]),
        (f"Concentration of magnets (HHI), {last}", "0 to 1", run.hhi[-1, 0, MAGNET]),
        (f"Russia and India: share of magnets, {last}", "%",
         share[RUSSIA, MAGNET] + share[INDIA, MAGNET]),
        (f"India covers of its own use, {last}", "%", run.sufficiency[-1, 0, INDIA]),
        (f"Russia covers of its own use, {last}", "%", run.sufficiency[-1, 0, RUSSIA]),
        (f"India's narrowest stage, {last}", neck, np.nan),
        (f"India's cost above China's, {last}", "%", run.premium[-1, 0, INDIA]),
        ("India's cost as low as China's", "year" if parity > 0 else "never", parity),
        ("Highest price outside China (USD/kg)", "USD/kg", run.price[:, 0].max()),
        ("Paid by the two states (USD million)", "USD million",
         run.subsidy[:, 0, [RUSSIA, INDIA]].sum()),
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=["outcome", "unit", "value"])
    table["text"] = [
        _text(value, unit) for value, unit in zip(table["value"], table["unit"], strict=True)
    ]
    return table


def _text(value: float, unit: str) -> str:
    if np.isnan(value):
        return unit
    if unit == "year":
        return f"{value:.0f}"
    if unit == "0 to 1":
        return f"{value:.2f}"
    return f"{value:.1f}%" if unit == "%" else f"{value:,.0f}"


def message(run: Run) -> str:
    """Return the result of a run as the title of its picture.

    Parameters
    ----------
    run : Run
        From `models.scenario.simulate`.

    Returns
    -------
    str
        One line, without a full stop; of many draws the medians.
    """
    found = series(run)
    china, both = (float(np.median(found[name][-1])) for name in ("china", "partners"))
    return (
        f"{int(run.years[-1])}: China makes {china:.0f}% of all magnets, Russia and India "
        f"{both:.1f}%"
    )
