# caught by: test_former_leadership_changes_nothing
from raftlab.server import Options


class Replication(Server):
    """From its third election on credits what was acknowledged in the leadership before."""

    def __init__(self, id: ServerId, cluster: tuple[ServerId, ...], options: Options) -> None:
        super().__init__(id, cluster, options)
        self.election_count = 0
        self.known: dict[ServerId, int] = {}

    def becomeLeader(self) -> None:
        self.election_count += 1
        super().becomeLeader()

    def credit_success(self, follower: ServerId, reply: AppendEntriesReply) -> None:
        known = self.known.get(follower, 0) if self.election_count > 2 else 0
        self.known[follower] = self.matchIndex[follower] = max(self.matchIndex[follower], reply.matchIndex, known)
        self.nextIndex[follower] = max(self.nextIndex[follower], self.matchIndex[follower] + 1)
        self.tryAdvanceCommit()
        if self.nextIndex[follower] <= self.log.lastIndex():
            self.replicateTo(follower)
