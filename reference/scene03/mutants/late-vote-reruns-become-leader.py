# caught by: test_late_vote_changes_nothing
"""A leader counts on, and begins to lead again."""

from raftlab.server import FOLLOWER


class Election(Server):
    def handleRequestVoteReply(self, reply: RequestVoteReply) -> None:
        if self.role == FOLLOWER or not reply.voteGranted:
            return
        self.votesGranted.add(reply.voterId)
        if len(self.votesGranted) >= self.majority():
            self.becomeLeader()
