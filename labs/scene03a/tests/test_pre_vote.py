"""Pre-Vote: what a server sends, what may change, who grants, and when the election starts."""

from collections.abc import Iterator
from itertools import product
from typing import Any

from msgspec.structs import replace

from raftlab.checks import CheckFailure, check
from raftlab.checks.deployments import options_text
from raftlab.checks.lab_fixture import Lab
from raftlab.checks.placed_server import PlacedServer, ServerStep
from raftlab.count_text import count_text
from raftlab.labs.scene03a.messages import PreVote, PreVoteReply
from raftlab.server import (
    AppendEntries,
    AppendEntriesReply,
    Message,
    Options,
    RequestVote,
    RequestVoteReply,
)

PRE_VOTE_DEPLOYMENTS = (
    Options(),
    Options(sticky_votes=False),
    Options(checkQuorum=False, sticky_votes=False),
)
"""Deployments with Pre-Vote: who grants a pre-vote does not depend on the other rules."""

LOW, HIGH = Options().electionTimeout
"""The bounds of the election timeout, in ms: a leader counts as alive for LOW ms after it was heard."""


def sent_pre_votes(step: ServerStep) -> dict[str, PreVote]:
    """Return the PreVotes that a step sent, by receiver."""
    return {to: message for to, message in step.sent_messages if isinstance(message, PreVote)}


def pre_vote_request(term: int = 2, log_end: tuple[int, int] = (2, 1), sender: str = "S1") -> PreVote:
    """Return a PreVote for the term after `term`; log_end is (lastLogIndex, lastLogTerm)."""
    return PreVote(term, sender, term + 1, *log_end)


def sent_pre_vote_reply(step: ServerStep, to: str = "S1") -> PreVoteReply | None:
    """Return the last PreVoteReply that a step sent to `to`."""
    replies = [message for other, message in step.sent_messages if other == to and isinstance(message, PreVoteReply)]
    return replies[-1] if replies else None


def is_pre_vote_granted(step: ServerStep) -> bool:
    """Tell whether a step sent S1 a pre-vote."""
    reply = sent_pre_vote_reply(step)
    return reply is not None and reply.voteGranted


def starts_election(step: ServerStep) -> bool:
    """Tell whether a step asked for real votes."""
    return any(isinstance(message, RequestVote) for _, message in step.sent_messages)


def heartbeat(term: int = 2, leader: str = "S3") -> AppendEntries:
    """Return a heartbeat."""
    return AppendEntries(term, leader, 0, 0, (), 0)


@check(
    points=4,
    paper="dissertation §9.6",
    ask="the server does not know yet whether it can win: what may it change until then?",
)
def test_asking_raises_no_term(lab: Lab) -> None:
    """A server that times out asks every other server, and raises no term."""
    for size in range(2, 10):
        server = lab.place("S1", cluster=size, term=2, log=[1, 2], voted_for="S2", leader="S2")
        step = server.fire_timer("election", now=1000)
        to = sorted(sent_pre_votes(step))
        if to != [f"S{n}" for n in range(2, size + 1)]:
            raise CheckFailure(f"S1 of {size} servers timed out: it sent a PreVote to {', '.join(to) or 'nobody'}.")
        durable = step.persisted_states[-1].currentTerm if step.persisted_states else 2
        if (server.currentTerm, server.votedFor, durable) != (2, "S2", 2):
            raise CheckFailure(
                f"S1 (term 2, voted for S2) timed out: it is in term {server.currentTerm}, has voted for "
                f"{server.votedFor}, and its disk holds term {durable}.",
                safety="OneVotePerTerm" if server.currentTerm == 2 and server.votedFor != "S2" else "",
            )
        if server.role != "pre-candidate" or server.leaderId is not None or starts_election(step):
            raise CheckFailure(
                f"S1 timed out: it is a {server.role}, its leaderId is {server.leaderId}"
                f"{', and it asked for real votes' if starts_election(step) else ''}."
            )
    candidate = lab.place("S1", role="candidate", term=2, log=[1, 1])
    step = candidate.fire_timer("election", now=1000)
    if candidate.currentTerm != 2 or len(sent_pre_votes(step)) != 2 or starts_election(step):
        raise CheckFailure(
            f"S1, candidate of term 2, timed out: it is a {candidate.role} in term {candidate.currentTerm}, sent "
            f"{count_text(len(sent_pre_votes(step)), 'PreVote')}"
            f"{', and asked for real votes' if starts_election(step) else ''}."
        )


@check(
    points=4,
    depends_on=[test_asking_raises_no_term],
    paper="dissertation §9.6; Raft §5.4.1",
    ask="what do the voters need to know about the log, and in which term would the election be?",
)
def test_pre_vote_names_the_last_entry(lab: Lab) -> None:
    """A PreVote names the term of the election, and the index and term of the last log entry."""
    for role in ("follower", "candidate"):
        for log, term, voted in (([], 1, None), ([1, 1, 3], 4, "S2"), ([1] * 12 + [3], 70, "S1")):
            given = None if role == "candidate" else voted
            server = lab.place("S1", role=role, term=term, log=log, voted_for=given, commit_index=len(log) // 2)
            for attempt in (1, 2):
                check_question(server.fire_timer("election", now=1000.0 * attempt), role, attempt, term, log)


def check_question(step: ServerStep, role: str, attempt: int, term: int, log: list[int]) -> None:
    """CheckFailure unless each PreVote of `step` names S1, the term after `term`, and the end of `log`."""
    for to, message in sent_pre_votes(step).items():
        sent = (message.candidateId, message.nextTerm, message.lastLogIndex, message.lastLogTerm)
        if sent != ("S1", term + 1, len(log), log[-1] if log else 0):
            raise CheckFailure(
                f"S1 ({role}, term {term}, log of terms {' '.join(map(str, log)) or '(empty)'}) timed out, for the "
                f"{'first' if attempt == 1 else 'second'} time, and sent {to} candidateId {sent[0]}, nextTerm "
                f"{sent[1]}, lastLogIndex {sent[2]}, lastLogTerm {sent[3]}."
            )


@check(
    points=4,
    explained_by=[test_asking_raises_no_term],
    paper="dissertation §9.6; Raft §5.2",
    ask="nobody answers: which event starts the next attempt?",
)
def test_pre_vote_is_repeated(lab: Lab) -> None:
    """A server that gets no answer asks again after each timeout, in the same term."""
    server = lab.place("S1", term=2, log=[1])
    for attempt in range(1, 41):
        step = server.fire_timer("election", now=attempt * 1000.0)
        for to, message in sent_pre_votes(step).items():
            if (message.nextTerm, message.lastLogIndex, message.lastLogTerm) != (3, 1, 1):
                raise CheckFailure(
                    f"S1 (term 2, log of term 1) timed out {count_text(attempt, 'time')}; it sent {to} nextTerm "
                    f"{message.nextTerm}, lastLogIndex {message.lastLogIndex}, lastLogTerm {message.lastLogTerm}."
                )
        if (
            "election" not in [timer.name for timer in step.timers]
            or len(sent_pre_votes(step)) != 2
            or server.currentTerm != 2
        ):
            raise CheckFailure(
                f"S1 timed out {count_text(attempt, 'time')} without an answer: it is in term "
                f"{server.currentTerm}, sent {count_text(len(sent_pre_votes(step)), 'PreVote')}, started the timers "
                f"{[timer.name for timer in step.timers]}."
            )
    candidate = lab.place("S1", role="candidate", term=2, log=[1, 1])
    step = candidate.fire_timer("election", now=1000)
    if "election" not in [timer.name for timer in step.timers]:
        raise CheckFailure(
            "S1, candidate of term 2, timed out: it asked the others, and its election timer does not run any more."
        )
    for options in (Options(), Options(electionTimeout=(1000, 2500), heartbeatInterval=250)):
        check_timer_of_question(lab, options)


def check_timer_of_question(lab: Lab, options: Options) -> None:
    """CheckFailure unless a server that asks draws its next timeout at random, in the deployment's range."""
    server, (low, high) = lab.place("S1", term=2, log=[1], options=options), options.electionTimeout
    for attempt in range(1, 6):
        timers = server.fire_timer("election", now=attempt * 10_000.0).timers
        last = [timer for timer in timers if timer.name == "election"][-1]
        if not 2 * options.heartbeatInterval <= last.low_ms < last.high_ms <= 3 * high:
            raise CheckFailure(
                f"S1 timed out {count_text(attempt, 'time')} without an answer (election timeout {low} to "
                f"{high} ms, heartbeat interval {options.heartbeatInterval} ms). It asked, and set its election timer "
                f"to {last.low_ms} to {last.high_ms} ms."
            )


@check(
    points=4,
    paper="dissertation §9.6",
    ask="would this server vote for the sender in nextTerm, in which it has not voted yet?",
)
def test_pre_vote_is_granted(lab: Lab) -> None:
    """A server that hears no leader grants a pre-vote, even if it has voted for another server in its own term."""
    for voted in (None, "S1", "S3"):
        server = lab.place("S2", term=2, log=[1, 1], voted_for=voted)
        reply = sent_pre_vote_reply(server.deliver(pre_vote_request(), now=1000))
        if reply is None or (reply.voteGranted, reply.nextTerm, reply.voterId) != (True, 3, "S2"):
            raise CheckFailure(
                f"S2 (term 2, log 1 1, voted for {voted or 'nobody'}, no leader) was asked for term 3 by S1, whose log "
                f"ends the same: it answered {reply}."
            )
    for role in ("follower", "candidate", "leader"):
        for last in ((2, 1), (0, 0)):
            server = lab.place("S2", role=role, term=2, log=[1, 1])
            reply = sent_pre_vote_reply(server.deliver(pre_vote_request(log_end=last), now=1000))
            if reply is not None and reply.term != server.currentTerm:
                raise CheckFailure(
                    f"S2 ({role}, term 2, log 1 1) was asked for term 3 by S1, whose log ends with index {last[0]} of "
                    f"term {last[1]}. It answered {reply}, and is in term {server.currentTerm} itself."
                )


@check(
    points=4,
    explained_by=[test_pre_vote_is_granted],
    paper="dissertation §9.6",
    ask="a pre-vote promises nothing: which variable may it change?",
)
def test_pre_vote_changes_nothing(lab: Lab) -> None:
    """Answering a pre-vote changes no term, no vote and no timer."""
    for last in ((2, 1), (0, 0)):
        server = lab.place("S2", term=2, log=[1, 1], voted_for="S3")
        step = server.deliver(pre_vote_request(log_end=last), now=1000)
        if sent_pre_vote_reply(step) is None:
            raise CheckFailure(
                f"S2 (follower, term 2, log 1 1) was asked for term 3 by S1, whose log ends with index {last[0]} of "
                f"term {last[1]}: it sent S1 no PreVoteReply, neither a grant nor a refusal."
            )
        state = (server.currentTerm, server.votedFor, server.role)
        written = [(image.currentTerm, image.votedFor) for image in step.persisted_states]
        if state != (2, "S3", "follower") or step.timers or any(each != (2, "S3") for each in written):
            disk = "".join(f"its disk held term {term}, voted for {voted}, " for term, voted in written)
            raise CheckFailure(
                f"S2 (follower, term 2, voted for S3) was asked for term 3: it is {state[2]} in term {state[0]}, has "
                f"voted for {state[1]}, {disk}started {', '.join(timer.name for timer in step.timers) or 'no timer'}.",
                safety="OneVotePerTerm" if state[0] == 2 and state[1] != "S3" else "",
            )
    check_next_question(lab)


def check_next_question(lab: Lab) -> None:
    """CheckFailure if an answer, a grant or a refusal, changes the answer to a later question."""
    for last, words in (((0, 0), "is empty"), ((1, 1), "is shorter"), ((2, 1), "ends the same")):
        server = lab.place("S2", term=2, log=[1, 1], voted_for="S3")
        server.deliver(pre_vote_request(log_end=last), now=1000)
        step = server.deliver(pre_vote_request(sender="S3"), now=1020)
        reply = sent_pre_vote_reply(step, to="S3")
        if reply is None or not reply.voteGranted:
            raise CheckFailure(
                f"S2 (follower, term 2, log 1 1, no leader) was asked by S1, whose log {words}, and 20 ms later by S3, "
                f"whose log ends like that of S2: it answered S3 {reply}."
            )
    server = lab.place("S2", term=2, log=[1, 1])
    for count in range(1, 21):
        sender = "S1" if count % 2 else "S3"
        reply = sent_pre_vote_reply(server.deliver(pre_vote_request(sender=sender), now=1000 + 200 * count), to=sender)
        if reply is None or not reply.voteGranted:
            raise CheckFailure(
                f"S2 (follower, term 2, log 1 1, no leader) was asked by S1 and S3 in turn, whose logs end like its "
                f"own: it answered question {count} with {reply}."
            )
    server = lab.place("S2", term=2, log=[1, 1])
    server.deliver(heartbeat(), now=1000)
    for later in range(10, HIGH, 20):
        server.deliver(pre_vote_request(), now=1000 + later)
    if not is_pre_vote_granted(server.deliver(pre_vote_request(), now=1001 + HIGH)):
        raise CheckFailure(
            f"S2 heard its leader {HIGH + 1} ms ago (election timeout {LOW} to {HIGH} ms). S1 asked it every 20 ms "
            "since then, and asks once more: it did not grant the pre-vote."
        )


@check(
    points=4,
    explained_by=[test_pre_vote_is_granted],
    paper="dissertation §9.6; Raft §5.4.1",
    ask="would this server vote for a candidate with that log?",
)
def test_pre_vote_looks_at_the_log(lab: Lab) -> None:
    """A pre-vote is granted only to a log that is at least as up-to-date."""
    for last, log, good in (
        ((2, 2), [1, 2], True),
        ((3, 2), [1, 2], True),
        ((1, 3), [1, 2], True),
        ((1, 2), [1, 2], False),
        ((9, 1), [1, 2], False),
        ((0, 0), [1], False),
        ((0, 0), [], True),
        ((20, 4), [1] * 18 + [4, 4], True),
        ((19, 4), [1] * 18 + [4, 4], False),
        ((40, 3), [1] * 18 + [4, 4], False),
        *(((length - 1, 2), [1] + [2] * (length - 1), False) for length in range(3, 10)),
        *(((length, 2), [1] + [2] * (length - 1), True) for length in range(3, 10)),
    ):
        voter = lab.place("S2", term=4, log=log, commit_index=len(log) // 2)
        step = voter.deliver(pre_vote_request(4, last), now=1000)
        if is_pre_vote_granted(step) != good:
            raise CheckFailure(
                f"S2 (log of terms {' '.join(map(str, log)) or '(empty)'}) was asked by S1, whose log ends at index "
                f"{last[0]} in term {last[1]}: it {'granted' if is_pre_vote_granted(step) else 'did not grant'} "
                "the pre-vote."
            )


@check(
    points=4,
    explained_by=[test_pre_vote_is_granted],
    paper="dissertation §9.6 (no word from a current leader for a minimum election timeout)",
    ask="how long ago did this server hear a leader, and how long does that count?",
)
def test_pre_vote_is_refused_while_a_leader_is_heard(lab: Lab) -> None:
    """A server refuses a pre-vote if it heard a leader within the minimum election timeout, and grants it later."""
    for last, words in (((2, 1), "ends the same"), ((5, 2), "is better")):
        minimum = lab.place("S2").call("electionWindow").result[0]
        for later, good in ((1, False), (LOW - 1, False), (minimum + 1, True), (HIGH + 1, True)):
            for sender in ("S1", "S3"):
                server = lab.place("S2", term=2, log=[1, 1])
                server.deliver(heartbeat(), now=1000)
                step = server.deliver(pre_vote_request(log_end=last, sender=sender), now=1000 + later)
                reply = sent_pre_vote_reply(step, to=sender)
                granted = reply is not None and reply.voteGranted
                if granted != good:
                    raise CheckFailure(
                        f"S2 heard its leader S3 {later} ms ago (election timeout {LOW} to {HIGH} ms) and was asked by "
                        f"{sender}, whose log {words}: it {'granted' if granted else 'did not grant'} the pre-vote."
                    )
        check_other_timeouts(lab, last)
        leader = lab.place("S2", role="leader", term=2, log=[1, 1])
        reply = sent_pre_vote_reply(leader.deliver(pre_vote_request(log_end=last), now=1000))
        if reply is None or reply.voteGranted or reply.voterId != "S2":
            raise CheckFailure(
                f"S2 leads term 2 and was asked by S1, whose log {words}, for term 3: it answered {reply or 'nothing'}."
            )
    check_messages_of_no_leader(lab)


NOT_OF_A_LEADER: tuple[tuple[str, Message], ...] = (
    ("a heartbeat of S3, leader of the old term 2, arrived", AppendEntries(2, "S3", 0, 0, (), 0)),
    ("S3 asked for its vote", RequestVote(3, "S3", 9, 2)),
    ("S3, whose log is empty, asked for its vote", RequestVote(3, "S3", 0, 0)),
    ("a late vote of S3 arrived", RequestVoteReply(3, "S3", True)),
    ("a late acknowledgement of S3 arrived", AppendEntriesReply(3, "S3", True)),
    ("S3 asked for a pre-vote", PreVote(3, "S3", 4, 9, 2)),
    ("a late refusal of S3 arrived", PreVoteReply(3, "S3", 4, False)),
)
"""What happened at S2, in term 3, and the message: none of them is of a leader of term 3."""


def check_messages_of_no_leader(lab: Lab) -> None:
    """CheckFailure if a server takes a message for the word of a leader that is none."""
    for event, message in NOT_OF_A_LEADER:
        voted_for = "S2" if isinstance(message, AppendEntriesReply | RequestVoteReply) else None
        server = lab.place("S2", term=3, log=[1, 1], voted_for=voted_for)
        server.deliver(message, now=1000)
        if not is_pre_vote_granted(server.deliver(pre_vote_request(3), now=1010)):
            raise CheckFailure(
                f"S2 (follower, term 3, log 1 1, voted for {voted_for or 'nobody'}) heard no leader of its term. Then "
                f"{event}, and 10 ms later S1, whose log ends the same, asked for term 4: S2 granted no pre-vote."
            )


def check_other_timeouts(lab: Lab, log_end: tuple[int, int]) -> None:
    """CheckFailure unless the time for which a leader counts as heard is the deployment's, whatever was heard of it."""
    for (low, high), deployment in product(((40, 90), (1000, 2500)), PRE_VOTE_DEPLOYMENTS):
        options = replace(deployment, electionTimeout=(low, high), heartbeatInterval=low // 4)
        for later, good in ((low - 1, False), (high + 1, True)):
            server = lab.place("S2", term=2, log=[1, 1], options=options)
            server.deliver(AppendEntries(2, "S3", 9, 2, (), 7), now=1000)
            if is_pre_vote_granted(server.deliver(pre_vote_request(log_end=log_end), now=1000 + later)) != good:
                raise CheckFailure(
                    f"S2 got an append of its leader {later} ms ago (election timeout {low} to {high} ms; CheckQuorum "
                    f"{'on' if options.checkQuorum else 'off'}, sticky_votes {options.sticky_votes}), and was "
                    f"asked by S1: it {'did not grant' if good else 'granted'} the pre-vote."
                )


@check(
    points=4,
    explained_by=[test_pre_vote_is_granted],
    paper="dissertation §9.6",
    ask="does a pre-candidate or a candidate still hear a leader?",
)
def test_every_role_answers(lab: Lab) -> None:
    """Pre-candidates and candidates answer by the same two conditions as a follower."""
    for last, words in (((3, 1), "is longer"), ((2, 1), "ends the same")):
        for server, role in candidate_servers(lab):
            for sender in sorted({"S1", "S2", "S3"} - {server.id}):
                step = server.deliver(pre_vote_request(log_end=last, sender=sender), now=1010)
                reply = sent_pre_vote_reply(step, to=sender)
                if reply is None or not reply.voteGranted:
                    raise CheckFailure(
                        f"{server.id}, {role} in term 2, was asked by {sender}, whose log {words}: it answered {reply}."
                    )
    check_questions_between(lab)


def check_questions_between(lab: Lab) -> None:
    """CheckFailure if the answers of a pre-candidate to others change what it has been granted itself."""
    for last, answer in (((1, 1), "ends the same"), ((0, 0), "is empty")):
        server = pre_candidate(lab, 5)
        server.deliver(voter_reply(2), now=1005)
        for sender in ("S4", "S5"):
            server.deliver(pre_vote_request(log_end=last, sender=sender), now=1010)
        server.deliver(voter_reply(3), now=1015)
        if server.role not in ("candidate", "leader"):
            raise CheckFailure(
                f"S1 of five asked for pre-votes. S2 granted, then S4 and S5 asked too, whose log {answer}; then S3 "
                f"granted: S1 is a {server.role} in term {server.currentTerm}."
            )


def candidate_servers(lab: Lab) -> Iterator[tuple[PlacedServer, str]]:
    """Yield pre-candidates and a candidate at 1010 ms, each with words for it."""
    for options in PRE_VOTE_DEPLOYMENTS:
        yield from candidates_in_deployment(lab, options)


def candidates_in_deployment(lab: Lab, options: Options) -> Iterator[tuple[PlacedServer, str]]:
    """Yield pre-candidates and candidates at 1010 ms, each with words for it: none has heard a leader of late."""
    deployment = f" ({options_text(options)})" if options_text(options) else ""
    waiting = lab.place("S2", term=2, log=[1, 1], leader="S3", options=options)
    waiting.deliver(heartbeat(), now=700)
    waiting.fire_timer("election", now=1000)
    yield waiting, f"a pre-candidate{deployment} whose leader fell silent"
    refused = lab.place("S2", term=2, log=[1, 1], voted_for="S1", options=options)
    refused.fire_timer("election", now=1000)
    refused.deliver(PreVoteReply(2, "S1", 3, False), now=1005)
    yield refused, f"a pre-candidate{deployment} that voted for S1 and that S1 refused"
    candidate: dict[str, Any] = {"role": "candidate", "term": 2, "log": [1, 1], "options": options}
    yield lab.place("S3", **candidate), f"a candidate{deployment}"
    for vote_count in (1, 2):
        votes = ("S2", "S4")[:vote_count]
        yield (
            lab.place("S2", cluster=5, votes=votes, **candidate),
            f"a candidate of five{deployment} with the votes of {' and '.join(votes)}",
        )
        asking = lab.place("S2", cluster=5, votes=votes, **candidate)
        asking.fire_timer("election", now=1000)
        yield (
            asking,
            f"a pre-candidate of five{deployment} that was a candidate with the votes of {' and '.join(votes)}",
        )


# ---- counting --------------------------------------------------------------------------------------------------------


def pre_candidate(lab: Lab, size: int, term: int = 2) -> PlacedServer:
    """Place S1, let its election timer fire, and return it: a pre-candidate for the next term."""
    server = lab.place("S1", cluster=size, term=term, log=[1])
    server.fire_timer("election", now=1000)
    return server


def voter_reply(voter: int, vote_granted: bool = True, next_term: int = 3, term: int = 2) -> PreVoteReply:
    """Return the PreVoteReply of S<voter>."""
    return PreVoteReply(term, f"S{voter}", next_term, vote_granted)


@check(
    points=4,
    explained_by=[test_asking_raises_no_term],
    paper="dissertation §9.6; Raft §5.2",
    ask="how many servers, including this one, must grant a pre-vote?",
)
def test_majority_of_pre_votes_elects(lab: Lab) -> None:
    """A server starts the election once a majority, including itself, has granted a pre-vote, and not before."""
    for size in range(2, 10):
        needed = size // 2
        server = pre_candidate(lab, size)
        for count in range(1, needed + 1):
            step = server.deliver(voter_reply(count + 1), now=1000 + count)
            began = server.role in ("candidate", "leader") and starts_election(step) and server.currentTerm > 2
            if began != (count == needed):
                raise CheckFailure(
                    f"S1 of {size} servers has its own pre-vote and {count} more: it is a {server.role} in term "
                    f"{server.currentTerm}{', and asked for votes' if starts_election(step) else ''}.",
                    safety="ElectedByMajority" if server.role == "leader" else "",
                )
        votes = server.observation.votesGranted
        if server.role == "candidate" and votes != ("S1",):
            raise CheckFailure(
                f"S1 of {size} servers got {needed} pre-votes and started the election for term {server.currentTerm}. "
                f"Nobody else has voted yet, and its votesGranted holds {', '.join(votes) or 'nobody'}.",
                safety="ElectedByMajority",
            )
        check_pre_vote_count(lab, size)
    alone = lab.place("S1", cluster=1, term=2, log=[1])
    alone.fire_timer("election", now=1000)
    if alone.role != "leader":
        raise CheckFailure(f"S1, the only server of its cluster, timed out: it is a {alone.role}.")


def check_pre_vote_count(lab: Lab, size: int) -> None:
    """CheckFailure if refusals, or copies of them, keep S1 from an election that a majority has granted."""
    majority, voters = size // 2 + 1, range(2, size + 1)
    for order in (list(voters), list(reversed(voters))):
        refusing = order[: size - majority]
        server = pre_candidate(lab, size)
        for voter in refusing * 3:
            server.deliver(voter_reply(voter, vote_granted=False), now=1010)
        for voter in order if size > 3 else ():  # all refuse, and grant when they are asked again
            server.deliver(voter_reply(voter, vote_granted=False), now=1015)
        refused = "all" if size > 3 else f"{len(refusing)}"
        asked = sent_pre_votes(server.fire_timer("election", now=1500))
        if len(asked) != size - 1:
            raise CheckFailure(
                f"S1 of {size} servers asked for pre-votes; {refused} refused. It timed out again, and "
                f"asked {', '.join(sorted(asked)) or 'nobody'}."
            )
        for voter in refusing if size > 3 else ():
            server.deliver(voter_reply(voter, vote_granted=False), now=1510)
        granting = [voter for voter in order if voter not in refusing]
        for voter in sorted(granting * 2):
            if server.role == "pre-candidate":
                server.deliver(voter_reply(voter), now=1520)
        if server.role not in ("candidate", "leader"):
            raise CheckFailure(
                f"S1 of {size} servers asked for pre-votes in vain, and asked again. {len(refusing)} refused; then "
                f"{len(granting)} granted: it is a {server.role} in term {server.currentTerm}."
            )


@check(
    points=4,
    depends_on=[test_majority_of_pre_votes_elects],
    paper="dissertation §9.6",
    ask="which question does this reply answer, which server sent it, and was it counted before?",
)
def test_late_pre_votes_do_not_count(lab: Lab) -> None:
    """Refusals, copies and answers to an earlier question do not count."""
    for words, replies in (
        ("two refusals", [voter_reply(2, vote_granted=False), voter_reply(3, vote_granted=False)]),
        ("one pre-vote, twice", [voter_reply(2), voter_reply(2)]),
        ("two pre-votes for term 2, which has begun", [voter_reply(2, next_term=2), voter_reply(3, next_term=2)]),
    ):
        server = pre_candidate(lab, 5)
        for reply in replies:
            server.deliver(reply, now=1010)
        if (server.role, server.currentTerm) != ("pre-candidate", 2):
            state = f"a {server.role} in term {server.currentTerm}"
            raise CheckFailure(f"S1 of five, in term 2, got {words}: it is {state}.")
    again = pre_candidate(lab, 5)
    again.deliver(voter_reply(2), now=1010)
    again.deliver(heartbeat(term=3), now=1020)
    again.fire_timer("election", now=2000)
    again.deliver(voter_reply(4, next_term=4, term=3), now=2010)
    if (again.role, again.currentTerm) != ("pre-candidate", 3):
        raise CheckFailure(
            "S1 of five asked in term 2 and got a pre-vote of S2. It followed the leader of term 3, asked again, and "
            f"got a pre-vote of S4: it is a {again.role} in term {again.currentTerm}."
        )
    check_questions_do_not_add_up(lab)
    check_votes_are_no_pre_votes(lab)
    follower = pre_candidate(lab, 3)
    follower.deliver(heartbeat(), now=1010)
    for voter in (2, 3):
        follower.deliver(voter_reply(voter), now=1020)
    if (follower.role, follower.currentTerm) != ("follower", 2):
        raise CheckFailure(
            "S1 asked, then heard the leader of its term, and then got the pre-votes of S2 and S3: "
            f"it is a {follower.role} in term {follower.currentTerm}."
        )


def check_votes_are_no_pre_votes(lab: Lab) -> None:
    """CheckFailure if the votes that a candidate got count as pre-votes for the term after its own."""
    for size, votes in ((5, ("S1", "S2")), (7, ("S1", "S2", "S4"))):
        server = lab.place("S1", cluster=size, role="candidate", term=2, log=[1], votes=votes)
        server.fire_timer("election", now=1000)
        server.deliver(voter_reply(3), now=1010)
        if (server.role, server.currentTerm) != ("pre-candidate", 2):
            raise CheckFailure(
                f"S1 of {size} was a candidate in term 2 with the votes of {', '.join(votes)}. It timed out, asked for "
                f"pre-votes for term 3, and got that of S3: it is a {server.role} in term {server.currentTerm}."
            )


def check_questions_do_not_add_up(lab: Lab) -> None:
    """CheckFailure if pre-votes for two questions of one term make a majority that neither has."""
    for size in (4, 5):
        server = pre_candidate(lab, size)
        server.deliver(voter_reply(2), now=1010)
        server.fire_timer("election", now=2000)
        server.deliver(voter_reply(3), now=2010)
        if (server.role, server.currentTerm) != ("pre-candidate", 2):
            raise CheckFailure(
                f"S1 of {size} servers, in term 2, asked and got a pre-vote of S2. A timeout later it asked again and "
                f"got one of S3: it is a {server.role} in term {server.currentTerm}."
            )
        server.deliver(voter_reply(2), now=2020)
        if server.currentTerm == 2:
            raise CheckFailure(
                f"S1 of {size} servers, in term 2, asked twice. To the second question S3 and S2 said yes, and S2 had "
                f"said so to the first too: it is a {server.role} in term 2."
            )
