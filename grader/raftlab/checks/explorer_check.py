"""The exploration as a check: a violation is FAIL with its trace, a spent budget is unknown, the rest passes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NoReturn

from raftlab.checks import BudgetExhausted, CheckFailure
from raftlab.checks.check_context import CheckContext
from raftlab.errors import NondeterminismError
from raftlab.explorer.bounds import UNTIMED_OPTIONS, Bounds
from raftlab.explorer.explore import Search, parse_engine
from raftlab.explorer.property_checks import COSTLY_PROPERTIES, DEFAULT_PROPERTIES
from raftlab.explorer.search_goals import parse_goal
from raftlab.explorer.search_result import SearchResult
from raftlab.server import Options
from raftlab.simulator.property_monitor import worst_violation

VARYING_LIMIT = 3
"""How many attributes one text names."""


def run_exploration(
    lab: CheckContext,
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
    **more_bounds: Any,
) -> SearchResult:
    """Explore within bounds, `more_bounds` being further fields of Bounds, and return the result.

    The properties that red checks judge are not searched for, and where such a property breaks first, only those that
    the check is about. CheckFailure, with the trace, if another breaks, or if a
    `sometimes` goal is unreachable in the whole space. BudgetExhausted if the state budget is spent first. With
    exhaust False a spent budget passes, and `goals` only guide the search: a right server need not reach them.
    """
    selected = DEFAULT_PROPERTIES - COSTLY_PROPERTIES if properties is None else frozenset(properties)
    seed = lab.seed if engine == "depth" else 0
    bounds = Bounds(servers, terms, log, crashes, coarse, states, depth, options, **more_bounds)

    def run_search(searched: frozenset[str]) -> tuple[Search, SearchResult]:
        search = Search(
            lab.open_host,
            lab.codec,
            bounds,
            scene=lab.scene.id,
            engine=parse_engine(engine),
            goals=[parse_goal(text) for text in goals],
            sometimes=[parse_goal(text) for text in sometimes],
            properties=searched,
            seed=seed,
            symmetry=symmetry,
        )
        result = search.run()
        if search.error is not None:
            search.error.trace = result.trace
            raise search.error
        return search, result

    search, outcome = run_search(selected - lab.earlier_failures.judging_check.keys())
    if outcome.verdict == "violated" and is_judged_elsewhere(lab, outcome):
        search, outcome = run_search(selected & frozenset(lab.earlier_failures.about))
    if outcome.verdict == "violated":
        raise_violation(lab, outcome)
    missed = [goal for goal in outcome.unmet if exhaust or goal not in goals]
    if missed and outcome.verdict == "exhausted":
        raise CheckFailure(f"In all {outcome.states:,} states ({outcome.bound}) this never happened: {missed[0]}.")
    if search.memory_error is not None:  # even if a spent budget passes: a submission must not choose the budget
        raise BudgetExhausted(f"{search.memory_error}: {outcome.text}")
    if outcome.verdict == "bounded-clean" and (exhaust or missed):
        raise BudgetExhausted(
            f"the budget of {states:,} states was spent"
            f"{state_explosion_text(search.varying_attributes)}: {outcome.text}"
        )
    lab.varying_attributes += search.varying_attributes
    return outcome


def is_judged_elsewhere(lab: CheckContext, result: SearchResult) -> bool:
    """Return whether the run breaks only properties of other checks, and first one that a red check judges."""
    violations = result.trace.violations if result.trace is not None else ()
    known = lab.earlier_failures
    return known.foreign_violation(violations) is not None and not known.breaks_own(violations)


def raise_violation(lab: CheckContext, result: SearchResult) -> NoReturn:
    """Raise the failure for a violation, or CheckWaits if a red check judges the property that breaks first."""
    if not result.confirmed:
        raise NondeterminismError(
            f"{result.broken} breaks in the search ({result.moves} exchanges or events from the start), and not when "
            "live servers take the same events."
        )
    assert result.trace is not None
    violations = result.trace.violations
    lab.record_violations(violations)
    foreign = lab.earlier_failures.foreign_violation(violations)
    if foreign is not None:
        raise lab.earlier_failures.wait_for_judge(foreign)
    raise CheckFailure(violation_text(result), trace=result.trace)


def state_explosion_text(attributes: Sequence[str]) -> str:
    """Return the words for attributes that had many values: each value makes another state."""
    named = ", ".join(f"self.{name}" for name in attributes[:VARYING_LIMIT])
    return f". Each value of {named} makes another state; what does a server decide by it?" if named else ""


def violation_text(result: SearchResult) -> str:
    """Return the violation in words."""
    found = f"found among {result.states:,} states, after {result.moves} exchanges or events"
    assert result.trace is not None
    first = worst_violation(result.trace.violations)
    return f"{first.seen} ({first.property} broken at step {first.step} of {len(result.trace.events)}; {found})"
