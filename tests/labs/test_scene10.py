"""Scene 10: each job of the no-op is seen to need it, and a leader that waits for its disk is silent."""

from __future__ import annotations

import pytest

from raftlab.grading_models import Submission
from raftlab.kit import find_kit
from raftlab.run_execution import ScenarioRun, run_scenario
from raftlab.solutions.named_solutions import find_solution, read_solution

pytestmark = pytest.mark.usefixtures("shared_zygotes")

SCENE = "scene10"


def play(name: str, without: str = "") -> ScenarioRun:
    """Run a scenario of the scene on the reference, or with a no-op only if `without` is true."""
    kit = find_kit()
    scene = kit.scene(SCENE)
    submission = None
    if without:
        file = find_solution(kit, f"{SCENE}/no-op-not-for-reads")
        assert file is not None
        source = read_solution(kit, file).replace("not self.options.reads", without)
        submission = Submission(SCENE, scene.file, source)
    return run_scenario(kit, scene, scene.folder / "scenarios" / f"{name}.txt", submission, None)


@pytest.mark.parametrize("job", ["commits-older", "opens-reads", "before-a-change"])
def test_each_job_of_the_no_op_fails_without_it(job: str) -> None:
    """Each of the three runs comes true with the no-op, and its last line does not without it."""
    assert not play(f"no-op-{job}").misses
    assert len(play(f"no-op-{job}", without="False").misses) == 1


def test_reads_wait_for_want_of_the_no_op_alone() -> None:
    """A leader that leaves out the no-op where reads are on does the other two jobs, and its read hears nothing."""
    missed = {job: play(f"no-op-{job}", "not self.options.reads").misses for job in ("commits-older", "opens-reads")}
    assert not missed["commits-older"]
    assert [miss.seen for miss in missed["opens-reads"]] == ["the client of get x heard nothing."]


def test_leader_that_waits_for_its_disk_is_silent_while_it_hangs() -> None:
    """A short stall of a disk that is waited for ends no leadership, a long one does."""
    run = play("silent-leader")
    assert not run.misses and not run.trace.violations
