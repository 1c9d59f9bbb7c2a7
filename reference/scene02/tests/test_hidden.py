"""The same rules, on states and schedules that the public checks do not show."""

import tomllib
from pathlib import Path

from raftlab.checks import CheckFailure, check
from raftlab.checks.lab import Lab
from raftlab.labs.scene02.sample_messages import PAPER_OPTIONS, place_server, server_text

TRANSITIONS = tomllib.loads(Path(__file__).with_name("transitions.toml").read_text(encoding="utf-8"))["row"]


@check(points=2, paper="§5.1, §5.2, Figure 4", ask="which role follows which, and in which term?")
def test_transitions(lab: Lab) -> None:
    """Every legal change of role ends in the right role and term."""
    for row in TRANSITIONS:
        server = place_server(lab, row["from"], term=row["before"])
        was = server_text(server)
        if row["to"] == "follower":
            server.call("becomeFollower", None, row["term"])
            fits = server.currentTerm == row["term"]
        else:
            server.call("becomeCandidate")
            fits = server.currentTerm >= row["term"]  # a candidate may skip terms
        if server.role != row["to"] or not fits:
            raise CheckFailure(
                f"S1 was {was}. It should have become {row['to']} of term {row['term']}, and then was "
                f"{server_text(server)}."
            )


@check(points=3, paper="§5.2; Figure 2 (votedFor)", ask="for which term is the vote given, and how long does it last?")
def test_vote_outlives_crashes(lab: Lab) -> None:
    """A vote survives crashes until its term is over."""
    lab.run_scenario("vote-outlives-crashes.txt")


@check(points=2, paper="§5.1", ask="which messages carry the newest term to the others?")
def test_terms_spread(lab: Lab) -> None:
    """Every kind of message spreads the newest term, and no older leader is left."""
    lab.run_scenario("terms-spread.txt")


@check(
    points=2,
    depends_on=["test_older_message_is_stale"],
    paper="§5.1",
    ask="can the second copy of a message change more than the first?",
)
def test_late_copies(lab: Lab) -> None:
    """Copies of messages that arrive late, in any order, change nothing."""
    lab.run_scenario("late-copies.txt")


@check(
    points=3,
    depends_on=["test_durable_when_it_returns", "test_own_vote_survives_a_restart"],
    paper="§5.1, §5.2; Figure 2 (Persistent state)",
    ask="which server is this, in a cluster of which size, and which of its changes did it persist?",
)
def test_each_step_of_a_long_life_is_durable(lab: Lab) -> None:
    """Every server of every cluster size has its term and vote durable after each of many steps."""
    for size in (1, 2, 3, 4, 5, 7):
        server = lab.place(f"S{size}", cluster=size, options=PAPER_OPTIONS)
        steps = [server.boot_step]
        for number in range(1, 25):
            if number % 3:
                steps.append(server.call("becomeCandidate"))
                fits = (server.votedFor, server.observation.votesGranted) == (server.id, (server.id,))
            else:
                steps.append(server.call("observeTerm", None, server.currentTerm + 1))
                fits = server.votedFor is None
            disk = [write for step in steps for write in step.persisted_states][-1]
            if not fits or (disk.currentTerm, disk.votedFor) != (server.currentTerm, server.votedFor):
                raise CheckFailure(
                    f"{server.id} of {size} took {number} steps, of two candidacies and a newer term in turn. It was "
                    f"{server_text(server)}; its disk held term {disk.currentTerm} and the vote "
                    f"{disk.votedFor or 'for nobody'}."
                )
