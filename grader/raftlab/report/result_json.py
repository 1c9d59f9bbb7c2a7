"""result.json: make it, encode it, and mask hidden checks for students."""

from __future__ import annotations

import msgspec

from raftlab.grading_models import (
    NO_JAIL_LEVEL,
    CheckResult,
    GradingResult,
    Result,
    Score,
    Submission,
    SubmittedFile,
    TracedCheck,
)
from raftlab.kit import Scene
from raftlab.nofollow_files import decode_json
from raftlab.report.sanitise import plain_text

SEEN_LIMIT = 4000
CACHE_LABEL = "(a cache)"
"""How raftlab.worker.global_state names what functools keeps between calls."""
NAME_LIMIT = 3
"""The most names that a warning lists."""


def make_result(
    version: str,
    scene: Scene,
    submission: Submission,
    records: tuple[TracedCheck, ...],
    score: Score,
    *,
    hypothesis: str,
    seed: int,
    level: str,
    check_names: tuple[str, ...],
    durations_s: tuple[float, float],
) -> GradingResult:
    """Return the result of a grading, and its runs. `durations_s`: elapsed time, and CPU time of the workers."""
    took_s, worker_cpu_s = durations_s
    checks = tuple(displayed_check_result(scene, each) for each in records)
    traces = {
        check.trace: each.trace for check, each in zip(checks, records, strict=True) if check.trace and each.trace
    }
    public_globals, hidden_globals = (changed_globals(records, is_hidden=each) for each in (False, True))
    public_attributes, hidden_attributes = (varying_attributes(records, is_hidden=each) for each in (False, True))
    includes_hidden = any(check.hidden for check in checks) or bool(check_names)
    result = Result(
        kit=version,
        scene=scene.id,
        title=scene.title,
        seed=seed,
        level=level,
        submission=SubmittedFile(plain_text(submission.file), submission.sha256),
        checks=checks,
        score=score.points,
        max=score.max,
        limit=score.limit,
        hidden_elsewhere=0 if includes_hidden else int(scene.settings.get("hidden", 0)),
        warnings=(
            *result_warnings(checks, score, level, check_names),
            *changed_globals_warnings(public_globals),
            *varying_attributes_warnings(public_attributes),
        ),
        staff_warnings=(
            *changed_globals_warnings(hidden_globals - public_globals),
            *varying_attributes_warnings(hidden_attributes - public_attributes),
        ),
        duration_s=round(took_s, 3),
        hypothesis=hypothesis,
    )
    return GradingResult(result, traces, tuple(each.result.name for each in records if each.is_seeded), worker_cpu_s)


def displayed_check_result(scene: Scene, record: TracedCheck) -> CheckResult:
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
    names = student_check_names(checks)
    failed = [names[check.name] for check in checks if check.verdict == "error"]
    if failed:
        warnings.append(
            f"the kit failed to run {', '.join(failed)}: {score.excluded_points} points are left out of the maximum; "
            "this costs you nothing, please report it"
        )
    if level == NO_JAIL_LEVEL:
        warnings.append("graded without a jail (L0), for debugging: this result does not count")
    if check_names:
        ran = ", ".join(names.get(name, name) for name in check_names)
        warnings.append(f"only {ran} ran: this is not the score of the whole scene")
    return warnings


def student_check_names(checks: tuple[CheckResult, ...]) -> dict[str, str]:
    """Return the name of each check that a student may read: of a hidden one, its number."""
    hidden = [check.name for check in checks if check.hidden]
    return {check.name: check.name for check in checks} | {
        name: f"hidden_{number}" for number, name in enumerate(hidden, start=1)
    }


def changed_globals(records: tuple[TracedCheck, ...], *, is_hidden: bool) -> set[str]:
    """Return the globals that changed in hidden or in public checks. A submission chooses the names."""
    return {plain_text(name) for each in records if each.result.hidden == is_hidden for name in each.changed_globals}


def changed_globals_warnings(changed_names: set[str]) -> list[str]:
    """Return the warning about state that the submission keeps outside its servers, if it changed no verdict.

    The cache of functools is no such state: what it returns depends on the arguments alone, or something else changed.
    """
    names = sorted(name for name in changed_names if not name.endswith(CACHE_LABEL))
    if not names:
        return []
    return [
        f"{names_text(names)}: changed while the servers ran. In the checks that passed, servers that ran again "
        "without it behaved the same. A cache of a pure function is fine here; the state of a server belongs in self, "
        "as all servers share this, and a crash does not lose it"
    ]


def varying_attributes(records: tuple[TracedCheck, ...], *, is_hidden: bool) -> set[str]:
    """Return the attributes that spent the budget of hidden or of public explorations. A submission chooses them."""
    names = (name for each in records if each.result.hidden == is_hidden for name in each.varying_attributes)
    return {plain_text(name.partition(" (")[0]) for name in names}


def varying_attributes_warnings(names: set[str]) -> list[str]:
    """Return the warning about attributes with so many values that an exploration which passed did not see all."""
    if not names:
        return []
    return [
        f"{names_text(sorted(f'self.{name}' for name in names))}: each value makes another state, so an exploration "
        "ended before it had seen all states. What it saw was right, and this costs you nothing; without such a "
        "variable it would see more"
    ]


def names_text(names: list[str]) -> str:
    """Return the first names, and how many more there are."""
    more = f" and {len(names) - NAME_LIMIT} more" if len(names) > NAME_LIMIT else ""
    return ", ".join(names[:NAME_LIMIT]) + more


def to_json(result: Result) -> bytes:
    """Return result.json, indented."""
    return msgspec.json.format(msgspec.json.encode(result), indent=2) + b"\n"


def from_json(data: bytes) -> Result:
    """Return the result in `data`. msgspec.DecodeError (or its ValidationError) if it is invalid."""
    return decode_json(data, Result)


def canonical_json(result: Result) -> bytes:
    """Return a result as JSON without durations: the same submission, seed and kit give the same bytes."""
    checks = tuple(msgspec.structs.replace(check, duration_s=0.0) for check in result.checks)
    return to_json(msgspec.structs.replace(result, checks=checks, duration_s=0.0))


def student_result(result: Result) -> Result:
    """Return the result with the verdicts and points of hidden checks, and nothing else of them but broken properties.

    A submission can write what it saw in a hidden check into every text, and into the time that it takes.
    """
    names = student_check_names(result.checks)
    limit = result.limit
    if limit is not None:
        limit = msgspec.structs.replace(limit, check=names.get(limit.check, limit.check))
    return msgspec.structs.replace(
        result,
        checks=tuple(masked_check(check, names) for check in result.checks),
        staff_warnings=(),
        duration_s=round(sum(check.duration_s for check in result.checks if not check.hidden), 3),
        limit=limit,
    )


def masked_check(check: CheckResult, names: dict[str, str]) -> CheckResult:
    """Return `check`; of a hidden check only the number, the verdict, the points and a broken safety property."""
    if not check.hidden:
        return check
    name = names[check.name]
    return CheckResult(
        name=name,
        title=name.replace("hidden_", "Hidden check "),
        verdict=check.verdict,
        points=check.points,
        max=check.max,
        blocked_by=names.get(check.blocked_by, check.blocked_by) if check.blocked_by else None,
        hidden=True,
        safety=check.safety,
    )
