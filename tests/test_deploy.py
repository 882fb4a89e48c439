"""What deploy/ gives to an instructor: links, the values of a larger hub, the service."""

from __future__ import annotations

import configparser
import json
import re
import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
import yaml
from conftest import ROOT
from nbgitpuller.pull import GitPuller

DEPLOY = ROOT / "deploy"
HUB = "https://hub.example.org"
REPOSITORY = "https://github.com/owner/reelab"
link = runpy.run_path(str(DEPLOY / "link.py"))["link"]


def repository(folder: Path) -> str:
    """Make a repository with a tag and a branch; return its address."""
    notebooks = folder / "notebooks"
    notebooks.mkdir(parents=True)
    for name in ("00_start.ipynb", "01_reserves.ipynb"):
        (notebooks / name).write_text(json.dumps({"cells": [], "edition": 1}))
    (folder / ".gitignore").write_text("my-work.json\n")
    git(folder, "init", "--quiet", "--initial-branch=main")
    publish(folder, "class-1")
    git(folder, "tag", "v1.0")
    subprocess.run(["chmod", "-R", "a+rX", str(folder)], check=True)
    return f"file://{folder}"


def git(folder: Path, *words: str) -> None:
    who = ["-c", "user.name=reelab", "-c", "user.email=reelab@example.org"]
    subprocess.run(["git", *who, *words], cwd=folder, check=True, capture_output=True)


def publish(folder: Path, branch: str) -> None:
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--allow-empty", "-m", branch)
    git(folder, "branch", branch)


def follow(address: str, root: Path) -> Path:
    """Do what nbgitpuller does when a student clicks; return the notebook that opens."""
    query = {key: value[0] for key, value in parse_qs(urlsplit(address).query).items()}
    puller = GitPuller(query["repo"], str(root / query["targetpath"]), branch=query["branch"])
    list(puller.pull())
    return root / unquote(query["urlpath"]).removeprefix("lab/tree/")


def test_the_link_of_a_hub_that_copies_the_lessons() -> None:
    wanted = f"{HUB}/hub/user-redirect/lab/tree/reelab-course/00_start.ipynb"
    for pasted in (HUB, f"{HUB}/", f"{HUB}/hub/home", f"{HUB}/user/ann/lab?x=1", f" {HUB}/hub "):
        assert link(pasted) == wanted
    assert link(f"{HUB}/jupyter/hub/login").startswith(f"{HUB}/jupyter/hub/user-redirect/lab")
    assert link(HUB, "my own.ipynb").endswith("/reelab-course/my%20own.ipynb")


def test_the_link_for_nbgitpuller_survives_the_query() -> None:
    address = link(HUB, "a&b #1.ipynb", f"{REPOSITORY}.git", "class/2026 & more")
    parts = urlsplit(address)
    assert parts.path == "/hub/user-redirect/git-pull"
    assert parts.fragment == ""
    assert {key: value[0] for key, value in parse_qs(parts.query).items()} == {
        "repo": REPOSITORY,
        "branch": "class/2026 & more",
        "targetpath": "reelab-class-2026-more",
        "urlpath": "lab/tree/reelab-class-2026-more/notebooks/a%26b%20%231.ipynb",
    }


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"hub": "hub.example.org"}, "begins with https://"),
        ({"hub": HUB, "repository": "git@github.com:owner/reelab", "branch": "c"}, "no key"),
        ({"hub": HUB, "repository": f"{REPOSITORY}/tree/main", "branch": "c"}, "is a page"),
        ({"hub": HUB, "repository": REPOSITORY}, "Name a branch"),
        ({"hub": HUB, "branch": "class-2026"}, "with --repository"),
        ({"hub": HUB, "repository": REPOSITORY, "branch": "v1.0"}, "looks like a tag"),
    ],
)
def test_a_link_that_could_not_work_is_refused(given: dict[str, str], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        link(**given)


def test_the_script_prints_the_link_or_the_reason() -> None:
    def run(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, str(DEPLOY / "link.py"), *words]
        return subprocess.run(command, capture_output=True, text=True)

    good = run(HUB, "--open", "01_reserves.ipynb")
    assert (good.returncode, good.stdout.strip()) == (0, link(HUB, "01_reserves.ipynb"))
    for words, told in (
        (["nowhere"], "begins with https://"),
        ([HUB, "--open", "01_reserve.ipynb"], "Did you mean '01_reserves.ipynb'? There is: 00_"),
    ):
        bad = run(*words)
        assert (bad.returncode, bad.stdout) == (1, "")
        assert told in bad.stderr
        assert "Traceback" not in bad.stderr


def test_what_a_student_does_in_a_pulled_folder_stays(tmp_path: Path) -> None:
    """The link is clicked each week; the class goes on although the lessons were mended."""
    upstream, student = tmp_path / "reelab", tmp_path / "student"
    source = repository(upstream)
    student.mkdir()
    first = link(HUB, repository=source, branch="class-1")
    opened = follow(first, student)
    assert opened.is_file()
    work, other = opened.with_name("my-work.json"), opened.with_name("01_reserves.ipynb")
    opened.write_text("mine")
    work.write_text("work")
    other.unlink()
    (upstream / "notebooks" / "00_start.ipynb").write_text("mended")
    publish(upstream, "class-2")
    for _ in range(2):
        assert follow(first, student) == opened
        assert opened.read_text() == "mine"
        assert work.read_text() == "work"
        assert other.is_file(), "a deleted lesson comes back"
    mended = follow(link(HUB, repository=source, branch="class-2"), student)
    assert mended.read_text() == "mended"
    assert opened.read_text() == "mine"
    names = sorted(p.name for p in opened.parent.iterdir())
    assert names == ["00_start.ipynb", "01_reserves.ipynb", "my-work.json"], "nothing renamed"


def test_why_a_tag_is_refused(tmp_path: Path) -> None:
    """When nbgitpuller can return to a tag, the link builder may allow one."""
    source, folder = repository(tmp_path / "reelab"), str(tmp_path / "student")
    list(GitPuller(source, folder, branch="v1.0").pull())
    with pytest.raises(subprocess.CalledProcessError):
        list(GitPuller(source, folder, branch="v1.0").pull())


KNOWN = {
    "singleuser": {"image", "memory", "cpu", "startTimeout", "defaultUrl", "lifecycleHooks",
                   "storage"},
    "cull": {"enabled", "timeout", "every"},
    "prePuller": {"hook"},
    "scheduling": {"userScheduler", "podPriority", "userPlaceholder"},
}  # fmt: skip


def test_the_values_of_a_larger_hub(tmp_path: Path) -> None:
    values: dict[str, Any] = yaml.safe_load((DEPLOY / "values.yaml").read_text())
    assert {key: set(value) for key, value in values.items()} == KNOWN
    user = values["singleuser"]
    assert set(user["image"]) == {"name", "tag"}
    for what in ("memory", "cpu"):
        assert set(user[what]) == {"guarantee", "limit"}
    assert user["defaultUrl"] == urlsplit(link(HUB)).path.split("user-redirect")[1]
    program, option, code = user["lifecycleHooks"]["postStart"]["exec"]["command"]
    assert (program, option) == ("python", "-c")
    subprocess.run([sys.executable, "-c", code], check=True, env={"HOME": str(tmp_path)})
    assert (tmp_path / "reelab-course" / "01_reserves.ipynb").is_file()


def test_a_restart_of_the_service_leaves_the_class_alone() -> None:
    unit = configparser.ConfigParser(strict=False)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read(DEPLOY / "reelab-hub.service")
    assert unit["Service"]["KillMode"] == "process"
    assert unit["Service"]["Restart"] == "always"


def test_the_pages_name_files_and_limits_that_exist() -> None:
    for page in DEPLOY.glob("*.md"):
        text = page.read_text(encoding="utf-8")
        for name in re.findall(r"deploy/[\w.-]+", text):
            assert (ROOT / name).exists(), f"{page.name}: {name}"
        for hub, words in re.findall(r"python deploy/link\.py (\S+)(.*)", text):
            given = dict(re.findall(r"--(\w+) (\S+)", words))
            assert link(hub, given.pop("open", "00_start.ipynb"), **given).startswith("https://")
