"""Matches people to the students of a list. Strong clues decide before weak ones; ambiguous clues decide nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from raftlab.batch.models import Person
from raftlab.batch.person_identifiers import (
    STRONG_KINDS,
    has_only_login,
    have_different_identifiers,
    identifier_of_kind,
    is_platform_id,
    name_rotations,
    normalize_identifier,
)

Clue = tuple[str, str]
"""A kind of identifier and its normalized value."""


@dataclass(frozen=True)
class RosterStudent:
    """One student of a list: the person, all identifiers of the student's rows, and the rows and their lines."""

    person: Person
    identifiers: frozenset[Clue]
    rows: tuple[int, ...] = ()
    lines: tuple[int, ...] = ()

    def values(self, kind: str) -> frozenset[str]:
        """Return the student's identifiers of a kind."""
        return frozenset(value for each, value in self.identifiers if each == kind)


@dataclass(frozen=True)
class PersonMatch:
    """The student that a person is, None with the reason if that is not certain. `kind`: of the clue that decided."""

    student: RosterStudent | None
    reason: str = ""
    kind: str = ""


@dataclass(frozen=True)
class StudentIndex:
    """Students with an index of their identifiers. `has_same_ids`: whether ids here and ids of the people compare."""

    students: tuple[RosterStudent, ...]
    has_same_ids: bool = True

    @cached_property
    def index(self) -> Mapping[Clue, tuple[RosterStudent, ...]]:
        """Return the students by each of their identifiers."""
        found: dict[Clue, list[RosterStudent]] = defaultdict(list)
        for student in self.students:
            for clue in student.identifiers:
                found[clue].append(student)
        return {clue: tuple(students) for clue, students in found.items()}

    def find(self, *clues: Clue) -> tuple[RosterStudent, ...]:
        """Return the students who have one of these identifiers."""
        return tuple(dict.fromkeys(student for clue in clues for student in self.index.get(clue, ())))

    def match(self, person: Person) -> PersonMatch:
        """Return the student who matches the person: by the strongest clue that fits one student uncontradicted."""
        reason = "no student has this name or identifier"
        for kind, clues in person_clues(person):
            found = self.find(*clues)
            possible = [student for student in found if not self.is_contradicted(person, student, kind)]
            if len(possible) == 1:
                return PersonMatch(possible[0], kind=kind)
            if possible:
                return PersonMatch(None, f"{line_numbers_text(possible)} have the same {kind}")
            if found:
                reason = (
                    f"{line_numbers_text(found)} {'has' if len(found) == 1 else 'have'} the same {kind}, but another id"
                )
        return PersonMatch(None, reason)

    def is_contradicted(self, person: Person, student: RosterStudent, clue_kind: str) -> bool:
        """Return whether an identifier that is stronger than the clue says that these are two people."""
        if has_only_login(person):
            return False
        kinds = STRONG_KINDS[: STRONG_KINDS.index(clue_kind)] if clue_kind in STRONG_KINDS else STRONG_KINDS
        return any(self.differs(person, student, kind) for kind in kinds)

    def differs(self, person: Person, student: RosterStudent, kind: str) -> bool:
        """Return whether both have identifiers of this kind, and none in common."""
        value, known = identifier_of_kind(person, kind), student.values(kind)
        if kind == "id":
            known = frozenset(each for each in known if is_platform_id(each) == is_platform_id(value))
            if not self.has_same_ids or ("login", value) in student.identifiers:
                return False
        return bool(value and known) and value not in known


def person_clues(person: Person) -> Iterable[tuple[str, tuple[Clue, ...]]]:
    """Yield the clues of a person, the strongest first: the kind, and the identifiers that it can be."""
    if has_only_login(person):
        word = person.login
        yield "identifier", tuple((kind, normalize_identifier(kind, word)) for kind in STRONG_KINDS)
        yield "name", name_clues(word, is_joined=False)
        return
    for kind in STRONG_KINDS:
        if value := identifier_of_kind(person, kind):
            yield kind, ((kind, value),)
    if person.id:
        yield "login", (("login", normalize_identifier("login", person.id)),)
    if person.login:
        yield "login", (("id", normalize_identifier("id", person.login)),)
    if person.name:
        yield "name", name_clues(person.name, is_joined=bool(person.id))
    if person.email:
        yield "name", (("login", normalize_identifier("login", person.email.partition("@")[0])),)


def name_clues(name: str, *, is_joined: bool) -> tuple[Clue, ...]:
    """Return the clues of a name. is_joined: a single word may be all words of a name."""
    words = normalize_identifier("name", name)
    if not words:
        return ()
    return (("name", words), ("joined name", words)) if is_joined and " " not in words else (("name", words),)


def listed_name_clues(name: str) -> frozenset[Clue]:
    """Return the identifiers that a name in a list gives its student."""
    words = normalize_identifier("name", name)
    return (
        frozenset({("name", words), *(("joined name", each) for each in name_rotations(name))})
        if words
        else frozenset()
    )


def match_people(students: Sequence[RosterStudent], people: Iterable[Person]) -> dict[Person, PersonMatch]:
    """Return the match of each person. Two people with different identifiers are never one student by name alone."""
    people = tuple(dict.fromkeys(people))
    known = StudentIndex(tuple(students))
    known = StudentIndex(known.students, are_ids_comparable(known, people))
    matches = {person: known.match(person) for person in people}
    claims: dict[RosterStudent, list[Person]] = defaultdict(list)
    for person, match in matches.items():
        if match.student is not None:
            claims[match.student].append(person)
    for person, match in matches.items():
        rivals = claims[match.student] if match.student is not None and match.kind == "name" else []
        if any(have_different_identifiers(person, rival) for rival in rivals if rival != person):
            matches[person] = PersonMatch(None, "another submission has the same name and a different identifier")
    return matches


def are_ids_comparable(students: StudentIndex, people: Iterable[Person]) -> bool:
    """Return whether the list and the people have ids of one kind: not if equal logins or emails have other ids."""
    disagreements = 0
    for person in people:
        value = identifier_of_kind(person, "id")
        if value and students.find(("id", value)):
            return True
        same = students.find(*((kind, identifier_of_kind(person, kind)) for kind in ("login", "email")))
        disagreements += any(students.differs(person, student, "id") for student in same)
    return not disagreements


def line_numbers_text(students: Iterable[RosterStudent]) -> str:
    """Return the lines of students in words."""
    lines = sorted({line for student in students for line in student.lines})
    return f"line{'s' if len(lines) > 1 else ''} {' and '.join(map(str, lines))}" if lines else "other students"


def merge_rows(rows: Iterable[RosterStudent]) -> tuple[tuple[RosterStudent, ...], tuple[str, ...]]:
    """Return one student for the rows of one id or login, and a line for each set of rows that contradict each other.

    Rows that contradict each other are no student: nobody can tell who they are.
    """
    groups: list[list[RosterStudent]] = []
    by_clue: dict[Clue, list[RosterStudent]] = {}
    for row in rows:
        joined = unique_groups(by_clue[clue] for clue in row_merge_keys(row) if clue in by_clue)
        group = [row]
        for other in joined:
            groups = [each for each in groups if each is not other]
            group = [*other, *group]
        groups.append(group)
        for member in group:
            by_clue |= dict.fromkeys(row_merge_keys(member), group)
    groups.sort(key=lambda group: group[0].rows)
    faults = tuple(conflict_text(group) for group in groups if has_conflicting_rows(group))
    return tuple(merge_group(group) for group in groups if not has_conflicting_rows(group)), faults


def unique_groups(groups: Iterable[list[RosterStudent]]) -> list[list[RosterStudent]]:
    """Return each group once, in the order of its first row."""
    return sorted({id(group): group for group in groups}.values(), key=lambda group: group[0].rows)


def row_merge_keys(row: RosterStudent) -> list[Clue]:
    """Return the identifiers by which rows are one student: ids and logins, or an email in a row without them."""
    strong = [clue for clue in row.identifiers if clue[0] in ("id", "login")]
    return sorted(strong or (clue for clue in row.identifiers if clue[0] == "email"))


def has_conflicting_rows(group: Sequence[RosterStudent]) -> bool:
    """Return whether rows with an id or login in common have another id or login, or no name word in common."""
    kinds = ("id", "login", "name word")
    values = [{kind: row_identifiers(row, kind) for kind in kinds} for row in group]
    return any(
        first[kind] and second[kind] and not first[kind] & second[kind]
        for n, first in enumerate(values)
        for second in values[:n]
        for kind in kinds
    )


def row_identifiers(row: RosterStudent, kind: str) -> frozenset[str]:
    """Return the row's identifiers of a kind; "name word": the words of its names."""
    if kind == "name word":
        return frozenset(word for name in row.values("name") for word in name.split())
    return row.values(kind)


def conflict_text(group: Sequence[RosterStudent]) -> str:
    """Return the words for rows that contradict each other."""
    names = ", ".join(dict.fromkeys(row.person.name or row.person.key for row in group))
    return f"{line_numbers_text(group)} share an id or login, but are not one student ({names})"


def merge_group(group: Sequence[RosterStudent]) -> RosterStudent:
    """Return the student of several rows: the first of each identifier, and all sections."""
    if len(group) == 1:
        return group[0]
    people = [row.person for row in group]
    first = {kind: next((v for who in people if (v := getattr(who, kind))), "") for kind in (*STRONG_KINDS, "name")}
    sections = ", ".join(dict.fromkeys(who.section for who in people if who.section))
    return RosterStudent(
        Person(**first, section=sections),
        frozenset().union(*(row.identifiers for row in group)),
        tuple(row for each in group for row in each.rows),
        tuple(line for each in group for line in each.lines),
    )
