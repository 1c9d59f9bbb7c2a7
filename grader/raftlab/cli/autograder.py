"""`raftlab autograder …`: build the files that let a platform grade each submission."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from raftlab.cli.support.arguments import SceneId, Seed
from raftlab.cli.support.command_help import WholeLineGroup
from raftlab.cli.support.console import say
from raftlab.cli.support.gradescope_visibility import VISIBILITIES, HiddenVisibility, parse_hidden_check_visibility
from raftlab.cli.support.output_files import append_line, write_output, write_outputs
from raftlab.cli.support.staff_kit import find_staff_kit
from raftlab.errors import KitError, UsageError
from raftlab.kit import find_kit
from raftlab.report.sanitise import one_line

if TYPE_CHECKING:
    from raftlab.batch.exports.gradescope import Visibility
    from raftlab.batch.models import Grade
    from raftlab.kit import Scene

WORKFLOW_FILE = "classroom.yml"
PLATFORMS = ("gradescope", "github", "prairielearn", "autolab")
app = typer.Typer(cls=WholeLineGroup, no_args_is_help=True, rich_markup_mode=None)


@app.callback()
def autograder() -> None:
    """Build the files that let a platform grade each submission.

    \b
    Example: raftlab autograder gradescope scene05 -o dist
             raftlab autograder github scene05
             raftlab autograder prairielearn scene05 -o dist
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
    from raftlab.authoring.platform_autograders import gradescope_files, gradescope_zip

    kit = find_staff_kit()
    scene = kit.scene(scene_id)
    files = gradescope_files(kit, scene, parse_hidden_check_visibility(hidden_visibility))
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
    from raftlab.authoring.platform_autograders import github_workflow

    scene = find_kit().scene(scene_id)
    target = output / WORKFLOW_FILE if output.is_dir() else output
    write_output(target, github_workflow(scene, kit_source), "commit it in the assignment's repository")


ImageFolder = Annotated[Path, typer.Option("-o", "--output", metavar="DIR", help="Where to put the folder.")]


@app.command("prairielearn")
def prairielearn(
    scene_id: SceneId,
    folder: ImageFolder = Path(),
    image: Annotated[
        str,
        typer.Option("--image", metavar="NAME", help="The image's name. Default: raftlab-SCENE.", show_default=False),
    ] = "",
) -> None:
    """Write a Dockerfile and a question for PrairieLearn.

    Build the image in the folder with `docker build`, push it to a private registry under NAME, and copy question/
    into the course. The image contains the hidden checks of the scene, and no solution. If the kit itself fails, it
    writes no results.json: PrairieLearn then reports that grading failed, instead of giving a zero.

    \b
    Example: raftlab autograder prairielearn scene05 -o dist --image registry.example/raftlab-scene05
    """
    from raftlab.authoring.container_images import prairielearn_files

    kit = find_staff_kit()
    scene = kit.scene(scene_id)
    files = prairielearn_files(kit, scene, image or f"raftlab-{scene.id}")
    write_outputs(folder / f"prairielearn-{scene.id}", files)
    say("for staff only: it holds the hidden checks")


@app.command("autolab")
def autolab(scene_id: SceneId, folder: ImageFolder = Path()) -> None:
    """Write a Dockerfile and the assessment's files for Autolab.

    Build the image where Tango runs, and upload the two files in assessment/. Its README.txt has the settings of the
    assessment. The image contains the hidden checks of the scene, and no solution.

    \b
    Example: raftlab autograder autolab scene05 -o dist
    """
    from raftlab.authoring.container_images import autolab_files

    kit = find_staff_kit()
    scene = kit.scene(scene_id)
    write_outputs(folder / f"autolab-{scene.id}", autolab_files(kit, scene))
    say("for staff only: it holds the hidden checks")


@app.command("run")
def run(
    scene_id: SceneId,
    path: Annotated[Path, typer.Argument(metavar="PATH", help="The submitted folder or zip.")],
    platform: Annotated[
        str, typer.Option("--for", metavar="PLATFORM", help="gradescope, github, prairielearn, autolab.")
    ],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="Default on GitHub: what GITHUB_OUTPUT names.")
    ] = None,
    hidden_visibility: HiddenVisibility = VISIBILITIES[0],
    allow_level: Annotated[str, typer.Option("--allow-level", metavar="L", help="The weakest jail allowed.")] = "L2",
    seed: Seed = 0,
) -> int:
    """Grade one submission on a platform, and write its result.

    The platform's own harness calls this command. Exit code 0: the result is written, whatever the score; 3: the kit
    failed, and nothing is written. PrairieLearn reads results/results.json; Autolab reads the last line that this
    command prints, with SCENE as the problem's name.

    \b
    Example: raftlab autograder run scene05 submission --for gradescope -o results.json
    """
    from raftlab.batch.platform_grading import grade_platform_submission
    from raftlab.worker.measure_isolation import measure_level, require_level

    if platform not in PLATFORMS:
        raise UsageError(f"--for {one_line(platform)}: unknown; there are {', '.join(PLATFORMS)}")
    target = output or Path(os.environ.get("GITHUB_OUTPUT", "") if platform == "github" else "results.json")
    if not target.name:
        raise UsageError("GITHUB_OUTPUT is not set; name a file with -o")
    when = parse_hidden_check_visibility(hidden_visibility)
    kit = find_kit()
    scene = kit.scene(scene_id)
    try:
        require_level(measure_level().level, allow_level)
    except UsageError as error:  # the machine is too weak; the student did nothing wrong
        raise KitError(str(error)) from None
    grade = grade_platform_submission(kit, scene, path, allow_level, seed)
    if grade.score is None:
        raise KitError(f"{scene.id}: not graded ({grade.fate}): {grade.message}")
    write_platform_result(platform, grade, scene, target, when)
    return 0


def write_platform_result(platform: str, grade: Grade, scene: Scene, target: Path, when: Visibility) -> None:
    """Write the result of one submission where its platform reads it."""
    if platform == "github":
        append_line(target, github_output_line(grade, scene.file))
        print_check_results(grade)
    elif platform == "autolab":
        from raftlab.batch.exports.prairielearn import autolab_line

        print_check_results(grade)
        say(autolab_line(grade, scene.id))
    elif platform == "prairielearn":
        from raftlab.batch.exports.prairielearn import prairielearn_json

        write_output(target, prairielearn_json(grade), score_text(grade))
    else:
        from raftlab.batch.exports.gradescope import results_json

        write_output(target, results_json(grade, when) or b"", score_text(grade))


def github_output_line(grade: Grade, file: str) -> str:
    """Return the step's output."""
    from raftlab.batch.exports.github import autograding_result, step_output_line

    return step_output_line(autograding_result(grade, file))


def print_check_results(grade: Grade) -> None:
    """Print each check and the sum for the job's log, which students read; hidden checks have no text."""
    from raftlab.batch.exports.grade_feedback import check_result_line, student_view

    shown = student_view(grade)
    result = shown.result
    for check in result.checks if result else ():
        say(check_result_line(check))
    say(score_text(grade) if grade.result else f"{one_line(shown.message)}; 0 points")


def score_text(grade: Grade) -> str:
    """Return the score, or why there is none."""
    points = f"{grade.score or 0:g} of {grade.max}"
    return points if grade.result else f"{points}, {grade.fate}"
