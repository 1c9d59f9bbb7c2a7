# caught by: test_hidden_former_leadership
from raftlab.server import Options, ServerId


class Commit(Server):
    """Asks for an entry of its own term only until it has committed one, in whatever leadership."""

    def __init__(self, id: ServerId, cluster: tuple[ServerId, ...], options: Options) -> None:
        super().__init__(id, cluster, options)
        self.has_committed = False

    def tryAdvanceCommit(self) -> bool:
        for index in range(self.log.lastIndex(), self.commitIndex, -1):
            if not self.has_committed and self.log[index].term != self.currentTerm:
                break
            if 1 + sum(match >= index for match in self.matchIndex.values()) >= self.majority():
                self.commitIndex, self.has_committed = index, True
                return True
        return False
