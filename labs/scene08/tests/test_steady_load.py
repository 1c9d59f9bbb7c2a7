"""A log that does not grow for ever: one client sends without a pause, and one follower is cut off for a while."""

from raftlab.checks import check
from raftlab.checks.lab_fixture import Lab
from raftlab.labs.scene08.steady_load import BOUND, CALLS, COMPACT_AT, failure_with_trace, run_load


@check(
    points=3,
    explained_by=[
        "test_log_begins_after_the_snapshot",
        "test_follower_below_the_log_gets_the_snapshot",
        "test_snapshot_is_installed",
    ],
    about=("SnapshotIsDurable", "SnapshotIsApplied"),
    paper="§7",
    ask="which entries does the log still hold, and who needs them?",
)
def test_log_stays_bounded(lab: Lab) -> None:
    """Under steady load no log grows beyond a bound, and a follower that was cut off catches up."""
    run = run_load(lab)
    longest = max((held, server) for sizes in run.sizes for server, held in sizes.items())
    if longest[0] > BOUND:
        raise failure_with_trace(
            lab,
            run,
            f"A client sent {CALLS} calls, and logs were compacted once {COMPACT_AT} of their entries were applied: "
            f"{longest[1]}'s log held {longest[0]} entries.",
        )
    applied = {server: seen.lastApplied for server, seen in sorted(run.chaos.world.running_servers.items())}
    if min(applied.values()) < CALLS * 3 // 4 or len(set(applied.values())) > 1:
        told = ", ".join(f"{server} {count}" for server, count in applied.items())
        raise failure_with_trace(
            lab, run, f"After {CALLS} calls, of which S3 missed a part, the servers had applied: {told}."
        )
