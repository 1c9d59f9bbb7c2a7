"""A server that has led before: what was sent in a former term means nothing now."""

from raftlab.checks import CheckFailure, check
from raftlab.checks.forbidden_changes import property_broken_by_change
from raftlab.checks.lab_fixture import Lab
from raftlab.checks.placed_server import PlacedServer, ServerStep
from raftlab.count_text import count_text
from raftlab.labs.scene03.election_fixtures import (
    LONG_AFTER_MS,
    granted_vote,
    is_vote_granted,
    names_text,
    place_server,
    refused_vote,
    sent_appends,
    sent_vote_requests,
    started_timer,
    state_text,
    time_out,
    vote_reply,
    vote_reply_text,
    vote_request,
)
from raftlab.server import CANDIDATE, LEADER, AppendEntries, AppendEntriesReply, Entry, Message

OTHERS = ("S2", "S3", "S4", "S5")
NO_VOTES = {("S3", "S4"): ("S2",), ("S2", "S5"): ("S4", "S3"), ("S4", "S2"): ("S5",), ("S5", "S3"): ("S2", "S4")}
"""For each leadership: who votes for S1, and who refuses before that."""


@check(
    points=3,
    explained_by=[
        "test_majority_elects",
        "test_leader_sends_heartbeats_to_everyone",
        "test_leader_resets_next_and_match_index",
    ],
    paper="§5.1, §5.2; Figure 2 (Leaders: upon election; reinitialized after election)",
    ask="which of its variables belong to the term, and which of them are older?",
)
def test_each_leadership_starts_anew(lab: Lab) -> None:
    """A server can lead again and again, after a restart too; messages of its former terms change nothing."""
    for turn, entry_count in enumerate((2, 1, 4, 3)):
        server = place_server(lab, size=5, log=(1,) * entry_count, front_layer="match_index_stub.py")
        check_all_leaderships(server, entry_count, hears_old_messages=turn == 0)


def check_all_leaderships(server: PlacedServer, entry_count: int, *, hears_old_messages: bool) -> None:
    """CheckFailure if one of four leaderships is not as the first. hears_old_messages: those of former terms."""
    former: list[int] = []
    for leadership, (voters, refusing) in enumerate(NO_VOTES.items(), start=1):
        if leadership == len(NO_VOTES):
            crash_and_restart(server)
        step_down(server, leadership)
        check_votes_in_newer_terms(server, leadership)
        start_election(server, leadership)
        check_old_messages(server, former if hears_old_messages else former[-1:])
        for voter in refusing:
            server.deliver(refused_vote(voter, server.currentTerm))
        steps = [server.deliver(granted_vote(voter, server.currentTerm)) for voter in voters]
        check_leadership(server, steps[-1], leadership, entry_count)
        check_old_messages(server, former if hears_old_messages else [])
        former.append(server.currentTerm)


def crash_and_restart(server: PlacedServer) -> None:
    """CheckFailure unless S1 knows its term and its vote after a crash."""
    was, known = state_text(server), (server.currentTerm, server.votedFor)
    server.restart()
    if (server.currentTerm, server.votedFor) != known:
        raise CheckFailure(
            f"S1 was {was}. It crashed and restarted: it is {state_text(server)}.", safety="VoteIsDurable"
        )


def step_down(server: PlacedServer, leadership: int) -> None:
    """Let S1 learn of a newer term. CheckFailure unless it then follows."""
    server.deliver(refused_vote("S2", server.currentTerm + 1), now=leadership * LONG_AFTER_MS)
    if server.role != "follower":
        raise CheckFailure(f"S1 learned of term {server.currentTerm} from a refusal: it is {state_text(server)}.")


def check_votes_in_newer_terms(server: PlacedServer, leadership: int) -> None:
    """CheckFailure unless S1 votes in two newer terms: for the one that it refused in the first, in the second."""
    log_end = (len(server.log), server.log_terms[-1] if server.log else 0)
    better = (log_end[0] + 5, log_end[1])
    term = server.currentTerm + 1
    for candidate, asked_in, end, granted in (
        ("S5", term, (0, 0), False),
        ("S4", term, better, True),
        ("S3", term, better, False),
        ("S3", term + 1, log_end, True),
        ("S5", term + 2, log_end, True),
    ):
        step = server.deliver(vote_request(candidate, asked_in, end), now=leadership * LONG_AFTER_MS)
        if vote_reply(step, candidate) is None or is_vote_granted(step, candidate) != granted:
            raise CheckFailure(
                f"S1 (log {' '.join(map(str, server.log_terms))}), which has led "
                f"{count_text(leadership - 1, 'time')}, was asked by "
                f"{candidate} in term {asked_in}, whose log ends with index {end[0]} of term {end[1]}: it sent "
                f"{vote_reply_text(vote_reply(step, candidate))}."
            )


def start_election(server: PlacedServer, leadership: int) -> None:
    """Let S1 time out. CheckFailure unless it is a candidate that asks all others."""
    before = server.currentTerm
    step = time_out(server, now=leadership * LONG_AFTER_MS)
    asked = sent_vote_requests(step)
    if server.role != CANDIDATE or server.currentTerm <= before or set(asked) != set(OTHERS):
        raise CheckFailure(
            f"S1, which has led {count_text(leadership - 1, 'time')}, timed out in term {before}: it is "
            f"{state_text(server)}, and asked "
            f"{names_text(asked)}."
        )


def old_messages(term: int) -> list[tuple[Message, str]]:
    """Return what others sent to S1 in a former term, with content."""
    messages: list[tuple[Message, str]] = []
    for other in OTHERS:
        messages += [
            (granted_vote(other, term), f"the vote of {other}"),
            (refused_vote(other, term), f"a refusal of {other}"),
            (AppendEntriesReply(term, other, success=True, matchIndex=2), f"{other}'s acknowledgement of index 2"),
            (AppendEntriesReply(term, other, success=False, prevLogIndex=2), f"{other}'s refusal of an append"),
        ]
    messages.append((AppendEntries(term - 1, "S3", 1, 1, (Entry(term - 1),), 2), "an append of S3, with an entry,"))
    messages.append((vote_request("S4", term - 1, (9, term - 2)), "a request of S4 for its vote"))
    return messages


def check_old_messages(server: PlacedServer, former: list[int]) -> None:
    """CheckFailure if a message of one of the `former` terms changes anything."""
    for term in former:
        for message, text in old_messages(term):
            before, was = server.observation, state_text(server)
            step = server.deliver(message)
            if step.observation != before:
                raise CheckFailure(
                    f"S1 was {was}. It had led term {term}, and {text} of term {message.term} arrived only now: it is "
                    f"{state_text(server)}, with matchIndex {server.matchIndex}, and its votes are "
                    f"{names_text(step.observation.votesGranted)}.",
                    safety=property_broken_by_change(before, step.observation),
                )


def check_leadership(server: PlacedServer, step: ServerStep, leadership: int, entry_count: int) -> None:
    """CheckFailure unless S1 leads with new books, tells all others at once, and tells them again."""
    told = f"S1 has won its {ordinal(leadership)} election, in term {server.currentTerm}"
    last = len(server.log)
    if server.role != LEADER or set(sent_appends(step)) != set(OTHERS):
        raise CheckFailure(
            f"{told}, with the last vote of three: it is a {server.role}, and sent AppendEntries to "
            f"{names_text(sent_appends(step))}."
        )
    follower_rows = {name: (server.nextIndex.get(name, 0), server.matchIndex.get(name)) for name in OTHERS}
    if any(match != 0 or not entry_count < following <= last + 1 for following, match in follower_rows.values()):
        raise CheckFailure(
            f"{told}: nextIndex is {server.nextIndex}, matchIndex {server.matchIndex}.",
            safety="LeaderCompleteness" if any(match for _, match in follower_rows.values()) else "",
        )
    server.deliver(AppendEntriesReply(server.currentTerm, "S2", success=True, matchIndex=last))
    beat = server.fire_timer("heartbeat")
    if set(sent_appends(beat)) != set(OTHERS) or started_timer(beat, "heartbeat") is None:
        raise CheckFailure(f"{told}: at its next heartbeat it sent to {names_text(sent_appends(beat))}.")


def ordinal(number: int) -> str:
    """Return first, second, third or fourth."""
    return ("first", "second", "third", "fourth")[number - 1]
