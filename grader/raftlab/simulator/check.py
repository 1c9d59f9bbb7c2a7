"""The random search as a check: many seeded runs with faults, the first counterexample shrunk and told."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from raftlab.checks import Broken
from raftlab.errors import BadFrame, Died, NotDeterministic, Raised, Rejected, SubmissionFault
from raftlab.server import Options
from raftlab.simulator.asking import abreast
from raftlab.simulator.chaos import Chaos
from raftlab.simulator.faults import Faults
from raftlab.simulator.monitor import worst
from raftlab.simulator.replay import Run, acts_of, run_acts, trace_of
from raftlab.simulator.shrink import RAISED, Shrinker
from raftlab.simulator.world import World
from raftlab.trace import Trace, Violation
from raftlab.worker.host import Host

if TYPE_CHECKING:
    from raftlab.checks.lab import Lab

LIVENESS = ("Progress", "CallsEnd")
ABREAST = 20
"""How many runs go on side by side: a question of each in one frame."""
UNSEEN: Final = Died("what became of the run is not known")
Outcome = Violation | SubmissionFault | None
"""What a random run comes to."""


def run_search(
    lab: Lab,
    runs: int = 20,
    servers: int = 3,
    events: int = 300,
    faults: Faults | None = None,
    sometimes: tuple[str, ...] = ("leader", "commit", "progress"),
    progress: bool = True,
    goal: str = "applied",
    plain: bool = False,
) -> None:
    """Run `runs` random schedules of `events` acts; Broken with the shrunk trace of the first that breaks a property.

    Broken too where none of the runs reached what `sometimes` names: leader, commit, answer, progress. With
    progress False a run that does not get on after the faults is no failure. `goal`, of raftlab.simulator.goals, says
    what getting on means. With plain True no run has Pre-Vote and CheckQuorum, else every other one has.
    """
    names = tuple(f"S{number}" for number in range(1, servers + 1))

    def chaos(run: int, host: Host, beside: int = 0) -> Chaos:
        world = World(host, lab.codec, names, options_of(run, plain), run=beside)
        return Chaos(world, lab.seed * 1000 + run, faults or Faults(), goal=goal)

    def fails(outcome: Outcome) -> bool:
        liveness = isinstance(outcome, Violation) and outcome.property in LIVENESS
        return outcome is not None and (progress or not liveness)

    reached: set[str] = set()
    host = lab.open()
    for first in range(0, runs, ABREAST):
        several = [chaos(run, host, run) for run in range(first, min(first + ABREAST, runs))]
        try:
            outcomes = abreast(host, [each.running(events) for each in several], fails)
        except (Died, BadFrame, Raised, Rejected):  # in one of them: which, is seen when each runs by itself
            outcomes = [UNSEEN] * len(several)
        for run, outcome in enumerate(outcomes, start=first):
            ran = several[run - first]
            if fails(outcome):
                ran = chaos(run, lab.open())
                again(lab, ran, events, outcome, run + 1, fails)
            reached |= ran.reached
    missing = [goal for goal in sometimes if goal not in reached]
    if missing:
        raise Broken(f"In {runs} random runs this never happened: {', '.join(missing)}.")


def again(lab: Lab, chaos: Chaos, events: int, seen: Outcome, number: int, fails: Callable[[Outcome], bool]) -> None:
    """Do one run by itself, and raise what it comes to where that `fails`.

    NotDeterministic where it does not, but did when it was `seen` beside others in one process.
    """
    lab.printed = ""
    try:
        violation = chaos.run(events)
    except SubmissionFault as fault:
        whole = whole_run(lab, chaos)
        fault.trace = shrunk(lab, whole, RAISED) if isinstance(fault, Raised) else whole
        raise
    if violation is not None and fails(violation):
        raise told(lab, chaos, violation, number)
    if seen is not UNSEEN:
        what = f"{seen.property} broke" if isinstance(seen, Violation) else f"it ended in {seen}"
        raise NotDeterministic(
            f"Random run {number}: {what} while other runs went on in the same process, and not when it ran alone."
        )


def options_of(run: int, always_plain: bool) -> Options:
    """Return the deployment of a run: half without Pre-Vote and CheckQuorum, a third with one entry a message."""
    plain = always_plain or run % 2 == 0
    return Options(preVote=not plain, checkQuorum=not plain, entriesPerAppend=1 if run % 3 == 0 else 0)


def told(lab: Lab, chaos: Chaos, violation: Violation, runs: int) -> Broken:
    """Return the failure that tells `violation`, with the shortest run that was found for it."""
    whole = whole_run(lab, chaos)
    if violation.property in LIVENESS:
        seen = f"{violation.seen} ({violation.property}, random run {runs} of this check)"
        return Broken(seen, trace=with_violation(whole, violation))
    trace = shrunk(lab, whole, violation.property)
    first = worst(trace.violations)
    seen = (
        f"{first.seen} ({first.property} broken at step {first.step}; found by random run {runs}, shrunk from"
        f" {len(whole.events)} steps)"
    )
    return Broken(seen, trace=trace)


def whole_run(lab: Lab, chaos: Chaos) -> Trace:
    """Return the run as it was, unshrunk."""
    return trace_of(Run(chaos.world, chaos.monitor), scene=lab.scene.id, title="random run", seed=chaos.seed)


def shrunk(lab: Lab, whole: Trace, wanted: str) -> Trace:
    """Return the shortest run found that breaks the property `wanted` (or raises), replayed on a fresh host."""
    shrinker = Shrinker(lab.open(), lab.codec, whole.servers, whole.options, wanted)
    acts = shrinker.shrink(acts_of(whole))
    run = run_acts(lab.open(), lab.codec, whole.servers, whole.options, acts)
    if run.fault is None and not run.monitor.violations:
        return whole
    title = "found by chance" if wanted == RAISED else f"{wanted}, found by chance"
    return trace_of(run, scene=whole.scene, title=title, seed=whole.seed, shrunk_from=len(whole.events))


def with_violation(trace: Trace, violation: Violation) -> Trace:
    """Return `trace` with `violation` at its end."""
    fields = {name: getattr(trace, name) for name in trace.__struct_fields__}
    return Trace(**fields | {"violations": (*trace.violations, violation)})
