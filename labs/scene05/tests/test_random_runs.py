"""Random schedules with lost, late and repeated messages, crashes and partitions."""

from raftlab.checks import check
from raftlab.checks.lab_fixture import Lab


@check(
    points=4,
    explained_by=[
        "test_commit_in_any_state",
        "test_log_after_any_append",
        "test_answer_carries_the_result",
        "test_follower_applies_what_it_stored",
        "test_follower_commits_only_what_is_confirmed",
        "test_uncertain_is_not_failure",
        "test_deposed_leader_answers_clients",
        "test_overwritten_is_not_ok",
    ],
    about=(),
    paper="§5.4.3, Figure 3",
    ask="which property broke first, and what did the server know in that step?",
)
def test_search_three(lab: Lab) -> None:
    """In random schedules of three servers with faults, no property breaks."""
    lab.search(runs=20, servers=3, events=250)
