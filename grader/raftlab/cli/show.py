"""`raftlab show`: a run as a page to step through, the reference's run of the same schedule beside it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from raftlab.cli.replay import find_machine_history, load_run, resolve_run_path
from raftlab.cli.support.console import say
from raftlab.errors import UsageError
from raftlab.kit import Kit, find_kit
from raftlab.pages.trace_analysis.state_machines import MachineHistories, MachineHistory, replay_machines
from raftlab.rerun import open_host
from raftlab.trace import Event, Trace

AlignedEvents = tuple[Event | None, ...]


def add_to(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("show")(show)


def show(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="A trace (.json), a scenario (.txt), or the kit's one SCENE/NAME.")
    ],
    output: Annotated[Path, typer.Option("-o", "--output", metavar="PAGE", help="The page to write.")] = Path(
        "run.html"
    ),
    submission_path: Annotated[
        Path | None, typer.Option("--submission", help="Do the same acts on this file's server.")
    ] = None,
    fork: Annotated[str | None, typer.Option("--fork", help="The ending of a scenario that has several.")] = None,
) -> None:
    """Write a run as a page to step through in a browser.

    FILE is a trace that `raftlab grade` wrote, a scenario file, or the name of one of the kit's scenarios. Where this
    kit holds the reference, its run of the same schedule stands beside it.

    \b
    Examples:
      raftlab show .raftlab/scene05/figure8_overwrite.json
      raftlab show scene05/figure8 --fork d1 --submission scene05 -o d1.html
    """
    from raftlab.pages.player.page import player_page

    kit = find_kit()
    file = resolve_run_path(kit, file)
    trace = load_run(kit, file, submission_path, fork)
    own = file.suffix == ".txt" and submission_path is None
    beside, note, theirs = (None, "", ()) if own else reference_run(kit, trace)
    machines = MachineHistories(find_machine_history(kit, trace, file, submission_path), theirs)
    write_page(output, player_page(trace, beside, note, machines))


def reference_run(kit: Kit, trace: Trace) -> tuple[AlignedEvents | None, str, MachineHistory]:
    """Return the reference's run of the same acts and what its machines hold; None, and why, where it is not here."""
    from raftlab.pages.trace_analysis.aligned_runs import replay_aligned

    if trace.scene not in {scene.id for scene in kit.scenes}:
        return None, "This run names no scene of this kit, so no run of the reference stands beside it.", ()
    try:
        with open_host(kit, kit.scene(trace.scene), None) as (host, codec):
            return replay_aligned(host, codec, trace), "", replay_machines(host, codec, trace, must_match=False)
    except UsageError:
        return None, "This kit does not hold the reference of this scene, so only your run is shown.", ()


def write_page(file: Path, text: str, quiet: bool = False) -> None:
    """Write a page and, unless quiet, say where it is. UsageError where it cannot be written."""
    from raftlab.state_dir import write_atomically

    try:
        write_atomically(file, text.encode("utf-8"))
    except OSError as fault:
        raise UsageError(f"cannot write {file} ({fault.strerror}); name another file with -o") from None
    if not quiet:
        say(f"  look   {file}")
