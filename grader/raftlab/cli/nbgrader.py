"""`raftlab nbgrader …`: for courses that release, collect and grade with nbgrader."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from raftlab.batch.extra import need
from raftlab.batch.roster import read_roster
from raftlab.cli.console import bar, say
from raftlab.cli.dev import staff_kit
from raftlab.errors import UsageFault
from raftlab.kit import Kit, Scene
from raftlab.workspace import shown

KIT_FAILED = 3
app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


@app.callback()
def nbgrader() -> None:
    """For courses that use nbgrader: scenes as its assignments, results in its gradebook.

    \b
    Example: raftlab nbgrader init raft-course
             raftlab nbgrader sync graded --course raft-course
    """


Database = Annotated[
    str, typer.Option("--db", metavar="URL", help="The gradebook. Default: gradebook.db in the course's folder.")
]


@app.command("init")
def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The course's folder; it is made.")],
    scenes: Annotated[
        str, typer.Option("--scenes", metavar="A,B", help="Which scenes. Default: all that have checks.")
    ] = "",
    db: Database = "",
    roster: Annotated[Path | None, typer.Option("--roster", metavar="CSV", help="The class list to bring in.")] = None,
    py: Annotated[
        bool, typer.Option("--py", help="Students hand in the scene's file instead of writing in the notebook.")
    ] = False,
) -> None:
    """Make a course that nbgrader's own commands take: its configuration and a source notebook for each scene.

    \b
    Example: raftlab nbgrader init raft-course --scenes scene04,scene05 --roster class.csv
             cd raft-course && nbgrader generate_assignment scene05
    """
    from raftlab.nbgrader.course import PURPOSE, Plan, make_course

    need("nbgrader.api", "nbgrader", PURPOSE, extra="nbgrader")
    kit = staff_kit()
    people = tuple(student.person for student in read_roster(roster).students) if roster else ()
    plan = Plan(folder, chosen(kit, scenes), db, py, people)
    with bar("making the course") as move:
        done = 0

        def on_file(path: Path) -> None:
            nonlocal done
            done += 1
            move(done, 1 + len(plan.scenes), shown(path))

        make_course(kit, plan, on_file)
    say(f"wrote   {shown(folder)}: {', '.join(scene.id for scene in plan.scenes)}")
    if people:
        say(f"enrolled {len(people)} students")
    say(f"then    cd {shown(folder)} && nbgrader generate_assignment {plan.scenes[0].id}")


@app.command("sync")
def sync(
    results: Annotated[
        Path, typer.Argument(metavar="RESULTS", help="A batch's --out folder, or one with STUDENT/result.json.")
    ],
    course: Annotated[Path, typer.Option("--course", metavar="DIR", help="The course's folder.")] = Path(),
    db: Database = "",
) -> int:
    """Push results into nbgrader's gradebook: no notebook is needed. Scores and comments of people stay as they are.

    What is pushed is what the grader found: overrides and late policies of the batch are its own, nbgrader has others.

    \b
    Example: raftlab batch submissions.zip --scene scene05 --out graded
             raftlab nbgrader sync graded --course raft-course
    """
    from raftlab.nbgrader.course import Plan
    from raftlab.nbgrader.gradable import gradables
    from raftlab.nbgrader.gradebook import Hand, fill, opened
    from raftlab.nbgrader.results import read_results

    found = read_results(results)
    checks = found.checks
    if not checks:
        kit = staff_kit()
        checks = gradables(kit, kit.scene(found.scene))
    waiting = [hand.student for hand in found.hands if any(hand.judged.points(c.grade_id) is None for c in checks)]
    plan = Plan(course, (), db)
    with opened(plan.url, plan.course) as gradebook, bar("filling the gradebook") as move:
        done = 0

        def on_hand(hand: Hand) -> None:
            nonlocal done
            done += 1
            move(done, len(found.hands), ascii(hand.student)[1:-1])

        fill(gradebook, found.scene, checks, found.hands, on_hand)
    say(f"{found.scene}: {len(found.hands)} students, {len(checks)} checks in the gradebook")
    if waiting:
        say(f"{len(waiting)} wait for a person, who must say what the kit could not: {', '.join(sorted(waiting)[:5])}")
    return KIT_FAILED if waiting else 0


def chosen(kit: Kit, named: str) -> tuple[Scene, ...]:
    """Return the scenes named, in that order, or all that can be graded. UsageFault for one that cannot be."""
    from raftlab.nbgrader.course import with_checks

    ready = with_checks(kit)
    if not named:
        return ready
    wanted = tuple(kit.scene(name.strip()) for name in named.split(",") if name.strip())
    for scene in wanted:
        if scene not in ready:
            raise UsageFault(f"{scene.id} has no checks or no handout yet; ready: {', '.join(s.id for s in ready)}")
    return wanted
