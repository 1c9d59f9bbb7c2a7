# caught by: test_lease_counts_from_sending
from raftlab.server import AppendEntriesReply


class Reads(Server):
    """Renews the lease when a majority has acknowledged appends, from the arrival of their answers."""

    def handleAppendEntriesReply(self, reply: AppendEntriesReply) -> None:
        super().handleAppendEntriesReply(reply)
        if self.role == LEADER and reply.success and self.leaseStart is not None and not self.leaseGivenUp:
            self.__dict__.setdefault("appended_at", {})[reply.followerId] = self.now
            recent = {each: at for each, at in self.appended_at.items() if at > self.leaseStart}
            if self.quorum({self.id, *recent}):
                self.leaseStart = min(recent.values(), default=self.now)
