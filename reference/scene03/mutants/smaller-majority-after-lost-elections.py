# caught by: test_even_split_elects_no_leader
"""The more elections it loses, the fewer votes it wants."""

from raftlab.server import Options


class Election(Server):
    def __init__(self, id: ServerId, cluster: tuple[ServerId, ...], options: Options) -> None:
        super().__init__(id, cluster, options)
        self.lost = 0

    replace(
        "startElection",
        "def startElection(self) -> None:",
        "def startElection(self) -> None:\n    self.lost = self.lost + 1 if self.role == CANDIDATE else 0",
    )

    replace(
        "handleRequestVoteReply",
        "if len(self.votesGranted) >= self.majority():",
        "if len(self.votesGranted) >= max(2, self.majority() - self.lost // 3):",
    )
