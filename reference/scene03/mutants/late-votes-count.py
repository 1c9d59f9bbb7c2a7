# caught by: test_votes_of_two_terms
"""A vote that comes a term too late is a vote."""

from raftlab.server import Message


class Election(Server):
    def rejectStale(self, message: Message) -> bool:
        if isinstance(message, RequestVoteReply) and message.term < self.currentTerm:
            self.handleRequestVoteReply(message)
        return super().rejectStale(message)
