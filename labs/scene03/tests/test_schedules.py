"""Schedules told in scenario files: elections that meet, and what a crash may not undo."""

from raftlab.checks import Broken, check
from raftlab.checks.lab import Lab, Watched
from raftlab.failover import LAN
from raftlab.labs.scene03.ballots import PLAIN
from raftlab.server import LEADER
from raftlab.simulator.chaos import Chaos
from raftlab.simulator.monitor import Monitor
from raftlab.simulator.replay import Run, trace_of
from raftlab.simulator.world import World
from raftlab.trace import Boot, Crash, Timeout, Trace

PATIENCE_MS = 6000.0
"""Twenty election timeouts of the longest kind."""


@check(
    points=3,
    after=[
        "test_majority_elects",
        "test_second_candidate_is_refused",
        "test_vote_stands_after_a_crash",
        "test_candidate_tries_again",
    ],
    paper="§5.2",
    ask="who has voted for whom in this term, and what ends it?",
)
def test_split_vote(lab: Lab) -> None:
    """When no candidate has a majority nobody leads, and a later timeout decides."""
    lab.scenario("split-vote.txt")


@check(
    points=3,
    after=["test_majority_elects", "test_vote_stands_after_a_crash", "test_candidate_tries_again"],
    paper="§5.2",
    ask="how many servers of four must agree, whichever of them can be reached?",
)
def test_two_halves(lab: Lab) -> None:
    """Of two halves of a cluster neither elects a leader."""
    lab.scenario("two-halves.txt")


@check(
    points=3,
    after=["test_vote_stands_after_a_crash", "test_majority_elects"],
    paper="§5.2; Figure 2 (Persistent state)",
    ask="to whom had S3 given its vote, and what did it know of that when it came back?",
)
def test_restart_in_the_same_term(lab: Lab) -> None:
    """A voter that restarts in the middle of an election does not elect two leaders."""
    lab.scenario("restart-in-the-same-term.txt")


@check(
    points=3,
    after=["test_each_voter_counts_once", "test_vote_stands_after_a_crash", "test_candidate_tries_again"],
    paper="§5.2",
    ask="which servers have voted for S1 in the term that it stands in now?",
)
def test_votes_of_two_terms(lab: Lab) -> None:
    """Votes of an older term, and copies, are no votes in this one."""
    lab.scenario("votes-of-two-terms.txt")


@check(
    points=3,
    after=[
        "test_follower_follows",
        "test_leader_tells_everyone",
        "test_second_candidate_is_refused",
        "test_vote_stands_after_a_crash",
    ],
    paper="§5.2",
    ask="what did each server hear, and how long did it wait after that?",
)
def test_leader_is_heard(lab: Lab) -> None:
    """A leader that is heard is left in peace; one that has stopped is replaced."""
    lab.scenario("leader-is-heard.txt")


@check(
    points=2,
    after=["test_candidate_tries_again", "test_leader_tells_everyone"],
    paper="§5.2 (“Raft uses randomized election timeouts”), §9.3",
    ask="two candidates have split the vote: what keeps them from doing it again, and again?",
)
def test_split_votes_end(lab: Lab) -> None:
    """Two candidates that stood at the same moment do not do so for ever."""
    host = lab.open()
    for seed in range(8):
        world = tied(host, lab, seed)
        if not leads(world):
            is_now = ", ".join(f"{name} {v.role} in term {v.currentTerm}" for name, v in sorted(world.up.items()))
            raise Broken(
                f"Of three servers one was down; the other two timed out at the same moment. {PATIENCE_MS / 1000:g} s "
                f"later none led: {is_now}.",
                trace=told(lab, world),
            )


def tied(host: Watched, lab: Lab, seed: int) -> World:
    """Return a cluster of three, one of them down, some time after the other two became candidates together."""
    world = World(host, lab.codec, ("S1", "S2", "S3"), PLAIN)
    for act in (Boot("S1"), Boot("S2"), Boot("S3"), Crash("S1"), Timeout("S2", "election"), Timeout("S3", "election")):
        world.apply(act)
    chaos = Chaos(world, lab.seed * 100 + seed, LAN, Monitor(), to_first=False)
    chaos.drift(PATIENCE_MS, lambda: leads(world))
    return world


def leads(world: World) -> bool:
    """Tell whether a server leads."""
    return any(seen.role == LEADER for seen in world.up.values())


def told(lab: Lab, world: World) -> Trace:
    """Return the run up to its first 200 events: what goes wrong repeats itself."""
    world.events = world.events[:200]
    return trace_of(Run(world, Monitor()), scene=lab.scene.id, title="Two candidates of one moment", seed=lab.seed)
