"""One node: events from peers, clients and timers go to the server, one at a time; its effects come out in their order.

Group commit: events that came while the disk was busy share one write and one sync. What follows a `persist` waits for
that sync; what stands before it does not. Nothing waits for a background write. Timers start at once.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from raftlab.acts import ClockJump, ClockRate
from raftlab.cluster.cluster_plan import ClusterPlan
from raftlab.cluster.disk import Disk
from raftlab.cluster.durable_changes import DurableChange
from raftlab.cluster.event_journal import (
    BackgroundWriteRecord,
    CallRecord,
    CauseRecord,
    ClockRecord,
    EffectRecord,
    JournalEvent,
    JournalWriter,
    MessageRecord,
    OperatorRecord,
    PersistRecord,
    SendRecord,
    SnapshotRecord,
    StartedRecord,
    TimeoutRecord,
    ms_since_cluster_start,
)
from raftlab.cluster.node_orders import NodeFaults, NodeOrder, write_clock
from raftlab.cluster.node_status import LatencySamples, NodeStatus, status_of
from raftlab.cluster.peers import Link
from raftlab.cluster.server_core import ServerCore
from raftlab.cluster.server_queries import ServerQueries
from raftlab.errors import RaftlabError
from raftlab.server import (
    Apply,
    CancelTimer,
    ClientRequest,
    Command,
    CompactionRequest,
    Reply,
    Send,
    Server,
    SetTimer,
    WriteCompletion,
)
from raftlab.worker.wire import TimeoutEvent

CALL_TIMEOUT_S = 5.0
TakeReply = Callable[[Reply | None], None]


class Node(ServerQueries):
    """The server `name` of a plan, with its disk, its links and the clients that wait.

    `fail` is called once with the error that ends the node.
    """

    def __init__(
        self,
        plan: ClusterPlan,
        name: str,
        core: ServerCore,
        disk: Disk,
        journal: JournalWriter,
        links: dict[str, Link],
        faults: NodeFaults,
        fail: Callable[[RaftlabError], None],
    ) -> None:
        self.plan, self.name = plan, name
        self.status_samples = LatencySamples()
        self._core, self._disk, self._journal = core, disk, journal
        self._links, self._faults, self._fail = links, faults, fail
        self._loop = asyncio.get_running_loop()
        self._effects: deque[Any] = deque()  # not carried out yet; a `persist` holds up what is behind it
        self._unwritten: list[DurableChange] = []
        self._sent_count = 0
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._calls: dict[tuple[str, int], list[TakeReply]] = {}
        self._rng = random.Random()
        self._writer = ThreadPoolExecutor(1, "disk")
        self._written_number = disk.state.number
        self._is_flushing = self._is_writing = self._has_failed = False
        self._compact_at = plan.snapshot_entries

    @property
    def server(self) -> Server:
        """Return the server, as its layers make it."""
        return self._core.server

    @property
    def links(self) -> tuple[Link, ...]:
        """Return the links to the other nodes."""
        return tuple(self._links.values())

    # ---- events ------------------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Start the server from what is durable."""
        self._take(
            StartedRecord(),
            lambda now: self._core.start(self.name, self.plan.voters, self.plan.options, self._disk.state, now),
        )

    def take_message(self, source: str, incarnation: int, number: int, data: bytes) -> None:
        """Handle a message. msgspec.DecodeError for bytes that are none."""
        self._core.codec.decode(data)
        record = MessageRecord(source, incarnation, number, data)
        self._take(record, lambda now: self._core.take_message(data, now))

    def call(self, command: Command, take_reply: TakeReply) -> None:
        """Handle a client's call; `take_reply` gets its reply, or None after CALL_TIMEOUT_S."""
        key = (command.client, command.sequence)
        started_at = self._loop.time()
        is_open = True

        def answer(reply: Reply | None) -> None:
            nonlocal is_open
            if is_open:
                is_open = False
                timer.cancel()
                if reply is not None and reply.outcome == "ok":
                    self.status_samples.add(self._loop.time() - started_at)
                take_reply(reply)

        def give_up() -> None:
            waiting = self._calls.get(key, [])
            if answer in waiting:
                waiting.remove(answer)
            answer(None)

        timer = self._loop.call_later(CALL_TIMEOUT_S, give_up)
        self._calls.setdefault(key, []).append(answer)
        self._take(CallRecord(command), lambda now: self._core.take_event(ClientRequest(command), now))

    def request(self, request: OperatorRecord) -> None:
        """Handle an operator's request: it has no answer, only what it changes."""
        self._take(request, lambda now: self._core.take_event(request, now))

    def _fire(self, timer: str) -> None:
        del self._timers[timer]
        self._take(TimeoutRecord(timer), lambda now: self._core.take_event(TimeoutEvent(timer), now))

    def _take(self, cause: CauseRecord, handle: Callable[[float], list[Any]]) -> None:
        """Let the server handle one event, and queue its effects."""
        if self._has_failed:
            return
        at_ns = time.monotonic_ns()
        try:
            effects = handle(self._faults.clock.shown_at(ms_since_cluster_start(at_ns, self.plan.epoch_ns)))
        except RaftlabError as error:
            self.end_with(error)
            return
        records = tuple(map(self._record, effects))
        if self._journal.is_on:
            self._journal.add(JournalEvent(at_ns, cause, records))
        for effect, record in zip(effects, records, strict=True):
            if isinstance(effect, SetTimer | CancelTimer):
                self._set_timer(effect)
            elif isinstance(effect, DurableChange):
                self._unwritten.append(effect)
                if not effect.write:
                    self._effects.append((effect, 0))
            elif not isinstance(effect, Apply):
                self._effects.append((effect, record.number if isinstance(record, SendRecord) else 0))
        if not self._is_flushing:
            self._is_flushing = True
            self._loop.call_soon(self._flush)
        self._compact_long_log()

    def _compact_long_log(self) -> None:
        """Ask the server for a snapshot when its log is long; half of it stays for those who lag behind."""
        limit, server = self.plan.snapshot_entries, self._core.server
        if limit and server.lastApplied >= self._compact_at:
            self._compact_at = server.lastApplied + limit // 2  # an event of its own: it must not ask for the next
            index = server.lastApplied - limit // 2
            if index > server.log.lastIncludedIndex:
                self._loop.call_soon(self.request, CompactionRequest(index))

    def _record(self, effect: Any) -> EffectRecord:
        """Return an effect as the journal has it."""
        if isinstance(effect, Send):
            self._sent_count += 1
            data = self._core.codec.encode(effect.message) if self._journal.is_on else b""
            return SendRecord(effect.to, self._sent_count, data)
        if isinstance(effect, DurableChange) and effect.snapshot is not None:
            snapshot = effect.snapshot
            return SnapshotRecord(effect.number, snapshot.lastIncludedIndex, snapshot.lastIncludedTerm)
        if isinstance(effect, DurableChange) and effect.write:
            return BackgroundWriteRecord(
                effect.number, effect.write, effect.currentTerm, effect.votedFor, effect.last_index
            )
        if isinstance(effect, DurableChange):
            return PersistRecord(effect.number, effect.currentTerm, effect.votedFor, effect.last_index)
        record: EffectRecord = effect
        return record

    def _set_timer(self, effect: SetTimer | CancelTimer) -> None:
        running = self._timers.pop(effect.name, None)
        if running is not None:
            running.cancel()
        if isinstance(effect, SetTimer):
            delay_ms = self._rng.uniform(effect.low_ms, effect.high_ms) / self._faults.clock.rate
            self._timers[effect.name] = self._loop.call_later(delay_ms / 1000, self._fire, effect.name)

    # ---- effects -----------------------------------------------------------------------------------------------------

    def _flush(self) -> None:
        """Carry out what is queued up to the first `persist` that is not on the disk, and write all queued changes."""
        self._is_flushing = False
        if self._has_failed:
            return
        try:
            self._journal.write()
        except OSError as error:
            self.end_with(RaftlabError(f"the journal of {self.name} cannot be written ({error.strerror}); make room"))
            return
        while self._effects and not self._is_held_up(self._effects[0][0]):
            effect, number = self._effects.popleft()
            if not isinstance(effect, DurableChange):
                self._carry_out(effect, number)
        self._flush_links()
        if self._unwritten and not self._is_writing:
            self._is_writing = True
            changes, self._unwritten = self._unwritten, []
            writing = self._writer.submit(self._disk.append, changes)
            writing.add_done_callback(
                lambda done: self._loop.call_soon_threadsafe(self._finish_write, done.exception(), changes)
            )

    def _is_held_up(self, effect: Any) -> bool:
        """Return whether an effect is a change that is not on the disk yet."""
        return isinstance(effect, DurableChange) and effect.number > self._written_number

    def _finish_write(self, error: BaseException | None, changes: list[DurableChange]) -> None:
        """Carry out the effects that waited for a write, and tell the server which of its background writes ended."""
        self._is_writing = False
        if error is not None:
            self.end_with(error if isinstance(error, RaftlabError) else RaftlabError(f"{self.name}: {error}"))
            return
        self._written_number = changes[-1].number
        self._flush()
        for change in changes:
            if change.write:
                self._end_background_write(WriteCompletion(change.write))

    def _end_background_write(self, completion: WriteCompletion) -> None:
        self._take(completion, lambda now: self._core.take_event(completion, now))

    def _carry_out(self, effect: Send | Reply, number: int) -> None:
        if isinstance(effect, Send):
            if (link := self._links.get(effect.to)) is not None:
                link.put(number, effect.message)
            return
        for answer in self._calls.pop((effect.client, effect.sequence), ()):
            answer(effect)

    def _flush_links(self) -> None:
        for link in self._links.values():
            link.flush()

    # ---- what others ask -------------------------------------------------------------------------------------------

    def apply_order(self, order: NodeOrder) -> NodeStatus | None:
        """Carry out an order; return the status if it asks for it."""
        self._faults.apply_order(order)
        if order.clock_rate not in (None, self._faults.clock.rate):
            self._change_clock(ClockRate(self.name, order.clock_rate or 1.0))
        if order.jump_ms:
            self._change_clock(ClockJump(self.name, order.jump_ms))
        if not order.status:
            return None
        return status_of(self.name, self._core.server, self.status_samples, self._faults.clock.rate)

    def _change_clock(self, change: ClockRecord) -> None:
        """Change the server's clock, as an event: the model's clock changes with it."""
        at_ns = time.monotonic_ns()
        self._faults.clock = self._faults.clock.apply(change, ms_since_cluster_start(at_ns, self.plan.epoch_ns))
        if self._journal.is_on:
            self._journal.add(JournalEvent(at_ns, change, ()))
        try:
            self._journal.write()
            write_clock(self._disk.folder, self._faults.clock)
        except OSError as error:
            self.end_with(RaftlabError(f"the journal of {self.name} cannot be written ({error.strerror}); make room"))

    def end_with(self, error: RaftlabError) -> None:
        """Stop taking events, for this error."""
        if not self._has_failed:
            self._has_failed = True
            self._fail(error)
