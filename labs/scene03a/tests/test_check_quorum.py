"""CheckQuorum: when a leader must step down."""

from itertools import product

from raftlab.checks import CheckFailure, check
from raftlab.checks.frame_conditions import RICH_TERM, nondefault_server_factories
from raftlab.checks.lab_fixture import Lab
from raftlab.checks.placed_server import PlacedServer
from raftlab.count_text import entries_text
from raftlab.errors import UnwrittenHoleError
from raftlab.labs.scene03a.messages import PreVote
from raftlab.server import AppendEntriesReply, Options, RequestVoteReply

QUORUM_INTERVAL_MS = Options().electionTimeout[0]
LONG_AFTER_MS = 100_000.0
"""A time, in ms, long after the last message."""


def place_leader(lab: Lab, size: int, *, term: int = 2, has_pre_vote: bool = True) -> PlacedServer:
    """Place S1 as the leader of `size` servers in `term`, with Pre-Vote if `has_pre_vote`."""
    options = Options(preVote=has_pre_vote)
    return lab.place("S1", cluster=size, role="leader", term=term, log=[1] * 5, commit_index=5, options=options)


def run_quorum_checks(server: PlacedServer, size: int, heard_count: int, check_count: int) -> None:
    """Fire the quorum timer `check_count` times; `heard_count` followers answer before each."""
    term = server.currentTerm
    for number in range(1, check_count + 1):
        names = [f"S{each}" for each in range(2, size + 1)]  # another part of them in each window
        for follower in (names if number % 2 else names[::-1])[:heard_count]:
            server.deliver(AppendEntriesReply(term, follower, number % 3 != 0), now=number * QUORUM_INTERVAL_MS - 20.0)
        if server.role == "leader":
            server.fire_timer("quorum", now=number * QUORUM_INTERVAL_MS)


@check(
    points=4,
    paper="dissertation §6.2",
    ask="how many servers has this leader heard since the last check, and what could the others do meanwhile?",
)
def test_lost_majority_steps_down(lab: Lab) -> None:
    """A leader that hears no majority becomes a follower in the same term, with leaderId None."""
    for size, heard in ((2, 0), (3, 0), (4, 1), (5, 1), (6, 2), (7, 2), (8, 3), (9, 3)):
        server = place_leader(lab, size, term=size)
        run_quorum_checks(server, size, heard, 2)
        if (server.role, server.currentTerm, server.votedFor, server.leaderId) != ("follower", size, "S1", None):
            raise CheckFailure(
                f"S1 of {size} led term {size} and heard {heard} others in two windows: it is a {server.role} in term "
                f"{server.currentTerm}, has voted for {server.votedFor}, names {server.leaderId}.",
                safety="OneVotePerTerm" if server.currentTerm == size and server.votedFor != "S1" else "",
            )
    check_loaded_leader(lab)
    check_replicated_leader(lab)
    check_asked_leader(lab, 5, 1)


def check_loaded_leader(lab: Lab) -> None:
    """CheckFailure if a leader with entries that are not committed, and clients that wait, stays alone."""
    for place in nondefault_server_factories(lab, Options(), ("leader",)):
        server = place()
        for number in (1, 2):
            server.deliver(AppendEntriesReply(RICH_TERM, "S2", True, 0, 4), now=number * QUORUM_INTERVAL_MS - 20.0)
            if server.role == "leader":
                server.fire_timer("quorum", now=number * QUORUM_INTERVAL_MS)
        if server.role != "follower":
            raise CheckFailure(
                f"S1 of five led term {RICH_TERM}, with entries that are not committed and two clients that wait. It "
                f"heard S2 alone in two windows: it is a {server.role}."
            )


def check_replicated_leader(lab: Lab) -> None:
    """CheckFailure if a leader whose followers once stored its log stays alone, in a deployment with CheckQuorum."""
    for pre_vote, sticky, log in product((True, False), (True, False), ([1] * 4, [])):
        options = Options(preVote=pre_vote, sticky_votes=sticky)
        stored = {f"S{number}": len(log) for number in range(2, 6)}
        server = lab.place("S1", cluster=5, role="leader", term=2, log=log, match_index=stored, options=options)
        run_quorum_checks(server, 5, 1, 2)
        if server.role != "follower":
            raise CheckFailure(
                f"S1 of five led term 2 (Pre-Vote {'on' if pre_vote else 'off'}, sticky_votes {sticky}) and had "
                f"{entries_text(len(log))}, stored on all five. It heard S2 and S5 in turn, one in each of two "
                f"windows: it is a {server.role}."
            )


def check_asked_leader(lab: Lab, size: int, heard_count: int) -> None:
    """CheckFailure if pre-votes that followers ask for change whether a leader stays: they were heard anyway."""
    server = place_leader(lab, size)
    followers = [f"S{number}" for number in range(2, 2 + heard_count)]
    for number in (1, 2, 3):
        for follower in followers:
            server.deliver(AppendEntriesReply(2, follower, True), now=number * QUORUM_INTERVAL_MS - 20.0)
        try:
            for follower in followers * 2:
                server.deliver(PreVote(2, follower, 3, 9, 2), now=number * QUORUM_INTERVAL_MS - 10.0)
        except UnwrittenHoleError:  # handlePreVote may come later
            return
        if server.role == "leader":
            server.fire_timer("quorum", now=number * QUORUM_INTERVAL_MS)
    if (server.role == "leader") != (heard_count + 1 > size // 2):
        raise CheckFailure(
            f"S1 of {size} led term 2. In three windows it heard {heard_count} others, each of which answered and then "
            f"asked for a pre-vote, twice: it is a {server.role}."
        )


@check(
    points=4,
    paper="dissertation §6.2",
    ask="which servers make a majority, and does the leader hear itself?",
)
def test_heard_majority_leads_on(lab: Lab) -> None:
    """A leader that hears a majority, including itself, stays the leader, check after check."""
    for size, heard in ((1, 0), (2, 1), (3, 1), (4, 2), (5, 2), (6, 3), (7, 3), (8, 4), (9, 4)):
        server = place_leader(lab, size, term=size + 1)
        run_quorum_checks(server, size, heard, 4)
        if (server.role, server.currentTerm) != ("leader", size + 1):
            raise CheckFailure(
                f"S1 of {size} led term {size + 1} and heard {heard} others in each window: it is a {server.role} in "
                f"term {server.currentTerm}."
            )
    check_asked_leader(lab, 5, 2)


@check(
    points=4,
    explained_by=[test_lost_majority_steps_down, test_heard_majority_leads_on],
    paper="dissertation §6.2",
    ask="when was that server heard, and what does that prove about now?",
)
def test_each_quorum_check_counts_anew(lab: Lab) -> None:
    """A majority that was heard before one check does not count at the next."""
    for size, good, words in ((3, 2, "nobody"), (3, 12, "nobody"), (5, 12, "S2 alone")):
        server = place_leader(lab, size)
        run_quorum_checks(server, size, size - 1, good)
        for number in (good + 1, good + 2):
            for follower in ("S2",) if size == 5 else ():
                server.deliver(AppendEntriesReply(2, follower, True), now=number * QUORUM_INTERVAL_MS - 20.0)
            if server.role == "leader":
                server.fire_timer("quorum", now=number * QUORUM_INTERVAL_MS)
        if server.role == "leader":
            raise CheckFailure(
                f"S1 of {size} led term 2, heard all others in {good} windows and {words} in two more: it still leads."
            )
    for size in (3, 5):
        check_next_window(lab, size)
    server = place_leader(lab, 3, has_pre_vote=False)
    run_quorum_checks(server, 3, 2, 2)
    reelect_leader(server)
    won = server.currentTerm
    for number in (1, 2, 3):
        if server.role == "leader":
            server.fire_timer("quorum", now=LONG_AFTER_MS + number * QUORUM_INTERVAL_MS)
    if server.role == "leader":
        raise CheckFailure(
            f"S1 of three led term 2, then term {won}, and heard nobody there in three windows: it still leads."
        )


def check_next_window(lab: Lab, size: int) -> None:
    """CheckFailure if a leader still leads nearly two windows after it heard a majority for the last time."""
    server = place_leader(lab, size)
    for number in (1, 2, 3):
        for follower in [f"S{each}" for each in range(2, size + 1)] if number < 3 else []:
            server.deliver(AppendEntriesReply(2, follower, True), now=(number - 1) * QUORUM_INTERVAL_MS + 10.0)
        if server.role == "leader":
            server.fire_timer("quorum", now=number * QUORUM_INTERVAL_MS)
    if server.role == "leader":
        raise CheckFailure(
            f"S1 of {size} led term 2 and heard all others just after a check, at {QUORUM_INTERVAL_MS + 10} ms, and "
            f"nobody since then. Two checks have followed, the second at {3 * QUORUM_INTERVAL_MS} ms: it still leads."
        )


def reelect_leader(server: PlacedServer) -> None:
    """Let the leader of three servers learn of a newer term and win the term after it."""
    server.deliver(AppendEntriesReply(server.currentTerm + 1, "S3", False), now=LONG_AFTER_MS - QUORUM_INTERVAL_MS)
    server.fire_timer("election", now=LONG_AFTER_MS)
    server.deliver(RequestVoteReply(server.currentTerm, "S2", True), now=LONG_AFTER_MS)
    if server.role != "leader":
        raise CheckFailure(
            "S1 of three led term 2, learned of term 3, timed out, and got the vote of S2: it is "
            f"a {server.role} in term {server.currentTerm}."
        )


@check(
    points=4,
    explained_by=[test_heard_majority_leads_on],
    paper="dissertation §6.2",
    ask="which event starts the next check?",
)
def test_quorum_checks_go_on(lab: Lab) -> None:
    """A leader that stays the leader starts the timer of its next check."""
    server = place_leader(lab, 3)
    server.deliver(AppendEntriesReply(2, "S2", True), now=QUORUM_INTERVAL_MS - 20.0)
    step = server.fire_timer("quorum", now=QUORUM_INTERVAL_MS)
    if server.role != "leader" or not step.timers:
        raise CheckFailure(
            f"S1 of three heard S2, and its quorum timer fired: it is a {server.role} and started no timer."
        )
    for timeout in ((150, 300), (1000, 2500)):
        options = Options(electionTimeout=timeout, heartbeatInterval=timeout[0] // 4)
        server = lab.place("S1", role="leader", term=2, log=[1], options=options)
        minimum = server.call("electionWindow").result[0]
        for number in (1, 2, 3):
            server.deliver(AppendEntriesReply(2, "S2", True), now=number * timeout[0] - 20.0)
            timers = server.fire_timer("quorum", now=number * timeout[0]).timers
            for timer in timers:
                if timer.name == "quorum" and (timer.low_ms, timer.high_ms) != (minimum, minimum):
                    raise CheckFailure(
                        f"S1 of three leads (election timeout {timeout[0]} to {timeout[1]} ms) and heard S2. After "
                        f"check {number} the next is due in {timer.low_ms} to {timer.high_ms} ms."
                    )
