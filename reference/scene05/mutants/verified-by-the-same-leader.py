# caught by: test_hidden_messages_in_any_order
from raftlab.server import Options, ServerId


class Commit(Server):
    """What a leader has shown stays shown in its later terms."""

    def __init__(self, id: ServerId, cluster: tuple[ServerId, ...], options: Options) -> None:
        super().__init__(id, cluster, options)
        self.verified: dict[ServerId, int] = {}

    def advanceFollowerCommit(self, req: AppendEntries) -> None:
        shown = max(self.verified.get(req.leaderId, 0), req.prevLogIndex + len(req.entries))
        self.verified = {req.leaderId: shown}
        self.commitIndex = max(self.commitIndex, min(req.leaderCommit, shown))
