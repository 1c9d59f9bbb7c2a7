"""A student who submitted nothing is on the pages, in the exports, and can have decisions of staff."""

from __future__ import annotations

import csv
import json
import os
import shutil
from pathlib import Path

import pytest

from raftlab.batch.exports.filled_sheet import match_grades_to_rows
from raftlab.batch.models import Grade, GradingStatus, Person
from raftlab.batch.person_matching import RosterStudent
from raftlab.cli.main import run

pytest.importorskip("sqlalchemy", reason="the staff extra is not installed: pip install -e '.[staff]'")
pytestmark = pytest.mark.usefixtures("level_measured_once")
ROSTER = "id,login,email,name\n1,ada,ada@x,Ada L\n2,bob,bob@x,Bob R\n3,eve,eve@x,Eve Q\n"
GRADEBOOK = "Student,ID,Scene 02 (7)\n    Points Possible,,100\nAda L,1,\nBob R,2,\nEve Q,3,\n"


def grade_class(folder: Path, submissions: dict[str, str], *options: str) -> Path:
    """Grade these files of the class, by their paths, in a process of its own; return the graded folder."""
    shutil.rmtree(folder / "class", ignore_errors=True)
    (folder / "class").mkdir(parents=True)
    for name, text in submissions.items():
        (folder / "class" / name).parent.mkdir(exist_ok=True)
        (folder / "class" / name).write_text(text)
    (folder / "roster.csv").write_text(ROSTER)
    arguments = ["batch", str(folder / "class"), "--scene", "scene02", "--out", str(folder / "out")]
    assert run([*arguments, "--roster", str(folder / "roster.csv"), *options]) == 0
    return folder / "out"


def scores(out: Path) -> dict[str, tuple[str, str]]:
    """Return status and score by the login."""
    rows = csv.DictReader((out / "grades.csv").open(newline="", encoding="utf-8"))
    return {row["login"]: (row["fate"], row["score"]) for row in rows}


def test_an_extension_is_given_before_anything_is_submitted(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """A batch of an empty folder lists the roster's students; extensions, comments and overrides are kept."""
    out = grade_class(tmp_path, {})
    assert set(scores(out).values()) == {("not submitted", "")} and len(scores(out)) == 3
    assert run(["extend", str(out), "eve", "--until", "2026-12-01T18:00Z"]) == 0
    assert run(["comment", str(out), "Bob R", "come and see me"]) == 0
    assert run(["override", str(out), "bob", "40", "--why", "oral exam"]) == 0
    assert scores(grade_class(tmp_path, {"ada/terms.py": "def ("}))["ada"] == ("unreadable", "0")
    edits = capfd.readouterr().out if run(["edits", str(out)]) == 0 else ""
    assert "extend 3" in edits and scores(out)["bob"] == ("not submitted", "40")
    assert run(["report", str(out)]) == 0
    page = (out / "report" / "index.html").read_text(encoding="utf-8")
    assert "Eve Q" in page and "not submitted" in page
    (bob,) = (out / "report" / "students").glob("bob-*.html")
    assert "come and see me" in bob.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("absent", "unreadable", "cells"),
    [("blank", "blank", ["", "", ""]), ("zero", "blank", ["", "0", "0"]), ("blank", "zero", ["0", "", ""])],
)
def test_the_course_chooses_blank_or_zero(absent: str, unreadable: str, cells: list[str], tmp_path: Path) -> None:
    """The column of an export has no score, or zero: for who submitted nothing, and for an unreadable file."""
    out = grade_class(tmp_path, {"ada/terms.py": "def ("}, "--absent", absent, "--unreadable", unreadable)
    (tmp_path / "gradebook.csv").write_text(GRADEBOOK)
    target = tmp_path / "import.csv"
    assert run(["export", "canvas", str(out), "--template", str(tmp_path / "gradebook.csv"), "-o", str(target)]) == 0
    assert [row[2] for row in csv.reader(target.open(newline=""))][2:] == cells
    assert run(["export", "junit", str(out), "-o", str(tmp_path / "j.xml")]) == 0


def test_a_score_by_hand_is_scaled_where_nothing_was_graded(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """55 of the scene's 100 points are 11 of a column's 20, though the class is empty or only unreadable."""
    (tmp_path / "gradebook.csv").write_text(GRADEBOOK.replace(",100\n", ",20\n"))
    target = tmp_path / "import.csv"
    options = ["--template", str(tmp_path / "gradebook.csv"), "-o", str(target)]
    for submissions, adas in (({}, ""), ({"ada/terms.py": "def ("}, "0")):
        out = grade_class(tmp_path, submissions)
        assert run(["override", str(out), "bob", "55", "--why", "oral exam"]) == 0
        assert "of 0" not in "".join(capfd.readouterr())
        assert run(["export", "canvas", str(out), *options]) == 0
        assert [row[2] for row in csv.reader(target.open(newline=""))][2:] == [adas, "11", ""]


def test_no_one_gets_a_zero_while_a_submission_is_unmatched(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """The unmatched submission may be the absent student's."""
    out = grade_class(tmp_path, {"nobody/terms.py": "def ("}, "--absent", "zero")
    assert scores(out)["ada"] == ("not submitted", "")
    assert "a submission is unmatched" in capfd.readouterr().err


def test_decisions_come_in_bulk_from_a_csv(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """All rows count or none; a wrong one is named with its line."""
    out, file = grade_class(tmp_path, {}), tmp_path / "edits.csv"
    file.write_text("student;until;why\nada;2026-12-01T18:00Z;ill\nEve Q;2026-12-02T18:00Z;\n")
    assert run(["extend", str(out), "--from", str(file)]) == 0
    file.write_text("student,score,why\nada,50,oral\nnoone,1,oral\n")
    assert run(["override", str(out), "--from", str(file)]) == 2
    assert "line 3: noone" in capfd.readouterr().err and scores(out)["ada"][1] == ""
    for text, words in (
        ("student,score\nada,50\n", "line 2: an override needs a reason"),
        ("student,score,why\nada,many,x\n", "line 2: many is not a score"),
        ("student,points\nada,5\n", "no column score"),
        ("student,score,why\n,5,x\n", "line 2: no student"),
    ):
        file.write_text(text)
        assert run(["override", str(out), "--from", str(file)]) == 2
        assert words in capfd.readouterr().err
    assert run(["override", str(out), "ada", "--from", str(file)]) == 2
    assert run(["edits", str(out), "--json"]) == 0
    rows = [json.loads(line) for line in capfd.readouterr().out.splitlines() if line.startswith("{")]
    assert [(row["person"]["login"], row["kind"], row["why"]) for row in rows] == [
        ("ada", "extend", "ill"),
        ("eve", "extend", ""),
    ]


def test_an_empty_class_without_a_roster_is_refused(tmp_path: Path) -> None:
    """A batch without submissions and without a roster is refused."""
    (tmp_path / "class").mkdir()
    assert run(["batch", str(tmp_path / "class"), "--scene", "scene02", "--out", str(tmp_path / "out")]) == 2


@pytest.mark.timeout(60)
def test_files_that_no_layout_knows_are_no_empty_class(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """An export of an unknown platform is refused though there is a roster: nobody of it is absent. So is a pipe."""
    (tmp_path / "class").mkdir()
    (tmp_path / "class" / "ada@example.org_1_terms.py").write_text("x = 1\n")
    (tmp_path / "roster.csv").write_text("login,name\nada,Ada Example\n")
    options = ("--scene", "scene02", "--out", str(tmp_path / "out"), "--roster", str(tmp_path / "roster.csv"))
    assert run(["batch", str(tmp_path / "class"), *options]) == 2
    assert "no submissions here; expected a folder for each student with terms.py" in capfd.readouterr().err
    os.mkfifo(tmp_path / "pipe.zip")
    assert run(["batch", str(tmp_path / "pipe.zip"), *options]) == 2
    assert "is no folder and no readable zip (it is a pipe or a device)" in capfd.readouterr().err


def test_a_submission_is_not_lost_to_the_same_student_s_empty_line() -> None:
    """Who is in the list by login and handed in under an id of the platform has one row there: it gets the points."""
    row = RosterStudent(Person(), frozenset({("id", "1009"), ("login", "amy1")}), (7,), (8,))

    def grade(person: Person, fate: GradingStatus, score: float | None, overridden: str = "") -> Grade:
        return Grade(person, "", "", fate, score, 100, score, False, None, overridden=overridden)

    handed_in = grade(Person(id="1009", name="liamy"), "graded", 70)
    nothing = grade(Person(login="amy1", name="Amy Li"), "not submitted", 0)
    for grades in ((handed_in, nothing), (nothing, handed_in)):
        assert match_grades_to_rows([row], grades).grades_by_row == {7: handed_in}
    by_hand = grade(Person(login="amy1", name="Amy Li"), "not submitted", 50, "an oral exam")
    assert match_grades_to_rows([row], (by_hand, nothing)).grades_by_row == {7: by_hand}
