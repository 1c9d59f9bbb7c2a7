"""Scene 01's own tools: the protocol, adversaries, clock, and what a log means."""

import random

import pytest

from raftlab.checks import CheckFailure
from raftlab.checks.lab_fixture import Lab
from raftlab.grading_models import Submission
from raftlab.kit import find_kit
from raftlab.labs.scene01.flp import (
    SERVERS,
    deliver_message,
    deliverable_links,
    find_decision,
    initial_configuration,
    renumber_rounds,
    valence,
)
from raftlab.labs.scene01.log_oracle import expected_machine, expected_result, make_log
from raftlab.labs.scene01.schedule_run import DELAY_LIMIT, play_schedule
from raftlab.labs.scene01.timed_runs import EQUAL_WINDOW, decision_time_ms, stalling_network
from raftlab.pipeline import grade
from raftlab.server import Options, Persist, Server
from raftlab.solutions.named_solutions import read_solution
from raftlab.submission_hosts import make_hosts
from raftlab.worker.wire import Codec

KIT = find_kit()
SCENE = KIT.scene("scene01")
REFERENCE_FOLDER = KIT.reference / SCENE.id
TWO_TWO_SPLITS = ("0011", "0101", "0110", "1001", "1010", "1100")
ALL_BINARY_VALUES = [f"{n:04b}" for n in range(16)]
pytestmark = pytest.mark.skipif(not KIT.reference.is_dir(), reason="a student kit holds no reference")


# ---- the protocol ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("values", ALL_BINARY_VALUES)
def test_no_schedule_decides_twice(values: str) -> None:
    """In schedules drawn at random no two servers decide differently, and only a value that somebody began with."""
    chance = random.Random(values)
    for _ in range(40):
        now, seen = initial_configuration(values), set()
        for _ in range(60):
            now, decided = deliver_message(now, *chance.choice(list(deliverable_links(now))))
            seen |= set() if decided is None else {decided}
        assert len(seen) <= 1
        assert {str(value) for value in seen} <= set(values)


@pytest.mark.parametrize("values", ALL_BINARY_VALUES)
def test_two_against_two_is_bivalent(values: str) -> None:
    """Of the sixteen beginnings exactly those with two of each value are bivalent; the others can decide one only."""
    most = int(values.count("1") > 2)
    assert valence(initial_configuration(values)) == ((0, 1) if values in TWO_TWO_SPLITS else (most,))


@pytest.mark.parametrize("values", TWO_TWO_SPLITS)
def test_a_way_to_a_decision_leads_to_it(values: str) -> None:
    """Each schedule that exploring names, from wherever a few steps lead, ends in the decision that it is named for."""
    chance = random.Random(values)
    for value in (0, 1):
        now = initial_configuration(values)
        for _ in range(chance.randrange(8)):
            after, decided = deliver_message(now, *chance.choice(list(deliverable_links(now))))
            now = after if decided is None else now
        way, decided = find_decision(renumber_rounds(now), value).schedule, None
        assert (way is None) == (value not in valence(now))
        for link in way or ():
            assert decided is None
            now, decided = deliver_message(now, *link)
        assert decided == (None if way is None else value)


def test_three_equal_values_decide() -> None:
    """Exploring every schedule from three against one, nobody ever decides for the one."""
    seen, waiting = {initial_configuration("0111")}, [initial_configuration("0111")]
    while waiting:
        here = waiting.pop()
        for link in deliverable_links(here):
            after, decided = deliver_message(here, *link)
            assert decided != 0
            if decided is None and (short := renumber_rounds(after)) not in seen:
                seen.add(short)
                waiting.append(short)
    assert len(seen) > 1000


def test_one_silent_server_cannot_stall_the_others() -> None:
    """Three servers that hear only each other decide in two rounds, whatever they began with."""
    for values in TWO_TWO_SPLITS:
        now, decided = initial_configuration(values), None
        for _ in range(12):
            links = [link for link in deliverable_links(now) if "S4" not in link]
            now, decided = deliver_message(now, *links[0])
            if decided is not None:
                break
        assert decided is not None


# ---- the adversary ---------------------------------------------------------------------------------------------------


def adversary_schedule(values: str, steps: int) -> object:
    """Return what the reference's adversary plays."""
    submission = Submission(SCENE.id, SCENE.file, KIT.solution_layer(SCENE).source)
    lab = Lab(KIT, SCENE, 0, make_hosts(KIT, SCENE, submission, in_process=True, debug=False), Codec())
    return lab.place("S1").call("stall", None, values, steps).result


def test_reference_stalls_a_hundred_rounds() -> None:
    """The reference's schedule leaves both values open for 1,200 steps, and every server goes on."""
    played = play_schedule("0110", adversary_schedule("0110", 1200), 1200)
    assert all(step.possible_values == (0, 1) for step in played.steps)
    assert min(peer.round for peer in played.configuration) >= 100


def test_univalent_step_is_shown_with_the_path_to_it() -> None:
    """A schedule that settles the outcome is told with the step that does, the values, and the steps before."""
    with pytest.raises(CheckFailure) as told:
        play_schedule("0011", ["S3 -> S1", "S4 -> S1", "S1 -> S3", "S4 -> S3", "S3 -> S4"], 5)
    first, head, *steps, now, look = told.value.seen.splitlines()
    assert first.startswith("With step 5, S3 -> S4, the outcome is fixed: ")
    assert first.endswith(" configurations can follow, and in none of them does anybody decide 0.")
    assert " ".join(head.split()) == "step arrives S1 S2 S3 S4 effect possible"
    assert [step.endswith("0 or 1") for step in steps] == [True] * 5 + [False]
    assert " ".join(steps[2].split()) == "2 S4 -> S1 1 0 1 1 S1 takes 1 into round 2 0 or 1"
    assert " ".join(steps[-1].split()) == "5 S3 -> S4 1 0 1 1 S4 has heard one of two only 1"
    assert now == "the four now send: S1 1 in round 2; S2 0 in round 1; S3 1 in round 2; S4 1 in round 1"
    assert "raftlab draw" in look


def test_a_student_who_lets_it_decide_is_told_so() -> None:
    """A submission whose schedule settles the outcome fails the check with the univalent step."""
    source = read_solution(KIT, REFERENCE_FOLDER / "mutants" / "stall-in-order-of-names.py")
    only = ("test_stall_leaves_both_open",)
    check = grade(KIT, Submission(SCENE.id, SCENE.file, source), check_names=only, in_process=True).result.checks[0]
    assert check.verdict == "FAIL"
    assert "the outcome is fixed" in check.seen
    assert "only" in check.seen.splitlines()[-3]


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        (3, "returned 3; it returns a list of links"),
        (["S2->S1"], "Step 1 is 'S2->S1'; a step is a link, such as 'S2 -> S1'"),
        ([7], "Step 1 is 7"),
        (["S1 -> S1"], "Step 1 is 'S1 -> S1'"),
        (["S2 -> S1", "S2 -> S1"], "Step 2, S2 -> S1, is impossible: nothing is in flight there"),
        (["S2 -> S1", "S3 -> S1", "S1 -> S2", "S1 -> S2"], "nothing before round 2 is in flight there"),
        (["S2 -> S1"], "returned 1 steps, not 50"),
    ],
)
def test_invalid_schedule_is_reported(steps: object, expected: str) -> None:
    """Each way to return something else than a schedule is named with its step."""
    with pytest.raises(CheckFailure) as fault:
        play_schedule("0011", steps, 50)
    assert expected in fault.value.seen


def test_a_message_that_waits_too_long_is_named() -> None:
    """A schedule that never delivers a message is told which one, and for how long it has been in flight."""
    starved = [step for step in adversary_schedule("0011", 120) if step != "S4 -> S1"]  # type: ignore[attr-defined]
    with pytest.raises(CheckFailure) as fault:
        play_schedule("0011", starved, 100)
    assert f"the message of S4 to S1 in round 1 has been in flight for {DELAY_LIMIT + 1} steps" in fault.value.seen


# ---- the clock -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("values", TWO_TWO_SPLITS)
def test_equal_timeouts_are_stalled_and_drawn_ones_are_not(values: str) -> None:
    """The network that keeps equal timeouts undecided for ever loses to timeouts that are drawn, in every run."""
    network = stalling_network(values)
    assert decision_time_ms(values, network, EQUAL_WINDOW, 0, 60_000.0) is None
    assert all(decision_time_ms(values, network, (0, 60), seed, 5_000.0) is not None for seed in range(50))


def test_no_network_stalls_three_against_one() -> None:
    """Where the values settle the outcome no network keeps it open."""
    with pytest.raises(ValueError, match="no network keeps 0111 undecided"):
        stalling_network("0111")


def test_a_decision_does_not_come_before_two_messages() -> None:
    """Equal values decide as soon as two messages have arrived: the waiting time, and the second delay."""
    network = {(a, b): 10 if a < b else 20 for a in SERVERS for b in SERVERS if a != b}
    assert decision_time_ms("1111", network, (100.0, 100.0), 0, 1000.0) == 110.0


# ---- what a log means ------------------------------------------------------------------------------------------------


def test_a_log_means_what_its_first_copies_do() -> None:
    """Copies and refused commands leave no trace in the machine; each gives what its first copy gave, or nothing."""
    log = make_log("x=1 c1/1", "x+=2 c2/1", "x=1 c1/1", "get x c2/2", "expire c1", "x=9 c1/2", "x:12->3 c2/3", "no-op")
    assert expected_machine(log) == {"x": "3"}
    assert [expected_result(log, index) for index in (3, 4, 6, 7, 8)] == [
        ("ok", None),
        ("ok", "12"),
        ("refused", None),
        ("ok", "12"),
        ("ok", None),
    ]


def test_persist_copies_a_dict() -> None:
    """What a layer makes durable is what it was at that moment, though the dict goes on to change."""

    class Durable(Server):
        persistent = (*Server.persistent, "machine")

    server = Durable("S1", ("S1",), Options())
    server.machine["x"] = "1"
    server.persist()
    server.machine["x"] = "2"
    saved = server._actions[0]
    assert isinstance(saved, Persist)
    assert saved.fields["machine"] == {"x": "1"}


# ---- what is said of an answer of the wrong type ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hole", "line", "check", "expected"),
    [
        (
            "def timeout_window",
            "return 150.0, [300]",
            "timeout_ends_the_stall",
            "timeout_window() returned (float 150.0, list); it returns (low, high) in ms, 0 <= low <= high.",
        ),
        ("def stall", "return 7.5", "stall_leaves_both_open", "returned float 7.5; it returns a list of links."),
        (
            "def execute",
            "self.machine['x'] = '1'; return 1.5",
            "put_get_append_delete",
            ", which returned float 1.5. It should return None.",
        ),
        ("def apply(", "return None", "results_by_index", "None, which is not a pair of outcome and value"),
    ],
)
def test_answer_of_a_wrong_type_is_told_as_it_was_written(hole: str, line: str, check: str, expected: str) -> None:
    """What a hole returned is told by value and type, with nothing of how it came here."""
    source = KIT.solution_layer(SCENE).source
    head, _, rest = source.partition(f"    {hole}")
    signature, _, body = rest.partition(":\n")
    written = f"{head}    {hole}{signature}:\n        {line}\n{body}"
    work = Submission(SCENE.id, SCENE.file, written)
    result = grade(KIT, work, check_names=(f"test_{check}",)).result
    assert expected in result.checks[0].seen
    assert "(None,)" not in result.checks[0].seen
