"""A method of a layer is given the history of a recorded run, and cannot change it."""

from __future__ import annotations

import pytest

from raftlab.checks.placed_server import PlacedServer
from raftlab.checks.recorded_runs import history_of_trace
from raftlab.checks.worker_request_text import request_text
from raftlab.cluster_history import History
from raftlab.errors import SubmissionRaisedError
from raftlab.kit import LayerSource
from raftlab.server import Apply, Command, Entry, Options
from raftlab.trace import Boot, Cut, Event, ServerView, Timeout, Trace
from raftlab.worker.wire import BootServer, CallMethod, Codec
from raftlab.worker.worker_hosts import WorkerHosts, make_load_request

LAYER = """\
from raftlab.cluster_history import History
from raftlab.server import Server

class Judge(Server):
    def last_leader(self, history: History) -> str | None:
        led = [server.name for step in history.steps for server in step.servers if server.role == "leader"]
        return led[-1] if led else None

    def applied(self, history: History) -> int:
        return sum(each.index for step in history.steps for each in step.applied)

    def forge(self, history: History) -> None:
        history.steps[0].servers[0].role = "leader"
"""
ENTRY = Entry(1, Command("put", "x", "1"))


def view(role: str, log: tuple[Entry, ...] = ()) -> ServerView:
    """Return the view of a server that is up."""
    return ServerView(True, role, 1, "S1", log, len(log), len(log), None, (), (), len(log))


def small_trace() -> Trace:
    """Return a trace of two servers: S1 starts, wins and applies an entry; S2 never starts."""
    events = (
        Event(1, 0.0, Boot("S1"), "S1", view=view("follower")),
        Event(2, 5.0, Timeout("S1", "election"), "S1", view=view("leader")),
        Event(3, 6.0, Cut("S1", "S2")),
        Event(4, 7.0, Timeout("S1", "heartbeat"), "S1", (Apply(1, ENTRY.command),), view("leader", (ENTRY,))),
    )
    return Trace("0", "scene00", "small", 0, ("S1", "S2"), Options(), events)


@pytest.fixture
def history() -> History:
    """Return the history of the small trace."""
    return history_of_trace("small", small_trace())


def test_history_says_what_happened_and_what_was_there(history: History) -> None:
    """Each step has its number, its event in words, what it applied, and every server, started or not."""
    assert [step.number for step in history.steps] == [1, 2, 3, 4]
    assert [step.event for step in history.steps] == [
        "S1 starts",
        "the election timer of S1 fires",
        "the link from S1 to S2 is cut",
        "the heartbeat timer of S1 fires",
    ]
    assert [[server.role for server in step.servers] for step in history.steps][1:3] == [["leader", "down"]] * 2
    last = history.steps[-1]
    assert last.applied == (Apply(1, ENTRY.command),)
    assert (last.servers[0].entry(1), last.servers[0].entry(2), last.servers[1].entry(1)) == (ENTRY, None, None)


def test_method_in_the_jail_judges_a_history(history: History) -> None:
    """A method gets the history as it is, its result comes back, and the records cannot be changed."""
    layer = LayerSource("judge.py", LAYER, "Judge")
    with WorkerHosts(make_load_request((layer,), ())) as hosts:
        server = PlacedServer(hosts.open().request, Codec(), BootServer("S1", ("S1",), Options()))
        before = server.observation
        assert server.judge("last_leader", history).result == "S1"
        assert server.judge("applied", history).result == 1
        assert server.observation == before
        with pytest.raises(SubmissionRaisedError, match="immutable"):
            server.judge("forge", history)
        assert server.judge("last_leader", history).result == "S1"


def test_question_about_a_history_is_named_by_its_run(history: History) -> None:
    """The words for a request name the run, not its hundred records."""
    request = CallMethod("S1", "last_leader", history=history)
    assert request_text(request, Codec()) == "S1 ran last_leader(the history of run small)"
