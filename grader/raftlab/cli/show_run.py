"""`raftlab show-run`: write a run as a page, with the reference's run of the same schedule beside it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from raftlab.cli.support.output_files import write_page
from raftlab.cli.support.reference_run import reference_run
from raftlab.cli.support.run_loader import load_run, resolve_run_path
from raftlab.cli.support.state_machine_contents import state_machine_history
from raftlab.kit import find_kit
from raftlab.pages.trace_analysis.state_machines import PairedMachineHistories


def show_run(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE", help="A trace (.json), a scenario (.txt), or SCENE/NAME: a scenario of the kit."
        ),
    ],
    output: Annotated[Path, typer.Option("-o", "--output", metavar="PAGE", help="The page to write.")] = Path(
        "run.html"
    ),
    submission_path: Annotated[
        Path | None, typer.Option("--submission", help="Run the same events on the server in this file.")
    ] = None,
    fork: Annotated[str | None, typer.Option("--fork", help="The ending of a scenario that has several.")] = None,
) -> None:
    """Write a run as a page to step through in a browser.

    FILE is a trace that `raftlab grade` wrote, a scenario file, or the name of a scenario of the kit. If this kit has
    the reference solution, the page also shows its run of the same schedule.

    \b
    Examples:
      raftlab show-run .raftlab/scene05/figure8_overwrite.json
      raftlab show-run scene05/figure8 --fork d1 --submission scene05 -o d1.html
    """
    from raftlab.pages.player.page import player_page

    kit = find_kit()
    file = resolve_run_path(kit, file)
    trace = load_run(kit, file, submission_path, fork)
    is_reference_run = file.suffix == ".txt" and submission_path is None
    reference, note, reference_machines = (None, "", ()) if is_reference_run else reference_run(kit, trace)
    machines = PairedMachineHistories(state_machine_history(kit, trace, file, submission_path), reference_machines)
    write_page(output, player_page(trace, reference, note, machines))
