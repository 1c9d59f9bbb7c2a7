"""The graded cells of a scene: one for each check, with its points."""

from __future__ import annotations

from dataclasses import dataclass

from raftlab.errors import KitError
from raftlab.grading_models import Result, Submission
from raftlab.kit import Kit, Scene
from raftlab.nbgrader.cell_scores import checks_by_cell
from raftlab.pipeline import grade
from raftlab.skeleton import make_skeleton


@dataclass(frozen=True)
class GradeCell:
    """One check in a gradebook. For a hidden check, `grade_id` and `title` show only its number."""

    grade_id: str
    title: str
    points: int
    is_hidden: bool


def scene_grade_cells(kit: Kit, scene: Scene) -> tuple[GradeCell, ...]:
    """Return the scene's checks in the order in which they run. Grading the skeleton lists them.

    KitError for a scene without checks, or if the kit fails on the skeleton.
    """
    result = grade(kit, Submission(scene.id, scene.file, make_skeleton(kit, scene))).result
    broken = [check.name for check in result.checks if check.verdict == "error"]
    if broken:
        raise KitError(f"{scene.id}: the kit fails to run {broken[0]} on the skeleton; `raftlab dev check {scene.id}`")
    return result_grade_cells(result)


def result_grade_cells(result: Result) -> tuple[GradeCell, ...]:
    """Return the checks of a result, in its order."""
    return tuple(
        GradeCell(grade_id, check.title, check.max, check.hidden) for grade_id, _, check in checks_by_cell(result)
    )
