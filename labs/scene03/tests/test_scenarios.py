"""Scenario files: concurrent elections, and what a crash may not undo."""

import msgspec

from raftlab.checks import CheckFailure, check
from raftlab.checks.calm_check import check_faultless_clusters
from raftlab.checks.deployments import ALL_DEPLOYMENTS
from raftlab.checks.lab_fixture import Lab
from raftlab.checks.recording_host import RecordingHost
from raftlab.failover_experiment import LAN_CONDITIONS
from raftlab.server import LEADER
from raftlab.simulator.act_replay import Run, trace_from_run
from raftlab.simulator.chaos import Chaos
from raftlab.simulator.property_monitor import Monitor
from raftlab.simulator.world import World
from raftlab.trace import Boot, Crash, Timeout, Trace

ELECTION_LIMIT_MS = 6000.0
"""Twenty election timeouts of the longest kind."""

CALM_DEPLOYMENTS = tuple(msgspec.structs.replace(options, heartbeatInterval=70) for options in ALL_DEPLOYMENTS)
"""Two heartbeats for each of the shortest election timeouts."""


@check(
    points=2,
    explained_by=[
        "test_majority_elects",
        "test_second_candidate_is_refused",
        "test_vote_stands_after_a_crash",
        "test_candidate_tries_again",
    ],
    about=(),
    paper="§5.2",
    ask="which server has voted for which in this term, and which event ends the split vote?",
)
def test_split_vote(lab: Lab) -> None:
    """When no candidate has a majority no server leads, and a later timeout decides."""
    lab.run_scenario("split-vote.txt")


@check(
    points=2,
    explained_by=["test_majority_elects", "test_vote_stands_after_a_crash", "test_candidate_tries_again"],
    about=("ElectionSafety",),
    paper="§5.2",
    ask="how many servers of four must vote for a leader, however many can be reached?",
)
def test_even_split_elects_no_leader(lab: Lab) -> None:
    """When four servers are split into two halves, neither half elects a leader."""
    lab.run_scenario("two-halves.txt")


@check(
    points=2,
    explained_by=["test_vote_stands_after_a_crash", "test_majority_elects"],
    about=("ElectionSafety",),
    paper="§5.2; Figure 2 (Persistent state)",
    ask="for whom had S3 voted, and what did it know of that after its restart?",
)
def test_restart_in_the_same_term(lab: Lab) -> None:
    """A voter that restarts in the middle of an election does not elect two leaders."""
    lab.run_scenario("restart-in-the-same-term.txt")


@check(
    points=2,
    depends_on=["test_majority_elects"],
    explained_by=["test_each_voter_counts_once", "test_vote_stands_after_a_crash", "test_candidate_tries_again"],
    about=("ElectionSafety",),
    paper="§5.2",
    ask="which servers have voted for S1 in its current term?",
)
def test_votes_of_two_terms(lab: Lab) -> None:
    """Votes of an older term, and copies, do not count in this one."""
    lab.run_scenario("votes-of-two-terms.txt")


@check(
    points=2,
    explained_by=[
        "test_follower_knows_its_leader",
        "test_leader_sends_heartbeats_to_everyone",
        "test_second_candidate_is_refused",
        "test_vote_stands_after_a_crash",
    ],
    about=(),
    paper="§5.2",
    ask="what did each server hear, and how long did it wait after that?",
)
def test_leader_is_heard(lab: Lab) -> None:
    """While a leader is heard no server starts an election; a leader that has crashed is replaced."""
    lab.run_scenario("leader-is-heard.txt")


@check(
    points=1,
    explained_by=["test_leader_is_heard", "test_candidate_tries_again", "test_log_that_is_behind_is_refused"],
    about=(),
    paper="§5.2; Figure 2 (Rules for Servers)",
    ask="the leader follows in a newer term: which of its timers runs now?",
)
def test_deposed_leader_can_win_again(lab: Lab) -> None:
    """A leader that was deposed waits for a timeout like every follower, and can win again."""
    lab.run_scenario("deposed-leader-starts-election.txt")


@check(
    points=2,
    explained_by=[
        "test_leader_sends_heartbeats_to_everyone",
        "test_follower_knows_its_leader",
        "test_majority_elects",
        "test_election_timeout_window_is_wide",
    ],
    about=(),
    paper="§5.2 (“send periodic heartbeats … in order to maintain their authority”)",
    ask="nothing failed: what made this server act?",
)
def test_calm_cluster_stays_calm(lab: Lab) -> None:
    """While nothing fails one server leads one term, for twenty election timeouts, in clusters of one to seven."""
    check_faultless_clusters(lab, (1, 3, 2, 4, 5, 7), CALM_DEPLOYMENTS)


@check(
    points=2,
    explained_by=["test_candidate_tries_again", "test_leader_sends_heartbeats_to_everyone"],
    paper="§5.2 (“Raft uses randomized election timeouts”), §9.3",
    ask="two candidates have split the vote: what keeps them from doing it again and again?",
)
def test_split_votes_end(lab: Lab) -> None:
    """Two servers that become candidates at the same moment do not split the vote forever."""
    host = lab.open_host()
    for seed in range(8):
        world = run_split_vote(host, lab, seed)
        if not has_leader(world):
            states = ", ".join(
                f"{name} {v.role} in term {v.currentTerm}" for name, v in sorted(world.running_servers.items())
            )
            raise CheckFailure(
                f"Of three servers one was down; the other two timed out at the same moment. "
                f"{ELECTION_LIMIT_MS / 1000:g} s later none led: {states}.",
                trace=shown_trace(lab, world),
            )


def run_split_vote(host: RecordingHost, lab: Lab, seed: int) -> World:
    """Return a cluster of three, one of them down, some time after the other two became candidates together."""
    options = ALL_DEPLOYMENTS[seed % len(ALL_DEPLOYMENTS)]
    world = World(host, lab.codec, ("S1", "S2", "S3"), options)
    for act in (Boot("S1"), Boot("S2"), Boot("S3"), Crash("S1"), Timeout("S2", "election"), Timeout("S3", "election")):
        world.apply(act)
    chaos = Chaos(world, seed, LAN_CONDITIONS, Monitor(), stop_at_first=False)
    chaos.continue_for(ELECTION_LIMIT_MS, lambda: has_leader(world))
    return world


def has_leader(world: World) -> bool:
    """Tell whether a server leads."""
    return any(seen.role == LEADER for seen in world.running_servers.values())


def shown_trace(lab: Lab, world: World) -> Trace:
    """Return the first 200 events of the run: the failure repeats itself."""
    world.events = world.events[:200]
    return trace_from_run(Run(world, Monitor()), scene=lab.scene.id, title="Two candidates of the same moment", seed=0)
