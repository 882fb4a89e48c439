"""The command `reelab data`: a new edition of the world tables, and what it changed."""

from __future__ import annotations

import argparse
import re

import pandas as pd

from reelab import data, usgs, verdicts
from reelab.errors import CourseError
from reelab.models import editions as model

ABOUT = """\
Add a new edition of the USGS world tables to the data, or see what changed from one edition to
another.

  reelab data add FILE           show what a file would change; nothing is written
  reelab data add FILE --write   write it
  reelab data changes 2025 2026  list what changed between two editions

Once a year USGS publishes the Mineral Commodity Summaries and, with them, a data release: the
same tables as CSV files. Download it from the page of the National Minerals Information Center.
"""
_ADD = """\
Show what a world table of USGS would change in the data, and write it when asked.

FILE is a CSV file of a Mineral Commodity Summaries data release, as published: one file on rare
earths, or the table of all commodities. Its layout, encoding, units and edition are told from
the file. Nothing is written without --write; then all tables are written or none. Rows that the
file lacks are kept, and a figure that is replaced is kept in the note of its row.
"""
_CHANGES = """\
List what changed from one edition to another: reserves, the output of the newest year that both
print, the world totals, and the claims whose verdict turns.
"""
_EDITED = ("reserves", "production", "world_totals")
_FIGURES = {"now", "file", "change", "%", *map(str, range(1996, 2101))}
_KINDS = {
    "new": "not in the data yet",
    "changed": "the data say otherwise",
    "corrected": "a copy that the data rest on says otherwise",
    "confirmed": "a copy that the data rest on says the same; the source becomes USGS",
    "older": "left as it is: the note of the row says that this figure was replaced later",
    "kept": "left as it is: the file has no such row",
    "unused": "a source that no row needs any more; it is taken out",
}


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Describe the command to the parser of `reelab`.

    Parameters
    ----------
    commands : argparse action
        The commands of `reelab`.
    """
    plain = argparse.RawDescriptionHelpFormatter
    what = "add an edition of the USGS tables, or see what it changed"
    parser = commands.add_parser("data", help=what, description=ABOUT, formatter_class=plain)
    actions = parser.add_subparsers(dest="action", metavar="{add,changes}", required=True)
    what = "show what a world table would change; with --write, write it"
    add = actions.add_parser("add", help=what, description=_ADD, formatter_class=plain)
    add.add_argument("file", metavar="FILE", help="a CSV file as USGS publishes it")
    add.add_argument("--write", action="store_true", help="write the tables")
    add.add_argument(
        "--edition", type=_year, metavar="YEAR", help="its edition, where the file does not tell"
    )
    add.add_argument(
        "--version",
        dest="edition_version",
        metavar="TEXT",
        help="version and date as USGS states them, for instance '1.3, 2026-05-27'",
    )
    add.add_argument(
        "--country",
        type=_country,
        action="append",
        default=[],
        metavar="NAME=ISO,BLOC",
        help="describe a country that countries.csv lacks; may be repeated",
    )
    what = "list what changed between two editions"
    changes = actions.add_parser(
        "changes", help=what, description=_CHANGES, formatter_class=plain
    )  # fmt: skip
    changes.add_argument("old", type=_year, metavar="OLD", help="the older edition, a year")
    changes.add_argument("new", type=_year, metavar="NEW", help="the newer edition")


def _year(text: str) -> int:
    if not re.fullmatch(r"(19|20)\d\d", text):
        raise argparse.ArgumentTypeError(f"{text!r} is not an edition; give a year such as 2026")
    return int(text)


def _country(text: str) -> tuple[str, tuple[str, str]]:
    blocs = list(dict.fromkeys(data.load("countries")["bloc"]))
    found = re.fullmatch(r"([^=]+)=([A-Z]{3})?,([^,=]+)", text.strip())
    if not found or found[3] not in blocs:
        raise argparse.ArgumentTypeError(
            f"{text!r} does not describe a country; write it as Mongolia=MNG,others "
            f"(blocs: {', '.join(blocs)}; no ISO code for a group of countries)"
        )
    return found[1].strip(), (found[2] or "", found[3])


def run(args: argparse.Namespace) -> int:
    """Run the command.

    Parameters
    ----------
    args : Namespace
        As the parser returns them.

    Returns
    -------
    int
        0; what the user can mend is a CourseError.
    """
    if usgs.recover():
        print("An addition that was interrupted has been finished.")
    return _add(args) if args.action == "add" else _changes(args)


def _add(args: argparse.Namespace) -> int:
    printed = usgs.read(args.file, args.edition)
    if args.write:
        usgs.check_folder()
    print(f"{printed.name}: USGS Mineral Commodity Summaries {printed.edition} ({printed.layout}).")
    plan = usgs.compare(
        printed, version=args.edition_version, countries=dict(args.country)
    )  # fmt: skip
    _show(plan)
    if plan.files:
        figures = [{name: tables[name] for name in _EDITED} for tables in (plan.before, plan.after)]
        _turned(*(verdicts.Record(tables=tables) for tables in figures))
    if not plan.files and not plan.obstacles:
        older = (plan.changes["kind"] == "older").any()
        what = f"in a newer version ('{plan.at_hand}')" if older else "already"
        print(f"Nothing to write: the data hold edition {printed.edition} {what}.")
    elif args.write:
        names = usgs.write(plan)
        print(f"Written: {', '.join(names)}. Look at the difference, then run the tests.")
    elif plan.obstacles:
        print("\n".join(["", "Before it can be written:", *plan.obstacles]))
    else:
        print("\nNothing is written yet. To write it, give the same command with --write.")
    return 0


def _show(plan: usgs.Plan) -> None:
    table = plan.changes
    told = table[table["kind"] != "unchanged"]
    if len(told):
        print()
        _print(told[["kind", "table", "country", "year", "column", "now", "file"]])
        print()
    for kind, meaning in _KINDS.items():
        if count := int((table["kind"] == kind).sum()):
            print(f"{count:4} {kind}: {meaning}")
    print(f"{(table['kind'] == 'unchanged').sum():4} unchanged")
    for remark in plan.remarks:
        print(f"Look at this: {remark}")


def _print(table: pd.DataFrame) -> None:
    """Print a table, figures to the right; a column without a word is left out."""
    text = table.astype(str)
    text = text.loc[:, (text != "").any()]
    lines = [list(text), *text.to_numpy().tolist()]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    right = [name in _FIGURES for name in text]
    for line in lines:
        cells = zip(line, widths, right, strict=True)
        print("  ".join(c.rjust(w) if r else c.ljust(w) for c, w, r in cells).rstrip())


def _changes(args: argparse.Namespace) -> int:
    tables = {name: data.load(name) for name in ("reserves", "production", "world_totals")}
    countries, old, new = data.load("countries"), args.old, args.new
    found = model.changes(tables["reserves"], countries, old, new)
    print(f"Reserves in the editions {old} and {new}, t REO")
    _list(found, old, new)
    try:
        found = model.changes(tables["production"], countries, old, new)
    except CourseError as error:
        print(f"Mine output: {error}")
    else:
        year = found["year"].iloc[0]
        print(f"Mine output of {year} in the editions {old} and {new}, t REO a year")
        _list(found, old, new)
    whole = model.whole(*tables.values())
    for edition in (old, new):
        if edition not in whole:
            print(f"Edition {edition} is not whole in the data: 'no row' may be our gap.")
    _turned(verdicts.Record(edition=old), verdicts.Record(edition=new))
    return 0


def _turned(before: verdicts.Record, after: verdicts.Record) -> None:
    """Print the claims whose verdict turns."""
    try:
        found = model.turned(verdicts.verdicts(before), verdicts.verdicts(after))
    except Exception as error:  # a claim's check that breaks must not keep figures out
        print(f"\nThe verdicts cannot be told ({type(error).__name__}: {error}).")
        return
    if found.empty:
        print("\nNo claim gets another verdict.")
        return
    print(f"\nClaims that get another verdict ({len(found)}); reelab.claim('ID') shows one whole\n")
    _print(found.rename(columns=lambda name: name.replace("_", " ")).reset_index(names="claim"))


def _list(found: pd.DataFrame, old: int, new: int) -> None:
    """Print the figures that changed, and the names of the others."""
    changed = found[~found["kind"].isin(["unchanged", "no figure"])]

    def figures(column: str, listed: str) -> list[str]:
        return list(map(model.figure, changed[column], changed[listed]))

    def signed(column: str) -> list[str]:
        return ["" if pd.isna(change) else f"{change:+,.0f}" for change in changed[column]]

    columns = {
        "country": changed["country"],
        str(old): figures("old_t", "old_listed"),
        str(new): figures("new_t", "new_listed"),
        "change": signed("change_t"),
        "%": signed("change_pct"),
        "what": changed["kind"],
        "note": changed["reason"].fillna(""),
    }
    print()
    if len(changed):
        _print(pd.DataFrame(columns))
    for kind in ("unchanged", "no figure"):
        if names := ", ".join(found.loc[found["kind"] == kind, "country"]):
            print(f"{kind.capitalize()}: {names}.")
    print()
