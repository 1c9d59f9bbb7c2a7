"""The inspection of scenes: lint their files, then run their trials in parallel."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from itertools import groupby

from raftlab.authoring.forked_trials import run_quick_batch
from raftlab.authoring.kill_table import KillRow, kill_rows
from raftlab.authoring.mutation_score import find_mutation_drift
from raftlab.authoring.scene_lint import has_checks, lint_scene
from raftlab.authoring.scene_trials import TrialPlan, first_trials, other_seed_trials
from raftlab.authoring.solution_trial import Trial, TrialResult, run_trial_batch
from raftlab.authoring.suite_lint import lint_suite
from raftlab.authoring.trial_findings import findings_from_trials, findings_on_solutions
from raftlab.authoring.validation_finding import Finding
from raftlab.jail.kernel_calls import die_with_parent
from raftlab.kit import Kit, Scene

MUTANTS_PER_BATCH = 8
"""Mutants that one process tries, one after the other: a check takes about as long as its processes take to start."""
RunBatch = Callable[[Sequence[Trial]], list[TrialResult]]
OnTrial = Callable[[int, int, str], None]
"""A callback with the number of trials done, their total, and the name of the last one."""


@dataclass(frozen=True)
class SceneValidation:
    """The findings of an inspection, and the kill table of the mutants."""

    findings: list[Finding]
    kill_table: list[KillRow]

    @property
    def is_sound(self) -> bool:
        return not any(finding.problems for finding in self.findings)


def validate_scenes(
    kit: Kit,
    scenes: Iterable[Scene],
    plan: TrialPlan,
    jobs: int,
    on_trial: OnTrial,
) -> SceneValidation:
    """Inspect the scenes. For scenes without checks, only the files are inspected."""
    scenes = list(scenes)
    graded = [scene for scene in scenes if has_checks(scene)]
    planned = [trial for scene in graded for trial in first_trials(kit, scene, plan)]
    run_batch = run_quick_batch if plan.is_quick else run_trial_batch
    first = list(run_trials(planned, jobs, on_trial, run_batch=run_batch))
    others = list(other_seed_trials(first, plan))
    results = [*first, *run_trials(others, jobs, on_trial, len(first), run_batch=run_batch)]
    findings: list[Finding] = []
    for scene in scenes:
        scene_results = [each for each in results if each.trial.scene_id == scene.id]
        if plan.is_selective:
            findings += findings_on_solutions(scene, scene_results, plan)
            continue
        findings += lint_scene(kit, scene)
        if scene in graded:
            findings += lint_suite(kit, scene)
            findings.append(find_mutation_drift(kit, scene))
            findings += findings_from_trials(kit, scene, scene_results, plan)
    return SceneValidation(findings, kill_rows(results, plan.seed_count))


def run_trials(
    planned_trials: list[Trial],
    jobs: int,
    on_trial: OnTrial,
    done_before: int = 0,
    on_result: Callable[[TrialResult], None] | None = None,
    run_batch: RunBatch = run_trial_batch,
) -> Iterator[TrialResult]:
    """Yield the results in the order of the plan, once all are there.

    done_before: the number of trials that ran earlier. on_result: is told each result as soon as it is known.
    run_batch: runs the trials of one batch, in a process of the pool.
    """
    done: dict[Trial, TrialResult] = {}
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(jobs or os.cpu_count() or 1, mp_context=context, initializer=exit_with_parent)
    try:
        waiting = [pool.submit(run_batch, batch) for batch in trial_batches(planned_trials)]
        for future in as_completed(waiting):
            for result in future.result():
                trial = result.trial
                done[trial] = result
                if on_result is not None:
                    on_result(result)
                on_trial(done_before + len(done), done_before + len(planned_trials), f"{trial.scene_id} {trial.name}")
    except BaseException:  # after Ctrl-C, do not wait for running trials
        for child in multiprocessing.active_children():
            child.terminate()
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
    yield from (done[trial] for trial in planned_trials)


def trial_batches(planned_trials: Iterable[Trial]) -> Iterator[list[Trial]]:
    """Yield the trials in the order of the plan: mutants of one scene in batches, every other trial by itself."""
    for (kind, _), group in groupby(planned_trials, key=lambda trial: (trial.kind, trial.scene_id)):
        yield from split_list(list(group), MUTANTS_PER_BATCH if "mutant" in kind else 1)


def split_list(trials: list[Trial], size: int) -> Iterator[list[Trial]]:
    """Yield the trials in lists of `size`; the last list may be shorter."""
    for start in range(0, len(trials), size):
        yield trials[start : start + size]


def exit_with_parent() -> None:
    """Leave Ctrl-C to the parent process, and end with it, however it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None and parent.pid is not None:
        die_with_parent(parent.pid)
