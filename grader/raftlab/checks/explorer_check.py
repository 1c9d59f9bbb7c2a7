"""The exploration as a check: violated is a failure with its run, a spent budget is unknown, the rest is a pass."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from raftlab.checks import BudgetExhausted, CheckFailure
from raftlab.errors import NondeterminismError
from raftlab.explorer.bounds import UNTIMED_OPTIONS, Bounds
from raftlab.explorer.explore import Search, parse_engine
from raftlab.explorer.property_checks import COSTLY_PROPERTIES, DEFAULT_PROPERTIES
from raftlab.explorer.search_goals import parse_goal
from raftlab.explorer.search_result import SearchResult
from raftlab.server import Options
from raftlab.simulator.monitor import worst_violation

if TYPE_CHECKING:
    from raftlab.checks.lab import Lab


def run_exploration(
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
    options: Options = UNTIMED_OPTIONS,
    exhaust: bool = True,
    symmetry: bool = True,
) -> SearchResult:
    """Explore within bounds and return the outcome.

    CheckFailure, with the run, for a property that breaks, and where what `sometimes` names never happens in a whole space.
    Unknown where the budget of states is spent first. With exhaust False that is a pass, and `goals` are but the way
    that the search is led: a right server may do without them.
    """
    bounds = Bounds(servers, terms, log, crashes, coarse, states, depth, options)
    search = Search(
        lab.open_host,
        lab.codec,
        bounds,
        scene=lab.scene.id,
        engine=parse_engine(engine),
        goals=[parse_goal(text) for text in goals],
        sometimes=[parse_goal(text) for text in sometimes],
        properties=DEFAULT_PROPERTIES - COSTLY_PROPERTIES if properties is None else properties,
        seed=lab.seed if engine == "depth" else 0,
        symmetry=symmetry,
    )
    outcome = search.run()
    if search.error is not None:
        search.error.trace = outcome.trace
        raise search.error
    if outcome.verdict == "violated":
        if not outcome.confirmed:
            raise NondeterminismError(
                f"{outcome.broken} breaks in the search ({outcome.moves} exchanges or events from the start), and not "
                "when live servers take the same events."
            )
        raise CheckFailure(violation_text(outcome), trace=outcome.trace)
    missed = [goal for goal in outcome.unmet if exhaust or goal not in goals]
    if missed and outcome.verdict == "exhausted":
        raise CheckFailure(f"In all {outcome.states:,} states ({outcome.bound}) this never happened: {missed[0]}.")
    if search.memory_error is not None:  # also where a spent budget would do: what it spends is the kit's to say
        raise BudgetExhausted(f"{search.memory_error}: {outcome.text}")
    if outcome.verdict == "bounded-clean" and (exhaust or missed):
        raise BudgetExhausted(f"the budget of {states:,} states was spent: {outcome.text}")
    return outcome


def violation_text(result: SearchResult) -> str:
    """Return what a violation shows, in words."""
    found = f"found among {result.states:,} states, after {result.moves} exchanges or events"
    assert result.trace is not None
    first = worst_violation(result.trace.violations)
    return f"{first.seen} ({first.property} broken at step {first.step} of {len(result.trace.events)}; {found})"
