"""What a teacher does: hands the course out, reads answers, sums a class up."""

from __future__ import annotations

import ast
import csv
import io
import json
import os
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reelab.charts import guesses as pictures
from reelab.charts import theme
from reelab.course import classpage, handout, keeping, questions, summary, transfer, workfile
from reelab.course import work as working
from reelab.course import workspace as space
from reelab.course.answers import Finding, Number
from reelab.course.cli import main
from reelab.course.grading import POINTS, grade, mark
from reelab.course.question import Question, judge
from reelab.data import COURSE
from reelab.errors import CourseError
from reelab.models import guesses

LESSONS = sorted({name[:2] for name in space.lessons()} & set(questions.notebooks()))
ALL = [q for notebook in questions.notebooks() for q in questions.of(notebook).values()]
TASKS = [question for question in ALL if question.grade]
ASKED = [question for question in ALL if question.id[:2] in LESSONS]
SEED = 77
FULL = sum(POINTS[question.grade] for question in ALL)


def kept(question: Question, seed: int, **value: Any) -> workfile.Content:
    content = workfile.Content(seed=seed, created=1e9)
    content.entries[f"answer {question.id}"] = {"at": 1e9, "value": {"tries": 1, **value}}
    return content


# Points


@pytest.mark.parametrize("question", TASKS, ids=lambda q: q.id)
def test_points_are_for_what_is_right_not_for_what_is_called_right(question: Question) -> None:
    for seed in range(4):
        right = question.answer(question.params(seed))
        said = judge(question, right, seed).given
        assert mark(question, kept(question, seed, given=said, right=True)).counts
        for wrong, _ in question.mistakes:
            said = question.form.say(wrong(question.params(seed)))
            for called in (True, False):
                found = mark(question, kept(question, seed, given=said, right=called))
                assert not found.counts, (seed, said)
                assert found.right is False
        for nonsense in ("", "?", "\x00", "nan", "1e999", "__import__('os')"):
            assert not mark(question, kept(question, seed, given=nonsense, right=True)).counts


@pytest.mark.parametrize(
    "question", [q for q in TASKS if isinstance(q.form, (Number, Finding))], ids=lambda q: q.id
)
def test_what_the_notebook_called_right_stays_right_with_three_digits(question: Question) -> None:
    rng = np.random.default_rng(1)
    for seed in range(4):
        right: Any = question.answer(question.params(seed))
        form: Any = question.form
        pair = isinstance(form, Finding)
        number, truth = (form.number, right[1]) if pair else (form, right)
        room = max(number.within * abs(truth), number.close)
        for value in truth + rng.uniform(-room, room, 5):
            value = round(value) if number.whole else value
            found = judge(question, (right[0], value) if pair else value, seed)
            if found.right:
                assert mark(question, kept(question, seed, given=found.given, right=True)).counts


def test_a_prediction_has_its_point_for_being_made() -> None:
    question = questions.get("01.arctic")
    content = workfile.Content(seed=1, created=1e9)
    assert not mark(question, content).counts
    for value, counts, right in ((1e9, True, False), (21.7, True, True), (None, False, None),
                                 ("a text", False, None), ([], False, None)):  # fmt: skip
        content.entries["prediction 01.arctic"] = {"at": 1e9, "value": value}
        found = mark(question, content)
        assert (found.counts, found.right) == (counts, right), value


@pytest.fixture
def own_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setattr(keeping, "_home", lambda: tmp_path)
    yield tmp_path
    keeping._kept.cache_clear()


def test_grade_reads_the_file_beside_the_notebook(
    own_work: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(CourseError, match=r"No answer is in my-work\.json"):
        grade("01.arctic-known")
    (own_work / working.NAME).write_text(workfile.write(handout.solved_work(SEED)))
    grade("01.arctic-known")
    assert "Right: 17.1 million t." in capsys.readouterr().out


def test_a_damaged_file_is_graded_by_its_own_seed(own_work: Path) -> None:
    text = workfile.write(handout.solved_work(SEED))
    cut = text[: text.index('"answer 03.pair"') + 120]
    (own_work / working.NAME).write_text(cut)
    grade("02.stock")
    assert keeping.current().content.seed == SEED


# Editions


def test_students_get_the_lessons_as_they_are() -> None:
    files = handout.student()
    lessons = space.lessons()
    assert {name: files[name] for name in lessons} == lessons
    assert set(files) - set(lessons) == {".gitignore"}
    assert working.NAME.partition(".")[0] in files[".gitignore"].decode()


def test_outputs_are_not_handed_out(monkeypatch: pytest.MonkeyPatch) -> None:
    notebook = nbformat.v4.new_notebook(cells=[
        nbformat.v4.new_markdown_cell("text"),
        nbformat.v4.new_code_cell("1", execution_count=3, outputs=[
            nbformat.v4.new_output("stream", text="the answer")]),
    ])  # fmt: skip
    content = nbformat.writes(notebook).encode()
    monkeypatch.setattr(handout, "lessons", lambda: {"00_start.ipynb": content, "a.txt": b"x"})
    for files in (handout.student(), handout.solution(1)):
        assert b"the answer" not in files["00_start.ipynb"]
        assert json.loads(files["00_start.ipynb"])["cells"][1]["execution_count"] is None
        assert files["a.txt"] == b"x"


@pytest.fixture(scope="module")
def solved() -> dict[str, bytes]:
    return handout.solution(SEED)


def asking(name: str) -> bool:
    return name.endswith(".ipynb") and name[:2] in LESSONS


def test_each_question_has_its_answer_below(solved: dict[str, bytes]) -> None:
    told = []
    for name in filter(asking, solved):
        notebook = nbformat.reads(solved[name].decode(), 4)
        nbformat.validate(notebook)
        for cell in notebook.cells:
            if cell.id.startswith("solution-0"):
                told.append(cell.id)
                question = next(q for q in ASKED if handout._slug(q.id) == cell.id[9:])
                assert f"Answer, seed {SEED}:" in cell.source
                assert handout._explained(question, SEED) == cell.source
                assert "{" not in re.sub(r"<code>.*?</code>", "", cell.source)
        assert f"seed {SEED}" in notebook.cells[1].source
    assert sorted(told) == sorted(f"solution-{handout._slug(q.id)}" for q in ASKED)


def test_the_work_file_of_the_solutions_is_all_right(solved: dict[str, bytes]) -> None:
    content = workfile.read(solved[working.NAME].decode())
    assert content.seed == SEED
    assert not content.damaged
    assert all(mark(question, content).counts for question in ALL)
    assert all(mark(question, content).right for question in ALL)


SHOWS = ("predict", "exercise", "report", "compare", "note", "my_work", "claim", "claims")


@pytest.mark.parametrize("notebook", LESSONS)
def test_the_code_of_the_solutions_is_right(
    notebook: str, solved: dict[str, bytes], own_work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Run the cells of a solution up to its last code answer; what only shows is left out."""
    build = [q for q in questions.of(notebook).values() if q.grade == "build"]
    content = workfile.read(solved[working.NAME].decode())
    for question in build:
        assert "return " in handout.solution_code(question, SEED), (
            f"{question.id}: code in backticks"
        )
        del content.entries[f"answer {question.id}"]
    (own_work / working.NAME).write_text(workfile.write(content))
    monkeypatch.setattr("IPython.display.display", lambda *_: None)
    name = next(name for name in solved if asking(name) and name.startswith(notebook))
    cells = [handout._source(cell) for cell in json.loads(solved[name])["cells"]]
    last = max(place for place, source in enumerate(cells) if "@answer(" in source)
    variables: dict[str, Any] = {"display": lambda *_: None}
    for source in cells[: last + 1]:
        tree = ast.parse(source)
        tree.body = [line for line in tree.body if not _shows(line)]
        exec(compile(tree, name, "exec"), variables)
    for question in build:
        done = keeping.current().get("answer", question.id)
        assert done is not None, f"{question.id}: the code gives nothing that can be read"
        assert done["right"], (question.id, done["given"])


def _shows(line: ast.stmt) -> bool:
    """Whether a line of a lesson only shows something: a question, a lab, a verdict."""
    if not isinstance(line, ast.Expr) or not isinstance(line.value, ast.Call):
        return False
    whole = ast.unparse(line.value.func)
    return whole in SHOWS or whole.startswith("labs.")


def test_another_seed_gives_other_answers(solved: dict[str, bytes]) -> None:
    other = handout.solution(SEED + 1)
    changed = [name for name in filter(asking, solved) if other[name] != solved[name]]
    assert len(changed) == len(LESSONS)
    assert handout.solution(SEED) == solved


def test_each_question_has_its_points_for_nbgrader() -> None:
    files = handout.nbgrader()
    seen, total = [], 0
    for name, content in files.items():
        if name.endswith(".ipynb"):
            notebook = nbformat.reads(content.decode(), 4)
            nbformat.validate(notebook)
            assert len({cell.id for cell in notebook.cells}) == len(notebook.cells)
            about = [cell for cell in notebook.cells if "nbgrader" in cell.metadata]
            seen += re.findall(r'grade\("([^"]+)"\)', "\n".join(cell.source for cell in about))
            worth = sum(cell.metadata["nbgrader"]["points"] for cell in about)
            assert f"Points: {worth}" in next(c.source for c in notebook.cells
                                              if c.id == "about-points")  # fmt: skip
            total += worth
    assert sorted(seen) == sorted(question.id for question in ASKED)
    assert total == sum(POINTS[question.grade] for question in ASKED)


# The command


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(["class", *arguments]) == 1
    told = capsys.readouterr().err
    assert told.startswith("reelab: ")
    assert told.count("\n") == 1
    return told


def test_what_a_teacher_changed_is_kept_and_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "solutions"
    assert main(["class", "solution", str(folder)]) == 0
    assert "Answers for the seed 0" in capsys.readouterr().out
    first = (folder / "01_reserves.ipynb").read_bytes()
    (folder / "02_dependency.ipynb").write_text("mine")
    assert main(["class", "solution", str(folder), "--seed", "5"]) == 0
    told = capsys.readouterr().out
    assert (folder / "02_dependency.ipynb").read_text() == "mine"
    assert "Kept as you changed them: 02_dependency.ipynb" in told
    assert (folder / "01_reserves.ipynb").read_bytes() != first


def test_a_students_work_is_safe_from_the_solutions(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    space.fill(tmp_path / "course")
    (tmp_path / "course" / working.NAME).write_text("a year of work")
    before = {file: file.read_bytes() for file in (tmp_path / "course").iterdir()}
    told = refused(capsys, "solution", str(tmp_path / "course"))
    assert "answers do not belong beside them; name another folder" in told
    assert {file: file.read_bytes() for file in (tmp_path / "course").iterdir()} == before


def test_answers_are_not_handed_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "both"
    assert main(["class", "student", str(folder)]) == 0
    before = sorted(file.name for file in folder.iterdir())
    assert "student's lessons" in refused(capsys, "solution", str(folder))
    assert sorted(file.name for file in folder.iterdir()) == before
    (folder / space.MANIFEST).rename(folder / space.EDITION)
    assert "perhaps answers" in refused(capsys, "student", str(folder))


def test_lab_opens_an_edition_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    opened: list[Path] = []
    monkeypatch.setattr("reelab.course.server.run", lambda folder, *_, **__: opened.append(folder))
    main(["class", "solution", str(tmp_path / "so")])
    main(["class", "student", str(tmp_path / "st")])
    before = {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()}
    for name in ("so", "st"):
        assert main(["lab", str(tmp_path / name), "--no-browser"]) == 0
    assert opened == [tmp_path / "so", tmp_path / "st"]
    assert {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()} == before
    assert "Kept" not in capsys.readouterr().out


def test_user_errors_are_told_in_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "empty").mkdir()
    assert "name a folder" in refused(capsys, "student", str(tmp_path / "file"))
    assert "name another folder" in refused(capsys, "student", str(space.NOTEBOOKS))
    assert "course's own folder" in refused(capsys, "student", str(COURSE))
    for empty in (["student", ""], ["solution", " "], ["summary", "", str(tmp_path / "x")]):
        assert "name is empty" in refused(capsys, *empty)
    assert "There is no folder" in refused(capsys, "summary", str(tmp_path / "x"), str(tmp_path))
    told = refused(capsys, "summary", str(tmp_path / "empty"), str(tmp_path / "out"))
    assert f"no work file in '{tmp_path / 'empty'}'." in told
    assert not (tmp_path / "out").exists()
    told = refused(capsys, "summary", str(tmp_path), str(tmp_path))
    assert "no work file in" in told
    assert "file: This file is empty." in told
    (tmp_path / "other").touch()
    told = refused(capsys, "summary", str(tmp_path), str(tmp_path))
    assert "no work file among the 2 files in" in told


@pytest.mark.parametrize("arguments", [
    [], ["pupils", "x"], ["student"], ["solution", "x", "--seed", "-1"],
    ["solution", "x", "--seed", "4294967296"], ["solution", "x", "--seed", "9" * 5000],
    ["solution", "x", "--seed", "x"], ["nbgrader"], ["summary", "x"], ["student", "a", "b"],
])  # fmt: skip
def test_wrong_usage(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as error:
        main(["class", *arguments])
    assert error.value.code == 2
    told = capsys.readouterr().err
    assert "usage: reelab" in told
    assert ("--seed" in arguments) == ("from 0 to 4294967295" in told)


@pytest.mark.parametrize("command", [
    "lab", "check", "data", "data add", "data changes", "class", "class student", "class solution",
    "class nbgrader", "class summary",
])  # fmt: skip
def test_each_command_explains_itself(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as error:
        main([*command.split(), "--help"])
    assert error.value.code == 0
    told = capsys.readouterr().out
    about, _, options = told.partition("\n\n")[2].partition("options:")
    assert len(about.split()) >= 20
    assert re.match(r"[A-Z].*[.:]", about, re.DOTALL)
    assert options
    assert max(map(len, told.splitlines())) <= 100


# A class


def pupil(seed: int, **predictions: Any) -> workfile.Content:
    content = handout.solved_work(seed)
    content.created = 1e9 + seed
    for id, value in predictions.items():
        content.entries[f"prediction {id}"] = {"at": 1e9, "value": value}
    return content


@pytest.fixture(scope="module")
def handed_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Files as they come: any name, in folders, damaged, copied, not work at all."""
    folder = tmp_path_factory.mktemp("in")
    one, two, three = pupil(1), pupil(2, **{"01.arctic": 400.0}), pupil(3, **{"01.arctic": None})
    one.entries["note 01.guesses"] = {"at": 1e9, "value": '=HYPERLINK("http://x")\n<script>'}
    one.entries["prediction 99.gone"] = {"at": 1e9, "value": 4}
    two.entries["answer 01.china-change"]["value"] = {"given": "25 million t", "right": True,
                                                      "tries": 3}  # fmt: skip
    for place in ("ann", "bob"):
        (folder / place).mkdir()
    (folder / "ann" / working.NAME).write_text(workfile.write(one))
    (folder / "bob" / working.NAME).write_bytes(workfile.write(two).encode("utf-8-sig"))
    (folder / "Carl_123_my-work (1).json").write_text(workfile.write(three))
    (folder / "dora.txt").write_text(transfer.encode(pupil(4)) + "\n")
    (folder / "@emil.json").write_text(workfile.write(pupil(5))[:2000])
    (folder / "ann.json").write_text(workfile.write(one))
    for name, content in {
        "empty.json": b"", "list.json": b"[1]", "note.docx": b"PK\x03\x04", "x.pdf": b"%PDF \xff",
        "deep.json": b'{"format": "reelab work", "a": ' + b"[" * 9000, "other.json": b'{"a": 1}',
        "new.json": b'{"format": "reelab work", "version": 99}', "code.txt": b"reelab-work1:abc:1",
        "large.json": b" " * (workfile.LARGEST + 1),
        "evil.json": b"cos\nsystem\n(S'touch /tmp/evil'\ntR.", "reelab work.txt": b"reelab work",
    }.items():  # fmt: skip
        (folder / name).write_bytes(content)
    (folder / "gone.json").symlink_to(folder / "nowhere")
    return folder


READ = ["@emil.json", "Carl_123_my-work (1).json", "ann.json", f"ann/{working.NAME}",
        f"bob/{working.NAME}", "dora.txt"]  # fmt: skip


@pytest.fixture(scope="module")
def group(handed_in: Path) -> summary.Class:
    return summary.gather(handed_in)


def test_no_file_is_lost(handed_in: Path, group: summary.Class) -> None:
    files = {Path(place, name).relative_to(handed_in).as_posix()
             for place, _, names in os.walk(handed_in) for name in names}  # fmt: skip
    assert sorted(group.students["file"]) == READ
    assert {*group.students["file"], *group.unread["file"]} == files
    assert not set(group.students["file"]) & set(group.unread["file"])
    assert group.unread["reason"].str.endswith(".").all()
    reasons = group.unread.set_index("file")["reason"]
    assert "empty" in reasons["empty.json"]
    assert "zip" in reasons["note.docx"]
    assert "newer version" in reasons["new.json"]
    assert "damaged" in reasons["code.txt"]


def test_a_row_for_each_student_under_a_name_of_their_own(group: summary.Class) -> None:
    rows = group.students.set_index("file")
    assert rows["student"].is_unique
    assert rows.loc["Carl_123_my-work (1).json", "student"] == "Carl_123"
    assert rows.loc[f"bob/{working.NAME}", "student"] == "bob"
    assert rows.loc["ann.json", "student"] == "ann.json"  # there are two of this name
    assert rows.loc[f"ann/{working.NAME}", "student"] == f"ann/{working.NAME}"
    assert rows.loc["ann.json", "same_beginning_as"] == f"ann/{working.NAME}"
    assert rows.loc["@emil.json", "damaged"]
    assert rows.loc["dora.txt", "points"] == rows.loc["dora.txt", "of"] == FULL
    assert rows.loc[f"bob/{working.NAME}", "points"] == FULL - POINTS["read"]
    assert rows.loc["Carl_123_my-work (1).json", "points"] == FULL - 1
    each = rows.filter(regex=r"^points_")
    assert (each.sum(axis="columns") == rows["points"]).all()
    assert list(rows["seed"]) == [group.works[file].seed for file in rows.index]


def test_answers_are_tidy_and_whole(group: summary.Class) -> None:
    rows = group.answers
    asked = rows[rows["of"] > 0]
    assert (asked.groupby("file").size() == len(ALL)).all()
    assert not asked.duplicated(["file", "question"]).any()
    assert asked.groupby("file")["points"].sum().to_dict() == \
        group.students.set_index("file")["points"].to_dict()  # fmt: skip
    bob = asked[asked["file"] == f"bob/{working.NAME}"].set_index("question")
    assert bob.loc["01.china-change", ["given", "right", "points", "tries"]].tolist() == [
        "25 million t", False, 0, 3,
    ]  # fmt: skip
    extra = rows[rows["of"] == 0]
    assert set(extra["kind"]) == {"note", "unknown question"}


def test_csv_is_read_back_and_holds_no_formula(group: summary.Class) -> None:
    for table in (group.students, group.answers, group.unread):
        text = summary.to_csv(table).decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text)))
        assert len(rows) == len(table) + 1
        assert rows[0] == list(table)
        for cell in (cell for row in rows for cell in row):
            assert not re.match(r"[=+@\t\r]|-\D", cell), cell
    back = pd.read_csv(io.BytesIO(summary.to_csv(group.students)))
    assert back["points"].tolist() == group.students["points"].tolist()


def test_the_page_shows_each_prediction_and_no_student(group: summary.Class) -> None:
    page = classpage.page(group)
    shown = [question.id for question in ALL if not question.grade]
    assert page.count("<svg ") == len(shown)
    for id in shown:
        assert f"<h3>{id}</h3>" in page
    for file in ("ann.json", "bob/", "Carl_123", "dora"):
        assert file not in page
    assert "<script" not in page
    assert not re.search(r"(?:src|href)=\"(?!data:|#)", page), "it must open offline"
    part = page[page.index("<h3>01.arctic</h3>") : page.index("<h3>01.longest-life</h3>")]
    assert "4 near what was found: 21.7 million t" in part
    assert "to 400 million t." in part
    assert "1 went on without a guess." in part
    assert re.search(r'aria-label="5 guesses, 4 near what was found: 21.7 million t', part)
    assert "25 million t (1)" in page


def test_numbers_of_their_own_are_compared_as_ratios(
    group: summary.Class, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = replace(questions.get("01.arctic"), id="01.own", answer=lambda p: p["x"],
                  draw=lambda rng: {"x": float(rng.uniform(1, 9))})  # fmt: skip
    for work in group.works.values():
        work.entries["prediction 01.own"] = {"at": 1e9, "value": 20.0}
    text = classpage._prediction(group, own)
    for work in group.works.values():
        del work.entries["prediction 01.own"]
    assert "by the student&#x27;s own numbers" in text
    assert "times what was found" in text


def test_the_command_writes_and_says(
    handed_in: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(classpage.theme, "svg", lambda _: "<svg></svg>")  # drawn above
    out = handed_in / "summary"
    assert main(["class", "summary", str(handed_in), str(out)]) == 0
    told = capsys.readouterr().out
    unread = len(list(csv.reader((out / "not-read.csv").open(encoding="utf-8-sig")))) - 1
    assert f"{len(READ)} work files read, {unread} not read." in told
    assert "not read: code.txt: The work code is damaged" in told
    assert "read in part: @emil.json" in told
    assert f"begun as one work (a copy, or restored from another): ann.json; ann/{working.NAME}" \
        in told  # fmt: skip
    (out / "students.csv").write_text("my marks")
    assert main(["class", "summary", str(handed_in), str(out)]) == 0
    told = capsys.readouterr().out
    assert f"{len(READ)} work files read, {unread} not read." in told  # its own are left out
    assert (out / "students.csv").read_text() == "my marks"
    assert "Kept as you changed them: students.csv" in told


def test_a_summary_reads_no_summary(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(classpage.theme, "svg", lambda _: "<svg></svg>")
    (tmp_path / "my-work-ann.json").write_text(workfile.write(pupil(1)))
    (tmp_path / "link").symlink_to(tmp_path, target_is_directory=True)
    for out in (tmp_path, tmp_path / "a" / "b", tmp_path / "link", tmp_path / "c"):
        assert main(["class", "summary", str(tmp_path), str(out)]) == 0
        assert "1 work file read, 0 not read." in capsys.readouterr().out


@pytest.mark.parametrize(("file", "name"), [
    ("my-work-ann.json", "ann"), ("my-work_Ann Lee (1).json", "Ann Lee (1)"),
    ("ann_my-work-1.json", "ann"), ("my-work-4711234.json", "4711234"), ("My-Work ann.txt", "ann"),
    ("x/my-work.json", "x"), ("x/my-work (2).json", "x"), ("x/my-work - Copy (2).json", "x"),
    ("x/my-work.damaged1.json", "x"), ("my-work.json", "my-work"), ("@emil.json", "@emil"),
])  # fmt: skip
def test_a_student_is_called_by_what_the_file_name_adds(file: str, name: str) -> None:
    assert summary._names([file]) == {file: name}


# The bins of the picture


@settings(deadline=None, derandomize=True, max_examples=60)
@given(
    st.lists(st.floats(-1e12, 1e12), min_size=1, max_size=30), st.floats(-1e9, 1e9), st.booleans()
)
def test_each_guess_is_in_one_bin(values: list[float], found: float, whole: bool) -> None:
    values = [float(round(value)) for value in values] if whole else values
    near = [value > 0 for value in values]
    bins = guesses.binned(values, near, found, whole=whole)
    assert bins["count"].sum() == len(values)
    assert bins.loc[bins["near"], "count"].sum() == sum(near)
    assert (bins["high"] > bins["low"]).all()
    assert (bins["top"] - bins["base"] == bins["count"]).all()
    assert bins["low"].nunique() <= guesses.BINS
    assert (bins.groupby("low")["top"].max() == bins.groupby("low")["count"].sum()).all()


@pytest.mark.parametrize(("values", "found", "whole", "marks"), [
    ([5.5, 5.5, 5.51, 5.505], 5.503, False, {"5.5", "5.502", "5.504", "5.506", "5.508", "5.51"}),
    ([1, 2, 2], 2, True, {"\u22121", "0", "1", "2", "3", "4"}),
    ([4, 4], 4, True, {"2", "3", "4", "5", "6"}), ([1, 30, 2000], 30, False, {"1", "10", "100"}),
])  # fmt: skip
def test_marks_of_an_axis_differ(values: Any, found: float, whole: bool, marks: set[str]) -> None:
    bins = guesses.binned(values, [False] * len(values), found, whole=whole)
    wide = guesses.is_wide(values, found)
    chart = pictures.numbers(bins, found, "x", unit="t", wide=wide, title="T", words="w")
    shown = re.findall(r">([\d.,\u2212]+)</text>", theme.svg(chart.to_dict()))
    assert marks <= set(shown)
    assert not any("." in mark for mark in shown) or not whole


def test_bins_by_hand() -> None:
    bins = guesses.binned([1, 4, 4, 6], [False, True, True, False], 4, whole=True)
    assert bins[["low", "high", "count"]].to_numpy().tolist() == [
        [0.5, 1.5, 1], [3.5, 4.5, 2], [5.5, 6.5, 1],
    ]  # fmt: skip
    both = guesses.binned([5.0, 5.0, 5.0], [True, True, False], 5)
    assert both[["near", "base", "top"]].to_numpy().tolist() == [[True, 0, 2], [False, 2, 3]]
    assert guesses.is_wide([1, 2], 20)
    assert not guesses.is_wide([1, 2], 19)
    assert not guesses.is_wide([0, 2], 100)
    joke = guesses.binned([9, 10, 11, 1e30], [True] * 4, 10)
    assert joke["high"].max() == pytest.approx(1e4)
    for bad in ([], [float("nan")], [float("inf")]):
        with pytest.raises(ValueError, match="at least one guess"):
            guesses.binned(bad, [True] * len(bad), 1)
