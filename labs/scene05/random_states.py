"""Randomly drawn states and messages for this scene's rules, with the result that an oracle expects."""

from __future__ import annotations

import functools

from hypothesis import strategies as st

from raftlab.checks.deployments import DEPLOYMENTS
from raftlab.labs.scene05.table_rows import Row

integers_between = functools.cache(st.integers)
"""A cached strategy for integers between two bounds: making one takes longer than drawing from it."""
permutations_of = functools.cache(lambda count: st.permutations(range(count)))
"""A cached strategy for the orders of `count` things."""

OPTIONS = st.sampled_from(DEPLOYMENTS)
VOTES = st.sampled_from([None, "S1", "S2", "S3"])
"""For whom a follower voted in the term of its leader S1: S2 is the follower."""
TERM_SHIFTS = st.sampled_from([0, 1000])
"""What is added to the terms of a drawn row: terms grow without bound."""
OLDER_TERMS = st.lists(integers_between(1, 4), max_size=4)
COMMON_TERMS = st.lists(integers_between(1, 3), max_size=4)
FOLLOWER_TERMS = st.lists(st.sampled_from([5, 7, 9]), max_size=4)
LEADER_TERMS = st.lists(st.sampled_from([4, 6, 8]), max_size=5)


def longer_follower_row(term: int) -> Row:
    """Return a follower whose log agrees with the leader's past the end of the message."""
    log = [term] * 3
    message = {"prev": [1, term], "entries": [term], "leaderCommit": 3}
    return {"log": log, "term": term, "before": 0, "stored": log, **message}


def late_conflict_row() -> Row:
    """Return a follower that holds the first entries of a message, and a conflict behind them."""
    message = {"prev": [0, 0], "entries": [1, 1, 4], "leaderCommit": 0}
    return {"log": [1, 1, 3], "term": 4, "before": 0, "stored": [1, 1, 4], **message}


@st.composite
def leader_rows(draw: st.DrawFn, sizes: tuple[int, ...]) -> Row:
    """Draw a leader that a run can reach: draw the commitIndex that it must find, then the rest to fit."""
    shift = draw(TERM_SHIFTS)
    older = sorted(draw(OLDER_TERMS))
    term = draw(integers_between(older[-1] if older else 1, 6)) + 1
    own = draw(integers_between(0, 4))
    log = [each + shift for each in (*older, *[term] * own)]
    followers = sizes[draw(integers_between(0, len(sizes) - 1))] - 1
    before = draw(integers_between(0, len(older))) if followers else 0  # a server alone commits at once
    reach = draw(integers_between(0, own)) if followers else own
    goal = len(older) + reach
    match = draw_match_indexes(draw, followers, goal, len(log), is_commit_stored=reach > 0)
    row: Row = {"match": [len(log), *match], "log": log, "term": term + shift, "before": before}
    row["options"] = draw(OPTIONS)
    return row | {"commit": goal if reach else before}


def draw_match_indexes(
    draw: st.DrawFn, count: int, commit_index: int, last_index: int, is_commit_stored: bool
) -> list[int]:
    """Draw matchIndex of `count` followers: no majority past `commit_index`, one at it if `is_commit_stored`."""
    enough = (count + 1) // 2
    ahead = draw(integers_between(0, max(0, enough - 1))) if commit_index < last_index else 0
    there = draw(integers_between(enough - ahead, count - ahead)) if is_commit_stored else 0
    beyond = [draw(integers_between(commit_index + 1, last_index)) for _ in range(ahead)]
    rest = [draw(integers_between(0, commit_index)) for _ in range(count - ahead - there)]
    stored_by = [*beyond, *[commit_index] * there, *rest]
    return [stored_by[each] for each in draw(permutations_of(count))]


@st.composite
def append_rows(draw: st.DrawFn) -> Row:
    """Draw a follower and a message that passes the consistency check: two logs that agree up to some index.

    After it the follower's terms are odd and the leader's even, so that no two entries there agree. The leader has
    committed what it says, so no term of the follower's is newer than that entry's if it is not in both logs.
    """
    shift = draw(TERM_SHIFTS)
    common = sorted(draw(COMMON_TERMS))
    mine = sorted(draw(FOLLOWER_TERMS))
    theirs = sorted(draw(LEADER_TERMS))
    leads = common + theirs
    committed = draw(integers_between(0, len(leads)))
    if committed > len(common):
        mine = [term for term in mine if term < leads[committed - 1]]
    prev = draw(integers_between(0, len(common)))
    end = draw(integers_between(prev, len(leads)))
    log = [term + shift for term in common + mine]
    brings = [term + shift for term in leads[prev:end]]
    return {
        "log": log,
        "term": 10 + shift,
        "prev": [prev, log[prev - 1] if prev else 0],
        "entries": brings,
        "leaderCommit": committed,
        "before": draw(integers_between(0, len(common))) if draw(st.booleans()) else 0,
        "leads": [term + shift for term in leads],
        "shared": len(common),
        "options": draw(OPTIONS),
        "voted": draw(VOTES),
        "stored": log if log[:end] == log[:prev] + brings else log[:prev] + brings,
    }
