"""What staff decided after the grading: a log that only grows, and the grades with all of it applied."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Literal

import msgspec

from raftlab.batch.class_results import ClassResults
from raftlab.batch.identifiers import STRONG_KINDS, is_folder_name
from raftlab.batch.late_policy import LatePolicy
from raftlab.batch.models import Grade, Person

EditKind = Literal["override", "comment", "extend", "late"]
LATE_FLAG, EXTENDED_FLAG, OVERRIDDEN_FLAG, UNKNOWN_TIME_FLAG = (
    "late",
    "extended",
    "overridden",
    "late, but its time is unknown",
)


class Edit(msgspec.Struct, frozen=True):
    """One decision. The last of a kind counts for a person; an empty `value` takes the earlier ones back.

    `value`: the score (override), the text (comment), the new due time in UTC (extend), the policy's JSON (late: of
    the whole class, so it names no person).
    """

    kind: EditKind
    person: Person
    value: str
    why: str
    by: str
    at: datetime


class ActiveEdits(msgspec.Struct, frozen=True):
    """What holds for one person: the last edit of each kind, None where there is none, or where it was taken back."""

    override: Edit | None = None
    comment: Edit | None = None
    extend: Edit | None = None


def apply_edits(class_results: ClassResults, edits: Sequence[Edit]) -> tuple[Grade, ...]:
    """Return the roll's grades as they go out: extensions, then the late policy, then overrides and comments."""
    policy = current_late_policy(edits)
    most = class_results.max
    return tuple(
        apply_edits_to_grade(grade, active_edits_for(grade.person, edits), policy, most)
        for grade in class_results.grades
    )


def apply_edits_to_grade(
    grade: Grade, active_edits: ActiveEdits, late_policy: LatePolicy | None, class_maximum: int
) -> Grade:
    """Return one grade with what was decided. An override is final: the late policy takes nothing from it."""
    extended_to = datetime.fromisoformat(active_edits.extend.value) if active_edits.extend else None
    late, lost = late_penalty(grade, extended_to, late_policy)
    score = None if grade.score is None else round_points(grade.score - lost)
    if active_edits.override:
        score, lost = round_points(float(active_edits.override.value)), 0.0
    full = grade.max or (class_maximum if active_edits.override else 0)
    flags = [flag for flag in grade.flags if flag != LATE_FLAG]
    flags += [EXTENDED_FLAG] if extended_to else []
    flags += [OVERRIDDEN_FLAG] if active_edits.override else []
    if late:
        flags = [
            LATE_FLAG,
            *flags,
            *([UNKNOWN_TIME_FLAG] if grade.submitted_at is None and (late_policy or extended_to) else []),
        ]
    return msgspec.structs.replace(
        grade,
        score=score,
        max=full,
        percent=round(100 * score / full, 2) if score is not None and full else None,
        late=late,
        flags=tuple(flags),
        comment=active_edits.comment.value if active_edits.comment else grade.comment,
        overridden=active_edits.override.why if active_edits.override else grade.overridden,
        earned=round_points(grade.score) if grade.score is not None and (active_edits.override or lost) else None,
        lost=lost,
        extended_to=extended_to,
    )


def round_points(points: float) -> float:
    """Return points to two places, without a point where they are whole."""
    return int(points) if points == int(points) else round(points, 2)


def late_penalty(grade: Grade, extended_to: datetime | None, late_policy: LatePolicy | None) -> tuple[bool, float]:
    """Return whether it is late, and the points that costs. Of an unknown time nothing is taken: it is flagged."""
    if grade.submitted_at is None:
        return grade.late, 0.0
    if late_policy is None:
        return grade.late and not (extended_to and grade.submitted_at <= extended_to), 0.0
    over = late_policy.lateness(grade.submitted_at, extended_to)
    return bool(over), late_policy.points_lost(grade.score, grade.max, over) if grade.score is not None else 0.0


def active_edits_for(person: Person, edits: Iterable[Edit]) -> ActiveEdits:
    """Return what holds for one person."""
    last: dict[str, Edit] = {
        edit.kind: edit for edit in edits if edit.kind != "late" and is_same_person(edit.person, person)
    }
    return ActiveEdits(**{kind: edit for kind, edit in last.items() if edit.value})


def is_same_person(first: Person, second: Person) -> bool:
    """Tell whether both are one student: a later roster may know more of a person than the edit.

    The strongest identifier that both have decides; a weaker one never overrules it.
    """
    for kind in STRONG_KINDS:
        if getattr(first, kind) and getattr(second, kind):
            if getattr(first, kind) == getattr(second, kind):
                return True
            if not (kind == "login" and (is_folder_name(first) or is_folder_name(second))):
                return False
    return first.key == second.key


def current_late_policy(edits: Iterable[Edit]) -> LatePolicy | None:
    """Return the late policy in force, None where there is none."""
    told = [edit.value for edit in edits if edit.kind == "late"]
    return msgspec.json.decode(told[-1], type=LatePolicy) if told and told[-1] else None


def unmatched_edits(class_results: ClassResults, edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """Return the edits for people who are not on the roll: none of them may be lost without a word."""
    of_people = [edit for edit in edits if edit.kind != "late"]
    return tuple(
        edit
        for edit in of_people
        if not any(is_same_person(edit.person, grade.person) for grade in class_results.grades)
    )
