"""The simulated cluster: servers, network, disks and timers. Only acts change it, and each act gives an event.

The world itself is deterministic. Scenarios, random schedules, replays and the shrinker choose the acts.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field
from typing import Any

import msgspec

from raftlab.errors import SubmissionError
from raftlab.server import Apply, CancelTimer, ClientRequest, Message, Options, Reply, SetTimer
from raftlab.simulator.initial_state import initial_state_of
from raftlab.simulator.request_tasks import RequestTask, run_task
from raftlab.trace import (
    Act,
    AnyEffect,
    Boot,
    Crash,
    Cut,
    Deliver,
    Drop,
    Duplicate,
    Event,
    Heal,
    Inject,
    Learn,
    PersistedState,
    Propose,
    Restart,
    SentMessage,
    ServerView,
    Timeout,
)
from raftlab.worker import wire
from raftlab.worker.host import Host
from raftlab.worker.responses import Effect, ObservedState, PersistEffect, SendEffect, StepResponse
from raftlab.worker.wire import Codec, InitialState


class InFlight(msgspec.Struct, frozen=True):
    """A message in flight."""

    id: int
    source: str
    to: str
    message: Message


class Step(msgspec.Struct, frozen=True):
    """An event with the data that the properties check: the server before and after it, and its raw effects.

    `before` is None if the server was not up before; `after` is None if it is not up now. `after_without_crash` is its
    state at the end of the handler, before a crash inside the handler cut it short.
    """

    event: Event
    before: ObservedState | None = None
    after: ObservedState | None = None
    effects: tuple[Effect, ...] = ()
    after_without_crash: ObservedState | None = None


@dataclass
class World:
    """The cluster of one run. `servers` are its names; a server is up once it has booted."""

    host: Host
    codec: Codec
    servers: tuple[str, ...]
    options: Options = field(default_factory=Options)
    now_ms: float = 0.0
    running_servers: dict[str, ObservedState] = field(default_factory=dict)
    disks: dict[str, PersistEffect] = field(default_factory=dict)
    timers: dict[tuple[str, str], SetTimer] = field(default_factory=dict)
    in_flight: list[InFlight] = field(default_factory=list)
    cut_links: set[tuple[str, str]] = field(default_factory=set)
    events: list[Event] = field(default_factory=list)
    sent_count: int = 0
    run_number: int = 0  # tells apart the runs that share the host's process

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
        if act.server in self.disks or act.server not in self.servers:
            return None
        state = initial_state_of(act, self.servers) if act.term or act.log else None
        self.disks[act.server] = PersistEffect(-1, 0, None, ())
        boot = wire.BootServer(
            act.server, self.servers, self.options, initial_state=state, now=self.now_ms, run_id=self.run_number
        )
        return (yield from self._start_server(act, act.server, boot))

    def _restart(self, act: Restart) -> RequestTask[Step | None]:
        disk = self.disks.get(act.server)
        if disk is None or act.server in self.running_servers:
            return None
        image = disk.image if disk.image >= 0 else None
        boot = wire.BootServer(act.server, self.servers, self.options, image, now=self.now_ms, run_id=self.run_number)
        return (yield from self._start_server(act, act.server, boot))

    def _start_server(self, act: Act, server: str, request: wire.BootServer) -> RequestTask[Step]:
        response = yield request
        assert isinstance(response, StepResponse)
        return (yield from self._apply_response(act, server, None, response, None))

    def _crash(self, act: Crash) -> RequestTask[Step | None]:
        if act.server not in self.running_servers:
            return None
        before = yield from self._stop_server(act.server)
        return Step(self._make_event(act, act.server), before, None)

    def _timeout(self, act: Timeout) -> RequestTask[Step | None]:
        if act.server not in self.running_servers or (act.server, act.timer) not in self.timers:
            return None
        del self.timers[act.server, act.timer]
        return (yield from self._handle(act, act.server, wire.TimeoutEvent(act.timer), act.crash_after))

    def _propose(self, act: Propose) -> RequestTask[Step | None]:
        if act.server not in self.running_servers:
            return None
        return (yield from self._handle(act, act.server, ClientRequest(act.command), act.crash_after))

    def _learn(self, act: Learn) -> RequestTask[Step | None]:
        before = self.running_servers.get(act.server)
        if before is None:
            return None
        is_ahead = before.commitIndex > act.commit  # it has committed more than it learns now
        log, commit = (before.log, before.commitIndex) if is_ahead else (act.log, act.commit)
        state = InitialState(currentTerm=max([before.currentTerm, *(e.term for e in log)]), log=log, commitIndex=commit)
        response = yield wire.CallMethod(act.server, "settle", None, self.now_ms, (), state, self.run_number)
        assert isinstance(response, StepResponse)
        return (yield from self._apply_response(act, act.server, before, response, act.crash_after))

    def _deliver(self, act: Deliver) -> RequestTask[Step | None]:
        in_flight = self._find_message(act)
        if in_flight is None or act.to not in self.running_servers:
            return None
        self.in_flight.remove(in_flight)
        actual = Deliver(in_flight.source, in_flight.to, in_flight.message, in_flight.id, act.crash_after)
        event = wire.MessageEvent(self.codec.encode(in_flight.message))
        return (yield from self._handle(actual, act.to, event, act.crash_after))

    def _handle(self, act: Act, server: str, event: wire.ServerEvent, crash_after: int | None) -> RequestTask[Step]:
        before = self.running_servers[server]
        response = yield wire.HandleEvent(server, event, self.now_ms, self.run_number)
        assert isinstance(response, StepResponse)
        return (yield from self._apply_response(act, server, before, response, crash_after))

    def _apply_response(
        self, act: Act, server: str, before: ObservedState | None, response: StepResponse, crash_after: int | None
    ) -> RequestTask[Step]:
        effects = response.effects if crash_after is None else response.effects[:crash_after]
        happened = tuple(self._apply_effect(server, effect) for effect in effects)
        after: ObservedState | None = response.observed
        if crash_after is None:
            self.running_servers[server] = response.observed
        else:
            yield from self._stop_server(server)
            after = None
        return Step(
            self._make_event(act, server, happened, response.printed), before, after, effects, response.observed
        )

    def _stop_server(self, server: str) -> RequestTask[ObservedState | None]:
        yield wire.DropServer(server, self.run_number)
        for timer in [key for key in self.timers if key[0] == server]:
            del self.timers[timer]
        return self.running_servers.pop(server, None)

    # ---- acts on the network -----------------------------------------------------------------------------------------

    def _inject(self, act: Inject) -> Step | None:
        self.sent_count += 1
        message = self._decode_message(act.message)
        self.in_flight.append(InFlight(self.sent_count, act.source, act.to, message))
        return Step(self._make_event(Inject(act.source, act.to, message, self.sent_count), None))

    def _drop(self, act: Drop) -> Step | None:
        in_flight = self._find_message(act)
        if in_flight is None:
            return None
        self.in_flight.remove(in_flight)
        return Step(self._make_event(Drop(in_flight.source, in_flight.to, in_flight.message, in_flight.id), None))

    def _duplicate(self, act: Duplicate) -> Step | None:
        in_flight = self._find_message(act)
        if in_flight is None:
            return None
        self.in_flight.append(in_flight)
        return Step(self._make_event(Duplicate(in_flight.source, in_flight.to, in_flight.message, in_flight.id), None))

    def _cut(self, act: Cut) -> Step | None:
        if (act.source, act.to) in self.cut_links:
            return None
        self.cut_links.add((act.source, act.to))
        return Step(self._make_event(act, None))

    def _heal(self, act: Heal) -> Step | None:
        if (act.source, act.to) not in self.cut_links:
            return None
        self.cut_links.remove((act.source, act.to))
        return Step(self._make_event(act, None))

    def _find_message(self, act: Deliver | Drop | Duplicate) -> InFlight | None:
        """Return the message in flight that `act` means: an equal one on its link, else the oldest of its type."""
        on_link = [m for m in self.in_flight if m.source == act.source and m.to == act.to]
        message = self._decode_message(act.message)
        for candidate in on_link:
            if candidate.message == message:
                return candidate
        return next((m for m in on_link if type(m.message) is type(message)), None)

    def _decode_message(self, message: Any) -> Message:
        return message if isinstance(message, Message) else self.codec.from_plain(message)

    # ---- effects -----------------------------------------------------------------------------------------------------

    def _apply_effect(self, server: str, effect: Effect) -> AnyEffect:
        """Carry out one effect of `server`; return it as the trace records it."""
        if isinstance(effect, SendEffect):
            return self._send_message(server, effect)
        if isinstance(effect, PersistEffect):
            self.disks[server] = effect
            return PersistedState(effect.currentTerm, effect.votedFor, len(effect.log))
        if isinstance(effect, SetTimer):
            self.timers[server, effect.name] = effect
        elif isinstance(effect, CancelTimer):
            self.timers.pop((server, effect.name), None)
        assert isinstance(effect, SetTimer | CancelTimer | Reply | Apply)
        return effect

    def _send_message(self, server: str, effect: SendEffect) -> SentMessage:
        self.sent_count += 1
        message = self.codec.decode(effect.message)
        lost = (server, effect.to) in self.cut_links or effect.to not in self.servers
        if not lost:
            self.in_flight.append(InFlight(self.sent_count, server, effect.to, message))
        return SentMessage(self.sent_count, server, effect.to, message, lost)

    # ---- what an event shows -----------------------------------------------------------------------------------------

    def _make_event(
        self, act: Any, server: str | None, effects: tuple[AnyEffect, ...] = (), printed: str = ""
    ) -> Event:
        view = self.view(server) if server is not None else None
        return Event(len(self.events) + 1, round(self.now_ms, 3), act, server, effects, view, printed)

    def view(self, server: str) -> ServerView:
        """Return the current view of `server`."""
        disk = self.disks[server]
        seen = self.running_servers.get(server)
        if seen is None:
            return ServerView(
                False, "down", disk.currentTerm, disk.votedFor, disk.log, 0, 0, None, (), (), len(disk.log)
            )
        return ServerView(
            up=True,
            role=seen.role,
            currentTerm=seen.currentTerm,
            votedFor=seen.votedFor,
            log=seen.log,
            commitIndex=seen.commitIndex,
            lastApplied=seen.lastApplied,
            leaderId=seen.leaderId,
            nextIndex=seen.nextIndex,
            matchIndex=seen.matchIndex,
            stored=len(disk.log),
            digest=seen.digest,
        )

    def log_of(self, server: str) -> tuple[Any, ...]:
        """Return the server's log: in memory if it is up, else on disk."""
        seen = self.running_servers.get(server)
        return seen.log if seen is not None else self.disks[server].log
