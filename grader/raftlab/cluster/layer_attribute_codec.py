"""The values of a layer's own persistent attributes as bytes and back: a file may come from anyone."""

from __future__ import annotations

from typing import Any

import msgspec

from raftlab.errors import UsageError
from raftlab.plain_data import PlainType, record_plain_types, tag_value, untag_value
from raftlab.server import Command, Configuration, Entry, Log, Snapshot, Waiting

TYPES = {
    **record_plain_types(Command, Configuration, Entry, Snapshot, Waiting),
    "Log": PlainType(
        Log,
        lambda log: (log.lastIncludedIndex, log.lastIncludedTerm, *log),
        lambda index, term, *entries: Log(entries, index, term),
    ),
}
"""What a persistent attribute may hold beside atoms and containers."""


def encode_values(values: dict[str, Any]) -> bytes:
    """Return the values by name as bytes. UsageError names one that is not plain data."""
    if not values:
        return b""
    tagged = {}
    for name, value in values.items():
        try:
            tagged[name] = tag_value(value, TYPES)
        except TypeError as error:
            raise UsageError(
                f"self.{name} cannot be stored: {error}; keep plain data in a persistent variable"
            ) from None
    return msgspec.json.encode(tagged)


def decode_values(data: bytes) -> dict[str, Any]:
    """Return the values that `encode_values` wrote."""
    if not data:
        return {}
    tagged: dict[str, Any] = msgspec.json.decode(data)
    return {name: untag_value(value, TYPES) for name, value in tagged.items()}
