"""Decisions of staff apply, are recorded, and survive a regrade."""

from __future__ import annotations

import csv
import json
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from graded_class import STUDENTS, group_two_students, make_class_results, write_graded_class

from raftlab.batch.late_policy import LatePolicy
from raftlab.batch.models import Person
from raftlab.cli.main import run

pytest.importorskip("sqlalchemy", reason="the staff extra is not installed: pip install -e '.[staff]'")
LATE_POLICY = """\
due = 2026-11-23T18:00:00Z
lost_percent = 10
grace_minutes = 15
"""


def grades_by_login(folder: Path) -> dict[str, dict[str, str]]:
    """Return the rows of grades.csv by the login."""
    return {row["login"]: row for row in csv.DictReader((folder / "grades.csv").open(newline="", encoding="utf-8"))}


def run_command(capfd: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    """Run one command; return exit code, output and messages."""
    capfd.readouterr()
    code = run([str(each) for each in arguments])
    out, err = capfd.readouterr()
    return code, out, err


def test_an_override_outlives_a_regrade(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """An override survives a regrade and is shown beside the new score."""
    from raftlab.batch.final_grades import save_class_and_grades

    folder = write_graded_class(tmp_path / "out")
    assert run_command(capfd, "override", folder, "bob", 85, "--why", "argued well")[0] == 0
    assert (grades_by_login(folder)["bob"]["score"], grades_by_login(folder)["bob"]["earned"]) == ("85", "70")
    save_class_and_grades(folder, make_class_results(kit="0+b", bob=("ok", "FAIL", "FAIL")), None)
    row = grades_by_login(folder)["bob"]
    assert (row["score"], row["earned"], row["overridden"]) == ("85", "50", "argued well")
    assert run_command(capfd, "override", folder, "bob", "--undo", "--why", "no")[0] == 0
    assert (grades_by_login(folder)["bob"]["score"], grades_by_login(folder)["bob"]["earned"]) == ("50", "")


def test_an_edit_finds_a_student_whom_a_later_roster_names_fully(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """An edit made by login still applies when a later roster adds id and name."""
    from raftlab.batch.final_grades import save_class_and_grades

    bare = make_class_results()
    first = msgspec.structs.replace(bare.grades[1], person=Person(login="bob"))
    folder = write_graded_class(tmp_path / "out", msgspec.structs.replace(bare, grades=(first, *bare.grades[2:])))
    assert run_command(capfd, "override", folder, "bob", 85, "--why", "x")[0] == 0
    assert save_class_and_grades(folder, make_class_results(), None).unmatched_edits == ()
    assert grades_by_login(folder)["bob"]["score"] == "85"


def test_an_edit_for_someone_who_left_is_kept_and_said(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """An edit for a student who left is kept and reported."""
    from raftlab.batch.final_grades import save_class_and_grades

    folder = write_graded_class(tmp_path / "out")
    run_command(capfd, "comment", folder, "ada", "well done")
    without = make_class_results()
    save_class_and_grades(folder, msgspec.structs.replace(without, grades=without.grades[1:]), None)
    _, out, err = run_command(capfd, "edits", folder)
    assert "matches no one" in err and "well done" in out


def test_each_edit_records_who_when_and_why(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """The log has every edit, also those that were undone."""
    folder = write_graded_class(tmp_path / "out")
    run_command(capfd, "override", folder, "bob", 85, "--why", "argued \x1b[31mwell", "--by", "Ann")
    run_command(capfd, "override", folder, "bob", "--undo", "--why", "wrong Bob", "--by", "Ann")
    code, out, _ = run_command(capfd, "edits", folder)
    assert code == 0 and out.count("Ann: override 12") == 2 and "\x1b" not in out
    code, out, _ = run_command(capfd, "edits", folder, "--json")
    rows = [json.loads(line) for line in out.splitlines()]
    assert [(row["by"], row["value"], row["why"]) for row in rows] == [
        ("Ann", "85.0", "argued \x1b[31mwell"),
        ("Ann", "", "wrong Bob"),
    ]
    assert abs(datetime.now(UTC) - datetime.fromisoformat(rows[0]["at"])).days == 0


def test_a_comment_of_bytes_that_are_no_text_is_kept(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """A comment with invalid bytes is escaped and kept."""
    folder = write_graded_class(tmp_path / "out")
    assert run_command(capfd, "comment", folder, "ada", "gr\udcfcn", "--by", "\udcff")[0] == 0
    assert grades_by_login(folder)["ada"]["comment"] == r"gr\udcfcn"


def test_edit_of_group_submission_applies_to_all_members(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """An edit of a group submission applies to all members."""
    folder = write_graded_class(tmp_path / "out", group_two_students(make_class_results()))
    run_command(capfd, "override", folder, "group-1", 90, "--why", "both")
    assert [grades_by_login(folder)[who]["score"] for who in ("ada", "bob", "mal")] == ["90", "90", "80"]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("override", "bbo", "5", "--why", "x"), "did you mean bob"),
        (("override", "bob", "many", "--why", "x"), "not a score"),
        (("override", "bob", "nan", "--why", "x"), "not a score"),
        (("override", "bob", "5"), "--why"),
        (("override", "bob", "--why", "x"), "--undo"),
        (("override", "bob", "5", "--undo", "--why", "x"), "not both"),
        (("extend", "bob", "--until", "soon"), "2026-11-23T18:00"),
        (("comment", "bob"), "--undo"),
        (("late", "--apply"), "--policy"),
        (("late", "--policy", "nosuch.toml"), "cannot be read"),
    ],
)
def test_wrong_edits_are_one_line_and_change_nothing(
    arguments: tuple[str, ...], expected: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Each wrong edit gives one line, exits with 2, and stores nothing."""
    folder = write_graded_class(tmp_path / "out")
    code, _, err = run_command(capfd, arguments[0], folder, *arguments[1:])
    assert code == 2 and expected in err and err.count("\n") == 1
    assert "staff decided nothing" in run_command(capfd, "edits", folder)[1]


def test_two_students_of_one_name_are_told_apart(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """A name of two students is refused; the message has their ids."""
    twin = msgspec.structs.replace(STUDENTS["bob"], id="99", login="bob2", email="", name=STUDENTS["ada"].name)
    whole = make_class_results()
    other = msgspec.structs.replace(whole.grades[1], person=twin)
    folder = write_graded_class(tmp_path / "out", msgspec.structs.replace(whole, grades=(*whole.grades, other)))
    code, _, err = run_command(capfd, "comment", folder, "Ada Lovelace", "hi")
    assert code == 2 and "11, 99" in err


def test_edits_of_a_class_in_another_database_are_kept_there(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Without --db the message names the database; two classes in one database are separate."""
    url = f"sqlite:///{tmp_path / 'shared.db'}"
    folders = [
        write_graded_class(tmp_path / name, msgspec.structs.replace(make_class_results(), database=url))
        for name in ("one", "two")
    ]
    code, _, err = run_command(capfd, "edits", folders[0])
    assert code == 2 and "shared.db" in err and "--db" in err
    assert run_command(capfd, "override", folders[0], "bob", 85, "--why", "x", "--db", url)[0] == 0
    assert "override 12" in run_command(capfd, "edits", folders[0], "--db", url)[1]
    assert "staff decided nothing" in run_command(capfd, "edits", folders[1], "--db", url)[1]


def test_a_class_stays_where_its_edits_are(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Another scene, or another database, is refused for a folder before anything is graded."""
    folder = write_graded_class(tmp_path / "out")
    start = ("batch", tmp_path, "--out", folder, "--scene")
    code, _, err = run_command(capfd, *start, "scene04")
    assert code == 2 and "holds scene05" in err
    code, _, err = run_command(capfd, *start, "scene05", "--db", f"sqlite:///{tmp_path}/x.db")
    assert code == 2 and "leave --db out" in err
    code, _, err = run_command(capfd, "edits", folder, "--db", f"sqlite:///{tmp_path}/x.db")
    assert code == 2 and "leave --db out" in err and not (tmp_path / "x.db").exists()


def test_a_database_without_its_driver_is_named(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """A database without its driver is refused with the package to install."""
    text = tmp_path / "class" / "ada" / "commit.py"
    text.parent.mkdir(parents=True)
    text.write_text("class Commit: pass\n")
    start = ("batch", tmp_path / "class", "--out", tmp_path / "new", "--scene", "scene05")
    code, _, err = run_command(capfd, *start, "--db", "mysql://x/y")
    assert code == 2 and "--db needs MySQLdb" in err and "raftlab[staff]" in err


# ---- lateness ------------------------------------------------------------------------------------------------------


def test_a_policy_is_only_shown_until_it_is_applied(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """The preview changes nothing; --apply applies the policy, a regrade keeps it, and --none removes it."""
    from raftlab.batch.final_grades import save_class_and_grades

    folder = write_graded_class(tmp_path / "out")
    save_class_and_grades(folder, make_class_results(), None)
    before = (folder / "grades.csv").read_bytes()
    (tmp_path / "policy.toml").write_text(LATE_POLICY)
    code, out, _ = run_command(capfd, "late", folder, "--policy", tmp_path / "policy.toml")
    assert code == 0 and "64 of 100 (now 80)  26.0 h late, 16 points lost" in out and "a preview" in out
    assert (folder / "grades.csv").read_bytes() == before
    run_command(capfd, "late", folder, "--policy", tmp_path / "policy.toml", "--apply")
    save_class_and_grades(folder, make_class_results(kit="0+b"), None)
    row = grades_by_login(folder)["zoe"]
    assert (row["score"], row["earned"], row["lost"], row["late"]) == ("64", "80", "16.0", "yes")
    assert grades_by_login(folder)["ada"]["score"] == "100"
    run_command(capfd, "late", folder, "--none", "--apply")
    assert grades_by_login(folder)["zoe"]["score"] == "80"


def test_an_extension_moves_the_due_time_and_an_override_is_final(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """A submission before its own due time has no penalty; an overridden score has none."""
    folder = write_graded_class(tmp_path / "out")
    (tmp_path / "policy.toml").write_text(LATE_POLICY)
    run_command(capfd, "late", folder, "--policy", tmp_path / "policy.toml", "--apply")
    run_command(capfd, "extend", folder, "zoe", "--until", "2026-11-24T19:00:00Z", "--why", "ill")
    assert (grades_by_login(folder)["zoe"]["score"], grades_by_login(folder)["zoe"]["late"]) == ("72", "yes")
    run_command(capfd, "extend", folder, "zoe", "--until", "2026-11-24T21:00:00Z", "--why", "ill")
    assert (grades_by_login(folder)["zoe"]["score"], grades_by_login(folder)["zoe"]["late"]) == ("80", "")
    run_command(capfd, "extend", folder, "zoe", "--undo")
    run_command(capfd, "override", folder, "zoe", 75, "--why", "x")
    assert (grades_by_login(folder)["zoe"]["score"], grades_by_login(folder)["zoe"]["lost"]) == ("75", "")


@pytest.mark.parametrize(
    ("hours", "settings", "points_lost"),
    [
        (0.2, {}, 0.0),  # within the grace
        (0.3, {}, 8.0),  # past it: the first period, from the due time on
        (24.0, {}, 8.0),
        (24.1, {}, 16.0),
        (24.1, {"of": "max"}, 20.0),
        (1000.0, {"at_most_percent": 50.0}, 40.0),
        (1000.0, {"of": "max"}, 80.0),  # never more than there is
        (49.0, {"refused_after_hours": 48.0}, 80.0),
        (1.5, {"every_hours": 1.0}, 16.0),
    ],
)
def test_late_penalty(hours: float, settings: dict[str, object], points_lost: float) -> None:
    """The penalty is 10 % for each started period, after 15 minutes of grace."""
    due = datetime(2026, 11, 23, 18, tzinfo=UTC)
    policy = msgspec.convert({"due": due, "lost_percent": 10.0, "grace_minutes": 15.0, **settings}, type=LatePolicy)
    at = datetime.fromtimestamp(due.timestamp() + 3600 * hours, tz=UTC)
    assert policy.points_lost(80, 100, policy.lateness(at, None)) == points_lost


def test_an_unknown_time_costs_nothing_and_is_said(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Late without a time has no penalty and is reported."""
    whole = make_class_results()
    zoe = msgspec.structs.replace(whole.grades[4], submitted_at=None, late=True)
    grades = (*whole.grades[:4], zoe, *whole.grades[5:])
    folder = write_graded_class(tmp_path / "out", msgspec.structs.replace(whole, grades=grades))
    (tmp_path / "policy.toml").write_text(LATE_POLICY)
    _, _, err = run_command(capfd, "late", folder, "--policy", tmp_path / "policy.toml", "--apply")
    assert "the time is unknown" in err and "15" in err
    assert grades_by_login(folder)["zoe"]["score"] == "80" and "unknown" in grades_by_login(folder)["zoe"]["flags"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("due = 2026-11-23T18:00:00\nlost_percent = 1", "no zone"),
        ("due = 2026-11-23T18:00:00Z", "lost_percent"),
        ("due = 2026-11-23T18:00:00Z\nlost_percent = 1\nlosst = 2", "losst"),
        ("due = 2026-11-23T18:00:00Z\nlost_percent = 1\nevery_hours = 0", "every_hours"),
        ("due = ", "no late policy"),
    ],
)
def test_wrong_policy_is_refused(text: str, expected: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """A wrong policy is refused with its key and file."""
    (tmp_path / "policy.toml").write_text(text)
    code, _, err = run_command(
        capfd, "late", write_graded_class(tmp_path / "out"), "--policy", tmp_path / "policy.toml"
    )
    assert code == 2 and expected in err and "policy.toml" in err and err.count("\n") == 1


def test_a_score_may_have_a_decimal_comma(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """A list as Excel saves it where decimals have a comma is read; what could be two numbers is refused."""
    out = write_graded_class(tmp_path)
    login = "ada"
    file = tmp_path / "scores.csv"
    file.write_bytes(f'student;score;why\r\n{login};88,5;"m\u00fcndlich; gut"\r\n'.encode("utf-16"))
    assert run_command(capfd, "override", out, "--from", file)[0] == 0
    assert grades_by_login(out)[login]["score"] == "88.5"
    for text in ("1,000", "1_0", "1e3", "nan", "\u0663", "9" * 400):
        code, _, told = run_command(capfd, "override", out, login, text, "--why", "x")
        assert (code, told.count("\n")) == (2, 1), told
        assert "is not a score; give points, 0 or more" in told
