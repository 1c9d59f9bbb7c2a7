"""`raftlab nbgrader …`: for courses that release, collect and grade with nbgrader."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from raftlab.batch.optional_packages import import_optional
from raftlab.batch.roster import read_roster
from raftlab.cli.dev import find_staff_kit
from raftlab.cli.support.console import progress_bar, say
from raftlab.errors import UsageError
from raftlab.kit import Kit, Scene
from raftlab.submission_reader import printable_path

KIT_FAILED = 3
app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


@app.callback()
def nbgrader() -> None:
    """For courses that use nbgrader: scenes as its assignments, results in its gradebook.

    \b
    Example: raftlab nbgrader init raft-course
             raftlab nbgrader sync graded --course raft-course
    """


GradebookUrl = Annotated[
    str, typer.Option("--db", metavar="URL", help="The gradebook. Default: gradebook.db in the course's folder.")
]


@app.command("init")
def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The course's folder; it is made.")],
    scenes: Annotated[
        str, typer.Option("--scenes", metavar="A,B", help="Which scenes. Default: all that have checks.")
    ] = "",
    db: GradebookUrl = "",
    roster: Annotated[Path | None, typer.Option("--roster", metavar="CSV", help="The class list to bring in.")] = None,
    as_file: Annotated[
        bool, typer.Option("--py", help="Students hand in the scene's file instead of writing in the notebook.")
    ] = False,
) -> None:
    """Make a course that nbgrader's own commands take: its configuration and a source notebook for each scene.

    \b
    Example: raftlab nbgrader init raft-course --scenes scene04,scene05 --roster class.csv
             cd raft-course && nbgrader generate_assignment scene05
    """
    from raftlab.nbgrader.course import COMMAND_NAME, CoursePlan, make_course

    import_optional("nbgrader.api", "nbgrader", COMMAND_NAME, extra="nbgrader")
    kit = find_staff_kit()
    people = tuple(student.person for student in read_roster(roster).students) if roster else ()
    plan = CoursePlan(folder, select_scenes(kit, scenes), db, as_file, people)
    with progress_bar("making the course") as move:
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
    """Push results into nbgrader's gradebook: no notebook is needed. Scores and comments of people stay as they are.

    What is pushed is what the grader found: overrides and late policies of the batch are its own, nbgrader has others.

    \b
    Example: raftlab batch submissions.zip --scene scene05 --out graded
             raftlab nbgrader sync graded --course raft-course
    """
    from raftlab.nbgrader.course import CoursePlan
    from raftlab.nbgrader.grade_cells import scene_grade_cells
    from raftlab.nbgrader.gradebook import GradebookSubmission, open_gradebook, sync_gradebook
    from raftlab.nbgrader.gradebook_results import read_gradebook_results

    found = read_gradebook_results(results)
    checks = found.grade_cells
    if not checks:
        kit = find_staff_kit()
        checks = scene_grade_cells(kit, kit.scene(found.scene_id))
    waiting = [
        hand.student_id
        for hand in found.submissions
        if any(hand.grading.cell_points(c.grade_id) is None for c in checks)
    ]
    plan = CoursePlan(course, (), db)
    with (
        open_gradebook(plan.database_url, plan.course_name) as gradebook,
        progress_bar("filling the gradebook") as move,
    ):
        done = 0

        def on_hand(hand: GradebookSubmission) -> None:
            nonlocal done
            done += 1
            move(done, len(found.submissions), ascii(hand.student_id)[1:-1])

        sync_gradebook(gradebook, found.scene_id, checks, found.submissions, on_hand)
    say(f"{found.scene_id}: {len(found.submissions)} students, {len(checks)} checks in the gradebook")
    if waiting:
        say(f"{len(waiting)} wait for a person, who must say what the kit could not: {', '.join(sorted(waiting)[:5])}")
    return KIT_FAILED if waiting else 0


def select_scenes(kit: Kit, names: str) -> tuple[Scene, ...]:
    """Return the scenes named, in that order, or all that can be graded. UsageError for one that cannot be."""
    from raftlab.nbgrader.course import gradable_scenes

    ready = gradable_scenes(kit)
    if not names:
        return ready
    wanted = tuple(kit.scene(name.strip()) for name in names.split(",") if name.strip())
    for scene in wanted:
        if scene not in ready:
            raise UsageError(f"{scene.id} has no checks or no handout yet; ready: {', '.join(s.id for s in ready)}")
    return wanted
