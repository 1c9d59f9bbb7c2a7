"""The clients of a storm: writers with sessions that retry safely, and readers that stay with one server.

Each notes when a call began and when it was answered, on one clock. A call without an answer may take effect at any
time, or never.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import hiredis

from raftlab.cluster.cluster_plan import ClusterPlan
from raftlab.cluster.redis_commands import CALL_COMMAND
from raftlab.errors import UsageError
from raftlab.linearizability.client_history import NEVER, Operation

WRITER_COUNT = 6
CALL_LIMIT_S = 1.0
"""How long a writer waits for an answer before it asks another server."""
GIVE_UP_S = 6.0
READER_LIMIT_S = 4.0
KEY_SECONDS = 1.5
"""How long a key is in use: few calls share a key, so the search for an order stays small."""


@dataclass
class CallLog:
    """All calls of all clients, and when each was answered."""

    started_at: float
    operations: list[Operation] = field(default_factory=list)
    answer_times: list[float] = field(default_factory=list)

    def now(self) -> float:
        """Return the seconds since the storm began."""
        return round(time.monotonic() - self.started_at, 6)

    def add(self, operation: Operation) -> None:
        """Add a call that is answered or given up."""
        self.operations.append(operation)
        if operation.is_answered:
            self.answer_times.append(operation.end)

    def longest_gap_s(self, end_s: float) -> float:
        """Return the longest time, up to `end_s`, in which no call was answered."""
        times = [0.0, *sorted(time for time in self.answer_times if time <= end_s), end_s]
        return max(second - first for first, second in pairwise(times))


@dataclass
class ServerConnection:
    """A connection to one server: answers come in the order of the requests."""

    host: str
    port: int
    _reader: asyncio.StreamReader | None = None
    _writer: asyncio.StreamWriter | None = None
    _parser: Any = None

    async def call(self, command: Sequence[str]) -> list[Any]:
        """Return the answer [outcome, value, leader]. OSError if the connection fails, ValueError for an error."""
        if self._writer is None:
            self._reader, self._writer = await asyncio.open_connection(self.host, self.port)
            self._parser = hiredis.Reader(encoding="utf-8", notEnoughData=False)
        self._writer.write(hiredis.pack_command(tuple(command)))
        return await self.read_answer()

    async def read_answer(self) -> list[Any]:
        """Return the next answer. UsageError for a call that no server carries out, however often it is repeated."""
        assert self._reader is not None
        while (answer := self._parser.gets()) is False:
            data = await self._reader.read(65536)
            if not data:
                raise ConnectionResetError("closed")
            self._parser.feed(data)
        if isinstance(answer, hiredis.ReplyError) and str(answer).startswith("ERR "):
            raise UsageError(str(answer).removeprefix("ERR "))
        if not isinstance(answer, list):
            raise ValueError(str(answer))
        return answer

    def close(self) -> None:
        """Drop the connection, and what is on its way."""
        if self._writer is not None:
            self._writer.transport.abort()
        self._reader = self._writer = None


@dataclass
class Writer:
    """A client with a session: one call at a time, repeated with the same number until it is answered or given up."""

    plan: ClusterPlan
    log: CallLog
    name: str
    rng: random.Random
    calls_per_s: float
    _sequence: int = 0
    _server: str = ""
    _connections: dict[str, ServerConnection] = field(default_factory=dict)

    async def run(self, end_s: float) -> None:
        """Make calls until the storm ends."""
        self._server = self.rng.choice(self.plan.names)
        while self.log.now() < end_s:
            await self.make_call(*self.pick_call())
            await asyncio.sleep(self.rng.expovariate(self.calls_per_s))
        for each in self._connections.values():
            each.close()

    def pick_call(self) -> tuple[str, str, str, str]:
        """Return the next call: operation, key, value, expected."""
        period = int(self.log.now() / KEY_SECONDS)
        token = f"{self.name}.{self._sequence + 1}"
        if self.rng.random() < 0.5:
            operation = self.rng.choice(("put", "put", "get", "delete"))
            return operation, f"r{period}", token if operation == "put" else "", ""
        operation = self.rng.choice(("append", "get", "get", "cas"))
        if operation == "cas":
            other = f"w{self.rng.randint(1, WRITER_COUNT)}.{max(1, self._sequence - self.rng.randint(0, 9))}"
            return operation, f"c{period}", token, other
        if operation == "get":
            return operation, self.rng.choice((f"a{period}", f"c{period}")), "", ""
        return operation, f"a{period}", f"{token};", ""

    async def make_call(
        self, operation: str, key: str, value: str, expected: str, give_up_s: float = GIVE_UP_S
    ) -> bool:
        """Make one call, and note it. Return whether it was answered."""
        self._sequence += 1
        start = self.log.now()
        command = (CALL_COMMAND, self.name, str(self._sequence), operation, key, value, expected)
        result: list[Any] | None = None
        while result is None and self.log.now() < start + give_up_s:
            result = await self._attempt(command)
        end = self.log.now() if result is not None else NEVER
        is_valued = operation in ("get", "cas")
        answer = result[1] if result is not None and is_valued else None
        self.log.add(
            Operation(
                client=self.name,
                kind=operation,  # type: ignore[arg-type]  # one of the kinds
                key=key,
                start=start,
                end=end,
                value=value if operation in ("put", "append", "cas") else None,
                expected=expected or None,
                result=answer,
                has_result=result is not None and is_valued,
                swapped=answer == expected if operation == "cas" and result is not None else None,
            )
        )
        return result is not None

    async def _attempt(self, command: tuple[str, ...]) -> list[Any] | None:
        """Return the answer to one attempt; None if it must be repeated, perhaps elsewhere."""
        server = self._server
        address = self.plan.server(server)
        connection = self._connections.setdefault(server, ServerConnection(self.plan.host, address.client_port))
        try:
            answer = await asyncio.wait_for(connection.call(command), CALL_LIMIT_S)
        except (OSError, ValueError, TimeoutError):
            connection.close()
            self._server = self.rng.choice([name for name in self.plan.names if name != server] or [server])
            await asyncio.sleep(0.02)
            return None
        if answer[0] == "ok":
            return answer
        leader = answer[2]
        if answer[0] == "not leader" and leader in self.plan.names and leader != server:
            self._server = leader
        else:
            self._server = self.rng.choice(self.plan.names)
        await asyncio.sleep(0.02)
        return None


@dataclass
class Reader:
    """A client that reads from one server only, at a steady pace, whether or not it answers."""

    plan: ClusterPlan
    log: CallLog
    name: str
    server: str
    rng: random.Random
    calls_per_s: float
    _sequence: int = 0

    async def run(self, end_s: float) -> None:
        """Read until the storm ends."""
        while self.log.now() < end_s:
            connection = ServerConnection(self.plan.host, self.plan.server(self.server).client_port)
            with contextlib.suppress(OSError, ValueError, TimeoutError):
                await self._read_on(connection, end_s)
            connection.close()
            await asyncio.sleep(0.1)

    async def _read_on(self, connection: ServerConnection, end_s: float) -> None:
        """Send reads at the pace, and take the answers as they come, until the connection fails."""
        calls: asyncio.Queue[tuple[str, float]] = asyncio.Queue()
        await connection.call((CALL_COMMAND, f"{self.name}.hello", "1", "get", "hello", "", ""))

        async def send() -> None:
            assert connection._writer is not None
            while self.log.now() < end_s:
                self._sequence += 1
                key = f"r{int(self.log.now() / KEY_SECONDS)}"
                command = (CALL_COMMAND, self.name, str(self._sequence), "get", key, "", "")
                calls.put_nowait((key, self.log.now()))
                connection._writer.write(hiredis.pack_command(command))
                await asyncio.sleep(self.rng.expovariate(self.calls_per_s))
            raise ConnectionResetError("the storm ended")

        sending = asyncio.create_task(send())
        try:
            while not sending.done():
                key, start = await asyncio.wait_for(calls.get(), 2.0)
                answer = await asyncio.wait_for(connection.read_answer(), READER_LIMIT_S)
                if answer[0] == "ok":
                    operation = Operation(
                        self.name, "get", key, start, self.log.now(), result=answer[1], has_result=True
                    )
                    self.log.add(operation)
        finally:
            sending.cancel()
            with contextlib.suppress(OSError, asyncio.CancelledError):
                await sending


async def run_clients(plan: ClusterPlan, log: CallLog, seed: int, end_s: float, calls_per_s: float) -> None:
    """Run all clients until `end_s` seconds after the storm began."""
    rng = random.Random(seed)
    reader_pace = 0.3 * calls_per_s / len(plan.names)
    clients: list[Writer | Reader] = [
        Writer(plan, log, f"w{number + 1}", random.Random(rng.random()), 0.7 * calls_per_s / WRITER_COUNT)
        for number in range(WRITER_COUNT)
    ]
    clients += [
        Reader(plan, log, f"reader-{name}", name, random.Random(rng.random()), reader_pace) for name in plan.names
    ]
    await asyncio.gather(*(each.run(end_s) for each in clients))
