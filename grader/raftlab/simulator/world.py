"""The world that servers live in: nothing happens but by an explicit act, and each act leaves an event.

The world computes; it draws nothing at random. Schedules are chosen above it: by a scenario, by chance, by a shrinker.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field
from typing import Any

import msgspec

from raftlab.errors import SubmissionFault
from raftlab.server import Apply, CancelTimer, ClientRequest, Message, Options, Reply, SetTimer
from raftlab.simulator.asking import Asking, alone
from raftlab.simulator.given import given_by
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
    Propose,
    Restart,
    Saved,
    SentMessage,
    Timeout,
    View,
)
from raftlab.worker import wire
from raftlab.worker.answers import Effect, Observed, Persisted, Sent, Stepped
from raftlab.worker.host import Host
from raftlab.worker.wire import Codec, Given


class InFlight(msgspec.Struct, frozen=True):
    """A message on its way."""

    id: int
    source: str
    to: str
    message: Message


class Step(msgspec.Struct, frozen=True):
    """An event together with what the properties look at: the server before and after, and its raw effects.

    before is None where the server was not up; after is None where it is not up now. `meant` is what the server
    would show had it not crashed inside the handler.
    """

    event: Event
    before: Observed | None = None
    after: Observed | None = None
    effects: tuple[Effect, ...] = ()
    meant: Observed | None = None


@dataclass
class World:
    """The cluster of one run. `servers` names it; a server is up once it has booted."""

    host: Host
    codec: Codec
    servers: tuple[str, ...]
    options: Options = field(default_factory=Options)
    now: float = 0.0
    up: dict[str, Observed] = field(default_factory=dict)
    disks: dict[str, Persisted] = field(default_factory=dict)
    timers: dict[tuple[str, str], SetTimer] = field(default_factory=dict)
    flying: list[InFlight] = field(default_factory=list)
    cuts: set[tuple[str, str]] = field(default_factory=set)
    events: list[Event] = field(default_factory=list)
    sent: int = 0
    run: int = 0  # which of the runs that share the host's process this is

    def apply(self, act: Act) -> Step | None:
        """Do `act` and return what came of it; None, and nothing done, where it cannot be done now.

        SubmissionFault where the submission fails in it; the fault's `act` is then the act, and the last event.
        """
        return alone(self.host, self.applying(act))

    def applying(self, act: Act) -> Asking[Step | None]:
        """Do `act` as `apply` does, and ask its server on the way."""
        try:
            done: Asking[Step | None] | Step | None = getattr(self, "_" + type(act).__name__.lower())(act)
            step = (yield from done) if isinstance(done, Generator) else done
        except SubmissionFault as fault:
            fault.act = act
            self.events.append(Event(len(self.events) + 1, round(self.now, 3), act))  # type: ignore[arg-type]
            raise
        if step is not None:
            self.events.append(step.event)
        return step

    # ---- acts on a server --------------------------------------------------------------------------------------------

    def _boot(self, act: Boot) -> Asking[Step | None]:
        if act.server in self.disks or act.server not in self.servers:
            return None
        given = None
        if act.term or act.log:
            given = given_by(act, self.servers)
        blank = Persisted(-1, 0, None, ())
        self.disks[act.server] = blank
        boot = wire.Boot(act.server, self.servers, self.options, given=given, now=self.now, run=self.run)
        return (yield from self._start(act, act.server, boot))

    def _restart(self, act: Restart) -> Asking[Step | None]:
        disk = self.disks.get(act.server)
        if disk is None or act.server in self.up:
            return None
        image = disk.image if disk.image >= 0 else None
        boot = wire.Boot(act.server, self.servers, self.options, image, now=self.now, run=self.run)
        return (yield from self._start(act, act.server, boot))

    def _start(self, act: Act, server: str, request: wire.Boot) -> Asking[Step]:
        answer = yield request
        assert isinstance(answer, Stepped)
        return (yield from self._carry_out(act, server, None, answer, None))

    def _crash(self, act: Crash) -> Asking[Step | None]:
        if act.server not in self.up:
            return None
        before = yield from self._stop(act.server)
        return Step(self._event(act, act.server), before, None)

    def _timeout(self, act: Timeout) -> Asking[Step | None]:
        if act.server not in self.up or (act.server, act.timer) not in self.timers:
            return None
        del self.timers[act.server, act.timer]
        return (yield from self._handle(act, act.server, wire.Timeout(act.timer), act.crash_after))

    def _propose(self, act: Propose) -> Asking[Step | None]:
        if act.server not in self.up:
            return None
        return (yield from self._handle(act, act.server, ClientRequest(act.command), act.crash_after))

    def _learn(self, act: Learn) -> Asking[Step | None]:
        before = self.up.get(act.server)
        if before is None:
            return None
        known = before.commitIndex > act.commit  # it made more durable than it is told now
        log, commit = (before.log, before.commitIndex) if known else (act.log, act.commit)
        given = Given(currentTerm=max([before.currentTerm, *(e.term for e in log)]), log=log, commitIndex=commit)
        answer = yield wire.Call(act.server, "settle", None, self.now, (), given, self.run)
        assert isinstance(answer, Stepped)
        return (yield from self._carry_out(act, act.server, before, answer, act.crash_after))

    def _deliver(self, act: Deliver) -> Asking[Step | None]:
        found = self._find(act)
        if found is None or act.to not in self.up:
            return None
        self.flying.remove(found)
        exact = Deliver(found.source, found.to, found.message, found.id, act.crash_after)
        event = wire.Deliver(self.codec.encode(found.message))
        return (yield from self._handle(exact, act.to, event, act.crash_after))

    def _handle(self, act: Act, server: str, event: wire.Event, crash_after: int | None) -> Asking[Step]:
        before = self.up[server]
        answer = yield wire.Handle(server, event, self.now, self.run)
        assert isinstance(answer, Stepped)
        return (yield from self._carry_out(act, server, before, answer, crash_after))

    def _carry_out(
        self, act: Act, server: str, before: Observed | None, answer: Stepped, crash_after: int | None
    ) -> Asking[Step]:
        effects = answer.effects if crash_after is None else answer.effects[:crash_after]
        happened = tuple(self._happen(server, effect) for effect in effects)
        after: Observed | None = answer.observed
        if crash_after is None:
            self.up[server] = answer.observed
        else:
            yield from self._stop(server)
            after = None
        return Step(self._event(act, server, happened, answer.printed), before, after, effects, answer.observed)

    def _stop(self, server: str) -> Asking[Observed | None]:
        yield wire.Forget(server, self.run)
        for timer in [key for key in self.timers if key[0] == server]:
            del self.timers[timer]
        return self.up.pop(server, None)

    # ---- acts on the network -----------------------------------------------------------------------------------------

    def _inject(self, act: Inject) -> Step | None:
        self.sent += 1
        message = self._message(act.message)
        self.flying.append(InFlight(self.sent, act.source, act.to, message))
        return Step(self._event(Inject(act.source, act.to, message, self.sent), None))

    def _drop(self, act: Drop) -> Step | None:
        found = self._find(act)
        if found is None:
            return None
        self.flying.remove(found)
        return Step(self._event(Drop(found.source, found.to, found.message, found.id), None))

    def _duplicate(self, act: Duplicate) -> Step | None:
        found = self._find(act)
        if found is None:
            return None
        self.flying.append(found)
        return Step(self._event(Duplicate(found.source, found.to, found.message, found.id), None))

    def _cut(self, act: Cut) -> Step | None:
        if (act.source, act.to) in self.cuts:
            return None
        self.cuts.add((act.source, act.to))
        return Step(self._event(act, None))

    def _heal(self, act: Heal) -> Step | None:
        if (act.source, act.to) not in self.cuts:
            return None
        self.cuts.remove((act.source, act.to))
        return Step(self._event(act, None))

    def _find(self, act: Deliver | Drop | Duplicate) -> InFlight | None:
        """Return the message that `act` means: an equal one on that link, else the oldest of its type."""
        on_link = [m for m in self.flying if m.source == act.source and m.to == act.to]
        message = self._message(act.message)
        for candidate in on_link:
            if candidate.message == message:
                return candidate
        return next((m for m in on_link if type(m.message) is type(message)), None)

    def _message(self, told: Any) -> Message:
        return told if isinstance(told, Message) else self.codec.read(told)

    # ---- effects -----------------------------------------------------------------------------------------------------

    def _happen(self, server: str, effect: Effect) -> AnyEffect:
        """Let one effect of `server` take place and return how a trace tells it."""
        if isinstance(effect, Sent):
            return self._send(server, effect)
        if isinstance(effect, Persisted):
            self.disks[server] = effect
            return Saved(effect.currentTerm, effect.votedFor, len(effect.log))
        if isinstance(effect, SetTimer):
            self.timers[server, effect.name] = effect
        elif isinstance(effect, CancelTimer):
            self.timers.pop((server, effect.name), None)
        assert isinstance(effect, SetTimer | CancelTimer | Reply | Apply)
        return effect

    def _send(self, server: str, effect: Sent) -> SentMessage:
        self.sent += 1
        message = self.codec.message(effect.message)
        lost = (server, effect.to) in self.cuts or effect.to not in self.servers
        if not lost:
            self.flying.append(InFlight(self.sent, server, effect.to, message))
        return SentMessage(self.sent, server, effect.to, message, lost)

    # ---- what an event shows -----------------------------------------------------------------------------------------

    def _event(self, act: Any, server: str | None, effects: tuple[AnyEffect, ...] = (), printed: str = "") -> Event:
        view = self.view(server) if server is not None else None
        return Event(len(self.events) + 1, round(self.now, 3), act, server, effects, view, printed)

    def view(self, server: str) -> View:
        """Return what `server` shows now."""
        disk = self.disks[server]
        seen = self.up.get(server)
        if seen is None:
            return View(False, "down", disk.currentTerm, disk.votedFor, disk.log, 0, 0, None, (), (), len(disk.log))
        return View(
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
        """Return the server's log: in memory where it is up, else on disk."""
        seen = self.up.get(server)
        return seen.log if seen is not None else self.disks[server].log
