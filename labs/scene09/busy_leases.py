"""Leases of leaders at which clients, reads and rounds wait: in larger clusters, later terms and after an hour."""

from collections.abc import Callable, Iterator

from raftlab.checks.lab_fixture import Lab
from raftlab.checks.placed_server import PlacedServer, ServerStep
from raftlab.labs.scene07.members import parse_change_request
from raftlab.labs.scene09.messages import ConfirmLeadership, ReadIndex
from raftlab.labs.scene09.read_fixtures import (
    FIRST,
    LEASE_DEPLOYMENTS,
    PROMISE_MS,
    READ,
    acknowledge_log,
    deliver_answer,
    elect_leader,
    leader_after_commit,
    leadership_questions,
    make_get_command,
    name_options_on_failure,
    ok_values,
    win_election,
)
from raftlab.server import AppendEntries, Command, Options

LEASE_MS = PROMISE_MS / 1.25
AN_HOUR_MS = 3_600_000.0
FAR_TERM = 70_000
LONG_LOG = 20
ROUNDS = 20
CLUSTERS = ((3, 5), (4, 7), (2, 9))
"""Two sizes of clusters for each of LEASE_DEPLOYMENTS."""
LeaseCheck = Callable[[PlacedServer, int, float, str], None]


def lead_again(server: PlacedServer, now: float, term: int, voters: int) -> None:
    """Let S1 follow S2 in `term`, then lead the next term, by the votes of S2 and others, and commit its log."""
    last, (start, start_term) = server.commitIndex, server.log_start
    last_term = server.log_terms[last - start - 1] if last > start else start_term
    server.deliver(AppendEntries(term, "S2", last, last_term, (), last), now=now)
    win_election(server, term + 1, now + 10, [f"S{number}" for number in range(2, voters // 2 + 2)])
    acknowledge_log(server, voters, server.lastIndex, now=now + 12)


def busy_settings(lab: Lab, options: Options, number: int, start: float) -> Iterator[tuple[PlacedServer, int, str]]:
    """Yield leaders that have committed an entry of their term: (leader, voters, setting)."""
    for voters in CLUSTERS[number]:
        yield leader_after_commit(lab, voters, options), voters, f"{voters} servers"
    again = elect_leader(lab, 3, options, log=[FIRST] * LONG_LOG)
    acknowledge_log(again, 3, again.lastIndex)
    for _ in range(ROUNDS if number == 0 else 0):
        send_round(again, 2)
    lead_again(again, start - 50, FAR_TERM, 3)
    again.compact(again.commitIndex, now=start - 30)
    yield again, 3, "three servers, and S1 leads for the second time, with a long log that was compacted"
    changed = leader_after_commit(lab, 3, options)
    is_joint = number == 1
    changed.reconfigure(parse_change_request("remove S3" if is_joint else "learner S4", joint=is_joint), now=5)
    if not is_joint:
        acknowledge_log(changed, 3, 3, now=6)
    yield changed, 3, f"three servers, and {'S3 is to leave' if is_joint else 'S4 learns'}"


def check_busy_leases(lab: Lab, judge: LeaseCheck) -> None:
    """Let `judge` look at each such leader, at 100 ms and after an hour: judge(leader, voters, time, setting)."""
    for number, options in enumerate(LEASE_DEPLOYMENTS):
        start = AN_HOUR_MS + 1000 if number == 1 else 100.0
        with name_options_on_failure(options, needs_lease=True):
            for server, voters, setting in busy_settings(lab, options, number, start):
                judge(server, voters, start, f"{setting}; S1 leads term {server.currentTerm}, and at {start:g} ms")


def send_round(server: PlacedServer, now: float) -> dict[str, ConfirmLeadership]:
    """Return the questions of a heartbeat."""
    return leadership_questions(server.fire_timer("heartbeat", now=now))


def answer_round(
    server: PlacedServer, questions: dict[str, ConfirmLeadership], voters: int, now: float
) -> list[ServerStep]:
    """Let a majority answer."""
    return [deliver_answer(server, questions, f"S{number}", now) for number in range(2, voters // 2 + 2)]


def make_busy(server: PlacedServer, now: float) -> list[ServerStep]:
    """Let a put, a read and a follower's question come."""
    return [
        server.propose(Command("put", "z", "2", client="w9", sequence=1), now=now),
        server.deliver(ReadIndex(server.currentTerm, "S3", "r8", READ), now=now),
        server.propose(make_get_command("r7"), now=now),
    ]


def reads_at_once(server: PlacedServer, now: float) -> bool:
    """Tell whether a read of r1 is answered in the event in which it comes."""
    return bool(ok_values([server.propose(make_get_command("r1"), now=now)], "r1"))


def judge_answer_at_once(server: PlacedServer, voters: int, start: float, setting: str) -> None:
    """AssertionError if a lease answers nothing."""
    answer_round(server, send_round(server, start), voters, start + 1)
    is_committed = server.commitIndex == server.lastIndex  # else a read may wait for the rest of the log
    assert reads_at_once(server, start + 20) or not is_committed, (
        f"{setting} it sent questions, which a majority answered; a read had to wait 20 ms later"
    )


def judge_count_from_sending(server: PlacedServer, voters: int, start: float, setting: str) -> None:
    """AssertionError if a lease counts from the answers while reads and clients wait."""
    asked = send_round(server, start)
    make_busy(server, start + 1)
    answer_round(server, asked, voters, start + LEASE_MS - 5)
    assert not reads_at_once(server, start + PROMISE_MS + 20), (
        f"{setting} it sent questions; a put, a read and a follower's question came; a majority answered "
        f"{LEASE_MS - 5:g} ms after the questions; a read {PROMISE_MS + 20:g} ms after them was answered at once"
    )


def judge_end(server: PlacedServer, voters: int, start: float, setting: str) -> None:
    """AssertionError if a lease lasts longer while reads and clients wait."""
    asked = send_round(server, start)
    make_busy(server, start + 0.5)
    answer_round(server, asked, voters, start + 1)
    server.propose(make_get_command("r2"), now=start + LEASE_MS - 1)
    for beat in range(1, 4):
        send_round(server, start + LEASE_MS + 0.1 * beat)
    server.propose(make_get_command("r3"), now=start + LEASE_MS + 0.4)
    assert not reads_at_once(server, start + LEASE_MS + 0.5), (
        f"{setting} it sent questions; a put, a read and a follower's question came; a majority answered those "
        "questions; a read came within the lease, and later questions are open; a read "
        f"{LEASE_MS + 0.5:g} ms after the first questions was answered at once"
    )


def judge_given_up(server: PlacedServer, voters: int, start: float, setting: str) -> None:
    """AssertionError if a lease comes back that was given up while reads and clients waited."""
    asked = send_round(server, start)
    steps = make_busy(server, start + 1)
    server.call("giveUpLease", now=start + 5)
    steps += answer_round(server, asked, voters, start + 6)
    steps += [server.propose(make_get_command("r2"), now=start + 7)]
    assert not ok_values(steps[-1:], "r2"), (
        f"{setting} it sent questions; S1 gave up its lease; a majority answered, and a read was answered at once"
    )
    steps += answer_round(server, send_round(server, start + 10), voters, start + 11)
    steps += [acknowledge_log(server, voters, server.lastIndex, now=start + 11) or steps[-1]]
    heard = ok_values(steps, "r7")
    assert heard == ["1"], (
        f"{setting} r7 read; S1 gave up its lease; a later round is confirmed, and its log is committed; it heard "
        f"{heard}"
    )
    assert not reads_at_once(server, start + 12), (
        f"{setting} it sent questions; a put, a read and a follower's question came; S1 gave up its lease; a later "
        "round is confirmed, and a read was answered at once"
    )


def judge_step_down(server: PlacedServer, voters: int, start: float, setting: str) -> None:
    """AssertionError if a lease outlives a leadership that ended while reads and clients waited."""
    asked = send_round(server, start)
    make_busy(server, start + 1)
    answer_round(server, asked, voters, start + 2)
    lead_again(server, start + 10, server.currentTerm + 1, voters)
    assert server.role == "leader" and not reads_at_once(server, start + 30), (
        f"{setting} it had a lease, and a put, a read and a follower's question waited; it followed S2, leads again, "
        "and answered a read at once"
    )


def judge_clock_set_back(server: PlacedServer, voters: int, start: float, setting: str) -> None:
    """AssertionError if a clock that was set back gives a lease while reads and clients wait."""
    asked = send_round(server, start)
    make_busy(server, start + 1)
    answer_round(server, asked, voters, start + 2)
    server.clock_ms = start - 0.5
    assert not reads_at_once(server, start - 0.5), (
        f"{setting} it sent questions, which a majority answered; then its clock was set back 2.5 ms, and a read was "
        "answered at once"
    )
