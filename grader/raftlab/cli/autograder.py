"""`raftlab autograder …`: grading on a platform, one submission at a time."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from raftlab.cli.arguments import SceneId, Seed
from raftlab.cli.console import say
from raftlab.cli.dev import staff_kit
from raftlab.cli.export import VISIBILITIES, Hidden, append, visibility
from raftlab.cli.graded import write_out
from raftlab.errors import KitFault, UsageFault
from raftlab.kit import find_kit
from raftlab.report.sanitise import one_line

if TYPE_CHECKING:
    from raftlab.batch.exports.gradescope import Visibility
    from raftlab.batch.records import Grade

WORKFLOW = "classroom.yml"
PLATFORMS = ("gradescope", "github")
UNREADABLE = "unreadable"
app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


@app.callback()
def autograder() -> None:
    """Grade on a platform, one submission at a time.

    \b
    Example: raftlab autograder gradescope scene05 -o dist
             raftlab autograder github scene05
    """


@app.command("gradescope")
def gradescope(
    scene_id: SceneId,
    folder: Annotated[Path, typer.Option("-o", "--output", metavar="DIR", help="Where to put the zip.")] = Path(),
    hidden: Hidden = VISIBILITIES[0],
) -> None:
    """Build the autograder zip that Gradescope takes: upload it as it is.

    It holds the hidden checks of the scene, and no solution. WHEN is after_published, hidden, after_due_date or
    visible; the text of a hidden check is never told. Where the kit itself fails no results.json is written, so that
    Gradescope says that the autograder failed instead of giving a zero.

    \b
    Example: raftlab autograder gradescope scene05 -o dist
    """
    from raftlab.authoring.autograder import gradescope_files, zipped

    kit = staff_kit()
    scene = kit.scene(scene_id)
    files = gradescope_files(kit, scene, visibility(hidden))
    data = zipped(files)
    write_out(
        folder / f"gradescope-{scene.id}.zip", data, f"{len(files)} files, {len(data) // 1024} KB; for staff only"
    )


@app.command("github")
def github(
    scene_id: SceneId,
    kit_source: Annotated[
        str, typer.Option("--kit", metavar="SOURCE", help="What pip installs: a folder of the repository, or a URL.")
    ] = ".",
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE|DIR", help="The file to write.")] = Path(
        f".github/workflows/{WORKFLOW}"
    ),
) -> None:
    """Write the workflow that GitHub Classroom runs at every push, with partial credit for each check.

    SOURCE is the student kit of `raftlab release`: unpacked in the assignment's repository, or its zip's address.
    Hidden checks are not in it: grade those with `raftlab batch`. GitHub has announced the end of Classroom; the points
    stand in the job's log, whoever reads the step's output.

    \b
    Example: raftlab autograder github scene05
             raftlab autograder github scene05 --kit https://course.example/raftlab-scene05.zip
    """
    from raftlab.authoring.autograder import workflow

    scene = find_kit().scene(scene_id)
    target = output / WORKFLOW if output.is_dir() else output
    write_out(target, workflow(scene, kit_source), "commit it in the assignment's repository")


@app.command("run")
def run(
    scene_id: SceneId,
    path: Annotated[Path, typer.Argument(metavar="PATH", help="The folder or zip that was handed in.")],
    platform: Annotated[str, typer.Option("--for", metavar="PLATFORM", help="gradescope or github.")],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="Default on GitHub: what GITHUB_OUTPUT names.")
    ] = None,
    hidden: Hidden = VISIBILITIES[0],
    allow_level: Annotated[str, typer.Option("--allow-level", metavar="L", help="The weakest jail allowed.")] = "L2",
    seed: Seed = 0,
) -> int:
    """Grade one submission in a platform's own harness, and write what the platform reads.

    Exit code 0: written, whatever the score; 3: the kit's own fault, and nothing is written.

    \b
    Example: raftlab autograder run scene05 submission --for gradescope -o results.json
    """
    from raftlab.batch.single import grade_one
    from raftlab.worker.level import demand, measure

    if platform not in PLATFORMS:
        raise UsageFault(f"--for {one_line(platform)}: unknown; there are {', '.join(PLATFORMS)}")
    target = output or Path(os.environ.get("GITHUB_OUTPUT", "") if platform == "github" else "results.json")
    if not target.name:
        raise UsageFault("GITHUB_OUTPUT is not set; name a file with -o")
    when = visibility(hidden)
    kit = find_kit()
    scene = kit.scene(scene_id)
    try:
        demand(measure().level, allow_level)
    except UsageFault as fault:  # of the machine: not the student's
        raise KitFault(str(fault)) from None
    grade = grade_one(kit, scene, path, allow_level, seed)
    if grade.score is None and grade.fate != UNREADABLE:
        raise KitFault(f"{scene.id}: not graded ({grade.fate}): {grade.message}")
    if platform == "github":
        append(target, github_line(grade, scene.file))
        log(grade)
    else:
        write_out(target, gradescope_data(grade, when), summary(grade))
    return 0


def gradescope_data(grade: Grade, hidden: Visibility) -> bytes:
    """Return results.json, for a file that cannot be graded too."""
    from raftlab.batch.exports.gradescope import results, unreadable

    return results(grade, hidden) or unreadable(grade.message)


def github_line(grade: Grade, file: str) -> str:
    """Return the step's output."""
    from raftlab.batch.exports.github import output, step

    return output(step(grade, file))


def log(grade: Grade) -> None:
    """Say each check and the sum, where a student reads the log of the job; not a word of a hidden check."""
    from raftlab.batch.exports.told import line, veiled

    result = veiled(grade).result
    for check in result.checks if result else ():
        say(line(check))
    say(f"{one_line(grade.message)}; 0 points" if grade.score is None else summary(grade))


def summary(grade: Grade) -> str:
    """Return what was found, in a word."""
    return grade.fate if grade.score is None else f"{grade.score:g} of {grade.max}"
