"""Sessions: each call of a client takes effect once, however often it is in the log."""

from raftlab.checks import CheckFailure, check
from raftlab.checks.lab_fixture import Lab
from raftlab.checks.placed_server import PlacedServer
from raftlab.labs.scene01.log_oracle import EntryResult, log_text, make_log, parse_call, result_text
from raftlab.labs.scene01.machine_checks import (
    NOTHING_KEPT,
    apply_command,
    check_machine,
    check_machine_and_results,
    machine_text,
    property_broken_by_copies,
    read_machine,
    read_results,
)
from raftlab.labs.scene01.sample_logs import (
    NO_OP,
    OTHER_TEXTS,
    SESSIONS_AND_ENDS,
    clients_text,
    many_calls_log,
    many_clients_log,
)
from raftlab.server import Command


@check(
    points=4,
    safety="Linearizability",
    paper="§8",
    ask="the same call is in the log twice: how do you recognise the second copy?",
)
def test_retry_takes_effect_once(lab: Lab) -> None:
    """A call that is applied twice takes effect once."""
    server = lab.place("S1")
    calls = ("x+=1 c1/1", "x+=1 c1/1", *["x+=2 c1/2"] * 12)
    for words in calls:
        apply_command(server, parse_call(words))
    if read_machine(server) != {"x": "12"}:
        raise CheckFailure(
            "c1's call 1, which appends 1 to x, was applied twice, its call 2, which appends 2, twelve times. "
            f"The machine then held: {machine_text(read_machine(server))}.",
            safety=property_broken_by_copies(lab, server, make_log(*calls)),
        )


@check(
    points=4,
    depends_on=[test_retry_takes_effect_once],
    paper="§8 (“responds immediately without re-executing the request”)",
    ask="the client waits for the result of its command: where is the result when the copy is applied?",
)
def test_retry_hears_the_first_answer(lab: Lab) -> None:
    """A copy of a call returns what the first one returned, whatever has happened in between."""
    server = lab.place("S1", machine={"x": "1"})
    for number, (call, others) in enumerate(RETRIED_CALLS, start=1):
        check_copy_result(apply_twice(server, f"{call} c1/{number}", f"{others} c2/{number}"), call, others)
    if read_machine(server) != {"x": "9", "y": "8", "z": "7"}:
        raise CheckFailure(
            "c1 deleted z, and there was no z; c2 put 7 into it; a copy of c1's call was applied. "
            f"The machine then held: {machine_text(read_machine(server))}.",
            safety="Linearizability",
        )
    for call, others in RETRIED_CALLS:
        check_first_call_copy(lab, call, others)
    for text in OTHER_TEXTS:
        check_answer_with_text(lab, text)


RETRIED_CALLS = (
    ("x:1->2", "x=7"),
    ("get x", "x=8"),
    ("x+=0", "delete x"),
    ("x:9->2", "x=9"),
    ("get y", "y=8"),
    ("delete z", "z=7"),
    ("w:''->2", "delete w"),
    ("w:''->3", "w=''"),
    ("v:1->2", "v=1"),
    ("get w", "delete w"),
    ("delete v", "delete w"),
    ("x=1", "x=5"),
    ("x:1->1", "x=3"),
    ("x+=''", "x=9"),
)
"""A call of c1, and what c2 calls before the copy of it."""


def apply_twice(server: PlacedServer, call: str, others: str) -> tuple[EntryResult, EntryResult]:
    """Let the server apply a call, another client's call, and a copy of the first; return what both copies gave."""
    first = apply_command(server, parse_call(call))
    apply_command(server, parse_call(others))
    return first, apply_command(server, parse_call(call))


def check_copy_result(results: tuple[EntryResult, EntryResult], call: str, others: str) -> None:
    """CheckFailure if the two results, of a call and of its copy, differ."""
    first, copy = results
    if copy != first:
        raise CheckFailure(
            f"c1's call ({call}) gave {result_text(first)}; c2 then called {others}; a copy of c1's call gave "
            f"{result_text(copy)}."
        )


def check_first_call_copy(lab: Lab, call: str, others: str) -> None:
    """CheckFailure if the copy of a call that is its client's first changes the answer or the machine."""
    server = lab.place("S1", machine={"x": "1"})
    for words in (f"{call} c1/1", f"{others} c2/1"):
        apply_command(server, parse_call(words))
    once = read_machine(server)
    server = lab.place("S1", machine={"x": "1"})
    check_copy_result(apply_twice(server, f"{call} c1/1", f"{others} c2/1"), call, others)
    if read_machine(server) != once:
        raise CheckFailure(
            f"The machine held: x is 1. c1's first call was {call}; c2 then called {others}; then a copy of c1's call "
            f"was applied. The machine then held: {machine_text(read_machine(server))}.",
            safety="Linearizability",
        )


def check_answer_with_text(lab: Lab, text: str) -> None:
    """CheckFailure if a client that reads or swaps `text`, or a copy of its call, is not answered with it."""
    for call in (Command("get", "x", client="c1", sequence=1), Command("cas", "x", "2", text, "c1", 1)):
        server = lab.place("S1", machine={"x": text})
        seen = [apply_command(server, each) for each in (call, parse_call("x=9 c2/1"), call)]
        for name, result in (("call", seen[0]), ("copy of the call", seen[2])):
            if result != ("ok", text):
                raise CheckFailure(
                    f"x held the text {text!r:.40} of {len(text)} letters. c1's {call.operation} of x, and a copy of it"
                    f" after c2's x=9, were applied; the {name} gave {result_text(result)}."
                )


@check(
    points=4,
    explained_by=[test_retry_takes_effect_once],
    safety="Linearizability",
    paper="§8; dissertation §6.3",
    ask="a message can be delayed for a long time: how old can a copy be?",
)
def test_older_copy_changes_nothing(lab: Lab) -> None:
    """A copy that is applied after newer calls of its client changes nothing, however old it is."""
    for later in (1, 2, 3):
        server = lab.place("S1")
        newest = f"x={1 + later}"
        calls = [*(f"x={number} c1/{number}" for number in range(1, 2 + later)), "x=1 c1/1"]
        for words in calls:
            apply_command(server, parse_call(words))
        if read_machine(server) != {"x": str(1 + later)}:
            raise CheckFailure(
                f"c1's calls 1 to {1 + later} put x=1 to {newest}. Then a late copy of call 1 was applied. "
                f"The machine then held: {machine_text(read_machine(server))}.",
                safety=property_broken_by_copies(lab, server, make_log(*calls)),
            )
    log = many_calls_log()
    server = lab.place("S1")
    server.learn(log, len(log))
    try:
        check_machine(
            server, log, "c1 made 40 calls, with gaps between their numbers; then a copy of each was applied."
        )
    except CheckFailure as failure:
        failure.safety = property_broken_by_copies(lab, server, log[: server.lastApplied])
        raise


@check(
    points=3,
    explained_by=[test_retry_takes_effect_once],
    paper="§8 (“clients assign unique serial numbers to every command”)",
    ask="two clients both number their calls from 1: what identifies a call?",
)
def test_sessions_are_separate(lab: Lab) -> None:
    """A client's calls take effect whatever other clients have called."""
    log = make_log("x+=1 c1/1", "x+=2 c1/2", "x+=3 c2/1", "x+=4 c3/2", "x+=3 c2/1", "x+=5 c1/3")
    server = lab.place("S1")
    for entry in log:
        if entry.command is not None:
            apply_command(server, entry.command)
    check_machine(server, log, f"The server applied {log_text(log)}.")
    for clients, ended in SESSIONS_AND_ENDS:
        log = many_clients_log(clients, ended)
        server = lab.place("S1")
        for commit in (*range(LEARNED_AT_ONCE, len(log), LEARNED_AT_ONCE), len(log)):
            server.learn(log[:commit], commit)
        check_machine_and_results(
            server,
            log,
            f"Clients {clients_text(clients)} called: each appended one digit to x, in this order. Calls without a "
            "client used keys with such names. The "
            f"sessions of {clients_text(ended)} ended; the clients called again, twice.",
        )


LEARNED_AT_ONCE = 25
"""How many entries of a long log a server learns in one event: it may write all that it holds after each of them."""


@check(points=2, paper="the contract of apply", ask="how could two calls without a client be told apart?")
def test_calls_without_a_session(lab: Lab) -> None:
    """All commands of client "" take effect."""
    server = lab.place("S1")
    for _ in range(2):
        apply_command(server, parse_call("x+=1"))
    if read_machine(server) != {"x": "11"}:
        raise CheckFailure(
            'A call that appends 1 to x, of client "", was applied twice. '
            f"The machine then held: {machine_text(read_machine(server))}."
        )
    apply_command(server, Command("expire"))
    apply_command(server, parse_call("x+=2"))
    if read_machine(server) != {"x": "112"}:
        raise CheckFailure(
            'expire and then an append of 2 to x, both of client "", were applied to a machine that held: x is 11. '
            f"It then held: {machine_text(read_machine(server))}."
        )
    for _ in range(2):
        apply_command(server, Command("append", "x", "3", sequence=5))
    if read_machine(server) != {"x": "11233"}:
        raise CheckFailure(
            'A call of client "" with sequence 5, which appends 3 to x, was applied twice to a machine that held: '
            f"x is 112. It then held: {machine_text(read_machine(server))}."
        )


@check(
    points=4,
    explained_by=[test_retry_takes_effect_once],
    paper="§8; dissertation §6.3 (sessions and their expiry)",
    ask="its session is over: can this command be distinguished from one that has not been applied yet?",
)
def test_expired_session_is_refused(lab: Lab) -> None:
    """After its session has ended, a client's commands, old and new, are refused and change nothing."""
    server = lab.place("S1")
    for words in ("x+=1 c1/1", "x+=2 c2/1", "get x c1/2", "expire c1 c2/2", "expire c1"):
        apply_command(server, parse_call(words))
    for words in ("x+=1 c1/1", "get x c1/2", "x+=3 c1/3", "get x c1/3", "expire c2 c1/4", "x+=3 c1/4000"):
        seen = apply_command(server, parse_call(words))
        if seen != ("refused", None) or read_machine(server) != {"x": "12"}:
            raise CheckFailure(
                "c1 and c2 each appended to x, and c1 read it; then expire c1 was applied, twice. c1's "
                f"{words.partition(' c1/')[0]} then gave {result_text(seen)}; the machine then held: "
                f"{machine_text(read_machine(server))}."
            )
    apply_command(server, parse_call("x+=4 c2/3"))
    if read_machine(server) != {"x": "124"}:
        raise CheckFailure(
            "The session of c1 ended, that of c2 did not. c2's x+=4 was applied. "
            f"The machine then held: {machine_text(read_machine(server))}."
        )
    for _ in range(2):
        apply_command(server, parse_call("c1+=5 c2/4"))  # a key with the name of an expired session
    if read_machine(server) != {"c1": "5", "x": "124"}:
        raise CheckFailure(
            "The session of c1 ended, that of c2 did not. c2's call 4 appended 5 to the key c1; it was applied twice. "
            f"The machine then held: {machine_text(read_machine(server))}.",
            safety="Linearizability",
        )


@check(
    points=3,
    explained_by=["test_every_entry_is_applied"],
    paper="§8; dissertation §6.3",
    ask="a follower becomes leader: what does it know of the calls that were answered before?",
)
def test_every_server_knows_the_sessions(lab: Lab) -> None:
    """Followers know the sessions as the leader does: the next leader recognises the same copies."""
    log = make_log("x:->1 c1/1", "x:1->2 c2/1", "x:->1 c1/1", "x:1->2 c2/1")
    for before, later in (("follower", "leader"), ("leader", "follower")):
        server = lab.place("S1", role=before, term=1, log=log, match_index={"S3": 4})
        server.learn(log, 2)
        other = lab.place("S2", role=later, term=1, log=log, match_index={"S3": 4})
        other.learn(log, 4)
        server.learn(log, 4)
        check_machine_and_results(server, log, f"S1, {before}, applied {log_text(log)}.")
        check_machine_and_results(other, log, f"S2, {later}, applied {log_text(log)}.")
    check_copied_sessions(lab)


COPIED_CALLS = ("x+=1 c1/1", "get x c2/1", "x+=2 c3/1", "expire c3", "x:12->3 c4/3", "x=7")
LATER_CALLS = ("x+=1 c1/1", "get x c2/1", "x+=2 c3/1", "x+=4 c3/2", "x:12->3 c4/3", "get x c4/5", "x+=5 c1/2", NO_OP)


def check_copied_sessions(lab: Lab) -> None:
    """CheckFailure if a server that gets machine and sessions of another, and nothing else, differs from it later."""
    log = make_log(*COPIED_CALLS, *LATER_CALLS)
    known = len(COPIED_CALLS)
    first = lab.place("S1")
    first.learn(log, known)
    snapshot = first.call("machine_text").result
    server = lab.place("S3", term=1, log=log, commit_index=known)
    server.call("restore_machine", None, snapshot)
    for each in (first, server):
        each.learn(log, len(log))
    story = (
        f"S1 applied {log_text(log[:known])}. S3 got S1's machine and sessions in a snapshot. Both then applied "
        f"{log_text(log[known:])}."
    )
    results, expected = read_results(server), read_results(first)
    for index in range(known + 1, len(log) + 1):
        seen, wanted = results.get(index, NOTHING_KEPT), expected.get(index, NOTHING_KEPT)
        if seen != wanted:
            raise CheckFailure(
                f"{story} For entry {index}, {log_text(log[index - 1 : index])}, results has {result_text(wanted)} on "
                f"S1, and {result_text(seen)} on S3."
            )
    if read_machine(server) != read_machine(first):
        raise CheckFailure(
            f"{story} S1 then held: {machine_text(read_machine(first))}. S3 held: {machine_text(read_machine(server))}."
        )
