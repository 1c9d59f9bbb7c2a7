# expected: 9 points
class Operations(Server):
    """Has the no-op alone; the rest does what the scenes before did."""

    def replicateTo(self, follower: ServerId) -> None:
        super().replicateTo(follower)

    def handleAppendEntriesReply(self, reply: AppendEntriesReply) -> None:
        super().handleAppendEntriesReply(reply)

    def durable_reply(self, reply: AppendEntriesReply) -> AppendEntriesReply:
        raise NotImplementedError

    def onPersisted(self, completion: WriteCompletion) -> None:
        raise NotImplementedError

    def transferLeadership(self, target: ServerId) -> None:
        raise NotImplementedError

    def hand_over(self) -> None:
        pass

    def handleTimeoutNow(self, req: TimeoutNow) -> None:
        raise NotImplementedError
