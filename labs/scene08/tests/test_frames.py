"""What the events of this scene may change: everything else must be equal after the step."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator

from raftlab.checks import CheckFailure, check
from raftlab.checks.frame_conditions import FrameCase, check_frames, nondefault_server_factories
from raftlab.checks.lab_fixture import Lab
from raftlab.checks.placed_server import PlacedServer, ServerStep
from raftlab.labs.scene08.follower_settings import next_deployment
from raftlab.labs.scene08.messages import InstallSnapshot, InstallSnapshotReply
from raftlab.labs.scene08.snapshot_states import (
    numbered_log,
    place_compacted_server,
    snapshot_of,
    snapshot_part_messages,
)
from raftlab.server import AppendEntries, Command, Entry, Message, Options, Snapshot

EVENT_TIME_MS = 1000.0
OPTIONS = Options()
NOT_LEADING = ("follower", "pre-candidate", "candidate")
TERMS = [1, 1, 2, 3, 4, 4]
FRUITLESS_PARTS = ((2, 0, True), (1, 0, True), (2, 7, False), (9, 0, False), (9, 7, False), (9, 7, True))
"""(lastIncludedIndex, offset, done) of parts that install nothing on a server with commitIndex 2 and no part yet."""


def deliver(message: Message) -> Callable[[PlacedServer], ServerStep]:
    """Return the act that delivers `message`."""
    return lambda server: server.deliver(message, now=EVENT_TIME_MS)


def part(term: int, leader: str, index: int, *, offset: int = 0, is_last: bool = False) -> InstallSnapshot:
    """Return a part of some snapshot."""
    return InstallSnapshot(term, leader, index, 1, None, offset, "[", is_last)


def old_cases(lab: Lab) -> Iterator[FrameCase]:
    """Yield messages of older terms, and answers to a server that does not lead: nothing changes."""
    for place in nondefault_server_factories(lab, OPTIONS, (*NOT_LEADING, "leader")):
        for done in (False, True):
            event = f"S3, leader of term 3, sends {'all' if done else 'a part'} of a snapshot up to index 9"
            yield FrameCase(event, place, deliver(part(3, "S3", 9, is_last=done)))
        for match in (0, 5):
            late = InstallSnapshotReply(3, "S3", 5, 16, match)
            yield FrameCase("S3 answers in term 3 about a snapshot up to index 5", place, deliver(late))
    for place in nondefault_server_factories(lab, OPTIONS, NOT_LEADING):
        for match in (0, 5):
            answer = InstallSnapshotReply(4, "S3", 5, 16, match)
            yield FrameCase("S3 answers the leader about a snapshot up to index 5", place, deliver(answer))


def following_cases(lab: Lab) -> Iterator[FrameCase]:
    """Yield parts of the leader S2 that install nothing: of what is committed, and early ones."""
    follows = {"role": "follower", "currentTerm": 4, "leaderId": "S2", "commitIndex": 2, "lastApplied": 2}
    factories = (
        *nondefault_server_factories(lab, lambda: next_deployment(lab)[0], ("follower", "candidate")),
        *nondefault_server_factories(lab, OPTIONS, ("pre-candidate",)),
    )
    for (index, offset, done), place in itertools.product(FRUITLESS_PARTS, factories):
        kept = {"log": place().log, "log_start": (0, 0), "digest": place().observation.digest}
        event = f"S2 sends {'the last' if done else 'a'} part, at offset {offset}, of a snapshot up to {index}"
        message = part(4, "S2", index, offset=offset, is_last=done)
        yield FrameCase(event, place, deliver(message), ("handleInstallSnapshot",), becomes=follows | kept)


def leading_cases(lab: Lab) -> Iterator[FrameCase]:
    """Yield what a leader with a log behind index 4 hears of its snapshot, and its heartbeat."""
    holes = ("handleInstallSnapshotReply", "replicateTo")

    def place() -> PlacedServer:
        follows, knows = {"S2": 7, "S3": 2, "S4": 6}, {"S2": 6, "S3": 0, "S4": 5}
        leader = place_compacted_server(
            lab, TERMS, 4, role="leader", cluster=5, commit_index=5, next_index=follows, match_index=knows
        )
        leader.fire_timer("heartbeat", now=EVENT_TIME_MS - 100)
        return leader

    yield FrameCase("its heartbeat timer fires", place, lambda s: s.fire_timer("heartbeat", now=EVENT_TIME_MS), holes)
    for event, reply in (
        ("S3 answers that it has 16 characters", InstallSnapshotReply(4, "S3", 4, 16)),
        ("S3 answers that it has nothing", InstallSnapshotReply(4, "S3", 4, 0)),
        ("S3 answers that it has the snapshot", InstallSnapshotReply(4, "S3", 4, 0, 4)),
        ("S3 answers that it has an older snapshot", InstallSnapshotReply(4, "S3", 2, 0, 2)),
        ("a late answer says that S4 has the snapshot", InstallSnapshotReply(4, "S4", 4, 0, 4)),
        ("a late answer says that S2 has nothing", InstallSnapshotReply(4, "S2", 4, 0)),
    ):
        yield FrameCase(event, place, deliver(reply), holes, follower=reply.followerId)


def compaction_cases(lab: Lab) -> Iterator[FrameCase]:
    """Yield an operator's requests to servers in every role, some of them with nothing to compact."""
    for place in nondefault_server_factories(lab, OPTIONS, (*NOT_LEADING, "leader")):
        for index in (1, 2):
            event = f"an operator asks it to compact its log up to {index}"
            yield FrameCase(event, place, lambda s, i=index: s.compact(i), ("takeSnapshot",), keeps_timers=True)
            event += ", and the disk fails"
            yield FrameCase(event, place, lambda s, i=index: s.compact(i, disk_fails=True))
        yield FrameCase("an operator asks it to compact its log up to 4", place, lambda s: s.compact(4))


def boundary_cases(lab: Lab) -> Iterator[FrameCase]:
    """Yield appends that begin below a log behind index 3, of which commitIndex is 4."""

    def place() -> PlacedServer:
        return place_compacted_server(
            lab, TERMS, 3, server="S1", cluster=5, commit_index=4, leader="S2", voted_for="S2"
        )

    whole, terms = numbered_log(TERMS), [0, *TERMS]
    for prev, end in ((0, 2), (1, 3), (2, 5), (2, 2), (0, 6)):
        message = AppendEntries(4, "S2", prev, terms[prev], whole[prev:end], 2)
        event = f"S2 sends entries {prev + 1} to {end}" if end > prev else f"S2 sends prevLogIndex {prev}, no entries"
        becomes = {"log": whole[3:], "commitIndex": 4, "log_start": (3, 2)}
        yield FrameCase(event, place, deliver(message), ("handleAppendEntries",), becomes=becomes)


@check(
    points=3,
    explained_by=["test_old_snapshot_changes_nothing", "test_failed_write_keeps_the_log"],
    judged_by={"log": ["test_append_below_the_log_is_taken"]},
    paper="§5.1, §7; the sentence “May change” of each contract",
    ask="which sentence of the contract lets this event change that variable?",
)
def test_event_changes_only_what_it_is_about(lab: Lab) -> None:
    """An event changes no variable that its contract does not name, in any role."""
    check_frames(lab, old_cases(lab))
    check_frames(lab, following_cases(lab))
    check_frames(lab, leading_cases(lab))
    check_frames(lab, compaction_cases(lab))
    check_frames(lab, boundary_cases(lab))
    snapshot = snapshot_of(lab, numbered_log([1, 1, 2, 3, 4, 4, 4]))
    check_frames(lab, installing_cases(lab, snapshot))
    check_deposed_leader_clients(lab)


def check_deposed_leader_clients(lab: Lab) -> None:
    """CheckFailure if a leader that gets a newer leader's snapshot leaves its clients without an answer.

    The machine of the snapshot is empty, so that one part holds all of it: one event deposes and restores.
    """
    deletes = [Entry(term, Command("delete", "x")) for term in (1, 1, 2, 4, 4, 5, 5)]
    parts = snapshot_part_messages(snapshot_of(lab, deletes), 5, "S2")
    for place in nondefault_server_factories(lab, OPTIONS, ("leader",)):
        server = place()
        heard = [reply for part in parts for reply in server.deliver(part, now=EVENT_TIME_MS).replies]
        if sorted(reply.client for reply in heard) != ["c", "d"] or server.commitIndex != len(deletes):
            raise CheckFailure(
                f"S1 led term 4, and c and d waited for entries 4 and 5. S2, leader of term 5, sent a snapshot up to "
                f"index 7, of an empty machine: S1 had commitIndex {server.commitIndex}, the clients heard "
                f"{heard or 'nothing'}."
            )


def installing_cases(lab: Lab, snapshot: Snapshot) -> Iterator[FrameCase]:
    """Yield the last part of a snapshot up to index 7, also on a failing disk."""
    parts = snapshot_part_messages(snapshot, 4, "S2")

    def give(disk_fails: bool) -> Callable[[PlacedServer], ServerStep]:
        def act(server: PlacedServer) -> ServerStep:
            for each in parts[:-1]:
                server.deliver(each, now=EVENT_TIME_MS)
            return server.deliver(parts[-1], now=EVENT_TIME_MS, disk_fails=disk_fails)

        return act

    there = {"role": "follower", "currentTerm": 4, "leaderId": "S2"}
    for place in nondefault_server_factories(lab, OPTIONS, NOT_LEADING):
        was = {"commitIndex": 2, "lastApplied": 2, "log": place().log, "log_start": (0, 0)}
        done = {"commitIndex": 7, "lastApplied": 7, "log": (), "log_start": (7, 4)}
        for fails, becomes in ((False, done), (True, was)):
            event = f"S2 sends a snapshot up to index 7{', and the disk fails at the last part' if fails else ''}"
            yield FrameCase(event, place, give(fails), ("handleInstallSnapshot",), becomes=there | becomes)
