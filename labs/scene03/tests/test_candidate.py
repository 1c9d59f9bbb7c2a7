"""A server whose election timer fires: what it sends, and how long it waits."""

import contextlib
from itertools import product

from raftlab.checks import CheckFailure, check
from raftlab.checks.deployments import ALL_DEPLOYMENTS, DEPLOYMENTS
from raftlab.checks.lab_fixture import Lab
from raftlab.checks.placed_server import PlacedServer, ServerStep
from raftlab.count_text import count_text
from raftlab.errors import UnwrittenHoleError
from raftlab.labs.scene03.election_fixtures import (
    LONG_AFTER_MS,
    granted_vote,
    heartbeat,
    is_narrow_window,
    is_vote_granted,
    names_text,
    place_server,
    refused_vote,
    sent_appends,
    sent_vote_requests,
    started_timer,
    state_text,
    time_out,
    vote_request,
)
from raftlab.server import LEADER, CancelTimer, SetTimer

TIMING_CASES = ((150, 300, 50), (40, 90, 10), (1000, 2500, 150))
"""Deployments: electionTimeout low and high, heartbeatInterval, in ms."""


@check(
    points=2, paper="§5.2, §9.3; Figure 2 (Followers)", ask="when do two servers ask at the same moment, and how often?"
)
def test_election_timeout_window_is_wide(lab: Lab) -> None:
    """Every election timeout is drawn from a wide window above the heartbeat interval."""
    for low, high, interval in TIMING_CASES:
        for size, term in ((3, 2), (5, 2), (7, 60)):
            options = lab.next_deployment(electionTimeout=(low, high), heartbeatInterval=interval)
            for number in range(1, size + 1):
                server = place_server(lab, f"S{number}", size=size, term=term, options=options)
                step = server.deliver(heartbeat(f"S{number % size + 1}", term))
                check_window(server, step, f"S{number} of {size} servers heard the leader of term {term}", True)
    with contextlib.suppress(UnwrittenHoleError):
        for size, _ in product((2, 3, 4, 5, 7), range(3)):
            check_windows_of_a_life(lab, size)


def check_window(server: PlacedServer, step: ServerStep, story: str, must_start: bool = False) -> None:
    """CheckFailure if a step draws an election timeout from a wrong window, or leaves a waiting server without one.

    must_start: the step has to start the timer; else the timer that runs may run on.
    """
    (low, high), interval = server.options.electionTimeout, server.options.heartbeatInterval
    changes = [each for each in step.effects if isinstance(each, SetTimer | CancelTimer) and each.name == "election"]
    if server.role == LEADER or not (changes or must_start):
        return
    waits = started_timer(step, "election")
    if waits is None or waits.low_ms <= interval or is_narrow_window(waits) or waits.high_ms > 3 * high:
        drawn = f"drew a timeout of {waits.low_ms} to {waits.high_ms} ms" if waits else "no election timer runs"
        raise CheckFailure(
            f"electionTimeout is {low} to {high} ms and a leader's heartbeat comes every {interval} ms. {story}: "
            f"{server.id} is {state_text(server)}, and {drawn}."
        )


def check_windows_of_a_life(lab: Lab, size: int) -> None:
    """CheckFailure if a server draws a timeout from a wrong window, or stops its timer, anywhere in a life."""
    server = place_server(lab, size=size, role="leader", log=(1, 1), match_index={"S2": 1})
    story: list[str] = [f"S1 led term 2 of {size} servers"]
    others = [f"S{number}" for number in range(2, size + 1)]
    last = others[-1]

    def take(text: str, step: ServerStep) -> None:
        story.append(text)
        check_window(server, step, "; ".join(story[-6:]))

    for life in (1, 2):
        now = life * LONG_AFTER_MS
        term = server.currentTerm + 1
        take("it learned of a newer term", server.deliver(refused_vote(last, term), now=now))
        for attempt in (1, 2):
            take("its election timer fired", time_out(server, now=now + 1000 * attempt))
            for other in others:
                refusal = refused_vote(other, server.currentTerm)
                take(f"{other} refused its vote", server.deliver(refusal, now=now + 1000 * attempt))
        own = server.currentTerm
        if size > 2:
            request = vote_request(last, own, (9, own - 1))
            take(f"{last} asked for its vote in that term", server.deliver(request, now=now + 3000))
            for count in (1, 2, 3):
                beat = server.deliver(heartbeat(last, own), now=now + 3100 + 50 * count)
                take(f"it heard {last}, leader of that term", beat)
        take("its election timer fired", time_out(server, now=now + 5000))
        beat = server.deliver(heartbeat("S2", server.currentTerm + 1), now=now + 5100)
        take("it heard S2, leader of a newer term", beat)
        request = vote_request(last, server.currentTerm + 1, (9, server.currentTerm))
        take(f"{last} asked for its vote in a newer term", server.deliver(request, now=now + 9000))
        story.append("it crashed and restarted")
        take("it started", server.restart(now=now + 9100))


@check(
    points=4,
    paper="§5.2; Figure 2 (Candidates)",
    ask="which servers are asked, in which term, and which vote does the candidate already have?",
)
def test_timeout_starts_an_election(lab: Lab) -> None:
    """A server that times out becomes the candidate of a newer term and asks every other server."""
    for size, _ in product(range(2, 10), DEPLOYMENTS):
        for role, voted in (("follower", "S2"), ("candidate", "S1")):
            leader = "S2" if role == "follower" and size % 2 == 0 else None
            server = place_server(lab, size=size, role=role, voted_for=voted, leader=leader)
            step = time_out(server, now=LONG_AFTER_MS)
            others = {f"S{n}" for n in range(2, size + 1)}
            requests = sent_vote_requests(step)
            terms = {request.term for request in requests.values()}
            if set(requests) != others or terms != {server.currentTerm}:
                raise CheckFailure(
                    f"S1 of {size} servers timed out. It was {state_text(server)}, and asked {names_text(requests)}"
                    f"{' in term ' if requests else ''}{', '.join(map(str, sorted(terms)))}."
                )
            if sent_appends(step) and server.role != LEADER:
                raise CheckFailure(
                    f"S1 of {size} servers timed out. It was {state_text(server)}, and sent AppendEntries to "
                    f"{names_text(sent_appends(step))}."
                )
            if (server.role, server.votedFor) != ("candidate", "S1") or server.currentTerm <= 2:
                raise CheckFailure(f"S1 ({role}, term 2) timed out, and then was {state_text(server)}.")


@check(
    points=2,
    depends_on=[test_timeout_starts_an_election],
    paper="§5.4.1; Figure 2 (RequestVote, arguments)",
    ask="what must a voter know about the candidate's log?",
)
def test_vote_request_names_the_last_entry(lab: Lab) -> None:
    """The request names the candidate and the last entry of its log."""
    for log, _ in product(((), (1,), (1, 2), (1,) * 20 + (2,)), ALL_DEPLOYMENTS):
        last = (len(log), log[-1] if log else 0)
        server = lab.place("S1", term=2, log=log, commit_index=len(log) // 2, options=lab.next_deployment())
        for to, req in sent_vote_requests(time_out(server, now=LONG_AFTER_MS)).items():
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
    for attempts in (40, *[8] * len(DEPLOYMENTS)):
        check_attempts(place_server(lab), attempts)


def check_attempts(server: PlacedServer, attempts: int) -> None:
    """CheckFailure unless a server that times out so often asks in a newer term each time, and waits for the next."""
    term = server.currentTerm
    interval, (low, high) = server.options.heartbeatInterval, server.options.electionTimeout
    for attempt in range(1, attempts + 1):
        step = time_out(server, now=attempt * LONG_AFTER_MS)
        waits = started_timer(step, "election")
        if waits is None or len(sent_vote_requests(step)) != len(server.cluster) - 1 or server.currentTerm <= term:
            raise CheckFailure(
                f"S1 timed out {count_text(attempt, 'time')} and nobody answered: it was {state_text(server)}, asked "
                f"{names_text(sent_vote_requests(step))}, and {'restarted' if waits else 'did not restart'} its timer."
            )
        if waits.low_ms <= interval or waits.high_ms > 3 * high:
            raise CheckFailure(
                f"A leader's heartbeat comes every {interval} ms, electionTimeout is {low} to {high} ms. S1 timed out "
                f"{count_text(attempt, 'time')} and nobody answered: it waits for {waits.low_ms} to "
                f"{waits.high_ms} ms before its "
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
    for size, _ in product(range(3, 10), ALL_DEPLOYMENTS):
        server = place_server(lab, size=size)
        time_out(server, now=LONG_AFTER_MS)
        term = server.currentTerm
        for voter in range(2, size // 2 + 2):
            server.deliver(granted_vote(f"S{voter}", term))
        led = server.role
        server.restart(now=2 * LONG_AFTER_MS)
        if is_vote_granted(server.deliver(vote_request("S3", term), now=3 * LONG_AFTER_MS), "S3"):
            raise CheckFailure(
                f"S1 of {size} was a candidate of term {term}, got the votes of a majority ({led}), crashed and "
                f"restarted. S3 asked in term {term}, and S1 granted."
            )


@check(
    points=1,
    explained_by=[test_timeout_starts_an_election],
    paper="§5.2",
    ask="how many votes does a cluster of one need?",
)
def test_one_server_leads_alone(lab: Lab) -> None:
    """A cluster of one server elects it."""
    for _ in ALL_DEPLOYMENTS:
        server = place_server(lab, size=1)
        time_out(server, now=LONG_AFTER_MS)
        if server.role != "leader":
            raise CheckFailure(f"S1 is the whole cluster. Its election timer fired, and it was {state_text(server)}.")
        term = server.currentTerm
        server.restart(now=2 * LONG_AFTER_MS)
        if server.currentTerm != term:
            raise CheckFailure(
                f"S1 is the whole cluster. It led term {term}, crashed, and restarted: {state_text(server)}."
            )
