# caught by: test_follower_knows_its_leader
"""A follower that knows a leader keeps its name in a newer term."""

from raftlab.server import Options


class Election(Server):
    def __init__(self, id: ServerId, cluster: tuple[ServerId, ...], options: Options) -> None:
        super().__init__(id, cluster, options)
        self.known = None

    replace("handleAppendEntries", "leaderId = req.leaderId", "leaderId = self.known = self.known or req.leaderId")
