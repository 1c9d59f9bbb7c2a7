"""result.json: make it, encode it, and mask hidden checks for students."""

from __future__ import annotations

import msgspec

from raftlab.kit import Scene
from raftlab.models import CheckResult, CheckRun, GradingResult, Result, Score, Submission, Submitted
from raftlab.report.sanitise import plain_text

SEEN_LIMIT = 4000
NAME_LIMIT = 3
"""The most names that a warning lists."""


def make_result(
    version: str,
    scene: Scene,
    submission: Submission,
    records: tuple[CheckRun, ...],
    score: Score,
    *,
    seed: int,
    level: str,
    check_names: tuple[str, ...],
    durations_s: tuple[float, float],
) -> GradingResult:
    """Return the result of a grading, and its runs. `durations_s`: elapsed time, and CPU time of the workers."""
    took_s, worker_cpu_s = durations_s
    checks = tuple(displayed_result(scene, each) for each in records)
    traces = {
        check.trace: each.trace for check, each in zip(checks, records, strict=True) if check.trace and each.trace
    }
    includes_hidden = any(check.hidden for check in checks) or bool(check_names)
    result = Result(
        kit=version,
        scene=scene.id,
        title=scene.title,
        seed=seed,
        level=level,
        submission=Submitted(plain_text(submission.file), submission.sha256),
        checks=checks,
        score=score.points,
        max=score.max,
        hidden_elsewhere=0 if includes_hidden else int(scene.settings.get("hidden", 0)),
        warnings=(*result_warnings(checks, score, level, check_names), *changed_globals_warnings(records)),
        duration_s=round(took_s, 3),
    )
    return GradingResult(result, traces, tuple(each.result.name for each in records if each.is_seeded), worker_cpu_s)


def displayed_result(scene: Scene, record: CheckRun) -> CheckResult:
    """Return the result of a check for display: plain text, and the path of its run."""
    check = record.result
    name = check.name.removeprefix("test_")
    return msgspec.structs.replace(
        check,
        seen=plain_text(check.seen[:SEEN_LIMIT]),
        hole=None if check.hole is None else plain_text(check.hole),
        lines=tuple(plain_text(line) for line in check.lines),
        printed=plain_text(check.printed),
        trace=None if record.trace is None else f".raftlab/{scene.id}/{name}.json",
    )


def result_warnings(
    checks: tuple[CheckResult, ...], score: Score, level: str, check_names: tuple[str, ...]
) -> list[str]:
    """Return the warnings that a reader of the score needs."""
    warnings = []
    failed = [check.name for check in checks if check.verdict == "error"]
    if failed:
        warnings.append(
            f"the kit failed to run {', '.join(failed)}: {score.excluded_points} points are left out of the maximum; "
            "this costs you nothing, please report it"
        )
    if level == "L0":
        warnings.append("graded without a jail (L0), for debugging: this result does not count")
    if check_names:
        warnings.append(f"only {', '.join(check_names)} ran: this is not the score of the whole scene")
    return warnings


def changed_globals_warnings(records: tuple[CheckRun, ...]) -> list[str]:
    """Return the warning about state that the submission keeps outside its servers, if it changed no verdict."""
    names = sorted({plain_text(name) for each in records for name in each.changed_globals})
    if not names:
        return []
    names_text = ", ".join(names[:NAME_LIMIT]) + (
        f" and {len(names) - NAME_LIMIT} more" if len(names) > NAME_LIMIT else ""
    )
    return [
        f"{names_text}: changed while the servers ran; all servers share it, and a crash does not lose it. In the "
        "checks that passed, servers that ran again without it behaved the same. Keep the state of a server in self"
    ]


def to_json(result: Result) -> bytes:
    """Return result.json, indented."""
    return msgspec.json.format(msgspec.json.encode(result), indent=2) + b"\n"


def from_json(data: bytes) -> Result:
    """Return the result in `data`. msgspec.DecodeError (or its ValidationError) if it is invalid."""
    return msgspec.json.decode(data, type=Result)


def canonical_json(result: Result) -> bytes:
    """Return a result as JSON without durations: the same submission, seed and kit give the same bytes."""
    checks = tuple(msgspec.structs.replace(check, duration_s=0.0) for check in result.checks)
    return to_json(msgspec.structs.replace(result, checks=checks, duration_s=0.0))


def student_result(result: Result) -> Result:
    """Return the result without the texts of hidden checks; their verdicts and points stay."""
    numbers = {check.name: n for n, check in enumerate((c for c in result.checks if c.hidden), start=1)}
    return msgspec.structs.replace(result, checks=tuple(masked_check(check, numbers) for check in result.checks))


def masked_check(check: CheckResult, numbers: dict[str, int]) -> CheckResult:
    """Return `check`; of a hidden check only the number, verdict and points."""
    if not check.hidden:
        return check
    number = numbers[check.name]
    return CheckResult(
        name=f"hidden_{number}",
        title=f"Hidden check {number}",
        verdict=check.verdict,
        points=check.points,
        max=check.max,
        hole=check.hole,
        blocked_by=f"hidden_{numbers[check.blocked_by]}" if check.blocked_by in numbers else check.blocked_by,
        hidden=True,
        duration_s=check.duration_s,
    )
