"""How long a cluster is without a leader: the leader of a calm cluster crashes, and the clock runs until the next.

The experiment of Raft §9.3 and Figure 16, in virtual time: the width of the election timeout decides how often votes
split. Latencies vary little, as on one local network, so that nothing but the timeouts keeps candidates apart.
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
from raftlab.simulator.faults import NO_FAULTS, Faults
from raftlab.simulator.monitor import Monitor
from raftlab.simulator.world import Step, World
from raftlab.trace import Boot, Crash, Violation
from raftlab.worker.host import Host
from raftlab.worker.wire import Codec

OUTAGE_LIMIT_MS = 5000.0
"""How long the clock runs at most after a crash, in virtual ms."""
HEARTBEATS_BEFORE_CRASH = 3
"""Heartbeat intervals that a leader leads in peace before it may crash."""

LAN_CONDITIONS: Faults = msgspec.structs.replace(NO_FAULTS, latency_ms=(7, 8))
"""A message takes 7 to 8 ms, so an exchange takes about the paper's broadcast time of 15 ms."""

SERVER_COUNT = 5
"""Servers of the paper's Figure 16."""

TIMEOUT_WINDOWS: tuple[tuple[int, int], ...] = ((150, 150), (150, 155), (150, 175), (150, 200), (150, 300))
"""Election timeouts of the paper's Figure 16, in ms."""

RangeMs = tuple[int, int]


class OutageCurve(Record, frozen=True):
    """What came of one window: asked of the deployment, drawn by the servers, and each run's time without a leader.

    times_ms are sorted; a run that found no leader in OUTAGE_LIMIT_MS counts in `leaderless` and is not among them.
    """

    asked: RangeMs
    drawn: RangeMs
    times_ms: tuple[float, ...]
    leaderless: int

    @property
    def run_count(self) -> int:
        return len(self.times_ms) + self.leaderless

    def percentile_ms(self, percent: int) -> float | None:
        """Return the time in which that many percent of the runs had a leader again; None where fewer ever had one."""
        count = max(1, -(-percent * self.run_count // 100))
        return self.times_ms[count - 1] if count <= len(self.times_ms) else None


class FailoverExperiment(Record, frozen=True):
    """One experiment: whose server, on how many servers, and a curve for each window. Written as JSON as it is."""

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
    """Return the experiment that gave `curves`."""
    return FailoverExperiment(
        __version__, scene, file, servers, seeds, LAN_CONDITIONS.latency_ms, OUTAGE_LIMIT_MS, isolation, curves
    )


class NoLeaderError(Exception):
    """A server that had every vote it asked for does not lead: there is no leader to lose."""


class NullMonitor(Monitor):
    """A monitor that looks at nothing: what is measured here is time."""

    def observe(self, step: Step, world: World) -> tuple[Violation, ...]:
        return ()


@dataclass
class FailoverRun:
    """One run: a cluster gets a leader, loses it at a moment that the seed decides, and looks for another."""

    world: World
    seed: int
    crashed_at: float | None = None
    crashed_term: int = 0

    def __post_init__(self) -> None:
        self._chaos = Chaos(self.world, self.seed, LAN_CONDITIONS, NullMonitor(), stop_at_first=False)

    def run(self) -> float | None:
        """Return the time in ms from the crash to the next leader, None where OUTAGE_LIMIT_MS passed. NoLeaderError: no crash."""
        stage = ScriptedCluster(self.world, self._chaos.monitor)
        first, *others = self.world.servers
        for server in self.world.servers:
            stage.do_act(Boot(server))
        stage.campaign(first, tuple(others))
        if self.world.running_servers[first].role != LEADER:
            raise NoLeaderError
        beats = HEARTBEATS_BEFORE_CRASH + random.Random(f"outage {self.seed}").random()
        self._chaos.schedule(beats * self.world.options.heartbeatInterval, self._crash)
        self._chaos.continue_for(2 * OUTAGE_LIMIT_MS, self._is_over)
        return self.world.now_ms - self.crashed_at if self.crashed_at is not None and self._leaders() else None

    def _crash(self) -> None:
        """Crash who leads; where nobody does just now, look again a heartbeat later."""
        leaders = self._leaders()
        if leaders:
            self.crashed_term, server = max(leaders)
            self.crashed_at = self.world.now_ms
            self._chaos.do_act(Crash(server))
        else:
            self._chaos.schedule(self.world.options.heartbeatInterval, self._crash)

    def _leaders(self) -> list[tuple[int, str]]:
        """Return (term, server) for each that leads a newer term than the one that was lost."""
        up = self.world.running_servers.items()
        return [(v.currentTerm, s) for s, v in up if v.role == LEADER and v.currentTerm > self.crashed_term]

    def _is_over(self) -> bool:
        if self.crashed_at is None:
            return False
        return bool(self._leaders()) or self.world.now_ms - self.crashed_at >= OUTAGE_LIMIT_MS


def runs_per_window(window: RangeMs, seeds: int) -> int:
    """Return how many runs a window gets: `seeds`, or a fifth, as in the paper, where it has no width."""
    return seeds if window[0] < window[1] else -(-seeds // 5)


def measure_outages(
    host: Host, codec: Codec, window: RangeMs, seeds: int, servers: int, on_run: Callable[[], None]
) -> OutageCurve:
    """Let `seeds` clusters lose their leader under one window. NoLeaderError where a cluster never has one."""
    names = tuple(f"S{number}" for number in range(1, servers + 1))
    options = deployment_options(window)
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


def deployment_options(window: RangeMs) -> Options:
    """Return the deployment: a heartbeat every half of the window's low end, as in the paper, and nothing besides."""
    return Options(electionTimeout=window, heartbeatInterval=max(1, window[0] // 2), preVote=False, checkQuorum=False)


def is_election_timer(effect: object) -> TypeGuard[SetTimer]:
    """Tell whether an effect starts an election timer."""
    return isinstance(effect, SetTimer) and effect.name == "election"
