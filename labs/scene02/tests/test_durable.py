"""What survives a crash, and when it becomes durable."""

from collections.abc import Iterator
from itertools import cycle, product

from raftlab.checks import CheckFailure, check
from raftlab.checks.deployments import ALL_DEPLOYMENTS
from raftlab.checks.lab_fixture import Lab
from raftlab.checks.placed_server import PlacedServer, ServerStep
from raftlab.count_text import count_text, entries_text
from raftlab.labs.scene02.sample_messages import ROLES, nondefault_placements, place_server, server_text, state_text
from raftlab.server import AppendEntries, Entry
from raftlab.worker.responses import ObservedState, PersistEffect

LOG_LENGTHS = (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 25, 60)
"""Thirteen: no part of the deployments, so that each length comes in all of them."""

LARGE_TERMS = (128, 256, 1000, 1024, 4096, 65_536, 2**30)


def crash_points(durable: PersistEffect, step: ServerStep) -> Iterator[tuple[int, PersistEffect]]:
    """Yield (k, what is durable) for a crash after the first k effects of `step`, before which `durable` was."""
    yield 0, durable
    for count, effect in enumerate(step.effects, start=1):
        durable = effect if isinstance(effect, PersistEffect) else durable
        yield count, durable


Vote = tuple[int, str | None]
"""A term, and the candidate that has the server's vote in it."""


def property_broken_on_disk(disk: PersistEffect | ObservedState, log: tuple[Entry, ...], *votes: Vote) -> str:
    """Return the safety property that a server breaks whose disk, or state after a restart, lacks its log or a vote.

    "" if it lacks neither: a term in which the server has voted for nobody is learned again.
    """
    if disk.log[: len(log)] != log:
        return "AckIsDurable"
    is_lost = any(
        vote is not None and (disk.currentTerm < term or (disk.currentTerm == term and disk.votedFor != vote))
        for term, vote in votes
    )
    return "VoteIsDurable" if is_lost else ""


def own_vote(server: PlacedServer) -> Vote:
    """Return the vote that a candidate, or the leader that it became, has given to itself; of others none."""
    return server.currentTerm, server.id if server.role in ("candidate", "leader") else None


@check(
    points=4,
    safety="VoteIsDurable",
    paper="§5.1; Figure 2 (Persistent state)",
    ask="after a restart, where does a server read its term from?",
)
def test_new_term_survives_a_restart(lab: Lab) -> None:
    """A server that has learned of a term knows it after a restart."""
    for role, voted in (("follower", "S3"), ("candidate", "S1"), ("leader", "S1")):
        server = place_server(lab, role, voted_for=voted)
        was = server_text(server)
        server.call("observeTerm", None, 5)
        server.restart()
        if server.currentTerm != 5:
            raise CheckFailure(
                f"S1 was {was}. It heard of term 5, crashed and restarted: it was {server_text(server)}.",
                safety=property_broken_on_disk(server.observation, (), (3, voted)),
            )
    for place in nondefault_placements(lab):
        check_restart(place(), 5, None, ("observeTerm", 5))
        check_restart(place(), 4, place().votedFor, None)


def check_restart(server: PlacedServer, term: int, voted: str | None, call: tuple[str, int] | None) -> None:
    """CheckFailure if `server` is not a follower with this term and vote, and its log, after `call` and a restart."""
    before, log, event = repr(server), server.log, ""
    votes = ((server.currentTerm, server.votedFor), own_vote(server))
    if call is not None:
        server.call(call[0], None, call[1])
        event = f" It heard of term {call[1]}."
    server.restart(now=50_000.0)
    if (server.role, server.currentTerm, server.votedFor, server.log) != ("follower", term, voted, log):
        raise CheckFailure(
            f"{before}.{event} It crashed and restarted: it was {server_text(server)}, log "
            f"{' '.join(map(str, server.log_terms)) or 'empty'}.",
            safety=property_broken_on_disk(server.observation, log, *votes),
        )


@check(
    points=5,
    safety="VoteIsDurable",
    paper="§5.2; Figure 2 (Persistent state: updated on stable storage before responding to RPCs)",
    ask="S1 has asked for votes in this term: may it vote for another candidate after a restart?",
)
def test_own_vote_survives_a_restart(lab: Lab) -> None:
    """A candidate remembers its own vote after a restart."""
    for role, voted in (("follower", None), ("follower", "S2"), ("candidate", "S1")):
        server = place_server(lab, role, voted_for=voted)
        was = server_text(server)
        server.call("becomeCandidate")
        term, own = server.currentTerm, own_vote(server)
        server.restart()
        if (server.currentTerm, server.votedFor) != (term, "S1"):
            raise CheckFailure(
                f"S1 was {was}. It became candidate of term {term}, crashed and restarted: it was "
                f"{server_text(server)}.",
                safety=property_broken_on_disk(server.observation, (), (3, voted), own),
            )
    for place in nondefault_placements(lab, ("follower", "candidate", "pre-candidate")):
        server = place()
        term = server.call("becomeCandidate", now=50_000.0).observation.currentTerm
        check_restart(server, term, "S1", None)
    check_every_candidacy(lab)
    check_candidacies_in_deployments(lab)


def check_candidacies_in_deployments(lab: Lab) -> None:
    """CheckFailure if a candidacy is not durable in a cluster of some size and a deployment."""
    lengths = cycle(LOG_LENGTHS)
    for size, role, _ in product(range(1, 10), ("follower", "candidate"), ALL_DEPLOYMENTS):
        server = place_server(lab, role, term=size + 1, cluster=size, log=(1,) * next(lengths))
        server.call("becomeCandidate", now=1000.0 * size)
        disk = server.durable_state
        if (disk.currentTerm, disk.votedFor) != (server.currentTerm, "S1"):
            raise CheckFailure(
                f"S1 of {size} was a {role} in term {size + 1}, with {entries_text(len(server.log))}. It became "
                f"candidate: it was {server_text(server)}; its disk held term {disk.currentTerm} and the vote "
                f"{disk.votedFor or 'for nobody'}.",
                safety=property_broken_on_disk(disk, (), own_vote(server)),
            )


def check_every_candidacy(lab: Lab) -> None:
    """CheckFailure if a candidacy of any number, or one in a large term, is not durable."""
    for start, count in ((1, 80), *((term - 2, 3) for term in LARGE_TERMS)):
        server = place_server(lab, "follower", term=start)
        for number in range(1, count + 1):
            server.call("becomeCandidate")
            disk = server.durable_state
            if (disk.currentTerm, disk.votedFor) != (server.currentTerm, "S1"):
                raise CheckFailure(
                    f"S1 was a follower in term {start} and became candidate {count_text(number, 'time')}: it was "
                    f"{server_text(server)}; its disk held term {disk.currentTerm} and the vote "
                    f"{disk.votedFor or 'for nobody'}.",
                    safety=property_broken_on_disk(disk, (), own_vote(server)),
                )


@check(
    points=4,
    safety="VoteIsDurable",
    paper="Figure 2 (Persistent state: updated on stable storage before responding to RPCs)",
    ask="which message may the caller of becomeFollower send next, and what does it promise?",
)
def test_new_term_is_durable_on_return(lab: Lab) -> None:
    """When becomeFollower returns, the new term is durable."""
    lengths = cycle(LOG_LENGTHS)
    for role, size, _ in product(ROLES, range(1, 10), range(2)):
        server = place_server(lab, role, cluster=size, log=(1,) * next(lengths))
        was, vote, log = server_text(server), (server.currentTerm, server.votedFor), server.log
        step = server.call("becomeFollower", None, 5)
        if [each.currentTerm for each in step.persisted_states][-1:] != [5]:
            raise CheckFailure(
                f"S1 of {size} was {was}, with {entries_text(len(server.log))}. becomeFollower(5) returned, and "
                "term 5 was "
                "not durable.",
                safety=property_broken_on_disk(server.durable_state, log, vote),
            )
    for place in nondefault_placements(lab):
        server = place()
        before, vote = repr(server), (server.currentTerm, server.votedFor)
        step = server.call("becomeFollower", None, 5, now=50_000.0)
        written = [(each.currentTerm, each.votedFor, each.log) for each in step.persisted_states]
        if written[-1:] != [(5, None, server.log)]:
            raise CheckFailure(
                f"{before}. becomeFollower(5) returned, but after a restart the server would not have term 5, no vote "
                "given and the whole log.",
                safety=property_broken_on_disk(server.durable_state, server.log, vote),
            )


@check(
    points=5,
    depends_on=[test_new_term_survives_a_restart, test_own_vote_survives_a_restart],
    safety="VoteIsDurable",
    paper="Figure 2 (Persistent state); §5.2",
    ask="which may be durable without the other: the new term, or the vote of the new term?",
)
def test_crash_in_an_event_keeps_the_vote(lab: Lab) -> None:
    """Wherever it crashes, a server restarts with the vote that it gave in its term."""
    for event, _ in product(("append", "candidate"), ALL_DEPLOYMENTS):
        server = place_server(lab, "follower", voted_for="S2")
        was, before = server_text(server), server.durable_state
        step = (
            server.deliver(AppendEntries(5, "S3", 0, 0, (), 0)) if event == "append" else server.call("becomeCandidate")
        )
        for count, durable in crash_points(before, step):
            if durable.currentTerm == 3 and durable.votedFor != "S2":
                event_text = "It took AppendEntries of term 5" if event == "append" else "becomeCandidate ran"
                restarted = state_text(("follower", durable.currentTerm, durable.votedFor))
                raise CheckFailure(
                    f"S1 was {was}. {event_text}; S1 crashed after {count} effect{'' if count == 1 else 's'} and "
                    f"restarted as {restarted}: it can vote again in term 3."
                )
