"""`raftlab diff`: whose points changed between two gradings, by which check, and why."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest
from graded_class import make_class_results, write_graded_class

from raftlab.batch.class_results import ClassResults, save_class_results
from raftlab.cli.main import run


def run_command(capfd: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    """Run one command; return exit code, output and messages."""
    capfd.readouterr()
    code = run([str(each) for each in arguments])
    out, err = capfd.readouterr()
    return code, out, err


def regraded_class() -> ClassResults:
    """Return the class as a kit with a fixed second check grades it: bob's failure was the kit's mistake."""
    return make_class_results(kit="0+b", bob=("ok", "ok", "ok"))


def test_diff_names_students_whose_points_changed(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """The diff shows the changed student, points, check and kits, and counts the others."""
    old, new = write_graded_class(tmp_path / "a"), write_graded_class(tmp_path / "b", regraded_class())
    code, out, _ = run_command(capfd, "diff", old, new)
    assert code == 0
    assert out.splitlines() == [
        "12: 70 -> 100 (+30)",
        "    test_second: FAIL -> ok, +30",
        "    why: the kit changed (0+a -> 0+b)",
        "by check:",
        "  test_second: FAIL -> ok, 1 student",
        "scene05: 1 differ, 5 are the same; kit 0+a -> 0+b",
    ]


def test_diff_shows_changed_maximum(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """A changed maximum with the same verdict is shown as such."""
    told_once = make_class_results()
    checks = {"test_second": 7}
    worth = tuple(
        msgspec.structs.replace(
            grade,
            score=None if grade.score is None else grade.score + sum(c.name in checks for c in grade.result.checks) * 7,
            result=msgspec.structs.replace(
                grade.result,
                checks=tuple(
                    msgspec.structs.replace(c, points=c.points + checks.get(c.name, 0)) for c in grade.result.checks
                ),
            ),
        )
        if grade.result and grade.person.key == "12"
        else grade
        for grade in told_once.grades
    )
    old = write_graded_class(tmp_path / "a")
    new = write_graded_class(tmp_path / "b", msgspec.structs.replace(told_once, grades=worth))
    out = run_command(capfd, "diff", old, new)[1]
    assert "    test_second: FAIL as before, +7\n" in out
    assert "  test_second: FAIL as before, for other points, 1 student\n" in out


def test_a_regrade_into_the_same_folder_is_compared_with_the_run_before(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """One folder is compared with its own earlier run; without one, the message says so."""
    folder = write_graded_class(tmp_path / "a")
    code, _, err = run_command(capfd, "diff", folder)
    assert code == 2 and "no earlier run" in err
    save_class_results(folder, make_class_results())
    assert run_command(capfd, "diff", folder)[0] == 2  # the same once more is no other run
    save_class_results(folder, regraded_class())
    code, out, _ = run_command(capfd, "diff", folder)
    assert code == 0 and "12: 70 -> 100" in out


def test_diff_shows_each_reason(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Each reason of a difference has its text; JSON has the same data."""
    first = make_class_results()
    ada, bob, *rest = first.grades
    another = msgspec.structs.replace(bob, sha256="other", score=0, result=None, fate="timed out", message="900 s")
    second = msgspec.structs.replace(first, grades=(another, *rest[:-1]))
    late = msgspec.structs.replace(first, grades=(ada, bob, *rest[:-1]))
    old, new = write_graded_class(tmp_path / "a", late), write_graded_class(tmp_path / "b", second)
    _, out, _ = run_command(capfd, "diff", old, new)
    assert "another text was handed in; graded -> timed out: 900 s" in out
    assert "11: 100 -> no score" in out and "not in the new grading" in out
    _, out, _ = run_command(capfd, "diff", new, old, "--json")
    rows = {row["person"]["id"]: row for row in json.loads(out)["differences"]}
    assert rows["11"]["why"] == ["not in the old grading"] and rows["11"]["new"] == 100
    assert len(rows) == 2


def test_other_verdicts_for_the_same_points_are_only_counted(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Changed verdicts with equal points are only counted; --all shows them."""
    other = make_class_results(formula=("todo", "todo", "unknown"))
    old, new = write_graded_class(tmp_path / "a"), write_graded_class(tmp_path / "b", other)
    out = run_command(capfd, "diff", old, new)[1]
    assert out.startswith("1 with the same points") and "13:" not in out
    assert "13: 0 -> 0\n    test_second: blocked -> todo\n" in run_command(capfd, "diff", old, new, "--all")[1]


def test_equal_gradings_differ_in_nothing(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """The same class twice is the same."""
    old, new = write_graded_class(tmp_path / "a"), write_graded_class(tmp_path / "b")
    assert run_command(capfd, "diff", old, new)[1].splitlines() == ["scene05: 0 differ, 6 are the same; kit 0+a"]


def test_a_file_that_is_no_class_is_said(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """A missing folder and a foreign JSON file are usage errors."""
    (tmp_path / "class.json").write_text('{"a": 1}')
    for path in (tmp_path, tmp_path / "nosuch"):
        code, _, err = run_command(capfd, "diff", path, path)
        assert code == 2 and err.count("\n") == 1 and "raftlab batch" in err
