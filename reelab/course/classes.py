"""The command `reelab class`: editions of the course for a class, and what the class did."""

from __future__ import annotations

import argparse
import importlib.util
import os
from collections.abc import Callable
from pathlib import Path

from reelab.course import workspace
from reelab.data import COURSE
from reelab.errors import CourseError

ABOUT = """\
For teachers: hand the course out, grade it, and see what the class did.

  reelab class student FOLDER         the lessons to hand out
  reelab class solution FOLDER        the same lessons with the answers
  reelab class nbgrader FOLDER        assignments that nbgrader grades by itself
  reelab class summary WORK FOLDER    what the students did, from the files they handed in
  reelab class slides FOLDER          each lesson as slides for a projector, or for paper

All five write into FOLDER, which is made if it is not there. A file in it that you changed is
never overwritten; the command says so.
"""
_STUDENT = """\
Write the lessons into FOLDER, to hand out: clean of results, with a .gitignore that keeps a
student's own work out of updates. Students open them with: reelab lab FOLDER
"""
_SOLUTION = """\
Write the lessons into FOLDER with the right answer and its explanation under each question, the
code of the solution filled in, and a work file in which everything is answered. To open them:
reelab lab FOLDER

Some exercises draw their numbers from the student's seed, so their answers hold for one seed. A
student's seed stands in my-work.json, at the end of each report, and in the table that
'reelab class summary' writes.
"""
_NBGRADER = """\
Write a folder in which nbgrader works, with an assignment for each lesson. Then, in FOLDER (here
with the lesson 01_reserves):

  nbgrader generate_assignment 01_reserves     makes what students get: release/01_reserves
  (put what students hand in under submitted/NAME/01_reserves: the notebook AND my-work.json)
  nbgrader autograde 01_reserves               runs and grades
  nbgrader generate_feedback 01_reserves       a page for each student
  nbgrader export                              all points in grades.csv

A prediction has its point for being made, right or not. nbgrader is installed by:
python -m pip install "nbgrader>=0.9.5"
"""
_SUMMARY = """\
Read the work files in the folder WORK, and in folders in it, and write into FOLDER:

  students.csv    a row for each student: points, predictions, exercises, seed
  answers.csv     a row for each question and student, and for each note
  class.html      a page to show in class: the guesses beside what the data give; no names on it
  not-read.csv    the files that could not be read, each with the reason

Students hand in my-work.json, which a link at the top of each notebook downloads. Files may have
any names: a student is called by the name of the file without 'my-work' or, where nothing else
is in it, by that of its folder. The files are only read; nothing in them is run.
"""
_SLIDES = """\
Run each lesson and write it into FOLDER as slides: one HTML file for each, which opens in any
browser without a network. Arrow keys, Home and End move; printing gives a page for each slide.
Answers, hints and what comes after a guess are folded. It takes 15 to 30 seconds for each
lesson.
"""
_LARGEST_SEED = 2**32 - 1


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Describe the command to the parser of `reelab`.

    Parameters
    ----------
    commands : argparse action
        The commands of `reelab`.
    """
    plain = argparse.RawDescriptionHelpFormatter
    what = "for teachers: editions, grading, what the class did"
    parser = commands.add_parser("class", help=what, description=ABOUT, formatter_class=plain)
    actions = parser.add_subparsers(
        dest="action", metavar="{student,solution,nbgrader,summary,slides}", required=True
    )
    for name, (what, about) in _ACTIONS.items():
        action = actions.add_parser(name, help=what, description=about, formatter_class=plain)
        if name == "summary":
            action.add_argument("work", metavar="WORK", help="where the handed-in files are")
        action.add_argument("folder", metavar="FOLDER", help="where to write")
        if name == "solution":
            action.add_argument("--seed", type=_seed, default=0, metavar="NUMBER",
                                help="whose numbers the exercises have (default: 0)")  # fmt: skip


def _seed(text: str) -> int:
    # Ten digits hold the largest; far longer ones Python does not turn into a number.
    if not (text.isascii() and text.isdigit() and len(text) <= 10 and int(text) <= _LARGEST_SEED):
        raise argparse.ArgumentTypeError(
            f"{text[:40]!r} is not a seed; give a whole number from 0 to {_LARGEST_SEED}"
        )
    return int(text)


def run(args: argparse.Namespace, tell: Callable[[workspace.Copied], None]) -> int:
    """Run the command.

    Parameters
    ----------
    args : Namespace
        As the parser returns them.
    tell : callable
        Says what was written and what was kept.

    Returns
    -------
    int
        0; what the user can mend is a CourseError.
    """
    folder = _named(args.folder)
    _check_target(folder, args.action)
    if args.action == "summary":
        return _summary(_named(args.work), folder, tell)
    if args.action == "slides":
        from reelab.course import slides

        pages = slides.write_all(sorted(workspace.NOTEBOOKS.glob("[0-9]*.ipynb")), print)
        tell(workspace.put(folder, pages, workspace.EDITION))
        return 0
    from reelab.course import handout

    if args.action == "student":
        tell(workspace.put(folder, handout.student()))
        print(f"To open them: reelab lab {args.folder}")
    elif args.action == "solution":
        tell(workspace.put(folder, handout.solution(args.seed), workspace.EDITION))
        print(f"Answers for the seed {args.seed}. To open them: reelab lab {args.folder}")
    else:
        tell(workspace.put(folder, handout.nbgrader(), workspace.EDITION))
        print("What to do next: reelab class nbgrader --help")
        if importlib.util.find_spec("nbgrader") is None:
            print('nbgrader is not installed here: python -m pip install "nbgrader>=0.9.5"')
    return 0


def _named(name: str) -> Path:
    if not name.strip():
        raise CourseError("A folder's name is empty; name a folder ('.' is the one you are in).")
    return Path(os.path.abspath(os.path.expanduser(name)))


def _check_target(folder: Path, action: str) -> None:
    """Refuse a folder in which the edition would spoil what is there, or be spoiled by it."""
    for ours in (workspace.NOTEBOOKS, COURSE):
        if folder.exists() and os.path.samefile(folder, ours):
            what = "own notebooks" if ours == workspace.NOTEBOOKS else "own folder"
            raise CourseError(f"'{folder}' is the course's {what}; name another folder.")
    if action == "solution" and (folder / workspace.MANIFEST).is_file():
        raise CourseError(
            f"'{folder}' holds a student's lessons, and answers do not belong beside them; name "
            "another folder."
        )
    if action == "student" and (folder / workspace.EDITION).is_file():
        raise CourseError(
            f"'{folder}' holds what another 'reelab class' wrote for you, perhaps answers; name "
            "another folder to hand out."
        )


def _summary(
    work: Path, folder: Path, tell: Callable[[workspace.Copied], None]
) -> int:  # fmt: skip
    from reelab.course import classpage, summary

    group = summary.gather(work)
    contents = (
        summary.to_csv(group.students),
        summary.to_csv(group.answers),
        classpage.page(group).encode(),
        summary.to_csv(group.unread),
    )
    files = dict(zip(summary.OUTPUTS, contents, strict=True))
    tell(workspace.put(folder, files, workspace.EDITION))
    count = len(group.works)
    print(f"{count} work file{'s' * (count != 1)} read, {len(group.unread)} not read.")
    for file, reason in list(group.unread.itertuples(index=False))[:10]:
        print(f"  not read: {file}: {reason}")
    if len(group.unread) > 10:
        print(f"  and {len(group.unread) - 10} more: see not-read.csv")
    hurt = group.students.query("damaged != ''")
    for file, damaged in zip(hurt["file"], hurt["damaged"], strict=True):
        print(f"  read in part: {file}; not readable: {damaged[:200]}")
    for same in summary.twins(group.works):
        print(f"  begun as one work (a copy, or restored from another): {'; '.join(same)}")
    return 0


_ACTIONS = {
    "student": ("write the lessons to hand out", _STUDENT),
    "solution": ("write the lessons with the answers", _SOLUTION),
    "nbgrader": ("write assignments that nbgrader grades", _NBGRADER),
    "summary": ("say what the class did, from the files handed in", _SUMMARY),
    "slides": ("write the lessons as slides", _SLIDES),
}
