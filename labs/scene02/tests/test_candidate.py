"""Becoming the candidate of a new term."""

from typing import Any

from raftlab.checks import CheckFailure, check
from raftlab.checks.lab_fixture import Lab
from raftlab.checks.placed_server import PlacedServer
from raftlab.labs.scene02.sample_messages import place_server, server_text


@check(
    points=3,
    paper="§5.2; Figure 2 (Candidates: increment currentTerm)",
    ask="in which term does an election take place?",
)
def test_candidate_begins_a_newer_term(lab: Lab) -> None:
    """A candidate starts a newer term than any that it knew."""
    for role in ("follower", "candidate"):
        for size in range(1, 10):
            server = place_server(lab, role, cluster=size)
            was = server_text(server)
            server.call("becomeCandidate")
            if server.role != "candidate" or server.currentTerm <= 3:
                raise CheckFailure(
                    f"S1 of {size} was {was}. becomeCandidate ran, and then S1 was {server_text(server)}.",
                    safety="OneVotePerTerm" if server.votedFor == "S1" and server.currentTerm <= 3 else "",
                )


@check(points=3, paper="§5.2; Figure 2 (Candidates: vote for self)", ask="who has voted for S1 in the new term so far?")
def test_candidate_has_its_own_vote_only(lab: Lab) -> None:
    """A new candidate has its own vote, and no vote of an earlier term."""
    for role, voted in (("follower", "S2"), ("follower", None)):
        check_own_vote_only(place_in_deployment(lab, 5, role=role, voted_for=voted))
    for size in range(2, 10):
        for count in range(1, size // 2 + 1):  # as many votes as a candidate can have that has not won
            votes = tuple(f"S{number}" for number in range(1, count + 1))
            check_own_vote_only(place_in_deployment(lab, size, role="candidate", votes=votes))
            server = place_in_deployment(lab, size, role="candidate", votes=votes)
            server.call("becomeFollower", None, 5)
            check_own_vote_only(server, f"candidate in term 3, with the votes of {', '.join(votes)}. becomeFollower(5)")


def place_in_deployment(lab: Lab, size: int, **setting: Any) -> PlacedServer:
    """Place S1 of `size` servers in term 3, in the next deployment in turn."""
    return lab.place("S1", cluster=size, term=3, options=lab.next_deployment(), **setting)


def check_own_vote_only(server: PlacedServer, was: str = "") -> None:
    """CheckFailure if `server`, which `was` so and becomes a candidate, then has any vote but its own."""
    votes = ", ".join(server.observation.votesGranted)
    before = f"{was} ran" if was else f"{server_text(server)}{f', with the votes of {votes}' if votes else ''}"
    server.call("becomeCandidate")
    if server.votedFor != "S1" or server.observation.votesGranted != ("S1",):
        votes = ", ".join(server.observation.votesGranted) or "nobody"
        raise CheckFailure(
            f"S1 was {before}. becomeCandidate ran; S1 then was {server_text(server)}, and counted the votes of "
            f"{votes}.",
            safety=broken_by_candidacy(server),
        )


def broken_by_candidacy(server: PlacedServer) -> str:
    """Return the safety property that a new candidate breaks: it counts votes of others, or has none of its own."""
    if set(server.observation.votesGranted) - {server.id}:
        return "ElectedByMajority"
    return "OneVotePerTerm" if server.observation.votesGranted and server.votedFor != server.id else ""
