"""The pictures of a design scene: one run of a changed reference design, whole and in parts.

scene.toml describes it: [run_pictures] with a workload, the changes {knob: value}, and the parts {name: [start, end]}
in ms of the run; a part [] is the whole run.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from raftlab.design.design_reader import read_design_submission
from raftlab.design.design_values import read_value
from raftlab.design.knob_table import read_knobs
from raftlab.design.miss_diagnosis import measure_once
from raftlab.design.workload import read_workloads
from raftlab.kit import Kit, Scene
from raftlab.pages.design_run_page import design_svg
from raftlab.solutions.named_solutions import reference_text


def draw_run_pictures(kit: Kit, scene: Scene) -> Iterator[tuple[Path, bytes]]:
    """Yield the path and the picture of each part of the run; nothing if the scene has no such run."""
    settings = scene.settings.get("run_pictures")
    if settings is None or kit.solution_file(scene) is None:
        return
    document = read_design_submission(scene, scene.file, reference_text(kit, scene))
    design = document.designs[settings["workload"]]
    knobs, regions = read_knobs(scene), read_workloads(scene)[settings["workload"]].regions
    for knob, value in settings["changes"].items():
        design = design.with_value(knob, read_value(knobs[knob], value, regions))
    measurement = measure_once(kit.without_student_layers, scene, design)
    for name, part in settings["parts"].items():
        replay = measurement.replay.part(*part) if part else measurement.replay
        yield scene.folder / f"{name}.svg", design_svg(replace(measurement, replay=replay))
