"""The composed server as a check: random runs in two phases; the first failure is shrunk, and its layer is named."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import msgspec
from msgspec import UNSET

from raftlab.checks.check_context import CheckContext
from raftlab.checks.check_exceptions import BudgetExhausted, CheckFailure
from raftlab.checks.layer_blame import guilty_layer_text
from raftlab.checks.random_check import (
    UNKNOWN_RUN_RESULT,
    RandomRunResult,
    ReadMode,
    add_violation,
    raft_options_of_run,
    rerun_and_raise_failure,
    unshrunk_trace,
    with_read_mode,
)
from raftlab.errors import (
    BadFrameError,
    SubmissionError,
    SubmissionRaisedError,
    SubmissionRejectedError,
    UnwrittenHoleError,
    WorkerDiedError,
)
from raftlab.kit import Kit
from raftlab.simulator.act_replay import acts_of, run_acts
from raftlab.simulator.fault_rates import Faults
from raftlab.simulator.property_monitor import LIVENESS_PROPERTIES, worst_violation
from raftlab.simulator.two_phase_chaos import TwoPhaseChaos
from raftlab.simulator.worker_request_tasks import run_tasks
from raftlab.simulator.world import World
from raftlab.submission_lint import unwritten_names
from raftlab.trace import Trace, Violation
from raftlab.worker.worker_hosts import Host, Hosts

RUNS_AT_ONCE = 8
CALLS_PER_RUN = 40
SHORT_RUN_CALLS = (2, 5, 10, 20)
"""Shorter first phases that are tried where a run did not converge: such a run cannot be shrunk act by act."""
MINIMUM_REPEATS = 8
"""How many runs a server with a replaced layer must pass, at least, before the layer is blamed."""
MILESTONES = ("leader", "commit", "answer", "progress")
BY_LOG = "log"
READ_MODES: Mapping[str, ReadMode] = {BY_LOG: UNSET, "index": "index", "lease": "lease"}
"""How a get is answered: by an entry of its own, or without one."""
OpenHost = Callable[[], Host]


@dataclass(frozen=True)
class ComposedRuns:
    """The random runs of one check: `count` runs, in each of which the clients begin CALLS_PER_RUN calls.

    voters: how many of the servers are in the initial configuration; 0 for all. reads: how the runs answer a get: keys
    of READ_MODES, used in turn. Each is used with and without Pre-Vote; a lease needs it. deployment: fields of Options
    that every run has.
    """

    lab: CheckContext
    seed: int
    servers: int
    count: int
    faults: Faults
    voters: int = 0
    reads: tuple[str, ...] = (BY_LOG,)
    deployment: Mapping[str, object] = field(default_factory=dict)

    def chaos(self, run: int, host: Host, run_number: int = 0) -> TwoPhaseChaos:
        """Return the run with that number, from 0."""
        names = tuple(f"S{number}" for number in range(1, self.servers + 1))
        mode = READ_MODES[self.reads[run // 2 % len(self.reads)]]
        options = with_read_mode(raft_options_of_run(run, without_prevote=False), mode)
        options = msgspec.structs.replace(options, **self.deployment)
        world = World(host, self.lab.codec, names, options, run_number=run_number)
        return TwoPhaseChaos(world, self.seed * 1000 + run, self.faults, voters=names[: self.voters])

    def outcomes(self, open_host: OpenHost, first: int, stop: int) -> tuple[list[RandomRunResult], list[TwoPhaseChaos]]:
        """Run some side by side; return their results up to the first failure, and the runs."""
        host = open_host()
        chaoses = [self.chaos(run, host, run) for run in range(first, stop)]
        try:
            return run_tasks(
                host, [each.run_task(CALLS_PER_RUN) for each in chaoses], lambda one: one is not None
            ), chaoses
        except (WorkerDiedError, BadFrameError, SubmissionRaisedError, SubmissionRejectedError):
            return [UNKNOWN_RUN_RESULT] * len(chaoses), chaoses  # one run caused it; running each alone shows which

    def first_failing_run(self, hosts: Hosts, run_count: int) -> int | None:
        """Return the first of `run_count` runs that fails on another server; None if none does."""
        for first in range(0, run_count, RUNS_AT_ONCE):
            outcomes, _ = self.outcomes(hosts.open, first, min(first + RUNS_AT_ONCE, run_count))
            for run, outcome in enumerate(outcomes, start=first):
                if outcome is not None:
                    return run
        return None


def run_composed(
    lab: CheckContext,
    servers: int,
    calls: int,
    faults: Faults,
    voters: int = 0,
    reads: tuple[str, ...] = (BY_LOG,),
    sometimes: tuple[str, ...] = MILESTONES,
    deployment: Mapping[str, object] | None = None,
) -> None:
    """Run about `calls` calls of clients, in random runs of two phases. CheckFailure for the first run that fails.

    It also fails if no run reached one of `sometimes`. The failure names the guilty layer. BudgetExhausted if nothing
    broke, but a run could not be judged. voters, reads and deployment: see ComposedRuns.
    """
    runs = ComposedRuns(lab, lab.seed, servers, calls // CALLS_PER_RUN, faults, voters, reads, deployment or {})
    reached: set[str] = set()
    undecided = ""
    for first in range(0, runs.count, RUNS_AT_ONCE):
        outcomes, chaoses = runs.outcomes(lab.open_host, first, min(first + RUNS_AT_ONCE, runs.count))
        for run, outcome in enumerate(outcomes, start=first):
            chaos = chaoses[run - first]
            if outcome is not None:
                chaos = runs.chaos(run, lab.open_host())
                raise_failure_with_layer(runs, chaos, run, outcome)
            reached |= chaos.milestones
            undecided = undecided or chaos.monitor.undecided_reason
    missing = [name for name in sometimes if name not in reached]
    if missing:
        raise CheckFailure(f"In {runs.count} random runs this never happened: {', '.join(missing)}.")
    if undecided:
        raise BudgetExhausted(undecided)


def require_own_layers(lab: CheckContext) -> None:
    """Raise UnwrittenHoleError if a layer of the composed server is the kit's and not the student's."""
    own = dict(lab.kit.student_layers)
    missing = [f"{scene.id} ({scene.file})" for scene in lab.kit.layer_scenes if scene.id not in own]
    if missing:
        raise UnwrittenHoleError(f"your own layer of {', '.join(missing)}")


def raise_failure_with_layer(runs: ComposedRuns, chaos: TwoPhaseChaos, run: int, outcome: RandomRunResult) -> None:
    """Repeat a run alone and raise its failure, with the layer that breaks it."""
    try:
        rerun_and_raise_failure(runs.lab, chaos, CALLS_PER_RUN, outcome, run + 1, lambda result: result is not None)
    except CheckFailure as failure:
        trace = failure.trace if isinstance(failure.trace, Trace) else None
        violation = worst_violation(trace.violations) if trace is not None and trace.violations else None
        if violation is not None and violation.property in LIVENESS_PROPERTIES:
            failure = shorten_liveness_failure(runs, run) or failure
        blame = guilty_layer_text(runs.lab, lambda hosts: fails_on_other_server(runs, hosts, run, trace, violation))
        raise CheckFailure(f"{failure.seen}\n{blame}", trace=failure.trace) from None
    except UnwrittenHoleError as error:
        raise UnwrittenHoleError(hole_with_files(runs.lab.kit, error.hole)) from None
    except (SubmissionRaisedError, WorkerDiedError) as error:
        # not a part of its text, which a second process must repeat
        error.blame_text = guilty_layer_text(
            runs.lab, lambda hosts: fails_on_other_server(runs, hosts, run, None, None)
        )
        raise


def hole_with_files(kit: Kit, hole: str) -> str:
    """Return the name of a method to write, with the student's layers in which it raises NotImplementedError."""
    layers = dict(kit.student_layers)
    files = [
        f"{scene.id} ({scene.file})"
        for scene in kit.layer_scenes
        if scene.id in layers and hole in unwritten_names(layers[scene.id].source)
    ]
    return f"{hole} of {' or '.join(files)}" if files else hole


def fails_on_other_server(
    runs: ComposedRuns, hosts: Hosts, run: int, trace: Trace | None, violation: Violation | None
) -> bool:
    """Return whether another server fails too: in the shrunk run, or in as many random runs as the failure took."""
    if trace is not None and violation is not None and violation.property not in LIVENESS_PROPERTIES:
        name = violation.property
        again = run_acts(
            hosts.open(),
            runs.lab.codec,
            trace.servers,
            trace.options,
            acts_of(trace),
            lambda each: each.property == name,
        )
        if again.error is None and any(each.property == name for each in again.monitor.violations):
            return True
    return runs.first_failing_run(hosts, max(run + 1, MINIMUM_REPEATS)) is not None


def shorten_liveness_failure(runs: ComposedRuns, run: int) -> CheckFailure | None:
    """Return the failure of the same run with a shorter first phase, if the core does not converge there either."""
    for calls in SHORT_RUN_CALLS:
        chaos = runs.chaos(run, runs.lab.open_host())
        try:
            violation = chaos.run(calls)
        except SubmissionError:
            continue
        if violation is not None and violation.property in LIVENESS_PROPERTIES:
            seen = f"{violation.seen} ({violation.property}, random run {run + 1} of this check, after {calls} calls)"
            return CheckFailure(seen, trace=add_violation(unshrunk_trace(runs.lab, chaos), violation))
    return None
