"""What staff decided after the grading: a log that only grows, and the grades with all of it applied."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Literal

import msgspec

from raftlab.batch.late import Policy
from raftlab.batch.records import Grade, Person
from raftlab.batch.roll import Roll

Kind = Literal["override", "comment", "extend", "late"]
LATE, EXTENDED, OVERRIDDEN, UNTIMED = "late", "extended", "overridden", "late, but its time is unknown"


class Edit(msgspec.Struct, frozen=True):
    """One decision. The last of a kind counts for a person; an empty `value` takes the earlier ones back.

    `value`: the score (override), the text (comment), the new due time in UTC (extend), the policy's JSON (late: of
    the whole class, so it names no person).
    """

    kind: Kind
    person: Person
    value: str
    why: str
    by: str
    at: datetime


class Decided(msgspec.Struct, frozen=True):
    """What holds for one person: the last edit of each kind, None where there is none, or where it was taken back."""

    override: Edit | None = None
    comment: Edit | None = None
    extend: Edit | None = None


def settled(roll: Roll, edits: Sequence[Edit]) -> tuple[Grade, ...]:
    """Return the roll's grades as they go out: extensions, then the late policy, then overrides and comments."""
    policy = policy_in(edits)
    most = roll.max
    return tuple(settle(grade, decided(grade.person, edits), policy, most) for grade in roll.grades)


def settle(grade: Grade, what: Decided, policy: Policy | None, most: int) -> Grade:
    """Return one grade with what was decided. An override is final: the late policy takes nothing from it."""
    extended_to = datetime.fromisoformat(what.extend.value) if what.extend else None
    late, lost = lateness(grade, extended_to, policy)
    score = None if grade.score is None else whole(grade.score - lost)
    if what.override:
        score, lost = whole(float(what.override.value)), 0.0
    full = grade.max or (most if what.override else 0)
    flags = [flag for flag in grade.flags if flag != LATE]
    flags += [EXTENDED] if extended_to else []
    flags += [OVERRIDDEN] if what.override else []
    if late:
        flags = [LATE, *flags, *([UNTIMED] if grade.submitted_at is None and (policy or extended_to) else [])]
    return msgspec.structs.replace(
        grade,
        score=score,
        max=full,
        percent=round(100 * score / full, 2) if score is not None and full else None,
        late=late,
        flags=tuple(flags),
        comment=what.comment.value if what.comment else grade.comment,
        overridden=what.override.why if what.override else grade.overridden,
        earned=whole(grade.score) if grade.score is not None and (what.override or lost) else None,
        lost=lost,
        extended_to=extended_to,
    )


def whole(points: float) -> float:
    """Return points to two places, without a point where they are whole."""
    return int(points) if points == int(points) else round(points, 2)


def lateness(grade: Grade, extended_to: datetime | None, policy: Policy | None) -> tuple[bool, float]:
    """Return whether it is late, and the points that costs. Of an unknown time nothing is taken: it is flagged."""
    if grade.submitted_at is None:
        return grade.late, 0.0
    if policy is None:
        return grade.late and not (extended_to and grade.submitted_at <= extended_to), 0.0
    over = policy.lateness(grade.submitted_at, extended_to)
    return bool(over), policy.lost(grade.score, grade.max, over) if grade.score is not None else 0.0


def decided(person: Person, edits: Iterable[Edit]) -> Decided:
    """Return what holds for one person."""
    last: dict[str, Edit] = {edit.kind: edit for edit in edits if edit.kind != "late" and is_same(edit.person, person)}
    return Decided(**{kind: edit for kind, edit in last.items() if edit.value})


def is_same(one: Person, other: Person) -> bool:
    """Tell whether both mean the same student: a roster that came later may know more of a person than the edit."""
    if one.key == other.key:
        return True
    return any(getattr(one, kind) and getattr(one, kind) == getattr(other, kind) for kind in ("id", "login", "email"))


def policy_in(edits: Iterable[Edit]) -> Policy | None:
    """Return the late policy in force, None where there is none."""
    told = [edit.value for edit in edits if edit.kind == "late"]
    return msgspec.json.decode(told[-1], type=Policy) if told and told[-1] else None


def orphans(roll: Roll, edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """Return the edits for people who are not on the roll: none of them may be lost without a word."""
    of_people = [edit for edit in edits if edit.kind != "late"]
    return tuple(edit for edit in of_people if not any(is_same(edit.person, grade.person) for grade in roll.grades))
