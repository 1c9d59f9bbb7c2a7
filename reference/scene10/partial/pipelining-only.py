# expected: 47 points
class Operations(Server):
    """Has the no-op and pipelining; disk and transfer are still to be written."""

    def durable_reply(self, reply: AppendEntriesReply) -> AppendEntriesReply:
        raise NotImplementedError

    def onPersisted(self, completion: WriteCompletion) -> None:
        raise NotImplementedError

    def disk_is_late(self) -> bool:
        return False

    def transferLeadership(self, target: ServerId) -> None:
        raise NotImplementedError

    def handleTimeoutNow(self, req: TimeoutNow) -> None:
        raise NotImplementedError
