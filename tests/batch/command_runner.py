"""Runs the commands as staff do, in separate processes."""

from __future__ import annotations

import csv
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

from tests.skip_or_fail import skip_or_fail

from raftlab.authoring.synthetic.class_writer import write_class
from raftlab.kit import Kit

KIT = Kit(Path(__file__).parent.parent.parent)
COMMAND = (sys.executable, "-c", "from raftlab.cli.main import main; main()")
TIMEOUT_S = 1500
CHEAP_SCENE = "scene02"
"""The scene whose grading costs least."""


def run_raftlab(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run one command line to its end."""
    return subprocess.run(
        [*COMMAND, *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
        check=False,
        env=os.environ | environment,
    )


def run_batch(folder: Path, out: Path, *options: object, scene: str = CHEAP_SCENE) -> subprocess.CompletedProcess[str]:
    """Grade a class to its end, two at a time."""
    return run_raftlab("batch", folder, "--scene", scene, "--out", out, "--jobs", 2, *options)


def write_small_class(folder: Path, count: int, seed: int = 3) -> Path:
    """Write a synthetic class; return where its submissions are."""
    write_class(KIT, KIT.scene(CHEAP_SCENE), folder, count, seed)
    return folder / "submissions"


def grades_by_submission(out: Path) -> dict[str, dict[str, str]]:
    """Return the rows of the table by the submission (the last one of a group)."""
    with (out / "grades.csv").open(newline="", encoding="utf-8") as file:
        return {row["submission"]: row for row in csv.DictReader(file)}


def stored_statuses(out: Path) -> dict[tuple[str, int], tuple[str, str]]:
    """Return the results in the folder's database: status and time by digest and seed."""
    if not (out / "batch.db").exists():
        return {}
    with sqlite3.connect(out / "batch.db", timeout=60) as database:
        try:
            rows = database.execute("select sha256, seed, fate, kept_at from raftlab_outcome").fetchall()
        except sqlite3.OperationalError:  # stopped before the table was there
            return {}
    return {(sha256, seed): (fate, kept_at) for sha256, seed, fate, kept_at in rows}


def stored_results(out: Path) -> dict[str, object]:
    """Return what is kept of each text, all but how long it took."""
    with sqlite3.connect(out / "batch.db", timeout=60) as database:
        rows = database.execute("select sha256, seed, told from raftlab_outcome").fetchall()
    return {f"{sha256} {seed}": json.loads(told) | {"duration_s": 0} for sha256, seed, told in rows}


def find_program(program: str, package: str) -> str:
    """Return where a program of the system is; skip without it, and fail where everything must be there."""
    found = shutil.which(program) or next(map(str, sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"))), None)
    if found is None:
        skip_or_fail(f"no {program} on this machine: apt install {package}")
    return found
