# expected: 29 points
"""The follower's half is written, the leader's is not."""


class Replication(Server):
    del backOff

    def replicateTo(self, follower: ServerId) -> None:
        raise NotImplementedError

    def handleAppendEntriesReply(self, reply: AppendEntriesReply) -> None:
        raise NotImplementedError
