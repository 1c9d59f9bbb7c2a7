"""`raftlab nbgrader …`: release, collect and grade scenes with nbgrader."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from raftlab.batch.optional_packages import import_optional
from raftlab.batch.roster import Roster, read_roster
from raftlab.cli.support.command_help import WholeLineGroup
from raftlab.cli.support.console import names_text, progress_bar, say, warn
from raftlab.cli.support.staff_kit import find_staff_kit
from raftlab.errors import UsageError
from raftlab.kit import Kit, Scene
from raftlab.report.sanitise import one_line
from raftlab.submission_reader import printable_path

STAFF_CHANGES_LEFT_OUT, KIT_FAILED = 1, 3
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
    from raftlab.nbgrader.course_setup import COMMAND_NAME, CoursePlan, make_course

    kit = find_staff_kit()
    chosen = select_scenes(kit, scenes)
    import_optional("nbgrader.api", "nbgrader", COMMAND_NAME, extra_name="nbgrader")
    enrolled = read_roster(roster) if roster else Roster()
    for conflict in enrolled.conflicts:
        warn(f"{conflict}; they are not enrolled")
    people = tuple(student.person for student in enrolled.students)
    plan = CoursePlan(folder, chosen, db, as_file, people)
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

    It needs no notebook, and keeps scores and comments that people entered. It writes the points that the grader gave.
    nbgrader has its own late policy and scores by hand, so those of the batch are listed. Exit code 1: there are some.

    \b
    Example: raftlab batch submissions.zip --scene scene05 --out graded
             raftlab nbgrader sync graded --course raft-course
    """
    from raftlab.nbgrader.course_setup import CoursePlan
    from raftlab.nbgrader.grade_cells import scene_grade_cells
    from raftlab.nbgrader.gradebook_filling import GradebookSubmission, open_gradebook, sync_gradebook
    from raftlab.nbgrader.result_reader import read_gradebook_results

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
    changed_count = warn_unsynced_edits(results)
    return KIT_FAILED if waiting else STAFF_CHANGES_LEFT_OUT if changed_count else 0


def warn_unsynced_edits(results: Path) -> int:
    """Print whose override, points by hand or late penalty is not in the gradebook; return how many there are."""
    from raftlab.batch.class_results import CLASS_FILE, read_class_results
    from raftlab.batch.final_grades import read_final_grades

    folder = results if results.is_dir() else results.parent
    if not (folder / CLASS_FILE).is_file():
        return 0
    if database := read_class_results(folder).database:
        warn(f"overrides and late penalties are in {one_line(database)}; see `raftlab edits`: none is in the gradebook")
        return 1
    grades = read_final_grades(folder).grades
    overridden = [one_line(grade.person.key) for grade in grades if grade.overridden]
    by_hand = [one_line(grade.person.key) for grade in grades if grade.check_remarks and not grade.overridden]
    late = [one_line(grade.person.key) for grade in grades if grade.lost]
    kinds = ((overridden, "overrides"), (by_hand, "students' points by hand"), (late, "late penalties"))
    for names, what in kinds:
        if names:
            warn(f"{len(names)} {what} of the batch are not in the gradebook: {names_text(names)}; enter them there")
    return sum(len(names) for names, _ in kinds)


def select_scenes(kit: Kit, names: str) -> tuple[Scene, ...]:
    """Return the named scenes in that order, or all gradable ones. UsageError for a scene that is not gradable."""
    from raftlab.nbgrader.course_setup import gradable_scenes

    gradable = gradable_scenes(kit)
    if not names:
        return gradable
    selected = tuple(kit.scene(name.strip()) for name in names.split(",") if name.strip())
    for scene in selected:
        if scene not in gradable:
            raise UsageError(f"{scene.id} has no checks or no handout yet; ready: {', '.join(s.id for s in gradable)}")
    return selected
