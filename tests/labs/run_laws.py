"""What every run of right servers keeps true: of a server's state, and of a message that reaches it in that state."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from raftlab.labs.scene03a.messages import PreVote, PreVoteReply
from raftlab.labs.scene06.messages import TransferVote
from raftlab.server import (
    CANDIDATE,
    LEADER,
    PRE_CANDIDATE,
    AppendEntries,
    AppendEntriesReply,
    Configuration,
    Message,
    RequestVote,
    RequestVoteReply,
    ServerId,
)
from raftlab.worker.responses import ObservedState


def broken_laws_of_state(name: ServerId, cluster: tuple[ServerId, ...], state: ObservedState) -> Iterator[str]:
    """Yield what no run can hold in the state of one server."""
    start, start_term = state.log_start
    terms = [start_term, *(each.term for each in state.log)]
    last = start + len(state.log)
    if any(one > two for one, two in pairwise(terms)):
        yield f"its terms fall along its log: {terms}"
    if terms[-1] > state.currentTerm:
        yield f"an entry of term {terms[-1]}, in term {state.currentTerm}"
    if not start <= state.lastApplied <= state.commitIndex <= last:
        yield f"snapshot to {start}, applied {state.lastApplied}, committed {state.commitIndex}, last index {last}"
    if state.currentTerm == 0 and (state.votedFor or state.role in (CANDIDATE, LEADER)):
        yield f"{state.role} in term 0, voted for {state.votedFor}"
    if state.role in (CANDIDATE, LEADER) and state.votedFor != name:
        yield f"{state.role} that voted for {state.votedFor}"
    if state.role == CANDIDATE and (name not in state.votesGranted or terms[-1] >= state.currentTerm):
        yield f"candidate of term {state.currentTerm} with votes of {state.votesGranted} and a log of terms {terms}"
    if state.role in (PRE_CANDIDATE, CANDIDATE) and state.leaderId == name:
        yield f"{state.role} that names itself the leader"
    if state.role == LEADER:
        yield from broken_laws_of_leader(name, cluster, state, last)
    elif state.leaderId == name:
        yield f"{state.role} that names itself the leader"


def broken_laws_of_leader(
    name: ServerId, cluster: tuple[ServerId, ...], state: ObservedState, last: int
) -> Iterator[str]:
    """Yield what no run can hold in what a leader knows of its followers."""
    if state.leaderId != name:
        yield f"leader that names {state.leaderId}"
    match, following = dict(state.matchIndex), dict(state.nextIndex)
    for follower, index in match.items():
        if not 0 <= index < following.get(follower, last + 1) <= last + 1:
            yield f"{follower}: matchIndex {index}, nextIndex {following.get(follower)}, the log ends at {last}"
    own = state.commitIndex - state.log_start[0] - 1
    is_of_its_term = 0 <= own < len(state.log) and state.log[own].term == state.currentTerm
    stored = {name, *(follower for follower, index in match.items() if index >= state.commitIndex)}
    known = [Configuration(cluster), *(each.configuration for each in state.log if each.configuration)]
    if is_of_its_term and not state.log_start[0] and not any(is_decided(each, stored) for each in known):
        yield f"leader that committed {state.commitIndex} of its term, of which it knows that {sorted(stored)} store it"


def is_decided(configuration: Configuration, servers: set[ServerId]) -> bool:
    """Return whether the servers are a majority of each side that has voters."""
    sides = (configuration.voters, configuration.old_voters or ())
    return all(len(servers & set(side)) > len(side) / 2 for side in sides if side)


def broken_laws_of_message(name: ServerId, state: ObservedState, message: Message) -> Iterator[str]:
    """Yield what no run can send to a server in this state."""
    if message.sender == name:
        yield "it is of the server itself"
    is_of_the_term = message.term == state.currentTerm
    match message:
        case AppendEntries():
            yield from broken_laws_of_append(state, message)
        case RequestVote() | TransferVote() if message.lastLogTerm >= message.term:
            yield f"a candidate of term {message.term} with an entry of term {message.lastLogTerm}"
        case PreVote() if message.lastLogTerm > message.term or message.nextTerm != message.term + 1:
            yield f"a question of term {message.term} about {message.nextTerm}, with an entry of {message.lastLogTerm}"
        case RequestVoteReply(voteGranted=True) if is_of_the_term and state.votedFor != name:
            yield f"a vote of term {message.term} for a server that voted for {state.votedFor}"
        case AppendEntriesReply() if is_of_the_term:
            yield from broken_laws_of_append_reply(name, state, message)
        case PreVoteReply(voteGranted=True) if (
            message.nextTerm > state.currentTerm + 1 and message.term <= message.nextTerm
        ):
            yield f"a pre-vote for term {message.nextTerm}, which the server, in term {state.currentTerm}, never asked"
    if isinstance(message, RequestVote | PreVote | TransferVote) and (message.lastLogIndex == 0) != (
        message.lastLogTerm == 0
    ):
        yield f"a log that ends with index {message.lastLogIndex} of term {message.lastLogTerm}"


def broken_laws_of_append_reply(name: ServerId, state: ObservedState, reply: AppendEntriesReply) -> Iterator[str]:
    """Yield what no follower can answer in this server's term.

    A server that refuses a message of an older term answers in its own term, and gives no hint.
    """
    has_led = state.votedFor == name and state.role != CANDIDATE and state.leaderId in (None, name)
    if not has_led and (reply.success or reply.conflictIndex):
        yield f"an answer of term {reply.term} to a {state.role} of {state.leaderId} that voted for {state.votedFor}"
    if reply.success and state.role == LEADER and reply.matchIndex > state.log_start[0] + len(state.log):
        yield f"index {reply.matchIndex} is acknowledged, behind the leader's log"


def broken_laws_of_append(state: ObservedState, message: AppendEntries) -> Iterator[str]:
    """Yield what no leader can send to a server in this state."""
    terms = [message.prevLogTerm, *(each.term for each in message.entries)]
    if any(one > two for one, two in pairwise(terms)) or terms[-1] > message.term:
        yield f"entries of terms {terms} from a leader of term {message.term}"
    if (message.prevLogIndex == 0) != (message.prevLogTerm == 0):
        yield f"prevLogIndex {message.prevLogIndex} of term {message.prevLogTerm}"
    if message.term == state.currentTerm and state.role == LEADER:
        yield "another leader of the same term"
    start = state.log_start[0]
    carried = {message.prevLogIndex: message.prevLogTerm} if message.prevLogIndex > start else {}
    for index, each in enumerate(message.entries, start=message.prevLogIndex + 1):
        carried[index] = each.term
    for index, term in carried.items():
        if start < index <= state.commitIndex and message.term >= state.currentTerm:
            held = state.log[index - start - 1].term
            if held != term:
                yield f"index {index} is committed with term {held}; the leader has term {term} there"
