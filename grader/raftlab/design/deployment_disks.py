"""The disks of a deployment: background writes that share a turn, writes forced at intervals, and compacted logs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from raftlab.design.deployment_node import HANDLER_MS, Node
from raftlab.design.design_document import Design
from raftlab.design.workload import Workload
from raftlab.simulator.world import World
from raftlab.trace import Act, Compact, CompleteWrite


class DiskOwner(Protocol):
    """What the disks need of their deployment."""

    design: Design
    workload: Workload
    world: World
    nodes: dict[str, Node]
    now: float

    @property
    def sync_interval_ms(self) -> float:
        """Return the time between two forced writes; 0: each is forced."""
        ...

    def schedule(self, at: float, job: Callable[[], None]) -> None:
        """Run `job` at the real time `at`."""
        ...

    def enqueue(self, name: str, act: Act, serial: int = -1) -> None:
        """Let an event wait for its server."""
        ...


def queue_background_writes(deployment: DiskOwner, name: str, count: int) -> None:
    """Hand background writes to a disk: those that wait share its next turn, up to the batch of the design."""
    node, lives = deployment.nodes[name], deployment.nodes[name].lives
    node.waiting_writes += count
    if node.is_writing or not node.waiting_writes:
        return
    shared = min(node.waiting_writes, deployment.design["batch"])
    node.waiting_writes -= shared
    node.is_writing = True

    def end() -> None:
        if node.lives == lives:
            node.is_writing = False
            for _ in range(shared):
                deployment.enqueue(name, CompleteWrite(name))
            queue_background_writes(deployment, name, 0)

    begun = deployment.now + HANDLER_MS
    if deployment.sync_interval_ms:  # the disk only says that it has written
        deployment.schedule(begun, end)
    else:
        deployment.schedule(max(begun, node.stalled_until) + deployment.workload.fsync_ms[node.region], end)


def schedule_disk_syncs(deployment: DiskOwner) -> None:
    """Force the disks of all servers, and again after each interval; a stalled one writes nothing."""
    if not deployment.sync_interval_ms:
        return
    world = deployment.world
    for name, node in deployment.nodes.items():
        if name in world.running_servers and node.stalled_until <= deployment.now:
            node.synced = (world.disks.get(name), world.snapshots.get(name))
    deployment.schedule(deployment.now + deployment.sync_interval_ms, lambda: schedule_disk_syncs(deployment))


def compact_log_if_due(deployment: DiskOwner, name: str) -> None:
    """Let an operator compact a log that holds as many applied entries as the design says, before anything else."""
    seen, limit = deployment.world.running_servers.get(name), deployment.design["snapshot"]
    inbox = deployment.nodes[name].inbox
    if seen is None or seen.lastApplied - seen.log_start[0] < limit:
        return
    if not any(isinstance(waiting, Compact) for waiting, _ in inbox):
        inbox.appendleft((Compact(name, seen.lastApplied - limit // 4), -1))
