"""States and messages drawn at random for this scene's properties, and the oracles that say what must come of them."""

from __future__ import annotations

from hypothesis import strategies as st

from raftlab.labs.scene05.rows import Row

LATER = st.sampled_from([0, 1000])
"""How far the terms of a drawn row are shifted: terms grow without bound."""


def going_on(term: int) -> Row:
    """Return a follower whose log goes on, in agreement, behind what the message shows."""
    log = [term] * 3
    told = {"prev": [1, term], "entries": [term], "leaderCommit": 3}
    return {"log": log, "term": term, "before": 0, "stored": log, **told}


@st.composite
def leaders(draw: st.DrawFn, sizes: tuple[int, ...]) -> Row:
    """Draw a leader that a run can reach: the commitIndex it comes to is chosen first, the rest is built around it."""
    shift = draw(LATER)
    older = sorted(draw(st.lists(st.integers(1, 4), max_size=4)))
    term = draw(st.integers(older[-1] if older else 1, 6)) + 1
    own = draw(st.integers(0, 4))
    log = [each + shift for each in (*older, *[term] * own)]
    before = draw(st.integers(0, len(older)))
    followers = draw(st.sampled_from(sizes)) - 1
    reach = draw(st.integers(0, own)) if followers else own
    goal = len(older) + reach
    match = draw(followers_at(followers, goal, len(log), stored=reach > 0))
    row: Row = {"match": [len(log), *match], "log": log, "term": term + shift, "before": before}
    return row | {"commit": goal if reach else before}


@st.composite
def followers_at(draw: st.DrawFn, count: int, goal: int, last: int, stored: bool) -> list[int]:
    """Draw what `count` followers store: too few of them anything behind `goal`; if `stored`, enough of them `goal`."""
    enough = (count + 1) // 2
    ahead = draw(st.integers(0, max(0, enough - 1))) if goal < last else 0
    there = draw(st.integers(enough - ahead, count - ahead)) if stored else 0
    beyond = [draw(st.integers(goal + 1, last)) for _ in range(ahead)]
    rest = [draw(st.integers(0, goal)) for _ in range(count - ahead - there)]
    return draw(st.permutations([*beyond, *[goal] * there, *rest]))


@st.composite
def appends(draw: st.DrawFn) -> Row:
    """Draw a follower and a message that passes the consistency check: two logs that agree up to some index.

    Behind it the follower's terms are odd and the leader's even, so that no two entries there agree.
    """
    shift = draw(LATER)
    common = sorted(draw(st.lists(st.integers(1, 3), max_size=4)))
    mine = sorted(draw(st.lists(st.sampled_from([5, 7, 9]), max_size=4)))
    theirs = sorted(draw(st.lists(st.sampled_from([4, 6, 8]), max_size=5)))
    leads = common + theirs
    prev = draw(st.integers(0, len(common)))
    end = draw(st.integers(prev, len(leads)))
    log = [term + shift for term in common + mine]
    brings = [term + shift for term in leads[prev:end]]
    return {
        "log": log,
        "term": 10 + shift,
        "prev": [prev, log[prev - 1] if prev else 0],
        "entries": brings,
        "leaderCommit": draw(st.integers(0, len(leads) + 1)),
        "before": draw(st.one_of(st.just(0), st.integers(0, len(common)))),
        "stored": log if log[:end] == log[:prev] + brings else log[:prev] + brings,
    }
