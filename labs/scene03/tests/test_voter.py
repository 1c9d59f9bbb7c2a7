"""A server that is asked for its vote."""

from itertools import permutations

from raftlab.checks import CheckFailure, check
from raftlab.checks.lab_fixture import Lab
from raftlab.checks.placed_server import PlacedServer, ServerStep
from raftlab.labs.scene03.election_fixtures import (
    PAPER_OPTIONS,
    is_narrow_window,
    is_vote_granted,
    place_server,
    started_timer,
    state_text,
    vote_reply,
    vote_reply_text,
    vote_request,
)
from raftlab.server import Send
from raftlab.worker.responses import PersistEffect


@check(points=3, paper="§5.2; Figure 2 (RequestVote, step 2)", ask="for which reasons may a server refuse its vote?")
def test_free_vote_is_granted(lab: Lab) -> None:
    """A server that has not voted in the term gives its vote to the first candidate that asks."""
    for term, has_crashed in ((2, False), (4, False), (2, True)):
        server = place_server(lab)
        if has_crashed:
            server.restart()
        step = server.deliver(vote_request("S3", term))
        reply = vote_reply(step, "S3")
        if reply is None or (reply.voteGranted, reply.term, reply.voterId) != (True, term, "S1"):
            raise CheckFailure(
                f"S1 was in term 2, no vote given{', and had just restarted' if has_crashed else ''}. S3 asked in term "
                f"{term}: S1 sent {vote_reply_text(reply)}."
            )
        if server.votedFor != "S3" or server.role != "follower":
            raise CheckFailure(f"S1 granted its vote of term {term} to S3, and then was {state_text(server)}.")


@check(
    points=4,
    safety="OneVotePerTerm",
    paper="§5.2 (“at most one candidate in a given term, on a first-come-first-served basis”)",
    ask="how often may a server vote in one term?",
)
def test_second_candidate_is_refused(lab: Lab) -> None:
    """A server that has voted refuses every other candidate of that term."""
    for role, voted, leader in (
        ("follower", "S2", None),
        ("follower", "S2", "S3"),
        ("candidate", "S1", None),
        ("leader", "S1", "S1"),
    ):
        server = place_server(lab, role=role, voted_for=voted, leader=leader)
        was = state_text(server)
        reply = vote_reply(server.deliver(vote_request("S3")), "S3")
        if reply is None or reply.voteGranted or server.votedFor != voted or reply.term != 2 or reply.voterId != "S1":
            raise CheckFailure(
                f"S1 was {was}. S3 asked in term 2: S1 sent {vote_reply_text(reply)}, and was {state_text(server)}."
            )


@check(
    points=3,
    explained_by=[test_free_vote_is_granted],
    paper="Figure 2 (RequestVote: votedFor is null or candidateId)",
    ask="the first answer was lost, and the candidate asks again: what has changed?",
)
def test_same_candidate_hears_yes_again(lab: Lab) -> None:
    """A candidate that already has the vote gets it again when it asks again."""
    server = place_server(lab)
    for copy in (1, 2, 3):
        reply = vote_reply(server.deliver(vote_request("S3")), "S3")
        if reply is None or not reply.voteGranted:
            raise CheckFailure(
                f"S3 asked S1 in term 2, and copy {copy} of the request arrived: S1 sent {vote_reply_text(reply)}."
            )


@check(
    points=3,
    explained_by=[test_free_vote_is_granted],
    safety="LeaderCompleteness",
    paper="§5.4.1; Figure 2 (RequestVote, step 2)",
    ask="what does the request say about the candidate's log, and what does isUpToDate return for it?",
)
def test_log_that_is_behind_is_refused(lab: Lab) -> None:
    """A candidate whose log is behind does not get the vote, and the vote stays free."""
    for log, last in (((1, 2), (1, 1)), ((1, 2), (5, 1)), ((1, 1), (1, 1)), ((1,), (0, 0))):
        server = place_server(lab, log=log, term=3)
        reply = vote_reply(server.deliver(vote_request("S3", 3, last)), "S3")
        if reply is None or reply.voteGranted or server.votedFor is not None:
            raise CheckFailure(
                f"S1 (log {' '.join(map(str, log))}) was asked by S3, whose log ends with index {last[0]} of term "
                f"{last[1]}: it sent {vote_reply_text(reply)}, and was {state_text(server)}."
            )
        reply = vote_reply(server.deliver(vote_request("S2", 3, (len(log), log[-1]))), "S2")
        if reply is None or not reply.voteGranted:
            raise CheckFailure(
                f"S1 (log {' '.join(map(str, log))}) refused S3, and was asked by S2, whose log ends as its own: it "
                f"sent {vote_reply_text(reply)}."
            )


@check(
    points=5,
    depends_on=[test_free_vote_is_granted],
    safety="VoteIsDurable",
    paper="Figure 2 (Persistent state: updated on stable storage before responding to RPCs)",
    ask="S1 crashes right after it sent the grant: what does it know after its restart?",
)
def test_vote_stands_after_a_crash(lab: Lab) -> None:
    """Wherever it crashes, a server that sent its vote to one candidate gives it to no other."""
    for term in (2, 5):
        crashes = len(place_server(lab).deliver(vote_request("S3", term)).effects)
        for count in range(1, crashes + 1):
            server = place_server(lab)
            before = server.durable_state.image
            step = server.deliver(vote_request("S3", term))
            if is_grant_sent(step, count):
                server.restart(durable_image(before, step, count))
                if is_vote_granted(server.deliver(vote_request("S2", term)), "S2"):
                    raise CheckFailure(
                        f"S1 was in term 2, and S3 asked in term {term}. S1 crashed after {count} of its {crashes} "
                        f"actions; by then the grant was sent. It restarted, S2 asked in term {term}, and S1 granted "
                        f"again."
                    )


def is_grant_sent(step: ServerStep, count: int) -> bool:
    """Tell whether a grant is among the first `count` effects of `step`."""
    return any(
        isinstance(effect, Send) and getattr(effect.message, "voteGranted", False) for effect in step.effects[:count]
    )


def durable_image(image: int, step: ServerStep, count: int) -> int:
    """Return the image that is durable after the first `count` effects of `step`, before which `image` was."""
    written = [each.image for each in step.effects[:count] if isinstance(each, PersistEffect)]
    return written[-1] if written else image


@check(
    points=3,
    explained_by=[test_free_vote_is_granted],
    paper="§5.2; Figure 2 (Followers)",
    ask="which two events let a follower wait for another election timeout?",
)
def test_granting_restarts_the_timer(lab: Lab) -> None:
    """A server that grants its vote restarts its election timer; one that refuses does not."""
    waits = started_timer(place_server(lab).deliver(vote_request("S3")), "election")
    if waits is None:
        raise CheckFailure("S1 granted S3 its vote, and did not restart its election timer.")
    if is_narrow_window(waits):
        raise CheckFailure(
            f"S1 granted S3 its vote, and drew an election timeout of {waits.low_ms} to {waits.high_ms} ms."
        )
    for why, voted, log, last in (
        ("had voted for S2", "S2", (1,), (1, 1)),
        ("has the longer log", None, (1,), (0, 0)),
        ("had voted for S3, and has an entry of S3 by now", "S3", (2,), (0, 0)),
    ):
        server = place_server(lab, log=log, voted_for=voted)
        step = server.deliver(vote_request("S3", log_end=last))
        if started_timer(step, "election") is not None and not is_vote_granted(step, "S3"):
            raise CheckFailure(f"S1 {why}, did not grant S3 its vote, and restarted its election timer.")


LONG_LOGS = ((), (1,), (1, 1, 4), (1, 2, 2, 2, 2, 2, 7), (1,) * 12 + (9,) * 3, tuple(range(1, 41)))
"""Logs by their terms, which may jump."""
CLUSTERS = (("S1", "S2", "S3"), ("n10", "n9", "n2", "alpha", "S1"))


@check(
    points=2,
    explained_by=[test_free_vote_is_granted, test_second_candidate_is_refused, test_log_that_is_behind_is_refused],
    paper="§5.2, §5.4.1; Figure 2 (RequestVote)",
    ask="which two conditions does Figure 2 name, and what else did the answer depend on?",
)
def test_vote_depends_on_vote_and_log_alone(lab: Lab) -> None:
    """Whatever its name, its commitIndex and the length of its log, a server votes by Figure 2's two conditions."""
    for log in LONG_LOGS:
        for cluster in CLUSTERS:
            voter, rival, candidate = cluster[1], cluster[0], cluster[-1]
            server = lab.place(
                voter, cluster=cluster, term=40, log=log, commit_index=len(log) // 2, options=PAPER_OPTIONS
            )
            check_votes(server, log, candidate, rival)
    for voter, candidate in permutations(("S1", "S2", "S3", "S4", "S5"), 2):
        server = place_server(lab, voter, size=5, log=(1,))
        if not is_vote_granted(server.deliver(vote_request(candidate, log_end=(1, 1))), candidate):
            raise CheckFailure(
                f"{voter} (log 1, vote free) was asked by {candidate}, whose log ends the same: no grant."
            )
    grown = place_server(lab, term=40, log=(1,))
    grown.learn((1, 1, 4), 1)
    check_votes(grown, (1, 1, 4), "S3", "S2")


def check_votes(server: PlacedServer, log: tuple[int, ...], candidate: str, rival: str) -> None:
    """CheckFailure unless the server judges each log by its end, and gives one vote a term."""
    index, term = len(log), log[-1] if log else 0
    ends = [(index, term), (index + 1, term), (1, term + 1), (index + 30, term + 3)]
    worse = [(index - 1, term), (index + 30, term - 1), (index // 2, log[index // 2 - 1])] if index > 1 else []
    cases = [*((end, False) for end in worse), *((end, True) for end in ends)]
    cases = [(end, granted) for end, granted in cases if (end[0] == 0) == (end[1] == 0)]
    for number, (end, granted) in enumerate(cases, start=1):
        asked_in = 60 + number**5  # terms may jump
        better = (index + 50, term + 9)
        first = [(candidate, end, granted), (candidate, end, granted)]
        for name, its_end, expected in [*first, (rival, better, not granted), (candidate, better, granted)]:
            reply = vote_reply(server.deliver(vote_request(name, asked_in, its_end)), name)
            if reply is None or reply.voteGranted != expected:
                raise CheckFailure(
                    f"{server!r} was asked by {name} in term {asked_in}, whose log ends with index {its_end[0]} of "
                    f"term {its_end[1]}: it sent {vote_reply_text(reply)}. In this term {candidate} had asked "
                    f"{'before' if name == rival else 'first'}, with index {end[0]} of term {end[1]}."
                )
