"""`raftlab start`: the file that a student edits."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from raftlab.cli.grade import grade_with_progress
from raftlab.cli.support.arguments import SceneId
from raftlab.cli.support.console import say
from raftlab.cli.support.grade_output import report_grading
from raftlab.errors import UsageError
from raftlab.kit import Kit, Scene, find_kit
from raftlab.submission_reader import printable_path, read_submission, workspace_folder


def add_to(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("start")(start)


def start(
    scene_id: SceneId,
    folder: Annotated[
        Path | None, typer.Argument(metavar="DIR", help="Where to put it. Default: ./SCENE.", show_default=False)
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Start anew; the file in the way is kept as FILE.1.")] = False,
) -> None:
    """Make the file that you edit, and show what there is to do.

    A file that is there already is never overwritten.

    \b
    Example: raftlab start scene05
             raftlab start scene05 ~/raft/five
    """
    kit = find_kit()
    scene = kit.scene(scene_id)
    target = workspace_folder(scene, folder)
    for name, text in skeleton_files(kit, scene):
        say(f"{write_new_file(scene, target / name, text, force):<7} {printable_path(target / name)}")
    say(f"read    {scene.folder / 'README.md'} and {scene.paper}")
    say(f"then    raftlab grade {scene.id}{f' {printable_path(target)}' if folder else ''}\n")
    preview(kit, scene, target)


def preview(kit: Kit, scene: Scene, target: Path) -> None:
    """Show what there is to do: the verdict on the file as it was handed out."""
    if any((scene.folder / "tests").glob("test_*.py")):
        submission = read_submission(kit, scene, target)
        graded = grade_with_progress(
            kit, submission, seed=0, in_process=False, debug=False, selected_tests=(), quiet=False
        )
        report_grading(graded, kit, submission, Path())


def skeleton_files(kit: Kit, scene: Scene) -> list[tuple[str, bytes]]:
    """Return the names and texts of the scene's skeleton."""
    folder = kit.skeletons / scene.id
    found = [(path.name, path.read_bytes()) for path in sorted(folder.glob("*")) if path.is_file()]
    if not found:
        raise UsageError(f"{scene.id}: this kit has no skeleton for it in {folder}; get the course's newest kit")
    return found


def write_new_file(scene: Scene, path: Path, data: bytes, force: bool) -> str:
    """Write a new file and return the word for what was done. UsageError for a file in the way, unless `force`."""
    try:
        if path.is_file() and path.read_bytes() == data:
            return "as new"
        path.parent.mkdir(parents=True, exist_ok=True)
        if force and path.is_file():
            kept = back_up(path)
            say(f"kept    {printable_path(kept)}")
        with path.open("xb") as file:
            file.write(data)
    except FileExistsError:
        raise UsageError(conflict_text(scene, path)) from None
    except OSError as fault:
        raise UsageError(
            f"{scene.id}: cannot write {printable_path(path)} ({fault.strerror}); name another folder"
        ) from None
    return "wrote"


def conflict_text(scene: Scene, path: Path) -> str:
    """Return the words for what keeps `path` from being written."""
    if path.is_file():
        return (
            f"{scene.id}: {printable_path(path)} is there already; `raftlab grade {scene.id}` grades it, "
            "`--force` starts anew and keeps it as a copy"
        )
    thing = path if path.is_dir() else path.parent
    return f"{scene.id}: {printable_path(thing)} is in the way; move it, or name another folder"


def back_up(path: Path) -> Path:
    """Rename `path` to the first free of path.1, path.2, … and return the new name."""
    number = 1
    while (kept := path.with_name(f"{path.name}.{number}")).exists():
        number += 1
    return path.rename(kept)
