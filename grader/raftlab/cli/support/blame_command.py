"""`raftlab dev blame`: the table of the layers that `raftlab grade all` names for the kit's wrong solutions."""

from __future__ import annotations

from typing import Annotated

import typer

from raftlab.cli.support.console import progress_bar, say
from raftlab.cli.support.staff_kit import find_staff_kit
from raftlab.errors import UsageError


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
) -> int:
    """Name the layer of each wrong solution, as `raftlab grade all` does.

    The exit code is 1 if a layer is named wrongly.

    \b
    Example: raftlab dev blame scene05
             raftlab dev blame composed --write
    """
    from raftlab.authoring.blame_table import NO_SINGLE_LAYER, blame_row, write_record, wrong_servers
    from raftlab.solutions.solution_files import COMPOUNDS

    kit = find_staff_kit()
    known = [*(scene.id for scene in kit.layer_scenes), COMPOUNDS]
    for group in groups or ():
        if group not in known:
            raise UsageError(f"{group}: no scene with a layer; there are {', '.join(known)}")
    servers = [(group, *server) for group in groups or known for server in wrong_servers(kit, group)]
    rows = []
    with progress_bar("naming layers", is_shown=True) as move:
        for number, (group, name, files) in enumerate(servers, start=1):
            rows.append(blame_row(kit, group, name, files))
            move(number, len(servers), f"{group}/{name}")
    caught = [row for row in rows if row.broken]
    wrong = [row for row in caught if row.layer_text != (NO_SINGLE_LAYER if row.scene == COMPOUNDS else row.scene)]
    for row in caught:
        say(f"{row.scene}/{row.name}: {row.broken}; {row.layer_text}")
    say(f"{len(rows)} wrong solutions, {len(caught)} caught, {len(wrong)} with the wrong layer named")
    if writes:
        write_record(kit, rows, groups or known)
    return 1 if wrong else 0
