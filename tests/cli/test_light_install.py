"""A student's installation has none of the optional packages: every command that a student needs works without them.

What is imported is declared: by raftlab itself, or by the extra that needs it.
"""

from __future__ import annotations

import ast
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
    "pytest": ("pytest", "_pytest"),
    "nbgrader": ("nbgrader", "nbconvert", "nbformat", "traitlets", "IPython"),
}
"""Packages that are imported by another name than their own, or that promise others: nbgrader extends nbconvert."""


def declared_modules(*extras: str) -> set[str]:
    """Return the modules of the packages that raftlab with these extras asks for."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    packages = project["dependencies"] + [each for name in extras for each in project["optional-dependencies"][name]]
    names = {re.split(r"[\[<>=,]", each)[0] for each in packages}
    return {module for name in names for module in IMPORT_NAMES.get(name, (name,))}


def imported_modules(folder: Path) -> set[str]:
    """Return the top modules that the files in `folder` import, without Python's own, the kit and each other."""
    files = [file for file in folder.rglob("*.py") if "generated" not in file.parts]
    nodes = [node for file in files for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))]
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom) and not node.level}
    own = {"raftlab", *(file.stem for file in files)}
    return {name.partition(".")[0] for name in names} - set(sys.stdlib_module_names) - own


def test_documentation_builds_with_its_extra_alone() -> None:
    """The files in docs/ import only what raftlab and the extra docs ask for, not what another extra brings along."""
    assert imported_modules(ROOT / "docs") <= declared_modules("docs")


def test_every_import_of_the_kit_is_declared() -> None:
    """The engine imports only packages that pyproject.toml names."""
    assert imported_modules(ROOT / "grader") <= declared_modules("staff", "cluster", "nbgrader", "dev")


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
