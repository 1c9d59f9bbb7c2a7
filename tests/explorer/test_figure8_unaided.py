"""The bug that this was built for: Figure 8, found from the initial state, and the repaired server proved clean."""

from __future__ import annotations

import msgspec
import pytest
from tests.explorer.conftest import GUARD, Make

from raftlab.explorer.bounds import Bounds
from raftlab.explorer.goals import parse_goal


def test_naive_rule_is_found_unaided_in_seven_moves(search: Make) -> None:
    """The shortest counterexample of three servers is found, confirmed by live servers, and names the harm."""
    outcome = search(Bounds(), GUARD).run()
    assert (outcome.verdict, outcome.broken, outcome.moves) == ("violated", "LeaderCompleteness", 7)
    assert outcome.confirmed
    assert outcome.trace is not None
    assert outcome.trace.violations[-1].property == "LeaderCompleteness"
    assert outcome.cpu_s < 30  # measured: 2 s


def test_repaired_server_exhausts_the_same_bound(search: Make) -> None:
    """With the guard every state within the bound is looked at, none breaks a property, and entries are committed."""
    outcome = search(Bounds(), sometimes=[parse_goal("commit at 1")]).run()
    assert (outcome.verdict, outcome.unmet) == ("exhausted", ())


def test_three_terms_are_too_few(search: Make) -> None:
    """The naive rule does no harm in three terms: the figure needs four."""
    assert search(Bounds(terms=3), GUARD).run().verdict == "exhausted"


def test_same_counterexample_with_any_hash_seed(search: Make) -> None:
    """The run that is shown depends on neither the run nor the worker's hash seed."""
    traces = [search(Bounds(), GUARD, hash_seed=seed).run().trace for seed in (0, 1)]
    assert msgspec.json.encode(traces[0]) == msgspec.json.encode(traces[1])


def test_guard_on_the_last_entry_is_found(search: Make) -> None:
    """A guard that looks at the last entry's term instead of the committed one's is found with two indexes."""
    scan = "for index in range(self.log.lastIndex(), self.commitIndex, -1):"
    guard = GUARD.replace("self.log[index].term", "self.log.lastTerm()")
    source = search(Bounds(log=2, states=400_000), scan + "\n" + GUARD, scan + "\n" + guard)
    assert source.run().broken == "LeaderCompleteness"


@pytest.mark.long
def test_five_servers_with_one_goal(search: Make) -> None:
    """Five servers need one named goal: an entry of a minority, and a late leader's own beside it."""
    goal = parse_goal("entry at 1 on 2 servers and late rival at 1")
    outcome = search(Bounds(servers=5, states=100_000), GUARD, engine="staged", goals=[goal]).run()
    assert outcome.verdict == "violated"
    assert outcome.met == (goal.text,)


@pytest.mark.long
def test_repaired_server_exhausts_two_indexes(search: Make) -> None:
    """At log 2 the guarded server is exhausted as well."""
    assert search(Bounds(log=2)).run().verdict == "exhausted"
