"""Replaying the acts of a run: on the same submission, on another one, or with some acts left out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from msgspec import UNSET

from raftlab import __version__
from raftlab.errors import SubmissionError
from raftlab.server import Options
from raftlab.simulator.property_monitor import Monitor
from raftlab.simulator.world import World
from raftlab.trace import Act, Trace, Violation
from raftlab.worker.wire import Codec
from raftlab.worker.worker_hosts import Host

StopCondition = Callable[[Violation], bool]


@dataclass(frozen=True)
class Run:
    """The run of some acts. `error`: the submission failed in the world's last event."""

    world: World
    monitor: Monitor
    error: SubmissionError | None = None


def run_acts(
    host: Host,
    codec: Codec,
    servers: tuple[str, ...],
    options: Options,
    acts: Iterable[tuple[float, Act]],
    should_stop: StopCondition = lambda violation: False,
) -> Run:
    """Do and monitor each (time in ms, act) that can be done; stop after a violation that `should_stop` accepts."""
    world, monitor = World(host, codec, servers, options), Monitor()
    for at_ms, act in acts:
        world.now_ms = max(world.now_ms, at_ms)
        try:
            step = world.apply(act)
        except SubmissionError as error:
            return Run(world, monitor, error)
        if step is not None and any(should_stop(violation) for violation in monitor.observe(step, world)):
            break
    monitor.check_linearizability(world)
    return Run(world, monitor)


def acts_of(trace: Trace) -> list[tuple[float, Act]]:
    """Return the acts of `trace` with their times."""
    return [(event.at_ms, event.act) for event in trace.events]


def trace_of(run: Run, *, scene: str, title: str, seed: int, shrunk_from: int | None = None) -> Trace:
    """Return the trace of `run`."""
    world, monitor = run.world, run.monitor
    return Trace(
        kit=__version__,
        scene=scene,
        title=title,
        seed=seed,
        servers=world.servers,
        options=world.options,
        events=tuple(world.events),
        violations=tuple(monitor.violations),
        shrunk_from=shrunk_from,
        undecided=monitor.undecided_reason or UNSET,
    )


def replay_acts(host: Host, codec: Codec, trace: Trace) -> Trace:
    """Return the trace of the same acts on the servers of `host`. It has the panels only if all acts could be done.

    If the submission fails, the trace ends with the act in which it did.
    """
    run = run_acts(host, codec, trace.servers, trace.options, acts_of(trace))
    replayed = trace_of(run, scene=trace.scene, title=trace.title, seed=trace.seed, shrunk_from=trace.shrunk_from)
    if len(replayed.events) == len(trace.events):
        return Trace(
            **{name: getattr(replayed, name) for name in replayed.__struct_fields__} | {"panels": trace.panels}
        )
    return replayed
