"""Slip days over a term: who uses how many, in which order, and what they save."""

from __future__ import annotations

import csv
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from graded_class import STUDENTS, make_grade, make_result, write_graded_class

from raftlab.batch.class_results import ClassResults
from raftlab.batch.models import Person
from raftlab.cli.main import run

pytest.importorskip("sqlalchemy", reason="the staff extra is not installed: pip install -e '.[staff]'")
DUE = datetime(2026, 9, 14, 18, tzinfo=UTC)
LATE_POLICY = "due = {due}\nlost_percent = 10\n"


def write_class(folder: Path, scene: str, due: datetime, **hours_late: float | None) -> Path:
    """Write a class whose students have full marks, submitted so many hours after `due`."""
    full = make_result("ok", "ok", "ok")
    grades = []
    for student, hours in hours_late.items():
        grade = make_grade(student, full, due + timedelta(hours=hours or 0))
        grades.append(grade if hours is not None else msgspec.structs.replace(grade, submitted_at=None))
    return write_graded_class(folder, ClassResults("", scene, "Scene", "0+a", 0, "L2", "", tuple(grades)))


@pytest.fixture
def term(tmp_path: Path) -> Path:
    """Return the policy of a term of three classes; the file names the last class first."""
    write_class(tmp_path / "one", "scene01", DUE, ada=1, bob=47, late=-5)
    write_class(tmp_path / "two", "scene02", DUE + timedelta(days=7), ada=30, bob=25, late=0.2)
    write_class(tmp_path / "three", "scene03", DUE + timedelta(days=14), ada=1, bob=49, late=300)
    rows = [("three", 14), ("one", 0), ("two", 7)]
    batches = "".join(
        f'[[batch]]\nfolder = "{name}"\ndue = {(DUE + timedelta(days=days)).isoformat()}\n' for name, days in rows
    )
    (tmp_path / "term.toml").write_text(f"days = 3\nat_most = 2\ngrace_minutes = 15\n{batches}")
    return tmp_path / "term.toml"


def uses(term: Path, capfd: pytest.CaptureFixture[str], *options: str) -> list[tuple[str, str, int, int, int]]:
    """Return what the command says of each late submission."""
    capfd.readouterr()
    assert run(["slip", str(term), "--json", *options]) == 0
    rows = [json.loads(line) for line in capfd.readouterr().out.splitlines()]
    return [(row["login"], row["scene"], row["days_late"], row["days_used"], row["days_left"]) for row in rows]


def read_score(folder: Path, login: str) -> tuple[str, str, str]:
    """Return a student's score, whether it is late, and the flags."""
    rows = csv.DictReader((folder / "grades.csv").open(newline="", encoding="utf-8"))
    row = next(row for row in rows if row["login"] == login)
    return row["score"], row["late"], row["flags"]


def test_days_are_used_in_the_order_of_the_due_times(term: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """A day begun is a day; at most two for one submission; who has none left stays late; grace uses none."""
    assert uses(term, capfd) == [
        ("ada", "scene01", 1, 1, 2),
        ("bob", "scene01", 2, 2, 1),
        ("ada", "scene02", 2, 2, 0),
        ("bob", "scene02", 2, 1, 0),
        ("ada", "scene03", 1, 0, 0),
        ("bob", "scene03", 3, 0, 0),
        ("zoe", "scene03", 13, 2, 1),
    ]


def test_without_partial_days_are_used_only_where_they_cover_all(term: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """bob keeps his last day, as it does not cover the two days of scene 02."""
    term.write_text("partial = false\n" + term.read_text())
    told = uses(term, capfd)
    assert ("bob", "scene02", 2, 0, 1) in told and ("zoe", "scene03", 13, 0, 3) in told


def test_an_applied_policy_moves_due_times_and_the_late_policy_counts_from_there(
    term: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """A preview changes nothing. Applied, covered days cost nothing and the others do; a second run changes nothing."""
    root = term.parent
    for name, days in (("two", 7), ("three", 14)):
        policy = root / f"{name}.toml"
        policy.write_text(LATE_POLICY.format(due=(DUE + timedelta(days=days)).isoformat()))
        assert run(["late", str(root / name), "--policy", str(policy), "--apply"]) == 0
    assert read_score(root / "two", "bob")[0] == "80"
    assert run(["slip", str(term)]) == 0
    assert "a preview: nothing was changed" in capfd.readouterr().out and read_score(root / "two", "bob")[0] == "80"
    assert run(["slip", str(term), "--apply", "--by", "head"]) == 0
    assert "12 " in (told := capfd.readouterr().out) and "1 slip day used, 0 of 3 left; 1 not covered" in told
    assert read_score(root / "two", "bob") == ("90", "yes", "late; slip days")
    assert read_score(root / "two", "ada") == ("100", "", "slip days")
    assert run(["slip", str(term), "--apply"]) == 0
    assert " 0 due times change" in capfd.readouterr().out
    assert run(["report", str(root / "two")]) == 0
    page = next((root / "two" / "report" / "students").glob("bob-*.html")).read_text(encoding="utf-8")
    assert "1 slip day used, 0 of 3 left" in page and "10 points lost for being late" in page


def test_days_come_back_when_a_submission_is_no_longer_late(term: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """An extension of scene 01 gives ada her day back, and the next run uses it where it is needed."""
    assert run(["slip", str(term), "--apply"]) == 0
    until = (DUE + timedelta(days=1)).isoformat()
    assert run(["extend", str(term.parent / "one"), "ada", "--until", until, "--why", "ill"]) == 0
    assert ("ada", "scene03", 1, 1, 0) in uses(term, capfd, "--apply")
    assert "slip days" not in read_score(term.parent / "one", "ada")[2]
    assert "slip days" in read_score(term.parent / "three", "ada")[2]


def test_a_student_is_one_person_in_every_class(term: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """A class that knows only the login shares the account of the full record; a namesake with another id does not."""
    bare = msgspec.structs.replace
    full = make_result("ok", "ok", "ok")
    grades = [
        bare(make_grade("ada", full, DUE + timedelta(days=7, hours=1)), person=Person(login="ada")),
        bare(make_grade("bob", full, DUE + timedelta(days=7, hours=1)), person=Person(id="99", name="Lovelace, Ada")),
    ]
    write_graded_class(term.parent / "two", ClassResults("", "scene02", "S", "0+a", 0, "L2", "", tuple(grades)))
    told = uses(term, capfd)
    assert ("ada", "scene02", 1, 1, 1) in told and ("", "scene02", 1, 1, 2) in told
    assert STUDENTS["ada"].id == "11"


def test_a_participant_of_moodle_is_one_person_in_every_class(term: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Each assignment has its own participant numbers: the email links them, and who has none is named."""
    full = make_result("ok", "ok", "ok")
    for name, number in (("one", 4), ("two", 9)):
        late = DUE + timedelta(days=7 if name == "two" else 0, hours=1)
        grades = tuple(
            msgspec.structs.replace(make_grade("ada", full, late), person=person)
            for person in (
                Person(id=f"Participant {number}", email="ada@x.org", name="Ada"),
                Person(id=f"Participant {number + 1}", name="Bo"),
            )
        )
        results = ClassResults("", "scene01" if name == "one" else "scene02", "S", "0+a", 0, "L2", "", grades)
        write_graded_class(term.parent / name, results)
    assert run(["slip", str(term), "--json"]) == 0
    told = capfd.readouterr()
    left = [json.loads(line)["days_left"] for line in told.out.splitlines()][:4]
    assert left == [2, 2, 1, 2]
    assert "Participant 5, Participant 10: known by the number of one assignment alone" in told.err


def test_who_has_no_time_uses_no_days_and_is_listed(term: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """The exit code says so, as for a late policy."""
    write_class(term.parent / "one", "scene01", DUE, ada=None, bob=1)
    assert run(["slip", str(term)]) == 1
    assert "1 without a submission time, so they use no days: 11" in capfd.readouterr().err


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("days = -1\n[[batch]]\nfolder = 'one'\n", "must be 0 or more"),
        ("days = 3\nslips = 2\n", "no policy of slip days"),
        ("days = 3\n[[batch]]\nfolder = 'one'\n", "no due time"),
        ("days = 3\n[[batch]]\nfolder = 'one'\ndue = 2026-09-14T18:00:00\n", "has no zone"),
        ("days = 3\n[[batch]]\nfolder = 'none'\ndue = 2026-09-14T18:00:00Z\n", "cannot be read"),
        ("days = 3\n" + "[[batch]]\nfolder = 'one'\ndue = 2026-09-14T18:00:00Z\n" * 2, "named twice"),
        ("days = 3\nday_hours = 0\n[[batch]]\nfolder = 'one'\n", "day_hours must be over 0"),
    ],
)
def test_a_wrong_policy_is_refused_in_one_line(
    text: str, expected: str, term: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Each mistake names the file or folder and the repair."""
    term.write_text(text)
    assert run(["slip", str(term)]) == 2
    assert expected in (told := capfd.readouterr().err) and told.count("\n") == 1


def test_a_due_time_that_the_late_policy_contradicts_is_refused(term: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Two due times for one class are a mistake of somebody's."""
    policy = term.parent / "late.toml"
    policy.write_text(LATE_POLICY.format(due="2026-09-15T18:00:00Z"))
    assert run(["late", str(term.parent / "one"), "--policy", str(policy), "--apply"]) == 0
    assert run(["slip", str(term)]) == 2
    assert "its late policy says 2026-09-15" in capfd.readouterr().err
