"""The simulated cluster: servers, network, disks and timers. Only acts change it, and each act gives an event.

The world itself is deterministic. Scenarios, random schedules, replays and the shrinker choose the acts.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field
from typing import Any

import msgspec

from raftlab.errors import SubmissionError
from raftlab.server import (
    Apply,
    CancelTimer,
    ClientRequest,
    Configuration,
    Entry,
    Options,
    Reply,
    SetTimer,
)
from raftlab.simulator.forgotten_servers import is_forgotten_by_cluster
from raftlab.simulator.governing_configuration import governing_configuration
from raftlab.simulator.mid_run_boot_state import initial_state_of
from raftlab.simulator.operator_acts import OperatorActs
from raftlab.simulator.server_time import HeldEvent
from raftlab.simulator.server_view import make_server_view
from raftlab.simulator.step_record import InFlight as InFlight
from raftlab.simulator.step_record import Step as Step
from raftlab.simulator.whole_log import CompactedEntries
from raftlab.simulator.worker_request_tasks import RequestTask, run_task
from raftlab.trace import (
    Act,
    AnyEffect,
    Boot,
    Crash,
    Deliver,
    Event,
    Learn,
    PersistedState,
    Propose,
    Restart,
    Resume,
    SavedSnapshot,
    ServerView,
    Timeout,
    Wipe,
)
from raftlab.worker import wire
from raftlab.worker.responses import (
    Effect,
    ObservedState,
    PersistEffect,
    SendEffect,
    SnapshotEffect,
    StepResponse,
    WriteEffect,
)
from raftlab.worker.wire import InitialState


@dataclass
class World(OperatorActs):
    """The cluster of one run. `servers` are its names; a server is up once it has booted."""

    options: Options = field(default_factory=Options)
    snapshots: dict[str, SnapshotEffect] = field(default_factory=dict)  # the durable snapshot of each server
    initial_voters: tuple[str, ...] = ()  # as the first boot says; empty before it
    wiped_servers: set[str] = field(default_factory=set)  # they lost their disk and have not booted again
    has_snapshots: bool = False  # whether a server has saved a snapshot
    timers: dict[tuple[str, str], SetTimer] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    run_number: int = 0  # tells apart the runs that share the host's process
    compacted_entries: CompactedEntries = field(default_factory=CompactedEntries)

    def apply(self, act: Act) -> Step | None:
        """Do `act` and return its step; None, and nothing happens, if it cannot be done now.

        SubmissionError if the submission fails; its `act` is then this act, which is also the last event.
        """
        return run_task(self.host, self.apply_task(act))

    def apply_task(self, act: Act) -> RequestTask[Step | None]:
        """Do the same as a task."""
        try:
            done: RequestTask[Step | None] | Step | None = getattr(self, "_" + type(act).__name__.lower())(act)
            step = (yield from done) if isinstance(done, Generator) else done
        except SubmissionError as error:
            error.act = act
            self.events.append(Event(len(self.events) + 1, round(self.now_ms, 3), act))  # type: ignore[arg-type]
            raise
        if step is not None:
            self.events.append(step.event)
        return step

    # ---- acts on a server --------------------------------------------------------------------------------------------

    def _boot(self, act: Boot) -> RequestTask[Step | None]:
        is_new = act.server not in self.disks or act.server in self.wiped_servers
        if not is_new or act.server not in self.servers:
            return None
        self.wiped_servers.discard(act.server)
        self.initial_voters = self.initial_voters or act.voters or self.servers
        self.has_configurations |= any(entry.configuration is not None for entry in act.log)
        state = initial_state_of(act, self.governing(act.log).members) if act.term or act.log else None
        self.disks[act.server] = PersistEffect(-1, 0, None, ())
        voters = self.initial_voters
        boot = wire.BootServer(
            act.server, voters, self.options, initial_state=state, now=self.clock_ms(act.server), run_id=self.run_number
        )
        return (yield from self._start_server(act, boot))

    def _restart(self, act: Restart) -> RequestTask[Step | None]:
        disk = self.disks.get(act.server)
        if disk is None or act.server in self.running_servers or act.server in self.wiped_servers:
            return None
        last = self.end_late_writes(act.server, act.late_writes)
        act, disk = msgspec.structs.replace(act, lastIndex=last), self.disks[act.server]
        image = disk.image if disk.image >= 0 else None
        saved = self.snapshots.get(act.server)
        boot = wire.BootServer(
            act.server,
            self.initial_voters,
            self.options,
            image,
            now=self.clock_ms(act.server),
            run_id=self.run_number,
            snapshot_image_id=saved.image if saved is not None else None,
        )
        return (yield from self._start_server(act, boot))

    def _start_server(self, act: Boot | Restart, request: wire.BootServer) -> RequestTask[Step]:
        response = yield request
        assert isinstance(response, StepResponse)
        return (yield from self._apply_response(act, act.server, None, response, act.crash_after))

    def _crash(self, act: Crash) -> RequestTask[Step | None]:
        if act.server not in self.running_servers:
            return None
        before = yield from self._stop_server(act.server)
        return Step(self._make_event(act, act.server), before, None)

    def _wipe(self, act: Wipe) -> RequestTask[Step | None]:
        if act.server not in self.disks or act.server in self.wiped_servers:
            return None
        if act.removed and not (self.has_forgotten(act.server) and self.is_silent(act.server)):
            return None
        before = self.running_servers.get(act.server)
        if before is not None:
            yield from self._stop_server(act.server)
        self.wiped_servers.add(act.server)
        self.disks[act.server] = PersistEffect(-1, 0, None, ())
        self.snapshots.pop(act.server, None)
        self.lost_writes.pop(act.server, None)
        return Step(self._make_event(act, act.server), before, None)

    def _timeout(self, act: Timeout) -> RequestTask[Step | None]:
        if not self.can_act(act.server) or (act.server, act.timer) not in self.timers:
            return None
        del self.timers[act.server, act.timer]
        return (yield from self._handle(act, act.server, wire.TimeoutEvent(act.timer), act.crash_after))

    def _propose(self, act: Propose) -> RequestTask[Step | None]:
        if not self.can_act(act.server):
            return None
        return (yield from self._handle(act, act.server, ClientRequest(act.command), act.crash_after))

    def _learn(self, act: Learn) -> RequestTask[Step | None]:
        before = self.running_servers.get(act.server)
        if before is None or not self.can_act(act.server):
            return None
        is_ahead = before.commitIndex > act.commit  # it has committed more than it learns now
        log, commit = (before.log, before.commitIndex) if is_ahead else (act.log, act.commit)
        state = InitialState(currentTerm=max([before.currentTerm, *(e.term for e in log)]), log=log, commitIndex=commit)
        response = yield wire.CallMethod(
            act.server, "settle", None, self.clock_ms(act.server), (), state, self.run_number
        )
        assert isinstance(response, StepResponse)
        return (yield from self._apply_response(act, act.server, before, response, act.crash_after))

    def _deliver(self, act: Deliver) -> RequestTask[Step | None]:
        in_flight = self._find_message(act)
        if in_flight is None or not self.can_act(act.to):
            return None
        self.in_flight.remove(in_flight)
        actual = msgspec.structs.replace(act, message=in_flight.message, id=in_flight.id)
        event = wire.MessageEvent(self.codec.encode(in_flight.message))
        return (yield from self._handle(actual, act.to, event, act.crash_after, act.disk_fails))

    def _handle(
        self, act: Act, server: str, event: wire.ServerEvent, crash_after: int | None, disk_fails: bool = False
    ) -> RequestTask[Step]:
        clock_ms = self.clock_ms(server)
        if server in self.pausing_servers:
            return self._hold_event(act, server, HeldEvent(event, clock_ms, crash_after, disk_fails))
        before = self.running_servers[server]
        response = yield wire.HandleEvent(server, event, clock_ms, self.run_number, disk_fails)
        assert isinstance(response, StepResponse)
        return (yield from self._apply_response(act, server, before, response, crash_after))

    def _resume(self, act: Resume) -> RequestTask[Step | None]:
        if act.server not in self.paused_servers:
            return None
        held, before = self.paused_servers.pop(act.server), self.running_servers[act.server]
        if held is None:
            return self._unchanged_step(act, act.server)
        response = yield wire.HandleEvent(act.server, held.event, held.clock_ms, self.run_number, held.disk_fails)
        assert isinstance(response, StepResponse)
        return (yield from self._apply_response(act, act.server, before, response, held.crash_after))

    def _apply_response(
        self, act: Act, server: str, before: ObservedState | None, response: StepResponse, crash_after: int | None
    ) -> RequestTask[Step]:
        if self._block(server, response, crash_after):
            return self._unchanged_step(act, server)
        log = before.log if before is not None else self.disks[server].log
        is_compacted = response.observed.log_start[0] > 0
        others = [self.log_of(other) for other in self.disks if other != server] if is_compacted else []
        effects = response.effects if crash_after is None else response.effects[:crash_after]
        effects = self.compacted_entries.whole_effects(effects, log, others)
        happened = tuple(self._apply_effect(server, effect) for effect in effects)
        observed = self.compacted_entries.whole_state(response.observed, log, self.snapshots.get(server), others)
        after: ObservedState | None = observed
        if crash_after is None:
            self.running_servers[server] = observed
        else:
            yield from self._stop_server(server)
            after = None
        return Step(self._make_event(act, server, happened, response.printed), before, after, effects, observed)

    def _stop_server(self, server: str) -> RequestTask[ObservedState | None]:
        yield wire.DiscardServer(server, self.run_number)
        for timer in [key for key in self.timers if key[0] == server]:
            del self.timers[timer]
        self._end_pause(server)
        self._lose_writes(server)
        return self.running_servers.pop(server, None)

    # ---- effects -----------------------------------------------------------------------------------------------------

    def _apply_effect(self, server: str, effect: Effect) -> AnyEffect:
        """Carry out one effect of `server`; return it as the trace records it."""
        if isinstance(effect, SendEffect):
            return self._send_message(server, effect)
        if isinstance(effect, PersistEffect):
            self.disks[server] = effect
            self._outdate_writes(server)
            return PersistedState(effect.currentTerm, effect.votedFor, len(effect.log))
        if isinstance(effect, WriteEffect):
            return self._start_write(server, effect)
        if isinstance(effect, SnapshotEffect):
            self.has_snapshots = True
            if not effect.failed:
                self.snapshots[server] = effect
            place = (effect.lastIncludedIndex, effect.lastIncludedTerm)
            return SavedSnapshot(*place, effect.configuration, effect.failed)
        if isinstance(effect, SetTimer):
            self.timers[server, effect.name] = effect
        elif isinstance(effect, CancelTimer):
            self.timers.pop((server, effect.name), None)
        assert isinstance(effect, SetTimer | CancelTimer | Reply | Apply)
        return effect

    # ---- what an event shows -----------------------------------------------------------------------------------------

    def _make_event(
        self, act: Any, server: str | None, effects: tuple[AnyEffect, ...] = (), printed: str = ""
    ) -> Event:
        view = self.view(server) if server is not None else None
        return Event(len(self.events) + 1, round(self.now_ms, 3), act, server, effects, view, printed)

    def view(self, server: str) -> ServerView:
        """Return the current view of `server`."""
        durable = self._durable_configuration(server)
        return make_server_view(self.running_servers.get(server), self.disks[server], durable)

    def governing(self, log: tuple[Entry, ...]) -> Configuration:
        """Return the configuration that governs a server with this log."""
        initial = Configuration(self.initial_voters or self.servers)
        return governing_configuration(log, initial) if self.has_configurations else initial

    def has_forgotten(self, server: str) -> bool:
        """Return whether the cluster has forgotten a server that was removed: its disk may then be lost."""
        return is_forgotten_by_cluster(server, self.running_servers, self.disks, self.initial_voters)

    def _durable_configuration(self, server: str) -> Configuration | None:
        """Return the configuration on the disk of `server`; None for the initial one."""
        if not self.has_configurations:
            return None
        found = self.governing(self.disks[server].log)
        return found if found != Configuration(self.initial_voters) else None

    def log_of(self, server: str) -> tuple[Entry, ...]:
        """Return the server's whole log: in memory if it is up, else on disk."""
        seen = self.running_servers.get(server)
        return seen.log if seen is not None else self.disks[server].log
