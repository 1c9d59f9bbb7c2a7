"""Who was late: times of a platform's list, due times that are understood or refused, and who has no time."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

pytest.importorskip("sqlalchemy", reason="the staff extra is not installed: pip install -e '.[staff]'")

from graded_class import make_class_results, write_graded_class

from raftlab.batch.class_results import read_class_results, save_class_results
from raftlab.batch.models import Grade
from raftlab.cli.main import run

pytestmark = pytest.mark.usefixtures("level_measured_once")

WORKSHEET = (
    "Identifier;Vollständiger Name;Full name;Email address;Last modified (submission)\n"
    "Participant 11;;Ada L;ada@x;{ada}\nParticipant 12;;Bob R;bob@x;{bob}\nParticipant 13;;Eve Q;eve@x;-\n"
)


def write_moodle_class(folder: Path, ada: str, bob: str) -> list[str]:
    """Write an export of two and a worksheet of three; return the arguments of a batch that only checks them."""
    for name in ("Ada L_11", "Bob R_12"):
        place = folder / "class" / f"{name}_assignsubmission_file_"
        place.mkdir(parents=True)
        (place / "terms.py").write_text("def (")
    (folder / "sheet.csv").write_text(WORKSHEET.format(ada=ada, bob=bob), encoding="utf-16")
    arguments = ["batch", str(folder / "class"), "--scene", "scene02", "--out", str(folder / "out")]
    return [*arguments, "--roster", str(folder / "sheet.csv"), "--due", "2026-11-23T18:00+01:00"]


def late_students(folder: Path) -> dict[str, bool]:
    """Return who is late, by the name."""
    grades = read_class_results(folder / "out").grades
    return {grade.person.name: grade.late for grade in grades if grade.fate != "not submitted"}


@pytest.mark.parametrize(
    ("ada", "bob"),
    [
        ("Monday, 23 November 2026, 5:59 PM", "Monday, 23 November 2026, 6:01 PM"),
        ("Montag, 23. November 2026, 17:59", "Montag, 23. November 2026, 18:01"),
        ("lundi 23 novembre 2026, 17:59", "mardi 24 novembre 2026, 00:01"),
        ("2026-11-23 16:59:00 UTC", "2026-11-23T12:01:00-05:00"),
    ],
)
def test_the_worksheet_says_who_was_late(ada: str, bob: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Its local times are read in the zone that staff name; the due time is echoed with its weekday."""
    arguments = write_moodle_class(tmp_path, ada, bob)
    assert run([*arguments, "--zone", "Europe/Berlin"]) == 0
    assert late_students(tmp_path) == {"Ada L": False, "Bob R": True}
    out = capfd.readouterr().out
    assert "due    Monday, 23 November 2026, 17:00 UTC (Monday 18:00 Europe/Berlin)" in out
    assert "of 2 students" in out


def test_times_of_an_unknown_zone_or_form_are_listed_and_the_exit_code_says_so(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """A time without a zone is left out; a date of digits is not read; both students are named."""
    arguments = write_moodle_class(tmp_path, "Monday, 23 November 2026, 5:59 PM", "11/23/2026 6:01 PM")
    assert run(arguments) == 1
    err = capfd.readouterr().err
    assert "line 3: 11/23/2026 6:01 PM" in err and "1 times without a zone" in err
    assert "Ada L_11, Bob R_12" in err and "--zone" in err
    assert run([*arguments, "--zone", "Europe/Berlin"]) == 1
    assert "1 without a submission time" in capfd.readouterr().err
    (tmp_path / "times.csv").write_text("email,submitted_at\nbob@x,2026-11-23T18:01+01:00\nada@x,2026-11-23T17:01Z\n")
    assert run([*arguments, "--times", str(tmp_path / "times.csv")]) == 0
    assert late_students(tmp_path) == {"Ada L": True, "Bob R": True}


@pytest.mark.parametrize(
    ("due", "words"),
    [
        ("23/11/2026 18:00", "day and month cannot be told apart"),
        ("11.12.2026 18:00", "day and month cannot be told apart"),
        ("2026-11-23T18:00", "no time zone"),
        ("2026-11-23", "no time of day"),
        ("tomorrow", "not a time"),
    ],
)
def test_a_due_time_that_could_be_misread_is_refused(
    due: str, words: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """In a batch and in an extension, with the form that is read."""
    (tmp_path / "class").mkdir()
    arguments = ["batch", str(tmp_path / "class"), "--scene", "scene02", "--out", str(tmp_path / "out"), "--due", due]
    assert run(arguments) == 2
    assert words in (err := capfd.readouterr().err) and "2026-11-23T18:00+01:00" in err
    folder = write_graded_class(tmp_path / "graded")
    assert run(["extend", str(folder), "ada", "--until", due]) == 2
    assert words in capfd.readouterr().err


def test_wrong_zones_and_lists_are_refused_by_name(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """A zone that no one knows, and a list without times."""
    arguments = write_moodle_class(tmp_path, "-", "-")
    assert run([*arguments, "--zone", "Middle/Earth"]) == 2
    assert "--zone Middle/Earth: unknown" in capfd.readouterr().err
    (tmp_path / "t.csv").write_text("email,name\nada@x,Ada\n")
    assert run([*arguments, "--times", str(tmp_path / "t.csv")]) == 2
    assert "no column with submission times" in capfd.readouterr().err


def test_an_extension_echoes_its_time(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """With the weekday, in UTC."""
    folder = write_graded_class(tmp_path / "graded")
    assert run(["extend", str(folder), "ada", "--until", "2026-11-26T18:00+01:00"]) == 0
    assert "until   Thursday, 26 November 2026, 17:00 UTC" in capfd.readouterr().out


def without_times(grades: tuple[Grade, ...], late: tuple[str, ...] = ()) -> tuple[Grade, ...]:
    """Return the grades without times; those of the entries `late` are marked late."""
    return tuple(msgspec.structs.replace(each, submitted_at=None, late=each.entry in late) for each in grades)


@pytest.mark.parametrize(("late", "words"), [((), "6 without a submission time"), (("bob",), "late, but the time is")])
def test_a_late_policy_lists_who_has_no_time(
    late: tuple[str, ...], words: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Nobody is in time by silence; where the platform marks the late ones, the others were in time."""
    whole = make_class_results()
    save_class_results(tmp_path, msgspec.structs.replace(whole, grades=without_times(whole.grades, late)))
    (tmp_path / "policy.toml").write_text("due = 2026-11-23T18:00:00+01:00\nlost_percent = 10\n")
    assert run(["late", str(tmp_path), "--policy", str(tmp_path / "policy.toml")]) == 1
    err = capfd.readouterr().err
    assert words in err and ("6 without" in err) == (not late)
