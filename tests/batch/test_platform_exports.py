"""A made-up class of each platform, and exports written by hand: every layout gives the same table."""

from __future__ import annotations

import zipfile
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

pytest.importorskip("yaml", reason="the staff extra is not installed: pip install -e '.[staff]'")

from command_runner import CHEAP_SCENE, KIT, run_raftlab

from raftlab.authoring.synthetic.class_writer import write_class
from raftlab.authoring.synthetic.platform_writers import EXPORT_WRITERS
from raftlab.batch.ingest.class_reader import IngestedClass, ingest_class
from raftlab.batch.ingest.timestamps import parse_month_name_time
from raftlab.batch.roster import match_entries, read_roster
from raftlab.errors import UsageError

SCENE = KIT.scene(CHEAP_SCENE)
FILE = SCENE.file
DUE = datetime(2026, 11, 23, 18, tzinfo=UTC)


def read_table(folder: Path) -> tuple[str, dict[str, tuple[str, str]]]:
    """Return the layout of a class, and the digest and fault of each student by the last five digits of an id."""
    found = ingest_class(SCENE, folder / "submissions", due_time=DUE, zone=UTC)
    entries, strangers = match_entries(found.entries, read_roster(folder / "roster.csv"))
    assert strangers == () and found.unclaimed_files == ()
    return found.layout, {
        (person.login or person.email or person.id)[:6].lstrip("s1").zfill(5): (entry.sha256, entry.error_text)
        for entry in entries
        for person in entry.people
    }


@pytest.fixture(scope="module")
def plain_table(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, str]]:
    """Return the table of the class as plain folders."""
    folder = tmp_path_factory.mktemp("plain")
    write_class(KIT, SCENE, folder, 40, 5, "plain")
    return read_table(folder)[1]


@pytest.mark.parametrize("layout", EXPORT_WRITERS)
def test_every_platform_s_class_gives_the_same_table(
    layout: str, plain_table: dict[str, tuple[str, str]], tmp_path: Path
) -> None:
    """The same class is written as each platform writes it; read back, each student has the same file."""
    write_class(KIT, SCENE, tmp_path / layout, 40, 5, layout)
    assert len(plain_table) > 40
    assert read_table(tmp_path / layout) == (layout, plain_table)


@pytest.mark.parametrize("layout", ["gradescope", "blackboard", "brightspace", "nbgrader", "canvas"])
def test_who_is_late_is_read_from_each_platform(layout: str, tmp_path: Path) -> None:
    """Times and marks in names and metadata: the late ones of the truth are the late ones of the export."""
    write_class(KIT, SCENE, tmp_path / layout, 60, 5, layout)
    rows = (tmp_path / layout / "truth.csv").read_text(encoding="utf-8").splitlines()[1:]
    late_ids = {number for row in rows if row.split('","')[3] for number in row.split('","')[4].strip('"').split()}
    found = ingest_class(SCENE, tmp_path / layout / "submissions", due_time=DUE, zone=UTC)
    entries, _ = match_entries(found.entries, read_roster(tmp_path / layout / "roster.csv"))
    late = {f"1{(who.login or who.email or who.id)[1:6]}" for each in entries if each.late for who in each.people}
    assert late == late_ids != set()


def test_byte_layouts_are_the_platforms_own(tmp_path: Path) -> None:
    """Byte order marks, line ends, encodings and folders are as the platform writes them."""
    for layout in EXPORT_WRITERS:
        write_class(KIT, SCENE, tmp_path / layout, 10, 5, layout)
    rosters = {layout: (tmp_path / layout / "roster.csv").read_bytes() for layout in EXPORT_WRITERS}
    assert rosters["canvas"].startswith(b"\xef\xbb\xbfStudent,ID,") and b"\r" not in rosters["canvas"]
    assert b"\n    Points Possible,,,,,100.00\n" in rosters["canvas"]
    assert rosters["moodle"].startswith(b"\xef\xbb\xbfIdentifier,") and b"Participant 500001," in rosters["moodle"]
    assert rosters["blackboard"][:2] == b"\xff\xfe" and '"Last Name"\t' in rosters["blackboard"].decode("utf-16")
    assert b"#100001,#s00001," in rosters["brightspace"] and rosters["brightspace"].endswith(b",#\r\n")
    assert rosters["github"].startswith(b'"identifier","github_username"')
    metadata = tmp_path / "gradescope/submissions/assignment_4711_export/submission_metadata.yml"
    assert metadata.read_text(encoding="utf-8").startswith("---\nsubmission_1001:\n  :submitters:\n  - :name: ")
    assert (tmp_path / "brightspace/submissions/index.html").is_file()
    assert list((tmp_path / "github/submissions").glob(f"{CHEAP_SCENE}-submissions/{CHEAP_SCENE}-s00001/.git/HEAD"))


def test_the_command_writes_a_class_of_any_platform_and_refuses_others(tmp_path: Path) -> None:
    """--layout names the platform; an unknown one is refused with the list."""
    written = run_raftlab("dev", "class", tmp_path / "m", "--scene", CHEAP_SCENE, "-n", 3, "--layout", "moodle")
    assert written.returncode == 0 and list((tmp_path / "m/submissions").glob("*_assignsubmission_file_"))
    refused = run_raftlab("dev", "class", tmp_path / "x", "--scene", CHEAP_SCENE, "--layout", "sakai")
    assert refused.returncode == 2 and "there are gradescope, canvas, moodle, github" in refused.stderr


def read_zip(file: Path, members: dict[str, str], zone: str | None = None) -> IngestedClass:
    """Write a zip and return the class in it."""
    with zipfile.ZipFile(file, "w") as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return ingest_class(SCENE, file, zone=ZoneInfo(zone) if zone else None)


def test_blackboard_takes_the_latest_attempt_and_the_login_of_its_text_file(tmp_path: Path) -> None:
    """Underlines in the assignment and in a login, a second attempt, a login without a text file, a stray file."""
    found = read_zip(
        tmp_path / "gradebook_CS_Lab_2_2026-11-24-10-00-00.zip",
        {
            f"Lab_2_ada_l_attempt_2026-11-20-09-00-00_{FILE}": "old",
            f"Lab_2_ada_l_attempt_2026-11-22-23-59-59_{FILE}": "new",
            "Lab_2_ada_l_attempt_2026-11-22-23-59-59_my_notes.txt": "n",
            "Lab_2_ada_l_attempt_2026-11-22-23-59-59.txt": "Name: Ada (A.) Lovelace (ada_l)\r\nAssignment: Lab_2\r\n"
            "\r\nSubmission Field:\r\nName: Eve (eve)\r\n",
            f"Lab_2_bob_attempt_2026-11-22-08-00-00_{FILE}": "b",
            f"Lab_2_eve_attempt_2026-11-21-08-00-00_{FILE}": "early",
            "Lab_2_eve_attempt_2026-11-22-08-00-00.txt": "Name: Eve Q (eve)\nCurrent Grade: Not Yet Graded\n",
            "cover.pdf": "x",
        },
        "Europe/Berlin",
    )
    ada, bob, eve = found.entries
    assert found.layout == "blackboard" and found.unclaimed_files == ("cover.pdf",)
    assert (ada.key, ada.people[0].name, ada.source, ada.attempt) == ("ada_l", "Ada (A.) Lovelace", b"new", 2)
    assert ada.submitted_at == datetime(2026, 11, 22, 22, 59, 59, tzinfo=UTC)
    assert (bob.people[0].login, bob.source) == ("bob", b"b")
    assert eve.error_text == f"no file called {FILE}; there is receipt.txt; an earlier attempt has it"


def test_brightspace_reads_its_folders_files_and_kinds_of_names(tmp_path: Path) -> None:
    """Ids before names, logins before names, groups, 12 and 24 hours, several times of one student."""
    found = read_zip(
        tmp_path / "Lab 2 Download Nov 24, 2026 301 PM.zip",
        {
            f"27236-46025 - 23304308 Angood - 05 March 2026 612 PM/{FILE}": "a",
            f"100001-46025 - astudent Avery Student - Jul 30, 2026 1053 PM/src/{FILE}": "b",
            f"397063-46025 - Mary-Ann Smith - Sep 24, 2026 926 AM/{FILE}": "old",
            f"397063-46025 - Mary-Ann Smith - Sep 24, 2026 926 PM/{FILE}": "c",
            f"5-46025 - Group 3 - Li Wu - 24 sept. 2026 2126/{FILE}": "d",
            f"6-46025 - Zoë Å - Nov 23, 2026 1205 AM - {FILE}": "e",
            f"7-46025 - Luc Roy - 23 novembre 2026 21 h 26/{FILE}": "f",
            "index.html": "<html>",
            "readme.txt": "x",
        },
        "UTC",
    )
    assert found.layout == "brightspace" and found.unclaimed_files == ("readme.txt",)
    people = {entry.source: entry for entry in found.entries}
    assert set(people) == {b"a", b"b", b"c", b"d", b"e", b"f"}
    assert (people[b"a"].people[0].id, people[b"b"].people[0].login) == ("23304308", "astudent")
    assert (people[b"c"].people[0].name, people[b"c"].attempt) == ("Mary-Ann Smith", 2)
    assert people[b"d"].people[0].name == "Li Wu" and "Group 3" in people[b"d"].notes[0]
    assert people[b"e"].submitted_at == datetime(2026, 11, 23, 0, 5, tzinfo=UTC)
    assert people[b"b"].submitted_at == datetime(2026, 7, 30, 22, 53, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Monday, 23 November 2026, 5:41 PM", (23, 17, 41)),
        ("Monday, November 23, 2026, 12:05 AM", (23, 0, 5)),
        ("Montag, 23. November 2026, 17:41", (23, 17, 41)),
        ("lundi 23 novembre 2026, 17:41", (23, 17, 41)),
        ("lundi 23 novembre 2026, 17 h 41", (23, 17, 41)),
        ("23 nov. 2026 à 17\u00a0h\u00a041", (23, 17, 41)),
        ("lunes, 23 de noviembre de 2026, 17:41", (23, 17, 41)),
        ("lunedì, 23 novembre 2026, 17:41", (23, 17, 41)),
        ("segunda-feira, 23 de novembro de 2026 às 17:41", (23, 17, 41)),
        ("poniedziałek, 23 listopada 2026, 17:41", (23, 17, 41)),
        ("pondělí, 23. listopadu 2026, 17.41", (23, 17, 41)),
        ("maanantaina 23. marraskuuta 2026, 17.41", (23, 17, 41)),
        ("23 Kasım 2026, Pazartesi, 17:41", (23, 17, 41)),
        ("понедельник, 23 ноября 2026, 17:41", (23, 17, 41)),
        ("понеділок, 23 листопада 2026, 17:41", (23, 17, 41)),
        ("2026. november 23., hétfő, 17:41", (23, 17, 41)),
        ("luni, 23 noiembrie 2026, 17:41", (23, 17, 41)),
        ("pondelok 23. novembra 2026, 17:41", (23, 17, 41)),
        ("2026年11月23日 星期一 17:41", (23, 17, 41)),
        ("2026年 11月 23日(月曜日) 17:41", (23, 17, 41)),
        ("2026年11月23日 下午5:41", (23, 17, 41)),
        ("2026년 11월 23일 월요일 오전 12:05", (23, 0, 5)),
        ("2026年11月31日 17:41", None),
        ("2026年11月23日", None),
        ("23/11/2026 17:41", None),
        ("Monday, 23 November 2026", None),
        ("mar. 23 2026, 17:41", None),
        ("Monday, 31 November 2026, 17:41", None),
        ("-", None),
    ],
)
def test_times_are_read_in_many_languages_and_never_guessed(text: str, expected: tuple[int, int, int] | None) -> None:
    """The month is a word; a date of digits, a word of several meanings and a day that is none are no time."""
    assert parse_month_name_time(text) == (datetime(2026, 11, *expected) if expected else None)


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("2026-11-23 10:00:00", 10),
        ("2026-11-23 10:00:00.25 Europe/Berlin", 9),
        ("2026-11-23 10:00:00 America/Argentina/Ushuaia", 13),
        ("2026-11-23 10:00:00 CET", 9),
        ("2026-11-23 10:00:00 Nowhere/Land", None),
        ("2026-11-23 10:00:00 europe", None),
    ],
)
def test_a_timestamp_of_nbgrader_is_read_in_its_zone(text: str, hour: int | None, tmp_path: Path) -> None:
    """nbgrader writes the name of its zone; a short name says too little, so --zone decides."""
    files = {f"submitted/ada/{SCENE.id}/{FILE}": "a", f"submitted/ada/{SCENE.id}/timestamp.txt": text}
    (entry,) = read_zip(tmp_path / "submitted.zip", files, "Europe/Berlin").entries
    assert entry.submitted_at == (
        hour and datetime(2026, 11, 23, hour, 0, 0, entry.submitted_at.microsecond, tzinfo=UTC)
    )


def test_a_time_without_a_zone_stays_unknown_until_the_zone_is_named(tmp_path: Path) -> None:
    """The clock of a zip, of Blackboard and of Brightspace names no zone."""
    members = {f"Lab_ada_attempt_2026-11-22-23-59-59_{FILE}": "a"}
    (entry,) = read_zip(tmp_path / "a.zip", members).entries
    assert entry.submitted_at is None
    (entry,) = read_zip(tmp_path / "b.zip", {f"ada/{FILE}": "a"}).entries
    assert entry.submitted_at is None
    (entry,) = read_zip(tmp_path / "c.zip", {f"ada/{FILE}": "a"}, "Asia/Tokyo").entries
    assert entry.submitted_at is not None


@pytest.mark.parametrize("layout", ["blackboard", "brightspace"])
def test_a_named_layout_that_does_not_fit_is_refused_with_what_it_needs(layout: str, tmp_path: Path) -> None:
    """A plain class read as another platform's is an error that says what was expected."""
    (tmp_path / "ada").mkdir()
    (tmp_path / "ada" / FILE).write_text("a")
    with pytest.raises(UsageError, match=f"--layout {layout}: the files are not laid out so"):
        ingest_class(SCENE, tmp_path, layout_name=layout)
