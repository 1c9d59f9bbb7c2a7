"""`raftlab dev …`: write and test scenes, and measure the engine."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import msgspec
import typer

from raftlab.cli.support.arguments import SceneId
from raftlab.cli.support.blame_command import blame
from raftlab.cli.support.claims_command import claims
from raftlab.cli.support.command_help import WholeLineGroup
from raftlab.cli.support.console import progress_bar, say, stdout_console
from raftlab.cli.support.mutation_commands import mutate, needed
from raftlab.cli.support.output_files import explain_write_errors
from raftlab.cli.support.scene_validation_command import check
from raftlab.cli.support.staff_kit import find_staff_kit
from raftlab.errors import UsageError
from raftlab.skeleton import make_skeleton
from raftlab.state_dir import write_atomically
from raftlab.submission_reader import printable_path

DIFFERENCE_STYLES = {"+": "green", "-": "red", "@": "cyan"}

app = typer.Typer(cls=WholeLineGroup, no_args_is_help=True, rich_markup_mode=None)
app.command("check")(check)
app.command("mutate")(mutate)
app.command("needed")(needed)
app.command("blame")(blame)
app.command("claims")(claims)


@app.callback()
def dev() -> None:
    """Write and test scenes, and measure the engine.

    \b
    Example: raftlab dev skeleton scene05
             raftlab dev check scene05
    """


@app.command("skeleton")
def skeleton(scene_id: SceneId) -> None:
    """Write the skeleton of a scene from its reference.

    \b
    Example: raftlab dev skeleton scene05
    """
    kit = find_staff_kit()
    scene = kit.scene(scene_id)
    file = kit.skeletons / scene.id / scene.file
    text = make_skeleton(kit, scene).encode()
    same = file.is_file() and file.read_bytes() == text
    if not same:
        write_atomically(file, text)
    say(f"{'same ' if same else 'wrote'}  {printable_path(file)}")


@app.command("show")
def show_solution(
    name: Annotated[
        str, typer.Argument(metavar="MUTANT", help="A mutant, variant or partial answer: SCENE/NAME, or its file.")
    ],
    out: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="Write the whole text there instead.")
    ] = None,
) -> None:
    """Print a mutant as a whole, put together from the reference, and then how it differs from it.

    The reference's docstrings are left out on both sides.

    \b
    Example: raftlab dev show scene05/figure8-count-old-term
             raftlab dev show scene05/figure8-count-old-term -o naive.py
    """
    from rich.text import Text

    from raftlab.cli.support.output_files import write_output
    from raftlab.solutions.named_solutions import find_solution, read_solution, reference_diff

    kit = find_staff_kit()
    file = find_solution(kit, name)
    text = read_solution(kit, file)
    if out is None:
        say(text)
    else:
        write_output(out, text.encode(), f"{file.stem}, whole")
    for line in reference_diff(kit, file).splitlines():
        stdout_console().print(Text(line, DIFFERENCE_STYLES.get(line[:1], "")))


@app.command("pictures")
def pictures(scene_id: SceneId) -> None:
    """Draw the pictures of a handout from runs of the reference.

    \b
    Example: raftlab dev pictures scene05
    """
    from raftlab.pages.handout.draw_pictures import draw_handout_pictures

    kit = find_staff_kit()
    for file, data in draw_handout_pictures(kit, kit.scene(scene_id)).items():
        same = file.is_file() and file.read_bytes() == data
        if not same:
            write_atomically(file, data)
        say(f"{'same ' if same else 'wrote'}  {printable_path(file)}")


@app.command("bench")
def bench(
    scene_id: Annotated[
        str | None, typer.Argument(metavar="SCENE", help="Default: every scene.", show_default=False)
    ] = None,
    mutants: Annotated[bool, typer.Option("--mutants", help="Also search each mutant with the explorer.")] = False,
    include_unexplored: Annotated[
        bool, typer.Option("--again", help="With --mutants: also those that reference/SCENE/unexplored.toml lists.")
    ] = False,
    write: Annotated[bool, typer.Option("--write", help="Write the result to docs/design/EXPLORED.md.")] = False,
    json: Annotated[Path | None, typer.Option("--json", metavar="FILE", help="Write the figures as JSON.")] = None,
) -> None:
    """Measure the explorer, the graders and the jail.

    States per second, bytes per state, time to each counterexample, time to grade.

    \b
    Example: raftlab dev bench scene05 --mutants --json bench.json
    """
    from raftlab.authoring.engine_benchmark import bench_lines
    from raftlab.authoring.engine_benchmark import run_bench as measure
    from raftlab.authoring.mutants_found_by_explorer import EXPLORED_PAGE, coverage_markdown

    kit = find_staff_kit()
    if write and (scene_id or not mutants):
        raise UsageError("--write needs --mutants and every scene: the page holds all that the kit knows")
    scenes = [kit.scene(scene_id)] if scene_id else [scene for scene in kit.scenes if scene.layer_class]
    with progress_bar("measuring") as move:
        result = measure(kit, scenes, mutants, include_unexplored, move)
    for line in bench_lines(result):
        say(line)
    if write:
        write_atomically(kit.root / EXPLORED_PAGE, coverage_markdown(result.mutants).encode())
    if json is not None:
        write_atomically(json, msgspec.json.format(msgspec.json.encode(result), indent=1) + b"\n")


@app.command("class")
def synthetic_class(
    output_folder: Annotated[Path, typer.Argument(metavar="OUT", help="A new folder.")],
    scene_id: Annotated[str, typer.Option("--scene", metavar="SCENE", help="The scene that the class answers.")],
    count: Annotated[int, typer.Option("--number", "-n", metavar="N", min=1, help="How many submissions.")] = 100,
    seed: Annotated[
        int, typer.Option("--seed", metavar="N", min=0, help="The seed: the same seed gives the same class.")
    ] = 0,
    layout: Annotated[
        str, typer.Option("--layout", metavar="NAME", help="The platform whose export it looks like.")
    ] = "gradescope",
) -> None:
    """Write a made-up class to try `raftlab batch` on.

    Its submissions are right, wrong, half done, copied, late, broken and hostile. NAME is gradescope, canvas, moodle,
    github, blackboard, brightspace, plain or nbgrader; roster.csv is the list that this platform writes.

    \b
    Example: raftlab dev class trial --scene scene05 -n 1000 --seed 7
             raftlab dev class trial --scene scene05 --layout moodle
             raftlab batch trial/submissions --roster trial/roster.csv --scene scene05 --out graded
    """
    from raftlab.authoring.synthetic.class_writer import write_class

    kit = find_staff_kit()
    with explain_write_errors(output_folder, "OUT"):
        kinds = write_class(kit, kit.scene(scene_id), output_folder, count, seed, layout)
    say(f"{count} submissions: {', '.join(f'{number} {kind}' for kind, number in sorted(kinds.items()))}")
    say(f"wrote  {printable_path(output_folder)}")


@app.command("record")
def record(
    scene_id: SceneId,
    names: Annotated[list[str] | None, typer.Argument(metavar="[RUN]…", help="Default: every run.")] = None,
) -> None:
    """Record the runs that a scene holds as data.

    reference/SCENE/runs.toml says what each is made of. Legal runs are of the reference, broken ones of mutants.

    \b
    Example: raftlab dev record scene06
             raftlab dev record scene06 forgotten-vote
    """
    from raftlab.authoring.run_recorder import record_runs

    kit = find_staff_kit()
    for file, trace in record_runs(kit, kit.scene(scene_id), frozenset(names or ())):
        broken = ", ".join(f"{each.property} at {each.step}" for each in trace.violations)
        say(f"wrote  {printable_path(file)}  {len(trace.events)} steps  {broken or 'breaks nothing'}")
