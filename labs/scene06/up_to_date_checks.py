"""Ask a server whether another log is up to date, and describe both logs in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from raftlab.checks import CheckFailure
from raftlab.checks.deployments import CLUSTER_SIZES
from raftlab.checks.lab_fixture import Lab
from raftlab.checks.placed_server import PlacedServer
from raftlab.checks.worker_request_text import value_text
from raftlab.labs.scene06.messages import TransferVote
from raftlab.server import Options, RequestVoteReply

LogEnd = tuple[int, int]
"""The end of a log: (lastLogIndex, lastLogTerm)."""

LEADER_IS_HEARD = Options(preVote=True, checkQuorum=True)
"""Vote requests are ignored while a leader is heard."""


AN_HOUR_MS = 3_600_000.0


def call_is_up_to_date(server: PlacedServer, end: LogEnd, now: float = 0.0) -> bool:
    """Return what isUpToDate says. CheckFailure for an answer that is no bool."""
    answer = server.call("isUpToDate", None, *end, now=now).result
    if not isinstance(answer, bool):
        text = f"isUpToDate({end[0]}, {end[1]}) returned {value_text(answer):.60}; it returns True or False."
        raise CheckFailure(text, safety="")
    return answer


def check_up_to_date_answers(
    lab: Lab, log: list[int], ends: Iterable[LogEnd], *, expected: bool, clusters: int = len(CLUSTER_SIZES)
) -> None:
    """CheckFailure for the first possible one of these ends of which a server with this log does not say `expected`.

    The server is placed in so many clusters of the next sizes, in the next deployments; all but the first end come an
    hour later.
    """
    possible = list(filter_possible_ends(log, ends))
    for _ in range(clusters):
        size, options = lab.next_cluster_size(), lab.next_deployment()
        server = lab.place("S1", cluster=size, term=max(log, default=0), log=log, options=options)
        for number, end in enumerate(possible):
            answer = call_is_up_to_date(server, end, AN_HOUR_MS if number else 0.0)
            if answer is not expected:
                raise CheckFailure(f"{log_text(log)}. isUpToDate({end[0]}, {end[1]}) returned {answer}.")


def filter_possible_ends(log: list[int], ends: Iterable[LogEnd]) -> Iterator[LogEnd]:
    """Yield those of `ends` that a log can have beside `log`: all entries of a term follow its leader's first one."""
    for index, term in ends:
        if term not in log or index > log.index(term):
            yield index, term


def log_text(log: Sequence[int]) -> str:
    """Return a server's log in words."""
    if not log:
        return "S1's log is empty"
    shown = " ".join(map(str, log)) if len(log) <= 12 else f"… {' '.join(map(str, log[-4:]))}"
    return f"S1's log has the terms {shown} ({len(log)} entries)"


def transfer_vote(term: int, end: LogEnd, candidate: str = "S3") -> TransferVote:
    """Return the vote request of a candidate that the leader asked to stand."""
    return TransferVote(term, candidate, *end)


def deliver_transfer_vote(server: PlacedServer, request: TransferVote, now: float = 1000.0) -> RequestVoteReply | None:
    """Deliver a TransferVote and return the answer to it; None if there is none.

    CheckFailure for an answer that does not come from this server, in its term.
    """
    step = server.deliver(request, now=now)
    replies = [message for to, message in step.sent_messages if to == request.candidateId]
    reply = next((each for each in reversed(replies) if isinstance(each, RequestVoteReply)), None)
    if reply is not None and (reply.voterId, reply.term) != (server.id, server.currentTerm):
        raise CheckFailure(
            f"{server.id} answered {request.candidateId}, which asked in term {request.term} with the transfer flag: "
            f"its answer had voterId {reply.voterId} and term {reply.term}; {server.id} then was in term "
            f"{server.currentTerm}.",
            safety="",
        )
    return reply


def reply_text(reply: RequestVoteReply | None) -> str:
    """Return an answer to a vote request in words."""
    if reply is None:
        return "sent no RequestVoteReply"
    return f"{'granted its vote' if reply.voteGranted else 'refused'} in term {reply.term}"
