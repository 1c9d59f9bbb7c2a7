"""Who is meant: the student, or the group, that staff name on a command line."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence

from raftlab.batch.models import Grade, Person
from raftlab.batch.roster import normalize_identifier
from raftlab.errors import UsageError
from raftlab.report.sanitise import one_line

IDENTIFIER_KINDS = ("id", "login", "email", "name")


def find_people(grades: Sequence[Grade], name: str) -> tuple[Person, ...]:
    """Return the one student of that id, login, email or name, or all of the submission of that name.

    UsageError where no one, or more than one student, is called that.
    """
    for kind in IDENTIFIER_KINDS:
        found = unique_people(grade.person for grade in grades if has_identifier(grade.person, kind, name))
        if len(found) > 1:
            told = ", ".join(one_line(person.key) for person in found)
            raise UsageError(f"{one_line(name)} is the {kind} of {len(found)} students: name one of {told}")
        if found:
            return found
    group = unique_people(grade.person for grade in grades if grade.entry == name)
    if not group:
        raise UsageError(unknown_person_text(grades, name))
    return group


def has_identifier(person: Person, kind: str, value: str) -> bool:
    """Tell whether the person's id, login, email or name is that, case and the order of a name's parts apart."""
    told = getattr(person, kind)
    return bool(told) and normalize_identifier(kind, told) == normalize_identifier(kind, value)


def unique_people(people: Iterable[Person]) -> tuple[Person, ...]:
    """Return each person once, in their order."""
    return tuple(dict.fromkeys(people))


def unknown_person_text(grades: Sequence[Grade], name: str) -> str:
    """Return the words for a name that no one has: the nearest."""
    known = [
        getattr(grade.person, kind) for grade in grades for kind in IDENTIFIER_KINDS if getattr(grade.person, kind)
    ]
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    repair = f"did you mean {one_line(near[0])}?" if near else "grades.csv lists them"
    return f"{one_line(name)}: no such student in this class; {repair}"
