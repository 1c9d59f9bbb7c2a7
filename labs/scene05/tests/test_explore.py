"""Every schedule of three servers, within bounds."""

from raftlab.checks import check
from raftlab.checks.lab_fixture import Lab


@check(
    points=6,
    explained_by=["test_figure8_overwrite"],
    about=("LeaderCompleteness", "StateMachineSafety", "CommittedNeverChanges"),
    paper="§5.4.2, Figure 8; §5.4.3",
    ask="which entry was committed, of which term is it, and which server without it could still win an election?",
)
def test_explore_three(lab: Lab) -> None:
    """With four terms and one index, no order of elections, appends and calls breaks a property."""
    lab.explore(servers=3, terms=4, log=1, states=60_000, exhaust=False)
