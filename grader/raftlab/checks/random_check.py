"""The random search as a check: many seeded runs with faults; it shrinks and reports the first counterexample."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, Literal

import msgspec
from msgspec import UNSET, UnsetType

from raftlab.checks import BudgetExhausted, CheckFailure
from raftlab.checks.check_context import CheckContext
from raftlab.errors import (
    BadFrameError,
    NondeterminismError,
    SubmissionError,
    SubmissionRaisedError,
    SubmissionRejectedError,
    WorkerDiedError,
)
from raftlab.server import Options
from raftlab.simulator.act_replay import Run, acts_of, run_acts, trace_from_run
from raftlab.simulator.chaos import Chaos
from raftlab.simulator.fault_rates import Faults
from raftlab.simulator.property_monitor import LIVENESS_PROPERTIES, worst_violation
from raftlab.simulator.shrink import RAISED_EXCEPTION, Shrinker
from raftlab.simulator.worker_request_tasks import run_tasks
from raftlab.simulator.world import World
from raftlab.trace import Trace, Violation
from raftlab.worker.worker_hosts import Host

RUNS_AT_ONCE = 20
"""How many runs share a process: one frame holds a request of each."""
UNKNOWN_RUN_RESULT: Final = WorkerDiedError("the result of the run is not known")
ReadMode = Literal["index", "lease"] | UnsetType
RandomRunResult = Violation | SubmissionError | None
"""The result of a random run; None if nothing broke."""


ONE_RUN_ENDED_ALL = (WorkerDiedError, BadFrameError, SubmissionRaisedError, SubmissionRejectedError)
"""The errors by which one of several runs ends the process of all."""


def run_random_schedules(
    lab: CheckContext,
    runs: int = 20,
    servers: int = 3,
    events: int = 300,
    faults: Faults | None = None,
    sometimes: tuple[str, ...] = ("leader", "commit", "progress"),
    progress: bool = True,
    goal: str = "applied",
    plain: bool = False,
    voters: int = 0,
    reads: ReadMode = UNSET,
    deployment: Mapping[str, object] | None = None,
) -> None:
    """Run `runs` random schedules of `events` acts. CheckFailure, with a shrunk trace, for the first that fails.

    It also fails if no run reached a `sometimes` milestone: leader, commit, answer, progress. BudgetExhausted if
    nothing broke, but a run could not be judged. With progress False a run may make no progress; `goal`, of
    raftlab.simulator.progress_goals, defines progress. voters: how many servers vote at first; 0 for all. With
    plain True no run has Pre-Vote and CheckQuorum, else every
    other one has. reads: how a get is answered; with "lease" every run has Pre-Vote and CheckQuorum.
    deployment: fields of Options that every run has.

    If a prerequisite or the check of a property is red, the seed is always the same (see `CheckContext.seed`), a
    property whose check is red may break, and what fails is not shrunk: the check then waits for the red one.
    """
    seed = lab.seed
    names = tuple(f"S{number}" for number in range(1, servers + 1))

    def chaos(run: int, host: Host, run_number: int = 0) -> Chaos:
        options = msgspec.structs.replace(with_read_mode(raft_options_of_run(run, plain), reads), **(deployment or {}))
        world = World(host, lab.codec, names, options, run_number=run_number)
        return Chaos(
            world,
            seed * 1000 + run,
            faults or Faults(),
            ignored_properties=lab.earlier_failures.judging_check.keys(),
            own_properties=lab.earlier_failures.about,
            voters=names[:voters],
            goal=goal,
        )

    def fails(outcome: RandomRunResult) -> bool:
        liveness = isinstance(outcome, Violation) and outcome.property in LIVENESS_PROPERTIES
        return outcome is not None and (progress or not liveness)

    reached: set[str] = set()
    undecided_runs: list[str] = []
    host = lab.open_host()
    for first in range(0, runs, RUNS_AT_ONCE):
        several = [chaos(run, host, run) for run in range(first, min(first + RUNS_AT_ONCE, runs))]
        try:
            outcomes = run_tasks(host, [each.run_task(events) for each in several], fails)
        except ONE_RUN_ENDED_ALL:  # running each alone shows which
            outcomes = [UNKNOWN_RUN_RESULT] * len(several)
        for run, outcome in enumerate(outcomes, start=first):
            ran = several[run - first]
            if fails(outcome):
                ran = chaos(run, lab.open_host())
                rerun_and_raise_failure(lab, ran, events, outcome, run + 1, fails)
            reached |= ran.milestones
            if ran.monitor.undecided_reason:
                undecided_runs.append(f"random run {run + 1}: {ran.monitor.undecided_reason}")
    missing = [goal for goal in sometimes if goal not in reached]
    if missing:
        raise CheckFailure(f"In {runs} random runs this never happened: {', '.join(missing)}.")
    if undecided_runs:
        raise BudgetExhausted(undecided_runs[0])


def rerun_and_raise_failure(
    lab: CheckContext,
    chaos: Chaos,
    events: int,
    concurrent_result: RandomRunResult,
    run_number: int,
    is_failure: Callable[[RandomRunResult], bool],
) -> None:
    """Repeat one run by itself and raise its failure.

    NondeterminismError if it passes alone but failed beside others in one process.
    """
    lab.printed = ""
    try:
        violation = chaos.run(events)
    except SubmissionError as fault:
        whole = unshrunk_trace(lab, chaos)
        is_shrunk = isinstance(fault, SubmissionRaisedError) and not lab.earlier_failures.first_cause
        fault.trace = shrunk_trace(lab, whole, RAISED_EXCEPTION) if is_shrunk else whole
        raise
    if violation is not None and is_failure(violation):
        raise property_failure(lab, chaos, violation, run_number)
    if concurrent_result is not UNKNOWN_RUN_RESULT:
        what = (
            f"{concurrent_result.property} broke"
            if isinstance(concurrent_result, Violation)
            else f"it ended in {concurrent_result}"
        )
        raise NondeterminismError(
            f"Random run {run_number}: {what} while other runs went on in the same process, and not when it ran alone."
        )


def raft_options_of_run(run_number: int, without_prevote: bool) -> Options:
    """Return the options of a run: half have no Pre-Vote and CheckQuorum, a third sends one entry per message."""
    plain = without_prevote or run_number % 2 == 0
    return Options(preVote=not plain, checkQuorum=not plain, entriesPerAppend=1 if run_number % 3 == 0 else 0)


def with_read_mode(options: Options, reads: ReadMode) -> Options:
    """Return the options with this way to answer a get; a lease rests on CheckQuorum and sticky votes."""
    if reads is UNSET:
        return options
    is_stable = reads == "lease" or options.checkQuorum
    return msgspec.structs.replace(options, reads=reads, preVote=is_stable, checkQuorum=is_stable)


def property_failure(lab: CheckContext, chaos: Chaos, violation: Violation, run_number: int) -> CheckFailure:
    """Return the failure for `violation`, with the shortest run that was found for it."""
    whole = unshrunk_trace(lab, chaos)
    if violation.property in LIVENESS_PROPERTIES or lab.earlier_failures.first_cause:
        lab.record_violations([violation])
        seen = f"{violation.seen} ({violation.property}, random run {run_number} of this check)"
        trace = add_violation(whole, violation) if violation not in whole.violations else whole
        return CheckFailure(seen, trace=trace)
    trace = shrunk_trace(lab, whole, violation.property)
    lab.record_violations(trace.violations)
    first = worst_violation(trace.violations)
    seen = (
        f"{first.seen} ({first.property} broken at step {first.step}; found by random run {run_number}, shrunk from"
        f" {len(whole.events)} steps)"
    )
    return CheckFailure(seen, trace=trace)


def unshrunk_trace(lab: CheckContext, chaos: Chaos) -> Trace:
    """Return the run as it was, unshrunk."""
    return trace_from_run(Run(chaos.world, chaos.monitor), scene=lab.scene.id, title="random run", seed=chaos.seed)


def shrunk_trace(lab: CheckContext, trace: Trace, property_name: str) -> Trace:
    """Return the shortest run found that breaks `property_name` (or raises), replayed on a fresh host."""
    shrinker = Shrinker(lab.open_host(), lab.codec, trace.servers, trace.options, property_name)
    acts = shrinker.shrink(acts_of(trace))
    run = run_acts(lab.open_host(), lab.codec, trace.servers, trace.options, acts)
    if run.error is None and not run.monitor.violations:
        return trace
    title = "found by chance" if property_name == RAISED_EXCEPTION else f"{property_name}, found by chance"
    return trace_from_run(run, scene=trace.scene, title=title, seed=trace.seed, shrunk_from=len(trace.events))


def add_violation(trace: Trace, violation: Violation) -> Trace:
    """Return `trace` with `violation` at its end."""
    fields = {name: getattr(trace, name) for name in trace.__struct_fields__}
    return Trace(**fields | {"violations": (*trace.violations, violation)})
