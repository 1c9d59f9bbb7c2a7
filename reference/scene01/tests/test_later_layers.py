"""The machine below the whole protocol: the kit's layers of all later scenes run on top of the submission."""

from raftlab.checks import CheckFailure, check
from raftlab.checks.lab_fixture import Lab
from raftlab.labs.scene08.snapshot_states import numbered_log, place_compacted_server

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
        check_log_behind_snapshot(lab)
        lab.run_scenario("partition-and-recover.txt")


def check_log_behind_snapshot(lab: Lab) -> None:
    """CheckFailure if a server does not apply the entries that follow a snapshot, of scene 08, by their index."""
    server = place_compacted_server(lab, [1] * 6, 3)
    log = numbered_log([1] * 6)
    steps = [server.learn(log, commit) for commit in (4, 6)]
    applied = [(each.index, each.command) for step in steps for each in step.applied_commands]
    indexes = " ".join(str(index) for index, _ in applied) or "(none)"
    if server.lastApplied != 6 or applied != [(index, log[index - 1].command) for index in (4, 5, 6)]:
        raise CheckFailure(
            "With the later scenes on top, a server has a snapshot up to index 3, and entries 4 to 6. commitIndex went "
            f"to 4 and to 6: lastApplied then was {server.lastApplied}, and the machine got entries {indexes}."
        )


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
