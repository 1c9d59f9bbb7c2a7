"""Schedules of more servers than the public checks run: some drawn at random, some led to where it gets dangerous."""

from raftlab.checks import check
from raftlab.checks.lab import Lab


@check(
    points=3,
    depends_on=["test_search_three"],
    paper="§5.4.3, Figure 3",
    ask="which promise was broken first, and what had the server seen when it made it?",
)
def test_hidden_search_five(lab: Lab) -> None:
    """No schedule of four or five servers, with faults, breaks a promise."""
    lab.search(runs=8, servers=5, events=250)
    lab.search(runs=8, servers=4, events=200)


FIGURE8_GOALS = (
    "entry at 1 on 1 server",
    "entry at 1 on 2 servers",
    "entry at 1 on 2 servers and leader of term 2",
    "entry at 1 on 2 servers and late rival at 1",
    "entry at 1 on 2 servers and late rival at 1 and leader of term 3",
    "entry at 1 on 3 servers and rivals at 1 and leader of term 3",
    "commit at 1 and rivals at 1",
)
"""Figure 8's panels (a), (b) and (c), and a commit after them: as far as a search must be led to find (d) by itself.

Led so it finds (d) within 700 states where three copies are called enough; without the steps between the panels it took
3,200.
"""


@check(
    points=2,
    depends_on=["test_explore_three"],
    paper="§5.4.2, Figure 8; §5.4.3",
    ask="how many servers could still elect a leader that lacks the entry, and does it matter who first took it?",
)
def test_hidden_explore_five(lab: Lab) -> None:
    """Five servers, led to an older entry with a rival, break no promise from there on."""
    goals, budget = FIGURE8_GOALS, 1_800
    lab.explore(
        servers=5, engine="staged", goals=goals, states=budget, sometimes=["leader"], exhaust=False, symmetry=False
    )
