"""One trial: a file of the kit is graded as if a student had submitted it."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from raftlab.checks.check_runner import run_checks
from raftlab.errors import RaftlabError
from raftlab.grading_models import CheckResult, GradingResult, Submission, TracedCheck
from raftlab.kit import Kit, LayerSource
from raftlab.pipeline import grade
from raftlab.solutions.named_solutions import read_solution
from raftlab.worker.worker_hosts import WorkerHosts, make_load_request
from raftlab.worker.zygote_pool import ZygotePool

TrialKind = Literal["skeleton", "reference", "mutant", "variant", "partial", "later", "token mutant"]


@dataclass(frozen=True)
class Trial:
    """A file to grade with the checks of a scene, or only with `check_names`.

    with_prerequisites: also run the checks that these wait for. later_scene_id: `file` is that scene's reference.
    source: the text to grade, where it is not the file's. stops_after: the number of failed checks after which no more
    run, 0: all run; with counts_only_unseeded, a check that asks for the seed is not counted.
    """

    kind: TrialKind
    kit_root: Path
    scene_id: str
    file: Path
    seed: int = 0
    check_names: tuple[str, ...] = ()
    with_prerequisites: bool = False
    later_scene_id: str = ""
    source: str = ""
    stops_after: int = 0
    counts_only_unseeded: bool = False
    ignores_prerequisites: bool = False

    @property
    def name(self) -> str:
        return self.later_scene_id or self.file.name


@dataclass(frozen=True)
class TrialResult:
    """The result of a trial: check -> result, or the error that prevented grading; and the CPU time.

    seeded_checks: the checks that asked for the seed. The others have the same result on every seed. score: the points
    that count; 0 without a result, and of a later server.
    """

    trial: Trial
    checks: Mapping[str, CheckResult] = field(default_factory=dict)
    error_text: str = ""
    cpu_s: float = 0.0
    seeded_checks: tuple[str, ...] = ()
    score: int = 0


def run_trial_batch(trials: Sequence[Trial], pool: ZygotePool | None = None) -> list[TrialResult]:
    """Run several trials, one after the other, and return their results; they share the zygotes of `pool`.

    Without a pool they share zygotes that end with the last trial.
    """
    with contextlib.nullcontext(pool) if pool is not None else ZygotePool() as shared:
        return [run_trial(trial, shared) for trial in trials]


def run_trial(trial: Trial, pool: ZygotePool | None = None, *, in_process: bool = False) -> TrialResult:
    """Grade the trial's file. An error in grading becomes the result; it is not raised.

    in_process: without a jail, so without its limits and its second process.
    """
    started_s = time.process_time()
    try:
        if trial.kind == "later":
            return TrialResult(trial, {check.name: check for check in grade_later_server(trial)})
        graded = grade_file(trial, pool, in_process=in_process)
    except (RaftlabError, OSError) as error:
        return TrialResult(trial, error_text=str(error))
    cpu_s = time.process_time() - started_s + graded.worker_cpu_s
    return TrialResult(
        trial,
        {check.name: check for check in graded.result.checks},
        cpu_s=cpu_s,
        seeded_checks=graded.seeded_checks,
        score=graded.result.score,
    )


def grade_file(trial: Trial, pool: ZygotePool | None, *, in_process: bool = False) -> GradingResult:
    """Grade the file with the checks of its own scene."""
    kit = Kit(trial.kit_root)
    source = trial.source or read_solution(kit, trial.file)
    submission = Submission(trial.scene_id, trial.file.name, source)
    return grade(
        kit,
        submission,
        seed=trial.seed,
        check_names=trial.check_names,
        with_prerequisites=trial.with_prerequisites,
        pool=pool,
        in_process=in_process,
        is_enough=make_stop_condition(trial) if trial.stops_after else None,
        ignores_prerequisites=trial.ignores_prerequisites,
    )


def make_stop_condition(trial: Trial) -> Callable[[TracedCheck], bool]:
    """Return a function that counts the failed checks, and returns True once the trial has had enough of them."""
    failed: set[str] = set()

    def is_enough(run: TracedCheck) -> bool:
        if run.result.verdict == "FAIL" and not (run.is_seeded and trial.counts_only_unseeded):
            failed.add(run.result.name)
        return len(failed) >= trial.stops_after

    return is_enough


def grade_later_server(trial: Trial) -> tuple[CheckResult, ...]:
    """Run the scene's checks on the whole server of a later scene."""
    kit = Kit(trial.kit_root)
    scene, later = kit.scene(trial.scene_id), kit.scene(trial.later_scene_id)
    layer = LayerSource(later.file, read_solution(kit, trial.file), later.layer_class)
    load = make_load_request((*kit.given_layers(later), layer), kit.course_message_modules)
    with WorkerHosts(load) as hosts:
        return tuple(each.result for each in run_checks(kit, scene, hosts, seed=trial.seed))
