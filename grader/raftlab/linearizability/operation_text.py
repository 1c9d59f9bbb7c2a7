"""Operations in words, and as intervals on lines of text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from raftlab.linearizability.client_history import NEVER, Operation, Value

TEXT_LIMIT = 24
"""The characters of a value that are shown."""


def value_text(value: Value) -> str:
    """Return a value: its text, cut in the middle if it is long, "nothing" for an absent key. One printable line."""
    if value is None:
        return "nothing"
    text = "".join(char if char.isprintable() else "·" for char in str(value)) or '""'
    half = TEXT_LIMIT // 2
    return text if len(text) <= TEXT_LIMIT else f"{text[: half - 1]}…{text[-half:]}"


def operation_label(operation: Operation) -> str:
    """Return what an operation did, with its key: `put x=1`, `get x: 2`, `cas x 1→2: swapped`."""
    key = f" {value_text(operation.key)}" if operation.key else ""
    match operation.kind:
        case "get":
            return f"get{key}" + (f": {value_text(operation.result)}" if operation.is_answered else "")
        case "put":
            return f"put{key}={value_text(operation.value)}"
        case "append":
            return f"append{key} +{value_text(operation.value)}"
        case "delete":
            return f"delete{key}"
    outcome = f": was {value_text(operation.result)}" if operation.has_result else ""
    if operation.swapped is not None:
        outcome += ": swapped" if operation.swapped else ": not swapped"
    return f"cas{key} {value_text(operation.expected)}→{value_text(operation.value)}{outcome}"


def time_text(operation: Operation) -> str:
    """Return when an operation began and ended."""
    end = "no answer" if operation.end == NEVER else f"to {operation.end:g}"
    return f"{operation.start:g} {end}" if operation.end != NEVER else f"from {operation.start:g}, {end}"


def time_range(operations: Sequence[Operation]) -> tuple[float, float]:
    """Return the first start of the operations, and the last time that is known of any."""
    times = [each.start for each in operations] + [each.end for each in operations if each.end != NEVER]
    return min(times), max(times)


def interval_lines(operations: Sequence[Operation], width: int) -> Iterator[str]:
    """Yield a line for each operation: its client, what it did, and its interval on a common axis. `width`: columns."""
    clients = max(len(value_text(each.client)) for each in operations)
    labels = max(len(operation_label(each)) for each in operations)
    room = max(20, width - clients - labels - 6)
    start, end = time_range(operations)
    for each in operations:
        first = time_column(each.start, start, end, room)
        last = room - 1 if each.end == NEVER else max(first + 1, time_column(each.end, start, end, room))
        bar = " " * first + "├" + "─" * (last - first - 1) + ("┄" if each.end == NEVER else "┤")
        yield f"  {value_text(each.client):<{clients}}  {operation_label(each):<{labels}}  {bar}".rstrip()


def time_column(time: float, start: float, end: float, room: int) -> int:
    """Return the column of a time."""
    return round((time - start) / (end - start) * (room - 2)) if end > start else 0
