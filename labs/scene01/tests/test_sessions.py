"""Sessions: one effect for each call of a client, whatever the log holds of it."""

from raftlab.checks import Broken, check
from raftlab.checks.lab import Lab
from raftlab.labs.scene01.ledger import call, entries, given_in_words, in_words
from raftlab.labs.scene01.seen import at_once, check_all, check_machine, contents, machine


@check(points=5, paper="§8", ask="the same call is in the log twice: how do you know it when it comes the second time?")
def test_retry_takes_effect_once(lab: Lab) -> None:
    """A call that is applied twice takes effect once."""
    server = lab.place("S1")
    for words in ("x+=1 c1/1", "x+=1 c1/1", "x+=2 c1/2", "x+=2 c1/2", "x+=2 c1/2"):
        at_once(server, call(words))
    if machine(server) != {"x": "12"}:
        raise Broken(
            "c1's call 1, x+=1, was applied twice, its call 2, x+=2, three times. "
            f"The machine then held: {contents(machine(server))}."
        )


@check(
    points=4,
    after=[test_retry_takes_effect_once],
    paper="§8 (“responds immediately without re-executing the request”)",
    ask="the client waits for what its command returned: where is that when the copy comes?",
)
def test_retry_hears_the_first_answer(lab: Lab) -> None:
    """A copy of a call gives what the first one gave, whatever has happened in between."""
    server = lab.place("S1", machine={"x": "1"})
    for words, others in (("x:1->2 c1/1", "x=7 c2/1"), ("get x c1/2", "x=8 c2/2"), ("x+=0 c1/3", "delete x c2/3")):
        first = at_once(server, call(words))
        at_once(server, call(others))
        copy = at_once(server, call(words))
        if copy != first:
            raise Broken(
                f"c1's call ({words.partition(' c')[0]}) gave {given_in_words(first)}; c2 then changed x; a copy of "
                f"c1's call gave {given_in_words(copy)}."
            )


@check(
    points=4,
    after=[test_retry_takes_effect_once],
    paper="§8; dissertation §6.3",
    ask="a message can be delayed for long: how old can a copy be?",
)
def test_older_copy_changes_nothing(lab: Lab) -> None:
    """A copy that comes after newer calls of its client changes nothing, however old it is."""
    for later in (1, 2, 3):
        server = lab.place("S1")
        newest = f"x={1 + later}"
        for number in range(1, 2 + later):
            at_once(server, call(f"x={number} c1/{number}"))
        at_once(server, call("x=1 c1/1"))
        if machine(server) != {"x": str(1 + later)}:
            raise Broken(
                f"c1's calls 1 to {1 + later} put x=1 to {newest}. Then a late copy of call 1 was applied. "
                f"The machine then held: {contents(machine(server))}."
            )


@check(
    points=3,
    after=[test_retry_takes_effect_once],
    paper="§8 (“clients assign unique serial numbers to every command”)",
    ask="two clients both number their calls from 1: what names a call?",
)
def test_sessions_are_separate(lab: Lab) -> None:
    """What one client has called does not keep another client's calls from taking effect."""
    log = entries("x+=1 c1/1", "x+=2 c1/2", "x+=3 c2/1", "x+=4 c3/2", "x+=3 c2/1", "x+=5 c1/3")
    server = lab.place("S1")
    for entry in log:
        if entry.command is not None:
            at_once(server, entry.command)
    check_machine(server, log, f"Applied were {in_words(log)}.")


@check(points=2, paper="the contract of apply", ask="how could two calls without a name be told apart?")
def test_calls_without_a_session(lab: Lab) -> None:
    """Commands of a client without a name all take effect."""
    server = lab.place("S1")
    for _ in range(2):
        at_once(server, call("x+=1"))
    if machine(server) != {"x": "11"}:
        raise Broken(f'x+=1 of client "" was applied twice. The machine then held: {contents(machine(server))}.')


@check(
    points=4,
    after=[test_retry_takes_effect_once],
    paper="§8; dissertation §6.3 (sessions and their expiry)",
    ask="its session is gone: can this command be told from one that has not been applied yet?",
)
def test_expired_session_is_refused(lab: Lab) -> None:
    """After its session has ended a client's commands, old ones and new ones, are refused and change nothing."""
    server = lab.place("S1")
    for words in ("x+=1 c1/1", "x+=2 c2/1", "expire c1 c2/2"):
        at_once(server, call(words))
    for words in ("x+=1 c1/1", "x+=3 c1/2", "expire c2 c1/3"):
        seen = at_once(server, call(words))
        if seen != ("refused", None) or machine(server) != {"x": "12"}:
            raise Broken(
                f"c1 and c2 each appended to x; then the session of c1 was ended. c1's {words.partition(' c1/')[0]} "
                f"then gave {given_in_words(seen)}; the machine then held: {contents(machine(server))}."
            )
    at_once(server, call("x+=4 c2/3"))
    if machine(server) != {"x": "124"}:
        raise Broken(
            "The session of c1 was ended, that of c2 was not. c2's x+=4 was applied. "
            f"The machine then held: {contents(machine(server))}."
        )


@check(
    points=3,
    after=["test_every_entry_is_applied"],
    paper="§8; dissertation §6.3",
    ask="a follower leads next: what does it know of the calls that were answered before?",
)
def test_every_server_knows_the_sessions(lab: Lab) -> None:
    """Followers know the sessions as the leader does: whoever leads next filters the same copies."""
    log = entries("x:->1 c1/1", "x:1->2 c2/1", "x:->1 c1/1", "x:1->2 c2/1")
    for before, later in (("follower", "leader"), ("leader", "follower")):
        server = lab.place("S1", role=before, term=1)
        server.learn(log, 2)
        other = lab.place("S2", role=later, term=1)
        other.learn(log, 4)
        server.learn(log, 4)
        check_all(server, log, f"S1, {before}, applied {in_words(log)}.")
        check_all(other, log, f"S2, {later}, applied {in_words(log)}.")
