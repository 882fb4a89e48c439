"""Scenario codes: they come back as they went, and nothing else gets in."""

from __future__ import annotations

import random
import re
import string
import sys

import hypothesis.strategies as st
import pytest
from hypothesis import example, given, settings

from reelab import assumptions, codes
from reelab.errors import CourseError
from reelab.models.mine import MINE

SETTINGS = {**assumptions.values(MINE), "grade": 0.32, "capex": 460.0}
CODE = codes.encode("mine", SETTINGS)
RIGHT = codes.decode(CODE, "mine")

NAMES = st.from_regex(r"[a-z][a-z0-9_]{0,39}", fullmatch=True)
WORDS = st.from_regex(r"[A-Za-z0-9_.+-]{1,40}", fullmatch=True)


def same_or_refused(code: object) -> None:
    """Pass if a code is refused in words, or says what the right one says."""
    try:
        found = codes.decode(code, "mine")
    except CourseError:
        return
    assert found == RIGHT


def refused(code: object, lab: str = "mine") -> str:
    with pytest.raises(CourseError) as error:
        codes.decode(code, lab)
    return str(error.value)


def test_a_code_reads_back() -> None:
    assert {name: float(text) for name, text in RIGHT.items()} == SETTINGS
    assert CODE.startswith("reelab1:mine:basket_price=20,capex=460,")
    assert CODE.isascii()
    assert len(CODE.split()) == 1


@given(
    lab=NAMES,
    given=st.dictionaries(NAMES, st.floats() | WORDS | st.integers(-(10**9), 10**9), min_size=1,
                          max_size=30),
)  # fmt: skip
@example(lab="mine", given={"a": -0.0, "b": 1e22, "c": 5e-324, "d": float("nan")})
@settings(deadline=None, derandomize=True)
def test_every_code_reads_back(lab: str, given: dict[str, float | str]) -> None:
    found = codes.decode(codes.encode(lab, given), lab)
    assert set(found) == set(given)
    for name, value in given.items():
        if isinstance(value, str):
            assert found[name] == value
        else:
            assert repr(float(found[name])) == repr(float(value))


def test_the_example_in_the_help_is_a_code() -> None:
    example = re.search(r"`(reelab1:.*?)`", codes.__doc__ or "")
    assert example
    assert codes.decode(example[1], "mine") == {"capex": "500", "grade": "3"}


def test_the_order_of_settings_does_not_matter() -> None:
    assert codes.encode("mine", dict(reversed(SETTINGS.items()))) == CODE


@pytest.mark.parametrize(
    "settings",
    [{"deposit": "Bayan Obo"}, {"a": "1,b=2"}, {"a": "1:2"}, {"a": ""}, {"a": "x" * 41},
     {"a": "Araxá"}, {"A": 1}, {"a b": 1}, {"": 1}, {"a=": 1}, {"a": "__import__('os')"}],
)  # fmt: skip
def test_no_code_is_written_that_cannot_be_read(settings: dict[str, float | str]) -> None:
    with pytest.raises(CourseError, match="cannot carry the setting"):
        codes.encode("mine", settings)


@pytest.mark.parametrize(
    "mangle",
    [
        lambda code: f"  {code}\n",
        lambda code: "\n".join(code[i : i + 20] for i in range(0, len(code), 20)),
        lambda code: "\r\n> ".join(code[i : i + 60] for i in range(0, len(code), 60)).replace(
            "> ", ""
        ),
        lambda code: " ".join(code),
        lambda code: code.replace(",", ",\u00a0"),
        lambda code: code.replace(",", ",\u200b"),
        lambda code: "\ufeff" + code,
        lambda code: code + "\t\u2028",
        lambda code: code[:-8] + code[-8:].upper(),
    ],
    ids=["blanks around", "lines", "CRLF", "spaced", "no-break", "zero width", "BOM", "tab",
         "upper checksum"],
)  # fmt: skip
def test_what_a_mail_does_to_a_code_is_undone(mangle) -> None:
    assert codes.decode(mangle(CODE), "mine") == RIGHT


def test_every_change_of_one_letter_is_noticed() -> None:
    for place in range(len(CODE)):
        same_or_refused(CODE[:place] + CODE[place + 1 :])
        for letter in string.printable + "é\u200b\ud800":
            same_or_refused(CODE[:place] + letter + CODE[place + 1 :])
            same_or_refused(CODE[:place] + letter + CODE[place:])


@pytest.mark.parametrize("place", [20, 25, len(CODE) // 2])
def test_a_changed_figure_is_damage(place: int) -> None:
    at = next(i for i in range(place, len(CODE)) if CODE[i].isdigit())
    changed = CODE[:at] + str((int(CODE[at]) + 1) % 10) + CODE[at + 1 :]
    assert "damaged" in refused(changed)


def test_a_thousand_mutations_are_refused_or_harmless() -> None:
    rng = random.Random(20261123)
    letters = string.printable + "é\u200b\u2028\ud800\0😀"
    for _ in range(1000):
        code = list(CODE)
        for _ in range(rng.randint(1, 6)):
            place = rng.randrange(len(code))
            what = rng.choice(["change", "insert", "drop", "swap", "double", "cut"])
            if what == "change":
                code[place] = rng.choice(letters)
            elif what == "insert":
                code.insert(place, rng.choice(letters))
            elif what == "drop":
                del code[place]
            elif what == "swap":
                other = rng.randrange(len(code))
                code[place], code[other] = code[other], code[place]
            elif what == "double":
                code[place:place] = code[place : place + 10]
            else:
                code = code[: max(place, 1)]
            code = code or ["x"]
        same_or_refused("".join(code))


@given(st.text(st.characters()) | st.text("reelab1:mine=,.0123456789abcdef", max_size=60))
@settings(max_examples=200, deadline=None, derandomize=True)
def test_any_text_is_refused(text: str) -> None:
    refused(text)


@given(st.text(st.characters(), max_size=30))
@settings(max_examples=200, deadline=None, derandomize=True)
def test_a_forged_checksum_does_not_let_text_in(words: str) -> None:
    forged = f"reelab1:mine:{words}:{codes._checksum(f'mine:{words}')}"
    try:
        found = codes.decode(forged, "mine")
    except CourseError:
        return
    for name, value in found.items():
        assert codes._NAME.fullmatch(name)
        assert codes._VALUE.fullmatch(value)


def forge(lab: str, words: str) -> str:
    return f"reelab1:{lab}:{words}:{codes._checksum(f'{lab}:{words}')}"


@pytest.mark.parametrize(
    "words",
    ["", ",", "grade", "grade=", "=3", "grade=3,", "Grade=3", "grade=3;capex=2", "1grade=3",
     "grade==3", "__class__=1", "grade=__import__('os').system('true')", "grade={3}", "x" * 41],
)  # fmt: skip
def test_what_is_no_setting(words: str) -> None:
    assert "which is not a setting" in refused(forge("mine", words))


def test_nothing_is_evaluated() -> None:
    assert codes.decode(forge("mine", "grade=1e3,capex=2+2,seed=0x10,a=True"), "mine") == {
        "grade": "1e3", "capex": "2+2", "seed": "0x10", "a": "True",
    }  # fmt: skip
    events: list[str] = []
    watching = True

    def watch(event: str, _: tuple) -> None:
        if watching and event in {"compile", "exec", "import", "open", "os.system"}:
            events.append(event)

    sys.addaudithook(watch)
    codes.decode(forge("mine", "grade=open,capex=exec"), "mine")
    for words in ("grade=open('x')", "grade=().__class__", "grade=%s", "grade={0}"):
        refused(forge("mine", words))
    watching = False
    assert events == []


def test_another_lab() -> None:
    assert refused(CODE, "editions") == (
        "This code belongs to the lab 'mine', and this is 'editions'."
    )


@pytest.mark.parametrize("version", ["2", "01", "999"])
def test_a_newer_version(version: str) -> None:
    assert "newer version" in refused(CODE.replace("reelab1", f"reelab{version}"))


@pytest.mark.parametrize("code", ["", "  ", "\n", None, 3, 1.5, [], {}, b"reelab1:", CODE.encode()])
def test_nothing_pasted(code: object) -> None:
    assert refused(code).startswith("Paste a scenario code first")


@pytest.mark.parametrize("code", ["hello", "reelab", "reelab:mine", "REELAB1:mine", ":::", "1:2:3"])
def test_what_is_no_code(code: str) -> None:
    assert "not a scenario code" in refused(code)


@pytest.mark.parametrize("parts", [1, 2, 3])
def test_half_a_code(parts: int) -> None:
    assert "not complete" in refused(":".join(CODE.split(":")[:parts]))


def test_two_codes() -> None:
    assert "not complete" in refused(f"{CODE}\n{CODE}")


@pytest.mark.parametrize("text", [CODE + "0" * 10**6, CODE * 1000, "x" * 10**7, ":" * 10**6])
def test_a_text_without_end(text: str) -> None:
    assert len(refused(text)) < 200


def test_a_broken_emoji() -> None:
    assert "damaged" in refused(CODE.replace("grade=0", "grade=\ud83d"))


def test_a_refusal_does_not_repeat_a_long_text() -> None:
    assert len(refused(forge("mine", "x" * 1000))) < 200
    assert len(refused(forge("x" * 1000, "a=1"))) < 200
