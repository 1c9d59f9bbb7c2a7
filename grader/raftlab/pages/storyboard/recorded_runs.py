"""Recorded runs of a storyboard: a student kit has them in place of the course's servers. They contain no code.

A release writes labs/<scene>/recorded/<scenario>.json: the trace of each combination of the course's choices.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from raftlab.errors import KitError
from raftlab.kit import Kit, Scene
from raftlab.pages.storyboard.choices import Combination
from raftlab.pages.storyboard.storyboard_models import Storyboard, StoryboardRun
from raftlab.pages.trace_analysis.state_machines import MachineState, PairedMachineHistories
from raftlab.scenario.runner import FailedLine
from raftlab.server import Record
from raftlab.trace import Event, Trace

RECORDINGS_FOLDER = "recorded"


class RecordedRun(Record, frozen=True):
    """One run: the chosen keys, the trace, the lines that failed, and the reference's run of the same events."""

    keys: Combination
    trace: Trace
    misses: tuple[FailedLine, ...] = ()
    reference_events: tuple[Event | None, ...] | None = None
    machines: tuple[Mapping[str, MachineState], ...] = ()
    reference_machines: tuple[Mapping[str, MachineState], ...] = ()


class ScenarioRecording(Record, frozen=True):
    """The runs of one scenario."""

    runs: tuple[RecordedRun, ...]


def encode_recording(storyboard: Storyboard) -> bytes:
    """Return the recorded runs of a storyboard as JSON."""
    runs = tuple(
        RecordedRun(keys, run.trace, run.misses, run.reference_events, run.machines.run, run.machines.reference)
        for keys, run in storyboard.runs.items()
    )
    return msgspec.json.encode(ScenarioRecording(runs)) + b"\n"


def read_recorded_runs(scene: Scene, scenario_name: str) -> dict[Combination, StoryboardRun]:
    """Return the recorded run of each combination, {} if this kit has none. KitError for a damaged file."""
    file = scene.folder / RECORDINGS_FOLDER / f"{scenario_name}.json"
    if not file.is_file():
        return {}
    try:
        recording = msgspec.json.decode(file.read_bytes(), type=ScenarioRecording)
    except msgspec.DecodeError as error:
        raise KitError(f"{file}: not a recording ({error}); install the student kit again") from None
    return {
        run.keys: StoryboardRun(
            run.trace,
            run.misses,
            "",
            run.reference_events,
            PairedMachineHistories(run.machines, run.reference_machines),
        )
        for run in recording.runs
    }


def align_recorded_events(events: Sequence[Event], recorded_events: Sequence[Event]) -> tuple[Event | None, ...]:
    """Return the recorded event of each act, up to the first act that differs; None from there on."""
    aligned: list[Event | None] = []
    for event, recorded in zip(events, recorded_events, strict=False):
        if msgspec.json.encode(event.act) != msgspec.json.encode(recorded.act):  # one of them was read from JSON
            break
        aligned.append(recorded)
    return tuple(aligned + [None] * (len(events) - len(aligned)))


def recorded_reference_events(kit: Kit, trace: Trace) -> tuple[Event | None, ...] | None:
    """Return the reference's recorded run of the scenario that `trace` is a run of; None if the kit has none."""
    scene = kit.gradable(trace.scene)
    best: tuple[Event | None, ...] | None = None
    for file in sorted((scene.folder / RECORDINGS_FOLDER).glob("*.json")):
        runs = read_recorded_runs(scene, file.stem)
        first_server = next(iter(runs))[0]
        for keys, run in runs.items():
            if keys[0] != first_server or run.trace.title != trace.title or run.trace.options != trace.options:
                continue
            aligned = align_recorded_events(trace.events, run.trace.events)
            if best is None or aligned.count(None) < best.count(None):
                best = aligned
    return best
