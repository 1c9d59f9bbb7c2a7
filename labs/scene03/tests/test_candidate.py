"""A server whose election timer fires: what it asks, counts, and becomes."""

from hypothesis import given, seed, settings
from hypothesis import strategies as st

from raftlab.checks import Broken, check
from raftlab.checks.lab import Lab
from raftlab.labs.scene03.ballots import (
    LATER,
    ask,
    asked,
    grant,
    granted,
    heartbeat,
    is_narrow,
    listed,
    place,
    refuse,
    standing,
    timer,
)
from raftlab.server import Options

WINDOWS = ((150, 300, 50), (40, 90, 10), (1000, 2500, 150))
"""Deployments: electionTimeout low and high, heartbeatInterval, in ms."""


@check(
    points=3, paper="§5.2, §9.3; Figure 2 (Followers)", ask="when do two servers ask at the same moment, and how often?"
)
def test_window_is_wide(lab: Lab) -> None:
    """Every election timeout is drawn from a window: above the heartbeat interval, and wide."""
    for low, high, interval in WINDOWS:
        options = Options(preVote=False, checkQuorum=False, electionTimeout=(low, high), heartbeatInterval=interval)
        for size in (3, 5):
            for number in range(1, size + 1):
                server = place(lab, f"S{number}", size=size, options=options)
                waits = timer(server.deliver(heartbeat(f"S{number % size + 1}")), "election")
                if waits is None or waits.low_ms <= interval or is_narrow(waits):
                    drawn = f"a timeout of {waits.low_ms} to {waits.high_ms} ms" if waits else "no timeout"
                    raise Broken(
                        f"electionTimeout is {low} to {high} ms and a leader's heartbeat comes every {interval} ms. "
                        f"S{number} of {size} servers heard the leader, and drew {drawn}."
                    )


@check(
    points=4, paper="§5.2; Figure 2 (Candidates)", ask="who is asked, in which term, and whose vote is there already?"
)
def test_timeout_starts_an_election(lab: Lab) -> None:
    """A server that times out becomes the candidate of a newer term and asks every other server."""
    for size in (2, 3, 4, 5, 7):
        for role, voted in (("follower", "S2"), ("candidate", "S1")):
            server = place(lab, size=size, role=role, voted=voted)
            step = server.timeout("election", now=LATER)
            others = {f"S{n}" for n in range(2, size + 1)}
            if set(asked(step)) != others or {each.term for each in asked(step).values()} != {server.currentTerm}:
                raise Broken(
                    f"S1 of {size} servers timed out. It was {standing(server)}, and asked {listed(asked(step))}."
                )
            if (server.role, server.votedFor) != ("candidate", "S1") or server.currentTerm <= 2:
                raise Broken(f"S1 ({role}, term 2) timed out, and then was {standing(server)}.")


@check(
    points=2,
    after=[test_timeout_starts_an_election],
    paper="§5.4.1; Figure 2 (RequestVote, arguments)",
    ask="what must a voter know of the candidate's log?",
)
def test_request_tells_the_log(lab: Lab) -> None:
    """The request tells who asks, and where the candidate's log ends."""
    for log in ((), (1,), (1, 2)):
        last = (len(log), log[-1] if log else 0)
        for to, req in asked(place(lab, log=log).timeout("election", now=LATER)).items():
            if (req.candidateId, req.lastLogIndex, req.lastLogTerm) != ("S1", *last):
                raise Broken(
                    f"S1 (log {' '.join(map(str, log)) or 'empty'}) sent {to} candidateId {req.candidateId}, "
                    f"lastLogIndex {req.lastLogIndex}, lastLogTerm {req.lastLogTerm}."
                )


@check(
    points=3,
    after=[test_timeout_starts_an_election],
    paper="§5.2 (“each candidate will time out and start a new election”)",
    ask="nobody answers: which event brings the next attempt?",
)
def test_candidate_tries_again(lab: Lab) -> None:
    """A candidate that does not win waits for another timeout, and asks again in a newer term."""
    server = place(lab)
    term = server.currentTerm
    for attempt in range(1, 5):
        step = server.timeout("election", now=attempt * LATER)
        if timer(step, "election") is None or len(asked(step)) != 2 or server.currentTerm <= term:
            raise Broken(
                f"S1 timed out {attempt} times and nobody answered: it was {standing(server)}, asked "
                f"{listed(asked(step))}, and {'restarted' if timer(step, 'election') else 'did not restart'} its timer."
            )
        term = server.currentTerm


@check(
    points=3,
    after=[test_timeout_starts_an_election],
    paper="§5.2; Figure 2 (Persistent state)",
    ask="S1 has told the others that it stands: can it still vote for someone else in this term?",
)
def test_own_vote_stands_after_a_crash(lab: Lab) -> None:
    """A server that led a term votes for no other candidate of that term, not after a crash either."""
    server = place(lab)
    server.timeout("election", now=LATER)
    term = server.currentTerm
    server.deliver(grant("S2", term))
    led = server.role
    server.restart(now=2 * LATER)
    if granted(server.deliver(ask("S3", term), now=3 * LATER), "S3"):
        raise Broken(
            f"S1 stood in term {term}, had the vote of S2 ({led}), stopped and came back. S3 asked in term {term}, and "
            f"S1 granted."
        )


@check(
    points=5,
    paper="§5.2; Figure 2 (Candidates: votes received from majority of servers)",
    ask="how many of the cluster's servers make a majority, and is the candidate one of them?",
)
def test_majority_elects(lab: Lab) -> None:
    """A candidate leads as soon as a majority of the cluster has voted for it, and no sooner."""
    for size in (2, 3, 4, 5, 6, 7):
        server = place(lab, size=size, role="candidate")
        for count in range(2, size + 1):
            server.deliver(grant(f"S{count}"))
            if (server.role == "leader") != (2 * count > size):
                raise Broken(
                    f"S1 is candidate of {size} servers and has {count} votes, its own among them: it is {server.role}."
                )


@check(
    points=1, after=[test_timeout_starts_an_election], paper="§5.2", ask="how many votes does a cluster of one need?"
)
def test_one_server_leads_alone(lab: Lab) -> None:
    """A cluster of one server elects it."""
    server = place(lab, size=1)
    server.timeout("election", now=LATER)
    if server.role != "leader":
        raise Broken(f"S1 is the whole cluster. Its election timer fired, and it was {standing(server)}.")


@check(
    points=5,
    paper="§5.2; Figure 2 (Candidates)",
    ask="a message can be repeated, and a vote can be refused: how many servers have voted for S1?",
)
def test_each_voter_counts_once(lab: Lab) -> None:
    """Whatever answers arrive, and however often, a candidate counts the servers that granted their vote."""
    for size in (2, 3, 4, 5, 6, 7):
        no = range(size - size // 2 + 1, size + 1)  # as many as can refuse and leave the election open
        count_votes(lab, size, [*((voter, False) for voter in no), *((voter, True) for voter in range(2, no[0]))])

    @seed(lab.seed)
    @settings(max_examples=60)
    @given(st.integers(2, 7), st.lists(st.tuples(st.integers(2, 7), st.booleans()), max_size=9))
    def count(size: int, answers: list[tuple[int, bool]]) -> None:
        count_votes(lab, size, [(voter, yes) for voter, yes in answers if voter <= size])

    count()


def count_votes(lab: Lab, size: int, answers: list[tuple[int, bool]]) -> None:
    """Let a candidate of `size` servers take `answers`; Broken where it leads without a majority, or not with one."""
    server = place(lab, size=size, role="candidate")
    for voter, yes in answers:
        server.deliver(grant(f"S{voter}") if yes else refuse(f"S{voter}"))
    voters = {1, *(voter for voter, yes in answers if yes)}
    if (server.role == "leader") != (2 * len(voters) > size):
        story = ", ".join(f"{'a grant' if yes else 'a refusal'} of S{voter}" for voter, yes in answers)
        raise Broken(f"S1 is candidate of {size} servers. It took {story or 'no answer'}, and was {server.role}.")


@check(
    points=4,
    paper="§5.2",
    ask="the election is over: what can one more vote say?",
)
def test_late_vote_changes_nothing(lab: Lab) -> None:
    """A vote that arrives when the election is over changes nothing."""
    follower = place(lab, size=5, voted="S1", leader="S3")
    for voter in ("S2", "S4", "S5"):
        follower.deliver(grant(voter))
        if follower.role != "follower":
            raise Broken(
                f"S1 follows S3 in term 2. A late vote of {voter} for it arrived: it was {standing(follower)}."
            )
    leader = place(lab, size=5, role="leader", log=(1, 2), match={"S2": 2})
    for voter in ("S2", "S3", "S4", "S5"):
        step = leader.deliver(grant(voter))
        if leader.role != "leader" or leader.matchIndex.get("S2") != 2 or step.effects:
            raise Broken(
                f"S1 led term 2, with matchIndex[S2] = 2. A late vote of {voter} arrived: S1 was {leader.role} with "
                f"matchIndex[S2] = {leader.matchIndex.get('S2')}, and took {len(step.effects)} actions."
            )
