"""Random schedules with faults: a world driven by one seed, watched, then healed and asked to make progress.

The driver chooses acts and keeps the clock; what an act does is the world's affair. All chance comes from one
`random.Random`, so the same seed and the same answers of the servers give the same run.
"""

from __future__ import annotations

import heapq
import random
from collections.abc import Callable
from dataclasses import dataclass, field

from raftlab.server import LEADER, OK, Apply, Command, Reply, SetTimer
from raftlab.simulator.asking import Asking, alone
from raftlab.simulator.clients import Clients
from raftlab.simulator.faults import CALM, Faults
from raftlab.simulator.goals import GOALS
from raftlab.simulator.monitor import Monitor
from raftlab.simulator.world import Step, World
from raftlab.trace import (
    Act,
    Boot,
    Crash,
    Cut,
    Deliver,
    Drop,
    Duplicate,
    Heal,
    Propose,
    Restart,
    SentMessage,
    Timeout,
    Violation,
)

PROGRESS_MS = 6000.0
"""Virtual time that a healed cluster has to get on: twenty election timeouts."""

Job = Callable[[], Asking[None] | None]
"""What stands on the calendar: done at once, or asking servers on its way."""


@dataclass
class Chaos:
    """One random run. `run` returns the first violation, or None."""

    world: World
    seed: int
    faults: Faults
    monitor: Monitor = field(default_factory=Monitor)
    reached: set[str] = field(default_factory=set)
    to_first: bool = True  # end the run at its first violation
    goal: str = "applied"  # what the healed cluster must come to: a name of raftlab.simulator.goals

    def __post_init__(self) -> None:
        self.servers = self.world.servers
        self._random = random.Random(f"raftlab {self.seed} {len(self.servers)}")
        self._jobs: list[tuple[float, int, Job]] = []
        self._count = 0
        self._armed: dict[tuple[str, str], int] = {}
        self._clients = Clients(self._random, self.faults.lost_reply)
        self._open: dict[tuple[str, str, int], float] = {}
        self._applied: dict[str, set[tuple[str, int]]] = {server: set() for server in self.servers}
        self._weather = self.faults
        self._found: Violation | None = None

    def run(self, events: int) -> Violation | None:
        """Run for `events` acts under faults, then heal and demand progress."""
        return alone(self.world.host, self.running(events))

    def running(self, events: int) -> Asking[Violation | None]:
        """Run, and ask the servers on the way."""
        for server in self.servers:
            yield from self._do(Boot(server))
        self.later(self.faults.weather_ms, self._turn)
        while self._found is None and len(self.world.events) < events:
            yield from self._next()
        return self._found or (yield from self._progress())

    def drift(self, ms: float, until: Callable[[], bool] = lambda: False) -> None:
        """Let a world that has run before go on by itself for `ms`, or up to the event that makes `until` true."""
        alone(self.world.host, self.drifting(ms, until))

    def drifting(self, ms: float, until: Callable[[], bool] = lambda: False) -> Asking[None]:
        """Drift, and ask the servers on the way: held messages arrive, timers fire in their time."""
        deadline = self.world.now + ms
        for (server, _), timer in sorted(self.world.timers.items()):
            self._arm(server, timer)
        for message in list(self.world.flying):
            yield from self._carry(SentMessage(message.id, message.source, message.to, message.message))
        while self._jobs and self._jobs[0][0] <= deadline:
            yield from self._next()
            if until():
                return
        self.world.now = deadline

    def _progress(self) -> Asking[Violation | None]:
        """Heal everything; return the violation where no new command is applied everywhere in time."""
        self._weather = CALM
        for source, to in sorted(self.world.cuts):
            yield from self._do(Heal(source, to))
        for server in self.servers:
            if server not in self.world.up:
                yield from self._do(Restart(server))
        healed, deadline = self.world.now, self.world.now + PROGRESS_MS
        wanted = Command("put", "x", "last", client="last", sequence=1)
        self.later(0, lambda: self._insist(wanted, deadline))
        while self._found is None and self.world.now < deadline:
            if not self._lacking(wanted) and not self._unanswered(healed):
                self.reached.add("progress")
                found = self._found or self.monitor.conclude(self.world)
                return found if self.to_first else None
            yield from self._next()
        return self._found or self._stuck(wanted, healed)

    def _lacking(self, wanted: Command) -> list[str]:
        """Return the servers that have not come to the goal."""
        return GOALS[self.goal].lacking(self.world, self._applied, wanted)

    def _unanswered(self, before_ms: float) -> list[tuple[str, str, int]]:
        """Return the calls (server, client, sequence) that were taken before `before_ms` and should have ended."""
        return [call for call, at in self._open.items() if at < before_ms and GOALS[self.goal].calls_end]

    def _insist(self, command: Command, deadline: float) -> Asking[None]:
        """Bring `command` to whoever leads, again until the goal is reached.

        Again even once it is answered: a leader elected since then may need an entry of its own term to go on.
        """
        if self._lacking(command):
            for server, seen in sorted(self.world.up.items()):
                if seen.role == LEADER:
                    yield from self._do(Propose(server, command))
        if self.world.now < deadline:
            self.later(400, lambda: self._insist(command, deadline))

    def _stuck(self, wanted: Command, healed: float) -> Violation:
        without = self._lacking(wanted)
        if not without:
            server, client, sequence = self._unanswered(healed)[0]
            seen = (
                f"{PROGRESS_MS / 1000:.0f} s after every link and server was well again, and long after newer"
                f" commands were applied, {server} had not answered call {sequence} of {client}."
            )
            return Violation("CallsEnd", len(self.world.events), seen, (server,))
        leaders = [f"{s} (term {v.currentTerm})" for s, v in sorted(self.world.up.items()) if v.role == LEADER]
        seen = (
            f"{PROGRESS_MS / 1000:.0f} s after every link and server was well again, {', '.join(without)}"
            f" {GOALS[self.goal].unmet}; {'leader: ' + ', '.join(leaders) if leaders else 'no server led'}."
        )
        return Violation("Progress", len(self.world.events), seen, tuple(without))

    # ---- time --------------------------------------------------------------------------------------------------------

    def later(self, delay_ms: float, job: Job) -> None:
        """Put `job` on the calendar, `delay_ms` from now."""
        self._count += 1
        heapq.heappush(self._jobs, (self.world.now + delay_ms, self._count, job))

    def _next(self) -> Asking[None]:
        at, _, job = heapq.heappop(self._jobs)
        self.world.now = max(self.world.now, at)
        done = job()
        if done is not None:
            yield from done

    def do(self, act: Act) -> None:
        """Do `act`, watch it, and put what follows from it on the calendar."""
        alone(self.world.host, self._do(act))

    def _do(self, act: Act) -> Asking[None]:
        if self._found is not None:
            return
        step = yield from self.world.applying(act)
        if step is None:
            return
        violations = self.monitor.observe(step, self.world)
        if violations and self.to_first:
            self._found = violations[0]
            return
        self._note(step)
        for effect in step.event.effects:
            if isinstance(effect, SentMessage) and not effect.lost:
                yield from self._carry(effect)
            elif isinstance(effect, SetTimer) and step.after is not None:
                self._arm(step.event.server or "", effect)

    def _note(self, step: Step) -> None:
        """Remember what the run has reached and what the clients heard."""
        if step.after is not None and step.after.role == LEADER:
            self.reached.add("leader")
        if step.after is not None and step.before is not None and step.after.commitIndex > step.before.commitIndex:
            self.reached.add("commit")
        if isinstance(step.event.act, Restart):
            self._applied[step.event.act.server] = set()
        if step.after is None:
            self._open = {call: at for call, at in self._open.items() if call[0] != step.event.server}
        elif isinstance(step.event.act, Propose):
            command = step.event.act.command
            self._open[step.event.act.server, command.client, command.sequence] = self.world.now
        for effect in step.event.effects:
            if isinstance(effect, Reply):
                self._clients.hear(effect)
                self._open.pop((step.event.server or "", effect.client, effect.sequence), None)
            if isinstance(effect, Reply) and effect.outcome == OK:
                self.reached.add("answer")
            elif isinstance(effect, Apply) and effect.command is not None and step.event.server:
                self._applied[step.event.server].add((effect.command.client, effect.command.sequence))

    # ---- network and timers ------------------------------------------------------------------------------------------

    def _carry(self, sent: SentMessage) -> Asking[None]:
        weather, chance = self._weather, self._random.random
        if chance() < weather.drop:
            yield from self._do(Drop(sent.source, sent.to, sent.message, sent.id))
            return
        copies = 1
        if chance() < weather.duplicate:
            yield from self._do(Duplicate(sent.source, sent.to, sent.message, sent.id))
            copies = 2
        for _ in range(copies):
            window = weather.straggle_ms if chance() < weather.straggle else weather.latency_ms
            self.later(self._random.uniform(*window), lambda: self._arrive(sent))

    def _arrive(self, sent: SentMessage) -> Asking[None]:
        there = sent.to in self.world.up and (sent.source, sent.to) not in self.world.cuts
        if there:
            yield from self._do(Deliver(sent.source, sent.to, sent.message, sent.id, self._crash_after()))
            self._mourn(sent.to)
        else:
            yield from self._do(Drop(sent.source, sent.to, sent.message, sent.id))

    def _arm(self, server: str, timer: SetTimer) -> None:
        key = (server, timer.name)
        serial = self._armed[key] = self._armed.get(key, 0) + 1

        def fire() -> Asking[None]:
            if self._armed[key] == serial and key in self.world.timers:
                yield from self._do(Timeout(server, timer.name, self._crash_after()))
                self._mourn(server)

        self.later(self._random.uniform(timer.low_ms, timer.high_ms), fire)

    def _crash_after(self) -> int | None:
        if self._random.random() < self._weather.crash_inside:
            return self._random.randrange(4)
        return None

    def _mourn(self, server: str) -> None:
        """Put the restart of a server that crashed inside a handler on the calendar."""
        if server not in self.world.up:
            self.later(self._random.uniform(*self.faults.down_ms), lambda: self._do(Restart(server)))

    # ---- weather -----------------------------------------------------------------------------------------------------

    def _turn(self) -> Asking[None]:
        """Let chance crash, cut and heal, and let a client speak; then wait for the next turn."""
        weather, rng = self._weather, self._random
        if rng.random() < weather.crash:
            yield from self._crash(rng.choice(self.servers))
        if rng.random() < weather.partition:
            yield from self._partition()
        if rng.random() < weather.one_way and len(self.servers) > 1:
            source, to = rng.sample(self.servers, 2)
            yield from self._cut([(source, to)])
        if rng.random() < weather.propose:
            yield from self._call(self._clients.turn(weather.retry, self.world.up, self.servers))
        if weather is self.faults:
            self.later(self.faults.weather_ms * rng.uniform(0.3, 1.7), self._turn)

    def _crash(self, server: str) -> Asking[None]:
        if server in self.world.up:
            yield from self._do(Crash(server))
            self._mourn(server)

    def _partition(self) -> Asking[None]:
        servers = list(self.servers)
        self._random.shuffle(servers)
        at = self._random.randint(1, max(1, len(servers) // 2))
        left, right = servers[:at], servers[at:]
        yield from self._cut([pair for a in left for b in right for pair in ((a, b), (b, a))])

    def _cut(self, links: list[tuple[str, str]]) -> Asking[None]:
        def heal() -> Asking[None]:
            for source, to in links:
                yield from self._do(Heal(source, to))

        for source, to in links:
            yield from self._do(Cut(source, to))
        self.later(self._random.uniform(*self.faults.cut_ms), heal)

    def _call(self, turn: tuple[str, Command] | None) -> Asking[None]:
        """Bring a client's command to the server it asks, once or twice."""
        if turn is None or turn[0] not in self.world.up:
            return
        server, command = turn
        yield from self._do(Propose(server, command, self._crash_after()))
        self._mourn(server)
        if self._random.random() < self._weather.duplicate:
            self.later(self._random.uniform(*self._weather.latency_ms), lambda: self._do(Propose(server, command)))
