"""A pool's zygotes serve several submissions; each has the result that it has alone."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from raftlab.authoring.scene_trials import scene_file_trials
from raftlab.authoring.solution_trial import TrialResult, run_trial, run_trial_batch
from raftlab.errors import WorkerDiedError
from raftlab.kit import find_kit
from raftlab.server import Options
from raftlab.worker.wire import BootServer
from raftlab.worker.worker_hosts import WorkerHosts, make_load_request
from raftlab.worker.zygote_pool import ZygotePool

KIT = find_kit()
SCENE = KIT.scene("scene02")
LOAD = make_load_request((*KIT.given_layers(SCENE), KIT.solution_layer(SCENE)), KIT.message_modules(SCENE))
BOOT = BootServer("S1", ("S1", "S2", "S3"), Options())


def without_durations(result: TrialResult) -> dict[str, object]:
    """Return the result of a trial without its durations."""
    checks = {name: replace(check, duration_s=0.0) for name, check in result.checks.items()}
    return {"checks": checks, "error_text": result.error_text, "seeded_checks": result.seeded_checks}


@pytest.mark.parametrize("step", [48, pytest.param(12, marks=pytest.mark.long)])
def test_batch_of_trials_has_the_results_of_each_alone(step: int) -> None:
    """Wrong solutions that share their zygotes have the same results as each by itself."""
    mutants = [trial for trial in scene_file_trials(KIT, SCENE) if trial.kind == "mutant"][::step]
    assert len(mutants) > 2
    results = run_trial_batch(mutants)
    assert [result.trial for result in results] == mutants
    assert list(map(without_durations, results)) == [without_durations(run_trial(trial)) for trial in mutants]


def test_zygote_is_kept_and_its_workers_are_not() -> None:
    """The next submission's workers come from the same zygote, second hosts from another; earlier ones ended."""
    with ZygotePool() as pool:
        with WorkerHosts(LOAD, pool=pool) as hosts:
            host = hosts.open()
            (zygote,) = pool.pids
        with pytest.raises(WorkerDiedError, match="has ended"):
            host.request(BOOT)
        with WorkerHosts(LOAD, pool=pool) as hosts:
            hosts.open()
            assert pool.pids == (zygote,)
            hosts.second_hosts().open()
            assert len(set(pool.pids)) == 2
    assert pool.pids == ()


def test_each_submission_is_charged_its_own_time() -> None:
    """CPU time of a zygote and of earlier workers is not charged to later submissions."""
    cpu_s: list[float] = []
    with ZygotePool() as pool:
        for calls in (2000, 1):
            with WorkerHosts(LOAD, pool=pool) as hosts:
                host = hosts.open()
                for _ in range(calls):
                    host.request(BOOT)
                host.close()
                cpu_s.append(hosts.cpu_used_s)
    assert 0 <= cpu_s[1] < cpu_s[0] / 2
