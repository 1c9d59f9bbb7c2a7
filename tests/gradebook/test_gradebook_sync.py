"""Results in the gradebook without a notebook: SQLite, and PostgreSQL where its server is installed."""

from __future__ import annotations

import csv
import importlib.util
import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from nbgrader_class import need_nbgrader, run_nbgrader
from tests.skip_or_fail import skip_or_fail

from raftlab.errors import UsageError
from raftlab.grading_models import CheckResult, Result, SubmittedFile
from raftlab.nbgrader.cell_scores import SubmissionGrading
from raftlab.nbgrader.grade_cells import result_grade_cells
from raftlab.report.result_json import to_json

pytestmark = [pytest.mark.long, pytest.mark.timeout(900)]
SCENE_NAME = "scene"
SUBMITTED_AT = datetime(2026, 11, 23, 10, tzinfo=UTC)
PROGRAM_FOLDERS = ("/usr/local/bin", "/usr/bin", *sorted(map(str, Path("/usr/lib/postgresql").glob("*/bin"))))
COURSE = "raft"


def make_result(*points: int) -> Result:
    """Return a result of three checks, the last hidden, that earned `points`."""
    checks = tuple(
        CheckResult(
            name=f"test_{n}", title=f"{n}.", verdict="ok" if won else "FAIL", points=won, max=n + 1, hidden=n == 2
        )
        for n, won in enumerate(points)
    )
    return Result("0.1", SCENE_NAME, "A scene", 0, "L3", SubmittedFile("a.py", "0"), checks, sum(points), 6)


CHECKS = result_grade_cells(make_result(0, 0, 0))


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return an empty database's URL."""
    need_nbgrader()
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'gradebook.db'}"
    found: str = request.getfixturevalue("postgresql_url")
    return found


@pytest.fixture(scope="module")
def postgresql_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Yield the URL of a fresh database on a PostgreSQL server of this test's own."""
    programs = next((place for place in PROGRAM_FOLDERS if (Path(place) / "initdb").exists()), None)
    driver = next((name for name in ("psycopg2", "psycopg") if importlib.util.find_spec(name)), None)
    if programs is None or driver is None:
        skip_or_fail("no PostgreSQL server, or no driver: apt install postgresql, pip install 'psycopg[binary]'")
    folder = Path("/tmp") / f"raftlab-pg-{os.getpid()}"  # short: a socket's path is
    folder.mkdir()
    user = "nobody" if os.getuid() == 0 else None  # the server refuses to run as root
    if user:
        shutil.chown(folder, user)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    def call(*command: str) -> None:
        subprocess.run(command, user=user, cwd=folder, check=True, capture_output=True, timeout=300)

    data = str(folder / "data")
    call(f"{programs}/initdb", "-D", data, "-U", "staff", "-A", "trust", "--no-sync")
    settings = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -F"
    call(f"{programs}/pg_ctl", "-D", data, "-w", "-t", "200", "-l", f"{folder}/log", "-o", settings, "start")
    try:
        yield f"postgresql+{driver}://staff@127.0.0.1:{port}/postgres"
    finally:
        call(f"{programs}/pg_ctl", "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def run_command(*arguments: str) -> int:
    """Run a command line of ours in this process; return its exit code."""
    from raftlab.cli.main import run

    return run(arguments)


def push_results(gradebook: Any, **judged: SubmissionGrading) -> list[str]:
    """Push what each student came to; return the students in the order in which they were done."""
    from raftlab.nbgrader.gradebook_filling import GradebookSubmission
    from raftlab.nbgrader.gradebook_filling import sync_gradebook as push

    done: list[str] = []
    hands = [GradebookSubmission(student, each, SUBMITTED_AT) for student, each in judged.items()]
    push(gradebook, SCENE_NAME, CHECKS, hands, lambda hand: done.append(hand.student_id))
    return done


def cell_scores(gradebook: Any, student: str) -> dict[str, tuple[float | None, float, bool]]:
    """Return each cell's score, automatic or by hand, its maximum, and whether a person must look."""
    submitted = gradebook.find_submission_notebook(SCENE_NAME, SCENE_NAME, student)
    return {each.name: (each.score, each.max_score, each.needs_manual_grade) for each in submitted.grades}


def test_a_class_is_pushed_and_pushed_again(database_url: str) -> None:
    """Scores stand check by check and are clamped; a person's score and comment survive; a kit's fault waits."""
    from raftlab.nbgrader.gradebook_filling import open_gradebook

    over = make_result(1, 2, 3)
    over = msgspec.structs.replace(over, checks=tuple(msgspec.structs.replace(c, points=99) for c in over.checks))
    first = {"ann": SubmissionGrading("graded", make_result(1, 0, 3)), "ben": SubmissionGrading("graded", over)}
    first |= {
        "cy": SubmissionGrading("unreadable", message="line 1: no"),
        "di": SubmissionGrading("kit error", message="it broke"),
    }
    with open_gradebook(database_url, COURSE) as gradebook:
        assert push_results(gradebook, **first) == ["ann", "ben", "cy", "di"]
        assert cell_scores(gradebook, "ann") == {"0": (1, 1, False), "1": (0, 2, False), "hidden_1": (3, 3, False)}
        assert cell_scores(gradebook, "ben") == {"0": (1, 1, False), "1": (2, 2, False), "hidden_1": (3, 3, False)}
        assert {each[0] for each in cell_scores(gradebook, "cy").values()} == {0}
        assert all(each[2] for each in cell_scores(gradebook, "di").values())
        assert gradebook.find_submission(SCENE_NAME, "ann").timestamp == SUBMITTED_AT.replace(tzinfo=None)
        assert (
            gradebook.find_comment("layer", SCENE_NAME, SCENE_NAME, "cy").comment
            == "Nothing could be run:\n\n    line 1: no"
        )
        gradebook.find_grade("1", SCENE_NAME, SCENE_NAME, "ann").manual_score = 1.5
        gradebook.find_comment("layer", SCENE_NAME, SCENE_NAME, "ann").manual_comment = "half right"
        gradebook.db.commit()
    with open_gradebook(database_url, COURSE) as gradebook:
        push_results(
            gradebook,
            ann=SubmissionGrading("graded", make_result(0, 2, 0)),
            di=SubmissionGrading("graded", make_result(1, 2, 0)),
        )
        assert cell_scores(gradebook, "ann") == {"0": (0, 1, False), "1": (1.5, 2, True), "hidden_1": (0, 3, False)}
        assert gradebook.find_comment("layer", SCENE_NAME, SCENE_NAME, "ann").comment == "half right"
        assert cell_scores(gradebook, "di") == {"0": (1, 1, False), "1": (2, 2, False), "hidden_1": (0, 3, False)}
        assert gradebook.find_submission(SCENE_NAME, "ann").max_score == 6


def test_results_with_other_checks_are_refused(database_url: str) -> None:
    """Once there are submissions, results of a kit with other checks are refused and nothing is changed."""
    from raftlab.nbgrader.gradebook_filling import GradebookSubmission, open_gradebook
    from raftlab.nbgrader.gradebook_filling import sync_gradebook as push

    with open_gradebook(database_url, COURSE) as gradebook:
        push_results(gradebook, eve=SubmissionGrading("graded", make_result(1, 0, 3)))
        hand = GradebookSubmission("eve", SubmissionGrading("graded", make_result(1, 2)), SUBMITTED_AT)
        with pytest.raises(UsageError, match="other checks"):
            push(gradebook, SCENE_NAME, result_grade_cells(make_result(1, 2)), [hand], lambda _: None)
        assert cell_scores(gradebook, "eve")["0"] == (1, 1, False)


def test_the_command_fills_what_nbgrader_exports(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """`raftlab nbgrader sync` makes the gradebook; nbgrader's own export then has everyone's score."""
    need_nbgrader()
    course = tmp_path / "course"
    for student, points in (("ann", (1, 2, 3)), ("ben", (1, 0, 0))):
        (tmp_path / "results" / student).mkdir(parents=True)
        (tmp_path / "results" / student / "result.json").write_bytes(to_json(make_result(*points)))
    course.mkdir()
    (course / "nbgrader_config.py").write_text("")
    assert run_command("nbgrader", "sync", str(tmp_path / "results"), "--course", str(course)) == 0
    told = capfd.readouterr()
    assert "2 students, 3 checks" in told.out and told.err == ""
    run_nbgrader(course, "export")
    with (course / "grades.csv").open(newline="") as file:
        rows = {row["student_id"]: (row["score"], row["max_score"]) for row in csv.DictReader(file)}
    assert rows == {"ann": ("6.0", "6.0"), "ben": ("1.0", "6.0")}


def test_a_database_that_cannot_be_used_is_one_line(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """A URL that leads nowhere is said with its repair."""
    need_nbgrader()
    (tmp_path / "ann.json").write_bytes(to_json(make_result(1, 2, 3)))
    for wrong in ("nosuch://x", "not a url", f"sqlite:///{tmp_path}/no/such/folder.db"):
        assert run_command("nbgrader", "sync", str(tmp_path), "--db", wrong) == 2
        told = capfd.readouterr().err
        assert "--db" in told and len(told.splitlines()) == 1, told
