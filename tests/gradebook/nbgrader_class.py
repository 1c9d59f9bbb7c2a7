"""A class as nbgrader collects it: who hands in what, and the commands that staff run on it."""

from __future__ import annotations

import copy
import dataclasses
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.skip_or_fail import skip_or_fail

from raftlab.kit import Kit
from raftlab.skeleton import empty_holes
from raftlab.solutions.named_solutions import read_solution

ROOT = Path(__file__).parents[2]
KIT = Kit(ROOT)
SCENE = "scene02"
MUTANT = "refused-leader-steps-down.py"
"""Fails a public check with a run to look at, and hidden ones."""
ON_TIME, LATE = "2026-11-23 10:00:00 UTC", "2026-11-25 10:00:00 UTC"
DUE = "2026-11-24 10:00:00 UTC"
STUDENT_MARKER = "MARK-OF-A-STUDENT"
Notebook = dict[str, Any]


def need_nbgrader() -> None:
    """Skip where nbgrader is not installed; fail in CI, which installs it for the long tests."""
    try:
        import nbgrader.api  # noqa: F401 -- is it there?
    except ImportError:
        skip_or_fail("nbgrader is not installed: pip install -e '.[nbgrader]'")


def command_environment(**variables: str) -> dict[str, str]:
    """Return the environment of a command: this Python's programs first, nothing of a user's Jupyter."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return os.environ | {"PATH": path, "JUPYTER_PLATFORM_DIRS": "1", "PYTHONWARNINGS": "ignore"} | variables


def run_program(
    folder: Path, *command: str, exit_code: int | None = 0, **variables: str
) -> subprocess.CompletedProcess[str]:
    """Run a command line in `folder`; `code` is what it must end in."""
    done = subprocess.run(
        command,
        cwd=folder,
        env=command_environment(**variables),
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert exit_code is None or done.returncode == exit_code, f"{command}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    return done


def run_nbgrader(
    folder: Path, *arguments: str, exit_code: int | None = 0, **variables: str
) -> subprocess.CompletedProcess[str]:
    """Run one of nbgrader's own commands."""
    return run_program(folder, sys.executable, "-m", "nbgrader", *arguments, exit_code=exit_code, **variables)


def run_raftlab(
    folder: Path, *arguments: str, exit_code: int | None = 0, **variables: str
) -> subprocess.CompletedProcess[str]:
    """Run one of ours."""
    begin = "from raftlab.cli.main import main; main()"
    return run_program(folder, sys.executable, "-c", begin, *arguments, exit_code=exit_code, **variables)


# ---- what is handed in ---------------------------------------------------------------------------------------------


def reference_source() -> str:
    """Return the right answer."""
    return KIT.solution_layer(KIT.scene(SCENE)).source


def mutant_source() -> str:
    """Return a wrong one."""
    return read_solution(KIT, KIT.reference / SCENE / "mutants" / MUTANT)


def half_written_source() -> str:
    """Return the right answer with its last hole still to be written."""
    scene = KIT.scene(SCENE)
    return empty_holes(reference_source(), dataclasses.replace(scene, holes=scene.holes[-1:]))


def gradebook_attack_source(database: Path, marker: Path) -> str:
    """Return a text that gives everyone full marks, and leaves a file behind, wherever it is run without a wall."""
    return (
        "import os, sqlite3\n"
        f"open({str(marker)!r}, 'w').close()\n"
        f"db = sqlite3.connect({str(database)!r})\n"
        "db.execute('update grade set manual_score = 100, auto_score = 100')\n"
        "db.commit()\n" + reference_source()
    )


def find_cells(notebook: Notebook, grade_id: str = "") -> list[dict[str, Any]]:
    """Return the cells with that grade id, or all that are graded."""
    marks = [(cell, cell["metadata"].get("nbgrader", {})) for cell in notebook["cells"]]
    return [cell for cell, mark in marks if (mark.get("grade_id") == grade_id if grade_id else mark.get("grade"))]


def with_layer(released: Notebook, text: str) -> Notebook:
    """Return the notebook with `text` as the layer."""
    notebook = copy.deepcopy(released)
    find_cells(notebook, "layer")[0]["source"] = text
    return notebook


def without_checks(notebook: Notebook) -> Notebook:
    """Return the notebook as one who deleted every second check's cell and the first cell of all."""
    gone = [id(cell) for cell in find_cells(notebook)[::2]] + [id(notebook["cells"][0])]
    return notebook | {"cells": [cell for cell in notebook["cells"] if id(cell) not in gone]}


def with_points(notebook: Notebook) -> Notebook:
    """Return the notebook as one who made every check worth a thousand points."""
    for cell in find_cells(notebook):
        cell["metadata"]["nbgrader"]["points"] = 1000
    return notebook


def with_edited_tests(notebook: Notebook, marker: Path) -> Notebook:
    """Return the notebook as one who rewrote the tests, their outputs and their roles, and added cells with markup."""
    run_me = f"open({str(marker)!r}, 'w').close()\n100"
    for cell in find_cells(notebook):
        cell["source"] = run_me
        cell["outputs"] = [number_output("100"), html_output(f"<script>{STUDENT_MARKER}</script>")]
    find_cells(notebook)[0]["metadata"]["nbgrader"]["solution"] = True
    own = {"cell_type": "markdown", "id": "mine", "metadata": {}, "source": f"<script>{STUDENT_MARKER}</script>"}
    code = {"cell_type": "code", "id": "mine2", "metadata": {"nbgrader": 7}, "source": run_me, "execution_count": None}
    notebook["cells"] += [own, code | {"outputs": []}]
    return notebook


def number_output(text: str) -> dict[str, Any]:
    """Return an output that says a number."""
    return {"output_type": "execute_result", "execution_count": 1, "metadata": {}, "data": {"text/plain": text}}


def html_output(text: str) -> dict[str, Any]:
    """Return an output of markup."""
    return {"output_type": "display_data", "metadata": {}, "data": {"text/html": text}}


def without_layer(notebook: Notebook) -> Notebook:
    """Return the notebook as one who deleted the cell to write in."""
    return notebook | {"cells": [c for c in notebook["cells"] if c not in find_cells(notebook, "layer")]}


def make_submissions(released: Notebook, course: Path, marker: Path) -> dict[str, tuple[str, Notebook, str]]:
    """Return what each student hands in: the text that counts, the notebook, and when."""
    right, naive, exits = reference_source(), mutant_source(), f"import os\nos._exit(0)\n{reference_source()}"
    hostile = gradebook_attack_source(course / "gradebook.db", marker)
    loud = f"raise ValueError('<script>{STUDENT_MARKER}</script>')\n{right}"
    fill: Callable[[str], Notebook] = lambda text: with_layer(released, text)  # noqa: E731
    return {
        "right": (right, fill(right), ON_TIME),
        "naive": (naive, fill(naive), ON_TIME),
        "half": (half_written_source(), fill(half_written_source()), ON_TIME),
        "empty": ("", fill(""), ON_TIME),
        "hostile": (hostile, fill(hostile), ON_TIME),
        "deleted": (right, without_checks(fill(right)), ON_TIME),
        "layerless": ("", without_layer(fill(right)), ON_TIME),
        "points": (naive, with_points(fill(naive)), ON_TIME),
        "edited": (naive, with_edited_tests(fill(naive), marker), ON_TIME),
        "syntax": ("def (", fill("def ("), ON_TIME),
        "exits": (exits, fill(exits), ON_TIME),
        "garbled": ("", {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [{"metadata": [1]}]}, ON_TIME),
        "loud": (loud, fill(loud), ON_TIME),
        "late": (right, fill(right), LATE),
        "group-a": (naive, fill(naive), ON_TIME),
        "group-b": (naive, fill(naive), ON_TIME),
    }


def submit(course: Path, student: str, notebook: Notebook, timestamp: str = ON_TIME) -> Path:
    """Put a hand-in where nbgrader collects it; return its folder."""
    folder = course / "submitted" / student / SCENE
    folder.mkdir(parents=True)
    (folder / f"{SCENE}.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    (folder / "timestamp.txt").write_text(timestamp)
    return folder


def released_notebook(course: Path) -> Notebook:
    """Return the notebook that students get."""
    notebook: Notebook = json.loads((course / "release" / SCENE / f"{SCENE}.ipynb").read_text(encoding="utf-8"))
    return notebook
