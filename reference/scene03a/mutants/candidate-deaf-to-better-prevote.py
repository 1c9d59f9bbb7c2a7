# caught by: test_every_role_answers
"""Answers no questions while it is a candidate itself."""

from raftlab.server import CANDIDATE


class PreVoting(Server):
    def handlePreVote(self, req: PreVote) -> None:
        if self.role == CANDIDATE:
            return
        granted = not self.hearsLeader() and self.isUpToDate(req.lastLogIndex, req.lastLogTerm)
        self.send(req.candidateId, self.pre_vote_reply(req, granted))
