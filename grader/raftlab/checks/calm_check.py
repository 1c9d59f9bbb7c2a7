"""The calm cluster as a check: while nothing fails, one server leads for twenty election timeouts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from raftlab.checks import CheckFailure
from raftlab.checks.check_context import CheckContext
from raftlab.checks.random_check import UNKNOWN_RUN_RESULT
from raftlab.errors import (
    BadFrameError,
    NondeterminismError,
    SubmissionError,
    SubmissionRaisedError,
    SubmissionRejectedError,
    WorkerDiedError,
)
from raftlab.server import FOLLOWER, LEADER, Command, Options
from raftlab.simulator.act_replay import Run, trace_from_run
from raftlab.simulator.chaos import Chaos
from raftlab.simulator.fault_rates import NO_FAULTS
from raftlab.simulator.property_monitor import Monitor
from raftlab.simulator.worker_request_tasks import RequestTask, run_task, run_tasks
from raftlab.simulator.world import World
from raftlab.trace import Boot, Propose, Trace, Violation
from raftlab.worker.worker_hosts import Host

TIMEOUT_COUNT = 20
"""How many of the longest election timeouts a cluster has to elect a leader; and how long it is watched then."""
STRETCH_COUNT = 4
"""The parts of the time that it is watched: before each of them a client's command may come."""
SHOWN_EVENTS = 2000
"""How many events of a failed run are shown."""


@dataclass(frozen=True)
class CalmRun:
    """One cluster: its world, its monitor, and the first thing seen that a calm cluster does not do ("" for none)."""

    world: World
    monitor: Monitor
    seen: str = ""


def check_faultless_clusters(
    lab: CheckContext, sizes: Sequence[int], options: Options | Sequence[Options], *, has_commands: bool = False
) -> None:
    """Run a cluster of each size without faults; CheckFailure for the first that is not calm.

    options: of each cluster, or of one after the other.
    has_commands: the leader takes commands meanwhile, and at the end every server has applied them. The drawn delays
    are the same on every seed of the grading. CheckWaits where a red check judges the property that broke first.
    """
    host = lab.open_host()
    several = (options,) if isinstance(options, Options) else options
    chosen = [several[number % len(several)] for number in range(len(sizes))]
    tasks = [
        faultless_run_task(lab, host, size, its_options, has_commands, number)
        for number, (size, its_options) in enumerate(zip(sizes, chosen, strict=True))
    ]
    try:
        runs = run_tasks(host, tasks, lambda run: not isinstance(run, CalmRun) or bool(run.seen))
    except (WorkerDiedError, BadFrameError, SubmissionRaisedError, SubmissionRejectedError):
        runs = [UNKNOWN_RUN_RESULT] * len(sizes)  # in one of them; running each by itself shows which
    for size, its_options, run in zip(sizes, chosen, runs, strict=False):
        if isinstance(run, CalmRun) and not run.seen:
            continue
        lab.printed = ""
        alone_host = lab.open_host()
        alone = run_task(alone_host, faultless_run_task(lab, alone_host, size, its_options, has_commands))
        lab.record_violations(alone.monitor.violations)
        foreign = violation_judged_elsewhere(lab, alone.monitor)
        if alone.seen and foreign:
            raise lab.earlier_failures.wait_for_judge(foreign)
        if alone.seen:
            raise CheckFailure(alone.seen, trace=truncated_trace(lab, alone))
        if run is not UNKNOWN_RUN_RESULT:
            seen = run.seen if isinstance(run, CalmRun) else str(run)
            raise NondeterminismError(
                f"While other clusters ran in the same process, and not when it ran alone: {seen}"
            )
        lab.close()


def faultless_run_task(
    lab: CheckContext, host: Host, size: int, options: Options, has_commands: bool, number: int = 0
) -> RequestTask[CalmRun]:
    """Boot a cluster, let it elect a leader, and watch it. A SubmissionError gets the run's trace."""
    world = World(host, lab.codec, tuple(f"S{each}" for each in range(1, size + 1)), options, run_number=number)
    monitor = Monitor()
    try:
        seen = yield from find_instability_task(world, monitor, size, has_commands)
    except SubmissionError as error:
        error.trace = truncated_trace(lab, CalmRun(world, monitor))
        raise
    return CalmRun(
        world, monitor, seen if violation_judged_elsewhere(lab, monitor) else first_violation_text(monitor) or seen
    )


def find_instability_task(world: World, monitor: Monitor, seed: int, has_commands: bool) -> RequestTask[str]:
    """Run the cluster; return the first thing seen that a calm cluster does not do, "" for none."""
    size, options = len(world.servers), world.options
    limit_ms = float(TIMEOUT_COUNT * options.electionTimeout[1])
    for server in world.servers:
        step = yield from world.apply_task(Boot(server))
        if step is not None:
            monitor.observe(step, world)
    elections = Chaos(world, seed, NO_FAULTS, monitor, stop_at_first=False)
    yield from elections.continue_task(limit_ms, lambda: bool(leader_followed_by_all(world)))
    leader = leader_followed_by_all(world)
    if not leader:
        seen = f"{server_count_text(size)}, no message lost: {limit_ms:.0f} ms after the start no server led all."
        return f"{seen} {roles_and_terms_text(world)}."
    term, since = world.view(leader).currentTerm, world.now_ms
    for stretch in range(1, STRETCH_COUNT + 1):
        if has_commands:
            yield from propose_task(world, monitor, leader, stretch)
        calm = Chaos(world, seed + 10 * stretch, NO_FAULTS, monitor, stop_at_first=False)
        yield from calm.continue_task(limit_ms / STRETCH_COUNT, lambda: not is_calm(world, leader, term))
        if not is_calm(world, leader, term):
            seen = f"{server_count_text(size)}, no message lost. {leader} led term {term}, and all followed it."
            return f"{seen} {world.now_ms - since:.0f} ms later: {roles_and_terms_text(world)}."
    behind = [name for name in world.servers if has_commands and world.view(name).lastApplied < STRETCH_COUNT]
    seen = f"{leader} led {size} servers and took {STRETCH_COUNT} commands; {', '.join(behind)} had not applied them."
    return seen if behind else ""


def propose_task(world: World, monitor: Monitor, leader: str, number: int) -> RequestTask[None]:
    """Let a client's command reach the leader."""
    step = yield from world.apply_task(Propose(leader, Command("put", "x", str(number), client="c", sequence=number)))
    if step is not None:
        monitor.observe(step, world)


def leader_followed_by_all(world: World) -> str:
    """Return the server that leads and that all others follow, "" for none."""
    leaders = [name for name, seen in sorted(world.running_servers.items()) if seen.role == LEADER]
    is_alone = len(leaders) == 1 and all(seen.leaderId == leaders[0] for seen in world.running_servers.values())
    return leaders[0] if is_alone and is_calm(world, leaders[0], world.view(leaders[0]).currentTerm) else ""


def is_calm(world: World, leader: str, term: int) -> bool:
    """Return whether `leader` leads `term` and every other server is a follower in it."""
    return all(
        (seen.currentTerm, seen.role) == (term, LEADER if name == leader else FOLLOWER)
        for name, seen in world.running_servers.items()
    )


def roles_and_terms_text(world: World) -> str:
    """Return role and term of each server in words."""
    return ", ".join(f"{name} {v.role} in term {v.currentTerm}" for name, v in sorted(world.running_servers.items()))


def server_count_text(size: int) -> str:
    """Return how many servers run, to begin a sentence with."""
    return f"{size} server{'s' if size > 1 else ''}, none stopped"


def violation_judged_elsewhere(lab: CheckContext, monitor: Monitor) -> Violation | None:
    """Return the first broken property if a red check judges it; None if this check judges the run."""
    return lab.earlier_failures.foreign_violation(monitor.violations)


def first_violation_text(monitor: Monitor) -> str:
    """Return the first broken property in words, "" for none."""
    return monitor.violations[0].seen if monitor.violations else ""


def truncated_trace(lab: CheckContext, run: CalmRun) -> Trace:
    """Return the run as a trace, or its first events."""
    run.world.events = run.world.events[:SHOWN_EVENTS]
    return trace_from_run(Run(run.world, run.monitor), scene=lab.scene.id, title="A calm cluster", seed=0)
