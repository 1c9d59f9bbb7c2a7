"""`raftlab replay`: a run again, line by line, with the logs in the colours of their terms."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from raftlab.cli.support.console import say, stdout_console, warn
from raftlab.errors import UsageError
from raftlab.kit import Kit, Scene, find_kit
from raftlab.models import Submission
from raftlab.pages.trace_analysis.state_machines import MachineHistory, has_machines, replay_machines
from raftlab.rerun import find_scenario, open_host, rerun_trace, run_scenario, scene_of_scenario
from raftlab.submission_reader import printable_path, read_submission
from raftlab.trace import Failure, Trace, from_json, to_json


def add_to(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("replay")(replay)


def replay(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="A trace (.json), a scenario (.txt), or the kit's one SCENE/NAME.")
    ],
    submission_path: Annotated[
        Path | None, typer.Option("--submission", help="Do the same acts on this file's server.")
    ] = None,
    fork: Annotated[str | None, typer.Option("--fork", help="The ending of a scenario that has several.")] = None,
    all_events: Annotated[
        bool, typer.Option("--whole", help="Show every event, also quiet ones and what follows.")
    ] = False,
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
    file = resolve_run_path(kit, file)
    trace = load_run(kit, file, submission_path, fork)
    if json:
        sys.stdout.write(to_json(trace).decode())
        return
    held = find_machine_history(kit, trace, file, submission_path)
    show_run(trace, all_events, plain, held)
    if has_machines(trace) and len(held) < len(trace.events):
        say(unknown_machines_text(trace, held))


def show_run(trace: Trace, all_events: bool, plain: bool, machine_history: MachineHistory = ()) -> None:
    """Step through the run on a terminal, print it elsewhere."""
    console = stdout_console()
    if console.is_terminal and sys.stdin.isatty() and not plain and not all_events and trace.events:
        from raftlab.timeline.stepper import step_through

        step_through(trace, console, machine_history)
        return
    from raftlab.timeline.run_lines import run_lines

    for line in run_lines(trace, all_events, machine_history):
        console.print(line)


def resolve_run_path(kit: Kit, file: Path) -> Path:
    """Return the file of the run or scenario that `file` names. UsageError for a scenario that is not there."""
    if file.is_file() or file.suffix == ".json":
        return file
    return find_scenario(kit, file)


def load_run(kit: Kit, file: Path, submission_path: Path | None, fork: str | None) -> Trace:
    """Return the run in `file`: read, or run where it is a scenario or a submission is named."""
    if file.suffix == ".txt":
        return load_scenario_run(kit, file, submission_path, fork)
    trace = read_trace(file)
    if submission_path is None:
        return trace
    if trace.failure is not None and trace.failure.file:
        warn(f"{not_checked_text(trace.failure)}: {scenario_command(trace, trace.failure, submission_path)}")
    return rerun_trace(kit, trace, read_submission(kit, kit.scene(trace.scene), submission_path))


def not_checked_text(failure: Failure) -> str:
    """Return that the scenario's line is not judged where only the acts of its run are done again."""
    return f"what line {failure.line} of {failure.file} expects is not judged again here"


def scenario_command(trace: Trace, failure: Failure, submission_path: Path) -> str:
    """Return the command that carries out the scenario of a run on the submission at `path`."""
    return f"raftlab replay {trace.scene}/{Path(failure.file).stem} --submission {printable_path(submission_path)}"


def load_scenario_run(kit: Kit, file: Path, submission_path: Path | None, fork: str | None) -> Trace:
    """Return the run of a scenario file, and warn of each line that did not come true."""
    scene = scene_of_scenario(kit, file)
    submission = (
        read_submission(kit, scene, submission_path) if submission_path is not None else fallback_submission(kit, scene)
    )
    run = run_scenario(kit, scene, file, submission, fork)
    if run.error is not None:
        warn(f"the run ends early: {run.error}")
    for miss in run.misses:
        warn(f"line {miss.line} did not come true: {miss.text} ({miss.seen})")
    return run.trace


def find_machine_history(kit: Kit, trace: Trace, file: Path, submission_path: Path | None) -> MachineHistory:
    """Return what the machines of the run hold: of the server that ran it, as far as that is here. () where it is not.

    A trace does not say whose run it is; the workspace's file is taken for it as long as the digests agree.
    """
    if not has_machines(trace) or trace.scene not in {scene.id for scene in kit.scenes}:
        return ()
    scene = kit.scene(trace.scene)
    try:
        whose = (
            read_submission(kit, scene, submission_path)
            if submission_path or file.suffix != ".txt"
            else fallback_submission(kit, scene)
        )
    except UsageError:  # no such file here: the run is shown all the same
        return ()
    return replay_submission_machines(kit, trace, whose)


def replay_submission_machines(kit: Kit, trace: Trace, submission: Submission | None) -> MachineHistory:
    """Return what the machines hold in a run of the submission's servers (None: the kit's); () where it cannot be."""
    if not has_machines(trace):
        return ()
    try:
        with open_host(kit, kit.scene(trace.scene), submission) as (host, codec):
            return replay_machines(host, codec, trace)
    except UsageError:
        return ()


def unknown_machines_text(trace: Trace, machine_history: MachineHistory) -> str:
    """Return from where on it is not known what the machines hold, and how to see it."""
    step = trace.events[len(machine_history)].step
    since = f"from step {step} on, where the file here does otherwise" if machine_history else "here"
    return (
        f"What the machines hold is not shown {since}: a run is kept without it. --submission FILE does its acts again."
    )


def fallback_submission(kit: Kit, scene: Scene) -> Submission | None:
    """Return the workspace's file where this kit holds no server of the scene, None where it does.

    UsageError, with the command that makes the file, where there is neither.
    """
    try:
        kit.solution_layer(scene)
    except UsageError:
        return read_submission(kit, scene)
    return None


def read_trace(file: Path) -> Trace:
    """Return the trace in `file`. UsageError for what is not one."""
    try:
        return from_json(file.read_bytes())
    except OSError as fault:
        raise UsageError(f"{file}: {fault.strerror}; `raftlab grade` writes the runs of failed checks") from None
    except msgspec.DecodeError as fault:
        raise UsageError(f"{file}: not a trace ({fault}); name a file that `raftlab grade` wrote") from None
