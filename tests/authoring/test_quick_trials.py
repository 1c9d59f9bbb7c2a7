"""`dev check --quick` tries each file without the jail, and asks the jail where a result is not the expected one."""

from __future__ import annotations

import resource
from pathlib import Path

import pytest
from small_kit import make_small_kit, replace_text, write_file

from raftlab.authoring import forked_trials
from raftlab.authoring.forked_trials import run_forked_trial, run_quick_batch
from raftlab.authoring.scene_trials import TrialPlan, first_trials, omitted_trial_texts, resolve_check_names
from raftlab.authoring.scene_validation import validate_scenes
from raftlab.authoring.solution_trial import Trial, TrialResult, run_trial_batch
from raftlab.cli.main import run
from raftlab.errors import UsageError
from raftlab.kit import Kit
from raftlab.worker.worker_connection import RequestLimits
from raftlab.worker.worker_hosts import WorkerHosts

SCENE = "scene90"
QUICK = TrialPlan(1, is_quick=True)


@pytest.fixture
def kit(tmp_path: Path) -> Kit:
    """Return a sound kit of two small scenes."""
    return make_small_kit(tmp_path / "kit")


def mutant_trial(kit: Kit, old: str, new: str) -> Trial:
    """Return the trial of a mutant after a change of its text."""
    replace_text(kit.root / "reference/scene90/mutants/counts-nothing.py", old, new)
    trials = first_trials(kit, kit.scene(SCENE), QUICK)
    return next(each for each in trials if each.file.stem == "counts-nothing")


def test_quick_inspection_makes_the_claims_that_it_tried(kit: Kit) -> None:
    """A sound scene passes; nothing is said of later references, and the words after it say so."""
    found = validate_scenes(kit, [kit.scene(SCENE)], QUICK, 1, lambda done, total, label: None)
    assert [finding.problems for finding in found.findings if finding.problems] == []
    claims = [finding.claim for finding in found.findings]
    assert "every half answer earns the points that it expects on seed 0" in claims
    assert "later references pass these checks" not in claims
    assert "this scene's checks on later references" in omitted_trial_texts(QUICK)
    assert omitted_trial_texts(TrialPlan(5)) == []


def test_quick_and_jailed_results_are_equal(kit: Kit) -> None:
    """Each file has the verdicts and the score that it has in the jail."""
    trials = list(first_trials(kit, kit.scene(SCENE), QUICK))
    for quick, slow in zip(run_quick_batch(trials), run_trial_batch(trials), strict=True):
        assert (quick.score, quick.seeded_checks) == (slow.score, slow.seeded_checks)
        verdicts = {name: (check.verdict, check.seen) for name, check in quick.checks.items()}
        assert verdicts == {name: (check.verdict, check.seen) for name, check in slow.checks.items()}


@pytest.mark.parametrize(
    "body", ["while True:\n                self.commitIndex = 1", "self.commitIndex = len(bytes(3 << 30))"]
)
def test_limits_end_a_trial_and_the_jail_judges(kit: Kit, body: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A mutant that hangs, or takes too much memory, gets the verdict of the jail; this process keeps its limits."""
    monkeypatch.setattr(forked_trials, "MUTANT_CPU_S", 1)
    monkeypatch.setitem(WorkerHosts.__init__.__kwdefaults__, "limits", RequestLimits(cpu_s=0.3))  # as endless as 2 s
    forked: list[TrialResult | None] = []

    def note_forked(trial: Trial) -> TrialResult | None:
        forked.append(run_forked_trial(trial))
        return forked[-1]

    monkeypatch.setattr(forked_trials, "run_forked_trial", note_forked)
    before = [resource.getrlimit(limit) for limit in (resource.RLIMIT_CPU, resource.RLIMIT_AS)]
    trial = mutant_trial(kit, "pass", f"if self.role:\n            {body}")
    assert run_quick_batch([trial])[0].checks["test_leader_counts"].verdict == "FAIL"
    (result,) = forked
    assert result is None or result.checks["test_leader_counts"].verdict != "ok"
    assert [resource.getrlimit(limit) for limit in (resource.RLIMIT_CPU, resource.RLIMIT_AS)] == before


def test_mutant_that_passes_is_tried_again_in_the_jail(kit: Kit, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only an unexpected result costs the jail."""
    jailed: list[str] = []
    run_trial = forked_trials.run_trial

    def note_jailed(trial, pool=None, *, in_process=False):  # type: ignore[no-untyped-def]
        jailed.extend([] if in_process else [trial.file.stem])
        return run_trial(trial, pool, in_process=in_process)

    monkeypatch.setattr(forked_trials, "run_trial", note_jailed)
    trial = mutant_trial(kit, "pass", "self.commitIndex = self.commitIndex + 1")
    others = [each for each in first_trials(kit, kit.scene(SCENE), QUICK) if each != trial]
    assert [result.trial for result in run_quick_batch([trial, *others])] == [trial, *others]
    assert jailed == ["counts-nothing"]


def test_one_check_selects_its_mutants_and_every_half_answer(kit: Kit) -> None:
    """With --check the reference and the variants run that check alone; half answers are graded as a whole."""
    scene = kit.scene(SCENE)
    names = resolve_check_names(kit, scene, ["tells_that_it_moved"])
    trials = list(first_trials(kit, scene, TrialPlan(1, check_names=names, is_quick=True)))
    assert [(each.kind, each.file.stem, each.check_names) for each in trials] == [
        ("reference", "counting", names),
        ("variant", "same", names),
        ("mutant", "tells-nothing", names),
        ("partial", "tells-no-move", ()),
    ]
    with pytest.raises(UsageError, match="no check is called test_tells_it; did you mean test_tells_that_it_moved"):
        resolve_check_names(kit, scene, ["test_tells_it"])


def test_broken_half_answer_is_reported(kit: Kit) -> None:
    """A rule in a check that needs another hole takes the points of a half answer: --quick sees it."""
    half = (
        "# expected: 60 points\nclass Counting(Server):\n    def tryAdvanceCommit(self) -> bool:\n        return True\n"
    )
    write_file(kit.root / "reference/scene90/partial/tells-no-move.py", half)
    plan = TrialPlan(1, is_quick=True, name_part="tells")
    found = validate_scenes(kit, [kit.scene(SCENE)], plan, 1, lambda done, total, label: None)
    problems = [problem for finding in found.findings for problem in finding.problems]
    assert len(problems) == 1
    assert problems[0].startswith("tells-no-move.py: it earns 0 points, not 60; without points: test_leader_counts")


@pytest.mark.parametrize(
    ("arguments", "repair"),
    [
        (["scene05", "--quick", "--seeds", "3"], "--quick tries one seed: leave out --seeds"),
        (["scene05", "--quick", "--in-turn"], "--quick tries one seed: leave out --seeds"),
        (["scene05", "--quick", "--write"], "--write needs every file"),
        (["--check", "explore_three"], "--check needs the scene of the check"),
        (["scene05", "--check", "explor_three"], "did you mean test_explore_three?"),
    ],
)
def test_options_that_exclude_each_other(arguments: list[str], repair: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Wrong usage names the repair and exits with 2."""
    assert run(["dev", "check", *arguments]) == 2
    assert repair in capsys.readouterr().err
