"""One trial: a file of the kit graded as if a student had handed it in, and what that cost."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from raftlab.checks.run import run_checks
from raftlab.errors import RaftlabError
from raftlab.kit import Kit, LayerSource
from raftlab.pipeline import grade
from raftlab.records import CheckResult, Graded, Submission
from raftlab.worker.host import WorkerHosts, load_request

Kind = Literal["skeleton", "reference", "mutant", "variant", "later"]


@dataclass(frozen=True)
class Trial:
    """What to grade with the checks of `scene`, or with `only` these; causes: and what they wait for.

    later: `file` is the reference of a later scene.
    """

    kind: Kind
    root: Path
    scene: str
    file: Path
    seed: int = 0
    only: tuple[str, ...] = ()
    causes: bool = False
    later: str = ""

    @property
    def name(self) -> str:
        return self.later or self.file.name


@dataclass(frozen=True)
class Outcome:
    """What a trial came to: check -> result, or the fault that kept it from being graded; and its CPU time in all.

    seeded: the checks that asked for the seed. The others come to the same on every seed.
    """

    trial: Trial
    checks: Mapping[str, CheckResult] = field(default_factory=dict)
    fault: str = ""
    cpu_s: float = 0.0
    seeded: tuple[str, ...] = ()


def run_trial(trial: Trial) -> Outcome:
    """Grade what the trial names. Never raises for what is wrong with it: that is its outcome."""
    began_s = time.process_time()
    try:
        if trial.kind == "later":
            return Outcome(trial, {check.name: check for check in later_checks(trial)})
        graded = graded_checks(trial)
    except (RaftlabError, OSError) as fault:
        return Outcome(trial, fault=str(fault))
    cpu_s = time.process_time() - began_s + graded.worker_cpu_s
    return Outcome(trial, {check.name: check for check in graded.result.checks}, cpu_s=cpu_s, seeded=graded.seeded)


def graded_checks(trial: Trial) -> Graded:
    """Grade the file in its own scene."""
    submission = Submission(trial.scene, trial.file.name, trial.file.read_text(encoding="utf-8"))
    return grade(Kit(trial.root), submission, seed=trial.seed, only=trial.only, causes=trial.causes)


def later_checks(trial: Trial) -> tuple[CheckResult, ...]:
    """Run the scene's checks on the whole server of a later scene."""
    kit = Kit(trial.root)
    scene, later = kit.scene(trial.scene), kit.scene(trial.later)
    layer = LayerSource(later.file, trial.file.read_text(encoding="utf-8"), later.layer)
    load = load_request((*kit.given(later), layer), kit.message_modules(later))
    with WorkerHosts(load) as hosts:
        return tuple(each.result for each in run_checks(kit, scene, hosts, seed=trial.seed))
