"""`raftlab hint`: the next hint, one rung at a time."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import Annotated

import typer

from raftlab.cli.arguments import SceneId
from raftlab.cli.console import say
from raftlab.errors import UsageFault
from raftlab.hints import next_rung, read_taken, write_taken
from raftlab.kit import Scene, find_kit
from raftlab.notes import first_open_check, notes_folder

WIDTH = 100


def add_to(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("hint")(hint)


def hint(
    scene_id: SceneId,
    check: Annotated[
        str | None,
        typer.Argument(metavar="CHECK", help="Default: the first open check of your last grading.", show_default=False),
    ] = None,
) -> None:
    """Show the next hint: a nudge, then where to read, at last nearly the answer.

    \b
    Example: raftlab hint scene05
    """
    scene = find_kit().scene(scene_id)
    name = check or open_check(scene)
    note = notes_folder(scene, Path()) / "hints.json"
    taken = read_taken(note)
    rung = next_rung(scene, name, taken)
    write_taken(note, taken)
    say(f"{rung.check} · hint {rung.number} of {rung.count}")
    say(textwrap.fill(rung.text, WIDTH, initial_indent="  ", subsequent_indent="  "))
    if rung.number < rung.count:
        say(f"\nstill stuck? `raftlab hint {scene.id} {rung.check}` shows the next")


def open_check(scene: Scene) -> str:
    """Return the first check of the last grading that is not done. UsageFault where there is none."""
    found = first_open_check(scene, Path())
    if found is None:
        raise UsageFault(f"{scene.id}: not graded here yet; run `raftlab grade {scene.id}`, or name a check")
    if not found:
        raise UsageFault(f"{scene.id}: your last grading left nothing open; name a check to read its hints")
    return found
