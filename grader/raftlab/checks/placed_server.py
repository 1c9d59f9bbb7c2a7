"""One server in a state that a check chooses, and the result of each event."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from raftlab.checks.exceptions import CheckFailure
from raftlab.server import (
    Action,
    Apply,
    ClientRequest,
    Command,
    Entry,
    Message,
    Options,
    Reply,
    Send,
    ServerId,
    SetTimer,
)
from raftlab.worker.responses import Effect, ObservedState, PersistEffect, ReturnValue, SendEffect, StepResponse
from raftlab.worker.wire import (
    BootServer,
    CallMethod,
    Codec,
    DropServer,
    HandleEvent,
    InitialState,
    MessageEvent,
    Request,
    ServerEvent,
    TimeoutEvent,
)

SendRequest = Callable[[Request], Any]
Argument = int | str | Command | None


@dataclass(frozen=True)
class ServerStep:
    """The result of one event: effects in order, messages decoded, and the state after it."""

    effects: tuple[Send | PersistEffect | Action, ...]
    observation: ObservedState
    result: ReturnValue
    printed: str

    @property
    def sent_messages(self) -> list[tuple[ServerId, Message]]:
        """Return what was sent, in order, as pairs (to, message)."""
        return [(effect.to, effect.message) for effect in self.effects if isinstance(effect, Send)]

    @property
    def replies(self) -> list[Reply]:
        """Return the answers to clients, in order."""
        return [effect for effect in self.effects if isinstance(effect, Reply)]

    @property
    def persisted_states(self) -> list[PersistEffect]:
        """Return what became durable, write by write."""
        return [effect for effect in self.effects if isinstance(effect, PersistEffect)]

    @property
    def applied_commands(self) -> list[Apply]:
        """Return what reached the state machine, in order."""
        return [effect for effect in self.effects if isinstance(effect, Apply)]

    @property
    def timers(self) -> list[SetTimer]:
        """Return the timers that were started, in order."""
        return [effect for effect in self.effects if isinstance(effect, SetTimer)]

    def effects_before(self, kind: type, index: int = 0) -> tuple[Any, ...]:
        """Return the effects before the `index`-th one (from 0) of `kind`; all effects if there is none."""
        positions = [position for position, effect in enumerate(self.effects) if isinstance(effect, kind)]
        return self.effects[: positions[index]] if index < len(positions) else self.effects


class PlacedServer:
    """One live server. Each method makes it handle one event and returns the ServerStep."""

    def __init__(self, send_request: SendRequest, codec: Codec, boot: BootServer) -> None:
        self._send_request = send_request
        self._codec = codec
        self._boot_request = boot
        self.id = boot.server
        self._now = 0.0
        self.observation: ObservedState
        self._durable_image: int | None = None
        self.boot_step: ServerStep = self._step(boot)

    # ---- events ------------------------------------------------------------------------------------------------------

    def call(self, method: str, message: Message | None = None, *values: Argument, now: float = 0.0) -> ServerStep:
        """Call one method, with a message where it takes one, else with `values`; `.result` is what it returned."""
        data = None if message is None else self._codec.encode(message)
        return self._step(CallMethod(self.id, method, data, self._clock(now), values))

    def learn(self, log: Iterable[int | Entry], commit_index: int, *, now: float = 0.0) -> ServerStep:
        """Set `log` and `commit_index` and run `settle`; a server with a higher commitIndex keeps its own."""
        known = self.commitIndex > commit_index
        held, upto = (self.log, self.commitIndex) if known else (entries(log), commit_index)
        given = InitialState(
            log=held, commitIndex=upto, currentTerm=max([self.currentTerm, *(each.term for each in held)])
        )
        return self._step(CallMethod(self.id, "settle", None, self._clock(now), (), given))

    def read_dict(self, attribute: str) -> dict[Any, tuple[Any, ...]]:
        """Return an attribute that is a dict, each value as a tuple; an empty dict for another type."""
        pairs = self._step(CallMethod(self.id, attribute, now=self._clock(0.0))).result
        return {each[0]: each[1:] for each in pairs if isinstance(each, tuple)} if isinstance(pairs, tuple) else {}

    def deliver(self, message: Message, *, now: float = 0.0) -> ServerStep:
        """Let a message arrive."""
        return self._handle(MessageEvent(self._codec.encode(message)), now)

    def fire_timer(self, timer: str, *, now: float = 0.0) -> ServerStep:
        """Let the timer of that name fire."""
        return self._handle(TimeoutEvent(timer), now)

    def propose(self, command: Command | str, *, now: float = 0.0) -> ServerStep:
        """Deliver a client's call; "x=1" is short for a put of x by client c, call 1."""
        if isinstance(command, str):
            key, _, value = command.partition("=")
            command = Command("put", key, value, client="c", sequence=1)
        return self._handle(ClientRequest(command), now)

    def restart(self, image: int | None = None, *, now: float = 0.0) -> ServerStep:
        """Crash and restart from the last persisted state, or from the write with the id `image`."""
        durable = self._durable_image if image is None else image
        if durable is None:
            raise CheckFailure(
                f"{self.id} was to restart from its disk, and nothing was ever written there: self.persist() wrote "
                "nothing. Does your class have a method persist of its own?"
            )
        self._send_request(DropServer(self.id))
        cluster, options = self._boot_request.cluster, self._boot_request.options
        return self._step(BootServer(self.id, cluster, options, image_id=durable, now=self._clock(now)))

    def _handle(self, event: ServerEvent, now: float) -> ServerStep:
        return self._step(HandleEvent(self.id, event, self._clock(now)))

    def _clock(self, now: float) -> float:
        """Return the time of an event that a check puts at `now`: never before the last one."""
        self._now = max(self._now, now)
        return self._now

    def _step(self, request: Request) -> ServerStep:
        stepped: StepResponse = self._send_request(request)
        step = ServerStep(
            tuple(self._decode(effect) for effect in stepped.effects),
            stepped.observed,
            stepped.result,
            stepped.printed,
        )
        self.observation = stepped.observed
        for persisted in step.persisted_states:
            self._durable_image = persisted.image
        return step

    def _decode(self, effect: Effect) -> Send | PersistEffect | Action:
        return Send(effect.to, self._codec.decode(effect.message)) if isinstance(effect, SendEffect) else effect

    # ---- what it shows -----------------------------------------------------------------------------------------------

    @property
    def role(self) -> str:
        return self.observation.role

    @property
    def currentTerm(self) -> int:
        return self.observation.currentTerm

    @property
    def votedFor(self) -> str | None:
        return self.observation.votedFor

    @property
    def leaderId(self) -> str | None:
        return self.observation.leaderId

    @property
    def log(self) -> tuple[Entry, ...]:
        return self.observation.log

    @property
    def log_terms(self) -> list[int]:
        """Return the terms of its entries, from index 1 on."""
        return [each.term for each in self.observation.log]

    @property
    def commitIndex(self) -> int:
        return self.observation.commitIndex

    @property
    def lastApplied(self) -> int:
        return self.observation.lastApplied

    @property
    def nextIndex(self) -> dict[str, int]:
        return dict(self.observation.nextIndex)

    @property
    def matchIndex(self) -> dict[str, int]:
        return dict(self.observation.matchIndex)

    def __repr__(self) -> str:
        terms = " ".join(map(str, self.log_terms)) or "empty"
        return f"{self.id} ({self.role}, term {self.currentTerm}, log {terms}, commitIndex {self.commitIndex})"


def entry(term: int, index: int) -> Entry:
    """Return the entry at `index` of a log that is given by terms: a put named by (term, index)."""
    return Entry(term, Command("put", "x", f"{term}.{index}"))


def entries(terms_or_entries: Iterable[int | Entry]) -> tuple[Entry, ...]:
    """Return a log as entries, index 1 first."""
    return tuple(
        each if isinstance(each, Entry) else entry(each, index) for index, each in enumerate(terms_or_entries, start=1)
    )


def server_ids(cluster: int | Iterable[str]) -> tuple[str, ...]:
    """Return the names of a cluster of that size: S1, S2, …"""
    return tuple(f"S{n}" for n in range(1, cluster + 1)) if isinstance(cluster, int) else tuple(cluster)


def boot_request(
    server: str,
    cluster: int | Iterable[str],
    options: Options,
    log: Iterable[int | Entry],
    initial: InitialState,
    match_index: dict[str, int] | None,
    next_index: dict[str, int] | None,
) -> BootServer:
    """Return the request that places `server`; its role decides what `initial` leaves open."""
    ids = server_ids(cluster)
    if server not in ids:
        raise ValueError(f"place({server!r}): the cluster is {', '.join(ids)}")
    told = {name: value for name in initial.__struct_fields__ if (value := getattr(initial, name)) is not None}
    log = entries(log)
    own: dict[str, Any] = {"log": log, "lastApplied": initial.commitIndex}
    if initial.role in ("candidate", "leader"):
        own |= {"votedFor": server, "votesGranted": (server,)}
    if initial.role == "leader":
        others = [other for other in ids if other != server]
        own["leaderId"] = server
        own["matchIndex"] = dict.fromkeys(others, 0) | (match_index or {})
        own["nextIndex"] = dict.fromkeys(others, len(log) + 1) | (next_index or {})
    return BootServer(server, ids, options, initial_state=InitialState(**(own | told)))
