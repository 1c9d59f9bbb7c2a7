"""Who is meant: the student, or the group, that staff name on a command line."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence

from raftlab.batch.records import Grade, Person
from raftlab.batch.roster import same
from raftlab.errors import UsageFault
from raftlab.report.sanitise import one_line

KINDS = ("id", "login", "email", "name")


def people_called(grades: Sequence[Grade], wanted: str) -> tuple[Person, ...]:
    """Return the one student of that id, login, email or name, or all of the submission of that name.

    UsageFault where no one, or more than one student, is called that.
    """
    for kind in KINDS:
        found = distinct(grade.person for grade in grades if is_called(grade.person, kind, wanted))
        if len(found) > 1:
            told = ", ".join(one_line(person.key) for person in found)
            raise UsageFault(f"{one_line(wanted)} is the {kind} of {len(found)} students: name one of {told}")
        if found:
            return found
    group = distinct(grade.person for grade in grades if grade.entry == wanted)
    if not group:
        raise UsageFault(unknown(grades, wanted))
    return group


def is_called(person: Person, kind: str, wanted: str) -> bool:
    """Tell whether the person's id, login, email or name is that, case and the order of a name's parts apart."""
    told = getattr(person, kind)
    return bool(told) and same(kind, told) == same(kind, wanted)


def distinct(people: Iterable[Person]) -> tuple[Person, ...]:
    """Return each person once, in their order."""
    return tuple(dict.fromkeys(people))


def unknown(grades: Sequence[Grade], wanted: str) -> str:
    """Return the words for a name that no one has: the nearest."""
    known = [getattr(grade.person, kind) for grade in grades for kind in KINDS if getattr(grade.person, kind)]
    near = difflib.get_close_matches(wanted, known, n=1, cutoff=0.5)
    repair = f"did you mean {one_line(near[0])}?" if near else "grades.csv lists them"
    return f"{one_line(wanted)}: no such student in this class; {repair}"
