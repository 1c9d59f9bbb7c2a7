"""Histories that one order explains, histories that none does, and histories that the budget does not decide."""

import pytest
from msgspec.structs import replace

from raftlab.grading_models import Submission
from raftlab.linearizability.history_check import HistoryVerdict, check_history
from raftlab.linearizability.order_search import Verdict
from raftlab.pages.player.page import violation_paragraphs
from raftlab.pipeline import grade
from raftlab.server import OK, Command, Reply
from raftlab.simulator import linearizability
from raftlab.simulator.act_replay import Run, trace_from_run
from raftlab.simulator.linearizability import LinearizabilityResult, check_linearizability, history_of_run
from raftlab.solutions.named_solutions import read_solution
from raftlab.timeline.run_lines import run_lines
from raftlab.trace import Event, Propose, from_json, to_json

LINEARIZABLE = LinearizabilityResult(Verdict.OK)
CONCURRENT_CALLS = tuple((f"w{number}", "append", chr(97 + number)) for number in range(18))
"""Calls that all overlap and that nobody answers: more orders than any budget."""
UNDECIDED_CALLS = (*CONCURRENT_CALLS, ("r", "cas", "!"), ("r", "ok", "!"))
"""The same with an answer that no order explains, which only all orders together show."""


def make_history(*calls: tuple) -> list[Event]:
    """Return events: ("c1", "put", "1") asks, ("c1", "ok") and ("c1", "ok", value) answer that client's newest call."""
    events, sequence = [], {}
    for step, (client, what, *rest) in enumerate(calls, start=1):
        if what == "ok":
            reply = Reply(client, sequence[client], OK, rest[0] if rest else None)
            events.append(Event(step, 0.0, Propose("S2", Command("get", "other")), "S1", (reply,)))
            continue
        sequence[client] = sequence.get(client, 0) + 1
        value = rest[0] if rest else ""
        events.append(Event(step, 0.0, Propose("S1", Command(what, "x", value, "", client, sequence[client]))))
    return events


def move_to_key(key: str, events: list[Event]) -> list[Event]:
    """Return the events with every call on `key`."""
    changed = []
    for event in events:
        if isinstance(event.act, Propose) and event.act.command.client:
            act = replace(event.act, command=replace(event.act.command, key=key))
            event = replace(event, act=act)
        changed.append(event)
    return changed


def test_calls_one_after_the_other_are_explained():
    """A read that begins after a write has ended returns what was written."""
    calls = (("a", "put", "1"), ("a", "ok"), ("b", "get"), ("b", "ok", "1"))
    assert check_linearizability(make_history(*calls)) == LINEARIZABLE


def test_stale_read_is_not_explained():
    """A read that returns what an ended write had replaced is told, with its client and its steps."""
    calls = make_history(("a", "put", "1"), ("a", "ok"), ("a", "put", "2"), ("a", "ok"), ("b", "get"), ("b", "ok", "1"))
    result = check_linearizability(calls)
    assert result.verdict is Verdict.ILLEGAL
    found = result.violation
    assert found is not None
    assert found.property == "Linearizability"
    assert found.step == 6
    assert "b asked for get x at step 5 and heard ok 1 at step 6" in found.seen


def test_read_beside_a_write_may_see_either():
    """A read that overlaps a write may return the old value or the new."""
    for seen in (None, "1"):
        calls = (("a", "put", "1"), ("b", "get"), ("b", "ok", seen), ("a", "ok"))
        assert check_linearizability(make_history(*calls)) == LINEARIZABLE


def test_unanswered_write_may_take_effect_late_but_not_twice():
    """A write that nobody answered explains one change of what is read, not a value that comes and goes."""
    late = (("a", "put", "1"), ("b", "get"), ("b", "ok", None), ("b", "get"), ("b", "ok", "1"))
    assert check_linearizability(make_history(*late)) == LINEARIZABLE
    assert check_linearizability(make_history(*late, ("b", "get"), ("b", "ok", None))).verdict is Verdict.ILLEGAL


def test_lost_append_is_not_explained():
    """Two appends that were both answered are both read."""
    calls = (("a", "append", "1"), ("a", "ok"), ("b", "append", "2"), ("b", "ok"), ("c", "get"))
    assert check_linearizability(make_history(*calls, ("c", "ok", "12"))) == LINEARIZABLE
    assert check_linearizability(make_history(*calls, ("c", "ok", "2"))).verdict is Verdict.ILLEGAL


def test_spent_budget_is_unknown():
    """A history that the budget does not decide is no pass: the verdict names the budget, the key and its calls."""
    result = check_linearizability(make_history(*UNDECIDED_CALLS))
    assert result.verdict is Verdict.UNKNOWN
    assert result.violation is None
    assert "the budget of 200,000 states was spent" in result.undecided_reason
    assert "not decided for the 19 calls on x" in result.undecided_reason


def test_violation_on_one_key_outweighs_what_is_not_known_of_another():
    """A run with one key that no order explains is illegal, though another key's budget is spent first."""
    undecided = move_to_key("a", make_history(*UNDECIDED_CALLS))
    stale = make_history(("a", "put", "1"), ("a", "ok"), ("b", "get"), ("b", "ok", "2"))
    result = check_linearizability(undecided + stale)
    assert result.verdict is Verdict.ILLEGAL
    assert result.violation is not None
    assert "on x" in result.violation.seen


def test_budget_counts_the_states_of_a_search(monkeypatch):
    """A lost append is found within a budget that just suffices for it, and is unknown with one state less."""
    lost = make_history(
        ("a", "append", "1"), ("a", "ok"), ("a", "append", "2"), ("a", "ok"), ("b", "get"), ("b", "ok", "1")
    )
    states = check_history(history_of_run(lost)).states
    monkeypatch.setattr(linearizability, "STATE_LIMIT", states)
    assert check_linearizability(lost).verdict is Verdict.ILLEGAL
    monkeypatch.setattr(linearizability, "STATE_LIMIT", states - 1)
    assert check_linearizability(lost).verdict is Verdict.UNKNOWN


def test_write_that_returns_a_value_is_not_explained():
    """put, append and delete return nothing; a server that answers them with a value breaks Linearizability."""
    result = check_linearizability(make_history(("a", "put", "1"), ("a", "ok", "1")))
    assert result.violation is not None and result.violation.step == 2


@pytest.fixture
def undecided_check(monkeypatch):
    """Make the check of every run spend its budget."""
    monkeypatch.setattr(
        linearizability,
        "check_history",
        lambda history, budget: HistoryVerdict(Verdict.UNKNOWN, budget, undecided=(history.operations[0].key,)),
    )


def test_run_that_is_not_decided_is_shown_as_such(run_seed, request):
    """The trace of a run keeps why it was not judged, and no reader of it says that nothing broke."""
    decided, undecided = run_seed(4), run_seed(4)
    assert decided.run(150) is None
    request.getfixturevalue("undecided_check")
    assert undecided.run(150) is None
    traces = [
        trace_from_run(Run(each.world, each.monitor), scene="x", title="", seed=4) for each in (decided, undecided)
    ]
    assert b"undecided" not in to_json(traces[0])
    assert "not decided" in from_json(to_json(traces[1])).undecided
    endings = ["\n".join(line.plain for line in run_lines(trace, True)) for trace in traces]
    assert ["No property broke" in ending for ending in endings] == [True, False]
    assert ["not decided" in str(violation_paragraphs(trace)) for trace in traces] == [False, True]


@pytest.mark.parametrize("name", ["test_search_three", "test_figure8_overwrite"])
def test_check_that_is_not_decided_is_unknown(kit, undecided_check, name):
    """Random runs and scenarios that break nothing earn nothing where the answers could not be judged."""
    scene = kit.scene("scene05")
    solution = Submission(scene.id, scene.file, kit.solution_layer(scene).source)
    (check,) = grade(kit, solution, in_process=True, check_names=(name,)).result.checks
    assert (check.verdict, check.points) == ("unknown", 0)
    assert "the budget of 200,000 states was spent" in check.seen


def test_violation_outweighs_what_is_not_decided(kit, undecided_check):
    """A run that breaks a property fails, whatever else of it could not be judged."""
    scene = kit.scene("scene05")
    wrong = read_solution(kit, kit.reference / "scene05/mutants/figure8-count-old-term.py")
    (check,) = grade(
        kit, Submission(scene.id, scene.file, wrong), in_process=True, check_names=("test_figure8_overwrite",)
    ).result.checks
    assert check.verdict == "FAIL"


def test_read_after_a_delete_finds_nothing():
    """A delete leaves no value, not the empty text: the read that follows it is explained, an older value is not."""
    calls = (("a", "put", "1"), ("a", "ok"), ("a", "delete"), ("b", "get"), ("a", "ok"))
    assert check_linearizability(make_history(*calls, ("b", "ok"))) == LINEARIZABLE
    late = (*calls, ("b", "ok", "1"), ("b", "get"), ("b", "ok", "1"))
    assert check_linearizability(make_history(*late)).verdict is Verdict.ILLEGAL
