"""Grading by hand without names: `raftlab report --anonymous` and the aliases."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import msgspec
import pytest
from graded_class import STUDENTS, make_class_results, write_graded_class

from raftlab.batch.anonymous_grades import REDACTED, alias_of, anonymous_grades, make_redactor
from raftlab.batch.models import Person, SubmissionEntry
from raftlab.batch.page_secret import read_page_secret
from raftlab.batch.submission_file_store import save_sources
from raftlab.cli.main import run

pytest.importorskip("sqlalchemy", reason="the staff extra is not installed: pip install -e '.[staff]'")
SOURCE = b'"""Ada Lovelace <ada@x.org>, bob and LOVELACE, ADA"""\nadapter = "ada"\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a graded class whose flags, entries and one file name students."""
    told = make_class_results()
    entry = SubmissionEntry("lovelaceada_11_commit", (STUDENTS["ada"],), "commit.py", SOURCE)
    ada = msgspec.structs.replace(
        told.grades[0],
        entry=entry.key,
        sha256=entry.sha256,
        flags=("similar to brienbob_12 (98 %)", "file of Lovelace", "near a grade boundary: 50"),
        comment="Well done, Ada Lovelace",
    )
    made = write_graded_class(tmp_path / "out", msgspec.structs.replace(told, grades=(ada, *told.grades[1:])))
    save_sources(made, [entry])
    return made


def test_no_page_names_a_student(folder: Path) -> None:
    """Neither names, logins, ids, emails, the names of submissions nor the list of pages are in the folder."""
    assert run(["report", str(folder), "--anonymous"]) == 0
    files = sorted(path for path in (folder / "anonymous").rglob("*") if path.is_file())
    assert len(files) == 8 and not (folder / "anonymous" / "pages.csv").exists()
    for path in files:
        text = path.read_text(encoding="utf-8")
        for person in STUDENTS.values():
            for known in (person.name, person.email, "brienbob", "lovelaceada", "Lovelace"):
                assert known not in text, (path, known)
            assert person.login not in path.stem.split("-")
    ada = next(path for path in files if "adapter" in path.read_text(encoding="utf-8"))
    listing = ada.read_text(encoding="utf-8")
    assert f"{REDACTED} &lt;{REDACTED}&gt;, bob and {REDACTED}" in listing and f"Well done, {REDACTED}" in listing
    assert "similar to another" in (folder / "anonymous" / "index.html").read_text(encoding="utf-8")


def test_an_alias_is_the_same_on_every_run_and_tells_no_order(folder: Path) -> None:
    """The aliases are those of the folder's secret, and the class is in their order."""
    secret = read_page_secret(folder)
    grades = make_class_results().grades
    found = [grade.person.key for grade in anonymous_grades(grades, secret)]
    assert found == sorted(alias_of(grade.person, secret) for grade in grades) and len(set(found)) == 6
    assert found != sorted(alias_of(grade.person, b"another") for grade in grades)


def test_points_and_comments_go_to_the_student_of_an_alias(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """The command says the alias back, not the name; grades.csv has the points in the student's row."""
    alias = alias_of(STUDENTS["bob"], read_page_secret(folder))
    capfd.readouterr()
    assert run(["override", str(folder), alias, "9", "--check", "second", "--why", "partly right"]) == 0
    assert run(["comment", str(folder), alias, "see 5.4.2"]) == 0
    out = capfd.readouterr().out
    assert f"{alias}: 70 -> 79 of 100" in out and "bob" not in out.lower() and "12" not in re.sub(alias, "", out)
    rows = {row["login"]: row for row in csv.DictReader((folder / "grades.csv").open(newline="", encoding="utf-8"))}
    assert (rows["bob"]["score"], rows["bob"]["comment"]) == ("79", "see 5.4.2")
    assert run(["comment", str(folder), "anon-0000000000", "x"]) == 2
    assert "no such alias" in capfd.readouterr().err


@pytest.mark.parametrize(
    ("person", "text", "expected"),
    [
        (
            Person(name="Zhang, Wei", login="wz1"),
            "Wei Zhang; zhang wei; Weird wz1",
            f"{REDACTED}; {REDACTED}; Weird wz1",
        ),
        (Person(id="314159", login="ada.l"), "x = 3141590 # 314159 ada.l", f"x = 3141590 # {REDACTED} {REDACTED}"),
        (Person(name="Max"), "max(1, 2)  # Max", "max(1, 2)  # Max"),
        (Person(name="(a+)+b, c"), "(a+)+b c", REDACTED),
        (Person(), "x", "x"),
    ],
)
def test_a_name_is_blackened_and_code_is_not(person: Person, text: str, expected: str) -> None:
    """Whole words, in any order of the name; a single name or a short login can be a word of the code."""
    assert make_redactor(person)(text) == expected
