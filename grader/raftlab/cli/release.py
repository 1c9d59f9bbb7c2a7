"""`raftlab release`: build the kit that students get, and the kit of the staff."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from raftlab.cli.support.console import progress_bar, say
from raftlab.cli.support.output_files import explain_write_errors
from raftlab.cli.support.staff_kit import find_staff_kit
from raftlab.errors import UsageError

if TYPE_CHECKING:
    from raftlab.authoring.kit_release import KitRelease
    from raftlab.kit import Kit, Scene


def release(
    scene_ids: Annotated[
        list[str] | None, typer.Argument(metavar="SCENE…", help="Scenes, or `all`: one kit each.", show_default=False)
    ] = None,
    folder: Annotated[Path, typer.Option("--out", "-o", "--output", metavar="DIR", help="Where to put them.")] = Path(
        "dist"
    ),
    staff: Annotated[bool, typer.Option("--staff", help="Also build the staff kit, with every answer.")] = False,
    json_output: Annotated[bool, typer.Option("--json", help="Print what was written as JSON.")] = False,
) -> None:
    """Build the kit that students of a scene get.

    It is a folder that is ready to be a repository, a zip of it, and a wheel. It contains the engine, the labs up to
    the scene without hidden checks, the files to fill in, the solutions of earlier scenes, recorded runs, settings for
    editors, and a devcontainer. The bytes of the zip and of the wheel are searched: a kit with a line of an answer to
    the scene or a later one, with the same code in other words, with a hidden schedule or run, or with the name of a
    hidden check is not written. The same kit gives the same bytes.

    A folder that an earlier release wrote is updated: files that the release lacks go, all others stay, as .git.

    \b
    Example: raftlab release scene05 --out dist
             raftlab release all --staff --out dist
    """
    from raftlab.authoring.kit_release import release_staff_kit, release_student_kit, write_release

    kit = find_staff_kit()
    scenes = chosen_scenes(kit, scene_ids or ())
    if not scenes and not staff:
        raise UsageError("name a scene (`raftlab scenes` lists them), `all`, or --staff")
    written = []
    with progress_bar("building") as move, explain_write_errors(folder, "--out"):
        for number, scene in enumerate([*scenes, *([None] if staff else [])]):
            move(number, len(scenes) + staff, scene.id if scene else "staff")
            made = release_student_kit(kit, scene) if scene else release_staff_kit(kit)
            written.append((made, write_release(made, folder)))
    if json_output:
        import msgspec

        say(msgspec.json.encode([release_json(made, folder) for made, _ in written]).decode())
    for made, removed in [] if json_output else written:
        print_release(made, folder, removed)


def chosen_scenes(kit: Kit, scene_ids: Sequence[str]) -> list[Scene]:
    """Return the scenes that are named, in course order, each once."""
    if "all" in scene_ids:
        return list(kit.scenes)
    named = {kit.scene(scene_id).id for scene_id in scene_ids}
    return [scene for scene in kit.scenes if scene.id in named]


def print_release(kit_release: KitRelease, folder: Path, removed: int) -> None:
    """Print where the three forms of a kit are."""
    former = f", {removed} of an earlier release removed" if removed else ""
    say(f"wrote   {folder / kit_release.name}: {len(kit_release.files)} files, ready to be a repository{former}")
    for name, data in kit_release.archives.items():
        say(f"wrote   {folder / name}: {len(data) // 1024} KB")


def release_json(kit_release: KitRelease, folder: Path) -> dict[str, Any]:
    """Return what --json prints of a kit."""
    from raftlab.authoring.kit_release import digest_of

    archives = [
        {"file": str(folder / name), "bytes": len(data), "sha256": digest_of(data)}
        for name, data in kit_release.archives.items()
    ]
    return {
        "kit": kit_release.name,
        "folder": str(folder / kit_release.name),
        "files": len(kit_release.files),
        "archives": archives,
    }
