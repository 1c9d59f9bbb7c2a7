# caught by: test_restart_in_the_same_term
"""Writes the first vote that it gives, and no later one."""

from raftlab.server import Options


class Election(Server):
    def __init__(self, id: ServerId, cluster: tuple[ServerId, ...], options: Options) -> None:
        super().__init__(id, cluster, options)
        self.wrote = False

    def started(self) -> None:
        super().started()
        self.wrote = self.votedFor not in (None, self.id)
        self.resetElectionTimer()

    def handleRequestVote(self, req: RequestVote) -> None:
        free = self.votedFor is None or self.votedFor == req.candidateId
        granted = free and self.isUpToDate(req.lastLogIndex, req.lastLogTerm)
        if granted:
            if self.votedFor is None:
                self.votedFor = req.candidateId
                if not self.wrote:
                    self.persist()
                self.wrote = True
            self.resetElectionTimer()
        self.send(req.candidateId, self.vote_reply(granted))
