"""The machine below the whole protocol: the kit's layers of all later scenes run on top of the submission."""

from raftlab.checks import check
from raftlab.checks.lab_fixture import Lab

PREREQUISITES = [
    "test_every_entry_is_applied",
    "test_results_by_index",
    "test_put_get_append_delete",
    "test_compare_and_set",
    "test_retry_takes_effect_once",
    "test_retry_hears_the_first_answer",
]


@check(
    points=1,
    explained_by=PREREQUISITES,
    about=(),
    paper="§5.3, §8",
    ask="which server had applied what, and which of its other variables changed with it?",
)
def test_partition_and_recover(lab: Lab) -> None:
    """In a whole cluster, a partition and its end lose no call and repeat none, and no client waits forever."""
    with lab.later_layers():
        lab.run_scenario("partition-and-recover.txt")


@check(
    points=1,
    explained_by=PREREQUISITES,
    about=(),
    paper="§5.3, §8, Figure 3 (State Machine Safety)",
    ask="which property broke first, and what had that server applied?",
)
def test_search_whole_clusters(lab: Lab) -> None:
    """In a whole cluster, with faults, every call takes effect once and every client hears of it."""
    with lab.later_layers():
        lab.search(runs=8, servers=3, events=200)


@check(
    points=1,
    explained_by=PREREQUISITES,
    about=(),
    paper="§5.3, Figure 3 (State Machine Safety)",
    ask="which property broke first, and what had that server applied?",
)
def test_explore_whole_clusters(lab: Lab) -> None:
    """In a whole cluster, in any order of messages and with two crashes, equal logs give equal states."""
    with lab.later_layers():
        lab.explore(servers=3, terms=1, log=1, crashes=2, states=20_000, exhaust=False)
