# expected: 27 points
class Replication(Server):
    """The follower's half is written, the leader's is not."""

    del backOff

    def replicateTo(self, follower: ServerId) -> None:
        raise NotImplementedError

    def handleAppendEntriesReply(self, reply: AppendEntriesReply) -> None:
        raise NotImplementedError
