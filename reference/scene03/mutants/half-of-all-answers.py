# caught by: test_each_voter_counts_once
"""In a cluster of four or more, leads with half of the votes once everybody has answered."""

from raftlab.server import Options


class Election(Server):
    def __init__(self, id: ServerId, cluster: tuple[ServerId, ...], options: Options) -> None:
        super().__init__(id, cluster, options)
        self.answers = set()

    def handleRequestVoteReply(self, reply: RequestVoteReply) -> None:
        if self.role != CANDIDATE:
            return
        self.answers.add((self.currentTerm, reply.voterId))
        if not reply.voteGranted:
            return
        self.votesGranted.add(reply.voterId)
        heard = len([1 for term, _ in self.answers if term == self.currentTerm]) + 1
        if len(self.votesGranted) >= self.majority() or (
            heard == len(self.cluster) > 3 and 2 * len(self.votesGranted) >= heard
        ):
            self.becomeLeader()
