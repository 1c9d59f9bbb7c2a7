"""Grades the submissions of a class that have no result yet, on one machine or many, and stores each result at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import msgspec

from raftlab.batch.local_grading import OnJobResult
from raftlab.batch.models import GradingSettings, Job, JobResult, SubmissionEntry
from raftlab.kit import Scene

if TYPE_CHECKING:
    from raftlab.batch.result_store import ResultStore  # needs SQLAlchemy, which students lack

GradingBackend = Callable[[Sequence[Job], OnJobResult], None]
"""Grades jobs and reports each result as it comes: here, or on a cluster, with the same results."""


@dataclass(frozen=True)
class GradingProgress:
    """The progress of a grading: `done` of `total`, and whose submission was the last."""

    done: int
    total: int
    last_entry: SubmissionEntry | None = None
    last_result: JobResult | None = None


def grade_class(
    scene: Scene,
    entries: Iterable[SubmissionEntry],
    store: ResultStore,
    settings: GradingSettings,
    backend: GradingBackend,
    on_progress: Callable[[GradingProgress], None],
    *,
    regrade: bool = False,
) -> dict[str, JobResult]:
    """Grade the texts that have no result in `store`; return the result of each text by its digest.

    regrade: grade all of `entries`, also what is known; the new result replaces the stored one.
    """
    texts = {entry.sha256: entry for entry in entries if entry.source and not entry.error_text}
    known = {
        seed: store.load_results(scene.id, settings.kit_version, seed, settings.minimum_level)
        for seed in settings.seeds
    }
    jobs = [
        Job(
            scene.id,
            scene.file,
            text.source.decode("utf-8-sig"),
            digest,
            settings.kit_version,
            seed,
            *level_and_limit(settings),
        )
        for seed in settings.seeds
        for digest, text in texts.items()
        if regrade or needs_grading(known[seed].get(digest), settings)
    ]
    moved = GradingProgress(len(texts) * len(settings.seeds) - len(jobs), len(texts) * len(settings.seeds))
    on_progress(moved)

    def on_outcome(job: Job, outcome: JobResult) -> None:
        nonlocal moved
        store.save_result(job, outcome, replaces=regrade)
        known[job.seed][job.sha256] = outcome
        moved = replace(moved, done=moved.done + 1, last_entry=texts[job.sha256], last_result=outcome)
        on_progress(moved)

    backend(jobs, on_outcome)
    return dict(mark_flaky_results(settings, known))


def needs_grading(stored_result: JobResult | None, settings: GradingSettings) -> bool:
    """Return whether to grade a text: it has no result, or a grading with a shorter time limit was stopped."""
    return stored_result is None or (stored_result.fate == "timed out" and stored_result.duration_s < settings.limit_s)


def level_and_limit(settings: GradingSettings) -> tuple[str, float]:
    """Return the last two fields of a job."""
    return settings.minimum_level, settings.limit_s


def mark_flaky_results(
    settings: GradingSettings, results_by_seed: Mapping[int, Mapping[str, JobResult]]
) -> Iterator[tuple[str, JobResult]]:
    """Yield the result of each text on the first seed, as flaky if the second seed gave other verdicts."""
    for digest, outcome in results_by_seed[settings.seed].items():
        for other in settings.seeds[1:]:
            outcome = mark_flaky_result(outcome, results_by_seed[other].get(digest), other)
        yield digest, outcome


INCONCLUSIVE_STATUSES = frozenset({"kit error", "timed out", "unsafe level"})
"""Fates that say nothing of the submission: what a machine or the kit could not do."""


def mark_flaky_result(first: JobResult, second: JobResult | None, seed: int) -> JobResult:
    """Return `first`, as flaky if another seed gave other verdicts; unchanged if one of the two is inconclusive."""
    if second is None or {first.fate, second.fate} & INCONCLUSIVE_STATUSES:
        return first
    differing = sorted(set(verdicts_of_checks(first)) ^ set(verdicts_of_checks(second)))
    if first.fate == second.fate and not differing:
        return first
    named = ", ".join(dict.fromkeys(name for name, _ in differing)) or f"{first.fate}, then {second.fate}"
    return msgspec.structs.replace(first, fate="flaky", message=f"seed {seed} disagrees: {named}")


def verdicts_of_checks(job_result: JobResult) -> tuple[tuple[str, str], ...]:
    """Return the name and the verdict of each check, nothing if there is no result."""
    return tuple((check.name, check.verdict) for check in job_result.result.checks) if job_result.result else ()
