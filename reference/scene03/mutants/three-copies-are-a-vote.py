# caught by: test_each_voter_counts_once
from raftlab.server import Options


class Election(Server):
    """Three copies are a vote."""

    def __init__(self, id: ServerId, cluster: tuple[ServerId, ...], options: Options) -> None:
        super().__init__(id, cluster, options)
        self.copies = 0

    replace(
        "startElection", "def startElection(self) -> None:", "def startElection(self) -> None:\n    self.copies = 0"
    )

    def handleRequestVoteReply(self, reply: RequestVoteReply) -> None:
        if self.role != CANDIDATE or not reply.voteGranted:
            return
        self.copies += reply.voterId in self.votesGranted
        self.votesGranted.add(reply.voterId)
        if len(self.votesGranted) + self.copies // 3 >= self.majority():
            self.becomeLeader()
