"""Print the link that opens a notebook in each student's own folder on a JupyterHub.

    python deploy/link.py https://hub.example.org --open 01_reserves.ipynb
    python deploy/link.py https://hub.example.org --repository URL --branch class-2026

The first form is for a hub that copies the lessons itself, as those of deploy/ do. The second
lets nbgitpuller fetch them from a public repository, on any hub that has it.
"""

from __future__ import annotations

import argparse
import difflib
import re
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

COURSE = "reelab-course"
NOTEBOOKS = Path(__file__).resolve().parents[1] / "notebooks"


def link(hub: str, notebook: str = "00_start.ipynb", repository: str = "", branch: str = "") -> str:
    """Return the link.

    Parameters
    ----------
    hub : str
        Address of the hub; that of a page on it will do.
    notebook : str
        The notebook to open.
    repository : str
        Address of a public repository, for nbgitpuller.
    branch : str
        A branch of it that stays as it is while the class lasts. Its name becomes part of the
        folder's: a student's folder is written once and never merged into, so nothing in it is
        overwritten or renamed; a later class, or mended lessons, are a new branch and folder.

    Returns
    -------
    str
        The address to give to students.

    Raises
    ------
    ValueError
        If it could not work, with the reason in a sentence.
    """
    parts = urlsplit(hub.strip())
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"'{hub}' is not the address of a hub; it begins with https://")
    prefix = re.split(r"/(?:hub|user)(?:/|$)", parts.path)[0].rstrip("/")
    start = f"{parts.scheme}://{parts.netloc}{prefix}/hub/user-redirect"
    if branch and not repository:
        raise ValueError(
            "A branch is one of a repository: give its address too, with --repository, or leave "
            "--branch out."
        )
    if not repository:
        return f"{start}/lab/tree/{COURSE}/{quote(notebook)}"
    source = _checked(repository, branch)
    folder = re.sub(r"[^A-Za-z0-9._-]+", "-", f"{source.rsplit('/', 1)[1]}-{branch}")
    wanted = {
        "repo": source,
        "branch": branch,
        "targetpath": folder,
        "urlpath": f"lab/tree/{folder}/notebooks/{quote(notebook)}",
    }
    return f"{start}/git-pull?{urlencode(wanted, quote_via=quote, safe='')}"


def _checked(repository: str, branch: str) -> str:
    source = repository.strip().rstrip("/").removesuffix(".git")
    if not re.match(r"(https|file)://", source):
        raise ValueError(
            "Give the https:// address of the repository; students have no key for another."
        )
    if re.search(r"/(tree|blob|raw|-)(/|$)", urlsplit(source).path):
        raise ValueError(f"'{repository}' is a page of a repository; give the repository itself.")
    if not branch:
        raise ValueError("Name a branch: the main one changes, and with it the students' folders.")
    if re.fullmatch(r"v?\d+(\.\d+)+\S*", branch):
        raise ValueError(
            f"'{branch}' looks like a tag. nbgitpuller opens a tag once and fails when a student "
            f"comes back; make a branch of it: git push origin {branch}^0:refs/heads/class-{branch}"
        )
    return source


def check_notebook(name: str) -> None:
    """Refuse a notebook that is not in the `notebooks` folder beside this one.

    Parameters
    ----------
    name : str
        File name of a notebook.

    Raises
    ------
    ValueError
        If there is none of this name, with the names there are.
    """
    known = sorted(path.name for path in NOTEBOOKS.glob("*.ipynb"))
    if known and name not in known:  # none are known where this file was copied alone
        close = difflib.get_close_matches(name, known, n=1)
        hint = f" Did you mean '{close[0]}'?" if close else ""
        raise ValueError(f"There is no notebook '{name}'.{hint} There is: {', '.join(known)}.")


def main() -> None:
    """Print the link, or say why there is none."""
    plain = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=plain)
    parser.add_argument("hub", help="address of the hub")
    parser.add_argument("--open", default="00_start.ipynb", help="notebook (default: %(default)s)")
    parser.add_argument("--repository", default="", help="public repository, for nbgitpuller")
    parser.add_argument("--branch", default="", help="branch that stays as it is")
    given = parser.parse_args()
    try:
        check_notebook(given.open)
        print(link(given.hub, given.open, given.repository, given.branch))
    except ValueError as error:
        parser.exit(1, f"{error}\n")


if __name__ == "__main__":
    main()
