"""Scenario files: followers behind, parts lost, disks that fail, and logs that have been compacted."""

from raftlab.checks import check
from raftlab.checks.lab_fixture import Lab

LOSING = ("acknowledged-entries-stay", "compacted-voter-knows-its-last-term", "conflicting-tail-goes")
"""Runs in which a committed entry could be lost, or an uncommitted one kept."""
RESTARTING = (
    "leader-restarts-behind-its-snapshot",
    "retry-after-the-snapshot",
    "entries-kept-for-a-slow-follower",
    "snapshot-brings-the-configuration",
)
PARTS = ("parts-lost-and-doubled", "restart-between-parts", "new-leader-sends-its-own")


@check(
    points=2,
    explained_by=[
        "test_follower_below_the_log_gets_the_snapshot",
        "test_snapshot_is_installed",
        "test_log_begins_after_the_snapshot",
    ],
    about=("SameState", "StateMachineSafety"),
    paper="§7",
    ask="no log holds these entries any more: which message can still bring the follower their result?",
)
def test_follower_without_the_entries_catches_up(lab: Lab) -> None:
    """A follower whose entries are gone from every log reaches the state of the others."""
    lab.run_scenario("new-server-gets-a-snapshot.txt")


@check(
    points=3,
    explained_by=[
        "test_doubled_and_late_parts_do_no_harm",
        "test_parts_make_the_snapshot",
        "test_follower_that_lost_the_parts_gets_the_first",
    ],
    about=("SameState",),
    paper="§7, Figure 13",
    ask="which part did the follower have, and which one came next?",
)
def test_interrupted_transfers_end(lab: Lab) -> None:
    """In three schedules with lost, doubled and forgotten parts, the follower gets the snapshot of its leader."""
    for name in PARTS:
        lab.run_scenario(f"{name}.txt")


@check(
    points=1,
    explained_by=["test_failed_install_is_tried_again"],
    about=(),
    paper="§7",
    ask="nothing was installed: what does the leader have to send, and how does it learn that?",
)
def test_failing_disk_delays_only(lab: Lab) -> None:
    """A follower whose disk fails at the last part gets the snapshot once its disk works."""
    lab.run_scenario("disk-fails-at-the-last-part.txt")


@check(
    points=3,
    explained_by=["test_matching_suffix_stays", "test_conflicting_log_is_deleted", "test_old_snapshot_changes_nothing"],
    about=("LeaderCompleteness", "CommittedNeverChanges", "LogMatching"),
    paper="§5.4, §7",
    ask="which entries had the follower acknowledged, and which of them were no longer there?",
)
def test_snapshots_lose_no_entry(lab: Lab) -> None:
    """In three schedules with snapshots, what is committed stays and what conflicts goes."""
    for name in LOSING:
        lab.run_scenario(f"{name}.txt")


@check(
    points=2,
    explained_by=[
        "test_restart_begins_at_the_snapshot",
        "test_snapshot_is_labelled_with_what_it_holds",
        "test_sessions_are_in_the_snapshot",
        "test_snapshot_holds_its_configuration",
        "test_parts_make_the_snapshot",
        "test_snapshot_is_installed",
        "test_installed_snapshot_raises_match_index",
        "test_sent_parts_do_not_raise_match_index",
        "test_log_begins_after_the_snapshot",
        "test_log_is_compacted_after_the_snapshot_is_durable",
        "test_append_below_the_log_is_taken",
        "test_refusal_below_the_log_leads_to_the_snapshot",
        "test_follower_below_the_log_gets_the_snapshot",
    ],
    about=("SameState", "AppliedInOrder", "Linearizability", "ConfigurationInForce"),
    paper="§6, §7, §8",
    ask="what did the server know right after it started, and how often did the call take effect?",
)
def test_restarts_begin_at_the_snapshot(lab: Lab) -> None:
    """In four schedules servers restart behind a snapshot, with its configuration, and no call takes effect twice."""
    for name in RESTARTING:
        lab.run_scenario(f"{name}.txt")


@check(
    points=1,
    explained_by=["test_append_below_the_log_is_taken"],
    about=("AckIsDurable", "LogMatching"),
    paper="§7",
    ask="which of these entries did the follower have in its snapshot?",
)
def test_late_append_does_no_harm(lab: Lab) -> None:
    """Appends that were sent before the follower compacted its log do no harm when they arrive after that."""
    lab.run_scenario("late-append-below-the-log.txt")
