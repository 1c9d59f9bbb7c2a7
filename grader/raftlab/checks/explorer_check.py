"""The exploration as a check: a violation is FAIL with its trace, a spent budget is unknown, the rest passes."""

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
    """Explore within bounds and return the result.

    CheckFailure, with the trace, if a property breaks, or if a `sometimes` goal is unreachable in the whole space.
    BudgetExhausted if the state budget is spent first. With exhaust False a spent budget passes, and `goals` only guide
    the search: a right server need not reach them.
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
    if search.memory_error is not None:  # even if a spent budget passes: a submission must not choose the budget
        raise BudgetExhausted(f"{search.memory_error}: {outcome.text}")
    if outcome.verdict == "bounded-clean" and (exhaust or missed):
        raise BudgetExhausted(f"the budget of {states:,} states was spent: {outcome.text}")
    return outcome


def violation_text(result: SearchResult) -> str:
    """Return the violation in words."""
    found = f"found among {result.states:,} states, after {result.moves} exchanges or events"
    assert result.trace is not None
    first = worst_violation(result.trace.violations)
    return f"{first.seen} ({first.property} broken at step {first.step} of {len(result.trace.events)}; {found})"
