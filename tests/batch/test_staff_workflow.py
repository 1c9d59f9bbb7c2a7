"""The whole workflow of staff by its commands: grade, edit, regrade, compare, report, export."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from pathlib import Path

import pytest

from raftlab.cli.main import run

pytest.importorskip("sqlalchemy", reason="the staff extra is not installed: pip install -e '.[staff]'")

ROOT = Path(__file__).parent.parent.parent
SKELETON = (ROOT / "skeletons" / "scene05" / "commit.py").read_text(encoding="utf-8")
GRADEBOOK = """\
Student,ID,SIS Login ID,Section,Scene 05 (4711)
    Points Possible,,,,100
"Lovelace, Ada",11,ada,A,
<script>,12,bob,A,
Eve,13,eve,A,
"""


def run_batch(folder: Path, out: Path, roster: Path) -> None:
    """Grade the class, in a process of its own as staff do."""
    command = [sys.executable, "-c", "from raftlab.cli.main import main; main()", "batch", str(folder)]
    options = ["--scene", "scene05", "--out", str(out), "--roster", str(roster), "--jobs", "1"]
    ended = subprocess.run(
        [*command, *options], capture_output=True, text=True, timeout=250, check=False, env=os.environ
    )
    assert ended.returncode == 0, ended.stderr


@pytest.mark.long
def test_staff_workflow(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """An override of the first grading is in the second, in the report and in the export; diff shows what changed."""
    submissions, out, gradebook = tmp_path / "class", tmp_path / "graded", tmp_path / "gradebook.csv"
    gradebook.write_text(GRADEBOOK)
    for name, text in (("ada", SKELETON), ("bob", "def (")):
        (submissions / name).mkdir(parents=True)
        (submissions / name / "commit.py").write_text(text)
    run_batch(submissions, out, gradebook)
    assert [row["name"] for row in csv.DictReader((out / "absent.csv").open(newline=""))] == ["Eve"]
    assert run(["override", str(out), "bob", "40", "--why", "showed it on paper"]) == 0
    (submissions / "bob" / "commit.py").write_text(SKELETON + "# later\n")
    run_batch(submissions, out, gradebook)
    rows = {row["login"]: row for row in csv.DictReader((out / "grades.csv").open(newline="", encoding="utf-8"))}
    assert (rows["bob"]["fate"], rows["bob"]["score"], rows["bob"]["earned"]) == ("graded", "40", "0")
    capfd.readouterr()
    assert run(["diff", str(out)]) == 0
    told = capfd.readouterr().out
    assert "12: 0 -> 0" in told and "another text was handed in; unreadable -> graded" in told
    assert run(["report", str(out)]) == 0
    assert "40 of 100" in (out / "report" / "index.html").read_text(encoding="utf-8")
    target = tmp_path / "import.csv"
    assert run(["export", "canvas", str(out), "--template", str(gradebook), "-o", str(target)]) == 0
    cells = [row[4] for row in csv.reader(target.open(newline="", encoding="utf-8"))]
    assert cells == ["Scene 05 (4711)", "100", "0", "40", ""]
