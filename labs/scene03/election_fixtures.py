"""Build the messages of an election, place servers, and describe their answers in words."""

from __future__ import annotations

from raftlab.checks.lab_fixture import Lab
from raftlab.checks.placed_server import PlacedServer, ServerStep
from raftlab.server import LEADER, AppendEntries, CancelTimer, Options, RequestVote, RequestVoteReply, SetTimer

LONG_AFTER_MS = 10_000.0
"""A time, in ms, at which no leader has been heard for a long time."""

LogEnd = tuple[int, int]
"""The end of a log: (lastLogIndex, lastLogTerm)."""


def place_server(
    lab: Lab,
    server: str = "S1",
    *,
    size: int | None = None,
    term: int = 2,
    role: str = "follower",
    log: tuple[int, ...] = (),
    voted_for: str | None = None,
    votes: tuple[str, ...] = (),
    leader: str | None = None,
    match_index: dict[str, int] | None = None,
    options: Options | None = None,
    front_layer: str = "",
) -> PlacedServer:
    """Place one server of a cluster of `size`; a candidate or leader has its own vote besides `votes`.

    options, size: None for the next deployment, and the next size from three to nine, in turn.
    """
    own = (server, *votes) if role == "candidate" else None
    return lab.place(
        server,
        cluster=size or lab.next_cluster_size(),
        role=role,
        term=term,
        log=log,
        voted_for=voted_for,
        votes=own,
        leader=leader,
        match_index=match_index,
        options=options or lab.next_deployment(),
        front_layer=front_layer,
    )


def time_out(server: PlacedServer, now: float) -> ServerStep:
    """Let the election timer fire. With Pre-Vote, of a later scene, call what then starts the election."""
    if server.options.preVote:
        step = server.call("startElection", now=now)
        server.call("settle")  # as at the end of each event
        return step
    return server.fire_timer("election", now=now)


def may_be_dropped(server: PlacedServer) -> bool:
    """Tell whether the server may leave a vote request unanswered: it leads, and CheckQuorum protects leaders."""
    return server.role == LEADER and server.options.checkQuorum and server.options.sticky_votes


def vote_request(candidate: str = "S1", term: int = 2, log_end: LogEnd = (0, 0)) -> RequestVote:
    """Return the vote request of `candidate` in `term`."""
    return RequestVote(term, candidate, *log_end)


def granted_vote(voter: str, term: int = 2) -> RequestVoteReply:
    """Return a granted vote."""
    return RequestVoteReply(term, voter, voteGranted=True)


def refused_vote(voter: str, term: int = 2) -> RequestVoteReply:
    """Return a refused vote."""
    return RequestVoteReply(term, voter, voteGranted=False)


def heartbeat(leader: str = "S3", term: int = 2, previous_entry: LogEnd = (0, 0)) -> AppendEntries:
    """Return an append of `leader` without entries that follows `previous_entry`."""
    return AppendEntries(term, leader, *previous_entry, (), 0)


def vote_reply(step: ServerStep, to: str) -> RequestVoteReply | None:
    """Return the last answer to a vote request that a step sent to `to`, or None if it sent none."""
    replies = [
        message for other, message in step.sent_messages if other == to and isinstance(message, RequestVoteReply)
    ]
    return replies[-1] if replies else None


def is_vote_granted(step: ServerStep, to: str) -> bool:
    """Tell whether a step granted its vote to `to`."""
    reply = vote_reply(step, to)
    return reply is not None and reply.voteGranted


def sent_vote_requests(step: ServerStep, excluded: str = "S1") -> dict[str, RequestVote]:
    """Return the vote requests that a step sent to servers other than `excluded`, by receiver."""
    return {to: message for to, message in step.sent_messages if isinstance(message, RequestVote) and to != excluded}


def sent_appends(step: ServerStep, excluded: str = "S1") -> dict[str, AppendEntries]:
    """Return the appends that a step sent to servers other than `excluded`, by receiver."""
    return {to: message for to, message in step.sent_messages if isinstance(message, AppendEntries) and to != excluded}


def started_timer(step: ServerStep, name: str) -> SetTimer | None:
    """Return the last start of the timer `name` in a step; None if it was not started, or then stopped."""
    changes = [each for each in step.effects if isinstance(each, SetTimer | CancelTimer) and each.name == name]
    return changes[-1] if changes and isinstance(changes[-1], SetTimer) else None


def is_narrow_window(window: SetTimer) -> bool:
    """Tell whether the window is narrower than a quarter of low, so that two servers often draw nearly the same."""
    return window.high_ms - window.low_ms < window.low_ms / 4


def vote_reply_text(reply: RequestVoteReply | None) -> str:
    """Return an answer to a vote request in words."""
    if reply is None:
        return "nothing"
    return f"{'a grant' if reply.voteGranted else 'a refusal'} of term {reply.term} in the name of {reply.voterId}"


def state_text(server: PlacedServer) -> str:
    """Return a server's role, term and vote in words."""
    vote = f"voted for {server.votedFor}" if server.votedFor else "no vote given"
    return f"a {server.role} in term {server.currentTerm}, {vote}"


def names_text(names: object) -> str:
    """Return server names in words: "S2, S3", or "nobody"."""
    assert isinstance(names, list | tuple | set | dict)
    return ", ".join(sorted(names)) or "nobody"
