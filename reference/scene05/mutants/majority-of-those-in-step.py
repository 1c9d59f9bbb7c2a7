# caught by: test_hidden_search_five
"""Does not count a follower that it still brings into step: with five servers two copies are then enough."""

from raftlab.server import AppendEntriesReply


class Commit(Server):
    def handleAppendEntriesReply(self, reply: AppendEntriesReply) -> None:
        behind = getattr(self, "behind", frozenset()) - {reply.followerId}
        in_step = reply.success and reply.matchIndex >= self.log.lastIndex()
        self.behind = behind if in_step else behind | {reply.followerId}
        super().handleAppendEntriesReply(reply)

    def tryAdvanceCommit(self) -> bool:
        in_step = len(self.cluster) - len(getattr(self, "behind", ()))
        for index in range(self.log.lastIndex(), self.commitIndex, -1):
            if self.log[index].term != self.currentTerm:
                break
            stored = 1 + sum(match >= index for match in self.matchIndex.values())
            if stored >= min(self.majority(), max(2, in_step // 2 + 1)):
                self.commitIndex = index
                return True
        return False
