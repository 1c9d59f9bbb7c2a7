# caught by: test_consistency_check
"""Accepts up to the last index that any message verified, whoever sent it."""

from raftlab.server import Options


class Replication(Server):
    def __init__(self, id: ServerId, cluster: tuple[ServerId, ...], options: Options) -> None:
        super().__init__(id, cluster, options)
        self.checked = 0

    replace(
        "handleAppendEntries", "req.prevLogTerm):", "req.prevLogTerm) and not (0 < req.prevLogIndex <= self.checked):"
    )
    replace(
        "handleAppendEntries",
        "self.storeEntries(req)",
        "self.storeEntries(req)\nself.checked = req.prevLogIndex + len(req.entries)",
    )
