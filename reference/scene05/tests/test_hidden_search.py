"""Random schedules of more servers than the public check runs."""

from raftlab.checks import check
from raftlab.checks.lab import Lab


@check(
    points=5,
    after=["test_search_three"],
    paper="§5.4.3, Figure 3",
    ask="which promise was broken first, and what had the server seen when it made it?",
)
def test_hidden_search_five(lab: Lab) -> None:
    """No schedule of four or five servers, with faults, breaks a promise."""
    lab.search(runs=8, servers=5, events=250)
    lab.search(runs=8, servers=4, events=200)
