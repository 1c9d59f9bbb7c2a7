"""Finds the student or the group that staff name on a command line."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence

from raftlab.batch.models import Grade, Person
from raftlab.batch.person_identifiers import IDENTIFIER_KINDS, STRONG_KINDS, normalize_identifier
from raftlab.errors import UsageError
from raftlab.report.sanitise import one_line


def find_people(grades: Sequence[Grade], name: str) -> tuple[Person, ...]:
    """Return the one student of that id, login, email or name, or all of the submission of that name.

    `name` may say which: "login=ada". UsageError if no one, or more than one student, is called that.
    """
    kind, _, value = name.partition("=")
    searches = ((kind,),) if kind in IDENTIFIER_KINDS and value else (STRONG_KINDS, ("name",))
    value = value if kind in IDENTIFIER_KINDS and value else name
    for kinds in searches:
        found = unique_people(
            grade.person for grade in grades if any(has_identifier(grade.person, kind, value) for kind in kinds)
        )
        if len(found) > 1:
            raise UsageError(ambiguous_name_text(found, kinds, value))
        if found:
            return found
    group = unique_people(grade.person for grade in grades if grade.entry == name)
    if not group:
        raise UsageError(unknown_person_text(grades, name))
    return group


def ambiguous_name_text(people: Sequence[Person], kinds: Sequence[str], value: str) -> str:
    """Return the message for a name that several students have, with the names to write instead."""
    keys = ", ".join(one_line(person.key) for person in people)
    held = " or ".join(kind for kind in kinds if any(has_identifier(person, kind, value) for person in people))
    exact = " (as id=…, login=… or email=…)" if len(kinds) > 1 else ""
    return f"{one_line(value)} is the {held} of {len(people)} students: name one of {keys}{exact}"


def has_identifier(person: Person, kind: str, value: str) -> bool:
    """Return whether the person has that id, login, email or name; case and word order do not count."""
    known = normalize_identifier(kind, getattr(person, kind))
    return bool(known) and known == normalize_identifier(kind, value)


def unique_people(people: Iterable[Person]) -> tuple[Person, ...]:
    """Return each person once, in their order."""
    return tuple(dict.fromkeys(people))


def unknown_person_text(grades: Sequence[Grade], name: str) -> str:
    """Return the message for an unknown name, with the nearest known one."""
    known = [
        getattr(grade.person, kind) for grade in grades for kind in IDENTIFIER_KINDS if getattr(grade.person, kind)
    ]
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    repair = f"did you mean {one_line(near[0])}?" if near else "grades.csv lists them"
    return f"{one_line(name)}: no such student in this class; {repair}"
