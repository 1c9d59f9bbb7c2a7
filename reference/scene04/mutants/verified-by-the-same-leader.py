# caught by: test_acknowledges_what_the_message_confirms
from raftlab.server import Options


class Replication(Server):
    """What a leader has shown stays shown in its later terms."""

    def __init__(self, id: ServerId, cluster: tuple[ServerId, ...], options: Options) -> None:
        super().__init__(id, cluster, options)
        self.acked: dict[ServerId, int] = {}

    def success_reply(self, req: AppendEntries) -> AppendEntriesReply:
        shown = max(self.acked.get(req.leaderId, 0), req.prevLogIndex + len(req.entries))
        self.acked = {req.leaderId: shown}
        return AppendEntriesReply(self.currentTerm, self.id, True, req.prevLogIndex, shown)
