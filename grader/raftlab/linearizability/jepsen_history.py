"""Read a history as Jepsen writes it (history.edn): an event a map, each invocation followed by its completion.

    {:process 0, :type :invoke, :f :write, :value 3}
    {:process 0, :type :ok, :f :write, :value 3}

:ok ends an operation. :fail says that it did not take place. :info, or no completion, says that it may have. Values of
independent keys are [key value]. The order of the events counts, not their :time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from raftlab.errors import UsageError
from raftlab.linearizability.client_history import NEVER, ClientHistory, Kind, Operation, Value
from raftlab.linearizability.edn_text import EdnError, LocatedValue, read_edn

KINDS: dict[str, Kind] = {
    "read": "get",
    "r": "get",
    "get": "get",
    "write": "put",
    "w": "put",
    "put": "put",
    "cas": "cas",
    "append": "append",
}
"""The functions of a history that are operations on a register."""
TYPES = ("invoke", "ok", "fail", "info")


def read_jepsen_history(text: bytes, file_name: str) -> ClientHistory:
    """Return the history of an EDN text. UsageError names the file, the line and the repair."""
    try:
        events = list(top_level_events(read_edn(text.decode("utf-8-sig"))))
        return ClientHistory(tuple(pair_events(events, file_name)))
    except UnicodeDecodeError:
        raise UsageError(f"{file_name}: no text in UTF-8; save it as UTF-8") from None
    except EdnError as fault:
        raise UsageError(f"{file_name}, line {fault.line}: no JSON and no EDN history: {fault}; fix it") from None


def top_level_events(values: Iterable[LocatedValue]) -> Iterator[LocatedValue]:
    """Yield the events, which stand one after another or in one vector."""
    for value, line in values:
        if isinstance(value, list):
            yield from (LocatedValue(each, line) for each in value)
        else:
            yield LocatedValue(value, line)


def pair_events(events: Iterable[LocatedValue], file_name: str) -> Iterator[Operation]:
    """Yield the operations: each invocation with the next event of its process."""
    open_calls: dict[Any, tuple[dict[str, Any], int, str]] = {}
    for place, (event, line) in enumerate(events):
        where = f"{file_name}, line {line}"
        if not isinstance(event, dict) or event.get("type") not in TYPES:
            raise UsageError(f"{where}: no event; it is a map with :process, :type (:invoke, :ok, :fail, :info) and :f")
        process = event.get("process")
        if isinstance(process, bool) or not isinstance(process, int):
            continue  # the nemesis
        if event["type"] == "invoke":
            if process in open_calls:
                raise UsageError(f"{where}: process {process} invokes again before its operation ends; fix the order")
            open_calls[process] = (event, place, where)
            continue
        if process not in open_calls:
            raise UsageError(f"{where}: process {process} completes what it did not invoke; fix the order")
        invoke, start, invoke_where = open_calls.pop(process)
        if event["type"] != "fail":
            is_ok = event["type"] == "ok"
            yield make_operation(invoke, start, invoke_where, event if is_ok else None, place)
    for invoke, start, where in open_calls.values():
        yield make_operation(invoke, start, where, None, 0)


def make_operation(
    invoke: dict[str, Any], start: int, where: str, completion: dict[str, Any] | None, end: int
) -> Operation:
    """Return an operation from its invocation and its :ok, None without one."""
    kind = KINDS.get(str(invoke.get("f")))
    if kind is None:
        known = ", ".join(f":{name}" for name in ("read", "write", "cas", "append"))
        raise UsageError(f"{where}: :f {invoke.get('f')!r} is no operation on a register; they are {known}")
    key, value = split_key(kind, invoke.get("value"), where)
    result = split_key(kind, completion.get("value"), where)[1] if completion is not None and kind == "get" else None
    expected, new = value if kind == "cas" else (None, value)
    return Operation(
        client=f"process {invoke.get('process')}",
        kind=kind,
        key=key,
        start=start,
        end=NEVER if completion is None else end,
        value=None if kind == "get" else register_value(new, where),
        expected=register_value(expected, where),
        result=register_value(result, where),
        has_result=completion is not None and kind == "get",
        swapped=True if completion is not None and kind == "cas" else None,
    )


def split_key(kind: Kind, value: Any, where: str) -> tuple[str, Any]:
    """Return the key, "" for a single register, and the value. A cas has [old new], or [key [old new]]."""
    is_pair = isinstance(value, list) and len(value) == 2
    if kind == "cas":
        if is_pair and isinstance(value[1], list) and len(value[1]) == 2:
            return str(value[0]), value[1]
        if is_pair:
            return "", value
        raise UsageError(f"{where}: the value of a cas is [old new], or [key [old new]]")
    return (str(value[0]), value[1]) if is_pair else ("", value)


def register_value(value: Any, where: str) -> Value:
    """Return a value that a register holds. UsageError for a collection."""
    if value is None or isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    if isinstance(value, float | bool):
        return repr(value)
    raise UsageError(f"{where}: a register holds a number, a text or nil, not a collection")
