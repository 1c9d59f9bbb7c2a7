"""`raftlab dev blame`: the table of the layers that `raftlab grade all` names for the kit's wrong solutions."""

from __future__ import annotations

import time
from typing import Annotated

import typer

from raftlab.cli.support.console import progress_bar, say
from raftlab.cli.support.staff_kit import find_staff_kit
from raftlab.errors import UsageError

ROWS_PER_WRITE = 10


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
) -> int:
    """Name the layer of each wrong solution, as `raftlab grade all` does.

    It measures what the table lacks, in a random order that is the same each time. Stopped, it goes on there the next
    time. The exit code is 1 if a layer is named wrongly.

    \b
    Example: raftlab dev blame scene05
             raftlab dev blame composed --write
             raftlab dev blame --write --seconds 600
    """
    from raftlab.authoring.blame_table import blame_row, unmeasured, write_record
    from raftlab.solutions.solution_files import COMPOUNDS

    kit = find_staff_kit()
    known = [*(scene.id for scene in kit.layer_scenes), COMPOUNDS]
    for group in groups or ():
        if group not in known:
            raise UsageError(f"{group}: no scene with a layer; there are {', '.join(known)}")
    servers = unmeasured(kit, groups or (), remeasures=remeasures or not writes)
    rows = []
    started = time.monotonic()
    with progress_bar("naming layers", is_shown=True) as move:
        for number, server in enumerate(servers, start=1):
            rows.append(blame_row(kit, server))
            move(number, len(servers), f"{server.group}/{server.name}")
            is_over = bool(seconds) and time.monotonic() - started > seconds
            if writes and (is_over or number % ROWS_PER_WRITE == 0):
                write_record(kit, rows)
            if is_over:
                break
    caught = [row for row in rows if row.broken]
    wrong = [row for row in caught if not row.is_right]
    for row in caught:
        say(f"{row.scene}/{row.name}: {row.broken}; {row.layer_text}")
    say(f"{len(rows)} wrong solutions, {len(caught)} caught, {len(wrong)} with the wrong layer named")
    if writes:
        write_record(kit, rows)
    return 1 if wrong else 0
