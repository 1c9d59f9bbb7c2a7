"""The bug that this was built for: Figure 8, found from the initial state, and the repaired server proved clean."""

from __future__ import annotations

import msgspec
import pytest
from tests.explorer.conftest import TERM_GUARD, MakeSearch

from raftlab.explorer.bounds import Bounds
from raftlab.explorer.search_goals import parse_goal
from raftlab.explorer.search_result import SearchResult


def test_search_finds_figure8_in_seven_moves(naive_outcome: SearchResult) -> None:
    """The shortest counterexample of three servers is found, confirmed by live servers, and names the harm."""
    outcome = naive_outcome
    assert (outcome.verdict, outcome.broken, outcome.moves) == ("violated", "LeaderCompleteness", 7)
    assert outcome.confirmed
    assert outcome.trace is not None
    assert outcome.trace.violations[-1].property == "LeaderCompleteness"
    assert outcome.cpu_s < 30  # measured: 2 s


@pytest.mark.long
def test_repaired_server_exhausts_the_same_bound(make_search: MakeSearch) -> None:
    """With the guard every state within the bound is looked at, none breaks a property, and entries are committed."""
    outcome = make_search(Bounds(), sometimes=[parse_goal("commit at 1")]).run()
    assert (outcome.verdict, outcome.unmet) == ("exhausted", ())


def test_three_terms_are_too_few(make_search: MakeSearch) -> None:
    """The naive rule does no harm in three terms: the figure needs four."""
    assert make_search(Bounds(terms=3), TERM_GUARD).run().verdict == "exhausted"


def test_same_counterexample_with_any_hash_seed(make_search: MakeSearch, naive_outcome: SearchResult) -> None:
    """The run that is shown depends on neither the run nor the worker's hash seed."""
    other = make_search(Bounds(), TERM_GUARD, hash_seed=1).run()
    assert msgspec.json.encode(naive_outcome.trace) == msgspec.json.encode(other.trace)


@pytest.mark.long
def test_guard_on_the_last_entry_is_found(make_search: MakeSearch) -> None:
    """A guard that looks at the last entry's term instead of the committed one's is found with two indexes."""
    scan = "for index in range(self.log.lastIndex(), self.commitIndex, -1):"
    guard = TERM_GUARD.replace("self.log[index].term", "self.log.lastTerm()")
    source = make_search(Bounds(log=2, states=400_000), scan + "\n" + TERM_GUARD, scan + "\n" + guard)
    assert source.run().broken == "LeaderCompleteness"


@pytest.mark.long
def test_five_servers_with_one_goal(make_search: MakeSearch) -> None:
    """Five servers need one named goal: an entry of a minority, and a late leader's own beside it."""
    goal = parse_goal("entry at 1 on 2 servers and late rival at 1")
    outcome = make_search(Bounds(servers=5, states=100_000), TERM_GUARD, engine="staged", goals=[goal]).run()
    assert outcome.verdict == "violated"
    assert outcome.met == (goal.text,)


@pytest.mark.long
def test_repaired_server_exhausts_two_indexes(make_search: MakeSearch) -> None:
    """At log 2 the guarded server is exhausted as well."""
    assert make_search(Bounds(log=2)).run().verdict == "exhausted"
