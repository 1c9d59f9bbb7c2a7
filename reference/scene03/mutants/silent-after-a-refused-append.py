# caught by: test_leader_sends_heartbeats_to_everyone
"""A leader is silent for a round after a refused append."""

from raftlab.server import AppendEntriesReply


class Election(Server):
    silent = False

    def handleAppendEntriesReply(self, reply: AppendEntriesReply) -> None:
        self.silent = not reply.success

    replace(
        "handleHeartbeatTimeout",
        "for follower in self.followers:\n    self.replicateTo(follower)",
        "for follower in () if self.silent else self.followers:\n    self.replicateTo(follower)\nself.silent = False",
    )
