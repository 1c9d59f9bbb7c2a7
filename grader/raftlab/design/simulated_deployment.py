"""Servers of a design in virtual time: each works off its events one by one, and waits for its disk.

`World` carries out the acts. This adds regions with latencies, disks whose writes take time, and clocks that run at
rates of their own. What a server sends after a write leaves when the disk is done.
"""

from __future__ import annotations

import heapq
import random
from collections.abc import Callable
from dataclasses import dataclass

import msgspec

from raftlab.design.deployment_disks import compact_log_if_due, queue_background_writes, schedule_disk_syncs
from raftlab.design.deployment_node import (
    EVENT_LIMIT,
    FIRST_ELECTION_MS,
    HANDLER_MS,
    JITTER,
    SPARE_SERVERS,
    WARM_UP_MS,
    Node,
    design_server_options,
)
from raftlab.design.design_document import Design
from raftlab.design.workload import Workload
from raftlab.server import LEADER, Reply, SetTimer
from raftlab.simulator.world import World
from raftlab.trace import (
    Act,
    AnyEffect,
    Boot,
    Crash,
    Deliver,
    Drop,
    Pause,
    PersistedState,
    Propose,
    Restart,
    Resume,
    SavedSnapshot,
    SentMessage,
    StartedWrite,
    Timeout,
)
from raftlab.worker.responses import PersistEffect
from raftlab.worker.wire import Codec
from raftlab.worker.worker_hosts import Host


@dataclass
class Deployment:
    """The cluster of one run. `on_reply` gets each answer when it leaves its server."""

    host: Host
    codec: Codec
    design: Design
    workload: Workload
    seed: int

    def __post_init__(self) -> None:
        regions = self.design["servers"]
        count = len(regions) + SPARE_SERVERS
        self.names = tuple(f"S{number}" for number in range(1, count + 1))
        self.first_voters = self.names[: len(regions)]
        self.nodes = {name: Node(region) for name, region in zip(self.first_voters, regions, strict=True)}
        self.world = World(self.host, self.codec, self.names, design_server_options(self.design))
        self.random = random.Random(f"design {self.workload.name} {self.seed}")
        self.now = self.boot_ms = -(self.design["election_timeout"][0] + WARM_UP_MS)  # clients begin at 0
        for node in self.nodes.values():
            node.clock = (self.now, 0.0, 1.0)
        self.on_reply: Callable[[str, Reply], None] = lambda server, reply: None
        self.leaders: list[tuple[float, int, str]] = []  # (when, term, server) of each server that began to lead
        self.longest_log = 0
        self.log_sizes: list[tuple[float, int]] = []  # (when, entries in the longest log then)
        self._sizes: dict[str, int] = {}
        self.early_server = ""  # the server whose election timer fires as early as it may
        self._jobs: list[tuple[float, int, Callable[[], None]]] = []
        self._job_count = 0
        self._links: dict[tuple[str, str], float] = {}

    # ---- time --------------------------------------------------------------------------------------------------------

    def schedule(self, at: float, job: Callable[[], None]) -> None:
        """Run `job` at the real time `at`."""
        self._job_count += 1
        heapq.heappush(self._jobs, (max(at, self.now), self._job_count, job))

    def run_until(self, end: float) -> None:
        """Run everything that is due up to `end`, or until EVENT_LIMIT."""
        while self._jobs and self._jobs[0][0] <= end and not self.is_overloaded:
            self.now, _, job = heapq.heappop(self._jobs)
            job()
        self.now = end

    # ---- servers -----------------------------------------------------------------------------------------------------

    def boot_all(self) -> None:
        """Boot the first voters; the first of them starts an election at once, the others not before that can end."""
        for name in self.first_voters:
            self._do(name, Boot(name, voters=self.first_voters))
        first = self.first_voters[0]
        self.schedule(FIRST_ELECTION_MS, lambda: self.enqueue(first, Timeout(first, "election")))
        self.schedule(self.now + self.sync_interval_ms, lambda: schedule_disk_syncs(self))

    @property
    def sync_interval_ms(self) -> float:
        """Return the time between two forced writes; 0: each is forced."""
        return float(self.design["sync"])

    def add_server(self, region: str) -> str:
        """Boot a server that is not a member yet, and return its name."""
        name = self.names[len(self.nodes)]
        self.nodes[name] = Node(region)
        self.nodes[name].clock = (self.now, 0.0, 1.0)
        self._do(name, Boot(name, voters=self.first_voters))
        return name

    def crash(self, name: str) -> None:
        """Cut the power of a server: what was not forced to its disk is gone."""
        if name not in self.world.running_servers:
            return
        node = self.nodes[name]
        self._do(name, Crash(name))
        node.inbox.clear()
        self._sizes.pop(name, None)
        node.lives += 1
        node.busy_until = node.paused_until = self.now
        node.waiting_writes, node.is_writing = 0, False
        if self.sync_interval_ms:
            disk, snapshot = node.synced
            self.world.disks[name] = disk or PersistEffect(-1, 0, None, ())
            self.world.snapshots.pop(name, None)
            if snapshot is not None:
                self.world.snapshots[name] = snapshot

    def restart(self, name: str) -> None:
        """Start a server again with what its disk holds."""
        self._do(name, Restart(name))

    def pause(self, name: str, for_ms: float) -> None:
        """Let the process of a server stand still: what arrives meanwhile waits, and its clock runs on."""
        node, lives = self.nodes[name], self.nodes[name].lives
        self._do(None, Pause(name))
        node.paused_until = self.now + for_ms

        def resume() -> None:
            if node.lives == lives:
                self._do(None, Resume(name))
                self._serve(name)

        self.schedule(node.paused_until, resume)

    def do_outside(self, *acts: Act) -> None:
        """Do acts that no server takes part in: of the network, or of a clock."""
        for act in acts:
            self._do(None, act)

    @property
    def leader(self) -> str | None:
        """Return the leader of the newest term that is up."""
        up = self.world.running_servers.items()
        found = [(seen.currentTerm, name) for name, seen in up if seen.role == LEADER]
        return max(found)[1] if found else None

    @property
    def is_overloaded(self) -> bool:
        """Return whether the run has had all the events that one may have."""
        return len(self.world.events) >= EVENT_LIMIT

    def region_of(self, name: str) -> str:
        """Return the region of a server."""
        return self.nodes[name].region

    # ---- events of a server ------------------------------------------------------------------------------------------

    def enqueue(self, name: str, act: Act, serial: int = -1) -> None:
        """Let an event wait for its server. serial: of the timer, for one that may be set again meanwhile."""
        if name in self.world.running_servers:
            self.nodes[name].inbox.append((act, serial))
            self._serve(name)

    def _serve(self, name: str) -> None:
        """Let a server take its next event, or as many calls as share one write, if it is free."""
        node = self.nodes[name]
        if not node.inbox or name not in self.world.running_servers:
            return
        if node.busy_until > self.now or node.paused_until > self.now:
            return
        effects: list[AnyEffect] = []
        count = 0
        while node.inbox and (count == 0 or self._joins(node, count)):
            act, serial = node.inbox.popleft()
            if isinstance(act, Timeout) and serial >= 0 and node.timer_serials.get(act.timer) != serial:
                continue
            effects += self._do(name, act)
            count += isinstance(act, Propose) or 1
            if not isinstance(act, Propose):
                break
        compact_log_if_due(self, name)
        queue_background_writes(self, name, sum(isinstance(each, StartedWrite) for each in effects))
        self._release(name, effects, count * HANDLER_MS)

    def _joins(self, node: Node, count: int) -> bool:
        """Return whether the next event shares the write of those before it."""
        return count < self.design["batch"] and isinstance(node.inbox[0][0], Propose)

    def _release(self, name: str, effects: list[AnyEffect], handler_ms: float) -> None:
        """Carry out effects: those from the first write on when the disk is done."""
        node, lives = self.nodes[name], self.nodes[name].lives
        handled = self.now + handler_ms
        writes = [number for number, each in enumerate(effects) if isinstance(each, PersistedState | SavedSnapshot)]
        first = writes[0] if writes and not self.sync_interval_ms else len(effects)
        done = handled
        if first < len(effects):
            done = max(handled, node.stalled_until) + self.workload.fsync_ms[node.region]
        node.busy_until = done

        def finish(part: list[AnyEffect], is_last: bool) -> None:
            if node.lives == lives:
                if node.paused_until > self.now:
                    self.schedule(node.paused_until, lambda: finish(part, is_last))
                    return
                self._emit(name, part)
                if is_last:
                    self._serve(name)

        if first:
            self.schedule(handled, lambda: finish(effects[:first], False))
        self.schedule(done, lambda: finish(effects[first:], True))

    def _emit(self, name: str, effects: list[AnyEffect]) -> None:
        """Send the messages and answers of a server."""
        for each in effects:
            if isinstance(each, SentMessage):
                if not each.lost:
                    self._send(each)
            elif isinstance(each, Reply):
                self.on_reply(name, each)

    def _send(self, message: SentMessage) -> None:
        """Put a message on its link, which keeps the order of its messages."""
        link = (message.source, message.to)
        if message.to not in self.nodes:
            return
        ms = self.workload.latency(self.region_of(message.source), self.region_of(message.to))
        at = self.now + ms * self.random.uniform(1, 1 + JITTER)
        at = self._links[link] = max(at, self._links.get(link, at))
        act = Deliver(message.source, message.to, message.message, message.id)

        def arrive() -> None:
            if link in self.world.cut_links or message.to not in self.world.running_servers:
                self._do(None, Drop(message.source, message.to, message.message, message.id))
            else:
                self.enqueue(message.to, act)

        self.schedule(at, arrive)

    def _do(self, name: str | None, act: Act) -> tuple[AnyEffect, ...]:
        """Do an act by the clock of its server; return its effects, with timers set."""
        node = self.nodes[name] if name is not None else None
        self.world.now_ms = round(node.local_ms(self.now), 6) if node is not None else self.now
        step = self.world.apply(act)
        if step is None:
            return ()
        self.world.events[-1] = msgspec.structs.replace(step.event, at_ms=round(self.now - self.boot_ms, 3))
        if name is None or step.after is None:
            return ()
        if step.after.role == LEADER and (step.before is None or step.before.role != LEADER):
            self.leaders.append((self.now, step.after.currentTerm, name))
        self._sizes[name] = len(step.after.log) - step.after.log_start[0]
        self.longest_log = max(self.longest_log, self._sizes[name])
        self.log_sizes.append((self.now, max(self._sizes.values())))
        for effect in step.event.effects:
            if isinstance(effect, SetTimer):
                self._arm(name, effect)
        return step.event.effects

    def _arm(self, name: str, timer: SetTimer) -> None:
        """Let a timer fire by the clock of its server."""
        node = self.nodes[name]
        serial = node.timer_serials[timer.name] = node.timer_serials.get(timer.name, 0) + 1
        drawn = self.random.uniform(timer.low_ms, timer.high_ms)
        if name == self.early_server and timer.name == "election":
            drawn = timer.low_ms + (drawn - timer.low_ms) * 0.05
        act, lives = Timeout(name, timer.name), node.lives

        def fire() -> None:
            if node.lives == lives and node.timer_serials[timer.name] == serial:
                self.enqueue(name, act, serial)

        at_ms = self.now + drawn / node.clock[2]
        is_boot = timer.name == "election" and self.now == self.boot_ms
        if is_boot and name != self.first_voters[0]:  # else it may win before the first does, far from its clients
            at_ms = max(at_ms, FIRST_ELECTION_MS + timer.low_ms / 2)
        self.schedule(at_ms, fire)
