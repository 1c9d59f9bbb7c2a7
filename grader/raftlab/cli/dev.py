"""`raftlab dev …`: for those who write scenes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import msgspec
import typer

from raftlab.authoring.finding import Finding
from raftlab.cli.arguments import SceneId
from raftlab.cli.console import bar, say
from raftlab.errors import UsageFault
from raftlab.kit import Kit, find_kit
from raftlab.notes import write_whole
from raftlab.skeleton import skeleton_of
from raftlab.workspace import shown

app = typer.Typer(
    help="For those who write scenes: the kit tested like a product.", no_args_is_help=True, rich_markup_mode=None
)


@app.command("skeleton")
def skeleton(scene_id: SceneId) -> None:
    """Write a scene's skeleton anew from its reference.

    \b
    Example: raftlab dev skeleton scene05
    """
    kit = staff_kit()
    scene = kit.scene(scene_id)
    file = kit.skeletons / scene.id / scene.file
    text = skeleton_of(kit, scene).encode()
    same = file.is_file() and file.read_bytes() == text
    if not same:
        write_whole(file, text)
    say(f"{'same ' if same else 'wrote'}  {shown(file)}")


@app.command("pictures")
def pictures(scene_id: SceneId) -> None:
    """Draw the pictures of a scene's handout anew from the reference's runs.

    \b
    Example: raftlab dev pictures scene05
    """
    from raftlab.pages.handout import regenerate

    kit = staff_kit()
    for file, data in regenerate(kit, kit.scene(scene_id)).items():
        same = file.is_file() and file.read_bytes() == data
        if not same:
            write_whole(file, data)
        say(f"{'same ' if same else 'wrote'}  {shown(file)}")


@app.command("check")
def check(
    scene_id: Annotated[
        str | None, typer.Argument(metavar="SCENE", help="Default: every scene.", show_default=False)
    ] = None,
    seeds: Annotated[int, typer.Option("--seeds", metavar="N", min=1, help="Try everything on this many seeds.")] = 5,
    jobs: Annotated[int, typer.Option("--jobs", metavar="N", min=0, help="Processes; 0: one for each core.")] = 0,
    write: Annotated[bool, typer.Option("--write", help="Write the kill table to labs/KILLS.md.")] = False,
) -> int:
    """Test the kit like a product: trees, skeletons, references, mutants, variants, hints.

    \b
    Example: raftlab dev check scene05
             raftlab dev check --seeds 200 --write
    """
    from raftlab.authoring.inspection import inspect
    from raftlab.authoring.kills import lines, page
    from raftlab.authoring.trees import inspect_strays

    kit = staff_kit()
    scenes = [kit.scene(scene_id)] if scene_id else list(kit.scenes)
    with bar("trying") as move:
        found = inspect(kit, scenes, seeds, jobs, move)
    findings = [inspect_strays(kit), *found.findings]
    for finding in findings:
        show(finding)
    for line in ["", *lines(found.kills)] if found.kills else []:
        say(line)
    if write:
        write_whole(kit.labs / "KILLS.md", page(found.kills).encode())
    faults = sum(len(finding.faults) for finding in findings)
    say(f"\n{faults} fault{'s' if faults > 1 else ''} found" if faults else "\nall sound")
    return 1 if faults else 0


@app.command("bench")
def bench(
    scene_id: Annotated[
        str | None, typer.Argument(metavar="SCENE", help="Default: every scene.", show_default=False)
    ] = None,
    mutants: Annotated[bool, typer.Option("--mutants", help="Also let the explorer search for every mutant.")] = False,
    again: Annotated[
        bool, typer.Option("--again", help="With --mutants: also for those that reference/SCENE/unexplored.toml lists.")
    ] = False,
    write: Annotated[bool, typer.Option("--write", help="Write what was found to labs/EXPLORED.md.")] = False,
    json: Annotated[Path | None, typer.Option("--json", metavar="FILE", help="Write the figures as JSON.")] = None,
) -> None:
    """Measure the engines: states a second, bytes a state, time to each counterexample, time to grade.

    \b
    Example: raftlab dev bench scene05 --mutants --json bench.json
    """
    from raftlab.authoring.bench import bench as measure
    from raftlab.authoring.bench import lines
    from raftlab.authoring.hunts import page

    kit = staff_kit()
    if write and (scene_id or not mutants):
        raise UsageFault("--write needs --mutants and every scene: the page holds all that the kit knows")
    scenes = [kit.scene(scene_id)] if scene_id else [scene for scene in kit.scenes if scene.layer]
    with bar("measuring") as move:
        found = measure(kit, scenes, mutants, again, move)
    for line in lines(found):
        say(line)
    if write:
        write_whole(kit.labs / "EXPLORED.md", page(found.mutants).encode())
    if json is not None:
        write_whole(json, msgspec.json.format(msgspec.json.encode(found), indent=1) + b"\n")


@app.command("class")
def synthetic_class(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="A new folder.")],
    scene_id: Annotated[str, typer.Option("--scene", metavar="SCENE", help="The scene that the class answers.")],
    count: Annotated[int, typer.Option("--number", "-n", metavar="N", min=1, help="Submissions.")] = 100,
    seed: Annotated[int, typer.Option("--seed", metavar="N", min=0, help="Decides everything in it.")] = 0,
) -> None:
    """Write a class that never was: right, wrong, half done, copied, late, broken and hostile submissions.

    \b
    Example: raftlab dev class trial --scene scene05 -n 1000 --seed 7
             raftlab batch trial/submissions --roster trial/roster.csv --scene scene05 --out graded
    """
    from raftlab.authoring.synthetic.course import write_class

    kit = staff_kit()
    kinds = write_class(kit, kit.scene(scene_id), out, count, seed)
    say(f"{count} submissions: {', '.join(f'{number} {kind}' for kind, number in sorted(kinds.items()))}")
    say(f"wrote  {shown(out)}")


def show(finding: Finding) -> None:
    """Write one finding, a line for each of its faults."""
    say(f"{'FAIL' if finding.faults else 'ok  '}  {finding.scene:<9} {finding.claim}")
    for fault in finding.faults:
        say(f"      {fault}")


def staff_kit() -> Kit:
    """Return the kit with its reference. UsageFault for a student's kit."""
    kit = find_kit()
    if not kit.reference.is_dir():
        raise UsageFault(f"{kit.root} holds no reference; `raftlab dev` works in a checkout of the whole kit")
    return kit
