"""The exploration as a check: violated is a failure with its run, a spent budget is unknown, the rest is a pass."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from raftlab.checks import Broken, Unknown
from raftlab.errors import NotDeterministic
from raftlab.explorer.bounds import FROZEN, Bounds
from raftlab.explorer.explore import Search, engine_named
from raftlab.explorer.goals import parse_goal
from raftlab.explorer.judge import ALL, COSTLY
from raftlab.explorer.outcome import Outcome
from raftlab.server import Options
from raftlab.simulator.monitor import worst

if TYPE_CHECKING:
    from raftlab.checks.lab import Lab


def run_explore(
    lab: Lab,
    *,
    servers: int = 3,
    terms: int = 4,
    log: int = 1,
    crashes: int = 0,
    coarse: bool = True,
    states: int = 1_000_000,
    depth: int | None = None,
    engine: str = "breadth",
    goals: Sequence[str] = (),
    sometimes: Sequence[str] = ("leader", "commit at 1"),
    properties: Sequence[str] | None = None,
    options: Options = FROZEN,
    exhaust: bool = True,
    symmetry: bool = True,
) -> Outcome:
    """Explore within bounds and return the outcome.

    Broken, with the run, for a property that breaks, and where what `sometimes` names never happens in a whole space.
    Unknown where the budget of states is spent first. With exhaust False that is a pass, and `goals` are but the way
    that the search is led: a right server may do without them.
    """
    bounds = Bounds(servers, terms, log, crashes, coarse, states, depth, options)
    search = Search(
        lab.open,
        lab.codec,
        bounds,
        scene=lab.scene.id,
        engine=engine_named(engine),
        goals=[parse_goal(text) for text in goals],
        sometimes=[parse_goal(text) for text in sometimes],
        properties=ALL - COSTLY if properties is None else properties,
        seed=lab.seed if engine == "depth" else 0,
        symmetry=symmetry,
    )
    outcome = search.run()
    if search.fault is not None:
        search.fault.trace = outcome.trace
        raise search.fault
    if outcome.verdict == "violated":
        if not outcome.confirmed:
            raise NotDeterministic(
                f"{outcome.broken} breaks in the search ({outcome.moves} exchanges or events from the start), and not "
                "when live servers take the same events."
            )
        raise Broken(seen(outcome), trace=outcome.trace)
    missed = [goal for goal in outcome.unmet if exhaust or goal not in goals]
    if missed and outcome.verdict == "exhausted":
        raise Broken(f"In all {outcome.states:,} states ({outcome.bound}) this never happened: {missed[0]}.")
    if search.full is not None:  # also where a spent budget would do: what it spends is the kit's to say
        raise Unknown(f"{search.full}: {outcome.words}")
    if outcome.verdict == "bounded-clean" and (exhaust or missed):
        raise Unknown(f"the budget of {states:,} states was spent: {outcome.words}")
    return outcome


def seen(outcome: Outcome) -> str:
    """Return what a violation shows, in words."""
    found = f"found among {outcome.states:,} states, after {outcome.moves} exchanges or events"
    assert outcome.trace is not None
    first = worst(outcome.trace.violations)
    return f"{first.seen} ({first.property} broken at step {first.step} of {len(outcome.trace.events)}; {found})"
