"""The records of a class: people, submissions, the jobs of graders, results and grades."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Final, Literal

import msgspec

from raftlab.grading_models import Result

GradingStatus = Literal[
    "graded", "unreadable", "unsafe level", "timed out", "flaky", "kit error", "waiting", "not submitted"
]
"""graded: has a score. unreadable: no text of it could be graded. unsafe level: the jail was too weak for strangers.
timed out: stopped by the backstop. flaky: a second seed disagrees; the score is the first seed's. kit error: the kit
failed, and no one gets a zero for that. waiting: not graded yet. not submitted: on the roster, without a submission."""

FINAL_STATUSES: Final[frozenset[str]] = frozenset({"graded", "timed out", "unreadable"})
"""Fates of a grading that are kept; the others are tried again on the next run."""


SCENE_POINTS: Final = 100
"""The points of every scene."""


class Person(msgspec.Struct, frozen=True):
    """One student. A field is "" if the export or the roster does not have it."""

    id: str = ""
    login: str = ""
    email: str = ""
    name: str = ""
    section: str = ""

    @property
    def key(self) -> str:
        """Return the name of this person in tables and files: the first of id, login, email, name."""
        return self.id or self.login or self.email or self.name


class SubmissionEntry(msgspec.Struct, frozen=True):
    """One submission of the class. `error_text` says why it has no text to grade; then `source` is empty."""

    key: str
    """Where it was found, without the file's name: unique in the class, equal on every run."""
    people: tuple[Person, ...]
    file: str = ""
    source: bytes = b""
    attempt: int = 1
    submitted_at: datetime | None = None
    late: bool = False
    error_text: str = ""
    notes: tuple[str, ...] = ()

    @property
    def sha256(self) -> str:
        """Return the digest of the file's bytes, "" if there is none."""
        return hashlib.sha256(self.source).hexdigest() if self.source else ""


class Job(msgspec.Struct, frozen=True):
    """The job of a grader process: one text, one kit and one seed."""

    scene: str
    file: str
    source: str
    sha256: str
    kit_version: str
    seed: int
    minimum_level: str
    limit_s: float

    @property
    def key(self) -> tuple[str, str, int]:
        """Return the key of the result: the text, the kit and the seed."""
        return (self.sha256, self.kit_version, self.seed)


class GradingSettings(msgspec.Struct, frozen=True):
    """How to grade a class. `second_seed`: grade every text on it too, to find verdicts that depend on the seed."""

    kit_version: str
    """What names the kit's judgement of the scene (raftlab.batch.cache_key.kit_version)."""
    seed: int
    second_seed: int | None
    minimum_level: str
    limit_s: float

    @property
    def seeds(self) -> tuple[int, ...]:
        """Return the seeds to grade on; the first one gives the points."""
        return (self.seed,) if self.second_seed in (None, self.seed) else (self.seed, self.second_seed or 0)


class JobResult(msgspec.Struct, frozen=True):
    """The result of one job. `result` is set only for the status "graded", and has no durations."""

    fate: GradingStatus
    result: Result | None = None
    message: str = ""
    level: str = ""
    duration_s: float = 0.0


class Grade(msgspec.Struct, frozen=True):
    """The grade of one student for one submission: the result with the edits of staff."""

    person: Person
    entry: str
    sha256: str
    fate: GradingStatus
    score: float | None
    max: int
    percent: float | None
    late: bool
    submitted_at: datetime | None
    flags: tuple[str, ...] = ()
    message: str = ""
    comment: str = ""
    overridden: str = ""
    """Why the score is not the grader's, "" where it is."""
    result: Result | None = None
    earned: float | None = None
    """What the grader gave, before staff and the late policy had their say; None as long as neither spoke."""
    lost: float = 0.0
    """The points that the late policy took."""
    extended_to: datetime | None = None
    slip_text: str = ""
    """The slip days that the submission used, "" for none."""
    check_remarks: tuple[str, ...] = ()
    """What the student reads about checks whose points staff gave by hand."""
