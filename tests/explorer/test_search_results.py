"""An outcome says how far it went, and never more than it knows."""

from __future__ import annotations

import msgspec
import pytest
from tests.explorer.conftest import TERM_GUARD, MakeSearch

from raftlab.errors import SubmissionRaisedError, UsageError
from raftlab.explorer.bounds import Bounds
from raftlab.explorer.search_goals import parse_goal
from raftlab.explorer.search_tree import Progress


def test_spent_state_budget_is_no_pass(make_search: MakeSearch) -> None:
    """A budget of states that runs out is bounded-clean, in words too."""
    outcome = make_search(Bounds(states=500)).run()
    assert outcome.verdict == "bounded-clean"
    assert "states beyond that were not checked" in outcome.text


def test_depth_bound_is_no_proof(make_search: MakeSearch) -> None:
    """A search cut off at a depth is bounded-clean."""
    assert make_search(Bounds(depth=3)).run().verdict == "bounded-clean"


def test_unreachable_stage_is_named(make_search: MakeSearch) -> None:
    """A staged search that exhausts the space names the stage that no state meets."""
    goals = [parse_goal("leader"), parse_goal("leader of term 9")]
    outcome = make_search(Bounds(terms=2), engine="staged", goals=goals).run()
    assert (outcome.verdict, outcome.unmet) == ("exhausted", ("leader of term 9",))
    assert any("cannot be met within the bound" in note for note in outcome.notes)


@pytest.mark.long
def test_ctrl_c_still_tells_what_was_covered(make_search: MakeSearch) -> None:
    """An interrupt in the middle ends the search with the states so far."""

    def interrupt(progress: Progress) -> None:
        if progress.states > 5000:
            raise KeyboardInterrupt

    outcome = make_search(Bounds(log=2), on_progress=interrupt).run()
    assert outcome.verdict == "bounded-clean"
    assert outcome.states > 5000
    assert "stopped by Ctrl-C" in outcome.notes


def test_random_walks_find_a_shallow_bug(make_search: MakeSearch) -> None:
    """Seeded walks find what is few events away, the same way each time."""
    early = ("if stored >= self.majority():", "if stored >= 1:")
    runs = [make_search(Bounds(coarse=False, states=20_000), *early, engine="depth", seed=3).run() for _ in range(2)]
    assert runs[0].verdict == "violated"
    assert msgspec.json.encode(runs[0].trace) == msgspec.json.encode(runs[1].trace)


def test_exception_of_a_handler_is_found_with_its_run(make_search: MakeSearch) -> None:
    """A handler that raises in some state ends in a counterexample and its fault."""
    made = make_search(Bounds(terms=2), TERM_GUARD, TERM_GUARD + "            [][index]\n")
    outcome = made.run()
    assert outcome.broken == "SubmissionRaisedError"
    assert isinstance(made.error, SubmissionRaisedError)


def test_a_step_that_changes_nothing_is_judged_by_what_it_sends(make_search: MakeSearch) -> None:
    """A server that acknowledges what it never stored breaks a promise, also where it stays what it was."""
    method = "    def tryAdvanceCommit(self) -> bool:\n"
    lying = """    def receive(self, message) -> None:
        from raftlab.server import AppendEntries, AppendEntriesReply

        before = self.shown()
        super().receive(message)
        if self.shown() == before and isinstance(message, AppendEntries):
            self.send(message.leaderId, AppendEntriesReply(self.currentTerm, self.id, success=True, matchIndex=9))

    def shown(self) -> str:
        return repr([value for name, value in vars(self).items() if name != "_actions"])

"""
    outcome = make_search(Bounds(terms=1), method, lying + method).run()
    assert (outcome.verdict, outcome.broken) == ("violated", "AckIsDurable")


def test_unknown_goal_names_the_known_ones() -> None:
    """Words that say no goal are a usage fault with examples."""
    with pytest.raises(UsageError, match="late rival at 1"):
        parse_goal("win everything")


@pytest.mark.parametrize("crashes", [0, 1])
def test_vote_lost_at_a_crash_needs_the_crash(make_search: MakeSearch, crashes: int) -> None:
    """A server that forgets its vote when it restarts elects two leaders of a term, given one crash."""
    forgets = "\n    def started(self) -> None:\n        super().started()\n        self.votedFor = None\n"
    hole = "    def tryAdvanceCommit(self) -> bool:"
    bounds, layer = Bounds(terms=1, log=0, crashes=crashes), forgets.lstrip("\n") + "\n" + hole
    assert make_search(bounds, hole, layer).run().broken == ("OneVotePerTerm" if crashes else None)
    harmed = make_search(bounds, hole, layer, properties={"ElectionSafety"}).run()
    assert harmed.broken == ("ElectionSafety" if crashes else None)
