# caught by: test_new_term_brings_a_new_vote
from raftlab.server import RequestVote


class Terms(Server):
    """Newer vote request takes the vote."""

    def receive(self, message: Message) -> None:
        newer = message.term > self.currentTerm
        self.observeTerm(message.term)
        if newer and isinstance(message, RequestVote) and self.log.lastIndex() > 1:
            self.votedFor = message.sender
            self.persist()
        if not self.rejectStale(message):
            super().receive(message)
