"""The edits of staff after the grading, and the grades with these edits applied."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Literal

import msgspec

from raftlab.batch.class_results import ClassResults
from raftlab.batch.late_policy import LatePolicy
from raftlab.batch.manual_check_points import POINTS_BY_HAND_FLAG, CheckPoints, apply_check_points
from raftlab.batch.models import Grade, Person
from raftlab.batch.person_identifiers import (
    STRONG_KINDS,
    fold_text,
    has_only_login,
    identifier_of_kind,
    is_platform_id,
)

EditKind = Literal["override", "comment", "extend", "late", "points", "slip"]
LATE_FLAG, EXTENDED_FLAG, OVERRIDDEN_FLAG, UNKNOWN_TIME_FLAG = (
    "late",
    "extended",
    "overridden",
    "late, but its time is unknown",
)
SLIP_FLAG = "slip days"


class Edit(msgspec.Struct, frozen=True):
    """One edit. For each person the last edit of a kind counts; an empty `value` undoes the earlier ones.

    `value`: the score (override), the text (comment), the new due time in UTC (extend, slip), the JSON of CheckPoints
    (points: the last one of a check counts), the policy's JSON (late: of the whole class, so it names no person).
    """

    kind: EditKind
    person: Person
    value: str
    why: str
    by: str
    at: datetime


class ActiveEdits(msgspec.Struct, frozen=True):
    """The edits in force for one person: the last of each kind; None if there is none or it was undone."""

    override: Edit | None = None
    comment: Edit | None = None
    extend: Edit | None = None
    slip: Edit | None = None
    points: Mapping[str, CheckPoints] = {}
    """The points by hand of each check."""


def apply_edits(class_results: ClassResults, edits: Sequence[Edit]) -> tuple[Grade, ...]:
    """Return the final grades of a class: with points by hand, extensions, the late policy, overrides and comments."""
    policy = current_late_policy(edits)
    most, limit = class_results.max, class_results.safety_limit_percent
    grades = []
    for grade in class_results.grades:
        active = active_edits_for(grade.person, edits)
        by_hand = apply_check_points(grade, active.points, limit)
        grades.append(apply_edits_to_grade(by_hand, active, policy, most, graded_score=grade.score))
    return tuple(grades)


def apply_edits_to_grade(
    grade: Grade,
    active_edits: ActiveEdits,
    late_policy: LatePolicy | None,
    class_maximum: int,
    *,
    graded_score: float | None,
) -> Grade:
    """Return one grade with its edits. An override is final: the late policy takes nothing from it.

    graded_score: the score by the grader alone.
    """
    moved = [datetime.fromisoformat(edit.value) for edit in (active_edits.extend, active_edits.slip) if edit]
    extended_to = max(moved, default=None)
    late, lost = late_penalty(grade, extended_to, late_policy)
    score = None if grade.score is None else round_points(grade.score - lost)
    if active_edits.override:
        score, lost = round_points(float(active_edits.override.value)), 0.0
    full = grade.max or (class_maximum if active_edits.override else 0)
    flags = [flag for flag in grade.flags if flag != LATE_FLAG]
    flags += [EXTENDED_FLAG] if active_edits.extend else []
    flags += [SLIP_FLAG] if active_edits.slip else []
    flags += [OVERRIDDEN_FLAG] if active_edits.override else []
    flags += [POINTS_BY_HAND_FLAG] if grade.check_remarks else []
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
        earned=round_points(graded_score)
        if graded_score is not None and (active_edits.override or lost or grade.check_remarks)
        else None,
        lost=lost,
        extended_to=extended_to,
        slip_text=active_edits.slip.why if active_edits.slip else "",
    )


def round_points(points: float) -> float:
    """Return points rounded to two decimals; whole numbers as an int."""
    return int(points) if points == int(points) else round(points, 2)


def late_penalty(grade: Grade, extended_to: datetime | None, late_policy: LatePolicy | None) -> tuple[bool, float]:
    """Return whether a submission is late, and the points that it loses. One of unknown time loses none."""
    if grade.submitted_at is None:
        return grade.late, 0.0
    if late_policy is None:
        return grade.late and not (extended_to and grade.submitted_at <= extended_to), 0.0
    over = late_policy.lateness(grade.submitted_at, extended_to)
    return bool(over), late_policy.points_lost(grade.score, grade.max, over) if grade.score is not None else 0.0


def active_edits_for(person: Person, edits: Iterable[Edit]) -> ActiveEdits:
    """Return the edits in force for one person."""
    own = [edit for edit in edits if edit.kind != "late" and is_same_person(edit.person, person)]
    last: dict[str, Edit] = {edit.kind: edit for edit in own if edit.kind != "points"}
    by_hand = {points.check: points for edit in own if (points := decode_check_points(edit))}
    return ActiveEdits(
        points={name: points for name, points in by_hand.items() if points.points is not None},
        **{kind: edit for kind, edit in last.items() if edit.value},
    )


def decode_check_points(edit: Edit) -> CheckPoints | None:
    """Return the points for a check that an edit gives, None for an edit of another kind."""
    return msgspec.json.decode(edit.value, type=CheckPoints) if edit.kind == "points" else None


def is_same_person(first: Person, second: Person) -> bool:
    """Return whether both are one student: a later roster may know more of a person than the edit.

    The strongest identifier that both have decides; a weaker one never overrules it.
    """
    for kind in STRONG_KINDS:
        mine, other = identifier_of_kind(first, kind), identifier_of_kind(second, kind)
        if mine and mine == other:
            return True
        if mine and other and not is_difference_harmless(kind, first, second):
            return False
    return fold_text(first.key) == fold_text(second.key)


def is_difference_harmless(kind: str, first: Person, second: Person) -> bool:
    """Return whether two people with different identifiers of a kind may be one student.

    A login alone may be an id or a name, and Moodle gives a participant another number in each assignment.
    """
    if kind == "id":
        return any(is_platform_id(identifier_of_kind(person, kind)) for person in (first, second))
    return kind == "login" and (has_only_login(first) or has_only_login(second))


def current_late_policy(edits: Iterable[Edit]) -> LatePolicy | None:
    """Return the late policy in force, None if there is none."""
    told = [edit.value for edit in edits if edit.kind == "late"]
    return msgspec.json.decode(told[-1], type=LatePolicy) if told and told[-1] else None


def unmatched_edits(class_results: ClassResults, edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """Return the edits for people who are not in the class, and for checks that their results lack."""
    return tuple(
        edit
        for edit in edits
        if edit.kind != "late"
        and not any(
            is_same_person(edit.person, grade.person) and has_edited_check(grade, edit)
            for grade in class_results.grades
        )
    )


def has_edited_check(grade: Grade, edit: Edit) -> bool:
    """Return whether a grade has the check that an edit gives points for; True for an edit of another kind."""
    points = decode_check_points(edit)
    if points is None or points.points is None:
        return True
    return grade.result is not None and any(check.name == points.check for check in grade.result.checks)
