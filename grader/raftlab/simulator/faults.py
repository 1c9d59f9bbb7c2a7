"""How bad the weather is in a random run: data, not code."""

from __future__ import annotations

from raftlab.server import Record


class Faults(Record, frozen=True):
    """Chances are per message, or per handler, or per turn of the weather (every `fault_interval_ms` of virtual time)."""

    drop: float = 0.05
    duplicate: float = 0.05
    straggle: float = 0.05  # a message that takes straggle_ms, long enough to outlive a term
    straggle_ms: tuple[int, int] = (300, 3000)
    latency_ms: tuple[int, int] = (1, 20)
    fault_interval_ms: int = 120
    crash: float = 0.08
    crash_inside: float = 0.01  # between two effects of a handler
    down_ms: tuple[int, int] = (50, 900)
    partition: float = 0.12
    one_way_cut: float = 0.08
    cut_ms: tuple[int, int] = (100, 1200)
    propose: float = 0.7  # a client speaks, if it has something to say
    retry: float = 0.4  # that it is a call it repeats
    lost_reply: float = 0.1


NO_FAULTS = Faults(drop=0, duplicate=0, straggle=0, crash=0, crash_inside=0, partition=0, one_way_cut=0, lost_reply=0)
"""Nothing goes wrong."""
