"""The faults of a random run, as data: chances, latencies and durations."""

from __future__ import annotations

import random
from collections.abc import Sequence

from raftlab.server import Record


class Faults(Record, frozen=True, omit_defaults=True):
    """Chances are per message, per handler, or per turn (about every `fault_interval_ms`). Times are virtual ms."""

    drop: float = 0.05
    duplicate: float = 0.05
    straggle: float = 0.05  # a message is delayed by straggle_ms, long enough to arrive in a later term
    straggle_ms: tuple[int, int] = (300, 3000)
    latency_ms: tuple[int, int] = (1, 20)
    fault_interval_ms: int = 120
    crash: float = 0.08
    crash_inside: float = 0.01  # a crash between two effects of a handler
    down_ms: tuple[int, int] = (50, 900)
    partition: float = 0.12
    one_way_cut: float = 0.08
    cut_ms: tuple[int, int] = (100, 1200)
    propose: float = 0.7  # a client sends a command, if it has one to send
    retry: float = 0.4  # a client with a pending call repeats it
    lost_reply: float = 0.1
    reconfigure: float = 0.0  # an operator asks a leader for a change of the configuration
    replace: float = 0.0  # the machine of a removed server is replaced: it starts again with an empty disk
    compact: float = 0.0  # an operator asks a server to compact its log up to what it has applied
    write_ms: tuple[int, int] = (1, 10)  # how long a background write takes
    write_fails: float = 0.0  # a background write ends with an error, per write
    stall: float = 0.0  # a disk hangs for stall_ms
    stall_ms: tuple[int, int] = (50, 1500)
    transfer: float = 0.0  # an operator asks a leader to hand over to another server
    disk_fails: float = 0.0  # a snapshot cannot be saved, per message and compaction
    drift: float = 1.0  # no clock runs more than this many times as fast as another
    clock_jump: float = 0.0  # a clock is set, to within clock_error_ms of what it would show had it never been set
    clock_error_ms: tuple[int, int] = (0, 0)
    pause: float = 0.0  # a server stands still, half the time inside its next event
    pause_leader: float = 0.0  # a leader stands still, while clients go on to ask it
    pause_ms: tuple[int, int] = (50, 900)


NO_FAULTS = Faults(drop=0, duplicate=0, straggle=0, crash=0, crash_inside=0, partition=0, one_way_cut=0, lost_reply=0)
"""No faults."""


def draw_partition(rng: random.Random, servers: Sequence[str]) -> list[tuple[str, str]]:
    """Return the links between two random groups of the servers, both ways."""
    shuffled = list(servers)
    rng.shuffle(shuffled)
    at = rng.randint(1, max(1, len(shuffled) // 2))
    left, right = shuffled[:at], shuffled[at:]
    return [pair for a in left for b in right for pair in ((a, b), (b, a))]
