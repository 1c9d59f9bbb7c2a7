"""Paths of a search done again by live servers: what the snapshots showed must be what is so."""

from __future__ import annotations

import msgspec

from raftlab.errors import NondeterminismError
from raftlab.explorer.counterexample import OpenHost
from raftlab.explorer.local_state import StepResult
from raftlab.explorer.moves import MoveGenerator
from raftlab.explorer.path_acts import acts_of_event, without_crash
from raftlab.explorer.search_record import SearchRecord, events_of_path
from raftlab.simulator.request_tasks import RequestTask, run_task, run_tasks
from raftlab.simulator.world import Step, World
from raftlab.trace import Boot
from raftlab.worker.host import Host
from raftlab.worker.responses import Effect, PersistEffect

SAMPLE_COUNT = 6


def validate_live(record: SearchRecord, open_host: OpenHost, sample_count: int = SAMPLE_COUNT) -> int:
    """Do `samples` paths of the search again; return how many. NondeterminismError where live ones show another state."""
    count = len(record.states)
    positions = sorted({count - 1 - count * sample // sample_count for sample in range(sample_count)} - {0, -1})
    host = open_host()
    askings = [
        replay_path(record.move_generator, record.path_to(each), host, run) for run, each in enumerate(positions)
    ]
    if record.prefetcher is None:  # one question at a time: then it is known in which the submission fails
        for asking in askings:
            run_task(host, asking)
        return len(positions)
    for found in run_tasks(host, askings, lambda result: result is not None):
        if found is not None:
            raise found
    return len(positions)


def replay_path(
    move_generator: MoveGenerator, states: tuple[int, ...], host: Host, run_number: int
) -> RequestTask[None]:
    """Let live servers take the events of one path; NondeterminismError at the first that leads elsewhere."""
    cluster = move_generator.encoder.transitions
    world = World(host, cluster.codec, cluster.server_names, cluster.bounds.options, run_number=run_number)
    for name in cluster.server_names:
        yield from world.apply_task(Boot(name))
    locals_ = move_generator.encoder.local_states(states[0])
    moves = events_of_path(move_generator, states)
    copies = {number for move in moves for _, each in move if isinstance(number := without_crash(each), int)}
    for move in moves:
        for server, stimulus in move:
            again = without_crash(stimulus) in copies
            expected = cluster.step(locals_[server], stimulus)
            step = None
            for act in acts_of_event(move_generator, locals_, ((server, stimulus), again)):
                step = yield from world.apply_task(act)
            check_step(world, step, expected, cluster.server_names[server])


def check_step(world: World, step: Step | None, expected: StepResult, server: str) -> None:
    """Raise where the live server does or shows something else than the snapshot did."""
    if step is None or without_images(step.effects) != without_images(expected.effects):
        raise NondeterminismError(
            f"The same events made {server} do one thing in the search, and another by themselves."
        )
    if world.running_servers.get(server) != expected.after.observed:
        raise NondeterminismError(
            f"The same events led {server} to one state in the search, and to another by themselves."
        )


def without_images(effects: tuple[Effect, ...]) -> list[Effect]:
    """Return the effects without where their process keeps what became durable."""
    return [
        msgspec.structs.replace(each, image=0, image_hash=b"") if isinstance(each, PersistEffect) else each
        for each in effects
    ]
