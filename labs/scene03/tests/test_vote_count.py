"""Counting votes: who is elected, and when."""

from itertools import product

from hypothesis import given, seed, settings
from hypothesis import strategies as st

from raftlab.checks import CheckFailure, check
from raftlab.checks.deployments import ALL_DEPLOYMENTS, PAPER_OPTIONS, options_text
from raftlab.checks.lab_fixture import Lab
from raftlab.count_text import count_text
from raftlab.labs.scene03.election_fixtures import (
    LONG_AFTER_MS,
    granted_vote,
    names_text,
    place_server,
    refused_vote,
    state_text,
    time_out,
)
from raftlab.server import Options
from raftlab.worker.responses import PersistEffect


@check(
    points=4,
    paper="§5.2; Figure 2 (Candidates: votes received from majority of servers)",
    ask="how many of the cluster's servers make a majority, and is the candidate one of them?",
)
def test_majority_elects(lab: Lab) -> None:
    """A candidate leads as soon as a majority of the cluster has voted for it, and not before."""
    for size, _ in product(range(2, 10), range(3)):
        server = place_server(lab, size=size, role="candidate")
        for count in range(2, size + 1):
            server.deliver(granted_vote(f"S{count}"))
            if (server.role == "leader") != (2 * count > size):
                raise CheckFailure(
                    f"S1, a candidate in a cluster of {size}, has {count} votes with its own: it is a {server.role}.",
                    safety="ElectedByMajority" if server.role == "leader" else "",
                )
    for size in (2, 3, 4, 5):
        for number in range(2, size + 1):
            check_other_candidate(lab, size, f"S{number}")


def check_other_candidate(lab: Lab, size: int, name: str) -> None:
    """CheckFailure unless `name` leads with the votes of any majority, whose names come before its own or after it."""
    others = [f"S{number}" for number in range(1, size + 1) if f"S{number}" != name]
    for voters in (others[: size // 2], others[-(size // 2) :]):
        server = place_server(lab, name, size=size, role="candidate")
        for voter in voters:
            server.deliver(granted_vote(voter))
        if server.role != "leader":
            raise CheckFailure(
                f"{name}, a candidate in a cluster of {size} servers, got the votes of {names_text(voters)}: it is "
                f"a {server.role}."
            )


@check(
    points=4,
    paper="§5.2; Figure 2 (Candidates)",
    ask="a message can be repeated, and a vote can be refused: how many servers have voted for S1?",
)
def test_each_voter_counts_once(lab: Lab) -> None:
    """Whatever answers arrive, and however often, a candidate counts each server that granted its vote once."""
    for size in range(2, 10):
        open_refusals = range(size - size // 2 + 1, size + 1)  # as many as can refuse and leave the election open
        grants = [(voter, True) for voter in range(2, open_refusals[0])]
        refusals = [(voter, False) for voter in open_refusals]
        check_vote_count(lab, size, [*refusals, *grants])
        check_vote_count(lab, size, [*grants, *refusals])  # refusals that find a leader
        check_vote_count(lab, size, grants[:-1] * 3)  # copies
        check_vote_count(lab, size, [(size, True)] * (size // 2 + 1))
        if size > 2:  # one refusal, often repeated, leaves the election open
            check_vote_count(lab, size, [(2, False)] * size + [(voter, True) for voter in range(3, size + 1)])
        check_vote_count(lab, size, [(voter, False) for voter in range(2, size + 1)])
    for size, elections in ((4, 12), (5, 12), (7, 12), *[(5, 4)] * len(ALL_DEPLOYMENTS)):
        check_votes_of_one_term(lab, size, elections)

    @seed(lab.seed)
    @settings(max_examples=40)
    @given(
        st.integers(2, 9),
        st.lists(st.booleans(), min_size=8, max_size=8),
        st.lists(st.integers(2, 9), max_size=12),
        st.sampled_from(ALL_DEPLOYMENTS),
    )
    def check_random_votes(size: int, grants: list[bool], arrivals: list[int], options: Options) -> None:
        # each server answers once in a term, granted or refused; the network repeats and reorders the answers
        check_vote_count(lab, size, [(voter, grants[voter - 2]) for voter in arrivals if voter <= size], options)

    check_random_votes()


def check_vote_count(lab: Lab, size: int, answers: list[tuple[int, bool]], options: Options | None = None) -> None:
    """Deliver `answers` to a candidate of `size` servers; CheckFailure unless it leads exactly with a majority."""
    server = place_server(lab, size=size, role="candidate", options=options or lab.next_deployment())
    for voter, yes in answers:
        server.deliver(granted_vote(f"S{voter}") if yes else refused_vote(f"S{voter}"))
    voters = {1, *(voter for voter, yes in answers if yes)}
    if (server.role == "leader") != (2 * len(voters) > size):
        story = ", ".join(f"{'a grant' if yes else 'a refusal'} of S{voter}" for voter, yes in answers)
        told = f" (Its options: {options_text(options, PAPER_OPTIONS) or 'none'}.)" if options else ""
        raise CheckFailure(
            f"S1 is a candidate in a cluster of {size} servers. It took {story or 'no answer'}, and was a "
            f"{server.role}."
            f"{told}",
            safety="ElectedByMajority" if server.role == "leader" else "",
        )


def check_votes_of_one_term(lab: Lab, size: int, elections: int) -> None:
    """CheckFailure if a candidate leads after elections in each of which one more server voted for it: too few."""
    server = place_server(lab, size=size)
    for number in range(elections):
        time_out(server, now=(number + 1) * LONG_AFTER_MS)
        term = server.currentTerm
        server.deliver(granted_vote(f"S{2 + number % (size - 1)}", term))
        if server.role == "leader":
            raise CheckFailure(
                f"S1 of {size} servers started {count_text(number + 1, 'election')}, each in a new term, and each "
                f"time one other server voted for it, in turn: it leads term {term} with the vote of "
                f"S{2 + number % (size - 1)} and its own.",
                safety="ElectedByMajority",
            )


@check(
    points=3,
    paper="§5.2",
    ask="the election is over: what can one more vote change?",
)
def test_late_vote_changes_nothing(lab: Lab) -> None:
    """A vote that arrives when the election is over changes nothing."""
    for _ in ALL_DEPLOYMENTS:
        check_late_votes(lab)


def check_late_votes(lab: Lab) -> None:
    """CheckFailure if a follower or a leader, in the next deployments, changes with a vote that comes too late."""
    follower = place_server(lab, size=5, role="candidate")
    follower.restart()
    for voter in ("S2", "S4", "S5"):
        follower.deliver(granted_vote(voter))
        if follower.role != "follower":
            raise CheckFailure(
                f"S1 was a candidate of term 2, crashed, and follows since its restart. A late vote of {voter} for it "
                f"arrived: it was {state_text(follower)}."
            )
    leader = place_server(lab, size=5, role="leader", log=(1, 2), match_index={"S2": 2})
    for voter in ("S2", "S3", "S4", "S5"):
        step = leader.deliver(granted_vote(voter))
        actions = [each for each in step.effects if not isinstance(each, PersistEffect)]  # one more write is harmless
        if leader.role != "leader" or leader.matchIndex.get("S2") != 2 or actions:
            raise CheckFailure(
                f"S1 led term 2, with matchIndex[S2] = 2. A late vote of {voter} arrived: S1 was a {leader.role} with "
                f"matchIndex[S2] = {leader.matchIndex.get('S2')}, and took {count_text(len(actions), 'action')}."
            )
