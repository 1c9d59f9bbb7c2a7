"""A graded cell: one check of a scene, with its points."""

from __future__ import annotations

from dataclasses import dataclass

from raftlab.errors import KitFault
from raftlab.kit import Kit, Scene
from raftlab.nbgrader.judged import cells_of
from raftlab.pipeline import grade
from raftlab.records import Result, Submission
from raftlab.skeleton import skeleton_of


@dataclass(frozen=True)
class Gradable:
    """One check as a gradebook knows it. `grade_id` and `title` of a hidden one tell its number and nothing else."""

    grade_id: str
    title: str
    points: int
    hidden: bool


def gradables(kit: Kit, scene: Scene) -> tuple[Gradable, ...]:
    """Return the scene's checks in the order in which they run: those that grading its skeleton meets.

    KitFault for a scene that has none, or whose skeleton meets a fault of the kit.
    """
    result = grade(kit, Submission(scene.id, scene.file, skeleton_of(kit, scene))).result
    broken = [check.name for check in result.checks if check.verdict == "error"]
    if broken:
        raise KitFault(f"{scene.id}: the kit fails to run {broken[0]} on the skeleton; `raftlab dev check {scene.id}`")
    return cells(result)


def cells(result: Result) -> tuple[Gradable, ...]:
    """Return the checks that a result tells, in its order."""
    return tuple(Gradable(grade_id, told.title, told.max, told.hidden) for grade_id, _, told in cells_of(result))
