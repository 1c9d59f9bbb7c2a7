"""The histories of other checkers' test data, with the verdicts that are known of them (data/LICENSE.md)."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

from raftlab.linearizability.client_history import NEVER, ClientHistory, Kind, Operation

DATA = Path(__file__).parent / "data" / "histories.json.gz"
KINDS: dict[str, Kind] = {"read": "get", "get": "get", "write": "put", "put": "put", "append": "append", "cas": "cas"}


def known_histories() -> dict[str, tuple[ClientHistory, bool]]:
    """Return each history by its name, with whether it is linearizable."""
    with gzip.open(DATA) as file:
        data = json.load(file)
    return {each["id"]: (read_known_history(each), each["linearizable"]) for each in data["histories"]}


def read_known_history(data: dict[str, Any]) -> ClientHistory:
    """Return one history from its data."""
    operations = (read_known_operation(number, *columns) for number, columns in enumerate(data["ops"]))
    return ClientHistory(tuple(operations), None if data["initial"] == "nil" else data["initial"])


def read_known_operation(
    number: int, start: int, end: int | None, name: str, key: str | None, argument: str | None, result: str | None
) -> Operation:
    """Return one operation from its columns."""
    kind = KINDS[name]
    is_answered = end is not None
    old, new = (argument or "").strip("[]").split() if kind == "cas" else (None, argument)
    return Operation(
        client=f"c{number}",
        kind=kind,
        key=key or "",
        start=start,
        end=NEVER if end is None else end,
        value=None if kind == "get" else new,
        expected=old,
        result=None if result == "nil" or kind != "get" else result,
        has_result=kind == "get" and is_answered,
        swapped=result == "ok" if kind == "cas" and is_answered else None,
    )
