"""Schedules of four and five servers: random ones, and ones that start near Figure 8."""

from raftlab.checks import check
from raftlab.checks.lab_fixture import Lab


@check(
    points=3,
    explained_by=["test_search_three"],
    about=(),
    paper="§5.4.3, Figure 3",
    ask="which property broke first, and what did the server know in that step?",
)
def test_hidden_search_five(lab: Lab) -> None:
    """In random schedules of four or five servers with faults, no property breaks."""
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
"""Figure 8's panels (a), (b) and (c), and a commit after them. From there the search finds (d) by itself.

With these goals it takes 700 states to find (d) in a server that commits with three copies; without, 3,200.
"""


@check(
    points=2,
    depends_on=["test_explore_three"],
    about=("LeaderCompleteness", "StateMachineSafety", "CommittedNeverChanges"),
    paper="§5.4.2, Figure 8; §5.4.3",
    ask="how many servers could still elect a leader that lacks the entry?",
)
def test_hidden_explore_five(lab: Lab) -> None:
    """Five servers with an older entry and a rival at its index break no property from there on."""
    goals, budget = FIGURE8_GOALS, 1_800
    lab.explore(
        servers=5, engine="staged", goals=goals, states=budget, sometimes=["leader"], exhaust=False, symmetry=False
    )
