"""Each export has the class in the platform's format, complete, escaped, and without text of hidden checks."""

from __future__ import annotations

import base64
import csv
import io
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
import msgspec
import pytest
from graded_class import HIDDEN_TEXT, STUDENTS, make_class_results, make_grade, make_result, write_graded_class
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from raftlab.batch.exports.github import autograding_result
from raftlab.batch.exports.grade_feedback import grade_remark_lines, latest_grades
from raftlab.batch.exports.lossless_csv import read_sheet
from raftlab.batch.exports.moodle import gradebook_csv
from raftlab.batch.models import Grade
from raftlab.cli.main import run
from raftlab.report.result_json import to_json

pytest.importorskip("sqlalchemy", reason="the staff extra is not installed: pip install -e '.[staff]'")
GRADESCOPE_SCHEMA = json.loads((Path(__file__).parent / "gradescope.schema.json").read_text(encoding="utf-8"))
CANVAS_GRADEBOOK = """\
Student,ID,SIS User ID,SIS Login ID,Section,Scene 05: Commit (4711),"Other, work (4712)",Final Score
,,,,,Manual Posting,,
    Points Possible,,,,,{possible},50,(read only)
"Lovelace, Ada",11,s11,ada,A,,5,
"O""Brien, Bob",12,s12,bob,A,3.5,,
"=HYPERLINK(""http://x"",""y"")",13,s13,eve,A,,,
<script>alert(1)</script>,14,s14,mal,A,EX,,
Zoë Ångström,15,s15,zoe,A,80,,
Kim,16,s16,kim,A,,,
"Student, Test",99,,0af3,A,,,
"""
MOODLE_WORKSHEET = """\
Identifier,"Full name","Email address",Status,Grade,"Maximum Grade","Grade can be changed",\
"Last modified (submission)","Last modified (grade)","Feedback comments"
"Participant 501","Ada Lovelace",ada@x.org,"Submitted for grading",,10.00,Yes,-,-,
"Participant 502","=HYPERLINK(""http://x"",""y"")",eve@x.org,"Submitted for grading",,10.00,Yes,-,-,
"Participant 503","Nobody Here",no@x.org,"No submission",,10.00,Yes,-,-,
"""


@pytest.fixture
def class_folder(tmp_path: Path) -> Path:
    """Return a graded class."""
    return write_graded_class(tmp_path / "graded")


def run_command(capfd: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    """Run one command; return exit code, output and messages."""
    capfd.readouterr()
    code = run([str(each) for each in arguments])
    out, err = capfd.readouterr()
    return code, out, err


def parse_csv(data: bytes, separator: str = ",") -> list[list[str]]:
    """Return the cells of a CSV, as any reader of CSV sees them."""
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=separator))


def is_harmless(text: str) -> bool:
    """Return whether no spreadsheet takes the cell for a formula."""
    return not text.lstrip(" \n").startswith(("=", "+", "@", "\t", "\r", "|", "%"))


# ---- Canvas --------------------------------------------------------------------------------------------------------


def export_canvas(
    folder: Path, capfd: pytest.CaptureFixture[str], gradebook: str, *options: str
) -> tuple[int, str, str, bytes]:
    """Fill a gradebook; return how the command ended, and the file it wrote."""
    template, target = folder.parent / "gradebook.csv", folder.parent / "import.csv"
    template.write_bytes(gradebook.encode())
    ended = run_command(capfd, "export", "canvas", folder, "--template", template, "-o", target, *options)
    return (*ended, target.read_bytes() if target.exists() else b"")


def test_canvas_gets_its_own_export_back_with_one_column_filled(
    class_folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """The Canvas file has the identity columns and the score column, and no grade of another assignment."""
    text = CANVAS_GRADEBOOK.format(possible=100)
    code, _, _, data = export_canvas(class_folder, capfd, text)
    before, after = parse_csv(text.encode()), parse_csv(data)
    assert code == 0 and after[0] == before[0][:6] and len(after) == len(before)
    changed = {(r, c) for r, row in enumerate(before) for c, cell in enumerate(row[:6]) if after[r][c] != cell}
    assert changed == {(3, 5), (4, 5), (5, 5), (5, 0)}
    assert [row[5] for row in after[3:]] == ["100", "70", "0", "EX", "80", "", ""]
    assert after[5][0] == '\'=HYPERLINK("http://x","y")'


def test_canvas_lists_what_would_change_and_writes_nothing(
    class_folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """--dry-run names each changed row, old and new; equal scores are not among them."""
    code, out, _, data = export_canvas(class_folder, capfd, CANVAS_GRADEBOOK.format(possible=100), "--dry-run")
    assert code == 0 and data == b""
    assert "Lovelace, Ada" in out and "(blank) -> 100" in out and "3.5 -> 70" in out
    assert "stays excused" in out and "16" in out and "stays as it is: unreadable" in out
    assert "Zoë" not in out and "3 cells would change" in out


@pytest.mark.parametrize("bom", ["", "\ufeff"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_canvas_keeps_bytes_that_are_not_its_own(
    bom: str, line_end: str, class_folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Byte order mark, line ends and quoting of unchanged lines are kept byte for byte."""
    whole = CANVAS_GRADEBOOK.format(possible=100).replace(',"Other, work (4712)",Final Score', "")
    text = bom + whole.replace(",50,(read only)", "").replace(",5,\n", "\n").replace(",,\n", "\n").replace(
        "\n", line_end
    )
    _, _, _, data = export_canvas(class_folder, capfd, text)
    before, after = text.encode().split(b"\n"), data.split(b"\n")
    assert [n for n, (old, new) in enumerate(zip(before, after, strict=True)) if old != new] == [3, 4, 5]
    assert after[3].startswith(b'"Lovelace, Ada",11,s11,ada,A,100')


def test_canvas_scales_and_writes_the_decimals_of_its_language(
    class_folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """In a file with semicolons and 7,5 points the scores have decimal commas."""
    text = (
        "Student;ID;SIS Login ID;Scene 05 (4711);Other (4712)\n    Points Possible;;;7,5;50\n"
        "Lovelace, Ada;11;ada;;5\nO'Brien;12;bob;3,5;\nEve;13;eve;;\n"
    )
    _, out, _, data = export_canvas(class_folder, capfd, text)
    assert "scaled to 7.5" in out
    assert [row[3] for row in parse_csv(data, ";")[2:]] == ["7,5", "5,25", "0"]


def test_canvas_makes_no_new_assignment(class_folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """A column without Canvas's id, an unknown and an ambiguous column are refused, with the existing ones."""
    text = CANVAS_GRADEBOOK.format(possible=100)
    for wrong, words in (
        (text.replace("Scene 05: Commit (4711)", "Scene 05"), "no assignment is"),
        (text.replace('"Other, work (4712)"', "scene05 again (4712)"), "several are"),
    ):
        code, _, err, data = export_canvas(class_folder, capfd, wrong)
        assert code == 2 and words in err and "(4712)" in err and data == b""
    code, _, err, _ = export_canvas(class_folder, capfd, text, "--column", "Scene 99")
    assert code == 2 and "Scene 05: Commit (4711)" in err
    assert export_canvas(class_folder, capfd, text, "--column", "4712")[0] == 0


def test_canvas_takes_the_title_of_an_assignment(class_folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """--column may be the title without the id that Canvas adds; of two equal titles the id decides."""
    text = CANVAS_GRADEBOOK.format(possible=100)
    code, out, err, _ = export_canvas(class_folder, capfd, text, "--column", "Other, work")
    assert code == 0 and "column  Other, work (4712)" in out, err
    twins = text.replace("Scene 05: Commit (4711)", '"Other, work (4711)"')
    code, _, err, _ = export_canvas(class_folder, capfd, twins, "--column", "Other, work")
    assert code == 2 and "several are the column Other, work" in err and "(4711)" in err and "(4712)" in err


def test_canvas_says_who_is_missing(class_folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """A student with a score who is not in the gradebook is named, and the exit code is 1."""
    text = CANVAS_GRADEBOOK.format(possible=100).replace('"Lovelace, Ada",11,s11,ada,A,,5,\n', "")
    code, _, err, _ = export_canvas(class_folder, capfd, text)
    assert code == 1 and "11" in err


@pytest.mark.parametrize(
    ("text", "expected"),
    [("a,b\n1,2\n", "no column ID"), ("", "no columns"), ('Student,ID\n"open,1\n', "line 2"), ("x\n", "no columns")],
)
def test_invalid_gradebook_is_refused(
    text: str, expected: str, class_folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """One line says what is wrong with the template."""
    code, _, err, _ = export_canvas(class_folder, capfd, text)
    assert code == 2 and expected in err and err.count("\n") == 1


def test_a_sheet_that_nobody_changed_is_the_same_bytes(tmp_path: Path) -> None:
    """An unchanged sheet is written with the same bytes."""
    data = '\ufeffa;"b ""x""\r\ny";c\r\n\r\n1;;"3"\r\nshort\r\n;;'.encode()
    (tmp_path / "s.csv").write_bytes(data)
    sheet = read_sheet(tmp_path / "s.csv")
    assert sheet.to_bytes() == data
    assert sheet.headings == ("a", 'b "x"\r\ny', "c")
    assert parse_csv(sheet.replace_cells({(3, 2): "=x"}).to_bytes(), ";")[3] == ["short", "", "'=x"]


@settings(
    deadline=None, max_examples=150, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(st.lists(st.text(alphabet="a1 ,;\"\n='é", max_size=6), min_size=2, max_size=4), min_size=1, max_size=5),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    st.sampled_from(["\n", "\r\n"]),
)
def test_any_sheet_is_read_as_csv_and_written_as_it_was(
    tmp_path: Path, cells: list[list[str]], quoting: Any, line_end: str
) -> None:
    """Values equal those of Python's csv reader; only a changed cell changes bytes."""
    out = io.StringIO(newline="")
    csv.writer(out, quoting=quoting, lineterminator=line_end).writerows([["h1", "h2"], *cells])
    (tmp_path / "s.csv").write_bytes(out.getvalue().encode())
    sheet = read_sheet(tmp_path / "s.csv")
    assert sheet.to_bytes() == out.getvalue().encode()
    assert [[field.value for field in row] for row in sheet.rows] == parse_csv(sheet.to_bytes())
    changed = parse_csv(sheet.replace_cells({(1, 1): '7,"'}).to_bytes())
    assert changed == [["h1", "h2"], [cells[0][0], '7,"', *cells[0][2:]], *cells[1:]]


# ---- Moodle --------------------------------------------------------------------------------------------------------


def test_moodle_gets_its_worksheet_back(class_folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Moodle's worksheet gets grade and feedback in its own points; rows without a submission are unchanged."""
    template, target = class_folder.parent / "worksheet.csv", class_folder.parent / "import.csv"
    template.write_text(MOODLE_WORKSHEET)
    assert run_command(capfd, "comment", class_folder, "ada", "<b>well</b> done")[0] == 0
    code, _, err = run_command(capfd, "export", "moodle", class_folder, "--template", template, "-o", target)
    before, after = parse_csv(MOODLE_WORKSHEET.encode()), parse_csv(target.read_bytes())
    assert code == 1 and all(f"({key})" in err for key in (12, 14, 15))
    assert after[0] == before[0] and after[3] == before[3]
    assert (after[1][4], after[2][4]) == ("10", "0")
    assert after[1][9].startswith("&lt;b&gt;well&lt;/b&gt; done<br>ok 50/50")
    assert after[2][1].startswith("'=") and HIDDEN_TEXT not in target.read_text()


def test_moodle_without_a_worksheet_is_a_table_for_the_gradebook(
    class_folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Every student with a score has a row; every cell is quoted and none is a formula."""
    code, _, _ = run_command(capfd, "export", "moodle", class_folder, "-o", class_folder.parent / "m.csv")
    data = (class_folder.parent / "m.csv").read_bytes()
    assert code == 0 and [row[1] for row in parse_csv(data)[1:]] == ["11", "12", "13", "14", "15"]
    assert all(is_harmless(cell) for row in parse_csv(data) for cell in row)
    assert all(line.startswith(b'"') for line in data.splitlines())


def test_moodle_number_of_a_participant_is_no_id_number() -> None:
    """Moodle's import finds people by email or ID number: the number of a participant is neither."""
    ada = make_grade("ada", None)
    listed = [
        msgspec.structs.replace(
            ada, score=50, person=msgspec.structs.replace(ada.person, id=id_, email=f"{id_}@example.org")
        )
        for id_ in ("Participant 2001", "s-2002")
    ]
    rows = parse_csv(gradebook_csv(listed, "scene05").encode())[1:]
    assert [row[:2] for row in rows] == [["Participant 2001@example.org", ""], ["s-2002@example.org", "s-2002"]]


# ---- plain ---------------------------------------------------------------------------------------------------------


def test_the_plain_table_has_a_column_for_each_check(class_folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """The table has the points of each check, hidden ones by number, and no formula."""
    code, _, _ = run_command(capfd, "export", "csv", class_folder, "-o", class_folder.parent / "c.csv")
    data = (class_folder.parent / "c.csv").read_bytes()
    heads, *cells = parse_csv(data)
    assert code == 0 and heads[-3:] == ["first", "second", "hidden_1"]
    assert [row[-3:] for row in cells] == [
        ["50", "30", "20"],
        ["50", "0", "20"],
        ["0", "0", "0"],
        ["50", "30", "0"],
        ["50", "30", "0"],
        ["", "", ""],
    ]
    assert all(is_harmless(cell) for row in cells for cell in row) and HIDDEN_TEXT.encode() not in data


# ---- JUnit ---------------------------------------------------------------------------------------------------------


def test_junit_has_a_suite_a_student_and_counts_right(class_folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Each verdict is a failure, an error or skipped; the counts agree; names are escaped."""
    code, _, _ = run_command(capfd, "export", "junit", class_folder, "-o", class_folder.parent / "j.xml")
    data = (class_folder.parent / "j.xml").read_bytes()
    root = ElementTree.fromstring(data)
    assert code == 0 and len(root) == 6 and HIDDEN_TEXT.encode() not in data and b"\x1b" not in data
    for kind, count in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped"), ("tests", "testcase")):
        assert int(root.get(kind, "-1")) == len(root.findall(f".//{count}"))
    assert {suite.get("name") for suite in root} == {person.id for person in STUDENTS.values()}
    scores = [p.get("value") for p in root.findall(".//testsuite/properties/property[@name='score']")]
    assert scores == ["100", "70", "0", "80", "80"]


# ---- Gradescope ----------------------------------------------------------------------------------------------------


def test_gradescope_results_are_valid_and_hide_hidden_checks(
    class_folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Each student's file fits the schema; rows add up to the score; hidden checks are shown after publishing only."""
    code, _, err = run_command(capfd, "export", "gradescope", class_folder, "-o", class_folder.parent / "results")
    files = sorted((class_folder.parent / "results").iterdir())
    assert code == 1 and "kim" in err and len(files) == 5
    for file in files:
        results = json.loads(file.read_text(encoding="utf-8"))
        jsonschema.validate(results, GRADESCOPE_SCHEMA)
        assert results["score"] == sum(row["score"] for row in results["tests"])
        seen = [row.get("visibility", "visible") for row in results["tests"]]
        assert seen == ["visible", "visible", "after_published"]
        assert results["tests"][-1]["name"] == "Hidden check 1"
        assert HIDDEN_TEXT not in file.read_text() and "\x1b" not in file.read_text()
        assert results["output_format"] == results["test_output_format"] == results["test_name_format"] == "text"


def test_gradescope_tells_the_score_that_staff_decided(class_folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """An override replaces the total score, and the comment is shown."""
    run_command(capfd, "override", class_folder, "bob", 85.5, "--why", "private reason")
    run_command(capfd, "comment", class_folder, "bob", "see me")
    run_command(
        capfd, "export", "gradescope", class_folder, "-o", class_folder.parent / "results", "--hidden", "hidden"
    )
    (file,) = (class_folder.parent / "results").glob("bob-*.json")
    results = json.loads(file.read_text())
    assert results["score"] == 85.5 and results["tests"][-1]["visibility"] == "hidden"
    assert "see me" in results["output"] and "private reason" not in results["output"]


# ---- GitHub Classroom ----------------------------------------------------------------------------------------------


def test_a_check_that_waits_names_the_other_as_its_row_is_called(
    class_folder: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """A blocked check names its prerequisite by title."""
    assert run(["export", "gradescope", str(class_folder), "-o", str(tmp_path / "results")]) == 1  # one has no score
    (told,) = (tmp_path / "results").rglob("eve-*")
    rows = json.loads((told if told.is_file() else told / "results.json").read_bytes())["tests"]
    assert rows[0]["name"] == "Claim of first."
    assert rows[1]["output"].startswith("waits for: Claim of first.")


def test_more_time_is_named_on_each_platform() -> None:
    """A student whose deadline was moved reads the new one; slip days name theirs."""
    told = msgspec.structs.replace(
        make_grade("ada", None), fate="graded", score=50, extended_to=datetime(2026, 11, 26, 17, tzinfo=UTC)
    )
    assert grade_remark_lines(told) == ["the staff moved your deadline to Thursday, 26 November 2026, 17:00 UTC"]
    assert grade_remark_lines(msgspec.structs.replace(told, slip_text="1 slip day used")) == ["1 slip day used"]


def test_a_score_for_what_was_not_graded_still_tells_why_it_was_not() -> None:
    """An override of an unreadable file still shows the reason."""
    told = msgspec.structs.replace(make_grade("broken", None), score=50, max=100, overridden="argued well")
    assert grade_remark_lines(told) == [
        "not graded (unreadable): commit.py, line 1: invalid syntax",
        "the score was set by the staff",
    ]


def test_github_step_decodes_and_sums_to_the_score(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The output is one line of base64; its tests' points are the partial credit; it is appended where GitHub reads."""
    file, target = tmp_path / "result.json", tmp_path / "output"
    file.write_bytes(to_json(make_result("ok", "FAIL", "ok")))
    target.write_text("other=1\n")
    monkeypatch.setenv("GITHUB_OUTPUT", str(target))
    assert run_command(capfd, "export", "github", file)[0] == 0
    first, second = target.read_text().splitlines()
    assert first == "other=1" and second.startswith("result=")
    step = json.loads(base64.b64decode(second.removeprefix("result="), validate=True))
    assert (step["version"], step["status"], step["max_score"]) == (1, "fail", 100)
    assert sum(row["score"] for row in step["tests"]) == 70
    assert {row["status"] for row in step["tests"]} == {"pass", "fail"} and HIDDEN_TEXT not in json.dumps(step)


def test_full_marks_pass_on_github(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """A result with all points is a pass; without GITHUB_OUTPUT the line is printed."""
    (tmp_path / "result.json").write_bytes(to_json(make_result("ok", "ok", "ok")))
    code, out, _ = run_command(capfd, "export", "github", tmp_path / "result.json", "-o", tmp_path / "o")
    step = json.loads(base64.b64decode((tmp_path / "o").read_text().partition("=")[2]))
    assert code == 0 and step["status"] == "pass" and out == ""


def test_an_unreadable_file_still_has_points_to_reach_on_github() -> None:
    """A syntax error is 0 of 100: GitHub's reporter drops a result whose max_score is 0."""
    step = autograding_result(make_grade("broken", None))
    assert (step.status, step.max_score, [row.score for row in step.tests]) == ("error", 100, [0])


# ---- all -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("platform", ["junit", "gradescope", "github"])
def test_what_the_kit_failed_to_judge_is_not_exported(
    platform: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """A result with a kit error is not exported: exit 3 and no file."""
    (tmp_path / "r.json").write_bytes(to_json(make_result("ok", "error", "ok")))
    code, _, err = run_command(capfd, "export", platform, tmp_path / "r.json", "-o", tmp_path / "out")
    assert code == 3 and "test_second" in err and not (tmp_path / "out").exists()


@pytest.mark.parametrize("platform", ["junit", "gradescope", "github"])
def test_invalid_result_is_refused(platform: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """A missing file and a file that is no result give one line."""
    (tmp_path / "r.json").write_text("{}")
    for name in ("r.json", "nosuch.json"):
        code, _, err = run_command(capfd, "export", platform, tmp_path / name, "-o", tmp_path / "out")
        assert code == 2 and name in err and err.count("\n") == 1


def test_of_several_hand_ins_the_latest_counts() -> None:
    """Of several submissions of a student the latest counts."""
    early, late = make_class_results().grades[0], make_class_results().grades[4]
    twin: Grade = msgspec.structs.replace(late, person=early.person)
    assert latest_grades([early, twin]) == (twin,) and latest_grades([twin, early]) == (twin,)
    assert latest_grades([make_grade("ada", None), make_grade("bob", None)])[1].person == STUDENTS["bob"]
