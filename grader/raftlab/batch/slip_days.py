"""Slip days over a term: each student has a number of days, and late submissions use them in the order of due times."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from raftlab.batch.exports.grade_feedback import latest_grades
from raftlab.batch.final_grades import FinalGrades
from raftlab.batch.ingest.timestamps import to_utc
from raftlab.batch.models import Grade, Person
from raftlab.batch.person_identifiers import STRONG_KINDS, identifier_of_kind, is_platform_id
from raftlab.batch.policy_file import read_policy_file
from raftlab.batch.staff_edits import active_edits_for, current_late_policy, is_same_person
from raftlab.errors import UsageError
from raftlab.report.sanitise import one_line
from raftlab.submission_reader import printable_path


class SlipBatch(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A graded class of the term. Without `due`, its late policy says when it was due."""

    folder: str
    due: datetime | None = None


class SlipPolicy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The number of slip days of each student in the term, and the graded classes that use them.

    at_most: the days that one submission may use. partial: a submission that is later than the days left uses them all;
    else it uses none. A day that has begun counts as a whole day.
    """

    days: int
    batch: tuple[SlipBatch, ...]
    at_most: int | None = None
    day_hours: float = 24.0
    grace_minutes: float = 0.0
    partial: bool = True


@dataclass(frozen=True)
class TermClass:
    """One graded class of the term, and when it was due."""

    folder: Path
    due: datetime
    final: FinalGrades


@dataclass(frozen=True)
class SlipUse:
    """What one submission used. due: the student's due time with these days. days_late: the days that it needed."""

    term_class: TermClass
    grade: Grade
    days_late: int
    days_used: int
    days_left: int
    due: datetime


@dataclass
class SlipAccount:
    """The days that a student has left, and the persons by whom classes know this student."""

    days_left: int
    people: list[Person] = field(default_factory=list)


@dataclass
class SlipAccounts:
    """The accounts of a term, found by id, login, email or key."""

    days: int
    by_identifier: dict[tuple[str, str], list[SlipAccount]] = field(default_factory=dict)

    def of(self, person: Person) -> SlipAccount:
        """Return the student's account, a new one for a new student. UsageError if two students match."""
        names = [(kind, identifier_of_kind(person, kind)) for kind in STRONG_KINDS if identifier_of_kind(person, kind)]
        names.append(("key", person.key))
        found = {id(each): each for name in names for each in self.by_identifier.get(name, [])}
        matches = [each for each in found.values() if all(is_same_person(known, person) for known in each.people)]
        if len(matches) > 1:
            keys = ", ".join(one_line(each.people[0].key) for each in matches)
            raise UsageError(f"{one_line(person.key)} is {keys} in the other classes; grade them with one roster")
        account = matches[0] if matches else SlipAccount(self.days)
        account.people.append(person)
        for name in names:
            if account not in (known := self.by_identifier.setdefault(name, [])):
                known.append(account)
        return account


def read_slip_policy(file: Path) -> SlipPolicy:
    """Return the policy in a TOML file. UsageError, with the key, if it is not valid."""
    policy = read_policy_file(file, SlipPolicy, "policy of slip days", "slip")
    if policy.days < 0 or (policy.at_most is not None and policy.at_most < 0) or not policy.batch:
        raise UsageError(f"{printable_path(file)}: days and at_most must be 0 or more, and [[batch]] names the classes")
    if not 0 < policy.day_hours < math.inf or not 0 <= policy.grace_minutes < math.inf:
        raise UsageError(f"{printable_path(file)}: day_hours must be over 0, and grace_minutes 0 or more")
    if without_zone := [each.folder for each in policy.batch if each.due and each.due.tzinfo is None]:
        raise UsageError(
            f"{printable_path(file)}: due of {without_zone[0]} has no zone; write it as 2026-11-23T18:00:00+01:00"
        )
    return policy


def class_due_time(batch: SlipBatch, final: FinalGrades) -> datetime:
    """Return the due time of a class. UsageError if there is none, or if the late policy has another."""
    late_policy = current_late_policy(final.edits)
    named = to_utc(batch.due) if batch.due else None
    if named is None and late_policy is None:
        raise UsageError(
            f"{batch.folder}: no due time; add due to its [[batch]], or apply a policy with `raftlab late`"
        )
    if named and late_policy and late_policy.due != named:
        raise UsageError(
            f"{batch.folder}: due is {named.isoformat()}, and its late policy says {late_policy.due.isoformat()}; "
            "leave due out, or change one of them"
        )
    return named or late_policy.due  # type: ignore[union-attr]


def use_slip_days(policy: SlipPolicy, classes: Sequence[TermClass]) -> tuple[SlipUse, ...]:
    """Return what each late submission uses, in the order of the due times. A group's members use their own days."""
    accounts = SlipAccounts(policy.days)
    return tuple(
        use
        for term_class in sorted(classes, key=lambda each: (each.due, str(each.folder)))
        for grade in latest_grades(term_class.final.class_results.grades)
        if (use := charge_slip_days(policy, term_class, grade, accounts.of(grade.person))) is not None
    )


def is_known_in_one_class(person: Person) -> bool:
    """Return whether nothing but an assignment's own number or alias tells who this is: other classes have another."""
    return is_platform_id(identifier_of_kind(person, "id")) and not (person.login or person.email)


def charge_slip_days(policy: SlipPolicy, term_class: TermClass, grade: Grade, account: SlipAccount) -> SlipUse | None:
    """Take the days of one submission from its student's account; None if it was in time or has no time."""
    if grade.submitted_at is None:
        return None
    extend = active_edits_for(grade.person, term_class.final.edits).extend
    due = max(term_class.due, datetime.fromisoformat(extend.value)) if extend else term_class.due
    over = grade.submitted_at - due
    if over <= timedelta(minutes=policy.grace_minutes):
        return None
    day = timedelta(hours=policy.day_hours)
    needed = math.ceil(over / day)
    most = account.days_left if policy.at_most is None else min(account.days_left, policy.at_most)
    used = min(needed, most) if policy.partial or needed <= most else 0
    account.days_left -= used
    return SlipUse(term_class, grade, needed, used, account.days_left, due + used * day)
