"""What smuggling comes to at some settings, in numbers and words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from reelab.models.formula import minimum, sentence, where
from reelab.models.smuggling import (
    MARKET,
    bribe_least,
    bribe_most,
    pays_from,
    price_abroad,
    smuggled,
    smuggling_gain,
)


def _volume(run: Mapping[str, Any]) -> Any:
    return smuggled(**{name: run[name] for name in MARKET[:9]})


def market_price(run: Mapping[str, Any]) -> Any:
    """Return the price abroad with the smuggling that pays, here or in the browser.

    Parameters
    ----------
    run : mapping of str to number or Altair expression
        One value for each name in `MARKET`.

    Returns
    -------
    number or Altair expression
        USD per kg.
    """
    alone = price_abroad(**{name: run[name] for name in MARKET[:5]})
    names = ("home_price", "smuggling_discount", "hiding_cost", "detection", "fine_multiple")
    return minimum(alone, pays_from(**{name: run[name] for name in names}))


def outcomes(run: Mapping[str, float]) -> pd.DataFrame:
    """Return what the model says, as a table to read.

    Parameters
    ----------
    run : mapping of str to float
        One value for each name in `MARKET`.

    Returns
    -------
    DataFrame
        outcome and value.
    """
    alone = price_abroad(**{name: run[name] for name in MARKET[:5]})
    risk = {name: run[name] for name in ("home_price", *MARKET[5:9])}
    volume = _volume(run)
    rows = {
        "price abroad without smuggling, USD/kg": alone,
        "price abroad from which it pays, USD/kg": pays_from(**risk),
        "first smuggler's expected gain, USD/kg": smuggling_gain(abroad=alone, **risk),
        "smuggled, kt a year": volume,
        "smuggled, % of legal exports": 100 * volume / run["legal_exports"],
        "price abroad with smuggling, USD/kg": market_price(run),
        "most that a smuggler would pay, USD/kg": bribe_most(abroad=alone, **risk),
        "least that an official would take, USD/kg": bribe_least(
            run["audit_chance"], run["official_loss"]
        ),
    }
    return pd.DataFrame({"outcome": list(rows), "value": [float(v) for v in rows.values()]})


def market_title(run: Mapping[str, Any]) -> Any:
    """Say whether smuggling pays; in the browser, as an expression.

    Parameters
    ----------
    run : mapping of str to number or Altair expression
        One value for each name in `MARKET`.

    Returns
    -------
    str or Altair expression
        A title.
    """
    volume = _volume(run)
    share = 100 * volume / run["legal_exports"]
    told = sentence("Smuggling pays: ", (volume, ",.1f"), " kt a year, ", (share, ",.0f"),
                    "% of legal exports")  # fmt: skip
    return where(volume > 0, told, "Smuggling does not pay")


def market_message(run: Mapping[str, Any]) -> Any:
    """Say what a smuggler and an official weigh; in the browser, as an expression.

    Parameters
    ----------
    run : mapping of str to number or Altair expression
        One value for each name in `MARKET`.

    Returns
    -------
    str or Altair expression
        Sentences.
    """
    alone = price_abroad(**{name: run[name] for name in MARKET[:5]})
    risk = {name: run[name] for name in ("home_price", *MARKET[5:9])}
    return sentence(
        market_title(run), ". Without it a kilogram costs ", (alone, ",.0f"),
        " USD abroad and ", (run["home_price"], ",.0f"),
        " at home; the first smuggler expects ", (smuggling_gain(abroad=alone, **risk), ",.1f"),
        " USD per kg. To an official who lets goods pass, at most ",
        (bribe_most(abroad=alone, **risk), ",.1f"), " USD per kg would be paid; the least one "
        "would take is ", (bribe_least(run["audit_chance"], run["official_loss"]), ",.1f"), ".",
    )  # fmt: skip
