"""One message of every kind, and a server's term, vote and role in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from raftlab.checks.deployments import ALL_DEPLOYMENTS
from raftlab.checks.frame_conditions import RICH_LOG, nondefault_server_factories
from raftlab.checks.lab_fixture import Lab
from raftlab.checks.placed_server import PlacedServer
from raftlab.server import (
    AppendEntries,
    AppendEntriesReply,
    Command,
    Entry,
    Message,
    Options,
    RequestVote,
    RequestVoteReply,
)

ROLES = ("follower", "candidate", "leader")

OLD_TERM_CASES = ((3, 2), (3, 1), (1003, 1002), (1003, 2))
"""A server's term, and the older one of a message."""


def requests(term: int, sender: str = "S2") -> tuple[Message, ...]:
    """Return the requests that `sender` may send in `term`, about an empty log."""
    return (RequestVote(term, sender, 0, 0), AppendEntries(term, sender, 0, 0, (), 0))


def replies(term: int, sender: str = "S2") -> tuple[Message, ...]:
    """Return the replies that `sender` may send in `term`."""
    return (
        RequestVoteReply(term, sender, voteGranted=True),
        RequestVoteReply(term, sender, voteGranted=False),
        AppendEntriesReply(term, sender, success=True),
        AppendEntriesReply(term, sender, success=False),
    )


def all_messages(term: int, sender: str = "S2") -> tuple[Message, ...]:
    """Return every message that `sender` may send in `term`."""
    return requests(term, sender) + replies(term, sender)


def nondefault_messages(term: int, sender: str = "S2") -> tuple[Message, ...]:
    """Return what `sender` may send in `term`, from 2 on, to a server with the log 1 1 2: messages that say something.

    A vote request of a log as long, longer and empty (a candidate has no entry of its own term yet); an entry after
    index 3 of term 2, and that index committed; an acknowledgement of index 3; a refusal that says where to go on.
    """
    entry = Entry(term, Command("put", "x", f"{term}.4"))
    return (
        RequestVote(term, sender, 3, min(2, term - 1)),
        RequestVote(term, sender, 9, term - 1),
        AppendEntries(term, sender, 3, 2, (entry,), 3),
        AppendEntries(term, sender, 3, 2, (), 3),
        AppendEntriesReply(term, sender, success=True, prevLogIndex=3, matchIndex=3),
        AppendEntriesReply(term, sender, success=False, prevLogIndex=4, conflictTerm=2, conflictIndex=3),
        *all_messages(term, sender),
    )


def may_arrive_in_its_term(server: PlacedServer, message: Message) -> bool:
    """Tell whether `message`, of the server's own term, can reach it.

    A term has one leader. Votes reach a server only in a term in which it was a candidate, answers to appends in one
    that it led. A refusal may answer what it sent in an older term.
    """
    match message:
        case AppendEntries():
            return not may_have_led(server)
        case RequestVoteReply(voteGranted=True):
            return server.votedFor == server.id
        case AppendEntriesReply() if message.success or message.conflictIndex:
            return may_have_led(server)
    return True


def may_be_dropped(server: PlacedServer, message: Message) -> bool:
    """Tell whether the server may drop `message` unread: a vote request where CheckQuorum protects its leader."""
    return isinstance(message, RequestVote) and server.options.checkQuorum and server.options.sticky_votes


def may_have_led(server: PlacedServer) -> bool:
    """Tell whether the server may have led its current term: it has its own vote, and knows no other leader."""
    is_candidate = server.role == "candidate"
    return server.votedFor == server.id and not is_candidate and server.observation.leaderId in (None, server.id)


def nondefault_placements(
    lab: Lab, roles: tuple[str, ...] = (*ROLES, "pre-candidate"), turns: int = len(ALL_DEPLOYMENTS)
) -> Iterator[Callable[[], PlacedServer]]:
    """Yield what places S1 of five in term 4, no variable at its default; last, one that stepped down, and restarted.

    Each is yielded once for each of so many deployments; each call places it in the next one.
    """
    settings = {"cluster": 5, "term": 4, "log": RICH_LOG, "commit_index": 2, "machine": {"x": "1.2"}}
    for _ in range(turns):
        yield from nondefault_server_factories(lab, lab.next_deployment, roles)
        yield lambda: lab.place("S1", voted_for="S1", leader="S2", options=lab.next_deployment(), **settings)
        for voted in ("S1", "S3"):
            yield partial(place_restarted, lab, voted)
        lab.next_deployment()  # so that eight or nine are placed in a turn, and no seven


def place_restarted(lab: Lab, voted_for: str) -> PlacedServer:
    """Place a follower of five in term 4 that has crashed and restarted."""
    settings = {"cluster": 5, "term": 4, "log": RICH_LOG, "voted_for": voted_for}
    server = lab.place("S1", options=lab.next_deployment(), **settings)
    server.restart()
    return server


def place_server(
    lab: Lab,
    role: str,
    term: int = 3,
    voted_for: str | None = None,
    log: tuple[int, ...] = (),
    cluster: int = 3,
    options: Options | None = None,
) -> PlacedServer:
    """Place S1 in `role`; a follower of three or more follows S3, a candidate or leader has its own vote.

    options: None for the next deployment in turn.
    """
    leader = {"leader": "S1", "follower": "S3" if cluster > 2 else None}.get(role)
    return lab.place(
        "S1",
        cluster=cluster,
        role=role,
        term=term,
        log=log,
        voted_for=voted_for,
        leader=leader,
        options=options or lab.next_deployment(),
    )


def server_state(server: PlacedServer) -> tuple[str, int, str | None]:
    """Return what a stale message must not change: role, term and vote."""
    return server.role, server.currentTerm, server.votedFor


def server_text(server: PlacedServer) -> str:
    """Return a server's role, term and vote in words."""
    return state_text(server_state(server))


def state_text(state: tuple[str, int, str | None]) -> str:
    """Return role, term and vote in words."""
    role, term, vote = state
    return f"a {role} in term {term} ({f'voted for {vote}' if vote else 'no vote given'})"


def message_text(message: Message) -> str:
    """Return a message in a few words: "AppendEntriesReply of term 5 (refused)"."""
    is_granted = getattr(message, "voteGranted", getattr(message, "success", None))
    suffix = "" if is_granted is None else f" ({'granted' if is_granted else 'refused'})"
    return f"{type(message).__name__} of term {message.term}{suffix}"
