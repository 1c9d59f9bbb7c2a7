"""Random runs: messages of any term, candidacies, and crashes between any two effects."""

from typing import Any

from hypothesis import given, seed, settings
from hypothesis import strategies as st

from raftlab.checks import CheckFailure, check
from raftlab.checks.deployments import ALL_DEPLOYMENTS, PAPER_OPTIONS, options_text
from raftlab.checks.lab_fixture import Lab
from raftlab.checks.placed_server import PlacedServer, ServerStep
from raftlab.labs.scene02.peer_messages import PeerHistory
from raftlab.labs.scene02.sample_messages import message_text, place_server, server_text
from raftlab.server import Options
from raftlab.worker.responses import PersistEffect

MESSAGE_EVENT = st.tuples(st.just("hear"), st.integers(-2, 3), st.integers(0, 5))
"""A message of S2: its term minus the server's, and its position among those that S2 may have sent in that term."""
CANDIDACY_EVENT = st.just(("campaign", 0, 0))
STEP_DOWN_EVENT = st.just(("step down", 0, 0))
CRASH_POSITIONS = st.one_of(st.none(), st.none(), st.integers(0, 4))
"""After how many effects of the event the server crashes; None: it does not crash."""

Event = tuple[tuple[str, int, int], int | None]


@check(
    points=3,
    explained_by=[
        "test_request_of_newer_term",
        "test_reply_of_newer_term",
        "test_stale_changes_nothing",
        "test_vote_is_kept_within_its_term",
    ],
    safety="OneVotePerTerm",
    paper="§5.1, §5.2; Figure 2 (Persistent state)",
    ask="which term and vote did the server have before, and what may change each of them?",
)
def test_random_messages_and_crashes(lab: Lab) -> None:
    """Whatever a server hears and wherever it crashes, its term never falls and it keeps the vote of its term."""

    @seed(lab.seed)
    @settings(max_examples=60)
    @given(
        st.sampled_from(ALL_DEPLOYMENTS),
        st.lists(
            st.tuples(
                st.one_of(MESSAGE_EVENT, MESSAGE_EVENT, CANDIDACY_EVENT, CANDIDACY_EVENT, STEP_DOWN_EVENT),
                CRASH_POSITIONS,
            ),
            min_size=1,
            max_size=12,
        ),
    )
    def play_random_run(options: Options, events: list[Event]) -> None:
        RandomRun(place_server(lab, "follower", term=3, options=options)).play(events)

    play_random_run()


class RandomRun:
    """One server, its events so far, the vote that it gave in each term, and what S2 did."""

    def __init__(self, server: PlacedServer) -> None:
        self.server = server
        self.event_texts = [f"S1 was {server_text(server)}."]
        self.votes: dict[int, str] = {}
        self.peer = PeerHistory()
        self.image = server.durable_state.image

    def play(self, events: list[Event]) -> None:
        """Play `events`; CheckFailure if a term falls or a vote is lost."""
        for event, crash in events:
            term = self.server.currentTerm
            step = self.apply_event(*event)
            if crash is None:
                if event[0] == "campaign" and self.server.role == "candidate":
                    self.peer.candidacies.add(self.server.currentTerm)
                self.image = durable_image(step, len(step.effects), self.image)
                self.check_state(term)
            else:
                self.image = durable_image(step, crash, self.image)
                self.server.restart(self.image)
                self.event_texts.append(
                    f"It crashed after effect {min(crash, len(step.effects))} of that and restarted."
                )
                self.check_state(term)

    def apply_event(self, action: str, term_offset: int, message_index: int) -> ServerStep:
        """Let one event happen."""
        if action == "hear":
            possible = self.peer.messages(max(1, self.server.currentTerm + term_offset))
            message = possible[message_index % len(possible)]
            self.peer.sent(message)
            self.event_texts.append(f"It took {message_text(message)}.")
            return self.server.deliver(message)
        if action == "campaign" and self.server.role != "leader":
            self.event_texts.append("becomeCandidate ran.")
            return self.server.call("becomeCandidate")
        self.event_texts.append(f"becomeFollower({self.server.currentTerm}) ran.")
        return self.server.call("becomeFollower", None, self.server.currentTerm)

    def check_state(self, minimum_term: int) -> None:
        """CheckFailure if the term is below `minimum_term`, or the vote is not the one given in this term."""
        term, vote = self.server.currentTerm, self.server.votedFor
        earlier_vote = self.votes.get(term)
        if term < minimum_term or (earlier_vote is not None and vote != earlier_vote):
            vote_text = f"; it had voted for {earlier_vote} in term {term}" if earlier_vote is not None else ""
            options = options_text(self.server.options, PAPER_OPTIONS)
            text = f" (The options of this server: {options}.)" if options else ""
            told = " ".join(self.event_texts[-6:])
            is_vote_lost = any(voted_in > term for voted_in in self.votes) or earlier_vote not in (None, vote)
            raise CheckFailure(
                f"{told} Then it was {server_text(self.server)}{vote_text}.{text}",
                safety="OneVotePerTerm" if is_vote_lost else "",
            )
        if vote is not None:
            self.votes[term] = vote


def durable_image(step: ServerStep, count: int, previous_image: Any) -> Any:
    """Return the image that is durable after the first `count` effects of `step`."""
    written = [effect.image for effect in step.effects[:count] if isinstance(effect, PersistEffect)]
    return written[-1] if written else previous_image
