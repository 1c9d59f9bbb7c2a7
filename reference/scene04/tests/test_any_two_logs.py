"""A leader and a follower with logs drawn at random."""

from hypothesis import given, seed, settings
from hypothesis import strategies as st

from raftlab.checks import check
from raftlab.checks.lab_fixture import Lab
from raftlab.labs.scene04.replication_pair import place_pair


@st.composite
def log_pairs(draw: st.DrawFn) -> tuple[list[int], list[int]]:
    """Draw a leader's and a follower's log that agree up to some index and at no index after it.

    After it the follower's terms are odd and the leader's even. The leader's last entry is of its own term: a follower
    deletes an entry too many only if the leader has one for its index.
    """
    common = sorted(draw(st.lists(st.integers(1, 3), max_size=5)))
    leads = sorted(draw(st.lists(st.sampled_from([4, 6, 8]), max_size=6)))
    follows = sorted(draw(st.lists(st.sampled_from([5, 7, 9]), max_size=6)))
    return [*common, *leads, 10], common + follows


@check(
    points=3,
    explained_by=[
        "test_consistency_check",
        "test_entries_are_stored",
        "test_acknowledges_what_the_message_confirms",
        "test_append_follows_next_index",
        "test_success_raises_match_index",
        "test_refusal_leads_back",
        "test_figure7_followers",
        "test_small_appends_converge",
    ],
    paper="§5.3 (Log Matching)",
    ask="what does each server know after each message, and what must the next message find out?",
)
def test_any_two_logs(lab: Lab) -> None:
    """Whatever two servers hold, their logs become equal, and matchIndex says so."""

    @seed(lab.seed)
    @settings(max_examples=30)
    @given(log_pairs(), st.integers(0, 3), st.integers(0, 12))
    def check_replication(drawn: tuple[list[int], list[int]], limit: int, start: int) -> None:
        leads, follows = drawn
        first = min(max(1, start), len(leads) + 1)
        place_pair(lab, leads, follows, next_index=first, entry_limit=limit).replicate_all(2 * len(leads) + 4)

    check_replication()
