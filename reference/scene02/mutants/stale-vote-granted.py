# caught by: test_refusal_tells_the_current_term
"""Grants an old request for a vote where the vote is free or was the same."""

from raftlab.server import RequestVoteReply


class Terms(Server):
    def rejectStale(self, message: Message) -> bool:
        if message.term >= self.currentTerm:
            return False
        refusal = message.refusal(self.currentTerm, self.id)
        if isinstance(refusal, RequestVoteReply):
            refusal = RequestVoteReply(self.currentTerm, self.id, voteGranted=True)
        if refusal is not None:
            self.send(message.sender, refusal)
        return True
