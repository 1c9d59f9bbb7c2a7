"""Stands in for scene 04: a leader notes which entries a follower has."""

from raftlab.server import LEADER, AppendEntriesReply, Server


class FrontLayer(Server):
    """Keeps nextIndex and matchIndex as scene 04 does, in the dicts that becomeLeader made."""

    def handleAppendEntriesReply(self, reply: AppendEntriesReply) -> None:
        if self.role == LEADER and reply.success:
            self.matchIndex[reply.followerId] = reply.matchIndex
            self.nextIndex[reply.followerId] = reply.matchIndex + 1
