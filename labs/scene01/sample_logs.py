"""Logs with each operation in each situation of a session, and the circumstances in which a server applies them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any

import msgspec

from raftlab.checks.lab_fixture import Lab
from raftlab.checks.placed_server import PlacedServer
from raftlab.labs.scene01.log_oracle import Log, make_log
from raftlab.server import Command, Configuration, Entry, Options, Waiting

# ---- logs ------------------------------------------------------------------------------------------------------------

OPERATIONS = ("x=3", "x=''", "x+=3", "x+=''", "get x", "x:1->2", "x:9->2", "x:1->''", "delete x", "expire c3")
"""Each operation; x is 1 where it first takes effect."""
NO_OP = "no-op"
LAST_TERM = 20
"""No sample log holds a newer term."""


def with_rising_terms(log: Log) -> tuple[Entry, ...]:
    """Return `log` with every third entry, and each no-op, in a newer term than the one before it.

    Some leaders begin their term with a no-op, and no leader appends one later.
    """
    terms = accumulate(int(position % 3 == 0 or entry.command is None) for position, entry in enumerate(log))
    return tuple(msgspec.structs.replace(entry, term=term) for term, entry in zip(terms, log, strict=True))


def session_logs(operation: str) -> Iterator[tuple[Entry, ...]]:
    """Yield two logs in which c1 calls `operation`: new, copied at once and late, older, after a gap, after its end.

    c10, whose name begins like c1, and calls without a client make the same call.
    """
    first, newer, seen = f"{operation} c1/1", f"{operation} c1/4", "get x"
    began = ("z+=1 c3/1", "x=1", first, seen, first, "x=1 c2/1", first, NO_OP, NO_OP, first)
    went_on = (newer, seen, "x=1 c2/2", newer, seen, first, seen, "y+=1 c1/9", newer, seen)
    yield with_rising_terms(make_log(*began, *went_on))
    ended = ("expire c1 c2/3", NO_OP, "y+=1 c1/9", f"{operation} c1/400", seen, f"{operation} c10/1", seen)
    nameless = ("x=1", operation, operation, operation, "get x c10/2", "z+=2 c3/2")
    yield with_rising_terms(make_log("z+=1 c3/1", "x=1", first, "y+=1 c1/9", *ended, *nameless))


SESSION_LOGS = tuple(log for operation in OPERATIONS for log in session_logs(operation))
CLIENTS = ("c1", "c", "c10", "C1", "ç1", "é1", "c1 ", " ", "1", "11", "x", "a-long-name-1", "a-long-name-2")
"""Names that only the whole text tells apart; "x" is a key too."""
MORE_CLIENTS = tuple(f"k{number}" for number in range(1, 25))
SESSIONS_AND_ENDS = (
    ((*CLIENTS, *MORE_CLIENTS), ("c1", *MORE_CLIENTS[:9])),
    (CLIENTS, ("c1 ", "ç1", "C1", "11", "a-long-name-1")),
)
"""The clients in each log of many clients, and whose sessions end."""


def clients_text(names: tuple[str, ...]) -> str:
    """Return the names of clients, those of MORE_CLIENTS by the first and the last."""
    more = [name for name in names if name in MORE_CLIENTS]
    others = [repr(name) for name in names if name not in MORE_CLIENTS]
    return ", ".join([*others, f"{more[0]!r} to {more[-1]!r}"] if more else others)


def many_clients_log(clients: tuple[str, ...], ended: tuple[str, ...]) -> tuple[Entry, ...]:
    """Return a log of many clients; the sessions of `ended` end, and all call again.

    Before that, calls without a client use keys with the names of clients. Some calls have the same text if client and
    sequence are written one after the other.
    """
    calls = [append_call("x", str(n % 10), name, 1) for n, name in enumerate(clients)]
    operations = zip(
        ("put", "delete", "append", "cas", "get", "delete"), ("c10", "c", "é1", " ", "x", "1"), strict=True
    )
    keys = [Entry(1, Command(operation, name, "here")) for operation, name in (("put", "c1"), *operations)]
    ends = [Entry(2, Command("expire", name)) for name in ended]
    again = [append_call("y", "1", name, 2) for name in sorted({*CLIENTS, *ended})]
    again += [append_call("y", "2", "1", 11), append_call("y", "3", "c", 102)]  # compare 11/1 and c10/2
    log = (*calls, *keys, *ends, *calls, *again, *again)
    terms = accumulate((entry.term for entry in log), max)
    return tuple(msgspec.structs.replace(entry, term=term) for entry, term in zip(log, terms, strict=True))


def append_call(key: str, value: str, client: str, sequence: int) -> Entry:
    """Return the entry of a client's append."""
    return Entry(3 if sequence > 1 else 1, Command("append", key, value, client=client, sequence=sequence))


def many_calls_log() -> tuple[Entry, ...]:
    """Return a log in which one client calls 40 times, with small and large gaps; then copies of all its calls."""
    numbers = [500, *(500 + 3 * each for each in range(1, 36)), 1000, 1500, 70_000, 2**40]
    calls = tuple(Entry(1, Command("append", "x", str(n % 7), client="c1", sequence=n)) for n in numbers)
    return (*calls, *calls, *make_log(f"x+=5 c1/{2**40 + 1}"))


EMPTY_TEXTS = make_log(
    "x=''", "get x c1/1", "x=5 c2/1", "get x c1/1", "x+='' c2/2", "delete x c2/3", "x:->'' c1/2", "get x c1/3"
)
ONLY_NO_OPS = make_log(*[NO_OP] * 5)
ADDED_LEARNER = Entry(1, configuration=Configuration(("S1", "S2", "S3"), ("S4",)))
CONFIGURATION_LOG = (
    *make_log("x+=1 c1/1", NO_OP),
    ADDED_LEARNER,
    *make_log("x+=1 c1/1", "get x c2/1", "expire c2"),
    *[ADDED_LEARNER] * 2,
    *make_log("x+=1 c1/1", "x+=2 c2/2", "x+=3 c1/2"),
)
"""A log in which three entries hold a configuration: they have no command."""
SAMPLE_LOGS = (*SESSION_LOGS, EMPTY_TEXTS, ONLY_NO_OPS, CONFIGURATION_LOG)
OVERWRITING_LOG = make_log(
    "x=1", "x=2", "get x c3/1", "x+=3", "delete x", "x=4 c1/1", "x:4->5 c2/1", "x=6 c1/2", "expire c2", "x+=7 c2/2"
)
"""A log in which most entries hide the effect of the one before."""
LONG_TEXT = "0123456789" * 30
OTHER_TEXTS = (
    # texts that only all of their letters tell apart, and a number written as a text
    "",
    "x",
    "xy",
    "X",
    " x",
    "ä",
    "007",
    "7",
    "x=7",
    "x\n7",
    LONG_TEXT,
    LONG_TEXT + "x",
)

# ---- circumstances ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Circumstance:
    """How a server comes to apply a log: the variables that must not matter, and how much it learns in one step.

    stride: entries in one step, 0: all. is_log_known: it holds the whole log from the start.
    """

    text: str
    server: str
    stride: int
    is_log_known: bool = True
    is_waited_for: bool = False
    start_ms: float = 0.0
    step_ms: float = 0.0
    variables: dict[str, Any] = field(default_factory=dict)

    def apply(self, lab: Lab, log: Log) -> PlacedServer:
        """Return a server that has applied `log` in these circumstances."""
        waiting = dict(waiting_calls(log)) if self.is_waited_for else None
        held = log if self.is_log_known else ()
        server, now = lab.place(self.server, log=held, waiting=waiting, **self.variables), self.start_ms
        for known in self.commit_indexes(len(log)):
            server.learn(log if self.is_log_known else log[:known], known, now=now)
            now += self.step_ms
        return server

    def commit_indexes(self, length: int) -> Iterator[int]:
        """Yield commitIndex after each step."""
        stride = self.stride or length
        yield from range(stride, length, stride)
        yield length


def waiting_calls(log: Log) -> Iterator[tuple[int, Waiting]]:
    """Yield (index, who waits) for each entry of a client."""
    for index, entry in enumerate(log, start=1):
        if entry.command is not None and entry.command.client:
            yield index, Waiting(entry.term, entry.command.client, entry.command.sequence)


OTHER_OPTIONS = Options(electionTimeout=(1000, 2000), heartbeatInterval=10, preVote=False, checkQuorum=False)
MORE_OPTIONS = Options(
    entriesPerAppend=2,
    sticky_votes=False,
    reads="lease",
    no_op=True,
    disk="background",
    window_messages=2,
    window_bytes=100,
    bytes_per_append=100,
    calls_in_order=True,
)
CIRCUMSTANCES = (
    Circumstance(
        "S1, a follower of two with every option, that learns the whole log in one step",
        "S1",
        0,
        is_log_known=False,
        variables={"cluster": 2, "options": MORE_OPTIONS},
    ),
    Circumstance(
        "S2, leader of five, for whose entries all clients wait, entry by entry",
        "S2",
        1,
        is_waited_for=True,
        start_ms=40_000.0,
        step_ms=10_000_001.0,
        variables={
            "cluster": 5,
            "role": "leader",
            "term": LAST_TERM,
            "match_index": {"S1": 2, "S3": 1},
            "next_index": {"S1": 3},
        },
    ),
    Circumstance(
        "S3, a candidate with votes, three entries at a time",
        "S3",
        3,
        start_ms=9_000_000.0,
        step_ms=0.5,
        variables={"role": "candidate", "term": LAST_TERM + 1, "votes": ("S3", "S1"), "options": OTHER_OPTIONS},
    ),
    Circumstance(
        "S4 of eight, a follower of S2 with its vote given, entry by entry",
        "S4",
        1,
        is_log_known=False,
        step_ms=7.0,
        variables={"cluster": 8, "term": LAST_TERM + 2, "voted_for": "S2", "leader": "S2"},
    ),
    Circumstance(
        "S9 of nine, a pre-candidate, five entries at a time",
        "S9",
        5,
        start_ms=1.0,
        step_ms=1.0,
        variables={"cluster": 9, "role": "pre-candidate", "term": LAST_TERM, "voted_for": "S9"},
    ),
    Circumstance(
        "S1, leader of one, two entries at a time",
        "S1",
        2,
        step_ms=60_000.0,
        variables={"cluster": 1, "role": "leader", "term": LAST_TERM},
    ),
)
"""Together they differ in every variable of Figure 2 but log and commitIndex, in options, time, and in who waits."""
