"""What S2 may have sent to S1: which messages of each term fit the votes that S2 gave and the terms that it led."""

from __future__ import annotations

from dataclasses import dataclass, field

from raftlab.labs.scene02.sample_messages import all_messages
from raftlab.server import AppendEntries, AppendEntriesReply, Message, RequestVote, RequestVoteReply

FIRST_TERM, RIVAL_TERM, LAST_TERM = 1, 2, 3
"""S1 led term 1 with the vote of S2; S2 led term 2 and S3 leads term 3, each with the vote of the other one."""


@dataclass
class PeerHistory:
    """The terms in which S1 was a candidate, and those in which S2 was one or voted for S1. Messages may be late."""

    candidacies: set[int] = field(default_factory=lambda: {FIRST_TERM})
    peer_candidacies: set[int] = field(default_factory=lambda: {RIVAL_TERM})
    granted: set[int] = field(default_factory=lambda: {FIRST_TERM})

    def messages(self, term: int) -> tuple[Message, ...]:
        """Return what S2 may have sent to S1 in `term`; never nothing."""
        return tuple(message for message in all_messages(term) if self.may_send(message))

    def may_send(self, message: Message) -> bool:
        """Return whether a run can bring this message of S2 to S1."""
        term = message.term
        if isinstance(message, RequestVote | AppendEntries):
            return term not in self.granted and term != LAST_TERM  # S3 votes for S2 in every other term
        if isinstance(message, RequestVoteReply) and message.voteGranted:
            return term in self.candidacies and term not in self.peer_candidacies
        if isinstance(message, AppendEntriesReply) and message.success:
            return term == FIRST_TERM
        return term > FIRST_TERM  # a request of term 1 came late, and was refused

    def sent(self, message: Message) -> None:
        """Note that S2 sent `message`."""
        if isinstance(message, RequestVote | AppendEntries):
            self.peer_candidacies.add(message.term)
        elif isinstance(message, RequestVoteReply) and message.voteGranted:
            self.granted.add(message.term)
