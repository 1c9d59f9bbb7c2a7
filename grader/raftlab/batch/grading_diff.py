"""Compares two gradings of a class: whose points changed, in which check, and why."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from raftlab.batch.class_results import ClassResults
from raftlab.batch.models import Grade, GradingStatus, Person
from raftlab.grading_models import CheckResult, Verdict


class CheckChange(msgspec.Struct, frozen=True):
    """One check with another verdict, or other points; None where a grading did not have it."""

    name: str
    old: Verdict | None
    new: Verdict | None
    points: int
    """What the change is worth: new less old."""


class GradeDifference(msgspec.Struct, frozen=True):
    """A submission with different grades in the two gradings; a grade is None if that grading lacks the student."""

    person: Person
    entry: str
    old: float | None
    new: float | None
    old_fate: GradingStatus | None
    new_fate: GradingStatus | None
    why: tuple[str, ...]
    checks: tuple[CheckChange, ...] = ()


class GradingComparison(msgspec.Struct, frozen=True):
    """All differences. `same`: how many students have the same points in both."""

    scene: str
    old_kit: str
    new_kit: str
    differences: tuple[GradeDifference, ...]
    same: int


def compare_gradings(old_class: ClassResults, new_class: ClassResults) -> GradingComparison:
    """Return the differences in the grader's points; edits of staff are ignored."""
    pairs = tuple(pair_grades(old_class, new_class))
    told = tuple(explain_difference(old_class, new_class, *pair) for pair in pairs if is_changed(*pair))
    return GradingComparison(new_class.scene, old_class.kit, new_class.kit, told, len(pairs) - len(told))


def pair_grades(old_class: ClassResults, new_class: ClassResults) -> Iterator[tuple[Grade | None, Grade | None]]:
    """Yield each student's two grades, in the order of the new grading; then those that only the old one has."""
    before = {(grade.person.key, grade.entry): grade for grade in old_class.grades}
    alone: dict[str, Grade] = {}  # by the person, for those who handed in under another name
    for grade in old_class.grades:
        alone.setdefault(grade.person.key, grade)
    for grade in new_class.grades:
        match = before.pop((grade.person.key, grade.entry), None)
        if match is None and (other := alone.get(grade.person.key)):
            match = before.pop((other.person.key, other.entry), None)
        yield match, grade
    for grade in before.values():
        yield grade, None


def is_changed(old_grade: Grade | None, new_grade: Grade | None) -> bool:
    """Return whether the points, the maximum, the status or a verdict differ."""
    if old_grade is None or new_grade is None:
        return True
    return (old_grade.score, old_grade.max, old_grade.fate) != (new_grade.score, new_grade.max, new_grade.fate) or bool(
        changed_checks(old_grade, new_grade)
    )


def explain_difference(
    old_class: ClassResults, new_class: ClassResults, old_grade: Grade | None, new_grade: Grade | None
) -> GradeDifference:
    """Return one difference with its reasons."""
    shown = new_grade or old_grade
    assert shown is not None
    return GradeDifference(
        shown.person,
        shown.entry,
        old_grade.score if old_grade else None,
        new_grade.score if new_grade else None,
        old_grade.fate if old_grade else None,
        new_grade.fate if new_grade else None,
        tuple(difference_reasons(old_class, new_class, old_grade, new_grade)),
        changed_checks(old_grade, new_grade),
    )


def difference_reasons(
    old_class: ClassResults, new_class: ClassResults, old_grade: Grade | None, new_grade: Grade | None
) -> Iterator[str]:
    """Yield the reasons why the points may differ: another text, kit, seed or status."""
    if old_grade is None or new_grade is None:
        yield "not in the old grading" if old_grade is None else "not in the new grading"
        return
    if old_grade.sha256 != new_grade.sha256:
        yield "another text was handed in"
    if old_class.kit != new_class.kit:
        yield f"the kit changed ({old_class.kit} -> {new_class.kit})"
    if old_class.seed != new_class.seed:
        yield f"another seed ({old_class.seed} -> {new_class.seed})"
    if old_grade.fate != new_grade.fate:
        yield f"{old_grade.fate} -> {new_grade.fate}" + (f": {new_grade.message}" if new_grade.message else "")


def changed_checks(old_grade: Grade | None, new_grade: Grade | None) -> tuple[CheckChange, ...]:
    """Return the checks with another result, in the order of the new suite; then those that only the old one has."""
    was, now = checks_by_name(old_grade), checks_by_name(new_grade)
    if not was or not now:
        return ()
    names = [*now, *(name for name in was if name not in now)]
    changes = (make_check_change(name, was.get(name), now.get(name)) for name in names)
    return tuple(each for each in changes if each.old != each.new or each.points)


def make_check_change(name: str, old_check: CheckResult | None, new_check: CheckResult | None) -> CheckChange:
    """Return the change of one check's result."""
    worth = (new_check.points if new_check else 0) - (old_check.points if old_check else 0)
    return CheckChange(name, old_check.verdict if old_check else None, new_check.verdict if new_check else None, worth)


def checks_by_name(grade: Grade | None) -> dict[str, CheckResult]:
    """Return the checks of a grade by name."""
    return {check.name: check for check in grade.result.checks} if grade and grade.result else {}
