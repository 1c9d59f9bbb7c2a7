"""What a reduction leaves out must never change the verdict: the unreduced search agrees on small bounds."""

from __future__ import annotations

import pytest
from tests.explorer.conftest import TERM_GUARD, MakeSearch

from raftlab.explorer.bounds import Bounds
from raftlab.explorer.coarse_step_moves import ExchangeMoves
from raftlab.explorer.explore import Search
from raftlab.explorer.fine_step_moves import FineStepMoves
from raftlab.explorer.property_checks import PropertyChecker
from raftlab.explorer.random_walk import next_states
from raftlab.explorer.search_goals import parse_goal
from raftlab.explorer.search_result import SearchResult
from raftlab.explorer.search_tree import SearchTree
from raftlab.explorer.state_encoding import StateEncoder
from raftlab.explorer.transitions import TransitionCache
from raftlab.server import Options

LOOP_HEADER = "        for index in range(self.log.lastIndex(), self.commitIndex, -1):"


@pytest.mark.parametrize("coarse", [True, False])
def test_symmetry_keeps_a_clean_verdict(make_search: MakeSearch, coarse: bool) -> None:
    """With servers renamed or not, the reference is exhausted; fewer states are needed with it."""
    bounds = Bounds(terms=2) if coarse else Bounds(terms=1, log=1, coarse=False)
    reduced, whole = (make_search(bounds, symmetry=each, use_ample_sets=False).run() for each in (True, False))
    assert reduced.verdict == whole.verdict == "exhausted"
    assert reduced.states < whole.states


@pytest.mark.long
def test_symmetry_keeps_a_violation(make_search: MakeSearch, naive_outcome: SearchResult) -> None:
    """The naive rule breaks the same property after as many moves with symmetry as without."""
    whole = make_search(Bounds(), TERM_GUARD, symmetry=False).run()
    assert (naive_outcome.broken, naive_outcome.moves) == (whole.broken, whole.moves)


def test_symmetry_is_checked(make_search: MakeSearch) -> None:
    """A layer that treats one server's id apart is searched under every name, and the outcome says why."""
    apart = "        if self.id == 'S2':\n            self.setTimer('odd', 1, 1)\n" + LOOP_HEADER
    outcome = make_search(Bounds(terms=2), LOOP_HEADER, apart).run()
    assert any("not treated alike" in note for note in outcome.notes)


def test_coarse_moves_are_made_of_fine_ones(make_search: MakeSearch) -> None:
    """A commit that needs no majority breaks the same property in exchanges as in single events."""
    early = ("if stored >= self.majority():", "if stored >= 1:")
    outcomes = [make_search(Bounds(terms=2, coarse=each, states=300_000), *early).run() for each in (True, False)]
    assert [outcome.broken for outcome in outcomes] == ["CommittedIsDurable"] * 2


def test_a_lost_answer_needs_fine_steps(make_search: MakeSearch) -> None:
    """An exchange is never cut in half: a follower that commits too early shows only where each message is a step."""
    ahead = ("self.commitIndex = max(self.commitIndex, min(req.leaderCommit, verified))", "self.commitIndex = verified")
    coarse, fine = (make_search(Bounds(terms=2, coarse=each, states=300_000), *ahead).run() for each in (True, False))
    assert (coarse.verdict, fine.verdict) == ("exhausted", "violated")


@pytest.mark.parametrize(
    "bounds",
    [Bounds(terms=1, coarse=False), pytest.param(Bounds(terms=2, log=0, coarse=False), marks=pytest.mark.long)],
)
def test_silent_moves_first_keep_a_clean_verdict(make_search: MakeSearch, bounds: Bounds) -> None:
    """Moves that only add messages may be made first: the space is smaller, and exhausted as clean as without."""
    reduced, whole = (make_search(bounds, use_ample_sets=each).run() for each in (True, False))
    assert reduced.verdict == whole.verdict == "exhausted"
    assert reduced.states < whole.states / 2


def test_silent_moves_first_keep_a_violation(make_search: MakeSearch) -> None:
    """A property that single events break is broken in the reduced space too, and live servers do the same run."""
    ahead = ("self.commitIndex = max(self.commitIndex, min(req.leaderCommit, verified))", "self.commitIndex = verified")
    bounds = Bounds(terms=2, coarse=False, states=300_000)
    reduced, whole = (make_search(bounds, *ahead, use_ample_sets=each).run() for each in (True, False))
    assert reduced.verdict == whole.verdict == "violated"
    assert reduced.confirmed
    assert whole.confirmed


@pytest.mark.parametrize("removed_code", [pytest.param("", marks=pytest.mark.long), TERM_GUARD])
@pytest.mark.parametrize("symmetry", [True, pytest.param(False, marks=pytest.mark.long)])
def test_prefetch_changes_nothing(
    make_search: MakeSearch, naive_outcome: SearchResult, removed_code: str, symmetry: bool
) -> None:
    """Steps asked for many at a time come to the same search as one by one: states, moves, verdict and run."""
    bounds = Bounds() if removed_code else Bounds(terms=2)
    single = make_search(bounds, removed_code, symmetry=symmetry, prefetch=False).run()
    several = naive_outcome if removed_code and symmetry else make_search(bounds, removed_code, symmetry=symmetry).run()
    for name in ("verdict", "states", "steps", "depth", "broken", "moves", "met", "trace"):
        assert getattr(several, name) == getattr(single, name), name


@pytest.mark.long
@pytest.mark.parametrize("servers", [3, 5])
def test_exchanges_with_pre_vote_elect_leaders(make_search: MakeSearch, servers: int) -> None:
    """A server that asks whether it could lead, and then for votes, does both in one exchange; asking ahead or not."""
    bounds = Bounds(servers, terms=2, states=2000, options=Options(preVote=True, checkQuorum=False))
    goals = [parse_goal("leader of term 2"), parse_goal("commit at 1")]
    several, single = (make_search(bounds, sometimes=goals, prefetch=each).run() for each in (True, False))
    assert set(several.met) >= {"leader of term 2"} if servers == 5 else several.unmet == ()
    for name in ("verdict", "states", "steps", "depth", "met"):
        assert getattr(several, name) == getattr(single, name), name


def test_prefetch_changes_nothing_of_a_goal_search(make_search: MakeSearch) -> None:
    """A search that goals lead comes to the same where the steps of each state are asked for together."""
    bounds, goals = Bounds(servers=5, states=1500), [parse_goal("entry at 1 on 2 servers and late rival at 1")]
    several, single = (
        make_search(bounds, engine="staged", goals=goals, symmetry=False, prefetch=each).run() for each in (True, False)
    )
    for name in ("verdict", "states", "steps", "depth", "met"):
        assert getattr(several, name) == getattr(single, name), name


OUT_OF_BOUNDS_TIMER = """    def handleElectionTimeout(self) -> None:
        super().handleElectionTimeout()
        if self.currentTerm > 2:
            self.commitIndex = 0

"""
"""What is wrong only with the terms that the bounds below leave out."""


@pytest.mark.parametrize("changed_timer", [pytest.param("", marks=pytest.mark.long), OUT_OF_BOUNDS_TIMER])
def test_timers_that_leave_the_bounds_are_left_out(
    make_search: MakeSearch, monkeypatch: pytest.MonkeyPatch, changed_timer: str
) -> None:
    """A timer that takes its server out of the bounds begins no exchange, and nothing is lost by that."""
    method = "    def tryAdvanceCommit(self) -> bool:\n"
    fewer = make_search(Bounds(terms=2), method, changed_timer + method).run()
    monkeypatch.setattr(ExchangeMoves, "can_begin_exchange", lambda moving, local: True)
    every = make_search(Bounds(terms=2), method, changed_timer + method).run()
    assert fewer.verdict == ("violated" if changed_timer else "exhausted")
    assert fewer.broken == ("AppliedInOrder" if changed_timer else None)
    for name in ("verdict", "states", "steps", "depth", "broken", "moves", "trace"):
        assert getattr(fewer, name) == getattr(every, name), name


@pytest.mark.usefixtures("short_events")
def test_endless_loop_in_a_batch_is_found_at_its_event(make_search: MakeSearch) -> None:
    """Where one of many steps in a frame never ends, the outcome shows the run up to that step."""
    endless = "        while self.currentTerm == 2 and self.log.lastIndex():\n            pass\n" + LOOP_HEADER
    made = make_search(Bounds(terms=2), LOOP_HEADER, endless, cpu_s=0.3)
    outcome = made.run()
    assert (outcome.verdict, outcome.broken) == ("violated", "WorkerDiedError")
    assert "endless loop" in str(made.error)
    assert outcome.trace.events[-1].act == made.error.act


def open_record(search: Search) -> SearchTree:
    """Return the record of a search that has not begun, with its initial state."""
    space = StateEncoder(TransitionCache(search.open_host(), search.codec, search.bounds))
    record = SearchTree(
        (ExchangeMoves if search.bounds.coarse else FineStepMoves)(space, PropertyChecker(space, search.properties))
    )
    record.add_initial_state()
    return record


def states_without_merging(record: SearchTree, depth: int) -> tuple[set[int], int]:
    """Return the states that paths of at most so many moves lead to, looked for without a memory, and the paths."""
    reached, paths, level = {record.states[0]}, 0, [record.states[0]]
    for _ in range(depth):
        level = [after for state in level for after, _ in next_states(record, state)]
        reached.update(level)
        paths += len(level)
    return reached, paths


@pytest.mark.parametrize("bounds", [Bounds(terms=2, depth=4), Bounds(terms=1, coarse=False, depth=4)])
def test_merging_equal_states_loses_none(make_search: MakeSearch, bounds: Bounds) -> None:
    """A search that remembers states reaches exactly those that all its paths reach when each is walked to its end."""
    reached, paths = states_without_merging(open_record(make_search(bounds)), 4)
    outcome = make_search(bounds, symmetry=False, use_ample_sets=False).run()
    assert outcome.states == len(reached) < paths
