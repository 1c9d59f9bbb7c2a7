"""Ids that a spreadsheet changed identify nobody, and the messages say what happened and how to repair it."""

from __future__ import annotations

import csv
from pathlib import Path

import msgspec
import pytest
from graded_class import make_class_results, write_graded_class

from raftlab.batch.models import Person
from raftlab.batch.person_matching import match_people
from raftlab.batch.roster import read_roster
from raftlab.cli.main import run

CANVAS = "Student,ID,SIS User ID,SIS Login ID,Section,Scene 05 (4711)\n    Points Possible,,,,,100\n"
AMY = Person(id="123456789012", name="leeamy")


def match_one(folder: Path, roster_text: str, person: Person) -> tuple[str, str]:
    """Return the name of the student that the person is on the roster, "" for none, and the reason for none."""
    (folder / "r.csv").write_text(roster_text, encoding="utf-8")
    match = match_people(read_roster(folder / "r.csv").students, [person])[person]
    return match.student.person.name if match.student else "", match.reason


def test_rows_of_one_shortened_id_are_not_one_student(tmp_path: Path) -> None:
    """Two students whose ids were shortened to one text are two, matched by their logins; their lines are named."""
    file = tmp_path / "r.csv"
    file.write_text("id,login,name\n1.23457E+12,alee,Amy Lee\n1.23457E+12,blee,Bob Lee\n42,ekim,Eve Kim\n")
    roster = read_roster(file)
    assert [student.person.login for student in roster.students] == ["alee", "blee", "ekim"]
    assert [student.person.id for student in roster.students] == ["", "", "42"]
    assert "lines 2, 3: a spreadsheet shortened an id" in roster.conflicts[0]
    assert "import that column as text" in roster.conflicts[0] and len(roster.conflicts) == 1


@pytest.mark.parametrize(
    ("shortened", "expected"),
    [("1.23457E+11", "Amy Lee"), ('"1,23457E+11"', "Amy Lee"), ("1.23E+11", "Amy Lee"), ("1.23457E+12", "")],
)
def test_a_shortened_id_contradicts_other_numbers(shortened: str, expected: str, tmp_path: Path) -> None:
    """A name decides only where the digits that are left fit the person's id."""
    assert match_one(tmp_path, f"id,login,name\n{shortened},alee,Amy Lee\n", AMY)[0] == expected


@pytest.mark.parametrize("listed", ["42", "42.0", '"00,042"'])
def test_an_id_without_its_zeros_is_named_not_matched(listed: str, tmp_path: Path) -> None:
    """The reason names the line, both texts and the repair."""
    name, reason = match_one(tmp_path, f"id,name\n7,Cy Wu\n{listed},Bob Ho\n", Person(login="00042"))
    assert name == "" and reason.startswith("line 3 has ") and "not 00042: a spreadsheet changed the number" in reason
    assert "import its columns as text" in reason


def test_a_row_with_a_shortened_id_is_not_filled(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Canvas could take such an id for another student's: the row stays, and the exit code is 1."""
    whole = make_class_results()
    grades = (msgspec.structs.replace(whole.grades[0], person=AMY),)
    graded = write_graded_class(tmp_path / "graded", msgspec.structs.replace(whole, grades=grades))
    (tmp_path / "t.csv").write_text(f'{CANVAS}"Lee, Amy",1.23457E+11,s1,alee,A,\n', encoding="utf-8")
    target = tmp_path / "filled.csv"
    assert run(["export", "canvas", str(graded), "--template", str(tmp_path / "t.csv"), "-o", str(target)]) == 1
    assert list(csv.reader(target.open(newline="", encoding="utf-8")))[2][5] == ""
    said = capfd.readouterr().err
    assert "line 3: a spreadsheet shortened the id to 1.23457E+11; export the file again and fill that" in said


def test_a_shortened_login_is_none(tmp_path: Path) -> None:
    """Two students whose logins were shortened to one text are matched by their emails."""
    file = tmp_path / "r.csv"
    file.write_text("username,email\n1.23457E+12,a@x\n1.23457E+12,b@x\n", encoding="utf-8")
    roster = read_roster(file)
    assert [student.person for student in roster.students] == [Person(email="a@x"), Person(email="b@x")]
    assert "lines 2, 3: a spreadsheet shortened an id" in roster.conflicts[0]


def test_a_match_by_hand_of_no_submission_is_said(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """A submission's name that a spreadsheet changed in the file of unmatched ones is named, not passed over."""
    (tmp_path / "class" / "1234567890123").mkdir(parents=True)
    (tmp_path / "class" / "1234567890123" / "commit.py").write_text("def (")
    (tmp_path / "r.csv").write_text("login,name\nada,Ada L\n", encoding="utf-8")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "unmatched.csv").write_text("submission,roster\n1.23457E+12,ada\n", encoding="utf-8")
    options = ["--scene", "scene05", "--out", str(tmp_path / "out"), "--roster", str(tmp_path / "r.csv")]
    assert run(["batch", str(tmp_path / "class"), *options, "--preflight"]) == 0
    assert "no submission here is called 1.23457E+12" in capfd.readouterr().err
    assert "1.23457E+12" in (tmp_path / "out" / "unmatched.csv").read_text(encoding="utf-8")
