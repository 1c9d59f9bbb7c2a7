# caught by: test_asking_raises_nothing
"""Asks and stays a follower."""

from raftlab.server import FOLLOWER


class PreVoting(Server):
    def startPreVote(self) -> None:
        self.role = FOLLOWER
        self.leaderId = None
        self.preVotesGranted = {self.id}
        self.resetElectionTimer()
        for peer in self.followers:
            self.send(peer, self.pre_vote_request())
        if len(self.preVotesGranted) >= self.majority():
            self.startElection()

    def handlePreVoteReply(self, reply: PreVoteReply) -> None:
        if not reply.voteGranted or reply.nextTerm != self.currentTerm + 1:
            return
        self.preVotesGranted.add(reply.voterId)
        if len(self.preVotesGranted) >= self.majority():
            self.startElection()
