"""One message of every kind, and a server's term, vote and role in words."""

from __future__ import annotations

from raftlab.checks.lab import Lab
from raftlab.checks.placed_server import PlacedServer
from raftlab.server import (
    AppendEntries,
    AppendEntriesReply,
    Message,
    Options,
    RequestVote,
    RequestVoteReply,
)

PAPER_OPTIONS = Options(preVote=False, checkQuorum=False)
"""The protocol of the paper: the additions of later scenes are switched off."""

ROLES = ("follower", "candidate", "leader")

OLD_TERM_CASES = ((3, 2), (3, 1), (1003, 1002), (1003, 2))
"""A server's term, and the older one of a message."""


def requests(term: int, sender: str = "S2") -> tuple[Message, ...]:
    """Return the requests that `sender` may send in `term`, about an empty log."""
    return (RequestVote(term, sender, 0, 0), AppendEntries(term, sender, 0, 0, (), 0))


def replies(term: int, sender: str = "S2") -> tuple[Message, ...]:
    """Return the replies that `sender` may send in `term`."""
    return (
        RequestVoteReply(term, sender, voteGranted=True),
        RequestVoteReply(term, sender, voteGranted=False),
        AppendEntriesReply(term, sender, success=True),
        AppendEntriesReply(term, sender, success=False),
    )


def all_messages(term: int, sender: str = "S2") -> tuple[Message, ...]:
    """Return every message that `sender` may send in `term`."""
    return requests(term, sender) + replies(term, sender)


def place_server(
    lab: Lab, role: str, term: int = 3, voted_for: str | None = None, log: tuple[int, ...] = ()
) -> PlacedServer:
    """Place S1 of three in `role`; a follower follows S3, a candidate or leader has its own vote."""
    leader = {"leader": "S1", "follower": "S3"}.get(role)
    return lab.place("S1", role=role, term=term, log=log, voted_for=voted_for, leader=leader, options=PAPER_OPTIONS)


def server_state(server: PlacedServer) -> tuple[str, int, str | None]:
    """Return what a stale message must not change: role, term and vote."""
    return server.role, server.currentTerm, server.votedFor


def server_text(server: PlacedServer) -> str:
    """Return a server's role, term and vote in words."""
    return state_text(server_state(server))


def state_text(state: tuple[str, int, str | None]) -> str:
    """Return role, term and vote in words."""
    role, term, vote = state
    return f"{role} in term {term}, {f'voted for {vote}' if vote else 'no vote given'}"


def message_text(message: Message) -> str:
    """Return a message in a few words: "AppendEntriesReply of term 5 (refused)"."""
    is_granted = getattr(message, "voteGranted", getattr(message, "success", None))
    suffix = "" if is_granted is None else f" ({'granted' if is_granted else 'refused'})"
    return f"{type(message).__name__} of term {message.term}{suffix}"
