"""Candidates, votes and heartbeats as the checks write them, and what a server did with them in words."""

from __future__ import annotations

from raftlab.checks.lab import Lab
from raftlab.checks.placed import Placed, Step
from raftlab.server import AppendEntries, Options, RequestVote, RequestVoteReply, SetTimer

PLAIN = Options(preVote=False, checkQuorum=False)
"""The protocol of the paper alone: what later scenes add to it is switched off."""

LATER = 10_000.0
"""A time, in ms, at which no leader has been heard for long."""

Last = tuple[int, int]
"""Where a log ends: (lastLogIndex, lastLogTerm)."""


def place(
    lab: Lab,
    server: str = "S1",
    *,
    size: int = 3,
    term: int = 2,
    role: str = "follower",
    log: tuple[int, ...] = (),
    voted: str | None = None,
    votes: tuple[str, ...] = (),
    leader: str | None = None,
    match: dict[str, int] | None = None,
    options: Options = PLAIN,
) -> Placed:
    """Place one server of a cluster of `size`; a candidate or leader has its own vote besides `votes`."""
    own = (server, *votes) if role == "candidate" else None
    return lab.place(
        server,
        cluster=size,
        role=role,
        term=term,
        log=log,
        voted=voted,
        votes=own,
        leader=leader,
        match=match,
        options=options,
    )


def ask(candidate: str = "S1", term: int = 2, last: Last = (0, 0)) -> RequestVote:
    """Return what `candidate` asks in `term`."""
    return RequestVote(term, candidate, *last)


def grant(voter: str, term: int = 2) -> RequestVoteReply:
    """Return a granted vote."""
    return RequestVoteReply(term, voter, voteGranted=True)


def refuse(voter: str, term: int = 2) -> RequestVoteReply:
    """Return a refused vote."""
    return RequestVoteReply(term, voter, voteGranted=False)


def heartbeat(leader: str = "S3", term: int = 2, prev: Last = (0, 0)) -> AppendEntries:
    """Return an append of `leader` that brings nothing and follows the entry `prev`."""
    return AppendEntries(term, leader, *prev, (), 0)


def answer(step: Step, to: str) -> RequestVoteReply | None:
    """Return the last answer to a vote request that a step sent to `to`, None where it sent none."""
    replies = [message for other, message in step.sent if other == to and isinstance(message, RequestVoteReply)]
    return replies[-1] if replies else None


def granted(step: Step, to: str) -> bool:
    """Tell whether a step told `to` that it has the vote."""
    reply = answer(step, to)
    return reply is not None and reply.voteGranted


def asked(step: Step, but: str = "S1") -> dict[str, RequestVote]:
    """Return the vote requests that a step sent to servers other than `but`, by receiver."""
    return {to: message for to, message in step.sent if isinstance(message, RequestVote) and to != but}


def told(step: Step, but: str = "S1") -> dict[str, AppendEntries]:
    """Return the appends that a step sent to servers other than `but`, by receiver."""
    return {to: message for to, message in step.sent if isinstance(message, AppendEntries) and to != but}


def timer(step: Step, name: str) -> SetTimer | None:
    """Return the last start of the timer `name` in a step, None where it was not started."""
    started = [each for each in step.timers if each.name == name]
    return started[-1] if started else None


def is_narrow(waits: SetTimer) -> bool:
    """Tell whether two servers that draw from this window often draw the same: it is narrower than a quarter of low."""
    return waits.high_ms - waits.low_ms < waits.low_ms / 4


def in_words(reply: RequestVoteReply | None) -> str:
    """Return an answer to a vote request in words."""
    if reply is None:
        return "nothing"
    return f"{'a grant' if reply.voteGranted else 'a refusal'} of term {reply.term} in the name of {reply.voterId}"


def standing(server: Placed) -> str:
    """Return a server's role, term and vote in words."""
    vote = f"voted for {server.votedFor}" if server.votedFor else "no vote given"
    return f"{server.role} in term {server.currentTerm}, {vote}"


def listed(names: object) -> str:
    """Return server names in words: "S2, S3", or "nobody"."""
    assert isinstance(names, list | tuple | set | dict)
    return ", ".join(sorted(names)) or "nobody"
