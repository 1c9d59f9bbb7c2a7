"""The failover experiment: a leader crashes, and the time until the next leader is measured.

It repeats Raft §9.3 and Figure 16 in virtual time: the width of the election timeout decides how often votes split.
Latencies vary little, as on one local network, so only the timeouts keep candidates apart.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeGuard

import msgspec

from raftlab import __version__
from raftlab.scenario.scripted_cluster import ScriptedCluster
from raftlab.server import LEADER, Options, Record, SetTimer
from raftlab.simulator.chaos import Chaos
from raftlab.simulator.fault_rates import NO_FAULTS, Faults
from raftlab.simulator.property_monitor import Monitor
from raftlab.simulator.world import Step, World
from raftlab.trace import Boot, Crash, Violation
from raftlab.worker.wire import Codec
from raftlab.worker.worker_hosts import Host

OUTAGE_LIMIT_MS = 5000.0
"""The longest time that a run waits for the next leader after a crash, in virtual ms."""
HEARTBEATS_BEFORE_CRASH = 3
"""Heartbeat intervals that pass before the leader may crash."""

LAN_CONDITIONS: Faults = msgspec.structs.replace(NO_FAULTS, latency_ms=(7, 8))
"""A message takes 7 to 8 ms, so an exchange takes about the paper's broadcast time of 15 ms."""

SERVER_COUNT = 5
"""The cluster size of the paper's Figure 16."""

TIMEOUT_WINDOWS: tuple[tuple[int, int], ...] = ((150, 150), (150, 155), (150, 175), (150, 200), (150, 300))
"""The ranges of election timeouts in the paper's Figure 16, in ms."""

RangeMs = tuple[int, int]


class OutageCurve(Record, frozen=True):
    """The runs of one election timeout range: each run's time without a leader.

    asked: the range that the options set. drawn: the range that the servers' timers used. times_ms is sorted; a run
    without a leader within OUTAGE_LIMIT_MS counts in `leaderless` instead.
    """

    asked: RangeMs
    drawn: RangeMs
    times_ms: tuple[float, ...]
    leaderless: int

    @property
    def run_count(self) -> int:
        return len(self.times_ms) + self.leaderless

    def percentile_ms(self, percent: int) -> float | None:
        """Return the time in which `percent` % of the runs found a leader; None if fewer runs ever found one."""
        count = max(1, -(-percent * self.run_count // 100))
        return self.times_ms[count - 1] if count <= len(self.times_ms) else None


class FailoverExperiment(Record, frozen=True):
    """One experiment: the file, the cluster size, and a curve for each timeout range. It is written as JSON."""

    kit: str
    scene: str
    file: str
    servers: int
    seeds: int
    latency_ms: RangeMs
    limit_ms: float
    isolation: str
    curves: tuple[OutageCurve, ...]


def make_experiment(
    scene: str, file: str, seeds: int, servers: int, isolation: str, curves: tuple[OutageCurve, ...]
) -> FailoverExperiment:
    """Return the experiment with these `curves`."""
    return FailoverExperiment(
        __version__, scene, file, servers, seeds, LAN_CONDITIONS.latency_ms, OUTAGE_LIMIT_MS, isolation, curves
    )


class NoLeaderError(Exception):
    """A server that got all votes did not become leader, so there is no leader to crash."""


class NullMonitor(Monitor):
    """A monitor that checks no property: this experiment measures time only."""

    def observe(self, step: Step, world: World) -> tuple[Violation, ...]:
        return ()


@dataclass
class FailoverRun:
    """One run: a cluster elects a leader, which crashes at a time that the seed decides; then the next is awaited."""

    world: World
    seed: int
    crashed_at: float | None = None
    crashed_term: int = 0

    def __post_init__(self) -> None:
        self._chaos = Chaos(self.world, self.seed, LAN_CONDITIONS, NullMonitor(), stop_at_first=False)

    def run(self) -> float | None:
        """Return the time in ms from the crash to the next leader; None after OUTAGE_LIMIT_MS.

        NoLeaderError if the first election gives no leader.
        """
        cluster = ScriptedCluster(self.world, self._chaos.monitor)
        first, *others = self.world.servers
        for server in self.world.servers:
            cluster.do_act(Boot(server))
        cluster.campaign(first, tuple(others))
        if self.world.running_servers[first].role != LEADER:
            raise NoLeaderError
        beats = HEARTBEATS_BEFORE_CRASH + random.Random(f"outage {self.seed}").random()
        self._chaos.schedule(beats * self.world.options.heartbeatInterval, self._crash)
        self._chaos.continue_for(2 * OUTAGE_LIMIT_MS, self._is_over)
        return self.world.now_ms - self.crashed_at if self.crashed_at is not None and self._leaders() else None

    def _crash(self) -> None:
        """Crash the leader; if there is none at the moment, try again a heartbeat later."""
        leaders = self._leaders()
        if leaders:
            self.crashed_term, server = max(leaders)
            self.crashed_at = self.world.now_ms
            self._chaos.do_act(Crash(server))
        else:
            self._chaos.schedule(self.world.options.heartbeatInterval, self._crash)

    def _leaders(self) -> list[tuple[int, str]]:
        """Return (term, server) for each leader of a newer term than the crashed one's."""
        up = self.world.running_servers.items()
        return [(v.currentTerm, s) for s, v in up if v.role == LEADER and v.currentTerm > self.crashed_term]

    def _is_over(self) -> bool:
        if self.crashed_at is None:
            return False
        return bool(self._leaders()) or self.world.now_ms - self.crashed_at >= OUTAGE_LIMIT_MS


def runs_per_window(window: RangeMs, seeds: int) -> int:
    """Return the number of runs for a timeout range: `seeds`, or a fifth, as in the paper, if it has no width."""
    return seeds if window[0] < window[1] else -(-seeds // 5)


def measure_outage_curve(
    host: Host, codec: Codec, window: RangeMs, seeds: int, servers: int, on_run: Callable[[], None]
) -> OutageCurve:
    """Crash the leader of `seeds` clusters with one timeout range. NoLeaderError if a cluster never elects one."""
    names = tuple(f"S{number}" for number in range(1, servers + 1))
    options = failover_options(window)
    drawn: set[RangeMs] = set()
    times: list[float] = []
    for seed in range(seeds):
        world = World(host, codec, names, options)
        time_ms = FailoverRun(world, seed).run()
        drawn |= {(e.low_ms, e.high_ms) for event in world.events for e in event.effects if is_election_timer(e)}
        times += [round(time_ms, 3)] if time_ms is not None else []
        on_run()
    widest = (min(low for low, _ in drawn), max(high for _, high in drawn))
    return OutageCurve(window, widest, tuple(sorted(times)), seeds - len(times))


def failover_options(window: RangeMs) -> Options:
    """Return the options: heartbeats at half the shortest timeout, as in the paper; no Pre-Vote and no CheckQuorum."""
    return Options(electionTimeout=window, heartbeatInterval=max(1, window[0] // 2), preVote=False, checkQuorum=False)


def is_election_timer(effect: object) -> TypeGuard[SetTimer]:
    """Return whether an effect starts an election timer."""
    return isinstance(effect, SetTimer) and effect.name == "election"
