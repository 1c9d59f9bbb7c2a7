"""The records that pass between the stages of grading: submission, check results, score, result."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, Literal

from raftlab.server import Record
from raftlab.trace import Trace

RESULT_VERSION: Final = 2
"""The version of result.json that this kit writes. It reads version 1, without `hypothesis`, `limit` and `safety`."""

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


NO_JAIL_LEVEL = "L0"
"""The level of a grading in the grader's own process, for debugging: it does not count."""
FULL_MARKS = 100
"""The points of all checks of a scene together, hidden ones included."""


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
    safety: str = ""  # the safety property that broke in this check

    @property
    def safety_text(self) -> str:
        """Return the safety property that broke in this check, in words; "" if none did."""
        if not self.safety:
            return ""
        elsewhere = " in this run; another check is about it" if self.verdict == "ok" else ""
        return f"{self.safety}, a safety property, broke{elsewhere}"


class ScoreLimit(Record, frozen=True):
    """Why a score is lower than its points: the checks earned `earned`, and `property` broke in the check `check`."""

    most: int
    earned: int
    property: str
    check: str


class Score(Record, frozen=True):
    """Points, their maximum, and the points left out of it because the kit failed to run their checks."""

    points: int
    max: int
    excluded_points: int = 0
    limit: ScoreLimit | None = None


class SubmittedFile(Record, frozen=True):
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
    submission: SubmittedFile
    checks: tuple[CheckResult, ...]
    score: int  # Invariant: the sum of the checks' points, or less: then `limit` says why.
    max: int
    hidden_elsewhere: int = 0  # hidden checks that this kit does not have
    warnings: tuple[str, ...] = ()  # without a name or a value of a hidden check
    staff_warnings: tuple[str, ...] = ()  # what hidden checks add; no student sees it
    duration_s: float = 0.0
    limit: ScoreLimit | None = None
    version: Literal[1, 2] = RESULT_VERSION
    hypothesis: str = ""  # its version, which decides what the seed draws; "" in version 1

    @property
    def limit_text(self) -> str:
        """Return why the score is lower than the points of the checks; "" if it is not."""
        if self.limit is None:
            return ""
        check = next((each for each in self.checks if each.name == self.limit.check), None)
        title = f"“{check.title if check else self.limit.check}”"
        if check is not None and check.hidden and not check.title.startswith("Hidden check"):  # else it says so itself
            title += ", a hidden check"
        elif check is not None and check.verdict != "FAIL":
            title += ", which did not fail: another check is about it"
        return (
            f"the checks earned {self.limit.earned} points, but at most {self.limit.most} of {self.max} count: "
            f"{self.limit.property}, a safety property, broke in {title}"
        )

    @property
    def counted_points(self) -> dict[str, int]:
        """Return the points of each check that sum to the score, for a platform that adds them up.

        What is over the limit is taken from the last checks that passed.
        """
        points = {check.name: check.points for check in self.checks}
        excess = 0 if self.limit is None else self.limit.earned - self.limit.most
        for name in reversed(points):
            taken = min(excess, points[name])
            points[name] -= taken
            excess -= taken
        return points

    @property
    def is_whole(self) -> bool:
        """Return whether all checks ran that the kit has of the scene."""
        return sum(check.max for check in self.checks) + self.hidden_elsewhere_points >= FULL_MARKS

    @property
    def is_grade(self) -> bool:
        """Return whether this is a grade of the scene: all checks ran, and in a jail."""
        return self.is_whole and self.level != NO_JAIL_LEVEL

    @property
    def hidden_elsewhere_points(self) -> int:
        """Return the points of the hidden checks that this kit does not have."""
        return max(0, FULL_MARKS - sum(check.max for check in self.checks)) if self.hidden_elsewhere else 0

    @property
    def hidden_elsewhere_text(self) -> str:
        """Return how many points are not in the score, as they are for checks that this kit does not have."""
        return f"up to {self.hidden_elsewhere_points} more from staff's hidden checks"


@dataclass(frozen=True)
class TracedCheck:
    """One check after it ran, with the trace of its failing run, if any. is_seeded: the check asked for the seed.

    changed_globals: the global names that the submission changed, as its process reports them. They decide nothing.
    varying_attributes: its attributes that make states differ, with numbers of states, where an exploration passed
    and had no budget for all states. They decide nothing either.
    """

    result: CheckResult
    trace: Trace | None = None
    is_seeded: bool = False
    changed_globals: tuple[str, ...] = ()
    varying_attributes: tuple[str, ...] = ()


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
