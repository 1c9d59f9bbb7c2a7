"""The records that pass between the stages of grading: submission, check results, score, result."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, Literal

from raftlab.server import Record
from raftlab.trace import Trace

RESULT_VERSION: Final = 1

Verdict = Literal["ok", "FAIL", "todo", "blocked", "unknown", "error"]
"""ok: the check passed. FAIL: a run showed a mistake. todo: a hole is not written yet. blocked: another check must pass
first. unknown: a budget ran out. error: the kit itself failed, and the check does not count."""


@dataclass(frozen=True)
class Submission:
    """The text of one student's file. The grader only ever treats it as data. `file` is its name in reports."""

    scene: str
    file: str
    source: str

    @property
    def sha256(self) -> str:
        """Return the digest of the text, in hexadecimal."""
        return hashlib.sha256(self.source.encode("utf-8", "surrogatepass")).hexdigest()


class CheckResult(Record, frozen=True):
    """The result of one check."""

    name: str
    title: str
    verdict: Verdict
    points: int  # Invariant: max for ok, else 0.
    max: int
    seen: str = ""
    ask: str = ""
    hint: str = ""  # the command that shows the next hint
    paper: str = ""
    hole: str | None = None  # todo: the method that is not written yet
    trace: str | None = None  # the file of the failing run, below the workspace
    blocked_by: str | None = None  # blocked: the name of the check that must pass first
    lines: tuple[str, ...] = ()  # the submission's own traceback lines, oldest call first
    printed: str = ""
    hidden: bool = False
    duration_s: float = 0.0


class Score(Record, frozen=True):
    """Points, their maximum, and the points left out of it because the kit failed to run their checks."""

    points: int
    max: int
    excluded_points: int = 0


class Submitted(Record, frozen=True):
    """The file that was graded, and its digest."""

    file: str
    sha256: str


class Result(Record, frozen=True):
    """The result of grading one submission, as in result.json. Equal input gives an equal result, except durations."""

    kit: str
    scene: str
    title: str
    seed: int
    level: str
    submission: Submitted
    checks: tuple[CheckResult, ...]
    score: int
    max: int
    hidden_elsewhere: int = 0  # hidden checks that this kit does not have
    warnings: tuple[str, ...] = ()
    duration_s: float = 0.0
    version: Literal[1] = RESULT_VERSION


@dataclass(frozen=True)
class CheckRun:
    """One check after it ran, with the trace of its failing run, if any. is_seeded: the check asked for the seed.

    changed_globals: the global names that the submission changed, as its process reports them. They decide nothing.
    """

    result: CheckResult
    trace: Trace | None = None
    is_seeded: bool = False
    changed_globals: tuple[str, ...] = ()


@dataclass(frozen=True)
class GradingResult:
    """A result, and the traces that it refers to, by path. seeded_checks: the checks that asked for the seed.

    worker_cpu_s: the CPU time of the submission's processes; the grader's own is not included.
    """

    result: Result
    traces: dict[str, Trace] = field(default_factory=dict)
    seeded_checks: tuple[str, ...] = ()
    worker_cpu_s: float = 0.0


@dataclass(frozen=True)
class Progress:
    """How far a grading is: `done` of `total` checks; `last_check` is the one that has just ended."""

    done: int
    total: int
    last_check: CheckResult


OnProgress = Callable[[Progress], None]
