"""Scene 09: the naive read is shown, and the reference answers the same schedule."""

from __future__ import annotations

import pytest

from raftlab.grading_models import Submission
from raftlab.kit import find_kit
from raftlab.pages.storyboard.client_calls import calls_figure, false_answer_text
from raftlab.run_execution import ScenarioRun, run_scenario
from raftlab.server import OK, Reply
from raftlab.solutions.named_solutions import find_solution, read_solution

pytestmark = pytest.mark.usefixtures("shared_zygotes")

SCENE = "scene09"


def play(name: str, solution: str = "", fork: str | None = None) -> ScenarioRun:
    """Run a scenario of the scene on the reference, or on a mutant."""
    kit = find_kit()
    scene = kit.scene(SCENE)
    file = find_solution(kit, f"{SCENE}/{solution}") if solution else None
    submission = Submission(SCENE, scene.file, read_solution(kit, file)) if file is not None else None
    return run_scenario(kit, scene, scene.folder / "scenarios" / f"{name}.txt", submission, fork)


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


def test_an_answer_after_a_pause_is_right() -> None:
    """A server that read its clock within the lease answers after a pause, and after the value was replaced."""
    run = play("paused-answer")
    assert read_values(run) == ["1"] and not run.misses and not run.trace.violations


@pytest.mark.parametrize("fork", ["slow", "set-back"])
def test_a_clock_beyond_the_bound_shows_the_past(fork: str) -> None:
    """No lease survives a clock that is wrong by more than it allows for: the reference too reads the past."""
    run = play("beyond-the-bound", fork=fork)
    assert read_values(run) == ["1"]
    assert [violation.property for violation in run.trace.violations] == ["Linearizability"]


@pytest.mark.parametrize(
    ("name", "solution"),
    [("slow-clock", "lease-as-long-as-the-promise"), ("clock-set-back", "lease-after-a-clock-was-set-back")],
)
def test_a_wrong_lease_is_seen_within_the_bound(name: str, solution: str) -> None:
    """The schedules with wrong clocks tell a right lease from a wrong one."""
    assert [violation.property for violation in play(name, solution).trace.violations] == ["Linearizability"]
    assert not play(name).trace.violations


def test_a_follower_answers_with_what_its_leader_committed() -> None:
    """A follower that is behind waits for the index of its leader."""
    assert read_values(play("follower-read")) == ["1"]
    assert [violation.property for violation in play("follower-read", "follower-answers-by-itself").trace.violations]


def test_the_page_shows_the_calls_and_the_time_in_which_the_answer_was_false() -> None:
    """The page of a stale read draws the calls, and shades the time from the newer value's ok to the answer."""
    figure = str(calls_figure(play("naive-read", "leader-reads-locally").trace, with_legal_calls=False))
    calls = [f"c{number}, call 1" for number in (1, 2, 3)]
    assert all(text in figure for text in (*calls, "get x: 1", "1 is false", "from then on 1 is false"))
    assert calls_figure(play("naive-read").trace, with_legal_calls=False) is None


def test_the_page_says_a_false_answer_in_a_clients_words() -> None:
    """The verdict on a stale read begins with what two clients were told; a run that is right has no such sentence."""
    said = false_answer_text(play("naive-read", "leader-reads-locally").trace)
    assert said == "c2 heard ok for x=2. c3 asked later, and was told that x is still 1."
    assert false_answer_text(play("naive-read").trace) == ""
