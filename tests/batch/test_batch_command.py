"""A class is graded once, even after interruptions: the command in a separate process."""

from __future__ import annotations

import csv
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytest.importorskip("sqlalchemy", reason="the staff extra is not installed: pip install -e '.[staff]'")

from raftlab.cli.main import run

ROOT = Path(__file__).parent.parent.parent
COMMAND = (sys.executable, "-c", "from raftlab.cli.main import main; main()", "batch")
SKELETON = (ROOT / "skeletons" / "scene05" / "commit.py").read_text()


def make_class(root: Path, count: int) -> Path:
    """Write `count` different weak submissions, one that is not Python, and one with a hostile name."""
    texts = {f"s{n}": f"{SKELETON}# {n}\n" for n in range(count)} | {"broken": "def (", "=cmd()": SKELETON}
    for name, text in texts.items():
        (root / name).mkdir(parents=True)
        (root / name / "commit.py").write_text(text)
        os.utime(root / name / "commit.py", (1e9, 1e9))
    return root


def batch_command(folder: Path, out: Path) -> list[str]:
    """Return the command line that grades the class."""
    return [*COMMAND, str(folder), "--scene", "scene05", "--out", str(out), "--jobs", "2"]


def run_batch(folder: Path, out: Path) -> subprocess.CompletedProcess[str]:
    """Grade the class to its end."""
    return subprocess.run(batch_command(folder, out), capture_output=True, text=True, timeout=200, check=False)


def stored_digests(out: Path) -> list[tuple[str, str]]:
    """Return the outcomes in the database: digest and when each was kept."""
    if not (out / "batch.db").exists():
        return []
    with sqlite3.connect(out / "batch.db") as database:
        try:
            return sorted(database.execute("select sha256, kept_at from raftlab_outcome"))
        except sqlite3.OperationalError:  # killed before the table was there
            return []


@pytest.mark.long
def test_a_killed_batch_loses_nothing_and_grades_nothing_twice(tmp_path: Path) -> None:
    """A killed and repeated batch keeps its stored rows and ends with the same table."""
    folder = make_class(tmp_path / "class", 5)
    running = subprocess.Popen(
        batch_command(folder, tmp_path / "out"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    while not stored_digests(tmp_path / "out") and running.poll() is None:
        time.sleep(0.05)
    running.send_signal(signal.SIGKILL)
    running.wait()
    before = stored_digests(tmp_path / "out")
    assert before
    assert run_batch(folder, tmp_path / "out").returncode == 0
    after = stored_digests(tmp_path / "out")
    assert set(before) <= set(after) and len(after) == 6
    assert run_batch(folder, tmp_path / "whole").returncode == 0
    assert (tmp_path / "out" / "grades.csv").read_bytes() == (tmp_path / "whole" / "grades.csv").read_bytes()


def test_a_class_gets_its_table(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Each submission has a status; an unreadable one has 0 points; a formula as a name becomes text."""
    ended = run_batch(make_class(tmp_path / "class", 1), tmp_path / "out")
    assert ended.returncode == 0, ended.stderr
    rows = {row["submission"]: row for row in csv.DictReader((tmp_path / "out" / "grades.csv").open(newline=""))}
    assert {name: row["fate"] for name, row in rows.items()} == {
        "broken": "unreadable",
        "s0": "graded",
        "'=cmd()": "graded",
    }
    assert rows["broken"]["score"] == "0" and "line 1" in rows["broken"]["message"]
    assert rows["s0"]["score"].isdigit()
    assert run(batch_command(tmp_path / "class", tmp_path / "out")[len(COMMAND) - 1 :]) == 0
    assert "2 gradings, 2 done earlier" in capfd.readouterr().out


def test_a_bad_database_is_one_line(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """An unusable database is reported with the repair before anything is graded."""
    folder = make_class(tmp_path / "class", 1)
    arguments = ["batch", str(folder), "--scene", "scene05", "--out", str(tmp_path / "out"), "--db", "nosuch://x"]
    assert run(arguments) == 2
    err = capfd.readouterr().err
    assert "--db" in err and len(err.splitlines()) == 1


def test_a_refused_input_leaves_no_output_folder(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """A folder without submissions makes no --out folder; one that was there already stays."""
    (tmp_path / "class").mkdir()
    (tmp_path / "old").mkdir()
    for name, is_there in (("new", False), ("old", True)):
        arguments = ["batch", str(tmp_path / "class"), "--scene", "scene05", "--out", str(tmp_path / name)]
        assert run(arguments) == 2
        assert (tmp_path / name).is_dir() == is_there
    assert "no submissions here" in capfd.readouterr().err
