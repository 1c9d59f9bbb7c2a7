"""A run of the real cluster, repeated in the simulator for `raftlab replay`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from raftlab.cli.support.console import progress_bar, warn

if TYPE_CHECKING:
    from raftlab.cluster.conformance import ReplayedRun

PLAN_NAME = "cluster.json"


def is_cluster_folder(path: Path) -> bool:
    """Return whether a path is the data folder of a cluster."""
    return (path / PLAN_NAME).is_file()


def repeat_cluster_run(folder: Path) -> ReplayedRun:
    """Return the run in a data folder, repeated in the simulator on the layers that ran there.

    UsageError while the cluster runs, or if its journals are not complete.
    """
    from raftlab.cluster.cluster_plan import lock_data_folder, read_plan
    from raftlab.cluster.conformance import repeat_run
    from raftlab.cluster.merged_run import merge_runs, read_node_histories
    from raftlab.worker.message_codec import Codec

    with lock_data_folder(folder), progress_bar("replay") as report:
        plan = read_plan(folder)
        runs = read_node_histories(folder, plan)
        return repeat_run(plan, merge_runs(runs, plan, Codec(plan.message_modules)), runs, report)


def print_replay_result(result: ReplayedRun) -> None:
    """Say on standard error what the repetition showed."""
    if result.conforms:
        warn(f"the simulator repeats all {result.event_count:,} events of the servers with the same effects")
    for difference in result.differences:
        warn(f"not as in the simulator: {difference}")
    for violation in result.violations:
        warn(f"step {violation.step:,}: {violation.property}: {violation.seen}")
    if result.undecided:
        warn(result.undecided)
