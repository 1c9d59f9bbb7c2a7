"""The records that pass between the stages: a submission comes in, checks are judged, a result goes out."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, Literal

from raftlab.server import Record
from raftlab.trace import Trace

RESULT_VERSION: Final = 1

Verdict = Literal["ok", "FAIL", "todo", "blocked", "unknown", "error"]
"""ok: as it must be. FAIL: seen to be wrong. todo: a hole is still to be written. blocked: another check must be ok
first. unknown: a budget ran out. error: the kit's own fault; such a check counts neither for nor against anyone."""


@dataclass(frozen=True)
class Submission:
    """The text of one student's file: data, wherever it goes. `file` is what tracebacks and reports call it."""

    scene: str
    file: str
    source: str

    @property
    def sha256(self) -> str:
        """Return the digest of the text, in hexadecimal."""
        return hashlib.sha256(self.source.encode("utf-8", "surrogatepass")).hexdigest()


class CheckResult(Record, frozen=True):
    """What one check came to."""

    name: str
    title: str
    verdict: Verdict
    points: int  # Invariant: max for ok, else 0.
    max: int
    seen: str = ""
    ask: str = ""
    hint: str = ""  # the command that hints
    paper: str = ""
    hole: str | None = None  # todo: the method that is still to be written
    trace: str | None = None  # where the run that shows it is written, below the workspace
    blocked_by: str | None = None  # blocked: the name of the check at the root of it
    lines: tuple[str, ...] = ()  # the submission's own traceback lines, oldest call first
    printed: str = ""
    hidden: bool = False
    duration_s: float = 0.0


class Score(Record, frozen=True):
    """Points of so many, and the points that no one can earn because the kit failed to run their checks."""

    points: int
    max: int
    excluded_points: int = 0


class Submitted(Record, frozen=True):
    """Which text was graded."""

    file: str
    sha256: str


class Result(Record, frozen=True):
    """What grading one submission came to: the whole of result.json. Equal for equal input, but for the durations."""

    kit: str
    scene: str
    title: str
    seed: int
    level: str
    submission: Submitted
    checks: tuple[CheckResult, ...]
    score: int
    max: int
    hidden_elsewhere: int = 0  # hidden checks that this kit does not hold
    warnings: tuple[str, ...] = ()
    duration_s: float = 0.0
    version: Literal[1] = RESULT_VERSION


@dataclass(frozen=True)
class CheckRun:
    """One judged check, and the run that shows why it failed, where there is one. seeded: it asked for the seed.

    outlived: what changed outside of the servers, and decided nothing; names, as the submission's process tells them.
    """

    result: CheckResult
    trace: Trace | None = None
    is_seeded: bool = False
    changed_globals: tuple[str, ...] = ()


@dataclass(frozen=True)
class GradingResult:
    """A result and the runs it points to, by the path that the result gives. seeded: checks that asked for the seed.

    worker_cpu_s: the CPU time of the submission's processes, which is not the grader's own.
    """

    result: Result
    traces: dict[str, Trace] = field(default_factory=dict)
    seeded_checks: tuple[str, ...] = ()
    worker_cpu_s: float = 0.0


@dataclass(frozen=True)
class Progress:
    """How far a grading is: `done` of `total` checks; `last` is the one just judged."""

    done: int
    total: int
    last_check: CheckResult


OnProgress = Callable[[Progress], None]
