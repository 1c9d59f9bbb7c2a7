"""`raftlab design`: run a design under its workloads, and show what is measured."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from raftlab.cli.support.arguments import SceneId, Seed, SubmissionPath
from raftlab.cli.support.console import say
from raftlab.cli.support.output_files import write_page
from raftlab.errors import UsageError
from raftlab.kit import Kit, Scene, find_kit

if TYPE_CHECKING:
    from raftlab.design.design_document import Design
    from raftlab.design.design_measurement import Measurement


def design(
    scene_id: SceneId,
    path: SubmissionPath = None,
    workload: Annotated[
        str | None, typer.Option("--workload", "-w", metavar="NAME", help="Run this workload only. Default: all.")
    ] = None,
    settings: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="WORKLOAD.KNOB=VALUE",
            help='Run with another value of a knob, such as range.lease="50 ms". May be repeated.',
        ),
    ] = None,
    seed: Seed = 0,
    page: Annotated[
        Path | None,
        typer.Option(
            "-o", "--output", metavar="PAGE", help="Write a page with a picture of each run; .svg: one picture."
        ),
    ] = None,
    part: Annotated[
        str | None, typer.Option("--part", metavar="MS-MS", help="Draw only this part of the run, such as 1100-1700.")
    ] = None,
    json_path: Annotated[
        str | None, typer.Option("--json", metavar="FILE|-", help="Write the figures as JSON; - to stdout.")
    ] = None,
) -> None:
    """Measure your design under its workloads and faults.

    The runs are in virtual time: the same design and seed give the same figures. Each line is what a workload requires,
    in the form in which a defence cites it. A miss names the knob that alone makes the difference, and its scenes.

    \b
    Examples:
      raftlab design scene11
      raftlab design scene11 -w range -o range.svg --part 1100-1700
      raftlab design scene11 -w range --set range.drift_bound="0 %"
    """
    from raftlab.design.miss_diagnosis import measure_once

    kit = find_kit().without_student_layers
    scene = require_design_scene(kit, scene_id)
    designs = designs_to_run(kit, scene, path, workload, tuple(settings or ()))
    measurements = [measure_once(kit, scene, each, seed) for each in designs]
    if page is not None:
        shown = [restrict_to_run_part(each, part) for each in measurements] if part else measurements
        write_picture(kit, scene, page, shown, is_quiet=json_path == "-")
    if json_path == "-":
        sys.stdout.write(figures_json(measurements))
        return
    for measurement in measurements:
        for line in measurement_lines(kit, scene, measurement):
            say(line)
    if json_path is not None:
        write_page(Path(json_path), figures_json(measurements))


def require_design_scene(kit: Kit, scene_id: str) -> Scene:
    """Return the scene, whose submissions are designs. UsageError for another."""
    scene = kit.scene(scene_id)
    if not scene.is_design:
        names = ", ".join(each.id for each in kit.scenes if each.is_design) or "none"
        raise UsageError(f"{scene_id}: its file is no design; scenes with one: {names}")
    return scene


def designs_to_run(
    kit: Kit, scene: Scene, path: Path | None, workload: str | None, settings: tuple[str, ...]
) -> list[Design]:
    """Return the designs to run: with every knob, and changed as the options say."""
    from raftlab.design.design_reader import read_design_submission
    from raftlab.submission_reader import read_submission

    submission = read_submission(kit, scene, path)
    designs = dict(read_design_submission(scene, submission.file, submission.source).designs)
    if workload is not None and workload not in designs:
        raise UsageError(f"--workload {workload!a}: unknown; there are {', '.join(designs)}")
    for setting in settings:
        changed = apply_set_option(scene, designs, setting)
        designs[changed.workload] = changed
    chosen = [each for name, each in designs.items() if workload in (None, name)]
    for each in chosen:
        if each.unset_knobs:
            raise UsageError(
                f"{submission.file}: {each.workload}.{each.unset_knobs[0]} is not chosen yet; write a value for ?"
            )
    return chosen


def apply_set_option(scene: Scene, designs: dict[str, Design], setting: str) -> Design:
    """Return the design that a --set option makes. UsageError for a setting that is none."""
    from raftlab.design.defence_claims import parse_citation_value
    from raftlab.design.design_values import KnobValueError, read_value
    from raftlab.design.knob_table import read_knobs
    from raftlab.design.workload import read_workloads

    name, _, raw = setting.partition("=")
    workload, _, knob = name.strip().partition(".")
    knobs = read_knobs(scene)
    if workload not in designs or knob not in knobs or not raw.strip():
        raise UsageError(f"--set {setting!a}: write WORKLOAD.KNOB=VALUE, with a knob of {', '.join(knobs)}")
    try:
        value = read_value(knobs[knob], parse_citation_value(raw), read_workloads(scene)[workload].regions)
    except KnobValueError as error:
        raise UsageError(f"--set {setting!a}: {error}") from None
    return designs[workload].with_value(knob, value)


def restrict_to_run_part(measurement: Measurement, part: str) -> Measurement:
    """Return the measurement with only a part of its run to draw. UsageError for a part that is none."""
    match = re.fullmatch(r"(\d{1,6})-(\d{1,6})", part, re.ASCII)
    start, end = (float(match[1]), float(match[2])) if match else (0.0, 0.0)
    if not start < end <= measurement.replay.end_ms:
        raise UsageError(f"--part {part!a}: write START-END in ms, within 0-{measurement.replay.end_ms:.0f}")
    return replace(measurement, replay=measurement.replay.part(start, end))


def measurement_lines(kit: Kit, scene: Scene, measurement: Measurement) -> Iterator[str]:
    """Yield the figures of a run, one on a line, and after a miss why."""
    from raftlab.design.miss_diagnosis import find_miss

    name = measurement.workload.name
    yield f"{name}: {measurement.workload.title} · seed {measurement.seed}"
    for need in measurement.workload.requirements:
        figure = measurement.figure(need)
        cited = f"{name} {need.measure} = {figure:g} {need.unit}"
        yield f"  {'ok  ' if measurement.meets(need) else 'miss'}  {cited:<44} {need.title}, {need.limit_text}"
        miss = find_miss(kit, scene, measurement, need)
        if miss is not None:
            yield f"        {miss.reason}"
    yield ""


def write_picture(kit: Kit, scene: Scene, file: Path, measurements: Sequence[Measurement], is_quiet: bool) -> None:
    """Write the page of all runs, or the picture of one if the file's name ends in .svg."""
    from raftlab.design.miss_diagnosis import find_misses
    from raftlab.pages.design_run_page import design_page, design_svg

    if file.suffix.lower() != ".svg":
        misses = [find_misses(kit, scene, each) for each in measurements]
        write_page(file, design_page(measurements, misses), is_quiet)
    elif len(measurements) == 1:
        write_page(file, design_svg(measurements[0]).decode(), is_quiet)
    else:
        raise UsageError(f"--output {file.name!a}: one picture holds one run; add --workload NAME, or write .html")


def figures_json(measurements: Sequence[Measurement]) -> str:
    """Return the figures of each workload, and the requirements that are missed, as indented JSON."""
    data = {
        each.workload.name: {
            "seed": each.seed,
            "figures": each.figures,
            "missed": [need.measure for need in each.misses],
        }
        for each in measurements
    }
    return msgspec.json.format(msgspec.json.encode(data), indent=1).decode() + "\n"
