"""Messages and their canonical bytes."""

from __future__ import annotations

import importlib
from collections.abc import Iterable
from typing import Any

import msgspec

from raftlab.server import Message
from raftlab.worker.response_integer_ranges import message_bounds_text

CACHE_LIMIT_BYTES = 8 << 20
"""How many bytes of messages are kept with what they decode to, which takes ten times as much."""


class Codec:
    """Messages and their canonical bytes, each decoded once. `message_modules` add types to the paper's."""

    def __init__(self, message_modules: Iterable[str] = ()) -> None:
        kinds = [kind for kind in Message.__subclasses__() if kind.__module__ == "raftlab.server"]
        for name in message_modules:
            module = importlib.import_module(name)
            kinds += [v for v in vars(module).values() if is_message_type(v) and v.__module__ == name]
        self.message_types: tuple[type[Message], ...] = tuple(kinds)
        self._encoder = msgspec.msgpack.Encoder()
        self._decoder: msgspec.msgpack.Decoder[Any] = msgspec.msgpack.Decoder(union_of_types(kinds))
        self._messages: dict[bytes, Message] = {}
        self._bytes: dict[Message, bytes] = {}
        self._cached_bytes = 0

    def decode(self, data: bytes) -> Message:
        """Return the message that `data` encodes. msgspec.DecodeError for bytes that encode none."""
        known = self._messages.get(data)
        if known is None:
            try:
                known = self._decoder.decode(data)
            except UnicodeDecodeError as fault:  # msgspec lets this one through
                raise msgspec.DecodeError(str(fault)) from None
            if text := message_bounds_text(known):
                raise msgspec.DecodeError(text)
            self._make_room(len(data))
            self._messages[data] = known
        return known

    def encode(self, message: Message) -> bytes:
        """Return the canonical bytes of `message`."""
        known = self._bytes.get(message)
        if known is None:
            known = self._encoder.encode(message)
            self._make_room(len(known))
            self._bytes[message] = known
        return known

    def _make_room(self, size_bytes: int) -> None:
        """Forget all messages once they take too much memory: a submission can send ever new ones."""
        self._cached_bytes += size_bytes
        if self._cached_bytes > CACHE_LIMIT_BYTES:
            self._messages.clear()
            self._bytes.clear()
            self._cached_bytes = size_bytes

    def from_plain(self, value: object) -> Message:
        """Return the message for the JSON-like `value`. msgspec.ValidationError if it is none."""
        message: Message = msgspec.convert(value, type=union_of_types(list(self.message_types)))
        return message


def is_message_type(value: object) -> bool:
    """Return whether `value` is a class of messages."""
    return isinstance(value, type) and issubclass(value, Message) and value is not Message


def union_of_types(types: list[type[Message]]) -> Any:
    """Return the union of `types`."""
    union: Any = types[0]
    for kind in types[1:]:
        union = union | kind
    return union
