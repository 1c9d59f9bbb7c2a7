"""A server whose election timer fires: what it sends, counts, and becomes."""

from hypothesis import given, seed, settings
from hypothesis import strategies as st

from raftlab.checks import CheckFailure, check
from raftlab.checks.lab_fixture import Lab
from raftlab.labs.scene03.election_fixtures import (
    LONG_AFTER_MS,
    PAPER_OPTIONS,
    granted_vote,
    heartbeat,
    is_narrow_window,
    is_vote_granted,
    names_text,
    place_server,
    refused_vote,
    sent_vote_requests,
    started_timer,
    state_text,
    vote_request,
)
from raftlab.server import Options
from raftlab.worker.responses import PersistEffect

TIMING_CASES = ((150, 300, 50), (40, 90, 10), (1000, 2500, 150))
"""Deployments: electionTimeout low and high, heartbeatInterval, in ms."""


@check(
    points=2, paper="§5.2, §9.3; Figure 2 (Followers)", ask="when do two servers ask at the same moment, and how often?"
)
def test_window_is_wide(lab: Lab) -> None:
    """Every election timeout is drawn from a wide window above the heartbeat interval."""
    for low, high, interval in TIMING_CASES:
        options = Options(preVote=False, checkQuorum=False, electionTimeout=(low, high), heartbeatInterval=interval)
        for size, term in ((3, 2), (5, 2), (7, 60)):
            for number in range(1, size + 1):
                server = place_server(lab, f"S{number}", size=size, term=term, options=options)
                step = server.deliver(heartbeat(f"S{number % size + 1}", term))
                waits = started_timer(step, "election")
                if waits is None or waits.low_ms <= interval or is_narrow_window(waits):
                    drawn = f"a timeout of {waits.low_ms} to {waits.high_ms} ms" if waits else "no timeout"
                    raise CheckFailure(
                        f"electionTimeout is {low} to {high} ms and a leader's heartbeat comes every {interval} ms. "
                        f"S{number} of {size} servers heard the leader of term {term}, and drew {drawn}."
                    )


@check(
    points=4,
    paper="§5.2; Figure 2 (Candidates)",
    ask="which servers are asked, in which term, and which vote does the candidate already have?",
)
def test_timeout_starts_an_election(lab: Lab) -> None:
    """A server that times out becomes the candidate of a newer term and asks every other server."""
    for size in range(2, 10):
        for role, voted in (("follower", "S2"), ("candidate", "S1")):
            leader = "S2" if role == "follower" and size % 2 == 0 else None
            server = place_server(lab, size=size, role=role, voted_for=voted, leader=leader)
            step = server.fire_timer("election", now=LONG_AFTER_MS)
            others = {f"S{n}" for n in range(2, size + 1)}
            if set(sent_vote_requests(step)) != others or {each.term for each in sent_vote_requests(step).values()} != {
                server.currentTerm
            }:
                raise CheckFailure(
                    f"S1 of {size} servers timed out. It was {state_text(server)}, and asked "
                    f"{names_text(sent_vote_requests(step))}."
                )
            if (server.role, server.votedFor) != ("candidate", "S1") or server.currentTerm <= 2:
                raise CheckFailure(f"S1 ({role}, term 2) timed out, and then was {state_text(server)}.")


@check(
    points=2,
    depends_on=[test_timeout_starts_an_election],
    paper="§5.4.1; Figure 2 (RequestVote, arguments)",
    ask="what must a voter know about the candidate's log?",
)
def test_request_tells_the_log(lab: Lab) -> None:
    """The request names the candidate and the last entry of its log."""
    for log in ((), (1,), (1, 2), (1,) * 20 + (2,)):
        last = (len(log), log[-1] if log else 0)
        server = lab.place("S1", term=2, log=log, commit_index=len(log) // 2, options=PAPER_OPTIONS)
        for to, req in sent_vote_requests(server.fire_timer("election", now=LONG_AFTER_MS)).items():
            if (req.candidateId, req.lastLogIndex, req.lastLogTerm) != ("S1", *last):
                raise CheckFailure(
                    f"S1 (log {' '.join(map(str, log)) or 'empty'}) sent {to} candidateId {req.candidateId}, "
                    f"lastLogIndex {req.lastLogIndex}, lastLogTerm {req.lastLogTerm}."
                )


@check(
    points=2,
    explained_by=[test_timeout_starts_an_election],
    paper="§5.2 (“each candidate will time out and start a new election”)",
    ask="nobody answers: which event starts the next attempt, and how long does the candidate wait for it?",
)
def test_candidate_tries_again(lab: Lab) -> None:
    """A candidate that does not win waits for another timeout, and asks again in a newer term."""
    server = place_server(lab)
    term = server.currentTerm
    interval, (low, high) = PAPER_OPTIONS.heartbeatInterval, PAPER_OPTIONS.electionTimeout
    for attempt in range(1, 41):
        step = server.fire_timer("election", now=attempt * LONG_AFTER_MS)
        waits = started_timer(step, "election")
        if waits is None or len(sent_vote_requests(step)) != 2 or server.currentTerm <= term:
            raise CheckFailure(
                f"S1 timed out {attempt} times and nobody answered: it was {state_text(server)}, asked "
                f"{names_text(sent_vote_requests(step))}, and {'restarted' if waits else 'did not restart'} its timer."
            )
        if waits.low_ms <= interval or waits.high_ms > 3 * high:
            raise CheckFailure(
                f"A leader's heartbeat comes every {interval} ms, electionTimeout is {low} to {high} ms. S1 timed out "
                f"{attempt} times and nobody answered: it waits for {waits.low_ms} to {waits.high_ms} ms before its "
                "next attempt."
            )
        term = server.currentTerm


@check(
    points=3,
    depends_on=[test_timeout_starts_an_election],
    safety="OneVotePerTerm",
    paper="§5.2; Figure 2 (Persistent state)",
    ask="S1 has asked the others for their votes: can it still vote for another server in this term?",
)
def test_own_vote_stands_after_a_crash(lab: Lab) -> None:
    """A server that led a term votes for no other candidate of that term, even after a crash."""
    server = place_server(lab)
    server.fire_timer("election", now=LONG_AFTER_MS)
    term = server.currentTerm
    server.deliver(granted_vote("S2", term))
    led = server.role
    server.restart(now=2 * LONG_AFTER_MS)
    if is_vote_granted(server.deliver(vote_request("S3", term), now=3 * LONG_AFTER_MS), "S3"):
        raise CheckFailure(
            f"S1 was a candidate of term {term}, got the vote of S2 ({led}), crashed and restarted. S3 asked "
            f"in term {term}, and S1 granted."
        )


@check(
    points=4,
    paper="§5.2; Figure 2 (Candidates: votes received from majority of servers)",
    ask="how many of the cluster's servers make a majority, and is the candidate one of them?",
)
def test_majority_elects(lab: Lab) -> None:
    """A candidate leads as soon as a majority of the cluster has voted for it, and not before."""
    for size in range(2, 10):
        server = place_server(lab, size=size, role="candidate")
        for count in range(2, size + 1):
            server.deliver(granted_vote(f"S{count}"))
            if (server.role == "leader") != (2 * count > size):
                raise CheckFailure(
                    f"S1, a candidate in a cluster of {size}, has {count} votes with its own: it is {server.role}.",
                    safety="ElectedByMajority" if server.role == "leader" else "",
                )
    for size in (2, 3, 4, 5):
        for number in range(2, size + 1):
            check_other_candidate(lab, size, f"S{number}")


def check_other_candidate(lab: Lab, size: int, name: str) -> None:
    """CheckFailure unless `name` leads with the votes of any majority, whose names come before its own or after it."""
    others = [f"S{number}" for number in range(1, size + 1) if f"S{number}" != name]
    for voters in (others[: size // 2], others[-(size // 2) :]):
        server = place_server(lab, name, size=size, role="candidate")
        for voter in voters:
            server.deliver(granted_vote(voter))
        if server.role != "leader":
            raise CheckFailure(
                f"{name}, a candidate in a cluster of {size} servers, got the votes of {names_text(voters)}: it is "
                f"{server.role}."
            )


@check(
    points=1,
    explained_by=[test_timeout_starts_an_election],
    paper="§5.2",
    ask="how many votes does a cluster of one need?",
)
def test_one_server_leads_alone(lab: Lab) -> None:
    """A cluster of one server elects it."""
    server = place_server(lab, size=1)
    server.fire_timer("election", now=LONG_AFTER_MS)
    if server.role != "leader":
        raise CheckFailure(f"S1 is the whole cluster. Its election timer fired, and it was {state_text(server)}.")
    term = server.currentTerm
    server.restart(now=2 * LONG_AFTER_MS)
    if server.currentTerm != term:
        raise CheckFailure(
            f"S1 is the whole cluster. It led term {term}, crashed, and restarted: {state_text(server)}."
        )


@check(
    points=4,
    paper="§5.2; Figure 2 (Candidates)",
    ask="a message can be repeated, and a vote can be refused: how many servers have voted for S1?",
)
def test_each_voter_counts_once(lab: Lab) -> None:
    """Whatever answers arrive, and however often, a candidate counts each server that granted its vote once."""
    for size in range(2, 10):
        open_refusals = range(size - size // 2 + 1, size + 1)  # as many as can refuse and leave the election open
        grants = [(voter, True) for voter in range(2, open_refusals[0])]
        check_vote_count(lab, size, [*((voter, False) for voter in open_refusals), *grants])
        check_vote_count(lab, size, grants[:-1] * 3)  # copies
        check_vote_count(lab, size, [(size, True)] * (size // 2 + 1))
        if size > 2:  # one refusal, often repeated, leaves the election open
            check_vote_count(lab, size, [(2, False)] * size + [(voter, True) for voter in range(3, size + 1)])
        check_vote_count(lab, size, [(voter, False) for voter in range(2, size + 1)])
    for size in (4, 5, 7):
        check_votes_of_one_term(lab, size)

    @seed(lab.seed)
    @settings(max_examples=40)
    @given(st.integers(2, 9), st.lists(st.booleans(), min_size=8, max_size=8), st.lists(st.integers(2, 9), max_size=12))
    def check_random_votes(size: int, grants: list[bool], arrivals: list[int]) -> None:
        # each server answers once in a term, granted or refused; the network repeats and reorders the answers
        check_vote_count(lab, size, [(voter, grants[voter - 2]) for voter in arrivals if voter <= size])

    check_random_votes()


def check_vote_count(lab: Lab, size: int, answers: list[tuple[int, bool]]) -> None:
    """Deliver `answers` to a candidate of `size` servers; CheckFailure unless it leads exactly with a majority."""
    server = place_server(lab, size=size, role="candidate")
    for voter, yes in answers:
        server.deliver(granted_vote(f"S{voter}") if yes else refused_vote(f"S{voter}"))
    voters = {1, *(voter for voter, yes in answers if yes)}
    if (server.role == "leader") != (2 * len(voters) > size):
        story = ", ".join(f"{'a grant' if yes else 'a refusal'} of S{voter}" for voter, yes in answers)
        raise CheckFailure(
            f"S1 is a candidate in a cluster of {size} servers. It took {story or 'no answer'}, and was {server.role}.",
            safety="ElectedByMajority" if server.role == "leader" else "",
        )


def check_votes_of_one_term(lab: Lab, size: int) -> None:
    """CheckFailure if a candidate leads after elections in each of which one more server voted for it: too few."""
    server = place_server(lab, size=size)
    for number in range(12):
        server.fire_timer("election", now=(number + 1) * LONG_AFTER_MS)
        term = server.currentTerm
        server.deliver(granted_vote(f"S{2 + number % (size - 1)}", term))
        if server.role == "leader":
            raise CheckFailure(
                f"S1 of {size} servers stood {number + 1} times, each time in a new term, and each time one other "
                f"server voted for it, in turn: it leads term {term} with the vote of S{2 + number % (size - 1)} "
                "and its own.",
                safety="ElectedByMajority",
            )


@check(
    points=3,
    paper="§5.2",
    ask="the election is over: what can one more vote change?",
)
def test_late_vote_changes_nothing(lab: Lab) -> None:
    """A vote that arrives when the election is over changes nothing."""
    follower = place_server(lab, size=5, role="candidate")
    follower.restart()
    for voter in ("S2", "S4", "S5"):
        follower.deliver(granted_vote(voter))
        if follower.role != "follower":
            raise CheckFailure(
                f"S1 was a candidate of term 2, crashed, and follows since its restart. A late vote of {voter} for it "
                f"arrived: it was {state_text(follower)}."
            )
    leader = place_server(lab, size=5, role="leader", log=(1, 2), match_index={"S2": 2})
    for voter in ("S2", "S3", "S4", "S5"):
        step = leader.deliver(granted_vote(voter))
        actions = [each for each in step.effects if not isinstance(each, PersistEffect)]  # one more write is harmless
        if leader.role != "leader" or leader.matchIndex.get("S2") != 2 or actions:
            raise CheckFailure(
                f"S1 led term 2, with matchIndex[S2] = 2. A late vote of {voter} arrived: S1 was {leader.role} with "
                f"matchIndex[S2] = {leader.matchIndex.get('S2')}, and took {len(actions)} actions."
            )
