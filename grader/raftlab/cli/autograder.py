"""`raftlab autograder …`: build the files that let a platform grade each submission."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from raftlab.cli.support.arguments import SceneId, Seed
from raftlab.cli.support.command_help import WholeLineGroup
from raftlab.cli.support.console import say
from raftlab.cli.support.hidden_visibility import VISIBILITIES, HiddenVisibility, parse_visibility
from raftlab.cli.support.output_files import append_line, write_output
from raftlab.cli.support.staff_kit import find_staff_kit
from raftlab.errors import KitError, UsageError
from raftlab.kit import find_kit
from raftlab.report.sanitise import one_line

if TYPE_CHECKING:
    from raftlab.batch.exports.gradescope import Visibility
    from raftlab.batch.models import Grade

WORKFLOW_FILE = "classroom.yml"
PLATFORMS = ("gradescope", "github")
UNREADABLE_STATUS = "unreadable"
app = typer.Typer(cls=WholeLineGroup, no_args_is_help=True, rich_markup_mode=None)


@app.callback()
def autograder() -> None:
    """Build the files that let a platform grade each submission.

    \b
    Example: raftlab autograder gradescope scene05 -o dist
             raftlab autograder github scene05
    """


@app.command("gradescope")
def gradescope(
    scene_id: SceneId,
    folder: Annotated[Path, typer.Option("-o", "--output", metavar="DIR", help="Where to put the zip.")] = Path(),
    hidden_visibility: HiddenVisibility = VISIBILITIES[0],
) -> None:
    """Build the autograder zip to upload to Gradescope.

    It contains the hidden checks of the scene, and no solution. WHEN is after_published, hidden, after_due_date or
    visible; students never see the text of a hidden check. If the kit itself fails, it writes no results.json:
    Gradescope then reports that the autograder failed, instead of giving a zero.

    \b
    Example: raftlab autograder gradescope scene05 -o dist
    """
    from raftlab.authoring.autograder import gradescope_files, gradescope_zip

    kit = find_staff_kit()
    scene = kit.scene(scene_id)
    files = gradescope_files(kit, scene, parse_visibility(hidden_visibility))
    data = gradescope_zip(files)
    write_output(
        folder / f"gradescope-{scene.id}.zip", data, f"{len(files)} files, {len(data) // 1024} KB; for staff only"
    )


@app.command("github")
def github(
    scene_id: SceneId,
    kit_source: Annotated[
        str, typer.Option("--kit", metavar="SOURCE", help="What pip installs: a folder in the repository, or a URL.")
    ] = ".",
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE|DIR", help="The file to write.")] = Path(
        f".github/workflows/{WORKFLOW_FILE}"
    ),
) -> None:
    """Write the workflow that GitHub Classroom runs at each push.

    Each check gives partial credit. SOURCE is the student kit of `raftlab release`: unpacked in the assignment's
    repository, or the address of its zip. It has no hidden checks: grade those with `raftlab batch`. GitHub has
    announced the end of Classroom; the points are also in the log of the job.

    \b
    Example: raftlab autograder github scene05
             raftlab autograder github scene05 --kit https://course.example/raftlab-scene05.zip
    """
    from raftlab.authoring.autograder import github_workflow

    scene = find_kit().scene(scene_id)
    target = output / WORKFLOW_FILE if output.is_dir() else output
    write_output(target, github_workflow(scene, kit_source), "commit it in the assignment's repository")


@app.command("run")
def run(
    scene_id: SceneId,
    path: Annotated[Path, typer.Argument(metavar="PATH", help="The submitted folder or zip.")],
    platform: Annotated[str, typer.Option("--for", metavar="PLATFORM", help="gradescope or github.")],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="Default on GitHub: what GITHUB_OUTPUT names.")
    ] = None,
    hidden_visibility: HiddenVisibility = VISIBILITIES[0],
    allow_level: Annotated[str, typer.Option("--allow-level", metavar="L", help="The weakest jail allowed.")] = "L2",
    seed: Seed = 0,
) -> int:
    """Grade one submission on a platform, and write its result.

    The platform's own harness calls this command. Exit code 0: the result is written, whatever the score; 3: the kit
    failed, and nothing is written.

    \b
    Example: raftlab autograder run scene05 submission --for gradescope -o results.json
    """
    from raftlab.batch.grade_one import grade_one
    from raftlab.worker.isolation_level import measure_level, require_level

    if platform not in PLATFORMS:
        raise UsageError(f"--for {one_line(platform)}: unknown; there are {', '.join(PLATFORMS)}")
    target = output or Path(os.environ.get("GITHUB_OUTPUT", "") if platform == "github" else "results.json")
    if not target.name:
        raise UsageError("GITHUB_OUTPUT is not set; name a file with -o")
    when = parse_visibility(hidden_visibility)
    kit = find_kit()
    scene = kit.scene(scene_id)
    try:
        require_level(measure_level().level, allow_level)
    except UsageError as error:  # the machine is too weak; the student did nothing wrong
        raise KitError(str(error)) from None
    grade = grade_one(kit, scene, path, allow_level, seed)
    if grade.score is None and grade.fate != UNREADABLE_STATUS:
        raise KitError(f"{scene.id}: not graded ({grade.fate}): {grade.message}")
    if platform == "github":
        append_line(target, github_output_line(grade, scene.file))
        print_checks(grade)
    else:
        write_output(target, gradescope_data(grade, when), score_text(grade))
    return 0


def gradescope_data(grade: Grade, hidden_visibility: Visibility) -> bytes:
    """Return results.json, also for a file that cannot be graded."""
    from raftlab.batch.exports.gradescope import results_json, unreadable_json

    return results_json(grade, hidden_visibility) or unreadable_json(grade.message)


def github_output_line(grade: Grade, file: str) -> str:
    """Return the step's output."""
    from raftlab.batch.exports.github import autograding_result, output_line

    return output_line(autograding_result(grade, file))


def print_checks(grade: Grade) -> None:
    """Print each check and the sum for the job's log, which students read; hidden checks have no text."""
    from raftlab.batch.exports.grade_text import check_line, student_view

    result = student_view(grade).result
    for check in result.checks if result else ():
        say(check_line(check))
    say(f"{one_line(grade.message)}; 0 points" if grade.score is None else score_text(grade))


def score_text(grade: Grade) -> str:
    """Return the score, or why there is none."""
    return grade.fate if grade.score is None else f"{grade.score:g} of {grade.max}"
