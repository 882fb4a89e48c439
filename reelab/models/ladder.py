"""The value ladder: one kilogram of neodymium and praseodymium on its way to a magnet."""

from __future__ import annotations

from typing import Any

import pandas as pd

from reelab.models.formula import closed_form


@closed_form
def per_contained(price_usd_kg: Any, contained_pct: Any) -> Any:
    """Return the price of a product for each kilogram that it holds.

    Parameters
    ----------
    price_usd_kg : number or array
        Price of a kilogram of the product, in any money.
    contained_pct : number or array
        Percent of it that is neodymium and praseodymium.

    Returns
    -------
    number or array
        In the same money; all else in the product is counted as worthless.
    """
    return 100 * price_usd_kg / contained_pct


def rungs(rows: pd.DataFrame, magnet_content: float | None = None) -> pd.DataFrame:
    """Return the steps of a ladder, each with its price in both ways.

    Parameters
    ----------
    rows : DataFrame
        step, product, price, low, high and ndpr_content_pct of one ladder.
    magnet_content : float, optional
        Percent of rare earths in a magnet, in place of that of the table.

    Returns
    -------
    DataFrame
        product, content, price, contained (price for each kilogram of NdPr) with _low and _high,
        and times: contained over that of the step before. A price without a range is its own.
    """
    found = rows.sort_values("step").set_index("product")
    content = found["ndpr_content_pct"].astype(float)
    if magnet_content is not None:
        content = content.where(content.index != "magnets", magnet_content)
    result = pd.DataFrame({"content": content, "price": found["price"]})
    for end in ("low", "high"):
        result[f"price_{end}"] = found[end].fillna(found["price"])
        result[f"contained_{end}"] = per_contained(result[f"price_{end}"], content)
    result["contained"] = per_contained(result["price"], content)
    result["times"] = result["contained"] / result["contained"].shift()
    return result.reset_index()
