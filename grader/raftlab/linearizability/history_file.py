"""The file of a client history: read, as raftlab's JSON or a Jepsen history in EDN, and written, an operation as JSON.

The JSON, with times in any unit, `end` null or left out where no answer came, and `key` left out where there is one
register:

    {"initial": null,
     "operations": [
       {"client": "c1", "operation": "put", "key": "x", "start": 0, "end": 4, "value": "1"},
       {"client": "c2", "operation": "get", "key": "x", "start": 5, "end": 7, "result": "1"},
       {"client": "c2", "operation": "cas", "key": "x", "start": 8, "end": 9, "expected": "1", "value": "2",
        "swapped": true}]}
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import msgspec

from raftlab.errors import UsageError
from raftlab.linearizability.client_history import NEVER, ClientHistory, Kind, Operation, Value
from raftlab.linearizability.jepsen_history import read_jepsen_history

MAX_BYTES = 64 * 1024 * 1024
"""The largest file that is read."""


class JsonOperation(msgspec.Struct, forbid_unknown_fields=True):
    """An operation as the JSON has it."""

    operation: Kind
    start: float
    client: str = ""
    key: str = ""
    end: float | None = None
    value: Value = None
    expected: Value = None
    result: Value | msgspec.UnsetType = msgspec.UNSET
    swapped: bool | None = None


class JsonHistory(msgspec.Struct, forbid_unknown_fields=True):
    """A history as the JSON has it. The operations are read one by one, so that a fault has a number."""

    operations: list[msgspec.Raw]
    initial: Value = None


def read_history(text: bytes, file_name: str) -> ClientHistory:
    """Return the history that a file holds. UsageError names the file, the operation or line, and the repair."""
    if len(text) > MAX_BYTES:
        raise UsageError(f"{file_name}: {len(text):,} bytes; a history has at most {MAX_BYTES:,}: split it by key")
    is_json = text.lstrip()[:2] in (b'{"', b"{\n", b"{ ", b"{\r", b"{\t", b"{}")
    if is_json and file_name.endswith((".edn", ".clj")) is False:
        return read_json_history(text, file_name)
    return read_jepsen_history(text, file_name)


def read_json_history(text: bytes, file_name: str) -> ClientHistory:
    """Return the history of a JSON text."""
    try:
        history = msgspec.json.decode(text, type=JsonHistory)
    except msgspec.DecodeError as fault:
        raise UsageError(
            f'{file_name}: no history: {fault}; write {{"operations": [...]}} (`raftlab linearizable --help`)'
        ) from None
    return ClientHistory(tuple(read_operations(history, file_name)), history.initial)


def read_operations(history: JsonHistory, file_name: str) -> Iterator[Operation]:
    """Yield the operations, each checked."""
    decoder = msgspec.json.Decoder(JsonOperation)
    for number, raw in enumerate(history.operations, start=1):
        where = f"{file_name}: operation {number}"
        try:
            each = decoder.decode(raw)
        except msgspec.DecodeError as fault:
            raise UsageError(f"{where}: {fault}; fix it (`raftlab linearizable --help` shows the form)") from None
        yield read_operation(each, number, where)


def read_operation(fields: JsonOperation, number: int, where: str) -> Operation:
    """Return an operation. UsageError where its fields do not go together."""
    end = NEVER if fields.end is None else fields.end
    if not math.isfinite(fields.start) or math.isnan(end) or end < fields.start:
        raise UsageError(f"{where}: it ends at {end:g} and begins at {fields.start:g}; give the times in their order")
    has_result = fields.result is not msgspec.UNSET
    if fields.operation == "get" and fields.end is not None and not has_result:
        raise UsageError(f"{where}: a get with an end has a result; add it (null: the key is absent), or leave out end")
    if fields.operation in ("put", "append", "cas") and fields.value is None:
        raise UsageError(f"{where}: {fields.operation} writes a value; add it")
    if fields.operation == "append" and not isinstance(fields.value, str):
        raise UsageError(f"{where}: append adds a text; write its value as a string")
    return Operation(
        client=fields.client or f"client {number}",
        kind=fields.operation,
        key=fields.key,
        start=fields.start,
        end=end,
        value=fields.value,
        expected=fields.expected,
        result=None if fields.result is msgspec.UNSET or end == NEVER else fields.result,
        has_result=has_result and end != NEVER,
        swapped=None if end == NEVER else fields.swapped,
    )


def operation_json(operation: Operation) -> dict[str, Any]:
    """Return an operation in the form in which a history has it."""
    data: dict[str, Any] = {
        "client": operation.client,
        "operation": operation.kind,
        "key": operation.key,
        "start": operation.start,
        "end": None if operation.end == NEVER else operation.end,
    }
    if operation.kind in ("put", "append", "cas"):
        data["value"] = operation.value
    if operation.kind == "cas":
        data |= {"expected": operation.expected, "swapped": operation.swapped}
    if operation.has_result:
        data["result"] = operation.result
    return data
