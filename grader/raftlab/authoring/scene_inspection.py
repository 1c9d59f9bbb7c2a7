"""The whole inspection: what the files say, then what the trials show, two at a time."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass

from raftlab.authoring.finding import Finding
from raftlab.authoring.kill_table import KillRow, make_kill_table
from raftlab.authoring.scene_lint import has_checks, lint_scene
from raftlab.authoring.trial import Trial, TrialResult, run_trial
from raftlab.authoring.trial_findings import findings_from_trials
from raftlab.authoring.trial_plan import first_seed_trials, other_seed_trials
from raftlab.kit import Kit, Scene

OnTrial = Callable[[int, int, str], None]
"""Done, of so many, and what was tried last."""


@dataclass(frozen=True)
class SceneInspection:
    """What an inspection of some scenes found, and the kill table of their mutants."""

    findings: list[Finding]
    kill_table: list[KillRow]

    @property
    def is_sound(self) -> bool:
        return not any(finding.problems for finding in self.findings)


def inspect_scenes(kit: Kit, scenes: Iterable[Scene], seed_count: int, jobs: int, on_trial: OnTrial) -> SceneInspection:
    """Inspect the scenes; those without checks by their files alone."""
    scenes = list(scenes)
    graded = [scene for scene in scenes if has_checks(scene)]
    first = list(run_trials([trial for scene in graded for trial in first_seed_trials(kit, scene)], jobs, on_trial))
    outcomes = [*first, *run_trials(list(other_seed_trials(first, seed_count)), jobs, on_trial, len(first))]
    found: list[Finding] = []
    for scene in scenes:
        found += lint_scene(kit, scene)
        if scene in graded:
            found += findings_from_trials(
                kit, scene, [each for each in outcomes if each.trial.scene_id == scene.id], seed_count
            )
    return SceneInspection(found, make_kill_table(outcomes, seed_count))


def run_trials(
    planned_trials: list[Trial], jobs: int, on_trial: OnTrial, done_before: int = 0
) -> Iterator[TrialResult]:
    """Yield the outcomes in the order of the plan, whichever is done first. `before`: trials that were done before."""
    done: dict[Trial, TrialResult] = {}
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(jobs or os.cpu_count() or 1, mp_context=context, initializer=ignore_ctrl_c)
    try:
        waiting = {pool.submit(run_trial, trial): trial for trial in planned_trials}
        for future in as_completed(waiting):
            trial = waiting[future]
            done[trial] = future.result()
            on_trial(done_before + len(done), done_before + len(planned_trials), f"{trial.scene_id} {trial.name}")
    except BaseException:  # Ctrl-C: what runs is not waited for
        for child in multiprocessing.active_children():
            child.terminate()
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
    yield from (done[trial] for trial in planned_trials)


def ignore_ctrl_c() -> None:
    """Let the process that started this one handle Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
