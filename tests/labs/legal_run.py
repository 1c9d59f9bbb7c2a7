"""A run that leads to a drawn state: live servers of the reference, and messages that their senders may send."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from types import ModuleType
from typing import Any

from hypothesis import given, seed, settings
from hypothesis.strategies import SearchStrategy

from raftlab.checks.hypothesis_settings import deterministic_hypothesis
from raftlab.grading_models import Submission
from raftlab.kit import Kit, Scene
from raftlab.server import AppendEntries, Command, Message, Options, RequestVote, RequestVoteReply
from raftlab.simulator.world import InFlight, World
from raftlab.submission_hosts import make_hosts
from raftlab.trace import Act, Boot, Crash, Deliver, Inject, Propose, Restart, Timeout
from raftlab.worker.responses import ObservedState
from raftlab.worker.wire import Codec
from raftlab.worker.worker_hosts import Host

PAPER_OPTIONS = Options(preVote=False, checkQuorum=False)
CALL = Command("put", "x", "1")


@dataclass
class LegalRun:
    """A run of live servers. An AppendEntries may be any part of its leader's log, as right leaders cut it."""

    world: World

    def do(self, act: Act) -> None:
        """Do an act that must be possible."""
        assert self.world.apply(act) is not None, act

    def server(self, name: str) -> ObservedState:
        return self.world.running_servers[name]

    def terms(self, name: str) -> list[int]:
        """Return the terms of a server's log."""
        return [entry.term for entry in self.server(name).log]

    # ---- elections ---------------------------------------------------------------------------------------------------

    def elect(self, name: str, term: int, voters: Iterable[str]) -> None:
        """Let a server that does not lead win `term` with the votes of `voters`."""
        while self.server(name).currentTerm < term:
            if self.server(name).role == "leader" and len(self.world.servers) == 1:
                self.restart(name)
            self.do(Timeout(name, "election"))
        for voter in voters:
            self.deliver_newest(name, voter, RequestVote)
            self.deliver_newest(voter, name, RequestVoteReply)
        now = self.server(name)
        assert (now.role, now.currentTerm) == ("leader", term)

    def depose(self, name: str, rival: str) -> None:
        """Let `name` hear that `rival` stands in the next term; it keeps its commitIndex."""
        if self.server(name).role == "leader":
            while self.server(rival).currentTerm <= self.server(name).currentTerm:
                self.do(Timeout(rival, "election"))
            self.deliver_newest(rival, name, RequestVote)

    def tell_of_candidacy(self, candidate: str, other: str) -> None:
        """Let `other` take the candidate's newest request; its answer stays on its way."""
        self.deliver_newest(candidate, other, RequestVote)

    def restart(self, name: str) -> None:
        """Crash and restart a server: it leads no more, and forgets its commitIndex."""
        self.do(Crash(name))
        self.do(Restart(name))

    # ---- entries -----------------------------------------------------------------------------------------------------

    def propose(self, name: str, command: Command = CALL) -> None:
        before = len(self.server(name).log)
        self.do(Propose(name, command))
        assert len(self.server(name).log) == before + 1

    def show(self, leader: str, follower: str, end: int, prev: int = 0, commit: int = 0) -> None:
        """Let `follower` take a message of a leader with its entries up to `end`; the answer is then on its way."""
        sender = self.server(leader)
        assert sender.role == "leader"
        assert prev <= end <= len(sender.log)
        assert commit <= sender.commitIndex
        entries = sender.log[prev:end]
        prev_term = sender.log[prev - 1].term if prev else 0
        self.arrive(leader, follower, AppendEntries(sender.currentTerm, leader, prev, prev_term, entries, commit))

    def acknowledge(self, leader: str, follower: str, end: int) -> None:
        """Let `follower` store the log of `leader` up to `end`, and the leader hear it."""
        self.show(leader, follower, end)
        self.do_deliver(self.in_flight(follower, leader)[-1])

    def commit(self, leader: str, followers: Iterable[str], index: int) -> None:
        """Let a leader commit its log up to `index`, an entry of its own term, with these followers."""
        for follower in followers:
            self.acknowledge(leader, follower, index)
        assert self.server(leader).commitIndex == index

    def append_groups(
        self, leader: str, voters: Sequence[str], terms: Iterable[int], learners: Mapping[str, int]
    ) -> None:
        """Let one server lead all of `terms` and everyone store its entries. learners: server -> its commitIndex.

        The leader restarts before each term and at the end, so that nobody else hears what it has committed.
        """
        for term, group in groupby(terms):
            self.restart(leader)
            self.elect(leader, term, voters)
            for _ in group:
                self.propose(leader)
                last = len(self.server(leader).log)
                for learner in [each for each, index in learners.items() if index == last]:
                    self.commit(leader, voters, last)
                    self.show(leader, learner, last, commit=last)
            for other in set(self.world.servers) - {leader}:
                self.show(leader, other, last)
        self.restart(leader)

    # ---- messages ----------------------------------------------------------------------------------------------------

    def arrive(self, source: str, to: str, message: Message) -> None:
        """Let a message arrive that `source` may have sent."""
        self.do(Inject(source, to, message))
        self.do_deliver(self.in_flight(source, to)[-1])

    def deliver_newest(self, source: str, to: str, kind: type[Message]) -> None:
        """Deliver the newest message of a kind on one link."""
        self.do_deliver([each for each in self.in_flight(source, to) if isinstance(each.message, kind)][-1])

    def in_flight(self, source: str, to: str) -> list[InFlight]:
        return [each for each in self.world.in_flight if (each.source, each.to) == (source, to)]

    def do_deliver(self, each: InFlight) -> None:
        self.do(Deliver(each.source, each.to, each.message, each.id))


def drawn_examples(strategy: SearchStrategy[Any], seed_number: int, count: int) -> list[Any]:
    """Return what a check with this strategy draws on a seed."""
    drawn: list[Any] = []
    with deterministic_hypothesis([Path(__file__)]):

        @seed(seed_number)
        @settings(max_examples=count)
        @given(strategy)
        def record(example: Any) -> None:
            drawn.append(example)

        record()
    return drawn


def import_file(file: Path, name: str) -> ModuleType:
    """Import a file of checks as a module."""
    spec = importlib.util.spec_from_file_location(name, file)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@contextmanager
def open_runs(kit: Kit, scene: Scene) -> Iterator[Callable[[int], LegalRun]]:
    """Yield what begins a run of N servers of the scene's reference: all have booted."""
    submission = Submission(scene.id, scene.file, kit.solution_layer(scene).source)
    with make_hosts(kit, scene, submission, in_process=True, debug=False) as hosts:
        yield run_starter(hosts.open(), Codec(kit.message_modules(scene)))


def run_starter(host: Host, codec: Codec) -> Callable[[int], LegalRun]:
    """Return what begins a run on `host`."""
    numbers = iter(range(10**9))

    def begin(size: int) -> LegalRun:
        names = tuple(f"S{number}" for number in range(1, size + 1))
        run = LegalRun(World(host, codec, names, PAPER_OPTIONS, run_number=next(numbers)))
        for name in names:
            run.do(Boot(name))
        return run

    return begin
