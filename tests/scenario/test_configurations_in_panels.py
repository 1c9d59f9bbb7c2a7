"""What the panels of scenarios with configurations and snapshots show: the arithmetic of a commit, and pale cells."""

from __future__ import annotations

from raftlab.grading_models import Submission
from raftlab.kit import find_kit
from raftlab.pages.drawing.log_strip import StripGrid, draw_cell
from raftlab.run_execution import run_scenario
from raftlab.server import Command, Configuration, Entry
from raftlab.simulator.governing_configuration import voter_counts
from raftlab.solutions.named_solutions import read_solution


def test_the_badge_counts_voters_of_the_configuration_in_force() -> None:
    """Without the guard S2 commits with two of S2, S3 and S4: not with two of four."""
    kit = find_kit()
    scene = kit.scene("scene07")
    text = read_solution(kit, kit.reference / scene.id / "mutants" / "config-change-before-own-term-commit.py")
    scenario = scene.folder / "scenarios" / "the-2015-bug.txt"
    naive = run_scenario(kit, scene, scenario, Submission(scene.id, scene.file, text), "c1").trace
    guarded = run_scenario(kit, scene, scenario, None, "c1").trace
    badges = [next(panel.badge for panel in trace.panels if panel.badge) for trace in (naive, guarded)]
    assert [(badge.answer, badge.arithmetic) for badge in badges] == [
        ("YES", "2 of 3 voters hold index 2"),
        ("NO: S2 has no entry 2", "0 of 4 hold index 2"),
    ]


def test_each_side_of_a_joint_configuration_is_counted() -> None:
    """The old side comes first, and a learner counts for nothing."""
    joint = Configuration(("S2", "S3"), ("S5",), ("S1", "S2", "S4"))
    assert voter_counts(joint, ["S1", "S2", "S5"]) == [(2, 3), (1, 2)]
    assert voter_counts(Configuration(("S1", "S2")), ["S3"]) == [(0, 2)]


def test_cells_of_dropped_entries_are_pale_and_tell_no_command() -> None:
    """A cell up to the snapshot has a dashed outline and no command; only the last one has its term."""
    entry = Entry(1, Command("put", "x", "1"))
    dropped, last, kept = (draw_cell(StripGrid(), index, entry, snapshot_index=2) for index in (1, 2, 3))
    assert "stroke-dasharray" in dropped and "stroke-dasharray" in last and "stroke-dasharray" not in kept
    assert "x=1" not in dropped + last and "x=1" in kept
    assert ">1</text>" not in dropped and ">1</text>" in last


def test_cell_of_an_entry_in_memory_has_a_dotted_outline() -> None:
    """An entry that is not on the disk yet looks different from one that is, and its title says so."""
    cell = draw_cell(StripGrid(), 1, Entry(1, Command("put", "x", "1")), is_stored=False)
    assert "stroke-dasharray" in cell and "not on the disk yet" in cell
