"""The rules on states drawn at random, each against an oracle."""

from hypothesis import example, given, seed, settings

from raftlab.checks import Broken, check
from raftlab.checks.lab import Lab
from raftlab.labs.scene05.rows import (
    Row,
    advance,
    advanced_in_words,
    append_message,
    follower_in_words,
    in_terms,
    place_follower,
    place_leader,
)
from raftlab.labs.scene05.states import appends, going_on, leaders


@check(
    points=2,
    after=[
        "test_single_server_commits",
        "test_majority_of_four",
        "test_leader_commit_never_falls",
        "test_own_term_carries_older",
    ],
    paper="§5.4.2, Figure 2 (Leaders, last rule)",
    ask="which indexes are above commitIndex, on a majority, and of the leader's own term?",
)
def test_commit_in_any_state(lab: Lab) -> None:
    """In whatever state a leader is, it commits what Figure 2 says and no more."""

    @seed(lab.seed)
    @settings(max_examples=60)
    @given(leaders(sizes=(1, 2, 3, 4, 5)))
    def commits(row: Row) -> None:
        reached = advance(place_leader(lab, row))
        if reached != row["commit"]:
            raise Broken(advanced_in_words(row, reached))

    commits()


@check(
    points=2,
    after=["test_all_after_a_conflict_goes", "test_old_message_deletes_nothing"],
    paper="Figure 2 (AppendEntries, steps 3 and 4)",
    ask="up to which index do log and message agree, and what of either stands behind it?",
)
def test_store_any_message(lab: Lab) -> None:
    """Whatever a message brings, the log then holds it, and loses nothing that agrees."""

    @seed(lab.seed)
    @settings(max_examples=70)
    @example(going_on(1000))
    @given(appends())
    def stores(row: Row) -> None:
        follower = place_follower(lab, row)
        follower.call("storeEntries", append_message(row))
        if follower.log_terms != row["stored"]:
            raise Broken(f"{follower_in_words(row)}: the log then was {in_terms(follower.log_terms)}.")

    stores()
