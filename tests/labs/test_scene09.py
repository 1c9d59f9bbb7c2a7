"""Scene 09: the naive read is shown, and the reference answers the same schedule."""

from __future__ import annotations

import pytest

from raftlab.grading_models import Submission
from raftlab.kit import find_kit
from raftlab.run_execution import ScenarioRun, run_scenario
from raftlab.server import OK, Reply
from raftlab.solutions.solution_files import find_solution, read_solution

SCENE = "scene09"


def play(name: str, solution: str = "") -> ScenarioRun:
    """Run a scenario of the scene on the reference, or on a mutant."""
    kit = find_kit()
    scene = kit.scene(SCENE)
    file = find_solution(kit, f"{SCENE}/{solution}") if solution else None
    submission = Submission(SCENE, scene.file, read_solution(kit, file)) if file is not None else None
    return run_scenario(kit, scene, scene.folder / "scenarios" / f"{name}.txt", submission, None)


def read_values(run: ScenarioRun) -> list[str | None]:
    """Return what the reads of a run heard with ok: the writes of these schedules have no value."""
    effects = (effect for event in run.trace.events for effect in event.effects)
    return [each.value for each in effects if isinstance(each, Reply) and each.outcome == OK and each.value]


def test_the_naive_read_is_not_linearizable() -> None:
    """A deposed leader that answers at once gives the value that was replaced before the read began."""
    run = play("naive-read", "leader-reads-locally")
    assert read_values(run) == ["1"]
    assert [violation.property for violation in run.trace.violations] == ["Linearizability"]


def test_the_reference_refuses_the_read() -> None:
    """The reference does not answer before a majority confirms, and refuses when it steps down."""
    run = play("naive-read")
    assert read_values(run) == [] and not run.misses and not run.trace.violations


@pytest.mark.parametrize("name", ["lease", "lost-questions", "one-server"])
def test_a_confirmed_read_is_answered(name: str) -> None:
    """A read within a lease, after a repeated question, or in a cluster of one hears the value."""
    assert read_values(play(name)) == ["1"]
