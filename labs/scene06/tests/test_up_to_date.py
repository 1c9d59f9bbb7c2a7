"""The election restriction on one server: whose log is at least as up-to-date as this one's."""

import itertools

from hypothesis import given, seed, settings
from hypothesis import strategies as st

from raftlab.checks import CheckFailure, check, entry
from raftlab.checks.deployments import PAPER_OPTIONS
from raftlab.checks.lab_fixture import Lab
from raftlab.labs.scene06.up_to_date_checks import call_is_up_to_date, check_up_to_date_answers, log_text
from raftlab.server import AppendEntries, Entry, Options, RequestVote, RequestVoteReply, Waiting

LOGS = ([1], [1, 1, 1], [1, 2], [2, 2, 5], [1, 1, 1, 1, 1, 4])
LENGTHS = (1, 2, 3, 4, 7)
ENDS = (
    ((4, 3), True),
    ((3, 3), False),
    ((5, 3), True),
    ((9, 2), False),
    ((1, 4), True),
    ((2, 2), False),
    ((4, 2), False),
)
"""Ends of other logs, and whether they are up to date for a server with the log 1 2 3 3."""
TERMS = (1, 2, 3, 257, 65_538)


@check(
    points=3,
    safety="LeaderCompleteness",
    paper="§5.4.1, last paragraph",
    ask="which of the two last entries has the later term?",
)
def test_older_last_term_loses(lab: Lab) -> None:
    """A log that ends in an older term is not up to date, however long it is."""
    for log in LOGS:
        ends = [(length, term) for term in range(1, log[-1]) for length in LENGTHS]
        check_up_to_date_answers(lab, log, [*ends, (0, 0)], expected=False)


@check(
    points=3,
    paper="§5.4.1, last paragraph",
    ask="of two logs whose last entries have different terms, does the length matter?",
)
def test_newer_last_term_wins(lab: Lab) -> None:
    """A log that ends in a newer term is up to date, however short it is."""
    for log in ([], *LOGS):
        last = log[-1] if log else 0
        check_up_to_date_answers(
            lab, log, [(length, last + more) for more in (1, 2, 300) for length in LENGTHS], expected=True
        )


@check(
    points=3,
    safety="LeaderCompleteness",
    paper="§5.4.1, last paragraph",
    ask="both logs end in the same term: which of them holds more?",
)
def test_shorter_log_loses(lab: Lab) -> None:
    """Of two logs that end in the same term, the shorter one is not up to date."""
    for log in ([1, 1], [1, 1, 1], [1, 2, 2, 2], [3] * 300):
        check_up_to_date_answers(
            lab, log, [(len(log) - less, log[-1]) for less in (1, 2, len(log) - 1) if less < len(log)], expected=False
        )


@check(
    points=2,
    paper="§5.4.1 (“at least as up-to-date”)",
    ask="who could ever win an election in a cluster whose logs are all equal?",
)
def test_equal_log_is_enough(lab: Lab) -> None:
    """A log of the same last term is up to date if it is as long or longer, and so is an empty log for an empty one."""
    for log in ([], *LOGS, [400] * 300):
        last = log[-1] if log else 0
        more = (0, 1, 3) if log else (0,)
        check_up_to_date_answers(lab, log, [(len(log) + each, last) for each in more], expected=True)


@check(
    points=2,
    explained_by=[test_older_last_term_loses, test_newer_last_term_wins, test_shorter_log_loses],
    paper="§5.4.1",
    ask="which variables of the server does the rule of the paper mention?",
)
def test_commit_does_not_count(lab: Lab) -> None:
    """Only the end of the log counts: nothing else of the server, no command and no size of its cluster matters."""
    log = [1, 2, 3, 3]
    for commit, term, role, voted, size in (
        (0, 3, "follower", None, 3),
        (2, 3, "follower", "S2", 4),
        (4, 9, "follower", None, 5),
        (1, 8, "candidate", None, 7),
        (3, 4, "leader", None, 2),
    ):
        for no_ops in (0, 1, 3):
            held = [
                Entry(of, None) if index > len(log) - no_ops else entry(of, index)
                for index, of in enumerate(log, start=1)
            ]
            options = lab.next_deployment()
            setting = {"term": term, "role": role, "commit_index": commit, "voted_for": voted, "options": options}
            server = lab.place("S1", cluster=size, log=held, **setting)
            for end, expected in (*ENDS, ((1, max(term, 4)), True)):
                answer = call_is_up_to_date(server, end)
                if answer is not expected:
                    tail = f", the last {no_ops} of them no-ops" if no_ops else ""
                    raise CheckFailure(
                        f"{log_text(log)}{tail}; it is a {role} of {size} servers in term {term} with commitIndex "
                        f"{commit}. isUpToDate({end[0]}, {end[1]}) returned {answer}."
                    )
    check_while_asking(lab)
    check_deposed_leader(lab)
    check_changing_log(lab)


def check_while_asking(lab: Lab) -> None:
    """CheckFailure if the answer is another one while the server asks for pre-votes, or for votes."""
    for options, size in itertools.product((Options(), PAPER_OPTIONS), (3, 4, 5, 6)):
        server = lab.place("S1", cluster=size, log=[1, 2, 3, 3], term=3, commit_index=2, options=options)
        server.fire_timer("election", now=1000.0)
        for end, expected in ENDS:
            answer = call_is_up_to_date(server, end)
            if answer is not expected:
                raise CheckFailure(
                    f"{log_text([1, 2, 3, 3])}; its election timer fired, and it is a {server.role} of {size} servers. "
                    f"isUpToDate({end[0]}, {end[1]}) returned {answer}."
                )


def check_changing_log(lab: Lab) -> None:
    """CheckFailure if the answer is about the log as it was, after a leader has added or replaced entries."""
    server = lab.place("S1", cluster=5, log=[1], term=1)
    for term, leader, brings, answers in (
        (1, "S2", (), (((1, 1), True), ((2, 1), True))),
        (1, "S2", (1, 1), (((2, 1), False), ((3, 1), True))),
        (2, "S3", (2, 2), (((3, 1), False), ((9, 1), False), ((3, 2), True))),
        (3, "S4", (3,), (((3, 2), False), ((1, 3), False), ((2, 3), True))),
        (3, "S4", (3, 3), (((2, 3), False), ((3, 3), True))),
    ):
        added = tuple(entry(each, index) for index, each in enumerate(brings, start=2))
        server.deliver(AppendEntries(term, leader, 1, 1, added, 1), now=1000.0)
        for end, expected in answers:
            answer = call_is_up_to_date(server, end)
            if answer is not expected:
                raise CheckFailure(
                    f"S1's log was 1. It took entries of {leader}, the leader of term {term}; its log now has terms "
                    f"{' '.join(map(str, server.log_terms))}. isUpToDate({end[0]}, {end[1]}) returned {answer}."
                )


def check_deposed_leader(lab: Lab) -> None:
    """CheckFailure if a leader with clients that wait answers a candidate of a newer term by anything but its log."""
    waiting = {3: Waiting(3, "a", 1), 4: Waiting(3, "", 0)}
    for options, (end, expected) in itertools.product((PAPER_OPTIONS, Options(checkQuorum=False)), ENDS):
        if end[0] > 4 and end[1] == 3:
            continue  # nobody has more of its own term than the leader
        setting = {"term": 3, "commit_index": 2, "waiting": waiting, "options": options}
        server = lab.place("S1", cluster=5, role="leader", log=[1, 2, 3, 3], **setting)
        step = server.deliver(RequestVote(5, "S3", *end), now=1000.0)
        granted = [each.voteGranted for _, each in step.sent_messages if isinstance(each, RequestVoteReply)]
        if granted != [expected]:
            told = " and ".join("granted its vote" if each else "refused" for each in granted) or "sent no answer"
            raise CheckFailure(
                f"S1 leads term 3 of five servers with log 1 2 3 3, and clients wait for entries 3 and 4. S3, whose "
                f"log ends at index {end[0]} in term {end[1]}, asked for its vote in term 5: S1 {told}."
            )


@check(
    points=2,
    explained_by=[
        test_older_last_term_loses,
        test_newer_last_term_wins,
        test_shorter_log_loses,
        test_equal_log_is_enough,
    ],
    paper="§5.4.1",
    ask="what do the last entries say, and what do the lengths say?",
)
def test_any_two_logs(lab: Lab) -> None:
    """For any two logs the answer is that of §5.4.1."""

    @seed(lab.seed)
    @settings(max_examples=60)
    @given(st.lists(st.sampled_from(TERMS), min_size=1, max_size=9), st.integers(1, 12), st.sampled_from(TERMS))
    def check_pair(terms: list[int], length: int, more: int) -> None:
        log = sorted(terms)
        last = log[-1]
        check_up_to_date_answers(
            lab, log, [(length, term) for term in TERMS if term < last], expected=False, clusters=1
        )
        check_up_to_date_answers(
            lab, log, [(length, last + more), (len(log) + length, last)], expected=True, clusters=1
        )
        check_up_to_date_answers(lab, log, [(index, last) for index in range(1, len(log))], expected=False, clusters=1)

    check_pair()
