"""`raftlab dev blame`: the table of the layers that `raftlab grade all` names for the kit's wrong solutions."""

from __future__ import annotations

from typing import Annotated

import typer

from raftlab.cli.support.console import progress_bar, say
from raftlab.cli.support.staff_kit import find_staff_kit
from raftlab.errors import UsageError

ROWS_PER_WRITE = 50


def blame(
    groups: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="SCENE", help="Scenes, or `composed` for the compounds. Default: all.", show_default=False
        ),
    ] = None,
    writes: Annotated[
        bool, typer.Option("--write", help="Write docs/design/BLAME.md, with the earlier rows of the rest.")
    ] = False,
    remeasures: Annotated[bool, typer.Option("--again", help="Measure what is measured already, too.")] = False,
    seconds: Annotated[
        float, typer.Option("--seconds", metavar="S", min=0, help="Stop after this time; 0: when all are measured.")
    ] = 0,
    jobs: Annotated[int, typer.Option("--jobs", metavar="N", min=0, help="Processes; 0: one for each core.")] = 0,
) -> int:
    """Name the layer of each wrong solution, as `raftlab grade all` does.

    The servers run without the jail, in a process with limits; one that comes to no end there runs again in the jail.
    It measures what the table lacks, in a random order that is the same each time. Stopped, it goes on there the next
    time. The exit code is 1 if a layer is named wrongly.

    \b
    Example: raftlab dev blame scene05
             raftlab dev blame composed --write
             raftlab dev blame --write --seconds 600
    """
    from raftlab.authoring.blame_table import measure_blame_rows, unmeasured_servers, update_rows_and_page
    from raftlab.solutions.named_solutions import COMPOUNDS

    kit = find_staff_kit()
    known = [*(scene.id for scene in kit.layer_scenes), COMPOUNDS]
    for group in groups or ():
        if group not in known:
            raise UsageError(f"{group}: no scene with a layer; there are {', '.join(known)}")
    servers = unmeasured_servers(kit, groups or (), remeasures=remeasures or not writes)
    rows = []
    with progress_bar("naming layers", is_shown=True) as move:
        for number, row in measure_blame_rows(kit, servers, jobs, seconds):
            rows.append(row)
            move(number, len(servers), f"{row.scene}/{row.name}")
            if writes and number % ROWS_PER_WRITE == 0:
                update_rows_and_page(kit, rows)
    caught = [row for row in rows if row.broken]
    wrong = [row for row in caught if not row.is_right]
    for row in caught:
        say(f"{row.scene}/{row.name}: {row.broken}; {row.layer_text}")
    say(f"{len(rows)} wrong solutions, {len(caught)} caught, {len(wrong)} with the wrong layer named")
    if writes:
        update_rows_and_page(kit, rows)
    return 1 if wrong else 0
