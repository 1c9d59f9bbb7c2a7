"""The whole inspection: what the files say, then what the trials show, two at a time."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass

from raftlab.authoring.finding import Finding
from raftlab.authoring.kills import Kill, kills
from raftlab.authoring.plan import more_trials, trials
from raftlab.authoring.trees import has_checks, inspect_trees
from raftlab.authoring.trial import Outcome, Trial, run_trial
from raftlab.authoring.verdicts import judge
from raftlab.kit import Kit, Scene

OnTrial = Callable[[int, int, str], None]
"""Done, of so many, and what was tried last."""


@dataclass(frozen=True)
class Inspection:
    """What an inspection of some scenes found, and the kill table of their mutants."""

    findings: list[Finding]
    kills: list[Kill]

    @property
    def sound(self) -> bool:
        return not any(finding.faults for finding in self.findings)


def inspect(kit: Kit, scenes: Iterable[Scene], seeds: int, jobs: int, on_trial: OnTrial) -> Inspection:
    """Inspect the scenes; those without checks by their files alone."""
    scenes = list(scenes)
    graded = [scene for scene in scenes if has_checks(scene)]
    first = list(run_all([trial for scene in graded for trial in trials(kit, scene)], jobs, on_trial))
    outcomes = [*first, *run_all(list(more_trials(first, seeds)), jobs, on_trial, len(first))]
    found: list[Finding] = []
    for scene in scenes:
        found += inspect_trees(kit, scene)
        if scene in graded:
            found += judge(kit, scene, [each for each in outcomes if each.trial.scene == scene.id], seeds)
    return Inspection(found, kills(outcomes, seeds))


def run_all(planned: list[Trial], jobs: int, on_trial: OnTrial, before: int = 0) -> Iterator[Outcome]:
    """Yield the outcomes in the order of the plan, whichever is done first. `before`: trials that were done before."""
    done: dict[Trial, Outcome] = {}
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(jobs or os.cpu_count() or 1, mp_context=context, initializer=leave_ctrl_c)
    try:
        waiting = {pool.submit(run_trial, trial): trial for trial in planned}
        for future in as_completed(waiting):
            trial = waiting[future]
            done[trial] = future.result()
            on_trial(before + len(done), before + len(planned), f"{trial.scene} {trial.name}")
    except BaseException:  # Ctrl-C: what runs is not waited for
        for child in multiprocessing.active_children():
            child.terminate()
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
    yield from (done[trial] for trial in planned)


def leave_ctrl_c() -> None:
    """Let the process that started this one handle Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
