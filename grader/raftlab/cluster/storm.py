"""A storm: clients call, faults come and go, then everything is healed and the cluster must converge."""

from __future__ import annotations

import asyncio
import random
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from raftlab.cluster.cluster_plan import ClusterPlan
from raftlab.cluster.fault_injector import FaultInjector
from raftlab.cluster.storm_clients import CallLog, Writer, run_clients
from raftlab.cluster.storm_schedule import PlannedFault
from raftlab.cluster.supervisor import Supervisor
from raftlab.errors import UsageError
from raftlab.server import LEADER

CONVERGE_LIMIT_S = 20.0
TICK_S = 0.02
ReportProgress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class StormRun:
    """What happened: the calls, the faults by kind, the longest time without an answer, and why it did not converge.

    `broken_lines` are the last words of nodes that ended by themselves, each once: a layer raised.
    """

    log: CallLog
    fault_counts: Counter[str]
    longest_gap_s: float
    unconverged: str
    broken_lines: tuple[str, ...] = ()


def run_storm(
    folder: Path,
    plan: ClusterPlan,
    faults: Sequence[PlannedFault],
    *,
    seed: int,
    seconds: float,
    calls_per_s: float,
    report: ReportProgress,
) -> StormRun:
    """Run a storm with these faults on a cluster that does not run yet. None of its nodes runs when this returns."""
    supervisor = Supervisor(folder, plan)
    crew = FaultInjector(supervisor)
    broken: dict[str, None] = {}
    try:
        supervisor.start_all()
        log = CallLog(time.monotonic())
        clients = threading.Thread(
            target=lambda: asyncio.run(run_clients(plan, log, seed, seconds, calls_per_s)), daemon=True
        )
        clients.start()
        waiting = deque(faults)
        while (now_s := log.now()) < seconds:
            report(int(now_s), int(seconds), f"{sum(crew.counts.values())} faults, {len(log.operations):,} calls")
            crew.end_due(now_s)
            while waiting and waiting[0].at_s <= now_s:
                crew.begin(waiting.popleft(), now_s)
            broken.update((line, None) for _, line in supervisor.newly_ended() if "injected" not in line)
            if broken:
                break
            time.sleep(TICK_S)
        if not broken:
            crew.end_all()
        clients.join(30)
        gap_s = log.longest_gap_s(seconds)
        unconverged = "" if broken else wait_until_converged(supervisor, log)
        return StormRun(log, crew.counts, gap_s, unconverged, tuple(broken))
    finally:
        supervisor.stop_all()


def wait_until_converged(supervisor: Supervisor, log: CallLog) -> str:
    """Wait until a new call is answered and all servers have committed the same; return why not, or ""."""
    writer = Writer(supervisor.plan, log, "last", random.Random(0), 1.0)
    writer._server = supervisor.plan.names[0]
    if not asyncio.run(writer.make_call("put", "last", "1", "", CONVERGE_LIMIT_S)):
        return f"no call was answered within {CONVERGE_LIMIT_S:g} s after everything was healed"
    deadline = time.monotonic() + CONVERGE_LIMIT_S
    commits: dict[str, int | None] = {}
    while time.monotonic() < deadline:
        commits = {
            name: status.commitIndex if (status := supervisor.status(name)) else None
            for name in member_names(supervisor)
        }
        if commits and None not in commits.values() and len(set(commits.values())) == 1:
            return ""
        time.sleep(0.1)
    shown = ", ".join(f"{name} {'says nothing' if each is None else each}" for name, each in commits.items())
    return f"the servers did not commit the same within {CONVERGE_LIMIT_S:g} s: commitIndex {shown}"


def member_names(supervisor: Supervisor) -> tuple[str, ...]:
    """Return the members as the leader of the newest term knows them; none while there is no leader."""
    leaders = [s for name in supervisor.nodes if (s := supervisor.status(name)) and s.role == LEADER]
    if not leaders:
        return ()
    members = max(leaders, key=lambda status: status.currentTerm).members
    return (*members.voters, *members.learners)


def require_call_limit(seconds: float, calls_per_s: float) -> None:
    """Raise UsageError for a storm whose log the simulator could not repeat."""
    if seconds * calls_per_s > 60_000:
        raise UsageError(
            f"{seconds:g} s at {calls_per_s:g} calls a second are more than 60,000 calls, and the simulator must repeat"
            " them all; lower --seconds or --rate"
        )
