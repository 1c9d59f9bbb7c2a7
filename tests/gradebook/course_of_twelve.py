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

from tests.lacking import lacking

from raftlab.kit import Kit
from raftlab.skeleton import emptied

ROOT = Path(__file__).parents[2]
KIT = Kit(ROOT)
SCENE = "scene02"
MUTANT = "hard-state-volatile-term.py"
"""Fails a public check with a run to look at, and hidden ones."""
ON_TIME, LATE = "2026-11-23 10:00:00 UTC", "2026-11-25 10:00:00 UTC"
DUE = "2026-11-24 10:00:00 UTC"
MARK = "MARK-OF-A-STUDENT"
Notebook = dict[str, Any]


def need_nbgrader() -> None:
    """Skip where nbgrader is not installed; fail in CI, which installs it for the long tests."""
    try:
        import nbgrader.api  # noqa: F401 -- is it there?
    except ImportError:
        lacking("nbgrader is not installed: pip install -e '.[nbgrader]'")


def environment(**more: str) -> dict[str, str]:
    """Return the environment of a command: this Python's programs first, nothing of a user's Jupyter."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return os.environ | {"PATH": path, "JUPYTER_PLATFORM_DIRS": "1", "PYTHONWARNINGS": "ignore"} | more


def run(folder: Path, *command: str, code: int | None = 0, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a command line in `folder`; `code` is what it must end in."""
    done = subprocess.run(
        command, cwd=folder, env=environment(**more), capture_output=True, text=True, timeout=900, check=False
    )
    assert code is None or done.returncode == code, f"{command}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    return done


def nbgrader(folder: Path, *arguments: str, code: int | None = 0, **more: str) -> subprocess.CompletedProcess[str]:
    """Run one of nbgrader's own commands."""
    return run(folder, sys.executable, "-m", "nbgrader", *arguments, code=code, **more)


def raftlab(folder: Path, *arguments: str, code: int | None = 0, **more: str) -> subprocess.CompletedProcess[str]:
    """Run one of ours."""
    begin = "from raftlab.cli.main import main; main()"
    return run(folder, sys.executable, "-c", begin, *arguments, code=code, **more)


# ---- what is handed in ---------------------------------------------------------------------------------------------


def reference() -> str:
    """Return the right answer."""
    return KIT.solution(KIT.scene(SCENE)).source


def mutant() -> str:
    """Return a wrong one."""
    return (KIT.reference / SCENE / "mutants" / MUTANT).read_text(encoding="utf-8")


def half() -> str:
    """Return the right answer with its last hole still to be written."""
    scene = KIT.scene(SCENE)
    return emptied(reference(), dataclasses.replace(scene, holes=scene.holes[-1:]))


def rewrites_the_gradebook(database: Path, marker: Path) -> str:
    """Return a text that gives everyone full marks, and leaves a file behind, wherever it is run without a wall."""
    return (
        "import os, sqlite3\n"
        f"open({str(marker)!r}, 'w').close()\n"
        f"db = sqlite3.connect({str(database)!r})\n"
        "db.execute('update grade set manual_score = 100, auto_score = 100')\n"
        "db.commit()\n" + reference()
    )


def cells(notebook: Notebook, grade_id: str = "") -> list[dict[str, Any]]:
    """Return the cells with that grade id, or all that are graded."""
    marks = [(cell, cell["metadata"].get("nbgrader", {})) for cell in notebook["cells"]]
    return [cell for cell, mark in marks if (mark.get("grade_id") == grade_id if grade_id else mark.get("grade"))]


def with_text(released: Notebook, text: str) -> Notebook:
    """Return the notebook with `text` as the layer."""
    notebook = copy.deepcopy(released)
    cells(notebook, "layer")[0]["source"] = text
    return notebook


def without_checks(notebook: Notebook) -> Notebook:
    """Return the notebook as one who deleted every second check's cell and the first cell of all."""
    gone = [id(cell) for cell in cells(notebook)[::2]] + [id(notebook["cells"][0])]
    return notebook | {"cells": [cell for cell in notebook["cells"] if id(cell) not in gone]}


def with_points(notebook: Notebook) -> Notebook:
    """Return the notebook as one who made every check worth a thousand points."""
    for cell in cells(notebook):
        cell["metadata"]["nbgrader"]["points"] = 1000
    return notebook


def with_own_tests(notebook: Notebook, marker: Path) -> Notebook:
    """Return the notebook as one who rewrote the tests, their outputs and their roles, and added cells with markup."""
    run_me = f"open({str(marker)!r}, 'w').close()\n100"
    for cell in cells(notebook):
        cell["source"] = run_me
        cell["outputs"] = [result("100"), html(f"<script>{MARK}</script>")]
    cells(notebook)[0]["metadata"]["nbgrader"]["solution"] = True
    own = {"cell_type": "markdown", "id": "mine", "metadata": {}, "source": f"<script>{MARK}</script>"}
    code = {"cell_type": "code", "id": "mine2", "metadata": {"nbgrader": 7}, "source": run_me, "execution_count": None}
    notebook["cells"] += [own, code | {"outputs": []}]
    return notebook


def result(text: str) -> dict[str, Any]:
    """Return an output that says a number."""
    return {"output_type": "execute_result", "execution_count": 1, "metadata": {}, "data": {"text/plain": text}}


def html(text: str) -> dict[str, Any]:
    """Return an output of markup."""
    return {"output_type": "display_data", "metadata": {}, "data": {"text/html": text}}


def without_layer(notebook: Notebook) -> Notebook:
    """Return the notebook as one who deleted the cell to write in."""
    return notebook | {"cells": [c for c in notebook["cells"] if c not in cells(notebook, "layer")]}


def hand_ins(released: Notebook, course: Path, marker: Path) -> dict[str, tuple[str, Notebook, str]]:
    """Return what each student hands in: the text that counts, the notebook, and when."""
    right, naive, exits = reference(), mutant(), f"import os\nos._exit(0)\n{reference()}"
    hostile = rewrites_the_gradebook(course / "gradebook.db", marker)
    loud = f"raise ValueError('<script>{MARK}</script>')\n{right}"
    fill: Callable[[str], Notebook] = lambda text: with_text(released, text)  # noqa: E731
    return {
        "right": (right, fill(right), ON_TIME),
        "naive": (naive, fill(naive), ON_TIME),
        "half": (half(), fill(half()), ON_TIME),
        "empty": ("", fill(""), ON_TIME),
        "hostile": (hostile, fill(hostile), ON_TIME),
        "deleted": (right, without_checks(fill(right)), ON_TIME),
        "layerless": ("", without_layer(fill(right)), ON_TIME),
        "points": (naive, with_points(fill(naive)), ON_TIME),
        "edited": (naive, with_own_tests(fill(naive), marker), ON_TIME),
        "syntax": ("def (", fill("def ("), ON_TIME),
        "exits": (exits, fill(exits), ON_TIME),
        "garbled": ("", {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [{"metadata": [1]}]}, ON_TIME),
        "loud": (loud, fill(loud), ON_TIME),
        "late": (right, fill(right), LATE),
        "group-a": (naive, fill(naive), ON_TIME),
        "group-b": (naive, fill(naive), ON_TIME),
    }


def submit(course: Path, student: str, notebook: Notebook, at: str = ON_TIME) -> Path:
    """Put a hand-in where nbgrader collects it; return its folder."""
    folder = course / "submitted" / student / SCENE
    folder.mkdir(parents=True)
    (folder / f"{SCENE}.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    (folder / "timestamp.txt").write_text(at)
    return folder


def released_notebook(course: Path) -> Notebook:
    """Return the notebook that students get."""
    notebook: Notebook = json.loads((course / "release" / SCENE / f"{SCENE}.ipynb").read_text(encoding="utf-8"))
    return notebook
