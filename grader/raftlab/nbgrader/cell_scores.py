"""The grading of one submission for a gradebook: a score for each graded cell, or none if a person must grade it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from raftlab.batch.models import GradingStatus, JobResult
from raftlab.errors import UsageError
from raftlab.grader_process_limits import limit_grader_process
from raftlab.grading_models import CheckResult, Result, Submission
from raftlab.kit import Kit, Scene
from raftlab.pipeline import grade
from raftlab.report.result_json import student_result
from raftlab.report.sanitise import one_line
from raftlab.submission_reader import SUBMISSION_LIMIT_BYTES, check_shape
from raftlab.trace import Trace
from raftlab.worker.measure_isolation import MINIMUM_LEVEL, WeakJailError

MANUAL_GRADING_TEXT = "The grader itself failed here, so a person will grade this. You lose no points."


@dataclass(frozen=True)
class SubmissionGrading:
    """A submission after grading. `status` "unreadable" is the student's mistake and scores 0. Any other status except
    "graded" is the kit's failure and gives no score. `message` says why there is no result."""

    status: GradingStatus
    result: Result | None = None
    message: str = ""
    traces: Mapping[str, Trace] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    """What the student should know about the notebook itself."""

    def cell_points(self, grade_id: str) -> float | None:
        """Return the points of a graded cell, from 0 to its check's maximum; None if a person must grade it."""
        if self.result is None:
            return 0.0 if self.status == "unreadable" else None
        check = self.student_checks.get(grade_id)
        if check is None or check.verdict == "error":
            return None
        counted = student_result(self.result).counted_points[check.name]
        return float(min(max(counted, 0), check.max))

    @property
    def student_checks(self) -> dict[str, CheckResult]:
        """Return each check as the student may see it, by its cell's id."""
        return {grade_id: check for grade_id, _, check in checks_by_cell(self.result)} if self.result else {}

    def limit_reason(self, grade_id: str) -> str:
        """Return why a cell counts fewer points than its check earned; "" if it does not."""
        check = self.student_checks.get(grade_id)
        if self.result is None or check is None or check.verdict != "ok" or self.cell_points(grade_id) == check.points:
            return ""
        return student_result(self.result).limit_text

    @property
    def hidden_checks(self) -> dict[str, CheckResult]:
        """Return the hidden checks in full, for staff only, by their cells' ids."""
        if self.result is None:
            return {}
        return {grade_id: check for grade_id, check, _ in checks_by_cell(self.result) if check.hidden}


def checks_by_cell(result: Result) -> Iterator[tuple[str, CheckResult, CheckResult]]:
    """Yield the id of each check's cell, the check in full, and the check as a student may see it.

    A hidden check's id is its number, because its name would reveal what it checks.
    """
    for check, student_check in zip(result.checks, student_result(result).checks, strict=True):
        yield student_check.name.removeprefix("test_"), check, student_check


def grade_submission(
    kit: Kit, scene: Scene, source: str, *, seed: int = 0, minimum_level: str = MINIMUM_LEVEL
) -> SubmissionGrading:
    """Grade the text of a layer. It never raises: an error of the text or of the kit becomes the status."""
    submission = Submission(scene.id, scene.file, source)
    try:
        require_source_length(scene, source)
        check_shape(kit, scene, submission)
        with limit_grader_process():
            graded = grade(kit, submission, seed=seed, minimum_level=minimum_level)
    except WeakJailError as error:
        return SubmissionGrading("unsafe level", message=one_line(str(error)))
    except UsageError as error:
        return SubmissionGrading("unreadable", message=one_line(str(error)))
    except Exception as error:  # an error of the kit must not stop the grading of the class
        return SubmissionGrading("kit error", message=one_line(f"{type(error).__name__}: {error}"))
    return SubmissionGrading("graded", graded.result, traces=graded.traces)


def require_source_length(scene: Scene, source: str) -> None:
    """Raise UsageError for an empty text, or one far longer than a solution."""
    if not source.strip():
        raise UsageError(f"{scene.id}: there is no text for {scene.file}: its cell is empty or was deleted")
    if len(source.encode("utf-8", "replace")) > SUBMISSION_LIMIT_BYTES:
        raise UsageError(
            f"{scene.id}: {scene.file} is over {SUBMISSION_LIMIT_BYTES // 1024} KB; a solution takes a few"
        )


def grading_from_job_result(job_result: JobResult) -> SubmissionGrading:
    """Return the grading of a job in a batch."""
    return SubmissionGrading(job_result.fate, job_result.result, job_result.message)
