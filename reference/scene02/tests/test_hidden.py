"""The same rules, on states and schedules that the public checks do not show."""

import tomllib
from itertools import product
from pathlib import Path

from raftlab.checks import CheckFailure, check
from raftlab.checks.deployments import ALL_DEPLOYMENTS
from raftlab.checks.lab_fixture import Lab
from raftlab.checks.placed_server import PlacedServer
from raftlab.labs.scene02.sample_messages import place_server, server_text

TRANSITIONS = tomllib.loads(Path(__file__).with_name("transitions.toml").read_text(encoding="utf-8"))["row"]
LIFE_STEPS = 24


@check(points=2, paper="§5.1, §5.2, Figure 4", ask="which role follows which, and in which term?")
def test_transitions(lab: Lab) -> None:
    """Every legal change of role ends in the right role and term."""
    for row, _ in product(TRANSITIONS, ALL_DEPLOYMENTS):
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


@check(
    points=3,
    about=("OneVotePerTerm",),
    paper="§5.2; Figure 2 (votedFor)",
    ask="for which term is the vote given, and how long does it last?",
)
def test_vote_outlives_crashes(lab: Lab) -> None:
    """A vote survives crashes until its term is over."""
    lab.run_scenario("vote-outlives-crashes.txt")


@check(points=2, about=(), paper="§5.1", ask="which messages carry the newest term to the others?")
def test_terms_spread(lab: Lab) -> None:
    """Every kind of message spreads the newest term, and no older leader is left."""
    lab.run_scenario("terms-spread.txt")


@check(
    points=2,
    depends_on=["test_older_message_is_stale"],
    about=(),
    paper="§5.1",
    ask="can the second copy of a message change more than the first?",
)
def test_late_copies(lab: Lab) -> None:
    """Copies of messages that arrive late, in any order, change nothing."""
    lab.run_scenario("late-copies.txt")


@check(
    points=3,
    explained_by=["test_new_term_is_durable_on_return", "test_own_vote_survives_a_restart"],
    paper="§5.1, §5.2; Figure 2 (Persistent state)",
    ask="which server is this, in a cluster of which size, and which of its changes did it persist?",
)
def test_each_of_many_steps_is_durable(lab: Lab) -> None:
    """After each of many steps term, vote and log are durable, and no applied entry is lost."""
    for size in range(1, 10):
        # the steps follow each other at once, or the last of them comes long after the first
        log = (1, 1, 2)[: size - 1]
        settings = {"commit_index": len(log) // 2, "machine": {"x": "1.1"}, "options": lab.next_deployment()}
        first = 2 + LIFE_STEPS * (size - 1)  # so that all together take every term from 2 on
        server = lab.place(f"S{size}", cluster=size, log=log, term=first, **settings)
        applied = applied_state(server)
        for number in range(1, LIFE_STEPS + 1):
            now = number * 7.0 if size % 2 else (number // 2) ** 4 * 0.75
            if number % 3:
                server.call("becomeCandidate", now=now)
                fits = (server.votedFor, server.observation.votesGranted) == (server.id, (server.id,))
            else:
                server.call("observeTerm", None, server.currentTerm + 1, now=now)
                fits = server.votedFor is None
            if applied_state(server) != applied:
                change = "" if applied_state(server)[2] == applied[2] else "; its machine changed"
                raise CheckFailure(
                    f"{server.id} of {size} took {number} steps, of two candidacies and a newer term in turn. "
                    f"commitIndex and lastApplied were {applied[0]} and {applied[1]}, and then {server.commitIndex} "
                    f"and {server.lastApplied}{change}.",
                    safety="SameState" if applied_state(server)[1:] != applied[1:] else "",
                )
            disk = server.durable_state
            durable = (disk.currentTerm, disk.votedFor, disk.log)
            if not fits or durable != (server.currentTerm, server.votedFor, server.log):
                raise CheckFailure(
                    f"{server.id} of {size} took {number} steps, of two candidacies and a newer term in turn. It was "
                    f"{server_text(server)}; its disk held term {disk.currentTerm}, the vote "
                    f"{disk.votedFor or 'for nobody'} and {len(disk.log)} entries.",
                    safety="VoteIsDurable" if durable[:2] != (server.currentTerm, server.votedFor) else "",
                )


def applied_state(server: PlacedServer) -> tuple[int, int, str]:
    """Return what no change of term touches: commitIndex, lastApplied and the machine's digest."""
    return server.commitIndex, server.lastApplied, server.observation.digest
