"""The messages of one search: each has a number, and equal messages have the same."""

from __future__ import annotations

import msgspec

from raftlab.errors import BadFrameError
from raftlab.worker.responses import SendEffect
from raftlab.worker.wire import Codec


class InternedMessage(msgspec.Struct, frozen=True):
    """One message between two servers; `source` and `to` are positions in the cluster, from 0."""

    number: int
    source: int
    to: int
    data: bytes


class MessageInterner:
    """Numbers the messages in the order in which they are first sent."""

    def __init__(self, codec: Codec, server_names: tuple[str, ...]) -> None:
        self.messages: list[InternedMessage] = []
        self._codec = codec
        self._server_names = server_names
        self._message_numbers: dict[tuple[int, int, bytes], int] = {}

    def find(self, source: int, to: int, data: bytes) -> int | None:
        """Return the number of a message that was sent before; None if it was never sent."""
        return self._message_numbers.get((source, to, data))

    def number(self, source: int, effect: SendEffect) -> tuple[int, ...]:
        """Return a tuple with the number of a message; empty if it goes to no server of the cluster."""
        if effect.to not in self._server_names:
            return ()
        to = self._server_names.index(effect.to)
        known = self._message_numbers.get((source, to, effect.message))
        return (self._add_message(source, to, effect.message) if known is None else known,)

    def _add_message(self, source: int, to: int, encoded: bytes) -> int:
        """Return the number of a message in new bytes, which may be another encoding of a known message."""
        try:
            data = self._codec.encode(self._codec.decode(encoded))
        except msgspec.DecodeError as error:
            raise BadFrameError(f"the server's process sent a broken message ({error})") from None
        known = self._message_numbers.setdefault((source, to, data), len(self.messages))
        if known == len(self.messages):
            self.messages.append(InternedMessage(known, source, to, data))
        return known

    def by_target(self, sent: list[int]) -> dict[int, tuple[int, ...]]:
        """Return the numbers of the messages, by the position of the receiving server."""
        messages: dict[int, tuple[int, ...]] = {}
        for number in sent:
            to = self.messages[number].to
            messages[to] = (*messages.get(to, ()), number)
        return messages
