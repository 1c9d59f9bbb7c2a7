"""What a search may use up is data, keeps to what it says, and is told in words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from tests.explorer.conftest import MakeSearch

from raftlab.checks import BudgetExhausted
from raftlab.checks.lab_fixture import Lab
from raftlab.errors import NondeterminismError, UsageError
from raftlab.explorer.bounds import Bounds
from raftlab.kit import Kit, LayerSource
from raftlab.trace import Crash, Deliver, Restart, Trace
from raftlab.worker.wire import Codec
from raftlab.worker.worker_hosts import WorkerHosts, make_load_request

HOLE_SIGNATURE = "    def tryAdvanceCommit(self) -> bool:"
SERVER_IMPORT = "from raftlab.server import LEADER"
SMALL_BOUNDS = {"terms": 1, "coarse": False}


def delivered_messages(trace: Trace | None) -> list[tuple[str, str, str]]:
    """Return the messages that a run delivers, in order."""
    assert trace is not None
    acts = [event.act for event in trace.events]
    return [(act.source, act.to, str(act.message)) for act in acts if isinstance(act, Deliver)]


def test_description_names_every_budget() -> None:
    """Whatever bounds a search stands in its words."""
    bounds = Bounds(
        coarse=False, requests=1, crashes=2, restarts=1, duplicates=3, drops=4, in_flight=5, depth=6, terms=7, log=8
    )
    wanted = ["3 servers", "terms to 7", "log to 8", "1 request,", "2 crashes", "1 restart,", "3 repeated", "4 lost"]
    assert [each for each in [*wanted, "at most 5 in flight", "depth 6"] if each not in bounds.text] == []
    assert "without limit" in Bounds(coarse=False).text


@pytest.mark.parametrize("budgets", [{"duplicates": 1}, {"in_flight": 2}, {"coarse": False, "drops": 1}])
def test_useless_budget_is_refused(budgets: dict[str, int]) -> None:
    """A budget of messages needs fine steps, and one of losses a bound on what is on its way."""
    with pytest.raises(UsageError):
        Bounds(**budgets)


def test_duplicates_are_bounded(make_search: MakeSearch) -> None:
    """A bug that only a repeated answer shows is found with one duplicate, and in no run without."""
    alone = "    def handleRequestVoteReply(self, reply) -> None:\n        seen = getattr(self, 'heard', ())\n"
    layer = alone + "        assert reply not in seen\n        self.heard = (*seen, reply)\n"
    layer += "        super().handleRequestVoteReply(reply)\n\n" + HOLE_SIGNATURE
    once, twice = (
        make_search(Bounds(**SMALL_BOUNDS, log=0, in_flight=4, duplicates=n), HOLE_SIGNATURE, layer).run()
        for n in (0, 1)
    )
    assert (once.verdict, twice.broken) == ("exhausted", "SubmissionRaisedError")
    assert len(delivered_messages(twice.trace)) > len(set(delivered_messages(twice.trace)))


def test_losses_are_bounded(make_search: MakeSearch) -> None:
    """With two on their way and none lost, the third election waits for the answers of the second."""
    bounds = [Bounds(terms=3, log=0, coarse=False, in_flight=2, duplicates=0, drops=n) for n in (0, 1, 2)]
    states = [make_search(each).run().states for each in bounds]
    assert states == sorted(set(states))


def test_requests_are_bounded(make_search: MakeSearch) -> None:
    """Two entries need two requests."""
    layer = (
        "    def settle(self) -> None:\n        super().settle()\n        assert self.log.lastIndex() < 2\n\n"
        + HOLE_SIGNATURE
    )
    one, two = (make_search(Bounds(terms=1, log=2, requests=n), HOLE_SIGNATURE, layer).run() for n in (1, 2))
    assert (one.verdict, two.broken) == ("exhausted", "SubmissionRaisedError")


def test_restarts_are_bounded(make_search: MakeSearch) -> None:
    """A server that crashed stays down where no restart is left, so that a bug behind a restart is not met."""
    layer = (
        "    def started(self) -> None:\n        super().started()\n        assert self.currentTerm == 0\n\n"
        + HOLE_SIGNATURE
    )
    none, one = (
        make_search(Bounds(terms=1, log=0, crashes=1, restarts=n), HOLE_SIGNATURE, layer).run() for n in (0, 1)
    )
    assert (none.verdict, one.broken) == ("exhausted", "SubmissionRaisedError")
    assert one.trace is not None
    kinds = [type(event.act) for event in one.trace.events]
    assert Crash in kinds or any(getattr(event.act, "crash_after", None) is not None for event in one.trace.events)
    assert kinds[-1] is Restart


def test_bounded_network_agrees_with_the_endless_one(make_search: MakeSearch) -> None:
    """With copies enough, a network that messages leave breaks what one that keeps them breaks."""
    ahead = ("self.commitIndex = max(self.commitIndex, min(req.leaderCommit, verified))", "self.commitIndex = verified")
    whole = make_search(Bounds(terms=2, coarse=False, states=300_000), *ahead, use_ample_sets=False).run()
    taken = make_search(Bounds(terms=2, coarse=False, states=300_000, duplicates=2), *ahead).run()
    assert whole.verdict == taken.verdict == "violated"
    assert (whole.broken, whole.moves) == (taken.broken, taken.moves)
    assert taken.confirmed


MEMORY_HOG = """HELD = []
try:
    while True:
        HELD.append(bytes(1 << 20))
except MemoryError:
    del HELD[-8:]
"""
"""Leaves each process room for few states."""
FALSE_MEMORY_ERROR = """ASKED = []


class Commit(Server):
    def settle(self) -> None:
        ASKED.append(1)
        if len(ASKED) > 300:
            raise MemoryError
        super().settle()
"""
"""Says that it has no memory left, as soon as it has been asked as often as only a search asks."""


@pytest.mark.long
def test_exhausted_memory_is_no_violation(make_search: MakeSearch) -> None:
    """Where the process has no room for more states the search ends, says so, and calls no right answer wrong."""
    outcome = make_search(Bounds(log=3, terms=4), SERVER_IMPORT, MEMORY_HOG + SERVER_IMPORT).run()
    assert outcome.verdict == "bounded-clean"
    assert "no memory left" in outcome.notes[0]


@pytest.mark.parametrize("exhaust", [True, pytest.param(False, marks=pytest.mark.long)])
def test_exhausted_memory_passes_no_check(kit: Kit, exhaust: bool) -> None:
    """A submission that leaves no room for states is not decided, also where the search need not come to an end."""
    with (
        open_lab(kit, SERVER_IMPORT, MEMORY_HOG + SERVER_IMPORT) as lab,
        pytest.raises(BudgetExhausted, match="no memory left"),
    ):
        lab.explore(log=3, terms=4, exhaust=exhaust)


@pytest.mark.parametrize("exhaust", [True, False])
def test_raised_memory_error_passes_no_check(kit: Kit, exhaust: bool) -> None:
    """A handler that raises a MemoryError of its own in the search alone is told as not deterministic."""
    with open_lab(kit, "class Commit(Server):\n", FALSE_MEMORY_ERROR) as lab, pytest.raises(NondeterminismError):
        lab.explore(exhaust=exhaust)


@contextmanager
def open_lab(kit: Kit, old: str, new: str) -> Iterator[Lab]:
    """Yield the lab of one check of scene 05's reference, changed."""
    scene = kit.scene("scene05")
    layer = LayerSource(scene.file, kit.solution_layer(scene).source.replace(old, new), scene.layer_class)
    load = make_load_request((*kit.given_layers(scene), layer), kit.message_modules(scene))
    with WorkerHosts(load) as hosts:
        lab = Lab(kit, scene, 0, hosts, Codec(load.message_modules))
        yield lab
        lab.close()


def test_fault_that_changes_nothing_is_shown(make_search: MakeSearch) -> None:
    """A handler that raises before it changes anything is shown by the event in which it does, not by another."""
    layer = "    def handleAppendEntriesReply(self, reply) -> None:\n        assert not reply.matchIndex\n"
    outcome = make_search(
        Bounds(**SMALL_BOUNDS),
        HOLE_SIGNATURE,
        layer + "        super().handleAppendEntriesReply(reply)\n\n" + HOLE_SIGNATURE,
    ).run()
    assert (outcome.broken, outcome.confirmed) == ("SubmissionRaisedError", True)
    assert "AppendEntriesReply" in delivered_messages(outcome.trace)[-1][2]
