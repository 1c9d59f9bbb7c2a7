"""More of the same, on logs and schedules that the public checks do not show."""

from raftlab.checks import check
from raftlab.checks.lab import Lab
from raftlab.labs.scene01.ledger import entries, in_words
from raftlab.labs.scene01.lives import search_lives
from raftlab.labs.scene01.seen import check_all


@check(points=2, after=["test_every_entry_is_applied"], paper="§5.3", ask="which of the entries had been applied?")
def test_crash_inside(lab: Lab) -> None:
    """A crash between two entries that one event applies loses none of them and doubles none."""
    lab.scenario("crash-inside.txt")


@check(points=2, after=["test_every_entry_is_applied"], paper="§8", ask="what did the copy of that call find?")
def test_swap_race(lab: Lab) -> None:
    """Of two clients that race for a key one wins, and late copies change that no more."""
    lab.scenario("swap-race.txt")


@check(
    points=1,
    after=["test_expired_session_is_refused"],
    paper="§8; dissertation §6.3",
    ask="a client may end its own session: what is left of it afterwards?",
)
def test_own_session_ends(lab: Lab) -> None:
    """A client that ends its own session is refused from then on."""
    log = entries("x+=1 c1/1", "expire c1 c1/2", "x+=2 c1/3", "x+=1 c1/1", "x+=3 c2/1")
    server = lab.place("S1")
    server.learn(log, len(log))
    check_all(server, log, f"The log is {in_words(log)}; all of it was committed.")


@check(
    points=1,
    after=["test_any_life"],
    paper="§2, §5.3, §8",
    ask="which clients' calls stand between the two copies?",
)
def test_more_lives(lab: Lab) -> None:
    """Longer logs of more clients mean the same on every server, whatever its life."""
    search_lives(lab, examples=60, clients=5, least=10, most=18)
