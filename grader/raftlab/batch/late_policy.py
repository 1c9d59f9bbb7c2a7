"""The late policy: a TOML file, and the points that it takes from a score."""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

import msgspec

from raftlab.batch.ingest.timestamps import to_utc, weekday_time_text
from raftlab.batch.policy_file import read_policy_file
from raftlab.errors import UsageError
from raftlab.submission_reader import printable_path


class LatePolicy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The loss of points for a late submission: `lost_percent` for each started period after `due`.

    Within the grace nothing is lost; after it the periods count from `due` itself.
    """

    due: datetime
    lost_percent: float
    every_hours: float = 24.0
    grace_minutes: float = 0.0
    of: Literal["score", "max"] = "score"
    at_most_percent: float = 100.0
    refused_after_hours: float | None = None

    def lateness(self, submitted_at: datetime, extended_to: datetime | None) -> timedelta:
        """Return how late a submission is; zero within the grace. An extension can only make `due` later."""
        due = max(self.due, extended_to) if extended_to else self.due
        over = submitted_at - due
        return over if over > timedelta(minutes=self.grace_minutes) else timedelta()

    def points_lost(self, score: float, maximum: float, lateness: timedelta) -> float:
        """Return the points that this lateness takes from `score` out of `maximum`: at most the score."""
        hours = lateness / timedelta(hours=1)
        if hours <= 0:
            return 0.0
        if self.refused_after_hours is not None and hours > self.refused_after_hours:
            return score
        percent = min(self.at_most_percent, self.lost_percent * math.ceil(hours / self.every_hours))
        return round(min(score, percent / 100 * (score if self.of == "score" else maximum)), 2)


def read_late_policy(file: Path) -> LatePolicy:
    """Return the policy in a TOML file. UsageError, with the key, if it is not valid."""
    policy = read_policy_file(file, LatePolicy, "late policy", "late")
    if policy.due.tzinfo is None:
        raise UsageError(f"{printable_path(file)}: due has no zone; write it as 2026-11-23T18:00:00+01:00")
    numbers = (policy.lost_percent, policy.at_most_percent, policy.grace_minutes, policy.refused_after_hours or 0.0)
    if not 0 < policy.every_hours < math.inf or not all(0 <= number < math.inf for number in numbers):
        raise UsageError(
            f"{printable_path(file)}: every_hours must be over 0, and percents, minutes and hours 0 or more"
        )
    return msgspec.structs.replace(policy, due=to_utc(policy.due))


def late_policy_text(policy: LatePolicy) -> str:
    """Return the policy as one line."""
    period = f"for each {policy.every_hours:g} h begun after {weekday_time_text(policy.due)}"
    told = f"{policy.lost_percent:g} % of the {policy.of} {period}"
    told += f", at most {policy.at_most_percent:g} %" if policy.at_most_percent < 100 else ""
    told += f", {policy.grace_minutes:g} min of grace" if policy.grace_minutes else ""
    return told + (f", nothing after {policy.refused_after_hours:g} h" if policy.refused_after_hours else "")
