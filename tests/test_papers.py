"""What a visitor reads first: the README and its pictures, how to cite, licenses, changes."""

from __future__ import annotations

import json
import re

import pytest
import yaml
from conftest import ROOT

import reelab

README = (ROOT / "README.md").read_text(encoding="utf-8")
PACKAGE = json.loads((ROOT / "data" / "datapackage.json").read_text(encoding="utf-8"))


def test_the_citation_fits_the_package() -> None:
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert cited["cff-version"] == "1.2.0"
    assert {"message", "title", "authors", "license"} <= set(cited)
    assert cited["version"] == reelab.__version__
    assert cited["authors"] == [{"name": "The reelab authors"}]
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"## {reelab.__version__}" in changes


@pytest.mark.parametrize("picture", re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", README))
def test_a_picture_has_words_and_few_bytes(picture: tuple[str, str]) -> None:
    words, path = picture
    assert len(words) > 40
    assert (ROOT / path).stat().st_size < 150_000


def test_every_file_that_the_readme_names_is_there() -> None:
    made = ("reelab-course/", "data/.adding/")  # by a run of the course
    named = re.findall(
        r"`((?:docs|deploy|benchmarks|data|reelab|notebooks|binder)/[\w./-]*)`", README
    )
    assert len(named) > 10
    for name in set(named) - set(made):
        assert (ROOT / name).exists(), name
    for name in re.findall(r"^\| `(\d\d_\w+)` \|", README, re.MULTILINE):
        assert (ROOT / "notebooks" / f"{name}.ipynb").exists(), name


def test_every_notebook_is_in_the_readme() -> None:
    for path in (ROOT / "notebooks").glob("[0-9]*.ipynb"):
        assert f"| `{path.stem}` |" in README


@pytest.mark.parametrize("table", PACKAGE["resources"], ids=lambda table: table["name"])
def test_every_table_has_its_license(table: dict) -> None:
    assert table["licenses"]
    for license in table["licenses"]:
        assert license["title"]
        assert license.get("path", "").startswith("https://") or license["name"] in (
            "other-pd", "quoted-figures", "eurostat"
        )  # fmt: skip


def test_the_license_covers_code_text_and_data() -> None:
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    for part in ("MIT License", "CC BY 4.0", "data/datapackage.json"):
        assert part in text
