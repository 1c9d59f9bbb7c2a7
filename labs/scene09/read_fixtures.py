"""Leaders for the checks of this scene, and what a check sends to them."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator

from raftlab.checks import CheckFailure
from raftlab.checks.deployments import options_text
from raftlab.checks.lab_fixture import Lab
from raftlab.checks.placed_server import PlacedServer, ServerStep
from raftlab.errors import UnwrittenHoleError
from raftlab.labs.scene03a.messages import PreVoteReply
from raftlab.labs.scene09.messages import ConfirmLeadership, ConfirmLeadershipReply, ReadIndexReply
from raftlab.server import (
    OK,
    AppendEntriesReply,
    Command,
    Entry,
    Options,
    Reply,
    RequestVoteReply,
)

INDEX_READS = Options(reads="index", preVote=False, checkQuorum=False)
LEASE_READS = Options(reads="lease", preVote=False)
PROMISE_MS = LEASE_READS.electionTimeout[0]
LEASE_DEPLOYMENTS = (
    LEASE_READS,
    Options(reads="lease", entriesPerAppend=1),
    Options(reads="lease", preVote=False, no_op=True, heartbeatInterval=30),
)
"""Options with leases. CheckQuorum is on in each: else the voters of the kit keep no promise."""
READ_DEPLOYMENTS = (
    INDEX_READS,
    Options(reads="index"),
    Options(reads="index", preVote=False, sticky_votes=False, no_op=True),
    Options(reads="index", checkQuorum=False, entriesPerAppend=2),
    *LEASE_DEPLOYMENTS,
)
"""Options with reads. Where there is no lease yet, a read needs the same in each of them."""
TERM = 2
READ = 40
"""The number of a reader's call: no index and no round of these checks is as large."""
FIRST = Entry(1, Command("put", "x", "1"))
SECOND = Entry(1, Command("put", "x", "2"))


@contextlib.contextmanager
def name_options_on_failure(options: Options, *, needs_lease: bool = False) -> Iterator[None]:
    """Name the options of a case where it fails.

    A lease that is still to be written is no fault there, unless the case needs it.
    """
    try:
        yield
    except UnwrittenHoleError:
        if needs_lease or options.reads != "lease":
            raise
    except AssertionError as failure:
        words = options_text(options, LEASE_READS if needs_lease else INDEX_READS)
        failure.args = (f"{failure} (The options of this server: {words}.)" if words else str(failure),)
        raise
    except CheckFailure as failure:
        words = options_text(options, LEASE_READS if needs_lease else INDEX_READS)
        failure.options_text = f" (The options of this server: {words}.)" if words else ""
        raise


def make_get_command(client: str = "r1", key: str = "x") -> Command:
    """Return call READ of a client that has only read until now: a get."""
    return Command("get", key, client=client, sequence=READ)


def elect_leader(
    lab: Lab,
    cluster: int = 3,
    options: Options = INDEX_READS,
    log: Iterable[Entry] = (FIRST,),
    front_layer: str = "",
) -> PlacedServer:
    """Return S1 as the new leader of term 2. Its log ends with an entry of its term; it has committed index 1.

    The entry is its no-op. With the option no_op that is a matter of scene 10: here a client's put takes its place.
    """
    log = tuple(log)
    server = lab.place(
        "S1",
        cluster=cluster,
        role="candidate",
        term=TERM,
        log=log,
        commit_index=1,
        machine={"x": "1"},
        options=options,
        front_layer=front_layer,
    )
    for number in range(2, cluster // 2 + 2):
        server.deliver(RequestVoteReply(TERM, f"S{number}", True), now=0)
    begin_term(server, 0)
    return server


def begin_term(server: PlacedServer, now: float) -> None:
    """Let a new leader take a client's put, if it began without an entry."""
    if server.log_terms[-1:] != [server.currentTerm]:
        server.propose(Command("put", "z", "1", client="w0", sequence=server.currentTerm), now=now)


def win_election(server: PlacedServer, term: int, now: float, voters: Iterable[str] = ("S3",)) -> None:
    """Let a follower's election timer fire, and these vote for it in `term`, the next one."""
    server.fire_timer("election", now=now)
    for who in voters if server.options.preVote else ():
        server.deliver(PreVoteReply(term - 1, who, term, True), now=now)
    for who in voters:
        server.deliver(RequestVoteReply(term, who, True), now=now + 1)
    begin_term(server, now + 1)


def leader_after_commit(
    lab: Lab, cluster: int = 3, options: Options = INDEX_READS, front_layer: str = ""
) -> PlacedServer:
    """Return S1 as the leader of term 2, whose no-op is committed at index 2."""
    server = elect_leader(lab, cluster, options, front_layer=front_layer)
    acknowledge_log(server, cluster, 2)
    return server


def acknowledge_log(server: PlacedServer, cluster: int, index: int, now: float = 1) -> ServerStep | None:
    """Let a majority acknowledge the leader's log up to `index`; return the last step."""
    step = None
    for number in range(2, cluster // 2 + 2):
        step = server.deliver(
            AppendEntriesReply(server.currentTerm, f"S{number}", True, index - 1, matchIndex=index), now=now
        )
    return step


def leadership_questions(step: ServerStep) -> dict[str, ConfirmLeadership]:
    """Return the questions that a step sent, by the server that gets them."""
    return {to: message for to, message in step.sent_messages if isinstance(message, ConfirmLeadership)}


def deliver_answer(
    server: PlacedServer, round_questions: dict[str, ConfirmLeadership], who: str, now: float = 2
) -> ServerStep:
    """Let `who` answer the question that it got; a step without effect where it got none."""
    question = round_questions.get(who)
    number = question.round if question is not None else 0
    return server.deliver(ConfirmLeadershipReply(server.currentTerm, who, number), now=now)


def answers_of(steps: Iterable[ServerStep], client: str) -> list[Reply]:
    """Return what a client heard in these steps. A reader, r1, r2, …, has made call READ, and at most the next one."""
    answers = [reply for step in steps for reply in step.replies if reply.client == client]
    for reply in answers:
        if client.startswith("r") and reply.sequence not in (READ, READ + 1):
            text = f"{client} made call {READ}, and heard {reply.outcome} for its call {reply.sequence}."
            raise CheckFailure(text, safety="")
    return answers


def ok_values(steps: Iterable[ServerStep], client: str) -> list[str | None]:
    """Return the values that a client heard with ok in these steps."""
    return [reply.value for reply in answers_of(steps, client) if reply.outcome == OK]


def answers_text(steps: Iterable[ServerStep], client: str) -> str:
    """Return what a client heard in these steps, in words."""
    answers = [f"{r.outcome} {r.value!r}" if r.outcome == OK else r.outcome for r in answers_of(steps, client)]
    return ", ".join(answers) or "nothing"


def sent_read_indexes(steps: Iterable[ServerStep]) -> list[int]:
    """Return the indexes that a leader gave to followers in these steps."""
    sent = (message for step in steps for _, message in step.sent_messages)
    return [message.index for message in sent if isinstance(message, ReadIndexReply)]


def confirm_leadership(server: PlacedServer, read: ServerStep, cluster: int = 3, now: float = 3) -> list[ServerStep]:
    """Let a majority answer the newest questions: those sent with the read, or with the next heartbeat."""
    asked = leadership_questions(read)
    steps: list[ServerStep] = []
    if not asked:
        steps.append(server.fire_timer("heartbeat", now=now))
        asked = leadership_questions(steps[0])
    return [*steps, *(deliver_answer(server, asked, f"S{number}", now) for number in range(2, cluster // 2 + 2))]
