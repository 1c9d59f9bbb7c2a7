"""Random schedules with faults: a monitored run from one seed, after which the cluster heals and must make progress.

`Chaos` chooses the acts and advances the clock; `World` carries them out. All randomness comes from one
`random.Random`, so the same seed and the same answers of the servers give the same run.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from itertools import chain

from raftlab.server import LEADER, OK, Apply, Command, Reply, SetTimer
from raftlab.simulator.clients import Clients
from raftlab.simulator.disk_schedule import DiskSchedule
from raftlab.simulator.fault_rates import NO_FAULTS, Faults, draw_partition
from raftlab.simulator.operator_schedule import draw_operator_requests, draw_snapshot_failure
from raftlab.simulator.progress_goals import PROGRESS_DEADLINE_MS, PROGRESS_GOALS, applied_calls, progress_violation
from raftlab.simulator.property_monitor import Monitor
from raftlab.simulator.time_faults import draw_clock_rates, draw_time_faults
from raftlab.simulator.worker_request_tasks import RequestTask, run_task
from raftlab.simulator.world import Step
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
    Resume,
    SavedSnapshot,
    SentMessage,
    Timeout,
    Violation,
)


@dataclass
class Chaos(DiskSchedule):
    """One random run. `run` returns the first violation, or None."""

    seed: int
    faults: Faults
    monitor: Monitor = field(default_factory=Monitor)
    milestones: set[str] = field(default_factory=set)
    stop_at_first: bool = True  # end the run at its first violation
    ignored_properties: Collection[str] = ()  # properties that may break: the run goes on
    own_properties: Collection[str] = ()  # properties that count even in a step that breaks an ignored one
    voters: tuple[str, ...] = ()  # the initial configuration; empty: all servers
    goal: str = "applied"  # what the healed cluster must reach: a key of PROGRESS_GOALS

    def __post_init__(self) -> None:
        super().__post_init__()
        self.servers = self.world.servers
        self._random = random.Random(f"raftlab {self.seed} {len(self.servers)}")
        self._timer_serials: dict[tuple[str, str], int] = {}
        self._clients = Clients(self._random, self.faults.lost_reply)
        self._open_calls: dict[tuple[str, str, int], float] = {}
        self._applied_calls: dict[str, set[tuple[str, int]]] = {server: set() for server in self.servers}
        self._active_faults = self.faults
        self._violation: Violation | None = None

    def run(self, events: int) -> Violation | None:
        """Run until `events` events have happened under faults, then heal the cluster and require progress."""
        return run_task(self.world.host, self.run_task(events))

    def run_task(self, events: int) -> RequestTask[Violation | None]:
        """Do the same as a task."""
        for server in self.servers:
            yield from self._act_task(Boot(server, voters=self.voters))
        for act in draw_clock_rates(self._random, self.faults, self.world):
            yield from self._act_task(act)
        self.schedule(self.faults.fault_interval_ms, self._inject_faults)
        while self._violation is None and len(self.world.events) < events:
            yield from self._run_next_job()
        return self._violation or (yield from self._progress_task())

    def continue_for(self, ms: float, is_done: Callable[[], bool] = lambda: False) -> None:
        """Continue a world that has run before for `ms`, or until `is_done` is true after an event."""
        run_task(self.world.host, self.continue_task(ms, is_done))

    def continue_task(self, ms: float, is_done: Callable[[], bool] = lambda: False) -> RequestTask[None]:
        """Do the same as a task: held messages arrive, and timers fire when they are due."""
        deadline = self.world.now_ms + ms
        for (server, _), timer in sorted(self.world.timers.items()):
            self._arm_timer(server, timer)
        for message in list(self.world.in_flight):
            yield from self._send_message(SentMessage(message.id, message.source, message.to, message.message))
        self._schedule_pending_writes()
        while self._jobs and self._jobs[0][0] <= deadline:
            yield from self._run_next_job()
            if is_done():
                return
        self.world.now_ms = deadline

    def _progress_task(self) -> RequestTask[Violation | None]:
        """Heal everything; return a violation if the cluster does not reach the goal with a new command in time."""
        self._active_faults = NO_FAULTS
        for source, to in sorted(self.world.cut_links):
            yield from self._act_task(Heal(source, to))
        for server in self.servers:
            yield from self._act_task(Resume(server))
            yield from self._act_task(Restart(server))
        healed, deadline = self.world.now_ms, self.world.now_ms + PROGRESS_DEADLINE_MS
        command = Command("put", "x", "last", client="last", sequence=1)
        self.schedule(0, lambda: self._propose_until_applied(command, deadline))
        while self._violation is None and self.world.now_ms < deadline:
            if not self._unfinished_servers(command) and not self._unanswered_calls(healed):
                self.milestones.add("progress")
                violation = self._first_counted(self.monitor.check_linearizability(self.world))
                return violation if self.stop_at_first else None
            yield from self._run_next_job()
        if self._violation is not None:
            return self._violation
        goal, unfinished = PROGRESS_GOALS[self.goal], self._unfinished_servers(command)
        return self._first_counted(progress_violation(self.world, goal, unfinished, self._unanswered_calls(healed)))

    def _first_counted(self, *violations: Violation | None) -> Violation | None:
        """Return the first violation that ends the run; beside an ignored property only the check's own ones count."""
        found = [violation for violation in violations if violation is not None]
        ignores_any = any(each.property in self.ignored_properties for each in found)
        return next((each for each in found if not ignores_any or each.property in self.own_properties), None)

    def _unfinished_servers(self, command: Command) -> list[str]:
        """Return the servers that have not reached the goal."""
        return PROGRESS_GOALS[self.goal].unfinished_servers(self.world, self._applied_calls, command)

    def _unanswered_calls(self, before_ms: float) -> list[tuple[str, str, int]]:
        """Return the calls (server, client, sequence) that came before `before_ms` and should have ended."""
        return [
            call for call, at in self._open_calls.items() if at < before_ms and PROGRESS_GOALS[self.goal].calls_must_end
        ]

    def _propose_until_applied(self, command: Command, deadline: float) -> RequestTask[None]:
        """Propose `command` to every leader, and repeat until the goal is reached.

        It repeats even after an answer: a leader elected since then may need an entry of its own term.
        """
        if self._unfinished_servers(command):
            for server, seen in sorted(self.world.running_servers.items()):
                if seen.role == LEADER:
                    yield from self._act_task(Propose(server, command))
        if self.world.now_ms < deadline:
            self.schedule(400, lambda: self._propose_until_applied(command, deadline))

    # ---- time --------------------------------------------------------------------------------------------------------

    def do_act(self, act: Act) -> None:
        """Do `act`, monitor it, and schedule the messages and timers that follow from it."""
        run_task(self.world.host, self._act_task(act))

    def _act_task(self, act: Act) -> RequestTask[None]:
        if self._violation is not None:
            return
        step = yield from self.world.apply_task(act)
        if step is None:
            return
        self._follow_pauses(self._random, self.faults)
        violation = self._first_counted(*self.monitor.observe(step, self.world))
        if violation is not None and self.stop_at_first:
            self._violation = violation
            return
        self._record_milestones(step)
        for effect in step.event.effects:
            if isinstance(effect, SentMessage) and not effect.lost:
                yield from self._send_message(effect)
            elif isinstance(effect, SetTimer) and step.after is not None:
                self._arm_timer(step.event.server or "", effect)
        self._schedule_disks(step)

    def _record_milestones(self, step: Step) -> None:
        """Record the milestones of the run and the answers to its clients."""
        if step.after is not None and step.after.role == LEADER:
            self.milestones.add("leader")
        if step.after is not None and step.before is not None and step.after.commitIndex > step.before.commitIndex:
            self.milestones.add("commit")
        if isinstance(step.event.act, Restart):
            self._applied_calls[step.event.act.server] = applied_calls(step)
        if step.after is None:
            self._open_calls = {call: at for call, at in self._open_calls.items() if call[0] != step.event.server}
        elif isinstance(step.event.act, Propose):
            command = step.event.act.command
            self._open_calls[step.event.act.server, command.client, command.sequence] = self.world.now_ms
        for effect in step.event.effects:
            if isinstance(effect, Reply):
                self._clients.receive_reply(effect)
                self._open_calls.pop((step.event.server or "", effect.client, effect.sequence), None)
            if isinstance(effect, Reply) and effect.outcome == OK:
                self.milestones.add("answer")
            elif isinstance(effect, SavedSnapshot) and step.event.server:
                self._applied_calls[step.event.server] |= applied_calls(step)
            elif isinstance(effect, Apply) and effect.command is not None and step.event.server:
                self._applied_calls[step.event.server].add((effect.command.client, effect.command.sequence))

    # ---- network and timers ------------------------------------------------------------------------------------------

    def _send_message(self, message: SentMessage) -> RequestTask[None]:
        faults, chance = self._active_faults, self._random.random
        if chance() < faults.drop:
            yield from self._act_task(Drop(message.source, message.to, message.message, message.id))
            return
        copies = 1
        if chance() < faults.duplicate:
            yield from self._act_task(Duplicate(message.source, message.to, message.message, message.id))
            copies = 2
        for _ in range(copies):
            window = faults.straggle_ms if chance() < faults.straggle else faults.latency_ms
            self.schedule(self._random.uniform(*window), lambda: self._deliver_message(message))

    def _deliver_message(self, message: SentMessage) -> RequestTask[None]:
        if self.must_wait(message.to, lambda: self._deliver_message(message)):
            return
        arrives = message.to in self.world.running_servers and (message.source, message.to) not in self.world.cut_links
        if arrives:
            crash_after, disk_fails = self._crash_after(), draw_snapshot_failure(self._random, self._active_faults)
            sent = (message.source, message.to, message.message, message.id)
            yield from self._act_task(Deliver(*sent, crash_after, disk_fails))
            self._schedule_restart(message.to)
        else:
            yield from self._act_task(Drop(message.source, message.to, message.message, message.id))

    def _arm_timer(self, server: str, timer: SetTimer) -> None:
        key = (server, timer.name)
        serial = self._timer_serials[key] = self._timer_serials.get(key, 0) + 1

        def fire() -> RequestTask[None]:
            if self._timer_serials[key] == serial and key in self.world.timers and not self.must_wait(server, fire):
                yield from self._act_task(Timeout(server, timer.name, self._crash_after()))
                self._schedule_restart(server)

        self.schedule(self._random.uniform(timer.low_ms, timer.high_ms) / self.world.clock_of(server).rate, fire)

    def _crash_after(self) -> int | None:
        return self._random.randrange(4) if self._random.random() < self._active_faults.crash_inside else None

    def _schedule_restart(self, server: str) -> None:
        """Schedule the restart of a server that is down."""
        if server not in self.world.running_servers:
            self.schedule(self._random.uniform(*self.faults.down_ms), lambda: self._act_task(Restart(server)))

    # ---- faults ------------------------------------------------------------------------------------------------------

    def _inject_faults(self) -> RequestTask[None]:
        """Randomly crash, partition and cut, and send a client's command; then schedule the next turn."""
        faults, rng = self._active_faults, self._random
        if rng.random() < faults.crash:
            yield from self._crash_server(rng.choice(self.servers))
        if rng.random() < faults.partition:
            yield from self._cut_links(draw_partition(rng, self.servers))
        if rng.random() < faults.one_way_cut and len(self.servers) > 1:
            source, to = rng.sample(self.servers, 2)
            yield from self._cut_links([(source, to)])
        if rng.random() < faults.propose:
            yield from self._send_command(
                self._clients.next_request(faults.retry, self.world.running_servers, self.servers)
            )
        for act in chain(draw_operator_requests(rng, faults, self.world), draw_time_faults(rng, faults, self.world)):
            yield from self._act_task(act)
        if faults is self.faults:
            self.schedule(self.faults.fault_interval_ms * rng.uniform(0.3, 1.7), self._inject_faults)

    def _crash_server(self, server: str) -> RequestTask[None]:
        if server in self.world.running_servers:
            yield from self._act_task(Crash(server))
            self._schedule_restart(server)

    def _cut_links(self, links: list[tuple[str, str]]) -> RequestTask[None]:
        def heal() -> RequestTask[None]:
            for source, to in links:
                yield from self._act_task(Heal(source, to))

        for source, to in links:
            yield from self._act_task(Cut(source, to))
        self.schedule(self._random.uniform(*self.faults.cut_ms), heal)

    def _send_command(self, request: tuple[str, Command] | None) -> RequestTask[None]:
        """Propose a client's command to the chosen server, once or twice."""
        if request is None or request[0] not in self.world.running_servers:
            return
        server, command = request
        if self.must_wait(server, lambda: self._act_task(Propose(server, command))):
            return
        yield from self._act_task(Propose(server, command, self._crash_after()))
        self._schedule_restart(server)
        if self._random.random() < self._active_faults.duplicate:
            self._schedule_act(self._active_faults.latency_ms, Propose(server, command))
