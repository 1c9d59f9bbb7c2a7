"""Every schedule of three servers, within bounds: not those that chance finds, but all of them."""

from raftlab.checks import check
from raftlab.checks.lab import Lab


@check(
    points=8,
    depends_on=["test_figure8_overwrite"],
    paper="§5.4.2, Figure 8; §5.4.3",
    ask="what was true of the entry when it was called committed, and who could still win an election without it?",
)
def test_explore_three(lab: Lab) -> None:
    """In four terms and at one index, no order of elections, appends and calls breaks a promise."""
    lab.explore(servers=3, terms=4, log=1)
