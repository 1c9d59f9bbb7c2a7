"""`dev check` finds each thing that can be wrong with a scene, and nothing in a sound one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from small_kit import CHECKS, LATER, change, small_kit, write

from raftlab.authoring.inspection import Inspection, inspect
from raftlab.authoring.kills import kills, lines, page
from raftlab.authoring.plan import more_trials, trials
from raftlab.authoring.trees import inspect_strays, inspect_trees
from raftlab.authoring.trial import Outcome, run_trial
from raftlab.authoring.verdicts import judge
from raftlab.kit import Kit

SCENE = "scene90"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return the folder of a sound kit."""
    return small_kit(tmp_path / "kit").root


def outcomes(root: Path, seeds: int = 1) -> list[Outcome]:
    """Carry out the trials of the scene in this process."""
    kit = Kit(root)
    first = [run_trial(trial) for trial in trials(kit, kit.scene(SCENE))]
    return [*first, *map(run_trial, more_trials(first, seeds))]


def faults(root: Path) -> list[str]:
    """Inspect the scene in this process and return all that is wrong with it."""
    kit = Kit(root)
    scene = kit.scene(SCENE)
    found = [inspect_strays(kit), *inspect_trees(kit, scene), *judge(kit, scene, outcomes(root), 1)]
    return [fault for finding in found for fault in finding.faults]


def test_sound_scene_has_no_fault(root: Path) -> None:
    """A scene that is whole passes, over several seeds and in processes of its own, with a row for each mutant."""
    kit = Kit(root)
    told: list[tuple[int, int]] = []
    found: Inspection = inspect(kit, [kit.scene(SCENE)], 2, 2, lambda done, total, label: told.append((done, total)))
    assert [finding.faults for finding in found.findings if finding.faults] == []
    assert found.sound
    assert [(kill.mutant, kill.caught, kill.seeds) for kill in found.kills] == [
        ("counts-nothing", 2, 2),
        ("tells-nothing", 2, 2),
    ]
    assert told[-1] == (len(told), len(told))


def no_handout(root: Path) -> None:
    (root / "labs/scene90/README.md").unlink()


def stray_folder(root: Path) -> None:
    (root / "skeletons/scene92").mkdir()


def uncounted_hidden_check(root: Path) -> None:
    write(root / "reference/scene90/tests/test_hidden.py", CHECKS.replace("test_", "test_hidden_"))


def edited_skeleton(root: Path) -> None:
    change(root / "skeletons/scene90/counting.py", "Counts.", "Counts well.")


def skeleton_with_an_answer(root: Path) -> None:
    change(root / "skeletons/scene90/counting.py", "raise NotImplementedError", "self.commitIndex += 1")


def missing_hole(root: Path) -> None:
    change(root / "labs/scene90/scene.toml", "tryAdvanceCommit", "tryAdvance")


def nameless_mutant(root: Path) -> None:
    change(root / "reference/scene90/mutants/counts-nothing.py", "# caught by: ", "# caught ")


def mutant_of_no_check(root: Path) -> None:
    change(root / "reference/scene90/mutants/counts-nothing.py", "test_leader_counts", "test_nothing")


def living_mutant(root: Path) -> None:
    change(root / "reference/scene90/mutants/counts-nothing.py", "pass", "self.commitIndex += 1")


def blocked_mutant(root: Path) -> None:
    change(root / "reference/scene90/mutants/counts-nothing.py", "test_leader_counts", "test_tells_that_it_moved")


def broken_mutant(root: Path) -> None:
    change(root / "reference/scene90/mutants/counts-nothing.py", "class Counting", "class Other")


def reasonless_variant(root: Path) -> None:
    change(root / "reference/scene90/variants/same.py", "# variant: it is the same", "# the same")


def wrong_variant(root: Path) -> None:
    change(root / "reference/scene90/variants/same.py", "+= 1", "+= 2")


def wrong_reference(root: Path) -> None:
    change(root / "reference/scene90/counting.py", "return True", "return False")


def wrong_points(root: Path) -> None:
    change(root / "labs/scene90/tests/test_counting.py", "points=60", "points=50")


def two_rungs(root: Path) -> None:
    change(
        root / "labs/scene90/hints.toml", '[leader_counts]\nrungs = ["a", "b", "c"]', '[leader_counts]\nrungs = ["a"]'
    )


def hints_for_nothing(root: Path) -> None:
    with (root / "labs/scene90/hints.toml").open("a") as file:
        file.write('[nothing]\nrungs = ["a", "b", "c"]\n')


def later_breaks(root: Path) -> None:
    write(
        root / "reference/scene91/further.py",
        LATER + "\n    def tryAdvanceCommit(self) -> bool:\n        return True\n",
    )


def raises(root: Path) -> None:
    change(root / "skeletons/scene90/counting.py", "raise NotImplementedError", "raise KeyError")


SPOILED: list[tuple[Callable[[Path], None], str]] = [
    (no_handout, "labs/scene90/README.md is missing"),
    (stray_folder, "skeletons/scene92: no labs/scene92/scene.toml"),
    (uncounted_hidden_check, "labs/scene90/scene.toml says hidden = 0; reference/scene90/tests has 2 checks"),
    (edited_skeleton, "has drifted; run `raftlab dev skeleton scene90`"),
    (skeleton_with_an_answer, "test_leader_counts says ok and gives 60 points"),
    (raises, "test_leader_counts says FAIL and gives 0 points"),
    (missing_hole, "has no tryAdvance, which scene.toml names as a hole"),
    (nameless_mutant, "counts-nothing.py: the first line must be `# caught by: test_…`"),
    (mutant_of_no_check, "counts-nothing.py: scene90: no check is called test_nothing; did you mean test_leader"),
    (living_mutant, "counts-nothing.py: test_leader_counts says ok (seed 0)"),
    (blocked_mutant, "test_tells_that_it_moved says blocked by test_leader_counts; caught by test_leader_counts"),
    (broken_mutant, "counts-nothing.py: no class Counting"),
    (mutant_of_no_check, "test_leader_counts: no mutant is caught by it"),
    (reasonless_variant, "same.py: the first line must be `# variant: ` and why it is right"),
    (wrong_variant, "same.py: test_leader_counts says FAIL"),
    (wrong_reference, "counting.py: test_tells_that_it_moved says FAIL: it told nothing"),
    (wrong_points, "they sum to 90"),
    (two_rungs, "leader_counts has 1 rungs, not 3"),
    (hints_for_nothing, "nothing is no check of this scene"),
    (later_breaks, "scene91: test_leader_counts says FAIL: commitIndex is 0"),
]


@pytest.mark.parametrize(("spoil", "fault"), SPOILED, ids=[spoil.__name__ for spoil, _ in SPOILED])
def test_each_thing_that_is_wrong_is_found(root: Path, spoil: Callable[[Path], None], fault: str) -> None:
    """What is spoiled in a sound scene is named, with its place."""
    spoil(root)
    assert any(fault in found for found in faults(root)), faults(root)


def test_later_scene_may_outgrow_a_check_with_a_reason(root: Path) -> None:
    """An exception in the later scene's scene.toml excuses the check, and only that one."""
    later_breaks(root)
    with (root / "labs/scene91/scene.toml").open("a") as file:
        file.write(f'\n[outgrows.{SCENE}]\ntest_leader_counts = "it counts elsewhere"\n')
    assert faults(root) == []


def test_checks_that_ask_for_no_seed_run_on_one(root: Path) -> None:
    """On the other seeds runs what asked for the seed, and nothing else."""
    found = [each.trial for each in outcomes(root, seeds=4) if each.trial.seed]
    rows = sorted((trial.kind, trial.file.stem, trial.only, trial.seed) for trial in found)
    seeded = ("test_tells_that_it_moved",)
    assert rows == [
        *(("mutant", "tells-nothing", seeded, seed) for seed in (1, 2, 3)),
        *(("reference", "counting", seeded, seed) for seed in (1, 2, 3)),
        *(("variant", "same", seeded, seed) for seed in (1, 2, 3)),
    ]


def test_kill_table_tells_who_survived(root: Path) -> None:
    """The table counts the seeds on which a mutant was caught, as text and as a page."""
    living_mutant(root)
    table = kills(outcomes(root, seeds=2), 2)
    assert [(kill.mutant, kill.caught, kill.seeds) for kill in table] == [
        ("counts-nothing", 0, 2),
        ("tells-nothing", 2, 2),
    ]
    assert lines(table)[1].split()[:3] == ["counts-nothing", "leader_counts", "none"]
    assert "| tells-nothing | `tells_that_it_moved` | 2 of 2 |" in page(table)
