"""Scenario files, load in virtual time, and random schedules."""

from raftlab.checks import CheckFailure, check
from raftlab.checks.lab_fixture import Lab
from raftlab.labs.scene10.throughput import MACHINES, run_load
from raftlab.simulator.act_replay import Run, trace_from_run
from raftlab.simulator.fault_rates import Faults

NO_OP_JOBS = ("no-op-commits-older", "no-op-opens-reads", "no-op-before-a-change")
DISK_RUNS = ("zombie-leader", "short-stall", "own-disk-last", "write-error", "replaced-while-written")
OTHER_RUNS = ("overtaken", "transfer", "transfer-target-down", "calls-in-order")
PIPELINE_RULES = [
    "test_window_is_filled",
    "test_answers_in_any_order",
    "test_refusal_goes_back",
    "test_lost_messages_are_found",
    "test_heartbeat_is_sent_though_the_window_is_full",
]
DISK_RULES = [
    "test_only_durable_is_acknowledged",
    "test_completion_is_acknowledged",
    "test_write_of_an_earlier_term_ends",
    "test_leader_counts_its_own_copy_when_durable",
    "test_replaced_entry_is_not_durable",
    "test_failed_write_is_repeated",
    "test_late_disk_ends_the_leadership",
]
OTHER_RULES = [
    "test_own_term_commits_the_older",
    "test_target_catches_up_first",
    "test_target_campaigns_at_once",
    "test_transfer_ends",
    "test_lease_ends_with_timeout_now",
    "test_calls_keep_their_order",
]
FLOORS = (("far", 8, 1, 90.0), ("far", 1, 8, 90.0))
"""(machine, window, batch, calls a second): a quarter of the reference's figure, half of the slowest variant's."""
DEPLOYMENT = {"no_op": True, "disk": "background", "window_messages": 3, "bytes_per_append": 40}
BUSY = Faults(stall=0.06, write_fails=0.05, transfer=0.08, straggle=0.08)


@check(
    points=2,
    explained_by=["test_own_term_commits_the_older", "test_no_op_opens_reads", *PIPELINE_RULES],
    about=(),
    paper="§8; §5.4.2; dissertation §6.4; Ongaro 2015",
    ask="which of these three waits for an entry of the leader's own term?",
)
def test_three_jobs_of_the_no_op(lab: Lab) -> None:
    """Older entries are committed, reads answered and the configuration changed, though no client writes."""
    for name in NO_OP_JOBS:
        lab.run_scenario(f"{name}.txt")


@check(
    points=1,
    explained_by=[*DISK_RULES, *PIPELINE_RULES, "test_own_term_commits_the_older"],
    about=("CommittedIsDurable",),
    paper="dissertation §10.2.1",
    ask="what was on which disk at that moment?",
)
def test_disks_in_five_schedules(lab: Lab) -> None:
    """A long stall of the leader's disk deposes it, a short one does not, and no error or late write loses an entry."""
    for name in DISK_RUNS:
        lab.run_scenario(f"{name}.txt")


@check(
    points=1,
    explained_by=[*PIPELINE_RULES, *OTHER_RULES],
    about=(),
    paper="dissertation §3.10, §10.2.1",
    ask="which message or call arrived before one that was sent earlier?",
)
def test_overtaken_and_handed_over(lab: Lab) -> None:
    """Messages and calls that overtake each other do no harm, and a handover succeeds or is given up."""
    for name in OTHER_RUNS:
        lab.run_scenario(f"{name}.txt")


@check(
    points=2,
    explained_by=[*PIPELINE_RULES, *DISK_RULES, "test_batch_has_two_limits"],
    about=(),
    paper="dissertation §10.2",
    ask="how long does a call wait while no message is on its way?",
)
def test_throughput_reaches_the_floor(lab: Lab) -> None:
    """With servers far apart, a window or batches are several times as fast as one entry at a time."""
    for name, window, batch, floor in FLOORS:
        run = run_load(lab.open_host(), lab.codec, MACHINES[name], window, batch)
        if run.monitor.violations:
            lab.record_violations(run.monitor.violations)
            violation = run.monitor.violations[0]
            trace = trace_from_run(Run(run.world, run.monitor), scene=lab.scene.id, title="load", seed=0)
            raise CheckFailure(f"{violation.seen} ({violation.property})", trace=trace)
        result = run.result
        assert result is not None and not result.missing, (
            f"{name}, window {window}, batch {batch}: {result.missing if result else 'all'} calls were never answered"
        )
        assert result.calls_per_second >= floor, (
            f"{name}, window {window}, batch {batch}: {result.calls_per_second:.0f} calls in a second of virtual time; "
            f"the floor is {floor:.0f}"
        )


@check(
    points=1,
    explained_by=[*PIPELINE_RULES, *DISK_RULES, *OTHER_RULES, "test_window_counts_bytes", "test_batch_has_two_limits"],
    about=(),
    paper="dissertation §3.10, §10.2",
    ask="which write, message or transfer had begun and not ended when the property broke?",
)
def test_search_three(lab: Lab) -> None:
    """In random schedules with slow disks, errors, stalls and transfers nothing is lost, and the cluster goes on."""
    lab.search(runs=8, servers=3, events=250, faults=BUSY, deployment=DEPLOYMENT)
