"""A graded cell: one check of a scene, with its points."""

from __future__ import annotations

from dataclasses import dataclass

from raftlab.errors import KitError
from raftlab.kit import Kit, Scene
from raftlab.models import Result, Submission
from raftlab.nbgrader.submission_grading import check_cells
from raftlab.pipeline import grade
from raftlab.skeleton import make_skeleton


@dataclass(frozen=True)
class GradeCell:
    """One check as a gradebook knows it. `grade_id` and `title` of a hidden one tell its number and nothing else."""

    grade_id: str
    title: str
    points: int
    is_hidden: bool


def scene_grade_cells(kit: Kit, scene: Scene) -> tuple[GradeCell, ...]:
    """Return the scene's checks in the order in which they run: those that grading its skeleton meets.

    KitError for a scene that has none, or whose skeleton meets a fault of the kit.
    """
    result = grade(kit, Submission(scene.id, scene.file, make_skeleton(kit, scene))).result
    broken = [check.name for check in result.checks if check.verdict == "error"]
    if broken:
        raise KitError(f"{scene.id}: the kit fails to run {broken[0]} on the skeleton; `raftlab dev check {scene.id}`")
    return result_grade_cells(result)


def result_grade_cells(result: Result) -> tuple[GradeCell, ...]:
    """Return the checks that a result tells, in its order."""
    return tuple(GradeCell(grade_id, told.title, told.max, told.hidden) for grade_id, _, told in check_cells(result))
