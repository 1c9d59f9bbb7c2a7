"""Scene 02: the term, Raft's logical clock. (Raft §5.1, Figure 2 "Rules for Servers")"""

from raftlab.server import Message, Server


class Terms(Server):
    """Refines the server of scene 01: one rule for every message, before any handler sees it."""

    def receive(self, message: Message) -> None:
        self.observeTerm(message.term)
        if not self.rejectStale(message):
            super().receive(message)

    def observeTerm(self, term: int) -> None:
        """Learn the term of a message, whatever its kind.

        A term newer than currentTerm ends the role of this server: becomeFollower(term). Any other term changes
        nothing. May change: role, currentTerm, votedFor, leaderId, votesGranted, nextIndex and matchIndex. About 2
        lines.
        """
        # TODO(scene02): replace the next line.
        raise NotImplementedError

    def becomeFollower(self, term: int) -> None:
        """Become a follower in `term`, which is currentTerm or newer.

        A vote belongs to its term: clear it in a newer term, keep it within the term. In a newer term no leader is
        known: leaderId is None. What must survive a crash is durable when this returns, and a crash may happen before
        and after each persist(). It sends nothing, and the election timer goes on. May change: role, currentTerm,
        votedFor, leaderId, votesGranted, nextIndex and matchIndex. About 8 lines.
        """
        # TODO(scene02): replace the next line.
        raise NotImplementedError

    def becomeCandidate(self) -> None:
        """Start a newer term as its candidate.

        It has its own vote (votedFor, votesGranted) and no other, and knows no leader of the new term (leaderId is
        None); term and vote are durable when this returns. May change: role, currentTerm, votedFor, leaderId,
        votesGranted, nextIndex and matchIndex. About 6 lines.
        """
        # TODO(scene02): replace the next line.
        raise NotImplementedError

    def rejectStale(self, message: Message) -> bool:
        """Tell whether `message` is of an older term; if so, refuse or drop it.

        message.refusal(term, sender) is the reply that refuses a request; it is None for a reply, which nobody
        answers. message.sender is the server that sent it. Figure 2 refuses, so that the sender learns the newer term;
        dropping the request is allowed too. May change: nothing. About 6 lines.
        """
        # TODO(scene02): replace the next line.
        raise NotImplementedError
