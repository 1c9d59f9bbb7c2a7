"""`raftlab nbgrader …`: release, collect and grade scenes with nbgrader."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from raftlab.batch.optional_packages import import_optional
from raftlab.batch.roster import Roster, read_roster
from raftlab.cli.support.command_help import WholeLineGroup
from raftlab.cli.support.console import progress_bar, say, warn
from raftlab.cli.support.staff_kit import find_staff_kit
from raftlab.errors import UsageError
from raftlab.kit import Kit, Scene
from raftlab.submission_reader import printable_path

KIT_FAILED = 3
app = typer.Typer(cls=WholeLineGroup, no_args_is_help=True, rich_markup_mode=None)


@app.callback()
def nbgrader() -> None:
    """Release, collect and grade scenes with nbgrader.

    \b
    Example: raftlab nbgrader init raft-course
             raftlab nbgrader sync graded --course raft-course
    """


GradebookUrl = Annotated[
    str, typer.Option("--db", metavar="URL", help="The gradebook. Default: gradebook.db in the course's folder.")
]


@app.command("init")
def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The course's folder; the command creates it.")],
    scenes: Annotated[
        str, typer.Option("--scenes", metavar="A,B", help="The scenes. Default: all that have checks.")
    ] = "",
    db: GradebookUrl = "",
    roster: Annotated[Path | None, typer.Option("--roster", metavar="CSV", help="The class list to enrol.")] = None,
    as_file: Annotated[
        bool, typer.Option("--py", help="Students hand in the scene's file instead of writing in the notebook.")
    ] = False,
) -> None:
    """Create a course folder for nbgrader, with a notebook per scene.

    nbgrader's own commands work in it.

    \b
    Example: raftlab nbgrader init raft-course --scenes scene04,scene05 --roster class.csv
             cd raft-course && nbgrader generate_assignment scene05
    """
    from raftlab.nbgrader.course import COMMAND_NAME, CoursePlan, make_course

    import_optional("nbgrader.api", "nbgrader", COMMAND_NAME, extra_name="nbgrader")
    kit = find_staff_kit()
    enrolled = read_roster(roster) if roster else Roster()
    for conflict in enrolled.conflicts:
        warn(f"{conflict}; they are not enrolled")
    people = tuple(student.person for student in enrolled.students)
    plan = CoursePlan(folder, select_scenes(kit, scenes), db, as_file, people)
    with progress_bar("creating the course") as move:
        done = 0

        def on_file(path: Path) -> None:
            nonlocal done
            done += 1
            move(done, 1 + len(plan.scenes), printable_path(path))

        make_course(kit, plan, on_file)
    say(f"wrote   {printable_path(folder)}: {', '.join(scene.id for scene in plan.scenes)}")
    if people:
        say(f"enrolled {len(people)} students")
    say(f"then    cd {printable_path(folder)} && nbgrader generate_assignment {plan.scenes[0].id}")


@app.command("sync")
def sync(
    results: Annotated[
        Path, typer.Argument(metavar="RESULTS", help="A batch's --out folder, or one with STUDENT/result.json.")
    ],
    course: Annotated[Path, typer.Option("--course", metavar="DIR", help="The course's folder.")] = Path(),
    db: GradebookUrl = "",
) -> int:
    """Write the results of a batch into nbgrader's gradebook.

    It needs no notebook, and keeps scores and comments that people entered. It writes the points that the grader gave,
    without the overrides and the late policy of the batch: nbgrader has its own.

    \b
    Example: raftlab batch submissions.zip --scene scene05 --out graded
             raftlab nbgrader sync graded --course raft-course
    """
    from raftlab.nbgrader.course import CoursePlan
    from raftlab.nbgrader.grade_cells import scene_grade_cells
    from raftlab.nbgrader.gradebook import GradebookSubmission, open_gradebook, sync_gradebook
    from raftlab.nbgrader.gradebook_results import read_gradebook_results

    graded_results = read_gradebook_results(results)
    checks = graded_results.grade_cells
    if not checks:
        kit = find_staff_kit()
        checks = scene_grade_cells(kit, kit.scene(graded_results.scene_id))
    waiting = [
        submission.student_id
        for submission in graded_results.submissions
        if any(submission.grading.cell_points(c.grade_id) is None for c in checks)
    ]
    plan = CoursePlan(course, (), db)
    with (
        open_gradebook(plan.database_url, plan.course_name) as gradebook,
        progress_bar("filling the gradebook") as move,
    ):
        done = 0

        def on_submission(submission: GradebookSubmission) -> None:
            nonlocal done
            done += 1
            move(done, len(graded_results.submissions), ascii(submission.student_id)[1:-1])

        sync_gradebook(gradebook, graded_results.scene_id, checks, graded_results.submissions, on_submission)
    say(f"{graded_results.scene_id}: {len(graded_results.submissions)} students, {len(checks)} checks in the gradebook")
    if waiting:
        say(
            f"{len(waiting)} wait for manual grading, because the kit could not grade them: "
            f"{', '.join(sorted(waiting)[:5])}"
        )
    return KIT_FAILED if waiting else 0


def select_scenes(kit: Kit, names: str) -> tuple[Scene, ...]:
    """Return the named scenes in that order, or all gradable ones. UsageError for a scene that is not gradable."""
    from raftlab.nbgrader.course import gradable_scenes

    gradable = gradable_scenes(kit)
    if not names:
        return gradable
    selected = tuple(kit.scene(name.strip()) for name in names.split(",") if name.strip())
    for scene in selected:
        if scene not in gradable:
            raise UsageError(f"{scene.id} has no checks or no handout yet; ready: {', '.join(s.id for s in gradable)}")
    return selected
