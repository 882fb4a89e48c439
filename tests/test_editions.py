"""A new edition: what it would change, writing it whole or not at all, and what changed."""

from __future__ import annotations

import csv
import datetime
import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import vl_convert
from conftest import ROOT
from published import LAYOUTS, Line, lines, other, publish

import reelab
from reelab import data, usgs, verdicts
from reelab.charts import editions as chart
from reelab.course import cli
from reelab.errors import CourseError
from reelab.models import editions as model
from reelab.usgs import figures

TODAY = datetime.date(2027, 2, 3)
WHOLE = (2023, 2024, 2025, 2026)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The tables of the course in a folder of its own, in which everything happens."""
    there = tmp_path / "course" / "data"
    shutil.copytree(ROOT / "data", there)
    monkeypatch.setattr(data, "DATA", there)
    data.forget()
    yield there
    data.forget()


@pytest.fixture
def file(tmp_path: Path) -> Callable[..., Path]:
    """Write a file to read."""

    def write(content: bytes | str, name: str = "table.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


def kinds(plan: usgs.Plan) -> dict[str, int]:
    return plan.changes["kind"].value_counts().to_dict()


# What a file would change


def renewed(**figures: float | None) -> list[Line]:
    """An invented edition 2027: that of 2026 with other reserves."""
    return other(2026, **figures)


def as_text(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def one(folder: Path, name: str, **key: str) -> dict[str, str]:
    (row,) = [r for r in as_text(folder, name) if all(r[k] == v for k, v in key.items())]
    return row


def add(path: Path, **more: object) -> usgs.Plan:
    """Read, compare and write, as the command does."""
    plan = usgs.compare(usgs.read(path), today=TODAY, **more)  # type: ignore[arg-type]
    usgs.write(plan)
    return plan


def everything(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_new_edition_is_added_whole(folder: Path, file: Callable[..., Path], layout: int) -> None:
    rows = lines(2026)
    path = file(publish(2027, layout, renewed()))
    before = everything(folder)
    plan = usgs.compare(usgs.read(path), today=TODAY)
    assert everything(folder) == before, "comparing writes nothing"
    assert kinds(plan) == {"new": len(rows) * (2 if layout == 2022 else 3)}
    written = usgs.write(plan)
    names = {"production.csv", "world_totals.csv", "sources.csv", "datapackage.json"}
    assert set(written) == names | ({"reserves.csv"} if layout != 2022 else set())
    for name in before.keys() - set(written):
        assert (folder / name).read_bytes() == before[name]
    again = usgs.compare(usgs.read(path), today=TODAY)
    assert kinds(again) == {"unchanged": len(plan.changes)}
    assert usgs.write(again) == []
    if layout != 2022:
        old, new = (reelab.load("reserves", edition=year) for year in (2026, 2027))
        assert new["reserves_t"].fillna(-1).tolist() == old["reserves_t"].fillna(-1).tolist()
        assert set(new["edition_version"]) == {"not stated, read 2027-02-03"}
        assert (
            model.whole(*map(reelab.load, ("reserves", "production", "world_totals")))[-1] == 2027
        )


def test_what_is_written_is_a_sound_table(folder: Path, file: Callable[..., Path]) -> None:
    add(file(publish(2027, 2023, renewed(Brazil=12e6))), version="first, 2027-01-31")
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    for resource in package["resources"]:
        content = (folder / resource["path"]).read_bytes()
        assert resource["bytes"] == len(content)
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        assert b"\r" not in content
        assert content.endswith(b"\n")
        assert not content.startswith(b"\xef\xbb\xbf")
    for name, key in (("reserves", ["edition", "country"]),
                      ("production", ["edition", "country", "year"]),
                      ("world_totals", ["edition", "measure", "year"]),
                      ("sources", ["source_id"])):  # fmt: skip
        table = reelab.load(name)
        assert list(table[key].itertuples(index=False)) == sorted(
            table[key].itertuples(index=False)
        ), name
    assert {p.name for p in folder.iterdir()} == {p.name for p in (ROOT / "data").iterdir()} - {
        "__pycache__"
    } | {p.name for p in folder.iterdir() if p.name == "__pycache__"}
    source = one(folder, "sources", source_id="usgs-mcs-2027")
    assert source["date"] == "2027-01-31"
    assert source["checked"] == str(TODAY)
    assert hashlib.sha256(publish(2027, 2023, renewed(Brazil=12e6))).hexdigest() in source["note"]
    total = one(folder, "world_totals", edition="2027", measure="reserves")
    assert (total["year"], total["total_t"], total["qualifier"]) == (
        "2026", "75000000", "greater than",
    )  # fmt: skip
    india = one(folder, "reserves", edition="2027", country="India")
    assert (india["reserves_t"], india["na_reason"]) == ("", figures.NO_ESTIMATE)
    assert "2027" in cli_output(["data", "changes", "2026", "2027"])


def cli_output(argv: list[str]) -> str:
    out = io.StringIO()
    stdout, sys.stdout = sys.stdout, out
    try:
        assert cli.main(argv) == 0
    finally:
        sys.stdout = stdout
    return out.getvalue()


def test_an_older_version_is_recognized(folder: Path, file: Callable[..., Path]) -> None:
    """As the first file of 2026, which printed Brazil at 21 Mt."""
    rows = [
        replace(line, reserves={"Brazil": 21e6, "World total (rounded)": 85e6}.get(
            line.country, line.reserves)) for line in lines(2026)
    ]  # fmt: skip
    path = file(publish(2026, 2026, rows))
    plan = usgs.compare(usgs.read(path))
    assert kinds(plan) == {"older": 2, "unchanged": 52}
    assert usgs.write(plan) == []
    with pytest.raises(CourseError, match=r"in version '1\.3, 2026-05-27', which is newer"):
        usgs.compare(usgs.read(path), version="1.0, 2026-02-06")
    with pytest.raises(CourseError, match="is not a version"):
        usgs.compare(usgs.read(path), version="new one")


def test_a_newer_version_must_be_named_and_keeps_what_it_replaces(
    folder: Path, file: Callable[..., Path]
) -> None:
    path = file(publish(2026, 2026, other(2026, India=7e6, Russia=None)))
    plan = usgs.compare(usgs.read(path))
    assert kinds(plan) == {"changed": 2, "unchanged": 52}
    with pytest.raises(CourseError, match="say which: --version"):
        usgs.write(plan)
    before = one(folder, "reserves", edition="2026", country="Russia")
    add(path, version="1.4, 2026-09-15")
    india = one(folder, "reserves", edition="2026", country="India")
    assert (india["reserves_t"], india["na_reason"]) == ("7000000", "")
    assert "NA in version 1.3" in india["note"]
    assert "OSCOM" in india["note"], "the old note stays"
    russia = one(folder, "reserves", edition="2026", country="Russia")
    assert (russia["reserves_t"], before["reserves_t"]) == ("", "3800000")
    assert "3,800,000 t in version 1.3" in russia["note"]
    for name in ("reserves", "production"):
        versions = {r["edition_version"] for r in as_text(folder, name) if r["edition"] == "2026"}
        assert versions == {"1.4, 2026-09-15"}, name
    source = one(folder, "sources", source_id="usgs-mcs-2026")
    assert source["title"].endswith("Rare Earths, version 1.4")
    assert source["date"] == "2026-09-15"
    the_first = [replace(line, reserves={"India": None, "Russia": 3.8e6}.get(
        line.country, line.reserves)) for line in lines(2026)]  # fmt: skip
    older = usgs.compare(usgs.read(file(publish(2026, 2026, the_first))))
    assert kinds(older) == {"older": 2, "unchanged": 52}, "and the old file changes nothing back"


def test_a_row_that_the_file_lacks_is_kept(folder: Path, file: Callable[..., Path]) -> None:
    path = file(publish(2026, 2023, [line for line in lines(2026) if line.country != "Nigeria"]))
    plan = add(path, version="1.4, 2026-09-15")
    kept = plan.changes[plan.changes["kind"] == "kept"]
    assert kept["table"].tolist() == ["reserves", "production", "production"]
    nigeria = one(folder, "reserves", edition="2026", country="Nigeria")
    assert nigeria["note"] == "Not printed in version 1.4"
    assert nigeria["edition_version"] == "1.4, 2026-09-15"


def test_a_copy_gives_way_to_the_source(folder: Path, file: Callable[..., Path]) -> None:
    """Reserves of 2022 stand here from copies of the table; two of 16 rows are made to differ."""
    stock = reelab.load("reserves", edition=2022).set_index("country")["reserves_t"]
    assert set(reelab.load("reserves", edition=2022)["confidence"]) != {"seen"}
    rows = [replace(line, reserves=None) for line in lines(2022)[:-1]]
    rows = [
        replace(line, reserves=float(stock[line.country])) if line.country in stock else line
        for line in rows
    ]
    rows = [replace(line, reserves=19e6) if line.country == "Russia" else line for line in rows]
    used = {row["source_id"] for row in as_text(folder, "reserves") if row["edition"] == "2022"}
    plan = add(file(publish(2022, 2023, [*rows, lines(2022)[-1]])))
    found = plan.changes[plan.changes["table"] == "reserves"]["kind"].value_counts().to_dict()
    assert found == {"confirmed": 11, "new": 4, "corrected": 1}
    for row in as_text(folder, "reserves"):
        if row["edition"] == "2022":
            assert (row["source_id"], row["confidence"]) == ("usgs-mcs-2022", "seen")
            assert "copy" not in row["note"] or row["country"] == "Russia"
    russia = one(folder, "reserves", edition="2022", country="Russia")
    assert russia["note"].startswith("21,000,000 t in a copy (")
    gone = set(plan.changes.loc[plan.changes["kind"] == "unused", "now"])
    assert gone <= used | {"rohstoff-2022"}, "the last served the total alone"
    assert "rohstoff-2022" in gone
    assert not gone & {row["source_id"] for row in as_text(folder, "sources")}
    reelab.load("reserves")


def test_an_unknown_country_is_asked_for(folder: Path, file: Callable[..., Path]) -> None:
    rows = [*renewed()[:-1], Line("Ruritania", (0, 900), False, 3.1e6), Line("Brasil", (1, 1)),
            renewed()[-1]]  # fmt: skip
    path = file(publish(2027, 2026, rows))
    before = everything(folder)
    plan = usgs.compare(usgs.read(path))
    assert len(plan.obstacles) == 2
    assert "misprint of 'Brazil'" in plan.obstacles[0]
    assert '--country "Ruritania=ISO,BLOC"' in plan.obstacles[1]
    with pytest.raises(CourseError, match=r"'Brasil' is not in countries\.csv"):
        usgs.write(plan)
    assert everything(folder) == before
    with pytest.raises(CourseError, match="the course knows it"):
        usgs.compare(usgs.read(path), countries={"China": ("CHN", "China")})
    with pytest.raises(CourseError, match="it is not in the file"):
        usgs.compare(usgs.read(path), countries={"Zenda": ("", "others")})
    path = file(publish(2027, 2026, [line for line in rows if line.country != "Brasil"]))
    add(path, countries={"Ruritania": ("RUR", "others")})
    row = one(folder, "countries", country="Ruritania")
    assert (row["iso3"], row["bloc"], row["kind"]) == ("RUR", "others", "country")
    assert reelab.load("reserves", edition=2027, country="Ruritania")["reserves_t"].item() == 3.1e6


def test_rows_that_miss_the_total_are_pointed_out(folder: Path, file: Callable[..., Path]) -> None:
    sound = usgs.compare(usgs.read(file(publish(2027, 2023, renewed()))))
    assert sound.remarks == []
    rows = [line for line in renewed() if line.country != "China"]
    plan = usgs.compare(usgs.read(file(publish(2027, 2023, rows))))
    assert len(plan.remarks) == 3
    assert "of reserves, the printed total is 75,000,000 t" in " ".join(plan.remarks)


def test_a_range_and_a_bound_of_a_country(folder: Path, file: Callable[..., Path]) -> None:
    content = publish(2027, 2023, renewed()).decode("utf-8-sig")
    content = content.replace(",3500000,", ',"3,000,000 - 4,000,000",')
    content = content.replace(",710000,", ',">710,000",').replace(",830000,", ",W,")
    add(file(content))
    vietnam = one(folder, "reserves", edition="2027", country="Vietnam")
    assert (vietnam["reserves_t"], vietnam["confidence"]) == ("3500000", "derived")
    assert "3,000,000 to 4,000,000 t" in vietnam["note"]
    malaysia = one(folder, "reserves", edition="2027", country="Malaysia")
    assert (malaysia["reserves_t"], malaysia["note"]) == (
        "710000",
        "Printed as more than 710,000 t",
    )
    assert "withheld" in one(folder, "reserves", edition="2027", country="Canada")["na_reason"]


def test_the_tests_of_the_data_pass_after_an_addition(tmp_path: Path) -> None:
    """The whole way: a course in which an edition was added by the command is sound."""
    there = tmp_path / "course"
    for part in ("reelab", "data", "tests"):
        ignore = shutil.ignore_patterns("__pycache__", "artifacts")
        shutil.copytree(ROOT / part, there / part, ignore=ignore)
    shutil.copy(ROOT / "pyproject.toml", there)
    path = tmp_path / "mcs2027.csv"
    path.write_bytes(publish(2027, 2026, renewed(Brazil=12e6)))
    environment = {**os.environ, "PYTHONPATH": str(there)}
    command = "import sys; from reelab.course.cli import main; sys.exit(main())"

    def run(*argv: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *argv], cwd=there, env=environment, text=True, capture_output=True,
            check=False,
        )  # fmt: skip

    added = run("-c", command, "data", "add", str(path), "--write")
    assert added.returncode == 0, added.stderr
    tested = run("-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/test_data.py")
    assert tested.returncode == 0, tested.stdout[-3000:]


# Written whole or not at all


@pytest.fixture
def plan(folder: Path, file: Callable[..., Path]) -> usgs.Plan:
    path = file(publish(2027, 2026, renewed(Brazil=12e6)))
    return usgs.compare(usgs.read(path), today=TODAY)


def state(folder: Path, plan: usgs.Plan) -> str:
    """Whether the files are all old, all new, or some of each; never anything else."""
    found = set()
    for name, (old, new) in plan.files.items():
        content = (folder / name).read_bytes()
        assert content in (old, new), f"{name} is neither old nor new"
        found.add("new" if content == new else "old")
    return found.pop() if len(found) == 1 else "mixed"


def killed_at(step: int, folder: Path, plan: usgs.Plan) -> bool:
    """Write in a process that dies at the nth thing that it does to a file; False if it lives."""
    child = os.fork()
    if child == 0:
        left = step

        def die(event: str, arguments: tuple[object, ...]) -> None:
            nonlocal left
            touches = event in {"open", "os.rename", "os.mkdir", "os.remove", "os.rmdir"}
            if touches and str(folder) in str(arguments):
                left -= 1
                if left < 0:
                    os._exit(9)

        sys.addaudithook(die)
        try:
            usgs.write(plan)
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_killed_at_any_step_loses_nothing(folder: Path, plan: usgs.Plan) -> None:
    before, seen, step = everything(folder), [], 0
    while True:
        for name, content in before.items():
            (folder / name).write_bytes(content)
        shutil.rmtree(folder / ".adding", ignore_errors=True)
        died = killed_at(step, folder, plan)
        seen.append(state(folder, plan))
        begun = usgs.interrupted(folder)
        assert begun or seen[-1] != "mixed"
        usgs.recover(folder)
        assert state(folder, plan) == ("new" if begun or seen[-1] == "new" else "old")
        assert not (folder / ".adding").exists()
        data.forget()
        usgs.write(usgs.compare(plan.printed, today=TODAY))
        assert state(folder, plan) == "new", "the same command again completes it"
        if not died:
            break
        step += 1
    assert step > 15
    assert set(seen) == {"old", "mixed", "new"}


@pytest.mark.parametrize("broken", ["replace", "fsync"])
@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_full_disk_and_ctrl_c_lose_nothing(
    folder: Path,
    plan: usgs.Plan,
    monkeypatch: pytest.MonkeyPatch,
    broken: str,
    error: BaseException,
) -> None:
    real, count = getattr(os, broken), 0

    for step in range(4):
        count = 0

        def stop(*arguments: object, step: int = step) -> object:
            nonlocal count
            count += 1
            if count > step:
                raise error
            return real(*arguments)

        with monkeypatch.context() as patch:
            patch.setattr(os, broken, stop)
            with pytest.raises(CourseError if isinstance(error, OSError) else type(error)) as told:
                usgs.write(plan)
            if isinstance(error, OSError):
                assert "No space left on device. Nothing is lost" in str(told.value)
        if not usgs.interrupted(folder):
            assert state(folder, plan) == "old"
            assert not (folder / ".adding").exists()
            continue
        assert usgs.recover(folder)
        assert state(folder, plan) == "new"
        break


def test_a_table_changed_meanwhile_is_not_overwritten(folder: Path, plan: usgs.Plan) -> None:
    table = folder / "reserves.csv"
    table.write_bytes(table.read_bytes().replace(b"44000000", b"44000001", 1))
    before = everything(folder)
    with pytest.raises(CourseError, match=r"reserves\.csv was changed by somebody else"):
        usgs.write(plan)
    assert everything(folder) == before


def test_what_was_changed_after_an_interruption_is_not_overwritten(
    folder: Path, plan: usgs.Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.replace

    def only_the_journal(source: object, target: object) -> None:
        if "journal" not in str(target):
            raise KeyboardInterrupt
        real(source, target)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", only_the_journal)
        with pytest.raises(KeyboardInterrupt):
            usgs.write(plan)
    table = folder / "reserves.csv"
    mine = table.read_bytes() + b"mine\n"
    table.write_bytes(mine)
    with pytest.raises(CourseError, match=r"reserves\.csv was changed since"):
        usgs.recover(folder)
    assert table.read_bytes() == mine
    (folder / ".adding" / "journal.json").write_text("{")
    with pytest.raises(CourseError, match="is damaged"):
        usgs.recover(folder)


def test_an_installed_course_is_not_written(
    folder: Path, plan: usgs.Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packed = tmp_path / data.PACKED / "data"
    shutil.copytree(folder, packed)
    before = everything(packed)
    with pytest.raises(CourseError, match=r"installed course.* checkout"):
        usgs.write(plan, packed)
    assert everything(packed) == before
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(CourseError, match="You may not write"):
        usgs.write(plan, folder)


# The command


def command(capsys: pytest.CaptureFixture[str], *argv: str) -> tuple[int, str, str]:
    code = cli.main(["data", *argv])
    return code, *capsys.readouterr()


def test_the_command_shows_and_writes_only_when_asked(
    folder: Path, file: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    path = str(file(publish(2027, 2025, renewed(Brazil=12e6)), "MCS2027_World_Data.csv"))
    before = everything(folder)
    code, out, _ = command(capsys, "add", path)
    assert code == 0
    assert everything(folder) == before
    assert "Mineral Commodity Summaries 2027 (one row a country, all commodities)" in out
    assert re.search(r"new +reserves +Brazil +reserves_t +12,000,000\n", out)
    assert re.search(r"new +world_totals +World, reserves +2026 +total_t +> 75,000,000\n", out)
    assert "54 new: not in the data yet" in out
    assert "Nothing is written yet" in out
    code, out, _ = command(capsys, "add", path, "--write", "--version", "first, 2027-01-31")
    assert code == 0
    assert "Written: datapackage.json, production.csv, reserves.csv, sources.csv" in out
    code, out, _ = command(capsys, "add", path, "--write")
    assert (code, "Nothing to write: the data hold edition 2027 already." in out) == (0, True)
    code, out, _ = command(capsys, "changes", "2026", "2027")
    assert re.search(r"Brazil +11,000,000 +12,000,000 +\+1,000,000 +\+9 +revised", out)
    assert "Unchanged: China" in out


def test_the_command_says_what_it_needs(
    folder: Path, file: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [*renewed()[:-1], Line("Ruritania", (0, 900), False, 3.1e6), renewed()[-1]]
    path = str(file(publish(2027, 2026, rows)))
    code, out, _ = command(capsys, "add", path)
    assert code == 0
    assert "Before it can be written:" in out
    code, _, err = command(capsys, "add", path, "--write")
    assert code == 1
    assert err.startswith("reelab: 'Ruritania' is not in countries.csv.")
    code, out, _ = command(capsys, "add", path, "--country", "Ruritania=RUR,others", "--write")
    assert (code, "countries.csv" in out) == (0, True)


@pytest.mark.parametrize(
    "argv",
    [[], ["add"], ["frob"], ["changes", "2025"], ["changes", "2025", "many"],
     ["add", "x", "--edition", "26"], ["add", "x", "--country", "Mongolia"],
     ["add", "x", "--country", "Mongolia=MNG,friends"]],
)  # fmt: skip
def test_wrong_usage(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        cli.main(["data", *argv])
    assert stopped.value.code == 2
    assert capsys.readouterr().err.startswith("usage: reelab data")


@pytest.mark.parametrize("argv", [["add", "none.csv"], ["changes", "1900", "2026"]])
def test_what_cannot_be_done_is_one_line(
    argv: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, err = command(capsys, *argv)
    assert code == 1
    assert err.startswith("reelab: There is no ")
    assert err.count("\n") == 1


def test_the_help_shows_the_way(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.main(["data", "--help"])
    out = capsys.readouterr().out
    assert "reelab data add FILE --write" in out
    assert "reelab data changes 2025 2026" in out


def test_the_next_command_finishes_what_was_interrupted(
    folder: Path, plan: usgs.Plan, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(shutil, "rmtree", stop)
        with pytest.raises(KeyboardInterrupt):
            usgs.write(plan)
    assert usgs.interrupted(folder)
    code, out, _ = command(capsys, "changes", "2026", "2027")
    assert (code, out.startswith("An addition that was interrupted has been finished.")) == (
        0,
        True,
    )
    assert not usgs.interrupted(folder)


# What changed


def reserves_2025_2026() -> pd.DataFrame:
    return model.changes(reelab.load("reserves"), reelab.load("countries"), 2025, 2026)


def test_what_changed_from_2025_to_2026() -> None:
    found = reserves_2025_2026().set_index("country")
    by_kind = found.groupby("kind").groups
    assert {kind: set(names) for kind, names in by_kind.items()} == {
        "revised": {"Brazil", "Australia"}, "new": {"Malaysia"},
        "withdrawn": {"India", "Thailand"},
        "unchanged": {"China", "Russia", "Vietnam", "United States", "Greenland", "Tanzania",
                      "South Africa", "Canada"},
        "no figure": {"Burma", "Madagascar", "Nigeria", "Other countries"},
    }  # fmt: skip
    assert found.loc["Brazil", "change_t"] == -10e6
    assert found.loc["Brazil", "change_pct"] == pytest.approx(-47.62, abs=0.01)
    assert "Government reports" in found.loc["Brazil", "reason"]
    assert "OSCOM" in found.loc["India", "reason"]
    assert np.isnan(found.loc["India", "change_t"])


def test_the_same_year_told_twice() -> None:
    found = model.changes(reelab.load("production"), reelab.load("countries"), 2025, 2026)
    assert set(found["year"]) == {2024}
    nigeria = found.set_index("country").loc["Nigeria"]
    assert (nigeria["old_t"], nigeria["new_t"]) == (13_000, 1_500)
    with pytest.raises(CourseError, match="no year of production in common"):
        model.changes(reelab.load("production"), reelab.load("countries"), 2023, 2026)
    with pytest.raises(CourseError, match="no edition 2030"):
        model.changes(reelab.load("reserves"), reelab.load("countries"), 2025, 2030)


def test_there_and_back_is_the_same_change() -> None:
    tables = reelab.load("reserves"), reelab.load("countries")
    there = model.changes(*tables, 2023, 2026).set_index("country").sort_index()
    back = model.changes(*tables, 2026, 2023).set_index("country").sort_index()
    pd.testing.assert_series_equal(there["change_t"], -back["change_t"], check_names=False)
    assert (there["kind"] == "new").sum() == back["kind"].isin(["withdrawn", "unlisted"]).sum()
    same = model.changes(*tables, 2026, 2026)
    assert set(same["kind"]) == {"unchanged", "no figure"}


def test_a_row_that_is_gone_is_not_called_withdrawn() -> None:
    found = model.changes(reelab.load("reserves"), reelab.load("countries"), 2023, 2024)
    kind = found.set_index("country")["kind"]
    gone = set(reelab.load("reserves", edition=2023)["country"])
    gone -= set(reelab.load("reserves", edition=2024)["country"])
    assert gone
    assert set(kind[list(gone)]) <= {"unlisted", "no figure"}
    assert "280,000 to no row" in " ".join(model.told(found))


def test_whole_editions() -> None:
    tables = [reelab.load(name) for name in ("reserves", "production", "world_totals")]
    assert model.whole(*tables) == list(WHOLE)
    short = tables[0].query("not (edition == 2024 and country == 'Burma')")
    assert model.whole(short, *tables[1:]) == [2023, 2025, 2026]
    wrong = tables[0].assign(reserves_t=tables[0]["reserves_t"] * 1.2)
    assert model.whole(wrong, *tables[1:]) == []


@pytest.mark.parametrize("table", ["reserves", "production"])
def test_the_picture_of_what_changed(table: str) -> None:
    found = model.changes(reelab.load(table), reelab.load("countries"), 2025, 2026)
    drawn = chart.changes(found, 2025, 2026)
    spec = drawn.to_dict()
    assert spec["description"] == model.message(found, 2025, 2026)
    svg = vl_convert.vegalite_to_svg(spec)
    shown = found[(found[["old_t", "new_t"]].fillna(0) > 0).any(axis=1)]
    size = 1e6 if table == "reserves" else 1e3
    for country, words_ in zip(shown["country"], model.told(shown, size), strict=True):
        assert f">{country}<" in svg
        assert f">{words_}<" in svg
    crosses = svg.count("M-7.5")
    gone = found["kind"].isin(["withdrawn", "unlisted"]) & (found["old_t"] > 0)
    assert (crosses > 0) == bool(gone.any())


def test_the_message_names_every_country() -> None:
    found = reserves_2025_2026()
    text = model.message(found, 2025, 2026)
    assert all(country in text for country in found["country"])
    assert "India 6,900,000 to NA" in text
    assert "Brazil 21,000,000 to 11,000,000 (-48%)" in text


# The claims whose verdict turns


def test_a_verdict_that_turns_is_told() -> None:
    before = pd.DataFrame(
        {"verdict": ["supported", "disputed", "opinion"], "found": ["6.9", "1", ""], "caveats": ""},
        index=pd.Index(["C13", "C05", "C40"], name="claim_id"),
    )
    after = before.assign(verdict=["outdated", "disputed", "opinion"], found=["none", "2", ""])
    turned = model.turned(before, after)
    assert turned.index.tolist() == ["C13"], "another figure is no other verdict"
    assert turned.loc["C13"].tolist() == ["supported", "outdated", "6.9", "none", ""]
    assert model.turned(before, before).empty


def test_india_turns_from_2025_to_2026(capsys: pytest.CaptureFixture[str]) -> None:
    old, new = (verdicts.verdicts(verdicts.Record(edition=year)) for year in (2025, 2026))
    turned = model.turned(old, new)
    assert turned.loc["C13", "verdict_after"] == "outdated"
    code, out, _ = command(capsys, "changes", "2025", "2026")
    assert code == 0
    told = re.findall(r"^([CXO]\d\d) ", out, re.MULTILINE)
    assert told == turned.index.tolist()


def test_what_a_file_would_turn_is_told_before_it_is_written(
    folder: Path, file: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    path = file(publish(2027, 2026, renewed(India=6.9e6, Russia=9e6)))
    code, out, _ = command(capsys, "add", str(path))
    assert code == 0
    assert re.search(r"^C13 +outdated +supported", out, re.MULTILINE)
    assert re.search(r"^C09 +\S.* +outdated ", out, re.MULTILINE)
    assert "C13" not in command(capsys, "add", str(file(publish(2026, 2026))))[1]


def test_a_check_that_breaks_keeps_no_figure_out(
    folder: Path,
    file: Callable[..., Path],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(record: verdicts.Record) -> pd.DataFrame:
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr(verdicts, "verdicts", broken)
    code, out, _ = command(capsys, "add", str(file(publish(2027, 2026, renewed()))), "--write")
    assert code == 0
    assert "The verdicts cannot be told (ZeroDivisionError: division by zero)." in out
    assert "Written: " in out
