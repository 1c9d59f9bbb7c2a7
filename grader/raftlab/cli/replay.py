"""`raftlab replay`: step through a run in the terminal."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from raftlab.cli.support.cluster_replay import is_cluster_folder, print_replay_result, repeat_cluster_run
from raftlab.cli.support.console import print_wrapped, say_wrapped, stdout_console
from raftlab.cli.support.layers_below import KIT_LAYERS, BelowOption, choose_layers_below, required_layers
from raftlab.cli.support.run_loader import load_run, resolve_run_path
from raftlab.cli.support.scenario_list import print_scenarios
from raftlab.cli.support.state_machine_contents import state_machine_history
from raftlab.kit import find_kit
from raftlab.pages.trace_analysis.state_machines import MachineHistory, has_machine_contents
from raftlab.run_execution import scene_of_scenario
from raftlab.submission_reader import workspace_folder
from raftlab.trace import Trace, to_json


def replay(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="A trace (.json), a scenario (.txt), SCENE/NAME: a scenario of the kit, SCENE: its list, or the data "
            "folder of a cluster.",
        ),
    ],
    submission_path: Annotated[
        Path | None, typer.Option("--submission", help="Run the same events on the server in this file.")
    ] = None,
    fork: Annotated[str | None, typer.Option("--fork", help="The ending of a scenario that has several.")] = None,
    layer_choice: BelowOption = KIT_LAYERS,
    all_events: Annotated[
        bool,
        typer.Option(
            "--whole", help="Show every event: also those that change nothing, and those after the violation."
        ),
    ] = False,
    plain: Annotated[bool, typer.Option("--plain", help="Print the lines instead of stepping with the keys.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print the trace as JSON.")] = False,
) -> None:
    """Step through a run in the terminal.

    FILE is a trace that `raftlab grade` wrote, a scenario file, or the name of a scenario of the kit. The run is shown
    up to the event where a property breaks. On a terminal the arrow keys step through it; in a pipe it is plain text.
    SCENE alone lists the scenarios of a scene.
    With --submission the events run again on the server in that file.
    The data folder of `raftlab up` or `raftlab storm` is a real run: its journals run again in the simulator, on the
    layers that ran there, in this process and without a jail. Each event must have the same effects; the exit code is
    1 if one has not, or if a property is broken. Shown are the last events up to the first violation.

    \b
    Examples:
      raftlab replay .raftlab/scene05/figure8_overwrite.json
      raftlab replay scene05
      raftlab replay scene05/figure8 --fork d1
      raftlab replay .raftlab/cluster/storm-7
      raftlab replay .raftlab/scene05/figure8_overwrite.json --submission scene05/commit.py
    """
    kit = find_kit()
    scene = next((scene for scene in kit.scenes if str(file) == scene.id and not file.is_file()), None)
    if scene is not None:
        below = layer_choice if layer_choice != KIT_LAYERS else required_layers(kit, scene)
        print_scenarios(scene, json, below)
        return
    if is_cluster_folder(file):
        replay_cluster(file, all_events, plain, json)
        return
    file = resolve_run_path(kit, file)
    if layer_choice != KIT_LAYERS:
        scene = scene_of_scenario(kit, file)
        kit = choose_layers_below(kit, scene, layer_choice).kit
        submission_path = submission_path or workspace_folder(scene)
    trace = load_run(kit, file, submission_path, fork)
    if json:
        sys.stdout.write(to_json(trace).decode())
        return
    machine_history = state_machine_history(kit, trace, file, submission_path)
    show_run(trace, all_events, plain, machine_history)
    if has_machine_contents(trace) and len(machine_history) < len(trace.events):
        say_wrapped(unknown_states_text(trace, machine_history))


def replay_cluster(folder: Path, all_events: bool, plain: bool, json: bool) -> None:
    """Repeat a run of the real cluster, and show its last events. The exit code is 1 if something is wrong."""
    result = repeat_cluster_run(folder)
    if result.shown is not None and json:
        sys.stdout.write(to_json(result.shown).decode())
    elif result.shown is not None:
        show_run(result.shown, all_events, plain)
    print_replay_result(result)
    raise typer.Exit(0 if result.conforms and not result.violations else 1)


def show_run(trace: Trace, all_events: bool, plain: bool, machine_history: MachineHistory = ()) -> None:
    """Step through the run on a terminal, print it elsewhere."""
    console = stdout_console()
    if console.is_terminal and sys.stdin.isatty() and not plain and not all_events and trace.events:
        from raftlab.timeline.stepper import step_through

        step_through(trace, console, machine_history)
        return
    from raftlab.timeline.run_lines import run_lines

    for line in run_lines(trace, all_events, machine_history):
        print_wrapped(console, line)


def unknown_states_text(trace: Trace, machine_history: MachineHistory) -> str:
    """Return from which step on the state machines are unknown, and how to see them."""
    step = trace.events[len(machine_history)].step
    since = f"from step {step} on, where the file here behaves differently" if machine_history else "here"
    return (
        f"The state machines are not shown {since}: a stored run does not hold them. "
        "With --submission FILE the kit runs the events again and shows them."
    )
