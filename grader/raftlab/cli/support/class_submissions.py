"""Read the submissions of a class for `raftlab batch`, and match them to its roster."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from raftlab.batch.grades_table import make_absent_grades
from raftlab.batch.ingest.class_reader import ingest_class, mark_late
from raftlab.batch.models import SCENE_POINTS, Grade, Person, SubmissionEntry
from raftlab.batch.roster import absent_students, match_entries, people_csv, read_roster, unmatched_csv
from raftlab.batch.submission_precheck import preflight
from raftlab.cli.support.class_times import ClassInputOptions, add_listed_times, read_due_time, warn_of_unknown_times
from raftlab.cli.support.console import names_text, say, warn
from raftlab.count_text import count_text
from raftlab.errors import UsageError
from raftlab.kit import Kit, Scene
from raftlab.report.sanitise import encodable_text, one_line
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


@dataclass(frozen=True)
class GradableClass:
    """The class as it is graded. has_unknown_times: the time of some submission is unknown."""

    entries: tuple[SubmissionEntry, ...]
    absentees: Absentees
    has_unknown_times: bool = False


def is_zero_requested(option: str, word: str) -> bool:
    """Return whether an option asks for a zero instead of no score. UsageError for an unknown word."""
    if word not in ABSENT_SCORES:
        raise UsageError(f"{option} {word}: unknown; there are {' and '.join(ABSENT_SCORES)}")
    return word == "zero"


def grade_absentees(absentees: Absentees, grades: Sequence[Grade], *, as_zero: bool) -> tuple[Grade, ...]:
    """Return the grades of the students without a submission. No one gets a zero while submissions are unmatched."""
    if as_zero and absentees.people and absentees.has_strangers:
        warn(
            "--absent zero: a submission is unmatched, so students without one keep no score; "
            "match it and run this again"
        )
        as_zero = False
    maximum = max((grade.max for grade in grades), default=0) or SCENE_POINTS
    return make_absent_grades(absentees.people, maximum, as_zero=as_zero)


def read_class(kit: Kit, scene: Scene, source: ClassInputOptions, output_folder: Path) -> GradableClass:
    """Return the class, matched to its roster and checked, and who is absent. UsageError for unreadable files."""
    due, zone = read_due_time(source)
    ingested = ingest_class(
        scene,
        source.path,
        layout_name=source.layout,
        may_be_empty=source.roster is not None,
        zone=zone,
        layer_scenes=kit.layer_scenes,
    )
    prefix = f"; a login is what follows {one_line(ingested.login_prefix)}" if ingested.login_prefix else ""
    say(f"{count_text(len(ingested.entries), 'submission')}, layout {ingested.layout}{prefix}")
    report_unclaimed_files(ingested.unclaimed_files, output_folder)
    entries, absentees = ingested.entries, Absentees()
    if source.roster is not None:
        entries, absentees = match_roster(source.roster, entries, output_folder)
    entries = note_several_submissions(add_listed_times(source, zone, entries))
    has_unknown_times = due is not None and warn_of_unknown_times(ingested.layout, entries)
    entries = tuple(mark_late(entry, due) for entry in entries)
    return GradableClass(preflight(kit, scene, entries), absentees, has_unknown_times)


def read_earlier_submissions(scene: Scene, path: Path | None) -> tuple[SubmissionEntry, ...]:
    """Return the submissions of an earlier class, under keys that name where they are from."""
    if path is None:
        return ()
    found = ingest_class(scene, path)
    say(f"{count_text(len(found.entries), 'earlier submission')}, layout {found.layout}: {printable_path(path)}")
    name = encodable_text(path.resolve().name)
    return tuple(msgspec.structs.replace(entry, key=f"{name}/{entry.key}", people=()) for entry in found.entries)


def match_roster(
    roster: Path, entries: tuple[SubmissionEntry, ...], output_folder: Path
) -> tuple[tuple[SubmissionEntry, ...], Absentees]:
    """Return the entries with the people of the roster, and who is absent; write the lists of both."""
    unmatched = output_folder / UNMATCHED_FILE
    known = read_roster(roster, unmatched)
    say(f"roster {printable_path(roster)}: {known.description}")
    for conflict in known.conflicts:
        warn(f"{printable_path(roster)}: {conflict}")
    if unknown := sorted(known.manual_matches.keys() - {entry.key for entry in entries}):
        names = names_text([one_line(key) for key in unknown])
        warn(f"{printable_path(unmatched)}: no submission here is called {names}; copy the name as `batch` wrote it")
    matched, strangers = match_entries(entries, known)
    write_atomically(unmatched, unmatched_csv(strangers, known, entries).encode())
    if strangers:
        say(
            f"{count_text(len(strangers), 'submission')} not on the roster: write who they are into "
            f"{printable_path(unmatched)} and run this again"
        )
    missing = absent_students(known, matched)
    if missing:
        write_atomically(output_folder / ABSENT_FILE, people_csv(missing).encode())
        say(f"{len(missing)} on the roster submitted nothing: {printable_path(output_folder / ABSENT_FILE)}")
    else:
        (output_folder / ABSENT_FILE).unlink(missing_ok=True)
    return matched, Absentees(missing, bool(strangers))


def note_several_submissions(entries: tuple[SubmissionEntry, ...]) -> tuple[SubmissionEntry, ...]:
    """Return the entries, with a note on those of a student who has several; say who that is."""
    keys_by_person: dict[Person, list[str]] = defaultdict(list)
    for entry in entries:
        for person in entry.people:
            keys_by_person[person].append(entry.key)
    several = {person: keys for person, keys in keys_by_person.items() if len(keys) > 1}
    for person, keys in several.items():
        names = names_text([one_line(key) for key in keys])
        warn(f"{one_line(person.key)}: {len(keys)} submissions ({names}); the latest counts, of unknown times the last")
    return tuple(
        msgspec.structs.replace(
            entry,
            notes=(
                *entry.notes,
                *(
                    f"one of {len(several[person])} submissions of {one_line(person.key)}"
                    for person in entry.people
                    if person in several
                ),
            ),
        )
        for entry in entries
    )


def report_unclaimed_files(names: Sequence[str], output_folder: Path) -> None:
    """Print which files belong to no student, and list all of them in a file."""
    target = output_folder / UNCLAIMED_FILE
    if not names:
        return target.unlink(missing_ok=True)
    write_atomically(target, "".join(f"{name}\n" for name in names).encode())
    shown = ", ".join(names[:UNCLAIMED_SHOWN]) + (", …" if len(names) > UNCLAIMED_SHOWN else "")
    say(f"{count_text(len(names), 'file')} without a student ({printable_path(target)}): {shown}")
    return None
