"""Runs of one leader whose events are drawn, the same on every seed, and a model that tells which answers are right."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from raftlab.checks import CheckFailure
from raftlab.checks.lab_fixture import Lab
from raftlab.checks.placed_server import PlacedServer, ServerStep
from raftlab.labs.scene03a.messages import PreVoteReply
from raftlab.labs.scene09.messages import ReadIndex, ReadIndexReply
from raftlab.labs.scene09.read_fixtures import (
    FIRST,
    READ,
    SECOND,
    begin_term,
    deliver_answer,
    elect_leader,
    leadership_questions,
    make_get_command,
)
from raftlab.server import OK, AppendEntries, AppendEntriesReply, Command, Options, RequestVoteReply

DRIFT_BOUND = 1.25
PAUSES_MS = (0, 1, 2, 5, 10, 20, 45, 75)
EVENTS = {"read": 6, "ask": 3, "write": 3, "commit": 2, "beat": 3, "answer": 8, "give up": 0.5, "depose": 0.8}
"""Events of a run, and how often each is drawn. A lease is given up only where there are leases."""


@dataclass
class Read:
    """A read at the leader: the event in which it came, and what was committed before that."""

    arrived: int
    index: int
    value: int
    had_lease: bool = False  # a lease held at an event since then


@dataclass
class ReadRun:
    """One leader, S1, and what the model knows of its rounds."""

    server: PlacedServer
    cluster: int
    now: float
    rng: random.Random
    reads: dict[str, Read] = field(default_factory=dict)  # what waits: a client's read, or "S2 asks for r7"
    asked: list[tuple[int, float, dict]] = field(default_factory=list)  # (event, time, questions), of this leadership
    newest: dict[str, tuple[int, float]] = field(default_factory=dict)  # follower -> the newest that it answered
    term_start: int = 3
    given_up: bool = False
    writes: int = 2  # the value of the last write; the first two are in the log of each run
    events: int = 0
    story: list[str] = field(default_factory=list)
    indexes: dict[int, int] = field(default_factory=lambda: {1: 1, 2: 2})  # value -> its index in the log

    def quorum_of(self, which: int) -> float:
        """Return what a majority has answered at least: the event (0) or the time (1) of its questions."""
        answered = sorted((each[which] for each in self.newest.values()), reverse=True)
        needed = self.cluster // 2
        return answered[needed - 1] if len(answered) >= needed else -1.0

    def has_lease(self) -> bool:
        """Tell whether the longest lease that is right holds now."""
        if self.server.options.reads != "lease" or self.given_up or self.quorum_of(0) < 0:
            return False
        return self.now - self.quorum_of(1) < self.server.options.electionTimeout[0] / DRIFT_BOUND

    def committed_value(self) -> int:
        """Return the newest value of x that is applied."""
        return max(value for value, index in self.indexes.items() if index <= self.server.lastApplied)

    def note(self, event: str, step: ServerStep) -> None:
        """Take over what a step sent, and judge what it answered."""
        self.story.append(f"{self.now:g} ms: {event}")
        if questions := leadership_questions(step):
            self.asked.append((self.events, self.now, questions))
        for read in self.reads.values():
            read.had_lease |= self.has_lease()
        for reply in step.replies:
            if reply.client in self.reads:
                read = self.reads.pop(reply.client)
                if reply.outcome == OK:
                    self.judge(read, f"{reply.client} heard ok {reply.value!r}")
                    if not (
                        str(reply.value).isdigit() and read.value <= int(str(reply.value)) <= self.committed_value()
                    ):
                        self.fail(f"{reply.client} heard ok {reply.value!r}; x was {read.value} when the read came")
                elif self.server.role == "leader" and self.server.commitIndex >= self.term_start:
                    self.fail(f"{reply.client} heard {reply.outcome}, and S1 leads on", safety="")
            elif reply.client.startswith("r"):
                self.fail(f"{reply.client} heard {reply.outcome} once more", safety="")
        for _, message in step.sent_messages:
            if isinstance(message, ReadIndexReply) and (name := f"S2 asks for {message.client}") in self.reads:
                read = self.reads.pop(name)
                self.judge(read, f"S2 got index {message.index} for {message.client}", applies=False)
                if message.index < max(read.index, self.term_start):
                    self.fail(f"S2 got index {message.index} for {message.client}; index {read.index} was committed")

    def judge(self, read: Read, answer: str, *, applies: bool = True) -> None:
        """Raise CheckFailure if nothing proves this answer."""
        if not (read.had_lease or self.quorum_of(0) >= read.arrived):
            self.fail(f"{answer}; no majority had answered questions sent after that read, and no lease had held since")
        if applies and self.server.lastApplied < self.term_start:
            self.fail(f"{answer}; no entry of its term is committed")

    def fail(self, text: str, safety: str = "Linearizability") -> None:
        """Raise CheckFailure with the last events."""
        start = "" if len(self.story) <= 8 else "… "
        raise CheckFailure(f"{start}{'; '.join(self.story[-8:])}. Then {text}.", safety=safety)

    def draw_event(self) -> None:
        """Let one event happen, and judge what S1 did."""
        self.now += self.rng.choice(PAUSES_MS)
        self.events += 1
        leases = self.server.options.reads == "lease"
        names = [name for name in EVENTS if name != "give up" or leases]
        event = self.rng.choices(names, [EVENTS[name] for name in names])[0]
        client, server = f"r{self.events}", self.server
        read = Read(self.events, server.commitIndex, self.committed_value())
        if event == "read":
            self.reads[client] = read
            self.note(f"{client} read", server.propose(make_get_command(client), now=self.now))
        elif event == "ask":
            self.reads[f"S2 asks for {client}"] = read
            question = ReadIndex(server.currentTerm, "S2", client, READ)
            self.note(f"S2 asked for an index for {client}", server.deliver(question, now=self.now))
        elif event == "write":
            self.writes += 1
            put = Command("put", "x", str(self.writes), client="w1", sequence=self.writes)
            step = server.propose(put, now=self.now)
            self.indexes[self.writes] = server.lastIndex
            self.note(f"x={self.writes} was written", step)
        elif event == "commit":
            self.commit()
        elif event == "beat":
            self.note("the heartbeat timer fired", server.fire_timer("heartbeat", now=self.now))
        elif event == "answer" and self.asked:
            self.answer(self.rng.choice(self.asked[-4:]), f"S{self.rng.randint(2, self.cluster)}")
        elif event == "give up":
            self.given_up = True
            self.note("S1 gave up its lease", server.call("giveUpLease", now=self.now))
        elif event == "depose":
            self.depose()

    def answer(self, question_round: tuple[int, float, dict], who: str) -> None:
        """Let a follower answer these questions."""
        event, sent, questions = question_round
        if who in questions:
            self.newest[who] = max(self.newest.get(who, (-1, -1.0)), (event, sent))
            step = deliver_answer(self.server, questions, who, self.now)
            self.note(f"{who} answered the question of {sent:g} ms", step)

    def commit(self) -> None:
        """Let a majority store the whole log."""
        if self.server.commitIndex < self.server.lastIndex:
            index, last = self.server.lastIndex, self.cluster // 2 + 1
            for number in range(2, last + 1):
                self.note(f"S{number} stored index {index}", acknowledge(self.server, number, index, self.now))

    def depose(self) -> None:
        """Let S2 lead the next term, and S1 the one after that."""
        server, term = self.server, self.server.currentTerm
        self.newest, self.asked, self.given_up = {}, [], False
        over = AppendEntries(term + 1, "S2", server.lastIndex, server.log_terms[-1], (), server.commitIndex)
        for read in self.reads.values():
            read.arrived, read.had_lease = self.events + 1, False
        self.reads = {name: read for name, read in self.reads.items() if name.startswith("r")}
        self.note(f"S2 led term {term + 1}", server.deliver(over, now=self.now))
        if self.reads:
            self.fail(f"{', '.join(self.reads)}, whose reads waited, heard nothing", safety="")
        self.now += self.rng.choice((1, 5, 30))
        server.fire_timer("election", now=self.now)
        voters = [f"S{number}" for number in range(3, self.cluster // 2 + 3)]
        for who in voters if server.options.preVote else ():
            server.deliver(PreVoteReply(term + 1, who, term + 2, True), now=self.now)
        for who in voters:
            step = server.deliver(RequestVoteReply(term + 2, who, True), now=self.now)
        begin_term(server, self.now)
        self.term_start = server.lastIndex
        self.events += 1
        self.note(f"S1 led term {term + 2}", step)
        if self.rng.random() < 0.6:
            self.commit()

    def end(self) -> None:
        """Raise CheckFailure if a client waits although all is committed and a round that began later is answered."""
        for _ in range(2):
            self.events += 1
            self.commit()
            self.now += 50
            self.note("the heartbeat timer fired", self.server.fire_timer("heartbeat", now=self.now))
            for number in range(2, self.cluster + 1):
                if self.asked:
                    self.answer(self.asked[-1], f"S{number}")
        if waiting := [name for name in self.reads if name.startswith("r")]:
            self.fail(f"all was committed and each round was answered: {', '.join(waiting)} heard nothing", safety="")


def acknowledge(server: PlacedServer, number: int, index: int, now: float) -> ServerStep:
    """Let one follower store the leader's log up to `index`."""
    reply = AppendEntriesReply(server.currentTerm, f"S{number}", True, index - 1, matchIndex=index)
    return server.deliver(reply, now=now)


def check_run(lab: Lab, number: int, options: Options, events: int) -> None:
    """CheckFailure if S1 gives an answer in this run that nothing proves, or none to a read."""
    cluster, now = (3, 5)[number % 2], (0.0, 3_600_000.0)[number // 2 % 2]
    server = elect_leader(lab, cluster, options, log=(FIRST, SECOND))
    run = ReadRun(server, cluster, now, random.Random(number + 20))
    for _ in range(events):
        run.draw_event()
    run.end()
