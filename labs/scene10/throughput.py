"""What a cluster of three does under load, over window, batch and disk: the machines, the loads and the figures."""

from __future__ import annotations

from raftlab.checks.placed_process import PlacedProcess
from raftlab.checks.placed_server import PlacedServer
from raftlab.server import Options
from raftlab.simulator.load_run import Load, LoadRun, MachineCosts
from raftlab.simulator.world import World
from raftlab.worker.wire import Codec
from raftlab.worker.worker_hosts import Host

SERVERS = ("S1", "S2", "S3")
WINDOWS = (1, 2, 4, 8, 16)
BATCHES = (1, 8)
LOAD = Load(clients=16, calls=64, value_bytes=8)
MACHINES = {
    "far": MachineCosts(latency_ms=10.0, write_ms=0.5),
    "near, busy disk": MachineCosts(latency_ms=0.5, write_ms=3.0),
}
"""Servers that are far from each other with a fast disk, and servers side by side whose disk is busy."""


def deployment_options(window: int, batch: int) -> Options:
    """Return the options of a deployment with this window and batch."""
    return Options(
        electionTimeout=(1000, 2000), no_op=True, disk="background", window_messages=window, entriesPerAppend=batch
    )


def run_load(host: Host, codec: Codec, machine: MachineCosts, window: int, batch: int, number: int = 0) -> LoadRun:
    """Return a run that has ended; `result` of it is what was measured."""
    world = World(host, codec, SERVERS, deployment_options(window, batch), run_number=number)
    run = LoadRun(world, machine, LOAD)
    run.run()
    return run


def measure_with(server: PlacedServer, machine: str, window: int, batch: int) -> tuple[float, float]:
    """Return calls a second and the 99th percentile in ms, on the process of a placed server."""
    process = PlacedProcess(server)
    result = run_load(process, process.codec, MACHINES[machine], window, batch, number=1).result
    return (result.calls_per_second, result.p99_ms) if result is not None else (0.0, 0.0)
