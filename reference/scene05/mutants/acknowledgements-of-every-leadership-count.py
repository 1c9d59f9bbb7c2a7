# caught by: test_hidden_former_leadership
from raftlab.server import Options, ServerId


class Commit(Server):
    """Counts the most that a follower ever acknowledged."""

    def __init__(self, id: ServerId, cluster: tuple[ServerId, ...], options: Options) -> None:
        super().__init__(id, cluster, options)
        self.most: dict[ServerId, int] = {}

    def tryAdvanceCommit(self) -> bool:
        self.most = {name: max(self.most.get(name, 0), match) for name, match in self.matchIndex.items()}
        for index in range(self.log.lastIndex(), self.commitIndex, -1):
            if self.log[index].term != self.currentTerm:
                break
            stored = 1 + sum(self.most[follower] >= index for follower in self.followers)
            if stored >= self.majority():
                self.commitIndex = index
                return True
        return False
