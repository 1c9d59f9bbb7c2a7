"""What grading one hand-in came to, in the terms of a gradebook: a score for each graded cell, or none and a person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from raftlab.batch.models import GradingStatus, JobResult
from raftlab.errors import UsageError
from raftlab.kit import Kit, Scene
from raftlab.models import CheckResult, Result, Submission
from raftlab.pipeline import grade
from raftlab.report.result_json import student_result
from raftlab.report.sanitise import one_line
from raftlab.submission_reader import SUBMISSION_LIMIT_BYTES, check_shape
from raftlab.trace import Trace
from raftlab.worker.isolation_level import MINIMUM_LEVEL, WeakJailError

MANUAL_GRADING_TEXT = "The grader itself could not judge this; a person will. It costs you nothing."


@dataclass(frozen=True)
class SubmissionGrading:
    """A hand-in after grading. `fate` "unreadable" is its author's doing and earns nothing; any other but "graded" is
    the kit's, and earns no zero. `message` says why there is no result."""

    status: GradingStatus
    result: Result | None = None
    message: str = ""
    traces: Mapping[str, Trace] = field(default_factory=dict)

    def cell_points(self, grade_id: str) -> float | None:
        """Return what a graded cell earns, from 0 to its check's points; None where a person must say."""
        if self.result is None:
            return 0.0 if self.status == "unreadable" else None
        check = self.student_checks.get(grade_id)
        return None if check is None or check.verdict == "error" else float(min(max(check.points, 0), check.max))

    @property
    def student_checks(self) -> dict[str, CheckResult]:
        """Return what a student may know of each check, by its cell's id."""
        return {grade_id: told for grade_id, _, told in check_cells(self.result)} if self.result else {}

    @property
    def hidden_checks(self) -> dict[str, CheckResult]:
        """Return what only staff may know: the hidden checks in full, by their cells' ids."""
        if self.result is None:
            return {}
        return {grade_id: check for grade_id, check, _ in check_cells(self.result) if check.hidden}


def check_cells(result: Result) -> Iterator[tuple[str, CheckResult, CheckResult]]:
    """Yield the id of each check's cell, the check in full, and the check as a student may see it.

    A hidden check's cell is called by its number: its name would tell what it looks for.
    """
    for check, told in zip(result.checks, student_result(result).checks, strict=True):
        yield told.name.removeprefix("test_"), check, told


def grade_submission(
    kit: Kit, scene: Scene, source: str, *, seed: int = 0, minimum_level: str = MINIMUM_LEVEL
) -> SubmissionGrading:
    """Grade the text of a layer. It never raises: what is wrong with the text, or with the kit, is the fate."""
    submission = Submission(scene.id, scene.file, source)
    try:
        require_source(scene, source)
        check_shape(kit, scene, submission)
        graded = grade(kit, submission, seed=seed, minimum_level=minimum_level)
    except WeakJailError as fault:
        return SubmissionGrading("unsafe level", message=one_line(str(fault)))
    except UsageError as fault:
        return SubmissionGrading("unreadable", message=one_line(str(fault)))
    except Exception as fault:  # whatever the kit does wrong: it must not end the grading of the class
        return SubmissionGrading("kit error", message=one_line(f"{type(fault).__name__}: {fault}"))
    return SubmissionGrading("graded", graded.result, traces=graded.traces)


def require_source(scene: Scene, source: str) -> None:
    """Refuse what holds nothing, or far more than a solution. UsageError."""
    if not source.strip():
        raise UsageError(f"{scene.id}: there is no text of {scene.file}: its cell is empty or was deleted")
    if len(source.encode("utf-8", "replace")) > SUBMISSION_LIMIT_BYTES:
        raise UsageError(
            f"{scene.id}: {scene.file} is over {SUBMISSION_LIMIT_BYTES // 1024} KB; a solution takes a few"
        )


def from_job_result(job_result: JobResult) -> SubmissionGrading:
    """Return the same from the outcome of a batch."""
    return SubmissionGrading(job_result.fate, job_result.result, job_result.message)
