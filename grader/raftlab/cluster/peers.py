"""The links of a node to the others: the wire's own messages over TCP, behind a greeting with the cluster's secret.

Each node dials each other node for what it sends. A queue is bounded and drops the oldest: Raft repeats what matters.
"""

from __future__ import annotations

import asyncio
import secrets
import struct
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

import msgspec

from raftlab.cluster.cluster_plan import PEER_FRAME_LIMIT_BYTES, ClusterPlan
from raftlab.cluster.node_orders import NodeFaults
from raftlab.server import AppendEntries, AppendEntriesReply, Message
from raftlab.worker.message_codec import Codec

FRAME = struct.Struct("<IIQ")
"""The length of a message, the start of its sender, and its number in that start."""
QUEUE_LIMIT = 1024
BUFFER_LIMIT_BYTES = 16 << 20
FIRST_BACKOFF_S, LAST_BACKOFF_S = 0.02, 0.5
GREETING_LIMIT_BYTES = 4096

TakeMessage = Callable[[str, int, int, bytes], None]
"""Handle a message: its source, the start of the source, its number, its bytes."""
SayLine = Callable[[str], None]


class Greeting(msgspec.Struct, forbid_unknown_fields=True):
    """The first bytes on a link, a line of JSON."""

    secret: str
    source: str
    to: str
    incarnation: int


@dataclass
class Link:
    """The link from this node to `name`: a queue, and a task that dials and sends."""

    plan: ClusterPlan
    source: str
    name: str
    incarnation: int
    codec: Codec
    faults: NodeFaults
    say: SayLine
    _queue: deque[tuple[int, Message]] = field(default_factory=deque)
    _transport: asyncio.WriteTransport | None = None

    def put(self, number: int, message: Message) -> None:
        """Queue a message. One that waits and that this one supersedes is dropped, and the oldest of too many."""
        if self.name in self.faults.cut_links:
            return
        if self._queue and supersedes_message(message, self._queue[-1][1]):
            self._queue.pop()
        self._queue.append((number, message))
        if len(self._queue) > QUEUE_LIMIT:
            self._queue.popleft()

    def flush(self) -> None:
        """Send what is queued, if the link is up; a full buffer keeps the queue."""
        transport = self._transport
        if transport is None or not self._queue or transport.get_write_buffer_size() > BUFFER_LIMIT_BYTES:
            return
        frames = [frame for number, message in self._queue if (frame := self._frame(number, message)) is not None]
        self._queue.clear()
        if self.faults.delays_ms.get(self.name):
            loop = asyncio.get_running_loop()
            for frame in frames:
                loop.call_later(self.faults.delay_s(self.name), self._send_late, frame)
        elif frames:
            transport.write(b"".join(frames))

    def _send_late(self, frame: bytes) -> None:
        if self._transport is not None and self.name not in self.faults.cut_links:
            self._transport.write(frame)

    def _frame(self, number: int, message: Message) -> bytes | None:
        data = self.codec.encode(message)
        if len(data) > PEER_FRAME_LIMIT_BYTES:
            self.say(f"a message of {len(data):,} bytes to {self.name} is over the limit and dropped")
            return None
        return FRAME.pack(len(data), self.incarnation, number) + data

    async def run(self) -> None:
        """Keep the link up until the task is cancelled."""
        backoff_s = FIRST_BACKOFF_S
        loop = asyncio.get_running_loop()
        target, own_host = self.plan.server(self.name), self.plan.server(self.source).peer_host
        while True:
            try:
                closed = loop.create_future()
                transport, _ = await loop.create_connection(
                    lambda closed=closed: OutgoingProtocol(closed),
                    target.peer_host or self.plan.host,
                    target.peer_port,
                    local_addr=(own_host, 0) if own_host else None,
                )
            except OSError:
                await asyncio.sleep(backoff_s)
                backoff_s = min(2 * backoff_s, LAST_BACKOFF_S)
                continue
            backoff_s = FIRST_BACKOFF_S
            greeting = Greeting(self.plan.secret, self.source, self.name, self.incarnation)
            transport.write(msgspec.json.encode(greeting) + b"\n")
            self._transport = transport
            self.flush()
            try:
                await closed
            finally:
                self._transport = None
                transport.close()
            await asyncio.sleep(FIRST_BACKOFF_S)


def supersedes_message(message: Message, previous: Message) -> bool:
    """Return whether `message` makes a `previous` one from the same server to the same server superfluous.

    >>> ack = AppendEntriesReply(term=2, followerId="S2", success=True, prevLogIndex=1, matchIndex=3)
    >>> supersedes(AppendEntriesReply(term=2, followerId="S2", success=True, prevLogIndex=3, matchIndex=5), ack)
    True
    """
    if message.term != previous.term:
        return False
    if isinstance(message, AppendEntries) and isinstance(previous, AppendEntries):
        same_place = message.prevLogIndex == previous.prevLogIndex and message.prevLogTerm == previous.prevLogTerm
        return (
            same_place
            and message.leaderCommit >= previous.leaderCommit
            and message.entries[: len(previous.entries)] == previous.entries
        )
    if isinstance(message, AppendEntriesReply) and isinstance(previous, AppendEntriesReply):
        return message.success and previous.success and message.matchIndex >= previous.matchIndex
    return False


class OutgoingProtocol(asyncio.Protocol):
    """The sending end of a link: it only waits for its end."""

    def __init__(self, closed: asyncio.Future[None]) -> None:
        self._closed = closed

    def connection_lost(self, error: Exception | None) -> None:
        """Tell the task of the link."""
        if not self._closed.done():
            self._closed.set_result(None)


class IncomingProtocol(asyncio.Protocol):
    """The receiving end of a link: a greeting, then messages."""

    def __init__(self, plan: ClusterPlan, name: str, take: TakeMessage, say: SayLine) -> None:
        self._plan, self._name, self._take, self._say = plan, name, take, say
        self._buffer = bytearray()
        self._greeting: Greeting | None = None
        self._transport: asyncio.BaseTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the connection."""
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Handle each whole message; close the link of a stranger, or of one who sends what is no frame."""
        self._buffer += data
        if self._greeting is None and not self._read_greeting():
            return
        assert self._greeting is not None
        at, size = 0, len(self._buffer)
        while size - at >= FRAME.size:
            length, incarnation, number = FRAME.unpack_from(self._buffer, at)
            if length > PEER_FRAME_LIMIT_BYTES:
                self._close(f"{self._greeting.source} announced a message of {length:,} bytes")
                return
            end = at + FRAME.size + length
            if end > size:
                break
            message = bytes(self._buffer[at + FRAME.size : end])
            at = end
            try:
                self._take(self._greeting.source, incarnation, number, message)
            except msgspec.DecodeError as error:
                self._close(f"{self._greeting.source} sent what is no message ({error})")
                return
        del self._buffer[:at]

    def _read_greeting(self) -> bool:
        """Read the greeting; return whether it is complete and the cluster's own."""
        line, newline, rest = self._buffer.partition(b"\n")
        if not newline:
            if len(self._buffer) > GREETING_LIMIT_BYTES:
                self._close("a connection without a greeting")
            return False
        try:
            greeting = msgspec.json.decode(line, type=Greeting)
        except (msgspec.DecodeError, UnicodeDecodeError):
            self._close("a connection without a greeting")
            return False
        is_known = greeting.source in self._plan.names and greeting.to == self._name
        if not secrets.compare_digest(greeting.secret.encode(), self._plan.secret.encode()) or not is_known:
            self._close("a connection that is not of this cluster")
            return False
        self._greeting, self._buffer = greeting, bytearray(rest)
        return True

    def _close(self, reason: str) -> None:
        self._say(f"peer port: {reason}; closed")
        self._buffer.clear()
        if self._transport is not None:
            self._transport.close()
