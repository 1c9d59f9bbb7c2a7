"""Each row of a list is a student, or said to be none; sums and scales of a platform's sheet change no grade."""

from __future__ import annotations

from pathlib import Path

import pytest
from graded_class import make_class_results, write_graded_class

from raftlab.batch.models import Person
from raftlab.batch.roster import Roster, read_roster
from raftlab.cli.main import run
from raftlab.errors import UsageError

CANVAS = "Student,ID,SIS Login ID,Section"
TEST_LOGIN = "0123456789abcdef0123456789abcdef01234567"


def roster_of(folder: Path, text: str) -> Roster:
    """Return the class list that says this."""
    (folder / "r.csv").write_text(text, encoding="utf-8")
    return read_roster(folder / "r.csv")


def fill(folder: Path, platform: str, text: str, *options: str) -> tuple[int, str]:
    """Fill the template that says this with the grades of ada (100) and bob (70); return the exit code and the text."""
    graded = write_graded_class(folder / "graded", make_class_results())
    (folder / "t.csv").write_text(text, encoding="utf-8")
    target = folder / "filled.csv"
    code = run(["export", platform, str(graded), "--template", str(folder / "t.csv"), "-o", str(target), *options])
    return code, target.read_text(encoding="utf-8") if target.exists() else ""


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("Total,,,", "line 3: no student is named"),
        ("Durchschnitt:,,,", "line 3: no student is named"),
        (",,,A", "line 3: no student is named"),
        ("Lovelace, Bo,2,bo,A", "line 3: more cells than headings"),
        (f'"Student, Test",9,{TEST_LOGIN},A', ""),
        ('"Student, Test",,,A', ""),
        (",,,", ""),
    ],
)
def test_a_row_without_a_student_is_none(row: str, said: str, tmp_path: Path) -> None:
    """Sums, Canvas's test student and rows whose cells have moved are no students; what staff wrote is said."""
    roster = roster_of(tmp_path, f'{CANVAS}\n"Ada, A",1,ada,A\n{row}\n')
    assert [student.person.id for student in roster.students] == ["1"]
    assert [text[: len(said)] for text in roster.conflicts] == ([said] if said else [])


@pytest.mark.parametrize("row", ["    Points Possible,,,", "    Mögliche Punkte,,,", ",,,Manual Posting"])
def test_the_rows_above_the_students_are_canvas_s(row: str, tmp_path: Path) -> None:
    """They are no students in any language, and nothing is said of them."""
    roster = roster_of(tmp_path, f'{CANVAS}\n{row}\n"Student, Test",2,tstudent,A\n')
    assert [student.person.login for student in roster.students] == ["tstudent"] and not roster.conflicts


def test_the_text_marks_of_a_spreadsheet_are_no_part_of_an_id(tmp_path: Path) -> None:
    """Lists write ="007" or '007 so that a spreadsheet keeps the zeros."""
    roster = roster_of(tmp_path, 'id,name\n"=""007""",Ada\n\'008,Bob\n="009",Cy\n')
    assert [student.person.id for student in roster.students] == ["007", "008", "009"]


@pytest.mark.parametrize("start", [b"PK\3\4rest", b"\xd0\xcf\x11\xe0rest", b"\n<html><table>", b"<?xml version"])
def test_a_spreadsheet_is_no_csv(start: bytes, tmp_path: Path) -> None:
    """The message says what the file is, and how to save it."""
    (tmp_path / "r.csv").write_bytes(start)
    with pytest.raises(UsageError, match="save it as CSV UTF-8"):
        read_roster(tmp_path / "r.csv")


@pytest.mark.parametrize(
    ("above", "below", "score"),
    [
        ("", "Average,,,,63.5\n", "100"),
        ("Points Possible,,,,(read only)\n", "Average,,,,63.5\n", "100"),
        (",,,,Manual Posting\n    Points Possible,,,,10\n", "Average,,,,6\n", "10"),
    ],
)
def test_an_average_below_the_students_scales_nothing(above: str, below: str, score: str, tmp_path: Path) -> None:
    """Points stand above the students; a number below them is no maximum."""
    text = f'{CANVAS},Scene 05 (7)\n{above}"Lovelace, Ada",11,ada,A,\n"B, Bob",12,bob,A,\n{below}'
    assert f'"Lovelace, Ada",11,ada,A,{score}\n' in fill(tmp_path, "canvas", text)[1]


@pytest.mark.parametrize(
    ("headings", "filled"),
    [
        ("Scene 050 (7),scene05: Commit (8)", 1),
        ("Precommits (7),Commit (8)", 1),
        ("Scene 5 (7),Scene 50 (8)", 0),
        ("Scene 050 (7),Precommits (8)", None),
    ],
)
def test_a_column_is_found_by_whole_words(headings: str, filled: int | None, tmp_path: Path) -> None:
    """Another assignment whose title only contains the letters is not filled."""
    code, text = fill(tmp_path, "canvas", f'{CANVAS},{headings}\n"Lovelace, Ada",11,ada,A,,\n')
    assert (code == 2) is (filled is None)
    if filled is not None:
        assert text.splitlines()[0] == f"{CANVAS},{headings.split(',')[filled]}" and text.splitlines()[1][-4:] == ",100"


@pytest.mark.parametrize(
    ("column", "cell", "why"),
    [
        ("Maximum Grade", "Pass/Fail", "its maximum, Pass/Fail, is no number of points"),
        ("Maximum Grade", "-", "its maximum, -, is no number of points"),
        ("Maximum Grade", "0.00", "its maximum, 0.00, is no number of points"),
        ("Maximum Grade", "", "its maximum is blank"),
        ("Scale", "Bad/Good", "it is graded in words: Bad/Good"),
    ],
)
def test_a_row_without_a_maximum_gets_no_number(
    column: str, cell: str, why: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """A worksheet that does not say what its grades are out of stays as it is, and the student is named."""
    text = f"Identifier,Full name,Email address,Grade,{column}\nParticipant 1,Ada Lovelace,ada@x.org,-,{cell}\n"
    assert fill(tmp_path, "moodle", text) == (1, text)
    assert f"Ada Lovelace ({why})" in capfd.readouterr().err


def test_a_row_without_a_maximum_has_that_of_the_others(tmp_path: Path) -> None:
    """All rows of a worksheet are of one assignment: no student gets points out of another maximum."""
    rows = ("Participant 1,Ada,ada@x.org,,10.00", "Participant 2,Bob,bob@x.org,,-", "Participant 3,New,new@x.org,,-")
    _, text = fill(tmp_path, "moodle", "\n".join(("Identifier,Full name,Email address,Grade,Maximum Grade", *rows, "")))
    assert [line.split(",")[3] for line in text.splitlines()[1:]] == ["10", "7", ""]


@pytest.mark.parametrize("time", ["2026-10-25T02:30", "2026-03-29T02:30"])
def test_a_time_at_which_the_clocks_change_is_refused(
    time: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """It occurs twice, or never."""
    options = ["--scene", "scene05", "--out", str(tmp_path / "g"), "--due", time, "--zone", "Europe/Berlin"]
    assert run(["batch", str(tmp_path), *options]) == 2
    assert "the clocks of Europe/Berlin change then" in capfd.readouterr().err


def test_an_extension_asks_for_no_option_that_it_lacks(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """`extend` has no --zone: the zone stands in the time."""
    folder = str(write_graded_class(tmp_path / "g"))
    assert run(["extend", folder, "ada", "--until", "2026-11-26T18:00", "--why", "ill"]) == 2
    told = capfd.readouterr().err
    assert "no time zone" in told and "--zone" not in told


def test_an_unknown_person_has_no_id(tmp_path: Path) -> None:
    """A name alone stays a student in a list without identifiers."""
    roster = roster_of(tmp_path, "name\nTotal Ada\nBo\n")
    assert [student.person for student in roster.students] == [Person(name="Total Ada"), Person(name="Bo")]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("ada,88,5,oral\n", "line 2: more cells than headings"),
        ("ada,88,oral\nbob,5,oral\n11,70,oral\n", ".csv, line 4: 11 is in line 2 too"),
    ],
)
def test_a_list_of_decisions_is_no_guess(
    rows: str, said: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """A decimal comma without quotes, and a student who is named twice, change nothing and are said."""
    folder = str(write_graded_class(tmp_path / "g"))
    (tmp_path / "s.csv").write_text(f"student,score,why\n{rows}")
    assert run(["override", folder, "--from", str(tmp_path / "s.csv")]) == 2
    assert said in capfd.readouterr().err
    assert run(["edits", folder]) == 0
    assert "override" not in capfd.readouterr().out


def test_an_extension_that_gives_no_time_is_said(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """A time before the late policy's due time changes nothing."""
    folder = str(write_graded_class(tmp_path / "g"))
    (tmp_path / "p.toml").write_text("due = 2026-11-23T18:00:00+00:00\nlost_percent = 10\n")
    assert run(["late", folder, "--policy", str(tmp_path / "p.toml"), "--apply"]) == 0
    capfd.readouterr()
    assert run(["extend", folder, "ada", "--until", "2026-11-20T18:00Z", "--why", "ill"]) == 0
    assert "gives no more time" in capfd.readouterr().err
    assert run(["extend", folder, "ada", "--until", "2026-11-26T18:00Z", "--why", "ill"]) == 0
    assert "gives no more time" not in capfd.readouterr().err


def test_a_list_of_headings_alone_says_so(tmp_path: Path) -> None:
    """A list with the right column and no rows is not said to lack the column."""
    file = tmp_path / "r.csv"
    file.write_text("login,name\n,\n", encoding="utf-8")
    with pytest.raises(UsageError, match="no students; no row below its headings names one"):
        read_roster(file)
