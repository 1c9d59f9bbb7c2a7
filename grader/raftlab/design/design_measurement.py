"""Measure a design: run it under its workload, and compute the figures that its requirements are about."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from raftlab.design.deployment_node import EVENT_LIMIT
from raftlab.design.deployment_servers import DeploymentServers, IdentityCodec
from raftlab.design.design_document import Design
from raftlab.design.simulated_deployment import Deployment
from raftlab.design.workload import Requirement, Workload
from raftlab.design.workload_clients import Call, Clients
from raftlab.design.workload_faults import FaultScheduler
from raftlab.kit import Kit, LayerSource, Scene
from raftlab.server import Record
from raftlab.trace import Event
from raftlab.worker.worker_hosts import make_load_request

SERVER_FILE = "design_server.py"
SERVER_CLASS = "DesignServer"


class Figures(Record, frozen=True):
    """What was measured in one run. Times in ms; a latency that no call has is the length of the run."""

    p99_write: float
    p99_read: float
    throughput: float  # writes per second that were answered, of those that were due
    outage: float  # the longest time in which no write was answered
    lost_writes: int  # answered with ok, and gone from the log
    duplicates: int  # calls that are in the log under two numbers
    stale_reads: int  # answers older than a write that had been answered before the read was sent
    leader_changes: int  # leaders after the first
    log_length: int  # the most entries that a log held at once
    replaced: int  # servers that were replaced to the end


class MeasuredRun(Record, frozen=True):
    """What a chart and a report show of a run: calls, leaders, faults, log lengths, and stale reads."""

    writes: tuple[tuple[float, float], ...]  # (due, latency) of each write that was answered
    reads: tuple[tuple[float, float], ...]
    stale: tuple[tuple[float, str, str], ...]  # (when, key and value read, value that had been confirmed)
    leaders: tuple[tuple[float, int, str], ...]
    faults: tuple[tuple[str, float, float], ...]
    log_sizes: tuple[tuple[float, int], ...]
    end_ms: float
    start_ms: float = 0.0

    def part(self, start_ms: float, end_ms: float) -> MeasuredRun:
        """Return what happened between two times, with the leader and the log of its beginning."""
        earlier = [each for each in self.leaders if each[0] < start_ms][-1:]
        return MeasuredRun(
            writes=tuple(each for each in self.writes if start_ms <= each[0] <= end_ms),
            reads=tuple(each for each in self.reads if start_ms <= each[0] <= end_ms),
            stale=tuple(each for each in self.stale if start_ms <= each[0] <= end_ms),
            leaders=(*earlier, *(each for each in self.leaders if start_ms <= each[0] <= end_ms)),
            faults=tuple(each for each in self.faults if each[1] <= end_ms and each[2] >= start_ms),
            log_sizes=tuple(each for each in self.log_sizes if start_ms <= each[0] <= end_ms),
            end_ms=end_ms,
            start_ms=start_ms,
        )


@dataclass(frozen=True)
class Measurement:
    """One design under its workload: the figures, what a chart shows, and the events of the run, or some of them."""

    design: Design
    workload: Workload
    seed: int
    figures: Figures
    replay: MeasuredRun
    events: tuple[Event, ...]
    servers: tuple[str, ...]
    boot_offset_ms: float  # how long before the clients began the servers booted; events count from there
    event_count: int  # of the run, also where `events` has only some of them

    @property
    def is_cut_short(self) -> bool:
        """Return whether the run was ended because it had too many events."""
        return self.event_count >= EVENT_LIMIT

    @property
    def misses(self) -> tuple[Requirement, ...]:
        """Return the requirements that the figures do not meet."""
        return tuple(each for each in self.workload.requirements if not self.meets(each))

    def meets(self, requirement: Requirement) -> bool:
        """Return whether a requirement is met; a run that was cut short meets none."""
        return not self.is_cut_short and requirement.holds(self.figure(requirement))

    def figure(self, requirement: Requirement) -> float:
        """Return the figure that a requirement is about."""
        return float(getattr(self.figures, requirement.measure))


def layers_below_design(kit: Kit, scene: Scene) -> tuple[LayerSource, ...]:
    """Return the course's layers below a design scene, lowest first. UsageError in a kit that lacks one."""
    return kit.without_student_layers.given_layers(scene)


def layer_with_knobs(scene: Scene, design: Design) -> LayerSource:
    """Return the layer that puts the knobs of a design in force: the scene's text, and three values below it."""
    text = (scene.folder / SERVER_FILE).read_text(encoding="utf-8")
    knobs = {
        "LEASE_MS": float(design["lease"]),
        "DRIFT": float(design["drift_bound"]) / 100,
        "LOCAL_READS": design["reads"] == "local",
    }
    lines = "".join(f"{name} = {value!r}\n" for name, value in knobs.items())
    return LayerSource(f"{scene.id}/{SERVER_FILE}", f"{text}\n\n{lines}", SERVER_CLASS)


def measure_design(kit: Kit, scene: Scene, design: Design, workload: Workload, seed: int = 0) -> Measurement:
    """Run a design under its workload in virtual time. The same design, workload, kit and seed: the same figures.

    Only code of the kit runs: a design is numbers and words.
    """
    modules = kit.course_message_modules
    load = make_load_request((*layers_below_design(kit, scene), layer_with_knobs(scene, design)), modules)
    deployment = Deployment(DeploymentServers(load), IdentityCodec(modules), design, workload, seed)
    clients, faults = Clients(deployment), FaultScheduler(deployment)
    deployment.boot_all()
    clients.start()
    faults.start()
    deployment.run_until(workload.end_ms)
    return make_measurement(deployment, clients.calls, faults)


def make_measurement(deployment: Deployment, calls: Sequence[Call], faults: FaultScheduler) -> Measurement:
    """Return what a run has shown."""
    workload = deployment.workload
    stale = list(stale_reads(calls))
    writes = [call for call in calls if call.kind == "put"]
    reads = [call for call in calls if call.kind == "get"]
    log = committed_calls(deployment)
    figures = Figures(
        p99_write=percentile(calm_latencies(writes, workload), 99, workload.end_ms),
        p99_read=percentile(calm_latencies(reads, workload), 99, workload.end_ms),
        throughput=write_throughput(writes, workload),
        outage=longest_outage(writes, workload),
        lost_writes=sum(call.ended is not None and not is_in_log(call, log) for call in writes),
        duplicates=sum(sum((call.client, each) in log for each in call.sequences) > 1 for call in writes),
        stale_reads=len(stale),
        leader_changes=max(0, len(deployment.leaders) - 1),
        log_length=deployment.longest_log,
        replaced=len(faults.replaced),
    )
    replay = MeasuredRun(
        writes=tuple((call.due, call.ended - call.due) for call in writes if call.ended is not None),
        reads=tuple((call.due, call.ended - call.due) for call in reads if call.ended is not None),
        stale=tuple(stale),
        leaders=tuple(deployment.leaders),
        faults=tuple(faults.windows),
        log_sizes=tuple(deployment.log_sizes),
        end_ms=workload.end_ms,
    )
    events = tuple(deployment.world.events)
    servers = tuple(deployment.nodes)
    offset = -deployment.boot_ms
    return Measurement(
        deployment.design, workload, deployment.seed, figures, replay, events, servers, offset, len(events)
    )


def percentile(values: Iterable[float], percent: int, otherwise: float) -> float:
    """Return the smallest value that `percent` % of the values do not exceed."""
    found = sorted(values)
    return round(found[math.ceil(len(found) * percent / 100) - 1], 1) if found else otherwise


def calm_latencies(calls: Iterable[Call], workload: Workload) -> list[float]:
    """Return the latency of each call that was due before the first fault; unanswered ones count to the end."""
    return [
        (workload.end_ms if call.ended is None else call.ended) - call.due
        for call in calls
        if call.due < workload.calm_until_ms
    ]


def write_throughput(writes: Sequence[Call], workload: Workload) -> float:
    """Return the writes answered per second, of those due before the first fault, until the last of them was."""
    due = [call for call in writes if call.due < workload.calm_until_ms]
    if not due:
        return 0.0
    first = min(call.due for call in due)
    window = workload.calm_until_ms - first
    done = sum(call.ended is not None and call.ended < workload.calm_until_ms for call in due)
    return round(done / window * 1000, 1)


def longest_outage(writes: Sequence[Call], workload: Workload) -> float:
    """Return the longest time in which no write was answered although one was due."""
    due = [call.due for call in writes]
    if not due:
        return 0.0
    times = sorted(call.ended for call in writes if call.ended is not None)
    start, end = min(due), max(due)
    marks = [
        start,
        *(each for each in times if start < each),
        *([] if times and times[-1] > end else [workload.end_ms]),
    ]
    return round(max((b - a for a, b in pairwise(marks)), default=workload.end_ms), 1)


def committed_calls(deployment: Deployment) -> set[tuple[str, int]]:
    """Return (client, sequence) of each command in the log of the last leader; without one, in the longest log."""
    world = deployment.world
    name = deployment.leader
    names = [name] if name is not None else list(deployment.nodes)
    logs = [world.log_of(each) for each in names if each in world.disks]
    log = max(logs, key=lambda entries: (entries[-1].term if entries else 0, len(entries)), default=())
    return {(entry.command.client, entry.command.sequence) for entry in log if entry.command is not None}


def is_in_log(call: Call, log: set[tuple[str, int]]) -> bool:
    """Return whether a call is in the log, under any of its numbers."""
    return any((call.client, sequence) in log for sequence in call.sequences)


def stale_reads(calls: Sequence[Call]) -> Iterable[tuple[float, str, str]]:
    """Yield each read whose answer is older than a write that had been answered before the read was sent.

    A key has one writer, whose values are 1, 2, 3, …
    """
    confirmed: dict[str, list[tuple[float, int]]] = {}
    for call in calls:
        if call.kind == "put" and call.ended is not None:
            confirmed.setdefault(call.key, []).append((call.ended, int(call.value)))
    for call in calls:
        if call.kind == "get" and call.ended is not None:
            known = max((value for ended, value in confirmed.get(call.key, ()) if ended < call.sent), default=0)
            if int(call.result or 0) < known:
                yield round(call.ended, 1), f"{call.key}={call.result or 'absent'}", str(known)
