"""Followers with logs that meet the leader's snapshot, and what becomes of them."""

from __future__ import annotations

from collections.abc import Sequence

from raftlab.checks.lab_fixture import Lab
from raftlab.checks.placed_server import PlacedServer, ServerStep
from raftlab.labs.scene08.messages import InstallSnapshot
from raftlab.labs.scene08.snapshot_states import (
    compacted_text,
    is_machine_wrong,
    last_part_reply,
    numbered_log,
    reply_text,
)
from raftlab.server import AppendEntriesReply, Configuration

TERMS = [1, 1, 2, 2, 3, 3]
LOG = numbered_log(TERMS)
WITHOUT_S3 = Configuration(("S1", "S2"))
"""S3 is no member yet, or no longer: its leader sends it what a snapshot of earlier holds."""
FIVE = 5
"""The index up to which S1's snapshot stands; the entry there is of term 3."""
LARGE = 700
"""The characters of one value, which make a snapshot of more than twenty parts."""
CASES: tuple[tuple[list[int], list[int]], ...] = (
    ([], []),
    ([1, 1], []),
    ([1, 1, 2, 2], []),
    ([1, 1, 1, 1, 1, 1, 1], []),
    ([1, 1, 2, 2, 2], []),
    ([1] * 9, []),
    ([1, 1, 2, 2, 2, 2, 2], []),
    ([1, 1, 2, 2, 3], []),
    ([1, 1, 2, 2, 3, 3], [3]),
    ([1, 1, 2, 2, 3, 3, 3, 3], [3, 3, 3]),
    ([1, 1, 2, 2, 3, 4, 4], [4, 4]),
)
"""The terms of a follower's log, and of what is left behind index 5 after the snapshot of (5, term 3)."""


def place_follower(lab: Lab, terms: Sequence[int], commit: int = 0, term: int = 4) -> PlacedServer:
    """Place S3, in term 4."""
    machine = {"x": "".join(each.command.value for each in numbered_log(terms)[:commit] if each.command)}
    return lab.place("S3", term=term, log=numbered_log(terms), commit_index=commit, machine=machine)


def give_parts(follower: PlacedServer, parts: Sequence[InstallSnapshot], disk_fails: bool = False) -> ServerStep:
    """Deliver parts of a snapshot, perhaps on a disk that fails at every part; return the last step."""
    return [follower.deliver(part, disk_fails=disk_fails) for part in parts][-1]


def follower_result_text(follower: PlacedServer, terms: Sequence[int], step: ServerStep | None = None) -> str:
    """Return in words what became of a follower with a log of these terms that got the snapshot."""
    answer = f", and {reply_text(last_part_reply(step))}" if step else ""
    log = " ".join(map(str, terms)) or "empty"
    return (
        f"S3 (log {log}) got all parts of the snapshot up to index {FIVE} of term 3: then it was "
        f"{compacted_text(follower)}, with lastApplied {follower.lastApplied}{answer}."
    )


def holds_conflict(follower: PlacedServer) -> bool:
    """Tell whether a follower that took the snapshot up to index 5 holds an entry which the leader's log does not."""
    start = follower.log_start[0]
    if start == FIVE and follower.log_start[1] != 3:
        return True
    is_taken = max(start, follower.commitIndex) >= FIVE
    return is_taken and follower.log != LOG[start:FIVE][: len(follower.log)]


def has_other_voters(used: Configuration | None, expected: Configuration | None) -> bool:
    """Tell whether other servers vote in one of two configurations than in the other."""
    initial = Configuration(("S1", "S2", "S3"))
    first, second = (
        {"new": {*each.voters}, "old": {*(each.old_voters or ())}} for each in (used or initial, expected or initial)
    )
    return first != second


def is_mixed(lab: Lab, follower: PlacedServer, applied: int = 0) -> bool:
    """Tell whether a follower installed what is no snapshot of the leader's log; without any it is only slow.

    applied: its lastApplied before.
    """
    return follower.lastApplied > applied and is_machine_wrong(lab, follower, LOG)


def acknowledged_index(step: ServerStep) -> int:
    """Return up to which index a step acknowledged the leader's log, 0 if it did not."""
    replies = [m for _, m in step.sent_messages if isinstance(m, AppendEntriesReply) and m.success]
    return max((reply.matchIndex for reply in replies), default=0)
