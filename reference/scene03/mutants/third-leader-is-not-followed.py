# caught by: test_follower_knows_its_leader
"""With Pre-Vote the third leader of a life is not named."""

from raftlab.server import Options


class Election(Server):
    def __init__(self, id: ServerId, cluster: tuple[ServerId, ...], options: Options) -> None:
        super().__init__(id, cluster, options)
        self.leaders_heard: list[ServerId] = []

    replace(
        "handleAppendEntries",
        "self.leaderId = req.leaderId",
        "if self.leaderId is None:\n    self.leaders_heard.append(req.leaderId)\n"
        "if not self.options.preVote or len(self.leaders_heard) != 3:\n    self.leaderId = req.leaderId",
    )
