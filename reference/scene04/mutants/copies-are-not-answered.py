# caught by: test_acknowledges_what_the_message_confirms
"""Answers a message once."""

from raftlab.server import Options


class Replication(Server):
    def __init__(self, id: ServerId, cluster: tuple[ServerId, ...], options: Options) -> None:
        super().__init__(id, cluster, options)
        self.seen: AppendEntries | None = None

    replace(
        "handleAppendEntries",
        "super().handleAppendEntries(req)",
        "super().handleAppendEntries(req)\nif req.entries and req == self.seen:\n    return\nself.seen = req",
    )
