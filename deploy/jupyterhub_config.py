"""JupyterHub for a class on one machine: each student with an account, a folder and a limit.

deploy/README.md says how to set it up. It needs root, because a student's server runs as the
student's own user of the system: what one student writes, another cannot read.
"""

import grp
import os
import pwd
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
# Closed to students: the class list, passwords, database, keys.
STATE = Path(os.environ.get("REELAB_HUB", "/srv/reelab"))
STUDENTS = STATE / "students.txt"  # one name a line
TEACHERS = STATE / "teachers.txt"
GROUP = "reelab"  # who may have an account here; root and the like may not

c = get_config()  # noqa: F821  JupyterHub defines it


def names(file: Path) -> set[str]:
    """Return the names in a list, one a line; none if there is no such list."""
    lines = file.read_text(encoding="utf-8").splitlines() if file.is_file() else []
    return {line.strip().lower() for line in lines if line.strip() and line[0] != "#"}


def open_account(spawner) -> None:
    """Make the student's account at the first login; refuse one that is not the class's."""
    name = spawner.user.name
    subprocess.run(["groupadd", "--force", GROUP], check=True)
    try:
        account = pwd.getpwnam(name)
    except KeyError:
        closed = ["--key", "HOME_MODE=0700", "--key", "UMASK=077"]
        command = ["useradd", "--create-home", "--groups", GROUP, "--shell", "/bin/bash"]
        subprocess.run([*command, *closed, name], check=True)
        return
    if name not in grp.getgrnam(GROUP).gr_mem:
        raise PermissionError(f"'{name}' is an account of this machine, not one of the class.")
    Path(account.pw_dir).chmod(0o700)


# Who may log in: the names in the lists. The first login sets the password.
c.JupyterHub.authenticator_class = "firstuse"
c.FirstUseAuthenticator.create_users = False
c.FirstUseAuthenticator.dbm_path = str(STATE / "passwords.dbm")
c.Authenticator.allowed_users = names(STUDENTS) | names(TEACHERS)
c.Authenticator.admin_users = names(TEACHERS)
c.Authenticator.username_pattern = "[a-z][a-z0-9-]{0,30}"

# What a student gets. The limit holds for each process: a cell that asks for more gets a
# MemoryError. A kernel that has run a whole notebook takes about 150 MB.
c.JupyterHub.spawner_class = "localprocess"
c.Spawner.pre_spawn_hook = open_account
c.Spawner.cmd = [str(HERE / "student-server"), sys.executable]
c.Spawner.default_url = "/lab/tree/reelab-course/00_start.ipynb"
c.Spawner.mem_limit = "1G"
c.Spawner.environment = {"OPENBLAS_NUM_THREADS": "1"}
c.Spawner.start_timeout = c.Spawner.http_timeout = 300  # when all come at once

# A hub that is restarted, or killed, finds the students' servers again.
c.JupyterHub.cleanup_servers = False
c.JupyterHub.db_url = f"sqlite:///{STATE}/hub.sqlite"
c.JupyterHub.cookie_secret_file = str(STATE / "cookie_secret")
c.ConfigurableHTTPProxy.pid_file = str(STATE / "proxy.pid")
c.JupyterHub.bind_url = "http://:8000"  # for HTTPS, see deploy/README.md

# A server that nobody has used for an hour is stopped; the student's files stay.
CULLER = "jupyterhub_idle_culler"
c.JupyterHub.services = [
    {"name": "cull", "command": [sys.executable, "-m", CULLER, "--timeout=3600"]}
]
scopes = ["list:users", "read:users:activity", "read:servers", "delete:servers"]
c.JupyterHub.load_roles = [{"name": "cull", "scopes": scopes, "services": ["cull"]}]
