"""`raftlab replay`: a run again, line by line, with the logs in the colours of their terms."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from raftlab.cli.console import output, say, warn
from raftlab.errors import UsageFault
from raftlab.kit import Kit, Scene, find_kit
from raftlab.pages.holdings import Holdings, has_machines, holdings
from raftlab.records import Submission
from raftlab.runs import opened, rerun, run_scenario, scenario_at, scene_of
from raftlab.trace import Failure, Trace, from_json, to_json
from raftlab.workspace import read_submission, shown


def add_to(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("replay")(replay)


def replay(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="A trace (.json), a scenario (.txt), or the kit's one SCENE/NAME.")
    ],
    submission: Annotated[
        Path | None, typer.Option("--submission", help="Do the same acts on this file's server.")
    ] = None,
    fork: Annotated[str | None, typer.Option("--fork", help="The ending of a scenario that has several.")] = None,
    whole: Annotated[bool, typer.Option("--whole", help="Show every event, also quiet ones and what follows.")] = False,
    plain: Annotated[bool, typer.Option("--plain", help="Print the lines instead of stepping by keys.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print the trace as JSON.")] = False,
) -> None:
    """Show a run line by line, up to where a property broke.

    FILE is a trace that `raftlab grade` wrote, a scenario file, or the name of one of the kit's scenarios. On a
    terminal the arrow keys step through it; piped, it is plain text. With --submission the same acts are done again
    on that file's server.

    \b
    Examples:
      raftlab replay .raftlab/scene05/figure8_overwrite.json
      raftlab replay scene05/figure8 --fork d1
      raftlab replay .raftlab/scene05/figure8_overwrite.json --submission scene05/commit.py
    """
    kit = find_kit()
    file = run_at(kit, file)
    trace = load(kit, file, submission, fork)
    if json:
        sys.stdout.write(to_json(trace).decode())
        return
    held = held_in(kit, trace, file, submission)
    show(trace, whole, plain, held)
    if has_machines(trace) and len(held) < len(trace.events):
        say(unknown(trace, held))


def show(trace: Trace, whole: bool, plain: bool, held: Holdings = ()) -> None:
    """Step through the run on a terminal, print it elsewhere."""
    console = output()
    if console.is_terminal and sys.stdin.isatty() and not plain and not whole and trace.events:
        from raftlab.timeline.stepper import step_through

        step_through(trace, console, held)
        return
    from raftlab.timeline.lines import lines

    for line in lines(trace, whole, held):
        console.print(line)


def run_at(kit: Kit, file: Path) -> Path:
    """Return the file of the run or scenario that `file` names. UsageFault for a scenario that is not there."""
    if file.is_file() or file.suffix == ".json":
        return file
    return scenario_at(kit, file)


def load(kit: Kit, file: Path, path: Path | None, fork: str | None) -> Trace:
    """Return the run in `file`: read, or run where it is a scenario or a submission is named."""
    if file.suffix == ".txt":
        return load_scenario(kit, file, path, fork)
    trace = read_trace(file)
    if path is None:
        return trace
    if trace.failure is not None and trace.failure.file:
        warn(f"{unjudged(trace.failure)}: {whole_story(trace, trace.failure, path)}")
    return rerun(kit, trace, read_submission(kit, kit.scene(trace.scene), path))


def unjudged(failure: Failure) -> str:
    """Return that the scenario's line is not judged where only the acts of its run are done again."""
    return f"what line {failure.line} of {failure.file} expects is not judged again here"


def whole_story(trace: Trace, failure: Failure, path: Path) -> str:
    """Return the command that carries out the scenario of a run on the submission at `path`."""
    return f"raftlab replay {trace.scene}/{Path(failure.file).stem} --submission {shown(path)}"


def load_scenario(kit: Kit, file: Path, path: Path | None, fork: str | None) -> Trace:
    """Return the run of a scenario file, and warn of each line that did not come true."""
    scene = scene_of(kit, file)
    submission = read_submission(kit, scene, path) if path is not None else stand_in(kit, scene)
    run = run_scenario(kit, scene, file, submission, fork)
    if run.fault is not None:
        warn(f"the run ends early: {run.fault}")
    for miss in run.misses:
        warn(f"line {miss.line} did not come true: {miss.text} ({miss.seen})")
    return run.trace


def held_in(kit: Kit, trace: Trace, file: Path, path: Path | None) -> Holdings:
    """Return what the machines of the run hold: of the server that ran it, as far as that is here. () where it is not.

    A trace does not say whose run it is; the workspace's file is taken for it as long as the digests agree.
    """
    if not has_machines(trace) or trace.scene not in {scene.id for scene in kit.scenes}:
        return ()
    scene = kit.scene(trace.scene)
    try:
        whose = read_submission(kit, scene, path) if path or file.suffix != ".txt" else stand_in(kit, scene)
    except UsageFault:  # no such file here: the run is shown all the same
        return ()
    return held_by_file(kit, trace, whose)


def held_by_file(kit: Kit, trace: Trace, whose: Submission | None) -> Holdings:
    """Return what the machines hold in a run of the submission's servers (None: the kit's); () where it cannot be."""
    if not has_machines(trace):
        return ()
    try:
        with opened(kit, kit.scene(trace.scene), whose) as (host, codec):
            return holdings(host, codec, trace)
    except UsageFault:
        return ()


def unknown(trace: Trace, held: Holdings) -> str:
    """Return from where on it is not known what the machines hold, and how to see it."""
    step = trace.events[len(held)].step
    since = f"from step {step} on, where the file here does otherwise" if held else "here"
    return (
        f"What the machines hold is not shown {since}: a run is kept without it. --submission FILE does its acts again."
    )


def stand_in(kit: Kit, scene: Scene) -> Submission | None:
    """Return the workspace's file where this kit holds no server of the scene, None where it does.

    UsageFault, with the command that makes the file, where there is neither.
    """
    try:
        kit.solution(scene)
    except UsageFault:
        return read_submission(kit, scene)
    return None


def read_trace(file: Path) -> Trace:
    """Return the trace in `file`. UsageFault for what is not one."""
    try:
        return from_json(file.read_bytes())
    except OSError as fault:
        raise UsageFault(f"{file}: {fault.strerror}; `raftlab grade` writes the runs of failed checks") from None
    except msgspec.DecodeError as fault:
        raise UsageFault(f"{file}: not a trace ({fault}); name a file that `raftlab grade` wrote") from None
