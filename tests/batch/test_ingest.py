"""Each platform's export is read as a class: one entry per submission, nothing written, nothing lost."""

from __future__ import annotations

import io
import os
import stat
import zipfile
from pathlib import Path

import pytest

from raftlab.batch.ingest.class_reader import IngestedClass, ingest_class
from raftlab.batch.roster import match_entries, read_roster, unmatched_csv
from raftlab.batch.submission_precheck import IDENTICAL_NOTE, UNCHANGED_NOTE, preflight
from raftlab.errors import UsageError
from raftlab.kit import Kit

KIT = Kit(Path(__file__).parent.parent.parent)
SCENE = KIT.scene("scene05")
FILE = SCENE.file
PLATFORM_LAYOUTS = {
    "plain": {"ada/commit.py": "a", "bob/src/commit.py": "b", "bob/notes.txt": "n"},
    "canvas": {
        "lovelaceada_11_900_commit.py": "old",
        "lovelaceada_11_901_commit-1.py": "a",
        "hopperg_LATE_12_902_commit.py": "b",
    },
    "moodle": {
        "Ada Lovelace_11_assignsubmission_file_/commit.py": "a",
        "Grace Hopper_12_assignsubmission_file_/commit.py": "b",
    },
    "nbgrader": {
        "submitted/ada/scene05/commit.py": "a",
        "submitted/ada/scene05/timestamp.txt": "2026-11-23 10:00:00 UTC",
        "submitted/bob/scene05/commit.py": "b",
        "submitted/bob/scene04/commit.py": "other",
    },
    "github": {"hw-ada/.git/HEAD": "x", "hw-ada/commit.py": "a", "hw-bob/.git/HEAD": "x", "hw-bob/commit.py": "b"},
    "gradescope": {
        "submission_1/commit.py": "a",
        "submission_2/commit.py": "b",
        "submission_metadata.yml": (
            "submission_1:\n  :submitters:\n  - :name: Ada\n    :sid: 11\n    :email: a@x.org\n"
            "  - :name: Bo\n    :sid: '12'\n    :email: b@x.org\n  :created_at: 2026-11-23 10:00:00 Z\n"
            "submission_2:\n  :submitters:\n  - :name: Cy\n    :email: c@x.org\n"
        ),
    },
}


def write_files(root: Path, files: dict[str, str]) -> Path:
    """Write the files below `root`."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


def write_zip(file: Path, files: dict[str, str]) -> Path:
    """Write the files into a zip."""
    with zipfile.ZipFile(file, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return file


def read_class(path: Path) -> IngestedClass:
    """Return the class at `path`."""
    return ingest_class(SCENE, path)


@pytest.mark.parametrize("layout", PLATFORM_LAYOUTS)
def test_each_layout_is_known_by_its_names_alone(layout: str, tmp_path: Path) -> None:
    """Each layout is detected, as a folder and as a zip, with the same submissions."""
    folder = read_class(write_files(tmp_path / "class", PLATFORM_LAYOUTS[layout]))
    archive = read_class(write_zip(tmp_path / "class.zip", PLATFORM_LAYOUTS[layout]))
    assert (folder.layout, archive.layout) == (layout, layout)
    assert sorted(entry.source for entry in folder.entries) == [b"a", b"b"]
    assert [(e.key, e.sha256) for e in folder.entries] == [(e.key, e.sha256) for e in archive.entries]


def test_canvas_takes_the_latest_attempt_and_its_late_mark(tmp_path: Path) -> None:
    """The newest of several attachments counts; LATE in the name marks a late one."""
    grace, ada = read_class(write_files(tmp_path, PLATFORM_LAYOUTS["canvas"])).entries
    assert (ada.attempt, ada.late, ada.people[0].id) == (2, False, "11")
    assert (grace.late, grace.people[0].name) == (True, "hopperg")


def test_a_gradescope_group_is_one_entry_of_two_people(tmp_path: Path) -> None:
    """All submitters are read from the metadata; a student id is text even if it looks like a number."""
    group = read_class(write_files(tmp_path, PLATFORM_LAYOUTS["gradescope"])).entries[0]
    assert [person.id for person in group.people] == ["11", "12"]
    assert group.submitted_at is not None


@pytest.mark.parametrize("shared_id", ["N/A", "'-'", "0", "12345"])
def test_people_who_write_the_same_id_are_not_one(shared_id: str, tmp_path: Path) -> None:
    """Three people with one id stay three; two records with an email in common are one person."""
    rows = [("Ada", "a@x.org"), ("Bo", "b@x.org"), ("Cy", ""), ("Bo H", "b@x.org")]
    text = "".join(
        f"submission_{number}:\n  :submitters:\n  - :name: {name}\n    :sid: {shared_id}\n    :email: '{email}'\n"
        for number, (name, email) in enumerate(rows)
    )
    files = {f"submission_{number}/commit.py": "a" for number in range(4)} | {"submission_metadata.yml": text}
    entries = ingest_class(SCENE, write_files(tmp_path, files)).entries
    keys = [entry.people[0].key for entry in entries]
    assert keys[:2] == ["a@x.org", "b@x.org"] and keys[3] == "b@x.org" and len(set(keys)) == 3


def test_one_id_with_a_changed_name_is_one_person(tmp_path: Path) -> None:
    """The id stays where another identifier agrees."""
    text = "".join(
        f"submission_{number}:\n  :submitters:\n  - :name: {name}\n    :sid: 11\n    :email: a@x.org\n"
        for number, name in enumerate(("Ada L", "Ada King"))
    )
    files = {f"submission_{number}/commit.py": "a" for number in range(2)} | {"submission_metadata.yml": text}
    assert {e.people[0].id for e in ingest_class(SCENE, write_files(tmp_path, files)).entries} == {"11"}


def test_a_gradescope_submission_without_a_folder_is_not_lost(tmp_path: Path) -> None:
    """Its people are no absentees: the note says that the export lacks the files."""
    files = {
        "submission_1/commit.py": "a",
        "submission_metadata.yml": "submission_1:\n  :submitters:\n  - :name: Ada\n    :sid: 11\n"
        "submission_2:\n  :submitters:\n  - :name: Bo\n    :sid: 12\n"
        "submission_3: x\n",
    }
    ada, bo = ingest_class(SCENE, write_files(tmp_path, files)).entries
    assert (ada.source, bo.people[0].id, bo.error_text) == (
        b"a",
        "12",
        "no file called commit.py; nothing was submitted",
    )
    assert not ada.notes and "has no folder of it" in bo.notes[0]


def test_ids_of_gradescope_stay_as_they_are_written(tmp_path: Path) -> None:
    """No id, name or time is read as a number or a word of YAML, and a tag of Ruby stops nothing."""
    metadata = (
        "submission_1:\n  :submitters:\n  - :name: Null\n    :sid: 0042\n    :email:\n"
        "  - :name: Ng\n    :sid: 1_2\n    :email: ~\n  :created_at: 2026-11-23 11:00:00.123456000 +01:00\n"
        "  :lateness: !ruby/object:Duration {}\n"
        "submission_2:\n  :submitters: []\n  :created_at: 2026-11-23\n  :lateness: 12.5\n"
    )
    files = {"submission_1/commit.py": "a", "submission_2/commit.py": "b", "submission_metadata.yml": metadata}
    first, second = read_class(write_files(tmp_path, files)).entries
    assert [(who.id, who.email, who.name) for who in first.people] == [("0042", "", "Null"), ("1_2", "", "Ng")]
    assert str(first.submitted_at) == "2026-11-23 10:00:00.123456+00:00" and (first.late, second.late) == (False, True)


def test_a_hand_in_without_the_file_says_what_there_is(tmp_path: Path) -> None:
    """Only the exact file name counts; the message lists the submitted files."""
    (entry,) = read_class(write_files(tmp_path / "class", {"ada/Commit.py": "a"})).entries
    assert "no file called commit.py; there is Commit.py" in entry.error_text


def test_a_folder_whose_name_is_no_text_is_a_student_like_any_other(tmp_path: Path) -> None:
    """Invalid UTF-8 in a folder name is escaped, so that every output can be written."""
    folder = os.fsencode(tmp_path / "class") + b"/n\xffm"
    os.makedirs(folder)
    (Path(os.fsdecode(folder)) / "commit.py").write_text("a")
    (entry,) = read_class(tmp_path / "class").entries
    assert entry.key == entry.people[0].login == r"n\udcffm" and entry.source == b"a"


def write_hostile_archives(root: Path) -> int:
    """Write thirty zips that climb, link, explode, lie or are none; return how many."""
    link = zipfile.ZipInfo("commit.py")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    kinds: list[list[tuple[zipfile.ZipInfo | str, bytes]]] = [
        [("../../commit.py", b"x")],
        [("/tmp/raftlab-escaped/commit.py", b"x")],
        [("..\\..\\commit.py", b"x")],
        [(link, b"/etc/passwd")],
        [("commit.py", b"\0" * (20 << 20))],
        [("/".join(["d"] * 60) + "/commit.py", b"x")],
        [("commit.py/x", b"x")],
        [(f"f{n}", b"") for n in range(3000)],
        [("C:/commit.py", b"x")],
    ]
    count = 0
    for kind in kinds:
        for method in (zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
            buffer = io.BytesIO()
            with zipfile.ZipFile(buffer, "w", method) as archive:
                for name, data in kind:
                    archive.writestr(name, data, method)
            (root / f"s{count:02}.zip").write_bytes(buffer.getvalue())
            count += 1
    whole = buffer.getvalue()
    for data in (b"PK\x03\x04 no zip", whole[: len(whole) // 2], b""):
        (root / f"s{count:02}.zip").write_bytes(data)
        count += 1
    return count


@pytest.mark.long
def test_thirty_hostile_archives_write_nothing_and_stop_nothing(tmp_path: Path) -> None:
    """Each hostile archive is one unreadable entry; the others are read, and no file is created."""
    root = tmp_path / "class"
    root.mkdir()
    assert write_hostile_archives(root) == 30
    write_files(root, {"zoe/commit.py": "good"})
    before = sorted(tmp_path.rglob("*"))
    entries = read_class(root).entries
    assert len(entries) == 31
    assert [entry.key for entry in entries if entry.source] == ["zoe"]
    assert sorted(tmp_path.rglob("*")) == before
    assert not Path("/tmp/raftlab-escaped").exists()


@pytest.mark.parametrize("layout", [name for name in PLATFORM_LAYOUTS if name != "plain"])
@pytest.mark.parametrize("wrapping", ["folder", "folder and a file", "zip", "zip in a folder"])
def test_an_export_is_known_inside_a_folder_or_a_zip(layout: str, wrapping: str, tmp_path: Path) -> None:
    """An export that was zipped again gives the same entries as the export, named or detected."""
    files = PLATFORM_LAYOUTS[layout]
    if wrapping.startswith("folder"):
        more = {"top/readme.txt": "x"} if wrapping.endswith("file") else {}
        outer = write_zip(tmp_path / "outer.zip", {f"top/{name}": text for name, text in files.items()} | more)
    else:
        inner = write_zip(tmp_path / "inner.zip", files)
        outer = tmp_path / "outer.zip"
        with zipfile.ZipFile(outer, "w") as archive:
            archive.write(inner, "a/submissions.zip" if wrapping.endswith("folder") else "submissions.zip")
    plain = read_class(write_zip(tmp_path / "plain.zip", files))
    for found in (read_class(outer), ingest_class(SCENE, outer, layout_name=layout)):
        if layout == "github":  # a file beside the clones makes no login of their names
            assert [entry.source for entry in found.entries] == [b"a", b"b"]
        else:
            assert (found.layout, found.entries) == (layout, plain.entries)


def test_a_gradescope_download_has_its_metadata_in_the_top_folder(tmp_path: Path) -> None:
    """One submission beside the metadata is one student, with the name from the metadata."""
    files = {
        "assignment_7_export/submission_metadata.yml": "submission_1:\n  :submitters:\n  - :sid: 11\n",
        "assignment_7_export/submission_1/commit.py": "a",
    }
    found = read_class(write_zip(tmp_path / "gs.zip", files))
    assert found.layout == "gradescope" and [entry.people[0].id for entry in found.entries] == ["11"]


def test_a_layout_that_does_not_fit_is_refused(tmp_path: Path) -> None:
    """--layout that does not fit the files gives one line with the expected layout."""
    folder = write_files(tmp_path / "class", {"ada/commit.py": "a"})
    for name in ("gradescope", "canvas", "moodle"):
        with pytest.raises(UsageError, match=f"--layout {name}: the files are not laid out so"):
            ingest_class(SCENE, folder, layout_name=name)


def test_canvas_anonymous_names_are_students(tmp_path: Path) -> None:
    """The anonymous id is the key, late is late, digits alone are an anonymous id too."""
    files = {
        "anon_aB3dE_901_commit.py": "a",
        "LATE_anon_Qw12e_903_commit-1.py": "b",
        "anon_12345_904_commit.py": "c",
        "anon_zzzzz_text.html": "t",
    }
    entries = {entry.key: entry for entry in read_class(write_files(tmp_path / "class", files)).entries}
    assert sorted(entries) == ["anon_12345", "anon_Qw12e", "anon_aB3dE", "anon_zzzzz"]
    assert [entries[key].late for key in sorted(entries)] == [False, True, False, False]
    assert entries["anon_Qw12e"].attempt == 2 and "there is text.html" in entries["anon_zzzzz"].error_text
    assert entries["anon_12345"].people[0].id == "anon_12345"


def test_canvas_texts_and_links_are_submissions_without_the_file(tmp_path: Path) -> None:
    """A text or link entry of Canvas is listed as a submission without the file."""
    files = {"roejo_11_900_commit.py": "a", "poean_LATE_12_text.html": "t", "_13_link.html": "l"}
    found = read_class(write_files(tmp_path / "class", files))
    told = {entry.people[0].id: entry.error_text for entry in found.entries}
    assert told == {
        "11": "",
        "12": "no file called commit.py; there is text.html",
        "13": "no file called commit.py; there is link.html",
    }


def test_files_of_no_student_are_listed(tmp_path: Path) -> None:
    """Files that belong to no student are listed: at the top, with a foreign name, or with a path out of the zip."""
    files = PLATFORM_LAYOUTS["canvas"] | {"notes.txt": "n", "more/commit.py": "c", "../out.py": "o"}
    found = read_class(write_zip(tmp_path / "c.zip", files))
    assert sorted(found.unclaimed_files) == ["../out.py", "more/commit.py", "notes.txt"]
    assert read_class(write_zip(tmp_path / "g.zip", PLATFORM_LAYOUTS["gradescope"])).unclaimed_files == ()


def test_one_plain_student_with_several_files_is_refused(tmp_path: Path) -> None:
    """A class in an unknown layout is not graded as one student."""
    files = {"export/a-1/deep/x/commit.py": "a", "export/commit.py": "b", "export/info.csv": "i"}
    with pytest.raises(UsageError, match=r"2 files called commit.py in one student's folder"):
        read_class(write_zip(tmp_path / "c.zip", files))


def test_a_class_folder_with_a_file_beside_the_students_is_a_class(tmp_path: Path) -> None:
    """A file beside the students' folders, and the folder around them, are no students."""
    files = {"class/ada/commit.py": "a", "class/bob/commit.py": "b", "class/list.csv": "i"}
    found = read_class(write_zip(tmp_path / "c.zip", files))
    assert [entry.key for entry in found.entries] == ["ada", "bob"] and found.unclaimed_files == ("list.csv",)


def test_a_file_beside_the_folders_of_students_is_nobodys(tmp_path: Path) -> None:
    """The scene's file at the top of a class is listed; alone it is a submission."""
    found = read_class(write_zip(tmp_path / "c.zip", {"ada/commit.py": "a", "bob/commit.py": "b", "commit.py": "r"}))
    assert [entry.key for entry in found.entries] == ["ada", "bob"] and found.unclaimed_files == ("commit.py",)
    assert [entry.source for entry in read_class(write_zip(tmp_path / "one.zip", {"commit.py": "r"})).entries] == [b"r"]


def test_a_link_in_a_folder_is_not_followed(tmp_path: Path) -> None:
    """What a link points to is never read."""
    (tmp_path / "class" / "eve").mkdir(parents=True)
    (tmp_path / "class" / "eve" / "commit.py").symlink_to("/etc/passwd")
    (entry,) = read_class(tmp_path / "class").entries
    assert entry.source == b"" and "link" in entry.error_text


def test_preflight_names_each_kind_of_fault(tmp_path: Path) -> None:
    """Preflight reports syntax errors, a missing class, another scene's file, the skeleton and equal files."""
    skeleton = (KIT.skeletons / "scene05" / FILE).read_text()
    other = (KIT.skeletons / "scene04" / KIT.scene("scene04").file).read_text()
    good = (KIT.reference / "scene05" / FILE).read_text()
    texts = {"a": "def (", "b": "x = 1\n", "c": other, "d": skeleton + "# mine\n", "e": good, "f": good}
    entries = read_class(
        write_files(tmp_path / "class", {f"{name}/{FILE}": text for name, text in texts.items()})
    ).entries
    told = {entry.key: entry for entry in preflight(KIT, SCENE, entries)}
    assert "line 1" in told["a"].error_text
    assert "no class Commit" in told["b"].error_text
    assert "which is scene04" in told["c"].error_text
    assert UNCHANGED_NOTE in told["d"].notes and not told["d"].error_text
    assert IDENTICAL_NOTE in told["e"].notes and IDENTICAL_NOTE in told["f"].notes


PLATFORM_ROSTERS = {
    "canvas": 'Student,ID,SIS User ID,SIS Login ID,Section\n    Points Possible,,,,\n"Lovelace, Ada",11,s11,ada,A\n"Hopper, Grace",12,s12,grace,B\n',  # noqa: E501
    "moodle": "Identifier,Full name,Email address\nParticipant 11,Ada Lovelace,ada@x.org\nParticipant 12,Grace Hopper,grace@x.org\n",  # noqa: E501
    "github": "identifier,github_username,github_id,name\ns11,ada,11,Ada Lovelace\ns12,grace,12,Grace Hopper\n",
}


@pytest.mark.parametrize("platform", PLATFORM_ROSTERS)
def test_roster_matches_by_login_name_or_email(platform: str, tmp_path: Path) -> None:
    """The roster matches by login, by name in any order, or by the local part of the email."""
    file = tmp_path / "roster.csv"
    file.write_text(PLATFORM_ROSTERS[platform])
    folder = write_files(
        tmp_path / "class", {"Ada Lovelace/commit.py": "a", "lovelace_ada/x": "", "nobody/commit.py": "b"}
    )
    told, strangers = match_entries(read_class(folder).entries, read_roster(file))
    assert all(told[n].people[0].id for n in (0, 1))
    assert [entry.key for entry in strangers] == ["nobody"]


def test_manual_match_is_used_on_next_run(tmp_path: Path) -> None:
    """The file of unmatched submissions, with a name written in, matches them, and keeps that name."""
    roster, unmatched = tmp_path / "roster.csv", tmp_path / "unmatched.csv"
    roster.write_text(PLATFORM_ROSTERS["canvas"])
    entries = read_class(write_files(tmp_path / "class", {"=x()/commit.py": "a"})).entries
    _, strangers = match_entries(entries, read_roster(roster))
    text = unmatched_csv(strangers, read_roster(roster))
    assert '"\'=x()"' in text
    unmatched.write_text(text.replace('""\r\n', '"grace"\r\n'))
    again = read_roster(roster, unmatched)
    told, strangers = match_entries(entries, again)
    assert told[0].people[0].name == "Hopper, Grace" and not strangers
    assert '"grace"' in unmatched_csv(strangers, again)
