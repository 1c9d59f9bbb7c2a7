"""A vote request with the transfer flag: what it may skip, and what it may not."""

import itertools
from collections.abc import Iterator, Sequence

from raftlab.checks import CheckFailure, check
from raftlab.checks.deployments import ALL_DEPLOYMENTS
from raftlab.checks.lab_fixture import Lab
from raftlab.checks.placed_server import PlacedServer
from raftlab.labs.scene06.up_to_date_checks import (
    AN_HOUR_MS,
    LEADER_IS_HEARD,
    deliver_transfer_vote,
    log_text,
    reply_text,
    transfer_vote,
)
from raftlab.server import AppendEntries, Send, Waiting
from raftlab.worker.responses import PersistEffect

LOG = (1, 1, 2)


def place_voter(
    lab: Lab,
    *,
    term: int = 2,
    voted_for: str | None = None,
    role: str = "follower",
    log: Sequence[int] = LOG,
    commit: int = 2,
) -> PlacedServer:
    """Return S1 in `term` with a log, 1 1 2 if none is named."""
    return lab.place(
        "S1", term=term, log=log, commit_index=commit, voted_for=voted_for, role=role, options=LEADER_IS_HEARD
    )


@check(
    points=3,
    explained_by=["test_older_last_term_loses", "test_shorter_log_loses"],
    safety="LeaderCompleteness",
    paper="§5.4.1; dissertation §3.10 (step 2: the target catches up first)",
    ask="the leader asked S3 to start an election: is that a reason to believe that S3 has every committed entry?",
)
def test_transfer_needs_the_log(lab: Lab) -> None:
    """A candidate with the transfer flag and a log that is behind is refused."""
    behind = ((LOG, (2, 1)), (LOG, (3, 1)), (LOG, (9, 1)), (LOG, (0, 0)), ((1, 2, 2), (2, 2)))
    for (log, end), follows, commit in itertools.product(behind, (False, True), (2, 3)):
        server = place_voter(lab, log=log, commit=commit)
        if follows:
            server.deliver(AppendEntries(3, "S2", 3, 2, (), commit), now=990.0)
        reply = deliver_transfer_vote(server, transfer_vote(3, end))
        if reply is None or reply.voteGranted or server.votedFor is not None:
            raise CheckFailure(
                f"{log_text(log)}{'; it follows S2, the leader of term 3' if follows else ''}. "
                f"S3, whose log ends at index {end[0]} in term {end[1]}, asked in term 3 with the "
                f"transfer flag: S1 {reply_text(reply)}; its vote then was {server.votedFor or 'free'}.",
                safety="LeaderCompleteness" if reply is not None and reply.voteGranted else "",
            )
    check_each_voter_needs_the_log(lab)


@check(
    points=2,
    safety="OneVotePerTerm",
    paper="§5.2; Figure 2 (RequestVote, step 2)",
    ask="how many candidates of one term may have this server's vote?",
)
def test_transfer_gets_no_second_vote(lab: Lab) -> None:
    """A server that has voted in the term refuses a candidate with the transfer flag."""
    for role, voted in (
        *(("follower", "S2"), ("follower", "S1"), ("pre-candidate", "S2"), ("pre-candidate", "S1")),
        *(("candidate", "S1"), ("leader", "S1")),
    ):
        server = place_voter(lab, term=3, voted_for=voted, role=role)
        reply = deliver_transfer_vote(server, transfer_vote(3, (3, 2)))
        if reply is None or reply.voteGranted or server.votedFor != voted:
            is_granted = reply is not None and reply.voteGranted
            is_forgotten = server.currentTerm == 3 and server.votedFor != voted
            raise CheckFailure(
                f"S1, {role} in term 3, had voted for {voted}. S3 asked in term 3 with the transfer flag: S1 "
                f"{reply_text(reply)}; its vote then was {server.votedFor or 'free'}.",
                safety="OneVotePerTerm" if is_granted or is_forgotten else "",
            )


@check(
    points=2,
    explained_by=["test_newer_last_term_wins", "test_equal_log_is_enough"],
    paper="dissertation §3.10, §4.2.3",
    ask="what does a server do with a usual vote request while it hears a leader, and what is different here?",
)
def test_transfer_is_granted_while_a_leader_is_heard(lab: Lab) -> None:
    """A candidate with the transfer flag and a good log gets the vote, durably, though the leader is still heard."""
    for end in ((3, 2), (4, 2), (2, 3)):
        server = place_voter(lab)
        server.deliver(AppendEntries(2, "S2", 3, 2, (), 2), now=990.0)
        step = server.deliver(transfer_vote(4, end), now=1000.0)
        reply = next((e.message for e in step.effects if isinstance(e, Send) and e.to == "S3"), None)
        if reply is None or not getattr(reply, "voteGranted", False) or server.votedFor != "S3":
            raise CheckFailure(
                f"{log_text(LOG)}. 10 ms after a heartbeat of S2, S3, whose log ends at index {end[0]} in term "
                f"{end[1]}, asked in term 4 with the transfer flag: S1 "
                f"{'granted its vote' if getattr(reply, 'voteGranted', False) else 'did not grant its vote'}; its vote "
                f"then was {server.votedFor or 'free'}."
            )
        if "election" not in [timer.name for timer in step.timers]:
            raise CheckFailure(
                "S1 gave its vote to S3, which asked with the transfer flag, and did not restart its election timer."
            )
        durable = [e for e in step.effects_before(Send) if isinstance(e, PersistEffect) and e.votedFor == "S3"]
        if not durable:
            raise CheckFailure(
                "S1 sent its vote to S3, and no write before that had it: after a crash S1 could vote again.",
                safety="VoteIsDurable",
            )
    check_repeated_transfers(lab)
    check_each_voter(lab)
    waits = place_voter(lab, term=3, role="pre-candidate")
    reply = deliver_transfer_vote(waits, transfer_vote(3, (3, 2)))
    if reply is None or not reply.voteGranted or waits.votedFor != "S3":
        raise CheckFailure(
            f"{log_text(LOG)}; it is a pre-candidate in term 3, with a free vote. S3, with an equal log, asked in term "
            f"3 with the transfer flag: S1 {reply_text(reply)}; its vote then was {waits.votedFor or 'free'}."
        )


def check_each_voter(lab: Lab) -> None:
    """CheckFailure if a server of any role, in any deployment and cluster, refuses who may have its vote."""
    for text, server, term, now in voters(lab):
        end = (len(server.log), max(server.log_terms, default=0))
        reply = deliver_transfer_vote(server, transfer_vote(term, end), now)
        if reply is None or not reply.voteGranted or (server.votedFor, server.role) != ("S3", "follower"):
            raise CheckFailure(
                f"{text} S3, with an equal log, asked in term {term} with the transfer flag: S1 {reply_text(reply)}; "
                f"it then was a {server.role}, and its vote was {server.votedFor or 'free'}."
            )


def check_each_voter_needs_the_log(lab: Lab) -> None:
    """CheckFailure if a server of any role, in any deployment and cluster, votes for a log that is behind."""
    asking = lab.place("S1", term=2, log=(1, 1, 1), options=LEADER_IS_HEARD)
    asking.fire_timer("election", now=500.0)  # it asks for pre-votes in the term in which S3 asks for its vote
    same_term = (f"{log_text((1, 1, 1))}; it is a {asking.role} in term 2.", asking, 2, 1000.0)
    for text, server, term, now in itertools.chain([same_term], voters(lab)):
        length, last = len(server.log), max(server.log_terms, default=0)
        for end in ((length + 6, last - 1), (length - 1, last)):
            if min(end) < 1:
                continue
            reply = deliver_transfer_vote(server, transfer_vote(term, end), now)
            if reply is None or reply.voteGranted or server.votedFor is not None:
                raise CheckFailure(
                    f"{text} S3, whose log ends at index {end[0]} in term {end[1]}, asked in term {term} with the "
                    f"transfer flag: S1 {reply_text(reply)}; its vote then was {server.votedFor or 'free'}.",
                    safety="LeaderCompleteness" if reply is not None and reply.voteGranted else "",
                )


def voters(lab: Lab) -> Iterator[tuple[str, PlacedServer, int, float]]:
    """Yield a server of each role in each deployment, in clusters of each size, with a newer term and a time."""
    called = {"waiting": {3: Waiting(2, "a", 1)}, "match_index": {"S2": 3, "S3": 2}}
    turns = itertools.cycle(((4, 1000.0), (70_000, AN_HOUR_MS), (4, AN_HOUR_MS)))
    for role, log, more in (
        ("leader", LOG, called),
        ("candidate", (1, 1, 1), {}),
        ("follower", LOG, {"leader": "S2"}),
        ("follower", LOG, {}),
        ("follower", (), {}),
    ):
        for _ in ALL_DEPLOYMENTS:
            size, options = lab.next_cluster_size(), lab.next_deployment()
            server = lab.place("S1", cluster=size, term=2, role=role, log=log, options=options, **more)  # type: ignore[arg-type]
            if role == "follower" and not more:
                server.fire_timer("election", now=500.0)
            text = f"{log_text(log)}; it is a {server.role} in term {server.currentTerm}"
            yield f"{text}{', and a client waits' if role == 'leader' else ''}.", server, *next(turns)


def check_repeated_transfers(lab: Lab) -> None:
    """CheckFailure if a copy of a granted request, or a transfer of a later term, is not answered with the vote too."""
    server, story = place_voter(lab), []
    for term, candidate in ((3, "S3"), (3, "S3"), (4, "S2"), (5, "S3"), (5, "S3"), (9, "S3")):
        story.append(f"{candidate} in term {term}")
        leader = server.leaderId
        reply = deliver_transfer_vote(server, transfer_vote(term, (3, 2), candidate))
        if reply is None or not reply.voteGranted or server.votedFor != candidate:
            raise CheckFailure(
                f"{log_text(LOG)}. These asked with the transfer flag, with an equal log: {', '.join(story)}. To the "
                f"last one S1 {reply_text(reply)}; its vote then was {server.votedFor or 'free'}."
            )
        if server.leaderId not in (None, leader):
            raise CheckFailure(
                f"{candidate} asked in term {term} with the transfer flag and got the vote of S1, which then took "
                f"{server.leaderId} for its leader."
            )
