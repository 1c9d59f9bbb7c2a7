"""Becoming leader, and hearing a leader."""

from itertools import product

from raftlab.checks import CheckFailure, check
from raftlab.checks.deployments import ALL_DEPLOYMENTS, DEPLOYMENTS
from raftlab.checks.lab_fixture import Lab
from raftlab.checks.placed_server import PlacedServer, ServerStep, entries
from raftlab.count_text import entries_text
from raftlab.labs.scene03.election_fixtures import (
    LONG_AFTER_MS,
    granted_vote,
    heartbeat,
    names_text,
    place_server,
    refused_vote,
    sent_appends,
    started_timer,
    state_text,
    time_out,
    vote_request,
)
from raftlab.server import AppendEntries, AppendEntriesReply, Entry

BEAT_LIMIT = 300
"""So many heartbeats one leader sends here: more than any run of these checks needs."""


def elect_leader(
    lab: Lab, size: int = 3, log: tuple[int, ...] = (), front_layer: str = ""
) -> tuple[PlacedServer, ServerStep]:
    """Return a server that has just won term 2, and the step in which it won."""
    server = place_server(lab, size=size, role="candidate", log=log, front_layer=front_layer)
    steps = [server.deliver(granted_vote(f"S{voter}")) for voter in range(2, size // 2 + 2)]
    return server, steps[-1]


def reelect_leader(server: PlacedServer, size: int) -> ServerStep:
    """Let a leader hear of a newer term, and win the one after it; return the step in which it won."""
    server.deliver(refused_vote("S2", server.currentTerm + 1))
    time_out(server, now=LONG_AFTER_MS)
    steps = [server.deliver(granted_vote(f"S{voter}", server.currentTerm)) for voter in range(2, size // 2 + 2)]
    return steps[-1]


def timer_restart_text(step: ServerStep) -> str:
    """Return whether the step restarted the election timer, in words."""
    return "restarted" if started_timer(step, "election") else "did not restart"


@check(
    points=4,
    explained_by=["test_majority_elects"],
    paper="§5.2 (“it then sends heartbeat messages to all of the other servers”)",
    ask="how do the other servers learn that the election is over?",
)
def test_leader_sends_heartbeats_to_everyone(lab: Lab) -> None:
    """A new leader sends a heartbeat to every other server at once, and again at every interval."""
    for size in range(2, 10):
        for log in ((), (1,), (1, 1)):
            server, won = elect_leader(lab, size, log)
            check_heartbeats(server, won, size)
            check_heartbeats(server, reelect_leader(server, size), size)
    check_many_heartbeats(lab, 5, BEAT_LIMIT)
    for _ in DEPLOYMENTS:
        check_many_heartbeats(lab, 3, 12)


def check_many_heartbeats(lab: Lab, size: int, beats: int) -> None:
    """CheckFailure if a leader, whatever it hears meanwhile, falls silent after some of so many heartbeats."""
    server, _ = elect_leader(lab, size, (1, 1))
    heard = (
        AppendEntriesReply(2, "S2", success=True, prevLogIndex=2, matchIndex=2),
        AppendEntriesReply(2, "S3", success=False, prevLogIndex=2),
        granted_vote("S3"),
        vote_request("S3", 2, (2, 1)),
        vote_request("S3", 1),
    )
    for beat in range(1, beats + 1):
        if beat % 2:
            server.deliver(heard[beat // 2 % len(heard)], now=beat * 50.0 - 10)
        check_heartbeat(server, server.fire_timer("heartbeat", now=beat * 50.0), size, beat)


def timer_interval(step: ServerStep) -> int:
    """Return the longest time, in ms, until the heartbeat timer that a step started fires; 0 without one."""
    timer = started_timer(step, "heartbeat")
    return timer.high_ms if timer else 0


def check_heartbeats(server: PlacedServer, election_step: ServerStep, size: int) -> None:
    """CheckFailure if a server that has just won does not send to every other one, at once and at each heartbeat."""
    others = {f"S{n}" for n in range(2, size + 1)}
    term = server.currentTerm
    if set(sent_appends(election_step)) != others:
        raise CheckFailure(
            f"S1 won term {term} of {size} servers, and sent AppendEntries to "
            f"{names_text(sent_appends(election_step))}."
        )
    if started_timer(election_step, "heartbeat") is None:
        raise CheckFailure(f"S1 won term {term} of {size} servers, sent to all, and started no heartbeat timer.")
    check_appends(server, election_step)
    interval_ms, low_ms = timer_interval(election_step), server.options.electionTimeout[0]
    if 2 * interval_ms > low_ms:
        raise CheckFailure(
            f"S1 won term {term}. Its next heartbeat comes after {interval_ms} ms; an election timeout may be "
            f"{low_ms} ms."
        )
    for beat in (1, 2):
        check_heartbeat(server, server.fire_timer("heartbeat", now=beat * 50.0), size, beat)


def check_appends(server: PlacedServer, step: ServerStep) -> None:
    """CheckFailure if a leader sends an append that is not its own, or that its log does not hold."""
    for to, message in sent_appends(step).items():
        prev, log = message.prevLogIndex, server.log
        is_own = (message.term, message.leaderId) == (server.currentTerm, server.id)
        is_held = 0 <= prev <= len(log) and message.entries == log[prev : prev + len(message.entries)]
        is_held = is_held and message.prevLogTerm == (log[prev - 1].term if prev else 0)
        if not (is_own and is_held) or message.leaderCommit > server.commitIndex:
            raise CheckFailure(
                f"{server!r} sent {to} an append of term {message.term} in the name of {message.leaderId}, with "
                f"prevLogIndex {prev}, prevLogTerm {message.prevLogTerm}, {entries_text(len(message.entries))} and "
                f"leaderCommit {message.leaderCommit}."
            )


def check_heartbeat(server: PlacedServer, step: ServerStep, size: int, beat: int) -> None:
    """CheckFailure if a leader does not send to every other server, or does not go on, at one heartbeat."""
    check_appends(server, step)
    others = {f"S{n}" for n in range(2, size + 1)}
    is_timed = 0 < 2 * timer_interval(step) <= server.options.electionTimeout[0]
    if set(sent_appends(step)) != others or not is_timed or server.role != "leader":
        next_beat = f"comes after {timer_interval(step)} ms" if started_timer(step, "heartbeat") else "has no timer"
        raise CheckFailure(
            f"S1 leads {size} servers in term {server.currentTerm}. At heartbeat {beat} it sent AppendEntries to "
            f"{names_text(sent_appends(step))}; its next heartbeat {next_beat}."
        )


@check(
    points=3,
    explained_by=["test_majority_elects"],
    paper="Figure 2 (Volatile state on leaders: reinitialized after election)",
    ask="what does a new leader know about its followers' logs?",
)
def test_leader_resets_next_and_match_index(lab: Lab) -> None:
    """After every election the leader sets nextIndex and matchIndex anew for each follower."""
    for log in ((), (1,), (1, 1, 1), (1, 1), (1,) * 4, (1,) * 5, (1,) * 8):
        server, _ = elect_leader(lab, 5, log, front_layer="match_index_stub.py")
        check_leader_indexes(server, len(log))
        longer = (*server.log, *entries([server.currentTerm] * 2))
        server.learn(longer, 0)
        for follower in ("S2", "S3"):
            success = AppendEntriesReply(server.currentTerm, follower, success=True, matchIndex=len(longer))
            server.deliver(success)
        reelect_leader(server, 5)
        check_leader_indexes(server, len(longer))
    for size, count in product(range(2, 10), (0, 1, 2, 5)):
        check_leader_indexes(elect_leader(lab, size, (1,) * count)[0], count)
    for name in ("S3", "S5"):
        other = place_server(lab, name, size=5, role="candidate", log=(1, 1, 1))
        for voter in ("S1", "S2", "S4"):
            other.deliver(granted_vote(voter))
        check_leader_indexes(other, 3)
    check_indexes_ignore_commit(lab)
    for _ in ALL_DEPLOYMENTS:
        check_log_is_durable(lab)


def check_indexes_ignore_commit(lab: Lab) -> None:
    """CheckFailure if nextIndex and matchIndex of a new leader begin with what it has committed or applied."""
    for count in (3, 12, 40):
        for commit_index in (1, count):
            log = [1] * count
            settings = {"commit_index": commit_index, "options": lab.next_deployment()}
            server = lab.place("S1", cluster=5, role="candidate", term=2, log=log, **settings)
            for voter in ("S2", "S3"):
                server.deliver(granted_vote(voter))
            check_leader_indexes(server, count)


def check_log_is_durable(lab: Lab) -> None:
    """CheckFailure if a new leader has an entry in its log that a crash loses."""
    server, won = elect_leader(lab, 3, (1, 1))
    log = server.log
    server.restart(now=LONG_AFTER_MS)
    if server.log != log:
        raise CheckFailure(
            f"S1 (log 1 1) won term 2, its log then was {' '.join(str(each.term) for each in log)}, and it sent to "
            f"{names_text(sent_appends(won))}. It crashed and restarted: its log was "
            f"{' '.join(map(str, server.log_terms))}.",
            safety="CommittedIsDurable",
        )


def check_leader_indexes(server: PlacedServer, entry_count: int) -> None:
    """CheckFailure if nextIndex and matchIndex are not those of a new leader whose log has `entry_count` entries."""
    others = [name for name in server.cluster if name != server.id]
    last = len(server.log)
    nexts, matches = server.nextIndex, server.matchIndex
    own = matches.get(server.id, 0) <= last  # Figure 2 says "for each server": a leader's row of its own is harmless
    strange = {*nexts, *matches} - {server.id, *others}
    fits = own and not strange and all(entry_count < nexts.get(each, 0) <= last + 1 for each in others)
    if not fits or any(matches.get(each) != 0 for each in others) or server.leaderId != server.id:
        raise CheckFailure(
            f"{server.id} won term {server.currentTerm} with {entries_text(entry_count)} in its log: nextIndex "
            f"is {nexts}, "
            f"matchIndex {matches}, leaderId {server.leaderId}.",
            safety="LeaderCompleteness" if any(matches.get(each) for each in others) else "",
        )


@check(
    points=3,
    paper="§5.2; Figure 2 (Followers)",
    ask="how does a follower know that it need not ask for votes itself?",
)
def test_follower_knows_its_leader(lab: Lab) -> None:
    """A server that hears a leader knows its name and restarts its election timer."""
    for term, has_crashed, _ in product((2, 3), (False, True), ALL_DEPLOYMENTS):
        server = place_server(lab, voted_for="S2")
        if has_crashed:
            server.restart()
        step = server.deliver(heartbeat("S3", term), now=LONG_AFTER_MS)
        if server.leaderId != "S3" or started_timer(step, "election") is None or server.role != "follower":
            raise CheckFailure(
                f"S1 was a follower in term 2{' and had just restarted' if has_crashed else ''}. S3, leader of term "
                f"{term}, was heard: S1 was {state_text(server)}, its leaderId {server.leaderId}, and it "
                f"{timer_restart_text(step)} its election timer."
            )
        for newer, leader in ((term + 1, "S2"), (term + 2, "S3"), (term + 3, "S2")):
            server.deliver(heartbeat(leader, newer), now=(newer - term + 1) * LONG_AFTER_MS)
            if server.leaderId != leader:
                raise CheckFailure(
                    f"S1 followed the leaders of the terms {term} to {newer - 1}. {leader}, leader of term {newer}, "
                    f"was heard: S1 was {state_text(server)}, its leaderId {server.leaderId}."
                )
    follower = place_server(lab, size=5)
    for beat in range(1, BEAT_LIMIT + 1):
        step = follower.deliver(heartbeat("S3"), now=beat * 50.0)
        if follower.leaderId != "S3" or started_timer(step, "election") is None:
            raise CheckFailure(
                f"S1 followed S3. At heartbeat {beat} its leaderId was {follower.leaderId}, and it "
                f"{timer_restart_text(step)} its election timer."
            )


@check(
    points=3,
    explained_by=[test_follower_knows_its_leader],
    paper="§5.2 (“if the leader's term is at least as large as the candidate's current term”); Figure 2 (Candidates)",
    ask="how does a candidate learn that another server has won its term?",
)
def test_candidate_concedes(lab: Lab) -> None:
    """A candidate that hears the leader of its own term follows it and keeps its vote."""
    for role, term, _ in product(("candidate", "pre-candidate"), (2, 3), ALL_DEPLOYMENTS):
        vote = "S1" if term == 2 else None
        server = place_server(lab, role=role, voted_for="S1")
        server.deliver(heartbeat("S3", term), now=LONG_AFTER_MS)
        if (server.role, server.currentTerm, server.votedFor, server.leaderId) != ("follower", term, vote, "S3"):
            raise CheckFailure(
                f"S1 was a {role} in term 2. S3, leader of term {term}, was heard: S1 was {state_text(server)}, its "
                f"leaderId {server.leaderId}.",
                safety="OneVotePerTerm" if server.currentTerm == 2 and server.votedFor != "S1" else "",
            )


@check(
    points=2,
    explained_by=[test_follower_knows_its_leader],
    paper="§5.2; Figure 2 (Followers)",
    ask="S1 does not have the entry at prevLogIndex: is the leader alive?",
)
def test_every_append_counts(lab: Lab) -> None:
    """Every AppendEntries of the term counts as hearing the leader, however far behind the follower is."""
    for prev in ((9, 2), (2, 2), (1, 1)):
        for new in ((), (Entry(2),) * 2):
            for role, votes in (("follower", ()), ("candidate", ()), ("candidate", ("S2",))):
                server = place_server(lab, size=5, log=(1, 1), role=role, votes=votes)
                step = server.deliver(AppendEntries(2, "S3", *prev, new, 1), now=LONG_AFTER_MS)
                if started_timer(step, "election") is None or (server.role, server.leaderId) != ("follower", "S3"):
                    raise CheckFailure(
                        f"S1 ({role}, log 1 1) heard S3, leader of term 2, with prevLogIndex {prev[0]}, prevLogTerm "
                        f"{prev[1]} and {len(new)} entries: it was a {server.role}, its leaderId "
                        f"{server.leaderId}, and "
                        f"it {timer_restart_text(step)} its election timer."
                    )
    server = lab.place("S1", term=2, log=(1, 1), commit_index=2, options=lab.next_deployment())
    if (
        started_timer(server.deliver(heartbeat("S3", previous_entry=(2, 1)), now=LONG_AFTER_MS), "election") is None
        or server.leaderId != "S3"
    ):
        raise CheckFailure(
            "S1 (commitIndex 2) heard S3, the new leader of term 2, whose commitIndex is still 0: its leaderId was "
            f"{server.leaderId}, or it did not restart its election timer."
        )
