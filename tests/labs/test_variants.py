"""Every other right solution earns all points, whatever the seed."""

from __future__ import annotations

from pathlib import Path

import pytest

from raftlab.authoring.scene_trials import TrialPlan, first_trials, other_seed_trials
from raftlab.authoring.scene_validation import run_trials
from raftlab.authoring.trial_findings import findings_on_solutions
from raftlab.kit import Kit

KIT = Kit(Path(__file__).parents[2])
FIVE_SEEDS = TrialPlan(5)


def ignore_progress(done: int, total: int, label: str) -> None:
    """Tell nobody how many trials are done."""


@pytest.mark.night
@pytest.mark.timeout(3600)
@pytest.mark.skipif(not KIT.reference.is_dir(), reason="a student kit holds no reference")
@pytest.mark.parametrize("scene_id", [scene.id for scene in KIT.scenes])
def test_variants_earn_all_points_on_every_seed(scene_id: str) -> None:
    """Each variant earns all points on five seeds; CI tries each on one of them, in turn."""
    scene = KIT.scene(scene_id)
    planned = [trial for trial in first_trials(KIT, scene, FIVE_SEEDS) if trial.kind == "variant"]
    first = list(run_trials(planned, 0, ignore_progress))
    others = list(run_trials(list(other_seed_trials(first, FIVE_SEEDS)), 0, ignore_progress))
    findings = findings_on_solutions(scene, [*first, *others], FIVE_SEEDS)
    assert planned
    assert [problem for finding in findings for problem in finding.problems] == []
