"""`raftlab hint`: show the next hint for a check."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from raftlab.cli.support.arguments import SceneId
from raftlab.cli.support.console import say_wrapped, warn
from raftlab.cli.support.layers_below import required_layers
from raftlab.errors import UsageError
from raftlab.hints import read_hint_counts, take_next_hint, write_hint_counts
from raftlab.kit import Kit, Scene, find_kit
from raftlab.report.command_options import CommandOptions
from raftlab.state_dir import read_first_open_check
from raftlab.submission_reader import find_submission_file


def hint(
    scene_id: SceneId,
    check: Annotated[
        str | None,
        typer.Argument(metavar="CHECK", help="Default: the first open check of your last grading.", show_default=False),
    ] = None,
) -> None:
    """Show the next hint for a check.

    The first hint is small, the second says where to read, and the third is nearly the answer.

    \b
    Example: raftlab hint scene05
    """
    kit = find_kit()
    scene = kit.gradable(scene_id)
    name = check or find_open_check(kit, scene)
    note = f".raftlab/{scene.id}/hints.json"
    taken = read_hint_counts(Path(), note)
    rung = take_next_hint(scene, name, taken)
    try:
        write_hint_counts(Path(), note, taken)
    except UsageError as error:
        warn(f"the next `raftlab hint` shows the same hint: {error}")
    say_wrapped(f"{rung.check} · hint {rung.number} of {rung.count}")
    say_wrapped("  " + " ".join(rung.text.split()))
    if rung.number < rung.count:
        say_wrapped("")
        say_wrapped(f"still stuck? `raftlab hint {scene.id} {rung.check}` shows the next hint")


def find_open_check(kit: Kit, scene: Scene) -> str:
    """Return the first open check of the last grading. UsageError if there is none."""
    open_check = read_first_open_check(scene, Path())
    if open_check is None:
        if not scene.is_composed:
            find_submission_file(scene, None, kit.missing_layers_text(scene))
        below = CommandOptions(below=required_layers(kit, scene)).below_text
        raise UsageError(f"{scene.id}: not graded here yet; run `raftlab grade {scene.id}{below}`, or name a check")
    if not open_check:
        raise UsageError(f"{scene.id}: your last grading left nothing open; name a check to read its hints")
    return open_check
