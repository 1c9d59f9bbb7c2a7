"""Figure 8 as the engine runs it: the paper's logs panel by panel, the badge, the two endings, the two by two."""

from pathlib import Path

import pytest

from raftlab.grading_models import Submission
from raftlab.kit import find_kit
from raftlab.run_execution import run_scenario
from raftlab.scenario.language import read_scenario
from raftlab.scenario.runner import Runner
from raftlab.solutions.named_solutions import read_solution
from raftlab.worker.message_codec import Codec
from raftlab.worker.worker_hosts import InProcessHosts, make_load_request

pytestmark = pytest.mark.usefixtures("shared_zygotes")

KIT = find_kit()
SCENE = KIT.scene("scene05")
SCENARIO_FOLDER = SCENE.folder / "scenarios"

# Raft Figure 8: the terms of each log at the end of each panel.
PANEL_LOGS = {
    "a": {"S1": [1, 2], "S2": [1, 2], "S3": [1], "S4": [1], "S5": [1]},
    "b": {"S1": [1, 2], "S2": [1, 2], "S3": [1], "S4": [1], "S5": [1, 3]},
    "c": {"S1": [1, 2], "S2": [1, 2], "S3": [1, 2], "S4": [1], "S5": [1, 3]},
}


def naive_submission() -> Submission:
    """Return the rule that counts copies of any term."""
    path = KIT.reference / "scene05/mutants/figure8-count-old-term.py"
    return Submission("scene05", "commit.py", read_solution(KIT, path))


def logs_at(trace, step: int) -> dict[str, list[int]]:
    """Return the terms of every log after `step`."""
    logs = {}
    for event in trace.events[:step]:
        if event.server and event.view:
            logs[event.server] = [entry.term for entry in event.view.log]
    return logs


@pytest.mark.parametrize("submission", [None, naive_submission()], ids=["guarded", "naive"])
def test_panels_match_the_paper(submission):
    """Panels a, b and c hold the logs of the paper's figure, whichever rule commits."""
    trace = run_scenario(KIT, SCENE, SCENARIO_FOLDER / "figure8.txt", submission, "d1").trace
    for panel in trace.panels:
        if panel.name in PANEL_LOGS:
            assert logs_at(trace, panel.last) == PANEL_LOGS[panel.name], panel.name


@pytest.mark.parametrize(
    ("submission", "answer"),
    [(None, "NO: log[2].term 2 is not currentTerm 4"), (naive_submission(), "YES (unsafe)")],
    ids=["guarded", "naive"],
)
def test_badge_tells_the_rule_and_the_arithmetic(submission, answer):
    """The badge in (c) counts three of five, and answers as the rule does."""
    trace = run_scenario(KIT, SCENE, SCENARIO_FOLDER / "figure8.txt", submission, "d1").trace
    badge = next(panel.badge for panel in trace.panels if panel.name == "c")
    assert (badge.answer, badge.arithmetic) == (answer, "3 of 5 hold index 2")


@pytest.mark.parametrize("fork", ["d1", "d2"])
def test_guarded_rule_breaks_nothing_in_either_ending(fork):
    """With the guard, the overwrite of d1 is legal and d2 commits: no property breaks, every line comes true."""
    run = run_scenario(KIT, SCENE, SCENARIO_FOLDER / "figure8.txt", None, fork)
    assert (run.trace.violations, run.misses) == ((), ())


def test_naive_rule_breaks_leader_completeness_in_d1():
    """The naive rule's d1 names the servers, the index, both terms and both commands."""
    trace = run_scenario(KIT, SCENE, SCENARIO_FOLDER / "figure8.txt", naive_submission(), "d1").trace
    broken = {violation.property: violation for violation in trace.violations}
    harm = broken["LeaderCompleteness"]
    assert (harm.index, harm.terms, harm.commands, harm.servers) == (2, (2, 3), ("x=1", "y=2"), ("S1", "S5"))
    assert "StateMachineSafety" in broken


HARMFUL_PROPERTIES = {"LeaderCompleteness", "StateMachineSafety"}


@pytest.mark.parametrize("submission", [None, naive_submission()], ids=["on", "off"])
@pytest.mark.parametrize("fork", ["not-copied", "copied"])
def test_two_by_two_breaks_only_off_and_not_copied(submission, fork):
    """Of the four rows only (rule off, own-term entry not copied) breaks a promise."""
    trace = run_scenario(KIT, SCENE, SCENARIO_FOLDER / "two-by-two.txt", submission, fork).trace
    harmed = HARMFUL_PROPERTIES & {violation.property for violation in trace.violations}
    assert bool(harmed) == (submission is not None and fork == "not-copied")


@pytest.mark.parametrize("path", sorted((KIT.reference / "scene05/variants").glob("*.py")), ids=lambda p: p.stem)
def test_right_answers_of_another_kind_pass_every_scenario(path: Path):
    """Each right but different answer meets every line of every scenario of the scene, with every ending."""
    layer = KIT.submission_layer(SCENE, "commit.py", read_solution(KIT, path))
    load = make_load_request((*KIT.given_layers(SCENE), layer), KIT.message_modules(SCENE))
    with InProcessHosts(load) as hosts:
        for file in sorted(SCENARIO_FOLDER.glob("*.txt")):
            scenario = read_scenario(file)
            for fork in [each.name for each in scenario.forks] or [None]:
                runner = Runner(hosts.open(), Codec(load.message_modules), scenario, SCENE.id)
                runner.run(fork)
                assert (runner.failed_lines, runner.trace().violations) == ([], ()), (file.name, fork)
