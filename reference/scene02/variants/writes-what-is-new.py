# variant: what is durable already need not be written
"""Compares with what it wrote last."""

from raftlab.server import Options, ServerId


class Terms(Server):
    def __init__(self, id: ServerId, cluster: tuple[ServerId, ...], options: Options) -> None:
        super().__init__(id, cluster, options)
        self.written = (-1, None)

    replace("becomeFollower", "self.persist()", "")
    replace("becomeFollower", "self.role = FOLLOWER", "self.role = FOLLOWER\nself.save()")

    replace("becomeCandidate", "self.persist()", "self.save()")

    def save(self) -> None:
        if self.written != (self.currentTerm, self.votedFor):
            self.persist()
            self.written = (self.currentTerm, self.votedFor)
