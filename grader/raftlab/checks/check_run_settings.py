"""The settings of a run of checks: the scene, the checks, the hosts, and how to run them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from raftlab.checks.earlier_check_failures import EarlierCheckFailures
from raftlab.checks.lab_fixture import Lab
from raftlab.grading_models import OnProgress, TracedCheck
from raftlab.kit import Kit, Scene
from raftlab.worker.worker_hosts import Hosts, WorkerHosts


@dataclass(frozen=True)
class CheckRunPlan:
    """The settings of one run. An empty `check_names` runs all checks. `is_quiet` hides the output of tests.

    with_prerequisites: also run the checks that `check_names` depend on, so that they can be blocked.
    is_enough: told each result; after the first for which it returns True, no more checks run.
    ignores_prerequisites: no check is blocked. process_count: with 2, checks run side by side, with the same results.
    """

    kit: Kit
    scene: Scene
    check_names: tuple[str, ...]
    hosts: Hosts
    make_lab: Callable[[Hosts, EarlierCheckFailures], Lab]
    on_progress: OnProgress | None
    is_quiet: bool
    with_prerequisites: bool = False
    is_enough: Callable[[TracedCheck], bool] | None = None
    ignores_prerequisites: bool = False
    process_count: int = 1

    @property
    def hosts_for_two(self) -> WorkerHosts | None:
        """Return the hosts if the checks run in two processes: both must have zygotes that serve no one else."""
        is_possible = self.process_count > 1 and self.is_enough is None
        return self.hosts if is_possible and isinstance(self.hosts, WorkerHosts) and not self.hosts.is_pooled else None
