"""Random schedules in two phases: faults everywhere, then a healthy core while every other failure is permanent.

In the second phase a random majority of the servers, the core, is up and linked in both directions. Each other server
fails for good: it is down, cut off, deaf, or mute. The core must still elect a leader, apply a new command and end its
calls. (after TigerBeetle's simulator)
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field

from raftlab.server import LEADER, Command
from raftlab.simulator.chaos import Chaos
from raftlab.simulator.clients import Clients
from raftlab.simulator.fault_rates import NO_FAULTS
from raftlab.simulator.healthy_core import converging_members, draw_core
from raftlab.simulator.machine_replacement import draw_replacement
from raftlab.simulator.operator_coverage import operator_milestones
from raftlab.simulator.progress_goals import PROGRESS_DEADLINE_MS
from raftlab.simulator.time_faults import draw_clock_rates
from raftlab.simulator.worker_request_tasks import RequestTask
from raftlab.simulator.world import Step, World
from raftlab.trace import Act, Boot, Crash, Cut, Heal, Propose, Restart, Resume, ServerView, Violation

CLIENT_INTERVAL_MS = 25.0
EVENTS_PER_CALL = 60
"""The first phase ends after this many events for each call, even if clients still wait."""
CORE_EVENTS = 3000
"""The core must converge within this many events: servers that send without end never do."""
TRAFFIC_CLIENTS = ("c1", "c2", "c3", "c4", "c5", "c6")
TRAFFIC_KEYS = "abcd"
TRAFFIC_OPERATIONS = ("put", "put", "get", "get", "get", "append", "cas")

PermanentFailures = Mapping[str, str]
"""Server -> how it fails for good: down, cut off, deaf or mute."""


@dataclass
class BusyClients(Clients):
    """The clients of a busy cluster: there are more, and most of their calls put or get a whole value."""

    client_names: tuple[str, ...] = TRAFFIC_CLIENTS
    keys: str = TRAFFIC_KEYS
    operations: tuple[str, ...] = TRAFFIC_OPERATIONS

    @property
    def call_count(self) -> int:
        """Return the number of calls that the clients have begun."""
        return sum(self.last_sequence.values())


@dataclass
class TwoPhaseChaos(Chaos):
    """One random run in two phases. `run_task` takes the number of calls that the clients begin in the first phase."""

    core: tuple[str, ...] = ()
    must_converge: bool = True  # False: a server of the core may disturb it for ever, by design
    failures: PermanentFailures = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__post_init__()
        self._random = random.Random(f"two phases {self.seed} {len(self.servers)}")
        operations = (*TRAFFIC_OPERATIONS, "delete") if self.faults.compact else TRAFFIC_OPERATIONS
        self._traffic = self._clients = BusyClients(
            self._random, self.faults.lost_reply, operations=operations
        )  # a snapshot must not bring back what was deleted

    @property
    def call_count(self) -> int:
        """Return the number of calls that the clients have begun."""
        return self._traffic.call_count

    def run_task(self, events: int) -> RequestTask[Violation | None]:
        """Run until the clients have begun `events` calls under faults; then only the core is healthy."""
        for server in self.servers:
            yield from self._act_task(Boot(server, voters=self.voters))
        for act in draw_clock_rates(self._random, self.faults, self.world):
            yield from self._act_task(act)
        self.schedule(self.faults.fault_interval_ms, self._inject_faults)
        self.schedule(CLIENT_INTERVAL_MS, self._send_traffic)
        limit = events * EVENTS_PER_CALL
        while self._violation is None and self.call_count < events and len(self.world.events) < limit:
            yield from self._run_next_job()
        return self._violation or (yield from self._core_task())

    def _inject_faults(self) -> RequestTask[None]:
        """Replace the machine of a removed server if the chance says so; then inject faults as in any random run."""
        for act in draw_replacement(self._random, self._active_faults, self.world):
            yield from self._act_task(act)
        yield from super()._inject_faults()

    def _record_milestones(self, step: Step) -> None:
        super()._record_milestones(step)
        self.milestones.update(operator_milestones(step))

    def _send_traffic(self) -> RequestTask[None]:
        """Send the next call of a client; then schedule the one after it."""
        if self._active_faults is not self.faults:
            return
        yield from self._send_command(
            self._clients.next_request(self.faults.retry, self.world.running_servers, self.servers)
        )
        self.schedule(CLIENT_INTERVAL_MS * self._random.uniform(0.3, 1.7), self._send_traffic)

    def _core_task(self) -> RequestTask[Violation | None]:
        """Heal the core, make every other failure permanent, and require that the core converges."""
        self._active_faults = NO_FAULTS
        self._choose_core()
        for act in self._core_acts():
            yield from self._act_task(act)
        healed_ms, deadline_ms = self.world.now_ms, self.world.now_ms + PROGRESS_DEADLINE_MS
        command = Command("put", "a", "last", client="last", sequence=1)
        self.schedule(0, lambda: self._propose_until_applied(command, deadline_ms))
        limit = len(self.world.events) + CORE_EVENTS
        while self._violation is None and self.world.now_ms < deadline_ms and len(self.world.events) < limit:
            if not self._unfinished_servers(command) and not self._unanswered_calls(healed_ms):
                self.milestones.add("progress")
                return self._violation or self.monitor.check_linearizability(self.world)
            yield from self._run_next_job()
        if self._violation is None and not self.must_converge:
            return self.monitor.check_linearizability(self.world)
        return self._violation or self._core_violation(command, healed_ms)

    def _choose_core(self) -> None:
        """Draw the core, and how each other server fails.

        A deaf server raises its term for ever without Pre-Vote, and may then disturb the core: by design, so it is
        drawn only with Pre-Vote.
        """
        drawn = draw_core(self._random, self.world)
        self.core, self.must_converge = drawn.servers, drawn.must_converge
        kinds = ("down", "cut off", "mute") + (("deaf",) if self.world.options.preVote else ())
        self.failures = {other: self._random.choice(kinds) for other in self.servers if other not in self.core}

    def _core_acts(self) -> list[Act]:
        """Return the acts that make the core healthy and the failures of the others permanent."""
        acts: list[Act] = []
        for other, kind in self.failures.items():
            if kind == "down":
                acts.append(Crash(other))
            acts += [Cut(member, other) for member in self.core if kind in ("cut off", "deaf")]
            acts += [Cut(other, member) for member in self.core if kind in ("cut off", "mute")]
        links = sorted(self.world.cut_links)
        acts += [Heal(source, to) for source, to in links if source in self.core and to in self.core]
        acts += [Resume(member) for member in self.core]  # the event that it held may crash it
        return acts + [Restart(member) for member in self.core]

    def _cut_links(self, links: list[tuple[str, str]]) -> RequestTask[None]:
        """Cut links for a while. A link that is still cut when the core is healed stays as it is."""

        def heal() -> RequestTask[None]:
            for source, to in links:
                if not self.core:
                    yield from self._act_task(Heal(source, to))

        for source, to in links:
            yield from self._act_task(Cut(source, to))
        self.schedule(self._random.uniform(*self.faults.cut_ms), heal)

    def _schedule_restart(self, server: str) -> None:
        """Schedule the restart of a server that is down; once there is a core, nothing else restarts."""

        def restart() -> RequestTask[None]:
            if not self.core:
                yield from self._act_task(Restart(server))

        if server not in self.world.running_servers:
            self.schedule(self._random.uniform(*self.faults.down_ms), restart)

    def _unfinished_servers(self, command: Command) -> list[str]:
        """Return the members of the core that have not applied the command."""
        call = (command.client, command.sequence)
        return [each for each in converging_members(self.world, self.core) if call not in self._applied_calls[each]]

    def _unanswered_calls(self, before_ms: float) -> list[tuple[str, str, int]]:
        """Return the calls at members of the core that came before `before_ms` and are still open."""
        members = converging_members(self.world, self.core)
        return [call for call, at in self._open_calls.items() if at < before_ms and call[0] in members]

    def _propose_until_applied(self, command: Command, deadline: float) -> RequestTask[None]:
        """Propose `command` to every leader of the core, and repeat until the core has applied it."""
        if self._unfinished_servers(command):
            for server in self.core:
                seen = self.world.running_servers.get(server)
                if seen is not None and seen.role == LEADER:
                    yield from self._act_task(Propose(server, command))
        if self.world.now_ms < deadline:
            self.schedule(400, lambda: self._propose_until_applied(command, deadline))

    def _core_violation(self, command: Command, healed_ms: float) -> Violation:
        """Return the violation of a core that did not converge: which part of it could not."""
        unfinished = self._unfinished_servers(command)
        waited = f"{PROGRESS_DEADLINE_MS / 1000:.0f} s"
        if self.world.now_ms < healed_ms + PROGRESS_DEADLINE_MS:
            waited = f"{CORE_EVENTS:,} events"
        healed = f"{waited} after the core {', '.join(self.core)} was healthy again"
        others = ", ".join(f"{other} {kind}" for other, kind in self.failures.items())
        healed += f" ({others}, for good)," if others else ","
        if not unfinished:
            server, client, sequence = self._unanswered_calls(healed_ms)[0]
            seen = (
                f"{healed} {server} had not answered call {sequence} of {client}, although newer commands were applied."
            )
            return Violation("CallsEnd", len(self.world.events), seen, (server,))
        seen = (
            f"{healed} {', '.join(unfinished)} had not applied a new command. "
            f"{core_progress_text(self.world, self.core)}"
        )
        return Violation("Progress", len(self.world.events), seen, tuple(unfinished))


def core_progress_text(world: World, core: tuple[str, ...]) -> str:
    """Return in words why the core makes no progress: it has no leader, or what each server lacks."""
    views = {server: world.view(server) for server in core}
    leaders = {server: view for server, view in views.items() if view.role == LEADER}
    if not leaders:
        states = ", ".join(f"{server} is a {view.role} in term {view.currentTerm}" for server, view in views.items())
        return f"The core has no leader: {states}."
    name, leader = max(leaders.items(), key=lambda item: item[1].currentTerm)
    parts = [member_progress_text(server, view, leader) for server, view in views.items() if server != name]
    return (
        f"{name} leads term {leader.currentTerm} with {len(leader.log)} entries, {leader.commitIndex} committed, "
        f"{leader.lastApplied} applied; {'; '.join(parts)}."
    )


def member_progress_text(server: str, view: ServerView, leader: ServerView) -> str:
    """Return in words how much of the leader's log a server of the core has."""
    if view.currentTerm != leader.currentTerm:
        return f"{server} is in term {view.currentTerm}"
    if view.log != leader.log:
        return f"{server}'s log of {len(view.log)} entries differs from it"
    return f"{server} has the same log, {view.commitIndex} committed, {view.lastApplied} applied"
