"""The run of a design: the same figures for the same design, and a miss that names its knob."""

from __future__ import annotations

from functools import lru_cache

import pytest

from raftlab.design import design_measurement, simulated_deployment
from raftlab.design.design_document import Design
from raftlab.design.design_measurement import Measurement, measure_design
from raftlab.design.design_reader import read_design_submission
from raftlab.design.miss_diagnosis import find_miss, find_misses, measure_once, trace_of_miss
from raftlab.design.workload import Workload, read_workloads
from raftlab.kit import Scene, find_kit
from raftlab.pages.design_run_page import design_page, design_svg
from raftlab.solutions.named_solutions import reference_text
from raftlab.trace import from_json, to_json


def design_scene() -> Scene:
    """Return the scene whose submissions are designs."""
    return next(scene for scene in find_kit().scenes if scene.is_design)


@lru_cache(maxsize=1)
def reference_designs() -> dict[str, Design]:
    """Return the reference's designs."""
    scene = design_scene()
    return dict(read_design_submission(scene, "d", reference_text(find_kit(), scene)).designs)


def range_workload() -> Workload:
    """Return the workload with drifting clocks."""
    return read_workloads(design_scene())["range"]


@lru_cache(maxsize=1)
def without_drift_bound() -> Measurement:
    """Return the measurement of a lease that takes all clocks for equal."""
    return measure_once(find_kit(), design_scene(), reference_designs()["range"].with_value("drift_bound", 0.0))


def test_same_design_and_seed_give_the_same_run() -> None:
    """Two runs of a design are equal, event by event."""
    kit, scene, design = find_kit(), design_scene(), reference_designs()["range"]
    first, second = (measure_design(kit, scene, design, range_workload(), 0) for _ in range(2))
    assert first.events == second.events
    assert first.figures == second.figures


@pytest.mark.long
def test_another_seed_misses_nothing_either() -> None:
    """Another seed draws other times; the reference meets every requirement there too."""
    kit, scene, design = find_kit(), design_scene(), reference_designs()["range"]
    first, other = measure_once(kit, scene, design), measure_once(kit, scene, design, 7)
    assert first.replay != other.replay
    assert first.misses == other.misses == ()


def test_the_first_server_leads_first_whatever_is_drawn() -> None:
    """Where the first leader is decides how far its clients are: no early draw of another server's timer may choose it.

    With this seed the election timer of S3 is due two milliseconds before the election of S1.
    """
    measurement = measure_once(find_kit(), design_scene(), reference_designs()["range"], 120)
    assert measurement.replay.leaders[0][2] == "S1"
    assert measurement.misses == ()


def test_lease_without_a_drift_bound_reads_the_past() -> None:
    """A lease beyond its drift bound shows a stale read, and the verdict names the knob and the scene of reads."""
    measurement = without_drift_bound()
    miss = find_miss(find_kit(), design_scene(), measurement, range_workload().requirement("stale_reads"))
    assert miss is not None
    assert measurement.figures.stale_reads > 0
    assert (miss.knob, miss.scenes) == ("drift_bound", ("scene09",))
    _, read, confirmed = measurement.replay.stale[0]
    assert int(read.partition("=")[2]) < int(confirmed)
    assert f"At {min(measurement.replay.stale)[0]:g} ms" in miss.text


def test_trace_of_a_miss_is_a_run() -> None:
    """What a report shows of a miss is a run in the kit's own form, which ends at the miss."""
    scene, measurement = design_scene(), without_drift_bound()
    miss = find_miss(find_kit(), scene, measurement, range_workload().requirement("stale_reads"))
    assert miss is not None
    trace = trace_of_miss(scene, measurement, miss)
    assert from_json(to_json(trace)).events[-1].at_ms <= miss.at_ms + measurement.boot_offset_ms


def test_a_grading_holds_only_the_events_before_misses() -> None:
    """The runs of a grading fit its memory: one that meets everything leaves no event, and a miss keeps its trace."""
    kit, scene, design = find_kit(), design_scene(), reference_designs()["range"]
    met = measure_once(kit, scene, design)
    assert (met.misses, met.events) == ((), ())
    assert met.event_count > 1000
    kept = without_drift_bound()
    whole = measure_design(kit, scene, kept.design, kept.workload, kept.seed)
    assert len(kept.events) < kept.event_count / 100
    for miss in find_misses(kit, scene, whole):
        assert trace_of_miss(scene, kept, miss) == trace_of_miss(scene, whole, miss)


def test_run_with_too_many_events_meets_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A design that floods its cluster is cut short, and then no requirement counts as met."""
    for module in (design_measurement, simulated_deployment):
        monkeypatch.setattr(module, "EVENT_LIMIT", 3_000)  # a tenth of the true one: as much of a flood
    design = (
        reference_designs()["range"]
        .with_value("heartbeat", 5.0)
        .with_value("servers", ("north",) * 3 + ("south",) * 4)
        .with_value("client_timeout", 5.0)
    )
    measurement = measure_design(find_kit(), design_scene(), design, range_workload(), 0)
    assert len(measurement.events) == 3_000
    assert measurement.is_cut_short
    assert measurement.misses == measurement.workload.requirements


def test_picture_shows_leaders_and_stale_reads() -> None:
    """The picture of a run names its faults and its leaders, and marks each stale read."""
    measurement = without_drift_bound()
    svg = design_svg(measurement).decode()
    assert "cut leader" in svg
    assert "S1 · term 1" in svg
    assert f"{measurement.figures.stale_reads} stale reads" in svg
    page = design_page([measurement], [find_misses(find_kit(), design_scene(), measurement)])
    assert "missed" in page
    assert "Another value of drift_bound alone changes that" in page


@pytest.mark.parametrize(
    ("knob", "value", "measure_name"),
    [
        pytest.param("check_quorum", False, "outage", marks=pytest.mark.long),
        pytest.param("pre_vote", False, "leader_changes", marks=pytest.mark.long),
        pytest.param("reads", "index", "p99_read", marks=pytest.mark.long),
    ],
)
def test_miss_names_the_knob_that_was_turned(knob: str, value: object, measure_name: str) -> None:
    """With one knob of the reference turned wrong, the miss names that knob."""
    design = reference_designs()["range"].with_value(knob, value)
    measurement = measure_once(find_kit(), design_scene(), design)
    miss = find_miss(find_kit(), design_scene(), measurement, range_workload().requirement(measure_name))
    assert miss is not None
    assert miss.knob == knob
