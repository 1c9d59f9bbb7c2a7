"""Stands in for the other three methods of scene 05, which may not be written yet, in runs that need none of them."""

from raftlab.server import AppendEntries, Server


class FrontLayer(Server):
    """Leaves tryAdvanceCommit to the submission, and does nothing in the rest."""

    def truncateConflicts(self, req: AppendEntries) -> None:
        pass

    def advanceFollowerCommit(self, req: AppendEntries) -> None:
        pass

    def answerClients(self) -> None:
        pass
