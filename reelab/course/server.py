"""Run JupyterLab on a folder of notebooks, so that no request leaves the machine."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path

from reelab.errors import CourseError

_LOCAL = (
    # The shipped settings say the same, but a user's own settings may overrule them.
    "--LabApp.news_url=None",
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    "--LabApp.extension_manager=readonly",
)


def has_display() -> bool:
    """Whether a browser can open here: on Linux only with a display or a browser of choice."""
    names = ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER")
    return not sys.platform.startswith("linux") or any(map(os.environ.get, names))


def arguments(folder: Path, start: str, *, browser: bool, port: int | None) -> list[str]:
    """Return the command line of JupyterLab.

    Parameters
    ----------
    folder : Path
        What the file browser shows.
    start : str
        The notebook to open first, in that folder.
    browser : bool
        Whether to open a browser.
    port : int or None
        The port to use, or None for the first free one from 8888 on.

    Returns
    -------
    list of str
        Without the name of the program.
    """
    options = [f"--ServerApp.root_dir={folder}", f"--LabApp.default_url=/lab/tree/{start}"]
    options += [*_LOCAL, "--ServerApp.answer_yes=True"]  # Ctrl-C stops it without a question
    # Where no browser opens, the address must be read, and some set-ups print it as information.
    options += ["--log-level=WARN"] if browser else ["--no-browser"]
    if port is not None:
        options += [f"--ServerApp.port={port}", "--ServerApp.port_retries=0"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        options.append("--allow-root")
    return options


def check_port(port: int) -> None:
    """Refuse a port that JupyterLab could not use.

    Parameters
    ----------
    port : int
        1 to 65535.

    Raises
    ------
    CourseError
        If another program has it, or it is reserved for the system.
    """
    with socket.socket() as probe:
        if os.name == "posix":  # elsewhere this option would let two programs share a port
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError:
            raise CourseError(f"Port {port} is reserved; choose one from 1024 on.") from None
        except OSError:
            raise CourseError(
                f"Port {port} is in use; choose another, or leave out --port to get a free one."
            ) from None


def running(folder: Path, start: str) -> str:
    """Return the address of a server that has this folder open already, or nothing.

    Two servers on one folder would let two windows overwrite each other's notebooks.
    """
    try:
        from jupyter_server.serverapp import list_running_servers

        for one in list_running_servers():
            if os.path.realpath(one.get("root_dir", "")) == os.path.realpath(folder):
                return f"{one['url']}lab/tree/{start}?token={one.get('token', '')}"
    except (ImportError, OSError, ValueError, KeyError):
        pass  # then JupyterLab says itself what is wrong
    return ""


def run(folder: Path, start: str, *, browser: bool, port: int | None) -> None:
    """Run JupyterLab until it is stopped; parameters as in `arguments`."""
    # The kernel and the widgets of this environment, whatever else the user has installed.
    os.environ.setdefault("JUPYTER_PREFER_ENV_PATH", "1")
    try:
        from jupyterlab.labapp import LabApp
    except ImportError as error:
        raise CourseError(f"JupyterLab does not start ({error}). Run: reelab check") from None
    LabApp.launch_instance(arguments(folder, start, browser=browser, port=port))
