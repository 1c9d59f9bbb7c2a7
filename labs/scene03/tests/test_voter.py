"""A server that is asked for its vote."""

from itertools import permutations, product
from typing import Any

from raftlab.checks import CheckFailure, check
from raftlab.checks.deployments import ALL_DEPLOYMENTS, DEPLOYMENTS
from raftlab.checks.lab_fixture import Lab
from raftlab.checks.placed_server import PlacedServer, ServerStep
from raftlab.count_text import count_text, entries_text
from raftlab.errors import UnwrittenHoleError
from raftlab.labs.scene03.election_fixtures import (
    LONG_AFTER_MS,
    granted_vote,
    is_narrow_window,
    is_vote_granted,
    may_be_dropped,
    place_server,
    started_timer,
    state_text,
    vote_reply,
    vote_reply_text,
    vote_request,
)
from raftlab.server import Options, RequestVoteReply, Send
from raftlab.worker.responses import PersistEffect

VOTE_LIMIT = 100
"""So many votes one server gives here, each in a term of its own."""


@check(points=3, paper="§5.2; Figure 2 (RequestVote, step 2)", ask="for which reasons may a server refuse its vote?")
def test_free_vote_is_granted(lab: Lab) -> None:
    """A server that has not voted in the term gives its vote to the first candidate that asks."""
    cases = ((2, False), (4, False), (2, True))
    for (term, has_crashed), size, _ in product(cases, range(2, 10), range(3)):
        server = place_server(lab, size=size)
        if has_crashed:
            server.restart()
        name = f"S{size}"
        step = server.deliver(vote_request(name, term))
        reply = vote_reply(step, name)
        if reply is None or (reply.voteGranted, reply.term, reply.voterId) != (True, term, "S1"):
            raise CheckFailure(
                f"S1 of {size} was in term 2, no vote given{', and had just restarted' if has_crashed else ''}. {name} "
                f"asked in term {term}: S1 sent {vote_reply_text(reply)}."
            )
        check_nobody_else_is_answered(step, name)
        if server.votedFor != name or server.role != "follower":
            raise CheckFailure(f"S1 granted its vote of term {term} to {name}, and then was {state_text(server)}.")
    check_many_votes(lab)


def check_nobody_else_is_answered(step: ServerStep, candidate: str) -> None:
    """CheckFailure if a step answers another than the candidate that asked."""
    for to, message in step.sent_messages:
        if isinstance(message, RequestVoteReply) and to != candidate:
            raise CheckFailure(
                f"{candidate} asked S1 for its vote, and S1 sent {vote_reply_text(message)} to {to}.",
                safety="ElectedByMajority" if message.voteGranted else "",
            )


def check_many_votes(lab: Lab) -> None:
    """CheckFailure unless a server votes in each of many terms."""
    server = place_server(lab)
    for number in range(1, VOTE_LIMIT + 1):
        term, name = 2 + number, f"S{2 + number % 2}"
        if not is_vote_granted(server.deliver(vote_request(name, term), now=number * LONG_AFTER_MS), name):
            raise CheckFailure(f"S1 granted {count_text(number - 1, 'vote')}. {name} asked in term {term}: no grant.")


@check(
    points=4,
    safety="OneVotePerTerm",
    paper="§5.2 (“at most one candidate in a given term, on a first-come-first-served basis”)",
    ask="how often may a server vote in one term?",
)
def test_second_candidate_is_refused(lab: Lab) -> None:
    """A server that has voted refuses every other candidate of that term."""
    voters = (
        ("follower", "S2", None),
        ("follower", "S2", "S3"),
        ("candidate", "S1", None),
        ("leader", "S1", "S1"),
    )
    for (role, voted, leader), log, _ in product(voters, ((), (1,)), ALL_DEPLOYMENTS):
        server = place_server(lab, role=role, voted_for=voted, leader=leader, log=log)
        was = state_text(server)
        step = server.deliver(vote_request("S3", log_end=(9, 1) if log else (0, 0)))
        check_nobody_else_is_answered(step, "S3")
        reply = vote_reply(step, "S3")
        if reply is None and may_be_dropped(server):
            continue
        if reply is None or reply.voteGranted or server.votedFor != voted or reply.term != 2 or reply.voterId != "S1":
            raise CheckFailure(
                f"S1 was {was}. S3 asked in term 2: S1 sent {vote_reply_text(reply)}, and was {state_text(server)}.",
                safety="OneVotePerTerm" if gives_vote_away(server, reply, voted) else "",
            )


def gives_vote_away(server: PlacedServer, reply: RequestVoteReply | None, voted: str) -> bool:
    """Tell whether a server that had voted in term 2 has granted its vote again, or may now: it has forgotten it."""
    is_forgotten = server.currentTerm < 2 or (server.currentTerm == 2 and server.votedFor != voted)
    return is_forgotten or (reply is not None and reply.voteGranted)


@check(
    points=3,
    explained_by=[test_free_vote_is_granted],
    paper="Figure 2 (RequestVote: votedFor is null or candidateId)",
    ask="the first answer was lost, and the candidate asks again: what has changed?",
)
def test_same_candidate_is_granted_again(lab: Lab) -> None:
    """A candidate that already has the vote gets it again when it asks again."""
    for _ in ALL_DEPLOYMENTS:
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
    behind = (((1, 2), (1, 1)), ((1, 2), (5, 1)), ((1, 1), (1, 1)), ((1,), (0, 0)))
    for (log, last), _ in product(behind, DEPLOYMENTS):
        server = place_server(lab, log=log, term=3)
        reply = vote_reply(server.deliver(vote_request("S3", 3, last)), "S3")
        if reply is None or reply.voteGranted or server.votedFor is not None:
            raise CheckFailure(
                f"S1 (log {' '.join(map(str, log))}) was asked by S3, whose log ends with index {last[0]} of term "
                f"{last[1]}: it sent {vote_reply_text(reply)}, and was {state_text(server)}.",
                safety="LeaderCompleteness" if reply is not None and reply.voteGranted else "",
            )
        reply = vote_reply(server.deliver(vote_request("S2", 3, (len(log), log[-1]))), "S2")
        if reply is None or not reply.voteGranted:
            raise CheckFailure(
                f"S1 (log {' '.join(map(str, log))}) refused S3, and was asked by S2, whose log ends as its own: it "
                f"sent {vote_reply_text(reply)}.",
                safety="",
            )
    for _ in DEPLOYMENTS:
        check_vote_of_a_former_leader(lab)


def check_vote_of_a_former_leader(lab: Lab) -> None:
    """CheckFailure if a server that led until now votes for a candidate whose log is behind; it needs becomeLeader."""
    server = place_server(lab, role="candidate", log=(1, 1))
    try:
        server.deliver(granted_vote("S2"))
    except UnwrittenHoleError:
        return
    step = server.deliver(vote_request("S3", server.currentTerm + 1, (1, 1)))
    is_granted = is_vote_granted(step, "S3")
    if server.votedFor is not None or is_granted:
        raise CheckFailure(
            f"S1 (log 1 1) led term 2. S3, whose log ends with index 1 of term 1, asked for its vote in term 3: "
            f"S1 sent {vote_reply_text(vote_reply(step, 'S3'))}, and was {state_text(server)}.",
            safety="LeaderCompleteness" if is_granted else "",
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
    for term, setting, _ in product((2, 5), VOTERS, ALL_DEPLOYMENTS):
        check_crashes_of_a_voter(lab, term, lab.next_deployment(), **setting)
    for size, length in product(range(3, 10), (0, 1, 2, 3, 4, 5, 6, 7, 8, 12, 25)):
        check_written_votes(place_server(lab, size=size, log=(1,) * length), 1)
    check_written_votes(place_server(lab, size=3), 12)


def check_written_votes(server: PlacedServer, count: int) -> None:
    """CheckFailure if one of so many votes, each in a newer term, is granted and not on the disk."""
    better = (len(server.log) + 5, 1)
    for number in range(1, count + 1):
        term = 2 + number
        step = server.deliver(vote_request("S3", term, better), now=number * LONG_AFTER_MS)
        disk = server.durable_state
        if is_vote_granted(step, "S3") and (disk.currentTerm, disk.votedFor) != (term, "S3"):
            raise CheckFailure(
                f"S1 of {len(server.cluster)}, with {entries_text(len(server.log))}, granted S3 its vote "
                f"{count_text(number, 'time')}, in "
                f"terms 3 to {term}; its disk then held term {disk.currentTerm} and the vote "
                f"{disk.votedFor or 'for nobody'}."
            )


VOTERS: tuple[dict[str, Any], ...] = (
    {"size": 3},
    {"size": 5, "log": (1, 1), "leader": "S4"},
    {"size": 4, "log": (1,), "voted_for": None},
)
"""Servers in term 2 whose vote is free."""


def check_crashes_of_a_voter(lab: Lab, term: int, options: Options, **setting: Any) -> None:
    """CheckFailure if a voter that sent its vote to S3, and crashed after any of its actions, votes for S2."""
    better = (9, 1)
    whole = place_server(lab, options=options, **setting)
    before = whole.durable_state.image
    step = whole.deliver(vote_request("S3", term, better))
    crashes = len(step.effects)
    for count in range(1, crashes + 1):
        if is_grant_sent(step, count):
            image = durable_image(before, step, count)
            whole.restart(image)
            if is_vote_granted(whole.deliver(vote_request("S2", term, better), now=LONG_AFTER_MS), "S2"):
                raise CheckFailure(
                    f"S1 of {setting['size']} was in term 2, and S3 asked in term {term}. S1 crashed after {count} of "
                    f"its {crashes} actions; by then the grant was sent. It restarted, S2 asked in term {term}, and S1 "
                    f"granted again."
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
    for _ in ALL_DEPLOYMENTS:
        waits = started_timer(place_server(lab).deliver(vote_request("S3")), "election")
        if waits is None:
            raise CheckFailure("S1 granted S3 its vote, and did not restart its election timer.")
        if is_narrow_window(waits):
            raise CheckFailure(
                f"S1 granted S3 its vote, and drew an election timeout of {waits.low_ms} to {waits.high_ms} ms."
            )
    refusers = (
        ("had voted for S2", "S2", (1,), (1, 1)),
        ("has the longer log", None, (1,), (0, 0)),
        ("had voted for S3, and has an entry of S3 by now", "S3", (2,), (0, 0)),
    )
    for (why, voted, log, last), _ in product(refusers, ALL_DEPLOYMENTS):
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
            settings = {"commit_index": len(log) // 2, "options": lab.next_deployment()}
            server = lab.place(voter, cluster=cluster, term=40, log=log, **settings)
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
