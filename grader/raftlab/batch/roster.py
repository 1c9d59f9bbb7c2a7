"""The class list, and the matching of submissions to its students. Staff match the remaining ones by hand, once."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from raftlab.batch.exports.csv_cells import csv_text, unescape_cell
from raftlab.batch.exports.lossless_csv import read_sheet
from raftlab.batch.models import Person, SubmissionEntry
from raftlab.batch.person_identifiers import (
    IDENTIFIER_KINDS,
    STRONG_KINDS,
    fold_text,
    normalize_identifier,
)
from raftlab.batch.person_matching import (
    WEAK_KINDS,
    PersonMatch,
    RosterStudent,
    StudentIndex,
    line_numbers_text,
    match_people,
)
from raftlab.batch.roster_rows import faulty_row_texts, has_known_heading, student_rows
from raftlab.batch.row_merge import merge_rows
from raftlab.count_text import count_text
from raftlab.errors import UsageError
from raftlab.report.sanitise import one_line
from raftlab.submission_reader import printable_path

UNMATCHED_COLUMNS = ("submission", "id", "login", "email", "name", "why", "roster")


@dataclass(frozen=True)
class Roster:
    """The class list. `manual_matches`: submission -> the name that staff wrote into the file of unmatched submissions.

    `conflicts`: a line for each set of rows that contradict each other, or that name nobody; `description`: how the
    file was understood.
    """

    students: tuple[RosterStudent, ...] = ()
    manual_matches: Mapping[str, str] = field(default_factory=dict)
    conflicts: tuple[str, ...] = ()
    description: str = ""


def read_roster(file: Path, unmatched_path: Path | None = None) -> Roster:
    """Return the roster in a CSV of Canvas, Moodle, GitHub Classroom or one's own. UsageError for anything else."""
    sheet = read_sheet(file, minimum_columns=1)
    students, contradictions = merge_rows(student_rows(sheet))
    conflicts = (*(f"{text}; they match no one" for text in contradictions), *faulty_row_texts(sheet))
    if not students:
        seen = one_line(", ".join(sheet.headings))[:200]
        why = f"its columns are {seen}; a roster has a column id, login, email or name"
        if has_known_heading(sheet):
            why = conflicts[0] if conflicts else "no row below its headings names one; export the list again"
        raise UsageError(f"{printable_path(file)}: no students; {one_line(why)}")
    description = f"{count_text(len(students), 'student')}; {sheet.format_text}"
    return Roster(students, read_manual_matches(unmatched_path), tuple(map(one_line, conflicts)), description)


def read_csv_rows(file: Path) -> Iterator[dict[str, str]]:
    """Yield the rows of a CSV by their lower-case headings. UsageError if the file is no CSV."""
    sheet = read_sheet(file, minimum_columns=1)
    return (sheet.row_by_heading(row) for row in range(1, len(sheet.rows)))


def read_manual_matches(file: Path | None) -> dict[str, str]:
    """Return what staff wrote into the file of unmatched submissions; nothing if there is no such file yet."""
    if file is None or not file.is_file():
        return {}
    rows = read_csv_rows(file)
    return {
        unescape_cell(row["submission"]): unescape_cell(row["roster"])
        for row in rows
        if row.get("submission") and row.get("roster")
    }


def match_entries(
    entries: Iterable[SubmissionEntry], roster: Roster
) -> tuple[tuple[SubmissionEntry, ...], tuple[SubmissionEntry, ...]]:
    """Return the entries with their people replaced by the roster's, and the entries with people who are not on it.

    A stranger who has an identifier of a student gets the submission as id: nothing of one may reach the other.
    """
    entries = tuple(entries)
    found = match_entry_people(entries, roster)
    known = known_identifiers(roster)
    matched, strangers = [], []
    for entry in entries:
        students = [found[entry.key, person].student for person in entry.people]
        people = [
            student.person if student else stranger(who, entry, known)
            for student, who in zip(students, entry.people, strict=True)
        ]
        matched.append(msgspec.structs.replace(entry, people=tuple(dict.fromkeys(people))))
        if not all(students):
            strangers.append(entry)
    return tuple(matched), tuple(strangers)


def known_identifiers(roster: Roster) -> frozenset[str]:
    """Return all ids, logins and emails of the roster, and what its students are called in tables."""
    strong = {value for student in roster.students for kind, value in student.identifiers if kind in STRONG_KINDS}
    return frozenset(strong | {fold_text(student.person.key) for student in roster.students})


def stranger(person: Person, entry: SubmissionEntry, known_identifiers: Container[str]) -> Person:
    """Return a person who is not on the roster; known by the submission alone if an identifier is a student's."""
    own = (person.id, person.login, person.email, person.key)
    if not any(fold_text(value) in known_identifiers for value in own if value):
        return person
    member = f", member {entry.people.index(person) + 1}" if len(entry.people) > 1 else ""
    return Person(id=f"submission {entry.key}{member}", name=person.name or person.key)


def match_entry_people(entries: Iterable[SubmissionEntry], roster: Roster) -> dict[tuple[str, Person], PersonMatch]:
    """Return the student for each person of each entry. People who are not found are matched by staff's names."""
    entries = tuple(entries)
    known = StudentIndex(roster.students)
    manual = {entry.key for entry in entries if entry.key in roster.manual_matches}
    automatic = match_people(
        roster.students,
        (person for entry in entries for person in entry.people if entry.key not in manual or len(entry.people) > 1),
    )
    named = {key: match_text_of_staff(known, roster.manual_matches[key]) for key in manual}
    taken = {match.student for match in named.values() if match.student is not None}
    found = {}
    for entry in entries:
        for person in entry.people:
            match = automatic.get(person) if entry.key not in manual or len(entry.people) > 1 else None
            if match is not None:
                match = checked_match(match, entry, person, known, taken)
            if entry.key in manual and (match is None or match.student is None):
                match = named[entry.key]
            found[entry.key, person] = match or PersonMatch(None)
    return found


def match_text_of_staff(student_index: StudentIndex, text: str) -> PersonMatch:
    """Return the student whom staff name by an id, login, email or name; "login=ada" says which of them it is."""
    kind, _, value = text.strip().partition("=")
    if kind not in IDENTIFIER_KINDS or not value:
        match = student_index.match(Person(login=text))
        unclear = match.student is None and student_index.find(*((kind, fold_text(text)) for kind in STRONG_KINDS))
        return PersonMatch(None, f"{match.reason}; write id=…, login=… or email=…") if unclear else match
    students = student_index.find((kind, normalize_identifier(kind, value)))
    if len(students) == 1:
        return PersonMatch(students[0], kind=kind)
    why = f"{line_numbers_text(students)} have this {kind}" if students else f"no student has this {kind}"
    return PersonMatch(None, why)


def checked_match(
    match: PersonMatch,
    entry: SubmissionEntry,
    person: Person,
    student_index: StudentIndex,
    named_students: Container[RosterStudent],
) -> PersonMatch:
    """Return the match; none by name with a student whose submission staff named, nor by a part of a login.

    named_students: whom staff named for a submission.
    """
    if match.kind in WEAK_KINDS and match.student in named_students:
        return PersonMatch(None, "another submission was named this student's by hand")
    return student_index.match_longer_login(match, entry.key, person)


def unmatched_csv(
    unmatched_entries: Iterable[SubmissionEntry], roster: Roster, all_entries: Iterable[SubmissionEntry] = ()
) -> str:
    """Return the CSV for staff, who write a name, id, login or email of the roster into its last column.

    The names that they wrote before stay in it. all_entries: of the class, which may be why an entry is unmatched.
    """
    unmatched_entries = tuple(unmatched_entries)
    keys = {entry.key for entry in unmatched_entries}
    others = [entry for entry in all_entries if entry.key not in keys]
    found = match_entry_people((*unmatched_entries, *others), roster)
    rows = [
        (entry.key, who.id, who.login, who.email, who.name, found[entry.key, who].reason, manual)
        for entry in unmatched_entries
        for who in entry.people
        for manual in (roster.manual_matches.get(entry.key, ""),)
    ]
    listed = {row[0] for row in rows}
    kept = [(key, "", "", "", "", "", value) for key, value in roster.manual_matches.items() if key not in listed]
    return csv_text(UNMATCHED_COLUMNS, sorted([*rows, *kept]))


def absent_students(roster: Roster, entries: Iterable[SubmissionEntry]) -> tuple[Person, ...]:
    """Return the students of the roster without a submission."""
    present = {person for entry in entries for person in entry.people}
    return tuple(student.person for student in roster.students if student.person not in present)


def people_csv(people: Iterable[Person]) -> str:
    """Return people as a CSV, which is a roster again."""
    rows = [(who.id, who.login, who.email, who.name, who.section) for who in people]
    return csv_text(("id", "login", "email", "name", "section"), rows)
