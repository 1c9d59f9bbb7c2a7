"""The proof that a history is not linearizable: the first answer that no order explains, and few operations for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from raftlab.linearizability.client_history import (
    ClientHistory,
    Operation,
    operations_by_key,
    without_answer,
    without_answers_after,
)
from raftlab.linearizability.order_search import Verdict, search_order
from raftlab.linearizability.register_zones import find_conflict, has_distinct_values

PROOF_STATES = 60_000
"""States that all searches for one proof may visit."""
IsIllegal = Callable[[Sequence[Operation]], bool]
"""Returns whether operations on one key have no legal order; False also if the budget does not decide it."""


class IllegalAnswer(msgspec.Struct, frozen=True):
    """The first answer on a key that no order explains together with the `legal_count` answers before it.

    state_limit: the states that one search for a smaller proof may visit.
    """

    key: str
    operation: Operation
    legal_count: int
    state_limit: int


def find_illegal_answer(
    key: str, operations: Sequence[Operation], history: ClientHistory, state_limit: int
) -> IllegalAnswer:
    """Return the first answer that no order explains. The operations on `key` have none; each search has the limit.

    Where a search decides nothing, a later answer is returned.
    """
    is_illegal = illegality_test(history, state_limit)
    answered = sorted((each for each in operations if each.is_answered), key=lambda each: each.end)
    low, high = 0, len(answered) - 1
    while low < high:
        middle = (low + high) // 2
        if is_illegal(without_answers_after(operations, answered[middle].end)):
            high = middle
        else:
            low = middle + 1
    return IllegalAnswer(key, answered[low], low, state_limit)


def illegality_test(history: ClientHistory, state_limit: int) -> IsIllegal:
    """Return a test of operations on one key. A search visits at most `state_limit` states, all PROOF_STATES."""
    remaining = PROOF_STATES

    def is_illegal(part: Sequence[Operation]) -> bool:
        nonlocal remaining
        if has_distinct_values(part, history.initial):
            return find_conflict(part, history.initial) is not None
        result = search_order(part, history.initial, min(remaining, state_limit), history.is_absent_empty)
        remaining -= result.states
        return result.verdict is Verdict.ILLEGAL

    return is_illegal


def find_illegal_part(history: ClientHistory, answer: IllegalAnswer) -> tuple[Operation, ...]:
    """Return operations that have no order among themselves, as few as were found, in the order of their start.

    Those whose answer does not matter are there without one. Where the budget is spent, more operations are kept.
    """
    operations = operations_by_key(history.operations)[answer.key]
    conflict = find_conflict(operations, history.initial) if has_distinct_values(operations, history.initial) else None
    known = conflict or without_answers_after(operations, answer.operation.end)
    return smallest_illegal_part(known, illegality_test(history, answer.state_limit))


def smallest_illegal_part(operations: Sequence[Operation], is_illegal: IsIllegal) -> tuple[Operation, ...]:
    """Return operations from which no further answer can be left out: without it there would be an order.

    Answers are left out in halves, then in quarters, and so on. A get without an answer says nothing and goes; a write
    stays if an answer tells of its value.
    """
    part = list(operations)
    size = max(1, len(part) // 2)
    is_shorter = True
    while size > 1 or is_shorter:
        is_shorter = False
        for first in range(0, len(part), size):
            chosen = part[first : first + size]
            if any(each.is_answered for each in chosen):
                shorter = [*part[:first], *map(without_answer, chosen), *part[first + size :]]
                if is_illegal(shorter):
                    part, is_shorter = shorter, True
        size = max(1, size // 2)
    answers = [each for each in part if each.is_answered]
    return tuple(sorted((each for each in part if is_part_of_proof(each, answers)), key=lambda each: each.start))


def is_part_of_proof(operation: Operation, answers: Sequence[Operation]) -> bool:
    """Return whether an operation is part of the proof: by its own answer, or since an answer tells of its value."""
    if operation.is_answered:
        return True
    if operation.kind == "get" or operation.value is None:
        return False
    return any(
        each is not operation and (each.result == operation.value or str(operation.value) in str(each.result or ""))
        for each in answers
        if each.kind != "put"
    )
