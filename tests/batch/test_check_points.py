"""Points that staff give by hand for one check."""

from __future__ import annotations

import csv
from pathlib import Path

import msgspec
import pytest
from graded_class import HIDDEN_TEXT, make_check, make_class_results, make_result, write_graded_class

from raftlab.batch.manual_check_points import CheckPoints, apply_check_points
from raftlab.batch.models import Grade
from raftlab.cli.main import run
from raftlab.grading_models import Result, ScoreLimit

pytest.importorskip("sqlalchemy", reason="the staff extra is not installed: pip install -e '.[staff]'")
WHY = ("--why", "asked in person")


def grade_with(result: Result) -> Grade:
    """Return bob's grade with another result."""
    return msgspec.structs.replace(make_class_results().grades[1], result=result, score=result.score, max=result.max)


def read_row(folder: Path, login: str) -> dict[str, str]:
    """Return a student's row of grades.csv."""
    rows = csv.DictReader((folder / "grades.csv").open(newline="", encoding="utf-8"))
    return next(row for row in rows if row["login"] == login)


def test_points_of_one_check_change_the_score_and_are_told_with_the_comment(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """bob has 70; 12 of 30 points for his failed check make 82, in the table, the exports, the page and the log."""
    folder = write_graded_class(tmp_path / "out")
    arguments = ["override", str(folder), "bob", "12", "--check", "second", *WHY, "--comment", "half of it is right"]
    assert run(arguments) == 0
    assert "bob" not in capfd.readouterr().err
    row = read_row(folder, "bob")
    assert (row["score"], row["earned"]) == ("82", "70") and "points by hand" in row["flags"]
    assert run(["export", "csv", str(folder), "-o", str(tmp_path / "t.csv")]) == 0
    assert "12" in next(line for line in (tmp_path / "t.csv").read_text().splitlines() if "bob@" in line).split('"')
    assert run(["report", str(folder)]) == 0
    page = next((folder / "report" / "students").glob("bob-*.html")).read_text(encoding="utf-8")
    assert "Claim of second: 12 of 30 points by hand: half of it is right" in page and "12 of 30" in page
    capfd.readouterr()
    assert run(["edits", str(folder)]) == 0
    assert "points 12: test_second: 12, “half of it is right” (asked in person)" in capfd.readouterr().out


def test_points_by_hand_are_taken_back(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """--undo restores the grader's points of that check alone."""
    folder = write_graded_class(tmp_path / "out")
    assert run(["override", str(folder), "bob", "30", "--check", "test_second", *WHY]) == 0
    assert run(["override", str(folder), "bob", "1", "--check", "test_first", *WHY]) == 0
    assert read_row(folder, "bob")["score"] == "51"
    assert run(["override", str(folder), "bob", "--undo", "--check", "test_first", *WHY]) == 0
    assert (read_row(folder, "bob")["score"], read_row(folder, "bob")["earned"]) == ("100", "70")
    assert "12" in capfd.readouterr().out


def test_points_of_a_hidden_check_name_it_by_its_number(tmp_path: Path) -> None:
    """The student's page says "Hidden check 1", and nothing of its text."""
    folder = write_graded_class(tmp_path / "out")
    assert run(["override", str(folder), "mal", "7", "--check", "veiled", *WHY, "--comment", "see me"]) == 0
    assert run(["report", str(folder)]) == 0
    page = next((folder / "report" / "students").glob("mal-*.html")).read_text(encoding="utf-8")
    assert "Hidden check 1: 7 of 20 points by hand: see me" in page
    assert HIDDEN_TEXT not in page and "veiled" not in page


def test_points_by_hand_lift_a_limit_only_of_their_own_check() -> None:
    """A safety property broke: more points elsewhere stay limited; full marks for that check end the limit."""
    result = make_result("ok", "FAIL", "ok")
    broken = msgspec.structs.replace(result.checks[1], safety="LogMatching", max=10)
    checks = (result.checks[0], broken, msgspec.structs.replace(result.checks[2], max=40, points=40))
    limited = msgspec.structs.replace(
        result, checks=checks, score=80, limit=ScoreLimit(80, 90, "LogMatching", broken.name)
    )
    some = apply_check_points(grade_with(limited), {"test_second": CheckPoints("test_second", 5)}, 80)
    assert some.score == 80 and some.result and some.result.limit
    full = apply_check_points(grade_with(limited), {"test_second": CheckPoints("test_second", 10)}, 80)
    assert full.score == 100 and full.result and full.result.limit is None


def test_a_check_that_the_kit_failed_to_run_counts_with_points_by_hand() -> None:
    """Its points were out of the maximum; graded by hand they are in it again."""
    result = make_result("ok", "ok", "ok")
    failed = msgspec.structs.replace(make_check("second", "FAIL", 30), verdict="error")
    without = msgspec.structs.replace(result, checks=(result.checks[0], failed, result.checks[2]), score=70, max=70)
    by_hand = apply_check_points(grade_with(without), {"test_second": CheckPoints("test_second", 10)}, 80)
    assert (by_hand.score, by_hand.max) == (80, 100)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["bob", "31", "--check", "second", *WHY], "test_second has 30 points; give a whole number from 0 to 30"),
        (["bob", "0x5", "--check", "second", *WHY], "give a whole number"),
        (["bob", "5", "--check", "secnd", *WHY], "no such check; did you mean test_second?"),
        (["bob", "5", "--check", "second"], "need a reason"),
        (["bob", "5", "--check", "second", "--undo", *WHY], "not both"),
        (["kim", "5", "--check", "second", *WHY], "has no checks (unreadable)"),
        (["nobody", "5", "--check", "second", *WHY], "no such student"),
        (["bob", "5", "--comment", "well", *WHY], "--comment belongs to --check"),
    ],
)
def test_wrong_points_are_one_line_and_change_nothing(
    arguments: list[str], expected: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Each mistake names the repair, and nothing is recorded."""
    folder = write_graded_class(tmp_path / "out")
    assert run(["override", str(folder), *arguments]) == 2
    told = capfd.readouterr().err
    assert expected in told and told.count("\n") == 1 and not (folder / "grades.csv").exists()


def test_points_of_a_check_that_the_kit_no_longer_has_are_said(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """The edit is kept and named, as one for a student who left."""
    from raftlab.batch.final_grades import save_class_and_grades

    folder = write_graded_class(tmp_path / "out")
    assert run(["override", str(folder), "bob", "12", "--check", "second", *WHY]) == 0
    before = make_class_results()
    result = before.grades[1].result
    assert result is not None
    renamed = msgspec.structs.replace(
        result, checks=(result.checks[0], msgspec.structs.replace(result.checks[1], name="test_other"))
    )
    changed = msgspec.structs.replace(before.grades[1], result=renamed)
    save_class_and_grades(
        folder, msgspec.structs.replace(before, grades=(before.grades[0], changed, *before.grades[2:])), None
    )
    capfd.readouterr()
    assert run(["edits", str(folder)]) == 0
    assert "points for 12 by" in (told := capfd.readouterr().err) and "(test_second) matches no result" in told
