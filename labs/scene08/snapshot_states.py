"""Logs in which every application shows, snapshots of them, and a leader and a follower that exchange messages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from raftlab.checks import CheckFailure
from raftlab.checks.lab_fixture import Lab
from raftlab.checks.placed_server import PlacedServer, ServerStep
from raftlab.labs.scene03a.messages import PreVoteReply
from raftlab.labs.scene08.messages import CHUNK_CHARACTERS, InstallSnapshot, InstallSnapshotReply
from raftlab.server import (
    AppendEntries,
    AppendEntriesReply,
    Command,
    Configuration,
    Entry,
    Message,
    RequestVoteReply,
    Snapshot,
)

HEARTBEAT_LIMIT = 6
"""Heartbeats in a row that may pass without a message to the follower."""
STATES: WeakKeyDictionary[Lab, dict[tuple[Entry, ...], tuple[str, str]]] = WeakKeyDictionary()
"""What state_after found for a check."""
MESSAGE_LIMIT = 600
"""Messages within which a follower must have everything: enough for parts of one character."""

MIXED = (
    Configuration(("S1", "S2", "S3"), ("S4",)),
    Configuration(("S1", "S3"), ("S4",), ("S1", "S2", "S3")),
)
"""A configuration with a learner, and a joint one with a learner."""


def member_text(configuration: Configuration | None) -> str:
    """Return who belongs to a configuration, in words."""
    if configuration is None:
        return "the initial one"
    learners = f", learners {' '.join(configuration.learners)}" if configuration.learners else ""
    old = f", old voters {' '.join(configuration.old_voters)}" if configuration.old_voters else ""
    return f"voters {' '.join(configuration.voters)}{learners}{old}"


def numbered_entry(term: int, index: int) -> Entry:
    """Return an entry whose command is seen in the machine as often as it takes effect, by a client with a session.

    Its text has a character of two bytes: data and offsets of a snapshot count characters.
    """
    return Entry(term, Command("append", "x", f"{term}.{index}·", client="c", sequence=index))


def numbered_log(terms: Sequence[int], first: int = 1) -> tuple[Entry, ...]:
    """Return the entries of a log with these terms, the first one at index `first`."""
    return tuple(numbered_entry(term, index) for index, term in enumerate(terms, start=first))


def machine_after_log(lab: Lab, log: Sequence[Entry]) -> tuple[str, str]:
    """Return digest and text of the state machine after the whole of `log`: (digest, text)."""
    known, key = STATES.setdefault(lab, {}), tuple(log)
    if key not in known:
        server = lab.place("S9", cluster=("S9", "S8"), term=max((each.term for each in log), default=0))
        server.learn(log, len(log))
        known[key] = server.observation.digest, str(server.call("machine_text").result)
    return known[key]


def is_machine_wrong(lab: Lab, server: PlacedServer, log: Sequence[Entry]) -> bool:
    """Tell whether a server's machine is not that of the entries of `log` which it says it has applied.

    A server that has not applied, or not installed, anything yet is only slow.
    """
    return server.observation.digest != machine_after_log(lab, log[: max(0, server.lastApplied)])[0]


def snapshot_of(lab: Lab, log: Sequence[Entry], configuration: Configuration | None = None) -> Snapshot:
    """Return the snapshot that stands for the whole of `log`."""
    return Snapshot(len(log), log[-1].term, configuration, machine_after_log(lab, log)[1])


def snapshot_part_messages(
    snapshot: Snapshot, term: int, leader: str = "S1", size: int = CHUNK_CHARACTERS
) -> list[InstallSnapshot]:
    """Return the messages in which `leader` sends `snapshot`, in order, `size` characters in each."""
    offsets = range(0, len(snapshot.data), size)
    return [
        InstallSnapshot(
            term,
            leader,
            snapshot.lastIncludedIndex,
            snapshot.lastIncludedTerm,
            snapshot.configuration,
            offset,
            snapshot.data[offset : offset + size],
            offset + size >= len(snapshot.data),
        )
        for offset in offsets
    ]


def place_compacted_server(
    lab: Lab,
    terms: Sequence[int],
    start: int,
    snapshot_end: int = 0,
    server: str = "S1",
    configuration: Configuration | None = None,
    **settings: Any,
) -> PlacedServer:
    """Place a server whose log of these terms begins behind `start`, with a snapshot up to there or `snapshot_end`.

    Everything up to the snapshot's end is committed and applied, or up to commit_index. The snapshot has this
    configuration.
    """
    log, end = numbered_log(terms), snapshot_end or start
    chosen = {"term": max([1, *terms]), "commit_index": end} | settings
    machine = {"x": "".join(each.command.value for each in log[: chosen["commit_index"]] if each.command)}
    return lab.place(
        server,
        log=log[start:],
        log_start=(start, log[start - 1].term) if start else None,
        snapshot=snapshot_of(lab, log[:end], configuration) if end else None,
        machine=machine,
        **chosen,
    )


def lead_later(leader: PlacedServer) -> None:
    """Let S1, a leader of three servers, learn from S3 of a candidate's term, and win the next one, twice."""
    for _ in range(2):
        term = leader.currentTerm + 1
        leader.deliver(AppendEntriesReply(term, "S3", False))
        leader.fire_timer("election")
        leader.deliver(PreVoteReply(term, "S3", term + 1, True))
        leader.deliver(RequestVoteReply(term + 1, "S3", True))


def compacted_text(server: PlacedServer) -> str:
    """Return role, term, log and commitIndex of a server in words."""
    index, term = server.log_start
    behind = f", behind index {index} of term {term}" if index else ""
    terms = " ".join(map(str, server.log_terms)) or "empty"
    return (
        f"{server.id} ({server.role}, term {server.currentTerm}, log {terms}{behind}, commitIndex {server.commitIndex})"
    )


def messages_to(step: ServerStep, server: str) -> list[Message]:
    """Return the appends and parts of a snapshot that a step sends to `server`."""
    return [m for to, m in step.sent_messages if to == server and isinstance(m, AppendEntries | InstallSnapshot)]


def last_part_reply(step: ServerStep, leader: str = "S1") -> InstallSnapshotReply | None:
    """Return the last answer to a part of a snapshot; None without one."""
    replies = [m for to, m in step.sent_messages if to == leader and isinstance(m, InstallSnapshotReply)]
    return replies[-1] if replies else None


def reply_text(reply: InstallSnapshotReply | None) -> str:
    """Return an answer in words."""
    if reply is None:
        return "it sent no InstallSnapshotReply"
    return (
        f"it answered with lastIncludedIndex {reply.lastIncludedIndex}, offset {reply.offset}, matchIndex "
        f"{reply.matchIndex}"
    )


def message_text(message: Message) -> str:
    """Return an append or a part of a snapshot in words."""
    if isinstance(message, InstallSnapshot):
        done = ", done" if message.done else ""
        return (
            f"InstallSnapshot of ({message.lastIncludedIndex}, term {message.lastIncludedTerm}), offset "
            f"{message.offset}, {len(message.data)} characters{done}"
        )
    assert isinstance(message, AppendEntries)
    terms = " ".join(str(each.term) for each in message.entries) or "no entries"
    return f"AppendEntries with prevLogIndex {message.prevLogIndex}, prevLogTerm {message.prevLogTerm}, {terms}"


@dataclass
class SnapshotPair:
    """S1 leads and S3 follows; every message between them arrives, in order, unless a check says otherwise."""

    leader: PlacedServer
    follower: PlacedServer
    sent: list[Message]
    follower_id: str = "S3"
    now: float = 0.0

    def exchange(self, disturb: Callable[[int, Message], None] = lambda number, message: None) -> None:
        """Exchange messages until S3 holds S1's log and S1 knows it. CheckFailure if that does not happen.

        disturb: called before each message to S3 arrives, with its number from 1.
        """
        waiting: list[Message] = []
        quiet = 0
        while not self.is_done():
            if not waiting:
                waiting = messages_to(self.leader.fire_timer("heartbeat", now=self.now), self.follower_id)
                quiet = 0 if waiting else quiet + 1
            if quiet > HEARTBEAT_LIMIT or len(self.sent) >= MESSAGE_LIMIT:
                raise CheckFailure(self.failure_text())
            if waiting:
                message = waiting.pop(0)
                self.sent.append(message)
                disturb(len(self.sent), message)
                waiting += self.deliver(message)

    def deliver(self, message: Message, disk_fails: bool = False) -> list[Message]:
        """Deliver one message to S3 and its answers to S1; return what S1 then sends to S3."""
        step = self.follower.deliver(message, disk_fails=disk_fails, now=self.now)
        answers = [answer for to, answer in step.sent_messages if to == "S1"]
        steps = [self.leader.deliver(answer, now=self.now) for answer in answers]
        return [each for step in steps for each in messages_to(step, self.follower_id)]

    def is_done(self) -> bool:
        last = self.leader.lastIndex
        return self.follower.lastIndex == last and dict(self.leader.matchIndex).get(self.follower_id) == last

    def failure_text(self) -> str:
        """Return what was exchanged, in words."""
        last = "; ".join(message_text(each) for each in self.sent[-3:]) or "nothing"
        return (
            f"After {len(self.sent)} messages {compacted_text(self.leader)} and {compacted_text(self.follower)}; "
            f"matchIndex[{self.follower_id}] {dict(self.leader.matchIndex).get(self.follower_id)}. The last messages "
            f"to {self.follower_id}: {last}."
        )


def place_pair(lab: Lab, terms: Sequence[int], start: int, follower_terms: Sequence[int] = ()) -> SnapshotPair:
    """Place S1, leader of the last term with a log behind `start`, and S3 with a log of its own, nothing committed."""
    leads = max(terms)
    last = len(terms)
    leader = place_compacted_server(
        lab, terms, start, role="leader", term=leads, next_index={"S2": last + 1, "S3": start or 1}
    )
    follower = lab.place("S3", term=leads, log=numbered_log(follower_terms))
    return SnapshotPair(leader, follower, [])
