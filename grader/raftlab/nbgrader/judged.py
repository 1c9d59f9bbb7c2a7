"""What grading one hand-in came to, in the terms of a gradebook: a score for each graded cell, or none and a person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from raftlab.batch.records import Fate, Outcome
from raftlab.errors import UsageFault
from raftlab.kit import Kit, Scene
from raftlab.pipeline import grade
from raftlab.records import CheckResult, Result, Submission
from raftlab.report.result import for_student
from raftlab.report.sanitise import one_line
from raftlab.trace import Trace
from raftlab.worker.level import FOR_STRANGERS, TooWeak
from raftlab.workspace import LIMIT_BYTES, check_shape

FOR_A_PERSON = "The grader itself could not judge this; a person will. It costs you nothing."


@dataclass(frozen=True)
class Judged:
    """A hand-in after grading. `fate` "unreadable" is its author's doing and earns nothing; any other but "graded" is
    the kit's, and earns no zero. `message` says why there is no result."""

    fate: Fate
    result: Result | None = None
    message: str = ""
    traces: Mapping[str, Trace] = field(default_factory=dict)

    def points(self, grade_id: str) -> float | None:
        """Return what a graded cell earns, from 0 to its check's points; None where a person must say."""
        if self.result is None:
            return 0.0 if self.fate == "unreadable" else None
        check = self.checks.get(grade_id)
        return None if check is None or check.verdict == "error" else float(min(max(check.points, 0), check.max))

    @property
    def checks(self) -> dict[str, CheckResult]:
        """Return what a student may know of each check, by its cell's id."""
        return {grade_id: told for grade_id, _, told in cells_of(self.result)} if self.result else {}

    @property
    def hidden(self) -> dict[str, CheckResult]:
        """Return what only staff may know: the hidden checks in full, by their cells' ids."""
        if self.result is None:
            return {}
        return {grade_id: check for grade_id, check, _ in cells_of(self.result) if check.hidden}


def cells_of(result: Result) -> Iterator[tuple[str, CheckResult, CheckResult]]:
    """Yield the id of each check's cell, the check in full, and the check as a student may see it.

    A hidden check's cell is called by its number: its name would tell what it looks for.
    """
    for check, told in zip(result.checks, for_student(result).checks, strict=True):
        yield told.name.removeprefix("test_"), check, told


def judge(kit: Kit, scene: Scene, source: str, *, seed: int = 0, least_level: str = FOR_STRANGERS) -> Judged:
    """Grade the text of a layer. It never raises: what is wrong with the text, or with the kit, is the fate."""
    submission = Submission(scene.id, scene.file, source)
    try:
        must_be_text(scene, source)
        check_shape(kit, scene, submission)
        graded = grade(kit, submission, seed=seed, least_level=least_level)
    except TooWeak as fault:
        return Judged("unsafe level", message=one_line(str(fault)))
    except UsageFault as fault:
        return Judged("unreadable", message=one_line(str(fault)))
    except Exception as fault:  # whatever the kit does wrong: it must not end the grading of the class
        return Judged("kit error", message=one_line(f"{type(fault).__name__}: {fault}"))
    return Judged("graded", graded.result, traces=graded.traces)


def must_be_text(scene: Scene, source: str) -> None:
    """Refuse what holds nothing, or far more than a solution. UsageFault."""
    if not source.strip():
        raise UsageFault(f"{scene.id}: there is no text of {scene.file}: its cell is empty or was deleted")
    if len(source.encode("utf-8", "replace")) > LIMIT_BYTES:
        raise UsageFault(f"{scene.id}: {scene.file} is over {LIMIT_BYTES // 1024} KB; a solution takes a few")


def judged_before(outcome: Outcome) -> Judged:
    """Return the same from the outcome of a batch."""
    return Judged(outcome.fate, outcome.result, outcome.message)
