"""A student's installation has none of the optional packages: every command that a student needs works without them."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
IMPORT_NAMES = {
    "pyyaml": ("yaml",),
    "psycopg": ("psycopg",),
    "myst-parser": ("myst_parser",),
    "pytest-xdist": ("xdist",),
}
"""Packages that are imported by another name than their own."""


def optional_modules() -> set[str]:
    """Return the modules that only the extras bring."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed = {re.split(r"[\[<>=,]", each)[0] for each in project["dependencies"]}
    extras = project["optional-dependencies"].values()
    extra = {re.split(r"[\[<>=,]", each)[0] for packages in extras for each in packages}
    return {module for name in extra - needed for module in IMPORT_NAMES.get(name, (name,))}


def run_without_extras(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the command in a process in which the optional packages cannot be imported."""
    script = (
        f"import sys; sys.modules.update(dict.fromkeys({sorted(optional_modules())!r}))\n"
        f"sys.argv = ['raftlab', *{list(arguments)!r}]\n"
        "from raftlab.cli.main import main; main()"
    )
    return subprocess.run([sys.executable, "-c", script], cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--help",), 0),
        (("--version",), 0),
        (("doctor",), 0),
        (("nonsense",), 2),
        (("start", "scene02"), 0),
        (("up", "--help"), 0),
        (("batch", "nowhere.zip", "--scene", "scene02", "--out", "graded"), 2),
    ],
)
def test_command_needs_no_optional_package(arguments: tuple[str, ...], code: int, tmp_path: Path) -> None:
    """The command ends as it should, or says which extra brings what it needs."""
    done = run_without_extras(*arguments, folder=tmp_path)
    assert done.returncode == code, done.stdout + done.stderr
    assert "fault of the kit" not in done.stderr
