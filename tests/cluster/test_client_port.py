"""The port for clients holds a bounded amount of a client that asks and does not read, and goes on when it does."""

from __future__ import annotations

import asyncio
import importlib.util

import pytest
from tests.skip_or_fail import skip_or_fail

ANSWER = b"$50000\r\n" + b"x" * 50_000 + b"\r\n"


class LongAnswers:
    """Commands that count the requests and answer each with 50 KB at once."""

    def __init__(self) -> None:
        self.count = 0

    def execute(self, request: list[str], answer: object) -> bool:
        """Answer one request."""
        self.count += 1
        answer(ANSWER)  # type: ignore[operator]
        return True

    def end(self) -> None:
        """Do nothing."""


def test_a_client_that_does_not_read_is_held_and_then_served() -> None:
    """Of 5,000 requests only a part is carried out while nothing is read; all are, in order, once the client reads."""
    if importlib.util.find_spec("hiredis") is None:
        skip_or_fail("needs hiredis: pip install -e '.[cluster]'")
    from raftlab.cluster.client_port import ClientConnection

    async def talk() -> tuple[int, int]:
        commands = LongAnswers()
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: ClientConnection(lambda: commands, print), "127.0.0.1", 0)
        reader, writer = await asyncio.open_connection("127.0.0.1", server.sockets[0].getsockname()[1])
        writer.write(b"*2\r\n$3\r\nGET\r\n$1\r\na\r\n" * 5_000)
        await asyncio.sleep(0.5)
        held = commands.count
        for _ in range(5_000):
            assert await reader.readexactly(len(ANSWER)) == ANSWER
        writer.close()
        server.close()
        return held, commands.count

    held, total = asyncio.run(talk())
    assert held < 1_000
    assert total == 5_000


def test_inline_words_are_a_request() -> None:
    """A line of words, as one types it into telnet, is a request in RESP."""
    pytest.importorskip("hiredis")
    from raftlab.cluster.client_port import convert_inline_requests

    assert (
        convert_inline_requests(b"SET a 1\r\nPING\r\n")
        == b"*3\r\n$3\r\nSET\r\n$1\r\na\r\n$1\r\n1\r\n*1\r\n$4\r\nPING\r\n"
    )
