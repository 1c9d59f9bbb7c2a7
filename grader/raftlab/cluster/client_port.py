"""The port for clients: RESP requests by hiredis, answered in their order, with bounded buffers."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Protocol, cast

import hiredis

from raftlab.cluster.resp_encoding import encode_error

REQUEST_LIMIT_BYTES = 4 << 20
"""The most bytes of one request that are kept while the rest of it is on its way."""
WAITING_LIMIT = 256
"""The most requests of a connection that wait; it is read on when there are fewer."""
UNREAD_LIMIT_S = 30.0
"""How long a client may leave its answers unread."""

SendAnswer = Callable[[bytes], None]


class RequestHandler(Protocol):
    """Carries out requests of one connection."""

    def execute(self, request: list[str], answer: SendAnswer) -> bool:
        """Carry out one request; call `answer` once, now or later. Return whether the connection goes on."""
        ...

    def end(self) -> None:
        """Forget the connection."""
        ...


class ClientConnection(asyncio.Protocol):
    """One connection of a client."""

    def __init__(self, make_commands: Callable[[], RequestHandler], say: Callable[[str], None]) -> None:
        self._commands = make_commands()
        self._say = say
        self._reader = hiredis.Reader(notEnoughData=False)
        self._waiting: deque[list[bytes]] = deque()
        self._transport: asyncio.Transport | None = None
        self._partial_bytes = 0
        self._is_full = False
        self._is_ending = False
        self._unread_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the connection."""
        self._transport = cast(asyncio.Transport, transport)  # uvloop's has another base class

    def connection_lost(self, error: Exception | None) -> None:
        """Forget the connection; what it asked for may still take effect."""
        if self._unread_timer is not None:
            self._unread_timer.cancel()
        self._transport = None
        self._commands.end()

    def data_received(self, data: bytes) -> None:
        """Carry out each whole request."""
        if self._is_ending:
            return
        self._partial_bytes += len(data)
        if not self._reader.has_data() and not data.startswith(b"*"):
            data = convert_inline_requests(data)
        self._reader.feed(data)
        self._carry_out_requests()

    def _carry_out_requests(self) -> None:
        """Carry out the requests that are there; stop while too many wait, or their client does not read."""
        try:
            while not self._is_held and (request := self._reader.gets()) is not False:
                self._partial_bytes = 0
                self._take(request)
                if self._is_ending:
                    return
        except hiredis.ProtocolError as error:
            self._end_with(f"ERR Protocol error: {error}")
            return
        if self._is_held:
            if self._transport is not None:
                self._transport.pause_reading()
        elif self._partial_bytes > REQUEST_LIMIT_BYTES:
            self._end_with(f"ERR a request of more than {REQUEST_LIMIT_BYTES:,} bytes; this connection ends")

    @property
    def _is_held(self) -> bool:
        """Return whether no further request may be carried out now."""
        self._is_full = self._is_full or len(self._waiting) >= WAITING_LIMIT
        return self._is_full or self._unread_timer is not None

    def _go_on(self) -> None:
        """Carry out and read further requests, if nothing holds them up any more."""
        if self._transport is None or self._transport.is_closing() or self._is_held:
            return
        self._transport.resume_reading()
        asyncio.get_running_loop().call_soon(self._carry_out_requests)

    def _take(self, request: object) -> None:
        slot: list[bytes] = []
        self._waiting.append(slot)

        def answer(data: bytes) -> None:
            slot.append(data)
            self._send_answers()

        if not isinstance(request, list) or not request or not all(isinstance(word, bytes) for word in request):
            answer(encode_error("ERR Protocol error: a request is a list of texts"))
            return
        try:
            words = [word.decode("utf-8") for word in request]
        except UnicodeDecodeError:
            answer(encode_error("ERR this lab stores text: a word of the request is not UTF-8"))
            return
        if not self._commands.execute(words, answer):
            self._is_ending = True
            self._send_answers()

    def _end_with(self, text: str) -> None:
        self._is_ending = True
        self._waiting.append([encode_error(text)])
        self._send_answers()

    def _send_answers(self) -> None:
        """Send the answers that are ready, in the order of the requests."""
        waiting, transport = self._waiting, self._transport
        if transport is None or not waiting or not waiting[0]:
            return
        ready = []
        while waiting and waiting[0]:
            ready.append(waiting.popleft()[0])
        transport.write(b"".join(ready) if len(ready) > 1 else ready[0])
        if self._is_ending and not waiting:
            transport.close()
        elif self._is_full and len(waiting) < WAITING_LIMIT // 2:
            self._is_full = False
            self._go_on()

    def pause_writing(self) -> None:
        """Read no more requests until the client reads its answers."""
        self._unread_timer = asyncio.get_running_loop().call_later(UNREAD_LIMIT_S, self._drop)

    def resume_writing(self) -> None:
        """Read on."""
        if self._unread_timer is not None:
            self._unread_timer.cancel()
            self._unread_timer = None
        self._go_on()

    def _drop(self) -> None:
        if self._transport is not None:
            self._say(f"client port: a client did not read its answers for {UNREAD_LIMIT_S:g} s; closed")
            self._transport.abort()


def convert_inline_requests(data: bytes) -> bytes:
    """Return lines of words, as one types them into telnet, as RESP requests."""
    requests = []
    for line in data.split(b"\n"):
        if words := line.split():
            requests.append(b"*%d\r\n" % len(words) + b"".join(b"$%d\r\n%b\r\n" % (len(w), w) for w in words))
    return b"".join(requests)
