"""The verdict on a client history, with one budget of states over all its keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from raftlab.linearizability.client_history import ClientHistory, Operation, operations_by_key
from raftlab.linearizability.illegal_part import IllegalAnswer, find_illegal_answer
from raftlab.linearizability.order_search import SearchResult, Verdict, search_order
from raftlab.linearizability.register_zones import find_conflict, has_distinct_values

STATE_BUDGET = 1_000_000
"""States that the check of a history may visit, by default. A state takes about 200 bytes: so memory is bounded too."""
FIRST_LIMIT = 500
"""States of the first search of each key; each later round allows as many times LIMIT_GROWTH."""
LIMIT_GROWTH = 4


class HistoryVerdict(msgspec.Struct, frozen=True):
    """The verdict on a history. states: those visited by all searches.

    illegal: the first answer that no order explains. undecided: the keys whose searches spent the budget.
    """

    verdict: Verdict
    states: int = 0
    illegal: IllegalAnswer | None = None
    undecided: tuple[str, ...] = ()


def check_history(history: ClientHistory, state_budget: int = STATE_BUDGET) -> HistoryVerdict:
    """Return whether one order of the operations on each key explains every answer.

    One key without an order makes the history ILLEGAL, whatever the other keys say. All keys are searched with a small
    limit first, and those that it did not decide with a larger one: a key that is hard hides no key that is illegal.
    """
    groups = operations_by_key(history.operations)
    registers = {key: group for key, group in groups.items() if has_distinct_values(group, history.initial)}
    for key, group in registers.items():
        if find_conflict(group, history.initial) is not None:
            answer = find_illegal_answer(key, group, history, FIRST_LIMIT)
            return HistoryVerdict(Verdict.ILLEGAL, illegal=answer)
    return search_keys({key: group for key, group in groups.items() if key not in registers}, history, state_budget)


def search_keys(groups: Mapping[str, Sequence[Operation]], history: ClientHistory, state_budget: int) -> HistoryVerdict:
    """Search each key, the one with the fewest operations first, with ever larger limits until the budget is spent."""
    undecided = sorted(groups, key=lambda key: len(groups[key]))
    spent, limit = 0, FIRST_LIMIT
    while undecided and spent < state_budget:
        remaining = []
        for key in undecided:
            allowed = min(limit, state_budget - spent)
            result = search_key(groups[key], history, allowed)
            spent += result.states
            if result.verdict is Verdict.ILLEGAL:
                answer = find_illegal_answer(key, groups[key], history, 2 * max(result.states, FIRST_LIMIT))
                return HistoryVerdict(Verdict.ILLEGAL, spent, answer)
            if result.verdict is Verdict.UNKNOWN:
                remaining.append(key)
        undecided = remaining
        limit *= LIMIT_GROWTH
    return HistoryVerdict(Verdict.UNKNOWN if undecided else Verdict.OK, spent, undecided=tuple(undecided))


def search_key(operations: Sequence[Operation], history: ClientHistory, state_limit: int) -> SearchResult:
    """Search the operations on one key of the history."""
    return search_order(operations, history.initial, state_limit, history.is_absent_empty)
