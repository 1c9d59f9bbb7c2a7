"""A workload: its regions, clients and faults, and what a design must reach under it. It is read from a TOML file."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, Literal

import msgspec

from raftlab.kit import Scene
from raftlab.server import Record

WORKLOADS_FOLDER = "workloads"

FaultKind = (
    Literal["cut leader", "deaf leader", "cut follower", "lose region", "lose all", "crash", "replace"]
    | Literal["stall leader", "hang leader", "pause leader", "set clock"]
)


class ClientGroup(Record, frozen=True):
    """Equal clients in one region. each: calls per second of one client. Each client has one key, which no other
    client has.

    reads: the group whose keys they read; "": they write. scatter_ms: each call goes to every server at once, and again
    at this interval until it is answered; 0: to one server.
    """

    name: str
    region: str
    clients: int
    each: float
    reads: str = ""
    scatter_ms: float = 0


class Fault(Record, frozen=True):
    """One fault: what happens at at_ms, and for how long.

    slow and fast: the rates of the clocks of the leader and of the others from 400 ms before; 1: as they were.
    by_ms: by how much the leader's clock is set forward, or back.
    """

    kind: FaultKind
    at_ms: float
    for_ms: float = 0
    slow: float = 1
    fast: float = 1
    by_ms: float = 0


class Requirement(Record, frozen=True):
    """A requirement of a design: `measure`, a field of Figures, must be `at_most` or `at_least` this.

    probes: knob and value, in order. The first one that alone makes the requirement hold is the knob to blame.
    """

    measure: str
    title: str
    unit: str
    probes: tuple[tuple[str, Any], ...]
    at_most: float | None = None
    at_least: float | None = None

    @property
    def limit_text(self) -> str:
        """Return the limit in words."""
        if self.at_most is not None:
            return f"at most {self.at_most:g} {self.unit}".rstrip()
        return f"at least {self.at_least:g} {self.unit}".rstrip()

    def holds(self, figure: float) -> bool:
        """Return whether a figure meets the requirement."""
        if self.at_most is not None:
            return figure <= self.at_most
        return self.at_least is not None and figure >= self.at_least


class Workload(Record, frozen=True):
    """One workload. latency_ms: between two regions, one way. fsync_ms: by region. calm_until_ms: before any fault."""

    name: str
    title: str
    regions: tuple[str, ...]
    fsync_ms: dict[str, float]
    latency_ms: dict[str, float]
    clients: tuple[ClientGroup, ...]
    faults: tuple[Fault, ...]
    requirements: tuple[Requirement, ...]
    calm_until_ms: float
    end_ms: float
    lost_replies: int = 0  # each such answer is lost; 0: none

    def latency(self, source: str, to: str) -> float:
        """Return the time of a message between two regions, one way, in ms."""
        if source == to:
            return self.latency_ms["inside"]
        return self.latency_ms["-".join(sorted((source, to)))]

    def requirement(self, measure: str) -> Requirement:
        """Return the requirement about a measure."""
        return next(each for each in self.requirements if each.measure == measure)


def read_workload(file: Path) -> Workload:
    """Return the workload that a file describes."""
    return msgspec.convert({"name": file.stem, **tomllib.loads(file.read_text(encoding="utf-8"))}, Workload)


def read_workloads(scene: Scene) -> dict[str, Workload]:
    """Return the workloads of a design scene by name."""
    return {file.stem: read_workload(file) for file in sorted((scene.folder / WORKLOADS_FOLDER).glob("*.toml"))}
