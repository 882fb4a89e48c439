"""The student's work: nothing is lost, whatever is killed, cut off or damaged."""

from __future__ import annotations

import json
import random
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reelab.course import transfer, workfile
from reelab.course.work import NAME, Work
from reelab.errors import CourseError

VALUES = {
    "prediction": st.one_of(
        st.none(), st.floats(-1e9, 1e9), st.text(max_size=20), st.lists(st.text(max_size=9))
    ),
    "answer": st.fixed_dictionaries(
        {"given": st.text(max_size=20), "right": st.booleans(), "tries": st.integers(0, 99)}
    ),
    "pin": st.booleans(),
    "note": st.text(max_size=200),
}
KEYS = st.from_regex(r"0[0-6]\.[a-z-]{1,12}", fullmatch=True)
ENTRIES = st.lists(
    st.sampled_from(list(VALUES)).flatmap(lambda k: st.tuples(st.just(k), KEYS, VALUES[k])),
    max_size=12,
)

CALM = settings(deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
"""A busy machine is no failure."""


@pytest.fixture
def work(tmp_path: Path) -> Work:
    return Work(tmp_path / NAME)


def full() -> workfile.Content:
    """Work of every kind."""
    content = workfile.Content(seed=77, created=1e9)
    content.entries = {
        "prediction 01.arctic": {"at": 1e9 + 1, "value": 3.04},
        "prediction 01.longest-life": {"at": 1e9 + 2, "value": "Brazil"},
        "answer 01.left": {"at": 1e9 + 3, "value": {"given": "59%", "right": True, "tries": 2}},
        "pin reelab1:mine:grade=3:a8af7cc2": {"at": 1e9 + 4, "value": True},
        "note 01.guesses": {"at": 1e9 + 5, "value": 'I said "a lot",\nand was wrong: \u20ac'},
    }
    return content


# What is kept comes back


@CALM
@given(ENTRIES)
def test_a_file_and_a_code_say_what_was_written(entries: list[tuple[str, str, Any]]) -> None:
    content = workfile.begin()
    for at, (kind, key, value) in enumerate(entries, 1):
        content.entries[f"{kind} {key}"] = {"at": float(at), "value": value}
    for text in (workfile.write(content), transfer.decode(transfer.encode(content))):
        found = workfile.read(text)
        assert found.entries == content.entries
        assert (found.seed, found.created) == (content.seed, content.created)
        assert not found.damaged


def test_everything_is_in_the_file_at_once(work: Work) -> None:
    work.put("note", "01.guesses", "one")
    work.put("note", "01.guesses", "two")
    again = Work(work.path)
    assert again.get("note", "01.guesses") == "two"
    assert again.content.seed == work.content.seed
    assert [path.name for path in work.path.parent.iterdir()] == [NAME]


def test_a_prediction_stays_as_it_was_made(work: Work) -> None:
    work.put("prediction", "01.arctic", 3)
    work.put("prediction", "01.arctic", 21.7)
    assert Work(work.path).get("prediction", "01.arctic") == 3
    later = workfile.Content(seed=1, created=9e10)
    later.entries["prediction 01.arctic"] = {"at": 9e10, "value": 21.7}
    work.take(later)
    assert work.get("prediction", "01.arctic") == 3


@pytest.mark.parametrize(("kind", "value"), [
    ("note", 3), ("note", "x" * 20_001), ("pin", 3), ("prediction", {"a": 1}),
    ("prediction", float("nan")), ("prediction", ["x"] * 51), ("answer", "59"), ("wish", "x"),
])  # fmt: skip
def test_what_a_file_cannot_hold_is_refused(work: Work, kind: str, value: Any) -> None:
    with pytest.raises(CourseError, match="cannot be kept"):
        work.put(kind, "01.x", value)
    assert not work.path.exists()


def test_two_notebooks_write_one_file(tmp_path: Path) -> None:
    one, two = Work(tmp_path / NAME), Work(tmp_path / NAME)
    for number in range(20):
        one.put("note", f"01.{number}", "one")
        two.put("note", f"02.{number}", "two")
    found = Work(tmp_path / NAME)
    assert len(found.all("note")) == 40


def test_in_another_session_the_older_seed_counts(tmp_path: Path) -> None:
    fresh = Work(tmp_path / NAME)
    fresh.put("note", "01.x", "new")
    said = transfer.restore(fresh, transfer.encode(full()))
    assert said == "5 entries restored."
    assert fresh.content.seed == 77
    assert fresh.get("note", "01.x") == "new"
    assert fresh.get("prediction", "01.longest-life") == "Brazil"


@CALM
@given(ENTRIES, ENTRIES)
def test_merging_is_the_same_from_both_sides(one: list[Any], two: list[Any]) -> None:
    def content(rows: list[Any], start: int) -> workfile.Content:
        found = workfile.Content(seed=start, created=float(start))
        for at, (kind, key, value) in enumerate(rows):
            found.entries[f"{kind} {key}"] = {"at": start + 2.0 * at, "value": value}
        return found

    left, right = content(one, 1), content(two, 2)
    left.merge(content(two, 2))
    right.merge(content(one, 1))
    assert left.entries == right.entries
    assert left.seed == right.seed == 1


# Older and newer files


def test_the_first_version_still_opens() -> None:
    text = (Path(__file__).parent / "work-version-1.json").read_text(encoding="utf-8")
    found = workfile.read(text)
    assert not found.damaged
    assert found.entries == full().entries
    assert found.seed == 77


def test_an_older_version_is_taken_step_by_step(monkeypatch: pytest.MonkeyPatch) -> None:
    def one(found: dict[str, Any]) -> dict[str, Any]:
        renamed = {k.replace("01.", "1."): entry for k, entry in found["entries"].items()}
        return {**found, "entries": renamed}

    old = workfile.write(full())
    monkeypatch.setattr(workfile, "VERSION", 3)
    monkeypatch.setattr(workfile, "UPGRADES", {1: one, 2: lambda found: {**found, "seed": 5}})
    found = workfile.read(old)
    assert "prediction 1.arctic" in found.entries
    assert found.seed == 5


def test_a_newer_version_is_refused() -> None:
    newer = workfile.write(full()).replace('"version": 1', '"version": 2')
    with pytest.raises(CourseError, match="newer version"):
        workfile.read(newer)
    with pytest.raises(CourseError, match="newer version"):
        transfer.decode(transfer.encode(full()).replace("work1", "work2"))


# Damage


def test_a_file_that_was_cut_off_is_saved_as_far_as_it_goes(work: Work) -> None:
    text = workfile.write(full())
    cut = text[: text.index('"note')]
    work.path.write_text(cut)
    again = Work(work.path)
    assert len(again.content.entries) == 4
    assert again.content.seed == 77
    assert again.trouble == (
        "my-work.json was damaged. All was saved but what was cut off or changed by hand. "
        "The old file is my-work.damaged1.json."
    )
    spare = again.path.with_name("my-work.damaged1.json")
    assert spare.read_text() == cut
    assert Work(work.path).content == again.content, "a kernel that stops at once finds it"
    again.put("note", "01.x", "on")
    assert len(Work(work.path).content.entries) == 5


def test_damage_while_a_notebook_runs_is_told(work: Work) -> None:
    work.put("note", "01.x", "mine")
    work.path.write_text(workfile.write(full()) + "garbage")
    said: list[str] = []
    work.listeners.append(lambda: said.append(work.trouble))
    work.put("note", "01.y", "on")
    assert said[0].startswith("my-work.json was damaged.")
    assert len(Work(work.path).content.entries) == 7
    work.path.write_text("garbage")
    work.put("note", "01.z", "on")
    assert said[1].startswith("my-work.json cannot be used. This is not a work file")
    work.put("note", "01.z", "and on")
    assert said[2] == ""
    assert len(Work(work.path).content.entries) == 8


def test_one_bad_entry_does_not_take_the_others_along() -> None:
    found = json.loads(workfile.write(full()))
    found["entries"]["answer 01.left"]["value"]["tries"] = "two"
    found["entries"]["spell 01.x"] = {"at": 1, "value": "x"}
    read = workfile.read(json.dumps(found))
    assert len(read.entries) == 4
    assert len(read.damaged) == 2


def one_sentence(error: CourseError) -> None:
    text = str(error)
    assert text
    assert "\n" not in text
    assert len(text) < 400
    assert text[-1] in ".:"


def damaged(text: str, chance: random.Random) -> str:
    """Cut, change, double or mix up a text somewhere."""
    for _ in range(chance.randint(1, 4)):
        place, length = chance.randrange(len(text) + 1), chance.randint(0, 40)
        how = chance.randrange(5)
        if how == 0:
            text = text[:place]
        elif how == 1:
            text = text[:place] + text[place + length :]
        elif how == 2:
            text = text[:place] + chance.choice('{}[]":,0eN\\\0\n\ud800') + text[place:]
        elif how == 3:
            text = text[:place] + text[place : place + length] * 2 + text[place:]
        else:
            text = text.replace(*chance.choice([
                ("1", "1e999"), ("true", "null"), ("{", "[" * 5000), ("at", "AT"),
                ("77", "-77"), ("version", "vision"), ('"01.', '"<script>'), ("value", "valu"),
            ]))  # fmt: skip
        text = text or "x"
    return text


@pytest.mark.parametrize("part", range(10))
def test_a_thousand_damaged_files_and_codes(tmp_path: Path, part: int) -> None:
    whole = full()
    for number in range(100):
        chance = random.Random(1000 * part + number)
        kept = Work(tmp_path / f"{number}.json")
        kept.put("note", "01.mine", "stays")
        text = workfile.write(whole) if number % 2 else transfer.encode(whole)
        bad = damaged(text, chance)
        raw = bad.encode("utf-8", "surrogatepass")
        try:
            said = transfer.restore(kept, raw if number % 3 else bad)
            assert "restored" in said
            for key, entry in kept.content.entries.items():
                assert not workfile.wrong(key, entry)
        except CourseError as error:
            one_sentence(error)
            assert list(kept.content.entries) == ["note 01.mine"]
        assert Work(kept.path).get("note", "01.mine") == "stays"


@pytest.mark.parametrize("text", [
    "", " ", "{}", "[]", "null", "3", '{"format": "reelab work"}', '{"format": "other"}',
    '{"format": "reelab work", "version": true}', "[" * 100_000, '{"a":' * 50_000,
    "reelab-work1:", "reelab-work1:abc:00000000", "reelab1:mine:grade=3:a8af7cc2", "x" * 2_100_000,
    "reelab-work1:" + "A" * 100_000 + ":0",
])  # fmt: skip
def test_what_is_no_work_is_refused(work: Work, text: str) -> None:
    with pytest.raises(CourseError) as caught:
        transfer.restore(work, text)
    one_sentence(caught.value)
    assert not work.path.exists()


@pytest.mark.parametrize(("raw", "words"), [
    (b"", "c.png is empty."), (b"\x89PNG\r\n\x1a", "c.png is not a work file."),
    (b"PK\x03\x04", "c.png is a packed file (zip)"), (b"dear diary", "c.png is not a work file."),
    (b"reelab-work1:cut", "not a whole work code"),
])  # fmt: skip
def test_a_file_of_something_else_is_called_by_its_name(work: Work, raw: bytes, words: str) -> None:
    with pytest.raises(CourseError, match=re.escape(words)):
        transfer.restore(work, raw, "c.png")


def test_a_work_file_that_is_cut_off_is_called_so() -> None:
    for text in (workfile.write(full())[:32], json.dumps(json.loads(workfile.write(full())))[:-9]):
        with pytest.raises(CourseError, match=r"cut off .* no longer JSON"):
            transfer.content(text)
    with pytest.raises(CourseError, match="should say"):
        transfer.content('{"format": "oth')


def test_a_code_that_unpacks_to_too_much_is_refused(work: Work) -> None:
    import base64
    import zlib

    packed = base64.urlsafe_b64encode(zlib.compress(b" " * 50_000_000)).decode()
    with pytest.raises(CourseError):
        transfer.restore(work, f"{transfer.PREFIX}:{packed}:{zlib.crc32(packed.encode()):08x}")


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    work = Work(tmp_path / "gone" / NAME)
    work.put("note", "01.x", "still here")
    assert "could not be written" in work.trouble
    assert work.get("note", "01.x") == "still here"
    (tmp_path / "gone").mkdir()
    work.put("note", "01.y", "now")
    assert not work.trouble
    assert len(Work(work.path).content.entries) == 2


# Killed at any moment

WRITER = """
import sys
from pathlib import Path
from reelab.course.work import Work
work = Work(Path(sys.argv[1]))
start = len(work.content.entries)
print("ready", flush=True)
for number in range(start, start + 100_000):
    work.put("note", f"01.n{number}", "x" * (number % 3000))
    print(number, flush=True)
"""


def test_fifty_kills_lose_nothing_that_was_kept(tmp_path: Path) -> None:
    """SIGKILL a process that writes without pause; every write it told of must be in the file."""
    chance, path, told = random.Random(5), tmp_path / NAME, -1
    for _ in range(50):
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, text=True
        )
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
        time.sleep(chance.uniform(0.001, 0.05))
        writer.send_signal(signal.SIGKILL)
        lines = writer.communicate()[0].splitlines()
        told = max([told, *(int(line) for line in lines if line.isdigit())])
        work = Work(path)
        assert not work.trouble
        for number in range(told + 1):
            assert len(work.get("note", f"01.n{number}")) == number % 3000
    assert told > 100, "too little was written to say anything"
