"""A cluster under load in virtual time: how many calls a second it answers, and how long a call takes.

Nothing is drawn. Each message, write and event of a server costs what the machine of the run says, so the same
submission gives the same figures everywhere, to the last digit.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable
from dataclasses import dataclass, field

from raftlab.server import LEADER, OK, AppendEntries, Command, Record, Reply, SetTimer
from raftlab.simulator.property_monitor import Monitor
from raftlab.simulator.world import Step, World
from raftlab.trace import (
    Act,
    Boot,
    CompleteWrite,
    Deliver,
    PersistedState,
    Propose,
    SentMessage,
    StartedWrite,
    Timeout,
)

FIRST_LEADER = "S1"
"""The server whose election timer fires first."""


class MachineCosts(Record, frozen=True):
    """The latencies of the servers and the network, in virtual ms. A server handles one event at a time."""

    latency_ms: float = 1.0  # from one server to another
    message_ms: float = 0.02  # of the server's time, for each message that it takes
    kilobyte_ms: float = 0.01  # of the server's time, for each kB of entries in a message
    write_ms: float = 1.0  # of the disk's time, for each write


class Load(Record, frozen=True):
    """Clients that each have one call under way: the next is sent when the one before is answered."""

    clients: int = 16
    calls: int = 400  # in all
    value_bytes: int = 100
    deadline_ms: float = 20_000.0


class LoadResult(Record, frozen=True):
    """The measurements. Times are in virtual ms; a call without an answer at the deadline is missing."""

    answered: int
    missing: int
    calls_per_second: float
    median_ms: float
    p99_ms: float
    messages: int
    writes: int


@dataclass
class LoadRun:
    """One run under load. Call `run`; `monitor` has the properties that broke."""

    world: World
    machine: MachineCosts
    load: Load
    monitor: Monitor = field(default_factory=Monitor)

    def __post_init__(self) -> None:
        self._jobs: list[tuple[float, int, Callable[[], None]]] = []
        self._job_count = 0
        self._timer_serials: dict[tuple[str, str], int] = {}
        self._busy_until: dict[str, float] = {}
        self._disk_busy_until: dict[str, float] = {}
        self._sent_at: dict[tuple[str, int], float] = {}
        self._latencies: list[float] = []
        self._last_answer_ms = 0.0
        self._next_call = 0
        self._messages = self._writes = 0
        self.result: LoadResult | None = None

    def run(self) -> LoadResult:
        """Elect a leader, send the calls, and return the measurements. SubmissionError if the submission fails."""
        for server in self.world.servers:
            self._do(Boot(server))
        self._do(Timeout(FIRST_LEADER, "election"))
        self._run_until(lambda: self._leader() is not None)
        started = self.world.now_ms
        for client in range(self.load.clients):
            self._send_call(f"c{client + 1}", 1)
        self._run_until(lambda: len(self._latencies) >= self.load.calls or bool(self.monitor.violations))
        self.result = self._result(started)
        return self.result

    def _result(self, started_ms: float) -> LoadResult:
        times = sorted(self._latencies)
        seconds = max(self._last_answer_ms - started_ms, 0.001) / 1000
        return LoadResult(
            answered=len(times),
            missing=self.load.calls - len(times),
            calls_per_second=round(len(times) / seconds, 3),
            median_ms=quantile(times, 0.5),
            p99_ms=quantile(times, 0.99),
            messages=self._messages,
            writes=self._writes,
        )

    # ---- clients -----------------------------------------------------------------------------------------------------

    def _leader(self) -> str | None:
        """Return the leader of the newest term."""
        leading = [(seen.currentTerm, name) for name, seen in self.world.running_servers.items() if seen.role == LEADER]
        return max(leading)[1] if leading else None

    def _send_call(self, client: str, sequence: int) -> None:
        """Let a client send its next call to the leader, if any is left to send."""
        leader = self._leader()
        if self._next_call >= self.load.calls or leader is None:
            return
        self._next_call += 1
        self._sent_at[client, sequence] = self.world.now_ms
        value = f"{self._next_call:0{self.load.value_bytes}d}"
        command = Command("put", f"k{client}", value, client=client, sequence=sequence)
        self._at_server(self.world.now_ms + self.machine.latency_ms, leader, Propose(leader, command), 0)

    def _take_reply(self, reply: Reply, at_ms: float) -> None:
        """Note how long a call took, and let its client send the next."""
        sent = self._sent_at.pop((reply.client, reply.sequence), None)
        if sent is None:
            return
        heard = at_ms + self.machine.latency_ms
        if reply.outcome == OK:
            self._latencies.append(heard - sent)
            self._last_answer_ms = heard
        self._at(heard, lambda: self._send_call(reply.client, reply.sequence + 1))

    # ---- time --------------------------------------------------------------------------------------------------------

    def _at(self, at_ms: float, job: Callable[[], None]) -> None:
        self._job_count += 1
        heapq.heappush(self._jobs, (at_ms, self._job_count, job))

    def _run_until(self, is_done: Callable[[], bool]) -> None:
        while self._jobs and not is_done() and self._jobs[0][0] <= self.load.deadline_ms:
            at_ms, _, job = heapq.heappop(self._jobs)
            self.world.now_ms = max(self.world.now_ms, at_ms)
            job()

    def _at_server(self, at_ms: float, server: str, act: Act, size_bytes: int) -> None:
        """Let a server take an event at `at_ms`, or as soon as it has ended the events before."""

        def take() -> None:
            free = self._busy_until.get(server, 0.0)
            if free > self.world.now_ms:
                self._at(free, take)
                return
            cost = self.machine.message_ms + self.machine.kilobyte_ms * size_bytes / 1000
            self._busy_until[server] = self.world.now_ms + cost
            self._do(act)

        self._at(at_ms, take)

    def _do(self, act: Act) -> None:
        """Do an act, and schedule the events that follow from its effects, in order."""
        step = self.world.apply(act)
        if step is None:
            return
        self.monitor.observe(step, self.world)
        self._schedule_effects(step)

    def _schedule_effects(self, step: Step) -> None:
        """Schedule messages, timers and writes. What follows a `persist` waits for the disk, and so does the server."""
        server, now = (
            step.event.server or "",
            max(self.world.now_ms, self._busy_until.get(step.event.server or "", 0.0)),
        )
        for effect in step.event.effects:
            if isinstance(effect, PersistedState):
                now = self._write(server, now)
                self._busy_until[server] = now
            elif isinstance(effect, StartedWrite):
                self._at(self._write(server, now), lambda: self._do(CompleteWrite(server)))
            elif isinstance(effect, SentMessage):
                self._send(effect, now)
            elif isinstance(effect, SetTimer):
                self._arm(server, effect, now)
            elif isinstance(effect, Reply):
                self._take_reply(effect, now)

    def _write(self, server: str, now_ms: float) -> float:
        """Return when a write ends that begins now: the disk carries out its writes one after the other."""
        self._writes += 1
        end = max(now_ms, self._disk_busy_until.get(server, 0.0)) + self.machine.write_ms
        self._disk_busy_until[server] = end
        return end

    def _send(self, sent: SentMessage, now_ms: float) -> None:
        self._messages += 1
        act = Deliver(sent.source, sent.to, sent.message, sent.id)
        self._at_server(now_ms + self.machine.latency_ms, sent.to, act, message_payload_size(sent.message))

    def _arm(self, server: str, timer: SetTimer, now_ms: float) -> None:
        """Start a timer: a heartbeat timer fires when it is due, an election timer after its longest delay."""
        key = (server, timer.name)
        serial = self._timer_serials[key] = self._timer_serials.get(key, 0) + 1

        def fire() -> None:
            if self._timer_serials[key] == serial and key in self.world.timers:
                self._at_server(self.world.now_ms, server, Timeout(server, timer.name), 0)

        self._at(now_ms + timer.high_ms, fire)


def message_payload_size(message: object) -> int:
    """Return the size of a message's entries: their keys and values."""
    if not isinstance(message, AppendEntries):
        return 0
    commands = [entry.command for entry in message.entries if entry.command is not None]
    return sum(len(command.key) + len(command.value) for command in commands)


def quantile(times: list[float], share: float) -> float:
    """Return the time that this share of the sorted times does not exceed; 0 for none."""
    return round(times[math.ceil(len(times) * share) - 1], 3) if times else 0.0
