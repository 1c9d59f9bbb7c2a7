"""One status, one treatment: the same files get the same points in a batch and on every platform's autograder."""

from __future__ import annotations

import base64
import csv
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("sqlalchemy", reason="the staff extra is not installed: pip install -e '.[staff]'")

from command_runner import KIT
from graded_class import make_class_results, write_graded_class

from raftlab.batch import platform_grading
from raftlab.batch.class_results import save_class_results
from raftlab.batch.ingest.class_reader import ingest_class
from raftlab.batch.local_grading import OnJobResult
from raftlab.batch.models import Job, JobResult
from raftlab.cli.main import run
from raftlab.cli.nbgrader import warn_unsynced_edits
from raftlab.cli.support import class_grading
from raftlab.errors import UsageError
from raftlab.grading_models import GradingResult, Submission
from raftlab.kit import Kit
from raftlab.nbgrader import cell_scores
from raftlab.nbgrader.cell_scores import grade_submission
from raftlab.solutions.named_solutions import read_solution
from raftlab.submission_reader import find_submission_file, read_text

pytestmark = pytest.mark.usefixtures("level_measured_once")

SCENE = KIT.scene("scene02")
HALF = read_solution(KIT, KIT.reference / SCENE.id / "partial" / "first-half.py")
"""A half answer: it takes a fraction of the time of the right one, and its points are neither none nor all."""
HALF_POINTS = 23
DELETED_HOLE = HALF.replace(f"def {SCENE.holes[0]}(", "def other(", 1)
SUBMISSIONS: dict[str, dict[str, str]] = {
    "half": {"terms.py": HALF},
    "syntax": {"terms.py": "def (\n"},
    "deleted-hole": {"terms.py": DELETED_HOLE},
    "empty": {"terms.py": "\n"},
    "another-name": {"Terms.py": HALF},
    "browser-copy": {"terms (1).py": HALF, "notes.txt": "n"},
    "windows-copy": {"terms - Copy.py": HALF},
    "two-copies": {"terms (1).py": HALF, "terms (2).py": "def ("},
    "copy-beside": {"terms.py": HALF, "terms (1).py": "def ("},
}
EXPECTED = {
    name: HALF_POINTS if name in ("half", "browser-copy", "windows-copy", "copy-beside") else 0 for name in SUBMISSIONS
}


def write_submissions(folder: Path) -> Path:
    """Write a folder for each submission."""
    for name, files in SUBMISSIONS.items():
        (folder / name).mkdir(parents=True)
        for file, text in files.items():
            (folder / name / file).write_text(text)
    return folder


def nbgrader_points(folder: Path) -> float:
    """Return what nbgrader gives for a file that is handed in beside the notebook."""
    try:
        source = read_text(SCENE, find_submission_file(SCENE, folder))
    except UsageError:
        return 0.0
    grading = grade_submission(KIT, SCENE, source)
    return float(grading.result.score) if grading.result else 0.0


@pytest.fixture
def remembered_gradings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Grade each text once: what is tested is which text each platform takes, and what it makes of the result."""
    run_task, grade_again = platform_grading.run_grading_task, cell_scores.grade
    results: dict[str, JobResult] = {}

    def run_once(root: Path, job: Job) -> JobResult:
        if job.source not in results:
            results[job.source] = run_task(root, job)
        return results[job.source]

    def grade_batch(root: Path, jobs: Sequence[Job], processes: int, on_result: OnJobResult) -> None:
        for job in jobs:
            on_result(job, run_once(root, job))

    def grade(kit: Kit, submission: Submission, **options: Any) -> GradingResult:
        known = results.get(submission.source)
        return GradingResult(known.result) if known and known.result else grade_again(kit, submission, **options)

    monkeypatch.setattr(platform_grading, "run_grading_task", run_once)
    monkeypatch.setattr(platform_grading, "grading_version", lambda kit, scene: "0+test")  # reads every file of the kit
    monkeypatch.setattr(class_grading, "grade_jobs_locally", grade_batch)
    monkeypatch.setattr(cell_scores, "grade", grade)


@pytest.mark.usefixtures("remembered_gradings")
def test_the_same_files_get_the_same_points_everywhere(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """A batch and every platform agree on copies of a browser, deleted holes and unreadable files."""
    folder = write_submissions(tmp_path / "class")
    assert run(["batch", str(folder), "--scene", "scene02", "--out", str(tmp_path / "out")]) == 0
    rows = csv.DictReader((tmp_path / "out" / "grades.csv").open(newline="", encoding="utf-8"))
    assert {row["submission"]: float(row["score"]) for row in rows} == EXPECTED
    for name, points in EXPECTED.items():
        target = tmp_path / f"{name}.json"
        command = ["autograder", "run", "scene02", str(folder / name), "-o", str(target), "--for"]
        assert run([*command, "gradescope"]) == 0
        written = json.loads(target.read_bytes())
        assert written["score"] == points and sum(test["max_score"] for test in written["tests"]) == 100
        target.unlink()
        assert run([*command, "github"]) == 0
        step = json.loads(base64.b64decode(target.read_text().partition("=")[2]))
        assert (sum(test["score"] for test in step["tests"]), step["max_score"]) == (points, 100)
        target.unlink()
        assert run([*command, "prairielearn"]) == 0
        written = json.loads(target.read_bytes())
        assert written["score"] == points / 100 and written["gradable"]
        capfd.readouterr()
        assert run([*command, "autolab"]) == 0
        assert json.loads(capfd.readouterr().out.splitlines()[-1]) == {"scores": {"scene02": points}}
        assert nbgrader_points(folder / name) == points


def test_staff_read_which_copy_was_taken_and_which_is_not_clear(tmp_path: Path) -> None:
    """A note on the entry says it; of two copies none is guessed."""
    entries = {entry.key: entry for entry in ingest_class(SCENE, write_submissions(tmp_path / "class")).entries}
    assert entries["browser-copy"].notes == ("terms (1).py was taken as terms.py",)
    assert entries["copy-beside"].notes == ("there is also terms (1).py",)
    assert "it is not clear which counts" in entries["two-copies"].error_text


MOODLE_SHEET = (
    "Identifier,Full name,Email address,Grade,Maximum Grade,Grade can be changed\n"
    "Participant 1,Ada,ada@x.org,,100,No\nParticipant 2,Bob,bob@x.org,,60,Yes\n"
    "Participant 3,Zoe,zoe@x.org,5,100,Yes\n"
)


def test_moodle_rows_that_moodle_would_not_take_are_counted_and_stay(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """A locked row and a score over the maximum are listed as not written; exit 1."""
    folder = write_graded_class(tmp_path / "out")
    assert run(["override", str(folder), "bob", "120", "--why", "bonus"]) == 0
    (tmp_path / "sheet.csv").write_text(MOODLE_SHEET)
    target = tmp_path / "import.csv"
    assert run(["export", "moodle", str(folder), "--template", str(tmp_path / "sheet.csv"), "-o", str(target)]) == 1
    assert [row[3] for row in csv.reader(target.open(newline=""))] == ["Grade", "", "", "80"]
    err = capfd.readouterr().err
    assert "2 rows not written" in err and "Ada (its grade is locked)" in err and "Bob (72 is over its 60)" in err


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be", "utf-8"])
@pytest.mark.parametrize("bom", ["\ufeff", ""])
def test_a_template_goes_back_in_its_own_encoding(codec: str, bom: str, tmp_path: Path) -> None:
    """UTF-16 with tabs, with and without a byte order mark: all but the filled cells are the same bytes."""
    text = bom + MOODLE_SHEET.replace(",No", ",Yes").replace(",60,", ",100,").replace(",", "\t").replace("\n", "\r\n")
    folder = write_graded_class(tmp_path / "out")
    (tmp_path / "sheet.csv").write_bytes(text.encode(codec))
    target = tmp_path / "import.csv"
    assert run(["export", "moodle", str(folder), "--template", str(tmp_path / "sheet.csv"), "-o", str(target)]) == 1
    expected = text.replace("ada@x.org\t\t", "ada@x.org\t100\t").replace("bob@x.org\t\t", "bob@x.org\t70\t")
    assert target.read_bytes() == expected.replace("\t5\t", "\t80\t").encode(codec)


def test_what_does_not_reach_nbgrader_is_counted_and_named(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """What staff decide stays in the batch; the command that fills the gradebook says whose it is."""
    save_class_results(tmp_path, make_class_results())
    assert warn_unsynced_edits(tmp_path) == 0
    assert run(["override", str(tmp_path), "bob", "90", "--why", "oral"]) == 0
    (tmp_path / "policy.toml").write_text("due = 2026-11-23T18:00:00+01:00\nlost_percent = 10\n")
    assert run(["late", str(tmp_path), "--policy", str(tmp_path / "policy.toml"), "--apply"]) == 0
    assert warn_unsynced_edits(tmp_path) == 2
    err = capfd.readouterr().err
    assert "1 overrides of the batch are not in the gradebook: 12" in err
    assert "1 late penalties of the batch are not in the gradebook: 15" in err
    by_hand = ["override", str(tmp_path), "ada", "1", "--check", "test_first", "--why", "asked"]
    assert run(by_hand) == 0
    assert warn_unsynced_edits(tmp_path) == 3
    assert "1 students' points by hand of the batch are not in the gradebook" in capfd.readouterr().err
