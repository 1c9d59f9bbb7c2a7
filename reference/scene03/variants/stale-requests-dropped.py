# variant: whoever is behind learns of the term in time from newer messages
"""Answers no message of an older term."""

from raftlab.server import Message


class Election(Server):
    def rejectStale(self, message: Message) -> bool:
        if isinstance(message, RequestVote | RequestVoteReply):
            return message.term < self.currentTerm
        return super().rejectStale(message)
