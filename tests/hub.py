"""A JupyterHub on this machine as deploy/ sets it up, and students who talk to it.

For tests/test_hub.py and benchmarks/classroom.py. Needs root: each student is a user of the
system, whose account is removed at the end.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any

from conftest import ROOT, free_port

NOBODY = 65534
SYSTEM = "daemon"  # an account of the machine that a list names by mistake
PREFIX = "reelab-test-"  # of the accounts that are made, and removed
MINOR = f"{sys.version_info.major}.{sys.version_info.minor}"
CONFIG = """
load_subconfig({deploy!r})
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{api}"
c.JupyterHub.bind_url = "http://127.0.0.1:{port}"
c.JupyterHub.hub_port = {hub}
c.Spawner.args = ["--LabApp.expose_app_in_browser=True"]
"""
# As deploy/student-server does: without a grammar that takes seconds to load.
START = """
import sys
sys.modules["rfc3987_syntax"] = None
from jupyterhub.app import main
main()
"""


def ordinary_python() -> str:
    """Return an interpreter of this version that an ordinary user can run, or nothing."""
    version = f"import sys; assert sys.version_info[:2] == {sys.version_info[:2]}"
    for path in (sys.base_prefix + f"/bin/python{MINOR}", f"/usr/bin/python{MINOR}"):
        try:
            user: dict[str, Any] = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
            if not subprocess.run([path, "-c", version], capture_output=True, **user).returncode:
                return path
        except OSError:
            continue
    return ""


def why_not() -> str:
    """Return why no hub can run here, or nothing."""
    if os.getuid() != 0:
        return "a hub that gives each student an account needs root"
    if not ordinary_python():
        return f"no Python {MINOR} that an ordinary user can run"
    return "" if shutil.which("configurable-http-proxy") else "no proxy; sh .ci/proxy gets it"


def public_environment(base: Path) -> Path:
    """Make an environment that students can read, with a copy of the course; return its Python."""
    prefix, environment, course = Path(sys.prefix), base / "environment", base / "course"
    look = ["test", "-r", str(prefix / "pyvenv.cfg")]
    if subprocess.run(look, user=NOBODY, group=NOBODY, extra_groups=[]).returncode:
        prefix = base / "copy"
        link = ["cp", "--archive", "--link", sys.prefix, str(prefix)]
        if subprocess.run(link, capture_output=True).returncode:  # on another disk
            shutil.rmtree(prefix, ignore_errors=True)
            shutil.copytree(sys.prefix, prefix, symlinks=True)
    for folder in ("bin", "share"):
        (environment / folder).mkdir(parents=True)
    python = environment / "bin" / "python3"
    python.symlink_to(ordinary_python())
    (environment / "bin" / "python").symlink_to("python3")
    home = Path(ordinary_python()).parent
    (environment / "pyvenv.cfg").write_text(f"home = {home}\nversion = {MINOR}\n")
    (environment / "etc").symlink_to(prefix / "etc")
    (environment / "share" / "jupyter").symlink_to(prefix / "share" / "jupyter")
    packages = Path("lib", f"python{MINOR}", "site-packages")
    (environment / packages).mkdir(parents=True)
    # The course first, since an editable one may stand among the packages.
    (environment / packages / "course.pth").write_text(f"{course}\n{prefix / packages}\n")
    for folder in ("reelab", "data", "notebooks", "deploy"):  # with what Python compiled of it
        ignored = shutil.ignore_patterns(".ipynb_checkpoints", "my-work*.json")
        shutil.copytree(ROOT / folder, course / folder, ignore=ignored)
    subprocess.run(["chmod", "-R", "a+rX", str(course)], check=True)
    shared = "from reelab.labs.live import share_engine; share_engine()"
    subprocess.run([python, "-c", shared], check=True)
    return python


def end(process: int, how: int) -> None:
    """Send a signal to a process of ours, if it is still there."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(process, how)


class Hub:
    """A hub with the configuration of deploy/, its proxy, and the accounts of its students."""

    def __init__(self, count: int) -> None:
        self.students = [f"{PREFIX}{number:02d}" for number in range(count)]
        self._remove_accounts()  # of a run that was killed
        self.base = Path(tempfile.mkdtemp(prefix="reelab-hub-"))
        self.base.chmod(0o755)
        self.python = public_environment(self.base)
        self.state = self.base / "state"
        self.state.mkdir(0o700)
        listed = ["# the class", *self.students, SYSTEM]
        (self.state / "students.txt").write_text("\n".join(listed) + "\n")
        (self.state / "teachers.txt").write_text(f"{self.students[0]}\n")
        self.port, hub, api = free_port(), free_port(), free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.config = self.state / "config.py"
        deploy = str(self.base / "course" / "deploy" / "jupyterhub_config.py")
        self.config.write_text(CONFIG.format(deploy=deploy, port=self.port, hub=hub, api=api))
        self.log = self.state / "hub.log"
        self.start()

    def start(self) -> None:
        """Start the hub, or start it again, and wait until it answers."""
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                [self.python, "-c", START, f"--config={self.config}"],
                stdout=log, stderr=subprocess.STDOUT, cwd=self.state, start_new_session=True,
                env={k: v for k, v in os.environ.items() if not k.startswith("JUPYTER")}
                | {"PATH": f"{self.python.parent}:{os.environ['PATH']}",
                   "REELAB_HUB": str(self.state)},
            )  # fmt: skip
        for _ in range(600):
            try:
                urllib.request.urlopen(f"{self.url}/hub/health", timeout=2)
                return
            except OSError:
                assert self.process.poll() is None, self.log.read_text()[-3000:]
                time.sleep(0.1)
        raise TimeoutError(self.log.read_text()[-3000:])

    def kill(self) -> None:
        """Kill the hub as a crash would; the proxy and the students' servers stay."""
        self.process.kill()
        self.process.wait()

    def processes(self, name: str, what: bytes) -> list[int]:
        """Return the ids of a student's processes that have some words in their command."""
        owner, found = pwd.getpwnam(name).pw_uid, []
        for entry in Path("/proc").iterdir():
            try:
                mine = entry.name.isdigit() and entry.stat().st_uid == owner
                if mine and what in (entry / "cmdline").read_bytes():
                    found.append(int(entry.name))
            except OSError:
                continue
        return found

    def memory(self, name: str, what: bytes) -> tuple[float, float]:
        """Return the memory of such processes in MB: shared pages counted in part, and in full."""
        part = full = 0.0
        for process in self.processes(name, what):
            text = Path(f"/proc/{process}/smaps_rollup").read_text()
            found = {line.split()[0]: int(line.split()[1]) for line in text.splitlines()[1:]}
            part, full = part + found["Pss:"] / 1024, full + found["Rss:"] / 1024
        return part, full

    def close(self) -> None:
        """Stop everything, remove the accounts and the copies."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(60)  # it stops its students' servers first
        pid = self.state / "proxy.pid"
        if pid.exists():
            end(int(pid.read_text()), signal.SIGTERM)
        self._remove_accounts()
        shutil.rmtree(self.base, ignore_errors=True)

    def _remove_accounts(self) -> None:
        for name in self.students:
            try:
                for one in self.processes(name, b""):
                    end(one, signal.SIGKILL)
            except KeyError:  # never logged in
                continue
            subprocess.run(["userdel", "--force", "--remove", name], capture_output=True)
