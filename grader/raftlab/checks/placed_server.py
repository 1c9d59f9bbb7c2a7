"""One server in a state that a check chooses, and the result of each event."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from raftlab.checks.check_exceptions import CheckFailure
from raftlab.checks.follower_indexes import FollowerIndexMap as FollowerIndexes
from raftlab.checks.placed_server_disk import PlacedDisk
from raftlab.checks.placed_state import boot_request as boot_request
from raftlab.checks.placed_state import entries as entries
from raftlab.checks.placed_state import entry as entry
from raftlab.checks.placed_state import server_ids as server_ids
from raftlab.cluster_history import History
from raftlab.server import (
    Action,
    Apply,
    ClientRequest,
    Command,
    CompactionRequest,
    ConfigurationRequest,
    Entry,
    Message,
    Reply,
    Send,
    ServerId,
    SetTimer,
    TransferRequest,
)
from raftlab.worker.responses import (
    Effect,
    ObservedState,
    PersistEffect,
    ReturnValue,
    SendEffect,
    SnapshotEffect,
    StepResponse,
    WriteEffect,
)
from raftlab.worker.wire import (
    BootServer,
    CallMethod,
    Codec,
    DiscardServer,
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

    effects: tuple[Send | PersistEffect | WriteEffect | SnapshotEffect | Action, ...]
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
    def saved_snapshots(self) -> list[SnapshotEffect]:
        """Return the snapshots that became durable, in order."""
        return [effect for effect in self.effects if isinstance(effect, SnapshotEffect) and not effect.failed]

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
        self.id, self.cluster, self.options = boot.server, boot.cluster, boot.options
        self.clock_ms = 0.0  # a check may set it, back too
        self.observation: ObservedState
        self._disk = PlacedDisk()
        self._earlier_disk: tuple[PersistEffect | None, SnapshotEffect | None] = (None, None)
        self.boot_step: ServerStep = self._step(boot)

    # ---- events ------------------------------------------------------------------------------------------------------

    def call(self, method: str, message: Message | None = None, *values: Argument, now: float = 0.0) -> ServerStep:
        """Call one method, with a message where it takes one, else with `values`; `.result` is what it returned."""
        data = None if message is None else self._codec.encode(message)
        return self._step(CallMethod(self.id, method, data, self._clock(now), values))

    def judge(self, method: str, history: History) -> ServerStep:
        """Call one method with a recorded run; `.result` is what it returned."""
        return self._step(CallMethod(self.id, method, now=self._clock(0.0), history=history))

    def learn(self, log: Iterable[int | Entry], commit_index: int, *, now: float = 0.0) -> ServerStep:
        """Set the whole `log` and `commit_index` and run `settle`; a server with a higher commitIndex keeps its own.

        What a snapshot of the server stands for stays out of its log.
        """
        known, start = self.commitIndex > commit_index, self.log_start
        held, upto = (self.log, self.commitIndex) if known else (entries(log)[start[0] :], commit_index)
        given = InitialState(
            log=held,
            commitIndex=upto,
            currentTerm=max([self.currentTerm, *(each.term for each in held)]),
            log_start=start if start[0] else None,
        )
        return self._step(CallMethod(self.id, "settle", None, self._clock(now), (), given))

    def read_dict(self, attribute: str) -> dict[Any, tuple[Any, ...]]:
        """Return an attribute that is a dict, each value as a tuple; an empty dict for another type."""
        pairs = self._step(CallMethod(self.id, attribute, now=self._clock(0.0))).result
        rows = pairs if isinstance(pairs, tuple) else ()
        return {each[0]: each[1:] for each in rows if isinstance(each, tuple) and each}

    def deliver(self, message: Message, *, now: float = 0.0, disk_fails: bool = False) -> ServerStep:
        """Let a message arrive. disk_fails: the server cannot save a snapshot in this event."""
        return self._handle(MessageEvent(self._codec.encode(message)), now, disk_fails)

    def reconfigure(self, request: ConfigurationRequest, *, now: float = 0.0) -> ServerStep:
        """Ask the server, as an operator, to change the configuration."""
        return self._handle(request, now)

    def compact(self, index: int, *, now: float = 0.0, disk_fails: bool = False) -> ServerStep:
        """Ask the server, as an operator, to replace its log up to `index` by a snapshot."""
        return self._handle(CompactionRequest(index), now, disk_fails)

    def transfer(self, target: ServerId, *, now: float = 0.0) -> ServerStep:
        """Ask the server, as an operator, to hand its leadership over to `target`."""
        return self._handle(TransferRequest(target), now)

    def complete_write(self, *, failed: bool = False, now: float = 0.0) -> ServerStep:
        """Let the oldest background write end. CheckFailure if none is under way."""
        return self._handle(self._disk.complete_oldest(failed), now)

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
        durable = self.durable_state.image if image is None else image
        return self._boot_from(durable, self._disk.snapshot, now)

    def restart_within(self, step: ServerStep, effects: int, *, now: float = 0.0) -> ServerStep:
        """Crash after that many effects of `step`, the last event, and restart from what was durable then."""
        state, saved = self._earlier_disk
        for effect in step.effects[:effects]:
            if isinstance(effect, PersistEffect):
                state = effect
            elif isinstance(effect, SnapshotEffect) and not effect.failed:
                saved = effect
        return self._boot_from(None if state is None else state.image, saved, now)

    def _boot_from(self, image: int | None, saved: SnapshotEffect | None, now: float) -> ServerStep:
        self._send_request(DiscardServer(self.id))
        cluster, options = self._boot_request.cluster, self._boot_request.options
        snapshot_image = None if saved is None else saved.image
        self._disk.snapshot = saved
        self._disk.lose_writes()
        return self._step(
            BootServer(self.id, cluster, options, image, now=self._clock(now), snapshot_image_id=snapshot_image)
        )

    def _handle(self, event: ServerEvent, now: float, disk_fails: bool = False) -> ServerStep:
        return self._step(HandleEvent(self.id, event, self._clock(now), disk_fails=disk_fails))

    def _clock(self, now: float) -> float:
        """Return the time of an event that a check puts at `now`: never earlier than the server's clock."""
        self.clock_ms = max(self.clock_ms, now)
        return self.clock_ms

    def _step(self, request: Request) -> ServerStep:
        stepped: StepResponse = self._send_request(request)
        step = ServerStep(
            tuple(self._decode(effect) for effect in stepped.effects),
            stepped.observed,
            stepped.result,
            stepped.printed,
        )
        self.observation = stepped.observed
        self._earlier_disk = (self._disk.state, self._disk.snapshot)
        self._disk.record(step.effects)
        return step

    def _decode(self, effect: Effect) -> Send | PersistEffect | WriteEffect | SnapshotEffect | Action:
        return Send(effect.to, self._codec.decode(effect.message)) if isinstance(effect, SendEffect) else effect

    # ---- what it shows -----------------------------------------------------------------------------------------------

    @property
    def durable_state(self) -> PersistEffect:
        """Return what is on its disk. CheckFailure if nothing was ever written there."""
        if self._disk.state is None:
            raise CheckFailure(
                f"{self.id} was to restart from its disk, and nothing was ever written there: self.persist() wrote "
                "nothing. Does your class have a method persist of its own?"
            )
        return self._disk.state

    @property
    def pending_writes(self) -> list[WriteEffect]:
        """Return the background writes that are under way, oldest first."""
        return self._disk.writes

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
    def log_start(self) -> tuple[int, int]:
        """Return lastIncludedIndex and lastIncludedTerm of its log; `log` holds what follows."""
        return self.observation.log_start

    @property
    def lastIndex(self) -> int:
        return self.log_start[0] + len(self.log)

    @property
    def log_terms(self) -> list[int]:
        """Return the terms of the entries that its log holds, from its first index on."""
        return [each.term for each in self.observation.log]

    @property
    def commitIndex(self) -> int:
        return self.observation.commitIndex

    @property
    def lastApplied(self) -> int:
        return self.observation.lastApplied

    @property
    def nextIndex(self) -> FollowerIndexes:
        return FollowerIndexes(f"nextIndex of {self!r}", self.observation.nextIndex)

    @property
    def matchIndex(self) -> FollowerIndexes:
        return FollowerIndexes(f"matchIndex of {self!r}", self.observation.matchIndex)

    def __repr__(self) -> str:
        terms = " ".join(map(str, self.log_terms)) or "empty"
        return f"{self.id} ({self.role}, term {self.currentTerm}, log {terms}, commitIndex {self.commitIndex})"
