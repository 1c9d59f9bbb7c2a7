# caught by: test_each_voter_counts_once
"""Counts grants, not servers."""

from raftlab.server import Options


class Election(Server):
    def __init__(self, id: ServerId, cluster: tuple[ServerId, ...], options: Options) -> None:
        super().__init__(id, cluster, options)
        self.copies = 0

    replace("startElection", "self.becomeCandidate()", "self.becomeCandidate()\nself.copies = 0")

    def handleRequestVoteReply(self, reply: RequestVoteReply) -> None:
        if self.role != CANDIDATE or not reply.voteGranted:
            return
        self.copies += reply.voterId in self.votesGranted
        self.votesGranted.add(reply.voterId)
        if len(self.votesGranted) + self.copies >= self.majority():
            self.becomeLeader()
