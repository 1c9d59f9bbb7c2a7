"""A cluster in which nothing happens: what its servers send in twenty election timeouts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from raftlab.checks import CheckFailure
from raftlab.checks.lab_fixture import Lab
from raftlab.count_text import count_text
from raftlab.server import AppendEntries, AppendEntriesReply
from raftlab.trace import SentMessage, Timeout, Trace

CALM_MS = {"short": 300.0, "long": 6000.0}
"""The endings of the scenario, and how long each lasts after the servers are in step, in ms."""
APPENDS_A_HEARTBEAT = 2
"""Appends to a follower in the time of one heartbeat: one, and perhaps one that an answer leads to."""


def check_calm(lab: Lab, scenario: str) -> None:
    """CheckFailure if a server stirs at the end of the scenario, though nothing happens.

    An append brings nothing, tells what is committed, and is not sent more often than heartbeats need; nobody asks for
    votes. The short ending comes first: a storm of messages shows in it, and would last in the long one.
    """
    for ending, calm_ms in CALM_MS.items():
        for trace in lab.run_scenario(scenario, fork=ending):
            check_needless_messages(trace, calm_ms)


def check_needless_messages(trace: Trace, calm_ms: float) -> None:
    """CheckFailure for a message in the last `calm_ms` of the run that nothing calls for."""
    start_ms = trace.events[-1].at_ms - calm_ms
    heartbeats, appends = 0, Counter[str]()
    for event in trace.events:
        if event.at_ms < start_ms:
            continue
        heartbeats += isinstance(event.act, Timeout) and event.act.timer == "heartbeat"
        commit_index = event.view.commitIndex if event.view is not None else 0
        for sent in event.sent_messages:
            appends[sent.to] += isinstance(sent.message, AppendEntries)
            wrong = next(needless_message_texts(sent, commit_index), None)
            if wrong:
                raise CheckFailure(f"All logs were equal and no client called. At {event.at_ms:.0f} ms {wrong}.", trace)
    follower, count = appends.most_common(1)[0] if appends else ("nobody", 0)
    if count > APPENDS_A_HEARTBEAT * (heartbeats + 1):
        raise CheckFailure(
            f"All logs were equal and no client called. In {calm_ms:.0f} ms the leader's heartbeat timer fired "
            f"{count_text(heartbeats, 'time')}, and it sent {follower} {count} appends.",
            trace,
        )


def needless_message_texts(sent: SentMessage, commit_index: int) -> Iterator[str]:
    """Yield in words what a message has that no message needs while nothing happens."""
    message = sent.message
    if not isinstance(message, AppendEntries | AppendEntriesReply):
        yield f"{sent.source} sent {sent.to} a {type(message).__name__}"
    elif isinstance(message, AppendEntriesReply):
        if not message.success:
            yield f"{sent.source} refused an append of {sent.to}, prevLogIndex {message.prevLogIndex}"
    elif message.entries:
        first = message.prevLogIndex + 1
        yield f"{sent.source} sent {sent.to} entries from index {first} on, which {sent.to} had acknowledged"
    elif message.leaderCommit != commit_index:
        yield f"{sent.source}, whose commitIndex is {commit_index}, told {sent.to} leaderCommit {message.leaderCommit}"
