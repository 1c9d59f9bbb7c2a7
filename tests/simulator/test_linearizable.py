"""Histories that one order explains, and histories that none does."""

from raftlab.server import OK, Command, Reply
from raftlab.simulator.linearizable import linearizability_violation
from raftlab.trace import Event, Propose


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


def test_calls_one_after_the_other_are_explained():
    """A read that begins after a write has ended returns what was written."""
    assert (
        linearizability_violation(make_history(("a", "put", "1"), ("a", "ok"), ("b", "get"), ("b", "ok", "1"))) is None
    )


def test_stale_read_is_not_explained():
    """A read that returns what an ended write had replaced is told, with its client and its steps."""
    moments = make_history(
        ("a", "put", "1"), ("a", "ok"), ("a", "put", "2"), ("a", "ok"), ("b", "get"), ("b", "ok", "1")
    )
    found = linearizability_violation(moments)
    assert found is not None
    assert found.property == "Linearizability"
    assert found.step == 6
    assert "b asked for get x at step 5 and heard ok 1 at step 6" in found.seen


def test_read_beside_a_write_may_see_either():
    """A read that overlaps a write may return the old value or the new."""
    for seen in (None, "1"):
        assert (
            linearizability_violation(make_history(("a", "put", "1"), ("b", "get"), ("b", "ok", seen), ("a", "ok")))
            is None
        )


def test_unanswered_write_may_take_effect_late_but_not_twice():
    """A write that nobody answered explains one change of what is read, not a value that comes and goes."""
    late = (("a", "put", "1"), ("b", "get"), ("b", "ok", None), ("b", "get"), ("b", "ok", "1"))
    assert linearizability_violation(make_history(*late)) is None
    assert linearizability_violation(make_history(*late, ("b", "get"), ("b", "ok", None))) is not None


def test_lost_append_is_not_explained():
    """Two appends that were both answered are both read."""
    moments = (("a", "append", "1"), ("a", "ok"), ("b", "append", "2"), ("b", "ok"), ("c", "get"))
    assert linearizability_violation(make_history(*moments, ("c", "ok", "12"))) is None
    assert linearizability_violation(make_history(*moments, ("c", "ok", "2"))) is not None
