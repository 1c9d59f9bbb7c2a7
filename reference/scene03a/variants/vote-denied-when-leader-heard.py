# variant: a vote may be denied while a leader was heard, where leaders step down (dissertation §4.2.3)
"""Refuses a vote, instead of ignoring the question, while a leader is heard."""

from raftlab.server import RequestVoteReply


class PreVoting(Server):
    def receive(self, message: Message) -> None:
        if isinstance(message, RequestVote) and self.sticks() and self.hearsLeader():
            self.send(message.candidateId, RequestVoteReply(self.currentTerm, self.id, False))
            return
        super().receive(message)
        if self.role == LEADER and self.options.checkQuorum and (message.term == self.currentTerm):
            self.active.add(message.sender)
