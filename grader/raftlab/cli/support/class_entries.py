"""Read the submissions of a class for `raftlab batch`, and match them to its roster."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from raftlab.batch.grades_table import make_absent_grades
from raftlab.batch.ingest.class_reader import ingest_class
from raftlab.batch.ingest.timestamps import parse_time
from raftlab.batch.models import ClassEntry, Grade, Person
from raftlab.batch.preflight import preflight
from raftlab.batch.roster import absent_students, match_entries, people_csv, read_roster, unmatched_csv
from raftlab.cli.support.console import say, warn
from raftlab.errors import UsageError
from raftlab.kit import Kit, Scene
from raftlab.state_dir import write_atomically
from raftlab.submission_reader import printable_path

ABSENT_FILE = "absent.csv"
ABSENT_SCORES = ("blank", "zero")
UNMATCHED_FILE = "unmatched.csv"
UNCLAIMED_FILE = "unclaimed.txt"
UNCLAIMED_SHOWN = 5


@dataclass(frozen=True)
class Absentees:
    """The students of the roster without a submission. has_strangers: one of them may own an unmatched submission."""

    people: tuple[Person, ...] = ()
    has_strangers: bool = False


def parse_absent_score(word: str) -> bool:
    """Return whether students without a submission get a zero. UsageError for an unknown word."""
    if word not in ABSENT_SCORES:
        raise UsageError(f"--absent {word}: unknown; there are {' and '.join(ABSENT_SCORES)}")
    return word == "zero"


def grade_absentees(absentees: Absentees, grades: Sequence[Grade], *, as_zero: bool) -> tuple[Grade, ...]:
    """Return the grades of the students without a submission. No one gets a zero while submissions are unmatched."""
    if as_zero and absentees.people and absentees.has_strangers:
        warn(
            "--absent zero: a submission is unmatched, so students without one keep no score; "
            "match it and run this again"
        )
        as_zero = False
    return make_absent_grades(absentees.people, max((grade.max for grade in grades), default=0), as_zero=as_zero)


def read_class(
    kit: Kit,
    scene: Scene,
    path: Path,
    layout: str | None,
    due_time: str | None,
    roster: Path | None,
    output_folder: Path,
) -> tuple[tuple[ClassEntry, ...], Absentees]:
    """Return the class, matched to its roster and checked, and who is absent. UsageError for unreadable files."""
    limit = parse_time(due_time) if due_time else None
    if due_time and limit is None:
        raise UsageError(f"--due {due_time}: not a time; write it as 2026-11-23T18:00+01:00")
    ingested = ingest_class(scene, path, layout_name=layout, due_time=limit, may_be_empty=roster is not None)
    say(f"{len(ingested.entries)} submissions, layout {ingested.layout}")
    list_unclaimed_files(ingested.unclaimed_files, output_folder)
    entries, absentees = ingested.entries, Absentees()
    if roster is not None:
        entries, absentees = match_roster(roster, entries, output_folder)
    return preflight(kit, scene, entries), absentees


def match_roster(
    roster: Path, entries: tuple[ClassEntry, ...], output_folder: Path
) -> tuple[tuple[ClassEntry, ...], Absentees]:
    """Return the entries with the people of the roster, and who is absent; write the lists of both."""
    unmatched = output_folder / UNMATCHED_FILE
    known = read_roster(roster, unmatched)
    say(f"roster {printable_path(roster)}: {known.description}")
    for conflict in known.conflicts:
        warn(f"{printable_path(roster)}: {conflict}; they match no one")
    entries, strangers = match_entries(entries, known)
    write_atomically(unmatched, unmatched_csv(strangers, known).encode())
    if strangers:
        say(
            f"{len(strangers)} are not on the roster: write who they are into {printable_path(unmatched)} "
            "and run this again"
        )
    missing = absent_students(known, entries)
    if missing:
        write_atomically(output_folder / ABSENT_FILE, people_csv(missing).encode())
        say(f"{len(missing)} on the roster submitted nothing: {printable_path(output_folder / ABSENT_FILE)}")
    else:
        (output_folder / ABSENT_FILE).unlink(missing_ok=True)
    return entries, Absentees(missing, bool(strangers))


def list_unclaimed_files(names: Sequence[str], output_folder: Path) -> None:
    """Print which files belong to no student, and list all of them in a file."""
    target = output_folder / UNCLAIMED_FILE
    if not names:
        return target.unlink(missing_ok=True)
    write_atomically(target, "".join(f"{name}\n" for name in names).encode())
    shown = ", ".join(names[:UNCLAIMED_SHOWN]) + (", …" if len(names) > UNCLAIMED_SHOWN else "")
    say(f"{len(names)} files belong to no student ({printable_path(target)}): {shown}")
    return None
