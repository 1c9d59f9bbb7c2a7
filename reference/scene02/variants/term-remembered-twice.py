# variant: a candidate may stand in any term above its own
"""Stands in a term above the highest that any message carried, stale ones too."""

from raftlab.server import Options, ServerId


class Terms(Server):
    def __init__(self, id: ServerId, cluster: tuple[ServerId, ...], options: Options) -> None:
        super().__init__(id, cluster, options)
        self.highest = 0

    def observeTerm(self, term: int) -> None:
        self.highest = max(self.highest, term)
        if term > self.currentTerm:
            self.becomeFollower(term)

    def becomeCandidate(self) -> None:
        self.currentTerm = max(self.currentTerm, self.highest) + 1
        self.votedFor = self.id
        self.role = CANDIDATE
        self.leaderId = None
        self.votesGranted = {self.id}
        self.persist()
