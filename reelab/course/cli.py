"""The `reelab` command."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Sequence

import reelab
from reelab.course import classes, editions, server, workspace
from reelab.course.installation import check
from reelab.errors import CourseError

_ABOUT = """\
reelab is a course in Jupyter notebooks: how the rare-earth supply chain works and who
controls it.

  reelab lab       start here: opens the first notebook in your browser
  reelab check     if something does not work: says what is wrong and what to do
  reelab data      adds a new edition of the USGS tables, or lists what one changed
  reelab class     for teachers: hands the course out, grades it, sums a class up, makes slides

Each of them explains itself: reelab lab --help
"""
_CHECK = """\
Say whether this installation is sound: Python, the packages, the data, the chart engine, the
notebooks, the widgets.

A line begins with 'ok' or 'not ok'; one that is not ok says what to do. Nothing is changed. The
exit code is 0 if all is well and 1 if not.
"""
_LAB = """\
Open the course in JupyterLab.

The notebooks are copied to FOLDER the first time. Later runs bring back a notebook that you
deleted and renew those you did not change; a notebook that you changed is never touched.
Stop with Ctrl-C. (To edit the course itself, in a checkout: reelab lab notebooks.)
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command.

    Parameters
    ----------
    argv : sequence of str, optional
        Arguments; those of the process if left out.

    Returns
    -------
    int
        0 fine, 1 something the user can mend, 2 wrong usage (raised as SystemExit).
    """
    if isinstance(sys.stdout, io.TextIOWrapper):  # a file name may hold what cannot be printed
        sys.stdout.reconfigure(errors="backslashreplace")
    parser = _parser()
    args = parser.parse_args(argv)
    if args.command is None:
        parser.print_help(sys.stderr)
        return 2
    try:
        code = _RUN[args.command](args)
        sys.stdout.flush()
        return code
    except CourseError as error:
        print(f"reelab: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # what reads along, such as `head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _parser() -> argparse.ArgumentParser:
    plain = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser("reelab", description=_ABOUT, formatter_class=plain)
    parser.add_argument("--version", action="version", version=f"reelab {reelab.__version__}")
    commands = parser.add_subparsers(dest="command", metavar="{lab,check,data,class}")
    lab = commands.add_parser(
        "lab", help="open the course in JupyterLab", description=_LAB, formatter_class=plain
    )
    lab.add_argument(
        "folder", nargs="?", metavar="FOLDER", help="your folder (default: reelab-course, here)"
    )
    lab.add_argument(
        "--no-browser", action="store_true", help="print the address instead of opening it"
    )
    lab.add_argument("--port", type=_port, help="use this port and no other")
    what = "say whether this installation is sound"
    commands.add_parser("check", help=what, description=_CHECK, formatter_class=plain)
    editions.add_parser(commands)
    classes.add_parser(commands)
    return parser


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port; give a number, 1 to 65535")
    return int(text)


def _lab(args: argparse.Namespace) -> int:
    if args.port is not None:
        server.check_port(args.port)
    folder = workspace.locate(args.folder)
    ours = os.path.realpath(folder) == os.path.realpath(workspace.NOTEBOOKS)
    if not ours and not os.path.isfile(folder / workspace.EDITION):
        _tell(workspace.fill(folder))
    if address := server.running(folder, workspace.START):
        print(f"The course is open already; use the window you have, or: {address}")
        return 0
    print(f"Opening the course in {folder}. Stop it with Ctrl-C.", flush=True)
    browser = not args.no_browser and server.has_display()
    server.run(folder, workspace.START, browser=browser, port=args.port)
    return 0


def _tell(copied: workspace.Copied) -> None:
    if copied.written:
        print(f"Written: {', '.join(copied.written)}.")
    if copied.kept:
        newer = f"; the course has newer ones of {', '.join(copied.newer)}" if copied.newer else ""
        hint = " (to get those, rename yours and run this again)" if copied.newer else ""
        print(f"Kept as you changed them: {', '.join(copied.kept)}{newer}{hint}.")


def _check(_: argparse.Namespace) -> int:
    findings = check()
    for what, ok, detail in findings.itertuples(index=False):
        print(f"{'ok' if ok else 'not ok':7} {what}: {detail}")
    return 0 if findings["ok"].all() else 1


_RUN = {
    "lab": _lab,
    "check": _check,
    "data": editions.run,
    "class": lambda args: classes.run(args, _tell),
}
