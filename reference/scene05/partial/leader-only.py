# expected: 29 points
class Commit(Server):
    """The leader's rule is right; followers and clients are still to be written."""

    def truncateConflicts(self, req: AppendEntries) -> None:
        raise NotImplementedError

    def advanceFollowerCommit(self, req: AppendEntries) -> None:
        raise NotImplementedError

    def answerClients(self) -> None:
        raise NotImplementedError
