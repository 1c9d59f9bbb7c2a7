"""States and messages drawn at random for this scene's properties, and the oracles that say what must come of them."""

from __future__ import annotations

import functools

from hypothesis import strategies as st

from raftlab.labs.scene05.rows import Row

between = functools.cache(st.integers)
"""The one strategy for the whole numbers from a least to a most: to make one anew takes longer than to draw from it."""
shuffled = functools.cache(lambda count: st.permutations(range(count)))
"""The one strategy for the orders of so many things."""

LATER = st.sampled_from([0, 1000])
"""How far the terms of a drawn row are shifted: terms grow without bound."""
OLDER = st.lists(between(1, 4), max_size=4)
COMMON = st.lists(between(1, 3), max_size=4)
MINE = st.lists(st.sampled_from([5, 7, 9]), max_size=4)
THEIRS = st.lists(st.sampled_from([4, 6, 8]), max_size=5)


def going_on(term: int) -> Row:
    """Return a follower whose log goes on, in agreement, behind what the message shows."""
    log = [term] * 3
    told = {"prev": [1, term], "entries": [term], "leaderCommit": 3}
    return {"log": log, "term": term, "before": 0, "stored": log, **told}


@st.composite
def leaders(draw: st.DrawFn, sizes: tuple[int, ...]) -> Row:
    """Draw a leader that a run can reach: the commitIndex it comes to is chosen first, the rest is built around it."""
    shift = draw(LATER)
    older = sorted(draw(OLDER))
    term = draw(between(older[-1] if older else 1, 6)) + 1
    own = draw(between(0, 4))
    log = [each + shift for each in (*older, *[term] * own)]
    before = draw(between(0, len(older)))
    followers = sizes[draw(between(0, len(sizes) - 1))] - 1
    reach = draw(between(0, own)) if followers else own
    goal = len(older) + reach
    match = followers_at(draw, followers, goal, len(log), stored=reach > 0)
    row: Row = {"match": [len(log), *match], "log": log, "term": term + shift, "before": before}
    return row | {"commit": goal if reach else before}


def followers_at(draw: st.DrawFn, count: int, goal: int, last: int, stored: bool) -> list[int]:
    """Draw what `count` followers store: too few of them anything behind `goal`; if `stored`, enough of them `goal`."""
    enough = (count + 1) // 2
    ahead = draw(between(0, max(0, enough - 1))) if goal < last else 0
    there = draw(between(enough - ahead, count - ahead)) if stored else 0
    beyond = [draw(between(goal + 1, last)) for _ in range(ahead)]
    rest = [draw(between(0, goal)) for _ in range(count - ahead - there)]
    stored_by = [*beyond, *[goal] * there, *rest]
    return [stored_by[each] for each in draw(shuffled(count))]


@st.composite
def appends(draw: st.DrawFn) -> Row:
    """Draw a follower and a message that passes the consistency check: two logs that agree up to some index.

    Behind it the follower's terms are odd and the leader's even, so that no two entries there agree.
    """
    shift = draw(LATER)
    common = sorted(draw(COMMON))
    mine = sorted(draw(MINE))
    theirs = sorted(draw(THEIRS))
    leads = common + theirs
    prev = draw(between(0, len(common)))
    end = draw(between(prev, len(leads)))
    log = [term + shift for term in common + mine]
    brings = [term + shift for term in leads[prev:end]]
    return {
        "log": log,
        "term": 10 + shift,
        "prev": [prev, log[prev - 1] if prev else 0],
        "entries": brings,
        "leaderCommit": draw(between(0, len(leads) + 1)),
        "before": draw(between(0, len(common))) if draw(st.booleans()) else 0,
        "stored": log if log[:end] == log[:prev] + brings else log[:prev] + brings,
    }
