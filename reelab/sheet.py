"""A table that a notebook shows with its sentences in full."""

from __future__ import annotations

from typing import Any

import pandas as pd

_LEFT = '<{} style="text-align:left">'


class Sheet(pd.DataFrame):
    """A table of sentences: nothing is cut, text stands at the left."""

    @property
    def _constructor(self) -> type[Sheet]:
        return Sheet

    def _repr_html_(self) -> Any:
        with pd.option_context("display.max_colwidth", None, "display.max_rows", None):
            page = super()._repr_html_()
        return page.replace("<td>", _LEFT.format("td")).replace("<th>", _LEFT.format("th"))
