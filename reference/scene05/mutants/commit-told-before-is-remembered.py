# caught by: test_hidden_messages_in_any_order
from raftlab.server import Options, ServerId


class Commit(Server):
    """Remembers the highest leaderCommit of any leader."""

    def __init__(self, id: ServerId, cluster: tuple[ServerId, ...], options: Options) -> None:
        super().__init__(id, cluster, options)
        self.told = 0

    def advanceFollowerCommit(self, req: AppendEntries) -> None:
        self.told = max(self.told, req.leaderCommit)
        verified = req.prevLogIndex + len(req.entries)
        self.commitIndex = max(self.commitIndex, min(self.told, verified))
