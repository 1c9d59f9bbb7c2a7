"""`raftlab start`: create the file that a student edits."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from raftlab.cli.support.arguments import SceneId
from raftlab.cli.support.console import say, say_wrapped
from raftlab.cli.support.grade_output import handout_path_text, save_and_show_grading
from raftlab.cli.support.layers_below import KIT_LAYERS, BelowOption, choose_layers_below, chosen_layers
from raftlab.cli.support.submission_grading import grade_with_progress
from raftlab.errors import UsageError, write_error_text
from raftlab.kit import Kit, Scene, find_kit
from raftlab.report.command_options import CommandOptions
from raftlab.state_dir import write_atomically
from raftlab.submission_reader import printable_path, read_submission, workspace_folder


def start(
    scene_id: SceneId,
    folder: Annotated[
        Path | None, typer.Argument(metavar="DIR", help="Where to create it. Default: ./SCENE.", show_default=False)
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Start over; an existing file is kept as FILE.1.")] = False,
    layer_choice: BelowOption = KIT_LAYERS,
) -> None:
    """Create the file that you edit for a scene.

    The command then grades the new file, so that you see what there is to write. It never overwrites an existing file.

    \b
    Example: raftlab start scene05
             raftlab start scene05 ~/raft/five
    """
    kit = find_kit()
    scene = kit.scene(scene_id)
    layers = choose_layers_below(kit, scene, layer_choice)
    layers.kit.given_layers(scene)  # a kit without them cannot grade the file: say so before it is written
    target = workspace_folder(scene, folder)
    for name, text in skeleton_files(kit, scene):
        say(f"{write_new_file(scene, target / name, text, force):<7} {printable_path(target / name)}")
    options = CommandOptions(printable_path(target) if folder else "", chosen_layers(layers.kit, scene))
    page = f"raftlab scene {scene.id}{options.submission_text}"
    say_wrapped(f"read    {handout_path_text(scene)} (`{page}` shows it in the browser) and {scene.paper}")
    say(f"then    raftlab grade {scene.id}{options.grade_text}\n")
    grade_new_file(layers.kit, scene, target, folder)


def grade_new_file(kit: Kit, scene: Scene, target: Path, path: Path | None) -> None:
    """Grade the file in `target` and show what there is to write. path: as the student named the folder, if at all."""
    if any((scene.folder / "tests").glob("test_*.py")):
        submission = read_submission(kit, scene, target)
        graded = grade_with_progress(
            kit, submission, seed=0, in_process=False, debug=False, selected_tests=(), is_quiet=False
        )
        save_and_show_grading(graded, kit, submission, Path(), path=target if path else None)


def skeleton_files(kit: Kit, scene: Scene) -> list[tuple[str, bytes]]:
    """Return the names and texts of the scene's skeleton."""
    folder = kit.skeletons / scene.id
    files = [(path.name, path.read_bytes()) for path in sorted(folder.glob("*")) if path.is_file()]
    if not files:
        raise UsageError(f"{scene.id}: this kit has no skeleton for it in {folder}; get the course's newest kit")
    return files


def write_new_file(scene: Scene, path: Path, data: bytes, force: bool) -> str:
    """Write a new file and return "wrote" or "as new". UsageError for a file in the way, unless `force`.

    A file without text is not in the way. If the new file cannot be written, what was there stays.
    """
    try:
        old_data = path.read_bytes() if path.is_file() else b""
        if path.is_file() and old_data == data:
            return "as new"
        if os.path.lexists(path) and not (path.is_file() and (force or not old_data.strip())):
            raise FileExistsError
        new = path.with_name(f".{path.name}.new")
        write_atomically(new, data)
        if old_data.strip():
            say(f"kept    {printable_path(back_up(path))}")
        new.replace(path)
    except FileExistsError:
        raise UsageError(conflict_text(scene, path)) from None
    except OSError as error:
        raise UsageError(f"{scene.id}: {write_error_text(path, error, 'name another folder')}") from None
    return "wrote"


def conflict_text(scene: Scene, path: Path) -> str:
    """Return the message that says why `path` cannot be written."""
    if path.is_file():
        return (
            f"{scene.id}: {printable_path(path)} already exists; `raftlab grade {scene.id}` grades it, "
            "`--force` starts over and keeps it as a copy"
        )
    obstacle = path if path.is_dir() else path.parent
    return f"{scene.id}: {printable_path(obstacle)} is in the way; move it, or name another folder"


def back_up(path: Path) -> Path:
    """Rename `path` to the first free name of path.1, path.2, … and return that name."""
    number = 1
    while (kept := path.with_name(f"{path.name}.{number}")).exists():
        number += 1
    return path.rename(kept)
