"""Lives drawn at random: messages of any term, candidacies, and crashes between any two effects."""

from typing import Any

from hypothesis import given, seed, settings
from hypothesis import strategies as st

from raftlab.checks import Broken, check
from raftlab.checks.lab import Lab
from raftlab.checks.placed import Placed, Step
from raftlab.labs.scene02.mail import kind, mail, place, told
from raftlab.worker.answers import Persisted

HEAR = st.tuples(st.just("hear"), st.integers(-2, 3), st.integers(0, 5))
"""A message: how much newer its term is than the server's, and which kind it is."""
STAND = st.just(("stand", 0, 0))
YIELD = st.just(("yield", 0, 0))
CRASHES = st.one_of(st.none(), st.none(), st.integers(0, 4))
"""After how many effects of the event the server crashes; None: it does not."""

Event = tuple[tuple[str, int, int], int | None]


@check(
    points=3,
    after=["test_request_of_newer_term", "test_reply_of_newer_term", "test_stale_changes_nothing"],
    paper="§5.1, §5.2; Figure 2 (Persistent state)",
    ask="what did the server know before the crash, and what of it had it told to others?",
)
def test_any_life(lab: Lab) -> None:
    """Whatever a server hears and wherever it crashes, its term never falls and its vote stays with its term."""

    @seed(lab.seed)
    @settings(max_examples=120)
    @given(st.lists(st.tuples(st.one_of(HEAR, HEAR, STAND, STAND, YIELD), CRASHES), min_size=1, max_size=12))
    def lives(events: list[Event]) -> None:
        Life(place(lab, "follower", term=3)).live(events)

    lives()


class Life:
    """One server, what it has gone through, and the votes that it is bound to."""

    def __init__(self, server: Placed) -> None:
        self.server = server
        self.story = [f"S1 was {told(server)}."]
        self.votes: dict[int, str] = {}
        self.image = server.boot.persisted[-1].image

    def live(self, events: list[Event]) -> None:
        """Go through `events`; Broken where a term falls or a vote is lost."""
        for event, crash in events:
            term = self.server.currentTerm
            step = self.take(*event)
            if crash is None:
                self.image = durable(step, len(step.effects), self.image)
                self.judge(term)
            else:
                self.image = durable(step, crash, self.image)
                self.server.restart(self.image)
                self.story.append(f"It crashed after effect {min(crash, len(step.effects))} of that and came back.")
                self.judge(term)

    def take(self, what: str, newer: int, which: int) -> Step:
        """Let one event happen."""
        if what == "hear":
            message = mail(max(1, self.server.currentTerm + newer))[which]
            self.story.append(f"It took {kind(message)}.")
            return self.server.deliver(message)
        if what == "stand" and self.server.role != "leader":
            self.story.append("becomeCandidate ran.")
            return self.server.call("becomeCandidate")
        self.story.append(f"becomeFollower({self.server.currentTerm}) ran.")
        return self.server.call("becomeFollower", None, self.server.currentTerm)

    def judge(self, least: int) -> None:
        """Broken where the term is below `least`, or the vote is not the one that was given in this term."""
        term, vote = self.server.currentTerm, self.server.votedFor
        given = self.votes.get(term)
        if term < least or (given is not None and vote != given):
            bound = f"; it had voted for {given} in term {term}" if given is not None else ""
            raise Broken(f"{' '.join(self.story[-6:])} Then it was {told(self.server)}{bound}.")
        if vote is not None:
            self.votes[term] = vote


def durable(step: Step, count: int, before: Any) -> Any:
    """Return the image that is durable after the first `count` effects of `step`."""
    written = [effect.image for effect in step.effects[:count] if isinstance(effect, Persisted)]
    return written[-1] if written else before
