"""Drawn runs of a server that follows: what it may answer with the indexes of its leader."""

from __future__ import annotations

from dataclasses import dataclass, field

from raftlab.checks.placed_server import ServerStep
from raftlab.labs.scene09.messages import ConfirmLeadership, ReadIndex, ReadIndexReply
from raftlab.labs.scene09.read_fixtures import READ
from raftlab.labs.scene09.read_model import RunModel
from raftlab.server import OK, AppendEntries, Command, Entry

PAUSES_MS = (0, 1, 5, 20)
EVENTS = {"read": 5, "write": 2, "commit": 2, "append": 4, "index": 5, "question": 1, "other leader": 0.7}
"""Events while S1 follows, and how often each is drawn."""
EVENT_COUNTS = (3, 9)
"""The fewest and the most of them."""


@dataclass
class ForwardedRead:
    """A read at a follower: what was committed when it came, whether its leader was asked, and what that gave."""

    index: int
    value: int
    asked_for: int = 0  # the index that the leader took down when it was asked; 0: it was not asked yet
    given: list[int] = field(default_factory=list)


@dataclass
class FollowerRun:
    """The time in which S1 follows: its leader, that leader's log beyond S1's, and the reads that wait at S1."""

    model: RunModel
    leader: str
    term: int
    commit: int  # the leader's
    start: int = 0  # the index of the leader's first entry
    ahead: list[Entry] = field(default_factory=list)  # what the leader's log holds beyond S1's
    waiting: dict[str, ForwardedRead] = field(default_factory=dict)

    def lead(self) -> None:
        """Give the leader's log its first entry of the term."""
        self.ahead.append(Entry(self.term))
        self.start = self.last_index()

    def last_index(self) -> int:
        """Return the last index of the leader's log."""
        return self.model.server.lastIndex + len(self.ahead)

    def note(self, event: str, step: ServerStep) -> None:
        """Judge what S1 answered and sent in a step, and whether a read waits for nothing."""
        model, server = self.model, self.model.server
        model.tell(event)
        follows = (server.role, server.leaderId, server.currentTerm) == ("follower", self.leader, self.term)
        model.judge_former_leader(step)
        for to, message in step.sent_messages:
            if isinstance(message, ReadIndex) and message.client in self.waiting and to == self.leader:
                read = self.waiting[message.client]
                read.asked_for = read.asked_for or max(self.commit, self.start)
        for reply in step.replies:
            if reply.client not in self.waiting:
                if reply.client.startswith("r"):
                    model.fail(f"{reply.client} heard {reply.outcome} once more", safety="")
                continue
            read = self.waiting.pop(reply.client)
            if reply.outcome == OK:
                if not read.given or server.lastApplied < min(read.given):
                    given = f"index {min(read.given)}" if read.given else "no index"
                    model.fail(
                        f"{reply.client} heard ok {reply.value!r}; {self.leader} had given {given} for that read, and "
                        f"S1 had applied index {server.lastApplied}"
                    )
                model.judge_value(reply, read.value)
            elif follows:
                model.fail(f"{reply.client} heard {reply.outcome}, and S1 follows {self.leader}", safety="")
        for client, read in self.waiting.items():
            if not follows or (read.given and server.lastApplied >= max(read.given)):
                reason = f"index {max(read.given)} is applied" if follows else f"S1 follows {self.leader} no more"
                model.fail(f"{client}, whose read waited at S1, heard nothing; {reason}", safety="")

    def draw_event(self) -> None:
        """Let one event happen."""
        model, server = self.model, self.model.server
        model.now += model.rng.choice(PAUSES_MS)
        model.events += 1
        event = model.rng.choices(list(EVENTS), list(EVENTS.values()))[0]
        if event == "read":
            client = f"r{model.events}"
            self.waiting[client] = ForwardedRead(self.commit, model.value_at(self.commit))
            self.note(f"{client} read at S1", server.propose(model.get_of(client), now=model.now))
        elif event == "write":
            model.writes += 1
            put = Command("put", "x", str(model.writes), client="w1", sequence=model.writes)
            self.ahead.append(Entry(self.term, put))
            model.indexes[model.writes] = self.last_index()
        elif event == "commit":
            self.commit = max(self.commit, model.rng.randint(self.start, self.last_index()))
        elif event == "append":
            self.append(model.rng.randint(0, 2))
        elif event == "index":
            self.give_index()
        elif event == "question":
            question = ConfirmLeadership(self.term, self.leader, model.events)
            self.note(f"{self.leader} asked in a round", server.deliver(question, now=model.now))
        else:
            self.change_leader()

    def append(self, count: int) -> None:
        """Let the next entries of the leader's log come, and what it has committed."""
        model, server = self.model, self.model.server
        entries, self.ahead = tuple(self.ahead[:count]), self.ahead[count:]
        message = AppendEntries(self.term, self.leader, server.lastIndex, model.last_term(), entries, self.commit)
        event = f"{self.leader} sent {len(entries)} entries, and that index {self.commit} is committed"
        self.note(event, server.deliver(message, now=model.now))
        for client, read in self.waiting.items():
            if not read.asked_for:
                model.fail(f"{client} waits at S1, and S1 has not asked {self.leader} for an index", safety="")

    def give_index(self) -> None:
        """Let the leader give the index of a read: that of the question or a later one, once or more."""
        model = self.model
        asked = [client for client, read in self.waiting.items() if read.asked_for]
        if asked:
            client = model.rng.choice(asked)
            index = model.rng.choice((self.waiting[client].asked_for, max(self.commit, self.start)))
            self.waiting[client].given.append(index)
            reply = ReadIndexReply(self.term, self.leader, client, READ, index)
            self.note(f"{self.leader} gave index {index} for {client}", model.server.deliver(reply, now=model.now))

    def change_leader(self) -> None:
        """Let a voter that holds what is committed lead the next term; it may be the same."""
        model, server = self.model, self.model.server
        self.drop_uncommitted()
        self.leader = model.rng.choice(model.voters())
        self.term += 1
        message = AppendEntries(self.term, self.leader, server.lastIndex, model.last_term(), (), server.commitIndex)
        waited, self.waiting = list(self.waiting), {}
        step = server.deliver(message, now=model.now)
        model.tell(f"{self.leader} led term {self.term}")
        model.judge_refusals(step, waited)
        model.judge_former_leader(step)
        self.lead()

    def drop_uncommitted(self) -> None:
        """Drop what the leader's log holds beyond S1's, and is not committed."""
        kept = max(0, self.commit - self.model.server.lastIndex)
        self.ahead = self.ahead[:kept]
        last = self.last_index()
        self.model.indexes = {value: index for value, index in self.model.indexes.items() if index <= last}

    def run(self) -> None:
        """Let S1 follow for some events, until its election timer fires: then each read that waits is refused."""
        model = self.model
        self.lead()
        for _ in range(model.rng.randint(*EVENT_COUNTS)):
            self.draw_event()
        if self.commit > model.server.lastIndex:
            self.append(self.commit - model.server.lastIndex)
        self.drop_uncommitted()
        model.tell("its election timer fired")
        step = model.server.fire_timer("election", now=model.now)
        model.judge_refusals(step, list(self.waiting))
        model.judge_former_leader(step)
