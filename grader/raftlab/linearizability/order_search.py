"""A search for one order of the operations on a key that explains every answer (Wing and Gong 1993, Lowe 2017)."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

import msgspec

from raftlab.linearizability.client_history import NEVER, Operation, Value


class Verdict(Enum):
    """The result of a search for an order: found, ruled out, or not decided within the budget."""

    OK = "ok"
    ILLEGAL = "illegal"
    UNKNOWN = "unknown"


class SearchResult(msgspec.Struct, frozen=True):
    """The verdict of a search, and the states that it visited: pairs of operations done and value of the key."""

    verdict: Verdict
    states: int


class KeySearch(msgspec.Struct, frozen=True):
    """What a search knows of the operations on a key, in the order of their start; gets without an answer are left out.

    twins: for an operation without an answer, the place of the one before it that does the same, else -1. Neither has
    to end, so the earlier one can always come first. sources: for an answered get, the writes that can bring about
    its result and do not begin after its end, as bits; None for other operations. Appends are no sources: they only
    extend a value (has_appends).
    """

    operations: tuple[Operation, ...]
    twins: tuple[int, ...]
    sources: tuple[int | None, ...]
    has_appends: bool
    is_absent_empty: bool


def search_order(
    operations: Sequence[Operation], initial: Value, state_limit: int, is_absent_empty: bool = False
) -> SearchResult:
    """Search an order of the operations on one key. It keeps what ended before another began, and gives every answer.

    Operations without an answer come anywhere after their start, or never. UNKNOWN after `state_limit` states.
    """
    search = make_search(operations, is_absent_empty)
    required = sum(1 << n for n, each in enumerate(search.operations) if each.is_answered)
    seen: set[tuple[int, Value]] = set()
    stack: list[tuple[int, Value]] = [(0, initial)]
    while stack:
        done, value = place = stack.pop()
        if done & required == required:
            return SearchResult(Verdict.OK, len(seen))
        if place in seen:
            continue
        if len(seen) >= state_limit:
            return SearchResult(Verdict.UNKNOWN, len(seen))
        seen.add(place)
        stack += next_search_states(search, done, value)
    return SearchResult(Verdict.ILLEGAL, len(seen))


def make_search(operations: Sequence[Operation], is_absent_empty: bool) -> KeySearch:
    """Return what a search of the operations needs to know."""
    mine = [each for each in operations if each.is_answered or each.kind != "get"]
    mine.sort(key=lambda each: each.start)
    latest: dict[tuple[str, Value, Value], int] = {}
    twins = []
    for number, each in enumerate(mine):
        effect = (each.kind, each.value, each.expected)
        twins.append(-1 if each.is_answered else latest.get(effect, -1))
        if not each.is_answered:
            latest[effect] = number
    has_appends = any(each.kind == "append" for each in mine)
    sources = tuple(source_write_bits(mine, each, has_appends) if each.kind == "get" else None for each in mine)
    return KeySearch(tuple(mine), tuple(twins), sources, has_appends, is_absent_empty)


def source_write_bits(operations: Sequence[Operation], get: Operation, has_appends: bool) -> int:
    """Return, as bits, the writes that begin before `get` ends and after which it can return its result."""
    return sum(
        1 << number
        for number, each in enumerate(operations)
        if each.kind in ("put", "delete", "cas")
        and each.start <= get.end
        and can_grow_to(each.value, get.result, has_appends)
    )


def can_grow_to(value: Value, result: Value, has_appends: bool) -> bool:
    """Return whether a key that holds `value` can hold `result` without another put, delete or cas."""
    if value == result:
        return True
    return has_appends and result is not None and str(result).startswith("" if value is None else str(value))


def next_search_states(search: KeySearch, done_bits: int, value: Value) -> list[tuple[int, Value]]:
    """Return the states after one more operation than `done_bits`, the most promising at the end of the list.

    An operation that never changes the value may come as soon as the value explains its answer: it is then the only
    one. There is none where a get must still return what neither the value nor a write to come leads to. Promising: a
    value that leads to the result of the get that ends first, then an operation that ends first.
    """
    found: list[tuple[float, int, Value]] = []
    first_end, first_get_end, target = NEVER, NEVER, value
    for number in range((~done_bits & (done_bits + 1)).bit_length() - 1, len(search.operations)):
        if done_bits >> number & 1:
            continue
        operation = search.operations[number]
        if operation.start > first_end:
            break
        first_end = min(first_end, operation.end)
        is_explained, after = apply_operation(operation, value, search.is_absent_empty)
        if is_explained and operation.is_answered and (operation.kind == "get" or operation.swapped is False):
            return [(done_bits | 1 << number, value)]
        is_useful = operation.is_answered or after != value
        if is_explained and is_useful and (search.twins[number] < 0 or done_bits >> search.twins[number] & 1):
            found.append((operation.end, number, after))
        sources = search.sources[number]
        if sources is not None:
            if not sources & ~done_bits and not can_grow_to(value, operation.result, search.has_appends):
                return []
            if operation.end < first_get_end:
                first_get_end, target = operation.end, operation.result
    found.sort(key=lambda each: (can_grow_to(each[2], target, search.has_appends), -each[0], -each[1]))
    return [(done_bits | 1 << number, after) for _, number, after in found]


def apply_operation(operation: Operation, value: Value, is_absent_empty: bool = False) -> tuple[bool, Value]:
    """Return whether `value` explains the answer to the operation, and the key's value after it."""
    match operation.kind:
        case "get":
            return not operation.is_answered or operation.result == value, value
        case "put":
            return True, operation.value
        case "append":
            return True, f"{'' if value is None else value}{operation.value}"
        case "delete":
            return True, None
    swaps = operation.expected == ("" if value is None and is_absent_empty else value)
    is_explained = operation.swapped in (None, swaps) and (not operation.has_result or operation.result == value)
    return is_explained, operation.value if swaps else value
