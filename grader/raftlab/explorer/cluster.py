"""The servers of one search: each step is asked of the submission once, then remembered.

A server's step depends only on its state and the event. Almost every step of a search is therefore a look-up, and the
wall around the submission costs nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import msgspec

from raftlab.errors import BadFrame, Full, SubmissionFault, Unwritten
from raftlab.explorer.bounds import Bounds
from raftlab.explorer.local import CRASH, RESTART, Advance, Fire, Local, Stimulus, finished
from raftlab.server import CancelTimer, ClientRequest, Command, SetTimer
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
from raftlab.worker.answers import Effect, Kept, Observed, Persisted, Sent
from raftlab.worker.host import Host, PlainAnswer
from raftlab.worker.wire import Codec

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

TWO_AS_ONE = "the server's process calls two states that show different things the same"
NOTHING_DURABLE = Persisted(-1, 0, None, ())
NOWHERE = Local(-1, -1, -1, NOTHING_DURABLE, (), None, within=False)
LACKING = Advance(NOWHERE, NOWHERE, loud=False, lacking=True)
"""Stands for every step that is still to be asked for."""


class Post(msgspec.Struct, frozen=True):
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
        self._lacking: dict[tuple[Local, Stimulus], None] | None = None  # while a search looks ahead
        self._world = World(host, codec, self.names, bounds.options)

    def close(self) -> None:
        """Forget every step: they hold each other, and would stay until the cycle collector finds them."""
        for local in self.locals:
            local.steps.clear()

    def boot(self, server: int) -> Advance:
        """Return what the first start makes of a server."""
        return self.step(self._local(server, -1, NOTHING_DURABLE, (), None), RESTART)

    def step(self, local: Local, stimulus: Stimulus) -> Advance:
        """Return what `stimulus` makes of `local`."""
        known = local.steps.get(stimulus)
        if known is None:
            known = self._step(local, stimulus)
            if not known.lacking:
                local.steps[stimulus] = known
        return known

    @contextmanager
    def ahead(self) -> Iterator[None]:
        """Inside of this, steps that no one asked for yet are noted and come back as lacking; then ask for them all.

        SubmissionFault where the submission ended its process in one of them: which one, is not known.
        """
        lacking = self._lacking = {}
        try:
            yield
        finally:
            self._lacking = None
        answers = self.host.ask_all([self._request(*each) for each in lacking])
        for (local, stimulus), answer in zip(lacking, answers, strict=True):
            local.steps[stimulus] = self._taken(local, stimulus, answer)

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
            whole = self.step(local, stimulus[0])
            return whole if whole.lacking else self._cut_short(whole, stimulus[1])
        if self._lacking is not None:
            self._lacking[local, stimulus] = None
            return LACKING
        try:
            answer: PlainAnswer | SubmissionFault = self.host.ask(self._request(local, stimulus))
        except SubmissionFault as fault:
            answer = fault
        return self._taken(local, stimulus, answer)

    def _taken(self, local: Local, stimulus: Stimulus, answer: PlainAnswer | SubmissionFault) -> Advance:
        """Return what a server became, as its process answers.

        Unwritten for a hole that is still to be filled, Full where the process can keep no more.
        """
        self.calls += 1
        if isinstance(answer, Unwritten | Full):
            raise answer
        if isinstance(answer, SubmissionFault):
            return Advance(local, local, fault=answer)
        assert isinstance(answer, Kept)
        seen = (
            self._shown.setdefault(answer.state, answer.observed) if answer.observed else self._shown.get(answer.state)
        )
        if seen is None or seen != (answer.observed or seen):
            return Advance(local, local, fault=BadFrame(TWO_AS_ONE))
        timers = set(local.timers) - ({stimulus.timer} if isinstance(stimulus, Fire) else set())
        return self._advance(local, answer, seen, timers)

    def _request(self, local: Local, stimulus: Stimulus) -> wire.Begin | wire.Advance:
        if stimulus == RESTART:
            image = local.disk.image if local.disk.image >= 0 else None
            return wire.Begin(self.names[local.server], self.names, self.bounds.options, image)
        if isinstance(stimulus, int):
            return wire.Advance(local.state, wire.Deliver(self.posts[stimulus].data))
        if isinstance(stimulus, Fire):
            return wire.Advance(local.state, wire.Timeout(stimulus.timer))
        return wire.Advance(local.state, ClientRequest(self.command(local)))

    def _advance(self, local: Local, answer: Kept, seen: Observed, timers: set[str]) -> Advance:
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
        after = self._local(local.server, answer.state, disk, tuple(sorted(timers)), seen)
        broken = self._broken(local, after, answer.effects) if after is not local or answer.effects else ()
        return finished(local, after, tuple(sent), answer.effects, broken, self._mail(sent))

    def _mail(self, sent: list[int]) -> dict[int, tuple[int, ...]]:
        """Return the numbers of messages, by the position of the server that each is for."""
        mail: dict[int, tuple[int, ...]] = {}
        for number in sent:
            to = self.posts[number].to
            mail[to] = (*mail.get(to, ()), number)
        return mail

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
