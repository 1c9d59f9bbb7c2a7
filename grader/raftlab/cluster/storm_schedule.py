"""The schedule of a storm: which fault begins when, and how long it lasts. The seed decides it, or a file of faults."""

from __future__ import annotations

import random
from typing import Literal

from raftlab.server import Record

# fmt: off
FaultKind = Literal[
    "kill", "pause", "isolate", "one-way", "delay", "stall", "disk", "clock", "jump", "wipe",
    "learner", "voter", "remove", "compact",
]
# fmt: on
"""The last four are operators' requests to the leader."""
KINDS: tuple[FaultKind, ...] = (
    *("kill", "kill", "kill", "pause", "pause", "isolate", "isolate", "isolate"),
    *("one-way", "one-way", "delay", "stall", "disk", "clock", "jump"),
)
"""What a seed chooses from. A wiped disk is not among them: Raft does not promise to survive it."""
GAP_S = (0.25, 1.4)
LASTS_S: dict[FaultKind, tuple[float, float]] = {
    "kill": (0.05, 1.5),
    "pause": (0.3, 1.8),
    "isolate": (0.5, 2.5),
    "one-way": (0.5, 2.5),
    "delay": (0.5, 3.0),
    "stall": (0.5, 2.0),
    "disk": (0.1, 1.0),
    "clock": (1.0, 4.0),
    "wipe": (0.1, 1.0),
}
AMOUNTS: dict[FaultKind, tuple[float, float]] = {
    "delay": (10, 150),
    "stall": (20, 300),
    "clock": (0.5, 2.0),
    "jump": (-1000, 1000),
}
"""The size of a fault: ms of delay, ms of a stall, the rate of a clock, ms of a jump of the clock."""
LEADER_CHANCE = 0.6
SECOND_SERVER_CHANCE = 0.15
"""The chance that a fault hits a second server as well: of three, a majority is then gone."""


class PlannedFault(Record, frozen=True):
    """A fault: when it begins, how long it lasts, and how large it is.

    is_for_leader: it hits the leader of that moment, if there is one; else, or besides, the servers at `places`.
    """

    at_s: float
    kind: FaultKind
    lasts_s: float
    amount: float
    is_for_leader: bool
    places: tuple[int, ...]


def plan_storm(seed: int, seconds: float, server_count: int) -> tuple[PlannedFault, ...]:
    """Return the faults of a storm in the order of their start."""
    rng = random.Random(seed)
    faults: list[PlannedFault] = []
    at_s = rng.uniform(*GAP_S)
    while at_s < seconds:
        kind = rng.choice(KINDS)
        count = 2 if server_count > 2 and rng.random() < SECOND_SERVER_CHANCE else 1
        faults.append(
            PlannedFault(
                at_s=round(at_s, 3),
                kind=kind,
                lasts_s=round(rng.uniform(*LASTS_S.get(kind, (0, 0))), 3),
                amount=round(rng.uniform(*AMOUNTS.get(kind, (0, 0))), 3),
                is_for_leader=rng.random() < LEADER_CHANCE,
                places=tuple(rng.sample(range(server_count), count)),
            )
        )
        at_s += rng.uniform(*GAP_S)
    return tuple(faults)
