"""Scenario files and searches: who can win, and what is never lost."""

from raftlab.checks import check
from raftlab.checks.lab_fixture import Lab

LEFT_OUT = ("longer-log-of-an-older-term", "committed-and-unknown", "cut-off-leader-returns", "lagging-pre-vote")
"""Runs in which a candidate asks that lacks a committed entry."""
ELECTED = ("shorter-log-of-a-newer-term", "equal-logs", "newer-server-older-log", "best-log-out-of-reach")
"""Runs in which the only server that can win has to."""


@check(
    points=2,
    explained_by=["test_older_last_term_loses", "test_shorter_log_loses", "test_equal_log_is_enough"],
    about=("LeaderCompleteness", "StateMachineSafety", "CommittedNeverChanges"),
    paper="§5.4.1, §5.4.3",
    ask="which committed entry does the candidate lack, and which voter had it?",
)
def test_candidate_without_the_entry_loses(lab: Lab) -> None:
    """In four schedules, a candidate that lacks a committed entry does not win."""
    for name in LEFT_OUT:
        lab.run_scenario(f"{name}.txt")


@check(
    points=2,
    explained_by=["test_newer_last_term_wins", "test_equal_log_is_enough", "test_shorter_log_loses"],
    about=(),
    paper="§5.4.1",
    ask="whose vote did the candidate need, and what did that server compare?",
)
def test_only_possible_winner_wins(lab: Lab) -> None:
    """In four schedules, the only server that can win is elected."""
    for name in ELECTED:
        lab.run_scenario(f"{name}.txt")


@check(
    points=2,
    explained_by=["test_older_last_term_loses", "test_shorter_log_loses"],
    about=("LeaderCompleteness", "StateMachineSafety", "CommittedNeverChanges"),
    paper="§5.4.1, §5.4.3",
    ask="which voter of the second leader had the entry, and why did it vote?",
)
def test_explore_three(lab: Lab) -> None:
    """With two terms and two entries, no order of elections, appends and calls loses a committed entry."""
    lab.explore(servers=3, terms=2, log=2, states=20_000, exhaust=False)


@check(
    points=1,
    explained_by=["test_any_two_logs"],
    about=(),
    paper="§5.4.3, Figure 3",
    ask="which property broke first, and what did the server know in that step?",
)
def test_search_three(lab: Lab) -> None:
    """In random schedules of three servers with faults, no property breaks and the cluster goes on in the end."""
    lab.search(runs=10, servers=3, events=200)
