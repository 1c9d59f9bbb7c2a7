"""Beginning to lead, and hearing a leader."""

from raftlab.checks import Broken, check
from raftlab.checks.lab import Lab
from raftlab.checks.placed import Placed, Step
from raftlab.labs.scene03.ballots import LATER, grant, heartbeat, listed, place, standing, timer, told


def elected(lab: Lab, size: int = 3, log: tuple[int, ...] = ()) -> tuple[Placed, Step]:
    """Return a server that has just won term 2, and the step in which it won."""
    server = place(lab, size=size, role="candidate", log=log)
    steps = [server.deliver(grant(f"S{voter}")) for voter in range(2, size // 2 + 2)]
    return server, steps[-1]


@check(
    points=4,
    after=["test_majority_elects"],
    paper="§5.2 (“it then sends heartbeat messages to all of the other servers”)",
    ask="how do the other servers learn that the election is over?",
)
def test_leader_tells_everyone(lab: Lab) -> None:
    """A new leader tells every other server at once, and goes on telling."""
    for size in (2, 3, 4, 5):
        server, won = elected(lab, size)
        others = {f"S{n}" for n in range(2, size + 1)}
        if set(told(won)) != others:
            raise Broken(f"S1 won term 2 of {size} servers, and sent AppendEntries to {listed(told(won))}.")
        if timer(won, "heartbeat") is None:
            raise Broken(f"S1 won term 2 of {size} servers, told everyone, and has no heartbeat timer running.")
        for beat in (1, 2):
            step = server.timeout("heartbeat", now=beat * 50.0)
            if set(told(step)) != others or timer(step, "heartbeat") is None or server.role != "leader":
                raise Broken(
                    f"S1 leads {size} servers. At heartbeat {beat} it sent AppendEntries to {listed(told(step))}."
                )


@check(
    points=3,
    after=["test_majority_elects"],
    paper="Figure 2 (Volatile state on leaders: reinitialized after election)",
    ask="what does a new leader know of its followers' logs?",
)
def test_leader_begins_its_books(lab: Lab) -> None:
    """A new leader has a nextIndex and a matchIndex for each follower, as after every election."""
    for log in ((), (1, 1, 2)):
        server, _ = elected(lab, 5, log)
        others = ["S2", "S3", "S4", "S5"]
        last = len(server.log)
        fits = sorted(server.nextIndex) == others and sorted(server.matchIndex) == others
        fits = fits and all(len(log) < each <= last + 1 for each in server.nextIndex.values())
        if not fits or any(server.matchIndex.values()) or server.leaderId != "S1":
            raise Broken(
                f"S1 won term 2 with {len(log)} entries in its log: nextIndex is {server.nextIndex}, matchIndex "
                f"{server.matchIndex}, leaderId {server.leaderId}."
            )


@check(
    points=3,
    paper="§5.2; Figure 2 (Followers)",
    ask="what tells a follower that it need not ask for votes itself?",
)
def test_follower_follows(lab: Lab) -> None:
    """A server that hears a leader knows its name and waits for another election timeout."""
    for term in (2, 3):
        server = place(lab, voted="S2")
        step = server.deliver(heartbeat("S3", term), now=LATER)
        if server.leaderId != "S3" or timer(step, "election") is None or server.role != "follower":
            raise Broken(
                f"S1 was a follower in term 2. S3, leader of term {term}, was heard: S1 was {standing(server)}, its "
                f"leaderId {server.leaderId}, and it {'restarted' if timer(step, 'election') else 'did not restart'} "
                f"its election timer."
            )


@check(
    points=3,
    after=[test_follower_follows],
    paper="§5.2 (“if the leader's term is at least as large as the candidate's current term”); Figure 2 (Candidates)",
    ask="how does a candidate learn that another has won the term in which it stands?",
)
def test_candidate_concedes(lab: Lab) -> None:
    """A candidate that hears the leader of its own term follows it, and its vote stays given."""
    for term, vote in ((2, "S1"), (3, None)):
        server = place(lab, role="candidate")
        server.deliver(heartbeat("S3", term), now=LATER)
        if (server.role, server.currentTerm, server.votedFor, server.leaderId) != ("follower", term, vote, "S3"):
            raise Broken(
                f"S1 was candidate of term 2. S3, leader of term {term}, was heard: S1 was {standing(server)}, its "
                f"leaderId {server.leaderId}."
            )


@check(
    points=2,
    after=[test_follower_follows],
    paper="§5.2; Figure 2 (Followers)",
    ask="S1 lacks the entry that the leader writes after: is the leader alive?",
)
def test_every_append_counts(lab: Lab) -> None:
    """A leader counts as heard whatever its message is about, and however far behind the follower is."""
    for prev in ((9, 2), (2, 2), (1, 1)):
        server = place(lab, log=(1, 1))
        step = server.deliver(heartbeat("S3", prev=prev), now=LATER)
        if timer(step, "election") is None or server.leaderId != "S3":
            raise Broken(
                f"S1 (log 1 1) heard S3, leader of term 2, about what follows index {prev[0]} of term {prev[1]}: its "
                f"leaderId was {server.leaderId}, and it "
                f"{'restarted' if timer(step, 'election') else 'did not restart'} its election timer."
            )
