# variant: a candidate that a majority refused cannot win this term
"""Follows once a majority has refused; its timer runs on."""

from raftlab.server import Options


class Election(Server):
    def __init__(self, id: ServerId, cluster: tuple[ServerId, ...], options: Options) -> None:
        super().__init__(id, cluster, options)
        self.refusedBy: set[ServerId] = set()

    replace("startElection", "self.becomeCandidate()", "self.becomeCandidate()\nself.refusedBy = set()")

    def handleRequestVoteReply(self, reply: RequestVoteReply) -> None:
        if self.role != CANDIDATE:
            return
        if not reply.voteGranted:
            self.refusedBy.add(reply.voterId)
            if len(self.refusedBy) >= self.majority():
                self.becomeFollower(self.currentTerm)
            return
        self.votesGranted.add(reply.voterId)
        if len(self.votesGranted) >= self.majority():
            self.becomeLeader()
