# caught by: test_acknowledges_what_the_message_confirms
from raftlab.server import Options


class Replication(Server):
    """Acknowledges what was ever written here, as far as the leader has committed."""

    def __init__(self, id: ServerId, cluster: tuple[ServerId, ...], options: Options) -> None:
        super().__init__(id, cluster, options)
        self.written = 0

    def started(self) -> None:
        super().started()
        self.written = self.log.lastIndex()

    replace(
        "success_reply",
        "matchIndex=req.prevLogIndex + len(req.entries),",
        "matchIndex=max(req.prevLogIndex + len(req.entries), min(self.written, req.leaderCommit)),",
    )

    replace("storeEntries", "self.persist()", "self.persist()\nself.written = max(self.written, self.log.lastIndex())")
