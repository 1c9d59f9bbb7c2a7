# caught by: test_every_role_answers
"""Says yes as a follower only."""

from raftlab.server import FOLLOWER


class PreVoting(Server):
    def handlePreVote(self, req: PreVote) -> None:
        granted = (
            self.role == FOLLOWER and (not self.hearsLeader()) and self.isUpToDate(req.lastLogIndex, req.lastLogTerm)
        )
        self.send(req.candidateId, self.pre_vote_reply(req, granted))
