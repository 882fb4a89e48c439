"""The glossary: every term is explained, found and used."""

from __future__ import annotations

import re
from typing import Any

import nbformat
import pytest
from conftest import ROOT

import reelab
from reelab.errors import CourseError

TABLE = reelab.load("glossary").fillna("")
NOTEBOOKS = {path.stem[:2]: path for path in sorted((ROOT / "notebooks").glob("[0-9]*.ipynb"))}
TEXTS = {
    number: " ".join(" ".join(cell.source for cell in nbformat.read(path, 4).cells).split())
    for number, path in NOTEBOOKS.items()
}


@pytest.mark.parametrize("row", list(TABLE.itertuples()), ids=list(TABLE["term"]))
def test_a_term_is_explained_and_used_where_it_says(row: Any) -> None:
    assert re.fullmatch(r"[A-Z0-9].{15,200}\.", row.definition)
    assert bool(row.chinese) == bool(row.pinyin)
    assert not re.search(r"[A-Za-z]", row.chinese)
    assert not re.search(r"[\u4e00-\u9fff]", row.pinyin)
    forms = "|".join(map(re.escape, [row.term, *filter(None, row.also.split("; "))]))
    for number in row.notebooks.split():
        assert re.search(rf"(?<!\w)({forms})(?!\w)", TEXTS[number], re.IGNORECASE), number
    for name in [row.term, row.term.upper(), *filter(None, (*row.also.split("; "), row.chinese))]:
        assert row.term in set(reelab.glossary(name).table["term"])


@pytest.mark.parametrize("number", NOTEBOOKS)
def test_each_notebook_shows_its_terms(number: str) -> None:
    assert f'glossary("{number}")' in TEXTS[number]
    found = reelab.glossary(number)
    assert len(found.table) >= 5
    page = found._repr_html_()
    assert page.count('scope="row"') == len(found.table)
    assert page.startswith("<details>")
    assert page.count('lang="zh-Hans"') == len(found.table)


def test_the_number_of_a_notebook_in_any_dress() -> None:
    for number in (6, "6", " 06 ", "06_capstone"):
        assert reelab.glossary(number).table.equals(reelab.glossary("06").table)
    for wrong in (True, -6, 97):
        with pytest.raises(CourseError):
            reelab.glossary(wrong)


def test_all_terms_and_one() -> None:
    assert len(reelab.glossary().table) == len(TABLE)
    assert str(reelab.glossary("HHI")).startswith("HHI (\u8d6b\u82ac\u8fbe\u5c14")
    assert "<details>" not in reelab.glossary("HHI")._repr_html_()
    assert list(reelab.glossary("reserves").table["term"]) == ["reserve"], "a term comes first"


@pytest.mark.parametrize(("wrong", "right"), [
    ("HHl", "Did you mean 'HHI'?"), ("97", "There is: assumption"), (3.0, "stands in quotes"),
    (None, "stands in quotes"), ("<b>", "There is: "), (["HHI"], "stands in quotes"),
])  # fmt: skip
def test_what_is_no_term_is_told(wrong: Any, right: str) -> None:
    with pytest.raises(CourseError, match=re.escape(right)):
        reelab.glossary(wrong)
