# caught by: test_partition_and_recover
"""Credits a follower with all that was sent to it when it acknowledges an older message."""

from raftlab.server import AppendEntriesReply


class Commit(Server):
    def handleAppendEntriesReply(self, reply: AppendEntriesReply) -> None:
        if self.role == LEADER and reply.success:
            self.matchIndex[reply.followerId] = max(self.matchIndex[reply.followerId], self.log.lastIndex())
        super().handleAppendEntriesReply(reply)
