"""More of the same, on states and schedules that the public checks do not show."""

import tomllib
from pathlib import Path

from raftlab.checks import CheckFailure, check
from raftlab.checks.lab import Lab
from raftlab.labs.scene02.sample_messages import PAPER_OPTIONS, place_server, server_text

TRANSITIONS = tomllib.loads(Path(__file__).with_name("transitions.toml").read_text(encoding="utf-8"))["row"]


@check(points=2, paper="§5.1, §5.2, Figure 4", ask="which role comes after which, and in which term?")
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
                f"S1 was {was}. It was to be {row['to']} of term {row['term']}, and then was {server_text(server)}."
            )


@check(points=3, paper="§5.2; Figure 2 (votedFor)", ask="for which term does the vote stand, and how long?")
def test_vote_outlives_crashes(lab: Lab) -> None:
    """A vote that was given stands through crashes, until its term is over."""
    lab.run_scenario("vote-outlives-crashes.txt")


@check(points=2, paper="§5.1", ask="how does the newest term get around?")
def test_terms_spread(lab: Lab) -> None:
    """The newest term gets around by every kind of message, and none of the older leaders is left."""
    lab.run_scenario("terms-spread.txt")


@check(
    points=2,
    depends_on=["test_older_message_is_stale"],
    paper="§5.1",
    ask="can the second copy of a message say more than the first?",
)
def test_late_copies(lab: Lab) -> None:
    """Copies of messages that arrive late, in any order, change nothing."""
    lab.run_scenario("late-copies.txt")


@check(
    points=3,
    depends_on=["test_durable_when_it_returns", "test_own_vote_survives_a_restart"],
    paper="§5.1, §5.2; Figure 2 (Persistent state)",
    ask="which server is this, of how many, and what of its steps has it written?",
)
def test_each_step_of_a_long_life_is_durable(lab: Lab) -> None:
    """Every server of every cluster has its term and its own vote durable after each step, however many it takes."""
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
