"""Two gradings of a class, told apart: whose points changed, by which check, and why."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from raftlab.batch.records import Fate, Grade, Person
from raftlab.batch.roll import Roll
from raftlab.records import CheckResult, Verdict


class CheckChange(msgspec.Struct, frozen=True):
    """One check with another verdict, or other points; None where a grading did not have it."""

    name: str
    old: Verdict | None
    new: Verdict | None
    points: int
    """What the change is worth: new less old."""


class Difference(msgspec.Struct, frozen=True):
    """One student and submission of which the gradings say different things; None where one has no such student."""

    person: Person
    entry: str
    old: float | None
    new: float | None
    old_fate: Fate | None
    new_fate: Fate | None
    why: tuple[str, ...]
    checks: tuple[CheckChange, ...] = ()


class Comparison(msgspec.Struct, frozen=True):
    """All that differs. `same`: how many of the students' points are as they were."""

    scene: str
    old_kit: str
    new_kit: str
    differences: tuple[Difference, ...]
    same: int


def compare(old: Roll, new: Roll) -> Comparison:
    """Return what differs in the grader's own points; no edit of the staff is looked at."""
    pairs = tuple(paired(old, new))
    told = tuple(difference(old, new, *pair) for pair in pairs if is_other(*pair))
    return Comparison(new.scene, old.kit, new.kit, told, len(pairs) - len(told))


def paired(old: Roll, new: Roll) -> Iterator[tuple[Grade | None, Grade | None]]:
    """Yield each student's submission with its like in the other grading: the new ones in order, then who is gone."""
    before = {(grade.person.key, grade.entry): grade for grade in old.grades}
    alone: dict[str, Grade] = {}  # by the person, for who handed in under another name
    for grade in old.grades:
        alone.setdefault(grade.person.key, grade)
    for grade in new.grades:
        match = before.pop((grade.person.key, grade.entry), None)
        if match is None and (other := alone.get(grade.person.key)):
            match = before.pop((other.person.key, other.entry), None)
        yield match, grade
    for grade in before.values():
        yield grade, None


def is_other(old: Grade | None, new: Grade | None) -> bool:
    """Tell whether points, maximum, fate or a verdict differ."""
    if old is None or new is None:
        return True
    return (old.score, old.max, old.fate) != (new.score, new.max, new.fate) or bool(check_changes(old, new))


def difference(old: Roll, new: Roll, before: Grade | None, after: Grade | None) -> Difference:
    """Return one difference with its reasons."""
    shown = after or before
    assert shown is not None
    return Difference(
        shown.person,
        shown.entry,
        before.score if before else None,
        after.score if after else None,
        before.fate if before else None,
        after.fate if after else None,
        tuple(reasons(old, new, before, after)),
        check_changes(before, after),
    )


def reasons(old: Roll, new: Roll, before: Grade | None, after: Grade | None) -> Iterator[str]:
    """Yield why the points may differ: what was not the same in the two gradings."""
    if before is None or after is None:
        yield "not in the old grading" if before is None else "not in the new grading"
        return
    if before.sha256 != after.sha256:
        yield "another text was handed in"
    if old.kit != new.kit:
        yield f"the kit changed ({old.kit} -> {new.kit})"
    if old.seed != new.seed:
        yield f"another seed ({old.seed} -> {new.seed})"
    if before.fate != after.fate:
        yield f"{before.fate} -> {after.fate}" + (f": {after.message}" if after.message else "")


def check_changes(before: Grade | None, after: Grade | None) -> tuple[CheckChange, ...]:
    """Return the checks that came out differently, in the order of the new suite; then those that are gone."""
    was, now = checks_of(before), checks_of(after)
    if not was or not now:
        return ()
    names = [*now, *(name for name in was if name not in now)]
    changes = (change(name, was.get(name), now.get(name)) for name in names)
    return tuple(each for each in changes if each.old != each.new or each.points)


def change(name: str, old: CheckResult | None, new: CheckResult | None) -> CheckChange:
    """Return how one check came out before and after."""
    worth = (new.points if new else 0) - (old.points if old else 0)
    return CheckChange(name, old.verdict if old else None, new.verdict if new else None, worth)


def checks_of(grade: Grade | None) -> dict[str, CheckResult]:
    """Return the checks of a grade by name."""
    return {check.name: check for check in grade.result.checks} if grade and grade.result else {}
