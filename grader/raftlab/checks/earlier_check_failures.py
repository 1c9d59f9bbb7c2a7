"""The faults that are known before a check runs: properties whose checks are red, and a failed prerequisite.

One cause, one loss: a run that first breaks a property that another check judges waits for that check, if it is red.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from raftlab.checks.check_decorator import Check
from raftlab.checks.check_exceptions import CheckBlocked
from raftlab.kit import Scene
from raftlab.simulator.property_monitor import PROPERTY_NAMES, SAFETY_PROPERTIES, worst_violation
from raftlab.trace import Violation

OTHER_PROPERTIES = "others"
"""The key of [judges] for every property that has no line of its own."""
FindCause = Callable[[str], str | None]
"""Return the check at the root of what made the named check red; None if it is not red, or did not run."""


@dataclass(frozen=True)
class EarlierCheckFailures:
    """The faults known before a check runs.

    judging_check: property or variable -> the red check that judges it, of those that this check is not about.
    about: the properties that the check judges itself.
    failed_prerequisite: the failed check that this one runs beside; "" if there is none.
    """

    judging_check: Mapping[str, str] = field(default_factory=dict)
    about: tuple[str, ...] = ()
    failed_prerequisite: str = ""

    @property
    def first_cause(self) -> str:
        """Return a check that is known to be red: the failed prerequisite, else a judge; "" if there is none."""
        return self.failed_prerequisite or next(iter(self.judging_check.values()), "")

    def foreign_violation(self, violations: Iterable[Violation]) -> Violation | None:
        """Return the violation that comes first if a red check judges it; None if this check must judge the run.

        What else breaks in the same step, except what this check is about, follows from it.
        """
        violations = tuple(violations)
        first_step = min((violation.step for violation in violations), default=0)
        first = [violation for violation in violations if violation.step == first_step]
        foreign = [violation for violation in first if violation.property in self.judging_check]
        if not foreign or self.breaks_own(first):
            return None
        return worst_violation(foreign)

    def breaks_own(self, violations: Iterable[Violation]) -> bool:
        """Return whether one of the violations is of a property that the check is about."""
        return any(violation.property in self.about for violation in violations)

    def wait_for_judge(self, violation: Violation) -> CheckBlocked:
        """Return the CheckWaits for a run whose first violation is `violation`: the check waits for its judge."""
        seen = f"{violation.seen} ({violation.property} broken first, at step {violation.step})"
        return CheckBlocked(self.judging_check[violation.property], seen)


def checks_by_property(scene: Scene) -> dict[str, tuple[str, ...]]:
    """Return the checks that judge each property: [judges] in scene.toml. Empty if the scene has none.

    A property has one line, with a check or a list of checks; `others` stands for all properties without a line.
    """
    lines = dict(scene.settings.get("judges", {}))
    others = lines.pop(OTHER_PROPERTIES, None)
    if others is not None:
        lines = dict.fromkeys(PROPERTY_NAMES, others) | lines
    return {name: (judge,) if isinstance(judge, str) else tuple(judge) for name, judge in lines.items()}


def find_earlier_check_failures(
    check: Check, judges: Mapping[str, tuple[str, ...]], find_cause: FindCause, find_failed_cause: FindCause
) -> EarlierCheckFailures:
    """Return the faults known before `check` runs. find_failed_cause: finds only a cause that FAILs.

    A prerequisite that is not written yet explains no failure of a check that runs beside it.
    """
    others = other_judges(check, judges)
    red = {name: cause for name, checks in others.items() if (cause := first_red_cause(checks, find_cause))}
    return EarlierCheckFailures(red, check.about or (), first_red_cause(check.explained_by, find_failed_cause) or "")


def other_judges(check: Check, judges: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Return property or variable -> the checks to which `check` leaves it if they are red."""
    if check.about is None:
        return dict(check.judged_by)
    return {name: checks for name, checks in judges.items() if name not in check.about} | dict(check.judged_by)


def first_red_cause(check_names: Iterable[str], find_cause: FindCause) -> str | None:
    """Return the cause of the first of the checks that is red."""
    return next((cause for name in check_names if (cause := find_cause(name))), None)


def worst_safety_property(property_names: Iterable[str]) -> str:
    """Return the worst of the names that is a safety property; "" if none is."""
    return min((name for name in property_names if name in SAFETY_PROPERTIES), key=SAFETY_PROPERTIES.index, default="")
