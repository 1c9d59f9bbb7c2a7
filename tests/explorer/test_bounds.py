"""What a search may use up is data, keeps to what it says, and is told in words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from tests.explorer.conftest import Make

from raftlab.checks import Unknown
from raftlab.checks.lab import Lab
from raftlab.errors import NotDeterministic, UsageFault
from raftlab.explorer.bounds import Bounds
from raftlab.kit import Kit, LayerSource
from raftlab.trace import Crash, Deliver, Restart, Trace
from raftlab.worker.host import WorkerHosts, load_request
from raftlab.worker.wire import Codec

HOLE = "    def tryAdvanceCommit(self) -> bool:"
IMPORT = "from raftlab.server import LEADER"
FEW = {"terms": 1, "coarse": False}


def told(trace: Trace | None) -> list[tuple[str, str, str]]:
    """Return the messages that a run delivers, in order."""
    assert trace is not None
    acts = [event.act for event in trace.events]
    return [(act.source, act.to, str(act.message)) for act in acts if isinstance(act, Deliver)]


def test_words_name_every_budget() -> None:
    """Whatever bounds a search stands in its words."""
    bounds = Bounds(
        coarse=False, requests=1, crashes=2, restarts=1, duplicates=3, drops=4, in_flight=5, depth=6, terms=7, log=8
    )
    wanted = ["3 servers", "terms to 7", "log to 8", "1 request,", "2 crashes", "1 restart,", "3 repeated", "4 lost"]
    assert [each for each in [*wanted, "at most 5 on their way", "depth 6"] if each not in bounds.words] == []
    assert "without limit" in Bounds(coarse=False).words


@pytest.mark.parametrize("budgets", [{"duplicates": 1}, {"in_flight": 2}, {"coarse": False, "drops": 1}])
def test_budget_that_bounds_nothing_is_refused(budgets: dict[str, int]) -> None:
    """A budget of messages needs fine steps, and one of losses a bound on what is on its way."""
    with pytest.raises(UsageFault):
        Bounds(**budgets)


def test_duplicates_are_bounded(search: Make) -> None:
    """A bug that only a repeated answer shows is found with one duplicate, and in no run without."""
    alone = "    def handleRequestVoteReply(self, reply) -> None:\n        seen = getattr(self, 'heard', ())\n"
    layer = alone + "        assert reply not in seen\n        self.heard = (*seen, reply)\n"
    layer += "        super().handleRequestVoteReply(reply)\n\n" + HOLE
    once, twice = (search(Bounds(**FEW, log=0, in_flight=4, duplicates=n), HOLE, layer).run() for n in (0, 1))
    assert (once.verdict, twice.broken) == ("exhausted", "Raised")
    assert len(told(twice.trace)) > len(set(told(twice.trace)))


def test_losses_are_bounded(search: Make) -> None:
    """With two on their way and none lost, the third election waits for the answers of the second."""
    bounds = [Bounds(terms=3, log=0, coarse=False, in_flight=2, duplicates=0, drops=n) for n in (0, 1, 2)]
    states = [search(each).run().states for each in bounds]
    assert states == sorted(set(states))


def test_requests_are_bounded(search: Make) -> None:
    """Two entries need two requests."""
    layer = (
        "    def settle(self) -> None:\n        super().settle()\n        assert self.log.lastIndex() < 2\n\n" + HOLE
    )
    one, two = (search(Bounds(terms=1, log=2, requests=n), HOLE, layer).run() for n in (1, 2))
    assert (one.verdict, two.broken) == ("exhausted", "Raised")


def test_restarts_are_bounded(search: Make) -> None:
    """A server that crashed stays down where no restart is left, so that a bug behind a restart is not met."""
    layer = "    def started(self) -> None:\n        super().started()\n        assert self.currentTerm == 0\n\n" + HOLE
    none, one = (search(Bounds(terms=1, log=0, crashes=1, restarts=n), HOLE, layer).run() for n in (0, 1))
    assert (none.verdict, one.broken) == ("exhausted", "Raised")
    assert one.trace is not None
    kinds = [type(event.act) for event in one.trace.events]
    assert Crash in kinds or any(getattr(event.act, "crash_after", None) is not None for event in one.trace.events)
    assert kinds[-1] is Restart


def test_bounded_network_agrees_with_the_endless_one(search: Make) -> None:
    """With copies enough, a network that messages leave breaks what one that keeps them breaks."""
    ahead = ("self.commitIndex = max(self.commitIndex, min(req.leaderCommit, verified))", "self.commitIndex = verified")
    whole = search(Bounds(terms=2, coarse=False, states=300_000), *ahead, ample=False).run()
    taken = search(Bounds(terms=2, coarse=False, states=300_000, duplicates=2), *ahead).run()
    assert whole.verdict == taken.verdict == "violated"
    assert (whole.broken, whole.moves) == (taken.broken, taken.moves)
    assert taken.confirmed


WASTEFUL = """HELD = []
try:
    while True:
        HELD.append(bytes(1 << 20))
except MemoryError:
    del HELD[-8:]
"""
"""Leaves each process room for few states."""
FORGETFUL = """ASKED = []


class Commit(Server):
    def settle(self) -> None:
        ASKED.append(1)
        if len(ASKED) > 300:
            raise MemoryError
        super().settle()
"""
"""Says that it has no memory left, as soon as it has been asked as often as only a search asks."""


def test_memory_that_ends_is_no_fault(search: Make) -> None:
    """Where the process has no room for more states the search ends, says so, and calls no right answer wrong."""
    outcome = search(Bounds(log=2, terms=3), IMPORT, WASTEFUL + IMPORT).run()
    assert outcome.verdict == "bounded-clean"
    assert "no memory left" in outcome.notes[0]


@pytest.mark.parametrize("exhaust", [True, False])
def test_memory_that_ends_passes_no_check(kit: Kit, exhaust: bool) -> None:
    """A submission that leaves no room for states is not decided, also where the search need not come to an end."""
    with lab_of(kit, IMPORT, WASTEFUL + IMPORT) as lab, pytest.raises(Unknown, match="no memory left"):
        lab.explore(log=2, terms=3, exhaust=exhaust)


@pytest.mark.parametrize("exhaust", [True, False])
def test_memory_that_is_said_to_end_passes_no_check(kit: Kit, exhaust: bool) -> None:
    """A handler that raises a MemoryError of its own in the search alone is told as not deterministic."""
    with lab_of(kit, "class Commit(Server):\n", FORGETFUL) as lab, pytest.raises(NotDeterministic):
        lab.explore(exhaust=exhaust)


@contextmanager
def lab_of(kit: Kit, old: str, new: str) -> Iterator[Lab]:
    """Yield the lab of one check of scene 05's reference, changed."""
    scene = kit.scene("scene05")
    layer = LayerSource(scene.file, kit.solution(scene).source.replace(old, new), scene.layer)
    load = load_request((*kit.given(scene), layer), kit.message_modules(scene))
    with WorkerHosts(load) as hosts:
        lab = Lab(kit, scene, 0, hosts, Codec(load.message_modules))
        yield lab
        lab.close()


def test_fault_that_changes_nothing_is_shown(search: Make) -> None:
    """A handler that raises before it changes anything is shown by the event in which it does, not by another."""
    layer = "    def handleAppendEntriesReply(self, reply) -> None:\n        assert not reply.matchIndex\n"
    outcome = search(Bounds(**FEW), HOLE, layer + "        super().handleAppendEntriesReply(reply)\n\n" + HOLE).run()
    assert (outcome.broken, outcome.confirmed) == ("Raised", True)
    assert "AppendEntriesReply" in told(outcome.trace)[-1][2]
