"""Files that no student made are no student; a name that fits two people, or two folders of one person, is said."""

from __future__ import annotations

import unicodedata
import zipfile
from pathlib import Path

import msgspec
import pytest
from graded_class import make_class_results

from raftlab.batch.exports.filled_sheet import match_grades_to_rows
from raftlab.batch.ingest.blackboard import UNCERTAIN_LOGIN_NOTE
from raftlab.batch.ingest.class_reader import IngestedClass, ingest_class
from raftlab.batch.models import Person
from raftlab.batch.person_matching import RosterStudent
from raftlab.batch.roster import match_entries, read_roster, unmatched_csv
from raftlab.cli.batch import print_status_counts
from raftlab.cli.main import run
from raftlab.kit import Kit

SCENE = Kit(Path(__file__).parent.parent.parent).scene("scene05")
APPLE_DOUBLE = "\0\5\x16\7"
CLONES = {"hw-j-smith/.git/HEAD": "", "hw-j-smith/commit.py": "a", "hw-j-lee/.git/HEAD": "", "hw-j-lee/commit.py": "b"}
LOGINS = ((1, "lee"), (2, "j-lee"))
NAMESAKES = {
    "11-22 - Wei Zhang - Nov 23, 2026 926 PM/commit.py": "a",
    "33-22 - Wei Zhang - Nov 23, 2026 916 PM/commit.py": "b",
}


def write_class(root: Path, files: dict[str, str]) -> Path:
    """Write the files below `root`."""
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return root


def read_class(root: Path, files: dict[str, str]) -> IngestedClass:
    """Return the class that these files are."""
    return ingest_class(SCENE, write_class(root, files))


def write_roster(folder: Path, text: str) -> Path:
    """Write a class list."""
    (folder / "roster.csv").write_text(text, encoding="utf-8")
    return folder / "roster.csv"


@pytest.mark.parametrize(
    ("name", "twin"),
    [
        ("adaex_1_2_commit.py", "._adaex_1_2_commit.py"),
        ("Ada Ex_1_assignsubmission_file_/commit.py", "._Ada Ex_1_assignsubmission_file_"),
        ("ada/commit.py", "ada/._commit.py"),
        ("Scene_ada_attempt_2026-11-23-10-00-00_commit.py", "._Scene_ada_attempt_2026-11-23-10-00-00_commit.py"),
    ],
)
def test_the_files_that_macos_writes_beside_others_are_no_submission(name: str, twin: str, tmp_path: Path) -> None:
    """A disk of another system has ._NAME beside each NAME: neither graded instead of it, nor a student."""
    found = read_class(tmp_path / "class", {name: "a", twin: APPLE_DOUBLE})
    assert [(entry.source, entry.notes) for entry in found.entries] == [(b"a", ())] and not found.unclaimed_files
    assert "._" not in found.entries[0].key


def test_the_folders_of_tools_are_no_students(tmp_path: Path) -> None:
    """Their files are listed; a folder with the scene's file is a student's, whatever its name."""
    tools = {"__pycache__/x.pyc": "", ".idea/workspace.xml": "", ".ada/commit.py": "c"}
    found = read_class(tmp_path / "class", {"bob/commit.py": "b"} | tools)
    assert [entry.key for entry in found.entries] == [".ada", "bob"] and len(found.unclaimed_files) == 2
    alone = read_class(tmp_path / "one", {"commit.py": "b", "__pycache__/x.pyc": ""})
    assert [entry.source for entry in alone.entries] == [b"b"]


def test_a_folder_beside_the_clones_changes_no_login(tmp_path: Path) -> None:
    """The assignment's name is read from the clones alone."""
    clones = {"hw-ada/.git/HEAD": "", "hw-ada/commit.py": "a", "hw-bob/.git/HEAD": "", "hw-bob/commit.py": "b"}
    found = read_class(tmp_path / "class", clones | {"notes/x.txt": "", ".idea/x": ""})
    assert [entry.people[0].login for entry in found.entries] == ["ada", "bob", "notes"]


def test_a_hyphen_in_every_login_is_no_guess(tmp_path: Path) -> None:
    """The folder around the clones names the assignment; without it a login that could be longer matches no one."""
    roster = read_roster(write_roster(tmp_path, "login,name\nj-smith,John Smith\nj-lee,Jo Lee\nsmith,Sue Smith\n"))
    named, _ = match_entries(read_class(tmp_path / "hw-submissions", CLONES).entries, roster)
    assert [entry.people[0].login for entry in named] == ["j-lee", "j-smith"]
    entries = read_class(tmp_path / "class", CLONES).entries
    _, strangers = match_entries(entries, roster)
    assert len(strangers) == 2 and "lines 2 and 4" in unmatched_csv(strangers, roster)


@pytest.mark.parametrize("encoding", ["utf-8", "cp437", "cp850"])
def test_a_zip_that_does_not_name_its_encoding_keeps_the_names(encoding: str, tmp_path: Path) -> None:
    """MacOS writes decomposed UTF-8 without the flag, DOS and Windows a code page."""
    name = "Zoë Müller" if encoding == "cp437" else "José Álvarez"
    raw = (unicodedata.normalize("NFD", name) if encoding == "utf-8" else name).encode(encoding)
    placeholder = b"n" * len(raw)
    with zipfile.ZipFile(tmp_path / "c.zip", "w") as archive:
        archive.writestr(f"{placeholder.decode()}/commit.py", "a")
        archive.writestr("bob/commit.py", "b")
    (tmp_path / "c.zip").write_bytes((tmp_path / "c.zip").read_bytes().replace(placeholder, raw))
    entries = ingest_class(SCENE, tmp_path / "c.zip").entries
    assert {unicodedata.normalize("NFC", entry.key): entry.source for entry in entries} == {name: b"a", "bob": b"b"}


def test_namesakes_without_an_identifier_stay_two_people(tmp_path: Path) -> None:
    """Neither is the one student of that name, also after staff named one of them; without a roster both have a key."""
    entries = read_class(tmp_path / "class", NAMESAKES).entries
    assert len({entry.people[0].key for entry in entries}) == 2
    file = write_roster(tmp_path, "OrgDefinedId,First Name,Last Name\n#1,Wei,Zhang\n#2,Bob,Bee\n")
    _, strangers = match_entries(entries, read_roster(file))
    assert len(strangers) == 2
    (tmp_path / "unmatched.csv").write_text("submission,roster\n11-22 - Wei Zhang,1\n")
    roster = read_roster(file, tmp_path / "unmatched.csv")
    named, strangers = match_entries(entries, roster)
    assert named[0].people[0].id == "1" and [entry.key for entry in strangers] == ["33-22 - Wei Zhang"]
    assert "by hand" in unmatched_csv(strangers, roster, entries)


def test_a_zip_beside_the_file_is_said(tmp_path: Path) -> None:
    """The file counts, and the note names the zip that was not opened."""
    (entry,) = read_class(tmp_path / "class", {"ada/commit.py": "a", "ada/final.zip": ""}).entries
    assert entry.source == b"a" and entry.notes == ("there is also final.zip",)


def test_two_submissions_of_one_student_are_said(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Folders that differ in case, or a folder and a zip, are one student; the table says so on each line."""
    classes = write_class(tmp_path / "class", {"Ada/commit.py": "a", "ada/commit.py": "b", "bob/commit.py": "c"})
    roster = write_roster(tmp_path, "login,name\nada,Ada E\nbob,Bob B\n")
    options = ["--scene", "scene05", "--roster", str(roster), "--out", str(tmp_path / "g"), "--preflight"]
    assert run(["batch", str(classes), *options]) == 0
    told = capfd.readouterr()
    assert "ada: 2 submissions (Ada, ada); the latest counts" in told.err
    assert told.out.count("one of 2 submissions of ada") == 2


@pytest.mark.parametrize(
    ("text", "expected", "why"),
    [
        ("1002", "", "lines 2 and 3 have the same identifier; write id=…, login=… or email=…"),
        ("login=1002", "1", ""),
        ("id=1002", "1002", ""),
        ("name=Wei Zhang", "", "lines 2 and 3 have this name"),
        ("login=zed", "", "no student has this login"),
        ("bob", "3", ""),
    ],
)
def test_staff_can_say_which_identifier_they_mean(text: str, expected: str, why: str, tmp_path: Path) -> None:
    """A word that is one student's id and another's login is said to be unclear, with what to write instead."""
    entries = read_class(tmp_path / "class", {"xx/commit.py": "a"}).entries
    file = write_roster(tmp_path, "id,login,name\n1,1002,Wei Zhang\n1002,wz2,Wei Zhang\n3,bob,Bob Bee\n")
    (tmp_path / "unmatched.csv").write_text(f"submission,roster\nxx,{text}\n")
    roster = read_roster(file, tmp_path / "unmatched.csv")
    (entry,), strangers = match_entries(entries, roster)
    assert entry.people[0].id == expected and why in unmatched_csv(strangers, roster, entries)


BLACKBOARD = "_attempt_2026-11-23-10-00-00"
ATTEMPTS = {f"Scene 05_{login}{BLACKBOARD}_commit.py": login for login in ("a_lee", "b_lee", "kim")}


@pytest.mark.parametrize(
    ("roster", "expected"),
    [
        ("a_lee\nb_lee\nkim\n", {"a_lee": "a_lee", "b_lee": "b_lee", "kim": "kim"}),
        ("a_lee\nlee\nkim\n", {"a_lee": "a_lee", "b_lee": "", "kim": "kim"}),
        ("lee\nkim\n", {"a_lee": "", "b_lee": "", "kim": "kim"}),
    ],
)
def test_a_login_with_an_underscore_is_whole(roster: str, expected: dict[str, str], tmp_path: Path) -> None:
    """Without Blackboard's text files no login is cut at its underscore, and nobody gets another's submission."""
    entries = read_class(tmp_path / "class", ATTEMPTS).entries
    assert len({entry.key for entry in entries}) == 3
    matched, strangers = match_entries(entries, read_roster(write_roster(tmp_path, f"login\n{roster}")))
    unmatched = {entry.key for entry in strangers}
    found = {e.source.decode(): "" if e.key in unmatched else e.people[0].login for e in matched}
    assert found == expected


def test_one_text_file_of_blackboard_shows_where_logins_begin(tmp_path: Path) -> None:
    """The text file of one student shows the end of the assignment's name for all; else a note says what is missing."""
    without = read_class(tmp_path / "without", ATTEMPTS)
    assert sum(UNCERTAIN_LOGIN_NOTE in entry.notes for entry in without.entries) == 2
    receipt = {f"Scene 05_kim{BLACKBOARD}.txt": "Name: Eve Kim (kim)\n"}
    entries = read_class(tmp_path / "with", ATTEMPTS | receipt).entries
    assert [(entry.key, entry.notes) for entry in entries] == [("a_lee", ()), ("b_lee", ()), ("kim", ())]


def test_a_lone_submission_of_blackboard_is_no_guess(tmp_path: Path) -> None:
    """A file hw_2_a_lee may be of lee or of 2_a_lee: without a text file a shorter login is never taken for it."""
    entries = read_class(tmp_path / "class", {f"hw_2_a_lee{BLACKBOARD}_commit.py": "a"}).entries
    for listed, expected in (("lee", 1), ("a_lee", 1), ("2_a_lee", 0)):
        _, strangers = match_entries(entries, read_roster(write_roster(tmp_path, f"login\n{listed}\n")))
        assert len(strangers) == expected, listed


def test_a_hyphen_that_all_logins_share_is_said(tmp_path: Path) -> None:
    """What stands before each login is told, and the list of unmatched clones names the longer login that fits."""
    found = read_class(tmp_path / "class", CLONES)
    roster = read_roster(write_roster(tmp_path, "github_username,name\nj-smith,J S\nj-lee,J L\n"))
    _, strangers = match_entries(found.entries, roster)
    assert found.login_prefix == "hw-j-" and len(strangers) == 2
    assert "line 2: a longer login ends the submission's name" in unmatched_csv(strangers, roster)


def test_an_export_gives_no_score_to_a_part_of_a_login(tmp_path: Path) -> None:
    """Without a roster "hw-j-lee" is read as lee: a gradebook with lee and j-lee leaves both as they are."""
    rows = [RosterStudent(Person(login=login), frozenset({("login", login)}), (n,), (n + 1,)) for n, login in LOGINS]
    grade = msgspec.structs.replace(make_class_results().grades[0], person=Person(login="lee"), entry="hw-j-lee")
    both = match_grades_to_rows(rows, [grade])
    assert both.grades_by_row == {} and "each login ends" in both.reasons["lee"]
    longer = match_grades_to_rows(rows[1:], [grade])
    assert longer.grades_by_row == {} and "line 3: a longer login ends" in longer.reasons["lee"]
    assert list(match_grades_to_rows(rows[:1], [grade]).grades_by_row) == [1]


def test_a_class_zipped_twice_is_a_class(tmp_path: Path) -> None:
    """A zip of students' folders inside a zip is read as the folders are, not as one student."""
    inner = tmp_path / "all.zip"
    with zipfile.ZipFile(inner, "w") as archive:
        for login in ("ada", "bob"):
            archive.writestr(f"download/{login}/commit.py", login)
    with zipfile.ZipFile(tmp_path / "outer.zip", "w") as archive:
        archive.write(inner, "all.zip")
    found = ingest_class(SCENE, tmp_path / "outer.zip")
    assert [(entry.key, entry.source) for entry in found.entries] == [("ada", b"ada"), ("bob", b"bob")]


def test_the_summary_counts_people(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Two submissions of one student are one student."""
    grades = make_class_results().grades
    twice = msgspec.structs.replace(grades[0], entry="ada-again")
    print_status_counts((*grades, twice), tmp_path)
    assert "6 students: 5 graded, 1 unreadable" in capfd.readouterr().out
