"""Repeats sampled paths of a search on live servers, which must reach the same states as the snapshots."""

from __future__ import annotations

import msgspec

from raftlab.errors import NondeterminismError
from raftlab.explorer.acts_of_path import acts_of_event, stimulus_without_crash
from raftlab.explorer.counterexample import OpenHost
from raftlab.explorer.local_state import StepResult
from raftlab.explorer.move_generator import MoveGenerator
from raftlab.explorer.search_tree import SearchTree, events_of_path
from raftlab.simulator.worker_request_tasks import RequestTask, run_task, run_tasks
from raftlab.simulator.world import Step, World
from raftlab.trace import Boot
from raftlab.worker.responses import Effect, PersistEffect, SnapshotEffect, WriteEffect
from raftlab.worker.worker_hosts import Host

SAMPLE_COUNT = 6


def validate_paths_on_live_servers(record: SearchTree, open_host: OpenHost, sample_count: int = SAMPLE_COUNT) -> int:
    """Repeat up to `sample_count` paths of the search; return how many. NondeterminismError if a state differs."""
    count = len(record.states)
    positions = sorted({count - 1 - count * sample // sample_count for sample in range(sample_count)} - {0, -1})
    host = open_host()
    tasks = [replay_path(record.move_generator, record.path_to(each), host, run) for run, each in enumerate(positions)]
    if record.prefetcher is None:  # one request at a time, so that it is known in which one the submission fails
        for task in tasks:
            run_task(host, task)
        return len(positions)
    for error in run_tasks(host, tasks, lambda result: result is not None):
        if error is not None:
            raise error
    return len(positions)


def replay_path(
    move_generator: MoveGenerator, states: tuple[int, ...], host: Host, run_number: int
) -> RequestTask[None]:
    """Repeat the events of one path on live servers. NondeterminismError at the first event with another result."""
    transitions = move_generator.encoder.transitions
    world = World(host, transitions.codec, transitions.server_names, transitions.bounds.options, run_number=run_number)
    for name in transitions.server_names:
        yield from world.apply_task(Boot(name, voters=transitions.bounds.initial_voters))
    locals_ = move_generator.encoder.local_states(states[0])
    moves = events_of_path(move_generator, states)
    copies = {number for move in moves for _, each in move if isinstance(number := stimulus_without_crash(each), int)}
    for move in moves:
        for server, stimulus in move:
            is_redelivered = stimulus_without_crash(stimulus) in copies
            expected = transitions.step(locals_[server], stimulus)
            step, world.now_ms = None, locals_[server].time.true_ms
            acts = acts_of_event(move_generator, locals_, ((server, stimulus), is_redelivered))
            if not acts:
                continue  # time passes
            for act in acts:
                step = yield from world.apply_task(act)
            check_step(world, step, expected, transitions.server_names[server])


def check_step(world: World, step: Step | None, expected: StepResult, server: str) -> None:
    """Raise NondeterminismError if the live server's effects or state differ from those in the search."""
    if step is None or effects_without_images(step.effects) != effects_without_images(expected.effects):
        raise NondeterminismError(f"The same events made {server} act differently in the search and in a live run.")
    if world.running_servers.get(server) != expected.after.observed:
        raise NondeterminismError(f"The same events led {server} to different states in the search and in a live run.")


def effects_without_images(effects: tuple[Effect, ...]) -> list[Effect]:
    """Return the effects without the ids and hashes of the persisted images, which differ between processes."""
    return [effect_without_image(each) for each in effects]


def effect_without_image(effect: Effect) -> Effect:
    """Return the effect without what names a persisted image."""
    if isinstance(effect, PersistEffect | WriteEffect | SnapshotEffect):
        return msgspec.structs.replace(effect, image=0, image_hash=b"")
    return effect
