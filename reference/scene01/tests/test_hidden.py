"""The same rules, on logs and schedules that the public checks do not show."""

from raftlab.checks import check
from raftlab.checks.lab_fixture import Lab
from raftlab.labs.scene01.log_oracle import log_text, make_log
from raftlab.labs.scene01.machine_checks import check_machine_and_results
from raftlab.labs.scene01.random_runs import search_random_runs


@check(
    points=2,
    explained_by=["test_every_entry_is_applied"],
    about=(),
    paper="§5.3",
    ask="which of the entries had been applied?",
)
def test_crash_inside(lab: Lab) -> None:
    """A crash between two entries of one event loses no entry and applies none twice."""
    lab.run_scenario("crash-inside.txt")


@check(
    points=2,
    explained_by=["test_every_entry_is_applied"],
    about=(),
    paper="§8",
    ask="what was the value of the key when the copy was applied?",
)
def test_compare_and_set_race(lab: Lab) -> None:
    """Of two clients that race for a key one wins, and late copies do not change that."""
    lab.run_scenario("swap-race.txt")


@check(
    points=1,
    explained_by=["test_expired_session_is_refused"],
    paper="§8; dissertation §6.3",
    ask="a client may end its own session: which of its calls may still take effect?",
)
def test_own_session_ends(lab: Lab) -> None:
    """A client that ends its own session is refused from then on."""
    log = make_log("x+=1 c1/1", "expire c1 c1/2", "x+=2 c1/3", "x+=1 c1/1", "x+=3 c2/1")
    server = lab.place("S1")
    server.learn(log, len(log))
    check_machine_and_results(server, log, f"The log is {log_text(log)}; all of it was committed.")


FIVE_CLIENTS = ("c1", "c2", "c3", "c4", "c5")
FIVE_SESSIONS = tuple(
    (
        make_log(
            *(f"x+={client[1:]} {client}/1" for client in clients),
            *(f"x+={client[1:]} {client}/1" for client in copies),
        ),
        [("S2", "learn", 3), ("S1", "learn", 6), ("S1", "crash", 0), ("S2", "learn", 4)],
    )
    for clients in (FIVE_CLIENTS, FIVE_CLIENTS[::-1])
    for copies in (FIVE_CLIENTS, FIVE_CLIENTS[::-1])
)
"""Runs in which each of five clients calls once, and then a copy of each call comes."""


@check(
    points=1,
    explained_by=["test_random_calls_and_crashes"],
    about=(),
    paper="§2, §5.3, §8",
    ask="which clients' calls are between the two copies?",
)
def test_longer_logs_and_crashes(lab: Lab) -> None:
    """Longer logs of more clients give the same state on every server, whatever its crashes."""
    search_random_runs(lab, examples=40, clients=5, minimum=10, maximum=18, first_runs=FIVE_SESSIONS)
