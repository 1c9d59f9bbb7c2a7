"""What a model knows of the reads, the rounds and the log of one server, and which answers that makes right."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from raftlab.checks import CheckFailure
from raftlab.checks.lab_fixture import Lab
from raftlab.checks.placed_server import PlacedServer, ServerStep
from raftlab.labs.scene03a.messages import PreVoteReply
from raftlab.labs.scene07.members import parse_configuration, sides_of
from raftlab.labs.scene09.messages import ConfirmLeadership, ConfirmLeadershipReply, ReadIndex, ReadIndexReply
from raftlab.labs.scene09.read_fixtures import (
    FIRST,
    LEASE_DEPLOYMENTS,
    READ,
    READ_DEPLOYMENTS,
    SECOND,
    TERM,
    begin_term,
    make_get_command,
)
from raftlab.server import OK, Command, Configuration, Entry, Options, Reply, RequestVote, RequestVoteReply

DRIFT_BOUND = 1.25


CONFIGURATIONS = (
    "S1 S2 S3",
    "S1 S2 S3 S4 S5",
    "S1 S2 S3 S4 + S5",
    "S1 S2 S3 S4",
    "S1 S2 S3 | S1 S4 S5",
    "S1 S2 S3 S4 S5 S6 S7",
    "S1 S2",
)
AN_HOUR_MS = 3_600_000.0
FAR_TERM = 70_000
LONG_LOG = 30
RUN_OPTIONS = (*READ_DEPLOYMENTS, *READ_DEPLOYMENTS[:4], *LEASE_DEPLOYMENTS)


@dataclass(frozen=True)
class RunSetting:
    """The server's options and its first configuration."""

    options: Options
    configuration: str
    is_odd: bool

    @property
    def has_long_log(self) -> bool:
        """Return whether the run begins with a long log, in which y is 0."""
        return self.is_odd and self.may_change

    @property
    def may_change(self) -> bool:
        """Return whether an operator changes this configuration in the run."""
        return "|" not in self.configuration and "+" not in self.configuration


SETTINGS = [
    RunSetting(options, CONFIGURATIONS[(number + number // 7 * 3) % 7], number % 2 == 1)
    for number, options in enumerate(RUN_OPTIONS)
]
"""The setting of each run: each configuration with a lease or without, as a rule with both."""


@dataclass
class Read:
    """A read at the leader: the event in which it came, and what was committed before that."""

    arrived: int
    index: int
    value: int
    is_owed: bool  # an entry of the term was committed when it came: it may not be refused any more
    had_lease: bool = False  # a lease held at an event since then


@dataclass
class RunModel:
    """One server, S1, and what is known of the values in its log."""

    server: PlacedServer
    setting: RunSetting
    rng: random.Random
    now: float = 0.0
    events: int = 0
    writes: int = 2  # the value of the last write; the first two are in the log of each run
    story: list[str] = field(default_factory=list)
    indexes: dict[int, int] = field(default_factory=lambda: {1: 1, 2: 2})  # value -> its index in the log

    def configuration(self) -> Configuration:
        """Return the configuration in force."""
        return self.server.observation.configuration or Configuration(tuple(self.server.cluster))

    def voters(self) -> list[str]:
        """Return the voters of both sides but S1."""
        return sorted(frozenset().union(*sides_of(self.configuration())) - {"S1"})

    def others(self) -> list[str]:
        """Return the members but S1, learners too."""
        return sorted({*self.voters(), *self.configuration().learners})

    def quorum_of(self, marks: dict[str, float]) -> float:
        """Return the mark that a quorum, with S1, has reached; -1 for none. It takes a majority of each side."""
        reached = []
        for side in sides_of(self.configuration()):
            ranked = sorted((float("inf") if who == "S1" else marks.get(who, -1.0) for who in side), reverse=True)
            reached.append(ranked[len(side) // 2])
        return min(reached)

    def value_at(self, index: int) -> int:
        """Return the newest value of x in the log up to `index`."""
        return max(value for value, at in self.indexes.items() if at <= index)

    def last_term(self) -> int:
        """Return the term of the last entry of S1's log."""
        return self.server.log_terms[-1] if self.server.log else self.server.log_start[1]

    def key_of(self, client: str) -> str:
        """Return the key that this client reads: y for every fourth, which nobody writes in the run."""
        return "x" if int(client[1:]) % 4 else "y"

    def get_of(self, client: str) -> Command:
        """Return the read of this client."""
        return make_get_command(client, self.key_of(client))

    @property
    def other_value(self) -> str | None:
        """Return the value of y."""
        return "0" if self.setting.has_long_log else None

    def judge_value(self, reply: Reply, oldest: int) -> None:
        """Raise CheckFailure unless the value of an answer was the newest at some moment since the read came."""
        if self.key_of(reply.client) == "y":
            if reply.value != self.other_value:
                self.fail(f"{reply.client} heard ok {reply.value!r}; y was {self.other_value!r} all the time")
            return
        newest = self.value_at(self.server.lastApplied)
        if not (str(reply.value).isdigit() and oldest <= int(str(reply.value)) <= newest):
            self.fail(f"{reply.client} heard ok {reply.value!r}; x was {oldest} when the read came")

    def judge_refusals(self, step: ServerStep, waited: list[str]) -> None:
        """Raise CheckFailure unless each of these reads is refused in this step, once, and no other is answered."""
        for client in waited:
            heard = [reply.outcome for reply in step.replies if reply.client == client]
            if OK in heard:
                self.fail(f"{client} heard ok; S1 did not lead any more, or knew of no index for that read")
            if len(heard) != 1:
                self.fail(f"{client}, whose read waited, heard {', '.join(heard) or 'nothing'}", safety="")
        for reply in step.replies:
            if reply.client.startswith("r") and reply.client not in waited:
                self.fail(f"{reply.client} heard {reply.outcome} once more", safety="")

    def judge_former_leader(self, step: ServerStep) -> None:
        """Raise CheckFailure if S1, which does not lead, sent what only a leader sends."""
        for to, message in step.sent_messages:
            if isinstance(message, ConfirmLeadership | ReadIndexReply):
                self.fail(f"S1, which does not lead, acted as a leader towards {to}")

    def tell(self, event: str) -> None:
        """Note an event in the story of this run."""
        self.story.append(f"{self.now:g} ms: {event}")

    def fail(self, text: str, safety: str = "Linearizability") -> None:
        """Raise CheckFailure with the last events."""
        start = f"The first configuration is {self.setting.configuration}. " + ("" if len(self.story) <= 8 else "… ")
        raise CheckFailure(f"{start}{'; '.join(self.story[-8:])}. Then {text}.", safety=safety)

    def act_late(self, who: str, term: int, last_round: int) -> None:
        """Let messages come that are for the leader that S1 was in this term."""
        for late in (ReadIndex(term, who, "r0", READ), ConfirmLeadershipReply(term, who, last_round)):
            self.tell(f"{who} took S1 for the leader of term {term}")
            step = self.server.deliver(late, now=self.now)
            self.judge_refusals(step, [])
            self.judge_former_leader(step)

    def vote(self, candidate: str, term: int) -> None:
        """Let a candidate ask S1, which has voted for nobody in this term and has heard no leader."""
        server = self.server
        self.tell(f"{candidate} asked for its vote in term {term}")
        server.deliver(RequestVote(term, candidate, server.lastIndex, self.last_term()), now=self.now)
        if server.votedFor != candidate:
            self.fail(f"S1, which had heard no leader since it led, had voted for {server.votedFor}", safety="")

    def refuse_read(self, who: str) -> None:
        """Let a client read at S1, which can ask nobody."""
        self.events += 1
        client = f"r{self.events}"
        self.tell(f"{client} read at S1, {who}")
        step = self.server.propose(self.get_of(client), now=self.now)
        self.judge_refusals(step, [client])
        self.judge_former_leader(step)

    def win_votes(self) -> ServerStep | None:
        """Let voters elect S1, whose election timer fired; return the step in which it begins its term."""
        server, term, step = self.server, self.server.currentTerm, None
        for who in self.voters():
            if server.role == "pre-candidate":
                server.deliver(PreVoteReply(term, who, term + 1, True), now=self.now)
        for who in reversed(self.voters()):
            if server.role == "candidate":
                step = server.deliver(RequestVoteReply(server.currentTerm, who, True), now=self.now)
        begin_term(server, self.now)
        return step


def place_new_leader(lab: Lab, setting: RunSetting) -> PlacedServer:
    """Return S1 as the leader of term 2, with x=1 committed and x=2 in its log."""
    configuration = parse_configuration(setting.configuration)
    log = [FIRST, SECOND]
    if configuration.is_joint or configuration.learners:
        log.append(Entry(1, None, configuration))
    if setting.has_long_log:
        log += [Entry(1, Command("put", "y", "0"))] * LONG_LOG
    server = lab.place(
        "S1",
        cluster=3 if configuration.is_joint else len(configuration.voters),
        role="candidate",
        term=TERM,
        log=log,
        commit_index=1,
        machine={"x": "1"},
        options=setting.options,
    )
    voters = frozenset().union(*sides_of(configuration)) - {"S1"}
    for who in sorted(voters):
        if server.role == "candidate":
            server.deliver(RequestVoteReply(TERM, who, True), now=0)
    begin_term(server, 0)
    return server
