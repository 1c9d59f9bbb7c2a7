"""Why a design misses a requirement: what its run showed, and the one knob that alone makes the difference."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec

from raftlab import __version__
from raftlab.design.deployment_node import EVENT_LIMIT, design_server_options
from raftlab.design.design_document import Design
from raftlab.design.design_measurement import Measurement, measure_design
from raftlab.design.knob_table import read_knobs
from raftlab.design.workload import Requirement, read_workloads
from raftlab.grader_process_limits import collect_where_memory_is_low
from raftlab.kit import Kit, Scene
from raftlab.trace import Event, RunFailure, Trace

SHOWN_EVENTS = 30
"""How many events of a run the trace of a miss holds: those that lead to it."""


@dataclass(frozen=True)
class Miss:
    """A requirement that a design misses. knob: the one that alone makes it hold, "" if none does; and its scenes."""

    requirement: Requirement
    figure: float
    evidence: str
    at_ms: float
    knob: str
    scenes: tuple[str, ...]

    @property
    def text(self) -> str:
        """Return the facts, the knob and the scene in three sentences."""
        need = self.requirement
        return f"{need.title}: {self.figure:g} {need.unit} (needed: {need.limit_text}). {self.reason}"

    @property
    def reason(self) -> str:
        """Return what the run shows, and the knob and the scenes behind it."""
        if not self.knob:
            return f"{self.evidence} Several knobs together: {', '.join(relevant_knobs(self.requirement))} matter here."
        scenes = ", ".join(self.scenes)
        return f"{self.evidence} Another value of {self.knob} alone changes that; it is the knob of {scenes}."


def measure_once(kit: Kit, scene: Scene, design: Design, seed: int = 0) -> Measurement:
    """Return the measurement of a design; the same one is made once in a process."""
    return cached_measurement(kit.root, scene.id, design.workload, tuple(design.values.items()), seed)


@lru_cache(maxsize=16)
def cached_measurement(
    kit_root: Path, scene_id: str, workload: str, values: tuple[tuple[str, Any], ...], seed: int
) -> Measurement:
    """Return the measurement of equal arguments: it follows from them alone. It holds the events that lead to misses.

    A run has some ten thousand events. Those of sixteen runs would fill the memory that a grading may use.
    """
    collect_where_memory_is_low()  # the servers of an earlier run refer to each other
    kit = Kit(kit_root)
    scene = kit.scene(scene_id)
    measured = measure_design(kit, scene, Design(workload, dict(values)), read_workloads(scene)[workload], seed)
    return replace(measured, events=events_before_misses(measured))


def events_before_misses(measurement: Measurement) -> tuple[Event, ...]:
    """Return the events of the traces of all misses, in their order, with the first of the run if there is a miss."""
    steps: set[int] = set()
    for need in measurement.misses:
        at_ms = evidence_of(measurement, need)[0] + measurement.boot_offset_ms
        before = [number for number, event in enumerate(measurement.events) if event.at_ms <= at_ms]
        steps |= {0, *before[-SHOWN_EVENTS:]}
    return tuple(measurement.events[step] for step in sorted(steps))


def find_miss(kit: Kit, scene: Scene, measurement: Measurement, need: Requirement) -> Miss | None:
    """Return why the measurement misses a requirement; None if it does not."""
    figure = measurement.figure(need)
    if measurement.meets(need):
        return None
    knob = "" if measurement.is_cut_short else blamed_knob(kit, scene, measurement, need)
    scenes = read_knobs(scene)[knob].scenes if knob else ()
    at_ms, evidence = evidence_of(measurement, need)
    return Miss(need, figure, evidence, at_ms, knob, scenes)


def find_misses(kit: Kit, scene: Scene, measurement: Measurement) -> list[Miss]:
    """Return why the measurement misses each requirement that it misses."""
    found = (find_miss(kit, scene, measurement, need) for need in measurement.misses)
    return [miss for miss in found if miss is not None]


def blamed_knob(kit: Kit, scene: Scene, measurement: Measurement, need: Requirement) -> str:
    """Return the first knob that alone, at another value, makes the requirement hold; "" if none does."""
    for knob, raw in need.probes:
        value = tuple(raw) if isinstance(raw, list) else raw
        if measurement.design[knob] == value:
            continue
        other = measure_once(kit, scene, measurement.design.with_value(knob, value), measurement.seed)
        if other.meets(need):
            return knob
    return ""


def relevant_knobs(need: Requirement) -> tuple[str, ...]:
    """Return the knobs that matter for a requirement."""
    return tuple(dict.fromkeys(knob for knob, _ in need.probes))


def evidence_of(measurement: Measurement, need: Requirement) -> tuple[float, str]:
    """Return the time in the run and the words of what is seen of a miss."""
    replay = measurement.replay
    if measurement.is_cut_short:
        return replay.end_ms, f"The run was ended after {EVENT_LIMIT:,} events: this design sends that many messages."
    if need.measure == "stale_reads":
        at, read, confirmed = min(replay.stale)
        return at, f"At {at:g} ms a client read {read}, although {confirmed} had been confirmed before it asked."
    if need.measure == "outage":
        start, end = longest_write_gap(measurement)
        return end, f"No write was answered from {start:.0f} to {end:.0f} ms ({faults_text(measurement, start, end)})."
    if need.measure == "leader_changes":
        shown = ", ".join(f"{name} at {at:.0f} ms (term {term})" for at, term, name in replay.leaders)
        return replay.leaders[-1][0] if replay.leaders else 0.0, f"Leaders: {shown or 'none'}."
    if need.measure == "log_length":
        at = next(at for at, size in replay.log_sizes if size == measurement.figures.log_length)
        return at, f"It held that many at {at:.0f} ms."
    if need.measure == "duplicates":
        return replay.end_ms, "An answer was lost, the client called again, and both calls took effect."
    if need.measure == "replaced":
        began = sum(kind == "replace" for kind, _, _ in replay.faults)
        return replay.end_ms, f"{began} replacements had begun, {measurement.figures.replaced} came to their end."
    if need.measure == "lost_writes":
        return replay.end_ms, "Clients had been told ok, and after the last restart the log does not hold them."
    return (
        measurement.workload.calm_until_ms,
        f"No fault had happened before {measurement.workload.calm_until_ms:g} ms.",
    )


def longest_write_gap(measurement: Measurement) -> tuple[float, float]:
    """Return between which times no write was answered for longest."""
    replay = measurement.replay
    ends = sorted(due + latency for due, latency in replay.writes)
    marks = [0.0, *ends, replay.end_ms] if not ends or measurement.figures.outage > ends[-1] - ends[0] else ends
    if replay.end_ms - (ends[-1] if ends else 0) >= measurement.figures.outage:
        marks = [*ends, replay.end_ms] if ends else [0.0, replay.end_ms]
    return max(pairwise(marks), key=lambda pair: pair[1] - pair[0], default=(0.0, replay.end_ms))


def faults_text(measurement: Measurement, start: float, end: float) -> str:
    """Return the faults of a stretch of time."""
    found = list(faults_between(measurement, start, end))
    return ", ".join(found) if found else "no fault in that time"


def faults_between(measurement: Measurement, start: float, end: float) -> Iterator[str]:
    """Yield each fault that overlaps a stretch of time."""
    for kind, begins, ends in measurement.replay.faults:
        if begins <= end and ends >= start - 50:
            yield f"{kind} at {begins:.0f} ms"


def trace_of_miss(scene: Scene, measurement: Measurement, miss: Miss) -> Trace:
    """Return the events that lead to a miss, as a run that can be looked at."""
    offset = measurement.boot_offset_ms
    before = [event for event in measurement.events if event.at_ms <= miss.at_ms + offset] or measurement.events[:1]
    shown = before[-SHOWN_EVENTS:]
    events = tuple(msgspec.structs.replace(event, step=number) for number, event in enumerate(shown, start=1))
    return Trace(
        kit=__version__,
        scene=scene.id,
        title=f"{measurement.workload.title}: {miss.requirement.title}",
        seed=measurement.seed,
        servers=measurement.servers,
        options=design_server_options(measurement.design),
        events=events,
        failure=RunFailure(seen=miss.text, step=len(events)),
    )
