"""The roster: who is in the class, and which submission is whose. What does not match is mended by hand, once."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from raftlab.batch.exports.csv_cells import csv_text, unescape_cell
from raftlab.batch.models import ClassEntry, Person
from raftlab.errors import UsageError
from raftlab.submission_reader import printable_path

COLUMN_HEADINGS: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "identifier", "student id", "sid", "id number", "sis user id", "github_id"),
    "login": ("sis login id", "login", "username", "github_username", "user"),
    "email": ("email", "email address", "e-mail"),
    "name": ("student", "name", "full name", "student name", "roster_identifier", "first name"),
    "section": ("section", "sections", "group"),
}
"""What a person has -> the columns that tell it on Canvas, Moodle, GitHub Classroom and in lists written by hand."""
UNMATCHED_COLUMNS = ("submission", "id", "login", "email", "name", "roster")
ROSTER_LIMIT_BYTES = 32 << 20


@dataclass(frozen=True)
class RosterStudent:
    """One row of the roster: the person, and all names by which a submission may mean that person."""

    person: Person
    identifiers: frozenset[tuple[str, str]]


@dataclass(frozen=True)
class Roster:
    """The class list. `mended` is what staff wrote into the file of unmatched submissions: submission -> a name."""

    students: tuple[RosterStudent, ...] = ()
    manual_matches: Mapping[str, str] = field(default_factory=dict)

    def find_person(self, person: Person, entry_key: str) -> Person | None:
        """Return the one person of the roster that is meant, None where none is, or several are."""
        if entry_key in self.manual_matches:
            wanted = self.manual_matches[entry_key]
            clues = [(kind, normalize_identifier(kind, wanted)) for kind in ("id", "login", "email", "name")]
        else:
            clues = list(possible_identifiers(person))
        for clue in clues:
            found = [student.person for student in self.students if clue in student.identifiers]
            if len(found) == 1:
                return found[0]
        return None


def possible_identifiers(person: Person) -> Iterator[tuple[str, str]]:
    """Yield what the person's names can be in a roster: id, login, email, name; the surest first."""
    for kind in ("id", "login", "email", "name"):
        if told := getattr(person, kind):
            yield kind, normalize_identifier(kind, told)
    if person.login:  # a folder's name: whatever its author thought of
        yield from (
            ("id", normalize_identifier("id", person.login)),
            ("email", normalize_identifier("email", person.login)),
        )
        yield "name", normalize_identifier("name", person.login.replace("_", " "))
    if person.email:
        yield "login", normalize_identifier("login", person.email.partition("@")[0])


def normalize_identifier(kind: str, text: str) -> str:
    """Return `text` so that what means the same is equal: letters of a name in no order, all else without case."""
    text = unicodedata.normalize("NFKD", text.strip()).casefold()
    if kind != "name":
        return text
    return "".join(sorted(char for char in text if char.isalnum()))


def read_roster(file: Path, unmatched_path: Path | None = None) -> Roster:
    """Return the roster in a CSV of Canvas, Moodle, GitHub Classroom or one's own. UsageError for anything else."""
    rows = list(read_csv_rows(file))
    students = tuple(filter(None, (student_from_row(row) for row in rows)))
    if not students:
        raise UsageError(f"{printable_path(file)}: no students; a roster has a column id, login, email or name")
    return Roster(students, read_manual_matches(unmatched_path))


def read_csv_rows(file: Path) -> Iterator[dict[str, str]]:
    """Yield the rows of a CSV by their lower-case headings. UsageError where the file is none."""
    try:
        data = file.read_bytes()
        text = data[: ROSTER_LIMIT_BYTES + 1].decode("utf-8-sig")
    except OSError as fault:
        raise UsageError(f"{printable_path(file)} cannot be read ({fault.strerror}); name a CSV file") from None
    except UnicodeDecodeError:
        raise UsageError(f"{printable_path(file)} is not UTF-8; save it as CSV UTF-8") from None
    try:
        for row in csv.DictReader(io.StringIO(text, newline="")):
            yield {
                key.strip().lower(): (value or "").strip()
                for key, value in row.items()
                if key and isinstance(value, str)
            }
    except csv.Error as fault:
        raise UsageError(f"{printable_path(file)} is no CSV ({fault}); export it again") from None


def student_from_row(row: Mapping[str, str]) -> RosterStudent | None:
    """Return the student that a row tells, None for a row of points or of nothing."""
    told = {
        kind: [unescape_cell(row[column]) for column in columns if row.get(column)]
        for kind, columns in COLUMN_HEADINGS.items()
    }
    if row.get("first name") and (last := row.get("last name") or row.get("surname")):
        told["name"] = [f"{row['first name']} {last}", *told["name"]]
    first = {kind: values[0] if values else "" for kind, values in told.items()}
    if first["name"].strip().lower() in ("points possible", "student, test") and not first["login"]:
        return None
    names = {
        (kind, normalize_identifier(kind, value))
        for kind, values in told.items()
        if kind != "section"
        for value in values
    }
    names |= {("id", value) for kind, value in names if kind == "login"}
    return RosterStudent(Person(**first), frozenset(names)) if names else None


def read_manual_matches(file: Path | None) -> dict[str, str]:
    """Return what staff wrote into the file of unmatched submissions; nothing where there is no such file yet."""
    if file is None or not file.is_file():
        return {}
    rows = read_csv_rows(file)
    return {
        unescape_cell(row["submission"]): unescape_cell(row["roster"])
        for row in rows
        if row.get("submission") and row.get("roster")
    }


def match_entries(
    entries: Iterable[ClassEntry], roster: Roster
) -> tuple[tuple[ClassEntry, ...], tuple[ClassEntry, ...]]:
    """Return the entries with their people as the roster knows them, and those of which somebody is not on it."""
    told, strangers = [], []
    for entry in entries:
        found = [(roster.find_person(person, entry.key), person) for person in entry.people]
        people = tuple(dict.fromkeys(known or person for known, person in found))
        told.append(msgspec.structs.replace(entry, people=people))
        if not all(known for known, _ in found):
            strangers.append(entry)
    return tuple(told), tuple(strangers)


def unmatched_csv(unmatched_entries: Iterable[ClassEntry], manual_matches: Mapping[str, str]) -> str:
    """Return the CSV to be mended by hand: write a name, id, login or email of the roster into the last column.

    What was mended already stays in it.
    """
    rows = [
        (entry.key, person.id, person.login, person.email, person.name, manual_matches.get(entry.key, ""))
        for entry in unmatched_entries
        for person in entry.people
    ]
    kept = [
        (key, "", "", "", "", value) for key, value in manual_matches.items() if key not in {row[0] for row in rows}
    ]
    return csv_text(UNMATCHED_COLUMNS, sorted([*rows, *kept]))


def absent_students(roster: Roster, entries: Iterable[ClassEntry]) -> tuple[Person, ...]:
    """Return those of the roster who handed nothing in."""
    present = {person for entry in entries for person in entry.people}
    return tuple(student.person for student in roster.students if student.person not in present)


def people_csv(people: Iterable[Person]) -> str:
    """Return people as a CSV, which is a roster again."""
    rows = [(who.id, who.login, who.email, who.name, who.section) for who in people]
    return csv_text(("id", "login", "email", "name", "section"), rows)
