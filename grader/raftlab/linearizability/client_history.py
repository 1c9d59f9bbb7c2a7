"""The record of a client history: operations on keys, each with the time at which it began and ended.

Linearizability is local: a history is linearizable if the operations on each key are (Herlihy and Wing 1990).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Final, Literal

import msgspec

Value = str | int | None
"""What a key holds; None: the key is absent."""
Kind = Literal["get", "put", "append", "delete", "cas"]
NEVER: Final = math.inf
"""The end of an operation that its client never saw end: it took effect at any time after its start, or never."""


class Operation(msgspec.Struct, frozen=True):
    """One operation of a client on one key, from `start` to `end` (any unit of time; NEVER: no answer came).

    value: what put, append and cas write. expected: what cas compares with. result: what get returned, and what cas
    returned if it returns the old value (`has_result`). swapped: whether cas wrote; None if its client was not told.
    """

    client: str
    kind: Kind
    key: str
    start: float
    end: float = NEVER
    value: Value = None
    expected: Value = None
    result: Value = None
    has_result: bool = False
    swapped: bool | None = None

    @property
    def is_answered(self) -> bool:
        """Return whether the client saw the operation end."""
        return self.end != NEVER


class ClientHistory(msgspec.Struct, frozen=True):
    """All operations of a run. initial: what each key holds at first.

    is_absent_empty: a cas that expects "" also matches an absent key, as in the kit's key-value machine.
    """

    operations: tuple[Operation, ...]
    initial: Value = None
    is_absent_empty: bool = False


def operations_by_key(operations: Iterable[Operation]) -> dict[str, tuple[Operation, ...]]:
    """Return the operations on each key, in the order of their start; keys in the order of their first use."""
    groups: dict[str, list[Operation]] = {}
    for each in operations:
        groups.setdefault(each.key, []).append(each)
    return {key: tuple(sorted(group, key=lambda each: each.start)) for key, group in groups.items()}


def without_answers_after(operations: Iterable[Operation], time: float) -> tuple[Operation, ...]:
    """Return what was known at `time`: operations that began by then, and the answers that had come."""
    return tuple(each if each.end <= time else without_answer(each) for each in operations if each.start <= time)


def without_answer(operation: Operation) -> Operation:
    """Return the operation as if no answer had come."""
    return msgspec.structs.replace(operation, end=NEVER, result=None, has_result=False, swapped=None)
