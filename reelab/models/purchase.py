"""What was paid for a mine, against what the mine model says that it is worth."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from reelab.models import mine
from reelab.models.formula import closed_form, sentence, where


@closed_form
def price_for_all(price_aud_m: Any, owner_pct: Any, aud_usd: Any) -> Any:
    """Return what a price for a firm makes the whole of its mine cost.

    Parameters
    ----------
    price_aud_m : number or array
        Price of all shares, AUD million.
    owner_pct : number or array
        Percent of the mine that the firm holds, above zero.
    aud_usd : number or array
        US dollars for one Australian dollar.

    Returns
    -------
    number or array
        USD million.
    """
    return price_aud_m * aud_usd / (owner_pct / 100)


def price_implied(paid: Any, **settings: Any) -> Any:
    """Return the basket price at which a mine is worth what was paid for it.

    Parameters
    ----------
    paid : number or Altair expression
        USD million for the whole mine.
    **settings
        A value for each name in `models.mine.MINE` but the basket price.

    Returns
    -------
    number or Altair expression
        USD per kg TREO; the net present value is a straight line in the basket price.
    """
    at_zero, at_one = (mine.npv(basket_price=price, **settings) for price in (0, 1))
    return (paid - at_zero) / (at_one - at_zero)


def part_paid(paid: Any, value: Any) -> Any:
    """Return what part of its value was paid for a mine.

    Parameters
    ----------
    paid, value : number or Altair expression
        USD million for the whole mine.

    Returns
    -------
    number or Altair expression
        Percent; zero where the value is zero or less, since then there is no such part.
    """
    return where(value > 0, 100 * paid / where(value > 0, value, 1), 0)


def value_message(paid: Any, **settings: Any) -> Any:
    """Hold a price against the mine model; in the browser, as an expression.

    Parameters
    ----------
    paid : number or Altair expression
        USD million for the whole mine.
    **settings
        A value for each name in `models.mine.MINE`.

    Returns
    -------
    str or Altair expression
        A sentence without its full stop.
    """
    value = mine.npv(**settings)
    share = sentence((part_paid(paid, value), ",.0f"), "% of it was offered")
    return sentence(
        "Worth USD ", (value, ",.0f"), " million by the model; ",
        where(value > 0, share, sentence((paid, ",.0f"), " million was offered")),
    )  # fmt: skip


def with_preset(preset: pd.DataFrame, defaults: Mapping[str, float]) -> dict[str, float]:
    """Return the settings of the mine model for a preset.

    Parameters
    ----------
    preset : DataFrame
        Its rows: assumption, value.
    defaults : mapping of str to float
        A value for each name in `models.mine.MINE`.

    Returns
    -------
    dict of str to float
        The defaults, with what the preset says.
    """
    return {**defaults, **dict(zip(preset["assumption"], preset["value"], strict=True))}
