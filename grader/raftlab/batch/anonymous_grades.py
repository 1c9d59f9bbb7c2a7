"""Grading without names: each student has an alias that only the batch's folder can compute, the same on every run."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

import msgspec

from raftlab.batch.manual_check_points import POINTS_BY_HAND_FLAG
from raftlab.batch.models import Grade, Person
from raftlab.batch.page_secret import unguessable_name
from raftlab.batch.person_identifiers import name_words
from raftlab.batch.review_flags import ATTACK_FLAG, BOUNDARY_FLAG, NONDETERMINISM_FLAG
from raftlab.batch.similarity.class_similarity import SIMILAR_NOTE
from raftlab.batch.staff_edits import EXTENDED_FLAG, LATE_FLAG, OVERRIDDEN_FLAG, SLIP_FLAG
from raftlab.batch.submission_precheck import UNCHANGED_NOTE

ALIAS_PREFIX = "anon-"
ALIAS_DIGITS = 10
"""The hexadecimal digits of an alias: two of 10,000 students share one with a chance of 1 in 20,000."""
NAMELESS_FLAGS = (
    *(LATE_FLAG, EXTENDED_FLAG, OVERRIDDEN_FLAG, SLIP_FLAG, POINTS_BY_HAND_FLAG),
    *(UNCHANGED_NOTE, NONDETERMINISM_FLAG, ATTACK_FLAG, BOUNDARY_FLAG, "limited: "),
)
"""What a flag may begin with to be shown: the others can name a student or a file of theirs."""
IDENTIFIER_LENGTH = 4
"""A shorter id or login is left in a text: it can be a word of the code."""
REDACTED = "█████"


def alias_of(person: Person, secret: bytes) -> str:
    """Return the alias of a student."""
    return ALIAS_PREFIX + unguessable_name(secret, f"alias {person.key}")[:ALIAS_DIGITS]


def anonymous_grades(grades: Iterable[Grade], secret: bytes) -> tuple[Grade, ...]:
    """Return the grades under aliases and sorted by them, without names, sections, times or names of submissions."""
    return tuple(sorted((anonymous_grade(grade, secret) for grade in grades), key=lambda grade: grade.person.id))


def anonymous_grade(grade: Grade, secret: bytes) -> Grade:
    """Return one grade under its alias."""
    redact = make_redactor(grade.person)
    similar = ("similar to another",) if any(flag.startswith(f"{SIMILAR_NOTE} to ") for flag in grade.flags) else ()
    return msgspec.structs.replace(
        grade,
        person=Person(id=alias_of(grade.person, secret)),
        entry="",
        submitted_at=None,
        flags=(*(flag for flag in grade.flags if flag.startswith(NAMELESS_FLAGS)), *similar),
        message=redact(grade.message),
        comment=redact(grade.comment),
        check_remarks=tuple(map(redact, grade.check_remarks)),
    )


def make_redactor(person: Person) -> Callable[[str], str]:
    """Return a function that removes a student's name, email, login and id from a text, such as a comment."""
    words = name_words(person.name)
    known = [person.email, *(each for each in (person.login, person.id) if len(each) >= IDENTIFIER_LENGTH)]
    patterns = [rf"(?<![\w@.]){re.escape(text)}(?![\w@])" for text in known if text]
    raw = [re.escape(word) for word in re.split(r"[\s,]+", person.name) if word]
    if len(words) > 1 and raw:
        patterns += [r"(?<!\w)" + r"[\s,]+".join(raw[n:] + raw[:n]) + r"(?!\w)" for n in range(len(raw))]
    if not patterns:
        return lambda text: text
    return lambda text: re.sub("|".join(patterns), REDACTED, text, flags=re.IGNORECASE)


def person_of_alias(grades: Iterable[Grade], alias: str, secret: bytes) -> Person | None:
    """Return the student with this alias; None if there is none."""
    return next((grade.person for grade in grades if alias_of(grade.person, secret) == alias), None)
