"""What one server can be, and what one event makes of it: asked once of the submission, then remembered.

A server's step depends only on its state and the event. Almost every step of a search is therefore a look-up, and the
wall around the submission costs nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

import msgspec

from raftlab.errors import BadFrame, SubmissionFault, Unwritten
from raftlab.explorer.bounds import Bounds
from raftlab.server import LEADER, OK, Apply, CancelTimer, ClientRequest, Command, Entry, Reply, SetTimer
from raftlab.simulator.history import AppliedInOrder
from raftlab.simulator.properties import (
    AckIsDurable,
    LeaderAppendOnly,
    LogTermsRise,
    MonotonicCommit,
    MonotonicMatch,
    MonotonicTerm,
    NextAboveMatch,
    VoteIsDurable,
)
from raftlab.simulator.world import Step, World
from raftlab.trace import Event, Timeout
from raftlab.worker import wire
from raftlab.worker.host import Host
from raftlab.worker.wire import Codec, Effect, Observed, Persisted, Sent, Stepped

STEPWISE = (
    LeaderAppendOnly,
    LogTermsRise,
    MonotonicTerm,
    MonotonicCommit,
    MonotonicMatch,
    NextAboveMatch,
    VoteIsDurable,
    AckIsDurable,
    AppliedInOrder,
)
"""The properties that one step of one server shows."""

NOTHING_DURABLE = Persisted(-1, 0, None, ())


@dataclass(frozen=True, slots=True, eq=False)
class Local:
    """One server at one moment. `seen` is None while it is down; `disk` is what a crash leaves of it.

    `steps` remembers what each stimulus made of it.
    """

    number: int
    server: int  # position in the cluster, from 0
    state: int  # the snapshot's id in the worker; -1 while it is down
    disk: Persisted
    timers: tuple[str, ...]
    seen: Observed | None
    within: bool
    steps: dict[Stimulus, Advance] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Fire:
    """The stimulus: a timer fires."""

    timer: str


Stimulus = int | str | Fire | tuple[Any, int]
"""What a server can take: the message of that number, ASK, RESTART, CRASH, a timer, or (one of them, crash after)."""

ASK: Final = "ask"
"""A client asks for a command of its own."""
RESTART: Final = "restart"
CRASH: Final = "crash"


@dataclass(frozen=True, slots=True, eq=False)
class Advance:
    """What a stimulus makes of a server: the local state after it, and the numbers of the messages sent, in order.

    flip turns the number of `before` into that of `after`. elected: it became leader of a term. changed: something that
    properties of several servers look at is new. committed and applied: (index, entry or command). promised: calls
    answered ok. loud: any of these, so that properties must be looked at after it.
    broken names the stepwise properties that it breaks; fault is what the submission did instead of ending the step.
    """

    before: Local
    after: Local
    sent: tuple[int, ...] = ()
    effects: tuple[Effect, ...] = ()
    broken: tuple[str, ...] = ()
    fault: SubmissionFault | None = None
    flip: int = 0
    elected: bool = False
    changed: bool = False
    committed: tuple[tuple[int, Entry], ...] = ()
    applied: tuple[tuple[int, Command | None], ...] = ()
    promised: tuple[tuple[str, int], ...] = ()
    loud: bool = True


@dataclass(frozen=True, slots=True)
class Post:
    """One message between two servers; positions in the cluster, from 0."""

    number: int
    source: int
    to: int
    data: bytes


class Cluster:
    """The locals, the messages and the remembered steps of one search."""

    def __init__(self, host: Host, codec: Codec, bounds: Bounds) -> None:
        self.host = host
        self.codec = codec
        self.bounds = bounds
        self.names = bounds.names
        self.locals: list[Local] = []
        self.posts: list[Post] = []
        self.calls = 0
        self._numbers: dict[tuple[int, int, int, tuple[str, ...]], Local] = {}
        self._post_numbers: dict[tuple[int, int, bytes], int] = {}
        self._shown: dict[int, Observed] = {}
        self._world = World(host, codec, self.names, bounds.options)

    def boot(self, server: int) -> Advance:
        """Return what the first start makes of a server."""
        return self.step(self._local(server, -1, NOTHING_DURABLE, (), None), RESTART)

    def step(self, local: Local, stimulus: Stimulus) -> Advance:
        """Return what `stimulus` makes of `local`."""
        known = local.steps.get(stimulus)
        if known is None:
            known = local.steps[stimulus] = self._step(local, stimulus)
        return known

    def command(self, local: Local) -> Command:
        """Return the command that a client asks of `local`: one of its own for each server, term and index."""
        assert local.seen is not None
        call = f"{self.names[local.server]}.{local.seen.currentTerm}.{len(local.seen.log) + 1}"
        return Command("put", "x", call, client=call, sequence=1)

    def known_post(self, source: int, to: int, data: bytes) -> int | None:
        """Return the number of a message that was sent before, None for one that never was."""
        return self._post_numbers.get((source, to, data))

    # ---- one step ----------------------------------------------------------------------------------------------------

    def _step(self, local: Local, stimulus: Stimulus) -> Advance:
        if stimulus == CRASH:
            return finished(local, self._local(local.server, -1, local.disk, (), None))
        if isinstance(stimulus, tuple):
            return self._cut_short(self.step(local, stimulus[0]), stimulus[1])
        try:
            answer = self._ask(local, stimulus)
        except Unwritten:
            raise
        except SubmissionFault as fault:
            return Advance(local, local, fault=fault)
        timers = set(local.timers) - ({stimulus.timer} if isinstance(stimulus, Fire) else set())
        return self._advance(local, answer, timers)

    def _ask(self, local: Local, stimulus: Stimulus) -> Stepped:
        self.calls += 1
        answer = self.host.ask(self._request(local, stimulus))
        assert isinstance(answer, Stepped)
        assert answer.state is not None
        if self._shown.setdefault(answer.state, answer.observed) != answer.observed:
            raise BadFrame("the server's process calls two states that show different things the same")
        return answer

    def _request(self, local: Local, stimulus: Stimulus) -> wire.Begin | wire.Advance:
        if stimulus == RESTART:
            image = local.disk.image if local.disk.image >= 0 else None
            return wire.Begin(self.names[local.server], self.names, self.bounds.options, image)
        if isinstance(stimulus, int):
            return wire.Advance(local.state, wire.Deliver(self.posts[stimulus].data))
        if isinstance(stimulus, Fire):
            return wire.Advance(local.state, wire.Timeout(stimulus.timer))
        return wire.Advance(local.state, ClientRequest(self.command(local)))

    def _advance(self, local: Local, answer: Stepped, timers: set[str]) -> Advance:
        disk = local.disk
        sent: list[int] = []
        for effect in answer.effects:
            if isinstance(effect, Sent):
                sent += self._post(local.server, effect)
            elif isinstance(effect, Persisted):
                disk = effect
            elif isinstance(effect, SetTimer):
                timers.add(effect.name)
            elif isinstance(effect, CancelTimer):
                timers.discard(effect.name)
        assert answer.state is not None
        after = self._local(local.server, answer.state, disk, tuple(sorted(timers)), answer.observed)
        return finished(local, after, tuple(sent), answer.effects, self._broken(local, after, answer.effects))

    def _cut_short(self, whole: Advance, crash_after: int) -> Advance:
        """Return `whole` with a crash after that many of its effects."""
        effects = whole.effects[:crash_after]
        disk = next((each for each in reversed(effects) if isinstance(each, Persisted)), whole.before.disk)
        sends = sum(isinstance(effect, Sent) and effect.to in self.names for effect in effects)
        after = self._local(whole.before.server, -1, disk, (), None)
        return finished(whole.before, after, whole.sent[:sends], effects)

    def _local(self, server: int, state: int, disk: Persisted, timers: tuple[str, ...], seen: Observed | None) -> Local:
        key = (server, state, disk.image, timers)
        known = self._numbers.get(key)
        if known is None:
            within = seen is None or (seen.currentTerm <= self.bounds.terms and len(seen.log) <= self.bounds.log)
            known = self._numbers[key] = Local(len(self.locals), server, state, disk, timers, seen, within)
            self.locals.append(known)
        return known

    def _post(self, source: int, effect: Sent) -> tuple[int, ...]:
        """Return the number of a message, alone; nothing where it goes to no server of the cluster."""
        if effect.to not in self.names:
            return ()
        to = self.names.index(effect.to)
        known = self._post_numbers.get((source, to, effect.message))
        return (self._new_post(source, to, effect.message) if known is None else known,)

    def _new_post(self, source: int, to: int, message: bytes) -> int:
        """Return the number of a message in bytes that were not seen before; they may tell one that was."""
        try:
            data = self.codec.encode(self.codec.message(message))
        except msgspec.DecodeError as fault:
            raise BadFrame(f"the server's process sent a broken message ({fault})") from None
        known = self._post_numbers.setdefault((source, to, data), len(self.posts))
        if known == len(self.posts):
            self.posts.append(Post(known, source, to, data))
        return known

    def _broken(self, before: Local, after: Local, effects: tuple[Effect, ...]) -> tuple[str, ...]:
        """Return the names of the stepwise properties that this step breaks."""
        server, disk = self.names[before.server], before.disk
        step = Step(Event(1, 0.0, Timeout(server, ""), server), before.seen, after.seen, effects)
        memories: dict[str, dict[str, Any]] = {
            "MonotonicTerm": {server: disk.currentTerm},
            "VoteIsDurable": {server: (disk.currentTerm, disk.votedFor)},
            "AckIsDurable": {server: len(disk.log)},
        }
        found = (each(step, self._world, memories.get(each.__name__, {})) for each in STEPWISE)
        return tuple(violation.property for violation in found if violation is not None)


def finished(
    before: Local,
    after: Local,
    sent: tuple[int, ...] = (),
    effects: tuple[Effect, ...] = (),
    broken: tuple[str, ...] = (),
) -> Advance:
    """Return the advance of a step that ended, or that a crash cut short."""
    a, b = before.seen, after.seen
    elected = b is not None and b.role == LEADER and not leads_already(a, b)
    changed = a is None or b is None or shown(a) != shown(b)
    committed = commits(a.commitIndex if a is not None else 0, b)
    applied = tuple((effect.index, effect.command) for effect in effects if isinstance(effect, Apply))
    promised = tuple((e.client, e.sequence) for e in effects if isinstance(e, Reply) and e.outcome == OK)
    loud = elected or changed or bool(committed or applied or promised or broken)
    return Advance(
        before,
        after,
        sent,
        effects,
        broken,
        flip=before.number ^ after.number,
        elected=elected,
        changed=changed,
        committed=committed,
        applied=applied,
        promised=promised,
        loud=loud,
    )


def commits(old: int, after: Observed | None) -> tuple[tuple[int, Entry], ...]:
    """Return the entries above index `old` that a server now calls committed."""
    if after is None:
        return ()
    return tuple((i, after.log[i - 1]) for i in range(old + 1, min(after.commitIndex, len(after.log)) + 1))


def leads_already(before: Observed | None, after: Observed) -> bool:
    """Tell whether a leader led the same term before the step."""
    return before is not None and before.role == LEADER and before.currentTerm == after.currentTerm


def shown(seen: Observed) -> tuple[object, ...]:
    """Return what properties of several servers look at."""
    return seen.log, seen.lastApplied, seen.matchIndex, seen.digest
