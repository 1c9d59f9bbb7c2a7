"""Matches people to the students of a list. Strong clues decide before weak ones; ambiguous clues decide nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from raftlab.batch.models import Person
from raftlab.batch.person_identifiers import (
    SHORTENED_ID,
    STRONG_KINDS,
    has_only_login,
    have_different_identifiers,
    identifier_of_kind,
    is_platform_id,
    is_shortened_to,
    name_rotations,
    normalize_identifier,
    plain_number,
)

Clue = tuple[str, str]
"""A kind of identifier and its normalized value."""


EMAIL_LOGIN = "login as in the email"
"""The kind of a clue that is a guess: what stands before the @ may be the login of someone else."""
WEAK_KINDS = ("name", EMAIL_LOGIN)
"""The kinds of clues that two students can share."""


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
            found = self.find(*clues) if kind != "id" or self.has_same_ids else ()
            same_ids = [student for student in found if not self.is_contradicted(person, student, kind)]
            possible = [each for each in same_ids if kind != EMAIL_LOGIN or not has_other_name(person, each)]
            if len(possible) == 1 and (rival := self.other_owner_text(person, possible[0], kind)):
                return PersonMatch(None, rival)
            if len(possible) == 1:
                return PersonMatch(possible[0], kind=kind)
            if possible:
                return PersonMatch(None, f"{line_numbers_text(possible)} have the same {kind}")
            if found:
                verb, other = "has" if len(found) == 1 else "have", "name" if same_ids else "id"
                reason = f"{line_numbers_text(found)} {verb} the same {kind}, but another {other}"
        return PersonMatch(None, self.same_number_text(person) or reason)

    def other_owner_text(self, person: Person, student: RosterStudent, clue_kind: str) -> str:
        """Return who else has an identifier of the person, where `clue_kind` names `student`; "" for nobody.

        Where ids do not compare, another's id counts only if the student has another name than the person.
        """
        if has_only_login(person):
            return ""
        for kind in STRONG_KINDS if has_other_name(person, student) else STRONG_KINDS[1:]:
            value = identifier_of_kind(person, kind)
            owners = self.find((kind, value)) if value else ()
            if owners and student not in owners:
                return (
                    f"{line_numbers_text([student])} has this {clue_kind}, and {line_numbers_text(owners)} this {kind}"
                )
        return ""

    def match_longer_login(self, match: PersonMatch, key: str, person: Person) -> PersonMatch:
        """Return the match of a person whose login is the end of a submission's key; none if it may be longer.

        A clone is ASSIGNMENT-LOGIN, a file of Blackboard ASSIGNMENT_LOGIN, and both parts may have the separator: with
        a longer login on the list nobody can tell which it is.
        """
        others = self.find(*(("login", normalize_identifier("login", login)) for login in longer_logins(key, person)))
        if not others or match.student in others:
            return match
        if match.student is None:
            return PersonMatch(None, f"{line_numbers_text(others)}: a longer login ends the submission's name")
        students = (match.student, *others)
        return PersonMatch(None, f"{line_numbers_text(students)}: each login ends the submission's name")

    @cached_property
    def numbers(self) -> Mapping[str, tuple[tuple[RosterStudent, str], ...]]:
        """Return the students by their ids and logins that are numbers, without leading zeros."""
        found: dict[str, list[tuple[RosterStudent, str]]] = defaultdict(list)
        for student in self.students:
            for value in sorted(student.values("id") | student.values("login")):
                if number := plain_number(value):
                    found[number].append((student, value))
        return {number: tuple(students) for number, students in found.items()}

    def same_number_text(self, person: Person) -> str:
        """Return who has this person's id or login as a spreadsheet writes numbers; "" for nobody."""
        for value in (identifier_of_kind(person, kind) for kind in ("id", "login")):
            if others := self.numbers.get(plain_number(value)):
                where = line_numbers_text(student for student, _ in others)
                verb = "has" if len(others) == 1 else "have"
                repair = "a spreadsheet changed the number; export the list again and import its columns as text"
                return f"{where} {verb} {' and '.join(each for _, each in others)}, not {value}: {repair}"
        return ""

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
            shortened = student.values(SHORTENED_ID)
            if shortened and value.isdigit():
                return value not in known and not any(is_shortened_to(value, each) for each in shortened)
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
        yield EMAIL_LOGIN, (("login", normalize_identifier("login", person.email.partition("@")[0])),)


def has_other_name(person: Person, student: RosterStudent) -> bool:
    """Return whether both have names, and each name has a word that the other lacks: Jane Smith is not John Smith."""
    words = set(normalize_identifier("name", person.name).split())
    known = [set(name.split()) for name in student.values("name")]
    return bool(words and known) and not any(words <= name or name <= words for name in known)


def longer_logins(key: str, person: Person) -> list[str]:
    """Return the longer logins that a submission's key may end with, none if the person's is not its end.

    >>> longer_logins("raft-ann-lee", Person(login="lee"))
    ['raft-ann-lee', 'ann-lee']
    """
    separator = key.removesuffix(person.login)[-1:]
    if not has_only_login(person) or not key.endswith(person.login) or separator not in ("-", "_"):
        return []
    words = key.removesuffix(f"{separator}{person.login}").split(separator)
    return [separator.join((*words[at:], person.login)) for at in range(len(words))]


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
        rivals = claims[match.student] if match.student is not None and match.kind in WEAK_KINDS else []
        if any(have_different_identifiers(person, rival) for rival in rivals if rival != person):
            matches[person] = PersonMatch(None, "another submission has the same name and a different identifier")
    return matches


def are_ids_comparable(students: StudentIndex, people: Iterable[Person]) -> bool:
    """Return whether the list and the people have ids of one kind: not if equal logins or emails have other ids."""
    disagreements = 0
    for person in people:
        value = identifier_of_kind(person, "id")
        owners = students.find(("id", value)) if value else ()
        same = students.find(*((kind, identifier_of_kind(person, kind)) for kind in ("login", "email")))
        if owners and (not same or set(owners) & set(same)):
            return True
        disagreements += any(students.differs(person, student, "id") for student in same)
    return not disagreements


def line_numbers_text(students: Iterable[RosterStudent]) -> str:
    """Return the lines of students in words."""
    lines = sorted({line for student in students for line in student.lines})
    return f"line{'s' if len(lines) > 1 else ''} {' and '.join(map(str, lines))}" if lines else "other students"
